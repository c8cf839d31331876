use super::{EncounterId, MessageId, WorkerId};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::short_text::ShortText;
use crate::domain::words::words;
use crate::record;

words! {
    /// What a worker objects.
    pub enum ObjectionCode {
        /// Preparing for misfortune invites it.
        Ngaluk => "ngaluk",
        /// Misfortune is fate.
        Takdir => "takdir",
        /// It is for others.
        NotRelevant => "not_relevant",
        /// Who collects, or who promises, is not trusted.
        NoTrust => "no_trust",
        /// Too dear.
        Cost => "cost",
        /// Has BPJS Kesehatan, and takes it for the same.
        AlreadyBpjsKesehatan => "already_bpjs_kesehatan",
        /// No time for it.
        NoTime => "no_time",
        /// None of these.
        Other => "other",
    }

    /// Where an objection comes from.
    pub enum ObjectionKind {
        /// From what is known or believed.
        Cognitive => "cognitive",
        /// From what is felt.
        Emotional => "emotional",
        /// From both.
        Both => "both",
    }

    /// The argument with which an objection was met, where it was no published message.
    pub enum Argument {
        /// What happened to somebody near.
        NeighboursStory => "neighbours_story",
        /// Effort comes before trust in fate (ikhtiar).
        Effort => "effort",
        /// Who remains is provided for.
        Family => "family",
        /// A citizen's right.
        Right => "right",
        /// What it costs beside what a day earns.
        CostCompared => "cost_compared",
        /// How it differs from BPJS Kesehatan.
        NotBpjsKesehatan => "not_bpjs_kesehatan",
        /// A figure has it too.
        FiguresExample => "figures_example",
        /// None of these.
        Other => "other",
    }

    /// What became of an objection in its conversation.
    pub enum ObjectionOutcome {
        /// As before.
        Unchanged => "unchanged",
        /// Weaker.
        Softened => "softened",
        /// Gone.
        Resolved => "resolved",
    }
}

record! {
    /// What a worker objected in a conversation, with what it was met, and what became of it.
    pub struct Objection: "objection" {
        follows: Follows::Worker("worker");
        identity: Identity::Created;
        writer: Writer::Device;
        /// Whose objection.
        worker: WorkerId => Policy::Fixed, indexed;
        /// The conversation.
        encounter: EncounterId => Policy::Fixed, indexed;
        /// What was objected.
        code: ObjectionCode => Policy::Fixed;
        /// Where it comes from.
        kind: Option<ObjectionKind> => Policy::Fixed;
        /// In the worker's words, at most 140 characters.
        quote: Option<ShortText> => Policy::Fixed;
        /// The message that was offered as a bridge.
        bridge: Option<MessageId> => Policy::Fixed;
        /// The argument that was offered, where it was no message.
        argument: Option<Argument> => Policy::Fixed;
        /// What became of it.
        outcome: ObjectionOutcome => Policy::Fixed;
        /// The meaning that both agreed on, at most 140 characters.
        agreed_meaning: Option<ShortText> => Policy::Fixed;
    }
}
