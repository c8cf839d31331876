//! Spreadsheets that are none: one line that names the file, the line and what is wrong, and nothing written; or a row
//! that is refused by its rule.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use perisai_tests::field_day::office::{Office, OfficeError};
use perisai_tests::field_day::{Input, InputFile};
use proptest::prelude::*;
use tempfile::TempDir;

use super::bent::{damaged, damages, runner};

const CASES: u32 = 3_000;
const AGENTS: &str = "agent,name,role,villages\nsiti,Siti,perisai_agent,33.74.05.1007\n";
const REGISTRATIONS: &str = "agent,captured_at,worker,name,nik,birth_date,sex,village,occupation,declared_income,programmes,\
                             period_months,start_month,consent_method\n\
                             siti,2026-06-09T10:00:00+07:00,w1,Orang Satu,3374050501909371,1990-01-05,male,33.74.05.1007,\
                             nelayan,1500000,JKK_JKM,1,2026-07,thumb\n\
                             siti,2026-06-09T10:01:00+07:00,w2,\"Orang, Dua\",3374050601909372,1990-01-06,male,33.74.05.1007,\
                             nelayan,1500000,JKK_JKM,1,2026-07,thumb\n";

/// Rubbish in the place of registrations, each with what the error must say beside the file's name.
fn rubbish() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let with = |bytes: &[u8]| [REGISTRATIONS.as_bytes(), bytes].concat();
    let header = REGISTRATIONS.split_once('\n').unwrap().0;
    vec![
        ("a NUL byte", with(b"siti,\0"), "line 4"),
        ("no UTF-8", with(b"siti,\xff\xfe"), "line 4"),
        ("UTF-16", REGISTRATIONS.encode_utf16().flat_map(u16::to_le_bytes).collect(), "NUL byte"),
        ("an open quotation mark", with(b"siti,2026-06-09T10:00:00+07:00,w3,\"Orang\nsiti,,\n"), "line 4"),
        ("a short row", with(b"siti,w3\n"), "line 4"),
        ("a long row", with(b",,,,,,,,,,,,,,,,,,x\n"), "line 4"),
        ("a column twice", format!("{header},nik\n").into_bytes(), "nik stands twice"),
        ("an unknown column", format!("{header},religion\n").into_bytes(), "religion"),
        ("no header", b"siti,2026-06-09T10:00:00+07:00,w1\n".to_vec(), "header"),
        ("nothing", Vec::new(), "header"),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), "NUL byte"),
        ("a workbook", b"PK\x03\x04\x14\x00\x06\x00".to_vec(), "line 1"),
    ]
}

fn input(folder: &TempDir, registrations: &[u8]) {
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/agents.csv"), AGENTS).unwrap();
    fs::write(folder.path().join("in/registrations.csv"), registrations).unwrap();
}

#[test]
fn a_file_that_is_no_spreadsheet_ends_the_field_day_with_one_line_and_exit_code_2_before_anything_is_written() {
    for (name, bytes, said) in rubbish() {
        let folder = TempDir::new().unwrap();
        input(&folder, &bytes);
        let out = folder.path().join("out");
        let mut command = Command::new(env!("CARGO_BIN_EXE_field-day"));
        let output = command.arg("--input").arg(folder.path().join("in")).arg("--out").arg(&out).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {text}");
        assert!(
            text.lines().count() == 1 && text.contains("registrations.csv") && text.contains(said),
            "{name}: {text}"
        );
        assert!(!out.exists(), "{name}: something was written");
    }
}

#[test]
fn spreadsheets_of_every_make_are_read_alike() {
    let read = |text: &str| {
        let files =
            [(InputFile::Agents, AGENTS.as_bytes().to_vec()), (InputFile::Registrations, text.as_bytes().to_vec())];
        let input = Input::from_files(&BTreeMap::from(files)).unwrap();
        let cells =
            |row: &perisai_tests::field_day::Row| row.cells().map(|(c, v)| (c, v.to_owned())).collect::<Vec<_>>();
        input.captures.iter().map(|capture| cells(&capture.row)).collect::<Vec<_>>()
    };
    let plain = read(REGISTRATIONS);
    assert_eq!(plain.len(), 2);
    for other in [
        format!("\u{feff}{REGISTRATIONS}"),
        REGISTRATIONS.replace('\n', "\r\n"),
        REGISTRATIONS.replace('\n', "\r"),
        format!("{REGISTRATIONS}\n\n,,,,,,,,,,,,,\n"),
        REGISTRATIONS.trim_end().to_owned(),
    ] {
        assert_eq!(read(&other), plain);
    }
}

