//! The agents, and where they work now.

use perisai_core::domain::kinds::Agent;
use perisai_core::domain::record::Record;
use serde::Serialize;

use crate::branch::Branch;
use crate::error::Result;

/// An agent.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct AgentView {
    /// The badge.
    pub agent: String,
    /// Name.
    pub name: String,
    /// What the agent may do.
    pub role: String,
    /// The organisation that the agent works through.
    pub wadah: Option<String>,
    /// The villages now, dotted.
    pub villages: Vec<String>,
    /// Whether the agent works.
    pub status: String,
}

perisai_core::prints_name_only!(AgentView);

impl Branch {
    /// The agents.
    pub fn agents(&self) -> Result<Vec<AgentView>> {
        self.read(|desk| {
            desk.every(Agent::KIND, |record| {
                let agent = Agent::from_document(&record.fields)?;
                let villages = desk.scope(&agent.badge)?.villages.iter().map(ToString::to_string).collect();
                Ok(AgentView {
                    agent: agent.badge.to_string(),
                    name: agent.name,
                    role: agent.role.to_string(),
                    wadah: agent.wadah,
                    villages,
                    status: agent.status.to_string(),
                })
            })
        })
    }
}
