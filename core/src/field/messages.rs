//! Picking a message for a conversation.

use super::Field;
use super::capture::{invalid, record_id};
use super::shelf::Shelf;
use crate::domain::kinds::{Frame, MessageKind, ObjectionCode, Worker};
use crate::domain::message_choice::{Fit, Wanted};
use crate::domain::words::{Language, Segment};
use crate::domain::{Record, Rule};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::{Store, records};

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
    let wanted = Wanted {
        segments: query.segment.into_iter().collect(),
        objection: query.objection,
        frame: query.frame,
        language: query.language,
        group: query.group.clone(),
    };
    Ok(Shelf::read(store)?.picks(&wanted))
}
