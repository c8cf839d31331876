//! Events, attendance, conversations and consents.

use super::Field;
use super::capture::{Draft, invalid, record_id, refers, refers_to_all, village};
use super::figures::scale;
use super::forms::FormKind;
use super::inputs::{
    AttendanceInput, AttestationInput, ConsentInput, ConsentWithdrawal, EncounterInput, EventInput, FieldEdit,
};
use super::register::{attend, attested, check_handing_in, give, need, text_read};
use super::views::{AttendanceSaved, Saved};
use crate::domain::kinds::{
    Consent, ConsentAction, Direction, Encounter, EncounterId, Event, EventId, Intent, Receipt, ReceiptStatus,
    Registration, RegistrationStatus, TeachBack, Worker, WorkerId,
};
use crate::domain::record::Writer;
use crate::domain::words::{ConsentPurpose, Language};
use crate::domain::{Document, Instant, Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::store::records::{self, Row};

impl Field {
    /// Plans an event, or records one that was come upon.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `village` with `village_unknown`, a reference with `type` for what is no record's id.
    pub fn record_event(&self, input: &EventInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let village = input.village.as_deref().map(|code| village("village", code)).transpose()?;
            draft.completes(FormKind::Event, None)?;
            Ok(draft.create(Event {
                kind: input.kind,
                starts_at: Instant(input.starts_at_ms),
                place: input.place.clone(),
                village,
                partners: refers_to_all("partners", &input.partners)?,
                figures_engaged_before: refers_to_all("figures_engaged_before", &input.figures_engaged_before)?,
                messages_shown: refers_to_all("messages_shown", &input.messages_shown)?,
                anonymous_headcount: input.anonymous_headcount,
                notes: input.notes.clone(),
            }))
        })?;
        Ok(saved(change, record))
    }

    /// Records who attends an event, dozens at once, as one change. Who is on record already is left as is; where
    /// that is everybody, there is no change. The event may be one that another phone planned and this one has not
    /// received, joined by the code that the other shows: the branch holds the change until the event arrives.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device, or for what is no event's id.
    pub fn record_attendance(&self, event: &str, attending: &[AttendanceInput]) -> Result<AttendanceSaved, FieldError> {
        let mut added = 0;
        let ((), change) = self.capture_if_any(|draft| {
            for one in attending {
                let worker = WorkerId(record_id(&one.worker)?);
                draft.shown::<Worker>(worker.0)?;
                attend(draft, event, worker, one.role.clone())?;
            }
            added = draft.len();
            Ok(())
        })?;
        Ok(AttendanceSaved { change: change.map(|change| change.to_string()), event: event.to_owned(), added })
    }

    /// Records anything of a kind that devices write, field by field as typed, lists separated by `;`.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `kind_unknown`, `branch_only` for a kind or a field that only the branch writes,
    /// `field_unknown`, `required`, or the rule of the field.
    pub fn record_kind(&self, kind: &str, fields: &[FieldEdit]) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let spec = draft.kind(kind)?;
            if spec.writer == Writer::Branch {
                return Err(invalid("kind", Rule::BranchOnly));
            }
            let mut document = Document::new();
            for edit in fields {
                let field = spec.field(&edit.field).ok_or_else(|| invalid(&edit.field, Rule::FieldUnknown))?;
                if let Some(text) = &edit.value {
                    let value = field.parse(text).map_err(|rule| invalid(field.name, rule))?;
                    document.insert(field.name.to_owned(), value);
                }
            }
            draft.check_new(spec, &document)?;
            Ok(draft.create_document(spec, document))
        })?;
        Ok(saved(change, record))
    }

    /// Records a conversation with one worker; [`Field::record_conversation`] with all that came of it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device; [`FieldError::Invalid`]: `answers` with `enum`
    /// for a conversation that this worker did not begin, `teach_back` and `intent` with `number` for what is off the
    /// scale, `intent_day` with `date`, a reference with `type` for what is no record's id.
    pub fn record_encounter(&self, input: &EncounterInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let encounter = encounter(draft, input)?;
            Ok(draft.create(encounter))
        })?;
        Ok(saved(change, record))
    }

    /// Records a consent that a worker gives now.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a worker who is not on this device; [`FieldError::Invalid`]: `purposes` with
    /// `required` where there is none.
    pub fn give_consent(&self, worker: &str, consent: &ConsentInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Consent, Some(worker))?;
            let worker = WorkerId(record_id(worker)?);
            draft.shown::<Worker>(worker.0)?;
            give(draft, worker, consent)
        })?;
        Ok(saved(change, record))
    }

    /// Records that a worker takes consents back: measuring, reminding and nominating stop at once.
    ///
    /// # Errors
    /// As for [`Field::give_consent`].
    pub fn withdraw_consent(&self, withdrawal: &ConsentWithdrawal) -> Result<Saved, FieldError> {
        if withdrawal.purposes.is_empty() {
            return Err(invalid("purposes", Rule::Required));
        }
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Withdrawal, Some(&withdrawal.worker))?;
            let worker = WorkerId(record_id(&withdrawal.worker)?);
            draft.shown::<Worker>(worker.0)?;
            let seen = draft.consents(worker)?.into_iter().map(|(id, _)| id).collect();
            Ok(draft.create(Consent {
                worker,
                purposes: withdrawal.purposes.iter().copied().collect(),
                action: ConsentAction::Withdraw,
                text_version: text_read(draft, withdrawal.text_version.as_deref())?,
                language: withdrawal.language.unwrap_or(Language::Indonesian),
                method: withdrawal.method,
                witness: withdrawal.witness.clone(),
                seen,
            }))
        })?;
        Ok(saved(change, record))
    }

    /// Moves a registration: `draft` to `submitted` or `cancelled`, `needs_correction` to `submitted`.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `lifecycle` for any other move; when it is handed in, what
    /// [`Field::register`](Field::register) would refuse. [`FieldError::ConsentMissing`] where the consent was
    /// withdrawn meanwhile: it can still be cancelled.
    pub fn move_registration(&self, registration: &str, to: RegistrationStatus) -> Result<Saved, FieldError> {
        self.move_registration_because(registration, to, None)
    }

    /// [`Field::move_registration`] with why it stands there from now on.
    pub fn move_registration_because(
        &self,
        registration: &str,
        to: RegistrationStatus,
        reason: Option<&str>,
    ) -> Result<Saved, FieldError> {
        self.move_along(Registration::KIND, registration, (to.as_str(), reason), |draft, row| {
            if to != RegistrationStatus::Submitted {
                return Ok(());
            }
            let worker = row.read::<Registration>()?.worker;
            need(draft, worker, ConsentPurpose::Enrol)?;
            let (worker, _) = draft.shown::<Worker>(worker.0)?;
            check_handing_in(draft, &worker.document, &row.document)
        })
    }

    /// Records what a worker attests for a registration that was captured without it.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a registration that is not on this device; [`FieldError::Invalid`]: `attestations`
    /// with `fixed` where the same is on record already.
    pub fn attest(&self, registration: &str, attestation: &AttestationInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let (row, _) = draft.shown::<Registration>(record_id(registration)?)?;
            let attested = Value::from_serialize(&attested(draft, attestation));
            let attested = attested.ok_or_else(|| invalid("attestations", Rule::Type))?;
            if draft.edit(Registration::KIND, &row, [("attestations".to_owned(), attested)]) == 0 {
                return Err(invalid("attestations", Rule::Fixed));
            }
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }

    /// Moves a receipt: `entrusted` to `handed_over`, `returned` or `disputed`.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] for a receipt that is not on this device; [`FieldError::Invalid`] with `lifecycle` for
    /// any other move.
    pub fn move_receipt(&self, receipt: &str, to: ReceiptStatus) -> Result<Saved, FieldError> {
        self.move_receipt_because(receipt, to, None)
    }

    /// [`Field::move_receipt`] with why it stands there from now on.
    pub fn move_receipt_because(
        &self,
        receipt: &str,
        to: ReceiptStatus,
        reason: Option<&str>,
    ) -> Result<Saved, FieldError> {
        self.move_along(Receipt::KIND, receipt, (to.as_str(), reason), |_, _| Ok(()))
    }

    /// Moves a record along its lifecycle, where `check` has nothing against it.
    fn move_along(
        &self,
        kind: &'static crate::domain::KindSpec,
        record: &str,
        (to, reason): (&str, Option<&str>),
        check: impl FnOnce(&Draft<'_>, &Row) -> Result<(), FieldError>,
    ) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            let row = records::shown(draft.connection, kind, record_id(record)?)?.ok_or(FieldError::NotFound)?;
            let present = row.document.get("status").and_then(Value::as_text).unwrap_or_default();
            if !crate::merge::may_move(kind, "status", present, to) {
                return Err(invalid("status", Rule::Lifecycle));
            }
            check(draft, &row)?;
            let reason = reason.map(|reason| ("reason".to_owned(), Value::from(reason)));
            draft.edit(kind, &row, [("status".to_owned(), Value::from(to))].into_iter().chain(reason));
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }
}

