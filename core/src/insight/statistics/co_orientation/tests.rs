use proptest::prelude::*;

use super::*;
use crate::insight::Interval;

/// A card: a digit per item, `-` for none.
fn card(digits: &str) -> Vec<Option<u8>> {
    digits.chars().map(|digit| digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok())).collect()
}

/// All cards of four items.
fn every_card() -> Vec<Vec<Option<u8>>> {
    (0..625_u32).map(|i| [i, i / 5, i / 25, i / 125].map(|i| u8::try_from(i % 5 + 1).ok()).to_vec()).collect()
}

#[test]
fn a_worker_far_from_the_branch_who_knows_it_is_in_dissensus() {
    let (own, perceived, guessed) = (card("2134"), card("4553"), card("1123"));
    let branch = [Some(5.0); 4];
    let views = Views { own: &own, perceived: &perceived, guessed: &guessed, agents: &card("2345"), branch: &branch };
    let indices = Indices::of(&views);
    let expected = Indices {
        worldview: Some(37.5),
        agreement: Some(37.5),
        congruency_worker: Some(43.75),
        accuracy_worker: Some(81.25),
        accuracy_agent: Some(81.25),
        congruency_agent: Some(56.25),
        distance: Some(30.0_f64.sqrt()),
    };
    assert_eq!(indices, expected);
    assert_eq!(format!("{:.3}", indices.distance.unwrap()), "5.477");
    assert_eq!(indices.state(), Some(State::Dissensus));
}

#[test]
fn where_the_branch_answers_five_throughout_agreement_is_the_worldview() {
    for own in every_card() {
        assert_eq!(similarity(&own, &[Some(5.0); 4]), worldview(&own));
    }
}

#[test]
fn answers_by_dice_are_half_like_fives_and_three_fifths_like_each_other() {
    let cards = every_card();
    let to_fives: f64 = cards.iter().filter_map(|own| similarity(own, &[Some(5.0); 4])).sum();
    assert_eq!(to_fives / cards.len() as f64, 50.0);
    let pairs = cards.iter().flat_map(|x| cards.iter().filter_map(move |y| similarity(x, y)));
    let (count, total) = pairs.fold((0_u32, 0.0), |(count, total), s| (count + 1, total + s));
    assert_eq!((count, total / f64::from(count)), (625 * 625, 60.0));
}

#[test]
fn items_worded_the_other_way_are_turned_round_and_missing_ones_stay_missing() {
    let mask = [false, true, true, false];
    assert_eq!(reversed(&card("41-2"), &mask), Some(card("45-2")));
    assert_eq!(reversed(&card("123"), &mask), None);
    assert_eq!(reversed(&card("6123"), &mask), None);
}

#[test]
fn two_items_in_common_make_no_index_and_three_do() {
    assert_eq!(similarity(&card("12--"), &card("1234")), None);
    assert_eq!(similarity(&card("123-"), &card("-234")), None);
    assert_eq!(similarity(&card("123-"), &card("1234")), Some(100.0));
    assert_eq!(profile_distance(&card("12--"), &card("1234")), None);
    assert_eq!(profile_distance(&card("123-"), &card("3231")), Some(2.0));
    assert_eq!((worldview(&card("12--")), worldview(&card("123-"))), (None, Some(25.0)));
}

#[test]
fn an_answer_off_the_scale_makes_no_index_rather_than_a_wrong_one() {
    assert_eq!(similarity(&card("1290"), &card("1234")), None);
    assert_eq!(similarity(&card("1234"), &[Some(5.5); 4]), None);
    assert_eq!(worldview(&card("0123")), None);
}

#[test]
fn cards_of_different_instruments_are_not_set_beside_each_other() {
    assert_eq!(similarity(&card("1234"), &card("12345")), None);
    assert_eq!(profile_distance(&card("1234"), &[] as &[Option<u8>]), None);
    assert_eq!(Indices::of(&Views::default()), Indices::default());
    assert_eq!(Indices::default().state(), None);
}

