//! What each screen asks of the core, on a phone that holds many workers.

use perisai_branch::By;
use perisai_core::Field;
use perisai_core::domain::kinds::{
    Channel, ConsentMethod, Direction, EventKind, IdentifiedBy, NominationQuestion, RegistrationStatus,
};
use perisai_core::domain::words::{ConsentPurpose, Language};
use perisai_core::domain::{CivilDate, RecordId};
use perisai_core::field::{
    AttendanceInput, ConsentInput, EncounterInput, EventInput, FigureInput, ForumInput, MessageQuery, NominationInput,
};

use super::people::{Person, VILLAGES};
use super::place::{self, Device, Meter};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError, pairs};
use crate::sim::SimBranch;

/// Longer than this, and one sees that a screen waits, milliseconds.
const SEEN_MS: f64 = 100.0;
/// Of so many workers one is registered by the agent, and one of those is a member.
const REGISTERED_OF: u64 = 10;
/// How many attend the forum.
const ATTENDING: usize = 200;

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let (workers, rounds) = (bench.size().of(60, 20_000) as u64, bench.size().of(1, 7));
    let folder = bench.folder("screens")?;
    let branch = place::branch(&[("reader", &[0])])?;
    import(&branch, workers - workers / REGISTERED_OF)?;
    let device = Device::in_folder(&folder, "reader")?;
    device.enrol(&branch)?;
    let seen = work(&device, &branch, workers)?;
    let mut rows = Vec::new();
    for (name, ask) in SCREENS {
        let mut times = Vec::new();
        for _ in 0..rounds {
            let ((), us) = pairs::timed(|| ask(&device.field, &seen))?;
            times.push(us / 1e3);
        }
        rows.push(Row {
            name: format!("screen_{name}"),
            measure: format!("`{name}` on a phone with {workers} workers"),
            against: "what one sees",
            goal: Goal::AtMost(SEEN_MS),
            figure: pairs::median(times),
            unit: MeasureUnit::Ms,
            detail: format!("the median of {rounds}"),
            probe: None,
        });
    }
    Ok(rows)
}

/// What screens are about.
struct Seen {
    worker: String,
    figure: String,
    event: String,
    name: String,
}

/// Asks what one screen asks.
type Ask = fn(&Field, &Seen) -> Result<(), BenchError>;

const SCREENS: [(&str, Ask); 16] = [
    ("home", |field, _| told(field.home()?)),
    ("workers", |field, _| told(field.workers(None, 50)?)),
    ("search", |field, seen| told(field.search(&seen.name)?)),
    ("meeting", |field, _| told(field.meeting(None)?)),
    ("message_shelf", |field, _| told(field.message_shelf(&MessageQuery::default())?)),
    ("events_view", |field, _| told(field.events_view()?)),
    ("forum", |field, seen| told(field.forum(&seen.event)?)),
    ("find_attendees", |field, seen| told(field.find_attendees(&seen.event, &seen.name)?)),
    ("figures_view", |field, _| told(field.figures_view(None)?)),
    ("figure_view", |field, seen| told(field.figure_view(&seen.figure)?)),
    ("nomination_form", |field, seen| told(field.nomination_form(&seen.worker)?)),
    ("worker_view", |field, seen| told(field.worker_view(&seen.worker)?)),
    ("conversation_form", |field, seen| told(field.conversation_form(&seen.worker, &[])?)),
    ("registration_form", |field, _| told(field.registration_form(None, None, None)?)),
    ("attention_view", |field, _| told(field.attention_view()?)),
    ("sync_view", |field, _| told(field.sync_view()?)),
];

fn told<T>(_: T) -> Result<(), BenchError> {
    Ok(())
}

fn import(branch: &SimBranch, workers: u64) -> Result<(), BenchError> {
    for number in 0..workers {
        branch.branch.import_worker(&office(), &number.to_string(), Person::of(number, 0).known())?;
    }
    Ok(())
}

fn office() -> By {
    By { agent: "admin".parse().expect("a badge"), reason: "measured".to_owned() }
}

/// What an agent has done by now: registrations of which half are members, conversations, nominations, a full forum; most
/// of it is with the branch.
fn work(device: &Device, branch: &SimBranch, workers: u64) -> Result<Seen, BenchError> {
    let field = &device.field;
    let line = Meter::to(&branch.branch);
    let mut registered = Vec::new();
    for number in workers - workers / REGISTERED_OF..workers {
        device.pass();
        registered.push(field.register(&Person::of(number, 0).registering())?);
    }
    let known: Vec<String> = registered.iter().map(|one| one.worker.clone()).collect();
    let figures = figures(device)?;
    for (number, worker) in known.iter().enumerate() {
        device.pass();
        let named = NominationInput {
            question: NominationQuestion::SpreadNews,
            rank: 1,
            figure: Some(figures[number % figures.len()].clone()),
            new: None,
        };
        field.nominate(worker, &[named], Some(&agrees()))?;
        let direction = if number % 20 == 0 { Direction::Incoming } else { Direction::Outgoing };
        field.record_encounter(&EncounterInput::new(worker.clone(), Channel::FaceToFace, direction))?;
    }
    let event = forum(device, &known[..known.len().min(ATTENDING)])?;
    device.sync(branch, &line)?;
    for one in registered.iter().step_by(2) {
        let registration: RecordId = one.registration.parse().expect("a record");
        let covered = CivilDate::new(2026, 6, 1).zip(CivilDate::new(2026, 6, 10));
        branch.branch.set_status(&office(), registration, RegistrationStatus::Verified, None, None)?;
        branch.branch.set_status(&office(), registration, RegistrationStatus::AwaitingPayment, None, None)?;
        branch.branch.set_status(&office(), registration, RegistrationStatus::Active, None, covered)?;
    }
    device.sync(branch, &line)?;
    // What was captured since waits on the phone.
    for worker in known.iter().take(50) {
        device.pass();
        field.record_encounter(&EncounterInput::new(worker.clone(), Channel::Phone, Direction::Outgoing))?;
    }
    Ok(Seen {
        worker: known[0].clone(),
        figure: figures[0].clone(),
        event,
        name: Person::of(0, 0).name.chars().take(3).collect(),
    })
}

fn figures(device: &Device) -> Result<Vec<String>, BenchError> {
    let figure = |number: u64| {
        let told = FigureInput {
            name: format!("Bu {}", Person::of(number, 0).name),
            roles: Vec::new(),
            village: Some(VILLAGES[0].to_owned()),
            worker: None,
        };
        Ok(device.field.record_figure(&told, IdentifiedBy::Observation)?.record)
    };
    (0..40).map(figure).collect()
}

fn forum(device: &Device, attending: &[String]) -> Result<String, BenchError> {
    let event = EventInput {
        kind: EventKind::Forum,
        starts_at_ms: device.pass(),
        place: None,
        village: Some(VILLAGES[0].to_owned()),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    };
    let event = device.field.record_event(&event)?.record;
    let known = attending.iter().map(|worker| AttendanceInput { worker: worker.clone(), role: None }).collect();
    device.field.run_forum(&event, &ForumInput { known, ..ForumInput::default() })?;
    Ok(event)
}

fn agrees() -> ConsentInput {
    ConsentInput {
        purposes: vec![ConsentPurpose::Nominate, ConsentPurpose::Remind],
        method: ConsentMethod::Thumb,
        language: Language::Indonesian,
        witness: None,
        text_version: None,
    }
}
