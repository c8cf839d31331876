//! What must be true of a phone's store after any disturbance: the journal is a whole chain, and the records are what
//! the journal says, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::FieldError;
use perisai_core::domain::kinds::{Agent, Conflict, Membership, Receipt, Reference};
use perisai_core::domain::receipt_number::ReceiptNumber;
use perisai_core::domain::record::Policy;
use perisai_core::domain::{
    ChainHash, Change, ChangeId, DeviceId, Document, FieldPatch, Incarnation, Patch, Record, RecordId, Registry, Value,
};
use perisai_core::store::{Entry, JournalState, Store, StoreError, journal, meta, queries};
use perisai_core::sync::wire::Head;
use rusqlite::Connection;

use super::phone::Promise;

/// What did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    #[error("the phone failed: {0:?}")]
    Phone(FieldError),
    #[error("the branch failed: {0}")]
    Branch(String),
    #[error("the store is not whole: {0}")]
    Torn(String),
    #[error("change {0} was promised and is gone")]
    Lost(ChangeId),
    #[error("the journal's chain breaks at place {0}")]
    Chain(i64),
    #[error("{kind} {record} is not what the journal says")]
    Halved { kind: &'static str, record: RecordId },
    #[error("receipt {0} was given twice, or is gone")]
    Receipt(String),
    #[error("the totals do not add up: {0}")]
    Totals(String),
    #[error("{0:?} is no way to say that the storage failed")]
    Told(FieldError),
    #[error("the branch's verdict on {0} was heard and is gone")]
    Forgotten(ChangeId),
    #[error("{0}")]
    Unfinished(&'static str),
}

impl From<FieldError> for Broken {
    fn from(error: FieldError) -> Broken {
        Broken::Phone(error)
    }
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Broken {
        Broken::Phone(error.into())
    }
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Broken {
        Broken::from(StoreError::from(error))
    }
}

impl From<perisai_branch::BranchError> for Broken {
    fn from(error: perisai_branch::BranchError) -> Broken {
        Broken::Branch(error.to_string())
    }
}

/// Every record that is shown, by kind and id.
pub(crate) type Shown = BTreeMap<(&'static str, RecordId), Document>;

/// The phone before the day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Before {
    pub(crate) shown: Shown,
    pub(crate) changes: BTreeSet<ChangeId>,
}

impl Before {
    /// What a store holds now.
    pub(crate) fn of(store: &Store) -> Result<Before, Broken> {
        let changes = entries(store)?.into_iter().map(|entry| entry.change).collect();
        Ok(Before { shown: shown(store)?, changes })
    }
}

/// Who else has written what the phone shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nobody since before the day.
    ByThePhoneAlone,
    /// The branch too: its verdicts have been read.
    ByTheBranchToo,
}

/// Checks a store against what was promised. Answers the changes of its journal.
pub(crate) fn hold(
    store: &Store,
    before: &Before,
    promises: &[Promise],
    written: Written,
) -> Result<BTreeSet<ChangeId>, Broken> {
    is_whole(store.connection())?;
    let entries = entries(store)?;
    chain_holds(store.connection(), &entries)?;
    let changes: BTreeSet<ChangeId> = entries.iter().map(|entry| entry.change).collect();
    if let Some(lost) = before.changes.iter().chain(&kept(promises)).find(|change| !changes.contains(change)) {
        return Err(Broken::Lost(*lost));
    }
    let shown = shown(store)?;
    records_are_the_journals(&shown, before, &entries, written)?;
    receipts_are_numbered_once(&shown, promises)?;
    Ok(changes)
}

/// The changes whose saving was promised.
pub(crate) fn kept(promises: &[Promise]) -> BTreeSet<ChangeId> {
    let kept = promises.iter().filter_map(|promise| match promise {
        Promise::Kept(kept) => Some(kept.change.parse().expect("a change's id")),
        Promise::Started | Promise::Judged(_) | Promise::Failed(_) => None,
    });
    kept.collect()
}

