//! What needs a look, and how it is decided or corrected.

use perisai_core::FieldError;
use perisai_core::field::{
    AttentionItem, AttentionView, ConflictView, CorrectionView, DecisionView, FieldEdit, ForgottenView, RejectedView,
    Saved,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// Everything that needs a look, most pressing kind first, then oldest first.
    pub fn attention(&self) -> Result<Vec<AttentionItem>, FieldError> {
        self.core.attention()
    }

    /// What a restored branch no longer knows of a record, or knows otherwise, as this phone had it; an item of
    /// `UNKNOWN_TO_BRANCH` names the record. Empty where the branch knows it all.
    pub fn forgotten(&self, record: &str) -> Result<Vec<ForgottenView>, FieldError> {
        self.core.forgotten(record)
    }

    /// One conflict with its values, who set them and when.
    pub fn conflict(&self, conflict: &str) -> Result<ConflictView, FieldError> {
        self.core.conflict(conflict)
    }

    /// Decides a contested field: `choice` is the change of the candidate whose value stands from now on, or of the
    /// standing value. Names every candidate in view; one that nobody had seen yet stays open.
    ///
    /// # Errors
    /// `Invalid`: `REQUIRED` without a reason, `ENUM` for a choice that is no candidate, `ROLE` for a duplicate or a
    /// month paid twice, which the branch decides.
    pub fn resolve_field(&self, conflict: &str, choice: &str, reason: &str) -> Result<Saved, FieldError> {
        self.core.resolve_field(conflict, choice, reason)
    }

    /// The captures that the branch rejected and nobody has dealt with, oldest first.
    pub fn rejected(&self) -> Result<Vec<RejectedView>, FieldError> {
        self.core.rejected()
    }

    /// Corrects a rejected capture and sends it again: `edits` name a field as `RejectedView` lists it, `reason` among
    /// them where a warning is to be acknowledged. The new change names the one it replaces, so that only one of them
    /// can ever count, and keeps its records' ids. Blocks for one durable write.
    ///
    /// # Errors
    /// `NotFound` for what is no rejected capture. `Invalid` with the field's place: the rule that its value breaks,
    /// `REQUIRED` for one that may not be cleared, `FIELD_UNKNOWN` for no place of the capture: show the sentence there
    /// and keep the draft. `ConsentMissing` where a consent that it needs does not stand any more: ask for it first.
    pub fn correct(&self, change: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.correct(change, &edits)
    }

    /// Everything that needs a look, ready to be drawn, most pressing kind first.
    pub fn attention_view(&self) -> Result<AttentionView, FieldError> {
        self.core.attention_view()
    }

    /// One conflict to decide, ready to be drawn.
    pub fn decision_view(&self, conflict: &str) -> Result<DecisionView, FieldError> {
        self.core.decision_view(conflict)
    }

    /// A refused capture, open for correction: the refused field first, and how each is asked for.
    pub fn correction_view(&self, change: &str) -> Result<CorrectionView, FieldError> {
        self.core.correction_view(change)
    }

    /// A registration that came back, open for correction together with the worker's own fields. `Invalid` with
    /// `LIFECYCLE` where it is with the branch.
    pub fn registration_correction(&self, registration: &str) -> Result<CorrectionView, FieldError> {
        self.core.registration_correction(registration)
    }

    /// Corrects a registration that came back, and hands it in again, as one change: `edits` name a field as
    /// `registration_correction` lists it.
    ///
    /// # Errors
    /// `Invalid` with the field's place, or with what handing it in refuses; `ConsentMissing` where the consent was
    /// withdrawn meanwhile; `WarningUnacknowledged` where the NIK and the rest disagree and no reason is given.
    #[uniffi::method(default(acknowledge = None))]
    pub fn correct_registration(
        &self,
        registration: &str,
        edits: Vec<FieldEdit>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.correct_registration(registration, &edits, acknowledge)
    }

    /// Lets a rejected capture go; it stays in the journal and can be read, but asks for nothing any more. Blocks for
    /// one durable write.
    ///
    /// # Errors
    /// `NotFound` for what is no change.
    pub fn dismiss(&self, change: &str) -> Result<(), FieldError> {
        self.core.dismiss(change)
    }
}
