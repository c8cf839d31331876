//! Forms that are being filled in: what was typed outlives a call, a turned phone and a killed app.
//!
//! A kept form lies in the encrypted store, on this device only. The capture that it becomes drops it in its own
//! transaction: there is no moment in which an app that was killed would show as open what is saved already.

use std::collections::HashMap;

use super::Field;
use super::capture::{Draft, invalid};
use crate::domain::Rule;
use crate::domain::limits::{FORM_BYTES_MAX, FORMS_MAX};
use crate::domain::words::words;
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::{StoreError, forms};

words! {
    /// What a form becomes, and thereby which capture drops it.
    pub enum FormKind {
        /// A registration (`register`, `draft_registration`): of a worker, or of somebody new, by the event where there is one.
        Registration => "registration",
        /// A worker's own fields, or those of somebody new (`meet_worker`, `update_worker`, `edit_worker`).
        Worker => "worker",
        /// Somebody new with whom one talks (`record_worker`).
        Meeting => "meeting",
        /// A conversation with a worker (`record_conversation`).
        Conversation => "conversation",
        /// A new event (`record_event`).
        Event => "event",
        /// What happened at an event (`run_forum`).
        Forum => "forum",
        /// A new figure (`record_figure`), or a figure's own fields (`edit_figure`).
        Figure => "figure",
        /// Whom a worker named (`nominate`).
        Nomination => "nomination",
        /// How the relationship with a figure stands (`note_relationship`).
        Relationship => "relationship",
        /// A new partner (`record_partner`).
        Partner => "partner",
        /// Money that a worker entrusts (`receive_money`).
        Money => "money",
        /// A consent that a worker gives (`give_consent`).
        Consent => "consent",
        /// A consent that a worker takes back (`withdraw_consent`).
        Withdrawal => "withdrawal",
        /// What needs a decision or a correction: a rejected capture by its change (`correct`, `dismiss`), a conflict
        /// (`resolve_field`), a registration that came back (`correct_registration`).
        Correction => "correction",
    }
}

/// A form that is kept.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct KeptForm {
    /// What it becomes.
    pub kind: FormKind,
    /// The record, or the change, that it is about; none for something new.
    pub about: Option<String>,
}

prints_name_only!(KeptForm);

impl Field {
    /// Keeps what stands in a form, in place of what was kept of it before. `about` is the worker, event, figure or
    /// change that it is about, none for something new: of that there is one form of a kind. Nothing is read or judged:
    /// half a NIK is kept as half a NIK. Blocks for one durable write.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] with `limit`: `fields` for more text than a form holds, `form` for more forms than a phone
    /// keeps. [`FieldError::StorageFull`].
    pub fn keep_form(
        &self,
        kind: FormKind,
        about: Option<&str>,
        fields: &HashMap<String, String>,
    ) -> Result<(), FieldError> {
        let fields = serde_json::to_vec(fields).map_err(|_| invalid("fields", Rule::Type))?;
        if fields.len() > FORM_BYTES_MAX {
            return Err(invalid("fields", Rule::Limit));
        }
        let (word, about) = (kind.as_str(), about.unwrap_or_default());
        let kept = self.write(|store| {
            let kept = store.write(|transaction, _| {
                if forms::kept(transaction, word, about)?.is_none() && forms::all(transaction)?.len() >= FORMS_MAX {
                    return Ok(false);
                }
                forms::keep(transaction, word, about, &fields)?;
                Ok(true)
            })?;
            Ok(kept)
        })?;
        if kept { Ok(()) } else { Err(invalid("form", Rule::Limit)) }
    }

    /// What was kept of a form; none where nothing was, or where it has become a capture.
    pub fn kept_form(
        &self,
        kind: FormKind,
        about: Option<&str>,
    ) -> Result<Option<HashMap<String, String>>, FieldError> {
        let kept = self.read(|store| Ok(forms::kept(store.connection(), kind.as_str(), about.unwrap_or_default())?))?;
        let read = |fields: Vec<u8>| {
            serde_json::from_slice(&fields).map_err(|_| StoreError::Internal("a kept form is not one").into())
        };
        kept.map(read).transpose()
    }

    /// Every form that is kept, so that an agent finds again what was begun.
    pub fn kept_forms(&self) -> Result<Vec<KeptForm>, FieldError> {
        let kept = self.read(|store| Ok(forms::all(store.connection())?))?;
        let read = |(word, about): (String, String)| {
            // A kind that only a newer app knows stays in the store and out of the list.
            let kind = word.parse().ok()?;
            Some(KeptForm { kind, about: Some(about).filter(|about| !about.is_empty()) })
        };
        Ok(kept.into_iter().filter_map(read).collect())
    }

    /// Forgets a form that its author gave up. A capture drops its own.
    pub fn drop_form(&self, kind: FormKind, about: Option<&str>) -> Result<(), FieldError> {
        self.write(|store| {
            store.write(|transaction, _| forms::drop_one(transaction, kind.as_str(), about.unwrap_or_default()))?;
            Ok(())
        })
    }
}

impl Draft<'_> {
    /// This change is what a kept form becomes: with it, and only with it, the form goes.
    pub(super) fn completes(&self, kind: FormKind, about: Option<&str>) -> Result<(), FieldError> {
        Ok(forms::drop_one(self.connection, kind.as_str(), about.unwrap_or_default())?)
    }
}
