use super::FigureId;
use super::encounter::scales;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// Where the relationship with a figure stands.
    pub enum Stage {
        /// Not met.
        Unknown => "unknown",
        /// Met.
        Acquainted => "acquainted",
        /// Speaks well of it.
        Supportive => "supportive",
        /// Brings people together with us.
        Bridging => "bridging",
        /// Wants nothing to do with it.
        Refusing => "refusing",
    }
}

scales! {
    /// How far an agent thinks that a figure trusts us, 1 to 5.
    Trust: 1..=5,
}

record! {
    /// How the relationship with a figure stands, as an agent sees it.
    pub struct RelationshipNote: "relationship_note" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// The figure.
        figure: FigureId => Policy::Fixed, indexed;
        /// The figure's village.
        village: Option<VillageCode> => Policy::Fixed;
        /// How far the figure trusts us.
        trust: Option<Trust> => Policy::Fixed;
        /// Where the relationship stands.
        stage: Stage => Policy::Fixed;
        /// Promises that were made since the note before.
        promises_made: Option<u32> => Policy::Fixed;
        /// Promises that were kept since the note before.
        promises_kept: Option<u32> => Policy::Fixed;
    }
}
