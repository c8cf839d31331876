//! Workers: who they are, what they have agreed to, what is known of each.

use perisai_core::FieldError;
use perisai_core::domain::{ConsentPurpose, Language};
use perisai_core::field::{
    ConsentInput, ConsentReading, ConsentWithdrawal, ConsentsView, FieldEdit, PersonInput, RecordLine, Saved,
    WorkerForm, WorkerLine, WorkerPage, WorkerView,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// Records a worker who was met and does not register (yet). `acknowledge` is the reason for which warnings about
    /// the NIK are acknowledged.
    ///
    /// # Errors
    /// `Invalid` names the field that is missing or cannot be read, `purposes` with `REQUIRED` for a consent to
    /// nothing. `WarningUnacknowledged` where the NIK and the rest disagree and no reason is given: show it, call again
    /// with one.
    #[uniffi::method(default(consent = None, acknowledge = None))]
    pub fn record_worker(
        &self,
        person: PersonInput,
        consent: Option<ConsentInput>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.record_worker(&person, consent.as_ref(), acknowledge)
    }

    /// Writes down what a known worker tells now, as one change: what is none stays as it is.
    ///
    /// # Errors
    /// `Invalid` names the field that cannot be read, `person` with `FIXED` where nothing changes;
    /// `WarningUnacknowledged` where the NIK and the rest then disagree and no reason is given. `NotFound` for a worker
    /// who is not on this device.
    #[uniffi::method(default(acknowledge = None))]
    pub fn update_worker(
        &self,
        worker: &str,
        person: PersonInput,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.update_worker(worker, &person, acknowledge)
    }

    /// Edits fields of a worker as one change; a list replaces the set as seen, none clears. What a record line shows
    /// can be typed again; an address may be its text alone, further occupations their words separated by `;`.
    ///
    /// # Errors
    /// `Invalid` with `FIELD_UNKNOWN` for no field of a worker, `FIXED` where nothing changes or for a field that is
    /// set once, `BRANCH_ONLY` and `LIFECYCLE` for one that is not edited, `REQUIRED` for one that may not be cleared,
    /// or the rule that the value breaks; `WarningUnacknowledged` where the NIK and the rest then disagree and no
    /// reason is given. `NotFound` for a worker who is not on this device.
    #[uniffi::method(default(acknowledge = None))]
    pub fn edit_worker(
        &self,
        worker: &str,
        edits: Vec<FieldEdit>,
        acknowledge: Option<String>,
    ) -> Result<Saved, FieldError> {
        self.core.edit_worker(worker, &edits, acknowledge)
    }

    /// Records a consent that a worker gives now.
    ///
    /// # Errors
    /// `NotFound` for a worker who is not on this device. `Invalid`: `purposes` with `REQUIRED` where there is none.
    pub fn give_consent(&self, worker: &str, consent: ConsentInput) -> Result<Saved, FieldError> {
        self.core.give_consent(worker, &consent)
    }

    /// Records that a worker takes consents back: measuring, reminding and nominating stop at once.
    ///
    /// # Errors
    /// As for `give_consent`.
    pub fn withdraw_consent(&self, withdrawal: ConsentWithdrawal) -> Result<Saved, FieldError> {
        self.core.withdraw_consent(&withdrawal)
    }

    /// Workers in order of their records, from after `after`; `rows` at most 200.
    pub fn workers(&self, after: Option<String>, rows: u32) -> Result<WorkerPage, FieldError> {
        self.core.workers(after.as_deref(), rows)
    }

    /// Workers whose name fits, by beginnings of words with one typo forgiven, or whose NIK begins so.
    pub fn search(&self, typed: &str) -> Result<Vec<WorkerLine>, FieldError> {
        self.core.search(typed)
    }

    /// Everything on this device about one worker, in order of time.
    pub fn story(&self, worker: &str) -> Result<Vec<RecordLine>, FieldError> {
        self.core.story(worker)
    }

    /// One worker's screen: who it is, what the branch says of the cover, the story, and what can be done now, what matters
    /// most first.
    pub fn worker_view(&self, worker: &str) -> Result<WorkerView, FieldError> {
        self.core.worker_view(worker)
    }

    /// A worker's NIK in groups of four, for whoever asked to see it; none where none is known. `NotFound` for a worker who
    /// is not on this device.
    pub fn nik(&self, worker: &str) -> Result<Option<String>, FieldError> {
        self.core.nik(worker)
    }

    /// What a worker agrees to, purpose by purpose, with what is read aloud to ask for it. `NotFound` for a worker who is
    /// not on this device.
    pub fn consents_view(&self, worker: &str) -> Result<ConsentsView, FieldError> {
        self.core.consents_view(worker)
    }

    /// The form of a worker's own fields; without a worker, that of somebody who was met.
    #[uniffi::method(default(worker = None))]
    pub fn worker_form(&self, worker: Option<String>) -> Result<WorkerForm, FieldError> {
        self.core.worker_form(worker.as_deref())
    }

    /// Records somebody who was met, from the fields of `worker_form`. Errors as for `edit_worker`.
    #[uniffi::method(default(acknowledge = None))]
    pub fn meet_worker(&self, told: Vec<FieldEdit>, acknowledge: Option<String>) -> Result<Saved, FieldError> {
        self.core.meet_worker(&told, acknowledge)
    }

    /// The text to read aloud when asking for a consent: the branch's, or the one that ships.
    pub fn consent_text(&self, purpose: ConsentPurpose, language: Language) -> Result<ConsentReading, FieldError> {
        self.core.consent_text(purpose, language)
    }
}
