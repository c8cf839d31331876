//! Looks for one invented person in whatever bytes a program leaves: as typed, with separators, in other letter cases and
//! encodings, packed.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use perisai_core::sync::wire;

/// An invented person whom nothing else resembles. The phone is spelled as the core keeps it.
pub(crate) const NAME: &str = "Zubaidahqx Qurrotulwatha";
pub(crate) const NIK: &str = "3374050501909371";
pub(crate) const PHONE: &str = "+6281297531864";

/// What of the person is looked for, in small letters and without separators.
const MARKS: [&str; 4] = ["zubaidahqx", "qurrotulwatha", NIK, "81297531864"];
/// How a zstd frame begins.
const ZSTD_FRAME: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// The most that a packed part is unpacked to, in bytes.
const UNPACKED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What of the person stands in the bytes, and how; empty where nothing does.
pub(crate) fn sightings(bytes: &[u8]) -> Vec<String> {
    let mut seen = sightings_plain(bytes);
    for at in places(bytes, &ZSTD_FRAME) {
        seen.extend(sightings_plain(&unpacked(&bytes[at..])).into_iter().map(|sighting| format!("packed: {sighting}")));
    }
    seen
}

fn sightings_plain(bytes: &[u8]) -> Vec<String> {
    let small = bytes.to_ascii_lowercase();
    // UTF-16 of these letters and digits is the same with zeros between.
    let without_zeros: Vec<u8> = small.iter().copied().filter(|byte| *byte != 0).collect();
    let is_said = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let without_separators: Vec<u8> = without_zeros.iter().copied().filter(is_said).collect();
    let mut seen = Vec::new();
    for mark in MARKS {
        let mut note = |how: &str, found: bool| {
            if found {
                seen.push(format!("{} {how}", mark.len()));
            }
        };
        note("letters or digits", holds(&small, mark.as_bytes()));
        note("of UTF-16", holds(&without_zeros, mark.as_bytes()));
        note("between separators", holds(&without_separators, mark.as_bytes()));
        note("as hexadecimal", holds(&small, hex::encode(mark).as_bytes()));
        note("in base 64", in_base64(mark).iter().any(|code| holds(bytes, code.as_bytes())));
        if let Ok(number) = mark.parse::<u64>() {
            note("as a number", holds(bytes, &number.to_be_bytes()[1..]) || holds(bytes, &number.to_le_bytes()[..7]));
        }
    }
    seen
}

/// What stays the same of a mark's base 64 wherever it begins, as typed and in both alphabets.
fn in_base64(mark: &str) -> Vec<String> {
    let mut codes = Vec::new();
    let title = format!("{}{}", mark[..1].to_uppercase(), &mark[1..]);
    for spelled in [mark, title.as_str()] {
        for before in 0..3 {
            let bytes = [&vec![b' '; before], spelled.as_bytes()].concat();
            let whole = bytes.len() / 3 * 4;
            for code in [STANDARD.encode(&bytes), URL_SAFE.encode(&bytes)] {
                codes.push(code[if before == 0 { 0 } else { 4 }..whole].to_owned());
            }
        }
    }
    codes
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut plain = Vec::new();
    if let Ok(decoder) = zstd::stream::read::Decoder::with_dictionary(bytes, wire::DICTIONARY) {
        // What follows the frame is no frame: what was read until then counts.
        decoder.take(UNPACKED_BYTES_MAX).read_to_end(&mut plain).ok();
    }
    plain
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    places(bytes, mark).next().is_some()
}

fn places<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let first = mark[0];
    let starts = bytes.iter().enumerate().filter(move |(_, byte)| **byte == first).map(|(at, _)| at);
    starts.filter(move |at| bytes[*at..].starts_with(mark))
}

/// What of the person stands in the files below a folder, or in their names.
pub(crate) fn sightings_below(folder: &Path) -> Vec<String> {
    let mut seen = Vec::new();
    for file in files_below(folder) {
        let name = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let bytes = fs::read(&file).unwrap();
        let found = sightings(name.as_bytes()).into_iter().chain(sightings(&bytes));
        seen.extend(found.map(|sighting| format!("{name}: {sighting}")));
    }
    seen
}

/// Every file below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

#[cfg(test)]
mod tests {
    use perisai_core::domain::{Document, Patch, RecordId, Value};
    use perisai_core::sync::wire;

    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    fn patch() -> Patch {
        let document: Document = [("nik".to_owned(), Value::from(NIK))].into();
        Patch::create("worker", RecordId::created(0, 0, 0), document)
    }

    #[test]
    fn a_leak_of_every_sort_is_seen() {
        let nik: u64 = NIK.parse().unwrap();
        let leaks: Vec<(&str, Vec<u8>)> = vec![
            ("a line of a log", format!("2026-06-01 ERROR incident 4711: {NAME} is known").into()),
            ("capital letters", NAME.to_uppercase().into()),
            ("one word of the name", b"where name = 'qurrotulwatha'".to_vec()),
            ("a URL", format!("GET /v1/workers?nik={NIK}&x=1").into()),
            ("a URL's escapes", b"/v1/zubaidahqx%20x".to_vec()),
            ("dots in the NIK", b"33.7405.050190.9371".to_vec()),
            ("blanks in the NIK", b"3374 0505 0190 9371".to_vec()),
            ("the phone as dialled", b"0812-9753-1864".to_vec()),
            ("the phone with its country", b"+62 812 9753 1864".to_vec()),
            ("JSON", format!("{{\"phone\":\"{PHONE}\"}}").into()),
            ("UTF-16, little end first", utf16(NAME, u16::to_le_bytes)),
            ("UTF-16, big end first", utf16(NIK, u16::to_be_bytes)),
            ("MessagePack", rmp(&patch())),
            ("a packed message", wire::pack(&patch())),
            ("a packed message inside of a file", [b"POST / HTTP/1.1\r\n\r\n".to_vec(), wire::pack(&patch())].concat()),
            ("a number", [b"\xcf".to_vec(), nik.to_be_bytes().to_vec()].concat()),
            ("a number of this machine", nik.to_le_bytes().to_vec()),
            ("hexadecimal", hex::encode(format!("x{NIK}")).into()),
            ("base 64", STANDARD.encode(format!("ab{NAME}")).into()),
            ("base 64 of the NIK", STANDARD.encode(format!("a{NIK}:")).into()),
        ];
        for (sort, leak) in leaks {
            assert!(!sightings(&leak).is_empty(), "{sort}");
        }
    }

    fn rmp(patch: &Patch) -> Vec<u8> {
        unpacked(&wire::pack(patch))
    }

    #[test]
    fn a_leak_in_a_file_or_in_its_name_is_seen_wherever_it_lies() {
        let folder = tempfile::TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/core.tmp"), format!("{:>9000}", NIK)).unwrap();
        fs::write(folder.path().join(format!("a/{NIK}.csv")), "").unwrap();
        let seen = sightings_below(folder.path());
        assert!(seen.iter().any(|sighting| sighting.contains("core.tmp")), "{seen:?}");
        assert!(seen.iter().any(|sighting| sighting.contains(".csv")), "{seen:?}");
    }

    #[test]
    fn what_is_said_of_others_is_no_sighting() {
        let said = "incident 0d1c: no such record: 018f3a00; Zubaidah Qurrata, 3374050501909372, 081297531865";
        assert_eq!(sightings(said.as_bytes()), Vec::<String>::new());
    }
}
