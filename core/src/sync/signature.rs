//! The one signature that every request to a branch carries: HTTP message signatures (RFC 9421) over a
//! content digest (RFC 9530), by Ed25519, in a profile so fixed that each request has a single spelling.
//! `docs/signature.md` is the page that an independent implementation is written from.
//!
//! A device signs with [`sign`], or with [`sign_enrolment`] while the branch does not know its key yet. The
//! branch reads who claims to have sent a request ([`read_claim`]), looks up that device's key, verifies
//! the head ([`Unverified::verify`]) before it takes in the body, and the body ([`SignedHead::accept_body`])
//! before it parses it. Each step gives the only value that the next one starts from.
//!
//! **Why not a crate.** httpsig 0.0.26 (MIT) is the kept one. It brings 44 packages that the core has no other
//! use for (a second Ed25519, a second SHA-2, P-256, P-384) into an application whose signing input is
//! seven lines of text, stamps `created` from the operating system's clock, leaves the digest to its caller,
//! and ignores signature parameters that it does not know, where this profile has to refuse them. What is
//! written here instead is checked against the RFC's own vector, and in `tests/python` by another
//! implementation.
//!
//! **Why no `created` or `expires`.** Phones are days wrong. Freshness is the branch's nonce, and below it
//! every request can be repeated without harm.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ports::{SignError, Signer};

/// The longest value, in bytes, of any header that the profile reads.
pub const HEADER_BYTES_MAX: usize = 512;
/// The longest request target, in bytes.
pub const TARGET_BYTES_MAX: usize = 256;
/// The longest content type, in bytes.
pub const CONTENT_TYPE_BYTES_MAX: usize = 128;
/// The longest nonce, in characters.
pub const NONCE_CHARS_MAX: usize = 64;

/// What a request consists of, as it travels.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// The method in capitals, such as `POST`.
    pub method: &'a str,
    /// The path as the branch's server will see it, such as `/v1/exchange`. The profile has no query.
    pub target: &'a str,
    /// The body's media type.
    pub content_type: &'a str,
    /// The body as sent.
    pub body: &'a [u8],
}

impl fmt::Debug for RequestParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.target, self.body.len())
    }
}

/// What the branch gave a device to show that its next request is new: 1 to [`NONCE_CHARS_MAX`] characters
/// of `A–Z a–z 0–9 - _`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nonce(String);

impl Nonce {
    /// The nonce of that text, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=NONCE_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// The nonce as it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who says to have sent a request: a device that the branch has enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceClaim {
    /// The device, and at the same time the name of its key.
    pub device: Uuid,
    /// The incarnation that the device's store writes under now.
    pub incarnation: u64,
    /// The nonce that the branch last gave to the device.
    pub nonce: Nonce,
}

/// Who says to have sent an enrolment: the holder of a key that the branch need not know. A signature that
/// verifies proves that the sender holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentClaim {
    /// The sender's Ed25519 public key, raw (RFC 8032).
    pub key: [u8; 32],
}

/// Signs a device's request. The result is all the headers that a verifier needs, content type included:
/// names in lower case, each once.
///
/// # Panics
/// If the method, the target or the content type is not one that the profile can carry: they are written
/// in the program, not read from outside.
pub fn sign(
    request: &RequestParts<'_>,
    claim: &DeviceClaim,
    signer: &dyn Signer,
) -> Result<Vec<(String, String)>, SignError> {
    sign_claim(request, claim, signer)
}

/// Signs an enrolment with the very key that it asks the branch to enrol. The code that entitles to it
/// belongs in the body. The headers are those of [`sign`] without the device's.
///
/// # Panics
/// As [`sign`] does.
pub fn sign_enrolment(request: &RequestParts<'_>, signer: &dyn Signer) -> Result<Vec<(String, String)>, SignError> {
    sign_claim(request, &EnrolmentClaim { key: signer.public_key() }, signer)
}

/// Reads from a request's headers which device claims to have sent it. Nothing of it is proved yet.
///
/// Takes every header of the request, a repeated one as often as it came; names in any case. Accepts
/// nothing but the profile's one spelling: other components or parameters, another order, a second
/// signature, a repeated header or one past its limit is refused.
pub fn read_claim<'h>(
    headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
) -> Result<Unverified<DeviceClaim>, SignatureRefusal> {
    read(headers)
}

