//! Report 3: what is objected, and which bridges resolve it.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use crate::domain::RecordId;
use crate::domain::kinds::{ObjectionCode, ObjectionOutcome};
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key};
use crate::insight::statistics::{resolved_shares, share};

/// Objections that met a bridge.
#[derive(Default)]
struct Met {
    resolved: u64,
    offered: u64,
    /// Who objected, and what.
    by: Vec<(RecordId, RecordId)>,
}

/// Of the workers talked with, the share who objected it; and per message or argument that was offered, the share of
/// objections resolved, drawn towards all bridges.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let codes = scope.message_codes();
    let mut talks: Vec<(RecordId, RecordId)> =
        scope.within(&scope.facts.encounters).map(|encounter| (encounter.record.worker.0, encounter.id)).collect();
    let mut raised: BTreeMap<ObjectionCode, BTreeSet<RecordId>> = BTreeMap::new();
    let mut bridges: BTreeMap<String, Met> = BTreeMap::new();
    for objection in scope.within(&scope.facts.objections) {
        let record = &objection.record;
        // Whoever objects was talked with, though the conversation itself may not have arrived.
        talks.push((record.worker.0, objection.id));
        raised.entry(record.code).or_default().insert(record.worker.0);
        let message =
            record.bridge.map(|bridge| codes.get(&bridge.0).map_or_else(|| bridge.to_string(), ToString::to_string));
        if let Some(bridge) = message.or_else(|| record.argument.map(|argument| argument.to_string())) {
            let met = bridges.entry(bridge).or_default();
            met.resolved += u64::from(record.outcome == ObjectionOutcome::Resolved);
            met.offered += 1;
            met.by.push((record.worker.0, objection.id));
        }
    }
    let talked_with = People::of_records(talks);
    for code in ObjectionCode::ALL {
        let count = raised.get(code).map_or(0, BTreeSet::len) as u64;
        let by = [Key::new(Dimension::Objection, code)];
        draft.line_about(&by, Measure::Prevalence, share(count, talked_with.count()), &talked_with);
    }
    let counts: Vec<(u64, u64)> = bridges.values().map(|met| (met.resolved, met.offered)).collect();
    for ((bridge, met), estimate) in bridges.into_iter().zip(resolved_shares(&counts)) {
        draft.line_about(
            &[Key::new(Dimension::Bridge, bridge)],
            Measure::Resolved,
            estimate,
            &People::of_records(met.by),
        );
    }
}
