//! The file that holds a device's secrets, and what opens it.
//!
//! The phone's hardware wraps 32 bytes that never change. Without a PIN the key of this file follows from them alone; with
//! one it is Argon2id of the PIN with the hardware's bytes as its secret value K (RFC 9106, section 3.1): neither alone
//! opens anything, and a PIN cannot even be tried where the hardware is not. One file says which of the two it is, so that
//! setting or changing a PIN replaces one file, durably and at once.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::noted;
use super::pin::Pin;
use crate::ports::IdSource;
use crate::sync::recovery::{DeviceSecrets, SECRETS_BYTES};

/// The file's name.
pub(super) const KEYS: &str = "keys";
const FORM: &[u8] = b"PFL1";
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const CHECK_BYTES: usize = 16;
const TAG_BYTES: usize = 16;

const HARDWARE_ALONE: &[u8] = b"perisai lock 1: hardware alone";
const HARDWARE_CHECK: &[u8] = b"perisai lock 1: hardware check";

/// What one try of a PIN costs. Kept in the file, so that a later version can raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// How often the memory is passed over.
    pub passes: u32,
    /// Lanes that could be filled side by side.
    pub lanes: u32,
}

impl Cost {
    /// What a cheap phone gives in about a second: above the least that OWASP's Password Storage Cheat Sheet asks of
    /// Argon2id (19 MiB and 2 passes), and half the memory of RFC 9106's second recommendation (64 MiB and 3 passes), which
    /// a phone of 2 GB does not always have. One lane: the others would be computed one after the other.
    pub const PHONE: Self = Self { memory_kib: 32 * 1024, passes: 3, lanes: 1 };

    /// The most that a file may ask for: more would not end, or take the memory of everything else.
    const MAX: Self = Self { memory_kib: 256 * 1024, passes: 16, lanes: 4 };

    fn params(self) -> Option<Params> {
        let Self { memory_kib, passes, lanes } = self;
        let fits = memory_kib <= Self::MAX.memory_kib && passes <= Self::MAX.passes && lanes <= Self::MAX.lanes;
        if fits { Params::new(memory_kib, passes, lanes, Some(32)).ok() } else { None }
    }
}

/// What opens the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    Hardware,
    HardwareAndPin(Cost),
}

/// Why the file does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotOpened {
    /// The hardware's bytes are not those that it was made with: nothing was tried.
    OtherHardware,
    /// The PIN is another one.
    OtherPin,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrapped {
    pub(super) guard: Guard,
    salt: [u8; SALT_BYTES],
    /// Tells other hardware from another PIN. Of 32 random bytes it tells nothing.
    hardware_check: [u8; CHECK_BYTES],
    nonce: [u8; NONCE_BYTES],
    sealed: [u8; SECRETS_BYTES + TAG_BYTES],
}

