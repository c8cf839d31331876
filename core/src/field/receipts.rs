//! Money that a worker entrusts to the agent: every receipt numbered, no number used again.

use super::Field;
use super::capture::{Draft, invalid, record_id};
use super::forms::FormKind;
use super::inputs::ReceiptInput;
use super::views::ReceiptGiven;
use crate::domain::calendar::Month;
use crate::domain::kinds::{Receipt, ReceiptStatus, Registration, RegistrationId, Worker, WorkerId};
use crate::domain::receipt_number::{DevicePrefix, ReceiptNumber};
use crate::domain::rupiah::Rupiah;
use crate::domain::{Record, RecordId, Rule};
use crate::error::FieldError;
use crate::store::meta;

impl Field {
    /// Gives a receipt for contribution money, such as of a later month; [`Field::register`] gives the first one.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `number` for no money, `required` without a month, `date` for what is no month, `enum`
    /// for a registration that is another worker's.
    pub fn receive_money(&self, input: &ReceiptInput) -> Result<ReceiptGiven, FieldError> {
        let ((receipt, number), change) = self.capture(|draft| {
            draft.completes(FormKind::Money, Some(&input.worker))?;
            let worker = WorkerId(record_id(&input.worker)?);
            draft.shown::<Worker>(worker.0)?;
            let registration = match &input.registration {
                Some(registration) => {
                    let (row, registration) = draft.shown::<Registration>(record_id(registration)?)?;
                    if registration.worker != worker {
                        return Err(invalid("registration", Rule::Enum));
                    }
                    Some(RegistrationId(row.record))
                }
                None => None,
            };
            let months = input.contribution_months.iter().map(|month| month.parse());
            let mut months: Vec<Month> =
                months.collect::<Result<_, _>>().map_err(|rule| invalid("contribution_months", rule))?;
            months.sort();
            months.dedup();
            if months.is_empty() {
                return Err(invalid("contribution_months", Rule::Required));
            }
            receive(draft, worker, registration, ("rupiah", input.rupiah), months)
        })?;
        Ok(ReceiptGiven { change: change.to_string(), receipt: receipt.to_string(), number })
    }
}

/// Makes a receipt, numbered and never used again, for money that a field of the form tells; answers its number.
pub(super) fn receive(
    draft: &mut Draft<'_>,
    worker: WorkerId,
    registration: Option<RegistrationId>,
    (field, rupiah): (&str, i64),
    contribution_months: Vec<Month>,
) -> Result<(RecordId, String), FieldError> {
    if rupiah <= 0 {
        return Err(invalid(field, Rule::Number));
    }
    let sequence = meta::number(draft.connection, "receipt_sequence")?.unwrap_or(0) + 1;
    meta::set(draft.connection, "receipt_sequence", sequence.to_string().as_bytes())?;
    let holder = draft.author().clone();
    let prefix = DevicePrefix::of_device(draft.device.0);
    draft.create_with(Receipt::KIND, |id| {
        let number = u32::try_from(sequence)
            .ok()
            .and_then(|sequence| ReceiptNumber::new(prefix, sequence, id.0))
            .ok_or_else(|| invalid("number", Rule::Limit))?;
        Ok(Receipt {
            worker,
            registration,
            rupiah: Rupiah(rupiah),
            contribution_months,
            number: number.to_string(),
            holder,
            status: ReceiptStatus::Entrusted,
            reason: None,
        }
        .into_document())
    })
}

/// The months of a period.
pub(super) fn months_from(start: Month, months: u32) -> Result<Vec<Month>, FieldError> {
    (0..months)
        .map(|ahead| i32::try_from(ahead).ok().and_then(|ahead| start.add_months(ahead)))
        .collect::<Option<_>>()
        .ok_or_else(|| invalid("start_month", Rule::Date))
}
