//! Forums: planned, joined, and dozens of people in few changes.

use std::collections::HashMap;

use perisai_core::domain::Rule;
use perisai_core::domain::kinds::EventKind;
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{
    AttendanceInput, EventPlan, EventTime, FieldEdit, FigureInput, FormKind, ForumInput, NewAttendeeInput, PersonInput,
    RecordStatus,
};
use perisai_core::{Field, FieldError};
use perisai_tests::people::name_of;
use tempfile::TempDir;

use crate::support::{MORNING_MS, consent_for, enrolled, enrolled_with_hand, met, shown};

const VILLAGE: &str = "3374051001";
const HOUR_MS: i64 = 3_600_000;

fn invalid(field: &str, rule: Rule) -> FieldError {
    FieldError::Invalid { field: field.to_owned(), rule }
}

fn plan(day: &str, time: &str) -> EventPlan {
    EventPlan {
        kind: EventKind::Forum,
        day: day.to_owned(),
        time: time.to_owned(),
        place: Some(" Balai desa ".to_owned()),
        village: Some(VILLAGE.to_owned()),
        partners: Vec::new(),
    }
}

fn planned(field: &Field, day: &str, time: &str) -> String {
    field.plan_event(None, &plan(day, time)).unwrap().record
}

fn new(name: String) -> NewAttendeeInput {
    let consent = Some(consent_for(&[ConsentPurpose::Remind]));
    NewAttendeeInput { name, village: None, segment: None, role: None, consent }
}

fn come(workers: &[&String]) -> ForumInput {
    let known = |worker: &&String| AttendanceInput { worker: (*worker).clone(), role: None };
    ForumInput { known: workers.iter().map(known).collect(), ..ForumInput::default() }
}

fn names(lines: &[perisai_core::field::AttendeeLine]) -> Vec<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}

#[test]
fn more_people_than_a_change_holds_are_several_changes_and_all_of_them_are_saved_or_none() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = planned(&field, "2026-06-01", "19:00");
    let typed = HashMap::from([("new".to_owned(), "…".to_owned())]);
    field.keep_form(FormKind::Forum, Some(&event), &typed).unwrap();
    let mut input = ForumInput {
        new: (0..150).map(|person| new(name_of(person))).collect(),
        anonymous_headcount: Some(12),
        ..ForumInput::default()
    };
    input.new[149].village = Some("1111111111".to_owned());
    assert_eq!(field.run_forum(&event, &input).unwrap_err(), invalid("village", Rule::VillageUnknown));
    assert_eq!((field.totals().unwrap().captured, field.forum(&event).unwrap().attending.len()), (1, 0));
    assert!(field.kept_form(FormKind::Forum, Some(&event)).unwrap().is_some());

    input.new[149].village = None;
    let saved = field.run_forum(&event, &input).unwrap();
    assert_eq!((saved.changes.len(), saved.workers.len()), (3, 150));
    assert_eq!(saved.change, saved.changes[0]);
    assert_eq!(field.totals().unwrap().captured, 4);
    assert_eq!(field.kept_form(FormKind::Forum, Some(&event)).unwrap(), None);
    let view = field.forum(&event).unwrap();
    assert_eq!((view.attending.len(), view.likely.len(), view.headcount), (150, 0, Some(12)));
    let told: Vec<String> =
        saved.workers.iter().map(|worker| shown(&field, "worker", worker, "name").unwrap()).collect();
    assert_eq!(told, (0..150).map(name_of).collect::<Vec<_>>());
}

#[test]
fn long_names_make_more_changes_and_not_one_that_is_too_large() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = planned(&field, "2026-06-01", "19:00");
    let long = |person: u64| new(format!("{} {}", name_of(person), "a".repeat(3_900)));
    let input = ForumInput { new: (0..66).map(long).collect(), ..ForumInput::default() };
    assert!(field.run_forum(&event, &input).unwrap().changes.len() > 1);
    assert_eq!(field.forum(&event).unwrap().attending.len(), 66);
}

