//! What the branch judges for itself, whatever a phone let pass.

use crate::support::{BANGETAYU, GENUK, Phone, World, id, met, set, worker};
use perisai_branch::{BranchError, NewReference};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::required_fields::RequiredFields;
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{Patch, RecordId, Rule, Value, Verdict};

fn rule(verdict: &Verdict) -> Option<(&str, Rule)> {
    match verdict {
        Verdict::Rejected { field, rule, .. } => Some((field, *rule)),
        _ => None,
    }
}

const UNACKNOWLEDGED: Option<(&str, Rule)> = Some(("nik", Rule::WarningUnacknowledged));

fn two_phones() -> (World, Phone, Phone, RecordId) {
    let (world, mut one) = World::with_phone();
    world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
    let mut two = world.phone("A02");
    let id = one.new_id(&world);
    one.capture(&world, vec![Patch::create("worker", id, worker("Slamet", 1, GENUK))]);
    one.sync(&world);
    two.sync(&world);
    (world, one, two, id)
}

#[test]
fn a_doubtful_nik_is_taken_in_with_a_reason_only() {
    let (world, mut one, mut two, known) = two_phones();
    for (field, value) in [("birth_date", "1990-01-06"), ("sex", "female"), ("nik", "9999990501900101")] {
        let silent = two.set(known, field, value);
        let silent = two.capture(&world, vec![silent]);
        let blank = two.set(known, field, value);
        let blank = two.capture_because(&world, "  ", vec![blank]);
        two.sync(&world);
        assert_eq!(
            (rule(&two.verdicts[&silent]), rule(&two.verdicts[&blank])),
            (UNACKNOWLEDGED, UNACKNOWLEDGED),
            "{field}"
        );
    }
    let mut doubtful = worker("Siti", 2, BANGETAYU);
    doubtful.insert("sex".to_owned(), "female".into());
    let new = one.new_id(&world);
    let silent = one.capture(&world, vec![Patch::create("worker", new, doubtful.clone())]);
    let told = one.capture_because(&world, "card read twice", vec![Patch::create("worker", new, doubtful)]);
    one.sync(&world);
    assert_eq!(rule(&one.verdicts[&silent]), UNACKNOWLEDGED);
    assert_eq!(one.verdicts[&told], Verdict::Applied);
}

#[test]
fn an_impossible_nik_is_refused_whatever_the_reason() {
    let (world, mut one, _, known) = two_phones();
    for (nik, broken) in [("3374050501900000", Rule::NikSerial), ("3374053201900101", Rule::NikDate)] {
        let patch = one.set(known, "nik", nik);
        let change = one.capture_because(&world, "as on the card", vec![patch]);
        one.sync(&world);
        assert_eq!(rule(&one.verdicts[&change]), Some(("nik", broken)));
    }
}

#[test]
fn a_value_that_somebody_else_set_meanwhile_makes_nobodys_edit_wrong() {
    let (world, mut one, mut two, known) = two_phones();
    // Each agrees with what its author saw; together they do not.
    let with_nik = set("worker", known, "nik", "3374050601900101", vec![created(&one, known)]);
    let nik = one.capture_because(&world, "card read again", vec![with_nik]);
    let patch = two.set(known, "birth_date", "1990-01-05");
    let same = two.capture(&world, vec![patch]);
    one.sync(&world);
    two.sync(&world);
    assert!(one.verdicts[&nik].is_taken_in() && two.verdicts[&same].is_taken_in());
    // Who has seen it is asked again.
    let patch = set("worker", known, "sex", "male", one.record(known).unwrap().writers.of_field("nik").to_vec());
    let seen = one.capture(&world, vec![patch]);
    one.sync(&world);
    assert_eq!(rule(&one.verdicts[&seen]), UNACKNOWLEDGED);
}

fn created(phone: &Phone, record: RecordId) -> perisai_core::domain::ChangeId {
    phone.record(record).unwrap().writers.created
}

fn tariff(version: &str, valid_from: &str, change: (&str, &str)) -> NewReference {
    let document = TariffBook::shipped_text()
        .replace("\"version\": \"2026-01-01\"", &format!("\"version\": \"{version}\""))
        .replace(change.0, change.1);
    let valid_from = valid_from.parse().unwrap();
    let source = "a decision of the ministry".to_owned();
    NewReference { name: TariffBook::NAME.to_owned(), document, valid_from, valid_to: None, source }
}

