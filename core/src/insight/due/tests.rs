use super::*;
use crate::domain::Month;
use crate::domain::kinds::{Channel, EncounterId};
use crate::domain::quote::{QuoteRequest, quote};
use crate::domain::tariff::TariffBook;
use crate::domain::words::{DiscountSector, Payer, Programmes};

fn id(n: u16) -> RecordId {
    RecordId::created(0, 0, n)
}

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

const SITI: u16 = 1;

fn siti() -> WorkerId {
    WorkerId(id(SITI))
}

fn known() -> Known {
    let reachable = Reachable { do_not_contact: false, may_remind: true };
    Known { workers: [(siti(), reachable)].into(), ..Known::default() }
}

fn membership(status: MembershipStatus, covered_to: &str) -> Membership {
    Membership {
        worker: siti(),
        registration: None,
        status,
        covered_from: day("2026-01-01"),
        covered_to: day(covered_to),
        months_paid: Vec::new(),
        autodebit: false,
    }
}

fn made<T>(record: u16, on: &str, typed: T) -> Made<T> {
    let on = day(on);
    Made { record: id(record), at_ms: on.starts_at_ms(420), on, typed }
}

fn encounter(direction: Direction, answers: Option<u16>, intent_day: Option<&str>) -> Encounter {
    Encounter {
        worker: siti(),
        event: None,
        channel: Channel::Whatsapp,
        direction,
        minutes: None,
        messages: [].into(),
        media_used: [].into(),
        asks_whom: [].into(),
        figure: None,
        answers: answers.map(|n| EncounterId(id(n))),
        barriers: [].into(),
        teach_back: None,
        intent: None,
        intent_day: intent_day.map(day),
    }
}

fn registration(status: RegistrationStatus) -> Registration {
    let start_month: Month = "2026-06".parse().unwrap();
    let request = QuoteRequest {
        programmes: Programmes::JkkJkm,
        start_month,
        period_months: 1,
        declared_income: Rupiah(1_000_000),
        discount_sector: DiscountSector::NonTransport,
        payer: Payer::Worker,
        payment_date: day("2026-06-03"),
    };
    Registration {
        worker: siti(),
        programmes: Programmes::JkkJkm,
        period_months: 1,
        start_month,
        declared_income: Rupiah(1_000_000),
        quote: quote(TariffBook::shipped(), &request).unwrap(),
        payer: Payer::Worker,
        support: None,
        attestations: None,
        warnings_acknowledged: Vec::new(),
        status,
        cause: None,
        moves: Vec::new(),
        reason: None,
    }
}

fn receipt() -> Receipt {
    Receipt {
        worker: siti(),
        registration: None,
        rupiah: Rupiah(34_200),
        contribution_months: Vec::new(),
        number: "4PNW-00042-Y093".to_owned(),
        holder: "A01".parse().unwrap(),
        status: ReceiptStatus::Entrusted,
        reason: None,
    }
}

fn task(item: &DueItem, results: &[FollowUpResult]) -> FollowUp {
    let (worker, figure) = match item.subject {
        Subject::Worker(worker) => (Some(worker), None),
        Subject::Figure(figure) => (None, Some(figure)),
    };
    FollowUp {
        worker,
        figure,
        village: None,
        kind: item.kind,
        due: item.due,
        about: item.about.clone(),
        put_off_to: None,
        owner: None,
        claimed_by: None,
        results: results.iter().copied().collect(),
    }
}

fn due(known: &Known, on: &str) -> Vec<DueItem> {
    let rules = DueRules {
        lapse: LapseRules::shipped(),
        cash: CashPolicy::shipped(),
        holidays: PublicHolidays::shipped(),
        days_ahead: 7,
    };
    due_items(known, day(on), &rules)
}

/// A kind, a reason and the days over.
type Told = (&'static str, &'static str, i64);

/// What is due, told in short.
fn told(known: &Known, on: &str) -> Vec<Told> {
    let told = |item: &DueItem| (item.kind.as_str(), item.reason.word(), item.days_over(day(on)));
    due(known, on).iter().map(told).collect()
}

