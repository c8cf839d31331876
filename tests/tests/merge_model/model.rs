//! What concurrent writes of one field come to, told as simply as the rules are: everything that ever arrived, in order,
//! and a walk over all of it for each question. It shares no code with the merge and is meant to be read beside
//! its rules, not to be fast.

use std::collections::{BTreeMap, BTreeSet};

use perisai_core::domain::ChangeId;
use perisai_core::domain::kinds::AgentRole;

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) change: ChangeId,
    pub(crate) author: usize,
    pub(crate) role: AgentRole,
    pub(crate) by_branch: bool,
    pub(crate) captured_ms: i64,
    pub(crate) trusted: bool,
}

/// Something that arrived about one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arrived {
    /// Somebody sets a value, looking at what those had written.
    Set { act: Act, value: Option<String>, saw: BTreeSet<ChangeId> },
    /// A person decides between the values that were in view.
    Decide { act: Act, choice: ChangeId, named: BTreeSet<ChangeId>, saw: Option<ChangeId> },
}

/// How a field's concurrent values are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    Latest,
    Contested,
    Restrict,
    Lifecycle,
    Fixed,
    Branch,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) act: Act,
    pub(crate) judged: BTreeSet<ChangeId>,
}

/// Where a field stands after everything that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    pub(crate) value: Option<String>,
    /// Who wrote it, the last one last: several where they set the same value.
    pub(crate) writers: Vec<ChangeId>,
    /// Values that a person can choose instead, whether they wait or are judged, as they came: by one of those who set
    /// one together, with all of them.
    pub(crate) candidates: Vec<(ChangeId, BTreeSet<ChangeId>)>,
    pub(crate) decision: Option<Decision>,
    /// What lost to a concurrent write, and is kept to be read.
    pub(crate) lost: BTreeSet<ChangeId>,
    /// What gave way to a decision, and is told so.
    pub(crate) given_up: BTreeSet<ChangeId>,
    /// The decisions among those who wrote: they set no value of their own.
    pub(crate) decisions: BTreeSet<ChangeId>,
    /// The last one to arrive was refused.
    pub(crate) refused: bool,
    /// Every value that was taken in, and who set it when.
    pub(crate) set: BTreeMap<ChangeId, (Act, Option<String>)>,
}

impl Outcome {
    /// The field as the record's creation left it.
    pub(crate) fn created(act: &Act, value: Option<String>) -> Outcome {
        let set = [(act.change, (act.clone(), value.clone()))].into();
        Outcome { value, writers: vec![act.change], set, ..Outcome::default() }
    }

    /// The candidates that no decision has judged.
    pub(crate) fn waiting(&self) -> BTreeSet<ChangeId> {
        let decision = self.decision.as_ref();
        let judged = |change: &ChangeId| decision.is_some_and(|decision| decision.judged.contains(change));
        let waiting = self.candidates.iter().filter(|(_, together)| !together.iter().any(judged));
        waiting.map(|(change, _)| *change).collect()
    }

    fn stands(&mut self, change: ChangeId, value: &Option<String>) {
        self.value.clone_from(value);
        self.writers = vec![change];
    }
}

/// Walks over everything that arrived.
pub(crate) fn outcome(rule: Rule, created: &Outcome, arrived: &[Arrived]) -> Outcome {
    let mut field = created.clone();
    for one in arrived {
        field.refused = false;
        match one {
            Arrived::Set { act, value, saw } => set(rule, &mut field, act, value, saw),
            Arrived::Decide { act, choice, named, saw } => decide(&mut field, act, *choice, named, *saw),
        }
    }
    field
}

fn set(rule: Rule, field: &mut Outcome, act: &Act, value: &Option<String>, saw: &BTreeSet<ChangeId>) {
    let restricts = |value: &Option<String>| value.as_deref() == Some("true");
    let same = match rule {
        Rule::Restrict => restricts(&field.value) == restricts(value),
        _ => field.value == *value,
    };
    // Whoever saw one of several who set the same value has seen the value.
    let seen = act.by_branch || field.writers.iter().any(|writer| saw.contains(writer));
    match rule {
        Rule::Branch if !act.by_branch => return field.refused = true,
        _ if same => field.writers.push(act.change),
        Rule::Fixed => return field.refused = true,
        Rule::Branch => field.stands(act.change, value),
        Rule::Lifecycle if seen && !may_follow(&field.value, value, act.by_branch) => return field.refused = true,
        Rule::Contested if !act.by_branch && own_candidate(field, act).is_some() => {
            // A later patch by the author of a candidate replaces that candidate.
            let own = own_candidate(field, act).expect("just seen");
            field.candidates.retain(|(candidate, _)| *candidate != own);
            field.lost.insert(own);
            field.candidates.push((act.change, [act.change].into()));
        }
        _ if seen => field.stands(act.change, value),
        Rule::Contested => field.candidates.push((act.change, [act.change].into())),
        Rule::Restrict if restricts(value) => outdo(field, act, value),
        Rule::Latest if is_later(field, act) => outdo(field, act, value),
        Rule::Latest | Rule::Restrict | Rule::Lifecycle => drop(field.lost.insert(act.change)),
    }
    field.set.insert(act.change, (act.clone(), value.clone()));
}