/// Reads a conversation with a worker who is on this device.
pub(super) fn encounter(draft: &Draft<'_>, input: &EncounterInput) -> Result<Encounter, FieldError> {
    let worker = WorkerId(record_id(&input.worker)?);
    draft.shown::<Worker>(worker.0)?;
    let event = input.event.as_deref().map(record_id).transpose()?.map(EventId);
    let figure = input.figure.as_deref().map(|figure| refers("figure", figure)).transpose()?;
    let answers = input.answers.as_deref().map(|incoming| answered(draft, worker, incoming)).transpose()?;
    let intent_day =
        input.intent_day.as_deref().map(str::parse).transpose().map_err(|rule| invalid("intent_day", rule))?;
    Ok(Encounter {
        worker,
        event,
        channel: input.channel,
        direction: input.direction,
        minutes: input.minutes,
        messages: refers_to_all("messages", &input.messages)?,
        media_used: input.media_used.iter().cloned().collect(),
        asks_whom: input.asks_whom.iter().copied().collect(),
        figure,
        answers,
        barriers: input.barriers.iter().copied().collect(),
        teach_back: input.teach_back.map(|said| scale::<TeachBack>("teach_back", said)).transpose()?,
        intent: input.intent.map(|intent| scale::<Intent>("intent", intent)).transpose()?,
        intent_day,
    })
}

/// The encounter that one answers: one that this worker began.
fn answered(draft: &Draft<'_>, worker: WorkerId, incoming: &str) -> Result<EncounterId, FieldError> {
    let (row, incoming) = draft.shown::<Encounter>(refers("answers", incoming)?)?;
    if incoming.worker != worker || incoming.direction != Direction::Incoming {
        return Err(invalid("answers", Rule::Enum));
    }
    Ok(EncounterId(row.record))
}

pub(super) fn saved(change: crate::domain::ChangeId, record: RecordId) -> Saved {
    Saved { change: change.to_string(), record: record.to_string(), likely_same: Vec::new() }
}
