//! What may not be worked out from two answers: a figure is suppressed where it stands beside one on one to four more.
//!
//! Held against each other are the answers to one question on one day: with conditions taken away, with the period longer
//! or shorter at one end, by fewer keys, and a whole with its parts. Compared are the n, and, where the n does not say it,
//! the people of whom something else counts.
//!
//! Not guarded is what a figure of many says of few: that 3 of 523 reached a step is shown, as is a share of 3 in 10. Such
//! figures rest on everybody among whom was counted, and to blank the count alone would hide nothing: the n of the next
//! step's conversion is that count, and its share times n is too. Nor are three answers and more, as a whole less all its
//! villages asked one by one, nor two days: what one person did today stands between yesterday's answer and today's.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::estimate::{Estimate, SHOWN_FROM_N};
use super::filter::Filter;
use super::measure::Measure;
use super::people::People;
use super::report::{Dimension, Draft, Drafted, FindingKind, Key, WhyLeftOut};

/// Dimensions by whose groups a whole is divided: what one of them hides, or who is in none, could be had from the whole
/// less the others.
const PARTITIONS: [Dimension; 7] = [
    Dimension::Village,
    Dimension::Segment,
    Dimension::Figure,
    Dimension::Cohort,
    Dimension::Payer,
    Dimension::Agent,
    Dimension::Month,
];

/// Measures that are reckoned from what was realised, and from what is published.
const FROM_REALISED: [Measure; 3] = [Measure::Attainment, Measure::Pace, Measure::RateRequired];

/// What a measure rests on, per group.
type Counts = HashMap<(Measure, Vec<Key>), RestsOn>;

/// How many a figure rests on, and who is behind it where its n does not say so.
struct RestsOn {
    n: u64,
    people: Option<Rc<People>>,
}

impl RestsOn {
    fn of(drafted: &Drafted) -> Self {
        Self { n: drafted.line.estimate.n(), people: drafted.people.clone() }
    }

    /// Whether one to four make the difference.
    fn is_near(&self, other: &Self) -> bool {
        let few = 1..SHOWN_FROM_N;
        // What is of one to four people is shown nowhere, and nothing can be taken from it.
        let are_shown = |people: &People| !few.contains(&people.count());
        let people = self.people.as_deref().zip(other.people.as_deref());
        few.contains(&self.n.abs_diff(other.n))
            || people.is_some_and(|(one, other)| are_shown(other) && few.contains(&one.apart(other)))
    }

    /// Whether the same counts of the same people.
    fn is_same(&self, other: &Self) -> bool {
        self.n == other.n && self.people == other.people
    }
}

/// A figure that would be shown.
struct Figure {
    at: usize,
    rests_on: RestsOn,
    measure: Measure,
    /// Its group, and all that have fewer keys.
    groups: Vec<Vec<Key>>,
    is_told_apart: bool,
}

/// A figure's groups that are the same in another answer, a bit each.
type Same = u32;

impl Figure {
    fn of(at: usize, drafted: &Drafted) -> Self {
        let line = &drafted.line;
        Self {
            at,
            rests_on: RestsOn::of(drafted),
            measure: whole_of(line.measure),
            groups: with_fewer_keys(&line.by),
            is_told_apart: false,
        }
    }

    /// Holds it against another answer, and says which of its groups are the same there.
    fn hold_against(&mut self, other: &Counts) -> Same {
        let mut same = 0;
        for (bit, by) in self.groups.iter().enumerate() {
            let Some(other) = other.get(&(self.measure, by.clone())) else { continue };
            self.is_told_apart |= self.rests_on.is_near(other);
            same |= Same::from(self.rests_on.is_same(other)) << bit;
        }
        same
    }
}

/// The answers to a question beside which its figures are held, each computed once.
struct Beside<W> {
    figures: Vec<Figure>,
    write: W,
    held: Vec<(Filter, Vec<Same>)>,
}

impl<W: Fn(&Filter) -> Draft> Beside<W> {
    fn hold_against(&mut self, filter: &Filter) -> Vec<Same> {
        if let Some((_, same)) = self.held.iter().find(|(held, _)| held == filter) {
            return same.clone();
        }
        let other = counts(&(self.write)(filter).lines);
        let same: Vec<Same> = self.figures.iter_mut().map(|figure| figure.hold_against(&other)).collect();
        self.held.push((filter.clone(), same.clone()));
        same
    }

