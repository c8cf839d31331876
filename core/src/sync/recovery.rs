//! How a phone gets its keys back from the branch, when its PIN is forgotten or its hardware key is gone.
//!
//! While all is well a device seals its two secrets to the branch's recovery key (HPKE, RFC 9180: X25519, HKDF-SHA256,
//! ChaCha20Poly1305) and keeps them so; what is sealed helps nobody but the branch. In need it makes a [`RecoveryRequest`],
//! a text that any messenger carries: the sealed secrets, and a fresh key to answer to. A supervisor lets the branch answer
//! it ([`RecoveryKey::answer`]), and only the phone that asked can read the answer ([`AnswerKey::read`]).
//!
//! **Who is in between** reads nothing, and changes nothing without being seen: a key that follows from the secrets, which
//! the phone keeps beside what is sealed, signs the request and is mixed into the answer (HPKE's PSK mode). So neither
//! another key to answer to can be put into a request, nor other secrets into an answer.
//!
//! **Why base 32.** Messengers turn the underscores of base 64 into italics and lose them. Letters and digits survive,
//! in any case and broken over lines, and a QR code holds capitals in fewer dots.

#[cfg(test)]
mod tests;

use std::fmt;

use data_encoding::BASE32_NOPAD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{CryptoRng, RngCore};
use hpke::{Deserializable, Kem as _, OpModeR, OpModeS, PskBundle, Serializable, single_shot_open, single_shot_seal};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::domain::{DeviceId, RecoveryKeyId, RecoveryPublicKey};
use crate::ports::IdSource;

type Kem = X25519HkdfSha256;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;
type PublicKey = <Kem as hpke::Kem>::PublicKey;
type Encapsulated = <Kem as hpke::Kem>::EncappedKey;

/// The bytes of a device's secrets.
pub const SECRETS_BYTES: usize = 64;
/// The bytes of what is sealed: the encapsulated key, the secrets, the tag.
pub const SEALED_BYTES: usize = 32 + SECRETS_BYTES + 16;
/// The longest text that is looked at, in bytes: a text is some 300 letters, and may come broken over lines.
const TEXT_BYTES_MAX: usize = 4 * 1024;

const REQUEST_FORM: u8 = 1;
const ANSWER_FORM: u8 = 2;
const REQUEST_SAID_BYTES: usize = 1 + 16 + 8 + SEALED_BYTES + 32;
const TAG_BYTES: usize = 16;

const TO_THE_BRANCH: &[u8] = b"perisai recovery 1: secrets to the branch";
const TO_THE_PHONE: &[u8] = b"perisai recovery 1: answer to the phone";
const REQUEST_KEY: &[u8] = b"perisai recovery 1: request key";
const ANSWER_KEY: &[u8] = b"perisai recovery 1: answer key";

/// The two secrets of a device: the key that encrypts its store, and the seed of the key that signs its requests.
/// Zeroized when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DeviceSecrets {
    /// The store's key.
    pub data_key: [u8; 32],
    /// The seed of the Ed25519 key (RFC 8032).
    pub signing_seed: [u8; 32],
}

impl DeviceSecrets {
    /// Draws new ones.
    pub fn draw(ids: &dyn IdSource) -> Self {
        let mut secrets = Self { data_key: [0; 32], signing_seed: [0; 32] };
        ids.fill(&mut secrets.data_key);
        ids.fill(&mut secrets.signing_seed);
        secrets
    }

    /// Both, one after the other.
    pub fn to_bytes(&self) -> Zeroizing<[u8; SECRETS_BYTES]> {
        let mut bytes = Zeroizing::new([0; SECRETS_BYTES]);
        bytes[..32].copy_from_slice(&self.data_key);
        bytes[32..].copy_from_slice(&self.signing_seed);
        bytes
    }

