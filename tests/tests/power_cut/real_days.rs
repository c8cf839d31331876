//! The days of a real core and a real branch, cut at every point.

use std::time::Instant;

use perisai_tests::power::{Plan, rehearse};

use super::device_day::DeviceDay;
use super::exchange_day::ExchangeDay;

#[test]
fn measure() {
    for (seed, captures) in [(1, 3), (2, 6)] {
        let day = ExchangeDay::new(seed, captures);
        let began = Instant::now();
        let report = rehearse(&day, &Plan { live_cuts: 20, faults: 20, ..Plan::every_point(seed) });
        println!("{captures} captures: {:?}\n{report}", began.elapsed());
    }
    for (seed, captures) in [(2, 10)] {
        let day = DeviceDay::new(seed, captures);
        let began = Instant::now();
        let plan = Plan { recoveries: 50, cuts_per_recovery: 4, live_cuts: 40, faults: 40, ..Plan::every_point(seed) };
        let report = rehearse(&day, &plan);
        println!("{captures} captures: {:?}\n{report}", began.elapsed());
    }
}
