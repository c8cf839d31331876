//! The person in a field day, run as a process of its own: captured, refused, edited, synced over a wire that cuts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use perisai_tests::field_day::office::Office;
use tempfile::TempDir;

use super::watch::{NAME, NIK, sightings, sightings_below};

const AGENTS: &str = "agent,name,role,villages\nsiti,Siti,perisai_agent,33.74.05.1007\n\
                      bagus,Bagus,perisai_agent,33.74.05.1007\n";
const COLUMNS: &str = "agent,captured_at,worker,name,nik,birth_date,sex,phone,village,occupation,declared_income,\
                       programmes,period_months,start_month,consent_method,cash";

/// A row about the person; `cells` are those from the programmes on.
fn row(agent: &str, minute: u32, nik: &str, sex: &str, cells: &str) -> String {
    format!(
        "{agent},2026-06-09T10:{minute:02}:00+07:00,w1,{NAME},{nik},1990-01-05,{sex},0812-9753-1864,33.74.05.1007,\
         nelayan,1500000,{cells}\n"
    )
}

struct Place(TempDir);

impl Place {
    fn with(registrations: &str, edits: &str) -> Place {
        let place = Place(TempDir::new().unwrap());
        for folder in ["input", "temporary"] {
            fs::create_dir(place.path(folder)).unwrap();
        }
        fs::write(place.path("input/agents.csv"), AGENTS).unwrap();
        fs::write(place.path("input/registrations.csv"), registrations).unwrap();
        fs::write(place.path("input/edits.csv"), edits).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_field-day"));
        command.arg("--input").arg(self.path("input")).arg("--out").arg(self.path("out")).args(["--cuts", "60"]);
        command.env("TMPDIR", self.path("temporary")).env("RUST_BACKTRACE", "1").output().unwrap()
    }

    /// What the process said, and what it left beside what it is there to leave.
    fn leaks(&self, said: &Output) -> Vec<String> {
        let mut seen = sightings(&said.stdout);
        seen.extend(sightings(&said.stderr));
        seen.extend(sightings_below(&self.path("temporary")));
        let out = self.path("out");
        if out.exists() {
            for part in ["day.json", "refused.csv"] {
                seen.extend(sightings(&fs::read(out.join(part)).unwrap()));
            }
            seen.extend(sightings_below(&out.join("devices")));
        }
        seen
    }
}

fn exported(branch: &Path) -> String {
    Office::at(branch).unwrap().run(&["export", "worker", "--format", "csv"]).unwrap()
}

#[test]
fn a_day_with_the_person_in_it_leaves_nothing_of_them_where_it_does_not_belong() {
    let good = "JKK_JKM,1,2026-07,thumb,16800";
    let rows = [
        format!("{COLUMNS}\n"),
        row("siti", 1, NIK, "male", good),
        row("bagus", 2, NIK, "male", good),
        row("siti", 3, &NIK[1..], "male", good),
        row("siti", 4, NIK, "female", good),
        row("bagus", 5, NIK, "male", "JKK_JKM,1,2026-07,,"),
        row("bagus", 6, NIK, "male", "JKK,1,2026-07,thumb,"),
        row("bagus", 7, NIK, NAME, good),
    ];
    let edits = format!(
        "agent,captured_at,worker,field,value\nsiti,2026-06-09T11:00:00+07:00,w1,phone,{NIK}\n\
         siti,2026-06-09T11:01:00+07:00,w1,{NAME},x\nbagus,2026-06-09T11:02:00+07:00,w1,name,{NAME} Kedua\n\
         bagus,2026-06-09T11:03:00+07:00,{NAME},name,x\n"
    );
    let place = Place::with(&rows.concat(), &edits);
    let said = place.run();
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&said.stdout));

    let refused = fs::read_to_string(place.path("out/refused.csv")).unwrap();
    assert!(refused.lines().count() > 6, "{refused}");
    let exported = exported(&place.path("out/branch"));
    assert!(exported.matches(NIK).count() == 2, "the person has gone all the way, twice");
    assert_eq!(place.leaks(&said), Vec::<String>::new());
}

#[test]
fn an_input_that_cannot_be_read_is_refused_without_a_word_about_the_person() {
    let good = row("siti", 1, NIK, "male", "JKK_JKM,1,2026-07,thumb,");
    let without_header = good.clone();
    let open_quote = format!("{COLUMNS}\n{good}siti,2026-06-09T10:00:00+07:00,w2,\"{NAME}\n");
    let ragged = format!("{COLUMNS}\n{NAME},{NIK}\n");
    for registrations in [without_header, open_quote, ragged] {
        let place = Place::with(&registrations, "agent,captured_at,worker,field,value\n");
        let said = place.run();
        assert_eq!(said.status.code(), Some(2), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(place.leaks(&said), Vec::<String>::new());
        assert!(!place.path("out").exists(), "something was written");
    }
}
