//! The streams that a device follows: cursors, pages, and reading again after the branch was restored.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::records::{self, Row, Streams};
use super::schema::meta;
use super::{StoreError, journal};
use crate::domain::{AgentId, ChainHash, KindSpec, RecordId, Registry, VillageCode};
use crate::sync::wire::{Cursor, Entry, Page, Revision, Scope, Stream};

const BAD: StoreError = StoreError::Internal("a stream row is not what was written");

/// The cursors of the streams that are followed.
pub(super) fn cursors(connection: &Connection) -> Result<Vec<Cursor>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT name, position, hash FROM stream WHERE followed = 1 ORDER BY name")?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?)))?;
    rows.map(|row| {
        let (name, position, hash) = row?;
        let stream = Stream::from_name(&name).ok_or(BAD)?;
        let hash = ChainHash::from_slice(&hash).ok_or(BAD)?;
        Ok(Cursor { stream, position: position.unsigned_abs(), hash })
    })
    .collect()
}

/// The streams by number.
pub(super) fn known(connection: &Connection) -> Result<Streams, StoreError> {
    let mut streams = Streams::default();
    let mut statement = connection.prepare_cached("SELECT number, name, followed FROM stream")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        if row.get::<_, String>(1)?.starts_with("agent/") {
            streams.agents.insert(number);
        }
        streams.followed.insert(number, row.get(2)?);
    }
    Ok(streams)
}

/// Follows the streams of an agent and of the agent's villages, and no other village's. Answers the records that lost their stream.
pub(super) fn follow(
    connection: &Connection,
    registry: &Registry,
    scope: &Scope,
    agent: &AgentId,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let always = [Stream::Reference, Stream::Branch, Stream::Agent(agent.clone())];
    let wanted: BTreeSet<String> =
        scope.villages.iter().map(|village| Stream::Region(*village)).chain(always).map(|s| s.name()).collect();
    for name in &wanted {
        connection
            .prepare_cached(
                "INSERT INTO stream (name, position, hash, followed) VALUES (?1, 0, ?2, 1)
                 ON CONFLICT (name) DO UPDATE SET followed = 1",
            )?
            .execute(params![name, ChainHash::default().0.as_slice()])?;
    }
    let mut statement = connection.prepare_cached("SELECT number, name FROM stream WHERE followed = 1")?;
    let followed: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut orphans = Vec::new();
    for (number, _) in followed.iter().filter(|(_, name)| !wanted.contains(name)) {
        // Read from the start if the village is ever gained again: its rows are purged now.
        connection
            .prepare_cached("UPDATE stream SET followed = 0, rereading = 0, position = 0, hash = ?2 WHERE number = ?1")?
            .execute(params![number, ChainHash::default().0.as_slice()])?;
        connection.prepare_cached("DELETE FROM reread WHERE stream = ?1")?.execute([number])?;
        orphans.extend(records_from(connection, registry, *number)?);
    }
    Ok(orphans)
}

/// Begins to follow the streams of an agent's villages, as learnt at enrolment.
pub fn enter(connection: &Connection, registry: &Registry, scope: &Scope, agent: &AgentId) -> Result<(), StoreError> {
    set_scope(connection, scope)?;
    let orphans = follow(connection, registry, scope, agent)?;
    let known = known(connection)?;
    for (kind, record) in orphans {
        let Some(kind) = registry.kind(&kind) else { continue };
        records::rebase(connection, &known, kind, record)?;
    }
    Ok(())
}

/// Keeps the agent's villages with their version.
pub(super) fn set_scope(connection: &Connection, scope: &Scope) -> Result<(), StoreError> {
    meta::set(connection, "scope_version", scope.version.to_string().as_bytes())?;
    let villages: Vec<&str> = scope.villages.iter().map(VillageCode::as_str).collect();
    meta::set(connection, "villages", villages.join(";").as_bytes())
}

/// The agent's villages with their version, as kept; none before enrolment.
pub fn scope(connection: &Connection) -> Result<Option<Scope>, StoreError> {
    let (version, villages) = (meta::number(connection, "scope_version")?, meta::text(connection, "villages")?);
    let (Some(version), Some(villages)) = (version, villages) else { return Ok(None) };
    let villages = villages.split(';').filter(|code| !code.is_empty()).map(str::parse);
    let villages = villages.collect::<Result<_, _>>().map_err(|_| BAD)?;
    Ok(Some(Scope { version: version.unsigned_abs(), villages }))
}

