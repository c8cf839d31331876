//! What the branch asks of its database. Primitives only: whoever implements this decides nothing.
//!
//! What an answer acknowledges was committed by a [`Ledger::write`] before: a change whole, in the same one as its verdict
//! and what the streams say of it.

use std::collections::BTreeSet;
use std::path::Path;

use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{
    AgentId, ChainHash, Change, ChangeId, DeviceId, Incarnation, KindSpec, LostField, RecordId, Value, Verdict,
};
use perisai_core::merge::Timing;
use perisai_core::sync::wire::{Cursor, Entry, Head, Revision, Stream, UnknownRevision};

use sha2::{Digest, Sha256};

use crate::error::Result;

/// A database that holds a branch's records, streams, changes and devices.
pub trait Ledger: Send + Sync {
    /// Runs the work in one transaction that writes, alone; an error leaves nothing behind. When this
    /// returns, what was written is durable. Blocks until its turn comes: within one process in the order of asking, so
    /// that many short transactions of one caller do not starve another.
    fn write(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()>;
    /// Runs the work on one consistent view. Writing in it is an error.
    fn read(&self, work: &mut dyn FnMut(&dyn LedgerTx) -> Result<()>) -> Result<()>;
    /// Writes a whole, durable copy to a file that must not exist. Answers the journal heads that it holds.
    fn copy_to(&self, file: &Path) -> Result<Vec<(DeviceId, Head)>>;
    /// Leaves nothing of what was overwritten or taken away in the database's files. Blocks others for as long as writing
    /// the whole database takes.
    fn leave_no_trace(&self) -> Result<()>;
}

/// Runs work that writes and brings its result out.
pub fn write<T>(ledger: &dyn Ledger, work: impl FnOnce(&dyn LedgerTx) -> Result<T>) -> Result<T> {
    let (mut work, mut result) = (Some(work), None);
    ledger.write(&mut |tx| {
        result = Some(work.take().expect("a ledger runs its work once")(tx)?);
        Ok(())
    })?;
    Ok(result.expect("a ledger that succeeds has run its work"))
}

/// Runs work that reads and brings its result out.
pub fn read<T>(ledger: &dyn Ledger, work: impl FnOnce(&dyn LedgerTx) -> Result<T>) -> Result<T> {
    let (mut work, mut result) = (Some(work), None);
    ledger.read(&mut |tx| {
        result = Some(work.take().expect("a ledger runs its work once")(tx)?);
        Ok(())
    })?;
    Ok(result.expect("a ledger that succeeds has run its work"))
}

/// Everything that can be asked inside of one transaction.
pub trait LedgerTx: Records + Streams + Changes + Devices + Acts {}

/// In which stream a record lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The stream.
    pub stream: Stream,
    /// Until when, branch's time; none where it is the record's home.
    pub expires_ms: Option<i64>,
    /// Whether it has left: kept, because an edit made before its author knew of it still follows.
    pub left: bool,
}

