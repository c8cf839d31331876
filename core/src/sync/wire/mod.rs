//! The messages of the exchange, and their two forms: packed for the wire, JSON for fixtures, debugging
//! and branch systems.

mod packed;
#[cfg(test)]
mod tests;

pub use packed::{DICTIONARY, WireError, from_json, pack, to_json, unpack};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::change::place;
use crate::domain::limits::PAGE_BYTES_MAX;
use crate::domain::village::VillageCode;
use crate::domain::{
    AgentId, ChainHash, Change, ChangeId, DeviceId, Document, Incarnation, KindSpec, RecordId, RecoveryKeyId,
    RecoveryPublicKey, Verdict, Writers,
};

/// The version of these messages.
pub const PROTOCOL: u32 = 1;
/// The version of the record kinds.
pub const SCHEMA: u32 = 1;
/// The content type of a packed message.
pub const CONTENT_TYPE: &str = "application/vnd.perisai.exchange";
/// Where devices exchange.
pub const EXCHANGE_PATH: &str = "/v1/exchange";
/// Where devices enrol.
pub const ENROL_PATH: &str = "/v1/enrol";

/// A place in a device's journal, and the hash of the chain up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Which life of the journal.
    pub incarnation: Incarnation,
    /// How many changes it holds; 0 where it is empty. Below 2^63.
    #[serde(deserialize_with = "place")]
    pub seq: u64,
    /// The chain's hash after the last of them.
    pub hash: ChainHash,
}

impl Head {
    /// The head of a journal that holds nothing.
    pub fn empty(device: DeviceId, incarnation: Incarnation) -> Self {
        let hash = ChainHash::default().next(&[device.0.as_bytes(), &incarnation.0]);
        Self { incarnation, seq: 0, hash }
    }

    /// The head after one more change.
    #[must_use]
    pub fn append(&self, change: ChangeId) -> Self {
        let seq = self.seq + 1;
        Self { incarnation: self.incarnation, seq, hash: self.hash.next(&[&seq.to_be_bytes(), &change.0]) }
    }
}

/// How far a device has read a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The stream.
    pub stream: Stream,
    /// The position of the last entry read; 0 before the first. Below 2^63.
    #[serde(deserialize_with = "place")]
    pub position: u64,
    /// The hash that the branch gave that position.
    pub hash: ChainHash,
}

/// A sequence of record revisions that a device may follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// What is published to all.
    Reference,
    /// What concerns the whole branch.
    Branch,
    /// What concerns one agent.
    Agent(AgentId),
    /// What concerns a village.
    Region(VillageCode),
}

/// What a device asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRequest {
    /// [`PROTOCOL`] of the device.
    pub protocol: u32,
    /// [`SCHEMA`] of the device.
    pub schema: u32,
    /// The device's wall clock when it made this request, UTC milliseconds: measures its offset.
    pub clock_ms: i64,
    /// Which boot of the device, and milliseconds since: with the captures' own it shows a clock that jumped.
    pub boot_id: u64,
    /// Milliseconds since that boot.
    pub monotonic_ms: i64,
    /// The heads of all incarnations of the journal; the present one last.
    pub heads: Vec<Head>,
    /// Where this device's chain and the branch's may still agree, latest first; asked when they were seen to part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<Head>,
    /// How far it has read.
    pub cursors: Cursors,
    /// Changes that follow one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// The version of the agent's villages that the device knows. Below 2^63.
    #[serde(deserialize_with = "place")]
    pub scope_version: u64,
    /// The tombstones and lost revisions that a restored branch must learn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_to_branch: Vec<UnknownRevision>,
    /// The most bytes of pages wanted back; left out where it is [`PAGE_BYTES_MAX`].
    #[serde(default = "a_whole_page", skip_serializing_if = "is_a_whole_page")]
    pub bytes_wanted: u64,
    /// Which of the branch's recovery keys the device's secrets are sealed to, all zeros for none; asked once a sync. Left
    /// out where the device does not ask: the answer then says nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_key: Option<RecoveryKeyId>,
}

const fn a_whole_page() -> u64 {
    PAGE_BYTES_MAX as u64
}

const fn is_a_whole_page(bytes: &u64) -> bool {
    *bytes == a_whole_page()
}

/// A device's cursors: in full, or as the hash under which the branch answered them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Cursors {
    /// The set that the branch answered under this hash.
    Known(ChainHash),
    /// Each.
    Listed(Vec<Cursor>),
}

/// A revision that the branch has lost: what a device read from the stream before the branch was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownRevision {
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub record: RecordId,
    /// The stream it was read from.
    pub stream: Stream,
}

/// Changes that follow one another in one incarnation of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The head that the first of them follows.
    pub after: Head,
    /// The changes in order.
    pub changes: Vec<Change>,
}

/// What the branch answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeResponse {
    /// [`PROTOCOL`] of the branch.
    pub protocol: u32,
    /// The branch's heads of the incarnations that the request named, in the same order.
    pub heads: Vec<Head>,
    /// The latest of the `shared` heads asked about that the branch has too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Head>,
    /// A verdict per change of the run, in order; none where the run was not taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<ChangeVerdict>,
    /// What the device lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// Under which hash the branch knows the cursors that follow from this answer; none where it wants them in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursors: Option<ChainHash>,
    /// The agent's villages, where the device does not know this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The heads up to which the branch has the journal in a backup.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_backup: Vec<Head>,
    /// What the device is told to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    /// The branch's clock, UTC milliseconds.
    pub server_ms: i64,
    /// The nonce of the next request.
    pub nonce: String,
    /// Whether there is more to fetch.
    pub more: bool,
    /// The branch's recovery key, where the device asked and knows another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_key: Option<RecoveryPublicKey>,
}