/// Reads from an enrolment's headers which key claims to have signed it. Strict as [`read_claim`] is; a
/// header that names a device is refused too, since nothing would vouch for it.
pub fn read_enrolment_claim<'h>(
    headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
) -> Result<Unverified<EnrolmentClaim>, SignatureRefusal> {
    read(headers)
}

/// A claim in the profile's form whose signature nobody has looked at.
#[derive(Debug, Clone)]
pub struct Unverified<C> {
    claim: C,
    content_type: String,
    content_digest: [u8; 32],
    signature: [u8; 64],
}

impl<C> Unverified<C> {
    /// Who claims to have sent the request: good for finding a key, for nothing else.
    pub fn claim(&self) -> &C {
        &self.claim
    }
}

impl Unverified<DeviceClaim> {
    /// Verifies that the holder of the device's public key signed this request's head. `target` is the
    /// request's path with its query, as received; needs no body, so that none has to be read from a stranger.
    pub fn verify(
        self,
        method: &str,
        target: &str,
        key: &[u8; 32],
    ) -> Result<SignedHead<DeviceClaim>, SignatureRefusal> {
        verify_head(self, method, target, key)
    }
}

impl Unverified<EnrolmentClaim> {
    /// Verifies that the holder of the claimed key signed this request's head. Otherwise as for a device.
    pub fn verify(self, method: &str, target: &str) -> Result<SignedHead<EnrolmentClaim>, SignatureRefusal> {
        let key = self.claim.key;
        verify_head(self, method, target, &key)
    }
}

/// A request whose head is proved and whose body is still to come.
#[derive(Debug, Clone)]
#[must_use = "the body is not verified yet"]
pub struct SignedHead<C> {
    claim: C,
    content_type: String,
    content_digest: [u8; 32],
}

impl<C> SignedHead<C> {
    /// Who sent the request.
    pub fn claim(&self) -> &C {
        &self.claim
    }

    /// Checks that the body is the one that was signed. Only now may it be parsed.
    pub fn accept_body(self, body: &[u8]) -> Result<Authentic<C>, SignatureRefusal> {
        if <[u8; 32]>::from(Sha256::digest(body)) != self.content_digest {
            return Err(SignatureRefusal::Body);
        }
        Ok(Authentic { claim: self.claim, content_type: self.content_type })
    }
}

/// What a signature proved, of head and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentic<C> {
    /// Who sent the request.
    pub claim: C,
    /// The media type that the sender gave to the body.
    pub content_type: String,
}

/// Why a request does not count as signed. Names a header of the profile at most, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefusal {
    /// A header of the profile is absent.
    #[error("the request has no {header} header")]
    Missing {
        /// Its name.
        header: &'static str,
    },
    /// A header is repeated, too long, or spelled otherwise than the profile says.
    #[error("the request's {header} header is outside the signature profile")]
    Malformed {
        /// Its name.
        header: &'static str,
    },
    /// The method or target is one that nothing in the profile can sign, such as a path with a query.
    #[error("the request's method or target is outside the signature profile")]
    Target,
    /// The key did not sign this request's head.
    #[error("the signature does not belong to this request and key")]
    Signature,
    /// The body is not the one that was signed.
    #[error("the body is not the one that was signed")]
    Body,
}

impl SignatureRefusal {
    /// The word for it in answers and logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing { .. } => "signature_missing",
            Self::Malformed { .. } => "signature_malformed",
            Self::Target => "signature_target",
            Self::Signature => "signature_wrong",
            Self::Body => "signature_body",
        }
    }
}

/// The label of the one signature, before its value.
const LABELLED: &str = "perisai=";
const CONTENT_DIGEST: &str = "content-digest";
const CONTENT_TYPE: &str = "content-type";
const DEVICE: &str = "perisai-device";
const INCARNATION: &str = "perisai-incarnation";
const SIGNATURE: &str = "signature";
const SIGNATURE_INPUT: &str = "signature-input";
/// Every header that the profile reads.
const HEADERS: [&str; 6] = [CONTENT_TYPE, CONTENT_DIGEST, DEVICE, INCARNATION, SIGNATURE_INPUT, SIGNATURE];