#[test]
fn a_capture_is_judged_by_the_tariff_that_was_published_for_its_day() {
    let (world, mut one) = World::with_phone();
    let without_three_months = ("[1, 3, 6, 12]", "[1, 6, 12]");
    // The tests' day is 3 June 2026.
    world.branch.publish(&world.admin(), &tariff("2026-06-04", "2026-06-04", without_three_months)).unwrap();
    let (_, _, patches) = one.registration(&world, worker("Slamet", 1, GENUK));
    let today = one.capture(&world, patches);
    one.sync(&world);
    assert_eq!(one.verdicts[&today], Verdict::Applied);
    let (_, _, patches) = one.registration(&world, worker("Siti", 2, GENUK));
    let late = one.capture(&world, patches);
    world.wait(crate::support::DAY_MS);
    let (_, _, patches) = one.registration(&world, worker("Budi", 3, GENUK));
    let tomorrow = one.capture(&world, patches);
    one.sync(&world);
    assert_eq!(one.verdicts[&late], Verdict::Applied, "what counts is the day of capture, not of arrival");
    assert_eq!(rule(&one.verdicts[&tomorrow]), Some(("period_months", Rule::Period)));
    let published = one.shown.values().find(|record| record.kind == "reference").unwrap();
    assert_eq!(published.fields.get("version"), Some(&Value::from("2026-06-04")));
    assert!(world.branch.verify().unwrap().problems.is_empty());
}

#[test]
fn a_field_that_the_branch_came_to_require_is_required() {
    let (world, mut one) = World::with_phone();
    let document = RequiredFields::shipped_text()
        .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-01\"")
        .replace("\"discount_sector\"]", "\"discount_sector\", \"phone\"]");
    let new = NewReference { name: RequiredFields::NAME.to_owned(), document, ..tariff("x", "2026-06-01", ("", "")) };
    world.branch.publish(&world.admin(), &new).unwrap();
    let (_, _, patches) = one.registration(&world, worker("Slamet", 1, GENUK));
    let without = one.capture(&world, patches);
    let mut reachable = worker("Siti", 2, GENUK);
    reachable.insert("phone".to_owned(), "+6281234567890".into());
    let (_, _, patches) = one.registration(&world, reachable);
    let with = one.capture(&world, patches);
    one.sync(&world);
    assert_eq!(rule(&one.verdicts[&without]), Some(("phone", Rule::Required)));
    assert_eq!(one.verdicts[&with], Verdict::Applied);
}

#[test]
fn what_cannot_be_published_says_where_it_is_wrong_and_changes_nothing() {
    let world = World::new();
    world.agent("S01", AgentRole::Supervisor, &[GENUK]);
    let good = || tariff("2026-06-01", "2026-06-01", ("", ""));
    let publish = |new: &NewReference| world.branch.publish(&world.admin(), new);
    let bad = publish(&tariff("2026-06-01", "2026-06-01", ("\"per_cent\": 50", "\"per_cent\": 500")));
    assert!(matches!(bad, Err(BranchError::Reference { place, .. }) if place == "discounts[0].per_cent"));
    let document = RequiredFields::shipped_text().replace("\"nik\"", "\"shoe_size\"");
    let unknown = NewReference { name: RequiredFields::NAME.to_owned(), document, ..good() };
    assert!(matches!(publish(&unknown), Err(BranchError::Reference { place, .. }) if place == "worker.shoe_size"));
    let backwards = NewReference { valid_to: Some("2026-05-31".parse().unwrap()), ..good() };
    assert!(matches!(publish(&backwards), Err(BranchError::Invalid(invalid)) if invalid.field == "valid_to"));
    let supervisor = perisai_branch::By { agent: id("S01"), reason: "test".to_owned() };
    assert!(matches!(world.branch.publish(&supervisor, &good()), Err(BranchError::Role { .. })));
    assert_eq!(world.branch.export(None, "reference", perisai_branch::ExportFormat::Jsonl).unwrap(), "");
    publish(&good()).unwrap();
    assert!(matches!(publish(&good()), Err(BranchError::Refused(_))), "a version is published once");
}

#[test]
fn a_phone_cannot_publish() {
    let (world, mut one) = World::with_phone();
    let record = RecordId::derived("reference", &["tariff", "x"]);
    let fields = met("tariff", GENUK);
    let change = one.capture(&world, vec![Patch::create("reference", record, fields)]);
    one.sync(&world);
    assert!(matches!(one.verdicts[&change], Verdict::Rejected { rule: Rule::BranchOnly, .. }));
}