/// What the branch decided about one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeVerdict {
    /// The change.
    pub change: ChangeId,
    /// The decision.
    pub verdict: Verdict,
}

/// A run of one stream's entries. What is superseded within the page may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Whether the stream is read again from its start: the branch does not know the device's cursor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restarts: bool,
    /// The cursor after the page.
    pub cursor: Cursor,
    /// The entries, in order of position.
    pub entries: Vec<Entry>,
    /// Whether the stream has been read to its head.
    pub complete: bool,
}

/// One entry of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    /// A record as it stands from here on.
    Revision(Box<Revision>),
    /// The record has left this stream.
    Moved {
        /// The record's kind.
        kind: String,
        /// The record.
        record: RecordId,
    },
    /// What was decided, or decided anew, about a change of this agent.
    Verdict(ChangeVerdict),
    /// Changes of this agent that were applied, one after the other.
    AppliedRun(Vec<ChangeId>),
}

/// A record as the branch has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The kind.
    pub kind: String,
    /// The record.
    pub record: RecordId,
    /// How many revisions it has had, this one included.
    pub revision: u64,
    /// Who made it.
    pub author: AgentId,
    /// When it was captured, UTC milliseconds, corrected.
    pub created_ms: i64,
    /// Who wrote its fields last.
    pub writers: Writers,
    /// The fields that are set.
    pub fields: Document,
}

/// An agent's villages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Names these villages: the same number again, even from a branch that was restored, means the same villages.
    /// Below 2^53.
    pub version: u64,
    /// The villages.
    pub villages: Vec<VillageCode>,
}

/// What a device is told to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Directive {
    /// The device is revoked: its journal is taken into quarantine and nothing is served.
    Revoked,
}

/// The refusal of a request, as JSON: a code, an incident to name to the branch, never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// What is wrong.
    pub code: RefusalCode,
    /// The incident's id in the branch's log.
    pub incident: String,
    /// Of a stale nonce: the pending one, to sign again with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// No such device, or its signature does not verify: the two look the same.
    Unauthorized,
    /// Validly signed with a nonce that is not the pending one: sign again with the one given.
    StaleNonce,
    /// The device is too old or too new to be served.
    Version,
    /// The body is not a message of this protocol.
    Malformed,
    /// Over a limit.
    TooLarge,
    /// Too many requests; later.
    Busy,
    /// The branch failed; later.
    Internal,
    /// The enrolment code is unknown, used or expired.
    EnrolCode,
}

/// What a device sends to be enrolled. The request is signed with the very key it carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// [`PROTOCOL`] of the device.
    pub protocol: u32,
    /// The single-use code, 32 hex digits.
    pub code: String,
    /// The device's public key, Ed25519, 64 hex digits.
    pub public_key: String,
    /// The id that the device already has, where a restored branch forgot it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// As in an exchange: left out where the device does not ask for the branch's recovery key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_key: Option<RecoveryKeyId>,
}

/// What an enrolled device learns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolResponse {
    /// Its id.
    pub device: DeviceId,
    /// The agent it belongs to.
    pub agent: AgentId,
    /// The branch's name.
    pub branch: String,
    /// The agent's villages.
    pub scope: Scope,
    /// The nonce of its first exchange.
    pub nonce: String,
    /// The branch's clock, UTC milliseconds.
    pub server_ms: i64,
    /// The branch's recovery key, where the device asked and knows another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_key: Option<RecoveryPublicKey>,
}

impl Stream {
    /// The stream's name: `reference`, `branch`, `agent/A01`, `region/3374051001`.
    pub fn name(&self) -> String {
        match self {
            Self::Reference => "reference".to_owned(),
            Self::Branch => "branch".to_owned(),
            Self::Agent(agent) => format!("agent/{agent}"),
            Self::Region(village) => format!("region/{}", village.as_str()),
        }
    }

    /// The stream of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.split_once('/') {
            None if name == "reference" => Some(Self::Reference),
            None if name == "branch" => Some(Self::Branch),
            Some(("agent", agent)) => agent.parse().ok().map(Self::Agent),
            Some(("region", village)) => village.parse().ok().map(Self::Region),
            _ => None,
        }
    }
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Serialize for Stream {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| serde::de::Error::custom("not a stream's name"))
    }
}

/// The hash under which a set of cursors is known. The order does not matter.
pub fn cursors_hash(cursors: &[Cursor]) -> ChainHash {
    let sorted: BTreeMap<String, &Cursor> = cursors.iter().map(|cursor| (cursor.stream.name(), cursor)).collect();
    sorted.iter().fold(ChainHash::default(), |hash, (name, cursor)| {
        hash.next(&[name.as_bytes(), &cursor.position.to_be_bytes(), &cursor.hash.0])
    })
}

impl Revision {
    /// Whether the kind says the same of the record's id as the fields do.
    pub fn fits(&self, kind: &KindSpec) -> bool {
        kind.derived_id(&self.fields).is_none_or(|derived| derived == self.record)
    }
}
