//! The conflict policy: what happens when people set the same thing without seeing each other.
//!
//! Read this file first. Everything is a pure function: a record as it stands and a patch go in; the new
//! document, what lost, what is contested and what is refused come out. No clock, no randomness, no storage.
//!
//! Whether an author was looking at the present value is never asked of a clock. Each field knows the
//! changes that wrote it last ([`Writers`]), each patch says which writers its author saw. One in common
//! is enough: writers that stand side by side set the same value.

mod gather;
mod overlay;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use overlay::overlay;
pub use resolve::{Decided, Earlier, Late, Resolved, as_listed, await_decision, is_waiting, plan_resolution};

use crate::domain::kinds::AgentRole;
use crate::domain::record::{By, FieldSpec, Lifecycle};
use crate::domain::{AgentId, ChangeId, Document, FieldPatch, Invalid, KindSpec, Patch, Policy, Rule, Value, Writers};
use crate::planted::{Planted, is_planted};

/// Who makes a change, and when it was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The change.
    pub change: ChangeId,
    /// Who captured it.
    pub author: AgentId,
    /// The author's role.
    pub role: AgentRole,
    /// Whether the branch itself writes.
    pub by_branch: bool,
    /// When it was captured.
    pub timing: Timing,
}

/// When a change was captured, by a clock that was measured against the branch's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Captured at, UTC milliseconds, corrected by the device's offset.
    pub captured_ms: i64,
    /// Whether the device's clock can be believed: it did not jump since, and the time is not in the future.
    pub trusted: bool,
}

/// A field's conflict as far as the merge needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contest {
    /// The candidates that wait, each with its author.
    pub waiting: BTreeMap<ChangeId, AgentId>,
    /// The resolution that stands: what it judged may arrive after it.
    pub decided: Option<Decided>,
}

/// A record as it stands, with what the merge may ask about it.
pub struct Standing<'a> {
    /// Its fields.
    pub document: &'a Document,
    /// Who wrote them last.
    pub writers: &'a Writers,
    /// Its conflicts, by field.
    pub contests: &'a BTreeMap<String, Contest>,
    /// When a change that wrote one of its fields was captured.
    pub timing: &'a dyn Fn(ChangeId) -> Option<Timing>,
}

impl std::fmt::Debug for Standing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Standing").field("writers", self.writers).finish_non_exhaustive()
    }
}

/// A value that does not stand, kept so that it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The field.
    pub field: String,
    /// The value that lost.
    pub value: Value,
    /// The changes whose value it is.
    pub of: Vec<ChangeId>,
}

/// A value that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// The field.
    pub field: String,
    /// The value; null where it clears the field.
    pub value: Value,
    /// The same author's earlier candidate, which it replaces.
    pub replaces: Option<ChangeId>,
}

/// What a patch comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The record's fields from now on.
    pub document: Document,
    /// Who wrote them.
    pub writers: Writers,
    /// The fields in which the patch's value stands now.
    pub stands: Vec<String>,
    /// What lost, of this change or of an earlier one.
    pub lost: Vec<Lost>,
    /// What waits for a person.
    pub contested: Vec<Contested>,
}

/// One field's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// The patch's value stands.
    Stands,
    /// It stands, and a value that its author had not seen gives way.
    Outdoes,
    /// It stands because a person had chosen it before it arrived. Whether a value gives way that its author had not
    /// seen; the person had.
    Chosen { by: ChangeId, outdoes: bool },
    /// The same value stands already: the change joins its writers.
    Joins,
    /// The present value stays; the patch's goes to the history.
    Loses,
    /// The present value stays; the patch's waits for a person.
    Contests(Option<ChangeId>),
}

