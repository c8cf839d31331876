//! Both forms of a message say the same, and nothing hostile gets further than an error.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;
use crate::domain::limits::{NESTING_MAX, REQUEST_UNPACKED_BYTES_MAX};
use crate::domain::{CapturedAt, FieldPatch, LostField, Patch, Rule, Value};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_]{1,8}", "\\PC{0,12}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        text().prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            btree_map(text(), inner, 0..4).prop_map(Value::Map),
        ]
    })
}

fn change_id() -> impl Strategy<Value = ChangeId> {
    any::<[u8; 16]>().prop_map(ChangeId)
}

fn hash() -> impl Strategy<Value = ChainHash> {
    any::<[u8; 16]>().prop_map(ChainHash)
}

fn record() -> impl Strategy<Value = RecordId> {
    any::<(i64, u64, u16)>().prop_map(|(ms, salt, index)| RecordId::created(ms, salt, index))
}

fn agent() -> impl Strategy<Value = AgentId> {
    "[A-Za-z0-9_-]{1,40}".prop_map(|badge| badge.parse().unwrap())
}

fn stream() -> impl Strategy<Value = Stream> {
    prop_oneof![
        Just(Stream::Reference),
        Just(Stream::Branch),
        agent().prop_map(Stream::Agent),
        "[0-9]{10}".prop_map(|code| Stream::Region(code.parse().unwrap())),
    ]
}

fn place() -> impl Strategy<Value = u64> {
    0..1_u64 << 63
}

fn head() -> impl Strategy<Value = Head> {
    (any::<[u8; 8]>(), place(), hash()).prop_map(|(incarnation, seq, hash)| Head {
        incarnation: Incarnation(incarnation),
        seq,
        hash,
    })
}

fn field_patch() -> impl Strategy<Value = FieldPatch> {
    prop_oneof![
        (value(), vec(change_id(), 0..3)).prop_map(|(value, saw)| FieldPatch::Set { value, saw }),
        (vec(text(), 0..3), btree_map(text(), vec(change_id(), 0..3), 0..3))
            .prop_map(|(add, remove)| FieldPatch::Gather { add, remove }),
    ]
}

prop_compose! {
    fn patch()(
        kind in text(), record in record(), creates: bool, fields in btree_map(text(), field_patch(), 0..4),
    ) -> Patch {
        Patch { kind, record, creates, fields }
    }
}

prop_compose! {
    fn change()(
        author in agent(), scope_version in place(), wall_ms: i64, boot_id: u64, monotonic_ms: i64, app in text(),
        salt: u64, replaces in proptest::option::of(change_id()), reason in proptest::option::of(text()),
        patches in vec(patch(), 0..4),
    ) -> Change {
        let captured_at = CapturedAt { wall_ms, boot_id, monotonic_ms };
        Change { author, scope_version, captured_at, app, schema: SCHEMA, salt, replaces, reason, patches }
    }
}

fn cursor() -> impl Strategy<Value = Cursor> {
    (stream(), place(), hash()).prop_map(|(stream, position, hash)| Cursor { stream, position, hash })
}

prop_compose! {
    fn request()(
        heads in vec(head(), 0..3), shared in vec(head(), 0..3), listed in vec(cursor(), 0..4), known in hash(),
        is_known: bool, run in proptest::option::of((head(), vec(change(), 0..3))), numbers: (i64, u64, i64, u64),
        scope_version in place(),
        unknown in vec((text(), record(), stream()), 0..3),
        recovery_key in proptest::option::of(any::<[u8; 8]>().prop_map(RecoveryKeyId)),
    ) -> ExchangeRequest {
        ExchangeRequest {
            protocol: PROTOCOL,
            schema: SCHEMA,
            clock_ms: numbers.0,
            boot_id: numbers.1,
            monotonic_ms: numbers.2,
            heads,
            shared,
            cursors: if is_known { Cursors::Known(known) } else { Cursors::Listed(listed) },
            run: run.map(|(after, changes)| Run { after, changes }),
            scope_version,
            unknown_to_branch: unknown
                .into_iter()
                .map(|(kind, record, stream)| UnknownRevision { kind, record, stream })
                .collect(),
            bytes_wanted: numbers.3,
            recovery_key,
        }
    }
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let lost = || vec((record(), text()).prop_map(|(record, field)| LostField { record, field }), 0..3);
    prop_oneof![
        Just(Verdict::Applied),
        lost().prop_map(|lost| Verdict::Merged { lost }),
        (vec(record(), 0..3), lost()).prop_map(|(conflicts, lost)| Verdict::Contested { conflicts, lost }),
        vec(record(), 0..3).prop_map(|waits_for| Verdict::Held { waits_for }),
        (proptest::option::of(record()), text(), 0..Rule::ALL.len())
            .prop_map(|(record, field, at)| Verdict::Rejected { record, field, rule: Rule::ALL[at] }),
    ]
}

