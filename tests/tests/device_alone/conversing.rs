//! What a conversation is written down with, and what it leaves.

use perisai_core::Field;
use perisai_core::FieldError;
use perisai_core::domain::card_plan::CardSense;
use perisai_core::domain::kinds::{
    Channel, Direction, FollowUpKind, FollowUpResult, IdentifiedBy, ObjectionCode, ObjectionOutcome, Wave,
};
use perisai_core::domain::words::{ConsentPurpose, Language, Segment};
use perisai_core::domain::{Instrument, Rule};
use perisai_core::field::{
    AttendanceInput, CardInput, ConversationForm, ConversationInput, EncounterInput, EventInput, FieldEdit,
    FigureInput, NextStepInput, ObjectionInput, PersonInput, TaskInput, TaskResultInput, Weekday,
};
use tempfile::TempDir;

use crate::support::{MORNING_MS, card, consent_for, conversation, enrolled, enrolled_with_hand, forum, met, talk};

const DAY_MS: i64 = 86_400_000;

fn form(field: &Field, worker: &str) -> ConversationForm {
    field.conversation_form(worker, &[]).unwrap()
}

fn talked(encounter: EncounterInput) -> ConversationInput {
    ConversationInput {
        encounter,
        objections: Vec::new(),
        consent: None,
        card: None,
        next_step: None,
        results: Vec::new(),
        answered_at_once: false,
    }
}

#[test]
fn before_the_first_conversation_everything_that_is_known_is_offered_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let person = PersonInput {
        name: Some("Siti Aminah".to_owned()),
        village: Some("33.74.05.1001".to_owned()),
        segments: vec![Segment::Fisher],
        ..PersonInput::default()
    };
    let worker = field.record_worker(&person, None, None).unwrap().record;
    for (name, village) in
        [("Pak Karto", "33.74.05.1001"), ("Bu Lurah", "33.74.05.1001"), ("Pak Jauh", "33.74.05.1002")]
    {
        let village = Some(village.to_owned());
        let figure = FigureInput { name: name.to_owned(), roles: Vec::new(), village, worker: None };
        field.record_figure(&figure, IdentifiedBy::Observation).unwrap();
    }
    let today = field.record_event(&forum()).unwrap().record;
    field.record_event(&EventInput { starts_at_ms: MORNING_MS + DAY_MS, ..forum() }).unwrap();

    let told = form(&field, &worker);
    assert_eq!((told.worker.name.as_str(), told.worker.village_name.as_str()), ("Siti Aminah", "Sembungharjo"));
    assert_eq!((told.segments, told.language, told.no_contact), (vec![Segment::Fisher], Language::Indonesian, false));
    assert!(told.last.is_none() && told.questions.is_empty() && told.tasks.is_empty() && told.consents.is_empty());
    let names: Vec<_> = told.figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(names, ["Bu Lurah", "Pak Karto"]);
    let events: Vec<_> = told.events.iter().map(|event| (event.event.as_str(), event.attended)).collect();
    assert_eq!(events, [(today.as_str(), false)]);
    assert_eq!(told.events[0].starts.time, "08:00");
    assert_eq!(told.media[..3], ["whatsapp", "social_media", "youtube"]);
    // The first of June is a holiday, the day after it is none.
    assert_eq!((told.days[0].weekday, told.days[0].free, told.days[1].free), (Weekday::Monday, true, false));
    assert_eq!(told.card.items.len(), Instrument::shipped().items.len());
    assert_eq!((told.card.scale_from, told.card.scale_to), (1, 5));
    assert_eq!((told.card.sense, told.card.wave), (CardSense::First, Wave::Baseline));

    let attending = [AttendanceInput { worker: worker.clone(), role: None }];
    field.record_attendance(&today, &attending).unwrap();
    assert!(form(&field, &worker).events[0].attended);
}

