//! What a journal with a planted bug does; see [`crate::planted`].

use rusqlite::{Connection, params};

use super::{StoreError, decode, head_at, lives, set_head, sql};
use crate::domain::{Change, DeviceId, RecordId};

/// What is about to be sent is stamped with the sending: its id is another one each time.
pub(crate) fn stamp(connection: &Connection, device: DeviceId) -> Result<(), StoreError> {
    for life in lives(connection)? {
        let Some(mut head) = head_at(connection, device, &life, life.branch_seq)? else { continue };
        let mut statement = connection.prepare(
            "SELECT turn, body FROM journal WHERE incarnation = ?1 AND seq > ?2 AND body IS NOT NULL ORDER BY seq",
        )?;
        let sent: Vec<(i64, Vec<u8>)> = statement
            .query_map((life.ordinal, sql(life.branch_seq)), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (turn, body) in sent {
            let mut change = decode(&body)?;
            change.salt = change.salt.wrapping_add(1);
            let body = change.encode();
            let id = Change::id_of(&body);
            head = head.append(id);
            connection.execute(
                "UPDATE journal SET change = ?2, body = ?3, hash = ?4 WHERE turn = ?1",
                params![turn, id.0.as_slice(), body, head.hash.0.as_slice()],
            )?;
        }
        if head.seq == life.head.seq {
            set_head(connection, life.ordinal, &head)?;
        }
    }
    Ok(())
}

/// The work on some records that was not sent yet is deleted with them.
pub(crate) fn purge(connection: &Connection, records: &[(String, RecordId)]) -> Result<(), StoreError> {
    for (_, record) in records {
        connection.execute(
            "DELETE FROM journal WHERE state = 0 AND turn IN (SELECT turn FROM touched WHERE record = ?1)",
            [record.as_bytes().as_slice()],
        )?;
        connection.execute("DELETE FROM touched WHERE record = ?1", [record.as_bytes().as_slice()])?;
    }
    Ok(())
}
