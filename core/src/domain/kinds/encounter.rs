use std::collections::BTreeSet;

use super::{EncounterId, EventId, FigureId, MessageId, WorkerId};
use crate::domain::calendar::CivilDate;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::words;
use crate::record;

words! {
    /// The way a conversation took.
    pub enum Channel {
        /// Face to face.
        FaceToFace => "face_to_face",
        /// WhatsApp.
        Whatsapp => "whatsapp",
        /// Telephone.
        Phone => "phone",
        /// Social media.
        SocialMedia => "social_media",
        /// The JMO app.
        Jmo => "jmo",
        /// YouTube.
        Youtube => "youtube",
    }
}

words! {
    /// Who began a conversation.
    pub enum Direction {
        /// The agent.
        Outgoing => "outgoing",
        /// The worker.
        Incoming => "incoming",
    }
}

words! {
    /// Whom a worker asks for advice.
    pub enum WhomAsked {
        /// Family.
        Family => "family",
        /// Neighbours.
        Neighbours => "neighbours",
        /// Patron.
        Patron => "patron",
        /// The worker's group.
        Group => "group",
        /// A WhatsApp group.
        WhatsappGroup => "whatsapp_group",
    }
}

words! {
    /// A structural barrier.
    pub enum Barrier {
        /// The contribution.
        Contribution => "contribution",
        /// Irregular income.
        IrregularIncome => "irregular_income",
        /// Distance.
        Distance => "distance",
        /// No phone or no signal.
        PhoneOrSignal => "phone_or_signal",
        /// Documents.
        Documents => "documents",
        /// Time.
        Time => "time",
        /// A bad experience with a claim.
        ClaimExperience => "claim_experience",
    }
}

record! {
    /// One conversation with one worker (kontak).
    pub struct Encounter: "encounter" {
        follows: Follows::Worker("worker");
        identity: Identity::Created;
        writer: Writer::Device;
        /// The worker.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The event it took place at.
        event: Option<EventId> => Policy::Fixed;
        /// The way it took.
        channel: Channel => Policy::Fixed;
        /// Who began it.
        direction: Direction => Policy::Fixed;
        /// How long, minutes.
        minutes: Option<u32> => Policy::Fixed;
        /// The messages used.
        messages: BTreeSet<MessageId> => Policy::Fixed;
        /// The media that the worker follows.
        media_used: BTreeSet<String> => Policy::Fixed;
        /// Whom the worker asks for advice.
        asks_whom: BTreeSet<WhomAsked> => Policy::Fixed;
        /// The figure who introduced us.
        figure: Option<FigureId> => Policy::Fixed;
        /// The incoming encounter that this one answers.
        answers: Option<EncounterId> => Policy::Fixed;
        /// What stands in the way.
        barriers: BTreeSet<Barrier> => Policy::Fixed;
        /// How many of three the worker can say back: contribution, cover, lapse rule.
        teach_back: Option<TeachBack> => Policy::Fixed;
        /// How firmly the worker means to register, 1 to 5.
        intent: Option<Intent> => Policy::Fixed;
        /// The day the worker named.
        intent_day: Option<CivilDate> => Policy::Fixed;
    }
}

/// Declares a whole number between two bounds.
macro_rules! scales {
    ($($(#[$doc:meta])* $name:ident: $low:literal..=$high:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u8);

        impl crate::domain::record::FieldValue for $name {
            const COLUMN: crate::domain::record::Column = crate::domain::record::Column::Integer;
            const SHAPE: crate::domain::Shape = crate::domain::Shape::Number;
            fn from_value(value: &crate::domain::value::Value) -> Result<Self, crate::domain::Rule> {
                match u8::try_from(value.as_int().ok_or(crate::domain::Rule::Type)?) {
                    Ok(number @ $low..=$high) => Ok(Self(number)),
                    _ => Err(crate::domain::Rule::Number),
                }
            }
            fn into_value(self) -> crate::domain::value::Value {
                crate::domain::value::Value::Int(self.0.into())
            }
        }
    )+};
}
pub(super) use scales;

scales! {
    /// How many of three a worker can say back.
    TeachBack: 0..=3,
    /// How firmly a worker means to register.
    Intent: 1..=5,
}
