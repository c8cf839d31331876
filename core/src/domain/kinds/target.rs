use crate::domain::calendar::Month;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::Segment;
use crate::domain::words::words;
use crate::record;

words! {
    /// What a target counts.
    pub enum TargetMeasure {
        /// Workers talked with.
        Encounters => "encounters",
        /// Cards answered.
        Cards => "cards",
        /// Registrations handed in.
        Submitted => "submitted",
        /// Registrations in force.
        Active => "active",
        /// Memberships renewed.
        Renewed => "renewed",
    }
}

record! {
    /// What the branch means to reach in a month.
    pub struct Target: "target" {
        follows: Follows::Branch;
        identity: Identity::Derived(&["month", "village", "segment", "measure"]);
        writer: Writer::Branch;
        /// The month.
        month: Month => Policy::Fixed, indexed;
        /// The village; none for all.
        village: Option<VillageCode> => Policy::Fixed;
        /// The segment; none for all.
        segment: Option<Segment> => Policy::Fixed;
        /// What is counted.
        measure: TargetMeasure => Policy::Fixed;
        /// How many.
        target: u32 => Policy::Branch;
    }
}
