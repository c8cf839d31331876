//! What the branch writes from tables, and what it decides about the field's questions.

use serde_json::{Value as Json, json};

use crate::clerk::{export, meet, office};
use crate::program::{Folder, acting};
use crate::support::{GENUK, Phone, World, consent_to_enrol, met, worker};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{CivilDate, Document, Patch, RecordId, Value};

/// Writes a file beside the branch's data; answers its path.
fn file(folder: &Folder, name: &str, text: &str) -> String {
    let file = folder.0.join(name);
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Publishes a CSV or JSON table; answers what became of its rows.
fn published(folder: &Folder, what: &str, name: &str, text: &str) -> Vec<String> {
    let rows = folder.json(&acting(&["publish", what, &file(folder, name, text)]));
    rows.as_array().unwrap().iter().map(|row| row["became"].as_str().unwrap().to_owned()).collect()
}

/// Publishes a table that must be refused; answers what was said after the file's name.
fn refused(folder: &Folder, what: &str, name: &str, text: &str) -> String {
    let path = file(folder, name, text);
    let (code, said) = folder.fails(&acting(&["publish", what, &path]));
    assert_eq!(code, Some(2), "{said}");
    said.trim().split_once(&path).unwrap_or_else(|| panic!("{said}")).1.trim_start_matches([',', ':', ' ']).to_owned()
}

fn consent(worker: RecordId, purpose: &str, action: &str, seen: &[RecordId]) -> Document {
    let mut consent = consent_to_enrol(worker);
    consent.insert("purposes".to_owned(), Value::List(vec![Value::from(purpose)]));
    consent.insert("action".to_owned(), action.into());
    if !seen.is_empty() {
        consent.insert("seen".to_owned(), Value::List(seen.iter().map(|id| Value::from(id.to_string())).collect()));
    }
    consent
}

fn give(phone: &mut Phone, world: &World, document: Document) -> RecordId {
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("consent", id, document)]);
    phone.sync(world);
    id
}

const MESSAGES: &str = "code,title,kind,functions,frame,language,body,segments\n\
    M1,Hak kita,story,education;persuasion,right,id,\"Perlindungan ini hak kita, bukan dagangan.\",fisher;farmer\n\
    M2,Ikhtiar,information,education,effort,jv,Ikhtiar punika wajib.,\n";

#[test]
fn messages_come_from_a_table_and_publishing_again_edits_the_same_ones() {
    let (folder, world, mut phone) = office("messages");
    assert_eq!(published(&folder, "messages", "m.csv", MESSAGES), ["new", "new"]);
    assert_eq!(published(&folder, "messages", "m.csv", MESSAGES), ["same", "same"]);
    let edited = MESSAGES.replace("Hak kita,", "Hak kita semua,");
    assert_eq!(published(&folder, "messages", "m.csv", &edited), ["changed", "same"]);
    assert_eq!(published(&folder, "messages", "off.csv", "code,active\nM2,false\n"), ["changed"]);
    phone.sync(&world);
    let shown = |code: &str, field: &str| phone.field(RecordId::derived("message", &[code]), field);
    assert_eq!((shown("M1", "title"), shown("M1", "version")), (Some("Hak kita semua".into()), Some(2.into())));
    assert_eq!((shown("M2", "active"), shown("M2", "version")), (Some(false.into()), Some(2.into())));
    assert_eq!(shown("M2", "body"), Some("Ikhtiar punika wajib.".into()), "a column that is not there is left alone");
    assert_eq!(export(&folder, "message").len(), 2);
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
}

#[test]
fn a_table_as_json_is_the_same_as_one_of_csv() {
    let (folder, _, _) = office("json");
    assert_eq!(published(&folder, "messages", "m.csv", MESSAGES), ["new", "new"]);
    let same = json!([{
        "code": "M1", "title": "Hak kita", "kind": "story", "functions": ["education", "persuasion"], "frame": "right",
        "language": "id", "body": "Perlindungan ini hak kita, bukan dagangan.", "segments": ["fisher", "farmer"],
    }]);
    assert_eq!(published(&folder, "messages", "m.json", &same.to_string()), ["same"]);
    let lines = "[\n  {\"code\": \"M1\"},\n  {\"code\": \"M2\",\n   \"frame\": \"luck\"}\n]";
    assert_eq!(refused(&folder, "messages", "m.json", lines), "line 3, frame: enum");
    assert_eq!(refused(&folder, "messages", "m.json", "[{\"code\": \"M1\"} {}]").split(':').next(), Some("line 1"));
    assert_eq!(refused(&folder, "messages", "m.json", "{}"), "line 1: not a JSON list of objects");
    assert_eq!(refused(&folder, "messages", "m.json", "[{\"title\": \"x\"}]"), "line 1: lacks code");
}

