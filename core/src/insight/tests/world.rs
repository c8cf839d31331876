//! A small outreach in memory: a few words make a record, so that what a test rests on fits on the screen.

use std::convert::Infallible;

use crate::domain::kinds::{
    Agent, Consent, Encounter, Event, Figure, FollowUp, Measurement, Membership, Message, Nomination, Objection,
    Reference, Registration, Target, Worker,
};
use crate::domain::quote::{QuoteRequest, quote};
use crate::domain::record::KindSpec;
use crate::domain::reference::ReferenceList;
use crate::domain::tariff::TariffBook;
use crate::domain::words::{DiscountSector, Payer, Programmes};
use crate::domain::{CivilDate, Document, Month, Record, RecordId, Rupiah, Value, Zone};
use crate::insight::{Facts, Filter, Line, Measure, Raw, Report, ReportName, Source, report};

/// Two villages of Semarang (WIB) and one of Denpasar (WITA).
pub(super) const SEMARANG: &str = "3374051001";
pub(super) const GENUK: &str = "3374051002";
pub(super) const DENPASAR: &str = "5171011001";
/// The card that ships, and one before it.
pub(super) const CARD: &str = "KO-4.1";
pub(super) const OLD_CARD: &str = "KO-4.0";

/// Records as a store or a ledger would have them.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) raws: Vec<(&'static KindSpec, Raw)>,
}

impl Source for World {
    type Error = Infallible;

    fn every<T>(&self, kind: &'static KindSpec, read: impl FnMut(Raw) -> T) -> Result<Vec<T>, Infallible> {
        Ok(self.raws.iter().filter(|(of, _)| of.name == kind.name).map(|(_, raw)| raw.clone()).map(read).collect())
    }
}

/// Noon of a day in Semarang, UTC milliseconds.
pub(super) fn noon(day: &str) -> i64 {
    at(day, 12, 0, Zone::Wib)
}

/// A time of a day in a zone.
pub(super) fn at(day: &str, hour: i64, minute: i64, zone: Zone) -> i64 {
    let day: CivilDate = day.parse().unwrap();
    day.starts_at_ms(zone.utc_offset_minutes()) + (hour * 60 + minute) * 60_000
}

impl World {
    /// Adds a record of cells as they are typed in a table.
    pub(super) fn add<T: Record>(&mut self, author: &str, at_ms: i64, cells: &[(&str, &str)]) -> String {
        let parsed = cells.iter().map(|(field, cell)| {
            let spec = T::KIND.field(field).unwrap_or_else(|| panic!("{} has no field {field}", T::KIND.name));
            let value = spec.parse(cell).unwrap_or_else(|rule| panic!("{field} of {}: {cell}: {rule:?}", T::KIND.name));
            ((*field).to_owned(), value)
        });
        self.put::<T>(author, at_ms, parsed.collect())
    }

    /// Adds a record of these fields.
    pub(super) fn put<T: Record>(&mut self, author: &str, at_ms: i64, document: Document) -> String {
        assert!(T::from_document(&document).is_ok(), "no {}: {:?}", T::KIND.name, T::from_document(&document).err());
        let number = u16::try_from(self.raws.len()).unwrap();
        // In the order in which they are added, as the records of one phone; their salt sets the worlds apart from none.
        let record = T::KIND.derived_id(&document).unwrap_or_else(|| RecordId::created(number.into(), 0, number));
        let raw = Raw { record, author: author.parse().unwrap(), at_ms, document };
        self.raws.push((T::KIND, raw));
        record.to_string()
    }

    /// A worker of a village and of segments (`fisher;farmer`).
    pub(super) fn worker(&mut self, village: &str, segments: &str) -> String {
        let mut cells = vec![("name", "Somebody"), ("village", village), ("reached_before", "false")];
        cells.extend([("do_not_contact", "false")]);
        if !segments.is_empty() {
            cells.push(("segments", segments));
        }
        self.add::<Worker>("A01", noon("2025-01-02"), &cells)
    }

    /// So many workers of a village and a segment.
    pub(super) fn workers(&mut self, count: usize, village: &str, segments: &str) -> Vec<String> {
        (0..count).map(|_| self.worker(village, segments)).collect()
    }

    /// A conversation at noon of a day.
    pub(super) fn talk(&mut self, worker: &str, day: &str, more: &[(&str, &str)]) -> String {
        self.talk_by("A01", worker, noon(day), more)
    }

    pub(super) fn talk_by(&mut self, agent: &str, worker: &str, at_ms: i64, more: &[(&str, &str)]) -> String {
        let mut cells = vec![("worker", worker), ("channel", "face_to_face")];
        if more.iter().all(|(field, _)| *field != "direction") {
            cells.push(("direction", "outgoing"));
        }
        cells.extend(more);
        self.add::<Encounter>(agent, at_ms, &cells)
    }

    /// A worker's card as it was tapped, `-` where there was no answer: own, perceived and guessed.
    pub(super) fn card(&mut self, worker: &str, day: &str, taps: [&str; 3]) -> String {
        self.card_of(CARD, "A01", worker, day, taps, &[])
    }

