//! A person's decision about a conflict: a change like any other.

use perisai_core::domain::kinds::{AgentRole, Candidate, Conflict, ConflictKind, ConflictStatus, Resolution};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::{ChangeId, FieldPatch, Invalid, KindSpec, LostField, Patch, RecordId, Rule, Value};
use perisai_core::merge::{Earlier, Incoming, Resolved, Timing, as_listed, is_waiting, plan_resolution};
use perisai_core::sync::wire::Revision;

use crate::changes::draft::{Became, Draft, Stop, rejected};
use crate::changes::ingest::Arrival;
use crate::desk::{Desk, damaged};
use crate::error::{BranchError, Result};

/// A decision under way: the conflict and what was decided before.
struct Decision<'a> {
    by: &'a Incoming,
    revision: Revision,
    conflict: Conflict,
    resolution: Resolution,
    earlier: Option<Earlier>,
}

impl Desk<'_> {
    /// Plans what a resolution comes to.
    pub(crate) fn plan_decision(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        by: &Incoming,
        patch: &Patch,
    ) -> Result<(), Stop> {
        let refuse = |rule| rejected(Some(patch.record), Invalid::new("resolution", rule));
        let Some((revision, conflict)) = self.conflict(draft, patch.record)? else {
            return Err(BranchError::not_found("conflict", patch.record).into());
        };
        let Some(FieldPatch::Set { value, saw }) = patch.fields.get("resolution") else {
            return Err(refuse(Rule::Type));
        };
        let mut resolution = Resolution::from_value(value).map_err(refuse)?;
        let for_supervisors = conflict.kind != ConflictKind::Field;
        if resolution.by != by.author || (for_supervisors && by.role < AgentRole::Supervisor) {
            return Err(refuse(Rule::Role));
        }
        let earlier = self.earlier(&revision, &conflict, saw)?;
        if earlier.is_some_and(|earlier| earlier.seen) {
            // What an earlier resolution judged stays judged by one that saw it.
            let judged = conflict.resolution.iter().flat_map(|resolution| resolution.candidates.clone());
            resolution.candidates.extend(judged);
            resolution.candidates.sort();
            resolution.candidates.dedup();
        }
        let decision = Decision { by, revision, conflict, resolution, earlier };
        match decision.conflict.kind {
            ConflictKind::Field => self.plan_field_decision(draft, arrival, decision),
            ConflictKind::Receipt => self.plan_receipt_decision(draft, arrival, decision),
            ConflictKind::Duplicate => self.plan_duplicate_decision(draft, arrival, decision),
        }
    }

    /// The resolution that stands, as far as the merge asks.
    fn earlier(&self, revision: &Revision, conflict: &Conflict, saw: &[ChangeId]) -> Result<Option<Earlier>> {
        let Some(resolution) = &conflict.resolution else { return Ok(None) };
        let Some(change) = revision.writers.of_field("resolution").last().copied() else { return Ok(None) };
        let unknown = Timing { captured_ms: resolution.at_ms, trusted: true };
        Ok(Some(Earlier {
            change,
            seen: saw.contains(&change),
            role: self.role(&resolution.by)?.unwrap_or(AgentRole::PerisaiAgent),
            timing: self.tx.timing(change)?.unwrap_or(unknown),
        }))
    }

    fn plan_field_decision(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        mut decision: Decision<'_>,
    ) -> Result<(), Stop> {
        let conflict = &decision.conflict;
        let kind = self.kind(&conflict.record_kind)?;
        let (Some(record), Some(field)) = (conflict.records.first().copied(), conflict.field.clone()) else {
            return Err(damaged(Conflict::KIND, decision.revision.record).into());
        };
        let Some(mut target) = self.drafted(draft, kind, record)? else { return Err(damaged(kind, record).into()) };
        let before = target.clone();
        let writers = target.writers.of_field(&field).to_vec();
        let present = target.fields.get(&field).cloned().unwrap_or_default();
        if let Some(choice) = decision.resolution.choice {
            let value = self.value_set_by(choice, kind, &field)?;
            decision.resolution.choice = Some(as_listed(conflict, &writers, choice, value.as_ref()));
        }
        let resolved =
            plan_resolution(conflict, (&writers, &present), decision.earlier, &decision.resolution, decision.by);
        let place = |_: &Candidate| LostField { record, field: field.clone() };
        let chosen = decision.resolution.choice;
        // Of several who set the same value, one that the decision names: it is judged with the value.
        let named = writers.iter().find(|writer| decision.resolution.candidates.contains(writer));
        let writer = named.or(writers.last()).copied().unwrap_or_default();
        let standing = self.candidate(arrival, writer, present.clone())?;
        let Some((mut conflict, sets)) = self.conclude(draft, &decision, resolved, standing, &place) else {
            self.touch_only(draft, decision);
            return Ok(());
        };
        match sets {
            Some(value) if value != present => {
                for writer in writers {
                    draft.became.push((writer, LostField { record, field: field.clone() }, Became::Lost));
                }
                if value.is_null() {
                    target.fields.remove(&field);
                } else {
                    target.fields.insert(field.clone(), value.clone());
                }
                target.writers.set_field(&field, arrival.id);
                conflict.standing = Some(arrival.candidate(value));
            }
            Some(_) => target.writers.join_field(&field, arrival.id),
            None if chosen.is_some_and(|choice| writers.contains(&choice)) => {
                target.writers.join_field(&field, arrival.id);
            }
            None => {}
        }
        draft.put(kind, Some(before), target);
        self.put_decided(draft, arrival, decision.revision, conflict);
        Ok(())
    }

    /// The value that a change set in a field; none where it set none, or has not arrived.
    fn value_set_by(&self, change: ChangeId, kind: &KindSpec, field: &str) -> Result<Option<Value>, Stop> {
        let Some(row) = self.tx.change(change)? else { return Ok(None) };
        let set =
            row.body.patches.iter().filter(|patch| patch.kind == kind.name).find_map(|patch| patch.fields.get(field));
        Ok(match set {
            Some(FieldPatch::Set { value, .. }) => Some(value.clone()),
            Some(FieldPatch::Gather { .. }) | None => None,
        })
    }

    fn plan_receipt_decision(&self, draft: &mut Draft, arrival: &Arrival, decision: Decision<'_>) -> Result<(), Stop> {
        let month = decision.conflict.field.clone().unwrap_or_default();
        let place = |candidate: &Candidate| LostField {
            record: candidate.value.as_text().and_then(|id| id.parse().ok()).unwrap_or(decision.revision.record),
            field: month_place(&month),
        };
        let Some(standing) = decision.conflict.standing.clone() else {
            return Err(damaged(Conflict::KIND, decision.revision.record).into());
        };
        let resolved = plan_resolution(
            &decision.conflict,
            (&[standing.change], &standing.value),
            decision.earlier,
            &decision.resolution,
            decision.by,
        );
        let choice = decision.resolution.choice;
        let concluded = self.conclude(draft, &decision, resolved, Some(standing.clone()), &place);
        let Some((mut conflict, sets)) = concluded else {
            self.touch_only(draft, decision);
            return Ok(());
        };
        if sets.is_some_and(|value| value != standing.value) {
            draft.became.push((standing.change, place(&standing), Became::Lost));
            conflict.standing = conflict.candidates.iter().find(|candidate| Some(candidate.change) == choice).cloned();
        }
        self.put_decided(draft, arrival, decision.revision, conflict);
        Ok(())
    }

    fn plan_duplicate_decision(
        &self,
        draft: &mut Draft,
        arrival: &Arrival,
        decision: Decision<'_>,
    ) -> Result<(), Stop> {
        let refuse = |rule| rejected(Some(decision.revision.record), Invalid::new("resolution", rule));
        let survivor = decision.resolution.survivor;
        let merged_before = decision.conflict.resolution.as_ref().and_then(|resolution| resolution.survivor);
        let other = |one: RecordId| decision.conflict.records.iter().copied().find(|record| *record != one);
        if survivor.is_some_and(|survivor| !decision.conflict.records.contains(&survivor)) {
            return Err(refuse(Rule::Enum));
        }
        let nothing = (&[][..], &Value::Null);
        let resolved =
            plan_resolution(&decision.conflict, nothing, decision.earlier, &decision.resolution, decision.by);
        let Resolved::Stands { resolution, .. } = resolved else {
            draft.became.push((arrival.id, resolution_of(decision.revision.record), Became::Lost));
            self.touch_only(draft, decision);
            return Ok(());
        };
        if let Some(earlier) = decision.earlier.filter(|earlier| !earlier.seen) {
            draft.became.push((earlier.change, resolution_of(decision.revision.record), Became::Lost));
        }
        if merged_before != survivor {
            if let Some(absorbed) = merged_before.and_then(other) {
                self.plan_merged_into(draft, arrival, absorbed, None)?;
            }
            if let Some(absorbed) = survivor.and_then(other) {
                self.plan_merged_into(draft, arrival, absorbed, survivor)?;
            }
        }
        let mut conflict = decision.conflict.clone();
        conflict.resolution = Some(resolution);
        conflict.status = ConflictStatus::Resolved;
        self.put_decided(draft, arrival, decision.revision, conflict);
        Ok(())
    }

    /// What is the same for every conflict between values: the losers, the chosen one, what stays open. None
    /// where an earlier resolution stands against this one.
    fn conclude(
        &self,
        draft: &mut Draft,
        decision: &Decision<'_>,
        resolved: Resolved,
        standing: Option<Candidate>,
        place: &dyn Fn(&Candidate) -> LostField,
    ) -> Option<(Conflict, Option<Value>)> {
        let mut conflict = decision.conflict.clone();
        let Resolved::Stands { resolution, sets, losers, .. } = resolved else {
            draft.became.push((decision.by.change, resolution_of(decision.revision.record), Became::Lost));
            return None;
        };
        if let Some(earlier) = decision.earlier.filter(|earlier| !earlier.seen) {
            draft.became.push((earlier.change, resolution_of(decision.revision.record), Became::Lost));
        }
        for loser in &losers {
            draft.became.push((loser.change, place(loser), Became::Lost));
        }
        let chosen = conflict.candidates.iter().find(|candidate| Some(candidate.change) == resolution.choice);
        if let (Some(chosen), true) = (chosen, sets.is_some()) {
            draft.became.push((chosen.change, place(chosen), Became::Stands));
        }
        if sets.is_some() {
            // The value that gives way can still be chosen by one who did not see this decision.
            let outranked = decision.earlier.filter(|earlier| !earlier.seen).map(|earlier| earlier.change);
            let kept = standing.filter(|old| {
                let listed = conflict.candidates.iter().any(|other| other.change == old.change);
                !listed && Some(old.change) != outranked
            });
            conflict.candidates.extend(kept);
        }
        conflict.resolution = Some(resolution);
        for candidate in &conflict.candidates {
            if is_waiting(&conflict, candidate) {
                draft.became.push((candidate.change, place(candidate), Became::Waits(decision.revision.record)));
            }
        }
        let open = conflict.candidates.iter().any(|candidate| is_waiting(&conflict, candidate));
        conflict.status = if open { ConflictStatus::Open } else { ConflictStatus::Resolved };
        Some((conflict, sets))
    }

    /// The decision is kept in the conflict's history and changes nothing.
    fn touch_only(&self, draft: &mut Draft, decision: Decision<'_>) {
        draft.put(Conflict::KIND, Some(decision.revision.clone()), decision.revision);
    }

    fn put_decided(&self, draft: &mut Draft, arrival: &Arrival, before: Revision, conflict: Conflict) {
        let id = before.record;
        let mut writers = before.writers.clone();
        writers.set_field("resolution", arrival.id);
        let after = Revision { fields: conflict.into_document(), writers, ..before.clone() };
        draft.put(Conflict::KIND, Some(before), Revision { record: id, ..after });
    }
}

/// The place of a contribution month, as verdicts name it.
pub(crate) fn month_place(month: &str) -> String {
    format!("contribution_months={month}")
}

fn resolution_of(conflict: RecordId) -> LostField {
    LostField { record: conflict, field: "resolution".to_owned() }
}
