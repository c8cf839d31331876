//! Planted violations: whatever is changed behind the branch's back is found and named, and a healthy branch has none.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use perisai_branch::ledger::Ledger;
use perisai_branch::store::{Durability, SqliteLedger};
use perisai_branch::{Branch, Fault, Problem};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{Patch, Registry};
use rusqlite::{Connection, OpenFlags};

use crate::support::{GENUK, World, met, worker};

/// A healthy branch's ledger in a file, removed afterwards, with the world that it is of.
struct Healthy {
    world: World,
    folder: PathBuf,
}

impl Healthy {
    /// A branch that has records, an edit, several journal places, something in quarantine.
    fn new(name: &str) -> Self {
        let (world, mut phone) = World::with_phone();
        world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
        let (first, _, patches) = phone.registration(&world, worker("Slamet", 1, GENUK));
        phone.capture(&world, patches);
        for person in ["Siti", "Budi"] {
            let id = phone.new_id(&world);
            phone.capture(&world, vec![Patch::create("worker", id, met(person, GENUK))]);
        }
        phone.sync(&world);
        let edit = phone.set(first, "hamlet", "RW 1");
        phone.capture(&world, vec![edit]);
        phone.sync(&world);
        let mut lost = world.phone("A02");
        world.branch.revoke(&world.admin(), lost.device).unwrap();
        for person in ["Wati", "Yanto"] {
            let id = lost.new_id(&world);
            lost.capture(&world, vec![Patch::create("worker", id, met(person, GENUK))]);
        }
        lost.exchange(&world);
        let folder = std::env::temp_dir().join(format!("perisai-verify-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { world, folder }
    }

    /// What a copy shows in which something was changed.
    fn problems_after(&self, plant: &str) -> Vec<Problem> {
        let file = self.folder.join("copy.db");
        self.world.ledger.copy_to(&file).unwrap();
        let connection = Connection::open_with_flags(&file, OpenFlags::default()).unwrap();
        connection.execute_batch(plant).unwrap();
        assert!(plant.is_empty() || connection.total_changes() > 0, "nothing was planted by {plant}");
        drop(connection);
        let problems = self.problems_of(&file);
        for file in std::fs::read_dir(&self.folder).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        problems
    }

    fn problems_of(&self, file: &Path) -> Vec<Problem> {
        let registry = Registry::standard();
        let ledger = SqliteLedger::open(file, registry.clone(), Durability::None).unwrap();
        let branch = Branch::open(Arc::new(ledger), self.world.clock.clone(), self.world.ids.clone(), registry);
        branch.verify().unwrap().problems
    }

    fn finds(&self, chain: &str, fault: Fault, plant: &str) {
        let problems = self.problems_after(plant);
        let found = problems.iter().any(|problem| problem.chain.starts_with(chain) && problem.fault == fault);
        assert!(found, "{plant}: {problems:?}");
    }
}

impl Drop for Healthy {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

const STREAM: &str = "region/3374051003";

#[test]
fn a_healthy_branch_has_no_problem() {
    assert_eq!(Healthy::new("healthy").problems_after(""), []);
}

#[test]
fn every_fault_of_a_stream_is_found() {
    let healthy = Healthy::new("stream");
    let of = |sql: &str| sql.replace("$of", &format!("stream = '{STREAM}'"));
    for (fault, plant) in [
        (Fault::Edited, "UPDATE stream_entry SET content = x'00' WHERE $of AND position = 2"),
        (Fault::Edited, "UPDATE stream_entry SET hash = zeroblob(length(hash)) WHERE $of AND position = 2"),
        (Fault::Deleted, "DELETE FROM stream_entry WHERE $of AND position = 2"),
        (
            Fault::Reordered,
            "UPDATE stream_entry SET position = -position WHERE $of AND position IN (2, 3);
             UPDATE stream_entry SET position = 5 + position WHERE $of AND position < 0",
        ),
        (
            Fault::Truncated,
            "DELETE FROM stream_entry WHERE $of AND position = (SELECT max(position) FROM stream_entry WHERE $of)",
        ),
        (Fault::Truncated, "DELETE FROM stream_entry WHERE $of; DELETE FROM stream_head WHERE $of"),
        (Fault::Differs, "UPDATE worker SET name = 'another' WHERE hamlet = 'RW 1'"),
        (Fault::Differs, "DELETE FROM worker WHERE hamlet = 'RW 1'"),
        (Fault::Differs, "DELETE FROM placement WHERE $of"),
    ] {
        healthy.finds(STREAM, fault, &of(plant));
    }
}

#[test]
fn every_fault_of_a_journal_is_found() {
    let healthy = Healthy::new("journal");
    let second = "incarnation = (SELECT incarnation FROM journal WHERE seq = 4) AND seq = 2";
    for (chain, fault, plant) in [
        ("journal", Fault::Deleted, format!("DELETE FROM journal WHERE {second}")),
        ("journal", Fault::Edited, format!("UPDATE journal SET hash = zeroblob(length(hash)) WHERE {second}")),
        ("journal", Fault::Edited, format!("UPDATE journal SET change = zeroblob(16) WHERE {second}")),
        (
            "journal",
            Fault::Deleted,
            format!("DELETE FROM change WHERE id = (SELECT change FROM journal WHERE {second})"),
        ),
        ("change", Fault::Truncated, "DELETE FROM journal WHERE seq = 4".to_owned()),
        ("change", Fault::Truncated, "DELETE FROM journal WHERE seq = 1".to_owned()),
    ] {
        healthy.finds(chain, fault, &plant);
    }
}

#[test]
fn a_change_that_is_not_what_its_id_says_is_found_also_in_quarantine() {
    let healthy = Healthy::new("change");
    let first_of = |table: &str| {
        format!(
            "UPDATE {table} SET body = (SELECT body FROM {table} WHERE device IS NOT NULL ORDER BY arrival LIMIT 1)
             WHERE arrival = (SELECT max(arrival) FROM {table} WHERE device IS NOT NULL)"
        )
    };
    for table in ["change", "quarantine"] {
        healthy.finds("change", Fault::Edited, &first_of(table));
    }
}

#[test]
fn every_fault_of_the_decisions_is_found() {
    let healthy = Healthy::new("decisions");
    for (fault, plant) in [
        (Fault::Edited, "UPDATE decision SET content = x'00' WHERE position = 2"),
        (Fault::Deleted, "DELETE FROM decision WHERE position = 2"),
        (
            Fault::Reordered,
            "UPDATE decision SET position = -position WHERE position IN (2, 3);
             UPDATE decision SET position = 5 + position WHERE position < 0",
        ),
        (Fault::Truncated, "DELETE FROM decision WHERE position = (SELECT max(position) FROM decision)"),
    ] {
        healthy.finds("decisions", fault, plant);
    }
}

#[test]
fn a_verdict_that_is_not_the_one_decided_last_is_found() {
    let healthy = Healthy::new("verdicts");
    let last = "arrival = (SELECT max(arrival) FROM change WHERE device IS NOT NULL)";
    for (fault, plant) in [
        (
            Fault::Differs,
            format!("UPDATE change SET (word, verdict) = ('merged', x'81a66d657267656481a46c6f737490') WHERE {last}"),
        ),
        (
            Fault::Deleted,
            format!(
                "DELETE FROM journal WHERE change = (SELECT id FROM change WHERE {last});
                 DELETE FROM change WHERE {last}"
            ),
        ),
    ] {
        healthy.finds("change", fault, &plant);
    }
}
