//! How long something lasts, when some are still at it: Kaplan and Meier (1958).

use std::collections::BTreeMap;

use super::quantile;
use super::share::share;
use crate::insight::{Estimate, Interval};

/// So far above one half a curve has still reached it: what is over is rounding.
const ROUNDING: f64 = 1e-12;

/// How long one person was followed, in whole units (months, days): the same unit for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spell {
    /// It ended then: a lapse.
    Ended(u32),
    /// It was still running when last seen (censored). Who was last seen at t was there for all that ended at t.
    Running(u32),
}

impl Spell {
    const fn length(self) -> u32 {
        match self {
            Self::Ended(length) | Self::Running(length) => length,
        }
    }
}

/// A time at which something ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time, in the unit of the spells.
    pub time: u32,
    /// How many had lasted up to then and were still followed.
    pub at_risk: u64,
    /// How many ended then.
    pub ended: u64,
    /// The share that lasts beyond this time.
    pub survival: f64,
    /// Greenwood's standard error; none where nothing lasts (S = 0), as the formula divides by it.
    pub standard_error: Option<f64>,
    /// Greenwood's interval on the scale of log(−log S), so that it stays within 0 and 1; none where S = 0.
    pub interval: Option<Interval>,
}

impl Step {
    /// The share of those at risk that ended at this time.
    pub fn hazard(&self) -> Estimate {
        share(self.ended, self.at_risk)
    }
}

/// A survival curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    steps: Vec<Step>,
    /// Ascending.
    lengths: Vec<u32>,
}

impl Survival {
    /// The curve of spells, in whatever order.
    pub fn of(spells: &[Spell]) -> Self {
        let mut lengths: Vec<u32> = spells.iter().map(|spell| spell.length()).collect();
        lengths.sort_unstable();
        let mut ended_at: BTreeMap<u32, u64> = BTreeMap::new();
        for spell in spells {
            if let Spell::Ended(time) = spell {
                *ended_at.entry(*time).or_default() += 1;
            }
        }

        let mut steps: Vec<Step> = Vec::with_capacity(ended_at.len());
        let (mut survival, mut greenwood) = (1.0, 0.0);
        for (time, ended) in ended_at {
            let at_risk = at_least(&lengths, time);
            let lasting = at_risk - ended;
            survival *= lasting as f64 / at_risk as f64;
            greenwood += ended as f64 / (at_risk as f64 * lasting as f64);
            let some_last = lasting > 0;
            steps.push(Step {
                time,
                at_risk,
                ended,
                survival,
                standard_error: some_last.then(|| survival * greenwood.sqrt()),
                interval: some_last.then(|| log_log(survival, greenwood)),
            });
        }
        Self { steps, lengths }
    }

    /// The times at which something ended, ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many were followed.
    pub fn n(&self) -> u64 {
        self.lengths.len() as u64
    }

    /// The share that lasts beyond `time`, with the n that were still followed then: where few are left, the curve's
    /// end is not shown, and beyond the last of them nothing is known. No interval where nothing has ended yet (S = 1),
    /// or nothing lasts (S = 0).
    pub fn at(&self, time: u32) -> Estimate {
        let last = self.steps.iter().rev().find(|step| step.time <= time);
        Estimate::of(
            last.map_or(1.0, |step| step.survival),
            at_least(&self.lengths, time),
            last.and_then(|step| step.interval),
        )
    }

    /// The first time by which half or more have ended; none where that was not reached.
    pub fn median(&self) -> Option<u32> {
        self.steps.iter().find(|step| step.survival <= 0.5 + ROUNDING).map(|step| step.time)
    }
}

/// How many of ascending lengths are `time` or more.
fn at_least(lengths: &[u32], time: u32) -> u64 {
    (lengths.len() - lengths.partition_point(|length| *length < time)) as u64
}

