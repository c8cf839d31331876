//! The branch's tables. Those of the record kinds come from their declared fields.

use perisai_core::domain::Registry;
use perisai_core::store::ddl::{self, Leading};
use rusqlite::Connection;

/// The columns of every record before its kind's own.
pub(super) const LEADING: Leading =
    &[("id", "BLOB"), ("revision", "INTEGER"), ("author", "TEXT"), ("created_ms", "INTEGER"), ("writers", "BLOB")];

/// The branch's own tables. A released line is history: add, never edit.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Where each record lives; what has left is kept, because an edit made before its author knew still follows.
CREATE TABLE IF NOT EXISTS placement (
    record BLOB NOT NULL, stream TEXT NOT NULL, kind TEXT NOT NULL, expires_ms INTEGER, has_left INTEGER NOT NULL,
    PRIMARY KEY (record, stream)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS placement_by_stream ON placement (stream, expires_ms) WHERE has_left = 0;
CREATE TABLE IF NOT EXISTS about (
    record BLOB NOT NULL, conflict BLOB NOT NULL, PRIMARY KEY (record, conflict)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS about_by_conflict ON about (conflict);

CREATE TABLE IF NOT EXISTS stream_head (
    stream TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stream_entry (
    stream TEXT NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (stream, position)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursor_set (
    answered INTEGER PRIMARY KEY AUTOINCREMENT, device BLOB NOT NULL, hash BLOB NOT NULL, cursors BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS cursor_set_by_device ON cursor_set (device, hash);

CREATE TABLE IF NOT EXISTS change (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, body BLOB NOT NULL, author TEXT NOT NULL,
    device BLOB, captured_ms INTEGER NOT NULL, trusted INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    word TEXT NOT NULL, verdict BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS touched (
    record BLOB NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (record, arrival)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outcome (
    change BLOB NOT NULL, record BLOB NOT NULL, field TEXT NOT NULL, conflict BLOB,
    PRIMARY KEY (change, record, field)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
    change BLOB NOT NULL, waits_for BLOB NOT NULL, author TEXT NOT NULL, since_ms INTEGER NOT NULL,
    PRIMARY KEY (change, waits_for)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_by_record ON held (waits_for);
CREATE INDEX IF NOT EXISTS held_by_author ON held (author);
CREATE INDEX IF NOT EXISTS held_by_since ON held (since_ms);
CREATE TABLE IF NOT EXISTS correction (
    replaced BLOB NOT NULL, by BLOB NOT NULL, PRIMARY KEY (replaced, by)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS correction_by ON correction (by);
CREATE TABLE IF NOT EXISTS journal (
    device BLOB NOT NULL, incarnation BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, change BLOB NOT NULL,
    at_ms INTEGER NOT NULL, PRIMARY KEY (device, incarnation, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS device (
    enrolled INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, agent TEXT NOT NULL, key BLOB NOT NULL,
    enrolled_ms INTEGER NOT NULL, seen_ms INTEGER, revoked TEXT, nonce_pending TEXT NOT NULL, nonce_previous TEXT) STRICT;
CREATE TABLE IF NOT EXISTS enrol_code (
    digest BLOB NOT NULL PRIMARY KEY, agent TEXT NOT NULL, expires_ms INTEGER NOT NULL, used_by BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS scope (
    agent TEXT NOT NULL, version INTEGER NOT NULL, villages TEXT NOT NULL,
    PRIMARY KEY (agent, version)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, body BLOB NOT NULL, device BLOB NOT NULL,
    captured_ms INTEGER NOT NULL, trusted INTEGER NOT NULL, received_ms INTEGER NOT NULL, refused TEXT) STRICT;
CREATE TABLE IF NOT EXISTS backed_up (
    device BLOB NOT NULL, incarnation BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (device, incarnation)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lost_revision (
    device BLOB NOT NULL, record BLOB NOT NULL, stream TEXT NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (device, record, stream)) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS decision (position INTEGER PRIMARY KEY, hash BLOB NOT NULL, content BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS alias (
    record BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, lands_on BLOB NOT NULL, absorbed BLOB NOT NULL,
    made INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS alias_by_absorbed ON alias (absorbed);
CREATE TABLE IF NOT EXISTS reparented (
    absorbed BLOB NOT NULL, record BLOB NOT NULL, kind TEXT NOT NULL, field TEXT NOT NULL,
    PRIMARY KEY (absorbed, record, field)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS landed (
    landing INTEGER PRIMARY KEY AUTOINCREMENT, absorbed BLOB NOT NULL, change BLOB NOT NULL, kind TEXT NOT NULL,
    record BLOB NOT NULL, field TEXT NOT NULL, value_before BLOB NOT NULL, writers_before BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS landed_by_absorbed ON landed (absorbed);
";

/// Makes what is missing; never drops or rewrites a row.
pub(super) fn prepare(connection: &Connection, registry: &Registry) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    for kind in registry.kinds() {
        for statement in ddl::create_table(kind, LEADING, "\"id\"", None) {
            connection.execute_batch(&statement)?;
        }
        let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let existing = columns.query_map([kind.name], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for statement in ddl::add_columns(kind, &existing) {
            connection.execute_batch(&statement)?;
        }
    }
    Ok(())
}
