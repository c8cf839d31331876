//! Simulated days: thousands by seed, and every seed that ever failed.

use perisai_tests::sim::{Day, Reached, live};

/// Days of one run of the tests. `PERISAI_SIM_DAYS` asks for more.
const DAYS: u64 = 200;

fn days() -> u64 {
    std::env::var("PERISAI_SIM_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(DAYS)
}

#[test]
fn whatever_happens_in_a_day_nothing_saved_is_lost_overridden_or_applied_twice() {
    let mut reached = Reached::new();
    let mut failed = Vec::new();
    let only = std::env::var("PERISAI_SIM_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in only.map_or(0..days(), |seed: u64| seed..seed + 1) {
        let day = Day { seed, steps: 60, fault_one_in: 4 };
        match live(day) {
            Ok(more) => more.into_iter().for_each(|(what, times)| *reached.entry(what).or_default() += times),
            Err(violation) => failed.push((seed, violation)),
        }
    }
    for (what, times) in &reached {
        println!("{times:>8}  {what}");
    }
    for (seed, violation) in &failed {
        println!("seed {seed}: {violation}");
    }
    assert!(failed.is_empty(), "{} of {} days failed, the first with seed {}", failed.len(), days(), failed[0].0);
}
