use std::collections::BTreeSet;

use super::MessageId;
use crate::domain::Instant;
use crate::domain::calendar::CivilDate;
use crate::domain::id::{AgentId, RecordId};
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::words::words;
use crate::record;

words! {
    /// Why a plan and what came of it differ.
    pub enum GapCause {
        /// Too few people, or too little time.
        Staffing => "staffing",
        /// The rules.
        Regulation => "regulation",
        /// Meanings and customs.
        Culture => "culture",
        /// How the work is organised.
        Structure => "structure",
    }
}

record! {
    /// A note from the field that asks a question, with its evidence, and what the branch decided about it.
    pub struct Evaluation: "evaluation" {
        follows: Follows::Branch;
        identity: Identity::Created;
        writer: Writer::Device;
        /// What is asked.
        question: String => Policy::Fixed;
        /// What was seen.
        note: Option<String> => Policy::Fixed;
        /// The records that show it.
        evidence: BTreeSet<RecordId> => Policy::Fixed;
        /// The causes that people see; closed once the branch has decided.
        gap_causes: BTreeSet<GapCause> => Policy::Gather;
        /// What was decided.
        decision: Option<String> => Policy::Branch;
        /// When.
        decided_at: Option<Instant> => Policy::Branch;
        /// Who sees to it.
        owner: Option<AgentId> => Policy::Branch;
        /// By which day a decision, and what follows from it, is due.
        deadline: Option<CivilDate> => Policy::Branch;
        /// The messages that were changed for it.
        changed_messages: BTreeSet<MessageId> => Policy::Branch;
    }
}
