//! Holds the shipped inputs against the core's own rules: what the script says must come of it, they say too.

use perisai_core::domain::likeness::{Likeable, likeness};
use perisai_core::domain::occupations::Occupations;
use perisai_core::domain::words::{EconomicClass, Payer, Programmes, Sex};
use perisai_core::domain::{Applicant, CivilDate, Nik, NikWarning, Phone, QuoteRequest, Regions, Rupiah, TariffBook};
use perisai_core::domain::{VillageCode, eligibility, name, quote};
use serde_json::Value as Json;

use super::*;

/// Minutes that the clocks of Kota Semarang and Demak are ahead of UTC.
const WIB_MINUTES: i32 = 420;

fn default_day() -> (Input, Json) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day");
    let planted = std::fs::read(folder.join("planted.json")).unwrap();
    (Input::read(&folder.join("default")).unwrap(), serde_json::from_slice(&planted).unwrap())
}

/// File and line of every row that must be refused, with the rule.
fn planted_refusals(planted: &Json) -> BTreeMap<(String, u64), String> {
    let rows = planted["refused"].as_array().unwrap().iter();
    rows.map(|row| {
        let place = (text(&row["file"]).to_owned(), row["line"].as_u64().unwrap());
        (place, text(&row["rule"]).to_owned())
    })
    .collect()
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap()
}

fn registrations(input: &Input) -> impl Iterator<Item = &Capture> {
    input.captures.iter().filter(|capture| capture.kind == CaptureKind::Registration)
}

fn parsed<T: std::str::FromStr>(row: &Row, column: &str) -> Option<T> {
    row.get(column).map(|cell| cell.parse().unwrap_or_else(|_| panic!("{row:?}: {column}")))
}

#[test]
fn the_default_day_reads_as_it_was_invented() {
    let (input, planted) = default_day();
    assert!(input.agents.len() >= 6);
    assert_eq!(input.captures.len() + input.refused.len(), planted["rows"]);
    assert!(input.captures.len() >= 600);
    let refusals = planted_refusals(&planted);
    for Refusal { file, line, rule, .. } in &input.refused {
        assert_eq!(refusals[&(file.name().to_owned(), *line)], rule.code());
    }
    assert_eq!(input.refused.len(), 2, "an unknown agent and an unreadable instant");

    // Lines as the script counted them, through a cell that runs over two.
    let labels: BTreeMap<_, _> =
        input.captures.iter().map(|capture| ((capture.row.file, capture.row.line), capture)).collect();
    let registrations = planted["registrations"].as_array().unwrap();
    assert!(registrations.len() > 100);
    for planted in registrations {
        let capture = labels[&(InputFile::Registrations, planted["line"].as_u64().unwrap())];
        let label = capture.row.get("worker").unwrap();
        let worker = planted["worker"].as_str().unwrap();
        assert!(worker == label || worker == format!("{}/{label}", capture.agent), "{worker}");
    }
}

/// The first rule that a registration breaks, as far as one row shows it.
fn breach(capture: &Capture) -> Option<Rule> {
    let row = &capture.row;
    let cell = |column| row.get(column).ok_or(Rule::Required);
    let judge = || -> Result<(), Rule> {
        cell("name")?;
        let nik = Nik::parse(cell("nik")?)?;
        let birth_date: CivilDate = cell("birth_date")?.parse()?;
        let sex: Sex = cell("sex")?.parse()?;
        row.get("phone").map(Phone::parse).transpose()?;
        let village: VillageCode = cell("village")?.parse()?;
        Regions::shipped().village_name(village).ok_or(Rule::VillageUnknown)?;
        row.get("payer").map(str::parse::<Payer>).transpose()?;
        let applicant = Applicant {
            birth_date,
            capture_date: CivilDate::of_instant(capture.captured_at_ms, WIB_MINUTES).unwrap(),
            start_month: cell("start_month")?.parse()?,
            period_months: cell("period_months")?.parse().unwrap(),
            programmes: cell("programmes")?.parse()?,
            economic_class: row.get("economic_class").map_or(Ok(EconomicClass::SelfEmployed), str::parse)?,
        };
        if let Some(breach) = eligibility::eligibility(TariffBook::shipped(), &applicant).first() {
            return Err(breach.rule);
        }
        row.get("consent_method").ok_or(Rule::ConsentMissing)?;
        let warnings = nik.warnings(Regions::shipped(), Some(birth_date), Some(sex));
        if !warnings.is_empty() && row.get("acknowledge").is_none() {
            return Err(Rule::WarningUnacknowledged);
        }
        Ok(())
    };
    judge().err()
}

#[test]
fn every_registration_breaks_the_planted_rule_and_no_other() {
    let (input, planted) = default_day();
    let refusals = planted_refusals(&planted);
    for capture in registrations(&input) {
        let planted = refusals.get(&("registrations.csv".to_owned(), capture.row.line)).map(String::as_str);
        // What its event is called is known to no single row.
        let found = match capture.row.get("event") {
            Some("forum-hantu") => Some("label_unknown"),
            _ => breach(capture).map(Rule::code),
        };
        assert_eq!(found, planted, "{:?}", capture.row);
    }
}

#[test]
fn the_small_input_has_one_registration_to_refuse() {
    let input = Input::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day/small")).unwrap();
    let breaches: Vec<_> =
        registrations(&input).filter_map(|capture| breach(capture).map(|rule| (capture.row.line, rule))).collect();
    assert_eq!(breaches, [(4, Rule::NikLength)]);
}

