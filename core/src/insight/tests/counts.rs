//! What is counted: objections, figures, representation, the funnel, targets, questions, decisions, training.

use super::world::*;
use crate::domain::Value;
use crate::domain::kinds::{Evaluation, Training};
use crate::domain::public_holidays::PublicHolidays;
use crate::domain::segment_populations::SegmentPopulations;
use crate::insight::FindingKind::{Covers, Flag, NoSplit, TargetOfZero};
use crate::insight::WhyLeftOut::{NoPopulation, NotYetKnown};
use crate::insight::{Filter, Measure as M, Report, ReportName};

const THREE_OF_TEN: &str = "0.300 of 10 (0.108–0.603)";

#[test]
fn an_objection_is_a_share_of_workers_and_a_bridge_of_objections() {
    let mut world = World::default();
    for (at, worker) in world.workers(10, SEMARANG, "fisher").iter().enumerate() {
        let talk = world.talk(worker, "2026-01-05", &[]);
        // The first objects it twice, and counts once.
        for _ in 0..[2, 1, 1].get(at).copied().unwrap_or(0) {
            let outcome = if at == 0 { "resolved" } else { "unchanged" };
            let met = [("code", "ngaluk"), ("argument", "effort"), ("outcome", outcome)];
            world.objection(&talk, worker, "2026-01-05", &met);
        }
        if at == 3 || at == 4 {
            let outcome = if at == 3 { "resolved" } else { "unchanged" };
            let met = [("code", "cost"), ("argument", "effort"), ("outcome", outcome)];
            world.objection(&talk, worker, "2026-01-05", &met);
        }
    }
    let report = world.report(ReportName::Objections, "2026-01-31");
    assert_eq!(told(&report, M::Prevalence, "objection=ngaluk"), THREE_OF_TEN);
    assert_eq!(told(&report, M::Prevalence, "objection=takdir"), "0.000 of 10 (0.000–0.278)");
    // Six objections of five workers; one bridge says nothing of how bridges differ: (3 + ½)/(6 + 1).
    let effort = told(&report, M::Resolved, "bridge=effort");
    assert!(effort.starts_with("0.500 of 6 ("), "{effort}");
}

#[test]
fn a_figure_has_a_share_of_those_asked_and_a_small_set_covers_most() {
    let mut world = World::default();
    let (some, most) = (world.figure(SEMARANG), world.figure(SEMARANG));
    for (at, worker) in world.workers(10, SEMARANG, "fisher").iter().enumerate() {
        let figure = if at < 3 { &some } else { &most };
        world.nomination("asks_advice", figure, worker, "2026-01-05");
        if at < 2 {
            world.nomination("spread_news", figure, worker, "2026-01-05");
        }
    }
    let report = world.report(ReportName::Figures, "2026-01-31");
    assert_eq!(told(&report, M::NominationShare, &format!("figure={some} question=asks_advice")), THREE_OF_TEN);
    assert_eq!(told(&report, M::Covered, "question=asks_advice"), "0.700 of 10 (0.397–0.892)");
    // Of the two who were asked for news, not even the set may be told.
    assert_eq!(told(&report, M::Covered, "question=spread_news"), "suppressed of 2");
    assert_eq!(said(&report, Covers), [most]);
}

#[test]
fn an_event_before_which_figures_were_engaged_is_counted_among_all_events() {
    let mut world = World::default();
    let figure = world.figure(SEMARANG);
    for at in 0..10 {
        let event = world.event(SEMARANG, "2026-01-05");
        if at < 3 {
            world.set(&event, "figures_engaged_before", Value::List(vec![figure.as_str().into()]));
        }
    }
    let report = world.report(ReportName::Figures, "2026-01-31");
    assert_eq!(told(&report, M::HeadsHeldFirst, ""), THREE_OF_TEN);
}

