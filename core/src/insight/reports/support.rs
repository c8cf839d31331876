//! Report 15: support used, and who stays when it ends.

use std::collections::BTreeMap;

use super::Scope;
use super::retention::Paid;
use crate::domain::kinds::{Registration, RegistrationStatus};
use crate::insight::Estimate;
use crate::insight::facts::Fact;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key, WhyLeftOut};
use crate::insight::statistics::share;

/// Per support: registrations that name it, of its quota; and of the workers whose supported months have passed, with
/// grace, the share with the month after paid.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let paid = Paid::of(scope);
    let mut users: BTreeMap<_, Vec<&Fact<Registration>>> = BTreeMap::new();
    for registration in scope.within(&scope.facts.registrations) {
        use RegistrationStatus::{Cancelled, Draft, Rejected};
        let counts = !matches!(registration.record.status, Draft | Cancelled | Rejected);
        if let Some(support) = registration.record.support.filter(|_| counts) {
            users.entry(support.0).or_default().push(registration);
        }
    }
    let mut not_yet = 0;
    for support in scope.facts.supports.iter().filter(|support| support.day <= scope.as_of) {
        let by = [Key::new(Dimension::Support, support.id)];
        let users = users.get(&support.id).map_or(&[][..], Vec::as_slice);
        if let Some(quota) = support.record.quota.filter(|quota| *quota > 0) {
            let count = u32::try_from(users.len()).unwrap_or(u32::MAX);
            // A quota is a limit, not a sample: it may be overrun, and has no interval.
            let used = Estimate::of(f64::from(count) / f64::from(quota), quota.into(), None);
            let people = People::of_records(users.iter().map(|made| (made.record.worker.0, made.id)));
            draft.line_about(&by, Measure::QuotaUsed, used, &people);
        }
        let (mut stayed, mut over) = (0, Vec::new());
        for user in users {
            let months = i32::try_from(user.record.period_months).unwrap_or(i32::MAX);
            let Some(next) = user.record.start_month.add_months(months) else { continue };
            // Also of those who have paid: before its time, all that are known are those who have.
            if paid.is_closed(next) {
                over.push((user.record.worker.0, user.id));
                stayed += u64::from(paid.has_paid(user.record.worker.0, next));
            } else {
                not_yet += 1;
            }
        }
        draft.line_about(&by, Measure::PaidOn, share(stayed, over.len() as u64), &People::of_records(over));
    }
    draft.leave_out(WhyLeftOut::NotYetKnown, not_yet);
}
