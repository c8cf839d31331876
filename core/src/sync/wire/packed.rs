//! Packing: MessagePack with named fields inside zstd with a dictionary, and the JSON that says the same.

use std::io::Read;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::limits::{REQUEST_UNPACKED_BYTES_MAX, UNPACK_RATIO_MAX};

/// Why bytes are not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not of this protocol, cut short, or of wrong types.
    #[error("not a message of this protocol")]
    Malformed,
    /// Larger unpacked than a message may be, or packed beyond belief.
    #[error("over the size limits")]
    TooLarge,
}

/// The least that a body may unpack to whatever its ratio, in bytes: small bodies of one repeated word are honest.
const UNPACKED_ALWAYS_BYTES: usize = 64 * 1024;
/// How hard to pack: beyond this level the time grows and the size hardly falls.
const PACK_LEVEL: i32 = 9;

/// The largest window that a frame may ask for, as a power of two of bytes: what a message unpacks to at most.
const WINDOW_LOG_MAX: u32 = 24;

/// What messages mostly say, known to both ends: a short message is packed to less than half of what it would be without.
/// How it was made is written beside it. It is history once released: another one gets another number.
pub const DICTIONARY: &[u8] = include_bytes!("../../../data/wire/dictionary-1.zstd-dict");

/// How a frame begins that every decoder passes over, and how long its head is.
const SKIPPED_FRAME: [u8; 4] = 0x184D_2A50_u32.to_le_bytes();
const SKIPPED_HEAD_BYTES: usize = 8;

/// The packed form. What packs beyond belief is filled up to what the other side believes, with a frame that says
/// nothing: a long text of one letter must not make a message that nobody takes.
pub fn pack<T: Serialize>(message: &T) -> Vec<u8> {
    let plain = rmp_serde::to_vec_named(message).expect("messages hold nothing that MessagePack cannot");
    let mut compressor =
        zstd::bulk::Compressor::with_dictionary(PACK_LEVEL, DICTIONARY).expect("zstd knows its dictionary");
    // An answer is not signed: the checksum tells a damaged one from another one.
    compressor.include_checksum(true).expect("zstd knows checksums");
    let mut packed = compressor.compress(&plain).expect("zstd packs into memory");
    if plain.len() > UNPACKED_ALWAYS_BYTES {
        fill(&mut packed, plain.len().div_ceil(UNPACK_RATIO_MAX));
    }
    packed
}

fn fill(packed: &mut Vec<u8>, bytes: usize) {
    let Some(missing) = bytes.checked_sub(packed.len()).filter(|missing| *missing > 0) else { return };
    let filling = missing.saturating_sub(SKIPPED_HEAD_BYTES);
    packed.extend(SKIPPED_FRAME);
    packed.extend(u32::try_from(filling).unwrap_or(u32::MAX).to_le_bytes());
    packed.resize(packed.len() + filling, 0);
}

/// Reads a packed message. Nothing larger than the limits is allocated, whatever the bytes claim.
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T, WireError> {
    let limit = packed.len().saturating_mul(UNPACK_RATIO_MAX).clamp(UNPACKED_ALWAYS_BYTES, REQUEST_UNPACKED_BYTES_MAX);
    let mut decoder =
        zstd::stream::read::Decoder::with_dictionary(packed, DICTIONARY).map_err(|_| WireError::Malformed)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(|_| WireError::Malformed)?;
    let mut plain = Vec::new();
    let read = decoder.take(limit as u64 + 1).read_to_end(&mut plain).map_err(|_| WireError::Malformed)?;
    if read > limit {
        return Err(WireError::TooLarge);
    }
    let mut reader = rmp_serde::Deserializer::from_read_ref(&plain);
    // The messages' own structure is a few levels; values count their nesting themselves.
    reader.set_max_depth(64);
    let message = T::deserialize(&mut reader).map_err(|_| WireError::Malformed)?;
    Ok(message)
}

/// The JSON form.
pub fn to_json<T: Serialize>(message: &T) -> String {
    serde_json::to_string_pretty(message).expect("messages hold nothing that JSON cannot")
}

/// Reads the JSON form.
pub fn from_json<T: DeserializeOwned>(json: &str) -> Result<T, WireError> {
    if json.len() > REQUEST_UNPACKED_BYTES_MAX {
        return Err(WireError::TooLarge);
    }
    serde_json::from_str(json).map_err(|_| WireError::Malformed)
}
