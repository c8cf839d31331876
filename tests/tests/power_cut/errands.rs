//! What an agent does in a day, drawn from a seed: captures of every kind that a device makes alone.

use perisai_core::domain::kinds::{Barrier, Channel, ConsentMethod, Direction, EventKind, ReceiptStatus};
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{
    AttendanceInput, AttentionKind, ConsentInput, ConsentWithdrawal, EncounterInput, EventInput, FieldEdit,
    RegisterInput, Saved,
};
use perisai_core::{Field, FieldError};
use perisai_tests::people::{self, birth_of, letters, name_of};
use perisai_tests::power::Dice;

/// Two villages of the agent's.
pub(crate) const VILLAGES: [&str; 2] = ["3374051001", "3374051002"];

/// What each person registered entrusts.
pub(crate) const CASH_RUPIAH: i64 = 11_400;

/// A kind of capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Errand {
    /// Worker, consent, registration and receipt, and at an event the attendance too, in one change.
    Register {
        at_event: bool,
    },
    Edit,
    Encounter,
    Attendance,
    Event,
    Withdrawal,
    HandOver,
    /// A capture that the branch refused is corrected and sent again.
    Correction,
    /// A contested field is decided.
    Resolution,
}

/// What a capture that was saved left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) change: String,
    pub(crate) receipt: Option<String>,
}

impl Errand {
    /// Every kind.
    pub(crate) const ALL: [Errand; 10] = [
        Errand::Register { at_event: false },
        Errand::Register { at_event: true },
        Errand::Edit,
        Errand::Encounter,
        Errand::Attendance,
        Errand::Event,
        Errand::Withdrawal,
        Errand::HandOver,
        Errand::Correction,
        Errand::Resolution,
    ];

    /// The errands of a day: `captures` of them, no two days alike.
    pub(crate) fn of_day(seed: u64, captures: u64) -> Vec<Errand> {
        let mut dice = Dice::of(&[seed, 0x6572_7261]);
        let mut errands: Vec<Errand> = (0..captures).map(|_| Errand::draw(&mut dice)).collect();
        // Money is on every day: its receipts are numbered across restarts.
        errands[0] = Errand::Register { at_event: seed.is_multiple_of(2) };
        if let Some(second) = errands.get_mut(1) {
            *second = [Errand::Correction, Errand::Resolution, Errand::Event][index(seed, 3)];
        }
        errands
    }

    fn draw(dice: &mut Dice) -> Errand {
        match dice.below(16) {
            0..=2 => Errand::Register { at_event: false },
            3 => Errand::Register { at_event: true },
            4..=6 => Errand::Edit,
            7..=8 => Errand::Encounter,
            9..=10 => Errand::Attendance,
            11 => Errand::Event,
            12 => Errand::Withdrawal,
            13 => Errand::HandOver,
            14 => Errand::Correction,
            _ => Errand::Resolution,
        }
    }

    /// Does it. Where there is nothing (more) to do it on, somebody is registered instead.
    ///
    /// `number` names the person and the values: no two errands of a day share one.
    pub(crate) fn run(self, field: &Field, number: u64, now_ms: i64) -> Result<Kept, FieldError> {
        match self {
            Errand::Register { at_event } => register(field, number, at_event),
            Errand::Edit => edit(field, number),
            Errand::Encounter => encounter(field, number),
            Errand::Attendance => attendance(field, number, now_ms),
            Errand::Event => event(field, number, now_ms),
            Errand::Withdrawal => withdraw(field, number),
            Errand::HandOver => hand_over(field, number),
            Errand::Correction => correct(field, number),
            Errand::Resolution => resolve(field, number),
        }
    }
}

impl From<Saved> for Kept {
    fn from(saved: Saved) -> Kept {
        Kept { change: saved.change, receipt: None }
    }
}

fn register(field: &Field, number: u64, at_event: bool) -> Result<Kept, FieldError> {
    let event = if at_event { any(field, "event", number)? } else { None };
    let saved = field.register(&registration(number, event))?;
    Ok(Kept { change: saved.change, receipt: saved.receipt_number })
}

fn edit(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let Some(worker) = any(field, "worker", number)? else { return register(field, number, false) };
    let (name, value) = match number % 3 {
        0 => ("name", name_of(number)),
        1 => ("phone", format!("0812{number:08}")),
        // A set: it is laid on element by element.
        _ => ("segments", segments(field, &worker)?),
    };
    let edit = FieldEdit { field: name.to_owned(), value: Some(value) };
    Ok(field.edit_worker(&worker, &[edit], None)?.into())
}