#[test]
fn of_cover_one_task_at_a_time_is_due_and_a_later_one_takes_the_place_of_an_earlier() {
    let mut known = known();
    known.memberships.push(membership(MembershipStatus::Active, "2026-06-30"));
    let expected: [(&str, &[Told]); 7] = [
        ("2026-06-10", &[]),
        ("2026-06-20", &[("before_end_7_days", "cover_ends", -3)]),
        ("2026-06-30", &[("before_end_7_days", "cover_ends", 7), ("after_end_3_days", "cover_ended", -3)]),
        ("2026-07-05", &[("after_end_3_days", "cover_ended", 2)]),
        ("2026-08-03", &[("month_2_visit", "month_unpaid", 2)]),
        ("2026-09-01", &[("month_3_visit", "month_unpaid", 0)]),
        ("2027-01-01", &[("other", "membership_over", 184)]),
    ];
    for (on, items) in expected {
        assert_eq!(told(&known, on), items, "{on}");
    }
}

#[test]
fn who_is_in_arrears_by_the_branchs_word_is_visited_at_once() {
    let mut known = known();
    known.memberships.push(membership(MembershipStatus::InArrears, "2026-06-30"));
    assert_eq!(told(&known, "2026-07-01")[0], ("arrears", "month_unpaid", 0));
}

#[test]
fn after_the_end_a_new_registration_is_the_way_back_until_there_is_one() {
    for status in [MembershipStatus::Ended, MembershipStatus::InactiveAfterJht] {
        let mut known = known();
        known.memberships.push(membership(status, "2026-01-31"));
        assert_eq!(told(&known, "2026-06-03"), [("other", "membership_over", 122)]);
        known.registrations.push(made(5, "2026-01-05", registration(RegistrationStatus::Active)));
        assert_eq!(told(&known, "2026-06-03").len(), 1, "an old registration is no way back");
        known.registrations.push(made(6, "2026-06-02", registration(RegistrationStatus::Rejected)));
        assert_eq!(told(&known, "2026-06-03").len(), 1);
        known.registrations.push(made(7, "2026-06-02", registration(RegistrationStatus::Submitted)));
        assert_eq!(told(&known, "2026-06-03"), []);
    }
}

#[test]
fn a_question_waits_two_working_days_and_ends_with_its_answer() {
    let mut known = known();
    // Friday; Monday 1 June is Pancasila Day.
    known.encounters.push(made(3, "2026-05-29", encounter(Direction::Incoming, None, None)));
    let items = due(&known, "2026-05-30");
    assert_eq!((items[0].kind, items[0].due), (FollowUpKind::Answer, day("2026-06-03")));
    assert_eq!(items[0].about.as_deref(), Some(id(3).to_string().as_str()));
    known.encounters.push(made(4, "2026-05-30", encounter(Direction::Outgoing, Some(3), None)));
    assert_eq!(due(&known, "2026-05-30"), []);
}

#[test]
fn the_day_named_last_is_due_until_the_worker_registers() {
    let mut known = known();
    known.encounters.push(made(3, "2026-06-01", encounter(Direction::Outgoing, None, Some("2026-06-05"))));
    known.encounters.push(made(4, "2026-06-02", encounter(Direction::Outgoing, None, Some("2026-06-09"))));
    let items = due(&known, "2026-06-03");
    assert_eq!(
        items.iter().map(|item| (item.kind, item.due)).collect::<Vec<_>>(),
        [(FollowUpKind::Promise, day("2026-06-09"))]
    );
    known.registrations.push(made(7, "2026-06-03", registration(RegistrationStatus::Draft)));
    assert_eq!(due(&known, "2026-06-03"), []);
}

#[test]
fn a_registration_that_came_back_and_money_held_too_long_are_due_first_what_is_overdue_longest() {
    let mut known = known();
    known.registrations.push(made(7, "2026-06-10", registration(RegistrationStatus::NeedsCorrection)));
    known.receipts.push(made(8, "2026-06-01", receipt()));
    let expected = [("other", "money_held", 8), ("correct_registration", "registration_came_back", 2)];
    assert_eq!(told(&known, "2026-06-12"), expected);
    assert_eq!(told(&known, "2026-06-04"), [("correct_registration", "registration_came_back", -6)]);
}

