//! What the branch said of the changes of a journal.

use rusqlite::{Connection, OptionalExtension, params};

use super::lives::Life;
use super::on_top::{leave, lie_on_top, touched};
use super::{BAD, JournalState, StoreError, sql};
use crate::domain::{ChangeId, RecordId, Verdict};

/// What noting a verdict did.
#[derive(Default)]
pub(in crate::store) struct Judged {
    /// Whether the journal did not know it yet. A verdict comes with the answer and again in the agent's stream, and
    /// the stream also tells of the agent's other devices.
    pub(in crate::store) is_news: bool,
    /// The records to rebase.
    pub(in crate::store) touched: Vec<(String, RecordId)>,
}

/// Notes a verdict; nothing is done where the change is not this journal's.
pub(in crate::store) fn judge(
    connection: &Connection,
    change: ChangeId,
    verdict: &Verdict,
    server_ms: i64,
) -> Result<Judged, StoreError> {
    let mut statement = connection.prepare_cached("SELECT turn, state, verdict FROM journal WHERE change = ?1")?;
    let found: Option<(i64, i64, Option<Vec<u8>>)> =
        statement.query_row([change.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((turn, before, known)) = found else { return Ok(Judged::default()) };
    let verdict_bytes = rmp_serde::to_vec_named(verdict).expect("a verdict holds nothing that MessagePack cannot");
    let is_news = known.as_deref() != Some(verdict_bytes.as_slice());
    let before = JournalState::of(before)?;
    let after = match verdict {
        Verdict::Held { .. } => JournalState::Held,
        Verdict::Rejected { .. } => JournalState::Rejected,
        _ if before == JournalState::Settled => JournalState::Settled,
        _ => JournalState::Acknowledged,
    };
    connection
        .prepare_cached(
            "UPDATE journal SET state = ?2, verdict = ?3, word = ?5, acknowledged_ms = coalesce(acknowledged_ms, ?4)
             WHERE turn = ?1",
        )?
        .execute(params![turn, after.number(), verdict_bytes, server_ms, word_number(verdict)])?;
    let touched = match (before.lies_on_top(), after.lies_on_top()) {
        (true, true) | (false, false) => Vec::new(),
        (false, true) => {
            lie_on_top(connection, &[turn])?;
            touched(connection, turn)?
        }
        (true, false) => leave(connection, turn)?,
    };
    Ok(Judged { is_news, touched })
}

/// Verdicts learnt before hold again for what was offered anew and has arrived: the branch, for which it is a replay,
/// does not announce them twice, and the answer that repeated them may have been lost. Answers the records to rebase.
pub(in crate::store) fn recall_verdicts(
    connection: &Connection,
    life: &Life,
    seq: u64,
    server_ms: i64,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT change, verdict FROM journal
         WHERE incarnation = ?1 AND seq <= ?2 AND state = 0 AND verdict IS NOT NULL ORDER BY seq",
    )?;
    let known: Vec<(Vec<u8>, Vec<u8>)> = statement
        .query_map((life.ordinal, sql(seq)), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for (change, verdict) in known {
        let change = ChangeId::from_slice(&change).ok_or(BAD)?;
        records.extend(judge(connection, change, &decode_verdict(&verdict)?, server_ms)?.touched);
    }
    Ok(records)
}

/// Everything acknowledged is read: its patches stop lying on top. Answers the records to rebase.
pub(in crate::store) fn settle(connection: &Connection) -> Result<Vec<(String, RecordId)>, StoreError> {
    let mut statement = connection.prepare_cached("UPDATE journal SET state = 2 WHERE state = 1 RETURNING turn")?;
    let turns: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut records = Vec::new();
    for turn in turns {
        records.extend(leave(connection, turn)?);
    }
    Ok(records)
}

/// Writes down the word of verdicts that were learnt before the schema had a place for it.
pub(in crate::store) fn tell_words(connection: &Connection) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare("SELECT turn, verdict FROM journal WHERE word = 0 AND verdict IS NOT NULL")?;
    let untold: Vec<(i64, Vec<u8>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (turn, verdict) in untold {
        connection
            .prepare_cached("UPDATE journal SET word = ?2 WHERE turn = ?1")?
            .execute((turn, word_number(&decode_verdict(&verdict)?)))?;
    }
    Ok(())
}

/// The number of a verdict's word, as indexes and counts of the schema have it.
const fn word_number(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Applied => 1,
        Verdict::Merged { .. } => 2,
        Verdict::Contested { .. } => 3,
        Verdict::Held { .. } => 4,
        Verdict::Rejected { .. } => 5,
    }
}

pub(super) fn decode_verdict(bytes: &[u8]) -> Result<Verdict, StoreError> {
    rmp_serde::from_slice(bytes).map_err(|_| BAD)
}
