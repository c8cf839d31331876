//! What holds of all sixteen: whatever the order, nothing of fewer than five, nothing by subtraction.

use std::collections::{BTreeMap, BTreeSet};

use super::world::*;
use crate::domain::words::Segment;
use crate::insight::{Dimension, Estimate, Filter, Key, Measure, Report, ReportName, report};

const AS_OF: &str = "2026-12-31";

/// Chance that follows from a seed (an LCG after Knuth).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn taps(&mut self) -> String {
        (0..4).map(|_| self.of(&['1', '2', '3', '4', '5', '5', '-'])).collect()
    }
}

/// A village's worth of everything, few enough that groups of one to nine abound.
fn some_outreach(seed: u64) -> World {
    let mut chance = Chance(seed);
    let mut world = World::default();
    for badge in ["A01", "A02"] {
        world.agent(badge, "active", &[SEMARANG]);
    }
    world.panel(8, "2026-01-02", "5115");
    for month in ["2026-01", "2026-02", "2026-03"] {
        world.target(month, "encounters", "12", &[]);
        world.target(month, "submitted", "6", &[]);
    }
    let (story, other) = (world.message("STORY"), world.message("OTHER"));
    let figures = [world.figure(SEMARANG), world.figure(GENUK)];
    world.event(GENUK, "2026-02-02");
    let (days, ends) = (["2026-01-31", "2026-02-01", "2026-02-27", "2026-03-15"], ["2026-04-01", "2026-05-20"]);
    for _ in 0..34 {
        let village = chance.of(&[SEMARANG, SEMARANG, GENUK, GENUK, DENPASAR]);
        let segments = chance.of(&["fisher", "fisher", "farmer", "fisher;farmer", "day_labourer", ""]);
        let worker = world.worker(village, segments);
        let agent = chance.of(&["A01", "A01", "A02"]);
        let day = chance.of(&days);
        let mut met = vec![("messages", chance.of(&[story.as_str(), story.as_str(), other.as_str()]))];
        met.push(("figure", chance.of(&[figures[0].as_str(), figures[1].as_str()])));
        met.push(("teach_back", chance.of(&["3", "3", "1"])));
        let talk = world.talk_by(agent, &worker, noon(day), &met);
        let (own, perceived, guess) = (chance.taps(), chance.taps(), chance.taps());
        let more = [("encounter", talk.as_str()), ("seconds", chance.of(&["30", "60"]))];
        world.card_of(CARD, agent, &worker, day, [&own, &perceived, &guess], &more);
        if chance.below(4) > 0 {
            let (own, perceived) = (chance.taps(), chance.taps());
            world.card(&worker, chance.of(&ends), [&own, &perceived, ""]);
        }
        world.nomination(chance.of(&["spread_news", "asks_advice"]), &figures[chance.below(2)], &worker, day);
        let met = [("code", chance.of(&["takdir", "cost"])), ("argument", "effort"), ("outcome", "resolved")];
        world.objection(&talk, &worker, day, &met);
        world.consent(&worker, "measure;enrol;remind", "grant", "");
        if chance.below(3) > 0 {
            world.registration(&worker, day, "2026-03", 1, &[&format!("submitted {day}")]);
            let paid = i32::try_from(chance.below(9)).unwrap();
            if paid > 0 {
                world.paid(&worker, &months(chance.of(&["2026-01", "2026-02"]), paid));
            }
        }
    }
    world
}

/// A few ways of asking, each with every way of asking less.
fn filters() -> Vec<Filter> {
    let month = |month: &str| Some(month.parse().unwrap());
    let village = |village: &str| village.parse().ok();
    let agent = || "A01".parse().ok();
    vec![
        Filter::default(),
        Filter { village: village(SEMARANG), ..Filter::default() },
        Filter { segment: Some(Segment::Fisher), ..Filter::default() },
        Filter { village: village(GENUK), segment: Some(Segment::Farmer), ..Filter::default() },
        Filter { from: month("2026-02"), to: month("2026-03"), ..Filter::default() },
        Filter { from: month("2026-02"), village: village(SEMARANG), agent: agent(), ..Filter::default() },
    ]
}

