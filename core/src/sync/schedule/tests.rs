use super::*;
use crate::domain::calendar::parse_instant;

const APP: &str = "perisai-core/1";

fn at(text: &str) -> i64 {
    parse_instant(text).unwrap()
}

fn attempt(end: AttemptEnd, failures: u32, at_ms: i64) -> Attempt {
    Attempt { at_ms, end, failures, draw: 500, app: APP.to_owned(), quarantined: 0, clock: None }
}

fn planned(attempt: Option<&Attempt>, waiting_ms: Option<(i64, i64)>, now_ms: i64) -> Option<(i64, WhySync)> {
    let standing = Standing { now_ms, zone: Zone::Wib, app: APP, attempt, waiting_ms };
    next_sync(&standing).map(|planned| (planned.after_ms, planned.why))
}

#[test]
fn what_an_attempt_leaves_decides_what_follows_it() {
    let noon = at("2026-06-03T12:00:00+07:00");
    let waits = Some((noon, noon));
    let table = [
        // (how the last one ended, failures in a row, minutes until the next; none for never)
        (AttemptEnd::Complete, 0, Some((2, WhySync::Waiting))),
        (AttemptEnd::Incomplete, 0, Some((0, WhySync::Retry))),
        (AttemptEnd::Cancelled, 0, Some((60, WhySync::Waiting))),
        (AttemptEnd::NoNetwork, 1, Some((1, WhySync::Retry))),
        (AttemptEnd::NoNetwork, 2, Some((2, WhySync::Retry))),
        (AttemptEnd::NoNetwork, 5, Some((16, WhySync::Retry))),
        (AttemptEnd::NoNetwork, 9, Some((240, WhySync::Retry))),
        (AttemptEnd::NoNetwork, u32::MAX, Some((240, WhySync::Retry))),
        (AttemptEnd::StorageFull, 3, Some((4, WhySync::Retry))),
        (AttemptEnd::Phone, 1, Some((1, WhySync::Retry))),
        (AttemptEnd::Unreadable, 1, None),
        (AttemptEnd::Version, 1, None),
        (AttemptEnd::UnknownDevice, 1, None),
        (AttemptEnd::Revoked, 1, None),
        (AttemptEnd::SigningKey, 1, None),
        (AttemptEnd::Store, 1, None),
    ];
    for (end, failures, expected) in table {
        let last = attempt(end, failures, noon);
        let expected = expected.map(|(minutes, why)| (minutes * MINUTE_MS, why));
        assert_eq!(planned(Some(&last), waits, noon), expected, "{end} after {failures}");
    }
}

#[test]
fn a_version_that_was_refused_is_tried_again_by_another_app_and_a_revoked_phone_by_none() {
    let noon = at("2026-06-03T12:00:00+07:00");
    let by_another = |end| Attempt { app: "perisai-core/0".to_owned(), ..attempt(end, 3, noon) };
    for end in [AttemptEnd::Version, AttemptEnd::Unreadable] {
        assert_eq!(planned(Some(&by_another(end)), None, noon), Some((0, WhySync::Retry)));
    }
    for end in [AttemptEnd::Revoked, AttemptEnd::UnknownDevice] {
        assert_eq!(planned(Some(&by_another(end)), None, noon), None);
    }
}

#[test]
fn the_draw_spreads_a_retry_between_half_and_one_and_a_half() {
    let noon = at("2026-06-03T12:00:00+07:00");
    let after = |draw| {
        let last = Attempt { draw, ..attempt(AttemptEnd::NoNetwork, 4, noon) };
        planned(Some(&last), None, noon).unwrap().0
    };
    assert_eq!([0, 500].map(after), [4 * MINUTE_MS, 8 * MINUTE_MS]);
    let longest = after(DRAW_BOUND - 1);
    assert!((11 * MINUTE_MS..12 * MINUTE_MS).contains(&longest), "{longest}");
}