/// Decides what a patch comes to. An error refuses the whole change.
pub fn plan_patch(
    kind: &KindSpec,
    standing: Option<&Standing<'_>>,
    patch: &Patch,
    by: &Incoming,
) -> Result<Merged, Invalid> {
    let Some(standing) = standing else { return plan_creation(kind, patch, by) };
    let mut merged = Merged {
        document: standing.document.clone(),
        writers: standing.writers.clone(),
        stands: Vec::new(),
        lost: Vec::new(),
        contested: Vec::new(),
    };
    for (name, field_patch) in &patch.fields {
        let spec = kind.field(name);
        let policy = spec.map_or(Policy::Latest, |spec| spec.policy);
        match (policy, field_patch) {
            (Policy::Gather, FieldPatch::Gather { add, remove }) => {
                gather::apply(&mut merged, name, add, remove, by.change);
            }
            (Policy::Gather, FieldPatch::Set { value, .. }) if patch.creates => {
                gather::apply(&mut merged, name, &gather::elements(value), &BTreeMap::new(), by.change);
            }
            (Policy::Gather, _) | (_, FieldPatch::Gather { .. }) => return Err(Invalid::new(name, Rule::Type)),
            (_, FieldPatch::Set { value, saw }) => {
                check(spec, value)?;
                let outcome = decide(policy, standing, name, value, saw, patch.creates, by)
                    .map_err(|rule| Invalid::new(name, rule))?;
                perform(&mut merged, name, value, outcome, by.change);
            }
        }
    }
    kind.check(&merged.document)?;
    Ok(merged)
}

/// The policy. `saw` are the writers whose value the author was looking at.
fn decide(
    policy: Policy,
    standing: &Standing<'_>,
    field: &str,
    value: &Value,
    saw: &[ChangeId],
    creates: bool,
    by: &Incoming,
) -> Result<Outcome, Rule> {
    let writers = standing.writers.of_field(field);
    let present = standing.document.get(field).unwrap_or(&Value::Null);
    let seen = by.by_branch || saw.iter().any(|change| writers.contains(change));
    let seen = seen || is_planted(Planted::LastWriterNotCompared);
    let equal = present == value || (policy == Policy::Restrict && is_restricted(present) == is_restricted(value));

    if policy == Policy::Branch && !by.by_branch {
        return Err(Rule::BranchOnly);
    }
    if equal {
        return Ok(Outcome::Joins);
    }
    Ok(match policy {
        Policy::Branch => Outcome::Stands,
        Policy::Fixed if creates => Outcome::Loses,
        Policy::Fixed => return Err(Rule::Fixed),
        Policy::Contested => decide_contested(standing.contests.get(field), writers, seen, by),
        Policy::Lifecycle(_) if !seen => Outcome::Loses,
        Policy::Lifecycle(table) => transition(table, present, value, by).map(|()| Outcome::Stands)?,
        Policy::Latest | Policy::Restrict | Policy::Gather if seen => Outcome::Stands,
        Policy::Restrict if is_restricted(value) => Outcome::Outdoes,
        Policy::Restrict | Policy::Gather => Outcome::Loses,
        Policy::Latest if is_later(by, writers, standing.timing) => Outcome::Outdoes,
        Policy::Latest => Outcome::Loses,
    })
}

fn decide_contested(contest: Option<&Contest>, writers: &[ChangeId], seen: bool, by: &Incoming) -> Outcome {
    let decided = contest.and_then(|contest| contest.decided.as_ref());
    if let Some(decided) = decided
        && let Some(late) = decided.late(by.change, writers)
    {
        return match late {
            Late::Lost => Outcome::Loses,
            Late::Stands => Outcome::Chosen { by: decided.by, outdoes: !seen },
            Late::Waits if seen => Outcome::Chosen { by: decided.by, outdoes: false },
            Late::Waits => Outcome::Contests(None),
        };
    }
    let own = contest.and_then(|contest| {
        contest.waiting.iter().find(|(_, author)| **author == by.author).map(|(change, _)| *change)
    });
    match (own, seen) {
        // While a conflict is open, a later patch by the author of a candidate replaces that candidate.
        (Some(candidate), _) if !by.by_branch => Outcome::Contests(Some(candidate)),
        (_, true) => Outcome::Stands,
        (_, false) => Outcome::Contests(None),
    }
}

/// Whether the incoming capture is later than what stands. Where a clock cannot be believed, order of
/// arrival decides, and the incoming one arrives last.
fn is_later(by: &Incoming, writers: &[ChangeId], timing: &dyn Fn(ChangeId) -> Option<Timing>) -> bool {
    let standing = writers.iter().filter_map(|change| timing(*change).map(|timing| (timing, *change)));
    match standing.max_by_key(|(timing, change)| (timing.captured_ms, *change)) {
        Some((timing, change)) if timing.trusted && by.timing.trusted => {
            (by.timing.captured_ms, by.change) > (timing.captured_ms, change)
        }
        _ => true,
    }
}

