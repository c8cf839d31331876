//! The simulated machine behaves towards SQLite, and towards other users of its files, as a phone's does.

use perisai_tests::power::{Fault, FaultKind, Lasts, Loss, Machine, OpClock, PlannedCut};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::raw::{self, Durability};

fn machine() -> Machine {
    Machine::new("phone", &OpClock::default())
}

fn plain(machine: &Machine) -> Connection {
    let connection = Connection::open_with_flags_and_vfs("plain.db", OpenFlags::default(), machine.vfs_name());
    let connection = connection.expect("a new database");
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 0").expect("pragmas");
    connection
}

fn count(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).expect("a count")
}

fn code(result: rusqlite::Result<()>) -> Option<ErrorCode> {
    result.expect_err("the call fails").sqlite_error_code()
}

#[test]
fn the_database_is_encrypted_on_the_disk() {
    let machine = machine();
    let mut store = raw::open(&machine, Durability::DEVICE).expect("a new store");
    raw::capture(&mut store, 1).expect("a capture");
    let image = machine.visible();
    assert_eq!(image.files.keys().collect::<Vec<_>>(), ["/data/store.db", "/data/store.db-wal"]);
    let needle = &raw::body(1)[..16];
    for (name, content) in &image.files {
        assert!(content.len() > 4096 || name.ends_with(".db"), "{name} is empty");
        assert!(!content.windows(needle.len()).any(|window| window == needle), "{name} holds the row in the clear");
        assert!(!content.starts_with(b"SQLite format 3"), "{name} has a plain header");
    }
}

#[test]
fn connections_share_a_log_without_exclusive_locking_and_see_each_others_commits() {
    let machine = machine();
    let (one, two) = (plain(&machine), plain(&machine));
    one.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("a commit");
    assert_eq!(count(&two), 1);
    two.execute_batch("INSERT INTO t VALUES (2)").expect("a commit");
    assert_eq!(count(&one), 2);
}

#[test]
fn a_reader_keeps_its_snapshot_and_a_second_writer_is_told_to_wait() {
    let machine = machine();
    let (one, two) = (plain(&machine), plain(&machine));
    one.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("a commit");
    two.execute_batch("BEGIN").expect("a read transaction");
    assert_eq!(count(&two), 1);
    one.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)").expect("a write transaction");
    let third = plain(&machine);
    assert_eq!(code(third.execute_batch("BEGIN IMMEDIATE")), Some(ErrorCode::DatabaseBusy));
    one.execute_batch("COMMIT").expect("a commit");
    assert_eq!(count(&two), 1, "the snapshot stands");
    two.execute_batch("COMMIT").expect("the end of a read");
    assert_eq!(count(&two), 2);
}

#[test]
fn threads_write_in_turn() {
    let machine = machine();
    plain(&machine).execute_batch("CREATE TABLE t (x)").expect("a commit");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let connection = plain(&machine);
                connection.busy_timeout(std::time::Duration::from_secs(60)).expect("a timeout");
                for _ in 0..50 {
                    connection.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT").expect("a commit");
                }
            });
        }
    });
    assert_eq!(count(&plain(&machine)), 200);
}

#[test]
fn the_last_connection_closes_the_log() {
    let machine = machine();
    let connection = plain(&machine);
    connection.execute_batch("CREATE TABLE t (x)").expect("a commit");
    assert!(machine.visible().files.contains_key("plain.db-wal"));
    drop(connection);
    assert_eq!(machine.visible().files.into_keys().collect::<Vec<_>>(), ["plain.db"]);
}

#[test]
fn a_temporary_file_is_refused() {
    let machine = machine();
    let connection = plain(&machine);
    connection
        .execute_batch("PRAGMA temp_store = FILE; PRAGMA cache_size = 1; PRAGMA temp.cache_size = 1")
        .expect("pragmas");
    let spilled = connection.execute_batch(
        "CREATE TEMP TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         SELECT i, randomblob(200) FROM n",
    );
    assert_eq!(code(spilled), Some(ErrorCode::CannotOpen));
}

