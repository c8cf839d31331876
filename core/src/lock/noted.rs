//! The form of the few small files of a lock: what is said, and a digest that tells it from what a flipped bit made of it.

use sha2::{Digest, Sha256};

const DIGEST_BYTES: usize = 8;

/// What is said, with its digest.
pub(super) fn with_digest(mut said: Vec<u8>) -> Vec<u8> {
    let digest = Sha256::digest(&said);
    said.extend(&digest[..DIGEST_BYTES]);
    said
}

/// What was said. None where the bytes are not what was written.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (said, told) = bytes.split_last_chunk::<DIGEST_BYTES>()?;
    Sha256::digest(said).starts_with(told).then_some(said)
}