#[test]
fn captures_wait_for_a_pause_but_not_for_ever() {
    let noon = at("2026-06-03T12:00:00+07:00");
    let after = |oldest: i64, newest: i64| planned(None, Some((noon - oldest, noon - newest)), noon).unwrap().0;
    assert_eq!(after(0, 0), QUIET_MS);
    assert_eq!(after(MINUTE_MS, MINUTE_MS), MINUTE_MS);
    assert_eq!(after(14 * MINUTE_MS, 0), MINUTE_MS);
    assert_eq!(after(3 * HOUR_MS, 0), 0);
}

#[test]
fn a_clock_that_was_turned_makes_no_pause_longer() {
    let noon = at("2026-06-03T12:00:00+07:00");
    let yesterday = noon - DAY_MS;
    let last = attempt(AttemptEnd::NoNetwork, 3, noon);
    assert_eq!(planned(Some(&last), None, yesterday), Some((4 * MINUTE_MS, WhySync::Retry)));
    assert_eq!(planned(None, Some((noon, noon)), yesterday), Some((QUIET_MS, WhySync::Waiting)));
    for now in [i64::MIN, i64::MAX] {
        let (after, _) = planned(Some(&attempt(AttemptEnd::Complete, 0, noon)), None, now).unwrap();
        assert!((0..=2 * DAY_MS).contains(&after));
    }
}

#[test]
fn in_the_evening_the_branch_is_asked_once() {
    let complete = |text| attempt(AttemptEnd::Complete, 0, at(text));
    let after = |last: &Attempt, now: &str| planned(Some(last), None, at(now));
    let hours = |hours: i64| Some((hours * HOUR_MS, WhySync::Evening));
    // The draw of 500 is 18:00.
    let morning = complete("2026-06-03T08:00:00+07:00");
    assert_eq!(after(&morning, "2026-06-03T12:00:00+07:00"), hours(6));
    assert_eq!(after(&morning, "2026-06-03T22:00:00+07:00"), hours(0));
    let evening = complete("2026-06-03T18:00:00+07:00");
    assert_eq!(after(&evening, "2026-06-03T18:00:00+07:00"), hours(24));
    assert_eq!(after(&evening, "2026-06-04T09:00:00+07:00"), hours(9));
    // In Papua it is evening two hours earlier.
    let noon = at("2026-06-03T12:00:00+07:00");
    let standing = |zone| Standing { now_ms: noon, zone, app: APP, attempt: Some(&morning), waiting_ms: None };
    let [west, east] = [Zone::Wib, Zone::Wit].map(|zone| next_sync(&standing(zone)).unwrap().after_ms);
    assert_eq!(west - east, 2 * HOUR_MS);
}

#[test]
fn failures_are_counted_until_one_succeeds_and_the_clock_is_remembered() {
    let mut last = None;
    for expected in 1..=3 {
        let next = Attempt::after(last.as_ref(), AttemptEnd::NoNetwork, 0, 1_700, APP);
        assert_eq!((next.failures, next.draw), (expected, 700));
        last = Some(next);
    }
    let seen = ClockSeen { ahead_ms: 5, wall_ms: 0, boot_id: 1, monotonic_ms: 0 };
    let last = last.map(|last| Attempt { clock: Some(seen), ..last });
    let next = Attempt::after(last.as_ref(), AttemptEnd::Complete, 0, 0, APP);
    assert_eq!((next.failures, next.clock), (0, Some(seen)));
}

#[test]
fn a_clock_that_is_set_right_looks_right_before_the_next_exchange() {
    let reading = |wall_ms, boot_id, monotonic_ms| ClockReading { wall_ms, boot_id, monotonic_ms };
    let seen = ClockSeen::beside(1_000_000, reading(1_000_000 + DAY_MS, 1, 500));
    assert_eq!(seen.ahead_ms(reading(1_060_000 + DAY_MS, 1, 60_500)), DAY_MS);
    assert_eq!(seen.ahead_ms(reading(1_060_000, 1, 60_500)), 0);
    // After another start of the phone nothing tells whether it was.
    assert_eq!(seen.ahead_ms(reading(1_060_000, 2, 10)), DAY_MS);
}

#[test]
fn an_attempt_is_read_as_it_was_kept() {
    let kept = attempt(AttemptEnd::Version, 2, 7);
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Attempt>(&text).unwrap(), kept);
}
