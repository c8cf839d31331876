//! Before the day: the phone is enrolled, somebody else has edited what it edited, and the branch has refused a capture.

use perisai_branch::store::Durability;
use perisai_branch::{Branch, By, NewAgent};
use perisai_core::Field;
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{AgentId, Registry, VillageCode};
use perisai_core::field::{AttentionKind, FieldEdit, NoProgress};
use perisai_core::ports::Transport;
use perisai_tests::power::{Image, Site};
use perisai_tests::sim::SimPhone;

use super::errands::{Errand, VILLAGES, registration};
use super::kept::Before;
use super::phone::{AGENT, BRANCH, DEVICE, Life, MORNING_MS};

/// Who else works in the same villages.
const OTHER: &str = "a2";
const DAY_MS: i64 = 86_400_000;

/// The disks of the phone and of the branch before the day, and what the phone shows.
#[derive(Debug, Clone)]
pub(crate) struct Dawn {
    pub(crate) device: Image,
    pub(crate) branch: Image,
    pub(crate) before: Before,
}

impl Dawn {
    /// The dawn of a seed: known workers, an event, one conflict to decide, one rejection to correct, nothing unsent.
    pub(crate) fn of(seed: u64) -> Dawn {
        let site = Site::new(&[DEVICE, BRANCH]);
        let life = Life::numbered(&site, seed, 0);
        let line = life.line(Durability::Full);
        let codes = line.at_branch(|served| begin(&served.branch)).expect("a new ledger");
        let field = life.open().expect("a new store");
        field.enrol(&codes[0], &line).expect("an enrolment");
        let other = SimPhone::new(seed, &badge(OTHER), MORNING_MS, &Registry::standard());
        other.field.enrol(&codes[1], &line).expect("an enrolment");

        disagree(&field, &other.field, &line);
        be_refused(&life, &field, &line);
        sync(&field, &line);
        let attention = field.attention().expect("a list");
        let waits_for = |kind| attention.iter().any(|item| item.kind == kind);
        assert!(waits_for(AttentionKind::Conflict), "nothing is contested at dawn");
        assert!(waits_for(AttentionKind::Rejected), "nothing is rejected at dawn");
        assert_eq!(field.pending_count(), Ok(0), "something is unsent at dawn");
        field.shutdown();
        drop(line);

        let before = Before::of(&life.store().expect("the store")).expect("what the store shows");
        let [device, branch] = site.reboot().try_into().expect("two machines");
        Dawn { device, branch, before }
    }

    /// Puts the disks of those machines as they are at dawn.
    pub(crate) fn mount(&self, site: &Site) {
        for machine in site.machines() {
            machine.mount(if machine.name() == DEVICE { &self.device } else { &self.branch });
        }
    }
}

fn badge(text: &str) -> AgentId {
    text.parse().expect("a badge")
}

fn begin(branch: &Branch) -> [String; 2] {
    branch.init("Semarang Majapahit", &badge("admin")).expect("a new branch");
    let by = By { agent: badge("admin"), reason: "the morning".to_owned() };
    let villages: Vec<VillageCode> = VILLAGES.iter().map(|code| code.parse().expect("a village")).collect();
    [AGENT, OTHER].map(|name| {
        let role = AgentRole::PerisaiAgent;
        let agent =
            NewAgent { badge: badge(name), name: name.to_owned(), role, wadah: None, villages: villages.clone() };
        branch.add_agent(&by, &agent).expect("a new agent");
        branch.enrol_code(&by, &badge(name)).expect("a code")
    })
}

/// Two phones edit a worker's birth date without seeing each other.
fn disagree(field: &Field, other: &Field, line: &dyn Transport) {
    Errand::Event.run(field, 1, MORNING_MS).expect("an event");
    let worker = field.register(&registration(1, None)).expect("a registration").worker;
    field.register(&registration(2, None)).expect("a registration");
    sync(field, line);
    sync(other, line);
    for (phone, date) in [(other, "1981-02-03"), (field, "1982-03-04")] {
        let edit = FieldEdit { field: "birth_date".to_owned(), value: Some(date.to_owned()) };
        phone.edit_worker(&worker, &[edit], Some("as told".to_owned())).expect("an edit");
        sync(phone, line);
    }
}

/// A phone whose clock is forty days ahead registers somebody who is too young by the branch's.
fn be_refused(life: &Life<'_>, field: &Field, line: &dyn Transport) {
    let mut input = registration(3, None);
    input.person.birth_date = Some("2011-06-20".to_owned());
    let right = life.now_ms();
    life.hand.clock.set_wall(right + 40 * DAY_MS);
    field.register(&input).expect("old enough by this phone's clock");
    sync(field, line);
    life.hand.clock.set_wall(right);
}

fn sync(field: &Field, line: &dyn Transport) {
    while !field.sync(line, &NoProgress).expect("a quiet network").complete {}
}
