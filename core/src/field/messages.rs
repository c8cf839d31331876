//! Picking a message for a conversation.

use super::Field;
use super::capture::{invalid, record_id};
use crate::domain::consents::standing_purposes;
use crate::domain::kinds::{Consent, Frame, Message, MessageKind, ObjectionCode, Worker};
use crate::domain::message_choice::{Fit, Wanted, choose};
use crate::domain::words::{ConsentPurpose, Language, Segment};
use crate::domain::{Record, RecordId, Rule};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{Store, queries};

/// What a message is wanted for. What is none narrows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MessageQuery {
    /// The worker whom it is for, where it is for one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub worker: Option<String>,
    /// The community.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub segment: Option<Segment>,
    /// The objection to answer.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub objection: Option<ObjectionCode>,
    /// The light to put protection in.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub frame: Option<Frame>,
    /// The language.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<Language>,
    /// The group that experiments draw by, such as a village or an event; without one no variant is offered.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub group: Option<String>,
}

/// A message to offer, and why it fits.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct MessagePick {
    /// The message.
    pub message: String,
    /// What the branch calls it.
    pub code: String,
    /// Title.
    pub title: String,
    /// What kind of message.
    pub kind: MessageKind,
    /// The light that it puts protection in.
    pub frame: Frame,
    /// Its language.
    pub language: Language,
    /// What it says.
    pub body: String,
    /// The file that goes with it, by name.
    pub media: Option<String>,
    /// Its version.
    pub version: u32,
    /// Why it fits, most telling first.
    pub why: Vec<Fit>,
}

prints_name_only!(MessageQuery, MessagePick);

impl Field {
    /// The messages to offer, best first. A testimony whose teller takes the consent back is not offered from then on;
    /// of an experiment the one variant is offered that the group draws.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `worker` with `no_contact` for one who wishes none. [`FieldError::NotFound`].
    pub fn pick_messages(&self, query: &MessageQuery) -> Result<Vec<MessagePick>, FieldError> {
        self.read(|store| {
            if let Some(worker) = &query.worker {
                let row = records::shown(store.connection(), Worker::KIND, record_id(worker)?)?;
                if row.ok_or(FieldError::NotFound)?.read::<Worker>()?.do_not_contact {
                    return Err(invalid("worker", Rule::NoContact));
                }
            }
            offered(store, query)
        })
    }
}

/// The messages to offer, best first, to whomever they are for.
pub(super) fn offered(store: &Store, query: &MessageQuery) -> Result<Vec<MessagePick>, FieldError> {
    let rows = queries::every(store.connection(), Message::KIND)?;
    let messages = rows.iter().map(|row| Ok((row.record, row.read()?)));
    let messages: Vec<(RecordId, Message)> = messages.collect::<Result<_, FieldError>>()?;
    let silent = withdrawn_tellers(store, &messages)?;
    let wanted = Wanted {
        segment: query.segment,
        objection: query.objection,
        frame: query.frame,
        language: query.language,
        group: query.group.clone(),
    };
    let is_told = |message: &Message| message.teller.is_none_or(|teller| !silent.contains(&teller.0));
    let choices = choose(&messages, &wanted, is_told);
    let pick = |choice: crate::domain::message_choice::Choice| {
        let (_, message) = messages.iter().find(|(id, _)| *id == choice.message)?;
        Some(picked(choice.message, message.clone(), choice.why))
    };
    Ok(choices.into_iter().filter_map(pick).collect())
}

/// The tellers of whom this phone knows that they took the consent back. Of a teller whose consents it does not have, the
/// branch's word counts: the message is in use.
fn withdrawn_tellers(store: &Store, messages: &[(RecordId, Message)]) -> Result<Vec<RecordId>, FieldError> {
    let mut silent = Vec::new();
    for teller in messages.iter().filter_map(|(_, message)| message.teller) {
        let consents = queries::referring(store.connection(), Consent::KIND, "worker", teller.0)?;
        let read = |row: &Row| Ok((row.record, row.read::<Consent>()?));
        let consents: Vec<(RecordId, Consent)> = consents.iter().map(read).collect::<Result<_, FieldError>>()?;
        let about = consents.iter().any(|(_, consent)| consent.purposes.contains(&ConsentPurpose::Testimonial));
        if about && !standing_purposes(&consents).contains(&ConsentPurpose::Testimonial) {
            silent.push(teller.0);
        }
    }
    Ok(silent)
}

fn picked(record: RecordId, message: Message, why: Vec<Fit>) -> MessagePick {
    MessagePick {
        message: record.to_string(),
        code: message.code,
        title: message.title,
        kind: message.kind,
        frame: message.frame,
        language: message.language,
        body: message.body,
        media: message.media,
        version: message.version,
        why,
    }
}
