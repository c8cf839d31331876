//! What a clerk does at the desk, and what the phones see of it.

use serde_json::{Value as Json, json};

use crate::program::{Folder, acting, begun};
use crate::support::{GENUK, Phone, World, met, receipt, worker};
use perisai_core::domain::lists::{LISTS, ListSpec};
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::{Patch, RecordId, Value, Verdict};

const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

/// A branch in a folder and the phone of A01 in Genuk.
pub(crate) fn office(name: &str) -> (Folder, World, Phone) {
    let folder = begun(name);
    let world = World::in_folder(&folder.0.join("branch"));
    let phone = world.phone("A01");
    (folder, world, phone)
}

pub(crate) fn meet(phone: &mut Phone, world: &World, name: &str) -> RecordId {
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("worker", id, met(name, GENUK))]);
    phone.sync(world);
    id
}

fn registered(phone: &mut Phone, world: &World) -> (RecordId, String) {
    let (person, registration, patches) = phone.registration(world, worker("Slamet", 1, GENUK));
    phone.capture(world, patches);
    phone.sync(world);
    (person, registration.to_string())
}

pub(crate) fn export(folder: &Folder, kind: &str) -> Vec<Json> {
    let lines = folder.done(&["export", kind, "--format", "jsonl"]);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_registration_that_becomes_active_makes_the_membership_and_the_next_one_extends_it() {
    let (folder, world, mut phone) = office("active");
    let (person, registration) = registered(&mut phone, &world);
    let set = |registration: &str, rest: &[&str]| {
        let mut arguments = vec!["set-status", registration];
        arguments.extend(rest);
        folder.done(&acting(&arguments));
    };
    for status in ["verified", "awaiting_payment"] {
        set(&registration, &[status]);
    }
    assert!(export(&folder, "membership").is_empty(), "nobody is covered before");
    for (covered, exit) in [
        (&[][..], 2),
        (&["--covered-from", "2026-07-01"], 2),
        (&["--covered-from", "2026-07-01", "--covered-to", "2026-06-30"], 2),
        (&["--covered-from", "2026-07-01", "--covered-to", "soon"], 2),
    ] {
        let mut arguments = vec!["set-status", registration.as_str(), "active"];
        arguments.extend(covered);
        assert_eq!(folder.fails(&acting(&arguments)).0, Some(exit), "{covered:?}");
    }
    set(&registration, &["active", "--covered-from", "2026-07-01", "--covered-to", "2026-09-30"]);
    let (second, patches) = phone.register(&world, person);
    phone.capture(&world, patches);
    phone.sync(&world);
    let membership = RecordId::derived("membership", &[&person.to_string()]);
    let cover =
        |phone: &Phone| ["status", "covered_from", "covered_to"].map(|field| phone.field(membership, field).unwrap());
    assert_eq!(cover(&phone), ["active", "2026-07-01", "2026-09-30"].map(Value::from));
    assert_eq!(folder.fails(&acting(&["set-status", &registration, "verified"])).0, Some(1), "it is active already");

    let second = second.to_string();
    for status in ["verified", "awaiting_payment"] {
        set(&second, &[status]);
    }
    set(&second, &["active", "--covered-from", "2026-09-01", "--covered-to", "2026-12-31"]);
    phone.sync(&world);
    assert_eq!(cover(&phone), ["active", "2026-07-01", "2026-12-31"].map(Value::from));
    let memberships = export(&folder, "membership");
    assert_eq!(memberships.len(), 1);
    let months: Vec<&str> =
        memberships[0]["months_paid"].as_array().unwrap().iter().filter_map(|paid| paid["month"].as_str()).collect();
    assert_eq!(months, ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]);
    let listed = folder.json(&["registrations"]);
    assert_eq!((listed[0]["status"].as_str(), listed[1]["status"].as_str()), (Some("active"), Some("active")));
}

#[test]
fn a_receipt_moves_along_its_table_only() {
    let (folder, world, mut phone) = office("receipt");
    let person = meet(&mut phone, &world, "Slamet");
    let id = phone.new_id(&world);
    phone.capture(&world, vec![Patch::create("receipt", id, receipt(person, "A01", "A-1", &["2026-07"]))]);
    phone.sync(&world);
    let id_text = id.to_string();
    assert_eq!(folder.fails(&acting(&["receipt-status", &id_text, "settled"])).0, Some(1), "it was not handed over");
    for status in ["handed_over", "settled"] {
        folder.done(&acting(&["receipt-status", &id_text, status]));
        assert_eq!(folder.json(&["receipts"])[0]["status"], status);
    }
    phone.sync(&world);
    assert_eq!(phone.field(id, "status"), Some("settled".into()));
    assert_eq!(phone.field(id, "reason"), Some("test".into()));
    assert_eq!(folder.fails(&acting(&["receipt-status", &id_text, "returned"])).0, Some(1));
    assert_eq!(folder.fails(&acting(&["receipt-status", &id_text, "spent"])).0, Some(2));
    assert_eq!(folder.fails(&acting(&["receipt-status", NOWHERE, "settled"])).0, Some(1));
}