#[test]
fn after_a_cut_every_call_fails_until_the_reboot_and_old_connections_never_work_again() {
    let machine = machine();
    let old = plain(&machine);
    old.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("a commit");
    old.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("everything durable");
    old.execute_batch("PRAGMA synchronous = NORMAL; INSERT INTO t VALUES (2)").expect("a commit");
    machine.cut_now(Loss::All);
    assert!(!machine.has_power());
    assert_eq!(code(old.execute_batch("INSERT INTO t VALUES (3)")), Some(ErrorCode::SystemIoFailure));
    let opened = Connection::open_with_flags_and_vfs("plain.db", OpenFlags::default(), machine.vfs_name());
    assert_eq!(opened.expect_err("no power").sqlite_error_code(), Some(ErrorCode::SystemIoFailure));

    machine.reboot();
    assert!(machine.has_power());
    assert_eq!(count(&plain(&machine)), 1, "what was not synced is gone");
    assert_eq!(code(old.execute_batch("INSERT INTO t VALUES (4)")), Some(ErrorCode::SystemIoFailure));
    drop(old);
    assert_eq!(count(&plain(&machine)), 1, "closing an old connection changes nothing");
}

#[test]
fn a_planned_cut_comes_at_its_operation() {
    let clock = OpClock::default();
    let machine = Machine::new("phone", &clock);
    let connection = plain(&machine);
    connection.execute_batch("CREATE TABLE t (x)").expect("a commit");
    let next = clock.now() + 1;
    machine.plan_cut(PlannedCut { op: next + 1, loss: Loss::None });
    assert_eq!(code(connection.execute_batch("INSERT INTO t VALUES (1)")), Some(ErrorCode::SystemIoFailure));
    assert_eq!(clock.now(), next + 1);
    assert!(!machine.has_power());
}

#[test]
fn a_full_disk_is_told_as_such_and_works_again_when_there_is_room() {
    let machine = machine();
    let connection = plain(&machine);
    connection.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").expect("a commit");
    machine.plan_fault(Fault { from: 1, kind: FaultKind::Full, lasts: Lasts::UntilLifted });
    assert_eq!(code(connection.execute_batch("INSERT INTO t VALUES (2)")), Some(ErrorCode::DiskFull));
    assert_eq!(count(&connection), 1, "reading needs no room");
    assert!(machine.files().write("note", b"text").is_err_and(|e| e.kind() == std::io::ErrorKind::StorageFull));
    assert!(machine.lift_fault() > 0);
    connection.execute_batch("INSERT INTO t VALUES (3)").expect("a commit");
    assert_eq!(count(&connection), 2);
}

#[test]
fn a_disk_that_fails_once_fails_once() {
    let machine = machine();
    let connection = plain(&machine);
    connection.execute_batch("CREATE TABLE t (x)").expect("a commit");
    machine.plan_fault(Fault { from: 1, kind: FaultKind::IoError, lasts: Lasts::Once });
    assert_eq!(code(connection.execute_batch("INSERT INTO t VALUES (1)")), Some(ErrorCode::SystemIoFailure));
    connection.execute_batch("INSERT INTO t VALUES (2)").expect("a commit");
    assert_eq!(machine.lift_fault(), 1);
}

#[test]
fn other_files_follow_the_same_rules() {
    let machine = machine();
    let files = machine.files();
    files.write("/data/key.new", b"first").expect("a new file");
    files.sync("/data/key.new").expect("a sync");
    files.rename("/data/key.new", "/data/key").expect("a rename");
    files.sync_directory_of("/data/key").expect("a sync");
    files.write("/data/key", b"second").expect("an overwrite");
    assert_eq!(files.read("/data/key").expect("a file"), b"second");
    assert_eq!(files.list("/data/").expect("a list"), ["/data/key"]);
    machine.cut_now(Loss::All);
    assert!(files.read("/data/key").is_err());
    machine.reboot();
    assert!(files.read("/data/key").is_err(), "handles from before the cut stay dead");
    let files = machine.files();
    assert_eq!(files.read("/data/key").expect("a file"), b"first");
    assert!(!files.exists("/data/key.new").expect("an answer"));
    files.delete("/data/key").expect("a deletion");
    assert!(files.read("/data/key").is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound));
    machine.cut_now(Loss::All);
    machine.reboot();
    assert!(machine.files().exists("/data/key").expect("an answer"), "the deletion was not synced");
}

#[test]
fn a_machine_can_go_before_its_connections() {
    let machine = machine();
    let connection = plain(&machine);
    connection.execute_batch("CREATE TABLE t (x)").expect("a commit");
    drop(machine);
    connection.execute_batch("INSERT INTO t VALUES (1)").expect("the disk is still there");
    assert_eq!(count(&connection), 1);
}
