//! A simulated day: what happens is drawn from the seed, one step after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use perisai_core::domain::kinds::{AgentRole, ConsentMethod};
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::domain::{AgentId, ChangeId, CivilDate, DeviceId, RecordId, Registry, VillageCode};
use perisai_core::field::{
    AttendanceInput, ConsentInput, EventInput, FieldEdit, NoProgress, PersonInput, RegisterInput,
};
use perisai_core::{Field, FieldError, WhyRefused};

use super::SimBranch;
use super::check::{self, Violation};
use super::network::{Fault, Network, Way};
use super::phone::{Saved, SimPhone};
use super::trace::Trace;
use super::truth::{Edit, Truth};
use crate::power::Dice;

/// 1 June 2026, 08:00 in Semarang.
pub(super) const MORNING_MS: i64 = 1_780_275_600_000;
pub(super) const DAY_MS: i64 = 86_400_000;
pub(super) const VILLAGES: [&str; 3] = ["3374051001", "3374051002", "3374061001"];
const AGENTS: [(&str, AgentRole, &[usize]); 3] = [
    ("a1", AgentRole::PerisaiAgent, &[0, 1]),
    ("a2", AgentRole::PerisaiAgent, &[1, 2]),
    ("s1", AgentRole::Supervisor, &[0, 1, 2]),
];
/// How often one phone may sync after the faults have stopped before the day counts as endless.
const HEALING_SYNCS_MAX: u32 = 60;

/// How often a revoked phone, which learns nothing, offers its journal to the quarantine.
const REVOKED_SYNCS: u32 = 8;

/// What a day is made of.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// Everything is drawn from it.
    pub seed: u64,
    /// How many steps.
    pub steps: u32,
    /// Of so many exchanges one meets a fault.
    pub fault_one_in: u64,
    /// Whether it holds what is rarer, too.
    pub full: bool,
}

/// How often a day did what.
pub type Reached = BTreeMap<String, u64>;

/// A day under way.
pub struct World {
    /// The phones, clones included.
    pub phones: Vec<SimPhone>,
    /// The branch.
    pub branch: Mutex<SimBranch>,
    /// What really happened.
    pub truth: Truth,
    /// What was done, counted.
    pub reached: Reached,
    pub(super) network: Network,
    full: bool,
    pub(super) dice: Dice,
    pub(super) now_ms: i64,
    saved: Vec<(usize, Saved)>,
    edits: u32,
    people: u64,
    pub(super) papers: u32,
    pub(super) events: Vec<String>,
    pub(super) revoked: BTreeSet<DeviceId>,
    pub(super) trace: Trace,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "World of {} phones", self.phones.len())
    }
}

/// Lives a day and checks it. The error names what does not hold.
pub fn live(day: Day) -> Result<Reached, Violation> {
    let mut world = World::begin(day);
    for _ in 0..day.steps {
        world.step()?;
        world.trace_step();
    }
    world.heal()?;
    world.trace_step();
    check::hold(&world)?;
    world.count_verdicts();
    for (fault, times) in world.network.reached() {
        *world.reached.entry(format!("network {fault:?}")).or_default() += times;
    }
    Ok(world.reached)
}

fn village(at: usize) -> VillageCode {
    VILLAGES[at].parse().expect("a village")
}

