//! A figure is shown by how many people it tells of, however many records of theirs it counts.

use std::collections::BTreeSet;

use super::world::*;
use crate::domain::kinds::{Conflict, Encounter, Evaluation, RelationshipNote, Support};
use crate::insight::FindingKind::{NoSplit, TargetOfZero};
use crate::insight::{Filter, Measure, Report, ReportName};

const AS_OF: &str = "2026-12-31";
/// What is taken of each worker again and again.
const TIMES: usize = 6;

/// Measures that tell of no worker: of figures' office, of the branch's own work, of agents, or published.
const OF_NO_WORKER: [Measure; 9] = [
    Measure::Trust,
    Measure::PromisesKept,
    Measure::HeadsHeldFirst,
    Measure::PopulationShare,
    Measure::Target,
    Measure::CauseShare,
    Measure::DecidedInTime,
    Measure::Certified,
    Measure::ConflictAge,
];

/// One of everything that a report counts, of one worker, in a month.
fn everything_of(world: &mut World, worker: &str, month: &str, figure: &str, story: &str, support: &str) {
    let day = |day: u32| format!("{month}-{day:02}");
    let met = [("messages", story), ("figure", figure), ("teach_back", "3"), ("barriers", "contribution")];
    let talk = world.talk(worker, &day(2), &met);
    let asked = [("worker", worker), ("direction", "incoming"), ("channel", "whatsapp")];
    world.add::<Encounter>("A01", noon(&day(2)), &asked);
    let met = [("code", "cost"), ("argument", "effort"), ("outcome", "resolved")];
    world.objection(&talk, worker, &day(2), &met);
    let more = [("encounter", talk.as_str()), ("seconds", "30")];
    world.card_of(CARD, "A01", worker, &day(2), ["5115", "5115", "3333"], &more);
    world.card_of(CARD, "A02", worker, &day(3), ["4115", "5115", "3333"], &[("wave", "check")]);
    world.nomination("asks_advice", figure, worker, &day(2));
    let moves = ["submitted", "needs_correction", "submitted"].map(|status| format!("{status} {}", day(4)));
    let made = world.registration(worker, &day(4), month, 1, &moves.each_ref().map(String::as_str));
    world.set(&made, "support", support);
}

/// A world in which the branch has done much, and nobody has been met.
struct Branch {
    world: World,
    figure: String,
    story: String,
    support: String,
}

fn branch() -> Branch {
    let mut world = World::default();
    world.panel(8, "2026-01-01", "5115");
    let (figure, story) = (world.figure(SEMARANG), world.message("STORY"));
    let quota = [("partner", figure.as_str()), ("kind", "contribution"), ("quota", "20"), ("village", SEMARANG)];
    let support = world.add::<Support>("A01", noon("2025-12-01"), &quota);
    for at in 0..TIMES {
        world.agent(&format!("A{at:02}"), "active", &[SEMARANG]);
        world.event(SEMARANG, "2026-01-02");
        let note = [("figure", figure.as_str()), ("trust", "4"), ("stage", "supportive")];
        let note = [&note[..], &[("promises_made", "2"), ("promises_kept", "1")]].concat();
        world.add::<RelationshipNote>("A01", noon("2026-01-02"), &note);
        let why = [("question", "Why?"), ("gap_causes", "staffing")];
        let why = world.add::<Evaluation>("A01", noon("2026-01-02"), &why);
        world.set(&why, "deadline", "2026-01-31");
        let contested = serde_json::json!({
            "kind": "field", "record_kind": "event", "records": [], "candidates": [], "reasons": [], "status": "open",
        });
        world.put::<Conflict>("B01", noon("2026-01-02"), serde_json::from_value(contested).unwrap());
    }
    world.publish::<crate::domain::segment_populations::SegmentPopulations>("2026-t", "2026-01-01", |body| {
        let people = serde_json::json!({"fisher": 100, "farmer": 300});
        body["villages"] = serde_json::json!([{"village": SEMARANG, "source": "t", "year": 2025, "people": people}]);
    });
    for (measure, month) in [("encounters", "2026-01"), ("submitted", "2026-01"), ("cards", "2026-02")] {
        world.target(month, measure, "20", &[]);
    }
    Branch { world, figure, story, support }
}