impl Wrapped {
    /// Wraps secrets by the hardware's bytes, and by a PIN where there is one.
    pub(super) fn wrap(
        secrets: &DeviceSecrets,
        hardware: &[u8; 32],
        pin: Option<(&Pin, Cost)>,
        ids: &dyn IdSource,
    ) -> Self {
        let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_BYTES]);
        ids.fill(&mut salt);
        ids.fill(&mut nonce);
        let guard = pin.map_or(Guard::Hardware, |(_, cost)| Guard::HardwareAndPin(cost));
        let hardware_check = check(hardware, &salt);
        let mut wrapped = Self { guard, salt, hardware_check, nonce, sealed: [0; SECRETS_BYTES + TAG_BYTES] };
        let key = wrapped.key(hardware, pin.map(|(pin, _)| pin));
        let (plain, about) = (secrets.to_bytes(), wrapped.head());
        let payload = Payload { msg: plain.as_slice(), aad: &about };
        let sealed = cipher(&key).encrypt(&nonce.into(), payload).expect("64 bytes can be sealed");
        wrapped.sealed.copy_from_slice(&sealed);
        wrapped
    }

    /// The secrets again.
    pub(super) fn open(&self, hardware: &[u8; 32], pin: Option<&Pin>) -> Result<DeviceSecrets, NotOpened> {
        self.check_hardware(hardware)?;
        let key = self.key(hardware, pin);
        let about = self.head();
        let payload = Payload { msg: &self.sealed, aad: &about };
        let opened = cipher(&key).decrypt(&self.nonce.into(), payload).map_err(|_| NotOpened::OtherPin)?;
        DeviceSecrets::from_bytes(&Zeroizing::new(opened)).ok_or(NotOpened::OtherPin)
    }

    /// Whether the hardware is the one that it was wrapped with.
    pub(super) fn check_hardware(&self, hardware: &[u8; 32]) -> Result<(), NotOpened> {
        if check(hardware, &self.salt) == self.hardware_check { Ok(()) } else { Err(NotOpened::OtherHardware) }
    }

    fn key(&self, hardware: &[u8; 32], pin: Option<&Pin>) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        match self.guard {
            Guard::Hardware => derive(hardware, &self.salt, HARDWARE_ALONE, key.as_mut_slice()),
            Guard::HardwareAndPin(cost) => {
                let params = cost.params().expect("checked where it was read or is ours");
                let mut memory = vec![Block::default(); params.block_count()];
                let argon = Argon2::new_with_secret(hardware, Algorithm::Argon2id, Version::V0x13, params)
                    .expect("32 bytes are a secret value");
                let typed = pin.map_or(&[][..], Pin::as_bytes);
                argon
                    .hash_password_into_with_memory(typed, &self.salt, key.as_mut_slice(), &mut memory)
                    .expect("lengths are fixed");
                memory.zeroize();
            }
        }
        key
    }

    /// What is said in clear, and bound to what is sealed.
    fn head(&self) -> Vec<u8> {
        let (guard, cost) = match self.guard {
            Guard::Hardware => (0_u8, Cost { memory_kib: 0, passes: 0, lanes: 0 }),
            Guard::HardwareAndPin(cost) => (1, cost),
        };
        let mut head = [FORM, &[guard]].concat();
        head.extend([cost.memory_kib, cost.passes, cost.lanes].iter().flat_map(|number| number.to_be_bytes()));
        head.extend(self.salt);
        head.extend(self.hardware_check);
        head.extend(self.nonce);
        head
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut said = self.head();
        said.extend(self.sealed);
        noted::with_digest(said)
    }

    /// None where the bytes are not what was written, or ask for more than this app does.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (guard, rest) = noted::checked(bytes)?.strip_prefix(FORM)?.split_first()?;
        let (memory_kib, rest) = rest.split_first_chunk()?;
        let (passes, rest) = rest.split_first_chunk()?;
        let (lanes, rest) = rest.split_first_chunk()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (hardware_check, rest) = rest.split_first_chunk()?;
        let (nonce, sealed) = rest.split_first_chunk()?;
        let [memory_kib, passes, lanes] = [memory_kib, passes, lanes].map(|bytes| u32::from_be_bytes(*bytes));
        let cost = Cost { memory_kib, passes, lanes };
        let guard = match guard {
            0 => Guard::Hardware,
            1 => cost.params().map(|_| Guard::HardwareAndPin(cost))?,
            _ => return None,
        };
        let sealed = sealed.try_into().ok()?;
        Some(Self { guard, salt: *salt, hardware_check: *hardware_check, nonce: *nonce, sealed })
    }
}

fn check(hardware: &[u8; 32], salt: &[u8]) -> [u8; CHECK_BYTES] {
    let mut check = [0; CHECK_BYTES];
    derive(hardware, salt, HARDWARE_CHECK, &mut check);
    check
}

fn derive(hardware: &[u8; 32], salt: &[u8], what: &[u8], to: &mut [u8]) {
    Hkdf::<Sha256>::new(Some(salt), hardware).expand(what, to).expect("short keys can be derived");
}

fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.into())
}