    pub(super) fn card_of(
        &mut self,
        version: &str,
        agent: &str,
        worker: &str,
        day: &str,
        [own, perceived, guess]: [&str; 3],
        more: &[(&str, &str)],
    ) -> String {
        let mut document: Document = [
            ("side", Value::from("worker")),
            ("worker", worker.into()),
            ("instrument_version", version.into()),
            ("wave", "baseline".into()),
            ("own", answers(own)),
            ("perceived", answers(perceived)),
            ("guess", answers(guess)),
        ]
        .map(|(field, value)| (field.to_owned(), value))
        .into();
        for (field, cell) in more {
            document.insert((*field).to_owned(), Measurement::KIND.field(field).unwrap().parse(cell).unwrap());
        }
        document.retain(|_, value| value != &Value::List(Vec::new()));
        self.put::<Measurement>(agent, noon(day), document)
    }

    /// The branch's own staff, each with a card.
    pub(super) fn panel(&mut self, staff: usize, day: &str, own: &str) {
        for number in 0..staff {
            let document = [
                ("side", Value::from("panel")),
                ("agent", format!("S{number:02}").into()),
                ("instrument_version", CARD.into()),
                ("wave", "baseline".into()),
                ("own", answers(own)),
            ];
            let document = document.map(|(field, value)| (field.to_owned(), value)).into();
            self.put::<Measurement>(&format!("S{number:02}"), noon(day), document);
        }
    }

    /// A registration for so many months from a month on, with its moves (`submitted 2026-01-05`, `rejected 2026-01-07
    /// documents`). Its status is that of the last, `draft` where there is none.
    pub(super) fn registration(&mut self, worker: &str, day: &str, start: &str, months: u32, moves: &[&str]) -> String {
        let request = QuoteRequest {
            programmes: Programmes::JkkJkm,
            start_month: start.parse().unwrap(),
            period_months: months,
            declared_income: Rupiah(1_000_000),
            discount_sector: DiscountSector::NonTransport,
            payer: Payer::Worker,
            payment_date: day.parse().unwrap(),
        };
        let quote = quote(TariffBook::shipped(), &request).unwrap();
        let status = moves.last().map_or("draft", |last| last.split(' ').next().unwrap());
        let moved = |told: &&str| {
            let words: Vec<&str> = told.split(' ').collect();
            let mut made = serde_json::json!({"status": words[0], "at": noon(words[1])});
            if let Some(cause) = words.get(2) {
                made["cause"] = (*cause).into();
            }
            made
        };
        let body = serde_json::json!({
            "worker": worker, "programmes": Programmes::JkkJkm.as_str(), "period_months": months, "start_month": start,
            "declared_income": 1_000_000, "quote": serde_json::to_value(&quote).unwrap(), "payer": "self",
            "status": status, "moves": moves.iter().map(moved).collect::<Vec<_>>(),
        });
        self.put::<Registration>("A01", noon(day), document(&body))
    }

    /// A membership with these contribution months paid (`2026-01:self`).
    pub(super) fn paid(&mut self, worker: &str, months: &[String]) -> String {
        self.add::<Membership>(
            "B01",
            noon("2025-01-02"),
            &[
                ("worker", worker),
                ("status", "active"),
                ("covered_from", "2025-01-01"),
                ("covered_to", "2025-12-31"),
                ("months_paid", &months.join(";")),
                ("autodebit", "false"),
            ],
        )
    }

    pub(super) fn target(&mut self, month: &str, measure: &str, target: &str, more: &[(&str, &str)]) {
        let cells = [&[("month", month), ("measure", measure), ("target", target)], more].concat();
        self.add::<Target>("B01", noon("2025-01-02"), &cells);
    }

    pub(super) fn consent(&mut self, worker: &str, purposes: &str, action: &str, seen: &str) -> String {
        let mut cells = vec![("worker", worker), ("purposes", purposes), ("action", action), ("text_version", "1")];
        cells.extend([("language", "id"), ("method", "thumb")]);
        if !seen.is_empty() {
            cells.push(("seen", seen));
        }
        self.add::<Consent>("A01", noon("2025-01-03"), &cells)
    }

    pub(super) fn message(&mut self, code: &str) -> String {
        let mut cells = vec![("code", code), ("title", code), ("kind", "story"), ("functions", "education")];
        cells.extend([("frame", "effort"), ("language", "id"), ("body", "…"), ("version", "1"), ("active", "true")]);
        self.add::<Message>("B01", noon("2025-01-02"), &cells)
    }

    pub(super) fn objection(&mut self, talk: &str, worker: &str, day: &str, more: &[(&str, &str)]) -> String {
        let cells = [&[("encounter", talk), ("worker", worker)], more].concat();
        self.add::<Objection>("A01", noon(day), &cells)
    }

    pub(super) fn figure(&mut self, village: &str) -> String {
        let cells = [("name", "A figure"), ("village", village), ("identified_by", "nomination")];
        self.add::<Figure>("A01", noon("2025-01-02"), &cells)
    }

