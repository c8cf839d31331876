//! Changes that the branch itself makes: for a clerk, or by its own rules. Their ids are random.

use perisai_core::domain::{AgentId, CapturedAt, Change, ChangeId, Patch, Verdict};
use perisai_core::merge::Timing;
use perisai_core::ports::random_u64;
use perisai_core::sync::wire::SCHEMA;

use crate::changes::ingest::Arrival;
use crate::desk::Desk;
use crate::error::{BranchError, Result};

/// Who writes where the branch's rules do.
pub(crate) const BRANCH: &str = "branch";

impl Desk<'_> {
    /// Writes what a rule of the branch leads to.
    pub(crate) fn write_for_branch(&mut self, because_of: &Arrival, patches: Vec<Patch>) -> Result<ChangeId> {
        let author: AgentId = BRANCH.parse().expect("the branch's own name fits an agent's id");
        self.write_own(&author, Some(format!("change {}", because_of.id)), patches)
    }

    /// Writes what somebody at the branch decided. A rule that it breaks is an error, and nothing is written.
    pub(crate) fn write_own(&mut self, by: &AgentId, reason: Option<String>, patches: Vec<Patch>) -> Result<ChangeId> {
        let id = ChangeId(self.random());
        let body = Change {
            author: by.clone(),
            scope_version: self.tx.scope_version(by)?,
            captured_at: CapturedAt { wall_ms: self.now_ms, boot_id: 0, monotonic_ms: 0 },
            app: concat!("perisai-branch ", env!("CARGO_PKG_VERSION")).to_owned(),
            schema: SCHEMA,
            salt: random_u64(self.ids),
            replaces: None,
            reason,
            patches,
        };
        let timing = Timing { captured_ms: self.now_ms, trusted: true };
        let record = body.patches.first().map(|patch| patch.record).unwrap_or(by.record());
        let arrival = Arrival { id, body, device: None, timing, received_ms: self.now_ms };
        match self.take_in(&arrival)? {
            Verdict::Rejected { record: of, field, rule } => {
                Err(BranchError::Rejected { record: of.unwrap_or(record), field, rule })
            }
            Verdict::Held { .. } => Err(BranchError::not_found("record", record)),
            Verdict::Applied | Verdict::Merged { .. } | Verdict::Contested { .. } => Ok(id),
        }
    }
}
