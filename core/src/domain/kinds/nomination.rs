use super::encounter::scales;
use super::{FigureId, WorkerId};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// What a worker was asked when naming a figure.
    pub enum NominationQuestion {
        /// Who would spread news quickest?
        SpreadNews => "spread_news",
        /// Whom does one ask for advice?
        AsksAdvice => "asks_advice",
    }
}

scales! {
    /// The place among those named, first to third.
    Rank: 1..=3,
}

record! {
    /// A worker named a figure. Who named whom is never shown.
    pub struct Nomination: "nomination" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// What was asked.
        question: NominationQuestion => Policy::Fixed;
        /// Who was named.
        figure: FigureId => Policy::Fixed, indexed;
        /// Who named; shown to nobody.
        respondent: WorkerId => Policy::Fixed, indexed, hidden;
        /// The place among those named.
        rank: Rank => Policy::Fixed;
        /// The figure's village.
        village: Option<VillageCode> => Policy::Fixed;
    }
}