/// The records as they stand.
pub trait Records {
    /// A record.
    fn record(&self, kind: &KindSpec, id: RecordId) -> Result<Option<Revision>>;
    /// Writes a record.
    fn put_record(&self, kind: &KindSpec, record: &Revision) -> Result<()>;
    /// Takes a record away that nobody made: what was written of it stays in the streams and the history.
    fn drop_record(&self, kind: &KindSpec, id: RecordId) -> Result<()>;
    /// The records whose field has this value, in order of id.
    fn find(&self, kind: &KindSpec, field: &str, value: &Value) -> Result<Vec<Revision>>;
    /// The records whose field has this value, in order of id after one, at most so many.
    fn find_after(
        &self,
        kind: &KindSpec,
        field: &str,
        value: &Value,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Vec<Revision>>;
    /// The records of a kind in order of id, at most so many.
    fn page(&self, kind: &KindSpec, after: Option<RecordId>, limit: usize) -> Result<Vec<Revision>>;
    /// The kind of a record that was ever placed.
    fn kind_of(&self, id: RecordId) -> Result<Option<String>>;
    /// Where a record lives and lived.
    fn placements(&self, id: RecordId) -> Result<Vec<Placement>>;
    /// Puts or changes a placement.
    fn put_placement(&self, kind: &str, id: RecordId, placement: &Placement) -> Result<()>;
    /// The records that live in a stream until a time that has passed.
    fn expired(&self, stream: &Stream, now_ms: i64) -> Result<Vec<(String, RecordId)>>;
    /// Every record that lives in a stream.
    fn living_in(&self, stream: &Stream) -> Result<Vec<(String, RecordId)>>;
    /// Notes that a conflict is about a record.
    fn put_about(&self, record: RecordId, conflict: RecordId) -> Result<()>;
    /// The conflicts about a record.
    fn about(&self, record: RecordId) -> Result<Vec<RecordId>>;
    /// The records that conflicts of this status are about beside this one, in order of id, at most so many.
    fn beside(&self, record: RecordId, status: &str, limit: usize) -> Result<Vec<RecordId>>;
}

/// The streams.
pub trait Streams {
    /// The last position of a stream and its hash; 0 and the empty hash before the first.
    fn stream_head(&self, stream: &Stream) -> Result<Cursor>;
    /// Adds an entry at a position.
    fn put_entry(&self, at: &Cursor, content: &[u8]) -> Result<()>;
    /// Puts another content in the place of an entry's; its hash stays.
    fn replace_entry(&self, stream: &Stream, position: u64, content: &[u8]) -> Result<()>;
    /// The hash of a position.
    fn entry_hash(&self, stream: &Stream, position: u64) -> Result<Option<ChainHash>>;
    /// Entries after a position: at most so many, and no more bytes than that, but one at least.
    fn entries(&self, stream: &Stream, after: u64, limit: usize, bytes: usize) -> Result<Vec<(Cursor, Vec<u8>)>>;
    /// Every stream that has an entry, with its head.
    fn stream_heads(&self) -> Result<Vec<Cursor>>;
    /// The cursors that the branch answered a device under a hash.
    fn cursor_set(&self, device: DeviceId, hash: ChainHash) -> Result<Option<Vec<Cursor>>>;
    /// The cursors answered to a device last.
    fn cursor_sets(&self, device: DeviceId) -> Result<Vec<Vec<Cursor>>>;
    /// Remembers the cursors answered last; the ones before are kept, those before them are not.
    fn put_cursor_set(&self, device: DeviceId, hash: ChainHash, cursors: &[Cursor]) -> Result<()>;
}

/// A change as the branch has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its id.
    pub id: ChangeId,
    /// What it says.
    pub body: Change,
    /// From which device; none where the branch made it.
    pub device: Option<DeviceId>,
    /// When it was captured.
    pub timing: Timing,
    /// When it was received, branch's time.
    pub received_ms: i64,
    /// The decision as it stands.
    pub verdict: Verdict,
}

/// What became of one field of a change, where its value does not simply stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The record and its field.
    pub place: LostField,
    /// The conflict in which it waits; none where it lost.
    pub conflict: Option<RecordId>,
}

/// How many changes have one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictCount {
    /// Whose.
    pub agent: AgentId,
    /// The verdict's word.
    pub word: String,
    /// How many.
    pub changes: u64,
}

/// The changes and what became of them.
pub trait Changes {
    /// A change.
    fn change(&self, id: ChangeId) -> Result<Option<ChangeRow>>;
    /// The decision about a change.
    fn verdict(&self, id: ChangeId) -> Result<Option<Verdict>>;
    /// When a change was captured.
    fn timing(&self, id: ChangeId) -> Result<Option<Timing>>;
    /// Takes a change in: its id is unique.
    fn put_change(&self, row: &ChangeRow) -> Result<()>;
    /// Puts another body in the place of a change's; its id stays.
    fn replace_body(&self, id: ChangeId, body: &Change) -> Result<()>;
    /// Changes the decision.
    fn set_verdict(&self, id: ChangeId, verdict: &Verdict) -> Result<()>;
    /// How many changes of devices have which verdict.
    fn verdict_counts(&self) -> Result<Vec<VerdictCount>>;
    /// The ids of all changes in order of arrival, after one, at most so many.
    fn change_ids(&self, after: u64, limit: usize) -> Result<Vec<(u64, ChangeId)>>;
    /// The changes that came from a device, in order of arrival.
    fn changes_of(&self, device: DeviceId) -> Result<Vec<ChangeId>>;
    /// The changes of devices that have no place in a journal.
    fn without_place(&self) -> Result<Vec<ChangeId>>;
    /// Notes that a change concerns a record.
    fn touch(&self, record: RecordId, change: ChangeId) -> Result<()>;
    /// The changes that concern a record, in order of arrival.
    fn touching(&self, record: RecordId) -> Result<Vec<ChangeId>>;
    /// What became of a change's fields.
    fn outcomes(&self, change: ChangeId) -> Result<Vec<Outcome>>;
    /// Notes what became of a field.
    fn put_outcome(&self, change: ChangeId, outcome: &Outcome) -> Result<()>;
    /// The field's value stands after all.
    fn drop_outcome(&self, change: ChangeId, place: &LostField) -> Result<()>;
    /// Lets a change wait for records.
    fn hold(&self, change: ChangeId, author: &AgentId, waits_for: &BTreeSet<RecordId>, since_ms: i64) -> Result<()>;
    /// It waits no longer.
    fn unhold(&self, change: ChangeId) -> Result<()>;
    /// The changes that wait for a record, in order of arrival.
    fn waiting_for(&self, record: RecordId) -> Result<Vec<ChangeId>>;
    /// The changes of an agent that wait, in order of arrival.
    fn waiting_of(&self, agent: &AgentId) -> Result<Vec<ChangeId>>;
    /// The changes that have waited since then or longer.
    fn waiting_since(&self, before_ms: i64) -> Result<Vec<ChangeId>>;
    /// Notes that one change corrects another, which may not have arrived.
    fn put_correction(&self, replaced: ChangeId, by: ChangeId) -> Result<()>;
    /// The changes that this one corrects or that correct it.
    fn corrections(&self, change: ChangeId) -> Result<Vec<ChangeId>>;