#[test]
fn a_table_with_one_wrong_cell_is_refused_with_its_line_and_nothing_of_it_is_written() {
    let (folder, _, _) = office("wrong");
    for (from, to, said) in [
        (",jv,", ",en,", "line 3, language: enum"),
        ("M2,Ikhtiar", "M1,Ikhtiar", "line 3: names the record of line 2 again"),
        ("M2,Ikhtiar", "M2,", "line 3, title: required"),
        ("M2,", ",", "line 3, code: required"),
        ("fisher;farmer", "fisher;sailor", "line 2, segments: enum"),
        ("information", "testimonial", "line 3, teller: required"),
        (",segments", ",version", "has an unknown column \"version\""),
        (",segments", ",teller", "line 2, teller: label_unknown"),
        ("code,", "name,", "has an unknown column \"name\""),
    ] {
        assert!(MESSAGES.contains(from), "{from}");
        assert_eq!(refused(&folder, "messages", "m.csv", &MESSAGES.replacen(from, to, 1)), said);
    }
    assert!(export(&folder, "message").is_empty());
    let path = file(&folder, "m.csv", MESSAGES);
    let (code, _) = folder.fails(&["publish", "messages", &path, "--by", "A01", "--reason", "mine"]);
    assert_eq!(code, Some(1), "no supervisor");
}

#[test]
fn targets_are_one_for_month_village_segment_and_measure() {
    let (folder, world, mut phone) = office("targets");
    let table = "month,village,segment,measure,target\n\
        2026-07,33.74.05.1003,fisher,encounters,40\n2026-07,,,active,10\n";
    assert_eq!(published(&folder, "targets", "t.csv", table), ["new", "new"]);
    assert_eq!(published(&folder, "targets", "t.csv", &table.replace(",40", ",50")), ["changed", "same"]);
    phone.sync(&world);
    let target = RecordId::derived("target", &["2026-07", GENUK, "fisher", "encounters"]);
    assert_eq!(phone.field(target, "target"), Some(50.into()));
    let nowhere = table.replace("33.74.05.1003", "33.74.05.9999");
    assert_eq!(refused(&folder, "targets", "t.csv", &nowhere), "line 2, village: village_unknown");
    assert_eq!(refused(&folder, "targets", "t.csv", &table.replace(",10", ",ten")), "line 3, target: number");
}

#[test]
fn memberships_are_set_in_bulk_by_nik_or_id() {
    let (folder, world, mut phone) = office("memberships");
    let met = meet(&mut phone, &world, "Siti");
    let (known, _, patches) = phone.registration(&world, worker("Slamet", 1, GENUK));
    let nik = phone_nik(&patches[0]);
    phone.capture(&world, patches);
    phone.sync(&world);
    let table = format!(
        "worker,status,covered_from,covered_to,months_paid,autodebit\n\
         {nik},active,2026-06-01,2026-07-31,2026-06:self;2026-07:CSR,true\n\
         {met},in_arrears,2026-01-01,2026-03-31,,\n"
    );
    let path = file(&folder, "memberships.csv", &table);
    let set = |path: &str| folder.json(&acting(&["memberships", path]));
    assert_eq!(set(&path).as_array().unwrap().len(), 2);
    phone.sync(&world);
    let membership = RecordId::derived("membership", &[&known.to_string()]);
    assert_eq!(phone.field(membership, "status"), Some("active".into()));
    let paid = phone.field(membership, "months_paid").unwrap();
    let payers: Vec<_> = paid.elements().iter().map(|month| month.part("payer").cloned()).collect();
    assert_eq!(payers, [Some("self".into()), Some("CSR".into())]);
    assert_eq!(set(&path)[0]["became"], "same");

    for (from, to, said) in [
        (nik.as_str(), "3374050501900999", "line 2, worker: label_unknown"),
        ("2026-07-31", "2026-05-31", "line 2, covered_to: date"),
        ("2026-07:CSR", "2026-06:CSR", "line 2, months_paid: fixed"),
        ("2026-07:CSR", "2026-07:me", "line 2, months_paid: enum"),
        ("in_arrears", "late", "line 3, status: enum"),
        ("2026-01-01,2026-03-31", ",2026-03-31", "line 3, covered_from: required"),
    ] {
        let wrong = table.replacen(from, to, 1);
        assert_eq!(refused(&folder, "memberships", "memberships.csv", &wrong), said);
    }
    assert_eq!(export(&folder, "membership").len(), 2);
}