    pub(super) fn nomination(&mut self, question: &str, figure: &str, respondent: &str, day: &str) {
        let cells = [("question", question), ("figure", figure), ("respondent", respondent), ("rank", "1")];
        self.add::<Nomination>("A01", noon(day), &cells);
    }

    pub(super) fn event(&mut self, village: &str, day: &str) -> String {
        let starts = noon(day).to_string();
        self.add::<Event>("A01", noon(day), &[("kind", "forum"), ("starts_at", &starts), ("village", village)])
    }

    pub(super) fn follow_up(&mut self, worker: &str, due: &str, results: &str) {
        let cells = [("worker", worker), ("kind", "arrears"), ("due", due), ("results", results)];
        self.add::<FollowUp>("A01", noon(due), &cells);
    }

    pub(super) fn agent(&mut self, badge: &str, status: &str, villages: &[&str]) {
        let assigned = |village: &&str| serde_json::json!({"village": village, "from": 0});
        let villages: Vec<_> = villages.iter().map(assigned).collect();
        let body = serde_json::json!({
            "badge": badge, "name": badge, "role": "perisai_agent", "villages": villages, "status": status,
        });
        self.put::<Agent>("B01", noon("2025-01-02"), document(&body));
    }

    /// The branch publishes a list that holds from a day on.
    pub(super) fn publish<T: ReferenceList>(
        &mut self,
        version: &str,
        from: &str,
        change: impl Fn(&mut serde_json::Value),
    ) {
        let mut body: serde_json::Value = serde_json::from_str(T::SHIPPED).unwrap();
        body["version"] = version.into();
        change(&mut body);
        let list = serde_json::json!({
            "name": T::NAME, "version": version, "valid_from": from, "source": "a test", "body": body,
        });
        self.put::<Reference>("B01", noon("2025-01-02"), document(&list));
    }

    /// A record's field is set.
    pub(super) fn set(&mut self, record: &str, field: &str, value: impl Into<Value>) {
        let record: RecordId = record.parse().unwrap();
        let (_, raw) = self.raws.iter_mut().find(|(_, raw)| raw.record == record).unwrap();
        raw.document.insert(field.to_owned(), value.into());
    }

    pub(super) fn facts(&self) -> Facts {
        let Ok(facts) = Facts::read(self);
        assert_eq!(facts.unread, 0, "a record of the test cannot be read");
        facts
    }

    /// The report about everything, computed for a day.
    pub(super) fn report(&self, name: ReportName, as_of: &str) -> Report {
        self.asked(name, &Filter::default(), as_of)
    }

    pub(super) fn asked(&self, name: ReportName, filter: &Filter, as_of: &str) -> Report {
        report(name, &self.facts(), filter, as_of.parse().unwrap())
    }
}

fn document(json: &serde_json::Value) -> Document {
    serde_json::from_value(json.clone()).unwrap()
}

/// `21-5` as answers.
fn answers(taps: &str) -> Value {
    let tap = |tap: char| tap.to_digit(10).map_or(Value::Null, |answer| Value::Int(answer.into()));
    Value::List(taps.chars().map(tap).collect())
}

/// The months from one on, each paid by the worker: what [`World::paid`] takes.
pub(super) fn months(first: &str, count: i32) -> Vec<String> {
    let first: Month = first.parse().unwrap();
    (0..count).map(|month| format!("{}:self", first.add_months(month).unwrap())).collect()
}

/// The line of a measure and a group, the group as `dimension=value …`.
pub(super) fn line<'a>(report: &'a Report, measure: Measure, by: &str) -> &'a Line {
    report
        .lines
        .iter()
        .find(|line| line.measure == measure && keys(line) == by)
        .unwrap_or_else(|| panic!("no {measure} by {by:?} in {:?}", report.lines))
}

/// A group's keys in a row.
pub(super) fn keys(line: &Line) -> String {
    let keys: Vec<String> = line.by.iter().map(|key| format!("{}={}", key.dimension, key.value)).collect();
    keys.join(" ")
}

/// A line as it is read: `0.300 of 10 (0.108–0.603)`, `… indicative`, or `suppressed of 3`.
pub(super) fn told(report: &Report, measure: Measure, by: &str) -> String {
    let estimate = line(report, measure, by).estimate;
    let interval = estimate.interval().map_or_else(String::new, |i| format!(" ({:.3}–{:.3})", i.low, i.high));
    match estimate.value() {
        None => format!("suppressed of {}", estimate.n()),
        Some(value) if estimate.status() == "ok" => format!("{value:.3} of {}{interval}", estimate.n()),
        Some(value) => format!("{value:.3} of {}{interval} {}", estimate.n(), estimate.status()),
    }
}

/// What a report says of a kind of finding, per group.
pub(super) fn said(report: &Report, kind: crate::insight::FindingKind) -> Vec<String> {
    report.findings.iter().filter(|finding| finding.finding == kind).map(|finding| finding.value.clone()).collect()
}

/// How many a report left out for a reason.
pub(super) fn left_out(report: &Report, why: crate::insight::WhyLeftOut) -> u64 {
    report.left_out.iter().filter(|left| left.why == why).map(|left| left.count).sum()
}
