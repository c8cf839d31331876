//! Report 12: whether the field's evidence changes the plan, in time.

use super::Scope;
use crate::insight::measure::Measure;
use crate::insight::report::Draft;
use crate::insight::statistics::share;

/// Decisions on time of those that were due by now, and decisions that cite records of all decisions.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let (mut due, mut in_time, mut decided, mut citing) = (0, 0, 0, 0);
    for evaluation in scope.within(&scope.facts.evaluations) {
        let record = &evaluation.record;
        let decided_on = record.decision.as_ref().and(record.decided_at).and_then(|at| scope.facts.home.date_of(at.0));
        if let Some(deadline) = record.deadline {
            // One that still has time is not due, decided or not, and neither is one that nobody set a day for.
            if deadline < scope.as_of {
                due += 1;
                in_time += u64::from(decided_on.is_some_and(|day| day <= deadline));
            }
        }
        if record.decision.is_some() {
            decided += 1;
            citing += u64::from(!record.evidence.is_empty());
        }
    }
    draft.line(&[], Measure::DecidedInTime, share(in_time, due));
    draft.line(&[], Measure::CitingRecords, share(citing, decided));
}
