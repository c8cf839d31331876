//! Erasing what is known of people whom others named and to whom nobody has spoken: they never consented to anything.
//! What was chained keeps its hash (docs/adr/0007).

use std::collections::BTreeSet;

use perisai_core::domain::kinds::{
    AgentRole, Encounter, Event, Figure, FollowUp, FollowUpResult, IdentifiedBy, Measurement, Nomination,
    RelationshipNote, Stage,
};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::{
    Change, CivilDate, Document, Instant, Patch, RecordId, Retained, RetentionPeriods, Value, Verdict, Zone,
};
use perisai_core::sync::wire::{Entry, Revision, Stream};

use crate::branch::Branch;
use crate::decisions::{Act, Erasure};
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::{ChangeRow, QuarantineRow, erased_content, is_erased};
use crate::office::acts::By;

/// How many entries are read at a time.
const ENTRIES_AT_ONCE: usize = 1_000;
/// The setting that holds the day of the last erasure that nobody had to ask for.
const ERASED_ON: &str = "erased_on";
/// The setting that says that what was erased may still lie in free space of the database's files.
const TRACES: &str = "erased_leaves_traces";

impl Branch {
    /// Erases the nominees whose time is over; answers how many. Blocks others for as long as writing the whole database
    /// takes, where there was any.
    pub fn erase_nominees(&self, by: &By) -> Result<usize> {
        let erased = self.act(by, AgentRole::Supervisor, |desk| desk.erase_nominees(Some(by)))?;
        self.leave_no_trace()?;
        Ok(erased)
    }

    /// [`Branch::erase_nominees`] by the branch's rules, where it was not done yet on this day of the branch's time.
    pub fn erase_nominees_daily(&self) -> Result<usize> {
        let erased = self.write(|desk| {
            let today = desk.today(Zone::Wib)?.to_string();
            if desk.tx.setting(ERASED_ON)?.as_ref() == Some(&today) {
                return Ok(0);
            }
            desk.tx.put_setting(ERASED_ON, &today)?;
            let erased = desk.erase_nominees(None)?;
            desk.announce()?;
            Ok(erased)
        })?;
        self.leave_no_trace()?;
        Ok(erased)
    }

    fn leave_no_trace(&self) -> Result<()> {
        if self.read(|desk| desk.tx.setting(TRACES))?.is_none_or(|traces| traces.is_empty()) {
            return Ok(());
        }
        self.ledger.leave_no_trace()?;
        self.write(|desk| desk.tx.put_setting(TRACES, ""))
    }
}