/// Another set of segments than the worker has.
fn segments(field: &Field, worker: &str) -> Result<String, FieldError> {
    let shown = field.record("worker", worker)?.fields.into_iter().find(|line| line.field == "segments");
    let has_both = shown.is_some_and(|line| line.value.contains(';'));
    Ok(if has_both { "fisher" } else { "farmer;fisher;other" }.to_owned())
}

fn encounter(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let Some(worker) = any(field, "worker", number)? else { return register(field, number, false) };
    let input = EncounterInput {
        minutes: Some(5 + u32::try_from(number % 60).expect("below 60")),
        barriers: vec![Barrier::Contribution, Barrier::Distance],
        media_used: vec!["radio".to_owned()],
        teach_back: Some(2),
        intent: Some(4),
        ..EncounterInput::new(worker, Channel::FaceToFace, Direction::Outgoing)
    };
    Ok(field.record_encounter(&input)?.into())
}

/// Everybody on the phone attends the last event; who does already only gets another role.
fn attendance(field: &Field, number: u64, now_ms: i64) -> Result<Kept, FieldError> {
    let events = field.records("event", None, 200)?;
    let (Some(event), workers) = (events.last(), field.workers(None, 5)?.workers) else {
        return event(field, number, now_ms);
    };
    let role = Some(format!("guest {}", letters(number)));
    let attending: Vec<AttendanceInput> =
        workers.into_iter().map(|line| AttendanceInput { worker: line.worker, role: role.clone() }).collect();
    match field.record_attendance(&event.record, &attending)?.change {
        Some(change) => Ok(Kept { change, receipt: None }),
        None => register(field, number, false),
    }
}

fn event(field: &Field, number: u64, now_ms: i64) -> Result<Kept, FieldError> {
    let input = EventInput {
        kind: EventKind::Forum,
        starts_at_ms: now_ms,
        place: Some(format!("Balai {}", letters(number))),
        village: Some(VILLAGES[index(number, 2)].to_owned()),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    };
    Ok(field.record_event(&input)?.into())
}

fn withdraw(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let Some(worker) = any(field, "worker", number)? else { return register(field, number, false) };
    let withdrawal = ConsentWithdrawal {
        worker,
        purposes: vec![ConsentPurpose::Remind, ConsentPurpose::Measure],
        method: ConsentMethod::Thumb,
        language: None,
        witness: None,
        text_version: None,
    };
    Ok(field.withdraw_consent(&withdrawal)?.into())
}

fn hand_over(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let entrusted = field.records("receipt", None, 200)?.into_iter().find(|line| {
        line.fields.iter().any(|field| field.field == "status" && field.value == ReceiptStatus::Entrusted.as_str())
    });
    match entrusted {
        Some(receipt) => Ok(field.move_receipt(&receipt.record, ReceiptStatus::HandedOver)?.into()),
        None => register(field, number, false),
    }
}

fn correct(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let Some(rejected) = field.rejected()?.into_iter().next() else { return register(field, number, false) };
    let edit = FieldEdit { field: "1.birth_date".to_owned(), value: Some(birth_of(number)) };
    Ok(field.correct(&rejected.change, &[edit])?.into())
}

fn resolve(field: &Field, number: u64) -> Result<Kept, FieldError> {
    let items = field.attention()?;
    let Some(item) = items.into_iter().find(|item| item.kind == AttentionKind::Conflict) else {
        return register(field, number, true);
    };
    let view = field.conflict(&item.about)?;
    let mut choices: Vec<String> = view.candidates.into_iter().map(|candidate| candidate.change).collect();
    choices.extend(view.standing.map(|standing| standing.change));
    let choice = &choices[index(number, choices.len())];
    match field.resolve_field(&item.about, choice, &format!("asked again, {}", letters(number))) {
        // The same choice as before changes nothing.
        Err(FieldError::Invalid { .. }) => register(field, number, false),
        resolved => Ok(resolved?.into()),
    }
}

fn any(field: &Field, kind: &str, number: u64) -> Result<Option<String>, FieldError> {
    let lines = field.records(kind, None, 200)?;
    Ok(if lines.is_empty() { None } else { Some(lines[index(number, lines.len())].record.clone()) })
}

fn index(number: u64, len: usize) -> usize {
    usize::try_from(Dice::new(number).below(len as u64)).expect("below a length")
}

/// Somebody to register, with money entrusted.
pub(crate) fn registration(number: u64, event: Option<String>) -> RegisterInput {
    let somebody = people::registration(number, VILLAGES[index(number, 2)]);
    let purposes = vec![ConsentPurpose::Enrol, ConsentPurpose::Remind];
    let consent = somebody.consent.map(|consent| ConsentInput { purposes, ..consent });
    RegisterInput { event, cash: Some(CASH_RUPIAH), consent, ..somebody }
}
