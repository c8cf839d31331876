//! Partners and what they give, as a screen lists them.

use rusqlite::Connection;

use super::Field;
use super::lists::village_lines;
use super::views::{RecordStatus, VillageLine};
use crate::domain::kinds::{Partner, PartnerKind, Support, SupportKind};
use crate::domain::regions::Regions;
use crate::domain::{Record, RecordId, VillageCode, name};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::queries;

/// A partner to choose.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PartnerChoice {
    /// The partner.
    pub partner: String,
    /// The name.
    pub name: String,
    /// What kind of partner.
    pub kind: PartnerKind,
    /// The village's name; empty for one of the whole branch.
    pub village_name: String,
}

/// What a partner gives, in a list.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct SupportLine {
    /// The support.
    pub support: String,
    /// What.
    pub kind: SupportKind,
    /// How much, whole rupiah.
    pub rupiah: Option<i64>,
    /// For how many workers.
    pub quota: Option<u32>,
    /// The first day, `2026-06-01`.
    pub first_day: Option<String>,
    /// The last day; none while it is open.
    pub last_day: Option<String>,
    /// The regulation or the agreement that it rests on.
    pub legal_basis: Option<String>,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// A partner in a list, with all that it gives.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PartnerLine {
    /// The partner.
    pub partner: String,
    /// The name.
    pub name: String,
    /// What kind of partner.
    pub kind: PartnerKind,
    /// Whom to talk to, and how.
    pub contacts: Vec<String>,
    /// The village's name; empty for one of the whole branch.
    pub village_name: String,
    /// What it gives.
    pub supports: Vec<SupportLine>,
    /// Where the record stands.
    pub status: RecordStatus,
}

/// The partners that this phone holds.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct PartnersView {
    /// The partners, those of the whole branch first, each in order of names.
    pub partners: Vec<PartnerLine>,
    /// The agent's villages.
    pub villages: Vec<VillageLine>,
}

prints_name_only!(PartnerChoice, SupportLine, PartnerLine, PartnersView);

impl Field {
    /// The partners that this phone holds, with what they give.
    pub fn partners_view(&self) -> Result<PartnersView, FieldError> {
        self.read(|store| {
            let connection = store.connection();
            let standings = self.standings(store);
            let mut partners = Vec::new();
            for (id, partner) in every_partner(connection)? {
                let mut supports = Vec::new();
                for row in queries::referring(connection, Support::KIND, "partner", id)? {
                    let support: Support = row.read()?;
                    supports.push(SupportLine {
                        support: row.record.to_string(),
                        kind: support.kind,
                        rupiah: support.rupiah.map(|rupiah| rupiah.0),
                        quota: support.quota,
                        first_day: support.period.map(|period| period.from.to_string()),
                        last_day: support.period.and_then(|period| period.to).map(|day| day.to_string()),
                        legal_basis: support.legal_basis,
                        status: standings.of(row.record)?,
                    });
                }
                partners.push(PartnerLine {
                    partner: id.to_string(),
                    name: partner.name,
                    kind: partner.kind,
                    contacts: partner.contacts.into_iter().collect(),
                    village_name: village_name(partner.village),
                    supports,
                    status: standings.of(id)?,
                });
            }
            Ok(PartnersView { partners, villages: village_lines(connection)? })
        })
    }
}

/// The partners to choose from, those of the whole branch first, each in order of names.
pub(super) fn partner_choices(connection: &Connection) -> Result<Vec<PartnerChoice>, FieldError> {
    let choice = |(id, partner): (RecordId, Partner)| PartnerChoice {
        partner: id.to_string(),
        name: partner.name,
        kind: partner.kind,
        village_name: village_name(partner.village),
    };
    Ok(every_partner(connection)?.into_iter().map(choice).collect())
}

fn every_partner(connection: &Connection) -> Result<Vec<(RecordId, Partner)>, FieldError> {
    let mut partners = Vec::new();
    for row in queries::every(connection, Partner::KIND)? {
        partners.push((row.record, row.read::<Partner>()?));
    }
    partners.sort_by_cached_key(|(id, partner)| (partner.village.is_some(), name::fold(&partner.name), *id));
    Ok(partners)
}

fn village_name(village: Option<VillageCode>) -> String {
    village.and_then(|village| Regions::shipped().village_name(village)).unwrap_or_default().to_owned()
}
