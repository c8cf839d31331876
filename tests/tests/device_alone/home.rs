//! *Hari ini* and *Sinkron*: what the day asks, and how the phone stands to the branch, over days, zones and clocks.

use std::sync::atomic::{AtomicUsize, Ordering};

use perisai_core::domain::kinds::{Channel, Direction, FollowUpKind, FollowUpResult};
use perisai_core::field::{
    AttemptEnd, BranchAsk, CapturedAs, ClockLooks, DueOpens, EncounterInput, HomeView, NoProgress, RecordStatus,
    ReportFilter, ReportLanguage, SyncTotals, TaskInput, WhySync,
};
use perisai_core::insight::ReportName;
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::{Field, FieldError};
use tempfile::TempDir;

use crate::support::{MORNING_MS, conversation, enrolled, enrolled_with_hand, met, open, siti, talk};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// No way to the branch, and how often one was looked for.
#[derive(Default)]
struct NoNetwork(AtomicUsize);

impl Transport for NoNetwork {
    fn send(&self, _: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(TransportError)
    }
}

/// A branch that refuses whatever is asked.
struct Refusing(&'static str);

impl Transport for Refusing {
    fn send(&self, _: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        let body = format!("{{\"code\":\"{}\",\"incident\":\"i1\"}}", self.0).into_bytes();
        Ok(TransportResponse { status: 403, content_type: "application/json".to_owned(), body })
    }
}

fn task(worker: &str, due: &str) -> TaskInput {
    TaskInput {
        worker: Some(worker.to_owned()),
        figure: None,
        kind: FollowUpKind::Promise,
        due: due.to_owned(),
        about: Some("membawa kartu".to_owned()),
    }
}

fn days(home: &HomeView) -> [Vec<String>; 3] {
    [&home.overdue, &home.today, &home.this_week].map(|lines| lines.iter().map(|home| home.line.due.clone()).collect())
}

#[test]
fn the_day_is_the_one_where_the_agent_works_and_tasks_move_with_it() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Siti Aminah");
    for due in ["2026-06-01", "2026-06-02", "2026-06-05"] {
        field.record_follow_up(&task(&worker, due), None).unwrap();
    }
    let home = field.home().unwrap();
    assert_eq!((home.now.day.as_str(), home.now.time.as_str()), ("2026-06-01", "08:00"));
    let owned = |days: &[&str]| days.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(days(&home), [owned(&[]), owned(&["2026-06-01"]), owned(&["2026-06-02", "2026-06-05"])]);
    // 23:59 in Semarang is still the first of June; a minute later it is the second, though it is not in London.
    hand.clock.reach(MORNING_MS + 16 * 60 * MINUTE_MS - 1);
    assert_eq!(days(&field.home().unwrap())[1], owned(&["2026-06-01"]));
    hand.clock.reach(MORNING_MS + 16 * 60 * MINUTE_MS);
    let home = field.home().unwrap();
    assert_eq!(home.now.day, "2026-06-02");
    assert_eq!(days(&home), [owned(&["2026-06-01"]), owned(&["2026-06-02"]), owned(&["2026-06-05"])]);
}

#[test]
fn a_task_says_what_opens_what_may_come_of_it_and_to_when_it_may_be_put_off() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Siti Aminah");
    let asked = EncounterInput { direction: Direction::Incoming, channel: Channel::Whatsapp, ..talk(&worker) };
    let asked = field.record_encounter(&asked).unwrap().record;
    field.record_follow_up(&task(&worker, "2026-06-02"), None).unwrap();
    field.register(&siti()).unwrap();
    hand.clock.reach(MORNING_MS + 4 * DAY_MS);
    let home = field.home().unwrap();
    let lines: Vec<_> = home.overdue.iter().chain(&home.today).collect();
    let opened = |opens: DueOpens| *lines.iter().find(|line| line.opens == opens).unwrap();
    assert_eq!(opened(DueOpens::Question).record.as_deref(), Some(asked.as_str()));
    let money = opened(DueOpens::Money);
    assert!(money.record.is_some() && money.results.is_empty() && money.put_off_to.is_empty());

    // The 5th is a Friday: the day after the next working one, and on.
    let promise = opened(DueOpens::Worker);
    assert_eq!(promise.put_off_to, ["2026-06-08", "2026-06-12", "2026-06-19"]);
    assert_eq!(promise.results[..2], [FollowUpResult::Done, FollowUpResult::NotMet]);
    for day in &promise.put_off_to {
        field.put_off(&promise.task, day).unwrap();
    }
    field.note_result(&promise.task, FollowUpResult::Done).unwrap();
    let after = field.home().unwrap();
    assert!(after.overdue.iter().chain(&after.this_week).all(|line| line.task != promise.task));
}