#[test]
fn eight_staff_have_a_view_and_seven_have_none() {
    let staff: Vec<_> = ["5441", "5431", "5432", "5442", "4332", "5552", "544-", "5532"].map(card).into();
    assert_eq!(panel_view(&staff), Some(vec![Some(10), Some(8), Some(7), None]));
    assert_eq!(panel_view(&staff[..7]), Some(vec![None; 4]));
    assert_eq!(panel_view::<Vec<_>>(&[]), Some(vec![]));
}

#[test]
fn a_view_in_half_points_is_turned_round_like_a_card() {
    let turned = panel_points(&[Some(10), Some(7), Some(2), None], &[false, true, true, false]);
    assert_eq!(turned, Some(vec![Some(5.0), Some(2.5), Some(5.0), None]));
    assert_eq!(panel_points(&[Some(10)], &[false, true]), None, "of another card");
    assert_eq!(panel_points(&[Some(1)], &[false]), None, "no median of answers");
}

#[test]
fn staff_with_cards_of_different_instruments_have_no_view() {
    assert_eq!(panel_view(&[card("5431"), card("543")]), None);
    assert_eq!(panel_view(&vec![card("9431"); 8]), None);
}

#[test]
fn the_four_states_meet_at_75() {
    let states = [(75.0, 75.0), (75.0, 74.9), (74.9, 75.0), (74.9, 74.9)].map(|(a, c)| State::of(a, c));
    assert_eq!(states, State::ALL);
}

#[test]
fn a_group_is_labelled_only_where_both_intervals_exclude_75() {
    let group = |low, high| Estimate::of((low + high) / 2.0, 20, Some(Interval { low, high }));
    let clear = |state| GroupState::Clear { state };
    assert_eq!(GroupState::of(&group(75.0, 90.0), &group(80.0, 90.0)), clear(State::Consensus));
    assert_eq!(GroupState::of(&group(76.0, 90.0), &group(50.0, 74.9)), clear(State::FalseConflict));
    assert_eq!(GroupState::of(&group(10.0, 20.0), &group(80.0, 90.0)), clear(State::FalseConsensus));
    assert_eq!(GroupState::of(&group(10.0, 20.0), &group(30.0, 40.0)), clear(State::Dissensus));
    assert_eq!(GroupState::of(&group(70.0, 80.0), &group(80.0, 90.0)), GroupState::NotClear);
    assert_eq!(GroupState::of(&group(80.0, 90.0), &group(70.0, 75.0)), GroupState::NotClear);
}

#[test]
fn a_group_without_intervals_is_not_clear() {
    let (alike, few) = (Estimate::of(100.0, 20, None), Estimate::Suppressed { n: 4 });
    let clear = Estimate::of(85.0, 20, Some(Interval { low: 80.0, high: 90.0 }));
    assert_eq!(GroupState::of(&alike, &clear), GroupState::NotClear);
    assert_eq!(GroupState::of(&clear, &few), GroupState::NotClear);
}

proptest! {
    #[test]
    fn similarity_is_symmetric_within_0_and_100_and_100_for_the_same(
        cards in proptest::collection::vec((proptest::option::of(1..=5_u8), proptest::option::of(1..=5_u8)), 0..8)
    ) {
        let (x, y): (Vec<_>, Vec<_>) = cards.into_iter().unzip();
        let s = similarity(&x, &y);
        prop_assert_eq!(s, similarity(&y, &x));
        prop_assert_eq!(profile_distance(&x, &y), profile_distance(&y, &x));
        if let Some(s) = s {
            prop_assert!((0.0..=100.0).contains(&s));
            prop_assert_eq!(s == 100.0, profile_distance(&x, &y) == Some(0.0));
            prop_assert_eq!(similarity(&x, &x), Some(100.0));
        }
    }
}