#[test]
fn what_was_promised_and_asked_is_told_and_the_conversation_answers_it_in_one_change() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Siti Aminah");
    let asked = EncounterInput { direction: Direction::Incoming, channel: Channel::Whatsapp, ..talk(&worker) };
    let asked = field.record_encounter(&asked).unwrap().record;
    hand.clock.reach(MORNING_MS + 1_000);
    let first = ConversationInput {
        objections: vec![ObjectionInput {
            code: ObjectionCode::Takdir,
            kind: None,
            quote: None,
            bridge: None,
            argument: None,
            outcome: ObjectionOutcome::Softened,
            agreed_meaning: None,
        }],
        next_step: Some(NextStepInput {
            kind: FollowUpKind::Promise,
            due: "2026-07-03".to_owned(),
            about: Some("membawa contoh kartu".to_owned()),
            owner: None,
        }),
        ..talked(EncounterInput { intent: Some(4), intent_day: Some("2026-06-10".to_owned()), ..talk(&worker) })
    };
    field.record_conversation(&first).unwrap();
    hand.clock.reach(MORNING_MS + DAY_MS);

    let told = form(&field, &worker);
    let last = told.last.unwrap();
    assert_eq!((last.at.day.as_str(), last.at.time.as_str(), last.author.as_str()), ("2026-06-01", "08:00", "A01"));
    assert_eq!((last.objections, last.intent), (vec![ObjectionCode::Takdir], Some(4)));
    assert_eq!(last.intent_day.as_deref(), Some("2026-06-10"));
    assert_eq!(told.questions.len(), 1);
    assert_eq!((told.questions[0].encounter.as_str(), told.questions[0].channel), (asked.as_str(), Channel::Whatsapp));
    assert_eq!((told.questions[0].due.as_str(), told.questions[0].days_over), ("2026-06-03", -1));
    let tasks: Vec<_> = told.tasks.iter().map(|open| (open.task.reason.as_str(), open.task.days_over)).collect();
    assert_eq!(tasks, [("day_named", -8), ("planned", -31)]);
    let promised: Vec<_> = told.tasks.iter().map(|open| open.promised.as_deref()).collect();
    assert_eq!(promised, [None, Some("membawa contoh kartu")]);
    assert_eq!(told.tasks[1].results, [FollowUpResult::Done, FollowUpResult::Declined]);

    let before = field.totals().unwrap().captured;
    let promise = &told.tasks[1].task;
    let task = TaskInput {
        worker: promise.worker.clone(),
        figure: None,
        kind: promise.kind,
        due: promise.due.clone(),
        about: promise.about.clone(),
    };
    let second = ConversationInput {
        results: vec![TaskResultInput { task: task.clone(), result: FollowUpResult::Done }],
        ..talked(EncounterInput { answers: Some(asked), channel: Channel::Whatsapp, ..talk(&worker) })
    };
    field.record_conversation(&second).unwrap();
    assert_eq!(field.totals().unwrap().captured, before + 1);
    let told = form(&field, &worker);
    let reasons: Vec<_> = told.tasks.iter().map(|open| open.task.reason.as_str()).collect();
    assert_eq!((told.questions.len(), reasons), (0, vec!["day_named"]));

    let other = met(&field, "Budi Santoso");
    let strange = ConversationInput { encounter: talk(&other), ..second };
    let refused = FieldError::Invalid { field: "results".to_owned(), rule: Rule::Subject };
    assert_eq!(
        field.record_conversation(&ConversationInput { encounter: talk(&other), ..strange }).unwrap_err(),
        refused
    );
}

#[test]
fn a_question_that_is_answered_on_the_spot_waits_for_nobody() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    let incoming = EncounterInput { direction: Direction::Incoming, ..talk(&worker) };
    let asked = ConversationInput { answered_at_once: true, ..talked(incoming) };
    field.record_conversation(&asked).unwrap();
    assert!(form(&field, &worker).questions.is_empty());
    assert_eq!(field.today("2026-06-05").unwrap().len(), 0);
    let outgoing = ConversationInput { answered_at_once: true, ..talked(talk(&worker)) };
    let refused = FieldError::Invalid { field: "answered_at_once".to_owned(), rule: Rule::Subject };
    assert_eq!(field.record_conversation(&outgoing).unwrap_err(), refused);
}