fn phone_nik(patch: &Patch) -> String {
    patch.document().get("nik").and_then(Value::as_text).unwrap().to_owned()
}

#[test]
fn partners_have_labels_and_supports_name_them_by_it() {
    let (folder, world, mut phone) = office("partners");
    let partners = "partner,name,kind,contacts,village\nundip,Universitas,campus,Ibu Rina,\n";
    assert_eq!(published(&folder, "partners", "p.csv", partners), ["new"]);
    let supports = "support,partner,kind,rupiah,quota,period,village\n\
        s1,undip,contribution,5000000,20,\"{\"\"from\"\":\"\"2026-06-01\"\"}\",33.74.05.1003\n";
    assert_eq!(published(&folder, "supports", "s.csv", supports), ["new"]);
    assert_eq!(published(&folder, "supports", "s.csv", &supports.replace(",20,", ",25,")), ["changed"]);
    let unknown = supports.replace("undip", "unnes");
    assert_eq!(refused(&folder, "supports", "s.csv", &unknown), "line 2, partner: label_unknown");
    phone.sync(&world);
    let support = RecordId::derived("known_support", &["s1"]);
    let partner = RecordId::derived("known_partner", &["undip"]).to_string();
    assert_eq!(phone.field(support, "partner"), Some(Value::from(partner)));
    assert_eq!(phone.field(support, "quota"), Some(25.into()));
}

#[test]
fn a_segment_profile_is_computed_of_five_workers_and_expires_when_the_retention_period_says() {
    let (folder, world, mut phone) = office("profiles");
    let profile = RecordId::derived("segment_profile", &["fisher", ""]);
    let talk_with_a_fisher = |phone: &mut Phone, asks: &str| {
        let (worker, encounter) = (phone.new_id(&world), phone.new_id(&world));
        let mut met = met("Siti", "3374051003");
        met.insert("segments".to_owned(), Value::List(vec!["fisher".into()]));
        let talk = json!({"worker": worker.to_string(), "channel": "face_to_face", "direction": "outgoing",
            "asks_whom": [asks]});
        let talk = serde_json::from_value(talk).unwrap();
        phone.capture(&world, vec![Patch::create("worker", worker, met), Patch::create("encounter", encounter, talk)]);
        phone.sync(&world);
    };
    for asks in ["family", "family", "group", "family"] {
        talk_with_a_fisher(&mut phone, asks);
    }
    folder.done(&acting(&["publish-profiles"]));
    phone.sync(&world);
    assert_eq!(phone.field(profile, "body"), None, "four would tell of persons");

    talk_with_a_fisher(&mut phone, "group");
    folder.done(&acting(&["publish-profiles"]));
    phone.sync(&world);
    let body = phone.field(profile, "body").unwrap();
    assert_eq!(body.part("n"), Some(&5.into()));
    assert_eq!(body.part("asks_whom").and_then(|asks| asks.part("family")), Some(&600.into()));
    let (computed, holds): (CivilDate, CivilDate) =
        (read_date(&phone, profile, "computed_on"), read_date(&phone, profile, "valid_to"));
    assert_eq!(holds.days_since(computed), 180);
}

#[test]
fn the_view_of_eight_staff_reaches_every_phone_and_nobodys_card_does() {
    let (folder, world, mut phone) = office("panel");
    // The world's days are of June 2026.
    let view = RecordId::derived("panel_view", &["2026-04", "KO-4.1"]);
    let mut cards = Vec::new();
    let answer = |phone: &mut Phone, number: usize, tapped: [u32; 4]| {
        let card = json!({"side": "panel", "agent": format!("staff-{number}"), "wave": "baseline", "own": tapped,
            "instrument_version": "KO-4.1"});
        let id = phone.new_id(&world);
        phone.capture(&world, vec![Patch::create("measurement", id, serde_json::from_value(card).unwrap())]);
        phone.sync(&world);
        id
    };
    cards.extend((0..7).map(|number| answer(&mut phone, number, [5, 1, 2, 4])));
    folder.done(&acting(&["publish-profiles"]));
    phone.sync(&world);
    assert_eq!(phone.field(view, "staff"), None, "seven have no common view");

    cards.push(answer(&mut phone, 7, [4, 2, 2, 5]));
    for became in ["new", "same"] {
        let written = folder.json(&acting(&["publish-profiles"]));
        assert_eq!(written[0]["became"].as_str(), Some(became));
        assert_eq!(written[0]["record"].as_str(), Some(view.to_string().as_str()));
    }
    world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
    let mut other = world.phone("A02");
    other.sync(&world);
    let half_points = other.field(view, "half_points").unwrap();
    assert_eq!(half_points.elements(), [10, 2, 4, 8].map(Value::from));
    let reached = cards.iter().filter(|card| other.record(**card).is_some()).count();
    assert_eq!(reached, 0, "a card of the staff came to a phone");
}

