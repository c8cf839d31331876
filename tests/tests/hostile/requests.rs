//! Requests, bent and validly signed: the branch answers one refusal, and is as it was.

use perisai_core::ports::{TransportRequest, TransportResponse};
use perisai_core::sync::wire::{self, EnrolRequest, ExchangeRequest, ExchangeResponse, Refusal};
use proptest::prelude::*;

use super::bent::{bombs, damaged, damages, grafted, grafts, packed, plain, runner};
use super::station::Station;

const CASES: u32 = 1_500;
/// A refusal repeats nothing of the request.
const REFUSAL_BYTES_MAX: usize = 400;

/// Holds an answer against what was there before. Whether the request was taken.
fn is_taken(station: &Station, request: &TransportRequest, before: &str) -> Result<bool, TestCaseError> {
    let answer: TransportResponse = station.branch.branch.handle(request);
    if answer.status == 200 {
        return Ok(true);
    }
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    prop_assert!([400, 413, 426].contains(&answer.status), "{}: {text}", answer.status);
    prop_assert!(wire::from_json::<Refusal>(&text).is_ok() && text.len() < REFUSAL_BYTES_MAX, "{text}");
    prop_assert_eq!(station.branch.state(), before, "a request was refused and changed something");
    Ok(false)
}

/// Bends requests until all are answered; then the phone itself still comes to an end.
fn bend<S: Strategy>(
    bent: S,
    request_of: impl Fn(&Station, &TransportRequest, S::Value) -> TransportRequest,
) -> [u32; 2] {
    let station = Station::new();
    let valid = station.request();
    let counts = std::cell::Cell::new([0; 2]);
    let mut runner = runner(CASES);
    let outcome = runner.run(&bent, |bend| {
        let before = station.branch.state();
        let taken = is_taken(&station, &request_of(&station, &valid, bend), &before)?;
        let mut now = counts.get();
        now[usize::from(taken)] += 1;
        counts.set(now);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(station.sync(), "the phone does not come to an end");
    assert!(station.branch.branch.verify().unwrap().problems.is_empty());
    counts.get()
}

#[test]
fn a_request_whose_packed_bytes_are_damaged_is_refused_and_changes_nothing() {
    let [refused, taken] =
        bend(damages(), |station, valid, damages| station.packed(valid, damaged(valid.body.clone(), &damages)));
    eprintln!("packed bytes: {refused} refused, {taken} were still a message");
    assert!(refused > CASES / 2, "{refused}");
}

#[test]
fn a_request_whose_content_is_damaged_is_refused_or_judged_by_its_content() {
    let [refused, taken] = bend(damages(), |station, valid, damages| {
        station.packed(valid, packed(&damaged(plain(&valid.body), &damages)))
    });
    eprintln!("content: {refused} refused, {taken} were still a message");
    assert!(refused > CASES / 4 && taken > 0, "{refused} {taken}");
}

#[test]
fn a_request_with_other_values_than_its_fields_can_have_is_refused_or_judged_by_its_content() {
    let [refused, taken] = bend(grafts(), |station, valid, grafts| {
        let message: ExchangeRequest = wire::unpack(&valid.body).unwrap();
        let tree = grafted(serde_json::from_str(&wire::to_json(&message)).unwrap(), &grafts);
        station.json(valid, tree.to_string().into_bytes())
    });
    eprintln!("values: {refused} refused, {taken} were still a message");
    assert!(refused > CASES / 4 && taken > 0, "{refused} {taken}");
}

#[test]
fn a_request_that_claims_more_than_it_holds_is_refused_before_it_costs_anything() {
    let station = Station::new();
    let valid = station.request();
    let before = station.branch.state();
    let deep = "[".repeat(500_000);
    let json = [("lists in lists", deep.into_bytes()), ("no UTF-8", b"\xff\xfe{}".to_vec()), ("nothing", Vec::new())];
    let json = json.into_iter().map(|(name, body)| (name, station.json(&valid, body)));
    let packed = bombs().into_iter().map(|(name, body)| (name, station.packed(&valid, body)));
    for (name, request) in packed.chain(json) {
        let taken = is_taken(&station, &request, &before).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!taken, "{name}");
    }
    assert!(station.sync());
}

#[test]
fn a_request_that_is_not_signed_for_its_body_is_refused_whatever_the_body_is() {
    let station = Station::new();
    let valid = station.request();
    let before = station.branch.state();
    for (name, body) in bombs() {
        let answer = station.branch.branch.handle(&TransportRequest { body, ..valid.clone() });
        assert_eq!((answer.status, station.branch.state()), (401, before.clone()), "{name}");
    }
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    let station = Station::new();
    let valid = station.request().body;
    let read = |bytes: &[u8]| {
        drop(wire::unpack::<ExchangeRequest>(bytes));
        drop(wire::unpack::<ExchangeResponse>(bytes));
        drop(wire::unpack::<EnrolRequest>(bytes));
        drop(wire::from_json::<ExchangeRequest>(&String::from_utf8_lossy(bytes)));
    };
    let mut runner = runner(4 * CASES);
    let bent = (damages(), any::<bool>(), proptest::collection::vec(any::<u8>(), 0..200));
    let outcome = runner.run(&bent, |(damages, inside, noise)| {
        read(&if inside { packed(&damaged(plain(&valid), &damages)) } else { damaged(valid.clone(), &damages) });
        read(&noise);
        read(&packed(&noise));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    bombs().iter().for_each(|(_, bomb)| read(bomb));
}
