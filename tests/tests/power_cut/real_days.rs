//! The days of a real core and a real branch, cut at every point.

use std::time::Instant;

use perisai_tests::power::{Plan, rehearse};

use super::device_day::DeviceDay;

#[test]
fn measure() {
    for (seed, captures) in [(1, 3), (2, 10), (3, 20)] {
        let began = Instant::now();
        let day = DeviceDay::new(seed, captures);
        println!("dawn {:?}", began.elapsed());
        let began = Instant::now();
        let report = rehearse(&day, &Plan::every_point(seed));
        println!("{captures} captures: {:?}\n{report}", began.elapsed());
    }
}