/// The conditions of a filter that a mask keeps, spelled out here once more.
fn kept(filter: &Filter, mask: u32) -> Filter {
    let is_kept = |bit: u32| mask & (1 << bit) != 0;
    Filter {
        from: filter.from.filter(|_| is_kept(0)),
        to: filter.to.filter(|_| is_kept(1)),
        village: filter.village.filter(|_| is_kept(2)),
        segment: filter.segment.filter(|_| is_kept(3)),
        agent: filter.agent.clone().filter(|_| is_kept(4)),
        message: filter.message.filter(|_| is_kept(5)),
    }
}

/// How many each line rests on: a suppressed one says so too.
fn counts(report: &Report) -> BTreeMap<(Measure, Vec<Key>), u64> {
    report.lines.iter().map(|line| ((line.measure, line.by.clone()), line.estimate.n())).collect()
}

#[test]
fn the_same_records_in_any_order_give_the_same_bits() {
    let world = some_outreach(7);
    let all = |world: &World| -> Vec<String> {
        let facts = world.facts();
        let one =
            |name: &ReportName| format!("{:?}", report(*name, &facts, &Filter::default(), AS_OF.parse().unwrap()));
        ReportName::ALL.iter().map(one).collect()
    };
    let told = all(&world);
    for seed in 0..50 {
        let mut chance = Chance(seed);
        let mut shuffled = world.clone();
        for at in (1..shuffled.raws.len()).rev() {
            shuffled.raws.swap(at, chance.below(at + 1));
        }
        assert_eq!(all(&shuffled), told, "shuffled by {seed}");
    }
}

#[test]
fn of_nothing_every_report_is_empty_and_of_one_person_it_shows_nothing() {
    let mut one = World::default();
    let worker = one.worker(SEMARANG, "fisher");
    let talk = one.talk(&worker, "2026-01-05", &[("teach_back", "3")]);
    one.card(&worker, "2026-01-05", ["5115", "5115", "5115"]);
    one.objection(&talk, &worker, "2026-01-05", &[("code", "cost"), ("outcome", "resolved"), ("argument", "effort")]);
    one.registration(&worker, "2026-01-05", "2026-02", 1, &["submitted 2026-01-05"]);
    one.paid(&worker, &months("2026-02", 3));
    for world in [World::default(), one] {
        for name in ReportName::ALL {
            let report = world.report(*name, AS_OF);
            let shown: Vec<_> = report.lines.iter().filter(|line| line.estimate.value().is_some()).collect();
            assert!(shown.is_empty(), "{name}: {shown:?}");
        }
    }
}

#[test]
fn no_figure_of_fewer_than_five_is_shown_and_every_estimate_has_its_five_parts() {
    for seed in 0..8 {
        let world = some_outreach(seed);
        for (name, filter) in ReportName::ALL.iter().flat_map(|name| filters().into_iter().map(move |f| (name, f))) {
            let report = world.asked(*name, &filter, AS_OF);
            for line in &report.lines {
                let Estimate::Shown { n, indicative, .. } = line.estimate else { continue };
                assert!(n >= 5 && (indicative || n >= 10), "{name} {line:?}");
            }
            let json = serde_json::to_value(&report).unwrap();
            for line in json["lines"].as_array().unwrap() {
                let parts: BTreeSet<&str> = line["estimate"].as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(parts, BTreeSet::from(["value", "n", "low", "high", "status"]));
                let status = line["estimate"]["status"].as_str().unwrap();
                assert_eq!(status == "suppressed", line["estimate"]["value"].is_null(), "{line}");
            }
        }
    }
}

