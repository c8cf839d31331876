//! Building a change: what its author was looking at is written down as it is captured.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use rusqlite::Connection;

use super::consents_given::consents_of;
use super::{Field, device_of, lists};
use crate::domain::change::FieldPatch;
use crate::domain::kinds::{AgentRole, Consent, WorkerId};
use crate::domain::record::{Identity, Policy};
use crate::domain::record_rules::{self, Refusal, Touched, View};
use crate::domain::reference::{self, InForce, ReferenceList};
use crate::domain::regions::Regions;
use crate::domain::words::ConsentPurpose;
use crate::domain::{
    AgentId, CapturedAt, Change, ChangeId, CivilDate, DeviceId, Document, Instrument, KindSpec, Patch, Record,
    RecordId, Registry, Rule, Value, VillageCode, consents,
};
use crate::error::FieldError;
use crate::merge;
use crate::ports::random_u64;
use crate::store::records::{self, Row};
use crate::store::{journal, meta};
use crate::sync::wire::SCHEMA;

/// A change being written.
pub(super) struct Draft<'a> {
    pub(super) connection: &'a Connection,
    pub(super) registry: &'a Registry,
    pub(super) device: DeviceId,
    change: Change,
    made: u16,
}

impl Field {
    /// Writes one change: what `work` puts into the draft is appended to the journal and laid on the records in one
    /// transaction. Durable when this returns; an error leaves everything as it was.
    pub(super) fn capture<T>(
        &self,
        work: impl FnOnce(&mut Draft<'_>) -> Result<T, FieldError>,
    ) -> Result<(T, ChangeId), FieldError> {
        let (done, change) = self.capture_if_any(work)?;
        let nothing = || FieldError::Internal { incident: "a capture without a patch".to_owned() };
        Ok((done, change.ok_or_else(nothing)?))
    }

    /// [`Field::capture`], where it may turn out that there is nothing to write: then there is no change.
    pub(super) fn capture_if_any<T>(
        &self,
        work: impl FnOnce(&mut Draft<'_>) -> Result<T, FieldError>,
    ) -> Result<(T, Option<ChangeId>), FieldError> {
        let mut work = Some(work);
        let written = self.capture_each(&[()], |draft, ()| match work.take() {
            Some(work) => work(draft),
            None => Err(FieldError::Internal { incident: "one change was written twice".to_owned() }),
        })?;
        let nothing = || FieldError::Internal { incident: "a change was not written".to_owned() };
        written.into_iter().next().ok_or_else(nothing)
    }

    /// Writes a change per part, all in one transaction: all of them are durable when this returns, and an error in one
    /// leaves everything as it was before the first. A part that has nothing to write makes no change.
    pub(super) fn capture_each<P, T>(
        &self,
        parts: &[P],
        mut work: impl FnMut(&mut Draft<'_>, &P) -> Result<T, FieldError>,
    ) -> Result<Vec<(T, Option<ChangeId>)>, FieldError> {
        let now = self.ports.clock.now();
        let salts: Vec<u64> = parts.iter().map(|_| random_u64(self.ports.ids.as_ref())).collect();
        self.write(|store| {
            let device = device_of(store)?.ok_or(FieldError::NotEnrolled)?;
            let scope_version = meta::number(store.connection(), "scope_version")?.unwrap_or(0).unsigned_abs();
            let change = |salt| Change {
                author: self.agent.clone(),
                scope_version,
                captured_at: CapturedAt { wall_ms: now.wall_ms, boot_id: now.boot_id, monotonic_ms: now.monotonic_ms },
                app: self.app.clone(),
                schema: SCHEMA,
                salt,
                replaces: None,
                reason: None,
                patches: Vec::new(),
            };
            let registry = store.registry().clone();
            let mut refused = None;
            let done = store.write(|transaction, _| {
                let one = |(part, salt): (&P, u64)| {
                    write_change(transaction, &registry, device, change(salt), |draft| work(draft, part))
                };
                let written: Result<Vec<_>, FieldError> = parts.iter().zip(salts).map(one).collect();
                written.map_err(|error| {
                    refused = Some(error);
                    // Rolls back: whatever the drafts wrote beside the journal is undone with it.
                    crate::store::StoreError::Internal("refused")
                })
            });
            match (refused, done) {
                (Some(error), _) => Err(error),
                (None, done) => done.map_err(FieldError::from),
            }
        })
    }
}

fn write_change<T>(
    connection: &Connection,
    registry: &Registry,
    device: DeviceId,
    change: Change,
    work: impl FnOnce(&mut Draft<'_>) -> Result<T, FieldError>,
) -> Result<(T, Option<ChangeId>), FieldError> {
    let mut draft = Draft { connection, registry, device, change, made: 0 };
    let done = work(&mut draft)?;
    if draft.len() == 0 {
        return Ok((done, None));
    }
    draft.check_values()?;
    draft.change.check_limits()?;
    draft.check_rules()?;
    Ok((done, Some(journal::append(connection, registry, &draft.change)?)))
}

impl Draft<'_> {
    /// When the change is captured, the device's wall clock in UTC milliseconds.
    pub(super) const fn captured_ms(&self) -> i64 {
        self.change.captured_at.wall_ms
    }

    /// How many records it touches.
    pub(super) fn len(&self) -> u64 {
        self.change.patches.len() as u64
    }

    pub(super) const fn author(&self) -> &AgentId {
        &self.change.author
    }

    /// Refuses a value that its field cannot hold, such as a text of a million letters: saved, it would make its record
    /// unreadable.
    fn check_values(&self) -> Result<(), FieldError> {
        for patch in &self.change.patches {
            let kind = self.kind(&patch.kind)?;
            for (name, field) in &patch.fields {
                let Some(spec) = kind.field(name) else { continue };
                let value = match field {
                    FieldPatch::Set { value, .. } => value.clone(),
                    FieldPatch::Gather { add, .. } => {
                        Value::List(add.iter().map(|element| Value::from(element.as_str())).collect())
                    }
                };
                if !value.is_null() {
                    (spec.check)(&value).map_err(|rule| invalid(name, rule))?;
                }
            }
        }
        Ok(())
    }

    /// Refuses what the branch would refuse, whichever method wrote it.
    fn check_rules(&self) -> Result<(), FieldError> {
        let mut checked = BTreeSet::new();
        for patch in &self.change.patches {
            let kind = self.kind(&patch.kind)?;
            if !record_rules::are_about(kind) || !checked.insert(patch.record) {
                continue;
            }
            let shown = records::shown(self.connection, kind, patch.record)?;
            let Some(after) = self.left(kind, patch.record, shown.as_ref()) else { continue };
            let touched = Touched { kind, before: shown.as_ref().map(|row| &row.document), after: &after };
            match record_rules::check_record(&touched, self) {
                Ok(()) => {}
                Err(Refusal::Breach(breach)) => return Err(breach.into()),
                Err(Refusal::Failed(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// A record's fields as this change leaves them; none where nobody has made it.
    fn left(&self, kind: &KindSpec, record: RecordId, shown: Option<&Row>) -> Option<Document> {
        let mut standing = shown.map(|row| (row.document.clone(), row.writers.clone()));
        for patch in self.change.patches.iter().filter(|patch| patch.record == record) {
            standing = Some(merge::overlay(kind, standing, patch, ChangeId::default()));
        }
        standing.map(|(document, _)| document)
    }

    /// Why a warning was acknowledged.
    pub(super) fn reason(&mut self, reason: Option<String>) {
        self.change.reason = reason;
    }

    /// Names the rejected change that this one corrects.
    pub(super) const fn replaces(&mut self, change: ChangeId) {
        self.change.replaces = Some(change);
    }

    /// The civil date of the capture in a village.
    pub(super) fn today_in(&self, village: VillageCode) -> Result<CivilDate, FieldError> {
        village
            .zone()
            .and_then(|zone| zone.date_of(self.captured_ms()))
            .ok_or_else(|| invalid("village", Rule::VillageUnknown))
    }

    /// The civil date of the capture where the agent works.
    pub(super) fn today(&self) -> Result<CivilDate, FieldError> {
        let zone = lists::own_zone(self.connection)?;
        zone.date_of(self.captured_ms()).ok_or_else(|| invalid("captured_at", Rule::Date))
    }

    /// A list of reference data as it holds where the agent works.
    pub(super) fn list<T: ReferenceList>(&self) -> Result<InForce<T>, FieldError> {
        lists::list_on(self.connection, self.today()?)
    }

    pub(super) fn kind(&self, name: &str) -> Result<&'static KindSpec, FieldError> {
        self.registry.kind(name).ok_or_else(|| invalid("kind", Rule::KindUnknown))
    }

    /// Makes a record.
    pub(super) fn create<T: Record>(&mut self, record: T) -> RecordId {
        self.create_document(T::KIND, record.into_document())
    }

    /// Makes a record of a kind's fields.
    pub(super) fn create_document(&mut self, kind: &KindSpec, document: Document) -> RecordId {
        let id = match kind.identity {
            Identity::Created => self.next_id(),
            Identity::Derived(_) => kind.derived_id(&document).unwrap_or_else(|| self.next_id()),
        };
        self.change.patches.push(Patch::create(kind.name, id, document));
        id
    }

    /// Refuses a new record that breaks a rule of its kind, as the branch would.
    pub(super) fn check_new(&self, kind: &KindSpec, document: &Document) -> Result<(), FieldError> {
        let by = merge::Incoming {
            change: ChangeId::default(),
            author: self.change.author.clone(),
            role: AgentRole::PerisaiAgent,
            by_branch: false,
            timing: merge::Timing { captured_ms: self.captured_ms(), trusted: true },
        };
        let patch = Patch::create(kind.name, RecordId::created(0, 0, 0), document.clone());
        merge::plan_patch(kind, None, &patch, &by)?;
        Ok(())
    }

    /// Makes a record whose fields need its id; answers it with the text of its `number`.
    pub(super) fn create_with(
        &mut self,
        kind: &KindSpec,
        fields: impl FnOnce(RecordId) -> Result<Document, FieldError>,
    ) -> Result<(RecordId, String), FieldError> {
        let id = self.next_id();
        let document = fields(id)?;
        let number = document.get("number").and_then(Value::as_text).unwrap_or_default().to_owned();
        self.change.patches.push(Patch::create(kind.name, id, document));
        Ok((id, number))
    }

    /// The id of the next record that this change makes.
    fn next_id(&mut self) -> RecordId {
        let id = RecordId::created(self.captured_ms(), self.change.salt, self.made);
        self.made += 1;
        id
    }

    /// A record as it is shown; not this change's own.
    pub(super) fn shown<T: Record>(&self, record: RecordId) -> Result<(Row, T), FieldError> {
        let row = records::shown(self.connection, T::KIND, record)?.ok_or(FieldError::NotFound)?;
        let typed = row.read()?;
        Ok((row, typed))
    }

    /// Sets fields of a record as its author sees it; fields that are so already are left out. Answers how many
    /// fields change.
    pub(super) fn edit(
        &mut self,
        kind: &KindSpec,
        row: &Row,
        fields: impl IntoIterator<Item = (String, Value)>,
    ) -> usize {
        let mut patch =
            Patch { kind: kind.name.to_owned(), record: row.record, creates: false, fields: BTreeMap::new() };
        for (name, value) in fields {
            let present = row.document.get(&name).unwrap_or(&Value::Null);
            if *present == value {
                continue;
            }
            let gathers = kind.field(&name).is_some_and(|field| field.policy == Policy::Gather);
            let edit = if gathers {
                match replace_set(row, &name, present, &value) {
                    // No set and an empty one are the same.
                    FieldPatch::Gather { add, remove } if add.is_empty() && remove.is_empty() => continue,
                    edit => edit,
                }
            } else {
                FieldPatch::Set { value, saw: row.writers.of_field(&name).to_vec() }
            };
            patch.fields.insert(name, edit);
        }
        let changed = patch.fields.len();
        if changed > 0 {
            self.change.patches.push(patch);
        }
        changed
    }

    /// Takes patches as they are, of a change that is being corrected.
    pub(super) fn take(&mut self, patches: Vec<Patch>) {
        self.change.patches = patches;
    }

    /// The consents of a worker that are in view.
    pub(super) fn consents(&self, worker: WorkerId) -> Result<Vec<(RecordId, Consent)>, FieldError> {
        consents_of(self.connection, worker.0)
    }

    /// The purposes that a worker's consents allow, as far as this device sees.
    pub(super) fn purposes(&self, worker: WorkerId) -> Result<BTreeSet<ConsentPurpose>, FieldError> {
        Ok(consents::standing_purposes(&self.consents(worker)?))
    }
}

/// What rules over records see on a device: what it shows, with this change on top.
impl View for Draft<'_> {
    type Error = FieldError;

    fn record(&self, kind: &'static KindSpec, record: RecordId) -> Result<Option<Document>, FieldError> {
        let shown = records::shown(self.connection, kind, record)?;
        Ok(self.left(kind, record, shown.as_ref()))
    }

    fn purposes(&self, worker: RecordId) -> Result<BTreeSet<ConsentPurpose>, FieldError> {
        let mut consents = self.consents(WorkerId(worker))?;
        for patch in self.change.patches.iter().filter(|patch| patch.kind == Consent::KIND.name) {
            let consent = Consent::from_document(&patch.document())?;
            if consent.worker.0 == worker {
                consents.push((patch.record, consent));
            }
        }
        Ok(consents::standing_purposes(&consents))
    }

    fn card_items(&self, version: &str) -> Result<Option<usize>, FieldError> {
        let published = lists::versions(self.connection, Instrument::NAME)?;
        Ok(reference::version_of::<Instrument>(published, version).map(|card| card.items.len()))
    }
}

/// A set replaced as a whole, said as what is added and what that was seen is removed.
fn replace_set(row: &Row, field: &str, present: &Value, value: &Value) -> FieldPatch {
    let texts = |value: &Value| -> BTreeSet<String> {
        value.elements().iter().filter_map(Value::as_text).map(str::to_owned).collect()
    };
    let (before, after) = (texts(present), texts(value));
    FieldPatch::Gather {
        add: after.difference(&before).cloned().collect(),
        remove: before
            .difference(&after)
            .map(|element| (element.clone(), row.writers.of_element(field, element).to_vec()))
            .collect(),
    }
}

/// An error that names a field and a rule.
pub(super) fn invalid(field: &str, rule: Rule) -> FieldError {
    FieldError::Invalid { field: field.to_owned(), rule }
}

/// Reads the id of a record that the caller names.
pub(super) fn record_id(text: &str) -> Result<RecordId, FieldError> {
    text.parse().map_err(|_| FieldError::NotFound)
}

/// Reads the id of a record that a field of the form refers to. It may not have reached this phone.
pub(super) fn refers<T: FromStr<Err = Rule>>(field: &str, text: &str) -> Result<T, FieldError> {
    text.parse().map_err(|rule| invalid(field, rule))
}

/// Reads the ids of records that a field of the form lists.
pub(super) fn refers_to_all<T: FromStr<Err = Rule> + Ord>(
    field: &str,
    texts: &[String],
) -> Result<BTreeSet<T>, FieldError> {
    texts.iter().map(|text| refers(field, text)).collect()
}

/// Reads a village that the area list holds.
pub(super) fn village(field: &str, text: &str) -> Result<VillageCode, FieldError> {
    known_village(text).map_err(|rule| invalid(field, rule))
}

/// A village that the area list holds.
pub(super) fn known_village(text: &str) -> Result<VillageCode, Rule> {
    let code: VillageCode = text.parse()?;
    Regions::shipped().village_name(code).map(|_| code).ok_or(Rule::VillageUnknown)
}
