//! The chain of what the branch decided. It refers to people and records by id only, so that an erasure
//! breaks no link.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::{AgentId, ChainHash, ChangeId, DeviceId, RecordId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::desk::Desk;
use crate::error::Result;
use crate::ledger::Decision;

/// The setting that holds the chain's last link, so that a missing end is seen.
pub(crate) const DECISION_HEAD: &str = "decision_head";

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// The branch began.
    Init,
    /// Verdicts of one exchange, each with its word.
    Verdicts {
        /// Of which changes.
        verdicts: Vec<(ChangeId, String)>,
    },
    /// An agent of the branch changed records.
    Change {
        /// The change, which holds the reason.
        change: ChangeId,
        /// What was done, such as `set_status`.
        what: String,
        /// The records concerned.
        records: Vec<RecordId>,
    },
    /// An agent's villages changed.
    Scope {
        /// Whose.
        agent: AgentId,
        /// The new version.
        version: u64,
    },
    /// A code was given out.
    Code {
        /// For whose device.
        agent: AgentId,
    },
    /// A device was enrolled.
    Enrolled {
        /// Which.
        device: DeviceId,
        /// Whose.
        agent: AgentId,
    },
    /// A device was revoked.
    Revoked {
        /// Which.
        device: DeviceId,
    },
    /// A phone was given its keys back.
    PhoneUnlocked {
        /// Which.
        device: DeviceId,
        /// Whether although it was revoked, or the branch does not know it.
        anyway: bool,
        /// Why, as it was told; it speaks of an agent's phone.
        reason: String,
    },
    /// Changes left quarantine.
    Released {
        /// Which.
        changes: Vec<ChangeId>,
    },
    /// Changes in quarantine were refused.
    Refused {
        /// Which.
        changes: Vec<ChangeId>,
    },
    /// Records were written out.
    Exported {
        /// Their kind.
        kind: String,
        /// How many.
        records: u64,
    },
    /// A list of persons on a device was written out.
    ListedPersons {
        /// The device.
        device: DeviceId,
    },
    /// What is known of people to whom nobody had spoken was erased, because its time was over.
    Erased(Erasure),
    /// A backup was completed.
    BackedUp,
    /// This ledger was put back from a backup.
    Restored,
}

/// What an erasure took out. The chains that it lay in keep their hashes; this link says which of them no longer show
/// what was hashed, so that nothing else can pass for erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erasure {
    /// The records.
    pub records: BTreeSet<RecordId>,
    /// The changes that spoke of them, each with the id that what is left of it would have.
    pub changes: BTreeMap<ChangeId, ChangeId>,
    /// The entries that told of them: the stream's name, and its positions.
    pub entries: BTreeMap<String, BTreeSet<u64>>,
}

/// One link, as it is packed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// When, branch's time.
    pub at_ms: i64,
    /// Who decided; none where the branch's rules did.
    pub by: Option<AgentId>,
    /// What.
    pub act: Act,
}

impl Desk<'_> {
    /// Enters what the branch's rules decided.
    pub(crate) fn enter(&self, act: &Act) -> Result<()> {
        self.enter_by(None, act)
    }

    /// Enters what somebody decided.
    pub(crate) fn enter_by(&self, by: Option<&AgentId>, act: &Act) -> Result<()> {
        let link = Link { at_ms: self.now_ms, by: by.cloned(), act: act.clone() };
        let content = rmp_serde::to_vec_named(&link).expect("a link holds nothing that MessagePack cannot");
        let (position, hash) = self.tx.last_decision()?.unwrap_or_default();
        let link = next(position, hash, content);
        self.tx.put_setting(DECISION_HEAD, &head(link.position, link.hash))?;
        self.tx.put_decision(&link)
    }
}

/// The chain's last link, in words.
pub(crate) fn head(position: u64, hash: ChainHash) -> String {
    format!("{position} {hash}")
}

/// The link after one.
pub(crate) fn next(position: u64, hash: ChainHash, content: Vec<u8>) -> Decision {
    let position = position + 1;
    let hash = hash.next(&[b"decision", &position.to_be_bytes(), &Sha256::digest(&content)]);
    Decision { position, hash, content }
}