#[test]
fn no_figure_stands_beside_one_on_one_to_four_more_however_one_asks_for_less() {
    let mut compared = 0;
    for seed in 0..8 {
        let world = some_outreach(seed);
        for (name, filter) in ReportName::ALL.iter().flat_map(|name| filters().into_iter().map(move |f| (name, f))) {
            let asked = world.asked(*name, &filter, AS_OF);
            let others: BTreeSet<String> = BTreeSet::new();
            let mut seen = others;
            for mask in 0..64 {
                let less = kept(&filter, mask);
                if !seen.insert(format!("{less:?}")) {
                    continue;
                }
                let other = counts(&world.asked(*name, &less, AS_OF));
                for line in asked.lines.iter().filter(|line| line.estimate.value().is_some()) {
                    for keys in 0..1_u32 << line.by.len() {
                        let by = line.by.iter().enumerate().filter(|(at, _)| keys & (1 << at) != 0);
                        let by: Vec<Key> = by.map(|(_, key)| key.clone()).collect();
                        let Some(n) = other.get(&(line.measure, by.clone())) else { continue };
                        compared += 1;
                        let apart = n.abs_diff(line.estimate.n());
                        assert!(!(1..5).contains(&apart), "{name} {filter:?} {line:?} beside {n} of {less:?} {by:?}");
                    }
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared} pairs are few");
}

#[test]
fn the_whole_less_the_groups_that_are_shown_is_nobody_or_at_least_five() {
    for seed in 0..20 {
        let world = some_outreach(seed);
        for name in ReportName::ALL {
            let report = world.report(*name, AS_OF);
            let shown = || report.lines.iter().filter(|line| line.estimate.value().is_some());
            for dimension in [Dimension::Village, Dimension::Segment, Dimension::Cohort, Dimension::Payer] {
                for whole in shown() {
                    let is_part = |by: &[Key]| {
                        by.len() == whole.by.len() + 1
                            && by.iter().any(|key| key.dimension == dimension)
                            && whole.by.iter().all(|key| by.contains(key))
                    };
                    let parts = || shown().filter(|line| line.measure == whole.measure && is_part(&line.by));
                    let of_parts: u64 = parts().map(|line| line.estimate.n()).sum();
                    let left = whole.estimate.n().saturating_sub(of_parts);
                    assert!(parts().count() == 0 || !(1..5).contains(&left), "{name} {whole:?} less its {dimension}s");
                }
            }
        }
    }
}

#[test]
fn a_month_of_two_people_cannot_be_had_from_two_periods() {
    let mut world = World::default();
    for (count, day) in [(10, "2026-01-05"), (2, "2026-02-05"), (10, "2026-03-05")] {
        for worker in world.workers(count, SEMARANG, "fisher") {
            world.talk(&worker, day, &[]);
        }
    }
    let period = |from: &str, to: &str| Filter { from: from.parse().ok(), to: to.parse().ok(), ..Filter::default() };
    let n = |filter: &Filter| {
        let report = world.asked(ReportName::Representation, filter, AS_OF);
        told(&report, Measure::NeverReached, "")
    };
    assert_eq!(n(&period("2026-01", "2026-01")), "suppressed of 10");
    assert_eq!(n(&period("2026-01", "2026-02")), "suppressed of 12");
    assert_eq!(n(&period("2026-02", "2026-03")), "suppressed of 12");
    assert_eq!(n(&Filter::default()), "1.000 of 22 (0.851–1.000)");
}

#[test]
fn what_is_hidden_for_one_condition_is_not_told_under_two() {
    // All of Semarang are fishers, and two of Genuk are none: Semarang's fishers are Semarang.
    let mut world = World::default();
    for (count, village, segment) in [(20, SEMARANG, "fisher"), (2, GENUK, "farmer")] {
        for worker in world.workers(count, village, segment) {
            world.talk(&worker, "2026-01-05", &[]);
        }
    }
    let both = Filter { village: SEMARANG.parse().ok(), segment: Some(Segment::Fisher), ..Filter::default() };
    let report = world.asked(ReportName::Representation, &both, AS_OF);
    assert_eq!(told(&report, Measure::NeverReached, ""), "suppressed of 20");
}
