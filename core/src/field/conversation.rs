//! A whole conversation as one change: what was said, what was objected, the card, and what comes next.

use super::Field;
use super::capture::{Draft, invalid, record_id, refers};
use super::cards::{self, CardInput};
use super::follow_ups::{TaskInput, note, plan};
use super::forms::FormKind;
use super::inputs::{ConsentInput, EncounterInput};
use super::outreach::{encounter, saved};
use super::register::give;
use super::views::Saved;
use crate::domain::card_rules::CardFlag;
use crate::domain::kinds::{
    Argument, Channel, Direction, Encounter, EncounterId, FollowUpKind, FollowUpResult, Measurement, Objection,
    ObjectionCode, ObjectionKind, ObjectionOutcome, Side, WorkerId,
};
use crate::domain::{RecordId, Rule};
use crate::error::FieldError;
use crate::prints_name_only;

/// A conversation with all that came of it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConversationInput {
    /// The conversation itself.
    pub encounter: EncounterInput,
    /// What the worker objected.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub objections: Vec<ObjectionInput>,
    /// The consent given now, such as to be measured; none where what is needed stands already.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub consent: Option<ConsentInput>,
    /// The card that the worker answered.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub card: Option<CardInput>,
    /// What is to be done next.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub next_step: Option<NextStepInput>,
    /// What came of the tasks that the conversation was about.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub results: Vec<TaskResultInput>,
    /// Of a conversation that the worker began: whether the agent answered on the spot, so that no question waits.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub answered_at_once: bool,
}

/// What came of a task.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct TaskResultInput {
    /// The task.
    pub task: TaskInput,
    /// What came of it.
    pub result: FollowUpResult,
}

/// An objection, and what was offered against it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ObjectionInput {
    /// Which.
    pub code: ObjectionCode,
    /// Of the head, of the heart, or both.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub kind: Option<ObjectionKind>,
    /// In the worker's words, at most 140 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub quote: Option<String>,
    /// The record of the message that was offered.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub bridge: Option<String>,
    /// The argument that was offered.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub argument: Option<Argument>,
    /// What came of it.
    pub outcome: ObjectionOutcome,
    /// What both then meant by it, at most 140 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub agreed_meaning: Option<String>,
}

/// What is to be done next with the worker of a conversation.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NextStepInput {
    /// What.
    pub kind: FollowUpKind,
    /// The day it is due, `2026-06-10`.
    pub due: String,
    /// What was promised.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub about: Option<String>,
    /// Who is to do it; none for whoever comes by.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub owner: Option<String>,
}

/// The answer to a question that a worker asked.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct AnswerInput {
    /// The way it took.
    pub channel: Channel,
    /// How long, minutes.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub minutes: Option<u32>,
    /// The messages used.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub messages: Vec<String>,
}

/// A conversation that was saved.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ConversationSaved {
    /// The change.
    pub change: String,
    /// The conversation.
    pub encounter: String,
    /// The objections, in the order told.
    pub objections: Vec<String>,
    /// The card, where one was answered.
    pub card: Option<String>,
    /// What makes the card doubtful. It is kept all the same.
    pub flags: Vec<CardFlag>,
    /// What is to be done next, where that was said.
    pub next_step: Option<String>,
}

prints_name_only!(ConversationInput, ObjectionInput, NextStepInput, TaskResultInput, AnswerInput, ConversationSaved);

impl Field {
    /// Records a whole conversation as one change: the encounter, the objections, the consent, the card, what came of tasks
    /// and the next step. Blocks for one durable write.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] names the field that cannot be read, or a card's as [`Field::record_own_view`] tells, or
    /// `results` with `subject` for a task about somebody else, `result` with `fixed` for one that was noted already,
    /// `answered_at_once` with `subject` for a conversation that the agent began;
    /// [`FieldError::ConsentMissing`] for a card without a consent to be measured: nothing was written.
    pub fn record_conversation(&self, input: &ConversationInput) -> Result<ConversationSaved, FieldError> {
        let (done, change) = self.capture(|draft| {
            draft.completes(FormKind::Conversation, Some(&input.encounter.worker))?;
            converse(draft, input)
        })?;
        Ok(ConversationSaved { change: change.to_string(), ..done })
    }

