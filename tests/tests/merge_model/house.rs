//! The real merge, kept as a branch keeps it: one record, its writers, and its conflict.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus, Resolution};
use perisai_core::domain::record::{By, Follows, Identity, Lifecycle, Policy, Record, Writer};
use perisai_core::domain::{AgentId, ChangeId, Document, FieldPatch, Patch, RecordId, Value, Writers};
use perisai_core::merge::{
    Contest, Decided, Earlier, Incoming, Resolved, Standing, Timing, as_listed, await_decision, is_waiting, plan_patch,
    plan_resolution,
};
use perisai_core::record;

use super::model::Act;

const LIFE: Lifecycle = Lifecycle {
    starts: &["draft"],
    transitions: &[
        ("draft", "submitted", By::Anyone),
        ("draft", "cancelled", By::Anyone),
        ("submitted", "verified", By::Branch),
    ],
};

record! {
    /// A record with a field of every policy.
    pub(crate) struct Probe: "probe" {
        follows: Follows::Branch;
        identity: Identity::Created;
        writer: Writer::Device;
        /// The later wins.
        latest: Option<String> => Policy::Latest;
        /// A person decides.
        contested: Option<String> => Policy::Contested;
        /// Merges per element.
        gather: BTreeSet<String> => Policy::Gather;
        /// The stricter wins.
        restrict: bool => Policy::Restrict;
        /// Along a table.
        lifecycle: Option<String> => Policy::Lifecycle(&LIFE);
        /// Never again.
        fixed: Option<String> => Policy::Fixed;
        /// The branch's.
        branch: Option<String> => Policy::Branch;
    }
}

/// A value as the field's column has it.
pub(crate) fn typed(field: &str, value: Option<&str>) -> Value {
    match (field, value) {
        (_, None) => Value::Null,
        ("restrict", Some(text)) => Value::Bool(text == "true"),
        (_, Some(text)) => Value::from(text),
    }
}

/// One record at a branch.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) record: RecordId,
    pub(crate) document: Document,
    pub(crate) writers: Writers,
    pub(crate) lost: BTreeSet<ChangeId>,
    conflict: Option<Conflict>,
    decided: Option<(ChangeId, Act)>,
    acts: BTreeMap<ChangeId, Act>,
    /// What each change set in the contested field.
    contested: BTreeMap<ChangeId, Value>,
}

fn agent(act: &Act) -> AgentId {
    format!("a{}", act.author).parse().expect("a badge")
}

fn timing(act: &Act) -> Timing {
    Timing { captured_ms: act.captured_ms, trusted: act.trusted }
}

fn incoming(act: &Act) -> Incoming {
    let Act { change, role, by_branch, .. } = *act;
    Incoming { change, author: agent(act), role, by_branch, timing: timing(act) }
}

impl House {
    /// The record is made.
    pub(crate) fn created(act: &Act, document: Document) -> House {
        let record = RecordId::created(0, 1, 0);
        let contested = document.get("contested").map(|value| (act.change, value.clone())).into_iter().collect();
        let patch = Patch::create(Probe::KIND.name, record, document);
        let merged = plan_patch(Probe::KIND, None, &patch, &incoming(act)).expect("a record that may be made");
        House {
            record,
            document: merged.document,
            writers: merged.writers,
            lost: BTreeSet::new(),
            conflict: None,
            decided: None,
            acts: [(act.change, act.clone())].into(),
            contested,
        }
    }

    /// A patch arrives; false where it is refused.
    pub(crate) fn patch(&mut self, act: &Act, fields: BTreeMap<String, FieldPatch>) -> bool {
        let patch = Patch { kind: Probe::KIND.name.to_owned(), record: self.record, creates: false, fields };
        let known = |change: ChangeId| self.acts.get(&change).map(timing);
        let contests = self.contest().map(|contest| ("contested".to_owned(), contest)).into_iter().collect();
        let standing =
            Standing { document: &self.document, writers: &self.writers, contests: &contests, timing: &known };
        let Ok(merged) = plan_patch(Probe::KIND, Some(&standing), &patch, &incoming(act)) else { return false };
        if let Some(FieldPatch::Set { value, .. }) = patch.fields.get("contested") {
            self.contested.insert(act.change, value.clone());
        }
        (self.document, self.writers) = (merged.document, merged.writers);
        self.acts.insert(act.change, act.clone());
        let told = merged.lost.into_iter().filter(|lost| !lost.field.starts_with("gather"));
        self.lost.extend(told.flat_map(|lost| lost.of));
        for contested in merged.contested {
            let conflict = self.conflict.get_or_insert_with(new_conflict);
            conflict.candidates.retain(|candidate| Some(candidate.change) != contested.replaces);
            self.lost.extend(contested.replaces);
            await_decision(conflict, candidate(act, contested.value));
        }
        true
    }

