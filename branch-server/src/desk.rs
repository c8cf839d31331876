//! What works on the ledger inside of one transaction: the decisions and their writing.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::{Agent, AgentRole};
use perisai_core::domain::record::Record;
use perisai_core::domain::{AgentId, ChangeId, KindSpec, RecordId, Registry};
use perisai_core::planted::{Planted, is_planted};
use perisai_core::ports::IdSource;
use perisai_core::sync::wire::{Cursor, Entry, Stream};

use crate::error::{BranchError, Result};
use crate::ledger::{LedgerTx, content_digest, encode_entry};
use crate::store::planted::by_time;

/// One transaction's work, with what it has to announce at the end.
pub(crate) struct Desk<'a> {
    /// The ledger.
    pub(crate) tx: &'a dyn LedgerTx,
    /// The record kinds.
    pub(crate) registry: &'a Registry,
    /// Randomness.
    pub(crate) ids: &'a dyn IdSource,
    /// The branch's clock, UTC milliseconds.
    pub(crate) now_ms: i64,
    /// The changes whose verdict this transaction made or changed, with their authors.
    pub(crate) decided: Vec<(AgentId, ChangeId)>,
    /// The same, to look up.
    pub(crate) is_decided: BTreeSet<ChangeId>,
    /// The records that appeared in a stream: held changes may wait for them.
    pub(crate) appeared: Vec<RecordId>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(tx: &'a dyn LedgerTx, registry: &'a Registry, ids: &'a dyn IdSource, now_ms: i64) -> Self {
        Self { tx, registry, ids, now_ms, decided: Vec::new(), is_decided: BTreeSet::new(), appeared: Vec::new() }
    }

    /// The declaration of a kind that the branch itself put into the ledger.
    pub(crate) fn kind(&self, name: &str) -> Result<&'static KindSpec> {
        self.registry.kind(name).ok_or_else(|| BranchError::Ledger(format!("no record kind {name}")))
    }

    /// A typed record.
    pub(crate) fn load<T: Record>(&self, id: RecordId) -> Result<Option<T>> {
        let Some(revision) = self.tx.record(T::KIND, id)? else { return Ok(None) };
        T::from_document(&revision.fields).map(Some).map_err(|_| damaged(T::KIND, id))
    }

    /// The record of an agent.
    pub(crate) fn agent(&self, agent: &AgentId) -> Result<Option<Agent>> {
        self.load(agent.record())
    }

    /// An agent's role; none where the branch knows no such agent.
    pub(crate) fn role(&self, agent: &AgentId) -> Result<Option<AgentRole>> {
        Ok(self.agent(agent)?.map(|agent| agent.role))
    }

    /// Adds an entry to a stream, under its next position.
    pub(crate) fn append(&self, stream: &Stream, entry: &Entry) -> Result<()> {
        let content = encode_entry(entry);
        let head = self.tx.stream_head(stream)?;
        let at = link(&head, &content);
        let at = if is_planted(Planted::CursorByTime) { by_time(at, self.now_ms) } else { at };
        self.tx.put_entry(&at, &content)
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.ids.fill(&mut bytes);
        bytes
    }
}

/// The position after a stream's head, with the hash over the one before and over the entry.
pub(crate) fn link(head: &Cursor, content: &[u8]) -> Cursor {
    let (stream, position) = (head.stream.clone(), head.position + 1);
    let digest = content_digest(content);
    let hash = head.hash.next(&[stream.name().as_bytes(), &position.to_be_bytes(), &digest]);
    Cursor { stream, position, hash }
}

pub(crate) fn damaged(kind: &KindSpec, id: RecordId) -> BranchError {
    BranchError::Ledger(format!("{kind} {id} holds what its kind does not allow"))
}