#[test]
fn a_segment_that_is_met_less_than_half_as_often_as_it_lives_there_is_flagged() {
    let mut world = World::default();
    world.publish::<SegmentPopulations>("2026-t", "2026-01-01", |body| {
        body["villages"] = serde_json::json!([
            {"village": SEMARANG, "source": "t", "year": 2025, "people": {"fisher": 100, "farmer": 300}},
            {"village": DENPASAR, "source": "t", "year": 2025, "people": {"fisher": 900}},
        ]);
    });
    for (count, segment) in [(16, "fisher"), (4, "farmer")] {
        for worker in world.workers(count, SEMARANG, segment) {
            world.talk(&worker, "2026-01-05", &[]);
        }
    }
    let report = world.report(ReportName::Representation, "2026-01-31");
    assert_eq!(told(&report, M::PopulationShare, "segment=farmer"), "0.750 of 400");
    assert!(told(&report, M::SampleShare, "segment=farmer").starts_with("0.200 of 20 ("));
    assert!(told(&report, M::RepresentationRatio, "segment=farmer").starts_with("0.267 of 20 ("));
    assert!(told(&report, M::RepresentationRatio, "segment=fisher").starts_with("3.200 of 20 ("));
    let flags = |segment: &str| -> Vec<&str> {
        let of_segment = report.findings.iter().filter(|said| said.finding == Flag && said.by[0].value == segment);
        of_segment.map(|said| said.value.as_str()).collect()
    };
    assert_eq!((flags("farmer"), flags("fisher")), (vec!["under_represented", "few"], vec![]));
    // Of the other six segments nothing is published; four farmers could be had from the whole less the fishers.
    assert_eq!(left_out(&report, NoPopulation), 6);
    assert_eq!(told(&report, M::NeverReached, "segment=farmer"), "suppressed of 4");
    assert_eq!(told(&report, M::NeverReached, "segment=fisher"), "suppressed of 16");
}

#[test]
fn a_person_goes_through_the_funnel_once_in_the_month_of_the_first_conversation() {
    let mut world = World::default();
    let workers = world.workers(10, SEMARANG, "fisher");
    for (at, worker) in workers.iter().enumerate() {
        let mut first = vec![("teach_back", if at < 6 { "3" } else { "2" })];
        match at {
            0..3 => first.extend([("intent", "4"), ("intent_day", "2026-01-20")]),
            // Firm, and no day named; a day, and not firm.
            3 => first.push(("intent", "5")),
            4 => first.extend([("intent", "3"), ("intent_day", "2026-01-20")]),
            _ => {}
        }
        world.talk(worker, "2026-01-05", &first);
        world.talk(worker, "2026-02-05", &[]);
    }
    let funnel = world.report(ReportName::Funnel, "2026-03-31");
    let step = |measure, step: &str| told(&funnel, measure, &format!("step={step}"));
    assert_eq!(step(M::Reached, "encountered"), "10.000 of 10");
    assert_eq!(step(M::Conversion, "understands"), "0.600 of 10 (0.313–0.832)");
    assert_eq!(step(M::Conversion, "intends"), "0.500 of 6 (0.188–0.812) indicative");
    assert_eq!(step(M::DaysFromBefore, "understands"), "0.000 of 6 indicative");
    assert_eq!(told(&funnel, M::Reached, "cohort=2026-01 step=encountered"), "10.000 of 10");
    assert!(funnel.lines.iter().all(|line| !keys(line).contains("2026-02")), "a person counts twice");
}

#[test]
fn the_funnel_goes_on_to_the_thirteenth_month() {
    let mut world = World::default();
    for (at, worker) in world.workers(10, SEMARANG, "fisher").iter().enumerate() {
        world.talk(worker, "2026-01-05", &[]);
        world.registration(worker, "2026-01-07", "2026-02", 3, &["submitted 2026-01-07", "verified 2026-01-11"]);
        let paid = if at < 5 { 13 } else { 3 };
        world.paid(worker, &months("2026-02", paid));
    }
    let funnel = world.report(ReportName::Funnel, "2027-03-31");
    let step = |measure, step: &str| told(&funnel, measure, &format!("step={step}"));
    assert_eq!(step(M::DaysFromBefore, "verified"), "4.000 of 10");
    assert_eq!(step(M::Conversion, "first_payment"), "1.000 of 10 (0.722–1.000)");
    assert_eq!(step(M::Conversion, "renewed"), "0.500 of 10 (0.237–0.763)");
    assert_eq!(step(M::Reached, "thirteenth_month"), "5.000 of 10");
    // On the day before the thirteenth month, it is nobody's.
    let before = world.report(ReportName::Funnel, "2027-01-31");
    assert_eq!(told(&before, M::Reached, "step=thirteenth_month"), "0.000 of 10");
}