prop_compose! {
    fn revision()(
        kind in text(), record in record(), revision: u64, author in agent(), created_ms: i64, created in change_id(),
        fields_by in btree_map(text(), vec(change_id(), 0..3), 0..3), fields in btree_map(text(), value(), 0..4),
    ) -> Revision {
        let writers = Writers { created, fields: fields_by, ..Writers::default() };
        Revision { kind, record, revision, author, created_ms, writers, fields }
    }
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        revision().prop_map(|revision| Entry::Revision(Box::new(revision))),
        (text(), record()).prop_map(|(kind, record)| Entry::Moved { kind, record }),
        (change_id(), verdict()).prop_map(|(change, verdict)| Entry::Verdict(ChangeVerdict { change, verdict })),
        vec(change_id(), 0..4).prop_map(Entry::AppliedRun),
    ]
}

prop_compose! {
    fn response()(
        heads in vec(head(), 0..3), shared in proptest::option::of(head()),
        verdicts in vec((change_id(), verdict()), 0..4),
        pages in vec((any::<bool>(), cursor(), vec(entry(), 0..4), any::<bool>()), 0..3),
        cursors in proptest::option::of(hash()), scope_version: u64, villages in vec("[0-9]{10}", 0..3),
        in_backup in vec(head(), 0..2), revoked: bool, server_ms: i64, nonce in text(), more: bool,
        recovery_key in proptest::option::of(any::<[u8; 32]>().prop_map(RecoveryPublicKey)),
    ) -> ExchangeResponse {
        let villages = villages.iter().map(|code| code.parse().unwrap()).collect();
        ExchangeResponse {
            protocol: PROTOCOL,
            heads,
            shared,
            verdicts: verdicts.into_iter().map(|(change, verdict)| ChangeVerdict { change, verdict }).collect(),
            pages: pages
                .into_iter()
                .map(|(restarts, cursor, entries, complete)| Page { restarts, cursor, entries, complete })
                .collect(),
            cursors,
            scope: Some(Scope { version: scope_version, villages }),
            in_backup,
            directives: if revoked { vec![Directive::Revoked] } else { Vec::new() },
            server_ms,
            nonce,
            more,
            recovery_key,
        }
    }
}

proptest! {
    #[test]
    fn a_request_says_the_same_packed_and_as_json(request in request()) {
        prop_assert_eq!(&unpack::<ExchangeRequest>(&pack(&request)).unwrap(), &request);
        prop_assert_eq!(&from_json::<ExchangeRequest>(&to_json(&request)).unwrap(), &request);
    }

    #[test]
    fn an_answer_says_the_same_packed_and_as_json(response in response()) {
        prop_assert_eq!(&unpack::<ExchangeResponse>(&pack(&response)).unwrap(), &response);
        prop_assert_eq!(&from_json::<ExchangeResponse>(&to_json(&response)).unwrap(), &response);
    }

    #[test]
    fn a_change_keeps_its_id_on_every_way(change in change()) {
        let id = change.id();
        prop_assert_eq!(unpack::<Change>(&pack(&change)).unwrap().id(), id);
        prop_assert_eq!(from_json::<Change>(&to_json(&change)).unwrap().id(), id);
    }

    #[test]
    fn bytes_of_any_kind_are_refused_without_a_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _unused = unpack::<ExchangeRequest>(&bytes);
        let framed = zstd::bulk::compress(&bytes, 1).unwrap();
        let _unused = unpack::<ExchangeRequest>(&framed);
    }

    #[test]
    fn a_message_cut_or_flipped_anywhere_is_refused_or_another_message(request in request(), at: usize, bit in 0..8_u8) {
        let packed = pack(&request);
        let at = at % packed.len();
        prop_assert!(unpack::<ExchangeRequest>(&packed[..at]).is_err());
        let mut flipped = packed;
        flipped[at] ^= 1_u8 << bit;
        let _unused = unpack::<ExchangeRequest>(&flipped);
    }
}