    /// A place of a journal.
    fn journal(&self, device: DeviceId, incarnation: Incarnation, seq: u64) -> Result<Option<(ChainHash, ChangeId)>>;
    /// Places of a journal after one, at most so many.
    fn journal_after(&self, device: DeviceId, after: &Head, limit: usize) -> Result<Vec<(Head, ChangeId)>>;
    /// The last place of a journal.
    fn journal_head(&self, device: DeviceId, incarnation: Incarnation) -> Result<Option<Head>>;
    /// Adds a place.
    fn put_journal(&self, device: DeviceId, place: &Head, change: ChangeId, at_ms: i64) -> Result<()>;
    /// Every journal, with its head and when it began and last grew.
    fn journals(&self) -> Result<Vec<JournalRow>>;
}

/// One incarnation of one device's journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// The device.
    pub device: DeviceId,
    /// The last place.
    pub head: Head,
    /// When its first place was taken in, branch's time.
    pub began_ms: i64,
    /// When its last place was.
    pub grew_ms: i64,
}

/// An enrolled device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub agent: AgentId,
    /// Its Ed25519 public key.
    pub key: [u8; 32],
    /// Since when, branch's time.
    pub enrolled_ms: i64,
    /// When it last exchanged.
    pub seen_ms: Option<i64>,
    /// Why it is revoked; none while it is served.
    pub revoked: Option<String>,
    /// The nonce of its next request.
    pub nonce_pending: String,
    /// The nonce of the last one.
    pub nonce_previous: Option<String>,
}

/// A code that entitles to enrol one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// The code's SHA-256.
    pub digest: [u8; 32],
    /// For whose device.
    pub agent: AgentId,
    /// Until when, branch's time.
    pub expires_ms: i64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// A change of a revoked device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// The change's id.
    pub id: ChangeId,
    /// The change, whole.
    pub body: Change,
    /// The device.
    pub device: DeviceId,
    /// When it was captured.
    pub timing: Timing,
    /// When it was received.
    pub received_ms: i64,
    /// Why a supervisor refused it; none while nobody has decided.
    pub refused: Option<String>,
}

/// Devices, their villages, and what waits in quarantine.
pub trait Devices {
    /// A device.
    fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>>;
    /// Every device, in order of enrolment.
    fn devices(&self) -> Result<Vec<DeviceRow>>;
    /// Writes a device.
    fn put_device(&self, row: &DeviceRow) -> Result<()>;
    /// A code.
    fn code(&self, digest: &[u8; 32]) -> Result<Option<CodeRow>>;
    /// Writes a code.
    fn put_code(&self, row: &CodeRow) -> Result<()>;
    /// The latest version of an agent's villages; 0 where there is none.
    fn scope_version(&self, agent: &AgentId) -> Result<u64>;
    /// A version of an agent's villages.
    fn scope(&self, agent: &AgentId, version: u64) -> Result<Option<Vec<VillageCode>>>;
    /// Writes a version.
    fn put_scope(&self, agent: &AgentId, version: u64, villages: &[VillageCode]) -> Result<()>;
    /// A change in quarantine.
    fn quarantined(&self, id: ChangeId) -> Result<Option<QuarantineRow>>;
    /// What is in quarantine, in order of arrival.
    fn quarantine(&self) -> Result<Vec<QuarantineRow>>;
    /// Writes a change in quarantine.
    fn put_quarantine(&self, row: &QuarantineRow) -> Result<()>;
    /// It was released.
    fn drop_quarantine(&self, id: ChangeId) -> Result<()>;
    /// Up to which heads the newest backup holds a device's journals.
    fn backed_up(&self, device: DeviceId) -> Result<Vec<Head>>;
    /// Notes what the newest backup holds.
    fn put_backed_up(&self, heads: &[(DeviceId, Head)]) -> Result<()>;
    /// Notes what a device holds that this branch has lost.
    fn put_lost_revision(&self, device: DeviceId, lost: &UnknownRevision, at_ms: i64) -> Result<()>;
    /// What devices hold that this branch has lost.
    fn lost_revisions(&self) -> Result<Vec<(DeviceId, UnknownRevision)>>;
}

