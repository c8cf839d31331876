//! A registration and the money for it: its form, its quote, what it is handed in with, its receipts.

use perisai_core::FieldError;
use perisai_core::domain::kinds::{ReceiptStatus, RegistrationStatus};
use perisai_core::domain::{Language, Quote};
use perisai_core::field::{
    AttestationInput, FieldEdit, HandInInput, MoneyView, QuoteInput, ReceiptGiven, ReceiptInput, ReceiptText,
    RegisterInput, Registered, RegistrationForm, RegistrationPreview, Saved, VillageHit,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// Registers a worker, at a forum or at the door, as one change: the worker (or the edits of a known one), the
    /// consent, the attendance, the registration with its quote and the receipt. Blocks for one durable write.
    ///
    /// # Errors
    /// `Invalid` names the field that is missing or cannot be read, or why the worker may not apply; `ConsentMissing`
    /// without a consent for enrolment; `WarningUnacknowledged` where the NIK deserves a second look: call again with a
    /// reason. `NotFound` for a worker who is not on this device. `Invalid`: `quote` with `QUOTE_CHANGED` where the worker
    /// was told another price: show the quote of now, and save again. Nothing was written.
    pub fn register(&self, input: RegisterInput) -> Result<Registered, FieldError> {
        self.core.register(&input)
    }

    /// `register` of a registration that is not to be handed in yet, because a paper is missing: it needs the consent
    /// and what the quote needs; the rest is asked for when `hand_in` or `move_registration` hands it in.
    ///
    /// # Errors
    /// As for `register`, but for what only handing in asks for.
    pub fn draft_registration(&self, input: RegisterInput) -> Result<Registered, FieldError> {
        self.core.draft_registration(&input)
    }

    /// Everything that a registration screen draws at first, of somebody new or of a worker on this phone, and of the event
    /// where it happens. What stands in it is judged as `preview_registration` judges it: what was `typed` before, such as in
    /// a form that was kept, or else what the form begins with. `NotFound` for a worker who is not on this device.
    #[uniffi::method(default(worker = None, event = None, typed = None))]
    pub fn registration_form(
        &self,
        worker: Option<String>,
        event: Option<String>,
        typed: Option<RegisterInput>,
    ) -> Result<RegistrationForm, FieldError> {
        self.core.registration_form(worker.as_deref(), event.as_deref(), typed.as_ref())
    }

    /// Judges a registration form as it stands: what the NIK proposes, the quote, what is missing and what breaks a rule.
    /// Nothing is written and nothing of the form is an error; cheap enough for each pause in typing. `NotFound` for a
    /// worker who is not on this device.
    pub fn preview_registration(&self, input: RegisterInput) -> Result<RegistrationPreview, FieldError> {
        self.core.preview_registration(&input)
    }

    /// Hands in a draft, or what came back for correction, with what was missing, as one change. Errors as for
    /// `register`; `Invalid` with `LIFECYCLE`: it is with the branch, or at its end.
    pub fn hand_in(&self, registration: &str, input: HandInInput) -> Result<Registered, FieldError> {
        self.core.hand_in(registration, &input)
    }

    /// The villages of the whole country that answer what was typed, the agent's own and those around them first; at most
    /// eight.
    pub fn find_villages(&self, typed: &str) -> Result<Vec<VillageHit>, FieldError> {
        self.core.find_villages(typed)
    }

    /// The text of a receipt to share with the worker, by the receipt or by the registration that it was given for. It
    /// holds no NIK and says that cover is not confirmed yet. It is in a language, or else in the one in which the worker
    /// agreed last, which is Indonesian where nothing of that is on this device. `NotFound` where there is no such receipt.
    #[uniffi::method(default(language = None))]
    pub fn receipt_text(&self, record: &str, language: Option<Language>) -> Result<ReceiptText, FieldError> {
        self.core.receipt_text(record, language)
    }

    /// What a registration would cost, line by line, by the tariff in force on this device. `Invalid` names the field
    /// that cannot be read or quoted.
    pub fn quote(&self, input: QuoteInput) -> Result<Quote, FieldError> {
        self.core.quote(&input)
    }

    /// Edits fields of a registration as one change, while it is a draft or came back for correction. The quote stays
    /// what the worker was told.
    ///
    /// # Errors
    /// As for `edit_worker`; `Invalid`: `status` with `LIFECYCLE` where it is with the branch.
    pub fn edit_registration(&self, registration: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_registration(registration, &edits)
    }

    /// Records what a worker attests for a registration that was captured without it.
    ///
    /// # Errors
    /// `NotFound` for a registration that is not on this device. `Invalid`: `attestations` with `FIXED` where the same
    /// is on record already.
    pub fn attest(&self, registration: &str, attestation: AttestationInput) -> Result<Saved, FieldError> {
        self.core.attest(registration, &attestation)
    }

    /// Moves a registration: `DRAFT` to `SUBMITTED` or `CANCELLED`, `NEEDS_CORRECTION` to `SUBMITTED`. `reason` is why
    /// it stands there from now on.
    ///
    /// # Errors
    /// `NotFound` for a registration that is not on this device. `Invalid`: `status` with `LIFECYCLE` for any other
    /// move, and, where it is handed in, what `register` would refuse. `ConsentMissing` where the consent was withdrawn
    /// meanwhile: it can still be cancelled.
    #[uniffi::method(default(reason = None))]
    pub fn move_registration(
        &self,
        registration: &str,
        to: RegistrationStatus,
        reason: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.move_registration_because(registration, to, reason.as_deref())
    }

    /// Gives a receipt for contribution money, such as of a later month; `register` gives the first one.
    ///
    /// # Errors
    /// `Invalid`: `NUMBER` for no money, `REQUIRED` without a month, `DATE` for what is no month, `ENUM` for a
    /// registration that is another worker's. `NotFound` for a worker or a registration that is not on this device.
    pub fn receive_money(&self, input: ReceiptInput) -> Result<ReceiptGiven, FieldError> {
        self.core.receive_money(&input)
    }

    /// Moves a receipt: `ENTRUSTED` to `HANDED_OVER`, `RETURNED` or `DISPUTED`. `reason` is why it stands there from now
    /// on.
    ///
    /// # Errors
    /// `NotFound` for a receipt that is not on this device. `Invalid`: `status` with `LIFECYCLE` for any other move.
    #[uniffi::method(default(reason = None))]
    pub fn move_receipt(&self, receipt: &str, to: ReceiptStatus, reason: Option<String>) -> Result<Saved, FieldError> {
        self.core.move_receipt_because(receipt, to, reason.as_deref())
    }

    /// The screen on which money of a worker is taken: which months are next, and what they cost.
    pub fn money_view(&self, worker: &str) -> Result<MoneyView, FieldError> {
        self.core.money_view(worker)
    }
}