fn read_date(phone: &Phone, record: RecordId, field: &str) -> CivilDate {
    phone.field(record, field).unwrap().as_text().unwrap().parse().unwrap()
}

#[test]
fn a_testimonial_is_in_use_only_while_its_teller_consents() {
    let (folder, world, mut phone) = office("testimonial");
    let teller = meet(&mut phone, &world, "Siti");
    let table =
        format!("code,title,kind,frame,language,body,teller\nT1,Cerita,testimonial,family,id,Saya ikut.,{teller}\n");
    assert_eq!(refused(&folder, "messages", "t.csv", &table), "line 2, teller: consent_missing");
    give(&mut phone, &world, consent(teller, "testimonial", "grant", &[]));
    assert_eq!(published(&folder, "messages", "t.csv", &table), ["new"]);
    phone.sync(&world);
    let message = RecordId::derived("message", &["T1"]);
    assert_eq!(phone.field(message, "active"), Some(true.into()));

    give(&mut phone, &world, consent(teller, "enrol", "withdraw", &[]));
    assert_eq!(phone.field(message, "active"), Some(true.into()), "another purpose");
    let withdrawal = give(&mut phone, &world, consent(teller, "testimonial", "withdraw", &[]));
    assert_eq!(phone.field(message, "active"), Some(false.into()), "in the exchange that brought it");
    let again = "code,active\nT1,true\n";
    assert_eq!(refused(&folder, "messages", "again.csv", again), "line 2, teller: consent_missing");
    let unseen = give(&mut phone, &world, consent(teller, "testimonial", "grant", &[]));
    assert_eq!(refused(&folder, "messages", "again.csv", again), "line 2, teller: consent_missing", "{unseen}");
    give(&mut phone, &world, consent(teller, "testimonial", "grant", &[withdrawal]));
    assert_eq!(published(&folder, "messages", "again.csv", again), ["changed"]);
    phone.sync(&world);
    assert_eq!(phone.field(message, "active"), Some(true.into()));
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
}

#[test]
fn a_testimonial_ends_when_its_teller_turns_out_to_be_one_who_withdrew() {
    let (folder, world, mut phone) = office("one-teller");
    let (teller, other) = (meet(&mut phone, &world, "Siti"), meet(&mut phone, &world, "Siti A"));
    give(&mut phone, &world, consent(teller, "testimonial", "grant", &[]));
    give(&mut phone, &world, consent(other, "testimonial", "withdraw", &[]));
    let table = format!("code,title,kind,frame,language,body,teller\nT1,Cerita,story,family,id,Saya.,{teller}\n");
    assert_eq!(published(&folder, "messages", "t.csv", &table), ["new"]);
    folder.done(&acting(&["merge", &teller.to_string(), &other.to_string()]));
    phone.sync(&world);
    assert_eq!(phone.field(RecordId::derived("message", &["T1"]), "active"), Some(false.into()));
}

