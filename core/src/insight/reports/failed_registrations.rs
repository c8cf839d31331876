//! Report 7: registrations that came to nothing, or came back.

use std::collections::BTreeMap;

use super::{Scope, handed_in};
use crate::domain::kinds::{FailureCause, Registration, RegistrationStatus};
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key};
use crate::insight::statistics::{median, share};

const HOUR_MS: f64 = 3_600_000.0;

/// Of the registrations handed in, the share that failed by each cause, each registration once a cause; and the median
/// hours until such a one moved on.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let registrations: Vec<_> =
        scope.within(&scope.facts.registrations).filter(|registration| handed_in(registration).is_some()).collect();
    write_causes(&registrations, &[], draft);
    let (mut hours, mut resolved) = (Vec::new(), Vec::new());
    for registration in registrations {
        let of_one = hours_to_resolve(registration);
        resolved.extend((!of_one.is_empty()).then_some((registration.record.worker.0, registration.id)));
        hours.extend(of_one);
    }
    draft.line_about(&[], Measure::HoursToResolve, median(&hours), &People::of_records(resolved));
}

/// The share of registrations that failed, by cause.
pub(super) fn write_causes(registrations: &[&Fact<Registration>], by: &[Key], draft: &mut Draft) {
    let mut causes: BTreeMap<FailureCause, u64> = BTreeMap::new();
    for registration in registrations {
        let mut of_one: Vec<FailureCause> = failures(registration).map(|(_, cause)| cause).collect();
        of_one.sort_unstable();
        of_one.dedup();
        for cause in of_one {
            *causes.entry(cause).or_default() += 1;
        }
    }
    let people = People::of_records(registrations.iter().map(|made| (made.record.worker.0, made.id)));
    for cause in FailureCause::ALL {
        let by: Vec<Key> = by.iter().cloned().chain([Key::new(Dimension::Cause, cause)]).collect();
        let count = causes.get(cause).copied().unwrap_or_default();
        draft.line_about(&by, Measure::FailureShare, share(count, registrations.len() as u64), &people);
    }
}

/// The moves into a status that is a failure, each with its place and cause. A suspected duplicate that nobody gave a cause
/// for is one of who is registered already.
fn failures(registration: &Fact<Registration>) -> impl Iterator<Item = (usize, FailureCause)> {
    use RegistrationStatus::{Cancelled, DuplicateSuspected, NeedsCorrection, Rejected};
    registration.record.moves.iter().enumerate().filter_map(|(at, made)| {
        let by_default = match made.status {
            DuplicateSuspected => FailureCause::AlreadyRegistered,
            NeedsCorrection | Rejected | Cancelled => FailureCause::Other,
            _ => return None,
        };
        Some((at, made.cause.unwrap_or(by_default)))
    })
}

fn hours_to_resolve(registration: &Fact<Registration>) -> Vec<f64> {
    let moves = &registration.record.moves;
    let span = |(at, _): (usize, FailureCause)| {
        let next = moves.get(at + 1)?;
        let ms = i32::try_from((next.at.0 - moves[at].at.0) / 1000).ok()?;
        Some(f64::from(ms) * 1000.0 / HOUR_MS)
    };
    failures(registration).filter_map(span).collect()
}
