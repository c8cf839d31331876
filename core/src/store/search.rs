//! Finding workers by name: a prefix of any word, accents and case folded, one typo forgiven.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::StoreError;
use crate::domain::{Document, NameMatch, NameQuery, RecordId, Value, name};

/// A worker whose name fits what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameHit {
    /// The worker.
    pub worker: RecordId,
    /// How well: exact prefixes come first.
    pub quality: NameMatch,
}

pub(super) fn index_name(
    connection: &Connection,
    record: RecordId,
    shown: Option<&Document>,
) -> Result<(), StoreError> {
    let words: BTreeSet<String> = shown
        .and_then(|document| document.get("name"))
        .and_then(Value::as_text)
        .map(|name| name::words(name).into_iter().collect())
        .unwrap_or_default();
    let mut held = connection.prepare_cached("SELECT word FROM name_word WHERE record = ?1")?;
    let before: BTreeSet<String> =
        held.query_map([record.as_bytes().as_slice()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for word in before.difference(&words) {
        connection
            .prepare_cached("DELETE FROM name_word WHERE word = ?1 AND record = ?2")?
            .execute((word, record.as_bytes().as_slice()))?;
    }
    for word in words.difference(&before) {
        connection
            .prepare_cached("INSERT OR IGNORE INTO name_word VALUES (?1, ?2)")?
            .execute((word, record.as_bytes().as_slice()))?;
    }
    Ok(())
}

/// The workers whose names fit, best first, `limit` at most. A typo is looked for only where exact beginnings
/// are fewer than that.
pub fn by_name(connection: &Connection, typed: &str, limit: usize) -> Result<Vec<NameHit>, StoreError> {
    let Some(query) = NameQuery::new(typed) else { return Ok(Vec::new()) };
    let exact = all_words(connection, query.words(), limit, beginning)?;
    if exact.len() >= limit {
        return Ok(ranked(exact, limit));
    }
    let vocabulary = vocabulary(connection)?;
    let mut hits = all_words(connection, query.words(), usize::MAX, |connection, searched, _| {
        similar(connection, &vocabulary, searched)
    })?;
    hits.extend(exact);
    Ok(ranked(hits, limit))
}

fn ranked(hits: BTreeMap<RecordId, NameMatch>, limit: usize) -> Vec<NameHit> {
    let mut hits: Vec<NameHit> = hits.into_iter().map(|(worker, quality)| NameHit { worker, quality }).collect();
    hits.sort_by_key(|hit| (hit.quality, hit.worker));
    hits.truncate(limit);
    hits
}

type Matching = BTreeMap<RecordId, NameMatch>;

/// The records that answer every searched word; at most one of the words by a typo.
fn all_words(
    connection: &Connection,
    searched: &[String],
    limit: usize,
    matching: impl Fn(&Connection, &str, usize) -> Result<Matching, StoreError>,
) -> Result<Matching, StoreError> {
    // Only a single word may stop early: of several, the later ones decide which records remain.
    let limit = if searched.len() == 1 { limit } else { usize::MAX };
    let mut found: Option<Matching> = None;
    for word in searched {
        let answers = matching(connection, word, limit)?;
        found = Some(match found {
            None => answers,
            Some(before) => before
                .into_iter()
                .filter_map(|(record, quality)| {
                    let other = *answers.get(&record)?;
                    let typos = [quality, other].iter().filter(|quality| **quality == NameMatch::OneTypo).count();
                    (typos < 2).then(|| (record, quality.max(other)))
                })
                .collect(),
        });
    }
    Ok(found.unwrap_or_default())
}

fn beginning(connection: &Connection, searched: &str, limit: usize) -> Result<Matching, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT record FROM name_word WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT ?2")?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query((searched, limit))?;
    let mut found = Matching::new();
    while let Some(row) = rows.next()? {
        found.insert(record_of(&row.get::<_, Vec<u8>>(0)?)?, NameMatch::Exact);
    }
    Ok(found)
}

fn similar(connection: &Connection, vocabulary: &[String], searched: &str) -> Result<Matching, StoreError> {
    let mut found = Matching::new();
    for word in vocabulary {
        let Some(quality) = NameQuery::matches_word(searched, word) else { continue };
        let mut statement = connection.prepare_cached("SELECT record FROM name_word WHERE word = ?1")?;
        let mut rows = statement.query([word])?;
        while let Some(row) = rows.next()? {
            let best = found.entry(record_of(&row.get::<_, Vec<u8>>(0)?)?).or_insert(quality);
            *best = quality.min(*best);
        }
    }
    Ok(found)
}

/// Every word once, by leaping from one to the next in the index.
fn vocabulary(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE leap (word) AS (
             SELECT min(word) FROM name_word
             UNION ALL
             SELECT (SELECT min(word) FROM name_word WHERE word > leap.word) FROM leap WHERE leap.word IS NOT NULL)
         SELECT word FROM leap WHERE word IS NOT NULL",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn record_of(bytes: &[u8]) -> Result<RecordId, StoreError> {
    RecordId::from_slice(bytes).ok_or(StoreError::Internal("a row is not what was written"))
}