    /// Goes on from period to period until every figure has met one that differs: further ones differ by more. What is
    /// the same at the end of the way was the same all along.
    fn walk(&mut self, periods: &[Filter]) {
        let mut open = vec![Same::MAX; self.figures.len()];
        let end = periods.len().saturating_sub(1);
        let near_then_far = [0, end].into_iter().chain(1..end).take(periods.len());
        for at in near_then_far {
            let same = self.hold_against(&periods[at]);
            for ((open, same), figure) in open.iter_mut().zip(same).zip(&self.figures) {
                *open &= if figure.is_told_apart {
                    0
                } else if at == end {
                    !same
                } else {
                    same
                };
            }
            if open.iter().all(|open| *open == 0) {
                return;
            }
        }
    }
}

/// Suppresses what differs by one to four from the same question asked otherwise: with conditions of the filter taken away
/// or its period longer or shorter (`periods`, the next first, at each end and either way), with fewer keys of a group, or
/// both. Where the whole less the groups that are shown would be one to four, the smallest of these is suppressed too.
/// `write` answers the question for another filter.
pub(super) fn guard(draft: &mut Draft, relaxed: &[Filter], periods: &[Vec<Filter>], write: impl Fn(&Filter) -> Draft) {
    let shown = draft.lines.iter().enumerate().filter(|(_, drafted)| drafted.is_shown());
    let mut figures: Vec<Figure> = shown.map(|(at, drafted)| Figure::of(at, drafted)).collect();
    let too_few = (draft.lines.len() - figures.len()) as u64;
    let own = counts(&draft.lines);
    for figure in &mut figures {
        figure.hold_against(&own);
    }
    let mut beside = Beside { figures, write, held: Vec::new() };
    for filter in relaxed {
        beside.hold_against(filter);
    }
    for periods in periods {
        beside.walk(periods);
    }
    let mut hidden = 0;
    for figure in beside.figures.iter().filter(|figure| figure.is_told_apart) {
        hidden += hide(&mut draft.lines[figure.at].line.estimate);
    }
    hidden += hide_complements(&mut draft.lines);
    hidden += hide_what_follows(&mut draft.lines);
    unsay(draft);
    draft.leave_out(WhyLeftOut::TooFew, too_few);
    draft.leave_out(WhyLeftOut::Differencing, hidden);
}

fn hide(estimate: &mut Estimate) -> u64 {
    let was_shown = estimate.value().is_some();
    *estimate = estimate.suppressed();
    was_shown.into()
}

/// The measure whose lines tell of the same people: a shrunk W stands for groups only, its whole is that of W.
const fn whole_of(measure: Measure) -> Measure {
    match measure {
        Measure::WorldviewShrunk => Measure::Worldview,
        measure => measure,
    }
}

fn counts(lines: &[Drafted]) -> Counts {
    lines.iter().map(|drafted| ((drafted.line.measure, drafted.line.by.clone()), RestsOn::of(drafted))).collect()
}

/// The keys, and the same with some of them taken away, in every way; groups have few.
fn with_fewer_keys(by: &[Key]) -> Vec<Vec<Key>> {
    let mut all = vec![Vec::new()];
    for key in by {
        let with: Vec<Vec<Key>> = all.iter().map(|by| [by.as_slice(), std::slice::from_ref(key)].concat()).collect();
        all.extend(with);
    }
    all
}

fn hide_complements(lines: &mut [Drafted]) -> u64 {
    let mut tables: BTreeMap<(Measure, Dimension, Vec<Key>), Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().map(|drafted| &drafted.line).enumerate() {
        for (place, key) in line.by.iter().enumerate().filter(|(_, key)| PARTITIONS.contains(&key.dimension)) {
            let others = [&line.by[..place], &line.by[place + 1..]].concat();
            tables.entry((line.measure, key.dimension, others)).or_default().push(at);
        }
    }
    let mut hidden = 0;
    for ((measure, dimension, others), rows) in tables {
        let is_whole = |drafted: &Drafted| drafted.line.measure == whole_of(measure) && drafted.line.by == others;
        let Some(whole) = lines.iter().position(is_whole) else { continue };
        // The n of what stands by month is a target.
        let n_counts_people = dimension != Dimension::Month;
        // Where groups overlap, the next smallest may be had when the smallest is hidden.
        while let Some(at) = smallest_beside_a_few(lines, whole, &rows, n_counts_people) {
            hidden += hide(&mut lines[at].line.estimate);
        }
    }
    hidden
}