    /// A decision arrives, as the branch takes it in.
    pub(crate) fn decide(&mut self, act: &Act, choice: ChangeId, named: &BTreeSet<ChangeId>, saw: Option<ChangeId>) {
        let Some(mut conflict) = self.conflict.take() else { return };
        let mut candidates: Vec<ChangeId> = named.iter().copied().collect();
        let earlier = self.decided.as_ref().map(|(change, by)| Earlier {
            change: *change,
            seen: saw == Some(*change),
            role: by.role,
            timing: timing(by),
        });
        if earlier.is_some_and(|earlier| earlier.seen) {
            candidates.extend(conflict.resolution.iter().flat_map(|resolution| resolution.candidates.clone()));
        }
        let by = agent(act);
        let (survivor, at_ms, reason) = (None, act.captured_ms, "told".to_owned());
        let writers = self.writers.of_field("contested").to_vec();
        let choice = as_listed(&conflict, &writers, choice, self.contested.get(&choice));
        let resolution = Resolution { choice: Some(choice), survivor, candidates, by, at_ms, reason };
        let present = self.document.get("contested").cloned().unwrap_or_default();
        let resolved = plan_resolution(&conflict, (&writers, &present), earlier, &resolution, &incoming(act));
        if let Resolved::Stands { resolution, sets, .. } = resolved {
            self.acts.insert(act.change, act.clone());
            self.decided = Some((act.change, act.clone()));
            conflict.resolution = Some(resolution);
            match sets {
                Some(value) if value != present => {
                    let overruled = earlier.filter(|earlier| !earlier.seen).map(|earlier| earlier.change);
                    let in_view = writers.iter().find(|writer| resolution_names(&conflict, writer));
                    let one = in_view.or(writers.last()).copied().expect("somebody wrote what stands");
                    if Some(one) != overruled && !conflict.candidates.iter().any(|other| other.change == one) {
                        conflict.candidates.push(candidate(&self.acts[&one], present));
                    }
                    if value.is_null() {
                        self.document.remove("contested");
                    } else {
                        self.document.insert("contested".to_owned(), value);
                    }
                    self.writers.set_field("contested", act.change);
                }
                Some(_) => self.writers.join_field("contested", act.change),
                None if writers.contains(&choice) => self.writers.join_field("contested", act.change),
                None => {}
            }
        }
        self.conflict = Some(conflict);
    }

    /// The candidates that wait.
    pub(crate) fn waiting(&self) -> BTreeSet<ChangeId> {
        self.contest().map(|contest| contest.waiting.into_keys().collect()).unwrap_or_default()
    }

    fn contest(&self) -> Option<Contest> {
        let conflict = self.conflict.as_ref()?;
        let waiting = conflict.candidates.iter().filter(|candidate| is_waiting(conflict, candidate));
        let waiting = waiting.map(|candidate| (candidate.change, candidate.author.clone())).collect();
        let by = self.decided.as_ref().map(|(change, _)| *change);
        let decided = conflict.resolution.as_ref().zip(by).map(|(made, by)| Decided::of(made, by));
        Some(Contest { waiting, decided })
    }
}

fn resolution_names(conflict: &Conflict, change: &ChangeId) -> bool {
    conflict.resolution.as_ref().is_some_and(|resolution| resolution.candidates.contains(change))
}

fn candidate(act: &Act, value: Value) -> Candidate {
    let (captured_ms, received_ms) = (act.captured_ms, act.captured_ms);
    Candidate { change: act.change, value, author: agent(act), device: None, captured_ms, received_ms }
}

fn new_conflict() -> Conflict {
    Conflict {
        kind: ConflictKind::Field,
        record_kind: Probe::KIND.name.to_owned(),
        records: Vec::new(),
        field: Some("contested".to_owned()),
        candidates: Vec::new(),
        standing: None,
        reasons: Vec::new(),
        status: ConflictStatus::Open,
        resolution: None,
    }
}