#[test]
fn a_body_that_unpacks_beyond_belief_is_refused_before_it_is_held() {
    let bomb = zstd::bulk::compress(&vec![0_u8; REQUEST_UNPACKED_BYTES_MAX * 4], 19).unwrap();
    assert!(bomb.len() < 8 * 1024);
    assert_eq!(unpack::<ExchangeRequest>(&bomb), Err(WireError::TooLarge));
}

#[test]
fn what_packs_beyond_belief_is_filled_up_and_read() {
    for letters in [60_000, 65_520, 65_536, 70_000, 1 << 20] {
        let message = Value::Text("x".repeat(letters));
        let packed = pack(&message);
        assert_eq!(unpack::<Value>(&packed), Ok(message), "{letters} letters in {} bytes", packed.len());
    }
}

#[test]
fn a_value_that_nests_too_deeply_is_refused_in_both_forms() {
    let mut deep = Value::Int(1);
    for _ in 0..=NESTING_MAX {
        deep = Value::List(vec![deep]);
    }
    let fields: BTreeMap<String, Value> = [("a".to_owned(), deep)].into();
    assert_eq!(unpack::<Document>(&pack(&fields)), Err(WireError::Malformed));
    assert_eq!(from_json::<Document>(&to_json(&fields)), Err(WireError::Malformed));
    let endless = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(from_json::<Value>(&endless), Err(WireError::Malformed));
}

#[test]
fn a_message_that_says_little_takes_little() {
    let head = Head { incarnation: Incarnation([7; 8]), seq: 200, hash: ChainHash([9; 16]) };
    let idle = ExchangeRequest {
        protocol: PROTOCOL,
        schema: SCHEMA,
        clock_ms: 1_780_275_600_000,
        boot_id: 3,
        monotonic_ms: 86_400_000,
        heads: vec![head],
        shared: Vec::new(),
        cursors: Cursors::Known(ChainHash([5; 16])),
        run: None,
        scope_version: 1,
        unknown_to_branch: Vec::new(),
        bytes_wanted: PAGE_BYTES_MAX as u64,
        recovery_key: None,
    };
    let (packed, plain) = (pack(&idle).len(), rmp_serde::to_vec_named(&idle).unwrap().len());
    assert!(packed * 2 < plain, "{packed} of {plain} bytes");
}

#[test]
fn a_message_of_another_dictionary_is_refused_and_one_of_none_is_read() {
    let message = Value::Text("a village".to_owned());
    let mut packed = pack(&message);
    // The frame's head: magic number, descriptor, number of the dictionary.
    assert_eq!(packed[5], 1);
    packed[5] = 2;
    assert_eq!(unpack::<Value>(&packed), Err(WireError::Malformed));
    let plain = rmp_serde::to_vec_named(&message).unwrap();
    assert_eq!(unpack::<Value>(&zstd::bulk::compress(&plain, 1).unwrap()), Ok(message));
}

#[test]
fn a_list_that_claims_to_be_huge_allocates_nothing() {
    // MessagePack: a map of one field whose array claims 2^32 - 1 elements and brings none.
    let claim = [&[0x81, 0xa5][..], b"heads", &[0xdd, 0xff, 0xff, 0xff, 0xff]].concat();
    assert_eq!(unpack::<ExchangeRequest>(&zstd::bulk::compress(&claim, 1).unwrap()), Err(WireError::Malformed));
}

#[test]
fn the_chain_tells_a_device_an_incarnation_a_place_and_every_change_apart() {
    let (device, other) = (DeviceId(uuid::Uuid::from_u128(1)), DeviceId(uuid::Uuid::from_u128(2)));
    let (first, second) = (Incarnation([1; 8]), Incarnation([2; 8]));
    let (u, v) = (ChangeId([1; 16]), ChangeId([2; 16]));
    let heads = [
        Head::empty(device, first),
        Head::empty(other, first),
        Head::empty(device, second),
        Head::empty(device, first).append(u),
        Head::empty(device, first).append(v),
        Head::empty(device, first).append(u).append(v),
        Head::empty(device, first).append(v).append(u),
    ];
    for (at, head) in heads.iter().enumerate() {
        assert!(heads[..at].iter().all(|earlier| earlier.hash != head.hash), "{at}");
    }
}
