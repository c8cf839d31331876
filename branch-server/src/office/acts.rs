//! What people at the branch do: agents and their villages, codes, registrations, receipts, conflicts,
//! merges, quarantine. Each act names who does it and why, and is entered in the chain of decisions.

use perisai_core::domain::calendar::{CivilDate, Month};
use perisai_core::domain::kinds::{
    Agent, AgentRole, AgentStatus, AssignedVillage, Candidate, Conflict, ConflictKind, FailureCause, Membership,
    MembershipStatus, PaidMonth, Receipt, ReceiptStatus, Registration, RegistrationStatus, Resolution, Worker,
};
use perisai_core::domain::record::{FieldValue, Record};
use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{
    AgentId, ChangeId, DeviceId, Document, Instant, Invalid, Patch, RecordId, Rule, Value, Verdict,
};
use perisai_core::merge::is_waiting;
use perisai_core::sync::wire::Scope;

use crate::branch::Branch;
use crate::changes::ingest::set_fields;
use crate::changes::own_changes::BRANCH;
use crate::changes::quarantine::Quarantined;
use crate::changes::suspicions::duplicate_conflict;
use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::DeviceRow;
use crate::streams::scope::next_version;

/// The setting that holds the branch's name.
pub(crate) const BRANCH_NAME: &str = "branch_name";

/// Who acts, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub agent: AgentId,
    /// Why.
    pub reason: String,
}

/// An agent to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAgent {
    /// The badge.
    pub badge: AgentId,
    /// Name.
    pub name: String,
    /// What the agent may do.
    pub role: AgentRole,
    /// The organisation that the agent works through.
    pub wadah: Option<String>,
    /// The villages to begin with.
    pub villages: Vec<VillageCode>,
}

impl Branch {
    /// Begins a branch: its name, and the first agent, who may add the others.
    pub fn init(&self, name: &str, admin: &AgentId) -> Result<()> {
        self.write(|desk| {
            if desk.tx.setting(BRANCH_NAME)?.is_some() {
                return Err(BranchError::Refused("this folder holds a branch already"));
            }
            desk.tx.put_setting(BRANCH_NAME, name)?;
            desk.enter(&Act::Init)?;
            let first = NewAgent {
                badge: admin.clone(),
                name: admin.to_string(),
                role: AgentRole::BranchAdmin,
                wadah: None,
                villages: Vec::new(),
            };
            desk.add_agent(&By { agent: admin.clone(), reason: "the first of the branch".to_owned() }, &first)
        })
    }

    /// The branch's name; none before [`Branch::init`].
    pub fn name(&self) -> Result<Option<String>> {
        self.read(|desk| desk.tx.setting(BRANCH_NAME))
    }

    /// Adds an agent.
    pub fn add_agent(&self, by: &By, agent: &NewAgent) -> Result<()> {
        self.act(by, AgentRole::BranchAdmin, |desk| desk.add_agent(by, agent))
    }

    /// Gives an agent villages.
    pub fn assign(&self, by: &By, agent: &AgentId, villages: &[VillageCode]) -> Result<Scope> {
        self.act(by, AgentRole::Supervisor, |desk| desk.change_scope(by, agent, |now| now.extend(villages)))
    }

    /// Takes villages from an agent.
    pub fn unassign(&self, by: &By, agent: &AgentId, villages: &[VillageCode]) -> Result<Scope> {
        self.act(by, AgentRole::Supervisor, |desk| {
            desk.change_scope(by, agent, |now| now.retain(|village| !villages.contains(village)))
        })
    }

    /// A single-use code for one device of an agent, valid for [`crate::CODE_VALID_MS`].
    pub fn enrol_code(&self, by: &By, agent: &AgentId) -> Result<String> {
        self.act(by, AgentRole::Supervisor, |desk| {
            desk.agent(agent)?.ok_or_else(|| BranchError::not_found("agent", agent))?;
            let code = desk.new_code(agent)?;
            desk.enter_by(Some(&by.agent), &Act::Code { agent: agent.clone() })?;
            Ok(code)
        })
    }

