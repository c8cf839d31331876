//! Handing a draft in once its papers are there, as one change.

use super::Field;
use super::capture::{invalid, record_id};
use super::forms::FormKind;
use super::inputs::{AttestationInput, ConsentInput, PersonInput};
use super::lists;
use super::receipts::receive;
use super::register::{attested, check_handing_in, give, meet, need};
use super::views::Registered;
use crate::domain::kinds::{Registration, RegistrationId, RegistrationStatus};
use crate::domain::words::ConsentPurpose;
use crate::domain::{Document, Record, Rule, Value};
use crate::error::FieldError;
use crate::{merge, prints_name_only};

/// What was missing of a registration, told now. Its programmes, months and payer stay what the worker was quoted.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct HandInInput {
    /// What is told of the worker now; what is none stays as it is.
    pub person: PersonInput,
    /// The consent given now; none where one stands already.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub consent: Option<ConsentInput>,
    /// What the worker attests; none where nothing was asked, or where it is on record.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub attestation: Option<AttestationInput>,
    /// Money entrusted to the agent now, whole rupiah; a receipt is made for it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cash: Option<i64>,
    /// The reason for which warnings are acknowledged.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub acknowledge: Option<String>,
}

prints_name_only!(HandInInput);

impl Field {
    /// Hands in a draft, or what came back for correction, with what was missing: the worker's edits, the consent, what is
    /// attested, the receipt and the registration's move, as one change. Blocks for one durable write.
    ///
    /// # Errors
    /// Those of [`Field::register`]; [`FieldError::Invalid`] with `lifecycle`: it is with the branch, or at its end.
    /// Nothing was written.
    pub fn hand_in(&self, registration: &str, input: &HandInInput) -> Result<Registered, FieldError> {
        let (done, change) = self.capture(|draft| {
            let (row, typed) = draft.shown::<Registration>(record_id(registration)?)?;
            let worker = typed.worker;
            draft.completes(FormKind::Registration, Some(&worker.to_string()))?;
            let submitted = RegistrationStatus::Submitted.as_str();
            if !merge::may_move(Registration::KIND, "status", typed.status.as_str(), submitted) {
                return Err(invalid("status", Rule::Lifecycle));
            }
            let met = meet(draft, Some(&worker.to_string()), &input.person, input.acknowledge.clone())?;
            match &input.consent {
                Some(consent) if consent.purposes.contains(&ConsentPurpose::Enrol) => {}
                _ => need(draft, worker, ConsentPurpose::Enrol)?,
            }
            check_handing_in(draft, &met.document, &row.document)?;
            let likely_same = lists::likely_same(draft.connection, &met.document, Some(&worker.to_string()))?;

            let mut fields: Document = [("status".to_owned(), Value::from(submitted))].into_iter().collect();
            let parts = |field: &str, value: Option<Value>| value.ok_or_else(|| invalid(field, Rule::Type));
            if let Some(attestation) = &input.attestation {
                let value = Value::from_serialize(&attested(draft, attestation));
                fields.insert("attestations".to_owned(), parts("attestations", value)?);
            }
            if !met.acknowledged.is_empty() {
                let value = Value::from_serialize(&met.acknowledged);
                fields.insert("warnings_acknowledged".to_owned(), parts("warnings_acknowledged", value)?);
            }
            met.write(draft);
            if let Some(consent) = &input.consent {
                give(draft, worker, consent)?;
            }
            draft.edit(Registration::KIND, &row, fields);
            let receipt_number = match input.cash {
                Some(cash) => {
                    let mut months: Vec<_> = typed.quote.lines.iter().map(|line| line.month).collect();
                    months.dedup();
                    Some(receive(draft, worker, Some(RegistrationId(row.record)), ("cash", cash), months)?.1)
                }
                None => None,
            };
            Ok(Registered {
                change: String::new(),
                worker: worker.to_string(),
                registration: row.record.to_string(),
                receipt_number,
                quote: typed.quote,
                likely_same,
            })
        })?;
        Ok(Registered { change: change.to_string(), ..done })
    }
}
