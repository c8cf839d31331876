//! The records that reports are computed from: typed, each with its day and its place, in an order of their own.

use std::collections::{BTreeSet, HashMap};

use crate::domain::kinds::{
    Agent, Attendance, Conflict, Consent, Encounter, Evaluation, Event, Figure, FollowUp, Measurement, Membership,
    Message, Nomination, Objection, PanelView, Receipt, Reference, Registration, RelationshipNote, Support, Target,
    Training, Worker,
};
use crate::domain::record::{Follows, KindSpec};
use crate::domain::{AgentId, CivilDate, Document, Month, Record, RecordId, Value, VillageCode, Zone};

/// Where records come from: a phone's store, or a branch's ledger.
pub trait Source {
    /// What can go wrong there.
    type Error;

    /// What is read of every record of a kind that is in view, in any order; no more than some of them are held at a time.
    ///
    /// # Errors
    /// The source's own.
    fn every<T>(&self, kind: &'static KindSpec, read: impl FnMut(Raw) -> T) -> Result<Vec<T>, Self::Error>;
}

/// A record as its source has it.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The record.
    pub record: RecordId,
    /// Who made it.
    pub author: AgentId,
    /// When it was captured, UTC milliseconds.
    pub at_ms: i64,
    /// Its fields.
    pub document: Document,
}

/// A record with when and where.
#[derive(Debug, Clone)]
pub struct Fact<T> {
    /// The record's id.
    pub id: RecordId,
    /// Who made it.
    pub author: AgentId,
    /// When it was captured, UTC milliseconds.
    pub at_ms: i64,
    /// The civil day of that where it was captured: the zone of its village.
    pub day: CivilDate,
    /// The worker it is about.
    pub worker: Option<RecordId>,
    /// The village: the worker's, or its own.
    pub village: Option<VillageCode>,
    /// The record.
    pub record: T,
}

/// Everything that the reports look at.
#[derive(Debug)]
pub struct Facts {
    /// The zone of what has no village of its own.
    pub home: Zone,
    /// The workers, but for those that turned out to be another.
    pub workers: Vec<Fact<Worker>>,
    /// The consents.
    pub consents: Vec<Fact<Consent>>,
    /// The events.
    pub events: Vec<Fact<Event>>,
    /// Who was at which.
    pub attendances: Vec<Fact<Attendance>>,
    /// The conversations.
    pub encounters: Vec<Fact<Encounter>>,
    /// What was objected.
    pub objections: Vec<Fact<Objection>>,
    /// The cards.
    pub measurements: Vec<Fact<Measurement>>,
    /// The views of its staff that the branch published.
    pub panel_views: Vec<Fact<PanelView>>,
    /// The figures.
    pub figures: Vec<Fact<Figure>>,
    /// Who was named.
    pub nominations: Vec<Fact<Nomination>>,
    /// How the relationships stand.
    pub relationship_notes: Vec<Fact<RelationshipNote>>,
    /// What partners give.
    pub supports: Vec<Fact<Support>>,
    /// The messages.
    pub messages: Vec<Fact<Message>>,
    /// The registrations.
    pub registrations: Vec<Fact<Registration>>,
    /// The receipts.
    pub receipts: Vec<Fact<Receipt>>,
    /// The memberships.
    pub memberships: Vec<Fact<Membership>>,
    /// The follow-ups.
    pub follow_ups: Vec<Fact<FollowUp>>,
    /// The trainings.
    pub trainings: Vec<Fact<Training>>,
    /// The agents.
    pub agents: Vec<Fact<Agent>>,
    /// The targets.
    pub targets: Vec<Fact<Target>>,
    /// The evaluations.
    pub evaluations: Vec<Fact<Evaluation>>,
    /// The conflicts.
    pub conflicts: Vec<Fact<Conflict>>,
    /// The lists that the branch published.
    pub references: Vec<Reference>,
    /// How many records could not be read: a newer peer's, with words that this version does not know.
    pub unread: u64,
    by_worker: HashMap<RecordId, usize>,
    messages_used: HashMap<RecordId, BTreeSet<RecordId>>,
}

impl Facts {
    /// The months of which there is anything to count.
    pub fn months(&self) -> BTreeSet<Month> {
        fn of<T>(facts: &[Fact<T>]) -> impl Iterator<Item = Month> {
            facts.iter().map(|fact| fact.day.month())
        }
        let paid = self.memberships.iter().flat_map(|fact| fact.record.months_paid.iter().map(|paid| paid.month));
        of(&self.encounters)
            .chain(of(&self.objections))
            .chain(of(&self.measurements))
            .chain(of(&self.nominations))
            .chain(of(&self.relationship_notes))
            .chain(of(&self.events))
            .chain(of(&self.registrations))
            .chain(of(&self.evaluations))
            .chain(self.targets.iter().map(|fact| fact.record.month))
            .chain(paid)
            .collect()
    }

