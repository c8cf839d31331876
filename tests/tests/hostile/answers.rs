//! Answers, bent on their way: a phone that does not take one is as it was, and can ask again.

use perisai_core::FieldError;
use perisai_core::ports::TransportResponse;
use perisai_core::sync::wire::{self, CONTENT_TYPE, ExchangeResponse};
use proptest::prelude::*;

use super::bent::{bombs, damaged, damages, grafted, grafts, packed, plain, runner};
use super::station::Station;

const CASES: u32 = 400;

fn is_clear(error: &FieldError) -> bool {
    matches!(error, FieldError::Network { .. } | FieldError::Refused { .. })
}

/// Lets a phone hear bent answers to one and the same request. Answers how many were not taken, and how many were.
fn bend<S: Strategy>(bent: S, answer_of: impl Fn(&TransportResponse, S::Value) -> TransportResponse) -> [u32; 2] {
    let mut station = Station::new();
    let valid = station.branch.branch.handle(&station.request());
    assert_eq!(valid.status, 200);
    let before = station.shown();
    let saved = station.phone.save();
    let counts = std::cell::Cell::new([0; 2]);
    let cell = std::cell::RefCell::new(&mut station);
    let mut runner = runner(CASES);
    let outcome = runner.run(&bent, |bend| {
        let mut station = cell.borrow_mut();
        let (ended, asked) = station.answered(&answer_of(&valid, bend));
        if let Err(error) = &ended {
            prop_assert!(is_clear(error), "{error:?}");
        }
        let taken = ended.is_ok() || asked > 1;
        if taken {
            // What is a whole message of the branch is believed. The phone is put back for the next.
            station.phone.restore(&saved);
        } else {
            prop_assert_eq!(&station.shown(), &before, "an answer was not taken and changed something");
        }
        let mut now = counts.get();
        now[usize::from(taken)] += 1;
        counts.set(now);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(station.sync(), "the phone does not come to an end");
    assert_eq!(station.phone.field.totals().unwrap().pending, 0);
    counts.get()
}

fn with(answer: &TransportResponse, body: Vec<u8>) -> TransportResponse {
    TransportResponse { body, ..answer.clone() }
}

#[test]
fn an_answer_whose_bytes_are_damaged_is_not_taken_and_changes_nothing() {
    let [refused, taken] = bend(damages(), |valid, damages| with(valid, damaged(valid.body.clone(), &damages)));
    eprintln!("packed answers: {refused} not taken, {taken} were still a message");
    assert!(refused > CASES / 2, "{refused}");
}

#[test]
fn an_answer_whose_content_is_damaged_is_not_taken_or_is_a_whole_message() {
    let [refused, taken] =
        bend(damages(), |valid, damages| with(valid, packed(&damaged(plain(&valid.body), &damages))));
    eprintln!("contents of answers: {refused} not taken, {taken} were still a message");
    assert!(refused > CASES / 4, "{refused}");
}

#[test]
fn an_answer_with_other_values_than_its_fields_can_have_is_not_taken_or_is_a_whole_message() {
    let [refused, taken] = bend(grafts(), |valid, grafts| {
        let message: ExchangeResponse = wire::unpack(&valid.body).unwrap();
        let tree = grafted(serde_json::from_str(&wire::to_json(&message)).unwrap(), &grafts);
        match serde_json::from_value::<ExchangeResponse>(tree) {
            Ok(bent) => with(valid, wire::pack(&bent)),
            Err(_) => with(valid, packed(b"\x81\xa8protocol\x01")),
        }
    });
    eprintln!("values of answers: {refused} not taken, {taken} were still a message");
    assert!(refused > 0 && taken > 0, "{refused} {taken}");
}

#[test]
fn an_answer_that_claims_more_than_it_holds_is_not_taken_whatever_its_status_and_type() {
    let station = Station::new();
    let before = station.shown();
    let types = [CONTENT_TYPE, "application/json", "text/html", ""];
    for (name, body) in bombs() {
        for (status, content_type) in
            [200, 204, 302, 401, 413, 500].into_iter().flat_map(|status| types.map(|t| (status, t)))
        {
            let answer = TransportResponse { status, content_type: content_type.to_owned(), body: body.clone() };
            let (ended, asked) = station.answered(&answer);
            assert!(ended.as_ref().is_err_and(is_clear), "{name} {status} {content_type}: {ended:?}");
            assert_eq!(asked, 1);
        }
    }
    assert_eq!(station.shown(), before);
    assert!(station.sync());
}
