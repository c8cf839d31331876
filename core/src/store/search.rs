//! Finding workers by name: a prefix of any word, accents and case folded, one typo forgiven.

use std::collections::{BTreeSet, HashMap, HashSet};

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
    let found = match query.words() {
        [searched] => one_word(connection, searched, limit)?,
        searched => several_words(connection, searched, limit)?,
    };
    let mut hits: Vec<NameHit> = found.into_iter().map(|(worker, quality)| NameHit { worker, quality }).collect();
    hits.sort_by_key(|hit| (hit.quality, hit.worker));
    hits.truncate(limit);
    Ok(hits)
}

type Found = HashMap<RecordId, NameMatch>;

fn one_word(connection: &Connection, searched: &str, limit: usize) -> Result<Found, StoreError> {
    let mut found = Found::new();
    each_record(connection, BEGINNING_SO_ONCE, searched, limit, |record| {
        found.insert(record, NameMatch::Exact);
    })?;
    if found.len() < limit {
        for word in words_one_typo_away(connection, searched)? {
            each_called(connection, &word, limit, |record| {
                found.entry(record).or_insert(NameMatch::OneTypo);
            })?;
        }
    }
    Ok(found)
}

/// Records that answer every searched word; at most one of the words by a typo, so that all the others are exact.
fn several_words(connection: &Connection, searched: &[String], limit: usize) -> Result<Found, StoreError> {
    let mut exact: Vec<HashSet<RecordId>> = Vec::new();
    for word in searched {
        let mut records = HashSet::new();
        each_record(connection, BEGINNING_SO, word, usize::MAX, |record| {
            records.insert(record);
        })?;
        exact.push(records);
    }
    let in_all: Vec<&HashSet<RecordId>> = exact.iter().collect();
    let mut found: Found = in_every(&in_all).map(|record| (record, NameMatch::Exact)).collect();
    if found.len() >= limit {
        return Ok(found);
    }
    for (place, word) in searched.iter().enumerate() {
        let others = exact.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, records)| records);
        let others: HashSet<RecordId> = in_every(&others.collect::<Vec<_>>()).collect();
        if others.is_empty() {
            continue;
        }
        for word in words_one_typo_away(connection, word)? {
            each_called(connection, &word, usize::MAX, |record| {
                if others.contains(&record) {
                    found.entry(record).or_insert(NameMatch::OneTypo);
                }
            })?;
        }
    }
    Ok(found)
}

