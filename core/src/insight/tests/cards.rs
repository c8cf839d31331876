//! What is made of cards: the map, the shift, messages, the quality of the data.

use super::world::*;
use crate::domain::instrument::Instrument;
use crate::domain::kinds::PanelView;
use crate::insight::FindingKind::{Basis, GroupState, Instrument as Card};
use crate::insight::WhyLeftOut::{NoPanel, OtherInstrument, TooFewItems};
use crate::insight::{Filter, Measure as M, ReportName};

/// The card of the page as it is tapped: b′ = 2134, p′ = 4553, q′ = 1123 once T and N are turned round.
const TAPS: [&str; 3] = ["2534", "4113", "1543"];
/// W of 50, 75 and 100.
const FIFTY: [&str; 3] = ["3333", "", ""];
const SEVENTY_FIVE: [&str; 3] = ["4224", "", ""];
const HUNDRED: [&str; 3] = ["5115", "", ""];

fn in_month(month: &str) -> Filter {
    let month = Some(month.parse().unwrap());
    Filter { from: month, to: month, ..Filter::default() }
}

/// Workers, each with one card of a day.
fn asked(world: &mut World, count: usize, day: &str, taps: [&str; 3]) -> Vec<String> {
    let workers = world.workers(count, SEMARANG, "fisher");
    for worker in &workers {
        world.card(worker, day, taps);
    }
    workers
}

#[test]
fn the_indices_of_ten_equal_cards_are_those_of_one_and_claim_no_interval() {
    let mut world = World::default();
    world.panel(8, "2026-01-10", "5115");
    asked(&mut world, 10, "2026-02-03", TAPS);
    let map = world.report(ReportName::CoOrientation, "2026-02-28");
    for (index, figure) in [
        (M::Worldview, "37.500 of 10"),
        (M::Agreement, "37.500 of 10"),
        (M::CongruencyWorker, "43.750 of 10"),
        (M::AccuracyWorker, "81.250 of 10"),
        (M::AccuracyAgent, "81.250 of 10"),
        (M::Distance, "5.477 of 10"),
        // Nobody knows the agent's own view.
        (M::CongruencyAgent, "suppressed of 0"),
        (M::WorldviewShrunk, "37.500 of 10"),
    ] {
        let by = if index == M::WorldviewShrunk { "segment=fisher" } else { "" };
        assert_eq!(told(&map, index, by), figure, "{index}");
    }
    assert_eq!(told(&map, M::StateShare, "state=dissensus"), "1.000 of 10 (0.722–1.000)");
    assert_eq!(told(&map, M::StateShare, "state=consensus"), "0.000 of 10 (0.000–0.278)");
    // All the same: nobody knows how far that may be off.
    assert!(said(&map, GroupState).iter().all(|state| state == "not_clear"));
}

#[test]
fn seven_staff_have_no_common_view_and_eight_have_one_from_their_quarter_on() {
    for (staff, day, known) in
        [(0, "2026-01-10", 0), (7, "2026-01-10", 0), (8, "2026-01-10", 10), (8, "2025-11-10", 10), (8, "2026-04-10", 0)]
    {
        let mut world = World::default();
        world.panel(staff, day, "5115");
        asked(&mut world, 10, "2026-02-03", TAPS);
        let map = world.report(ReportName::CoOrientation, "2026-05-31");
        assert_eq!(line(&map, M::Agreement, "").estimate.n(), known, "{staff} on {day}");
        assert_eq!(left_out(&map, NoPanel), 10 - known, "{staff} on {day}");
        assert_eq!(told(&map, M::Worldview, ""), "37.500 of 10");
    }
}

#[test]
fn of_the_cards_at_hand_and_a_published_view_the_one_of_more_staff_counts() {
    let published = |world: &mut World, staff: &str, half_points: &str| {
        let cells =
            [("quarter", "2026-01"), ("instrument_version", CARD), ("staff", staff), ("half_points", half_points)];
        world.add::<PanelView>("A01", 0, &cells);
    };
    // All fives, reversed ones turned round: agreement is W, 37.5. All threes: S(2134, 3333) = 100 · (1 − 4/16).
    for (cards, staff, agreement) in [(0, "8", "75.000 of 10"), (8, "8", "37.500 of 10"), (8, "9", "75.000 of 10")] {
        let mut world = World::default();
        published(&mut world, staff, "6;6;6;6");
        world.panel(cards, "2026-01-10", "5115");
        asked(&mut world, 10, "2026-02-03", TAPS);
        let map = world.report(ReportName::CoOrientation, "2026-05-31");
        assert_eq!(told(&map, M::Agreement, ""), agreement, "{cards} cards, {staff} published");
    }
    let mut world = World::default();
    published(&mut world, "8", "6;6;6;0");
    asked(&mut world, 10, "2025-12-31", TAPS);
    let map = world.report(ReportName::CoOrientation, "2026-05-31");
    assert_eq!(left_out(&map, NoPanel), 10, "of a quarter that was to come");
}

