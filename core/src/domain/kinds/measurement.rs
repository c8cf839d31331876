use super::{EncounterId, FigureId, WorkerId};
use crate::domain::answers::Answers;
use crate::domain::id::AgentId;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::record;

words! {
    /// Whose view a card holds.
    pub enum Side {
        /// A worker's.
        Worker => "worker",
        /// An agent's own.
        Agent => "agent",
        /// A figure's.
        Figure => "figure",
        /// The branch's: one of its staff.
        Panel => "panel",
    }

    /// When a card was answered.
    pub enum Wave {
        /// Before the outreach.
        Baseline => "baseline",
        /// After it.
        After => "after",
        /// Once more by somebody else, to check.
        Check => "check",
    }
}

record! {
    /// One answered co-orientation card (pengukuran).
    pub struct Measurement: "measurement" {
        follows: Follows::First(&[Follows::Worker("worker"), Follows::Agent("agent"), Follows::Village("village")]);
        identity: Identity::Created;
        writer: Writer::Device;
        /// Whose view it holds.
        side: Side => Policy::Fixed;
        /// The worker who answered.
        worker: Option<WorkerId> => Policy::Fixed, indexed;
        /// The figure who answered.
        figure: Option<FigureId> => Policy::Fixed, indexed;
        /// The agent who answered.
        agent: Option<AgentId> => Policy::Fixed, indexed;
        /// The figure's village. A card of the panel has none: it is the branch's.
        village: Option<VillageCode> => Policy::Fixed;
        /// The conversation in which it was answered.
        encounter: Option<EncounterId> => Policy::Fixed;
        /// The version of the card.
        instrument_version: String => Policy::Fixed;
        /// The subject's own view, an answer per item, as tapped.
        own: Answers => Policy::Fixed;
        /// What the subject thinks that the other side would answer.
        perceived: Option<Answers> => Policy::Fixed;
        /// What the agent guessed that the subject would answer, before asking.
        guess: Option<Answers> => Policy::Fixed;
        /// When in the outreach.
        wave: Wave => Policy::Fixed;
        /// How long it took, seconds.
        seconds: Option<u32> => Policy::Fixed;
        /// Seconds from the beginning until the guess, the own and the perceived view were done, in this order.
        part_seconds: Vec<u32> => Policy::Fixed;
    }
}