fn in_every<'a>(sets: &'a [&'a HashSet<RecordId>]) -> impl Iterator<Item = RecordId> + 'a {
    let fewest = sets.iter().min_by_key(|set| set.len());
    let candidates = fewest.into_iter().flat_map(|set| set.iter().copied());
    candidates.filter(move |record| sets.iter().all(|set| set.contains(record)))
}

/// The records with a word that begins so, as often as they have one.
const BEGINNING_SO: &str = "SELECT record FROM name_word WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT ?2";
/// The same, each once: slower where they are many.
const BEGINNING_SO_ONCE: &str =
    "SELECT DISTINCT record FROM name_word WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT ?2";

/// The records with that word, `limit` at most.
fn each_called(
    connection: &Connection,
    word: &str,
    limit: usize,
    each: impl FnMut(RecordId),
) -> Result<(), StoreError> {
    each_record(connection, "SELECT record FROM name_word WHERE word = ?1 LIMIT ?2", word, limit, each)
}

fn each_record(
    connection: &Connection,
    sql: &str,
    word: &str,
    limit: usize,
    mut each: impl FnMut(RecordId),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((word, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    while let Some(row) = rows.next()? {
        each(record_of(row.get_ref(0)?.as_blob().map_err(|_| BAD)?)?);
    }
    Ok(())
}

/// The words of names that do not begin as searched, and do but for one typo. A typo after the first letter leaves
/// the first letter; one in it leaves what follows, or what begins with the second: no other word has to be looked at.
fn words_one_typo_away(connection: &Connection, searched: &str) -> Result<BTreeSet<String>, StoreError> {
    let letters: Vec<char> = searched.chars().collect();
    let [first, second, after @ ..] = letters.as_slice() else { return Ok(BTreeSet::new()) };
    if letters.len() < NameQuery::TYPO_LETTERS_MIN {
        return Ok(BTreeSet::new());
    }
    let rest: String = letters[1..].iter().collect();
    let swapped = [*second, *first].iter().chain(after).collect();
    let mut beginnings = vec![first.to_string(), rest.clone(), swapped];
    for other in first_letters(connection)?.iter().filter(|other| **other != first.to_string()) {
        beginnings.extend([format!("{other}{rest}"), format!("{other}{searched}")]);
    }
    let mut words = BTreeSet::new();
    for beginning in beginnings {
        words.extend(vocabulary(connection, &beginning)?);
    }
    words.retain(|word| NameQuery::matches_word(searched, word) == Some(NameMatch::OneTypo));
    Ok(words)
}

/// Every first letter once, by leaping from one to the next in the index.
fn first_letters(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE leap (letter) AS (
             SELECT substr(min(word), 1, 1) FROM name_word
             UNION ALL
             SELECT (SELECT substr(min(word), 1, 1) FROM name_word WHERE word >= leap.letter || char(1114111))
             FROM leap WHERE leap.letter IS NOT NULL)
         SELECT letter FROM leap WHERE letter IS NOT NULL",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Every word that begins so once, by the same leaps.
fn vocabulary(connection: &Connection, beginning: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE leap (word) AS (
             SELECT min(word) FROM name_word WHERE word >= ?1 AND word < ?1 || char(1114111)
             UNION ALL
             SELECT (SELECT min(word) FROM name_word WHERE word > leap.word AND word < ?1 || char(1114111))
             FROM leap WHERE leap.word IS NOT NULL)
         SELECT word FROM leap WHERE word IS NOT NULL",
    )?;
    Ok(statement.query_map([beginning], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

const BAD: StoreError = StoreError::Internal("a row is not what was written");

fn record_of(bytes: &[u8]) -> Result<RecordId, StoreError> {
    RecordId::from_slice(bytes).ok_or(BAD)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Registry;
    use crate::store::schema;

    fn indexed(names: &[String]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        schema::make(&connection, &Registry::standard()).unwrap();
        for (number, name) in names.iter().enumerate() {
            let document: Document = [("name".to_owned(), Value::from(name.as_str()))].into();
            index_name(&connection, id(number), Some(&document)).unwrap();
        }
        connection
    }

    fn id(number: usize) -> RecordId {
        RecordId::created(number.try_into().unwrap(), 0, 0)
    }

    proptest! {
        #[test]
        fn the_index_finds_whom_a_look_at_every_name_finds(
            names in vec("[abc]{1,5}( [abc]{1,5}){0,2}", 0..40), typed in "[abc]{1,5}( [abc]{1,5}){0,2}",
        ) {
            let connection = indexed(&names);
            let query = NameQuery::new(&typed).unwrap();
            let mut expected: Vec<NameHit> = names
                .iter()
                .enumerate()
                .filter_map(|(number, name)| query.matches(name).map(|quality| NameHit { worker: id(number), quality }))
                .collect();
            expected.sort_by_key(|hit| (hit.quality, hit.worker));
            prop_assert_eq!(by_name(&connection, &typed, 100).unwrap(), expected);
        }
    }

    #[test]
    fn more_hits_than_wanted_are_cut_and_exact_ones_come_first() {
        let names: Vec<String> = ["Slmaet", "Slamet Riyadi", "Slamet", "Samet"].map(str::to_owned).to_vec();
        let hits = by_name(&indexed(&names), "slamet", 3).unwrap();
        let found: Vec<_> = hits.iter().map(|hit| (hit.worker, hit.quality)).collect();
        assert_eq!(found, [(id(1), NameMatch::Exact), (id(2), NameMatch::Exact), (id(0), NameMatch::OneTypo)]);
    }
}