#[test]
fn one_instant_is_january_in_semarang_and_february_in_denpasar() {
    let mut world = World::default();
    let instant = at("2026-01-31", 23, 30, crate::domain::Zone::Wib);
    assert_eq!(instant, at("2026-02-01", 0, 30, crate::domain::Zone::Wita));
    for village in [SEMARANG, DENPASAR] {
        for worker in world.workers(5, village, "fisher") {
            world.talk_by("A01", &worker, instant, &[]);
        }
    }
    let funnel = world.report(ReportName::Funnel, "2026-02-28");
    for (month, village) in [("2026-01", SEMARANG), ("2026-02", DENPASAR)] {
        let by = format!("cohort={month} step=encountered");
        assert_eq!(told(&funnel, M::Reached, &by), "5.000 of 5 indicative");
        let of_village = Filter { village: village.parse().ok(), ..Filter::default() };
        let of_village = world.asked(ReportName::Funnel, &of_village, "2026-02-28");
        assert_eq!(told(&of_village, M::Reached, &by), "5.000 of 5 indicative", "{village}");
    }
    // On 31 January it had not happened in Denpasar.
    let funnel = world.report(ReportName::Funnel, "2026-01-31");
    assert_eq!(told(&funnel, M::Reached, "step=encountered"), "5.000 of 5 indicative");
}

#[test]
fn who_turned_out_to_be_another_counts_once_over_any_number_of_merges() {
    let mut world = World::default();
    let workers = world.workers(8, SEMARANG, "fisher");
    for worker in &workers {
        world.talk(worker, "2026-01-05", &[]);
    }
    world.set(&workers[7], "merged_into", workers[6].as_str());
    world.set(&workers[6], "merged_into", workers[5].as_str());
    let told_of = |report: &Report| told(report, M::Reached, "step=encountered");
    assert_eq!(told_of(&world.report(ReportName::Funnel, "2026-01-31")), "6.000 of 6 indicative");
    let fishers = Filter { segment: Some(crate::domain::words::Segment::Fisher), ..Filter::default() };
    assert_eq!(told_of(&world.asked(ReportName::Funnel, &fishers, "2026-01-31")), "6.000 of 6 indicative");
}

#[test]
fn a_registration_fails_once_a_cause_and_takes_as_long_as_each_time_it_came_back() {
    let mut world = World::default();
    for (at, worker) in world.workers(10, SEMARANG, "fisher").iter().enumerate() {
        let back = ["needs_correction 2026-01-07 documents", "submitted 2026-01-09"];
        let moves = match at {
            0 | 1 => [&["submitted 2026-01-05"], &back[..], &back[..]].concat(),
            2 => [&["submitted 2026-01-05"], &back[..]].concat(),
            3 | 4 => vec!["submitted 2026-01-05", "rejected 2026-01-07 age", "submitted 2026-01-10"],
            _ => vec!["submitted 2026-01-05"],
        };
        world.registration(worker, "2026-01-05", "2026-02", 1, &moves);
        // One that was never handed in has not failed.
        world.registration(worker, "2026-01-05", "2026-02", 1, &[]);
    }
    let report = world.report(ReportName::FailedRegistrations, "2026-02-28");
    assert_eq!(told(&report, M::FailureShare, "cause=documents"), THREE_OF_TEN);
    assert_eq!(told(&report, M::FailureShare, "cause=not_paid"), "0.000 of 10 (0.000–0.278)");
    let hours = told(&report, M::HoursToResolve, "");
    assert!(hours.starts_with("48.000 of 7 "), "{hours}: seven times, of five workers");
}

