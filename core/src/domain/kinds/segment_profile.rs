use crate::domain::calendar::CivilDate;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::value::Value;
use crate::domain::village::VillageCode;
use crate::domain::words::Segment;
use crate::record;

record! {
    /// What the branch's records say of a segment: whom it asks, what it follows, what stands in its way. Computed and
    /// published by the branch; it expires.
    pub struct SegmentProfile: "segment_profile" {
        follows: Follows::Reference;
        identity: Identity::Derived(&["segment", "village"]);
        writer: Writer::Branch;
        /// The segment.
        segment: Segment => Policy::Fixed, indexed;
        /// The village; none for the whole branch.
        village: Option<VillageCode> => Policy::Fixed;
        /// The day it was computed.
        computed_on: CivilDate => Policy::Branch;
        /// The last day it holds.
        valid_to: CivilDate => Policy::Branch;
        /// Shares in thousandths, each with how many it rests on.
        body: Value => Policy::Branch;
    }
}
