//! All sixteen reports over a branch's ledger, against reading the same rows.

use std::path::Path;
use std::sync::Arc;

use perisai_branch::Branch;
use perisai_branch::ledger;
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_core::domain::kinds::{Encounter, Measurement, Membership, Nomination, Objection, Registration, Worker};
use perisai_core::domain::quote::{QuoteRequest, quote};
use perisai_core::domain::tariff::TariffBook;
use perisai_core::domain::words::{DiscountSector, Payer, Programmes, Segment};
use perisai_core::domain::{CivilDate, Document, Record, RecordId, Registry, Rupiah, Value};
use perisai_core::insight::{Filter, ReportName};
use perisai_core::sync::wire::Revision;
use serde_json::json;

use super::pairs::{self, Pair};
use super::people::{Person, VILLAGES};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError, raw};
use crate::hand::{HandClock, SeededIds};

/// 1 June 2026, 08:00 in Semarang.
const MORNING_MS: i64 = 1_780_275_600_000;
const DAY_MS: i64 = 86_400_000;
/// The day for which the reports are computed: late enough that months of grace have closed.
const AS_OF: (i32, u32, u32) = (2027, 6, 30);
/// Conversations per worker.
const TALKS: usize = 3;
/// A file's records go in so many at once.
const RECORDS_AT_ONCE: usize = 5_000;
/// What all sixteen may take, milliseconds.
const ALL_MS: f64 = 2_000.0;
/// How many times as long as reading the rows they may take: reading them as typed records is most of it.
const RATIO: f64 = 6.0;

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let workers = bench.size().of(40, 20_000);
    let file = bench.folder("reports")?.join("branch.db");
    let records = author(workers);
    let ledger = Arc::new(SqliteLedger::open(&file, Registry::standard(), Durability::None)?);
    for some in records.chunks(RECORDS_AT_ONCE) {
        ledger::write(ledger.as_ref(), |tx| {
            let registry = Registry::standard();
            some.iter().try_for_each(|record| {
                let kind = registry.kind(&record.kind).expect("a kind of the registry");
                tx.put_record(kind, record)
            })
        })?;
    }
    let (clock, ids) = (Arc::new(HandClock::at(MORNING_MS)), Arc::new(SeededIds::new(1, "reports")));
    let branch = Branch::open(ledger, clock, ids, Registry::standard());
    branch.init("Semarang Majapahit", &"admin".parse().expect("a badge"))?;

    let (medians, probe) = pairs::take(bench.size(), &mut bench.probe, |_| {
        let (lines, ours) = pairs::timed(|| all_sixteen(&branch))?;
        if lines == 0 {
            return Err(BenchError::NotAsPlanned("reports without a line"));
        }
        let (rows, raw) = pairs::timed(|| read_raw(&file))?;
        if rows < records.len() {
            return Err(BenchError::NotAsPlanned("rows that were not read"));
        }
        Ok([Pair { ours, raw }])
    })?;
    let [medians] = medians;
    let (seconds, raw_seconds) = (medians.ours / 1e6, medians.raw / 1e6);
    let talks = workers * TALKS;
    Ok(vec![
        Row {
            name: "reports_all".to_owned(),
            measure: format!("all sixteen reports, {workers} workers and {talks} encounters"),
            against: "two seconds on one core",
            goal: Goal::AtMost(ALL_MS),
            figure: medians.ours / 1e3,
            unit: MeasureUnit::Ms,
            detail: format!("{} records, read once from the ledger; {seconds:.2} s in all", records.len()),
            probe: Some(probe),
        },
        Row {
            name: "reports_reading".to_owned(),
            measure: "all sixteen reports, rows read from the ledger included".to_owned(),
            against: "a raw connection to the same file that reads every cell of the same rows",
            goal: Goal::AtMost(RATIO),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{seconds:.2} s, raw {raw_seconds:.3} s, {} records", records.len()),
            probe: Some(probe),
        },
    ])
}

/// Answers how many lines the reports have.
fn all_sixteen(branch: &Branch) -> Result<usize, BenchError> {
    let as_of = CivilDate::new(AS_OF.0, AS_OF.1, AS_OF.2);
    let (reports, _) = branch.reports(ReportName::ALL, &Filter::default(), as_of)?;
    Ok(reports.iter().map(|report| report.lines.len()).sum())
}

fn read_raw(file: &Path) -> Result<usize, BenchError> {
    let connection = raw::connect(file, None)?;
    let kinds = Registry::standard();
    kinds.kinds().iter().map(|kind| raw::read(&connection, &format!("SELECT * FROM \"{}\"", kind.name))).sum()
}