/// The records that have a copy from a stream.
fn records_from(
    connection: &Connection,
    registry: &Registry,
    number: i64,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut records = Vec::new();
    for kind in registry.kinds() {
        let mut statement =
            connection.prepare_cached(&format!("SELECT record FROM \"{}\" WHERE origin = ?1", kind.name))?;
        let rows = statement.query_map([number], |row| row.get::<_, Vec<u8>>(0))?;
        for row in rows {
            records.push((kind.name.to_owned(), RecordId::from_slice(&row?).ok_or(BAD)?));
        }
    }
    Ok(records)
}

/// What reading a page touched.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Records whose shown copy must be decided again.
    pub(super) records: BTreeMap<RecordId, String>,
    /// Verdict entries, in order.
    pub(super) verdicts: Vec<Entry>,
    /// How many entries there were.
    pub(super) entries: u64,
}

/// Stores a page's copies and moves the cursor, in the caller's transaction.
pub(super) fn read_page(
    connection: &Connection,
    registry: &Registry,
    page: &Page,
    streams: &Streams,
    server_ms: i64,
) -> Result<Read, StoreError> {
    let name = page.cursor.stream.name();
    let mut statement =
        connection.prepare_cached("SELECT number, rereading FROM stream WHERE name = ?1 AND followed = 1")?;
    let found: Option<(i64, bool)> = statement.query_row([&name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let mut read = Read::default();
    // A page of a stream that the device does not follow (any more) says nothing to it.
    let Some((number, mut rereading)) = found else { return Ok(read) };
    if page.restarts {
        begin_rereading(connection, registry, number)?;
        rereading = true;
    }
    for entry in &page.entries {
        read.entries += 1;
        match entry {
            Entry::Revision(revision) => {
                let Some(kind) = registry.kind(&revision.kind) else { continue };
                let plain = store_revision(connection, kind, revision, number, rereading, streams, server_ms)?;
                if !plain {
                    read.records.insert(revision.record, revision.kind.clone());
                }
            }
            Entry::Moved { kind, record } => {
                let Some(kind) = registry.kind(kind) else { continue };
                records::remove(connection, kind, *record, number)?;
                forget_reread(connection, number, *record)?;
                read.records.insert(*record, kind.name.to_owned());
            }
            Entry::Verdict(_) | Entry::AppliedRun(_) => read.verdicts.push(entry.clone()),
        }
    }
    if page.complete && rereading {
        end_rereading(connection, registry, number, server_ms, &mut read)?;
    }
    connection.prepare_cached("UPDATE stream SET position = ?2, hash = ?3 WHERE number = ?1")?.execute(params![
        number,
        i64::try_from(page.cursor.position).unwrap_or(i64::MAX),
        page.cursor.hash.0.as_slice()
    ])?;
    Ok(read)
}

/// Stores a copy. Answers whether that was all: nothing lies on top of the record and no other stream has it.
fn store_revision(
    connection: &Connection,
    kind: &'static KindSpec,
    revision: &Revision,
    number: i64,
    rereading: bool,
    streams: &Streams,
    server_ms: i64,
) -> Result<bool, StoreError> {
    let row = Row {
        record: revision.record,
        origin: number,
        revision: revision.revision,
        author: revision.author.clone(),
        created_ms: revision.created_ms,
        writers: revision.writers.clone(),
        document: revision.fields.clone(),
    };
    if rereading {
        set_aside_if_other(connection, kind, &row, server_ms)?;
        forget_reread(connection, number, revision.record)?;
    }
    drop_set_aside_if_back(connection, &row)?;
    let alone = is_alone(connection, kind, revision.record, number)? && streams.is_followed(number);
    records::put(connection, kind, &row, alone)?;
    if alone {
        records::noticed(connection, kind, revision.record, Some(&row.document))?;
    }
    Ok(alone)
}

fn is_alone(connection: &Connection, kind: &KindSpec, record: RecordId, number: i64) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM \"{}\" WHERE record = ?1 AND origin <> ?2", kind.name);
    let others = connection.prepare_cached(&sql)?.exists((record.as_bytes().as_slice(), number))?;
    Ok(!others && !journal::has_pending(connection, record)?)
}

fn begin_rereading(connection: &Connection, registry: &Registry, number: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM reread WHERE stream = ?1")?.execute([number])?;
    for (kind, record) in records_from(connection, registry, number)? {
        connection.prepare_cached("INSERT OR IGNORE INTO reread VALUES (?1, ?2, ?3)")?.execute(params![
            number,
            record.as_bytes().as_slice(),
            kind
        ])?;
    }
    connection.prepare_cached("UPDATE stream SET rereading = 1 WHERE number = ?1")?.execute([number])?;
    Ok(())
}