impl Branch {
    fn everything_of(&mut self, worker: &str, month: &str) {
        let Self { world, figure, story, support } = self;
        everything_of(world, worker, month, figure, story, support);
    }

    fn asked(&self, name: ReportName, filter: &Filter) -> Report {
        self.world.asked(name, filter, AS_OF)
    }
}

/// What is shown of a report, with its values.
fn shown(report: &Report) -> Vec<(Measure, String, f64)> {
    let lines = report.lines.iter();
    lines.filter_map(|line| Some((line.measure, keys(line), line.estimate.value()?))).collect()
}

#[test]
fn of_four_people_with_any_number_of_records_nothing_is_shown_but_what_tells_of_none_of_them() {
    let mut branch = branch();
    for worker in branch.world.workers(4, SEMARANG, "fisher") {
        for _ in 0..TIMES {
            for month in ["2026-01", "2026-02"] {
                branch.everything_of(&worker, month);
            }
        }
        branch.world.paid(&worker, &months("2026-01", 6));
    }
    let mut seen = BTreeSet::new();
    for name in ReportName::ALL {
        for (measure, by, value) in shown(&branch.asked(*name, &Filter::default())) {
            assert!(OF_NO_WORKER.contains(&measure), "{name}: {measure} by {by:?} is {value}");
            seen.insert(measure);
        }
    }
    assert_eq!(seen, OF_NO_WORKER.into(), "what is shown for nobody's sake is not looked at");
}

#[test]
fn with_a_fifth_the_same_figures_are_shown_and_are_indicative() {
    let mut branch = branch();
    for worker in branch.world.workers(5, SEMARANG, "fisher") {
        for _ in 0..TIMES {
            branch.everything_of(&worker, "2026-01");
        }
    }
    for (name, measure, by) in [
        (ReportName::Objections, Measure::Resolved, "bridge=effort"),
        (ReportName::FailedRegistrations, Measure::FailureShare, "cause=other"),
        (ReportName::FailedRegistrations, Measure::HoursToResolve, ""),
        (ReportName::TwoWay, Measure::AnsweredInTime, ""),
        (ReportName::TwoWay, Measure::ChannelShare, "channel=whatsapp"),
        (ReportName::DataQuality, Measure::TooFast, ""),
        (ReportName::DataQuality, Measure::SameAnswer, ""),
        (ReportName::Targets, Measure::Realised, "target=encounters month=2026-01"),
    ] {
        let report = branch.asked(name, &Filter::default());
        let estimate = line(&report, measure, by).estimate;
        assert!(estimate.n() >= 10 && estimate.status() == "indicative", "{name} {measure}: {estimate:?}");
    }
}

fn period(from: &str, to: &str) -> Filter {
    Filter { from: from.parse().ok(), to: to.parse().ok(), ..Filter::default() }
}

/// Twenty people of whom everything was taken in January, and so many of them once more in March; nothing in February.
fn january_and_march(again: usize) -> Branch {
    let mut branch = branch();
    branch.world.target("2026-03", "encounters", "20", &[]);
    let workers = branch.world.workers(20, SEMARANG, "fisher");
    for worker in &workers {
        branch.everything_of(worker, "2026-01");
    }
    for worker in &workers[..again] {
        for _ in 0..TIMES {
            branch.everything_of(worker, "2026-03");
        }
        branch.world.card_of(CARD, "A01", worker, "2026-03-20", ["2345", "5115", "3333"], &[]);
        branch.world.talk(worker, "2026-03-20", &[]);
    }
    branch
}

