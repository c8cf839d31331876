//! What an agent may see: the one place where scope is decided.

use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{AgentId, RecordId};
use perisai_core::sync::wire::{Scope, Stream};
use sha2::{Digest, Sha256};

use crate::desk::Desk;
use crate::error::Result;

/// How many bits of a version say which villages it is.
const VILLAGES_BITS: u32 = 32;

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

/// The version of villages that follows another: a count, then a hash of the villages. A branch that was restored
/// counts on from before, and must not give other villages the version that a device already knows.
pub(crate) fn next_version(version: u64, villages: &[VillageCode]) -> u64 {
    let mut digest = Sha256::new();
    for village in villages {
        digest.update(village.as_str());
    }
    let digest = digest.finalize();
    let which = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    (((version >> VILLAGES_BITS) + 1) << VILLAGES_BITS) | u64::from(which)
}

/// Whether an agent with these villages follows a stream.
pub(crate) fn is_open(stream: &Stream, agent: &AgentId, villages: &[VillageCode]) -> bool {
    match stream {
        Stream::Reference | Stream::Branch => true,
        Stream::Agent(other) => other == agent,
        Stream::Region(village) => villages.contains(village),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn villages(codes: &[&str]) -> Vec<VillageCode> {
        codes.iter().map(|code| code.parse().unwrap()).collect()
    }

    #[test]
    fn a_version_that_is_given_out_again_after_a_restore_names_the_same_villages_or_is_another() {
        let (one, other) = (villages(&["3374051001"]), villages(&["3374051002"]));
        let before = next_version(0, &one);
        assert_ne!(next_version(before, &one), next_version(before, &other));
        assert_eq!(next_version(before, &one), next_version(before, &one));
    }

    #[test]
    fn a_later_version_is_greater_whatever_its_villages_are() {
        let mut version = 0;
        for codes in [&["3374051001"][..], &[], &["3374051001", "3374051002"], &["3374051002"], &[]] {
            let next = next_version(version, &villages(codes));
            assert!(next > version);
            version = next;
        }
    }
}