#[test]
fn two_items_make_no_index_and_three_do() {
    let mut world = World::default();
    asked(&mut world, 6, "2026-02-03", ["51--", "", ""]);
    asked(&mut world, 6, "2026-02-03", ["511-", "", ""]);
    let map = world.report(ReportName::CoOrientation, "2026-02-28");
    assert_eq!(told(&map, M::Worldview, ""), "100.000 of 6 indicative");
    assert_eq!(left_out(&map, TooFewItems), 6);
}

#[test]
fn answers_to_two_versions_of_the_card_are_never_pooled() {
    let mut world = World::default();
    world.publish::<Instrument>(OLD_CARD, "2025-01-01", |_| ());
    world.publish::<Instrument>(CARD, "2026-01-01", |_| ());
    let old = world.workers(16, SEMARANG, "fisher");
    for worker in &old[..15] {
        world.card_of(OLD_CARD, "A01", worker, "2025-03-03", FIFTY, &[]);
    }
    asked(&mut world, 7, "2026-02-03", HUNDRED);
    // The last of all is of a phone that was not updated.
    world.card_of(OLD_CARD, "A01", &old[15], "2026-02-20", FIFTY, &[]);

    let map = world.report(ReportName::CoOrientation, "2026-02-28");
    assert_eq!(
        (told(&map, M::Worldview, "").as_str(), left_out(&map, OtherInstrument)),
        ("100.000 of 7 indicative", 16)
    );
    assert_eq!(said(&map, Card), [CARD]);
    let then = world.asked(ReportName::CoOrientation, &in_month("2025-03"), "2026-02-28");
    assert_eq!((told(&then, M::Worldview, "").as_str(), left_out(&then, OtherInstrument)), ("50.000 of 15", 0));
    assert_eq!(said(&then, Card), [OLD_CARD]);
}

#[test]
fn who_is_of_two_segments_is_in_both_and_once_in_the_whole() {
    let mut world = World::default();
    for (segments, taps) in [("fisher;farmer", HUNDRED), ("farmer", FIFTY)] {
        for worker in world.workers(6, SEMARANG, segments) {
            world.card(&worker, "2026-02-03", taps);
        }
    }
    let map = world.report(ReportName::CoOrientation, "2026-02-28");
    assert_eq!(line(&map, M::Worldview, "").estimate.value(), Some(75.0));
    assert_eq!(told(&map, M::Worldview, "segment=fisher"), "100.000 of 6 indicative");
    assert_eq!(line(&map, M::Worldview, "segment=farmer").estimate.n(), 12);
}

#[test]
fn the_shift_is_of_pairs_fourteen_days_apart_and_counts_from_the_cards_own_unreliability() {
    let mut world = World::default();
    for (count, second, taps) in
        [(5, "2026-01-19", HUNDRED), (5, "2026-01-19", SEVENTY_FIVE), (6, "2026-01-18", HUNDRED)]
    {
        for worker in asked(&mut world, count, "2026-01-05", FIFTY) {
            world.card(&worker, second, taps);
        }
    }
    let shift = world.report(ReportName::Shift, "2026-02-28");
    // s² = 10 · 12.5²/9; one village: deff = 1 + 9 · 0.05; t₉ = 2.262.
    assert_eq!(told(&shift, M::Shift, ""), "37.500 of 10 (26.150–48.850)");
    // 1.96 · 25 · √2 · √0.3 = 38.0: of +50 and +25 the one counts.
    assert_eq!(said(&shift, crate::insight::FindingKind::CountsFrom), ["38.0"]);
    assert_eq!(told(&shift, M::Rose, ""), "0.500 of 10 (0.237–0.763)");
    assert_eq!(told(&shift, M::Fell, ""), "0.000 of 10 (0.000–0.278)");
    assert_eq!(told(&shift, M::ShiftDifference, ""), "suppressed of 0");
}

#[test]
fn what_was_measured_since_does_not_change_what_is_said_of_a_month() {
    let mut world = World::default();
    for worker in asked(&mut world, 5, "2026-01-05", FIFTY) {
        world.card(&worker, "2026-03-05", SEVENTY_FIVE);
        world.card(&worker, "2026-06-05", HUNDRED);
    }
    let told_of = |filter: &Filter| told(&world.asked(ReportName::Shift, filter, "2026-06-30"), M::Shift, "");
    assert_eq!(told_of(&Filter::default()), "50.000 of 5 indicative");
    assert_eq!(told_of(&in_month("2026-03")), "25.000 of 5 indicative");
}