impl Desk<'_> {
    /// The day now, where the clock of a zone shows it.
    fn today(&self, zone: Zone) -> Result<CivilDate> {
        zone.date_of(self.now_ms)
            .ok_or_else(|| BranchError::Ledger("the clock shows no day of the calendar".to_owned()))
    }

    fn erase_nominees(&mut self, by: Option<&By>) -> Result<usize> {
        let due = self.due_nominees()?;
        let mut figures: BTreeSet<RecordId> = due.iter().map(|figure| figure.record).collect();
        let fresh = figures.clone();
        // What reached a figure since it was erased, from a phone that did not know, goes too.
        figures.extend(self.every(Figure::KIND, Ok)?.iter().filter(|figure| is_cleared(figure)).map(|it| it.record));
        let mut named = BTreeSet::new();
        for figure in &figures {
            let nominations = self.tx.find(Nomination::KIND, "figure", &Value::Text(figure.to_string()))?;
            named.extend(nominations.iter().map(|nomination| nomination.record));
        }
        for figure in &due {
            self.clear(figure)?;
        }
        for nomination in &named {
            self.retire(Nomination::KIND, *nomination)?;
            self.tx.drop_record(Nomination::KIND, *nomination)?;
        }
        let mut erasure = Erasure { records: fresh.union(&named).copied().collect(), ..Erasure::default() };
        self.erase_entries(&mut erasure)?;
        self.erase_bodies(&figures.union(&named).copied().collect(), &mut erasure)?;
        if erasure != Erasure::default() {
            self.tx.put_setting(TRACES, "yes")?;
            self.enter_by(by.map(|by| &by.agent), &Act::Erased(erasure))?;
        }
        Ok(fresh.len())
    }

    /// The figures that were named only, to whom nobody has spoken, and whose time is over.
    fn due_nominees(&self) -> Result<Vec<Revision>> {
        let mut due = Vec::new();
        for record in self.every(Figure::KIND, Ok)? {
            let figure = Figure::from_document(&record.fields)?;
            let is_open = !is_cleared(&record) && figure.worker.is_none();
            if !is_open || figure.identified_by != IdentifiedBy::Nomination {
                continue;
            }
            let zone = figure.village.and_then(|village| village.zone()).unwrap_or(Zone::Wib);
            let today = self.today(zone)?;
            let named = zone.date_of(record.created_ms).unwrap_or(today);
            let periods = self.list_on::<RetentionPeriods>(today)?;
            if periods.is_over(Retained::UncontactedNominee, named, today) {
                due.push(record);
            }
        }
        if !due.is_empty() {
            let spoken_to = self.spoken_to()?;
            due.retain(|figure| !spoken_to.contains(&figure.record));
        }
        Ok(due)
    }

    /// The figures with whom somebody has spoken, by any record that tells of it.
    fn spoken_to(&self) -> Result<BTreeSet<RecordId>> {
        let mut spoken_to = BTreeSet::new();
        let mut add = |figure: Option<RecordId>| spoken_to.extend(figure);
        for record in self.every(Encounter::KIND, Ok)? {
            add(Encounter::from_document(&record.fields)?.figure.map(|figure| figure.0));
        }
        for record in self.every(Measurement::KIND, Ok)? {
            add(Measurement::from_document(&record.fields)?.figure.map(|figure| figure.0));
        }
        for record in self.every(RelationshipNote::KIND, Ok)? {
            let note = RelationshipNote::from_document(&record.fields)?;
            add(Some(note.figure.0).filter(|_| note.stage != Stage::Unknown));
        }
        for record in self.every(FollowUp::KIND, Ok)? {
            let task = FollowUp::from_document(&record.fields)?;
            let met = task.results.iter().any(|result| *result != FollowUpResult::NotMet);
            add(task.figure.map(|figure| figure.0).filter(|_| met));
        }
        for record in self.every(Event::KIND, Ok)? {
            Event::from_document(&record.fields)?.figures_engaged_before.iter().for_each(|figure| add(Some(figure.0)));
        }
        Ok(spoken_to)
    }

    /// Leaves of a figure that there was one in its village, and tells the phones.
    fn clear(&mut self, figure: &Revision) -> Result<()> {
        let mut fields = Document::new();
        for kept in ["village", "identified_by"] {
            fields.extend(figure.fields.get(kept).map(|value| (kept.to_owned(), value.clone())));
        }
        fields.insert("erased_at".to_owned(), Instant(self.now_ms).into_value());
        let cleared = Revision { revision: figure.revision + 1, fields, ..figure.clone() };
        self.tx.put_record(Figure::KIND, &cleared)?;
        self.publish(Figure::KIND, &cleared).map(|_| ())
    }

    /// Erases what the streams said of an erasure's records before their last word, which tells nothing.
    fn erase_entries(&self, erasure: &mut Erasure) -> Result<()> {
        let mut streams: BTreeSet<Stream> = BTreeSet::new();
        for record in &erasure.records {
            streams.extend(self.tx.placements(*record)?.into_iter().map(|placement| placement.stream));
        }
        for stream in streams {
            let mut after = 0;
            loop {
                let rows = self.tx.entries(&stream, after, ENTRIES_AT_ONCE, usize::MAX)?;
                let Some((last, _)) = rows.last() else { break };
                after = last.position;
                for (at, content) in rows.iter().filter(|(_, content)| !is_erased(content)) {
                    let Ok(Entry::Revision(said)) = rmp_serde::from_slice(content) else { continue };
                    if erasure.records.contains(&said.record) && !is_cleared(&said) {
                        self.tx.replace_entry(&stream, at.position, &erased_content(content))?;
                        erasure.entries.entry(stream.name()).or_default().insert(at.position);
                    }
                }
            }
        }
        Ok(())
    }

    /// Erases what changes said of records, with the reasons that people wrote and the salt that would let a guess be held
    /// against the id. What waits to be judged is judged first.
    fn erase_bodies(&self, records: &BTreeSet<RecordId>, erasure: &mut Erasure) -> Result<()> {
        for record in records {
            for id in self.tx.touching(*record)? {
                let Some(ChangeRow { body, verdict, .. }) = self.tx.change(id)? else { continue };
                if matches!(verdict, Verdict::Held { .. }) {
                    continue;
                }
                if let Some(left) = without(&body, records) {
                    self.tx.replace_body(id, &left)?;
                    erasure.changes.insert(id, left.id());
                }
            }
        }
        for row in self.tx.quarantine()? {
            if let Some(left) = without(&row.body, records) {
                erasure.changes.insert(row.id, left.id());
                self.tx.put_quarantine(&QuarantineRow { body: left, ..row })?;
            }
        }
        Ok(())
    }
}

/// Whether a figure was erased.
fn is_cleared(figure: &Revision) -> bool {
    figure.fields.contains_key("erased_at")
}

/// A change without what it says of records; none where it says nothing of them.
fn without(change: &Change, records: &BTreeSet<RecordId>) -> Option<Change> {
    let speaks = |patch: &Patch| records.contains(&patch.record) && !patch.fields.is_empty();
    if !change.patches.iter().any(speaks) {
        return None;
    }
    let mut left = Change { salt: 0, reason: None, ..change.clone() };
    left.patches.iter_mut().filter(|patch| speaks(patch)).for_each(|patch| patch.fields.clear());
    Some(left)
}
