//! A few figures that most respondents name.

use std::collections::{BTreeMap, BTreeSet};

/// A set covers most when it covers this many of a hundred respondents.
const COVERED_PERCENT_MIN: u64 = 70;

/// A small set of figures, and whom it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover<F> {
    /// The figures, in their own order: the order in which they were found would read as a ranking.
    pub figures: BTreeSet<F>,
    /// How many respondents named at least one of them.
    pub covered: u64,
    /// How many respondents there are, those who named nobody included.
    pub respondents: u64,
}

impl<F> Cover<F> {
    /// Whether 70 % of the respondents are covered. Not so where too many named nobody, or there are no respondents.
    pub const fn is_enough(&self) -> bool {
        self.respondents > 0 && self.covered * 100 >= self.respondents * COVERED_PERCENT_MIN
    }
}

/// Takes the figure that most respondents not yet covered name, until 70 % are covered or no figure is left. That is a
/// small set, not always the smallest. Of several named by as many, the first in their own order is taken, so that
/// the same answers make the same set.
///
/// `named` has one list per respondent, empty for who named nobody.
pub fn covering_set<F: Ord + Clone>(named: &[BTreeSet<F>]) -> Cover<F> {
    let mut namers: BTreeMap<&F, BTreeSet<usize>> = BTreeMap::new();
    for (respondent, figures) in named.iter().enumerate() {
        for figure in figures {
            namers.entry(figure).or_default().insert(respondent);
        }
    }
    let mut cover = Cover { figures: BTreeSet::new(), covered: 0, respondents: named.len() as u64 };
    while !cover.is_enough() {
        // Of equals `max_by_key` takes the last: from the end, that is the first in order.
        let Some((figure, newly)) = namers.iter().rev().max_by_key(|(_, open)| open.len()) else { break };
        if newly.is_empty() {
            break;
        }
        let (figure, newly) = (*figure, newly.clone());
        for open in namers.values_mut() {
            open.retain(|respondent| !newly.contains(respondent));
        }
        cover.figures.insert(figure.clone());
        cover.covered += newly.len() as u64;
    }
    cover
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One respondent per word, a letter per figure; `-` names nobody.
    fn answers(words: &str) -> Vec<BTreeSet<char>> {
        words.split(' ').map(|word| word.chars().filter(|letter| *letter != '-').collect()).collect()
    }

    fn found(words: &str) -> (String, u64, bool) {
        let cover = covering_set(&answers(words));
        (cover.figures.iter().collect(), cover.covered, cover.is_enough())
    }

    #[test]
    fn a_figure_named_by_those_already_covered_is_not_taken() {
        assert_eq!(found("ab ab ab ab c c d -"), ("ac".into(), 6, true));
    }

    #[test]
    fn of_figures_named_by_as_many_the_first_in_order_is_taken() {
        assert_eq!(found("z z b b"), ("bz".into(), 4, true));
        assert_eq!(found("yx xy xy -"), ("x".into(), 3, true));
    }

    #[test]
    fn seven_of_ten_are_enough_and_no_figure_more_is_taken() {
        assert_eq!(found("a a a a a a a b b b"), ("a".into(), 7, true));
        assert_eq!(found("a a a a a a b b b -"), ("ab".into(), 9, true));
    }

    #[test]
    fn where_too_many_name_nobody_the_set_is_not_enough_and_says_so() {
        assert_eq!(found("a b - -"), ("ab".into(), 2, false));
        assert_eq!(found("- - - -"), (String::new(), 0, false));
    }

    #[test]
    fn nobody_asked_makes_an_empty_set_that_is_not_enough() {
        let cover = covering_set::<char>(&[]);
        assert_eq!((cover.figures.len(), cover.respondents, cover.is_enough()), (0, 0, false));
    }

    proptest! {
        #[test]
        fn a_set_counts_whom_it_covers_and_does_not_know_the_order_of_its_rows(
            (rows, shuffled) in proptest::collection::vec(proptest::collection::btree_set(0..9_u8, 0..4), 0..40)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
        ) {
            let cover = covering_set(&rows);
            prop_assert_eq!(&cover, &covering_set(&shuffled));
            let covered = rows.iter().filter(|figures| !figures.is_disjoint(&cover.figures)).count() as u64;
            prop_assert_eq!(covered, cover.covered);
            let reachable = rows.iter().filter(|figures| !figures.is_empty()).count() * 100 >= rows.len() * 70;
            prop_assert_eq!(cover.is_enough(), reachable && !rows.is_empty());
        }
    }
}