#[test]
fn the_card_is_the_baseline_then_too_soon_and_tells_of_a_shift_after_fourteen_days() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = met(&field, "Siti Aminah");
    let told = ConversationInput { consent: Some(consent_for(&[ConsentPurpose::Measure])), ..conversation(&worker) };
    field.record_conversation(&told).unwrap();
    let card_on = |day: i64| {
        hand.clock.reach(MORNING_MS + day * DAY_MS);
        let told = form(&field, &worker);
        assert_eq!((told.consents, told.language), (vec![ConsentPurpose::Measure], Language::Javanese));
        told.card
    };
    let soon = card_on(13);
    assert_eq!((soon.sense, soon.last.as_deref()), (CardSense::TooSoon, Some("2026-06-01")));
    assert_eq!(soon.from.as_deref(), Some("2026-06-15"));
    let again = card_on(14);
    assert_eq!((again.sense, again.wave), (CardSense::Again, Wave::After));
    // A card asked all the same is kept, as every card is.
    field.record_conversation(&conversation(&worker)).unwrap();
    let late = CardInput { wave: again.wave, ..card() };
    field.record_conversation(&ConversationInput { card: Some(late), ..conversation(&worker) }).unwrap();
    assert_eq!(form(&field, &worker).card.sense, CardSense::TooSoon);
}

#[test]
fn whoever_wishes_no_contact_has_nothing_open_and_the_form_says_so() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = met(&field, "Siti Aminah");
    field.record_encounter(&EncounterInput { intent_day: Some("2026-06-02".to_owned()), ..talk(&worker) }).unwrap();
    assert_eq!(form(&field, &worker).tasks.len(), 1);
    let wish = [FieldEdit { field: "do_not_contact".to_owned(), value: Some("true".to_owned()) }];
    field.edit_worker(&worker, &wish, None).unwrap();
    let told = form(&field, &worker);
    assert!(told.no_contact && told.tasks.is_empty());
    assert_eq!(field.conversation_form("00000000-0000-7000-8000-000000000000", &[]).unwrap_err(), FieldError::NotFound);
}

#[test]
fn those_met_lately_are_offered_the_last_first_and_communities_met_here_before_others() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let siti = met(&field, "Siti Aminah");
    let person = PersonInput {
        name: Some("Budi Santoso".to_owned()),
        village: Some("33.74.05.1001".to_owned()),
        segments: vec![Segment::Farmer],
        ..PersonInput::default()
    };
    hand.clock.reach(MORNING_MS + 1_000);
    field.record_worker(&person, None, None).unwrap();
    let names = || field.meeting(None).unwrap().lately.into_iter().map(|line| line.name).collect::<Vec<_>>();
    assert_eq!(names(), ["Budi Santoso", "Siti Aminah"]);
    hand.clock.reach(MORNING_MS + 2_000);
    field.record_encounter(&talk(&siti)).unwrap();
    assert_eq!(names(), ["Siti Aminah", "Budi Santoso"]);
    let meeting = field.meeting(None).unwrap();
    assert_eq!((meeting.segments[0], meeting.segments.len()), (Segment::Farmer, Segment::ALL.len()));
    assert_eq!(meeting.villages[0].village, "3374051001");
    assert!(meeting.found.is_none() && field.meeting(Some(" ")).unwrap().found.is_none());
    let found = field.meeting(Some(" siti")).unwrap().found.unwrap();
    assert_eq!(found.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Siti Aminah"]);
    hand.clock.reach(MORNING_MS + 8 * DAY_MS);
    assert!(names().is_empty());
}