fn log_log(survival: f64, greenwood: f64) -> Interval {
    let reach = quantile::normal() * greenwood.sqrt() / survival.ln().abs();
    Interval { low: survival.powf(reach.exp()), high: survival.powf((-reach).exp()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Spell::{Ended, Running};
    use super::*;

    /// Ten contributors: three lapse at month 4, one is last seen at 5, two lapse at 7.
    const TEN: [Spell; 10] = [
        Ended(4),
        Running(12),
        Ended(7),
        Ended(4),
        Running(5),
        Running(12),
        Ended(4),
        Ended(7),
        Running(12),
        Running(12),
    ];

    #[test]
    fn of_ten_contributors_a_little_less_than_half_last_beyond_month_seven() {
        let survival = Survival::of(&TEN);
        let [fourth, seventh] = survival.steps() else { panic!("{survival:?}") };
        assert_eq!((fourth.time, fourth.at_risk, fourth.ended, fourth.survival), (4, 10, 3, 0.7));
        assert_eq!((seventh.time, seventh.at_risk, seventh.ended), (7, 6, 2));
        let (error, interval) = (seventh.standard_error.unwrap(), seventh.interval.unwrap());
        let shown = format!("{:.3} {error:.3} {:.3}–{:.3}", seventh.survival, interval.low, interval.high);
        assert_eq!(shown, "0.467 0.166 0.150–0.737");
    }

    #[test]
    fn who_was_last_seen_in_a_month_was_there_for_its_lapses() {
        let step = Survival::of(&[Running(3), Ended(3), Running(2)]).steps()[0];
        assert_eq!((step.at_risk, step.ended, step.survival), (2, 1, 0.5));
    }

    #[test]
    fn where_nothing_lasts_there_is_no_error_and_no_interval() {
        let survival = Survival::of(&[Ended(1), Ended(2), Ended(2), Ended(2), Ended(2), Ended(2)]);
        let last = survival.steps()[1];
        assert_eq!((last.survival, last.standard_error, last.interval), (0.0, None, None));
        assert_eq!(survival.at(2), Estimate::Shown { value: 0.0, n: 5, interval: None, indicative: true });
    }

    #[test]
    fn before_the_first_lapse_all_last_and_beyond_the_last_seen_nothing_is_known() {
        let survival = Survival::of(&TEN);
        assert_eq!(survival.at(3), Estimate::Shown { value: 1.0, n: 10, interval: None, indicative: false });
        assert_eq!(survival.at(7).n(), 6);
        assert_eq!(survival.at(8), Estimate::Suppressed { n: 4 });
        assert_eq!(survival.at(13), Estimate::Suppressed { n: 0 });
    }

    #[test]
    fn nobody_and_one_person_have_a_curve_of_no_figures() {
        assert_eq!(Survival::of(&[]).at(0), Estimate::Suppressed { n: 0 });
        assert_eq!((Survival::of(&[]).steps(), Survival::of(&[]).median()), (&[][..], None));
        assert_eq!(Survival::of(&[Ended(4)]).at(4), Estimate::Suppressed { n: 1 });
    }

    #[test]
    fn where_nobody_lapsed_there_are_no_steps_and_no_median() {
        let survival = Survival::of(&[Running(4); 8]);
        assert_eq!((survival.steps(), survival.median()), (&[][..], None));
        assert_eq!(survival.at(4), Estimate::Shown { value: 1.0, n: 8, interval: None, indicative: true });
    }

    #[test]
    fn a_median_is_where_exactly_half_have_ended() {
        let spells: Vec<Spell> = (1..=10).map(Ended).collect();
        assert_eq!(Survival::of(&spells).median(), Some(5));
        assert_eq!(Survival::of(&TEN).median(), Some(7));
    }

    #[test]
    fn a_median_is_met_though_rounding_leaves_the_curve_a_hair_above_one_half() {
        // Per month, those who lapse and those last seen: 26/30 · 20/24 · 15/18 · 12/13 · 9/10 = 1/2.
        let months = [(4, 2), (4, 2), (3, 2), (1, 2), (1, 9)];
        let spells: Vec<Spell> = (1..)
            .zip(months)
            .flat_map(|(month, (ended, running))| [vec![Ended(month); ended], vec![Running(month); running]])
            .flatten()
            .collect();
        let survival = Survival::of(&spells);
        assert!(survival.steps()[4].survival > 0.5, "nothing is rounded here: {survival:?}");
        assert_eq!(survival.median(), Some(5));
    }

    #[test]
    fn the_hazard_of_a_month_is_a_share_of_those_at_risk_in_it() {
        assert_eq!(Survival::of(&TEN).steps()[1].hazard(), share(2, 6));
    }

    proptest! {
        #[test]
        fn a_curve_never_rises_stays_within_its_interval_and_does_not_know_the_order_of_its_rows(
            (spells, shuffled) in proptest::collection::vec((0..14_u32, any::<bool>()), 0..80)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
        ) {
            let curve = |rows: &[(u32, bool)]| {
                let spell = |(time, ended): &(u32, bool)| if *ended { Ended(*time) } else { Running(*time) };
                Survival::of(&rows.iter().map(spell).collect::<Vec<_>>())
            };
            let survival = curve(&spells);
            prop_assert_eq!(&survival, &curve(&shuffled));
            let mut before = 1.0;
            for step in survival.steps() {
                prop_assert!(0.0 <= step.survival && step.survival < before);
                before = step.survival;
                if let Some(Interval { low, high }) = step.interval {
                    prop_assert!(0.0 <= low && low < step.survival && step.survival < high && high <= 1.0);
                }
            }
        }
    }
}