/// A database passes SQLite's own check.
pub(crate) fn is_whole(connection: &Connection) -> Result<(), Broken> {
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(Broken::Torn(verdict)) }
}

/// The whole journal, in order of capture. Each change is there once: its id is unique in the table.
fn entries(store: &Store) -> Result<Vec<Entry>, Broken> {
    let mut statement = store.connection().prepare_cached("SELECT change FROM journal ORDER BY turn")?;
    let ids: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let ids = ids.iter().map(|id| ChangeId::from_slice(id).ok_or_else(|| Broken::Torn("a change's id".to_owned())));
    ids.map(|id| journal::entry(store.connection(), id?)?.ok_or(Broken::Unfinished("an entry has no change"))).collect()
}

/// Every life of the journal is a chain without a gap, from its beginning to its head; every body is the change that its
/// id names.
fn chain_holds(connection: &Connection, entries: &[Entry]) -> Result<(), Broken> {
    let device = meta::text(connection, "device")?.and_then(|text| text.parse::<DeviceId>().ok());
    let device = device.ok_or(Broken::Unfinished("the phone has forgotten its enrolment"))?;
    let mut lives = connection.prepare_cached("SELECT ordinal, incarnation, seq, hash FROM incarnation")?;
    let mut lives = lives.query([])?;
    let mut placed = 0;
    while let Some(life) = lives.next()? {
        let ordinal: i64 = life.get(0)?;
        let incarnation = Incarnation::from_slice(&life.get::<_, Vec<u8>>(1)?).ok_or(Broken::Chain(0))?;
        let mut head = Head::empty(device, incarnation);
        let mut places =
            connection.prepare_cached("SELECT seq, hash, change FROM journal WHERE incarnation = ?1 ORDER BY seq")?;
        let mut places = places.query([ordinal])?;
        while let Some(place) = places.next()? {
            let change = ChangeId::from_slice(&place.get::<_, Vec<u8>>(2)?).ok_or(Broken::Chain(place.get(0)?))?;
            head = head.append(change);
            is_at(&head, place.get(0)?, &place.get::<_, Vec<u8>>(1)?)?;
            placed += 1;
        }
        is_at(&head, life.get(2)?, &life.get::<_, Vec<u8>>(3)?)?;
    }
    let is_itself = |entry: &&Entry| entry.body.as_ref().is_some_and(|body| body.id() == entry.change);
    match entries.iter().find(|entry| !is_itself(entry)) {
        Some(entry) => Err(Broken::Chain(entry.turn)),
        None if placed != entries.len() => Err(Broken::Unfinished("a change has no place in the journal")),
        None => Ok(()),
    }
}

fn is_at(head: &Head, seq: i64, hash: &[u8]) -> Result<(), Broken> {
    let there = i64::try_from(head.seq) == Ok(seq) && ChainHash::from_slice(hash) == Some(head.hash);
    if there { Ok(()) } else { Err(Broken::Chain(seq)) }
}

fn shown(store: &Store) -> Result<Shown, Broken> {
    let mut shown = Shown::new();
    for kind in store.registry().kinds() {
        for row in queries::page(store.connection(), kind, None, u32::MAX)? {
            shown.insert((kind.name, row.record), row.document);
        }
    }
    Ok(shown)
}