/// What stands gives way to somebody who had not seen it, and can be read.
fn outdo(field: &mut Outcome, act: &Act, value: &Option<String>) {
    field.lost.extend(field.writers.clone());
    field.stands(act.change, value);
}

/// The later capture wins; where a clock is not to be believed, what arrives later.
fn is_later(field: &Outcome, act: &Act) -> bool {
    let latest =
        field.writers.iter().map(|writer| &field.set[writer].0).max_by_key(|act| (act.captured_ms, act.change));
    let latest = latest.expect("somebody wrote what stands");
    !(latest.trusted && act.trusted) || (act.captured_ms, act.change) > (latest.captured_ms, latest.change)
}

fn own_candidate(field: &Outcome, act: &Act) -> Option<ChangeId> {
    field.waiting().into_iter().find(|candidate| field.set[candidate].0.author == act.author)
}

/// `draft → submitted | cancelled` by anyone; `submitted → verified` by the branch.
fn may_follow(from: &Option<String>, to: &Option<String>, by_branch: bool) -> bool {
    matches!(
        (from.as_deref(), to.as_deref(), by_branch),
        (Some("draft"), Some("submitted" | "cancelled"), _) | (Some("submitted"), Some("verified"), true)
    )
}

/// A person's decision. `named` is everything that was in view, the standing value's writer among it.
fn decide(field: &mut Outcome, act: &Act, choice: ChangeId, named: &BTreeSet<ChangeId>, saw: Option<ChangeId>) {
    let mut judged = named.clone();
    let mut overruled = None;
    match field.decision.clone() {
        None => {}
        // What was judged before stays judged by one that saw the decision.
        Some(earlier) if saw == Some(earlier.act.change) => judged.extend(earlier.judged),
        // Neither saw the other: the higher role's stands, else the later; the other is kept.
        Some(earlier) if (earlier.act.role, earlier.act.captured_ms) > (act.role, act.captured_ms) => return,
        Some(earlier) => overruled = Some(earlier.act.change),
    }
    let saw_what_stands = field.writers.iter().any(|writer| judged.contains(writer) || Some(*writer) == overruled);
    // It is a value that is chosen: where it is not listed under the change that was in view, it may be under another.
    let listed = |field: &Outcome, is_it: &dyn Fn(ChangeId) -> bool| {
        field.candidates.iter().map(|(candidate, _)| *candidate).find(|candidate| is_it(*candidate))
    };
    let value_of = |change: ChangeId| field.set.get(&change).map(|(_, value)| value);
    let is_typed = value_of(choice).is_some() && !field.decisions.contains(&choice);
    let by_value = |candidate| is_typed && value_of(candidate) == value_of(choice);
    let candidate = match listed(field, &|candidate| candidate == choice) {
        None if !field.writers.contains(&choice) => listed(field, &by_value),
        found => found,
    };
    match candidate {
        // What stands was written by one whose value the person had not seen: the choice goes on waiting beside it.
        Some(candidate) if !saw_what_stands => drop(judged.remove(&candidate)),
        Some(candidate) if field.set[&candidate].1 == field.value => field.writers.push(act.change),
        Some(candidate) => {
            // What gives way can be chosen by whoever does not know of this decision.
            let given_up: BTreeSet<ChangeId> = field.writers.iter().copied().collect();
            field.given_up.extend(&given_up);
            let in_view = field.writers.iter().find(|writer| judged.contains(writer));
            let one = in_view.or(field.writers.last()).filter(|one| Some(**one) != overruled);
            field.candidates.extend(one.map(|one| (*one, given_up)));
            let value = field.set[&candidate].1.clone();
            field.stands(act.change, &value);
        }
        // What stands shall stand.
        None if field.writers.contains(&choice) => field.writers.push(act.change),
        None => {}
    }
    field.set.insert(act.change, (act.clone(), field.value.clone()));
    field.decisions.insert(act.change);
    field.decision = Some(Decision { act: act.clone(), judged });
}

/// A set: who added each element, and which adds a remove has seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Gathered {
    pub(crate) added: BTreeMap<String, BTreeSet<ChangeId>>,
    pub(crate) taken_back: BTreeMap<String, BTreeSet<ChangeId>>,
}

impl Gathered {
    /// The adds that hold an element. In whatever order everything arrived: those that no remove has seen.
    pub(crate) fn holding(&self, element: &str) -> BTreeSet<ChangeId> {
        let all = |of: &BTreeMap<String, BTreeSet<ChangeId>>| of.get(element).cloned().unwrap_or_default();
        all(&self.added).difference(&all(&self.taken_back)).copied().collect()
    }

    /// The elements.
    pub(crate) fn elements(&self) -> BTreeSet<String> {
        self.added.keys().filter(|element| !self.holding(element).is_empty()).cloned().collect()
    }
}