#[test]
fn the_first_screen_stands_before_any_branch_is_known() {
    let folder = TempDir::new().unwrap();
    let home = open(&folder).home().unwrap();
    assert_eq!((home.agent.as_str(), home.branch, home.synced), ("A01", None, None));
    assert_eq!((home.pending, home.clock), (0, ClockLooks::Right));
}

#[test]
fn what_the_agent_did_today_is_counted_by_the_agents_own_day() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    field.register(&siti()).unwrap();
    let totals = field.home().unwrap().totals;
    assert_eq!((totals.workers, totals.registrations, totals.entrusted_rupiah), (1, 1, 34_200));
    hand.clock.reach(MORNING_MS + 16 * 60 * MINUTE_MS);
    assert_eq!(field.home().unwrap().totals.registrations, 0);
}

#[test]
fn a_clock_that_the_branch_has_overtaken_looks_wrong_and_expired_lists_are_named() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    assert_eq!(field.home().unwrap().clock, ClockLooks::Right);
    hand.clock.set_wall(MORNING_MS - DAY_MS);
    let home = field.home().unwrap();
    assert_eq!((home.clock, home.expired.len()), (ClockLooks::Behind, 0));
    hand.clock.reach(MORNING_MS + 730 * DAY_MS);
    assert!(field.home().unwrap().expired.contains(&"public_holidays".to_owned()));
    // Beyond the calendar there is no day and nothing due, and a screen all the same.
    hand.clock.set_wall(i64::MAX);
    assert_eq!(field.home().unwrap().now.day, "");
}

#[test]
fn what_waits_is_listed_in_words_with_whom_it_is_about() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let mut talked = conversation(&worker);
    talked.card = None;
    field.record_conversation(&talked).unwrap();
    field.record_follow_up(&task(&worker, "2026-06-05"), None).unwrap();
    field.record_event(&crate::support::forum()).unwrap();
    let view = field.sync_view().unwrap();
    let told: Vec<_> = view.waiting.iter().map(|line| (line.what, line.about.as_deref(), line.status)).collect();
    let siti = Some("Siti Aminah");
    assert_eq!(
        told,
        [
            (CapturedAs::Registration, siti, RecordStatus::Pending),
            (CapturedAs::Conversation, siti, RecordStatus::Pending),
            (CapturedAs::Task, siti, RecordStatus::Pending),
            (CapturedAs::Event, None, RecordStatus::Pending),
        ]
    );
    assert_eq!((view.waiting[0].captured.time.as_str(), view.waiting_more), ("08:00", 0));
    assert_eq!(sum(&view.totals), view.totals.captured);
    assert_eq!((view.totals.captured, view.totals.pending), (4, 4));
}

fn sum(totals: &SyncTotals) -> u64 {
    let SyncTotals { captured: _, applied, merged, contested, held, rejected, quarantined, pending } = totals;
    applied + merged + contested + held + rejected + quarantined + pending
}

#[test]
fn an_attempt_that_fails_is_tried_again_later_and_later_and_the_store_remembers() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    met(&field, "Siti Aminah");
    let next = field.next_sync().unwrap().unwrap();
    assert_eq!((next.after_ms, next.why, next.at.time.as_str()), (2 * MINUTE_MS, WhySync::Waiting, "08:02"));

    let network = NoNetwork::default();
    let mut pauses = Vec::new();
    for _ in 0..4 {
        let failed = field.sync(&network, &NoProgress).unwrap_err();
        assert_eq!(failed, FieldError::Network { retryable: true });
        assert_eq!(field.home().unwrap().shut_out, None, "nobody has to do anything");
        pauses.push(field.next_sync().unwrap().unwrap().after_ms);
    }
    for (pause, minutes) in pauses.iter().zip([1, 2, 4, 8]) {
        assert!((minutes * MINUTE_MS / 2..minutes * MINUTE_MS * 3 / 2).contains(pause), "{pauses:?}");
    }
    field.shutdown();

    let field = Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports.clone()).unwrap();
    let view = field.sync_view().unwrap();
    let attempt = view.attempt.unwrap();
    assert_eq!((attempt.end, attempt.failures, attempt.at.time.as_str()), (AttemptEnd::NoNetwork, 4, "08:00"));
    assert_eq!(view.next.map(|next| next.after_ms), pauses.last().copied());
    assert_eq!(view.under_way, None);
}