#[test]
fn a_question_from_the_field_is_listed_and_decided() {
    let (folder, world, mut phone) = office("decide");
    published(&folder, "messages", "m.csv", MESSAGES);
    let evaluation = phone.new_id(&world);
    let asked: Document = [
        ("question".to_owned(), Value::from("Why does nobody come?")),
        ("gap_causes".to_owned(), Value::List(vec!["culture".into()])),
    ]
    .into();
    phone.capture(&world, vec![Patch::create("evaluation", evaluation, asked)]);
    phone.sync(&world);
    let id = evaluation.to_string();
    let listed = folder.json(&["evaluations"]);
    assert_eq!((&listed[0]["evaluation"], &listed[0]["agent"]), (&json!(id), &json!("A01")));
    assert_eq!(listed[0]["decision"], Json::Null);

    let decide = |rest: &[&str]| {
        let mut arguments = vec!["decide", id.as_str(), "--owner", "A01", "--deadline", "2026-07-15"];
        arguments.extend(rest);
        acting(&arguments).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let fails = |rest: &[&str]| {
        let arguments = decide(rest);
        folder.fails(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let unknown = fails(&["--decision", "x", "--changed-message", "M9"]);
    assert!(unknown.0 == Some(2) && unknown.1.contains("changed_messages: label_unknown"), "{unknown:?}");
    assert_eq!(fails(&["--decision", " "]).0, Some(2));
    assert_eq!(fails(&["--decision", "x", "--cause", "weather"]).0, Some(2));
    let arguments = decide(&["--decision", "Meet in the evening", "--cause", "staffing", "--changed-message", "M1"]);
    folder.done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(folder.json(&["evaluations"]), json!([]), "none is open");
    let decided = &folder.json(&["evaluations", "--all"])[0];
    assert_eq!((&decided["decision"], &decided["owner"]), (&json!("Meet in the evening"), &json!("A01")));
    assert_eq!(decided["gap_causes"], json!(["staffing", "culture"]));
    assert_eq!(decided["changed_messages"], json!(["M1"]));
    phone.sync(&world);
    assert_eq!(phone.field(evaluation, "deadline"), Some("2026-07-15".into()));
}

#[test]
fn an_observed_training_gets_its_certificate() {
    let (folder, world, mut phone) = office("certificate");
    let training = phone.new_id(&world);
    let observed: Document =
        [("agent", "A01"), ("module", "product")].map(|(field, value)| (field.to_owned(), Value::from(value))).into();
    phone.capture(&world, vec![Patch::create("training", training, observed)]);
    phone.sync(&world);
    let id = training.to_string();
    let give = ["training-certificate", &id, "--certificate", "S-1/2026", "--valid-to", "2028-06-30"];
    folder.done(&acting(&give));
    phone.sync(&world);
    assert_eq!(phone.field(training, "certificate"), Some("S-1/2026".into()));
    assert_eq!(phone.field(training, "valid_to"), Some("2028-06-30".into()));
    let nobody = phone.new_id(&world).to_string();
    let nothing = ["training-certificate", &nobody, "--certificate", "S", "--valid-to", "2028-06-30"];
    assert_eq!(folder.fails(&acting(&nothing)).0, Some(1));
    assert_eq!(
        folder.fails(&acting(&["training-certificate", &id, "--certificate", "S", "--valid-to", "x"])).0,
        Some(2)
    );
}

#[test]
fn lists_that_are_tables_are_published_from_csv_and_a_bad_row_is_named() {
    let (folder, world, mut phone) = office("csv-lists");
    let publish = |list: &str, path: &str| {
        let of = ["publish", list, path, "--valid-from", "2026-07-01", "--source", "BPS"];
        acting(&of).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let run = |list: &str, text: &str| {
        let path = file(&folder, "list.csv", text);
        let arguments = publish(list, &path);
        folder.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let said = |list: &str, text: &str| {
        let output = run(list, text);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        said.trim().split_once("list.csv").unwrap().1.trim_start_matches([',', ':', ' ']).to_owned()
    };
    let people = "village,segment,people,source,year\n\
        33.74.05.1003,fisher,120,BPS,2024\n33.74.05.1003,farmer,30,BPS,2024\n";
    for (from, to, problem) in [
        (",120,", ",-1,", "line 2, people: number"),
        ("farmer", "sailor", "line 3, segment: enum"),
        ("33.74.05.1003,farmer", "33.74.05.9999,farmer", "line 3, village: village_unknown"),
        ("farmer", "fisher", "line 3, segment: this segment of this village is there already"),
        (",year", ",age", "has an unknown column \"age\""),
        ("BPS,2024\n33", ",2024\n33", "line 2, source: required"),
    ] {
        assert_eq!(said("segment_populations", &people.replacen(from, to, 1)), problem);
    }
    assert_eq!(export(&folder, "reference").len(), 0, "nothing is published");
    assert!(run("segment_populations", people).status.success());
    phone.sync(&world);
    let list = RecordId::derived("reference", &["segment_populations", "2026-07-01"]);
    let villages = phone.field(list, "body").and_then(|body| body.part("villages").cloned()).unwrap();
    assert_eq!(villages.elements().len(), 1);

    let days = "date,name,kind\n2027-01-01,Tahun Baru,national\n2027-02-30,Libur,national\n";
    assert_eq!(said("public_holidays", days), "line 3, date: date");
    let good = days.replace("2027-02-30", "2027-08-17");
    assert!(run("public_holidays", &good).status.success());
    let path = file(&folder, "list.csv", &good);
    assert_eq!(folder.fails(&acting(&["publish", "public_holidays", &path])).0, Some(2), "since when?");
    assert_eq!(export(&folder, "reference").len(), 2);
}
