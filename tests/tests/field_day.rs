//! The field day as a newcomer runs it: the shipped inputs, and what must come of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use perisai_core::domain::calendar::format_instant;
use perisai_tests::field_day::InputFile;
use perisai_tests::field_day::office::Office;
use perisai_tests::field_day::options::Options;
use perisai_tests::field_day::run::run;
use serde_json::Value;
use tempfile::TempDir;

fn input(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day").join(name)
}

fn live(name: &str, out: &TempDir, seed: u64, cuts_per_cent: u64) -> Value {
    let options = Options { input: None, out: out.path().to_owned(), seed, cuts_per_cent, keep_serving: false };
    let outcome = run(&options, &input(name), &|_| {}).unwrap();
    assert_eq!(outcome.failures, Vec::<String>::new());
    outcome.day
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(Value::to_string).collect()
}

/// What may differ between two runs of one day.
fn without_the_way(mut day: Value) -> Value {
    for name in ["exchanges", "cuts", "bytes_up", "bytes_down"] {
        day.as_object_mut().unwrap().remove(name);
    }
    day
}

#[test]
fn the_shipped_day_comes_to_what_was_planted_in_it() {
    let out = TempDir::new().unwrap();
    let day = live("default", &out, 1, 20);
    let planted: Value = serde_json::from_str(&std::fs::read_to_string(input("planted.json")).unwrap()).unwrap();
    assert_eq!(texts(&day["conflicts"]), texts(&planted["conflicts"]));
    assert_eq!(texts(&day["duplicates"]), texts(&planted["duplicates"]));
    assert_eq!(day["devices_equal"], Value::Bool(true));
    assert_eq!(day["cuts"].as_object().unwrap().len(), 3, "each kind of cut");

    let refused = std::fs::read_to_string(out.path().join("refused.csv")).unwrap();
    let refused: BTreeSet<&str> = refused.lines().skip(1).collect();
    let expected: Vec<String> = planted["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            format!("{},{},{},{}", text("file"), row["line"], text("field"), text("rule"))
        })
        .collect();
    assert_eq!(refused, expected.iter().map(String::as_str).collect());

    // What only office days make known: how long a correction takes, and who paid on when a support ended.
    assert_eq!(said_by_report(&out, "failed_registrations", "hours_to_resolve").len(), 1);
    assert_eq!(said_by_report(&out, "support", "paid_on").iter().filter(|n| **n >= 10).count(), 2);
}