/// The figures about workers that two answers both show, and show differently.
fn told_apart(branch: &Branch, one: &Filter, other: &Filter) -> BTreeSet<Measure> {
    let mut apart = BTreeSet::new();
    for name in ReportName::ALL {
        let other = shown(&branch.asked(*name, other));
        for (measure, by, value) in shown(&branch.asked(*name, one)) {
            let differs = |(of, group, then): &(Measure, String, f64)| *of == measure && *group == by && *then != value;
            apart.extend(other.iter().any(differs).then_some(measure));
        }
    }
    apart
}

#[test]
fn what_three_people_added_after_an_empty_month_cannot_be_had_from_two_periods() {
    let (january, with_march) = (period("2026-01", "2026-01"), period("2026-01", "2026-03"));
    let three = january_and_march(3);
    for (one, other) in [
        (&january, &with_march),
        (&period("2026-01", "2026-02"), &with_march),
        (&period("2025-12", "2026-02"), &period("2025-12", "2026-04")),
        (&january, &Filter::default()),
    ] {
        let apart = told_apart(&three, one, other);
        assert!(apart.iter().all(|measure| OF_NO_WORKER.contains(measure)), "{one:?} {other:?}: {apart:?}");
    }
    // Of all twenty it may be told, though nobody is new and the n of most is the same.
    let apart = told_apart(&january_and_march(20), &january, &with_march);
    for measure in [Measure::Worldview, Measure::Resolved, Measure::ChannelShare, Measure::Realised] {
        assert!(apart.contains(&measure), "{measure} is never told apart: {apart:?}");
    }
}

#[test]
fn two_people_met_after_an_empty_month_cannot_be_had_from_two_periods() {
    let mut world = World::default();
    for (count, day) in [(10, "2026-01-05"), (2, "2026-03-05"), (10, "2026-05-05")] {
        for worker in world.workers(count, SEMARANG, "fisher") {
            world.talk(&worker, day, &[]);
        }
    }
    let n = |filter: &Filter| told(&world.asked(ReportName::Representation, filter, AS_OF), Measure::NeverReached, "");
    assert_eq!(n(&period("2026-01", "2026-01")), "suppressed of 10");
    assert_eq!(n(&period("2026-01", "2026-02")), "suppressed of 10");
    assert_eq!(n(&period("2026-01", "2026-03")), "suppressed of 12");
    assert_eq!(n(&period("2026-03", "2026-06")), "suppressed of 12");
    assert_eq!(n(&period("2026-05", "2026-05")), "suppressed of 10");
    assert_eq!(n(&period("2026-01", "2026-05")), "1.000 of 22 (0.851–1.000)");
}

/// A target of twenty in each month, with so many workers met in it.
fn met(counts: &[(&str, usize)]) -> World {
    let mut world = World::default();
    let workers = world.workers(20, SEMARANG, "fisher");
    for (month, count) in counts {
        world.target(month, "encounters", "20", &[]);
        for worker in &workers[..*count] {
            world.talk(worker, &format!("{month}-05"), &[]);
        }
    }
    world
}

#[test]
fn a_realisation_of_one_to_four_people_is_not_told_and_one_of_nobody_is() {
    for (count, realised, attained) in [
        (0, "0.000 of 20", "0.000 of 20"),
        (4, "suppressed of 20", "suppressed of 20"),
        (5, "5.000 of 20 indicative", "0.250 of 20 indicative"),
        (10, "10.000 of 20", "0.500 of 20"),
    ] {
        let report = met(&[("2026-01", count)]).report(ReportName::Targets, AS_OF);
        assert_eq!(told(&report, Measure::Realised, "target=encounters"), realised);
        assert_eq!(told(&report, Measure::Attainment, "target=encounters"), attained);
        assert_eq!(told(&report, Measure::Pace, "target=encounters"), attained, "no day is left");
    }
}