#[test]
fn nothing_is_tried_where_only_a_person_can_help_until_the_phone_is_enrolled_again() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    met(&field, "Siti Aminah");
    for (code, end) in [("version", AttemptEnd::Version), ("unauthorized", AttemptEnd::UnknownDevice)] {
        field.sync(&Refusing(code), &NoProgress).unwrap_err();
        let view = field.sync_view().unwrap();
        assert_eq!((view.attempt.map(|attempt| attempt.end), view.next), (Some(end), None), "{code}");
        let told = [field.home().unwrap().shut_out, field.attention_view().unwrap().shut_out];
        assert_eq!(told.map(|shut_out| shut_out.map(|attempt| attempt.end)), [Some(end), Some(end)], "{code}");
    }
    assert_eq!(field.sync_view().unwrap().totals.pending, 1);
    crate::support::enrol(&field);
    assert_eq!(field.home().unwrap().shut_out, None);
    assert_eq!(field.next_sync().unwrap().map(|next| next.why), Some(WhySync::Waiting));
}

#[test]
fn a_phone_that_is_nobodys_plans_nothing() {
    let folder = TempDir::new().unwrap();
    assert_eq!(open(&folder).next_sync().unwrap(), None);
}

#[test]
fn what_the_branch_asks_is_told_by_kind() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    field.register(&siti()).unwrap();
    assert_eq!(field.sync_view().unwrap().asks, []);
    hand.clock.reach(MORNING_MS + 4 * DAY_MS);
    let asks = field.sync_view().unwrap().asks;
    let told: Vec<_> = asks.iter().map(|line| (line.ask, line.count)).collect();
    assert_eq!(told, [(BranchAsk::HandOver, 1)]);
}

#[test]
fn the_sixteen_reports_are_told_in_either_language_by_one_call() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    for person in ["Siti Aminah", "Slamet Riyadi", "Budi Santoso", "Wahyuni", "Sri Lestari", "Joko Susilo"] {
        let worker = met(&field, person);
        let mut talked = conversation(&worker);
        talked.card = None;
        field.record_conversation(&talked).unwrap();
    }
    let summary = |names: &[ReportName], language| field.summary(names, &ReportFilter::default(), language).unwrap();
    let all = summary(&[], ReportLanguage::Indonesian);
    assert_eq!(all.reports.len(), ReportName::ALL.len());
    assert_eq!(all.as_of, "1 Jun 2026");
    assert_eq!(all.rests_on, "1 desa/kelurahan, 1 bulan, 6 pekerja, 6 kontak");
    let periods: Vec<_> = all.periods.iter().map(|period| (period.from.as_deref(), period.name.as_str())).collect();
    assert_eq!(periods, [(None, ""), (Some("2026-06"), "Jun 2026")]);
    assert!(all.reports.iter().all(|report| !report.title.is_empty() && !report.asks.is_empty()));

    let one = summary(&[ReportName::Objections], ReportLanguage::English);
    let [report] = one.reports.as_slice() else { panic!("one was asked for") };
    assert_eq!(report.title, "Objections and bridges");
    let chart = report.charts.first().unwrap();
    assert!(chart.in_words.contains("Takdir (fate): 100% (61% – 100%) n = 6"), "{}", chart.in_words);
    let rows = &report.tables[0].parts[0].rows;
    let takdir = rows.iter().find(|row| row.name == "Takdir (fate)").unwrap();
    assert_eq!(
        (takdir.value.as_str(), takdir.interval.as_deref(), takdir.n.as_str()),
        ("100%", Some("61% – 100%"), "6")
    );
    let wrong = ReportFilter { from: Some("June".to_owned()), ..ReportFilter::default() };
    let refused = field.summary(&[], &wrong, ReportLanguage::English).map(|view| view.reports.len());
    assert!(matches!(refused, Err(FieldError::Invalid { field, .. }) if field == "from"));
}
