//! Conversations, the card, the tasks that follow, and the messages that are taken into them.

use perisai_core::FieldError;
use perisai_core::domain::kinds::FollowUpResult;
use perisai_core::field::{
    AnswerInput, CardInput, CardSaved, ConversationForm, ConversationInput, ConversationSaved, EncounterInput, Meeting,
    MessagePick, MessageQuery, MessageShelf, MessageView, Saved, TaskInput, TodayLine,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// Records a conversation with one worker; `record_conversation` with all that came of it.
    ///
    /// # Errors
    /// `NotFound` for a worker who is not on this device. `Invalid`: `answers` with `ENUM` for a conversation that this
    /// worker did not begin, `teach_back` and `intent` with `NUMBER` for what is off the scale, `intent_day` with
    /// `DATE`, `messages`, `figure` and `answers` with `TYPE` for what is no record's id.
    pub fn record_encounter(&self, input: EncounterInput) -> Result<Saved, FieldError> {
        self.core.record_encounter(&input)
    }

    /// Records a whole conversation as one change: the encounter, the objections, the consent, the card, what came of tasks
    /// and the next step. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid` names the field that cannot be read; of a card: `NUMBER` for no answer of the scale, `LIMIT` where a
    /// part has not an answer or a gap per item, `ORDER` where the parts' times do not follow each other; `results` with
    /// `SUBJECT` for a task about somebody else, `result` with `FIXED` for one that was noted already, `answered_at_once` with
    /// `SUBJECT` for a conversation that the agent began.
    /// `ConsentMissing` for a card without a consent to be measured: nothing was written.
    pub fn record_conversation(&self, input: ConversationInput) -> Result<ConversationSaved, FieldError> {
        self.core.record_conversation(&input)
    }

    /// Everything that a conversation with a worker is written down with, in one answer. `also` are messages that must be
    /// among those offered where they may be told.
    ///
    /// # Errors
    /// `NotFound` for a worker who is not on this device. `Invalid`: `clock` with `DATE` for a day beyond the calendar.
    pub fn conversation_form(&self, worker: &str, also: Vec<String>) -> Result<ConversationForm, FieldError> {
        self.core.conversation_form(worker, &also)
    }

    /// Whom a conversation may be with, and who may be meant by what is typed already, such as in a form that was kept;
    /// while it is typed, `search` finds them.
    #[uniffi::method(default(typed = None))]
    pub fn meeting(&self, typed: Option<String>) -> Result<Meeting, FieldError> {
        self.core.meeting(typed.as_deref())
    }

    /// Records the answer to what a worker asked: `incoming` is the conversation that the worker began.
    ///
    /// # Errors
    /// `NotFound` for a conversation that is not on this device. `Invalid`: `answers` with `ENUM` for one that the
    /// worker did not begin, `messages` with `TYPE` for what is no record's id.
    pub fn answer_question(&self, incoming: &str, answer: AnswerInput) -> Result<Saved, FieldError> {
        self.core.answer_question(incoming, &answer)
    }

    /// Records the agent's own view on the card, without a guess. Errors as for a card of `record_conversation`.
    pub fn record_own_view(&self, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_own_view(&card)
    }

    /// Records the card of a figure. Errors as for a card of `record_conversation`; `NotFound` for a figure who is not
    /// on this device.
    pub fn record_figure_card(&self, figure: &str, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_figure_card(figure, &card)
    }

    /// Records the card of one of the branch's staff, by badge or without. Errors as for a card of
    /// `record_conversation`; `Invalid`: `agent` with `TYPE` for what is no badge.
    pub fn record_panel_card(&self, agent: Option<String>, card: CardInput) -> Result<CardSaved, FieldError> {
        self.core.record_panel_card(agent.as_deref(), &card)
    }

    /// Plans a task, such as a promise made; `owner` is who is to do it, none for whoever comes by.
    ///
    /// # Errors
    /// `Invalid`: `REQUIRED` for a task about nobody, `SUBJECT` for one about two, `DATE`, `FIXED` for one that is
    /// planned so already. `NotFound` for somebody who is not on this device.
    #[uniffi::method(default(owner = None))]
    pub fn record_follow_up(&self, task: TaskInput, owner: Option<String>) -> Result<Saved, FieldError> {
        self.core.record_follow_up(&task, owner.as_deref())
    }

    /// Notes what came of a task, planned or computed. Every result but that nobody was met ends it.
    ///
    /// # Errors
    /// As for `record_follow_up`; `Invalid`: `result` with `FIXED` where it was noted already.
    pub fn note_result(&self, task: TaskInput, result: FollowUpResult) -> Result<Saved, FieldError> {
        self.core.note_result(&task, result)
    }

    /// Puts a task off to a later day, `2026-06-10`.
    ///
    /// # Errors
    /// As for `record_follow_up`; `Invalid`: `to` with `ORDER` for a day before the task is due, `DATE` for what is no
    /// day, `FIXED` where it is put off to that day already.
    pub fn put_off(&self, task: TaskInput, to: &str) -> Result<Saved, FieldError> {
        self.core.put_off(&task, to)
    }

    /// What is due on a day, `2026-06-10`, and in the week after it: what is overdue longest comes first. Tasks that
    /// somebody else is to do are left out, and so is whoever wishes no contact.
    pub fn today(&self, on: &str) -> Result<Vec<TodayLine>, FieldError> {
        self.core.today(on)
    }

    /// The messages to offer, best first; of an experiment the one variant that the group draws. `worker` with
    /// `NO_CONTACT` for one who wishes none.
    pub fn pick_messages(&self, query: MessageQuery) -> Result<Vec<MessagePick>, FieldError> {
        self.core.pick_messages(&query)
    }

    /// The messages to browse, and how many there would be under every other choice. Unlike with `pick_messages`, what is
    /// asked for narrows.
    pub fn message_shelf(&self, query: MessageQuery) -> Result<MessageShelf, FieldError> {
        self.core.message_shelf(&query)
    }

    /// One message to read, whether it may still be told or not.
    pub fn message(&self, message: &str) -> Result<MessageView, FieldError> {
        self.core.message(message)
    }
}