#[test]
fn the_month_of_three_people_cannot_be_had_from_the_total_and_the_other_months() {
    let report = met(&[("2026-01", 12), ("2026-02", 3), ("2026-03", 0), ("2026-04", 14)]);
    let report = report.report(ReportName::Targets, AS_OF);
    for measure in [Measure::Realised, Measure::Attainment, Measure::Pace] {
        let is_shown = |by: &str| line(&report, measure, by).estimate.value().is_some();
        let months = ["01", "02", "03", "04"].map(|month| is_shown(&format!("target=encounters month=2026-{month}")));
        assert_eq!(months, [false, false, true, true], "{measure}");
        assert!(is_shown("target=encounters"), "{measure}");
    }
}

#[test]
fn the_village_of_three_people_cannot_be_had_from_the_total_and_the_other_village() {
    let mut world = World::default();
    for (count, village) in [(12, SEMARANG), (3, GENUK)] {
        world.target("2026-01", "encounters", "20", &[("village", village)]);
        for worker in world.workers(count, village, "fisher") {
            world.talk(&worker, "2026-01-05", &[]);
        }
    }
    let realised = |filter: &Filter| {
        told(&world.asked(ReportName::Targets, filter, AS_OF), Measure::Realised, "target=encounters")
    };
    assert_eq!(realised(&Filter::default()), "15.000 of 40");
    assert_eq!(realised(&Filter { village: SEMARANG.parse().ok(), ..Filter::default() }), "suppressed of 20");
    assert_eq!(realised(&Filter { village: GENUK.parse().ok(), ..Filter::default() }), "suppressed of 20");
}

#[test]
fn a_gap_is_not_split_over_a_step_of_three_people_nor_said_to_be_none() {
    for (submitted, target, shares) in [(3, "10", 0), (3, "3", 0), (12, "14", 2)] {
        let mut world = met(&[("2026-01", 20)]);
        world.target("2026-01", "submitted", target, &[]);
        for worker in world.workers(submitted, SEMARANG, "fisher") {
            world.registration(&worker, "2026-01-05", "2026-01", 1, &["submitted 2026-01-05"]);
        }
        let report = world.report(ReportName::Targets, AS_OF);
        let is_shown = |(measure, ..): &&(Measure, String, f64)| *measure == Measure::GapShare;
        assert_eq!(shown(&report).iter().filter(is_shown).count(), shares, "{submitted} of {target}");
        assert_eq!(said(&report, NoSplit), [""; 0], "{submitted} of {target}");
    }
}

#[test]
fn of_a_target_of_nought_it_is_said_whether_anybody_was_reached_and_never_how_many() {
    for (count, word) in [(0, "nobody"), (3, "some"), (12, "some")] {
        let mut world = met(&[]);
        world.target("2026-01", "encounters", "0", &[]);
        for worker in world.workers(count, SEMARANG, "fisher") {
            world.talk(&worker, "2026-01-05", &[]);
        }
        assert_eq!(said(&world.report(ReportName::Targets, AS_OF), TargetOfZero), [word, word]);
    }
}

#[test]
fn a_phone_whose_clock_shows_another_century_makes_a_step_more_and_not_a_thousand() {
    let mut world = World::default();
    let worker = world.worker(SEMARANG, "fisher");
    for day in ["1970-01-02", "2026-01-05", "2026-03-05", "2026-04-05", "2099-12-31"] {
        world.talk(&worker, day, &[]);
    }
    let month = |month: &str| Some(month.parse().unwrap());
    let filter = Filter { from: month("2026-03"), to: month("2026-04"), ..Filter::default() };
    let told = |filter: &Filter| {
        let bound = |month: Option<crate::domain::Month>| month.map_or_else(String::new, |month| month.to_string());
        format!("{}..{}", bound(filter.from), bound(filter.to))
    };
    let periods: Vec<Vec<String>> =
        filter.other_periods(&world.facts()).iter().map(|way| way.iter().map(told).collect()).collect();
    let expected: [&[&str]; 4] =
        [&["2026-01..2026-04", "..2026-04"], &["2026-04..2026-04"], &["2026-03.."], &["2026-03..2026-03"]];
    assert_eq!(periods, expected);
}