/// A change is there whole or not at all: what is shown is what was shown before the day with the journal's changes laid
/// on it one after the other, by a reading of the journal that shares no code with the store's.
fn records_are_the_journals(shown: &Shown, before: &Before, entries: &[Entry], written: Written) -> Result<(), Broken> {
    let mut expected = before.shown.clone();
    for entry in entries {
        let counts = entry.state != JournalState::Rejected && !before.changes.contains(&entry.change);
        if let Some(change) = entry.body.as_ref().filter(|_| counts) {
            lay(&mut expected, change);
        }
    }
    let branch_writes = [Agent::KIND.name, Conflict::KIND.name, Membership::KIND.name, Reference::KIND.name];
    let contested: BTreeSet<&RecordId> = contested(&before.shown);
    let is_ours = |key: &&(&'static str, RecordId)| {
        written == Written::ByThePhoneAlone || !branch_writes.contains(&key.0) && !contested.contains(&key.1)
    };
    let keys: BTreeSet<_> = shown.keys().chain(expected.keys()).collect();
    let told = |records: &Shown, key: &(&'static str, RecordId)| records.get(key).map(|found| told(key.0, found));
    match keys.into_iter().filter(is_ours).find(|key| told(shown, key) != told(&expected, key)) {
        Some((kind, record)) => Err(Broken::Halved { kind, record: *record }),
        None => Ok(()),
    }
}

/// A record without the fields that only the branch writes, such as when a registration moved: no journal says them.
fn told(kind: &str, document: &Document) -> Document {
    let registry = Registry::standard();
    let kind = registry.kind(kind).expect("a kind of the standard");
    let is_told = |name: &str| kind.field(name).is_none_or(|field| field.policy != Policy::Branch);
    document.iter().filter(|(name, _)| is_told(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The records of the conflicts of before the day: deciding one writes on them at the branch.
fn contested(before: &Shown) -> BTreeSet<&RecordId> {
    let all: BTreeSet<String> = before
        .iter()
        .filter(|((kind, _), _)| *kind == Conflict::KIND.name)
        .flat_map(|(_, document)| document.get("records").map(Value::elements).unwrap_or_default())
        .filter_map(|record| record.as_text().map(str::to_owned))
        .collect();
    before.keys().map(|(_, record)| record).filter(|record| all.contains(&record.to_string())).collect()
}

fn lay(shown: &mut Shown, change: &Change) {
    for patch in &change.patches {
        let kind = Registry::standard().kind(&patch.kind).expect("a kind of the standard").name;
        let document = shown.entry((kind, patch.record)).or_default();
        lay_patch(document, patch);
    }
}

fn lay_patch(document: &mut Document, patch: &Patch) {
    for (name, field) in &patch.fields {
        let value = match field {
            FieldPatch::Set { value, .. } => value.clone(),
            FieldPatch::Gather { add, remove } => {
                let present = document.get(name).map(Value::elements).unwrap_or_default();
                let mut set: BTreeSet<String> = present.iter().filter_map(Value::as_text).map(str::to_owned).collect();
                set.retain(|element| !remove.contains_key(element));
                set.extend(add.iter().cloned());
                Value::List(set.into_iter().map(Value::Text).collect())
            }
        };
        match value {
            Value::Null => document.remove(name),
            value => document.insert(name.clone(), value),
        };
    }
}

/// No sequence twice, and every number that somebody was handed is on the phone.
fn receipts_are_numbered_once(shown: &Shown, promises: &[Promise]) -> Result<(), Broken> {
    let mut sequences = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for ((kind, _), document) in shown {
        if *kind != Receipt::KIND.name {
            continue;
        }
        let text = document.get("number").and_then(Value::as_text).unwrap_or_default();
        let number: ReceiptNumber = text.parse().map_err(|_| Broken::Receipt(text.to_owned()))?;
        if !sequences.insert(number.sequence()) {
            return Err(Broken::Receipt(text.to_owned()));
        }
        numbers.insert(text.to_owned());
    }
    let handed = promises.iter().filter_map(|promise| match promise {
        Promise::Kept(kept) => kept.receipt.clone(),
        Promise::Started | Promise::Judged(_) | Promise::Failed(_) => None,
    });
    let mut handed_once = BTreeSet::new();
    for number in handed {
        if !numbers.contains(&number) || !handed_once.insert(number.clone()) {
            return Err(Broken::Receipt(number));
        }
    }
    Ok(())
}
