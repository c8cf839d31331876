//! Two workers that turned out to be one: children get the survivor as their parent, what is meant for the
//! absorbed one lands on the survivor, and all of it can be undone.

use perisai_core::domain::kinds::Worker;
use perisai_core::domain::record::{Identity, Record};
use perisai_core::domain::{ChangeId, FieldPatch, Invalid, KindSpec, Patch, Policy, RecordId, Rule, Value};
use perisai_core::sync::wire::Revision;

use crate::changes::draft::{Draft, Stop, rejected};
use crate::changes::ingest::Arrival;
use crate::desk::{Desk, damaged};
use crate::error::{BranchError, Result};
use crate::ledger::{Alias, Landed, Reparented};

/// A patch where it takes effect.
#[derive(Debug, Clone)]
pub(crate) struct Landing {
    pub(crate) patch: Patch,
    /// The absorbed workers through whom it came here.
    absorbed: Vec<RecordId>,
    /// The field in which the child named the absorbed worker, where it was rewritten.
    parent_field: Option<&'static str>,
    /// What its author meant, where that is another row of the same thing.
    alias: Option<Alias>,
}

/// What is kept of a landing, so that it can be given back.
#[derive(Debug, Clone)]
pub(crate) enum Kept {
    Edit(RecordId, Landed),
    Child(RecordId, Reparented),
    Row(Alias),
}

