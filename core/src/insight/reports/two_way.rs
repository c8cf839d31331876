//! Report 11: whether those who ask are answered, and by which ways people talk.

use std::collections::HashMap;

use super::Scope;
use crate::domain::kinds::{Channel, Direction};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::{CivilDate, RecordId};
use crate::insight::due::ANSWER_WORKING_DAYS;
use crate::insight::measure::Measure;
use crate::insight::people::People;
use crate::insight::report::{Dimension, Draft, Key, WhyLeftOut};
use crate::insight::statistics::share;

/// Of the incoming conversations, the share that an outgoing one answers within two working days after the day of the
/// question. One that still has time is not counted, answered or not: of those answered alone, all are. And the share of
/// conversations by each way.
pub(super) fn write(scope: &Scope<'_>, draft: &mut Draft) {
    let holidays = scope.list::<PublicHolidays>();
    let mut answered: HashMap<RecordId, CivilDate> = HashMap::new();
    for reply in scope.facts.encounters.iter().filter(|reply| reply.day <= scope.as_of) {
        if let Some(question) = reply.record.answers {
            let day = answered.entry(question.0).or_insert(reply.day);
            *day = (*day).min(reply.day);
        }
    }
    let working_days_after = |asked: CivilDate, until: CivilDate| match asked.add_days(1) {
        Some(next) => holidays.working_days(next, until),
        None => 0,
    };
    let (mut in_time, mut open) = (0, 0);
    let mut due = Vec::new();
    for question in scope.within(&scope.facts.encounters) {
        if question.record.direction != Direction::Incoming {
            continue;
        }
        if working_days_after(question.day, scope.as_of) <= ANSWER_WORKING_DAYS {
            open += 1;
            continue;
        }
        due.push((question.record.worker.0, question.id));
        let is_in_time = |day: &CivilDate| working_days_after(question.day, *day) <= ANSWER_WORKING_DAYS;
        in_time += u64::from(answered.get(&question.id).is_some_and(is_in_time));
    }
    draft.line_about(&[], Measure::AnsweredInTime, share(in_time, due.len() as u64), &People::of_records(due));
    write_channels(scope, draft);
    draft.leave_out(WhyLeftOut::NotYetKnown, open);
}

/// The ways that conversations took.
fn write_channels(scope: &Scope<'_>, draft: &mut Draft) {
    let talks: Vec<_> = scope.within(&scope.facts.encounters).collect();
    let people = People::of_records(talks.iter().map(|talk| (talk.record.worker.0, talk.id)));
    for channel in Channel::ALL {
        let count = talks.iter().filter(|talk| talk.record.channel == *channel).count() as u64;
        let by = [Key::new(Dimension::Channel, channel)];
        draft.line_about(&by, Measure::ChannelShare, share(count, talks.len() as u64), &people);
    }
}
