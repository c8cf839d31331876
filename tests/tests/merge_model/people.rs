//! Three people and the branch's clerk work on one record. What they do, what each has seen by then, and in which order it
//! arrives is drawn; the merge and the model must come to the same after every arrival.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{ChangeId, Document, FieldPatch, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::house::{House, typed};
use super::model::{Act, Arrived, Gathered, Outcome, Rule, outcome};

/// Days of one run, the same in every run. `PERISAI_MERGE_CASES` asks for more.
const CASES: u32 = 20_000;
/// The last one is the branch's own clerk.
const ROLES: [AgentRole; 4] =
    [AgentRole::PerisaiAgent, AgentRole::PerisaiAgent, AgentRole::Supervisor, AgentRole::BranchAdmin];
const CLERK: usize = 3;
const FIELDS: [(&str, Rule); 6] = [
    ("latest", Rule::Latest),
    ("contested", Rule::Contested),
    ("restrict", Rule::Restrict),
    ("lifecycle", Rule::Lifecycle),
    ("fixed", Rule::Fixed),
    ("branch", Rule::Branch),
];

/// What somebody does.
#[derive(Debug, Clone)]
enum Step {
    /// Sets one or two fields, looking at what the phone shows; `strange` names writers by chance instead, as a phone
    /// or a branch that was put back to an earlier day may.
    Set { who: usize, fields: Vec<(usize, usize)>, minutes: i64, trusted: bool, strange: Option<Vec<Index>> },
    /// Adds an element to the set, or takes one out.
    Gather { who: usize, element: usize, adds: bool },
    /// Decides about the contested field: which of those in view.
    Decide { who: usize, choice: Index, minutes: i64 },
    /// The first change that a phone has not sent arrives; now and then the last one, before the others.
    Send { who: usize, last: bool },
    /// A phone reads what the branch has.
    Read { who: usize },
}

/// Steps of a day in which everything is set alike, or one that is full of decisions about the contested field.
fn steps(decisions: u32) -> impl Strategy<Value = Vec<Step>> {
    let field = if decisions > 1 { 1..2_usize } else { 0..FIELDS.len() };
    let fields = move || vec((field.clone(), 0..4_usize), 1..3);
    let strange = prop_oneof![9 => Just(None), 1 => vec(any::<Index>(), 0..3).prop_map(Some)];
    let trusted = prop_oneof![9 => Just(true), 1 => Just(false)];
    let one = prop_oneof![
        5 => (0..4_usize, fields(), 0..6_i64, trusted, strange)
            .prop_map(|(who, fields, minutes, trusted, strange)| Step::Set { who, fields, minutes, trusted, strange }),
        2 => (0..3_usize, 0..3_usize, any::<bool>()).prop_map(|(who, element, adds)| Step::Gather { who, element, adds }),
        decisions => (0..3_usize, any::<Index>(), 0..6_i64).prop_map(|(who, choice, minutes)| Step::Decide { who, choice, minutes }),
        6 => (0..4_usize, prop::bool::weighted(0.1)).prop_map(|(who, last)| Step::Send { who, last }),
        3 * decisions => (0..4_usize).prop_map(|who| Step::Read { who }),
    ];
    vec(one, 1..40)
}

/// What one phone shows of a field: a value and who wrote it.
type Shown = BTreeMap<usize, Vec<ChangeId>>;

/// What is on its way.
#[derive(Debug, Clone)]
enum Captured {
    Sets(Act, Vec<(usize, Option<String>, BTreeSet<ChangeId>)>),
    Gathers(Act, String, Option<BTreeSet<ChangeId>>),
    Decides(Act, ChangeId, BTreeSet<ChangeId>, Option<ChangeId>),
}

#[derive(Debug, Default, Clone)]
struct Phone {
    read: Shown,
    read_set: Gathered,
    /// The candidates that wait, what stands, and the decision, as read.
    in_view: (BTreeSet<ChangeId>, Option<ChangeId>, Option<ChangeId>),
    unsent: VecDeque<Captured>,
}