/// On how many each shown estimate of a measure rests, in the report of that name.
fn said_by_report(out: &TempDir, report: &str, measure: &str) -> Vec<u64> {
    let reports = std::fs::read_to_string(out.path().join("report/reports.json")).unwrap();
    let reports: Value = serde_json::from_str(&reports).unwrap();
    let report = reports.as_array().unwrap().iter().find(|found| found["report"] == report).unwrap();
    let lines = report["lines"].as_array().unwrap().iter();
    lines
        .filter(|line| line["measure"] == measure && line["estimate"]["status"] == "ok")
        .map(|line| line["estimate"]["n"].as_u64().unwrap())
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_seed_the_same_truth() {
    let (first, again, other) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let day = live("default", &first, 7, 60);
    assert_eq!(without_the_way(day.clone()), without_the_way(live("default", &again, 7, 60)));
    let other = live("default", &other, 8, 0);
    for name in ["captured", "refused", "conflicts", "duplicates", "held", "rejected", "pending"] {
        let (day, other) = (without_the_way(day.clone()), without_the_way(other.clone()));
        assert_eq!(day[name], other[name], "{name}");
    }
}

#[test]
fn another_input_of_the_same_format_runs() {
    let out = TempDir::new().unwrap();
    let day = live("small", &out, 1, 90);
    assert_eq!((day["captured"].as_u64(), day["refused"].as_u64()), (Some(5), Some(1)));
}

/// A row with one bad cell for every file of a kind's records and of the office, with the field and the rule it breaks.
const BAD_ROWS: &[(&str, &str, &str, &str, &str)] = &[
    ("consents.csv", "worker,purposes,action,language,method", "bu-1,gossip,grant,id,voice", "purposes", "enum"),
    ("receipts.csv", "worker,rupiah,contribution_months", "bu-1,much,2026-06", "rupiah", "number"),
    ("objections.csv", "worker,encounter,code,outcome", "bu-1,e-none,cost,resolved", "encounter", "label_unknown"),
    ("measurements.csv", "side,instrument_version,own,wave", "panel,KO-4.1,2;3;9;1,baseline", "own", "number"),
    ("figures.csv", "name,roles,village,identified_by", "Bu Tin,queen,33.21.12.2010,other", "roles", "enum"),
    ("nominations.csv", "question,figure,respondent,rank", "spread_news,fig-x,bu-1,1", "figure", "label_unknown"),
    ("relationship_notes.csv", "figure,stage", "fig-x,bridging", "figure", "label_unknown"),
    ("partners.csv", "name,kind", "Kampus,temple", "kind", "enum"),
    ("supports.csv", "partner,kind", "kampus,contribution", "partner", "label_unknown"),
    ("follow_ups.csv", "worker,kind,due", "bu-1,promise,soon", "due", "date"),
    ("trainings.csv", "subject_agent,module,score", "tono,product,101", "score", "number"),
    ("evaluations.csv", "question,evidence", "Mengapa?,encounter/e-none", "evidence", "label_unknown"),
    ("branch/messages.csv", "code,title,kind,frame,language,body", "m1,A,sermon,right,id,B", "kind", "enum"),
    ("branch/targets.csv", "month,measure,target", "2026-13,cards,4", "month", "date"),
    (
        "branch/segment_populations.csv",
        "village,segment,people,source,year",
        "33.21.12.2010,fisher,many,Profil desa,2025",
        "people",
        "number",
    ),
    ("branch/public_holidays.csv", "date,name,kind", "2026-01-01,Tahun baru,party", "kind", "enum"),
    ("branch/statuses.csv", "registration,status", "tono/r-none,verified", "registration", "label_unknown"),
    (
        "branch/memberships.csv",
        "worker,status,covered_from,covered_to",
        "nobody,active,2026-06-01,2026-06-30",
        "worker",
        "label_unknown",
    ),
    (
        "branch/decisions.csv",
        "evaluation,decision,owner,deadline",
        "tono/ev,A,tono,2026-07-01",
        "evaluation",
        "label_unknown",
    ),
    ("branch/certificates.csv", "training,certificate,valid_to", "tono/t,C-1,2027-01-01", "training", "label_unknown"),
];

#[test]
fn a_bad_cell_refuses_its_row_whichever_file_it_stands_in() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    std::fs::create_dir(folder.path().join("branch")).unwrap();
    for file in ["agents.csv", "registrations.csv"] {
        std::fs::copy(input("small").join(file), folder.path().join(file)).unwrap();
    }
    for (file, header, row, ..) in BAD_ROWS {
        let (captured, at) = match file.starts_with("branch/") {
            true => ("", ""),
            false => ("agent,captured_at,", "tono,2026-05-18T20:00:00+07:00,"),
        };
        std::fs::write(folder.path().join(file), format!("{captured}{header}\n{at}{row}\n")).unwrap();
    }
    let out_folder = out.path().to_owned();
    let options = Options { input: None, out: out_folder, seed: 1, cuts_per_cent: 0, keep_serving: false };
    let outcome = run(&options, folder.path(), &|_| {}).unwrap();
    assert_eq!(outcome.failures, Vec::<String>::new());
    let refused = std::fs::read_to_string(out.path().join("refused.csv")).unwrap();
    let refused: BTreeSet<&str> = refused.lines().skip(1).filter(|line| !line.starts_with("registrations")).collect();
    let expected: Vec<String> =
        BAD_ROWS.iter().map(|(file, _, _, field, rule)| format!("{file},2,{field},{rule}")).collect();
    assert_eq!(refused, expected.iter().map(String::as_str).collect());

    let named: BTreeSet<&str> = BAD_ROWS.iter().map(|(file, ..)| *file).collect();
    let has_form = |file: &InputFile| matches!(file, InputFile::Records(_) | InputFile::Office(_));
    let every: BTreeSet<&str> = InputFile::all().filter(has_form).map(InputFile::name).collect();
    assert_eq!(named, every, "a new file needs a row here");
}

