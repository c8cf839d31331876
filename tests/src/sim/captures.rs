//! What agents capture in a simulated day.

use perisai_core::domain::{CivilDate, RecordId};
use perisai_core::field::{AttendanceInput, EventInput, FieldEdit};
use perisai_core::{Field, FieldError};

use super::check::Violation;
use super::truth::Edit;
use super::world::{VILLAGES, World};
use crate::people::{birth_of, letters, name_of, registration};

impl World {
    /// Registers somebody; now and then somebody whom another phone registers too.
    pub(super) fn register(&mut self, phone: usize) -> Result<(), Violation> {
        let again = self.people > 0 && self.dice.chance(1, 5);
        let person = if again { self.dice.below(self.people) } else { self.people };
        self.people = self.people.max(person + 1);
        let at = self.draw(VILLAGES.len());
        let mut input = registration(person, VILLAGES[at]);
        if self.full && !self.events.is_empty() && self.dice.chance(1, 3) {
            let event = self.draw(self.events.len());
            input.event = Some(self.events[event].clone());
            self.count("registered at an event");
        }
        // A paper is missing: the registration is handed in later, or never.
        let is_draft = self.full && self.dice.chance(1, 5);
        let field = &self.phones[phone].field;
        let saved = if is_draft { field.draft_registration(&input) } else { field.register(&input) };
        let Some(saved) = self.captured(phone, saved)? else { return Ok(()) };
        let change = self.keep(phone, &saved.change);
        self.trace.say(|| format!("registers {person} as {} in {at}", saved.worker));
        self.truth.registered.insert(change, person);
        let record: RecordId = saved.worker.parse().expect("a record's id");
        for (field, value) in [("name", name_of(person)), ("birth_date", birth_of(person))] {
            self.truth.written.insert((record, field, value), change);
        }
        self.count(if is_draft { "registration drafted" } else { "registered" });
        Ok(())
    }

    /// Edits a field of a worker that the phone shows.
    pub(super) fn edit(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        self.edits += 1;
        match self.dice.below(10) {
            0..=3 => self.edit_value(phone, &worker, "name", format!("Nama {}", letters(self.edits.into()))),
            4..=6 => {
                let born = CivilDate::new(1950, 1, 1).and_then(|day| day.add_days(self.edits.into()));
                self.edit_value(phone, &worker, "birth_date", born.expect("a date").to_string())
            }
            7 => {
                let set = ["fisher", "farmer;other", "fisher;other", ""][self.draw(4)];
                self.edit_plain(phone, &worker, "segments", set)
            }
            8 => {
                let wish = ["true", "false"][self.draw(2)];
                self.edit_plain(phone, &worker, "do_not_contact", wish)
            }
            _ => {
                let to = VILLAGES[self.draw(VILLAGES.len())];
                self.edit_plain(phone, &worker, "village", to)
            }
        }
    }