/// How often what was reached.
type Reached = BTreeMap<String, u64>;

struct World {
    house: House,
    created: Vec<Outcome>,
    arrived: Vec<Vec<Arrived>>,
    now: Vec<Outcome>,
    set: Gathered,
    phones: Vec<Phone>,
    changes: Vec<ChangeId>,
    reached: Reached,
    /// The merge asks a person again; what follows from it is not compared.
    asks_again: bool,
}

/// Ids in no order that tells of time.
fn change_id(number: usize) -> ChangeId {
    let mixed = (number as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    ChangeId(mixed.to_be_bytes())
}

impl World {
    fn new() -> World {
        let made =
            Act { change: change_id(0), author: 0, role: ROLES[0], by_branch: false, captured_ms: 0, trusted: true };
        let begins = |name: &str| match name {
            "lifecycle" => Some("draft".to_owned()),
            "fixed" | "latest" | "contested" => Some("v0".to_owned()),
            _ => None,
        };
        let mut document: Document = FIELDS
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), typed(name, Some(&begins(name)?)))))
            .collect();
        document.insert("gather".to_owned(), Value::List(vec![Value::from("e0")]));
        let created: Vec<Outcome> = FIELDS.iter().map(|(name, _)| Outcome::created(&made, begins(name))).collect();
        let set = Gathered { added: [("e0".to_owned(), [made.change].into())].into(), ..Gathered::default() };
        let mut world = World {
            house: House::created(&made, document),
            now: created.clone(),
            created,
            arrived: vec![Vec::new(); FIELDS.len()],
            set,
            phones: vec![Phone::default(); ROLES.len()],
            changes: vec![made.change],
            reached: Reached::new(),
            asks_again: false,
        };
        (0..ROLES.len()).for_each(|who| world.read(who));
        world
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.reached.entry(what.into()).or_default() += 1;
    }

    fn act(&mut self, who: usize, minutes: i64, trusted: bool) -> Act {
        let change = change_id(self.changes.len());
        self.changes.push(change);
        Act { change, author: who, role: ROLES[who], by_branch: who == CLERK, captured_ms: minutes * 60_000, trusted }
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        if self.asks_again {
            return Ok(());
        }
        match step {
            Step::Set { who, fields, minutes, trusted, strange } => {
                let act = self.act(*who, *minutes, *trusted);
                let sets = fields.iter().map(|(field, value)| self.set_one(&act, *field, *value, strange.as_deref()));
                let mut sets: Vec<_> = sets.collect();
                sets.sort();
                sets.dedup_by_key(|(field, _, _)| *field);
                for (field, _, _) in &sets {
                    self.phones[*who].read.insert(*field, vec![act.change]);
                }
                self.phones[*who].unsent.push_back(Captured::Sets(act, sets));
            }
            Step::Gather { who, element, adds } => {
                let (act, element) = (self.act(*who, 0, true), format!("e{element}"));
                let shown = &mut self.phones[*who].read_set;
                let seen = (!*adds).then(|| shown.holding(&element));
                let of = if *adds { &mut shown.added } else { &mut shown.taken_back };
                of.entry(element.clone()).or_default().extend(seen.clone().unwrap_or_else(|| [act.change].into()));
                self.phones[*who].unsent.push_back(Captured::Gathers(act, element, seen));
            }
            Step::Decide { who, choice, minutes } => {
                let (waiting, standing, decision) = self.phones[*who].in_view.clone();
                if waiting.is_empty() {
                    return Ok(());
                }
                let act = self.act(*who, *minutes, true);
                let named: BTreeSet<ChangeId> = waiting.into_iter().chain(standing).collect();
                let choice = *choice.get(&named.iter().copied().collect::<Vec<_>>());
                self.phones[*who].unsent.push_back(Captured::Decides(act, choice, named, decision));
            }
            Step::Send { who, last } => {
                let unsent = &mut self.phones[*who].unsent;
                let sent = if *last { unsent.pop_back() } else { unsent.pop_front() };
                return sent.map_or(Ok(()), |sent| self.arrive(sent));
            }
            Step::Read { who } => self.read(*who),
        }
        Ok(())
    }

    fn set_one(
        &self,
        act: &Act,
        field: usize,
        value: usize,
        strange: Option<&[Index]>,
    ) -> (usize, Option<String>, BTreeSet<ChangeId>) {
        let (name, _) = FIELDS[field];
        let value = match name {
            "restrict" => ["true", "false", "true", "false"][value],
            "lifecycle" => ["draft", "submitted", "cancelled", "verified"][value],
            _ => ["v0", "v1", "v2", ""][value],
        };
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        let saw = match strange {
            Some(strange) => strange.iter().map(|at| *at.get(&self.changes)).filter(|saw| *saw != act.change).collect(),
            None => self.phones[act.author].read.get(&field).into_iter().flatten().copied().collect(),
        };
        (field, value, saw)
    }

    /// A phone reads what the branch has; its own work that is not sent stays on top.
    fn read(&mut self, who: usize) {
        let phone = &mut self.phones[who];
        phone.read = self.now.iter().enumerate().map(|(field, now)| (field, now.writers.clone())).collect();
        phone.read_set = self.set.clone();
        let contested = &self.now[1];
        let decision = contested.decision.as_ref().map(|decision| decision.act.change);
        phone.in_view = (contested.waiting(), contested.writers.last().copied(), decision);
        for unsent in &phone.unsent {
            match unsent {
                Captured::Sets(act, sets) => {
                    phone.read.extend(sets.iter().map(|(field, _, _)| (*field, vec![act.change])));
                }
                Captured::Gathers(act, element, None) => {
                    phone.read_set.added.entry(element.clone()).or_default().insert(act.change);
                }
                Captured::Gathers(_, element, Some(seen)) => {
                    phone.read_set.taken_back.entry(element.clone()).or_default().extend(seen);
                }
                Captured::Decides(..) => {}
            }
        }
    }

    /// Something arrives at the branch and in the model.
    fn arrive(&mut self, sent: Captured) -> Result<(), TestCaseError> {
        if self.asks_again {
            return Ok(());
        }
        match sent {
            Captured::Sets(act, sets) => self.sets_arrive(&act, sets)?,
            Captured::Gathers(act, element, seen) => {
                let of = if seen.is_none() { &mut self.set.added } else { &mut self.set.taken_back };
                of.entry(element.clone()).or_default().extend(seen.clone().unwrap_or_else(|| [act.change].into()));
                let add = if seen.is_none() { vec![element.clone()] } else { Vec::new() };
                let remove = seen.map(|seen| (element, seen.into_iter().collect())).into_iter().collect();
                let patch = [("gather".to_owned(), FieldPatch::Gather { add, remove })].into();
                prop_assert!(self.house.patch(&act, patch), "a set was refused");
            }
            Captured::Decides(act, choice, named, saw) => {
                let kept = self.now[1].decision.clone();
                self.house.decide(&act, choice, &named, saw);
                self.arrived[1].push(Arrived::Decide { act, choice, named, saw });
                self.now[1] = outcome(Rule::Contested, &self.created[1], &self.arrived[1]);
                let stands = self.now[1].decision != kept;
                self.count(if stands { "a decision stands" } else { "a decision is kept" });
                if stands && kept.is_some_and(|kept| saw != Some(kept.act.change)) {
                    self.count("a decision overrules another");
                }
            }
        }
        self.agree()
    }

    fn sets_arrive(
        &mut self,
        act: &Act,
        sets: Vec<(usize, Option<String>, BTreeSet<ChangeId>)>,
    ) -> Result<(), TestCaseError> {
        let mut after = self.now.clone();
        let mut arrived = self.arrived.clone();
        let mut patch = BTreeMap::new();
        for (field, value, saw) in sets {
            let (name, rule) = FIELDS[field];
            let set = FieldPatch::Set { value: typed(name, value.as_deref()), saw: saw.iter().copied().collect() };
            patch.insert(name.to_owned(), set);
            arrived[field].push(Arrived::Set { act: act.clone(), value, saw });
            after[field] = outcome(rule, &self.created[field], &arrived[field]);
            let (before, after) = (&self.now[field], &after[field]);
            let came_to = match () {
                () if after.refused => "is refused",
                () if after.writers.contains(&act.change) && after.writers.len() > 1 => "joins",
                () if after.lost.len() > before.lost.len() && after.writers == before.writers => "loses, or replaces",
                () if after.lost.len() > before.lost.len() => "outdoes",
                () if after.writers == before.writers => "waits",
                () => "stands",
            };
            self.count(format!("{rule:?} {came_to}"));
        }
        let refused = after
            .iter()
            .zip(&arrived)
            .zip(&self.arrived)
            .any(|((after, now), before)| now.len() > before.len() && after.refused);
        prop_assert_eq!(self.house.patch(act, patch), !refused, "refused by the one, taken by the other");
        if !refused {
            (self.now, self.arrived) = (after, arrived);
        }
        Ok(())
    }

    /// A value that several had set and that was given up is listed under one of them. A decision that overrules the one
    /// that gave it up may have had another of them in view: then the merge asks a person once more, where the
    /// model counts the value as judged. It is the one thing in which they may differ, and it forgets nothing.
    fn was_judged_as_another(&self, change: ChangeId) -> bool {
        let field = &self.now[1];
        let judged = field.decision.iter().flat_map(|decision| &decision.judged);
        let together =
            field.candidates.iter().find(|(candidate, _)| *candidate == change).map(|(_, together)| together);
        together.is_some_and(|together| judged.into_iter().any(|judged| *judged != change && together.contains(judged)))
    }

    /// The merge and the model have come to the same.
    fn agree(&mut self) -> Result<(), TestCaseError> {
        let as_set = |changes: &[ChangeId]| changes.iter().copied().collect::<BTreeSet<_>>();
        let mut lost = BTreeSet::new();
        for ((name, _), model) in FIELDS.iter().zip(&self.now) {
            let present = self.house.document.get(*name).cloned().unwrap_or_default();
            // A restriction that is absent is none.
            let value = typed(name, model.value.as_deref());
            let same = present == value
                || (*name == "restrict" && present.is_null() && value == Value::Bool(false))
                || (*name == "restrict" && value.is_null() && present == Value::Bool(false));
            prop_assert!(same, "{name}: the merge has {present:?}, the model {value:?}");
            let writers = self.house.writers.of_field(name);
            prop_assert_eq!(as_set(writers), as_set(&model.writers), "{}: the writers", name);
            lost.extend(&model.lost);
        }
        prop_assert_eq!(&self.house.lost, &lost, "what lost");
        let (waits, expected) = (self.house.waiting(), self.now[1].waiting());
        if waits.is_superset(&expected) && waits.difference(&expected).all(|more| self.was_judged_as_another(*more)) {
            self.asks_again = waits != expected;
        } else {
            prop_assert_eq!(waits, expected, "what waits");
        }
        let elements = self.house.document.get("gather").map(Value::elements).unwrap_or_default();
        let elements: BTreeSet<String> = elements.iter().filter_map(|e| e.as_text().map(str::to_owned)).collect();
        prop_assert_eq!(&elements, &self.set.elements(), "the elements");
        for element in &elements {
            let holding = as_set(self.house.writers.of_element("gather", element));
            prop_assert_eq!(holding, self.set.holding(element), "who holds {}", element);
        }
        self.nothing_is_silent()
    }

    /// Whatever arrived and was taken in stands, is told to have lost or to wait, is judged by a person, or was seen by
    /// one who wrote after it.
    fn nothing_is_silent(&self) -> Result<(), TestCaseError> {
        // What is not restricted is free, whether anybody said so or not.
        let said = |value: &Option<String>| value.clone().filter(|value| value != "false");
        for (field, model) in self.now.iter().enumerate() {
            let mut heard: BTreeSet<ChangeId> = model.writers.iter().copied().collect();
            heard.extend(
                model
                    .lost
                    .iter()
                    .chain(&model.given_up)
                    .chain(model.candidates.iter().flat_map(|(_, together)| together)),
            );
            let mut before = 0;
            while before < heard.len() {
                before = heard.len();
                let mut earlier = vec![self.changes[0]];
                for arrived in &self.arrived[field] {
                    let (act, saw) = match arrived {
                        Arrived::Set { act, saw, .. } => (act, saw),
                        Arrived::Decide { act, named, .. } => (act, named),
                    };
                    if heard.contains(&act.change) {
                        heard.extend(saw);
                    }
                    // The branch's clerk looks at what the branch has.
                    if act.by_branch {
                        heard.extend(&earlier);
                    }
                    earlier.push(act.change);
                }
                // Those who set the same value were seen together.
                for (change, (_, value)) in &model.set {
                    if model.set.iter().any(|(other, (_, same))| said(same) == said(value) && heard.contains(other)) {
                        heard.insert(*change);
                    }
                }
            }
            let silent = model.set.keys().find(|change| !heard.contains(change));
            prop_assert!(silent.is_none(), "{}: {silent:?} is gone and nothing says so", FIELDS[field].0);
        }
        Ok(())
    }
}