/// A registration that comes back, and is handed in again between two office days.
const COMES_BACK: &[(&str, &str)] = &[
    ("agents.csv", "agent,name,role,villages\ntono,Tono Wiryawan,perisai_agent,33.21.12.2010\n"),
    ("known_workers.csv", "worker,name,village\nk1,Sri Lestari,33.21.12.2010\n"),
    (
        "registrations.csv",
        "agent,captured_at,registration,worker,name,nik,birth_date,sex,village,occupation,declared_income,programmes,\
         period_months,start_month,consent_method\n\
         tono,2026-05-18T08:10:00+07:00,r1,pak-1,Suwarno,3321120503819101,1981-03-05,male,33.21.12.2010,fisher,1500000,\
         JKK_JKM,3,2026-06,signature\n",
    ),
    (
        "edits.csv",
        "agent,captured_at,worker,registration,field,value\n\
         tono,2026-05-20T09:00:00+07:00,,r1,status,submitted\n\
         tono,2026-05-21T17:00:00+07:00,k1,r1,period_months,6\n\
         tono,2026-05-22T10:00:00+07:00,,r1,period_months,6\n\
         tono,2026-05-22T10:01:00+07:00,pak-1,r1,status,verified\n\
         tono,2026-05-22T10:02:00+07:00,pak-1,r1,status,submitted\n\
         tono,2026-05-22T10:03:00+07:00,,r1,period_months,12\n\
         tono,2026-05-22T10:04:00+07:00,,r2,period_months,12\n",
    ),
    (
        "branch/statuses.csv",
        "registration,status,cause,at\n\
         tono/r1,needs_correction,documents,2026-05-21T15:00:00+07:00\n\
         tono/r1,verified,,2026-05-28T15:00:00+07:00\n\
         tono/r1,verified,,next Thursday\n\
         tono/r1,awaiting_payment,,\n",
    ),
];

#[test]
fn what_comes_back_on_an_office_day_is_edited_and_handed_in_before_the_next() {
    for cuts_per_cent in [0, 90] {
        let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        std::fs::create_dir(folder.path().join("branch")).unwrap();
        for (file, text) in COMES_BACK {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let out_folder = out.path().to_owned();
        let options = Options { input: None, out: out_folder, seed: 1, cuts_per_cent, keep_serving: false };
        let outcome = run(&options, folder.path(), &|_| {}).unwrap();
        assert_eq!(outcome.failures, Vec::<String>::new());
        // Two office days and the evening sync everybody twice each.
        assert!(outcome.day["exchanges"].as_u64() >= Some(6), "{}", outcome.day["exchanges"]);

        let refused = std::fs::read_to_string(out.path().join("refused.csv")).unwrap();
        let refused: Vec<&str> = refused.lines().skip(1).collect();
        let expected = [
            "edits.csv,2,status,lifecycle",
            "edits.csv,3,worker,subject",
            "edits.csv,5,status,lifecycle",
            "edits.csv,7,status,lifecycle",
            "edits.csv,8,registration,label_unknown",
            "branch/statuses.csv,4,at,date",
        ];
        assert_eq!(refused, expected);

        let office = Office::at(&out.path().join("branch")).unwrap();
        let exported = office.run(&["export", "registration", "--format", "jsonl"]).unwrap();
        let registration: Value = serde_json::from_str(exported.trim()).unwrap();
        assert_eq!(registration["period_months"], 6);
        let moves: Vec<_> = registration["moves"].as_array().unwrap().iter().map(status_and_hour).collect();
        let expected = [
            "submitted 2026-05-18T08",
            "needs_correction 2026-05-21T15",
            "submitted 2026-05-22T10",
            "verified 2026-05-28T15",
            "awaiting_payment 2026-05-28T16",
        ];
        assert_eq!(moves, expected);
    }
}

/// A status and the hour in which a registration came into it, where it is seven hours later than in Greenwich.
fn status_and_hour(step: &Value) -> String {
    let at = format_instant(step["at"].as_i64().unwrap(), 420).unwrap();
    format!("{} {}", step["status"].as_str().unwrap(), &at[..13])
}

#[test]
fn an_input_that_cannot_be_read_writes_nothing() {
    let (folder, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for file in ["agents.csv", "registrations.csv"] {
        std::fs::copy(input("small").join(file), folder.path().join(file)).unwrap();
    }
    std::fs::write(folder.path().join("agents.csv"), "agent,nickname\na,b\n").unwrap();
    let place = out.path().join("day");
    let options = Options { input: None, out: place.clone(), seed: 1, cuts_per_cent: 0, keep_serving: false };
    let error = run(&options, folder.path(), &|_| {}).unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    assert!(error.to_string().contains("nickname"), "{error}");
    assert!(!place.exists());
}