#[test]
fn a_gap_is_split_over_the_steps_where_it_arose() {
    let mut world = World::default();
    for (month, measure, target) in [
        ("2026-01", "encounters", "1000"),
        ("2026-01", "submitted", "300"),
        ("2026-01", "active", "120"),
        ("2026-02", "renewed", "60"),
    ] {
        world.target(month, measure, target, &[]);
    }
    for (at, worker) in world.workers(1000, SEMARANG, "fisher").iter().enumerate() {
        world.talk(worker, "2026-01-05", &[]);
        let moves = ["submitted 2026-01-06", "verified 2026-01-07", "awaiting_payment 2026-01-08", "active 2026-01-09"];
        if at < 150 {
            world.registration(worker, "2026-01-06", "2026-01", 1, &moves[..if at < 48 { 4 } else { 1 }]);
        }
        if at < 48 {
            world.paid(worker, &months("2026-01", if at < 24 { 2 } else { 1 }));
        }
    }
    let report = world.report(ReportName::Targets, "2026-02-28");
    // .6·.5·.4·.5 of a thousand planned, .6·.25·.32·.5 done: ln ½ / ln 0.4, and ln 0.8 / ln 0.4.
    assert_eq!(told(&report, M::GapShare, "step=submitted"), "0.756 of 60");
    assert_eq!(told(&report, M::GapShare, "step=active"), "0.244 of 60");
    assert_eq!(told(&report, M::GapShare, "step=renewed"), "0.000 of 60");
    assert_eq!(told(&report, M::Attainment, "target=renewed"), "0.400 of 60");
}

#[test]
fn pace_is_reckoned_by_working_days_and_what_is_left_by_those_to_come() {
    let mut world = World::default();
    world.target("2026-06", "encounters", "20", &[]);
    for worker in world.workers(10, SEMARANG, "fisher") {
        world.talk(&worker, "2026-06-05", &[]);
    }
    // June 2026 has 22 weekdays and two holidays, the 1st and the 16th: ten working days up to the 15th, ten after it.
    let report = world.report(ReportName::Targets, "2026-06-15");
    let of = |report: &Report, measure| told(report, measure, "target=encounters month=2026-06");
    assert_eq!(of(&report, M::Attainment), "0.500 of 20");
    assert_eq!(of(&report, M::Pace), "1.000 of 20");
    assert_eq!(of(&report, M::RateRequired), "1.000 of 20");
    let over = world.report(ReportName::Targets, "2026-07-31");
    assert_eq!(of(&over, M::Pace), "0.500 of 20");
    assert!(over.lines.iter().all(|line| line.measure != M::RateRequired), "no day is left");
}

#[test]
fn a_month_without_working_days_has_no_pace_and_a_target_of_nought_no_share() {
    let mut world = World::default();
    world.publish::<PublicHolidays>("2026-t", "2026-01-01", |body| {
        let day = |day: u32| serde_json::json!({"date": format!("2026-06-{day:02}"), "name": "…", "kind": "national"});
        body["days"] = (1..=30).map(day).collect();
    });
    world.target("2026-06", "encounters", "20", &[]);
    world.target("2026-06", "submitted", "0", &[]);
    let report = world.report(ReportName::Targets, "2026-06-15");
    assert!(report.lines.iter().all(|line| line.measure != M::Pace && line.measure != M::RateRequired));
    assert_eq!(told(&report, M::Attainment, "target=encounters"), "0.000 of 20");
    assert!(report.lines.iter().all(|line| line.measure != M::Attainment || !keys(line).contains("submitted")));
    assert_eq!(said(&report, TargetOfZero), ["nobody", "nobody"], "the month, and all months");
    assert_eq!(said(&report, NoSplit), ["step_of_zero"]);
}

