//! What an agent may see: the one place where scope is decided.

use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{AgentId, RecordId};
use perisai_core::sync::wire::{Scope, Stream};

use crate::desk::Desk;
use crate::error::Result;

impl Desk<'_> {
    /// An agent's villages as they are now.
    pub(crate) fn scope(&self, agent: &AgentId) -> Result<Scope> {
        let version = self.tx.scope_version(agent)?;
        let villages = self.tx.scope(agent, version)?.unwrap_or_default();
        Ok(Scope { version, villages })
    }

    /// The villages under which a change may have been captured: those of the version that it carries, and those
    /// of today. A version that this branch does not know was given out before the branch was restored.
    pub(crate) fn villages_at(&self, agent: &AgentId, version: u64) -> Result<Vec<VillageCode>> {
        let mut villages = self.scope(agent)?.villages;
        villages.extend(self.tx.scope(agent, version)?.unwrap_or_default());
        Ok(villages)
    }

    /// The streams that an agent's devices follow, in the order in which they are read.
    pub(crate) fn followed(&self, agent: &AgentId) -> Result<Vec<Stream>> {
        let mut streams = vec![Stream::Reference, Stream::Branch];
        streams.extend(self.scope(agent)?.villages.into_iter().map(Stream::Region));
        streams.push(Stream::Agent(agent.clone()));
        Ok(streams)
    }

    /// Whether an agent who knew that version of the villages may refer to a record. One outside answers as
    /// one that does not exist. What has left a stream still counts: its author may not have known.
    pub(crate) fn sees(&self, agent: &AgentId, version: u64, record: RecordId) -> Result<bool> {
        let placements = self.tx.placements(record)?;
        if placements.is_empty() {
            return Ok(false);
        }
        let villages = self.villages_at(agent, version)?;
        if placements.iter().any(|placement| is_open(&placement.stream, agent, &villages)) {
            return Ok(true);
        }
        let Some(kind) = self.tx.kind_of(record)? else { return Ok(false) };
        let record = self.tx.record(self.kind(&kind)?, record)?;
        Ok(record.is_some_and(|record| record.author == *agent))
    }
}

/// Whether an agent with these villages follows a stream.
pub(crate) fn is_open(stream: &Stream, agent: &AgentId, villages: &[VillageCode]) -> bool {
    match stream {
        Stream::Reference | Stream::Branch => true,
        Stream::Agent(other) => other == agent,
        Stream::Region(village) => villages.contains(village),
    }
}