/// Workers, three conversations with each, and of some of them cards, objections, names, registrations and payments.
fn author(workers: usize) -> Vec<Revision> {
    let mut records = Vec::new();
    let quote = serde_json::to_value(quote_of_one_month()).expect("a quote is JSON");
    for number in 0..workers {
        let begun = MORNING_MS + i64::try_from(number % 150).expect("days") * DAY_MS;
        let mut put = |kind: &'static str, days: i64, body: serde_json::Value| -> RecordId {
            let at = u16::try_from(records.len() % 60_000).expect("below 60,000");
            let record = RecordId::created(begun + days * DAY_MS, (records.len() / 60_000) as u64, at);
            records.push(revision(kind, record, begun + days * DAY_MS, fields(body)));
            record
        };
        let mut person = Person::of(number as u64, number % VILLAGES.len()).known();
        let segment = Segment::ALL[number % Segment::ALL.len()];
        person.insert("segments".to_owned(), Value::List(vec![segment.as_str().into()]));
        person.extend(fields(json!({"reached_before": number % 5 == 0, "do_not_contact": false})));
        let worker = put(Worker::KIND.name, 0, serde_json::to_value(&person).expect("a document is JSON")).to_string();
        for talk in 0..TALKS {
            let days = i64::try_from(talk * 20).expect("days");
            let talked = json!({
                "worker": worker, "channel": "face_to_face", "direction": "outgoing", "teach_back": 1 + (number + talk) % 3,
                "intent": 1 + number % 5, "intent_day": "2026-12-01",
            });
            let encounter = put(Encounter::KIND.name, days, talked).to_string();
            if talk != 1 && number % 2 == 0 {
                let taps = [1, 3, 7, 11].map(|step| 1 + (number * step + talk) % 5);
                let card = json!({
                    "side": "worker", "worker": worker, "encounter": encounter, "instrument_version": "KO-4.1",
                    "own": taps, "perceived": taps, "guess": taps, "wave": "baseline", "seconds": 30 + number % 60,
                });
                put(Measurement::KIND.name, days, card);
                let objected = json!({
                    "worker": worker, "encounter": encounter, "code": "cost", "argument": "effort", "outcome": "softened",
                });
                put(Objection::KIND.name, days, objected);
            }
        }
        if number % 4 == 0 {
            let figure = RecordId::created(0, 0, u16::try_from(number % 40).expect("a few figures")).to_string();
            let named = json!({"question": "asks_advice", "figure": figure, "respondent": worker, "rank": 1,
                "village": VILLAGES[number % VILLAGES.len()]});
            put(Nomination::KIND.name, 1, named);
        }
        if number % 3 == 0 {
            let registered = json!({
                "worker": worker, "programmes": Programmes::JkkJkm.as_str(), "period_months": 1, "start_month": "2026-07",
                "declared_income": 1_000_000, "quote": quote, "payer": "self", "status": "submitted",
                "moves": [{"status": "submitted", "at": begun}],
            });
            put(Registration::KIND.name, 2, registered);
            let months: Vec<_> =
                (0..1 + number % 6).map(|m| json!({"month": format!("2026-{:02}", 7 + m), "payer": "self"})).collect();
            let member = json!({
                "worker": worker, "status": "active", "covered_from": "2026-07-01", "covered_to": "2026-12-31",
                "months_paid": months, "autodebit": false,
            });
            put(Membership::KIND.name, 30, member);
        }
    }
    records
}

fn quote_of_one_month() -> perisai_core::domain::quote::Quote {
    let request = QuoteRequest {
        programmes: Programmes::JkkJkm,
        start_month: "2026-07".parse().expect("a month"),
        period_months: 1,
        declared_income: Rupiah(1_000_000),
        discount_sector: DiscountSector::NonTransport,
        payer: Payer::Worker,
        payment_date: "2026-06-03".parse().expect("a day"),
    };
    quote(TariffBook::shipped(), &request).expect("a tariff holds on that day")
}

fn fields(body: serde_json::Value) -> Document {
    serde_json::from_value(body).expect("no decimals stand in it")
}

fn revision(kind: &str, record: RecordId, created_ms: i64, fields: Document) -> Revision {
    let author = "agent-1".parse().expect("a badge");
    let writers = perisai_core::domain::Writers::default();
    Revision { kind: kind.to_owned(), record, revision: 1, author, created_ms, writers, fields }
}
