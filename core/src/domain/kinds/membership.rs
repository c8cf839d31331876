use serde::{Deserialize, Serialize};

use super::{RegistrationId, WorkerId};
use crate::domain::calendar::{CivilDate, Month};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::Payer;
use crate::domain::words::words;
use crate::{part_fields, prints_name_only, record};

words! {
    /// The branch's word on a worker's cover.
    pub enum MembershipStatus {
        /// Covered.
        Active => "active",
        /// In arrears.
        InArrears => "in_arrears",
        /// Ended.
        Ended => "ended",
        /// Ended, with JHT claimed.
        InactiveAfterJht => "inactive_after_jht",
    }
}

/// A contribution month that was paid, and by whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidMonth {
    /// The contribution month.
    pub month: Month,
    /// Who paid.
    pub payer: Payer,
}

part_fields!(PaidMonth);
prints_name_only!(PaidMonth);

record! {
    /// The branch's word on a worker's cover (kepesertaan); never asserted by a device.
    pub struct Membership: "membership" {
        follows: Follows::Worker("worker");
        identity: Identity::Derived(&["worker"]);
        writer: Writer::Branch;
        /// The worker.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The registration it came from last.
        registration: Option<RegistrationId> => Policy::Branch;
        /// Where cover stands.
        status: MembershipStatus => Policy::Branch;
        /// The first day of cover.
        covered_from: CivilDate => Policy::Branch;
        /// The last day of cover.
        covered_to: CivilDate => Policy::Branch, indexed;
        /// The contribution months paid.
        months_paid: Vec<PaidMonth> => Policy::Branch;
        /// Whether contributions are collected automatically.
        autodebit: bool => Policy::Branch;
    }
}