#[test]
fn a_question_is_answered_in_time_within_two_working_days() {
    let mut world = World::default();
    let workers = world.workers(11, SEMARANG, "fisher");
    let incoming = [("direction", "incoming"), ("channel", "whatsapp")];
    for (at, worker) in workers.iter().enumerate() {
        let asked = if at == 10 { "2026-06-26" } else { "2026-06-03" };
        let cells = [("worker", worker.as_str()), incoming[0], incoming[1]];
        let question = world.add::<crate::domain::kinds::Encounter>("A01", noon(asked), &cells);
        // Asked on a Wednesday: Friday is in time, Monday is not. The last was asked on the Friday before the day.
        match at {
            0..3 => drop(world.talk(worker, "2026-06-05", &[("answers", &question)])),
            3..5 => drop(world.talk(worker, "2026-06-08", &[("answers", &question)])),
            10 => drop(world.talk(worker, "2026-06-29", &[("answers", &question)])),
            _ => {}
        }
    }
    let report = world.report(ReportName::TwoWay, "2026-06-30");
    assert_eq!(told(&report, M::AnsweredInTime, ""), THREE_OF_TEN);
    assert_eq!(left_out(&report, NotYetKnown), 1);
    assert_eq!(told(&world.report(ReportName::TwoWay, "2026-07-01"), M::AnsweredInTime, "").get(..8), Some("0.364 of"));
}

#[test]
fn decisions_are_on_time_of_those_due_and_cite_records_of_those_made() {
    let mut world = World::default();
    let worker = world.worker(SEMARANG, "fisher");
    for at in 0..12 {
        let note = world.add::<Evaluation>("A01", noon("2026-01-05"), &[("question", "Why?")]);
        // Three in time, two late, five never; one still has time, and one has no day set.
        world.set(&note, "deadline", if at == 10 { "2026-03-31" } else { "2026-01-31" });
        if at < 5 || at == 10 {
            world.set(&note, "decision", "So.");
            world.set(&note, "decided_at", noon(if at == 3 || at == 4 { "2026-02-01" } else { "2026-01-31" }));
        }
        if at < 3 {
            world.set(&note, "evidence", crate::domain::Value::List(vec![worker.as_str().into()]));
        }
        if at == 11 {
            world.raws.last_mut().unwrap().1.document.remove("deadline");
        }
    }
    let report = world.report(ReportName::Evaluation, "2026-02-28");
    assert_eq!(told(&report, M::DecidedInTime, ""), THREE_OF_TEN);
    assert_eq!(told(&report, M::CitingRecords, ""), "0.500 of 6 (0.188–0.812) indicative");
}

#[test]
fn agents_at_work_are_certified_while_it_is_valid() {
    let mut world = World::default();
    for at in 0..11 {
        let badge = format!("A{at:02}");
        world.agent(&badge, if at == 10 { "ended" } else { "active" }, &[]);
        if at < 4 || at == 10 {
            let observed =
                world.add::<Training>("S01", noon("2025-06-02"), &[("agent", &badge), ("module", "product")]);
            world.set(&observed, "certificate", "C");
            world.set(&observed, "valid_to", if at == 3 { "2026-01-30" } else { "2026-01-31" });
        }
    }
    let report = world.report(ReportName::Training, "2026-01-31");
    assert_eq!(told(&report, M::Certified, "module=product"), THREE_OF_TEN);
    assert_eq!(told(&report, M::Certified, "module=interpersonal"), "0.000 of 10 (0.000–0.278)");
    assert_eq!(told(&report, M::Certified, ""), "0.000 of 10 (0.000–0.278)");
}

#[test]
fn what_is_due_is_a_list_of_the_workers_asked_about() {
    let mut world = World::default();
    for village in [SEMARANG, GENUK] {
        let worker = world.worker(village, "fisher");
        world.talk(&worker, "2026-06-03", &[("direction", "incoming")]);
    }
    let genuk = Filter { village: GENUK.parse().ok(), ..Filter::default() };
    let report = world.asked(ReportName::Due, &genuk, "2026-06-08");
    let [due] = report.due.as_slice() else { panic!("{:?}", report.due) };
    assert_eq!((due.kind.as_str(), due.due.as_str(), due.days_over), ("answer", "2026-06-05", 3));
    assert!(report.lines.is_empty(), "work to do is no estimate");
}