impl Desk<'_> {
    /// Where a patch takes effect: where its author meant it, and on the survivor if that was absorbed.
    pub(crate) fn land(
        &self,
        draft: &Draft,
        arrival: &Arrival,
        kind: &'static KindSpec,
        patch: &Patch,
    ) -> Result<Vec<Landing>, Stop> {
        let as_meant = Landing { patch: patch.clone(), absorbed: Vec::new(), parent_field: None, alias: None };
        if arrival.by_branch() {
            return Ok(vec![as_meant]);
        }
        if patch.creates {
            return self.land_creation(draft, kind, as_meant);
        }
        let mut landings = vec![as_meant];
        let mut record = patch.record;
        while let Some(alias) = self.tx.alias(record)? {
            let patch = Patch { record: alias.lands_on, ..patch.clone() };
            record = alias.lands_on;
            landings.push(Landing { patch, absorbed: vec![alias.absorbed], parent_field: None, alias: None });
        }
        Ok(landings)
    }

    /// A child of an absorbed worker becomes the survivor's. One whose id derives from the worker gets a row
    /// under each, of which the survivor's alone is shown.
    fn land_creation(&self, draft: &Draft, kind: &'static KindSpec, meant: Landing) -> Result<Vec<Landing>, Stop> {
        let parent = kind.fields.iter().find(|field| field.refers_to == Some(Worker::KIND.name));
        let Some(parent) = parent.filter(|_| kind.name != Worker::KIND.name) else { return Ok(vec![meant]) };
        let worker = match meant.patch.fields.get(parent.name) {
            Some(FieldPatch::Set { value, .. }) => value.as_text().and_then(|id| id.parse().ok()),
            _ => None,
        };
        let Some(mut worker): Option<RecordId> = worker else { return Ok(vec![meant]) };
        let derives = matches!(kind.identity, Identity::Derived(_));
        let mut landings = vec![meant];
        while let Some(alias) = self.tx.alias(worker)? {
            let last = landings.last().cloned();
            let Some(mut landing) = last else { break };
            worker = alias.lands_on;
            let value = Value::Text(worker.to_string());
            landing.patch.fields.insert(parent.name.to_owned(), FieldPatch::Set { value, saw: Vec::new() });
            landing.parent_field = Some(parent.name);
            if derives {
                let from = landing.patch.record;
                landing.patch.record = kind.derived_id(&landing.patch.document()).unwrap_or(from);
                let made = self.drafted(draft, kind, landing.patch.record)?.is_none();
                let lands_on = landing.patch.record;
                landing.alias =
                    Some(Alias { kind: kind.name.to_owned(), record: from, lands_on, absorbed: alias.absorbed, made });
                landings.push(landing);
            } else {
                landing.absorbed.push(alias.absorbed);
                landings = vec![landing];
            }
        }
        Ok(landings)
    }

    /// Keeps what is needed to give everything back.
    pub(crate) fn keep_landings(&self, draft: &Draft) -> Result<()> {
        for kept in &draft.landings {
            match kept {
                Kept::Edit(absorbed, landed) => self.tx.put_landed(*absorbed, landed)?,
                Kept::Child(absorbed, child) => self.tx.put_reparented(*absorbed, child)?,
                Kept::Row(alias) => self.tx.put_alias(alias)?,
            }
        }
        Ok(())
    }

    /// Plans that a worker is absorbed by another, or stands for itself again.
    pub(crate) fn plan_merged_into(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        absorbed: RecordId,
        survivor: Option<RecordId>,
    ) -> Result<(), Stop> {
        let refuse = |record| Err(rejected(Some(record), Invalid::new("merged_into", Rule::Lifecycle)));
        let Some(before) = self.drafted(draft, Worker::KIND, absorbed)? else {
            return Err(damaged(Worker::KIND, absorbed).into());
        };
        if let Some(survivor) = survivor {
            let elsewhere = self.tx.alias(survivor)?.is_some_and(|alias| alias.lands_on != absorbed);
            if elsewhere || survivor == absorbed {
                return refuse(survivor);
            }
        }
        let mut after = before.clone();
        match survivor {
            Some(survivor) => after.fields.insert("merged_into".to_owned(), Value::Text(survivor.to_string())),
            None => after.fields.remove("merged_into"),
        };
        after.writers.set_field("merged_into", arrival.id);
        draft.put(Worker::KIND, Some(before), after);
        Ok(())
    }

    /// Brings a merge or its undoing to the children.
    pub(crate) fn finish_merges(&mut self, arrival: &Arrival, draft: &Draft) -> Result<()> {
        let workers = draft.records.iter().filter(|drafted| drafted.kind.name == Worker::KIND.name);
        for drafted in workers {
            let (before, after) = (drafted.before.as_ref().and_then(merged_into), merged_into(&drafted.after));
            if before == after {
                continue;
            }
            if before.is_some() {
                self.give_children_back(arrival.id, drafted.after.record)?;
            }
            if let Some(survivor) = after {
                self.take_children(arrival.id, survivor, drafted.after.record)?;
            }
        }
        Ok(())
    }

    fn take_children(&mut self, change: ChangeId, survivor: RecordId, absorbed: RecordId) -> Result<()> {
        let kind = Worker::KIND.name.to_owned();
        self.tx.put_alias(&Alias { kind, record: absorbed, lands_on: survivor, absorbed, made: false })?;
        let (from, to) = (Value::Text(absorbed.to_string()), Value::Text(survivor.to_string()));
        let children: Vec<_> = self.registry.referring_to(Worker::KIND.name).collect();
        for (kind, field) in children.into_iter().filter(|(kind, _)| kind.name != Worker::KIND.name) {
            for child in self.tx.find(kind, field, &from)? {
                if self.is_retired(child.record)? {
                    continue;
                }
                let mut moved = child.clone();
                moved.fields.insert(field.to_owned(), to.clone());
                match kind.derived_id(&moved.fields).filter(|id| *id != child.record) {
                    None => {
                        moved.revision += 1;
                        self.rewrite(kind, &moved, change)?;
                        let kept =
                            Reparented { kind: kind.name.to_owned(), record: child.record, field: field.to_owned() };
                        self.tx.put_reparented(absorbed, &kept)?;
                    }
                    Some(lands_on) => {
                        let made = self.tx.record(kind, lands_on)?.is_none();
                        let alias =
                            Alias { kind: kind.name.to_owned(), record: child.record, lands_on, absorbed, made };
                        self.tx.put_alias(&alias)?;
                        self.retire(kind, child.record)?;
                        if made {
                            self.rewrite(kind, &Revision { record: lands_on, revision: 1, ..moved }, change)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Undoes a merge: each gets its own again, also what arrived in between.
    fn give_children_back(&mut self, change: ChangeId, absorbed: RecordId) -> Result<()> {
        if let Some(alias) = self.tx.alias(absorbed)?
            && self.tx.alias(alias.lands_on)?.is_some()
        {
            return Err(BranchError::Refused("the survivor has been merged itself since; undo that first"));
        }
        self.tx.drop_alias(absorbed)?;
        for landed in self.tx.landed(absorbed)?.into_iter().rev() {
            self.take_back(&landed, change)?;
        }
        for child in self.tx.reparented(absorbed)? {
            let kind = self.kind(&child.kind)?;
            let Some(mut record) = self.tx.record(kind, child.record)? else { continue };
            record.fields.insert(child.field, Value::Text(absorbed.to_string()));
            record.revision += 1;
            self.rewrite(kind, &record, change)?;
        }
        self.tx.drop_reparented(absorbed)?;
        for alias in self.tx.aliases_of(absorbed)? {
            self.tx.drop_alias(alias.record)?;
            let kind = self.kind(&alias.kind)?;
            if let Some(mut own) = self.tx.record(kind, alias.record)? {
                own.revision += 1;
                self.rewrite(kind, &own, change)?;
            }
            if alias.made && !self.was_meant(alias.lands_on)? {
                self.retire(kind, alias.lands_on)?;
                self.tx.drop_record(kind, alias.lands_on)?;
            }
        }
        self.tx.drop_landed(absorbed)
    }

    /// Takes an edit that was meant for the absorbed worker off the survivor, unless somebody set the field since.
    fn take_back(&mut self, landed: &Landed, change: ChangeId) -> Result<()> {
        let kind = self.kind(&landed.kind)?;
        let Some(mut record) = self.tx.record(kind, landed.record)? else { return Ok(()) };
        let field = landed.field.as_str();
        if kind.field(field).is_some_and(|spec| spec.policy == Policy::Gather) {
            let added = landed.before.elements();
            let only = |element: &Value| {
                let element = element.as_text().unwrap_or_default();
                record.writers.of_element(field, element) == [landed.change]
            };
            let present = record.fields.get(field).map(Value::elements).unwrap_or_default();
            let kept: Vec<Value> =
                present.iter().filter(|element| !(added.contains(element) && only(element))).cloned().collect();
            if kept.is_empty() {
                record.fields.remove(field);
            } else {
                record.fields.insert(field.to_owned(), Value::List(kept));
            }
        } else if record.writers.of_field(field) == [landed.change] {
            match &landed.before {
                Value::Null => record.fields.remove(field),
                before => record.fields.insert(field.to_owned(), before.clone()),
            };
            record.writers.fields.insert(field.to_owned(), landed.writers_before.clone());
        } else {
            return Ok(());
        }
        record.revision += 1;
        self.rewrite(kind, &record, change)
    }

    /// Whether somebody made this very row, and not only the merge.
    fn was_meant(&self, record: RecordId) -> Result<bool> {
        for change in self.tx.touching(record)? {
            let row = self.tx.change(change)?;
            if row.is_some_and(|row| row.body.patches.iter().any(|patch| patch.creates && patch.record == record)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn rewrite(&mut self, kind: &'static KindSpec, record: &Revision, change: ChangeId) -> Result<()> {
        self.tx.put_record(kind, record)?;
        self.tx.touch(record.record, change)?;
        if self.is_retired(record.record)? {
            return Ok(());
        }
        let was_shown = !self.living(record.record)?.is_empty();
        let moved = self.publish(kind, record)?;
        if moved && kind.name == Worker::KIND.name {
            self.bring_along(record.record)?;
        }
        if moved || !was_shown {
            self.show_to_its_author(kind, record)?;
        }
        Ok(())
    }

    /// Copies a record that a merge brought elsewhere to the one who captured it, where the author does not work there.
    fn show_to_its_author(&mut self, kind: &KindSpec, record: &Revision) -> Result<()> {
        match self.tx.change(record.writers.created)? {
            Some(row) if row.device.is_some() => {
                self.show_outside(&row.body.author, row.body.scope_version, kind, record, false)
            }
            _ => Ok(()),
        }
    }
}

/// The worker that a worker turned out to be.
pub(crate) fn merged_into(worker: &Revision) -> Option<RecordId> {
    worker.fields.get("merged_into").and_then(Value::as_text).and_then(|id| id.parse().ok())
}

impl Draft {
    /// Notes what has to be known to give a landing back.
    pub(crate) fn note_landing(
        &mut self,
        change: ChangeId,
        landing: &Landing,
        kind: &KindSpec,
        before_revision: Option<&Revision>,
        after: &Revision,
    ) {
        let (name, record) = (kind.name.to_owned(), landing.patch.record);
        if let Some(alias) = &landing.alias {
            self.landings.push(Kept::Row(alias.clone()));
            return;
        }
        if let Some(field) = landing.parent_field {
            for absorbed in &landing.absorbed {
                let child = Reparented { kind: name.clone(), record, field: field.to_owned() };
                self.landings.push(Kept::Child(*absorbed, child));
            }
            return;
        }
        for absorbed in &landing.absorbed {
            for field in landing.patch.fields.keys() {
                let value = |revision: Option<&Revision>| {
                    revision.and_then(|revision| revision.fields.get(field)).cloned().unwrap_or_default()
                };
                let (then, now) = (value(before_revision), value(Some(after)));
                let gathers = kind.field(field).is_some_and(|spec| spec.policy == Policy::Gather);
                let before = if gathers {
                    Value::List(now.elements().iter().filter(|one| !then.elements().contains(one)).cloned().collect())
                } else {
                    then
                };
                let writers_before =
                    before_revision.map(|revision| revision.writers.of_field(field).to_vec()).unwrap_or_default();
                let landed =
                    Landed { change, kind: name.clone(), record, field: field.clone(), before, writers_before };
                self.landings.push(Kept::Edit(*absorbed, landed));
            }
        }
    }
}
