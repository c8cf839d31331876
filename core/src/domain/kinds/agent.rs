use serde::{Deserialize, Serialize};

use crate::domain::Instant;
use crate::domain::id::AgentId;
use crate::domain::record::{Follows, Identity, Policy, Writer};
use crate::domain::village::VillageCode;
use crate::domain::words::words;
use crate::{part_fields, prints_name_only, record};

words! {
    /// What an agent may do, from least to most.
    pub enum AgentRole {
        /// Perisai agent.
        PerisaiAgent => "perisai_agent",
        /// AR Khusus officer.
        AccountRepresentative => "account_representative",
        /// Supervisor.
        Supervisor => "supervisor",
        /// Branch admin.
        BranchAdmin => "branch_admin",
    }
}

words! {
    /// Whether an agent works.
    pub enum AgentStatus {
        /// Works.
        Active => "active",
        /// No longer works.
        Ended => "ended",
    }
}

/// A village that an agent works in, and when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedVillage {
    /// The village.
    pub village: VillageCode,
    /// Since when.
    pub from: Instant,
    /// Until when; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

part_fields!(AssignedVillage);
prints_name_only!(AssignedVillage);

record! {
    /// Whoever holds an enrolled device.
    pub struct Agent: "agent" {
        follows: Follows::Branch;
        identity: Identity::Derived(&["badge"]);
        writer: Writer::Branch;
        /// The agent's id, as written on the badge.
        badge: AgentId => Policy::Fixed, indexed;
        /// Name.
        name: String => Policy::Branch;
        /// What the agent may do.
        role: AgentRole => Policy::Branch;
        /// The organisation that the agent works through.
        wadah: Option<String> => Policy::Branch;
        /// The villages assigned, past ones too.
        villages: Vec<AssignedVillage> => Policy::Branch;
        /// Whether the agent works.
        status: AgentStatus => Policy::Branch;
    }
}