#[test]
fn what_a_revoked_phone_sent_is_listed_released_or_refused() {
    let (folder, world, mut phone) = office("quarantine");
    phone.sync(&world);
    let device = phone.device.to_string();
    folder.done(&acting(&["device", "revoke", &device]));
    let people: Vec<RecordId> = (0..3).map(|_| phone.new_id(&world)).collect();
    let changes: Vec<String> = people
        .iter()
        .map(|id| phone.capture(&world, vec![Patch::create("worker", *id, met("Siti", GENUK))]).to_string())
        .collect();
    phone.exchange(&world);
    let waiting = folder.json(&["quarantine", "list"]);
    assert_eq!(waiting.as_array().unwrap().len(), 3);
    assert_eq!((&waiting[0]["device"], &waiting[0]["kinds"]), (&json!(device), &json!(["worker"])));
    assert_eq!(folder.json(&["totals"])["quarantined"], 3);

    folder.done(&acting(&["quarantine", "refuse", &changes[0]]));
    let released = folder.json(&acting(&["quarantine", "release", &device]));
    assert_eq!(
        released,
        json!([{ "change": changes[1], "verdict": "applied" }, { "change": changes[2], "verdict": "applied" }])
    );
    let left = folder.json(&["quarantine", "list"]);
    assert_eq!((&left[0]["change"], &left[0]["refused"]), (&json!(changes[0]), &json!("test")));
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(folder.fails(&acting(&["quarantine", "release", &device])).0, Some(1), "nothing is undecided");
    assert_eq!(folder.fails(&["quarantine", "release", &device, "--by", "A01", "--reason", "mine"]).0, Some(1));
    assert_eq!(folder.json(&["totals"])["applied"], 2);
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
}

#[test]
fn the_history_tells_every_value_with_who_and_when_and_what_lost() {
    let (folder, world, mut one) = office("history");
    let person = meet(&mut one, &world, "Slamet");
    folder.done(&acting(&["agent", "add", "A02", "--name", "Budi", "--villages", "33.74.05.1003"]));
    let mut two = world.phone("A02");
    two.sync(&world);
    let lost = one.set(person, "hamlet", "RW 1");
    let lost = one.capture(&world, vec![lost]).to_string();
    world.wait(60_000);
    let stood = two.set(person, "hamlet", "RW 2");
    let stood = two.capture_because(&world, "asked the neighbours", vec![stood]).to_string();
    let refused = two.set(person, "nik", "12");
    two.capture(&world, vec![refused]);
    one.sync(&world);
    two.sync(&world);
    let rows = folder.json(&["history", &person.to_string()]);
    let of = |change: &str| rows.as_array().unwrap().iter().find(|row| row["change"] == change).unwrap();
    assert_eq!(
        (&of(&lost)["value"], &of(&lost)["outcome"], &of(&lost)["agent"]),
        (&json!("RW 1"), &json!("lost"), &json!("A01"))
    );
    assert_eq!(of(&lost)["device"], one.device.to_string());
    assert_eq!((&of(&stood)["outcome"], &of(&stood)["reason"]), (&json!("stood"), &json!("asked the neighbours")));
    assert!(of(&lost)["captured_at"].as_str().unwrap() < of(&stood)["captured_at"].as_str().unwrap());
    let rejected = rows.as_array().unwrap().iter().find(|row| row["outcome"] == "rejected").unwrap();
    assert_eq!((&rejected["field"], &rejected["rule"]), (&json!("nik"), &json!("nik_length")));
    let shown = folder.done(&["history", &person.to_string()]);
    assert!(shown.starts_with("captured_at") && shown.contains("RW 1") && shown.contains("RW 2"), "{shown}");
}

#[test]
fn two_workers_become_one_and_two_again_by_a_supervisors_hand() {
    let (folder, world, mut phone) = office("merge");
    let (survivor, absorbed) = (meet(&mut phone, &world, "Slamet"), meet(&mut phone, &world, "Slamat"));
    let (one, other) = (survivor.to_string(), absorbed.to_string());
    assert_eq!(folder.fails(&["merge", &one, &other, "--by", "A01", "--reason", "same"]).0, Some(1), "no supervisor");
    assert_eq!(folder.fails(&acting(&["merge", &one, &one])).0, Some(1));
    assert_eq!(folder.fails(&acting(&["unmerge", &other])).0, Some(1), "nothing to undo");
    folder.done(&acting(&["merge", &one, &other]));
    phone.sync(&world);
    assert_eq!(phone.field(absorbed, "merged_into"), Some(one.as_str().into()));
    assert_eq!(folder.fails(&acting(&["merge", &one, &other])).0, Some(1), "one already");
    folder.done(&acting(&["unmerge", &other]));
    phone.sync(&world);
    assert_eq!(phone.field(absorbed, "merged_into"), None);
    let rows = folder.json(&["history", &other]);
    let turns: Vec<&Json> = rows.as_array().unwrap().iter().filter(|row| row["field"] == "merged_into").collect();
    assert_eq!((turns.len(), &turns[0]["agent"], &turns[1]["value"]), (2, &json!("admin"), &Json::Null));
}

