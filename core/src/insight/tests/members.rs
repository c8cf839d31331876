//! Who stays: retention, and support that ends.

use super::world::*;
use crate::domain::kinds::Support;
use crate::insight::FindingKind::HalfLapsed;
use crate::insight::WhyLeftOut::NotYetKnown;
use crate::insight::{Measure as M, ReportName};

/// Members from January 2026 on, each with so many months paid.
fn members(world: &mut World, paid: &[i32]) -> Vec<String> {
    let workers = world.workers(paid.len(), SEMARANG, "fisher");
    for (worker, count) in workers.iter().zip(paid) {
        world.paid(worker, &months("2026-01", *count));
    }
    workers
}

#[test]
fn of_ten_members_three_lapse_at_month_four_one_dies_after_five_and_two_lapse_at_seven() {
    let mut world = World::default();
    let workers = members(&mut world, &[3, 3, 3, 5, 6, 6, 13, 13, 13, 13]);
    world.follow_up(&workers[3], "2026-06-20", "died");
    let report = world.report(ReportName::Retention, "2027-03-15");
    let month = |measure, month: &str| told(&report, measure, &format!("contribution_month={month}"));
    assert!(month(M::Survival, "04").starts_with("0.700 of 10 ("), "{}", month(M::Survival, "04"));
    assert_eq!(month(M::Survival, "07"), "0.467 of 6 (0.150–0.737) indicative");
    assert_eq!(month(M::LapseHazard, "04"), "0.300 of 10 (0.108–0.603)");
    assert_eq!(month(M::Paid, "04"), "0.700 of 10 (0.397–0.892)");
    assert_eq!(month(M::Paid, "07"), "0.400 of 10 (0.168–0.687)");
    // The grace of the thirteenth month, January 2027, closes with April.
    assert_eq!(month(M::Paid, "13"), "suppressed of 0");
    assert_eq!(told(&report, M::Survival, "cohort=2026-01 contribution_month=07"), month(M::Survival, "07"));
    assert_eq!(told(&report, M::Survival, "payer=self contribution_month=07"), month(M::Survival, "07"));
    assert!(said(&report, HalfLapsed).iter().all(|month| month == "7"), "{:?}", report.findings);
}

#[test]
fn a_lapse_is_known_the_day_after_its_grace_has_closed() {
    let mut world = World::default();
    members(&mut world, &[3; 10]);
    let open = world.report(ReportName::Retention, "2026-07-31");
    assert!(open.lines.iter().all(|line| line.measure != M::Survival), "a lapse before its time");
    assert_eq!(told(&open, M::Paid, "contribution_month=04"), "suppressed of 0");
    assert_eq!(told(&open, M::ContributionDensity, ""), "1.000 of 10");
    let closed = world.report(ReportName::Retention, "2026-08-01");
    assert_eq!(told(&closed, M::Survival, "contribution_month=04"), "0.000 of 10");
    assert_eq!(told(&closed, M::Paid, "contribution_month=04"), "0.000 of 10 (0.000–0.278)");
    assert_eq!(told(&closed, M::ContributionDensity, ""), "0.750 of 10");
}

#[test]
fn who_works_for_a_wage_now_has_not_lapsed() {
    let mut world = World::default();
    for worker in members(&mut world, &[3; 10]) {
        world.follow_up(&worker, "2026-05-10", "wage_employment");
    }
    let report = world.report(ReportName::Retention, "2026-12-31");
    assert!(report.lines.iter().all(|line| line.measure != M::Survival), "{:?}", report.lines);
    assert_eq!(said(&report, HalfLapsed), [""; 0]);
}

#[test]
fn a_worker_whose_second_record_paid_too_is_one_member() {
    let mut world = World::default();
    let workers = members(&mut world, &[6; 6]);
    // The sixth had paid January to March under one record, April to June under the other.
    world.set(&workers[5], "merged_into", workers[4].as_str());
    let report = world.report(ReportName::Retention, "2026-12-31");
    assert_eq!(line(&report, M::ContributionDensity, "").estimate.n(), 5);
}

#[test]
fn support_is_used_of_its_quota_and_half_stay_when_it_ends() {
    let mut world = World::default();
    let partner = world.worker(SEMARANG, "");
    let quota = [("partner", partner.as_str()), ("kind", "contribution"), ("quota", "20"), ("village", SEMARANG)];
    let support = world.add::<Support>("A01", noon("2025-12-01"), &quota);
    for paid in [3, 3, 3, 4, 4, 4] {
        let worker = members(&mut world, &[paid]).remove(0);
        let made = world.registration(&worker, "2025-12-20", "2026-01", 3, &["submitted 2025-12-20"]);
        world.set(&made, "support", support.as_str());
    }
    let cancelled = world.worker(SEMARANG, "");
    let made =
        world.registration(&cancelled, "2025-12-20", "2026-01", 3, &["submitted 2025-12-20", "cancelled 2025-12-21"]);
    world.set(&made, "support", support.as_str());

    let by = format!("support={support}");
    let later = world.report(ReportName::Support, "2026-08-01");
    assert_eq!(told(&later, M::QuotaUsed, &by), "0.300 of 20 indicative", "six of them used it");
    assert_eq!(told(&later, M::PaidOn, &by), "0.500 of 6 (0.188–0.812) indicative");
    // Until the grace of April has closed, three may still pay it: of those who have alone, all have.
    let before = world.report(ReportName::Support, "2026-07-31");
    assert_eq!((told(&before, M::PaidOn, &by).as_str(), left_out(&before, NotYetKnown)), ("suppressed of 0", 6));
}