    /// From both; none of another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (data_key, signing_seed) = bytes.split_first_chunk()?;
        Some(Self { data_key: *data_key, signing_seed: signing_seed.try_into().ok()? })
    }

    /// The key that signs this device's requests for them and is mixed into the answers. It tells nothing of them.
    pub fn request_key(&self) -> RequestKey {
        let mut key = [0; 32];
        let secrets = self.to_bytes();
        Hkdf::<Sha256>::new(None, secrets.as_slice()).expand(REQUEST_KEY, &mut key).expect("32 bytes can be derived");
        RequestKey(key)
    }

    /// Seals them to a branch, as one device's. None where the key is one that nothing can be sealed to.
    pub fn seal(&self, device: DeviceId, to: &RecoveryPublicKey, ids: &dyn IdSource) -> Option<Sealed> {
        let to = PublicKey::from_bytes(&to.0).ok()?;
        let sealed = seal(&OpModeS::Base, &to, TO_THE_BRANCH, self, device.0.as_bytes(), ids)?;
        Some(Sealed(sealed))
    }
}

/// Signs a device's requests for its keys. Zeroized when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RequestKey(pub [u8; 32]);

impl RequestKey {
    fn mac(&self, said: &[u8]) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.0).expect("a key of any length will do").chain_update(said)
    }

    fn psk(&self) -> PskBundle<'_> {
        PskBundle::new(&self.0, REQUEST_KEY).expect("neither is empty")
    }
}

/// A device's secrets, sealed to a branch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sealed(pub [u8; SEALED_BYTES]);

/// The private half of the key that a request is answered to. Follows from what the phone's hardware wraps and from the
/// request's own number, so that it lies nowhere.
pub struct AnswerKey(PrivateKey);

impl AnswerKey {
    /// The key of the request of that number.
    pub fn derive(hardware: &[u8; 32], number: &[u8; 16]) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        let derived = Hkdf::<Sha256>::new(Some(number), hardware).expand(ANSWER_KEY, seed.as_mut_slice());
        derived.expect("32 bytes can be derived");
        Self(Kem::derive_keypair(seed.as_slice()).0)
    }

    /// The secrets in the branch's answer to a request. None where the text is no answer, is not whole, or answers another.
    pub fn read(&self, answer: &str, request: &RecoveryRequest, key: &RequestKey) -> Option<DeviceSecrets> {
        let bytes = bytes_of(answer)?;
        let (form, sealed) = bytes.split_first()?;
        if *form != ANSWER_FORM {
            return None;
        }
        let mode = OpModeR::Psk(key.psk());
        let secrets = open(&mode, &self.0, TO_THE_PHONE, sealed, &request.digest())?;
        (secrets.request_key() == *key).then_some(secrets)
    }
}

/// What a phone asks a branch for its keys with.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryRequest {
    device: DeviceId,
    sealed_to: RecoveryKeyId,
    sealed: Sealed,
    answer_to: [u8; 32],
    tag: [u8; TAG_BYTES],
}

impl RecoveryRequest {
    /// The request of a device for what it sealed.
    pub fn new(
        device: DeviceId,
        sealed_to: RecoveryKeyId,
        sealed: Sealed,
        answer_to: &AnswerKey,
        key: &RequestKey,
    ) -> Self {
        let answer_to = Kem::sk_to_pk(&answer_to.0).to_bytes().into();
        let mut request = Self { device, sealed_to, sealed, answer_to, tag: [0; TAG_BYTES] };
        let tag = key.mac(&request.said()).finalize().into_bytes();
        request.tag.copy_from_slice(&tag[..TAG_BYTES]);
        request
    }

    /// The device that asks.
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// The branch's key that its secrets are sealed to.
    pub const fn sealed_to(&self) -> RecoveryKeyId {
        self.sealed_to
    }

    /// The text to send: letters and digits.
    pub fn to_text(&self) -> String {
        BASE32_NOPAD.encode(&[self.said().as_slice(), &self.tag].concat())
    }

    /// The request in a text, in letters of any case, broken anywhere. None where it is none, or not whole.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = bytes_of(text)?;
        let (said, tag) = bytes.split_last_chunk()?;
        let (form, rest) = said.split_first()?;
        let (device, rest) = rest.split_first_chunk()?;
        let (sealed_to, rest) = rest.split_first_chunk()?;
        let (sealed, answer_to) = rest.split_first_chunk()?;
        let answer_to = answer_to.try_into().ok()?;
        let request = Self {
            device: DeviceId(Uuid::from_bytes(*device)),
            sealed_to: RecoveryKeyId(*sealed_to),
            sealed: Sealed(*sealed),
            answer_to,
            tag: *tag,
        };
        (*form == REQUEST_FORM).then_some(request)
    }

    fn said(&self) -> Vec<u8> {
        let mut said = Vec::with_capacity(REQUEST_SAID_BYTES);
        said.push(REQUEST_FORM);
        said.extend(self.device.0.as_bytes());
        said.extend(self.sealed_to.0);
        said.extend(self.sealed.0);
        said.extend(self.answer_to);
        said
    }

    fn digest(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.said()).chain_update(self.tag).finalize().into()
    }
}

