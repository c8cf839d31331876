//! The field day as a newcomer runs it: the shipped inputs, and what must come of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
