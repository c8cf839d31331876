use serde::{Deserialize, Serialize};

use super::PartnerId;
use crate::domain::calendar::CivilDate;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::rupiah::Rupiah;
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::{part_fields, prints_name_only, record};

words! {
    /// What a partner gives.
    pub enum SupportKind {
        /// Incentive.
        Incentive => "incentive",
        /// Data to work with.
        DataIntegration => "data_integration",
        /// Contributions paid for workers.
        Contribution => "contribution",
        /// A regulation.
        Regulation => "regulation",
    }
}

/// The days from one to another, both included.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    pub from: CivilDate,
    /// Last day; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CivilDate>,
}

part_fields!(Period);
prints_name_only!(Period);

record! {
    /// What a partner gives to the outreach.
    pub struct Support: "support" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Who gives.
        partner: PartnerId => Policy::Fixed, indexed;
        /// What.
        kind: SupportKind => Policy::Latest;
        /// How much, whole rupiah.
        rupiah: Option<Rupiah> => Policy::Contested;
        /// For how many workers.
        quota: Option<u32> => Policy::Contested;
        /// When.
        period: Option<Period> => Policy::Contested;
        /// The regulation or the agreement that it rests on.
        legal_basis: Option<String> => Policy::Latest;
        /// The village it is for; none for the whole branch.
        village: Option<VillageCode> => Policy::Latest, indexed;
    }
}