    /// Stops serving a device: from now on its journal goes into quarantine.
    pub fn revoke(&self, by: &By, device: DeviceId) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            let row = desk.tx.device(device)?.ok_or_else(|| BranchError::not_found("device", device))?;
            if row.revoked.is_some() {
                return Err(BranchError::Refused("this device is revoked already"));
            }
            desk.tx.put_device(&DeviceRow { revoked: Some(by.reason.clone()), ..row })?;
            desk.enter_by(Some(&by.agent), &Act::Revoked { device })
        })
    }

    /// Takes in a worker whom the branch knows. The id follows from the label, so that importing a list
    /// again changes nothing; answers it, and whether the worker is new.
    pub fn import_worker(&self, by: &By, label: &str, worker: Document) -> Result<(RecordId, bool)> {
        self.act(by, AgentRole::AccountRepresentative, |desk| {
            let id = RecordId::derived("known_worker", &[label]);
            if desk.tx.record(Worker::KIND, id)?.is_some() {
                return Ok((id, false));
            }
            let patch = Patch::create(Worker::KIND.name, id, worker);
            desk.write_and_enter(by, "import", vec![patch])?;
            Ok((id, true))
        })
    }

    /// Moves a registration to another status. `active` takes the days of cover, and makes or extends the
    /// membership.
    pub fn set_status(
        &self,
        by: &By,
        registration: RecordId,
        status: RegistrationStatus,
        cause: Option<FailureCause>,
        covered: Option<(CivilDate, CivilDate)>,
    ) -> Result<()> {
        self.act(by, AgentRole::AccountRepresentative, |desk| {
            let record = desk.tx.record(Registration::KIND, registration)?;
            let record = record.ok_or_else(|| BranchError::not_found("registration", registration))?;
            if (status == RegistrationStatus::Active) != covered.is_some() {
                return Err(Invalid::new("covered_from", Rule::Required).into());
            }
            let fields = [("status", status.as_str().to_owned()), ("reason", by.reason.clone())];
            let mut fields = texts(fields);
            // Why it failed belongs to this status: the cause of an earlier one goes.
            if cause.is_some() || record.fields.contains_key("cause") {
                fields.insert("cause".to_owned(), cause.into_value());
            }
            let mut patches = vec![set_fields(Registration::KIND, &record, fields)];
            if let Some((from, to)) = covered {
                if to < from {
                    return Err(Invalid::new("covered_to", Rule::Date).into());
                }
                let typed = Registration::from_document(&record.fields)?;
                patches.push(desk.cover(registration, &typed, from, to)?);
            }
            desk.write_and_enter(by, "set_status", patches)
        })
    }

    /// Moves a receipt to another status.
    pub fn set_receipt_status(&self, by: &By, receipt: RecordId, status: ReceiptStatus) -> Result<()> {
        self.act(by, AgentRole::AccountRepresentative, |desk| {
            let record = desk.tx.record(Receipt::KIND, receipt)?;
            let record = record.ok_or_else(|| BranchError::not_found("receipt", receipt))?;
            let fields = [("status", status.as_str().to_owned()), ("reason", by.reason.clone())];
            desk.write_and_enter(by, "receipt_status", vec![set_fields(Receipt::KIND, &record, texts(fields))])
        })
    }

    /// Decides a conflict. Of values: 0 is the standing one, from 1 on those that wait, as
    /// [`Branch::conflicts`] lists them. Of a duplicate: 0 says two people, 1 and 2 name the survivor.
    pub fn resolve(&self, by: &By, conflict: RecordId, choice: usize) -> Result<()> {
        self.act(by, AgentRole::PerisaiAgent, |desk| {
            let typed: Conflict = desk.load(conflict)?.ok_or_else(|| BranchError::not_found("conflict", conflict))?;
            let beyond = || BranchError::from(Invalid::new("choose", Rule::Number));
            let (mut chosen, mut survivor) = (None, None);
            if typed.kind == ConflictKind::Duplicate {
                survivor = match choice.checked_sub(1) {
                    Some(place) => Some(*typed.records.get(place).ok_or_else(beyond)?),
                    None => None,
                };
            } else {
                chosen = Some(choices(&typed).get(choice).ok_or_else(beyond)?.change);
            }
            desk.write_resolution(by, conflict, &typed, chosen, survivor)
        })
    }

    /// Finds two workers to be one. The absorbed one stays readable; its children become the survivor's.
    pub fn merge(&self, by: &By, survivor: RecordId, absorbed: RecordId) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            let of = |id| desk.tx.record(Worker::KIND, id)?.ok_or_else(|| BranchError::not_found("worker", id));
            let (survivor, absorbed) = (of(survivor)?, of(absorbed)?);
            if survivor.record == absorbed.record {
                return Err(BranchError::Refused("a worker cannot be merged with itself"));
            }
            if [&survivor, &absorbed].iter().any(|worker| worker.fields.contains_key("merged_into")) {
                return Err(BranchError::Refused("one of the two has been merged into another already"));
            }
            let conflict = duplicate_conflict(survivor.record, absorbed.record);
            if let Some(typed) = desk.load::<Conflict>(conflict)? {
                return desk.write_resolution(by, conflict, &typed, None, Some(survivor.record));
            }
            let merged_into = Value::Text(survivor.record.to_string());
            let patch = set_fields(Worker::KIND, &absorbed, [("merged_into".to_owned(), merged_into)].into());
            desk.write_and_enter(by, "merge", vec![patch])
        })
    }

    /// Undoes a merge: each worker gets its own again, also what arrived in between.
    pub fn unmerge(&self, by: &By, absorbed: RecordId) -> Result<()> {
        self.act(by, AgentRole::Supervisor, |desk| {
            let record = desk.tx.record(Worker::KIND, absorbed)?;
            let record = record.ok_or_else(|| BranchError::not_found("worker", absorbed))?;
            let survivor = record.fields.get("merged_into").and_then(Value::as_text).and_then(|id| id.parse().ok());
            let survivor: RecordId = survivor.ok_or(BranchError::Refused("this worker is not merged into another"))?;
            let conflict = duplicate_conflict(survivor, absorbed);
            if let Some(typed) = desk.load::<Conflict>(conflict)? {
                return desk.write_resolution(by, conflict, &typed, None, None);
            }
            let patch = set_fields(Worker::KIND, &record, [("merged_into".to_owned(), Value::Null)].into());
            desk.write_and_enter(by, "unmerge", vec![patch])
        })
    }

    /// Lets a revoked device's changes out of quarantine; answers their verdicts.
    pub fn release(&self, by: &By, which: Quarantined) -> Result<Vec<(ChangeId, Verdict)>> {
        self.act(by, AgentRole::Supervisor, |desk| desk.release(&which, &by.agent))
    }

    /// Refuses a revoked device's changes; they stay readable, with the reason.
    pub fn refuse(&self, by: &By, which: Quarantined) -> Result<Vec<ChangeId>> {
        self.act(by, AgentRole::Supervisor, |desk| desk.refuse(&which, &by.agent, &by.reason))
    }

    /// Refuses one whose role is too low.
    pub(crate) fn check_role(&self, by: &By, least: AgentRole) -> Result<()> {
        self.act(by, least, |_| Ok(()))
    }

    /// One act in one transaction, announced at its end.
    pub(crate) fn act<T>(&self, by: &By, least: AgentRole, work: impl FnOnce(&mut Desk<'_>) -> Result<T>) -> Result<T> {
        if by.reason.trim().is_empty() {
            return Err(Invalid::new("reason", Rule::Required).into());
        }
        self.write(|desk| {
            let role = desk.role(&by.agent)?.ok_or_else(|| BranchError::not_found("agent", &by.agent))?;
            if role < least {
                return Err(BranchError::Role { agent: by.agent.to_string() });
            }
            let done = work(desk)?;
            desk.announce()?;
            Ok(done)
        })
    }
}

