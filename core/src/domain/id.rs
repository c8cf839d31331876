//! Ids: of records, changes, devices, incarnations and agents.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rule::Rule;

/// A record's id: UUIDv7 made on the device, or a UUIDv5 that makes two phones agree without talking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Uuid);

/// The name space of every derived id (a UUIDv5 of the DNS name `perisai-field.invalid`).
const DERIVED: Uuid = Uuid::from_u128(0x8f6d_2f0c_53a4_5b1e_9c37_4a0f_6de2_11b5);

impl RecordId {
    /// The id of the `index`-th record that a change creates: a UUIDv7 of the capture time with the
    /// change's salt and the index, so that a clone of the phone, which draws another salt, makes others.
    pub fn created(captured_ms: i64, salt: u64, index: u16) -> Self {
        let time = u64::try_from(captured_ms).unwrap_or(0) & 0xffff_ffff_ffff;
        let digest = Sha256::new().chain_update(salt.to_be_bytes()).chain_update(index.to_be_bytes()).finalize();
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&time.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&digest[..10]);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(Uuid::from_bytes(bytes))
    }

    /// The id that depends only on what the record is about.
    pub fn derived(kind: &str, parts: &[&str]) -> Self {
        let mut name = String::from(kind);
        for part in parts {
            name.push('\u{1f}');
            name.push_str(part);
        }
        Self(Uuid::new_v5(&DERIVED, name.as_bytes()))
    }

    /// The sixteen bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// From sixteen bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Uuid::try_parse(text).map(Self).map_err(|_| Rule::Type)
    }
}

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// From its bytes, where there are as many as it has.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = Rule;

            fn from_str(text: &str) -> Result<Self, Rule> {
                let mut bytes = [0; $bytes];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| Rule::Type)?;
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_str(&hex::encode(self.0))
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Bytes;
                impl serde::de::Visitor<'_> for Bytes {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} bytes", $bytes)
                    }
                    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<$name, E> {
                        $name::from_slice(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
                    }
                }
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("not a hash in hex"))
                } else {
                    deserializer.deserialize_bytes(Bytes)
                }
            }
        }
    };
}

hash_id!(
    /// A change's id: the first 128 bits of the SHA-256 of its canonical encoding. What the branch writes
    /// itself has a random one.
    ChangeId,
    16
);
hash_id!(
    /// One link of a hash chain: a device's journal or a branch's stream.
    ChainHash,
    16
);
hash_id!(
    /// One life of a device's journal: random, so that two clones of one phone never choose the same one.
    Incarnation,
    8
);
hash_id!(
    /// Which of a branch's recovery keys: the first 64 bits of the SHA-256 of its public half. All zeros names none.
    RecoveryKeyId,
    8
);
hash_id!(
    /// The public half of a branch's recovery key (X25519), to which devices seal their secrets.
    RecoveryPublicKey,
    32
);

impl RecoveryPublicKey {
    /// Which key it is.
    pub fn id(&self) -> RecoveryKeyId {
        let mut id = RecoveryKeyId::default();
        id.0.copy_from_slice(&Sha256::digest(self.0)[..8]);
        id
    }
}

impl ChainHash {
    /// The next link: a hash over this one and what follows it.
    pub fn next(&self, parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new().chain_update(self.0);
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        let mut link = [0; 16];
        link.copy_from_slice(&hasher.finalize()[..16]);
        Self(link)
    }
}

/// A device's id, given at enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub Uuid);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeviceId {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Uuid::try_parse(text).map(Self).map_err(|_| Rule::Type)
    }
}

/// An agent's id: the badge that the branch gave, 1 to 40 of letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AgentId(String);

impl AgentId {
    /// The badge as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the agent's record.
    pub fn record(&self) -> RecordId {
        RecordId::derived("agent", &[&self.0])
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AgentId {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if text.is_empty() || text.len() > 40 || !text.chars().all(fits) {
            return Err(Rule::Type);
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for AgentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("not an agent's id"))
    }
}