    fn edit_value(&mut self, phone: usize, worker: &str, field: &'static str, value: String) -> Result<(), Violation> {
        let shown = shown(&self.phones[phone].field, worker, field)?;
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value.clone()) }];
        let edited = self.phones[phone].field.edit_worker(worker, &edits, Some("simulated".to_owned()));
        let Some(saved) = self.captured(phone, edited)? else { return Ok(()) };
        let change = self.keep(phone, &saved.change);
        let record: RecordId = worker.parse().expect("a record's id");
        self.trace.say(|| {
            format!(
                "edits {field} of {record}, looking at {:?}",
                self.truth.written.get(&(record, field, shown.clone()))
            )
        });
        self.truth.edited(change, Edit { record, field, value, shown });
        self.count(&format!("edited {field}"));
        Ok(())
    }

    fn edit_plain(&mut self, phone: usize, worker: &str, field: &str, value: &str) -> Result<(), Violation> {
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }];
        let edited = self.phones[phone].field.edit_worker(worker, &edits, None);
        if let Some(saved) = self.captured(phone, edited)? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("sets {field} of {worker}"));
            self.count(&format!("edited {field}"));
        }
        Ok(())
    }

    pub(super) fn attend(&mut self, phone: usize) -> Result<(), Violation> {
        if self.events.is_empty() || self.dice.chance(1, 4) {
            let at = if self.full { self.draw(VILLAGES.len()) } else { 1 };
            let input = EventInput {
                kind: perisai_core::domain::kinds::EventKind::Forum,
                starts_at_ms: self.now_ms,
                place: None,
                village: Some(VILLAGES[at].to_owned()),
                partners: Vec::new(),
                figures_engaged_before: Vec::new(),
                messages_shown: Vec::new(),
                anonymous_headcount: None,
                notes: None,
            };
            if let Some(saved) = self.captured(phone, self.phones[phone].field.record_event(&input))? {
                self.keep(phone, &saved.change);
                self.trace.say(|| format!("event {}", saved.record));
                self.events.push(saved.record);
                self.count("event");
            }
            return Ok(());
        }
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let at = self.draw(self.events.len());
        let event = self.events[at].clone();
        let attending = [AttendanceInput { worker, role: None }];
        let saved = self.captured(phone, self.phones[phone].field.record_attendance(&event, &attending))?;
        if let Some(change) = saved.and_then(|saved| saved.change) {
            self.keep(phone, &change);
            self.trace.say(|| format!("attendance at {event}"));
            self.count("attendance");
        }
        Ok(())
    }

    pub(super) fn resolve(&mut self, phone: usize) -> Result<(), Violation> {
        let field = &self.phones[phone].field;
        let items = field.attention().map_err(Violation::failed)?;
        let Some(item) = items.into_iter().find(|item| item.kind == perisai_core::field::AttentionKind::Conflict)
        else {
            return Ok(());
        };
        let view = field.conflict(&item.about).map_err(Violation::failed)?;
        let mut choices: Vec<String> = view.candidates.iter().map(|candidate| candidate.change.clone()).collect();
        choices.extend(view.standing.iter().map(|standing| standing.change.clone()));
        let choice = choices[self.draw(choices.len())].clone();
        let resolved = self.phones[phone].field.resolve_field(&item.about, &choice, "simulated");
        if let Some(saved) = self.captured(phone, resolved)? {
            let change = self.keep(phone, &saved.change);
            let judged = choices.iter().filter_map(|choice| choice.parse().ok()).collect();
            self.trace.say(|| format!("decides {} for {choice} among {judged:?}", item.about));
            self.truth.judged.insert(change, judged);
            self.count("resolved");
        }
        Ok(())
    }

    pub(super) fn any_worker(&mut self, phone: usize) -> Result<Option<String>, Violation> {
        let workers = self.phones[phone].field.workers(None, 200).map_err(Violation::failed)?.workers;
        if workers.is_empty() {
            return Ok(None);
        }
        // Where everybody works on the same few, they meet.
        let among = if self.full && self.dice.chance(1, 2) { workers.len().min(2) } else { workers.len() };
        Ok(Some(workers[self.draw(among)].worker.clone()))
    }

    /// A capture that the rules refuse, or a full storage, is nothing that was saved; a device that fails otherwise is
    /// a violation.
    pub(super) fn captured<T>(&self, phone: usize, result: Result<T, FieldError>) -> Result<Option<T>, Violation> {
        match result {
            Ok(saved) => Ok(Some(saved)),
            Err(
                FieldError::Invalid { .. }
                | FieldError::NotFound
                | FieldError::ConsentMissing { .. }
                | FieldError::WarningUnacknowledged { .. },
            ) => Ok(None),
            Err(FieldError::StorageFull) if self.phones[phone].has_full_disk() => Ok(None),
            Err(error) => Err(Violation::failed(error)),
        }
    }
}

fn shown(field: &Field, worker: &str, name: &str) -> Result<String, Violation> {
    let line = field.record("worker", worker).map_err(Violation::failed)?;
    Ok(line.fields.into_iter().find(|line| line.field == name).map(|line| line.value).unwrap_or_default())
}