#[test]
fn a_conflict_is_listed_with_its_choices_and_decided_by_number() {
    let (folder, world, mut one) = office("resolve");
    let (person, _) = registered(&mut one, &world);
    folder.done(&acting(&["agent", "add", "A02", "--name", "Budi", "--villages", "33.74.05.1003"]));
    let mut two = world.phone("A02");
    two.sync(&world);
    for (phone, date) in [(&mut one, "1990-01-06"), (&mut two, "1990-01-07")] {
        let edit = phone.set(person, "birth_date", date);
        phone.capture_because(&world, "card read again", vec![edit]);
        phone.sync(&world);
    }
    let listed = folder.json(&["conflicts"]);
    let values: Vec<&Json> = listed[0]["choices"].as_array().unwrap().iter().map(|choice| &choice["value"]).collect();
    assert_eq!(values, ["1990-01-06", "1990-01-07"]);
    let conflict = listed[0]["conflict"].as_str().unwrap();
    assert_eq!(folder.fails(&acting(&["resolve", conflict, "--choose", "2"])).0, Some(2));
    assert_eq!(folder.fails(&["resolve", conflict, "--choose", "1", "--by", "admin", "--reason", " "]).0, Some(2));
    folder.done(&acting(&["resolve", conflict, "--choose", "1"]));
    assert_eq!(folder.json(&["conflicts"]), json!([]));
    assert_eq!(folder.json(&["conflicts", "--all"])[0]["decided_by"], "admin");
    one.sync(&world);
    assert_eq!(one.field(person, "birth_date"), Some("1990-01-07".into()));
    assert!(one.verdicts.values().any(|verdict| matches!(verdict, Verdict::Merged { .. })));
}

#[test]
fn the_persons_on_a_phone_are_listed_by_name() {
    let (folder, world, mut phone) = office("persons");
    let person = meet(&mut phone, &world, "Slamet Riyadi");
    let device = phone.device.to_string();
    assert_eq!(
        folder.json(&["device", "persons", &device]),
        json!([{ "worker": person.to_string(), "name": "Slamet Riyadi", "village": "33.74.05.1003" }])
    );
    assert!(folder.done(&["device", "persons", &device]).lines().nth(1).unwrap().contains("Slamet Riyadi"));
    assert_eq!(folder.fails(&["device", "persons", NOWHERE]).0, Some(1));
    assert_eq!(folder.fails(&["device", "persons", "the-lost-one"]).0, Some(2));
}

#[test]
fn a_list_is_published_from_a_file_and_a_bad_one_is_refused_with_its_place() {
    let (folder, world, mut phone) = office("publish");
    let file = folder.0.join("list.json");
    let path = file.to_str().unwrap();
    let publish = |list: &str| {
        vec![
            "publish",
            list,
            path,
            "--valid-from",
            "2026-07-01",
            "--source",
            "PP 1/2026",
            "--by",
            "admin",
            "--reason",
            "new",
        ]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>()
    };
    let fails = |list: &str| {
        let arguments = publish(list);
        folder.fails(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(fails("tariff").0, Some(2), "there is no such file");
    std::fs::write(&file, TariffBook::shipped_text().replace("\"per_cent\": 50", "\"per_cent\": 0")).unwrap();
    let (exit, said) = fails("tariff");
    assert!(exit == Some(2) && said.contains("discounts[0].per_cent"), "{said}");
    assert_eq!(fails("regions").0, Some(2), "it ships with the app");
    for ListSpec { name: list, shipped: text, .. } in LISTS {
        std::fs::write(&file, text).unwrap();
        let arguments = publish(list);
        let id = folder.done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        phone.sync(&world);
        let published: RecordId = id.trim().parse().unwrap();
        assert_eq!(phone.field(published, "source"), Some("PP 1/2026".into()));
        assert_eq!(fails(list).0, Some(1), "a version is published once");
    }
    assert_eq!(export(&folder, "reference").len(), LISTS.len());
}

#[test]
fn what_the_command_line_lacks_is_said_in_one_line() {
    let (folder, _, _) = office("usage");
    for arguments in [
        &["merge", NOWHERE, NOWHERE][..],
        &["resolve", NOWHERE, "--by", "admin", "--reason", "x"],
        &["set-status", NOWHERE, "verified", "--by", "admin"],
        &["export", "worker", "--format", "xml"],
        &["device"],
        &["device", "list", "--jsno"],
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let alone = std::process::Command::new(env!("CARGO_BIN_EXE_perisai-branch")).arg("totals").output().unwrap();
    assert_eq!((alone.status.code(), String::from_utf8(alone.stderr).unwrap().lines().count()), (Some(2), 1));
    assert_eq!(folder.fails(&["export", "astrology", "--format", "csv"]).0, Some(1));
    let empty = folder.0.join("empty");
    let elsewhere = ["totals", "--data", empty.to_str().unwrap()];
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_perisai-branch")).args(elsewhere).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "a folder without a branch cannot be read");
}