#[test]
fn whoever_is_tapped_twice_or_is_on_record_is_recorded_once() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = planned(&field, "2026-06-01", "19:00");
    let [siti, slamet] = ["Siti Aminah", "Slamet Riyadi"].map(|name| met(&field, name));
    field.run_forum(&event, &come(&[&siti, &siti])).unwrap();
    assert_eq!(field.run_forum(&event, &come(&[&siti])).unwrap_err(), invalid("event", Rule::Fixed));
    field.run_forum(&event, &come(&[&siti, &slamet])).unwrap();
    let view = field.forum(&event).unwrap();
    assert_eq!(names(&view.attending), ["Siti Aminah", "Slamet Riyadi"]);
    assert_eq!(view.line.unwrap().attending, 2);
}

#[test]
fn a_forum_shows_who_is_on_record_and_who_may_come_and_a_search_says_of_everybody_which() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = planned(&field, "2026-06-01", "19:00");
    let siti = met(&field, "siti Aminah");
    met(&field, "Budi Santoso");
    met(&field, "Agus Salim");
    let silent = met(&field, "Sitoresmi");
    let wish = [FieldEdit { field: "do_not_contact".to_owned(), value: Some("true".to_owned()) }];
    field.edit_worker(&silent, &wish, None).unwrap();
    let elsewhere = PersonInput {
        name: Some("Siti Rahayu".to_owned()),
        village: Some("33.74.05.1003".to_owned()),
        ..PersonInput::default()
    };
    field.record_worker(&elsewhere, None, None).unwrap();
    field.run_forum(&event, &come(&[&siti])).unwrap();

    let view = field.forum(&event).unwrap();
    assert_eq!(names(&view.attending), ["siti Aminah"]);
    assert_eq!(view.attending[0].status, RecordStatus::Pending);
    assert_eq!(names(&view.likely), ["Agus Salim", "Budi Santoso"]);
    let found = field.find_attendees(&event, "sit").unwrap();
    let mut found: Vec<_> = found.iter().map(|line| (line.name.as_str(), line.attends)).collect();
    found.sort_unstable();
    assert_eq!(found, [("Siti Rahayu", false), ("Sitoresmi", false), ("siti Aminah", true)]);
}

#[test]
fn a_figure_who_was_engaged_first_is_chosen_and_one_of_another_village_is_not_offered() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let event = planned(&field, "2026-06-01", "19:00");
    let figure = |name: &str, village: &str| {
        let told =
            FigureInput { name: name.to_owned(), roles: Vec::new(), village: Some(village.to_owned()), worker: None };
        field.record_figure(&told, perisai_core::domain::kinds::IdentifiedBy::Observation).unwrap().record
    };
    let lurah = figure("Bu Lurah", VILLAGE);
    figure("Pak Ketua", VILLAGE);
    figure("Pak Camat", "33.74.05.1003");
    let input =
        ForumInput { figures_engaged_before: vec![lurah], notes: Some(" ramai ".to_owned()), ..ForumInput::default() };
    field.run_forum(&event, &input).unwrap();
    let view = field.forum(&event).unwrap();
    let figures: Vec<_> = view.figures.iter().map(|line| (line.name.as_str(), line.is_chosen)).collect();
    assert_eq!(figures, [("Bu Lurah", true), ("Pak Ketua", false)]);
    assert_eq!(view.notes.as_deref(), Some("ramai"));
    field.run_forum(&event, &ForumInput { notes: Some(" ".to_owned()), ..ForumInput::default() }).unwrap();
    assert_eq!(field.forum(&event).unwrap().notes, None);
}

#[test]
fn todays_events_come_first_then_the_next_one_then_the_last_one() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    for (day, time) in [
        ("2026-05-30", "19:00"),
        ("2026-06-04", "09:00"),
        ("2026-06-01", "19:00"),
        ("2026-06-02", "00:00"),
        ("2026-05-31", "23:59"),
        ("2026-06-01", "06:00"),
    ] {
        planned(&field, day, time);
    }
    let shown = |field: &Field| {
        let events = field.events_view().unwrap().events;
        events.into_iter().map(|line| (line.time, line.starts.day + " " + &line.starts.time)).collect::<Vec<_>>()
    };
    let at = |time: EventTime, text: &str| (time, text.to_owned());
    use EventTime::{Past, Planned, Today};
    assert_eq!(
        shown(&field),
        [
            at(Today, "2026-06-01 06:00"),
            at(Today, "2026-06-01 19:00"),
            at(Planned, "2026-06-02 00:00"),
            at(Planned, "2026-06-04 09:00"),
            at(Past, "2026-05-31 23:59"),
            at(Past, "2026-05-30 19:00"),
        ]
    );
    // Two minutes after midnight in Semarang, before it in London.
    hand.clock.set_wall(MORNING_MS + 16 * HOUR_MS + 120_000);
    assert_eq!(shown(&field)[0], at(Today, "2026-06-02 00:00"));
}

