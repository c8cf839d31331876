//! What was begun and is not saved yet, so that an agent who was called away finds it again.

use super::Field;
use super::forms::FormKind;
use super::names::Names;
use crate::domain::kinds::{Conflict, Event, Figure, Registration, Worker};
use crate::domain::words::words;
use crate::domain::{Record, RecordId};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::{Store, forms, records};

words! {
    /// What a form is about.
    pub enum BegunWith {
        /// Somebody or something new.
        Nothing => "nothing",
        /// A worker.
        Worker => "worker",
        /// An event.
        Event => "event",
        /// A figure.
        Figure => "figure",
        /// A registration that came back.
        Registration => "registration",
        /// A conflict.
        Conflict => "conflict",
        /// A rejected capture, named by its change.
        Capture => "capture",
    }
}

/// A form that was begun and is not saved yet.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct BegunForm {
    /// What it becomes.
    pub kind: FormKind,
    /// The record, or the change, that it is about, for `kept_form` and `drop_form`; none for something new.
    pub about: Option<String>,
    /// What that is.
    pub with: BegunWith,
    /// What that is called; none where it has no name, or is not on this phone any more.
    pub name: Option<String>,
}

prints_name_only!(BegunForm);

impl Field {
    /// Every form that is kept and what it is about, in order of kinds.
    pub(super) fn begun_forms(&self, store: &Store) -> Result<Vec<BegunForm>, FieldError> {
        let names = self.names(store)?;
        let mut begun = Vec::new();
        for (word, about) in forms::all(store.connection())? {
            // A kind that only a newer app knows stays in the store and out of the list.
            let Ok(kind) = word.parse() else { continue };
            begun.push(begun_form(&names, kind, Some(about).filter(|about| !about.is_empty()))?);
        }
        Ok(begun)
    }
}

fn begun_form(names: &Names<'_>, kind: FormKind, about: Option<String>) -> Result<BegunForm, FieldError> {
    let with = match (&about, kind) {
        (None, _) => BegunWith::Nothing,
        (Some(about), FormKind::Registration) if is_held::<Event>(names, about)? => BegunWith::Event,
        (Some(about), FormKind::Correction) if is_held::<Conflict>(names, about)? => BegunWith::Conflict,
        (Some(about), FormKind::Correction) if is_held::<Registration>(names, about)? => BegunWith::Registration,
        (_, FormKind::Correction) => BegunWith::Capture,
        (_, FormKind::Event | FormKind::Forum) => BegunWith::Event,
        (_, FormKind::Figure | FormKind::Relationship) => BegunWith::Figure,
        _ => BegunWith::Worker,
    };
    let name = match (&about, with) {
        (Some(about), BegunWith::Worker) => names.record(Worker::KIND.name, about)?,
        (Some(about), BegunWith::Event) => names.record(Event::KIND.name, about)?,
        (Some(about), BegunWith::Figure) => names.record(Figure::KIND.name, about)?,
        _ => None,
    };
    Ok(BegunForm { kind, about, with, name })
}

fn is_held<R: Record>(names: &Names<'_>, about: &str) -> Result<bool, FieldError> {
    let Ok(id) = about.parse::<RecordId>() else { return Ok(false) };
    Ok(records::shown(names.connection, R::KIND, id)?.is_some())
}