    /// Records the answer to what a worker asked: a conversation that answers the incoming one.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a conversation that is not on this device, [`FieldError::Invalid`] with `enum` for
    /// one that the worker did not begin.
    pub fn answer_question(&self, incoming: &str, answer: &AnswerInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let (_, asked) = draft.shown::<Encounter>(record_id(incoming)?)?;
            let answering = EncounterInput {
                minutes: answer.minutes,
                messages: answer.messages.clone(),
                answers: Some(incoming.to_owned()),
                ..EncounterInput::new(asked.worker.to_string(), answer.channel, Direction::Outgoing)
            };
            let answering = encounter(draft, &answering)?;
            Ok(draft.create(answering))
        })?;
        Ok(saved(change, record))
    }
}

fn converse(draft: &mut Draft<'_>, input: &ConversationInput) -> Result<ConversationSaved, FieldError> {
    let talk = encounter(draft, &input.encounter)?;
    let (worker, channel, direction) = (talk.worker, talk.channel, talk.direction);
    let talked = EncounterId(draft.create(talk));
    if input.answered_at_once {
        if direction != Direction::Incoming {
            return Err(invalid("answered_at_once", Rule::Subject));
        }
        let answering = EncounterInput::new(worker.to_string(), channel, Direction::Outgoing);
        let answering = Encounter { answers: Some(talked), ..encounter(draft, &answering)? };
        draft.create(answering);
    }
    let mut objections = Vec::new();
    for told in &input.objections {
        let objection = objection(worker, talked, told)?;
        objections.push(draft.create(objection).to_string());
    }
    if let Some(consent) = &input.consent {
        give(draft, worker, consent)?;
    }
    let mut flags = Vec::new();
    let card = match &input.card {
        Some(card) => {
            let (card, doubts) = cards::read(draft, Side::Worker, card)?;
            flags = doubts;
            Some(draft.create(Measurement { worker: Some(worker), encounter: Some(talked), ..card }))
        }
        None => None,
    };
    for TaskResultInput { task, result } in &input.results {
        if task.worker.as_ref() != Some(&input.encounter.worker) {
            return Err(invalid("results", Rule::Subject));
        }
        note(draft, task, *result)?;
    }
    let next_step = input.next_step.as_ref().map(|next| next_step(draft, worker, next)).transpose()?;
    Ok(ConversationSaved {
        change: String::new(),
        encounter: talked.to_string(),
        objections,
        card: card.map(|card| card.to_string()),
        flags,
        next_step: next_step.map(|task| task.to_string()),
    })
}

fn objection(worker: WorkerId, encounter: EncounterId, told: &ObjectionInput) -> Result<Objection, FieldError> {
    let short = |field: &str, text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::parse).transpose().map_err(|rule| invalid(field, rule))
    };
    Ok(Objection {
        worker,
        encounter,
        code: told.code,
        kind: told.kind,
        quote: short("quote", &told.quote)?,
        bridge: told.bridge.as_deref().map(|message| refers("bridge", message)).transpose()?,
        argument: told.argument,
        outcome: told.outcome,
        agreed_meaning: short("agreed_meaning", &told.agreed_meaning)?,
    })
}

fn next_step(draft: &mut Draft<'_>, worker: WorkerId, next: &NextStepInput) -> Result<RecordId, FieldError> {
    let task = TaskInput {
        worker: Some(worker.to_string()),
        figure: None,
        kind: next.kind,
        due: next.due.clone(),
        about: next.about.clone(),
    };
    plan(draft, &task, next.owner.as_deref())
}