impl World {
    fn begin(day: Day) -> Self {
        let registry = Registry::standard();
        let branch = SimBranch::new(day.seed, MORNING_MS, registry.clone());
        let network = Network::new(day.seed, day.fault_one_in);
        let mut phones = Vec::new();
        for (badge, role, villages) in AGENTS {
            let agent: AgentId = badge.parse().expect("a badge");
            let villages: Vec<VillageCode> = villages.iter().map(|at| village(*at)).collect();
            branch.add_agent(&agent, role, &villages);
            phones.push(SimPhone::new(day.seed, &agent, MORNING_MS, &registry));
        }
        let branch = Mutex::new(branch);
        let quiet = Network::new(0, 0);
        for phone in &phones {
            let code = branch.lock().expect("no panic holds it").enrol_code(&phone.agent);
            phone.field.enrol(&code, &Way { network: &quiet, branch: &branch }).expect("an enrolment");
        }
        branch.lock().expect("no panic holds it").back_up();
        Self {
            phones,
            branch,
            truth: Truth::default(),
            reached: Reached::new(),
            network,
            full: day.full,
            dice: Dice::of(&[day.seed, 0x7374_6570]),
            now_ms: MORNING_MS,
            saved: Vec::new(),
            edits: 0,
            people: 0,
            papers: 0,
            events: Vec::new(),
            revoked: BTreeSet::new(),
            trace: Trace::new(),
        }
    }

    pub(super) fn draw(&mut self, limit: usize) -> usize {
        usize::try_from(self.dice.below(limit as u64)).expect("below a length")
    }

    pub(super) fn count(&mut self, what: &str) {
        *self.reached.entry(what.to_owned()).or_default() += 1;
    }

    fn step(&mut self) -> Result<(), Violation> {
        self.now_ms += 1_000 + i64::try_from(self.dice.below(600_000)).expect("minutes");
        self.branch.lock().expect("no panic holds it").clock.reach(self.now_ms);
        let phone = self.draw(self.phones.len());
        self.phones[phone].at(self.now_ms);
        if self.full && self.dice.chance(1, 3) {
            return self.rarer(phone);
        }
        match self.dice.below(100) {
            0..=14 => self.register(phone),
            15..=39 => self.edit(phone),
            40..=44 => self.attend(phone),
            45..=48 => self.resolve(phone),
            49..=76 => self.sync(phone),
            77..=79 => self.restart(phone),
            80..=83 => self.save(phone),
            84..=85 => self.restore_phone(),
            86 => self.clone_phone(phone),
            87..=88 => self.back_up(),
            89..=90 => self.restore_branch(),
            91..=93 => self.turn_clock(phone),
            94..=96 => self.move_scope(phone),
            _ => {
                self.network.deliver_late(&self.branch.lock().expect("no panic holds it"));
                self.count("late request delivered");
                Ok(())
            }
        }
    }

    pub(super) fn keep(&mut self, phone: usize, change: &str) -> ChangeId {
        let change: ChangeId = change.parse().expect("a change's id");
        self.trace.say(|| format!("phone {phone} saves {change}"));
        self.truth.saved.insert(change);
        self.phones[phone].journal.insert(change);
        change
    }

    /// Registers somebody; now and then somebody whom another phone registers too.
    fn register(&mut self, phone: usize) -> Result<(), Violation> {
        let again = self.people > 0 && self.dice.chance(1, 5);
        let person = if again { self.dice.below(self.people) } else { self.people };
        self.people = self.people.max(person + 1);
        let at = self.draw(VILLAGES.len());
        let mut input = registration(person, VILLAGES[at]);
        if self.full && !self.events.is_empty() && self.dice.chance(1, 3) {
            let event = self.draw(self.events.len());
            input.event = Some(self.events[event].clone());
            self.count("registered at an event");
        }
        let saved = capture(self.phones[phone].field.register(&input), "register")?;
        let Some(saved) = saved else { return Ok(()) };
        let change = self.keep(phone, &saved.change);
        self.trace.say(|| format!("registers {person} as {} in {at}", saved.worker));
        self.truth.registered.insert(change, person);
        let record: RecordId = saved.worker.parse().expect("a record's id");
        for (field, value) in [("name", name_of(person)), ("birth_date", birth_of(person))] {
            self.truth.written.insert((record, field, value), change);
        }
        self.count("registered");
        Ok(())
    }