/// A branch's recovery key. Zeroized when dropped.
pub struct RecoveryKey(PrivateKey);

impl RecoveryKey {
    /// A new one.
    pub fn draw(ids: &dyn IdSource) -> Self {
        Self(Kem::gen_keypair(&mut FromPort(ids)).0)
    }

    /// From its private half.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(PrivateKey::from_bytes(bytes).expect("any 32 bytes are an X25519 key"))
    }

    /// Its private half.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// Its public half.
    pub fn public(&self) -> RecoveryPublicKey {
        RecoveryPublicKey(Kem::sk_to_pk(&self.0).to_bytes().into())
    }

    /// The secrets in a request. None where they were not sealed to this key as that device's, or where the request is not
    /// as the device made it.
    pub fn open(&self, request: &RecoveryRequest) -> Option<DeviceSecrets> {
        let secrets = open(&OpModeR::Base, &self.0, TO_THE_BRANCH, &request.sealed.0, request.device.0.as_bytes())?;
        let genuine = secrets.request_key().mac(&request.said()).verify_truncated_left(&request.tag);
        genuine.is_ok().then_some(secrets)
    }

    /// The answer to a request that was opened. None where it names a key that nothing can be sealed to.
    pub fn answer(request: &RecoveryRequest, secrets: &DeviceSecrets, ids: &dyn IdSource) -> Option<String> {
        let to = PublicKey::from_bytes(&request.answer_to).ok()?;
        let key = secrets.request_key();
        let sealed = seal(&OpModeS::Psk(key.psk()), &to, TO_THE_PHONE, secrets, &request.digest(), ids)?;
        Some(BASE32_NOPAD.encode(&[&[ANSWER_FORM], sealed.as_slice()].concat()))
    }
}

crate::prints_name_only!(DeviceSecrets, RequestKey, Sealed, AnswerKey, RecoveryKey);

impl fmt::Debug for RecoveryRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryRequest of {}", self.device)
    }
}

/// Randomness where HPKE asks for it in its own way.
struct FromPort<'a>(&'a dyn IdSource);

impl RngCore for FromPort<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        crate::ports::random_u64(self.0)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

impl CryptoRng for FromPort<'_> {}

fn seal(
    mode: &OpModeS<'_, Kem>,
    to: &PublicKey,
    info: &[u8],
    secrets: &DeviceSecrets,
    about: &[u8],
    ids: &dyn IdSource,
) -> Option<[u8; SEALED_BYTES]> {
    let plain = secrets.to_bytes();
    let mut random = FromPort(ids);
    let (encapsulated, sealed) =
        single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem, _>(mode, to, info, plain.as_slice(), about, &mut random)
            .ok()?;
    [encapsulated.to_bytes().as_slice(), &sealed].concat().try_into().ok()
}

fn open(mode: &OpModeR<'_, Kem>, by: &PrivateKey, info: &[u8], sealed: &[u8], about: &[u8]) -> Option<DeviceSecrets> {
    let (encapsulated, sealed) = sealed.split_at_checked(Encapsulated::size())?;
    let encapsulated = Encapsulated::from_bytes(encapsulated).ok()?;
    let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(mode, by, &encapsulated, info, sealed, about);
    DeviceSecrets::from_bytes(&Zeroizing::new(opened.ok()?))
}

/// The bytes in a text, whatever a messenger has put between its letters.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    let is_between = |letter: &char| letter.is_whitespace() || matches!(letter, '-' | '\u{200b}' | '\u{feff}');
    let letters: String = text.chars().filter(|letter| !is_between(letter)).map(|c| c.to_ascii_uppercase()).collect();
    BASE32_NOPAD.decode(letters.as_bytes()).ok()
}