fn transition(table: &Lifecycle, from: &Value, to: &Value, by: &Incoming) -> Result<(), Rule> {
    let (Some(from), Some(to)) = (from.as_text(), to.as_text()) else { return Err(Rule::Lifecycle) };
    let allowed = table
        .transitions
        .iter()
        .any(|(source, target, who)| *source == from && *target == to && (*who == By::Anyone || by.by_branch));
    if allowed { Ok(()) } else { Err(Rule::Lifecycle) }
}

/// Whether a device may move a record of a kind from one state to another.
pub fn may_move(kind: &KindSpec, field: &str, from: &str, to: &str) -> bool {
    let Some(Policy::Lifecycle(table)) = kind.field(field).map(|field| field.policy) else { return false };
    table.transitions.iter().any(|(source, target, who)| *source == from && *target == to && *who == By::Anyone)
}

fn plan_creation(kind: &KindSpec, patch: &Patch, by: &Incoming) -> Result<Merged, Invalid> {
    let mut document = patch.document();
    for field in kind.fields.iter().filter(|field| field.policy == Policy::Gather) {
        if let Some(Value::List(elements)) = document.get_mut(field.name) {
            elements.sort();
            elements.dedup();
        }
    }
    for (name, value) in &document {
        let Some(field) = kind.field(name) else { continue };
        check(Some(field), value)?;
        match field.policy {
            Policy::Branch if !by.by_branch => return Err(Invalid::new(name, Rule::BranchOnly)),
            Policy::Lifecycle(table) if !by.by_branch && !starts(table, value) => {
                return Err(Invalid::new(name, Rule::Lifecycle));
            }
            _ => {}
        }
    }
    kind.check(&document)?;
    let stands = document.keys().cloned().collect();
    let writers = Writers::of_creation(by.change);
    Ok(Merged { document, writers, stands, lost: Vec::new(), contested: Vec::new() })
}

fn starts(table: &Lifecycle, value: &Value) -> bool {
    value.as_text().is_some_and(|state| table.starts.contains(&state))
}

fn perform(merged: &mut Merged, field: &str, value: &Value, outcome: Outcome, change: ChangeId) {
    match outcome {
        Outcome::Joins => {
            merged.writers.join_field(field, change);
            merged.stands.push(field.to_owned());
        }
        Outcome::Stands | Outcome::Outdoes | Outcome::Chosen { .. } => {
            let before = put(&mut merged.document, field, value.clone());
            let outdoes = matches!(outcome, Outcome::Outdoes | Outcome::Chosen { outdoes: true, .. });
            if outdoes && !is_planted(Planted::LoserDropped) {
                let of = merged.writers.of_field(field).to_vec();
                merged.lost.push(Lost { field: field.to_owned(), value: before, of });
            }
            merged.writers.set_field(field, change);
            if let Outcome::Chosen { by, .. } = outcome {
                // Whoever saw the decision has seen the value that it chose.
                merged.writers.join_field(field, by);
            }
            merged.stands.push(field.to_owned());
        }
        Outcome::Loses => {
            merged.lost.push(Lost { field: field.to_owned(), value: value.clone(), of: vec![change] });
        }
        Outcome::Contests(replaces) => {
            merged.contested.push(Contested { field: field.to_owned(), value: value.clone(), replaces });
        }
    }
}

/// Sets or clears a field; answers what stood there.
fn put(document: &mut Document, field: &str, value: Value) -> Value {
    let before = if value.is_null() { document.remove(field) } else { document.insert(field.to_owned(), value) };
    before.unwrap_or_default()
}

fn check(spec: Option<&FieldSpec>, value: &Value) -> Result<(), Invalid> {
    match spec {
        Some(spec) if !value.is_null() => (spec.check)(value).map_err(|rule| Invalid::new(spec.name, rule)),
        _ => Ok(()),
    }
}

fn is_restricted(value: &Value) -> bool {
    *value == Value::Bool(true)
}