    /// Edits a field of a worker that the phone shows.
    fn edit(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        self.edits += 1;
        match self.dice.below(10) {
            0..=3 => self.edit_value(phone, &worker, "name", format!("Nama {}", letters(self.edits))),
            4..=6 => {
                let born = CivilDate::new(1950, 1, 1).and_then(|day| day.add_days(self.edits.into()));
                self.edit_value(phone, &worker, "birth_date", born.expect("a date").to_string())
            }
            7 => {
                let set = ["fisher", "farmer;other", "fisher;other", ""][self.draw(4)];
                self.edit_plain(phone, &worker, "segments", set)
            }
            8 => {
                let wish = ["true", "false"][self.draw(2)];
                self.edit_plain(phone, &worker, "do_not_contact", wish)
            }
            _ => {
                let to = VILLAGES[self.draw(VILLAGES.len())];
                self.edit_plain(phone, &worker, "village", to)
            }
        }
    }

    fn edit_value(&mut self, phone: usize, worker: &str, field: &'static str, value: String) -> Result<(), Violation> {
        let shown = shown(&self.phones[phone].field, worker, field)?;
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value.clone()) }];
        let edited = self.phones[phone].field.edit_worker(worker, &edits, Some("simulated".to_owned()));
        let Some(saved) = capture(edited, "edit")? else { return Ok(()) };
        let change = self.keep(phone, &saved.change);
        let record: RecordId = worker.parse().expect("a record's id");
        self.trace.say(|| {
            format!(
                "edits {field} of {record}, looking at {:?}",
                self.truth.written.get(&(record, field, shown.clone()))
            )
        });
        self.truth.edited(change, Edit { record, field, value, shown });
        self.count(&format!("edited {field}"));
        Ok(())
    }

    fn edit_plain(&mut self, phone: usize, worker: &str, field: &str, value: &str) -> Result<(), Violation> {
        let edits = [FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }];
        let edited = self.phones[phone].field.edit_worker(worker, &edits, None);
        if let Some(saved) = capture(edited, "edit")? {
            self.keep(phone, &saved.change);
            self.trace.say(|| format!("sets {field} of {worker}"));
            self.count(&format!("edited {field}"));
        }
        Ok(())
    }

    fn attend(&mut self, phone: usize) -> Result<(), Violation> {
        if self.events.is_empty() || self.dice.chance(1, 4) {
            let at = if self.full { self.draw(VILLAGES.len()) } else { 1 };
            let input = EventInput {
                kind: perisai_core::domain::kinds::EventKind::Forum,
                starts_at_ms: self.now_ms,
                place: None,
                village: Some(VILLAGES[at].to_owned()),
            };
            if let Some(saved) = capture(self.phones[phone].field.record_event(&input), "event")? {
                self.keep(phone, &saved.change);
                self.trace.say(|| format!("event {}", saved.record));
                self.events.push(saved.record);
                self.count("event");
            }
            return Ok(());
        }
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let at = self.draw(self.events.len());
        let event = self.events[at].clone();
        let attending = [AttendanceInput { worker, role: None }];
        let saved = capture(self.phones[phone].field.record_attendance(&event, &attending), "attend")?;
        if let Some(change) = saved.and_then(|saved| saved.change) {
            self.keep(phone, &change);
            self.trace.say(|| format!("attendance at {event}"));
            self.count("attendance");
        }
        Ok(())
    }

    pub(super) fn resolve(&mut self, phone: usize) -> Result<(), Violation> {
        let field = &self.phones[phone].field;
        let items = field.attention().map_err(Violation::failed)?;
        let Some(item) = items.into_iter().find(|item| item.kind == perisai_core::field::AttentionKind::Conflict)
        else {
            return Ok(());
        };
        let view = field.conflict(&item.about).map_err(Violation::failed)?;
        let mut choices: Vec<String> = view.candidates.iter().map(|candidate| candidate.change.clone()).collect();
        choices.extend(view.standing.iter().map(|standing| standing.change.clone()));
        let choice = choices[self.draw(choices.len())].clone();
        let resolved = self.phones[phone].field.resolve_field(&item.about, &choice, "simulated");
        if let Some(saved) = capture(resolved, "resolve")? {
            let change = self.keep(phone, &saved.change);
            let judged = choices.iter().filter_map(|choice| choice.parse().ok()).collect();
            self.trace.say(|| format!("decides {} for {choice} among {judged:?}", item.about));
            self.truth.judged.insert(change, judged);
            self.count("resolved");
        }
        Ok(())
    }

    pub(super) fn any_worker(&mut self, phone: usize) -> Result<Option<String>, Violation> {
        let workers = self.phones[phone].field.workers(None, 200).map_err(Violation::failed)?.workers;
        Ok(if workers.is_empty() { None } else { Some(workers[self.draw(workers.len())].worker.clone()) })
    }

    pub(super) fn sync(&mut self, phone: usize) -> Result<(), Violation> {
        let way = Way { network: &self.network, branch: &self.branch };
        let ended = self.phones[phone].field.sync(&way, &NoProgress);
        self.trace.say(|| {
            format!(
                "phone {phone} syncs: {}",
                ended.as_ref().map_or_else(|e| format!("{e}"), |o| format!("complete {}", o.complete))
            )
        });
        self.count("synced");
        match ended {
            Ok(_) | Err(FieldError::Network { .. }) => Ok(()),
            // A damaged request is not this device's, as far as the branch can tell.
            Err(FieldError::Refused { why: WhyRefused::UnknownDevice | WhyRefused::Revoked }) => Ok(()),
            Err(error) => Err(Violation::failed(error)),
        }
    }

    fn restart(&mut self, phone: usize) -> Result<(), Violation> {
        self.phones[phone].restart();
        self.trace.say(|| format!("phone {phone} restarts"));
        self.count("phone restarted");
        Ok(())
    }

    fn save(&mut self, phone: usize) -> Result<(), Violation> {
        let saved = self.phones[phone].save();
        self.trace.say(|| format!("phone {phone} is saved as {}", self.saved.len()));
        self.saved.push((phone, saved));
        Ok(())
    }

    fn restore_phone(&mut self) -> Result<(), Violation> {
        if self.saved.is_empty() {
            return Ok(());
        }
        let at = self.draw(self.saved.len());
        let (phone, saved) = self.saved[at].clone();
        self.phones[phone].restore(&saved);
        self.phones[phone].at(self.now_ms);
        self.trace.say(|| format!("phone {phone} is put back to {at}"));
        self.count("phone restored");
        Ok(())
    }

    fn clone_phone(&mut self, phone: usize) -> Result<(), Violation> {
        if self.phones.len() < AGENTS.len() + 2 {
            let number = self.phones.len() as u64;
            let clone = self.phones[phone].clone_phone(number);
            self.phones.push(clone);
            self.trace.say(|| format!("phone {phone} is cloned as {number}"));
            self.count("phone cloned");
        }
        Ok(())
    }

    fn back_up(&mut self) -> Result<(), Violation> {
        self.branch.lock().expect("no panic holds it").back_up();
        self.trace.say(|| "branch is backed up".to_owned());
        Ok(())
    }

    fn restore_branch(&mut self) -> Result<(), Violation> {
        let backups = self.branch.lock().expect("no panic holds it").backups();
        let backup = self.draw(backups);
        self.branch.lock().expect("no panic holds it").restore(backup);
        self.trace.say(|| format!("branch is put back to {backup}"));
        self.count("branch restored");
        Ok(())
    }

    fn turn_clock(&mut self, phone: usize) -> Result<(), Violation> {
        let days = i64::try_from(self.dice.below(801)).expect("days") - 400;
        self.phones[phone].set_skew(days * DAY_MS, self.now_ms);
        self.trace.say(|| format!("phone {phone} clock off by {days} days"));
        self.count("clock turned");
        Ok(())
    }

    fn move_scope(&mut self, phone: usize) -> Result<(), Violation> {
        let agent = self.phones[phone].agent.clone();
        let (at, given) = (self.draw(VILLAGES.len()), self.dice.chance(2, 3));
        self.branch.lock().expect("no panic holds it").set_village(&agent, village(at), given);
        self.trace.say(|| format!("{agent} village {at} given {given}"));
        self.count(if given { "village gained" } else { "village lost" });
        Ok(())
    }

    /// The faults stop: every phone syncs until it is done, and once more when all are.
    fn heal(&mut self) -> Result<(), Violation> {
        self.network.one_in = 0;
        for round in 0..3 {
            for phone in 0..self.phones.len() {
                self.phones[phone].at(self.now_ms);
                let is_revoked = self.is_revoked(phone)?;
                let way = Way { network: &self.network, branch: &self.branch };
                let mut syncs = 0;
                loop {
                    match self.phones[phone].field.sync(&way, &NoProgress) {
                        Ok(outcome) if outcome.complete => break,
                        Ok(_) => {}
                        Err(FieldError::Refused { why: WhyRefused::Revoked }) if is_revoked => {
                            if syncs >= REVOKED_SYNCS {
                                break;
                            }
                        }
                        Err(error) => return Err(Violation::failed(error)),
                    }
                    syncs += 1;
                    if syncs > HEALING_SYNCS_MAX {
                        return Err(Violation::Endless { phone: self.phones[phone].agent.to_string(), round });
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts what the branch said of the captures.
    fn count_verdicts(&mut self) {
        let counts = self.branch.lock().expect("no panic holds it").verdicts();
        for (word, times) in counts {
            *self.reached.entry(format!("verdict {word}")).or_default() += times;
        }
    }

    /// How often each fault of the network was met.
    pub fn network_faults(&self) -> BTreeMap<Fault, u64> {
        self.network.reached()
    }
}

/// A capture that the rules refuse is nothing that was saved; a device that fails is a violation.
pub(super) fn capture<T>(result: Result<T, FieldError>, _what: &str) -> Result<Option<T>, Violation> {
    match result {
        Ok(saved) => Ok(Some(saved)),
        Err(
            FieldError::Invalid { .. }
            | FieldError::NotFound
            | FieldError::ConsentMissing { .. }
            | FieldError::WarningUnacknowledged { .. },
        ) => Ok(None),
        Err(error) => Err(Violation::failed(error)),
    }
}

fn shown(field: &Field, worker: &str, name: &str) -> Result<String, Violation> {
    let line = field.record("worker", worker).map_err(Violation::failed)?;
    Ok(line.fields.into_iter().find(|line| line.field == name).map(|line| line.value).unwrap_or_default())
}

/// Letters for a number: names have no digits to be mistaken by.
fn letters(number: u32) -> String {
    let mut text = String::new();
    let mut rest = number;
    loop {
        text.push(char::from(b'a' + u8::try_from(rest % 26).expect("below 26")));
        rest /= 26;
        if rest == 0 {
            return text;
        }
    }
}

fn name_of(person: u64) -> String {
    format!("Orang {}", letters(u32::try_from(person).expect("few people")))
}

fn birth_of(person: u64) -> String {
    let days = i64::try_from(person).expect("few people");
    CivilDate::new(1980, 1, 1).and_then(|day| day.add_days(days)).expect("a date").to_string()
}

pub(super) fn registration(person: u64, village: &str) -> RegisterInput {
    let birth_date = birth_of(person);
    let (year, month, day) = (&birth_date[2..4], &birth_date[5..7], &birth_date[8..10]);
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some(name_of(person)),
            nik: Some(format!("337405{day}{month}{year}{:04}", 9_000 + person % 999)),
            birth_date: Some(birth_date.clone()),
            sex: Some(Sex::Male),
            village: Some(village.to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 1,
        start_month: "2026-07".to_owned(),
        payer: Payer::Worker,
        cash: None,
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Indonesian,
            witness: None,
        }),
        attestation: None,
        acknowledge: Some("simulated".to_owned()),
    }
}