    /// Reads what a source has in view.
    ///
    /// # Errors
    /// The source's own.
    pub fn read<S: Source>(source: &S) -> Result<Self, S::Error> {
        let home = home_zone(&source.every(Agent::KIND, |raw| raw)?);
        let mut reading = Reading { home, villages: HashMap::new(), absorbed: HashMap::new(), unread: 0 };
        let mut workers = reading.read::<S, Worker>(source)?;
        let merged = workers.iter().filter_map(|worker| Some((worker.id, worker.record.merged_into?.0)));
        reading.absorbed = merged.collect();
        workers.retain(|worker| worker.record.merged_into.is_none());
        reading.villages = workers.iter().map(|worker| (worker.id, worker.record.village)).collect();
        let encounters = reading.read::<S, Encounter>(source)?;
        let mut messages_used: HashMap<RecordId, BTreeSet<RecordId>> = HashMap::new();
        for encounter in &encounters {
            let used = messages_used.entry(encounter.record.worker.0).or_default();
            used.extend(encounter.record.messages.iter().map(|message| message.0));
        }
        let by_worker = workers.iter().enumerate().map(|(at, worker)| (worker.id, at)).collect();
        Ok(Self {
            home,
            workers,
            encounters,
            consents: reading.read(source)?,
            events: reading.read(source)?,
            attendances: reading.read(source)?,
            objections: reading.read(source)?,
            measurements: reading.read(source)?,
            panel_views: reading.read(source)?,
            figures: reading.read(source)?,
            nominations: reading.read(source)?,
            relationship_notes: reading.read(source)?,
            supports: reading.read(source)?,
            messages: reading.read(source)?,
            registrations: reading.read(source)?,
            receipts: reading.read(source)?,
            memberships: reading.read(source)?,
            follow_ups: reading.read(source)?,
            trainings: reading.read(source)?,
            agents: reading.read(source)?,
            targets: reading.read(source)?,
            evaluations: reading.read(source)?,
            conflicts: reading.read(source)?,
            references: reading.read::<S, Reference>(source)?.into_iter().map(|fact| fact.record).collect(),
            unread: reading.unread,
            by_worker,
            messages_used,
        })
    }

    /// A worker in view.
    pub fn worker(&self, worker: RecordId) -> Option<&Fact<Worker>> {
        self.by_worker.get(&worker).map(|at| &self.workers[*at])
    }

    /// The messages that were ever used with a worker.
    pub fn messages_used_with(&self, worker: RecordId) -> &BTreeSet<RecordId> {
        static NONE: BTreeSet<RecordId> = BTreeSet::new();
        self.messages_used.get(&worker).unwrap_or(&NONE)
    }
}

/// What is needed to read a record.
struct Reading {
    home: Zone,
    villages: HashMap<RecordId, VillageCode>,
    /// Workers who turned out to be another, and whom.
    absorbed: HashMap<RecordId, RecordId>,
    unread: u64,
}

impl Reading {
    /// Reads every record of a kind, in order of capture, then of id, so that the same records make the same sums.
    fn read<S: Source, T: Record>(&mut self, source: &S) -> Result<Vec<Fact<T>>, S::Error> {
        let read = source.every(T::KIND, |raw| self.fact(raw))?;
        let count = read.len();
        let mut facts: Vec<Fact<T>> = read.into_iter().flatten().collect();
        self.unread += (count - facts.len()) as u64;
        facts.sort_unstable_by_key(|fact| (fact.at_ms, fact.id));
        Ok(facts)
    }

    fn fact<T: Record>(&self, mut raw: Raw) -> Option<Fact<T>> {
        if T::KIND.name != Worker::KIND.name {
            self.give_to_survivors(T::KIND, &mut raw.document);
        }
        let text = |field: &str| raw.document.get(field).and_then(Value::as_text);
        let worker = T::KIND.fields.iter().filter(|field| field.refers_to == Some(Worker::KIND.name));
        let worker = worker.map(|field| field.name).find_map(text).and_then(|id| id.parse().ok());
        let worker = if T::KIND.name == Worker::KIND.name { Some(raw.record) } else { worker };
        let own = text("village").and_then(|village| village.parse().ok());
        let lives = worker.and_then(|worker| self.villages.get(&worker).copied());
        // What has a village of its own is counted there, as a nomination where the figure is.
        let village = if matches!(T::KIND.follows, Follows::Village(_)) { own.or(lives) } else { lives.or(own) };
        let zone = village.and_then(|village| village.zone()).unwrap_or(self.home);
        Some(Fact {
            id: raw.record,
            author: raw.author,
            at_ms: raw.at_ms,
            day: zone.date_of(raw.at_ms)?,
            worker,
            village,
            record: T::from_document(&raw.document).ok()?,
        })
    }
}

impl Reading {
    /// Whoever turned out to be another counts as that one, also in what still names the absorbed record: a capture that
    /// was made before the merge was heard of.
    fn give_to_survivors(&self, kind: &KindSpec, document: &mut Document) {
        if self.absorbed.is_empty() {
            return;
        }
        for field in kind.fields.iter().filter(|field| field.refers_to == Some(Worker::KIND.name)) {
            let Some(named) = document.get(field.name).and_then(Value::as_text) else { continue };
            let Some(named) = named.parse().ok() else { continue };
            let survivor = self.survivor(named);
            if survivor != named {
                document.insert(field.name.to_owned(), Value::Text(survivor.to_string()));
            }
        }
    }

    /// The last of those whom a worker was merged into, one into the next. As many steps as there are merges are
    /// enough, should they go round in a circle.
    fn survivor(&self, worker: RecordId) -> RecordId {
        let merges = std::iter::successors(Some(worker), |worker| self.absorbed.get(worker).copied());
        merges.take(self.absorbed.len() + 1).last().unwrap_or(worker)
    }
}

/// The zone of what has no village of its own: that of the first village, by code, that an agent works in.
fn home_zone(agents: &[Raw]) -> Zone {
    let villages = agents.iter().filter_map(|raw| Agent::from_document(&raw.document).ok());
    let first = villages.flat_map(|agent| agent.villages).map(|assigned| assigned.village).min();
    first.and_then(|village| village.zone()).unwrap_or(Zone::Wib)
}
