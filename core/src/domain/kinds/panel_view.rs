use crate::domain::calendar::Month;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::record;

record! {
    /// The branch's own view in a quarter: the median of the staff who answered the card. Computed and published by the
    /// branch, so that a phone can hold workers' answers against it without anybody's card.
    pub struct PanelView: "panel_view" {
        follows: Follows::Reference;
        identity: Identity::Derived(&["quarter", "instrument_version"]);
        writer: Writer::Branch;
        /// The first month of the quarter.
        quarter: Month => Policy::Fixed;
        /// The version of the card.
        instrument_version: String => Policy::Fixed;
        /// How many staff answered.
        staff: u32 => Policy::Branch;
        /// Per item of the card, as tapped: the median in half points, 2 to 10; 0 where fewer than eight answered it.
        half_points: Vec<u32> => Policy::Branch;
    }
}