fn cases() -> u32 {
    std::env::var("PERISAI_MERGE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

/// Lives days through both. Answers what they reached.
fn compare(decisions: u32) -> Reached {
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let reached = std::cell::RefCell::new(Reached::new());
    let outcome = runner.run(&steps(decisions), |steps| {
        let mut world = World::new();
        for step in &steps {
            world.step(step)?;
        }
        // What is left on the phones arrives, each phone's in its order.
        for who in 0..ROLES.len() {
            while let Some(sent) = world.phones[who].unsent.pop_front() {
                world.arrive(sent)?;
            }
        }
        if world.asks_again {
            world.count("a day ends with a question asked again");
        }
        let mut all = reached.borrow_mut();
        world.reached.into_iter().for_each(|(what, times)| *all.entry(what).or_default() += times);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let reached = reached.into_inner();
    for (what, times) in &reached {
        eprintln!("{times:>8}  {what}");
    }
    reached
}

fn all_reached(reached: &Reached, what: &[&str]) {
    let rare: Vec<_> = what.iter().filter(|what| reached.get(**what).is_none_or(|times| *times < 100)).collect();
    assert!(rare.is_empty(), "reached less than a hundred times: {rare:?}");
}

#[test]
fn whatever_people_do_and_see_the_merge_comes_to_what_its_rules_say() {
    let reached = compare(1);
    for rule in ["Latest", "Contested", "Restrict", "Lifecycle"] {
        let of = ["joins", "loses, or replaces", "stands"].map(|came_to| format!("{rule} {came_to}"));
        all_reached(&reached, &of.each_ref().map(String::as_str));
    }
    all_reached(&reached, &["Latest outdoes", "Restrict outdoes", "Contested waits", "Lifecycle is refused"]);
    all_reached(&reached, &["Fixed is refused", "Fixed joins", "Branch is refused", "Branch joins", "Branch stands"]);
}

#[test]
fn whatever_people_decide_and_see_the_merge_comes_to_what_its_rules_say() {
    let reached = compare(4);
    all_reached(&reached, &["a decision stands", "a decision is kept", "a decision overrules another"]);
}