/// What the profile's two forms differ in. A claim is read by taking from the headers the little that
/// varies; [`read`] then writes the claim again and compares, so that no second spelling can pass.
trait Claim: Sized {
    /// Takes the claim from the headers that are there.
    fn read(headers: &Headers<'_>) -> Result<Self, SignatureRefusal>;
    /// The headers that the form adds to the common ones, in the order in which they are signed.
    fn headers(&self) -> Vec<(&'static str, String)>;
    /// The signature's parameters.
    fn parameters(&self) -> String;
}

impl Claim for DeviceClaim {
    fn read(headers: &Headers<'_>) -> Result<Self, SignatureRefusal> {
        let device = Uuid::try_parse(headers.get(DEVICE)?).map_err(|_| malformed(DEVICE))?;
        let incarnation = u64::from_str_radix(headers.get(INCARNATION)?, 16).map_err(|_| malformed(INCARNATION))?;
        let nonce =
            quoted(headers.get(SIGNATURE_INPUT)?, "nonce").and_then(Nonce::parse).ok_or(malformed(SIGNATURE_INPUT))?;
        Ok(Self { device, incarnation, nonce })
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![(DEVICE, self.device.hyphenated().to_string()), (INCARNATION, format!("{:016x}", self.incarnation))]
    }

    fn parameters(&self) -> String {
        let (device, nonce) = (self.device.hyphenated(), self.nonce.as_str());
        format!(";keyid=\"{device}\";alg=\"ed25519\";nonce=\"{nonce}\";tag=\"perisai-v1\"")
    }
}

impl Claim for EnrolmentClaim {
    fn read(headers: &Headers<'_>) -> Result<Self, SignatureRefusal> {
        let mut key = [0; 32];
        quoted(headers.get(SIGNATURE_INPUT)?, "keyid")
            .and_then(|text| hex::decode_to_slice(text, &mut key).ok())
            .ok_or(malformed(SIGNATURE_INPUT))?;
        Ok(Self { key })
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn parameters(&self) -> String {
        format!(";keyid=\"{}\";alg=\"ed25519\";tag=\"perisai-enrol-v1\"", hex::encode(self.key))
    }
}

fn sign_claim<C: Claim>(
    request: &RequestParts<'_>,
    claim: &C,
    signer: &dyn Signer,
) -> Result<Vec<(String, String)>, SignError> {
    assert!(is_method(request.method) && is_target(request.target), "the profile cannot sign this target");
    assert!(is_content_type(request.content_type), "the profile cannot sign this content type");
    let content_digest = digest_value(&Sha256::digest(request.body).into());
    let components = components(claim, request.method, request.target, &content_digest, request.content_type);
    let parameters = signature_parameters(&components, &claim.parameters());
    let signature = signer.sign(signature_base(&components, &parameters).as_bytes())?;

    let common = [(CONTENT_TYPE, request.content_type.to_owned()), (CONTENT_DIGEST, content_digest)];
    let seal = [
        (SIGNATURE_INPUT, format!("{LABELLED}{parameters}")),
        (SIGNATURE, format!("{LABELLED}{}", byte_sequence(&signature))),
    ];
    let headers = common.into_iter().chain(claim.headers()).chain(seal);
    Ok(headers.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn read<'h, C: Claim>(
    headers: impl IntoIterator<Item = (&'h str, &'h [u8])>,
) -> Result<Unverified<C>, SignatureRefusal> {
    let headers = Headers::collect(headers)?;
    let content_type = headers.get(CONTENT_TYPE)?;
    if !is_content_type(content_type) {
        return Err(malformed(CONTENT_TYPE));
    }
    let content_digest =
        headers.get(CONTENT_DIGEST)?.strip_prefix("sha-256=").and_then(bytes_of).ok_or(malformed(CONTENT_DIGEST))?;
    let signature = headers.get(SIGNATURE)?.strip_prefix(LABELLED).and_then(bytes_of).ok_or(malformed(SIGNATURE))?;

    let claim = C::read(&headers)?;
    let of_the_form = claim.headers();
    for name in [DEVICE, INCARNATION] {
        let expected = of_the_form.iter().find(|(header, _)| *header == name).map(|(_, value)| value.as_str());
        if headers.find(name) != expected {
            return Err(malformed(name));
        }
    }
    // Only the components' names stand in this header, so that their values do not matter here.
    let parameters = signature_parameters(&components(&claim, "", "", "", ""), &claim.parameters());
    if headers.get(SIGNATURE_INPUT)?.strip_prefix(LABELLED) != Some(&parameters) {
        return Err(malformed(SIGNATURE_INPUT));
    }
    Ok(Unverified { claim, content_type: content_type.to_owned(), content_digest, signature })
}

fn verify_head<C: Claim>(
    unverified: Unverified<C>,
    method: &str,
    target: &str,
    key: &[u8; 32],
) -> Result<SignedHead<C>, SignatureRefusal> {
    if !is_method(method) || !is_target(target) {
        return Err(SignatureRefusal::Target);
    }
    let Unverified { claim, content_type, content_digest, signature } = unverified;
    let components = components(&claim, method, target, &digest_value(&content_digest), &content_type);
    let base = signature_base(&components, &signature_parameters(&components, &claim.parameters()));
    // Strict: a key or a nonce point of small order, under which one signature fits many messages, is refused.
    VerifyingKey::from_bytes(key)
        .and_then(|key| key.verify_strict(base.as_bytes(), &Signature::from_bytes(&signature)))
        .map_err(|_| SignatureRefusal::Signature)?;
    Ok(SignedHead { claim, content_type, content_digest })
}

/// The covered components and their values, in the profile's order.
fn components<C: Claim>(
    claim: &C,
    method: &str,
    target: &str,
    content_digest: &str,
    content_type: &str,
) -> Vec<(&'static str, String)> {
    let common =
        [("@method", method), ("@path", target), (CONTENT_DIGEST, content_digest), (CONTENT_TYPE, content_type)];
    common.into_iter().map(|(name, value)| (name, value.to_owned())).chain(claim.headers()).collect()
}

/// RFC 9421 section 2.3: the list of the covered components' names, then the parameters.
fn signature_parameters(components: &[(&str, String)], parameters: &str) -> String {
    let names: Vec<String> = components.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    format!("({}){parameters}", names.join(" "))
}

/// RFC 9421 section 2.5: a line per component, then the parameters; no line end after the last.
fn signature_base(components: &[(&str, String)], parameters: &str) -> String {
    let lines: String = components.iter().map(|(name, value)| format!("\"{name}\": {value}\n")).collect();
    format!("{lines}\"@signature-params\": {parameters}")
}

/// The profile's headers among those of a request.
struct Headers<'h>([Option<&'h str>; HEADERS.len()]);

impl<'h> Headers<'h> {
    fn collect(headers: impl IntoIterator<Item = (&'h str, &'h [u8])>) -> Result<Self, SignatureRefusal> {
        let mut found = [None; HEADERS.len()];
        for (name, value) in headers {
            for (slot, header) in found.iter_mut().zip(HEADERS) {
                if !name.eq_ignore_ascii_case(header) {
                    continue;
                }
                if slot.is_some() || value.len() > HEADER_BYTES_MAX {
                    return Err(malformed(header));
                }
                *slot = Some(std::str::from_utf8(value).map_err(|_| malformed(header))?);
            }
        }
        Ok(Self(found))
    }

    fn find(&self, name: &str) -> Option<&'h str> {
        self.0.iter().zip(HEADERS).find(|(_, header)| *header == name).and_then(|(value, _)| *value)
    }

    fn get(&self, header: &'static str) -> Result<&'h str, SignatureRefusal> {
        self.find(header).ok_or(SignatureRefusal::Missing { header })
    }
}

const fn malformed(header: &'static str) -> SignatureRefusal {
    SignatureRefusal::Malformed { header }
}

/// The text between the quotes of a parameter; its place among the others is not looked at.
fn quoted<'h>(signature_input: &'h str, parameter: &str) -> Option<&'h str> {
    let (_, rest) = signature_input.split_once(&format!(";{parameter}=\""))?;
    rest.split_once('"').map(|(text, _)| text)
}

fn digest_value(digest: &[u8; 32]) -> String {
    format!("sha-256={}", byte_sequence(digest))
}

/// RFC 8941 section 3.3.5.
fn byte_sequence(bytes: &[u8]) -> String {
    format!(":{}:", STANDARD.encode(bytes))
}

/// A byte sequence of exactly `N` bytes, in its one spelling.
fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    STANDARD.decode(text.strip_prefix(':')?.strip_suffix(':')?).ok()?.try_into().ok()
}

fn is_method(method: &str) -> bool {
    (1..=16).contains(&method.len()) && method.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// An absolute path which no proxy has a reason to rewrite: no query, no escapes, no empty or dot segments.
fn is_target(target: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let segment = |text: &str| !matches!(text, "" | "." | "..") && text.bytes().all(plain);
    target.len() <= TARGET_BYTES_MAX && target.strip_prefix('/').is_some_and(|path| path.split('/').all(segment))
}

fn is_content_type(text: &str) -> bool {
    (1..=CONTENT_TYPE_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim_ascii() == text
}

#[cfg(test)]
mod tests;