/// The smallest of the groups that are shown and are of anybody, where the whole less all of these tells of one to four.
fn smallest_beside_a_few(lines: &[Drafted], whole: usize, rows: &[usize], n_counts_people: bool) -> Option<usize> {
    let few = 1..SHOWN_FROM_N;
    let n = |at: usize| lines[at].line.estimate.n();
    let people = |at: usize| lines[at].people.as_deref();
    let shown: Vec<usize> = rows.iter().copied().filter(|at| lines[*at].is_shown()).collect();
    let n_not_shown = n(whole).saturating_sub(shown.iter().map(|at| n(*at)).sum());
    let people_not_shown =
        people(whole).map_or(0, |whole| whole.count_without(shown.iter().filter_map(|at| people(*at))));
    let is_few = n_counts_people && few.contains(&n_not_shown) || few.contains(&people_not_shown);
    let size = |at: usize| people(at).map_or(n(at), People::count);
    let smallest = shown.into_iter().filter(|at| size(*at) > 0).min_by_key(|at| (size(*at), *at));
    smallest.filter(|_| is_few)
}

/// Hides what is reckoned from a realisation that is hidden: its share of the target and the pace, and the split of the gap,
/// from which each of its steps could be had.
fn hide_what_follows(lines: &mut [Drafted]) -> u64 {
    let realised = lines.iter().filter(|drafted| drafted.line.measure == Measure::Realised && !drafted.is_shown());
    let not_shown: Vec<Vec<Key>> = realised.map(|drafted| drafted.line.by.clone()).collect();
    let is_step = |by: &Vec<Key>, step: &Key| by.len() == 1 && by[0].value == step.value;
    let gap = |drafted: &&Drafted| drafted.line.measure == Measure::GapShare;
    let mut steps = lines.iter().filter(gap).flat_map(|drafted| &drafted.line.by);
    let gap_is_hidden = steps.any(|step| not_shown.iter().any(|by| is_step(by, step)));
    let mut hidden = 0;
    for Drafted { line, .. } in lines {
        let from_one = FROM_REALISED.contains(&line.measure) && not_shown.contains(&line.by);
        if from_one || gap_is_hidden && line.measure == Measure::GapShare {
            hidden += hide(&mut line.estimate);
        }
    }
    hidden
}

/// Takes back what was said in words of figures that are not shown.
fn unsay(draft: &mut Draft) {
    let hidden: HashSet<(Measure, &[Key])> = draft
        .lines
        .iter()
        .filter(|drafted| !drafted.is_shown())
        .map(|drafted| (drafted.line.measure, drafted.line.by.as_slice()))
        .collect();
    for finding in &mut draft.findings {
        let is_hidden = |measure| hidden.contains(&(measure, finding.by.as_slice()));
        if finding.finding == FindingKind::GroupState
            && (is_hidden(Measure::Agreement) || is_hidden(Measure::CongruencyWorker))
        {
            "not_clear".clone_into(&mut finding.value);
        }
    }
    draft.findings.retain(|finding| match finding.finding {
        FindingKind::Covers => !hidden.contains(&(Measure::Covered, finding.by.as_slice())),
        FindingKind::HalfLapsed => {
            let month = finding.value.parse().map_or_else(|_| finding.value.clone(), two_digits);
            let by = [finding.by.as_slice(), &[Key::new(Dimension::ContributionMonth, month)]].concat();
            !hidden.contains(&(Measure::Survival, by.as_slice()))
        }
        FindingKind::Flag if finding.value == "under_represented" => {
            !hidden.contains(&(Measure::RepresentationRatio, finding.by.as_slice()))
        }
        // How much was realised is known of who is on target.
        FindingKind::NoSplit if finding.value == "on_target" => {
            !hidden.iter().any(|(measure, by)| *measure == Measure::Realised && by.len() == 1)
        }
        _ => true,
    });
}

