//! What was typed and is no capture yet.

use std::collections::HashMap;

use perisai_core::FieldError;
use perisai_core::field::{FormKind, KeptForm};

use super::Field;

#[uniffi::export]
impl Field {
    /// Keeps what stands in a form, in place of what was kept of it before. `about` is the worker, event, figure or change
    /// that it is about, none for something new. The capture that the form becomes drops it with the same write. Blocks
    /// for one durable write.
    ///
    /// # Errors
    /// `Invalid` with `LIMIT`: `fields` for more text than a form holds, `form` for more forms than a phone keeps.
    pub fn keep_form(
        &self,
        kind: FormKind,
        about: Option<String>,
        fields: HashMap<String, String>,
    ) -> Result<(), FieldError> {
        self.core.keep_form(kind, about.as_deref(), &fields)
    }

    /// What was kept of a form; none where nothing was, or where it has become a capture.
    pub fn kept_form(
        &self,
        kind: FormKind,
        about: Option<String>,
    ) -> Result<Option<HashMap<String, String>>, FieldError> {
        self.core.kept_form(kind, about.as_deref())
    }

    /// Every form that is kept, so that an agent finds again what was begun.
    pub fn kept_forms(&self) -> Result<Vec<KeptForm>, FieldError> {
        self.core.kept_forms()
    }

    /// Forgets a form that its author gave up.
    pub fn drop_form(&self, kind: FormKind, about: Option<String>) -> Result<(), FieldError> {
        self.core.drop_form(kind, about.as_deref())
    }
}