/// One link of the chain of what the branch decided. Refers to people and records by id only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The position, from 1.
    pub position: u64,
    /// The chain's hash with this link.
    pub hash: ChainHash,
    /// What was decided, packed.
    pub content: Vec<u8>,
}

/// What landed on another record than its author meant, because the two are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The kind of both records.
    pub kind: String,
    /// The record meant.
    pub record: RecordId,
    /// The record it lands on.
    pub lands_on: RecordId,
    /// The worker whose merge made it so.
    pub absorbed: RecordId,
    /// Whether the other record was made by the merge, and goes with it.
    pub made: bool,
}

/// A child that a merge gave to the survivor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reparented {
    /// The child's kind.
    pub kind: String,
    /// The child.
    pub record: RecordId,
    /// The field that named the absorbed worker.
    pub field: String,
}

/// A field of a survivor that an edit meant for the absorbed worker set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The change.
    pub change: ChangeId,
    /// The survivor's kind.
    pub kind: String,
    /// The survivor.
    pub record: RecordId,
    /// The field.
    pub field: String,
    /// What stood there before.
    pub before: Value,
    /// Who had written that.
    pub writers_before: Vec<ChangeId>,
}

/// What the branch decided, and the names under which it keeps things.
pub trait Acts {
    /// The last link of the chain.
    fn last_decision(&self) -> Result<Option<(u64, ChainHash)>>;
    /// Adds a link.
    fn put_decision(&self, decision: &Decision) -> Result<()>;
    /// Links after a position, at most so many.
    fn decisions(&self, after: u64, limit: usize) -> Result<Vec<Decision>>;
    /// A setting of the branch.
    fn setting(&self, name: &str) -> Result<Option<String>>;
    /// Writes a setting.
    fn put_setting(&self, name: &str, value: &str) -> Result<()>;
    /// Where what is meant for a record lands.
    fn alias(&self, record: RecordId) -> Result<Option<Alias>>;
    /// Every alias of a kind, in any order.
    fn aliases(&self, kind: &KindSpec) -> Result<Vec<Alias>>;
    /// The aliases that a merge made.
    fn aliases_of(&self, absorbed: RecordId) -> Result<Vec<Alias>>;
    /// Writes an alias.
    fn put_alias(&self, alias: &Alias) -> Result<()>;
    /// The record stands for itself again.
    fn drop_alias(&self, record: RecordId) -> Result<()>;
    /// The children that a merge gave to the survivor, also those that arrived since.
    fn reparented(&self, absorbed: RecordId) -> Result<Vec<Reparented>>;
    /// Notes a child.
    fn put_reparented(&self, absorbed: RecordId, child: &Reparented) -> Result<()>;
    /// They are given back.
    fn drop_reparented(&self, absorbed: RecordId) -> Result<()>;
    /// The edits that landed on the survivor, in order.
    fn landed(&self, absorbed: RecordId) -> Result<Vec<Landed>>;
    /// Notes an edit.
    fn put_landed(&self, absorbed: RecordId, landed: &Landed) -> Result<()>;
    /// They are taken back.
    fn drop_landed(&self, absorbed: RecordId) -> Result<()>;
}

/// Begins the content of an entry that was erased; the digest of what stood there follows. No packed entry begins so: it is
/// a map or a text.
const ERASED: &[u8; 6] = b"erased";

/// What is left of an entry's content once it is erased: its digest, by which the stream's chain goes on.
pub fn erased_content(content: &[u8]) -> Vec<u8> {
    [ERASED.as_slice(), &content_digest(content)].concat()
}

/// Whether an entry's content was erased.
pub fn is_erased(content: &[u8]) -> bool {
    content.len() == ERASED.len() + 32 && content.starts_with(ERASED)
}

/// The digest of an entry's content; of one that was erased, that of what stood there.
pub fn content_digest(content: &[u8]) -> [u8; 32] {
    match content.strip_prefix(ERASED.as_slice()).and_then(|digest| digest.try_into().ok()) {
        Some(digest) => digest,
        None => Sha256::digest(content).into(),
    }
}

/// An entry of a stream as it is kept and hashed.
pub fn encode_entry(entry: &Entry) -> Vec<u8> {
    rmp_serde::to_vec_named(entry).expect("an entry holds nothing that MessagePack cannot")
}
