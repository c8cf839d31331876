//! Partners, and what they give to the outreach.

use super::Field;
use super::capture::{invalid, refers, village};
use super::forms::FormKind;
use super::inputs::FieldEdit;
use super::outreach::saved;
use super::views::Saved;
use crate::domain::kinds::{Partner, PartnerKind, Period, Support, SupportKind};
use crate::domain::{Rule, Rupiah};
use crate::error::FieldError;
use crate::prints_name_only;

/// A partner as told.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PartnerInput {
    /// The name.
    pub name: String,
    /// What kind of partner.
    pub kind: PartnerKind,
    /// Whom to talk to, and how.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub contacts: Vec<String>,
    /// The village code; none for the whole branch.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
}

/// What a partner gives.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct SupportInput {
    /// Who gives.
    pub partner: String,
    /// What.
    pub kind: SupportKind,
    /// How much, whole rupiah.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub rupiah: Option<i64>,
    /// For how many workers.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub quota: Option<u32>,
    /// The first day, `2026-06-01`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub first_day: Option<String>,
    /// The last day; none while it is open.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub last_day: Option<String>,
    /// The regulation or the agreement that it rests on.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub legal_basis: Option<String>,
    /// The village code; none for the whole branch.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
}

prints_name_only!(PartnerInput, SupportInput);

impl Field {
    /// Records a partner.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `name` with `required`, `village` with `village_unknown`.
    pub fn record_partner(&self, partner: &PartnerInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Partner, None)?;
            let name = partner.name.trim();
            if name.is_empty() {
                return Err(invalid("name", Rule::Required));
            }
            Ok(draft.create(Partner {
                name: name.to_owned(),
                kind: partner.kind,
                contacts: partner.contacts.iter().cloned().collect(),
                village: partner.village.as_deref().map(|code| village("village", code)).transpose()?,
            }))
        })?;
        Ok(saved(change, record))
    }

    /// Edits fields of a partner as one change. Errors as for [`Field::edit_worker`].
    pub fn edit_partner(&self, partner: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Partner>(partner, edits, |_| Ok(()))
    }

    /// Records what a partner gives.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `rupiah` with `number` below nothing, `first_day` with `required` where only the last day is
    /// told, `last_day` with `order` where it comes before the first, `village` with `village_unknown`.
    pub fn record_support(&self, support: &SupportInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            if support.rupiah.is_some_and(|rupiah| rupiah < 0) {
                return Err(invalid("rupiah", Rule::Number));
            }
            Ok(draft.create(Support {
                partner: refers("partner", &support.partner)?,
                kind: support.kind,
                rupiah: support.rupiah.map(Rupiah),
                quota: support.quota,
                period: period(support)?,
                legal_basis: support.legal_basis.clone(),
                village: support.village.as_deref().map(|code| village("village", code)).transpose()?,
            }))
        })?;
        Ok(saved(change, record))
    }

    /// Edits fields of a support as one change. Errors as for [`Field::edit_worker`].
    pub fn edit_support(&self, support: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Support>(support, edits, |_| Ok(()))
    }
}

fn period(support: &SupportInput) -> Result<Option<Period>, FieldError> {
    let to = support.last_day.as_deref().map(str::parse).transpose().map_err(|rule| invalid("last_day", rule))?;
    let Some(from) = &support.first_day else {
        return if to.is_some() { Err(invalid("first_day", Rule::Required)) } else { Ok(None) };
    };
    let from = from.parse().map_err(|rule| invalid("first_day", rule))?;
    if to.is_some_and(|to| to < from) {
        return Err(invalid("last_day", Rule::Order));
    }
    Ok(Some(Period { from, to }))
}