/// A month's number as the keys of groups have it.
fn two_digits(month: u32) -> String {
    format!("{month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Month;

    fn draft(lines: &[(&[(Dimension, &str)], u64)]) -> Draft {
        let mut draft = Draft::default();
        for (by, n) in lines {
            let by: Vec<Key> = by.iter().map(|(dimension, value)| Key::new(*dimension, value)).collect();
            draft.line(&by, Measure::Worldview, Estimate::of(50.0, *n, None));
        }
        draft
    }

    fn statuses(draft: &Draft) -> Vec<&'static str> {
        draft.lines.iter().map(|drafted| drafted.line.estimate.status()).collect()
    }

    /// Guards figures whose filter and periods do not matter, beside one other answer.
    fn guard_beside(draft: &mut Draft, other: impl Fn() -> Draft) {
        guard(draft, &[Filter::default()], &[], |_| other());
    }

    #[test]
    fn a_filter_that_takes_one_to_four_people_away_shows_nothing() {
        for (wider, status) in [(20, "ok"), (21, "suppressed"), (24, "suppressed"), (25, "ok")] {
            let mut filtered = draft(&[(&[], 20)]);
            guard_beside(&mut filtered, || draft(&[(&[], wider)]));
            assert_eq!(statuses(&filtered), [status], "20 beside {wider}");
        }
    }

    #[test]
    fn a_group_that_is_all_but_a_few_of_the_whole_shows_nothing() {
        let mut report = draft(&[(&[], 22), (&[(Dimension::Segment, "fisher")], 20)]);
        guard(&mut report, &[], &[], |_| Draft::default());
        assert_eq!(statuses(&report), ["ok", "suppressed"]);
    }

    #[test]
    fn the_one_village_that_is_hidden_cannot_be_had_from_the_others() {
        let village = |name: &'static str| [(Dimension::Village, name)];
        let mut report = draft(&[(&[], 82), (&village("a"), 50), (&village("b"), 2), (&village("c"), 30)]);
        guard(&mut report, &[], &[], |_| Draft::default());
        assert_eq!(statuses(&report), ["ok", "ok", "suppressed", "suppressed"]);
        assert_eq!(
            report.left_out.iter().map(|left| (left.why, left.count)).collect::<Vec<_>>(),
            [(WhyLeftOut::TooFew, 1), (WhyLeftOut::Differencing, 1)]
        );
    }

    /// Guards one figure along periods of which each rests on so many, and says how many of them were computed.
    fn walked(own: u64, along: &[u64]) -> (&'static str, usize) {
        let months = |at: usize| i32::try_from(at).unwrap();
        let month: Month = "2026-01".parse().unwrap();
        let period = |at| Filter { to: month.add_months(months(at)), ..Filter::default() };
        let periods: Vec<Filter> = (0..along.len()).map(period).collect();
        let computed = std::cell::Cell::new(0);
        let mut report = draft(&[(&[], own)]);
        guard(&mut report, &[], std::slice::from_ref(&periods), |asked| {
            computed.set(computed.get() + 1);
            let at = periods.iter().position(|period| period == asked).unwrap();
            draft(&[(&[], along[at])])
        });
        (statuses(&report)[0], computed.get())
    }

    #[test]
    fn one_month_more_is_enough_where_it_differs_by_many_and_two_where_none_ever_does() {
        assert_eq!(walked(20, &[30, 40, 50, 60, 70, 80]), ("ok", 1));
        assert_eq!(walked(20, &[20; 36]), ("ok", 2));
        assert_eq!(walked(20, &[]), ("ok", 0));
        assert_eq!(walked(20, &[20]), ("ok", 1));
    }

    #[test]
    fn empty_months_do_not_hide_the_few_behind_them() {
        assert_eq!(walked(20, &[22, 40, 50]).0, "suppressed");
        assert_eq!(walked(20, &[20, 22, 50]).0, "suppressed");
        assert_eq!(walked(20, &[20, 20, 20, 23, 50]).0, "suppressed");
        assert_eq!(walked(20, &[20, 20, 23]).0, "suppressed");
        assert_eq!(walked(20, &[20, 25, 26]).0, "ok");
    }
}