#[test]
fn a_result_ends_a_task_but_that_nobody_was_met_and_money_ends_by_being_handed_over() {
    let mut known = known();
    known.memberships.push(membership(MembershipStatus::Active, "2026-06-30"));
    let items = due(&known, "2026-07-05");
    known.follow_ups = vec![task(&items[0], &[FollowUpResult::NotMet])];
    assert_eq!(told(&known, "2026-07-05").len(), 1);
    known.follow_ups = vec![task(&items[0], &[FollowUpResult::NotMet, FollowUpResult::WillPay])];
    assert_eq!(told(&known, "2026-07-05"), []);
    assert_eq!(told(&known, "2026-08-01")[0].0, "month_2_visit", "the next visit is another task");

    let mut known = self::known();
    known.receipts.push(made(8, "2026-06-01", receipt()));
    let items = due(&known, "2026-06-12");
    known.follow_ups = vec![task(&items[0], &[FollowUpResult::Done])];
    assert_eq!(told(&known, "2026-06-12"), [("other", "money_held", 8)]);
    known.receipts[0].typed.status = ReceiptStatus::HandedOver;
    assert_eq!(told(&known, "2026-06-12"), []);
}

#[test]
fn what_was_put_off_comes_back_on_its_day_and_cover_that_went_on_overtakes_what_was_planned() {
    let mut known = known();
    known.memberships.push(membership(MembershipStatus::Active, "2026-06-30"));
    let mut later = task(&due(&known, "2026-07-05")[0], &[]);
    later.put_off_to = Some(day("2026-07-20"));
    known.follow_ups = vec![later];
    assert_eq!(told(&known, "2026-07-05"), []);
    assert_eq!(told(&known, "2026-07-20")[0], ("after_end_3_days", "cover_ended", 0));
    known.memberships = vec![membership(MembershipStatus::Active, "2026-12-31")];
    assert_eq!(told(&known, "2026-07-20"), []);
}

#[test]
fn a_promise_is_due_until_something_came_of_it() {
    let mut known = known();
    let promise = DueItem {
        subject: Subject::Figure(FigureId(id(9))),
        kind: FollowUpKind::Promise,
        due: day("2026-06-10"),
        about: Some("bring the card".to_owned()),
        put_off_to: None,
        owner: None,
        reason: Reason::Planned,
    };
    known.follow_ups = vec![task(&promise, &[])];
    assert_eq!(due(&known, "2026-06-12"), std::slice::from_ref(&promise));
    known.follow_ups = vec![task(&promise, &[FollowUpResult::Done])];
    assert_eq!(due(&known, "2026-06-12"), []);
}

#[test]
fn nobody_comes_by_who_wishes_no_contact_and_nobody_is_reminded_without_consent() {
    let mut known = known();
    known.memberships.push(membership(MembershipStatus::Active, "2026-06-30"));
    known.encounters.push(made(3, "2026-06-25", encounter(Direction::Incoming, None, None)));
    let words = |known: &Known| told(known, "2026-07-05").iter().map(|item| item.1).collect::<Vec<_>>();
    assert_eq!(words(&known), ["question_waits", "cover_ended"]);
    known.workers.insert(siti(), Reachable { do_not_contact: false, may_remind: false });
    assert_eq!(words(&known), ["question_waits"]);
    known.workers.insert(siti(), Reachable { do_not_contact: true, may_remind: true });
    assert_eq!(words(&known), [""; 0]);
    known.workers.clear();
    assert_eq!(words(&known), [""; 0]);
}

#[test]
fn the_sentence_says_the_day_and_the_money_as_they_are_said() {
    let held = Reason::MoneyHeld { entrusted_on: day("2026-08-17"), rupiah: Rupiah(1_034_200) };
    assert_eq!(held.sentence(), "Titipan Rp 1.034.200 sejak 17 Agustus 2026 belum diserahkan.");
    let over = Reason::MembershipOver { covered_to: day("2026-01-31") };
    assert!(over.sentence().contains("31 Januari 2026") && over.sentence().contains("pendaftaran baru"));
}
