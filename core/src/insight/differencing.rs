//! What may not be worked out from two answers: a figure is suppressed where it stands beside one on one to four more.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::estimate::{Estimate, SHOWN_FROM_N};
use super::measure::Measure;
use super::report::{Dimension, Draft, FindingKind, Key, Line, WhyLeftOut};

/// Dimensions by whose groups a whole is divided: what one of them hides, or who is in none, could be had from the whole
/// less the others.
const PARTITIONS: [Dimension; 6] =
    [Dimension::Village, Dimension::Segment, Dimension::Figure, Dimension::Cohort, Dimension::Payer, Dimension::Agent];

/// How many a measure rests on, per group.
type Counts = HashMap<(Measure, Vec<Key>), u64>;

/// Suppresses what differs by one to four from the same question asked otherwise: with conditions of the filter taken away
/// or its period a month longer or shorter (`beside`), with fewer keys of a group, or both. Where the whole less the groups
/// that are shown would be one to four, the smallest of these is suppressed too.
pub(super) fn guard(draft: &mut Draft, beside: &[Draft]) {
    let too_few = draft.lines.iter().filter(|line| line.estimate.value().is_none()).count() as u64;
    let own = counts(&draft.lines);
    let beside: Vec<Counts> = beside.iter().map(|draft| counts(&draft.lines)).collect();
    let mut hidden = 0;
    for line in draft.lines.iter_mut().filter(|line| line.estimate.value().is_some()) {
        let n = line.estimate.n();
        let near = |counts: &Counts, by: &[Key]| {
            counts.get(&(people_of(line.measure), by.to_vec())).is_some_and(|other| is_near(*other, n))
        };
        let shorter = shorter(&line.by);
        let is_told_apart = |counts: &Counts| near(counts, &line.by) || shorter.iter().any(|by| near(counts, by));
        if is_told_apart(&own) || beside.iter().any(is_told_apart) {
            hidden += hide(&mut line.estimate);
        }
    }
    hidden += hide_complements(&mut draft.lines);
    unsay(draft);
    draft.leave_out(WhyLeftOut::TooFew, too_few);
    draft.leave_out(WhyLeftOut::Differencing, hidden);
}

fn hide(estimate: &mut Estimate) -> u64 {
    let was_shown = estimate.value().is_some();
    *estimate = estimate.suppressed();
    was_shown.into()
}

fn is_near(other: u64, n: u64) -> bool {
    (1..SHOWN_FROM_N).contains(&other.abs_diff(n))
}

/// The measure whose lines tell of the same people: a shrunk W stands for groups only, its whole is that of W.
const fn people_of(measure: Measure) -> Measure {
    match measure {
        Measure::WorldviewShrunk => Measure::Worldview,
        measure => measure,
    }
}

fn counts(lines: &[Line]) -> Counts {
    lines.iter().map(|line| ((line.measure, line.by.clone()), line.estimate.n())).collect()
}

/// The keys with some of them taken away, in every way; groups have few.
fn shorter(by: &[Key]) -> Vec<Vec<Key>> {
    let mut shorter = vec![Vec::new()];
    for key in by {
        let with: Vec<Vec<Key>> =
            shorter.iter().map(|by| [by.as_slice(), std::slice::from_ref(key)].concat()).collect();
        shorter.extend(with);
    }
    shorter.retain(|shorter| shorter.len() < by.len());
    shorter
}

fn hide_complements(lines: &mut [Line]) -> u64 {
    let mut tables: BTreeMap<(Measure, Dimension, Vec<Key>), Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for (place, key) in line.by.iter().enumerate().filter(|(_, key)| PARTITIONS.contains(&key.dimension)) {
            let others = [&line.by[..place], &line.by[place + 1..]].concat();
            tables.entry((line.measure, key.dimension, others)).or_default().push(at);
        }
    }
    let mut hidden = 0;
    for ((measure, _, others), rows) in tables {
        let is_whole = |line: &&Line| line.measure == people_of(measure) && line.by == others;
        let Some(whole) = lines.iter().find(is_whole).map(|line| line.estimate.n()) else { continue };
        let shown = || rows.iter().copied().filter(|at| lines[*at].estimate.value().is_some());
        let not_shown = whole.saturating_sub(shown().map(|at| lines[at].estimate.n()).sum());
        let smallest = shown().min_by_key(|at| (lines[*at].estimate.n(), *at));
        if let (1..SHOWN_FROM_N, Some(at)) = (not_shown, smallest) {
            hidden += hide(&mut lines[at].estimate);
        }
    }
    hidden
}

/// Takes back what was said in words of figures that are not shown.
fn unsay(draft: &mut Draft) {
    let hidden: HashSet<(Measure, &[Key])> = draft
        .lines
        .iter()
        .filter(|line| line.estimate.value().is_none())
        .map(|line| (line.measure, line.by.as_slice()))
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

    fn draft(lines: &[(&[(Dimension, &str)], u64)]) -> Draft {
        let mut draft = Draft::default();
        for (by, n) in lines {
            let by: Vec<Key> = by.iter().map(|(dimension, value)| Key::new(*dimension, value)).collect();
            draft.line(&by, Measure::Worldview, Estimate::of(50.0, *n, None));
        }
        draft
    }

    fn statuses(draft: &Draft) -> Vec<&'static str> {
        draft.lines.iter().map(|line| line.estimate.status()).collect()
    }

    #[test]
    fn a_filter_that_takes_one_to_four_people_away_shows_nothing() {
        for (wider, status) in [(20, "ok"), (21, "suppressed"), (24, "suppressed"), (25, "ok")] {
            let mut filtered = draft(&[(&[], 20)]);
            guard(&mut filtered, &[draft(&[(&[], wider)])]);
            assert_eq!(statuses(&filtered), [status], "20 beside {wider}");
        }
    }

    #[test]
    fn a_group_that_is_all_but_a_few_of_the_whole_shows_nothing() {
        let mut report = draft(&[(&[], 22), (&[(Dimension::Segment, "fisher")], 20)]);
        guard(&mut report, &[]);
        assert_eq!(statuses(&report), ["ok", "suppressed"]);
    }

    #[test]
    fn the_one_village_that_is_hidden_cannot_be_had_from_the_others() {
        let village = |name: &'static str| [(Dimension::Village, name)];
        let mut report = draft(&[(&[], 82), (&village("a"), 50), (&village("b"), 2), (&village("c"), 30)]);
        guard(&mut report, &[]);
        assert_eq!(statuses(&report), ["ok", "ok", "suppressed", "suppressed"]);
        assert_eq!(
            report.left_out.iter().map(|left| (left.why, left.count)).collect::<Vec<_>>(),
            [(WhyLeftOut::TooFew, 1), (WhyLeftOut::Differencing, 1)]
        );
    }
}
