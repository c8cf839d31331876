use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::WorkerId;
use crate::domain::calendar::CivilDate;
use crate::domain::nik::Nik;
use crate::domain::phone::Phone;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::rupiah::Rupiah;
use crate::domain::village::VillageCode;
use crate::domain::words::{DiscountSector, EconomicClass, Segment, Sex};
use crate::{part_fields, prints_name_only, record};

/// An address as told, with the village that it lies in where known.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// As told.
    pub text: String,
    /// The village, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageCode>,
    /// The version of the area list that the village's code is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_set: Option<String>,
}

/// An occupation and since when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedOccupation {
    /// The occupation's word in the reference data.
    pub occupation: String,
    /// Since when, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<CivilDate>,
}

part_fields!(Address, DatedOccupation);
prints_name_only!(Address, DatedOccupation);

record! {
    /// An informal worker (pekerja BPU) met in the field, enrolled or not.
    pub struct Worker: "worker" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Name as the worker gives it.
        name: String => Policy::Latest;
        /// The national identity number; needed at registration.
        nik: Option<Nik> => Policy::Contested, indexed;
        /// Date of birth.
        birth_date: Option<CivilDate> => Policy::Contested, indexed;
        /// Sex as on the identity card.
        sex: Option<Sex> => Policy::Contested;
        /// Place of birth.
        birth_place: Option<String> => Policy::Latest;
        /// Mobile number, E.164; a family may share one.
        phone: Option<Phone> => Policy::Latest, indexed;
        /// E-mail address.
        email: Option<String> => Policy::Latest;
        /// Address on the identity card.
        ktp_address: Option<Address> => Policy::Latest;
        /// Where the worker lives.
        home_address: Option<Address> => Policy::Latest;
        /// Where the worker works.
        workplace: Option<Address> => Policy::Latest;
        /// The village whose stream the worker is in; moving the worker moves everything that follows.
        village: VillageCode => Policy::Latest, indexed;
        /// Occupation, a word of the reference data.
        occupation: Option<String> => Policy::Latest;
        /// Further occupations, each since when.
        second_occupation: Vec<DatedOccupation> => Policy::Latest;
        /// When the worker is at work, as told.
        work_hours: Option<String> => Policy::Latest;
        /// Dusun or RW, as told.
        hamlet: Option<String> => Policy::Latest;
        /// Monthly income as declared, whole rupiah; specific personal data (UU 27/2022 art. 4(2)).
        declared_income: Option<Rupiah> => Policy::Latest;
        /// The communities the worker belongs to.
        segments: BTreeSet<Segment> => Policy::Gather;
        /// Employer, self-employed, or another who is paid no wage.
        economic_class: Option<EconomicClass> => Policy::Latest;
        /// The sector that decides the contribution discount.
        discount_sector: Option<DiscountSector> => Policy::Latest;
        /// Whether anyone had talked with the worker about protection before.
        reached_before: bool => Policy::Latest;
        /// The worker wishes no contact; reversed only by the worker.
        do_not_contact: bool => Policy::Restrict;
        /// The worker that this one turned out to be.
        merged_into: Option<WorkerId> => Policy::Branch;
    }
}
