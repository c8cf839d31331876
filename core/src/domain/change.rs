//! A change: the atomic unit of captured work.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

use super::id::{AgentId, ChangeId, RecordId};
use super::limits::{CHANGE_BYTES_MAX, CHANGE_PATCHES_MAX};
use super::rule::{Invalid, Rule};
use super::value::{Document, Value};

/// When something was captured, as the device's clocks had it. Evidence only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedAt {
    /// Wall clock, milliseconds since 1970 UTC; may be days wrong.
    pub wall_ms: i64,
    /// Which boot of the device.
    pub boot_id: u64,
    /// Milliseconds since that boot.
    pub monotonic_ms: i64,
}

/// One or more patches, captured at once, applied whole or not at all.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Who captured it.
    pub author: AgentId,
    /// The version of the author's villages that the device knew; below 2^63.
    #[serde(deserialize_with = "place")]
    pub scope_version: u64,
    /// When, by the device's clocks.
    pub captured_at: CapturedAt,
    /// The app that captured it, name and version.
    pub app: String,
    /// The schema that the app knew.
    pub schema: u32,
    /// Random: the ids of the records that it creates come from it.
    pub salt: u64,
    /// The rejected change that this one corrects; only one of the two can ever count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ChangeId>,
    /// Why, where the author was asked: the reason for which a warning was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it sets.
    pub patches: Vec<Patch>,
}

/// Fields set on one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub record: RecordId,
    /// Whether it makes the record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub creates: bool,
    /// What it sets, by field.
    pub fields: BTreeMap<String, FieldPatch>,
}

/// What a patch does to one field, and whose value its author was looking at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldPatch {
    /// Sets the value; null clears it.
    Set {
        /// The value.
        value: Value,
        /// Who wrote the value that the author was looking at; empty where the author saw none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        saw: Vec<ChangeId>,
    },
    /// Adds to and removes from a set.
    Gather {
        /// The elements added.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<String>,
        /// The elements removed, each with the adds that the author saw.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        remove: BTreeMap<String, Vec<ChangeId>>,
    },
}

impl Patch {
    /// A patch that makes a record. `gathers` tells which fields are sets that merge per element.
    pub fn create(kind: &str, record: RecordId, document: Document) -> Self {
        let fields =
            document.into_iter().map(|(name, value)| (name, FieldPatch::Set { value, saw: Vec::new() })).collect();
        Self { kind: kind.to_owned(), record, creates: true, fields }
    }

    /// The fields that a creating patch sets, as a document; sets in canonical order.
    pub fn document(&self) -> Document {
        let mut document = Document::new();
        for (name, field) in &self.fields {
            let value = match field {
                FieldPatch::Set { value, .. } => value.clone(),
                FieldPatch::Gather { add, .. } => {
                    let mut elements: Vec<Value> = add.iter().map(|element| Value::Text(element.clone())).collect();
                    elements.sort();
                    elements.dedup();
                    Value::List(elements)
                }
            };
            if !value.is_null() {
                document.insert(name.clone(), value);
            }
        }
        document
    }
}

/// Reads a place, a position or a version: counted from the start of something, and below 2^63 because a ledger keeps it.
pub(crate) fn place<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let place = u64::deserialize(deserializer)?;
    if i64::try_from(place).is_ok() { Ok(place) } else { Err(D::Error::custom("beyond what can be kept")) }
}

/// Leaves the reason out: people write about people.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change").field("author", &self.author).field("patches", &self.patches).finish_non_exhaustive()
    }
}

impl Change {
    /// The canonical encoding: MessagePack with named fields, maps in order of their keys.
    pub fn encode(&self) -> Vec<u8> {
        rmp_serde::to_vec_named(self).expect("a change holds nothing that MessagePack cannot")
    }

    /// The id: a hash of the content, made at capture and kept for ever.
    pub fn id(&self) -> ChangeId {
        Self::id_of(&self.encode())
    }

    /// The id of an encoded change.
    pub fn id_of(encoded: &[u8]) -> ChangeId {
        let mut id = [0; 16];
        id.copy_from_slice(&Sha256::digest(encoded)[..16]);
        ChangeId(id)
    }

    /// Refuses a change over the limits.
    pub fn check_limits(&self) -> Result<(), Invalid> {
        if self.patches.is_empty() || self.patches.len() > CHANGE_PATCHES_MAX {
            return Err(Invalid::new("patches", Rule::Limit));
        }
        if self.encode().len() > CHANGE_BYTES_MAX {
            return Err(Invalid::new("change", Rule::Limit));
        }
        Ok(())
    }
}
