use std::collections::BTreeSet;

use super::WorkerId;
use crate::domain::Instant;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// What a figure is in the community, publicly.
    pub enum FigureRole {
        /// Village official.
        VillageOfficial => "village_official",
        /// RT or RW head.
        RtRw => "rt_rw",
        /// Chair of an enterprise group.
        EnterpriseChair => "enterprise_chair",
        /// Religious leader, as a public role.
        ReligiousLeader => "religious_leader",
        /// Leader of a group.
        GroupLeader => "group_leader",
        /// None of these.
        Other => "other",
    }

    /// How a figure came to be known.
    pub enum IdentifiedBy {
        /// Workers named the figure.
        Nomination => "nomination",
        /// An agent saw it.
        Observation => "observation",
        /// The village office named the figure.
        VillageOffice => "village_office",
        /// A partner named the figure.
        Partner => "partner",
        /// Otherwise.
        Other => "other",
    }
}

record! {
    /// An influential community figure (tokoh).
    pub struct Figure: "figure" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Name; none once it was erased.
        name: Option<String> => Policy::Latest;
        /// What the figure is, publicly.
        roles: BTreeSet<FigureRole> => Policy::Gather;
        /// The village.
        village: Option<VillageCode> => Policy::Latest, indexed;
        /// The figure's own record as a worker, where there is one.
        worker: Option<WorkerId> => Policy::Latest, indexed;
        /// How the figure came to be known.
        identified_by: IdentifiedBy => Policy::Fixed;
        /// When the branch erased a figure to whom nobody had spoken.
        erased_at: Option<Instant> => Policy::Branch;
    }
}