/// What can be chosen in a conflict between values: the standing one, then those that wait.
pub(crate) fn choices(conflict: &Conflict) -> Vec<&Candidate> {
    let waiting = conflict.candidates.iter().filter(|candidate| is_waiting(conflict, candidate));
    conflict.standing.iter().chain(waiting).collect()
}

impl Desk<'_> {
    fn add_agent(&mut self, by: &By, new: &NewAgent) -> Result<()> {
        if new.badge.as_str() == BRANCH {
            return Err(BranchError::Refused("this is the branch's own name"));
        }
        if self.agent(&new.badge)?.is_some() {
            return Err(BranchError::Refused("an agent with this badge exists already"));
        }
        let agent = Agent {
            badge: new.badge.clone(),
            name: new.name.clone(),
            role: new.role,
            wadah: new.wadah.clone(),
            villages: Vec::new(),
            status: AgentStatus::Active,
        };
        let patch = Patch::create(Agent::KIND.name, new.badge.record(), agent.into_document());
        self.write_and_enter(by, "add_agent", vec![patch])?;
        self.change_scope(by, &new.badge, |now| now.extend(&new.villages)).map(|_| ())
    }

    /// Makes the next version of an agent's villages; changes that waited for a village try again.
    fn change_scope(&mut self, by: &By, agent: &AgentId, change: impl FnOnce(&mut Vec<VillageCode>)) -> Result<Scope> {
        let record = self.tx.record(Agent::KIND, agent.record())?;
        let record = record.ok_or_else(|| BranchError::not_found("agent", agent))?;
        let now = self.scope(agent)?;
        let mut villages = now.villages.clone();
        change(&mut villages);
        villages.sort();
        villages.dedup();
        if villages == now.villages && now.version > 0 {
            return Ok(now);
        }
        let scope = Scope { version: next_version(now.version, &villages), villages };
        self.tx.put_scope(agent, scope.version, &scope.villages)?;
        self.enter_by(Some(&by.agent), &Act::Scope { agent: agent.clone(), version: scope.version })?;
        let mut assigned = Agent::from_document(&record.fields)?.villages;
        for past in assigned.iter_mut().filter(|past| past.until.is_none() && !scope.villages.contains(&past.village)) {
            past.until = Some(Instant(self.now_ms));
        }
        for village in &scope.villages {
            if !assigned.iter().any(|past| past.until.is_none() && past.village == *village) {
                assigned.push(AssignedVillage { village: *village, from: Instant(self.now_ms), until: None });
            }
        }
        if !assigned.is_empty() {
            let fields = [("villages".to_owned(), assigned.into_value())].into();
            self.write_and_enter(by, "assign", vec![set_fields(Agent::KIND, &record, fields)])?;
        }
        for change in self.tx.waiting_of(agent)? {
            self.retry(change)?;
        }
        self.retry_waiting()?;
        Ok(scope)
    }

    /// The patch that makes a membership or extends it.
    fn cover(&self, id: RecordId, registration: &Registration, from: CivilDate, to: CivilDate) -> Result<Patch> {
        let membership = RecordId::derived(Membership::KIND.name, &[&registration.worker.to_string()]);
        let paid = months_between(from, to).map(|month| PaidMonth { month, payer: registration.payer });
        let Some(record) = self.tx.record(Membership::KIND, membership)? else {
            let new = Membership {
                worker: registration.worker,
                registration: Some(perisai_core::domain::kinds::RegistrationId(id)),
                status: MembershipStatus::Active,
                covered_from: from,
                covered_to: to,
                months_paid: paid.collect(),
                autodebit: false,
            };
            return Ok(Patch::create(Membership::KIND.name, membership, new.into_document()));
        };
        let mut known = Membership::from_document(&record.fields)?;
        known.status = MembershipStatus::Active;
        known.registration = Some(perisai_core::domain::kinds::RegistrationId(id));
        known.covered_from = known.covered_from.min(from);
        known.covered_to = known.covered_to.max(to);
        for month in paid {
            if !known.months_paid.iter().any(|paid| paid.month == month.month) {
                known.months_paid.push(month);
            }
        }
        let mut fields = known.into_document();
        fields.remove("worker");
        Ok(set_fields(Membership::KIND, &record, fields))
    }

    fn write_resolution(
        &mut self,
        by: &By,
        id: RecordId,
        conflict: &Conflict,
        choice: Option<ChangeId>,
        survivor: Option<RecordId>,
    ) -> Result<()> {
        let record = self.tx.record(Conflict::KIND, id)?.ok_or_else(|| BranchError::not_found("conflict", id))?;
        let candidates = conflict.candidates.iter().chain(&conflict.standing).map(|candidate| candidate.change);
        let resolution = Resolution {
            choice,
            survivor,
            candidates: candidates.collect(),
            by: by.agent.clone(),
            at_ms: self.now_ms,
            reason: by.reason.clone(),
        };
        let fields = [("resolution".to_owned(), resolution.into_value())].into();
        self.write_and_enter(by, "resolve", vec![set_fields(Conflict::KIND, &record, fields)])
    }

    pub(crate) fn write_and_enter(&mut self, by: &By, what: &str, patches: Vec<Patch>) -> Result<()> {
        let records = patches.iter().map(|patch| patch.record).collect();
        let change = self.write_own(&by.agent, Some(by.reason.clone()), patches)?;
        self.enter_by(Some(&by.agent), &Act::Change { change, what: what.to_owned(), records })
    }
}

fn texts<const N: usize>(fields: [(&str, String); N]) -> Document {
    fields.into_iter().map(|(name, text)| (name.to_owned(), Value::Text(text))).collect()
}

fn months_between(from: CivilDate, to: CivilDate) -> impl Iterator<Item = Month> {
    let last = to.month();
    std::iter::successors(Some(from.month()), |month| month.add_months(1)).take_while(move |month| *month <= last)
}
