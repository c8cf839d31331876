//! What may not be worked out from two answers: a figure is suppressed where it stands beside one on one to four more.

use std::collections::HashMap;

use super::estimate::{Estimate, SHOWN_FROM_N};
use super::measure::Measure;
use super::report::{Dimension, Draft, Key, Line, WhyLeftOut};

/// Dimensions whose groups share nobody: what one of them hides could be had from the whole less the others.
const PARTITIONS: [Dimension; 4] = [Dimension::Village, Dimension::Cohort, Dimension::Payer, Dimension::Agent];

/// Suppresses what differs by one to four from the same question with any one condition less: a filter that is taken
/// away (`relaxed`), or a key of a group. Of a dimension whose groups share nobody, also the smallest that is shown
/// where the hidden ones together are one to four.
pub(super) fn guard(draft: &mut Draft, relaxed: &[Draft]) {
    let too_few = draft.lines.iter().filter(|line| line.estimate.value().is_none()).count() as u64;
    let wider: Vec<HashMap<(Measure, Vec<Key>), u64>> =
        std::iter::once(counts(&draft.lines)).chain(relaxed.iter().map(|draft| counts(&draft.lines))).collect();
    let mut hidden = 0;
    for line in &mut draft.lines {
        let within = shorter(&line.by).into_iter().filter_map(|by| wider[0].get(&(line.measure, by)));
        let without = wider[1..].iter().filter_map(|wider| wider.get(&(line.measure, line.by.clone())));
        if within.chain(without).any(|n| is_near(*n, line.estimate.n())) {
            hidden += hide(&mut line.estimate);
        }
    }
    hidden += hide_complements(&mut draft.lines);
    draft.leave_out(WhyLeftOut::TooFew, too_few);
    draft.leave_out(WhyLeftOut::Differencing, hidden);
}

fn hide(estimate: &mut Estimate) -> u64 {
    let was_shown = estimate.value().is_some();
    *estimate = estimate.suppressed();
    was_shown.into()
}

fn is_near(wider: u64, n: u64) -> bool {
    (1..SHOWN_FROM_N).contains(&wider.abs_diff(n))
}

fn counts(lines: &[Line]) -> HashMap<(Measure, Vec<Key>), u64> {
    lines.iter().map(|line| ((line.measure, line.by.clone()), line.estimate.n())).collect()
}

/// The keys with one of them taken away, for each.
fn shorter(by: &[Key]) -> Vec<Vec<Key>> {
    let without = |at: usize| by[..at].iter().chain(&by[at + 1..]).cloned().collect();
    (0..by.len()).map(without).collect()
}

fn hide_complements(lines: &mut [Line]) -> u64 {
    let mut tables: HashMap<(Measure, Dimension, Vec<Key>), Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let [others @ .., last] = line.by.as_slice()
            && PARTITIONS.contains(&last.dimension)
        {
            tables.entry((line.measure, last.dimension, others.to_vec())).or_default().push(at);
        }
    }
    let mut hidden = 0;
    for rows in tables.into_values() {
        let missing: u64 =
            rows.iter().map(|at| &lines[*at].estimate).filter(|e| e.value().is_none()).map(Estimate::n).sum();
        let shown = rows.iter().filter(|at| lines[**at].estimate.value().is_some());
        let smallest = shown.min_by_key(|at| (lines[**at].estimate.n(), **at)).copied();
        if let (1..SHOWN_FROM_N, Some(at)) = (missing, smallest) {
            hidden += hide(&mut lines[at].estimate);
        }
    }
    hidden
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
