//! Report 3: what is objected, and which bridges resolve it.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use crate::domain::RecordId;
use crate::domain::kinds::{ObjectionCode, ObjectionOutcome};
use crate::insight::measure::Measure;
use crate::insight::report::{Dimension, Draft, Key};
use crate::insight::statistics::{resolved_shares, share};

/// Of the workers talked with, the share who objected it; and per message or argument that was offered, the share of
/// objections resolved, drawn towards all bridges.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let codes = scope.message_codes();
    let mut talked_with: BTreeSet<RecordId> =
        scope.within(&scope.facts.encounters).map(|encounter| encounter.record.worker.0).collect();
    let mut raised: BTreeMap<ObjectionCode, BTreeSet<RecordId>> = BTreeMap::new();
    let mut bridges: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for objection in scope.within(&scope.facts.objections) {
        let record = &objection.record;
        // Whoever objects was talked with, though the conversation itself may not have arrived.
        talked_with.insert(record.worker.0);
        raised.entry(record.code).or_default().insert(record.worker.0);
        let message =
            record.bridge.map(|bridge| codes.get(&bridge.0).map_or_else(|| bridge.to_string(), ToString::to_string));
        if let Some(bridge) = message.or_else(|| record.argument.map(|argument| argument.to_string())) {
            let (resolved, offered) = bridges.entry(bridge).or_default();
            *resolved += u64::from(record.outcome == ObjectionOutcome::Resolved);
            *offered += 1;
        }
    }
    for code in ObjectionCode::ALL {
        let count = raised.get(code).map_or(0, BTreeSet::len) as u64;
        draft.line(
            &[Key::new(Dimension::Objection, code)],
            Measure::Prevalence,
            share(count, talked_with.len() as u64),
        );
    }
    let counts: Vec<(u64, u64)> = bridges.values().copied().collect();
    for (bridge, estimate) in bridges.keys().zip(resolved_shares(&counts)) {
        draft.line(&[Key::new(Dimension::Bridge, bridge)], Measure::Resolved, estimate);
    }
}