#[test]
fn the_states_before_and_after_make_a_table() {
    let mut world = World::default();
    world.panel(8, "2026-01-03", "5115");
    // From dissensus (far from the branch, and seen so) to consensus.
    for (count, after) in [(7, ["5115", "5115", ""]), (3, ["1551", "5115", ""])] {
        for worker in asked(&mut world, count, "2026-01-05", ["1551", "5115", ""]) {
            world.card(&worker, "2026-02-05", after);
        }
    }
    let shift = world.report(ReportName::Shift, "2026-02-28");
    let moved = |to: &str| told(&shift, M::Transition, &format!("state_before=dissensus state={to}"));
    assert_eq!(moved("consensus"), "0.700 of 10 (0.397–0.892)");
    assert_eq!(moved("dissensus"), "0.300 of 10 (0.108–0.603)");
    assert_eq!(told(&shift, M::Transition, "state_before=consensus state=consensus"), "suppressed of 0");
}

#[test]
fn the_shift_where_we_went_is_held_against_the_shift_where_we_did_not() {
    let mut world = World::default();
    world.event(GENUK, "2026-01-15");
    for (village, [one, other]) in [(GENUK, [HUNDRED, SEVENTY_FIVE]), (SEMARANG, [SEVENTY_FIVE, FIFTY])] {
        for (at, worker) in world.workers(6, village, "fisher").iter().enumerate() {
            world.card(worker, "2026-01-05", FIFTY);
            world.card(worker, "2026-02-05", if at % 2 == 0 { one } else { other });
        }
    }
    let shift = world.report(ReportName::Shift, "2026-02-28");
    let difference = told(&shift, M::ShiftDifference, "");
    assert!(difference.starts_with("25.000 of 6 ("), "{difference}");
}

#[test]
fn a_message_is_credited_with_what_came_after_it_alone() {
    let mut world = World::default();
    let story = world.message("STORY");
    let workers = asked(&mut world, 10, "2026-01-05", FIFTY);
    for (at, worker) in workers.iter().enumerate() {
        world.talk(worker, "2026-01-20", &[("messages", &story)]);
        // Five were asked again later, five in that very conversation.
        world.card(worker, if at < 5 { "2026-02-05" } else { "2026-01-20" }, HUNDRED);
        match at {
            0..3 => drop(world.registration(worker, "2026-01-25", "2026-02", 1, &["submitted 2026-01-25"])),
            3 => drop(world.registration(worker, "2026-01-10", "2026-02", 1, &["submitted 2026-01-10"])),
            4 => drop(world.registration(worker, "2026-01-25", "2026-02", 1, &[])),
            _ => {}
        }
    }
    let report = world.report(ReportName::Messages, "2026-02-28");
    assert_eq!(told(&report, M::Shift, "message=STORY"), "50.000 of 5 indicative");
    assert_eq!(told(&report, M::Registered, "message=STORY"), "0.300 of 10 (0.108–0.603)");
    assert_eq!(said(&report, Basis), ["association"]);
}

#[test]
fn hasty_and_monotonous_cards_are_counted_and_not_dropped() {
    let mut world = World::default();
    for (at, worker) in world.workers(10, SEMARANG, "fisher").iter().enumerate() {
        let seconds = if at < 3 { "39" } else { "40" };
        let taps = if at < 2 { FIFTY } else { SEVENTY_FIVE };
        world.card_of(CARD, "A01", worker, "2026-01-05", taps, &[("seconds", seconds)]);
        if at < 8 {
            let granted = world.consent(worker, "measure", "grant", "");
            if at == 0 {
                world.consent(worker, "measure", "withdraw", &granted);
            }
        }
    }
    let quality = world.report(ReportName::DataQuality, "2026-02-28");
    assert_eq!(told(&quality, M::TooFast, ""), "0.300 of 10 (0.108–0.603)");
    assert_eq!(told(&quality, M::SameAnswer, ""), "0.200 of 10 (0.057–0.510)");
    assert_eq!(told(&quality, M::ConsentCoverage, "purpose=measure"), "0.700 of 10 (0.397–0.892)");
    let map = world.report(ReportName::CoOrientation, "2026-02-28");
    assert_eq!(line(&map, M::Worldview, "").estimate.n(), 10);
}

#[test]
fn a_check_by_somebody_else_is_of_the_last_card_before_it() {
    let mut world = World::default();
    for worker in asked(&mut world, 5, "2026-01-05", FIFTY) {
        world.card(&worker, "2026-03-05", HUNDRED);
        // The same person asking again checks nothing.
        world.card_of(CARD, "A01", &worker, "2026-03-06", FIFTY, &[("wave", "check")]);
        world.card_of(CARD, "A02", &worker, "2026-03-07", SEVENTY_FIVE, &[("wave", "check")]);
    }
    let quality = world.report(ReportName::DataQuality, "2026-03-31");
    assert_eq!(told(&quality, M::CheckDifference, ""), "25.000 of 5 indicative");
    assert_eq!(told(&quality, M::Checked, ""), "0.500 of 10 (0.237–0.763) indicative", "ten cards of five");
    let shift = world.report(ReportName::Shift, "2026-03-31");
    assert_eq!(told(&shift, M::Shift, ""), "50.000 of 5 indicative", "a check is no second measurement");
}
