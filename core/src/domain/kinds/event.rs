use std::collections::BTreeSet;

use super::{FigureId, MessageId, PartnerId};
use crate::domain::Instant;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// The kind of an outreach event.
    pub enum EventKind {
        /// Community forum.
        Forum => "forum",
        /// Campus.
        Campus => "campus",
        /// Counselling.
        Counselling => "counselling",
        /// Enterprise training.
        EnterpriseTraining => "enterprise_training",
        /// Family gathering.
        Family => "family",
        /// Religious gathering.
        Religious => "religious",
        /// Civic gathering.
        Civic => "civic",
    }
}

record! {
    /// An outreach event (kegiatan).
    pub struct Event: "event" {
        follows: Follows::Village("village");
        identity: Identity::Created;
        writer: Writer::Device;
        /// What kind of event.
        kind: EventKind => Policy::Latest;
        /// When it starts.
        starts_at: Instant => Policy::Latest, indexed;
        /// Where, as told.
        place: Option<String> => Policy::Latest;
        /// The village.
        village: Option<VillageCode> => Policy::Latest, indexed;
        /// Partners who took part.
        partners: BTreeSet<PartnerId> => Policy::Gather;
        /// The figures engaged before: the heads held first.
        figures_engaged_before: BTreeSet<FigureId> => Policy::Gather;
        /// The messages shown.
        messages_shown: BTreeSet<MessageId> => Policy::Gather;
        /// Heads counted without names.
        anonymous_headcount: Option<u32> => Policy::Latest;
        /// Notes for evaluation.
        notes: Option<String> => Policy::Latest;
    }
}