#[test]
fn every_kind_of_warning_is_acknowledged_somewhere() {
    let (input, _) = default_day();
    let acknowledged: BTreeSet<NikWarning> = registrations(&input)
        .filter(|capture| capture.row.get("acknowledge").is_some())
        .flat_map(|capture| {
            let nik: Nik = parsed(&capture.row, "nik").unwrap();
            nik.warnings(Regions::shipped(), parsed(&capture.row, "birth_date"), parsed(&capture.row, "sex"))
        })
        .collect();
    assert_eq!(acknowledged, NikWarning::ALL.iter().copied().collect());
}

#[test]
fn every_village_of_the_script_is_called_as_the_area_list_calls_it() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("field-day/people.py");
    let script = std::fs::read_to_string(script).unwrap();
    let constants = script.lines().filter_map(|line| line.split_once(" = \"33."));
    let mut count = 0;
    for (constant, rest) in constants {
        let code: VillageCode = format!("33.{}", rest.split('"').next().unwrap()).parse().unwrap();
        let name = Regions::shipped().village_name(code).unwrap_or_else(|| panic!("{constant} is no village"));
        assert_eq!(name.to_uppercase().replace(' ', "_"), constant);
        count += 1;
    }
    assert!(count > 10);
}

#[test]
fn every_occupation_is_a_code_of_the_reference_list() {
    let (input, _) = default_day();
    let rows = input.known_workers.iter().chain(input.captures.iter().map(|capture| &capture.row));
    let typed: BTreeSet<_> = rows.filter_map(|row| row.get("occupation")).collect();
    assert!(typed.len() > 4);
    for word in typed {
        assert!(Occupations::shipped().all().iter().any(|occupation| occupation.code == word), "{word}");
    }
}

#[test]
fn every_accepted_registration_is_quoted_the_total_of_the_script() {
    let (input, planted) = default_day();
    let by_line: BTreeMap<_, _> = registrations(&input).map(|capture| (capture.row.line, capture)).collect();
    for expected in planted["registrations"].as_array().unwrap() {
        let capture = by_line[&expected["line"].as_u64().unwrap()];
        let row = &capture.row;
        let by_occupation = Occupations::shipped().discount_sector(row.get("occupation").unwrap());
        let request = QuoteRequest {
            programmes: parsed::<Programmes>(row, "programmes").unwrap(),
            start_month: parsed(row, "start_month").unwrap(),
            period_months: parsed(row, "period_months").unwrap(),
            declared_income: parsed::<Rupiah>(row, "declared_income").unwrap(),
            discount_sector: parsed(row, "discount_sector").unwrap_or(by_occupation),
            payer: parsed(row, "payer").unwrap_or(Payer::Worker),
            payment_date: CivilDate::of_instant(capture.captured_at_ms, WIB_MINUTES).unwrap(),
        };
        let quote = quote::quote(TariffBook::shipped(), &request).unwrap();
        assert_eq!(quote.total.to_string(), expected["total"].to_string(), "{row:?}");
    }
}

/// What is known of a worker after one more row.
fn told(mut known: Likeable, row: &Row) -> Likeable {
    known.name_key = name::duplicate_key(row.get("name").unwrap());
    known.village = parsed(row, "village");
    known.phone = parsed(row, "phone").or(known.phone);
    known.birth_date = parsed(row, "birth_date").or(known.birth_date);
    known.nik = if row.file == InputFile::Workers { known.nik } else { parsed(row, "nik").or(known.nik) };
    known
}

#[test]
fn the_names_and_numbers_of_the_day_resemble_each_other_where_planted_and_nowhere_else() {
    let (input, planted) = default_day();
    let refusals = planted_refusals(&planted);
    let mut people: BTreeMap<String, Likeable> = BTreeMap::new();
    for row in &input.known_workers {
        people.insert(row.get("worker").unwrap().to_owned(), told(Likeable::default(), row));
    }
    for Capture { agent, row, kind, .. } in &input.captures {
        if refusals.contains_key(&(row.file.name().to_owned(), row.line)) {
            continue;
        }
        let Some(label) = row.get("worker") else { continue };
        let label = if people.contains_key(label) { label.to_owned() } else { format!("{agent}/{label}") };
        let known = people.entry(label).or_default();
        match kind {
            CaptureKind::Worker | CaptureKind::Registration => *known = told(known.clone(), row),
            CaptureKind::Edit if row.get("field") == Some("nik") => known.nik = parsed(row, "value"),
            CaptureKind::Edit
            | CaptureKind::Encounter
            | CaptureKind::Attendance
            | CaptureKind::Event
            | CaptureKind::Record(_) => {}
        }
    }
    let people: Vec<_> = people.iter().collect();
    let mut found = Vec::new();
    for (index, (label, one)) in people.iter().enumerate() {
        for (other_label, other) in &people[index + 1..] {
            let mut reasons: Vec<_> = likeness(one, other).reasons.iter().map(|reason| reason.as_str()).collect();
            reasons.sort_unstable();
            if !reasons.is_empty() {
                found.push(serde_json::json!({ "workers": [label, other_label], "reasons": reasons }));
            }
        }
    }
    assert_eq!(Json::Array(found), planted["duplicates"]);
}
