//! Whom a figure tells of, where its n alone does not say so.
//!
//! Most figures are of persons, each once, and what counts of a person is the same whatever is asked: their n says how many
//! people they tell of. Where n counts objections, questions, cards or a target, or where another month brings another
//! record of the same person to count, a report says who stands behind the figure.
//!
//! Some figures tell of no worker, whatever their n: trust and promises are of a figure's office, by the notes of those who
//! call on it; events, evaluations, decisions and how long conflicts have waited are the branch's own work; certificates are
//! counted in agents; targets and populations are published.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::estimate::SHOWN_FROM_N;
use crate::domain::{Month, RecordId};

/// What of a person counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A record.
    Record(RecordId),
    /// That something was reached in a month.
    Month(Month),
}

/// The people behind a figure, each with what of theirs counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct People(Vec<(RecordId, Part)>);

impl People {
    /// Of persons and what counts of them, in any order.
    pub(super) fn of(parts: impl IntoIterator<Item = (RecordId, Part)>) -> Rc<Self> {
        let mut parts: Vec<_> = parts.into_iter().collect();
        parts.sort_unstable();
        parts.dedup();
        Rc::new(Self(parts))
    }

    /// Of persons and the records that count of them, in any order.
    pub(super) fn of_records(records: impl IntoIterator<Item = (RecordId, RecordId)>) -> Rc<Self> {
        Self::of(records.into_iter().map(|(person, record)| (person, Part::Record(record))))
    }

    /// How many persons.
    pub(super) fn count(&self) -> u64 {
        self.0.chunk_by(|(one, _), (other, _)| one == other).count() as u64
    }

    /// Of how many persons something else counts here than there; looked no further where they are not few.
    pub(super) fn apart(&self, other: &Self) -> u64 {
        let (mut here, mut there) = (self.0.as_slice(), other.0.as_slice());
        let mut apart = BTreeSet::new();
        while (apart.len() as u64) < SHOWN_FROM_N {
            let (person, rest_here, rest_there) = match (here, there) {
                ([one, here @ ..], [other, there @ ..]) if one == other => (None, here, there),
                ([one, rest @ ..], [other, ..]) if one < other => (Some(one.0), rest, there),
                ([one, rest @ ..], []) => (Some(one.0), rest, there),
                (_, [other, rest @ ..]) => (Some(other.0), here, rest),
                ([], []) => break,
            };
            apart.extend(person);
            (here, there) = (rest_here, rest_there);
        }
        apart.len() as u64
    }

    /// How many persons have something that counts here and in none of the parts.
    pub(super) fn count_without<'a>(&self, parts: impl Iterator<Item = &'a Self>) -> u64 {
        let parts: BTreeSet<_> = parts.flat_map(|part| &part.0).collect();
        let left = self.0.iter().filter(|part| !parts.contains(part)).map(|(person, _)| person);
        left.collect::<BTreeSet<_>>().len() as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(number: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(number))
    }

    fn people(parts: &[(u128, u128)]) -> Rc<People> {
        People::of_records(parts.iter().map(|(worker, record)| (person(*worker), person(*record))))
    }

    #[test]
    fn five_records_of_one_are_one() {
        assert_eq!(people(&[(1, 10), (1, 11), (1, 12), (1, 13), (1, 14)]).count(), 1);
        assert_eq!(people(&[(1, 10), (2, 11), (1, 10)]).count(), 2);
        assert_eq!(people(&[]).count(), 0);
    }

    #[test]
    fn who_has_a_record_more_or_another_one_is_apart() {
        let some = people(&[(1, 10), (2, 20), (3, 30)]);
        assert_eq!(some.apart(&some), 0);
        assert_eq!(some.apart(&people(&[(1, 10), (1, 11), (1, 12), (2, 21), (3, 30)])), 2);
        assert_eq!(some.apart(&people(&[])), 3);
    }

    #[test]
    fn what_is_in_no_part_is_left() {
        let whole = people(&[(1, 10), (1, 11), (2, 20), (3, 30)]);
        let parts = [people(&[(1, 10)]), people(&[(3, 30)])];
        assert_eq!(whole.count_without(parts.iter().map(Rc::as_ref)), 2);
    }

    proptest! {
        #[test]
        fn apart_is_how_many_persons_the_difference_of_both_is_of_up_to_five(
            one in proptest::collection::vec((0..9_u128, 0..4_u128), 0..30),
            other in proptest::collection::vec((0..9_u128, 0..4_u128), 0..30),
        ) {
            let (set, other_set): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
            let differ: BTreeSet<u128> = set.symmetric_difference(&other_set).map(|(worker, _)| *worker).collect();
            prop_assert_eq!(people(&one).apart(&people(&other)), (differ.len() as u64).min(5));
        }
    }
}
