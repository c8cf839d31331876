//! What was typed and is not captured yet.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// Keeps what stands in a form, in place of what was kept of it before. `about` is empty for somebody new.
pub fn keep(connection: &Connection, kind: &str, about: &str, fields: &[u8]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO form (kind, about, fields) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, about) DO UPDATE SET fields = ?3",
    )?;
    statement.execute(params![kind, about, fields])?;
    Ok(())
}

/// What was kept of a form; none where nothing was.
pub fn kept(connection: &Connection, kind: &str, about: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT fields FROM form WHERE kind = ?1 AND about = ?2")?;
    Ok(statement.query_row([kind, about], |row| row.get(0)).optional()?)
}

/// Kind and record of every form that is kept.
pub fn all(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT kind, about FROM form ORDER BY kind, about")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a form.
pub fn drop_one(connection: &Connection, kind: &str, about: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM form WHERE kind = ?1 AND about = ?2")?.execute([kind, about])?;
    Ok(())
}