#[test]
fn a_cell_of_ten_megabytes_refuses_its_row_and_the_others_go_on() {
    let long = "a".repeat(10 * 1024 * 1024);
    let text = REGISTRATIONS.replace("Orang Satu", &long);
    let files = BTreeMap::from([
        (InputFile::Agents, AGENTS.as_bytes().to_vec()),
        (InputFile::Registrations, text.into_bytes()),
    ]);
    let input = Input::from_files(&files).unwrap();
    let refused: Vec<_> =
        input.refused.iter().map(|row| (row.line, row.field.as_str(), row.rule.to_string())).collect();
    assert_eq!((refused, input.captures.len()), (vec![(2, "name", "text_length".to_owned())], 1));
}

#[test]
fn whatever_becomes_of_a_file_every_row_is_read_or_refused_or_one_line_says_why_not() {
    let mut runner = runner(CASES);
    let counts = std::cell::Cell::new([0_u32; 2]);
    let outcome = runner.run(&(damages(), any::<bool>()), |(damages, in_agents)| {
        let (file, text) =
            if in_agents { (InputFile::Agents, AGENTS) } else { (InputFile::Registrations, REGISTRATIONS) };
        let mut files = BTreeMap::from([
            (InputFile::Agents, AGENTS.as_bytes().to_vec()),
            (InputFile::Registrations, REGISTRATIONS.as_bytes().to_vec()),
        ]);
        files.insert(file, damaged(text.as_bytes().to_vec(), &damages));
        let read = Input::from_files(&files);
        let mut now = counts.get();
        now[usize::from(read.is_ok())] += 1;
        counts.set(now);
        match read {
            Ok(input) => {
                let refused = input.refused.iter().map(|row| (row.file, row.line));
                let read = input.agents.iter().chain(input.captures.iter().map(|capture| &capture.row));
                let mut lines: Vec<_> = read.map(|row| (row.file, row.line)).chain(refused).collect();
                let rows = lines.len();
                lines.sort();
                lines.dedup();
                prop_assert_eq!(lines.len(), rows, "a row stands in two lists");
            }
            Err(error) => {
                let said = error.to_string();
                prop_assert!(said.contains(file.name()) && said.lines().count() == 1, "{said}");
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let [unreadable, read] = counts.get();
    eprintln!("spreadsheets: {unreadable} unreadable, {read} read");
    assert!(unreadable > CASES / 20 && read > CASES / 20, "{unreadable} {read}");
}

#[test]
fn the_branch_takes_no_workers_from_a_file_that_is_no_spreadsheet() {
    let folder = TempDir::new().unwrap();
    let office = Office::at(&folder.path().join("branch")).unwrap();
    office.run(&["init"]).unwrap();
    let header = "worker,name,nik,birth_date,sex,phone,village,occupation";
    let good = "w1,Orang Satu,3374050501909371,1990-01-05,male,,33.74.05.1001,fisher";
    let with = |last: &[u8]| [format!("{header}\n{good}\n").as_bytes(), last].concat();
    let long = format!("w2,{},,,,,33.74.05.1001,\n", "a".repeat(10 * 1024 * 1024));
    for (name, bytes, said) in [
        ("a NUL byte", with(b"w2,\0"), "line 3"),
        ("no UTF-8", with(b"w2,\xff"), "line 3"),
        ("an open quotation mark", with(b"w2,\"Orang,,,,,33.74.05.1001,\n"), "line 3"),
        ("a short row", with(b"w2,Orang\n"), "line 3"),
        ("a long row", with(b"w2,Orang,,,,,33.74.05.1001,,,\n"), "line 3"),
        ("a cell of ten megabytes", with(long.as_bytes()), "name: text_length"),
        ("a column twice", format!("{header},nik\n").into_bytes(), "nik twice"),
        ("an unknown column", format!("{header},religion\n").into_bytes(), "religion"),
        ("no header", format!("{good}\n").into_bytes(), "header"),
        ("nothing", Vec::new(), "header"),
    ] {
        let file = folder.path().join("workers.csv");
        fs::write(&file, bytes).unwrap();
        let refused = office.act(&["import-workers", &file.display().to_string()]).unwrap_err();
        let OfficeError::Refused { said: text, .. } = refused else { panic!("{refused}") };
        assert!(text.lines().count() == 1 && text.contains("workers.csv") && text.contains(said), "{name}: {text}");
        assert_eq!(
            office.run(&["export", "worker", "--format", "jsonl"]).unwrap(),
            "",
            "{name}: something was written"
        );
    }
}
