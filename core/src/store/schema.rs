//! The tables that do not come from a record kind.

use rusqlite::{Connection, OptionalExtension, params};

use super::ddl::{self, Leading};
use super::{StoreError, journal, records};
use crate::domain::kinds::{Conflict, Worker};
use crate::domain::{KindSpec, Record, Registry};

/// The columns that every copy of a record has before its own fields.
pub(super) const COPY: Leading = &[
    ("record", "BLOB"),
    ("origin", "INTEGER"),
    ("shown", "INTEGER"),
    ("revision", "INTEGER"),
    ("author", "TEXT"),
    ("created_ms", "INTEGER"),
    ("writers", "BLOB"),
];

const FIXED: &str = "
-- Single values by name.
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Streams ever followed; the number is the origin of their copies. 0 is the device's own work.
CREATE TABLE IF NOT EXISTS stream (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    followed INTEGER NOT NULL,
    rereading INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The lives of the journal. `branch_seq` is how far the branch was last known to have it. `clone_seq` and
-- `clone_hash` are the branch's head of a life that went on elsewhere, while all of ours is known to be below it.
CREATE TABLE IF NOT EXISTS incarnation (
    ordinal INTEGER PRIMARY KEY,
    incarnation BLOB NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    branch_seq INTEGER NOT NULL,
    parted INTEGER NOT NULL DEFAULT 0,
    clone_seq INTEGER,
    clone_hash BLOB
) STRICT;

-- The journal. `turn` is the order of capture and never changes; the place may.
-- A body is dropped only when it is in a backup of the branch and old enough. `word` is the number of the verdict's
-- word, 0 before the first. Rows are never deleted, so that the last turn is how many changes were captured.
CREATE TABLE IF NOT EXISTS journal (
    turn INTEGER PRIMARY KEY,
    change BLOB NOT NULL UNIQUE,
    incarnation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    body BLOB,
    captured_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    verdict BLOB,
    acknowledged_ms INTEGER,
    in_backup INTEGER NOT NULL DEFAULT 0,
    dismissed INTEGER NOT NULL DEFAULT 0,
    word INTEGER NOT NULL DEFAULT 0,
    UNIQUE (incarnation, seq)
) STRICT;

-- Changes saved from a damaged store, until the device is enrolled and they can be taken up into the journal. The
-- change's id is there for the next salvage: it proves the body.
CREATE TABLE IF NOT EXISTS salvaged (
    turn INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    dismissed INTEGER NOT NULL,
    change BLOB
) STRICT;

-- The records that changes not yet settled lie on top of.
CREATE TABLE IF NOT EXISTS touched (
    record BLOB NOT NULL,
    turn INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (record, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS touched_by_turn ON touched (turn);

-- What was typed and is not captured yet, by the form that it was typed into. It never leaves the device.
CREATE TABLE IF NOT EXISTS form (
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    fields BLOB NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;

-- What a stream held before it was read again from its start.
CREATE TABLE IF NOT EXISTS reread (
    stream INTEGER NOT NULL,
    record BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (stream, record)
) STRICT, WITHOUT ROWID;

-- What a restored branch no longer knows, or knows otherwise: kept to be looked at.
CREATE TABLE IF NOT EXISTS set_aside (
    record BLOB NOT NULL,
    stream INTEGER NOT NULL,
    kind TEXT NOT NULL,
    revision BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    reported INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (record, stream)
) STRICT, WITHOUT ROWID;
";

/// What follows from the rest and can be dropped and made again: the folded words of workers' names, the open conflicts
/// by record, the changes that are not settled or that somebody has to look at, how many changes stand where, and what
/// screens list of many workers. The
/// trigger counts every way in which a change comes to stand elsewhere; what is pending is counted by its index. SQLite
/// uses such an index only where a statement has the same terms, word for word and not as parameters.
const DERIVED: &str = "
DROP TABLE IF EXISTS name_word;
CREATE TABLE name_word (word TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (word, record)) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_by_record ON name_word (record);

DROP TABLE IF EXISTS contested;
CREATE TABLE contested (record BLOB NOT NULL, conflict BLOB NOT NULL, PRIMARY KEY (record, conflict))
    STRICT, WITHOUT ROWID;
CREATE INDEX contested_by_conflict ON contested (conflict);

DROP INDEX IF EXISTS journal_by_state;
DROP INDEX IF EXISTS journal_pending;
CREATE INDEX journal_pending ON journal (turn) WHERE state = 0;
DROP INDEX IF EXISTS journal_acknowledged;
CREATE INDEX journal_acknowledged ON journal (turn) WHERE state = 1;
DROP INDEX IF EXISTS journal_forgettable;
CREATE INDEX journal_forgettable ON journal (acknowledged_ms)
    WHERE state = 2 AND in_backup = 1 AND body IS NOT NULL;
DROP INDEX IF EXISTS journal_to_look_at;
CREATE INDEX journal_to_look_at ON journal (turn) WHERE word IN (2, 4, 5) AND dismissed = 0;
DROP INDEX IF EXISTS consent_withdrawn;
CREATE INDEX consent_withdrawn ON consent (created_ms) WHERE shown = 1 AND action = 'withdraw';

DROP INDEX IF EXISTS worker_to_meet;
CREATE INDEX worker_to_meet ON worker (village, name COLLATE NOCASE, record)
    WHERE shown = 1 AND merged_into IS NULL AND do_not_contact IS NOT 1;
DROP INDEX IF EXISTS worker_segments;
CREATE INDEX worker_segments ON worker (segments) WHERE shown = 1;
DROP INDEX IF EXISTS worker_occupation;
CREATE INDEX worker_occupation ON worker (occupation)
    WHERE shown = 1 AND occupation IS NOT NULL AND merged_into IS NULL;
DROP INDEX IF EXISTS worker_made;
CREATE INDEX worker_made ON worker (created_ms) WHERE shown = 1;
DROP INDEX IF EXISTS encounter_made;
CREATE INDEX encounter_made ON encounter (created_ms) WHERE shown = 1;
DROP INDEX IF EXISTS encounter_with_sequel;
CREATE INDEX encounter_with_sequel ON encounter (worker)
    WHERE shown = 1 AND (direction = 'incoming' OR answers IS NOT NULL OR intent_day IS NOT NULL);
DROP INDEX IF EXISTS registration_made;
CREATE INDEX registration_made ON registration (created_ms) WHERE shown = 1;

DROP TABLE IF EXISTS tally;
CREATE TABLE tally (word INTEGER PRIMARY KEY, changes INTEGER NOT NULL) STRICT;
INSERT INTO tally SELECT word, count(*) FROM journal WHERE state <> 0 GROUP BY word;
DROP TRIGGER IF EXISTS journal_recounted;
CREATE TRIGGER journal_recounted AFTER UPDATE OF state, word ON journal
WHEN iif(old.state = 0, 0, old.word) <> iif(new.state = 0, 0, new.word) BEGIN
    UPDATE tally SET changes = changes - 1 WHERE old.state <> 0 AND word = old.word;
    INSERT INTO tally SELECT new.word, 1 WHERE new.state <> 0 ON CONFLICT (word) DO UPDATE SET changes = changes + 1;
END;
";

/// Raised when code that fills a derived table changes what it writes, such as how names are folded.
const DERIVED_VERSION: u32 = 1;
/// Columns that tables gained after the first schema.
const ADDED: [(&str, &str, &str); 2] =
    [("journal", "word", "INTEGER NOT NULL DEFAULT 0"), ("salvaged", "change", "BLOB")];

/// Makes what is missing. Adds tables and columns, never drops or rewrites a row.
pub(super) fn make(connection: &Connection, registry: &Registry) -> Result<(), StoreError> {
    connection.execute_batch(FIXED)?;
    for (table, column, definition) in ADDED {
        if !columns(connection, table)?.iter().any(|name| name == column) {
            connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column} {definition}"))?;
        }
    }
    for kind in registry.kinds() {
        make_kind(connection, kind)?;
    }
    Ok(())
}

/// Makes everything derived anew.
pub(super) fn derive(connection: &Connection, registry: &Registry) -> Result<(), StoreError> {
    journal::tell_words(connection)?;
    connection.execute_batch(DERIVED)?;
    for kind in [Worker::KIND, Conflict::KIND] {
        if registry.kind(kind.name).is_some() {
            records::notice_all(connection, kind)?;
        }
    }
    Ok(())
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut names = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    Ok(names.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn make_kind(connection: &Connection, kind: &KindSpec) -> Result<(), StoreError> {
    let existing = columns(connection, kind.name)?;
    if !existing.is_empty() {
        for statement in ddl::add_columns(kind, &existing) {
            connection.execute_batch(&statement)?;
        }
    }
    for statement in ddl::create_table(kind, COPY, "\"record\", \"origin\"", Some("\"shown\" = 1")) {
        connection.execute_batch(&statement)?;
    }
    Ok(())
}

/// A fingerprint of everything that [`make`] would make: an open store that has it needs no look at its tables.
pub(super) fn fingerprint(registry: &Registry) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new().chain_update(FIXED);
    for kind in registry.kinds() {
        for statement in ddl::create_table(kind, COPY, "\"record\", \"origin\"", Some("\"shown\" = 1")) {
            hasher.update(statement);
        }
    }
    hasher.finalize().to_vec()
}

/// A fingerprint of everything that [`derive`] would make.
pub(super) fn derived_fingerprint() -> Vec<u8> {
    use sha2::{Digest, Sha256};
    Sha256::new().chain_update(DERIVED).chain_update(DERIVED_VERSION.to_be_bytes()).finalize().to_vec()
}

/// Single values by name.
pub mod meta {
    use super::{Connection, OptionalExtension, StoreError, params};

    /// A value; none where it was never set.
    pub fn get(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// A value that is text.
    pub fn text(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
        let bytes = get(connection, name)?;
        bytes.map(|bytes| String::from_utf8(bytes).map_err(|_| StoreError::Internal("meta is not text"))).transpose()
    }

    /// A value that is a whole number.
    pub fn number(connection: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
        let text = text(connection, name)?;
        text.map(|text| text.parse().map_err(|_| StoreError::Internal("meta is not a number"))).transpose()
    }

    /// Sets a value.
    pub fn set(connection: &Connection, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let mut statement = connection
            .prepare_cached("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2")?;
        statement.execute(params![name, value])?;
        Ok(())
    }

    /// Forgets a value.
    pub fn clear(connection: &Connection, name: &str) -> Result<(), StoreError> {
        connection.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([name])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::domain::Record;
    use crate::domain::kinds::Worker;

    /// Every statement that makes a device's store, one after the other.
    fn statements() -> String {
        let kinds = Registry::standard();
        let tables = kinds
            .kinds()
            .iter()
            .flat_map(|kind| ddl::create_table(kind, COPY, "\"record\", \"origin\"", Some("\"shown\" = 1")));
        let kept = tables.fold(FIXED.trim_start().to_owned(), |all, statement| all + "\n" + &statement + ";\n");
        kept + "\n-- Derived:\n" + DERIVED
    }

    #[test]
    fn the_schema_is_the_one_that_was_reviewed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/schema.golden.sql");
        if std::env::var_os("PERISAI_WRITE_GOLDEN").is_some() {
            std::fs::write(path, statements()).unwrap();
        }
        let golden = std::fs::read_to_string(path).unwrap();
        assert_eq!(statements(), golden, "review the change, then run once with PERISAI_WRITE_GOLDEN=1");
    }

    #[test]
    fn what_is_asked_of_a_long_journal_is_asked_by_its_indexes() {
        let connection = Connection::open_in_memory().unwrap();
        make(&connection, &Registry::standard()).unwrap();
        derive(&connection, &Registry::standard()).unwrap();
        for (asked, index) in [
            ("SELECT count(*) FROM journal WHERE state = 0", "journal_pending"),
            ("SELECT min(turn) FROM journal WHERE state = 0", "journal_pending"),
            ("UPDATE journal SET state = 2 WHERE state = 1", "journal_acknowledged"),
            ("SELECT * FROM journal WHERE word IN (2, 4, 5) AND dismissed = 0 AND state <> 0", "journal_to_look_at"),
            (
                "UPDATE journal SET body = NULL
                 WHERE state = 2 AND in_backup = 1 AND acknowledged_ms < ?1 AND body IS NOT NULL",
                "journal_forgettable",
            ),
            (journal::COVER_BY_BACKUP, "sqlite_autoindex_journal_2 (incarnation=? AND seq>? AND seq<?)"),
            (
                "SELECT * FROM consent WHERE shown = 1 AND action = 'withdraw' AND origin <> 0 AND author <> ?1",
                "consent_withdrawn",
            ),
            ("SELECT DISTINCT \"segments\" FROM \"worker\" WHERE shown = 1", "COVERING INDEX worker_segments"),
            (
                "SELECT occupation FROM worker WHERE shown = 1 AND occupation IS NOT NULL AND merged_into IS NULL
                 GROUP BY occupation ORDER BY count(*) DESC, occupation LIMIT ?1",
                "worker_occupation",
            ),
            (
                "SELECT * FROM worker WHERE shown = 1 AND village = ?1 AND merged_into IS NULL AND do_not_contact IS NOT 1
                 AND record NOT IN (SELECT worker FROM attendance WHERE shown = 1 AND event = ?2)
                 ORDER BY name COLLATE NOCASE, record LIMIT ?3",
                "worker_to_meet",
            ),
            (
                "SELECT count(*) FROM \"worker\" WHERE shown = 1 AND author = ?1 AND created_ms >= ?2 AND created_ms < ?3",
                "worker_made",
            ),
            (
                "SELECT * FROM encounter WHERE shown = 1
                 AND (direction = 'incoming' OR answers IS NOT NULL OR intent_day IS NOT NULL)",
                "encounter_with_sequel",
            ),
        ] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {asked}")).unwrap();
            let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect();
            assert!(steps.iter().any(|step| step.contains(index)), "{asked}: {steps:?}");
        }
    }

    #[test]
    fn a_backup_marks_what_it_newly_covers_and_walks_over_nothing_else() {
        let connection = Connection::open_in_memory().unwrap();
        make(&connection, &Registry::standard()).unwrap();
        derive(&connection, &Registry::standard()).unwrap();
        connection
            .execute_batch(
                "WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 5000)
                 INSERT INTO journal (change, incarnation, seq, hash, captured_ms, state)
                 SELECT CAST(n AS BLOB), 1, n, x'', 0, 0 FROM place",
            )
            .unwrap();
        let mut cover = connection.prepare(journal::COVER_BY_BACKUP).unwrap();
        let mut steps = |seq: i64| {
            let marked = cover.execute([1, seq]).unwrap();
            (marked, cover.reset_status(StatementStatus::VmStep))
        };
        let (marked, all) = steps(4000);
        assert_eq!(marked, 4000);
        for (seq, newly) in [(4000, 0), (4001, 1), (4003, 2), (10, 0)] {
            let (marked, walked) = steps(seq);
            assert_eq!(marked, newly);
            assert!(walked * 20 < all, "{walked} steps up to {seq}, {all} for everything");
        }
        let marked: i64 = connection.query_row("SELECT sum(in_backup) FROM journal", [], |row| row.get(0)).unwrap();
        assert_eq!(marked, 4003);
    }

    #[test]
    fn the_tally_is_what_counting_would_find() {
        let connection = Connection::open_in_memory().unwrap();
        make(&connection, &Registry::standard()).unwrap();
        derive(&connection, &Registry::standard()).unwrap();
        connection
            .execute_batch(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                 INSERT INTO journal (turn, change, incarnation, seq, hash, captured_ms, state)
                 SELECT i, CAST(i AS BLOB), 1, i, x'00', 0, 0 FROM n;",
            )
            .unwrap();
        for step in [
            "UPDATE journal SET state = 1, word = 1 + turn % 5 WHERE turn <= 900",
            "UPDATE journal SET state = 2 WHERE state = 1 AND turn < 700",
            "UPDATE journal SET state = 0 WHERE turn BETWEEN 500 AND 800",
            "UPDATE journal SET word = 1 WHERE word = 4",
            "UPDATE journal SET state = 1 WHERE turn BETWEEN 600 AND 650",
            "UPDATE journal SET incarnation = -turn, seq = 0 WHERE turn = 3",
        ] {
            connection.execute_batch(step).unwrap();
            let differing: i64 = connection
                .query_row(
                    "WITH counted AS (SELECT word, count(*) AS changes FROM journal WHERE state <> 0 GROUP BY word)
                     SELECT count(*) FROM tally LEFT JOIN counted USING (word)
                     WHERE tally.changes <> coalesce(counted.changes, 0)",
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            let words = |table: &str| -> i64 {
                let sql = format!("SELECT coalesce(sum(changes), 0) FROM {table}");
                connection.query_row(&sql, [], |row| row.get(0)).unwrap()
            };
            let taken: i64 =
                connection.query_row("SELECT count(*) FROM journal WHERE state <> 0", [], |row| row.get(0)).unwrap();
            assert_eq!((differing, words("tally")), (0, taken), "{step}");
        }
    }

    #[test]
    fn no_field_is_called_like_a_column_that_every_copy_has() {
        for kind in Registry::standard().kinds() {
            for field in kind.fields {
                let taken = COPY.iter().any(|(name, _)| *name == field.name) || field.name == "extra";
                assert!(!taken, "{}.{}", kind.name, field.name);
            }
        }
    }

    #[test]
    fn a_store_of_an_older_schema_gains_columns_and_keeps_its_rows() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE worker (record BLOB NOT NULL, origin INTEGER NOT NULL, shown INTEGER NOT NULL,
                 revision INTEGER NOT NULL, author TEXT NOT NULL, created_ms INTEGER NOT NULL, writers BLOB NOT NULL,
                 name TEXT, extra TEXT, PRIMARY KEY (record, origin)) STRICT, WITHOUT ROWID;
                 INSERT INTO worker VALUES (x'01', 0, 1, 0, 'A01', 0, x'', 'Siti', NULL);",
            )
            .unwrap();
        make(&connection, &Registry::standard()).unwrap();
        let columns: i64 =
            connection.query_row("SELECT count(*) FROM pragma_table_info('worker')", [], |row| row.get(0)).unwrap();
        assert_eq!(usize::try_from(columns), Ok(COPY.len() + Worker::KIND.fields.len() + 1));
        let name: String = connection.query_row("SELECT name FROM worker", [], |row| row.get(0)).unwrap();
        assert_eq!(name, "Siti");
    }
}
