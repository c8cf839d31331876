//! Ways to bend a valid message: its packed bytes, what is packed in them, its JSON tree.

use std::io::Read;

use perisai_core::sync::wire;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// The same cases in every run.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// One damage to a run of bytes. Places are drawn as parts of its length.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    Flip(Index, u8),
    Cut(Index),
    Drop(Index, Index),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index),
    /// Overwrites with what claims to be huge: MessagePack's largest arrays, maps, texts and numbers.
    Claim(Index, Index),
}

const CLAIMS: [&[u8]; 8] = [
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00",
    b"\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00",
    b"\xc7\xff\x7f",
];

pub(crate) fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<Index>;
    let one = prop_oneof![
        4 => (at(), 0..8u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        1 => at().prop_map(Damage::Cut),
        1 => (at(), at()).prop_map(|(from, to)| Damage::Drop(from, to)),
        1 => (at(), vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (at(), at()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        2 => (at(), at()).prop_map(|(at, claim)| Damage::Claim(at, claim)),
    ];
    vec(one, 1..5)
}

/// The bytes after their damages.
pub(crate) fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let places = bytes.len() + 1;
        let range = |a: &Index, b: &Index| {
            let (a, b) = (a.index(places), b.index(places));
            a.min(b)..a.max(b)
        };
        match damage {
            Damage::Flip(at, bit) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
            }
            Damage::Flip(..) => {}
            Damage::Cut(at) => bytes.truncate(at.index(places)),
            Damage::Drop(from, to) => drop(bytes.drain(range(from, to))),
            Damage::Insert(at, more) => {
                let at = at.index(places);
                bytes.splice(at..at, more.iter().copied());
            }
            Damage::Repeat(from, to) => {
                let again = bytes[range(from, to)].to_vec();
                bytes.extend(again);
            }
            Damage::Claim(at, claim) => {
                let (at, claim) = (at.index(places), CLAIMS[claim.index(CLAIMS.len())]);
                let until = (at + claim.len()).min(bytes.len());
                bytes.splice(at..until, claim.iter().copied());
            }
        }
    }
    bytes
}

/// One change to a JSON tree, at a node that is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Graft {
    at: Index,
    with: Index,
}

pub(crate) fn grafts() -> impl Strategy<Value = Vec<Graft>> {
    vec((any::<Index>(), any::<Index>()).prop_map(|(at, with)| Graft { at, with }), 1..4)
}

/// What stands where something else was expected; the last ones change what is there.
fn strange(with: usize, old: &Value) -> Value {
    let deep = (0..40).fold(json!("deep"), |inner, _| json!([inner]));
    let known = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1.5),
        json!(""),
        json!("\u{0}\u{202e}"),
        json!("9".repeat(5_000)),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("00000000000000000000000000000000"),
        json!([]),
        json!({}),
        json!({"unknown": 1}),
        deep,
    ];
    match (known.get(with), old) {
        (Some(strange), _) => strange.clone(),
        (None, Value::Array(list)) => Value::Array([list.clone(), list.clone()].concat()),
        (None, Value::Object(map)) if with.is_multiple_of(2) => Value::Object(map.iter().skip(1).map(owned).collect()),
        (None, Value::Object(map)) => {
            let one = [("more".to_owned(), json!(1))];
            Value::Object(map.iter().map(owned).chain(one).collect::<Map<_, _>>())
        }
        (None, Value::String(text)) => json!(format!("{text}{text}")),
        (None, Value::Number(number)) => json!(number.as_i64().map_or(-1, |number| number.wrapping_add(1))),
        (None, other) => json!([other]),
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The tree after its grafts.
pub(crate) fn grafted(mut tree: Value, grafts: &[Graft]) -> Value {
    for graft in grafts {
        let mut left = graft.at.index(nodes(&tree));
        replace(&mut tree, &mut left, &|old| strange(graft.with.index(20), old));
    }
    tree
}

fn nodes(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(list) => list.iter().map(nodes).sum(),
        Value::Object(map) => map.values().map(nodes).sum::<usize>(),
        _ => 0,
    }
}

/// Replaces the node that comes so many after the first; answers whether it was there.
fn replace(tree: &mut Value, left: &mut usize, with: &dyn Fn(&Value) -> Value) -> bool {
    if *left == 0 {
        *tree = with(tree);
        return true;
    }
    *left -= 1;
    match tree {
        Value::Array(list) => list.iter_mut().any(|node| replace(node, left, with)),
        Value::Object(map) => map.values_mut().any(|node| replace(node, left, with)),
        _ => false,
    }
}

/// Bytes in a zstd frame. A message's names a dictionary, which such a frame does without.
pub(crate) fn packed(plain: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(plain, 3).unwrap()
}

/// What is in a message's frame.
pub(crate) fn plain(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut decoder = zstd::stream::read::Decoder::with_dictionary(packed, wire::DICTIONARY).unwrap();
    decoder.read_to_end(&mut plain).unwrap();
    plain
}

/// Messages that cost their reader much if it believes them, each with what it claims.
pub(crate) fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let nested = |open: u8, levels: usize| packed(&vec![open; levels]);
    let mut oversized = packed(b"\x80");
    // The window's descriptor of a frame that is not of a single segment.
    oversized[4] &= !0x20;
    oversized.insert(5, 0xFF);
    vec![
        ("zeros beyond belief", packed(&vec![0; 64 * 1024 * 1024])),
        ("a text beyond belief", packed(&[b"\xdb\x03\xff\xff\xff".to_vec(), vec![b'a'; 0x03ff_ffff]].concat())),
        ("lists in lists", nested(0x91, 1_000_000)),
        ("maps in maps", packed(&b"\x81\xa1a".repeat(300_000))),
        ("a list of four thousand million", packed(b"\xdd\xff\xff\xff\xff")),
        ("a map of four thousand million", packed(b"\xdf\xff\xff\xff\xff")),
        ("bytes of four gigabytes", packed(b"\xc6\xff\xff\xff\xff")),
        ("a frame with a huge window", oversized),
        ("a frame in a frame", packed(&packed(b"\x80"))),
        ("a frame that is cut", packed(&vec![7; 100_000])[..20].to_vec()),
        ("nothing packed", packed(b"")),
        ("nothing", Vec::new()),
        ("no frame", b"hello".to_vec()),
        ("a frame that says nothing", b"\x50\x2a\x4d\x18\xff\xff\xff\xff".to_vec()),
    ]
}
