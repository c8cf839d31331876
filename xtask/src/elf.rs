//! Native libraries of Linux and Android, as far as how their pieces are aligned in memory.

/// The least alignment of what is loaded, in bytes; none for what is no such library.
pub(crate) fn least_alignment(bytes: &[u8]) -> Option<u64> {
    const LOADED: u64 = 1;
    let is_wide = match bytes.get(..6)? {
        [0x7f, b'E', b'L', b'F', 1, 1] => false,
        [0x7f, b'E', b'L', b'F', 2, 1] => true,
        _ => return None,
    };
    // Where the table of pieces stands, how long an entry is, and how many there are.
    let (table, entry, count) = if is_wide {
        (number(bytes, 32, 8)?, number(bytes, 54, 2)?, number(bytes, 56, 2)?)
    } else {
        (number(bytes, 28, 4)?, number(bytes, 42, 2)?, number(bytes, 44, 2)?)
    };
    let mut least = None;
    for at in 0..count {
        let piece = usize::try_from(table + at * entry).ok()?;
        if number(bytes, piece, 4)? == LOADED {
            let alignment = if is_wide { number(bytes, piece + 48, 8)? } else { number(bytes, piece + 28, 4)? };
            least = Some(least.map_or(alignment, |least: u64| least.min(alignment)));
        }
    }
    least
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().rev().fold(0, |number, digit| number << 8 | u64::from(*digit)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The head of a library whose one loaded piece is aligned so.
    pub(crate) fn library(alignment: u64) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 2 * 56];
        bytes[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1]);
        bytes[32] = 64;
        bytes[54] = 56;
        bytes[56] = 2;
        // The first piece says where the table itself is, and is not loaded.
        bytes[64] = 6;
        bytes[64 + 48] = 8;
        bytes[120] = 1;
        bytes[120 + 48..120 + 56].copy_from_slice(&alignment.to_le_bytes());
        bytes
    }

    #[test]
    fn only_what_is_loaded_counts() {
        assert_eq!(least_alignment(&library(16_384)), Some(16_384));
        assert_eq!(least_alignment(&library(4_096)), Some(4_096));
    }

    #[test]
    fn a_library_of_32_bits_is_read_too() {
        let mut bytes = vec![0; 52 + 32];
        bytes[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', 1, 1]);
        bytes[28] = 52;
        bytes[42] = 32;
        bytes[44] = 1;
        bytes[52] = 1;
        bytes[52 + 28..52 + 32].copy_from_slice(&16_384_u32.to_le_bytes());
        assert_eq!(least_alignment(&bytes), Some(16_384));
    }

    #[test]
    fn what_is_no_library_has_no_alignment() {
        for bytes in [&b"#!/bin/sh"[..], &[], &library(1)[..80]] {
            assert_eq!(least_alignment(bytes), None);
        }
    }

    #[test]
    fn this_very_program_is_read() {
        if cfg!(target_os = "linux") {
            let own = std::fs::read(std::env::current_exe().expect("it runs")).expect("it can be read");
            assert!(least_alignment(&own).is_some_and(|alignment| alignment >= 4_096));
        }
    }
}