#[test]
fn an_event_is_planned_by_the_clock_where_it_is_held() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let form = field.event_form(None).unwrap();
    assert_eq!((form.plan.day.as_str(), form.plan.time.as_str()), ("2026-06-01", "08:00"));
    assert_eq!(form.plan.village.as_deref(), Some(VILLAGE));
    assert_eq!(form.days.iter().find(|day| day.days_ahead == 1).unwrap().day, "2026-06-02");
    assert_eq!(form.times.first().map(String::as_str), Some("07:00"));

    let event = planned(&field, "2026-06-02", "19.30");
    assert_eq!(
        shown(&field, "event", &event, "starts_at").unwrap(),
        (MORNING_MS + 35 * HOUR_MS + HOUR_MS / 2).to_string()
    );
    assert_eq!(shown(&field, "event", &event, "place").as_deref(), Some("Balai desa"));
    let jayapura = EventPlan { village: Some("91.71.01.1001".to_owned()), ..plan("2026-06-02", "19:30") };
    let there = field.plan_event(None, &jayapura).unwrap().record;
    assert_eq!(
        shown(&field, "event", &there, "starts_at").unwrap(),
        (MORNING_MS + 33 * HOUR_MS + HOUR_MS / 2).to_string()
    );

    let unchanged = field.event_form(Some(&event)).unwrap().plan;
    assert_eq!(field.plan_event(Some(&event), &unchanged).unwrap_err(), invalid("event", Rule::Fixed));
    let later = EventPlan { time: "20:00".to_owned(), place: None, ..unchanged };
    field.plan_event(Some(&event), &later).unwrap();
    assert_eq!(field.event_form(Some(&event)).unwrap().plan, later);
    for (day, time, field_name) in [("2026-06-31", "19:00", "day"), ("2026-06-02", "25:00", "time")] {
        assert_eq!(field.plan_event(None, &plan(day, time)).unwrap_err(), invalid(field_name, Rule::Date));
    }
}

#[test]
fn an_event_that_was_joined_and_has_not_arrived_takes_who_attends_and_no_more() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let elsewhere = perisai_core::domain::RecordId::created(MORNING_MS, 9, 0);
    let code = perisai_core::domain::event_code::event_code(elsewhere);
    let event = elsewhere.to_string();
    let siti = met(&field, "Siti Aminah");
    assert_eq!(field.run_forum(&event, &come(&[&siti])).unwrap_err(), FieldError::NotFound);
    assert_eq!(field.forum(&event).unwrap_err(), FieldError::NotFound);
    let mistyped = code.replacen(&code[2..3], if &code[2..3] == "7" { "8" } else { "7" }, 1);
    assert_eq!(field.join_event(&mistyped).unwrap_err(), invalid("code", Rule::Type));

    assert_eq!(field.join_event(&code.to_lowercase()).unwrap(), event);
    field.join_event(&code).unwrap();
    let told = ForumInput { anonymous_headcount: Some(3), ..come(&[&siti]) };
    assert_eq!(field.run_forum(&event, &told).unwrap_err(), invalid("event", Rule::Expired));
    let mut both = come(&[&siti]);
    both.new.push(new("Budi Santoso".to_owned()));
    assert_eq!(field.run_forum(&event, &both).unwrap_err(), invalid("village", Rule::Required));
    both.new[0].village = Some(VILLAGE.to_owned());
    field.run_forum(&event, &both).unwrap();

    let view = field.forum(&event).unwrap();
    assert_eq!((view.line, view.code), (None, code));
    assert_eq!(names(&view.attending), ["Budi Santoso", "Siti Aminah"]);
    let joined = field.events_view().unwrap().joined;
    assert_eq!(
        joined.iter().map(|line| (line.event.as_str(), line.attending)).collect::<Vec<_>>(),
        [(event.as_str(), 2)]
    );
    field.shutdown();
    assert_eq!(crate::support::open(&folder).events_view().unwrap().joined.len(), 1);
}