fn forget_reread(connection: &Connection, number: i64, record: RecordId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM reread WHERE stream = ?1 AND record = ?2")?
        .execute((number, record.as_bytes().as_slice()))?;
    Ok(())
}

/// What the stream held and the reading did not bring is unknown to the branch: it leaves the lists, not the phone.
fn end_rereading(
    connection: &Connection,
    registry: &Registry,
    number: i64,
    server_ms: i64,
    read: &mut Read,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("SELECT record, kind FROM reread WHERE stream = ?1")?;
    let rows = statement.query_map([number], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
    let unknown: Vec<(Vec<u8>, String)> = rows.collect::<Result<_, _>>()?;
    for (record, name) in unknown {
        let record = RecordId::from_slice(&record).ok_or(BAD)?;
        let Some(kind) = registry.kind(&name) else { continue };
        if let Some(held) = records::copies(connection, kind, record)?.into_iter().find(|row| row.origin == number) {
            set_aside(connection, kind, &held, server_ms)?;
        }
        records::remove(connection, kind, record, number)?;
        read.records.insert(record, name);
    }
    connection.prepare_cached("DELETE FROM reread WHERE stream = ?1")?.execute([number])?;
    connection.prepare_cached("UPDATE stream SET rereading = 0 WHERE number = ?1")?.execute([number])?;
    Ok(())
}

fn set_aside_if_other(
    connection: &Connection,
    kind: &KindSpec,
    brought: &Row,
    server_ms: i64,
) -> Result<(), StoreError> {
    let mut waiting = connection.prepare_cached("SELECT 1 FROM reread WHERE stream = ?1 AND record = ?2")?;
    if !waiting.exists((brought.origin, brought.record.as_bytes().as_slice()))? {
        // Read already in this reading: what is held is the branch's own earlier word.
        return Ok(());
    }
    let held = records::copies(connection, kind, brought.record)?.into_iter().find(|row| row.origin == brought.origin);
    match held {
        Some(held) if held.document != brought.document => set_aside(connection, kind, &held, server_ms),
        _ => Ok(()),
    }
}

fn set_aside(connection: &Connection, kind: &KindSpec, held: &Row, server_ms: i64) -> Result<(), StoreError> {
    let revision = Revision {
        kind: kind.name.to_owned(),
        record: held.record,
        revision: held.revision,
        author: held.author.clone(),
        created_ms: held.created_ms,
        writers: held.writers.clone(),
        fields: held.document.clone(),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO set_aside (record, stream, kind, revision, since_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            held.record.as_bytes().as_slice(),
            held.origin,
            kind.name,
            rmp_serde::to_vec_named(&revision).expect("a revision holds nothing that MessagePack cannot"),
            server_ms
        ])?;
    Ok(())
}

/// What was set aside and comes back as it was, because somebody offered it again, needs no look any more.
fn drop_set_aside_if_back(connection: &Connection, row: &Row) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("SELECT stream, revision FROM set_aside WHERE record = ?1")?;
    let rows = statement.query_map([row.record.as_bytes().as_slice()], |found| {
        Ok((found.get::<_, i64>(0)?, found.get::<_, Vec<u8>>(1)?))
    })?;
    for found in rows {
        let (stream, bytes) = found?;
        let aside: Revision = rmp_serde::from_slice(&bytes).map_err(|_| BAD)?;
        if aside.fields == row.document {
            connection
                .prepare_cached("DELETE FROM set_aside WHERE record = ?1 AND stream = ?2")?
                .execute((row.record.as_bytes().as_slice(), stream))?;
        }
    }
    Ok(())
}

/// Revisions that a restored branch no longer knows, or knows otherwise, with since when.
pub fn set_aside_revisions(connection: &Connection) -> Result<Vec<(Revision, Stream, i64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT set_aside.revision, stream.name, set_aside.since_ms FROM set_aside
         JOIN stream ON stream.number = set_aside.stream ORDER BY set_aside.since_ms",
    )?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?;
    rows.map(|row| {
        let (bytes, name, since) = row?;
        let revision = rmp_serde::from_slice(&bytes).map_err(|_| BAD)?;
        Ok((revision, Stream::from_name(&name).ok_or(BAD)?, since))
    })
    .collect()
}

/// Forgets what was set aside before an instant.
pub(super) fn forget_set_aside(connection: &Connection, before_ms: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM set_aside WHERE since_ms < ?1")?.execute([before_ms])?;
    Ok(())
}
