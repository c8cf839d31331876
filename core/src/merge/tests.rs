//! The policies, one sentence each, on a kind with a field of every policy.

use std::collections::{BTreeMap, BTreeSet};

mod arrival;

use super::*;
use crate::domain::RecordId;
use crate::domain::kinds::{Candidate, Conflict, ConflictKind, ConflictStatus, Resolution};
use crate::domain::record::{Follows, Identity, Record, Writer};
use crate::record;

static DOOR: Lifecycle = Lifecycle {
    starts: &["shut"],
    transitions: &[("shut", "open", By::Anyone), ("shut", "locked", By::Anyone), ("locked", "open", By::Branch)],
};

record! {
    /// A field of every policy.
    struct House: "house" {
        follows: Follows::Branch;
        identity: Identity::Created;
        writer: Writer::Device;
        /// Never changes.
        built: Option<String> => Policy::Fixed;
        /// The later shows.
        colour: Option<String> => Policy::Latest;
        /// A person decides.
        owner: Option<String> => Policy::Contested;
        /// A set.
        tenants: BTreeSet<String> => Policy::Gather;
        /// A restriction.
        closed: bool => Policy::Restrict;
        /// A state.
        door: Option<String> => Policy::Lifecycle(&DOOR);
        /// The branch's.
        tax: Option<i64> => Policy::Branch;
    }
}

/// A house as a branch would keep it, for tests that apply one change after the other.
struct Kept {
    document: Document,
    writers: Writers,
    contests: BTreeMap<String, Contest>,
    timings: BTreeMap<ChangeId, Timing>,
}

fn change(n: u8) -> ChangeId {
    ChangeId([n; 16])
}

fn by(n: u8) -> Incoming {
    let timing = Timing { captured_ms: i64::from(n), trusted: true };
    let author = format!("A{n}").parse().unwrap();
    Incoming { change: change(n), author, role: AgentRole::PerisaiAgent, by_branch: false, timing }
}

fn set(field: &str, value: Value, saw: &[u8]) -> Patch {
    patch(field, FieldPatch::Set { value, saw: saw.iter().map(|n| change(*n)).collect() })
}

fn patch(field: &str, edit: FieldPatch) -> Patch {
    let fields = [(field.to_owned(), edit)].into();
    Patch { kind: "house".to_owned(), record: RecordId::created(0, 0, 0), creates: false, fields }
}

fn add(element: &str) -> Patch {
    patch("tenants", FieldPatch::Gather { add: vec![element.to_owned()], remove: BTreeMap::new() })
}

fn remove(element: &str, saw: &[u8]) -> Patch {
    let saw = saw.iter().map(|n| change(*n)).collect();
    patch("tenants", FieldPatch::Gather { add: vec![], remove: [(element.to_owned(), saw)].into() })
}

impl Kept {
    /// A red house, owned by nobody, its door shut, made by change 1.
    fn new() -> Self {
        let document = [
            ("built".to_owned(), Value::from("1990")),
            ("colour".to_owned(), Value::from("red")),
            ("door".to_owned(), Value::from("shut")),
            ("tenants".to_owned(), Value::List(vec![Value::from("ani")])),
        ];
        let patch = Patch::create("house", RecordId::created(0, 0, 0), document.into());
        let merged = plan_patch(House::KIND, None, &patch, &by(1)).unwrap();
        let timings = [(change(1), by(1).timing)].into();
        Self { document: merged.document, writers: merged.writers, contests: BTreeMap::new(), timings }
    }

    fn plan(&self, patch: &Patch, by: &Incoming) -> Result<Merged, Invalid> {
        let timing = |change: ChangeId| self.timings.get(&change).copied();
        let standing =
            Standing { document: &self.document, writers: &self.writers, contests: &self.contests, timing: &timing };
        plan_patch(House::KIND, Some(&standing), patch, by)
    }

    fn apply(&mut self, n: u8, patch: &Patch) -> Merged {
        self.apply_by(&by(n), patch)
    }

    fn apply_by(&mut self, by: &Incoming, patch: &Patch) -> Merged {
        let merged = self.plan(patch, by).unwrap();
        self.timings.insert(by.change, by.timing);
        self.document = merged.document.clone();
        self.writers = merged.writers.clone();
        for contested in &merged.contested {
            let contest = self.contests.entry(contested.field.clone()).or_default();
            if let Some(replaced) = contested.replaces {
                contest.waiting.remove(&replaced);
            }
            contest.waiting.insert(by.change, by.author.clone());
        }
        merged
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.document.get(field).and_then(Value::as_text)
    }

    fn tenants(&self) -> Vec<&str> {
        self.document
            .get("tenants")
            .map(Value::elements)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_text)
            .collect()
    }
}

fn outdone(merged: &Merged) -> Vec<(&str, &[ChangeId])> {
    merged.lost.iter().map(|lost| (lost.field.as_str(), lost.of.as_slice())).collect()
}

#[test]
fn whoever_saw_the_present_value_may_replace_it() {
    let mut house = Kept::new();
    let merged = house.apply(2, &set("owner", Value::from("budi"), &[1]));
    assert!(merged.lost.is_empty() && merged.contested.is_empty());
    let merged = house.apply(3, &set("owner", Value::from("citra"), &[2]));
    assert!(merged.lost.is_empty() && merged.contested.is_empty());
    assert_eq!(house.text("owner"), Some("citra"));
}

#[test]
fn of_two_unseen_edits_the_later_capture_shows_and_the_other_is_kept() {
    let mut early_first = Kept::new();
    early_first.apply(2, &set("colour", Value::from("green"), &[1]));
    let merged = early_first.apply(3, &set("colour", Value::from("blue"), &[1]));
    assert_eq!(outdone(&merged), [("colour", [change(2)].as_slice())]);
    assert_eq!(merged.lost[0].value, Value::from("green"));

    let mut late_first = Kept::new();
    late_first.apply(3, &set("colour", Value::from("blue"), &[1]));
    let merged = late_first.apply(2, &set("colour", Value::from("green"), &[1]));
    assert_eq!(outdone(&merged), [("colour", [change(2)].as_slice())]);
    assert_eq!((early_first.text("colour"), late_first.text("colour")), (Some("blue"), Some("blue")));
}

#[test]
fn where_a_clock_cannot_be_believed_the_one_that_arrives_later_shows() {
    let mut house = Kept::new();
    house.apply(9, &set("colour", Value::from("blue"), &[1]));
    let mut wrong = by(2);
    wrong.timing.trusted = false;
    house.apply_by(&wrong, &set("colour", Value::from("green"), &[1]));
    assert_eq!(house.text("colour"), Some("green"));
    house.apply(3, &set("colour", Value::from("white"), &[1]));
    assert_eq!(house.text("colour"), Some("white"), "what stands was untrusted");
}

#[test]
fn of_two_unseen_edits_of_a_contested_field_the_first_stands_and_both_are_kept() {
    let mut house = Kept::new();
    house.apply(2, &set("owner", Value::from("budi"), &[1]));
    let merged = house.apply(3, &set("owner", Value::from("citra"), &[1]));
    assert_eq!(house.text("owner"), Some("budi"));
    let waits = Contested { field: "owner".to_owned(), value: Value::from("citra"), replaces: None };
    assert_eq!(merged.contested, [waits]);
}

#[test]
fn the_author_of_a_candidate_replaces_it_while_the_conflict_is_open() {
    let mut house = Kept::new();
    house.apply(2, &set("owner", Value::from("budi"), &[1]));
    house.apply(3, &set("owner", Value::from("citra"), &[1]));
    let mut again = by(4);
    again.author = by(3).author;
    let merged = house.apply_by(&again, &set("owner", Value::from("dewi"), &[2]));
    assert_eq!(merged.contested[0].replaces, Some(change(3)));
    assert_eq!(house.text("owner"), Some("budi"));
}

#[test]
fn the_same_value_is_never_a_conflict_and_who_saw_one_writer_has_seen_the_other() {
    let mut house = Kept::new();
    house.apply(2, &set("owner", Value::from("budi"), &[1]));
    let merged = house.apply(3, &set("owner", Value::from("budi"), &[1]));
    assert!(merged.lost.is_empty() && merged.contested.is_empty());
    assert_eq!(house.writers.of_field("owner"), [change(2), change(3)]);
    let merged = house.apply(4, &set("owner", Value::from("citra"), &[3]));
    assert!(merged.contested.is_empty());
}

#[test]
fn a_place_in_time_is_not_sight_of_it() {
    // Captured long after, and still unseen: only what the author saw counts.
    let mut house = Kept::new();
    house.apply(2, &set("owner", Value::from("budi"), &[1]));
    let merged = house.apply(200, &set("owner", Value::from("citra"), &[1]));
    assert_eq!(merged.contested.len(), 1);
}

#[test]
fn what_is_fixed_and_what_is_the_branchs_refuse_a_devices_patch() {
    let house = Kept::new();
    let fixed = house.plan(&set("built", Value::from("1991"), &[1]), &by(2)).unwrap_err();
    assert_eq!(fixed, Invalid::new("built", Rule::Fixed));
    let branch = house.plan(&set("tax", Value::Int(5), &[1]), &by(2)).unwrap_err();
    assert_eq!(branch, Invalid::new("tax", Rule::BranchOnly));
    let mut clerk = by(2);
    clerk.by_branch = true;
    assert!(house.plan(&set("tax", Value::Int(5), &[]), &clerk).is_ok());
}

#[test]
fn a_restriction_beats_an_unseen_loosening_in_either_order() {
    let mut loosened_last = Kept::new();
    loosened_last.apply(2, &set("closed", Value::Bool(true), &[1]));
    let merged = loosened_last.apply(3, &set("closed", Value::Bool(false), &[1]));
    assert_eq!(outdone(&merged), [("closed", [change(3)].as_slice())]);
    assert_eq!(loosened_last.document.get("closed"), Some(&Value::Bool(true)));
    loosened_last.apply(4, &set("closed", Value::Bool(false), &[2]));
    assert_eq!(loosened_last.document.get("closed"), Some(&Value::Bool(false)), "this author had seen it");

    let mut restricted_last = Kept::new();
    restricted_last.apply(2, &set("closed", Value::Bool(true), &[1]));
    restricted_last.apply(3, &set("closed", Value::Bool(false), &[2]));
    restricted_last.apply(4, &set("closed", Value::Bool(true), &[1]));
    assert_eq!(restricted_last.document.get("closed"), Some(&Value::Bool(true)));
}

#[test]
fn a_remove_counts_only_against_the_adds_that_its_author_saw() {
    let mut house = Kept::new();
    house.apply(2, &add("budi"));
    house.apply(3, &add("budi"));
    let merged = house.apply(4, &remove("budi", &[2]));
    assert_eq!(house.tenants(), ["ani", "budi"], "the third's tag stands");
    assert_eq!(outdone(&merged), [("tenants=budi", [change(4)].as_slice())]);
    house.apply(5, &remove("budi", &[2, 3]));
    assert_eq!(house.tenants(), ["ani"]);
}

#[test]
fn an_element_of_the_creation_is_removed_by_whoever_saw_the_creation() {
    let mut house = Kept::new();
    house.apply(2, &remove("ani", &[1]));
    assert!(house.tenants().is_empty());
    house.apply(3, &add("ani"));
    assert_eq!(house.tenants(), ["ani"]);
}

#[test]
fn an_add_that_a_remove_had_seen_adds_nothing_when_it_arrives_later() {
    let mut house = Kept::new();
    house.apply(3, &remove("budi", &[2]));
    let merged = house.apply(2, &add("budi"));
    assert_eq!(house.tenants(), ["ani"]);
    assert_eq!(outdone(&merged), [("tenants=budi", [change(2)].as_slice())]);
}

#[test]
fn a_state_moves_only_along_its_table_and_only_for_who_may() {
    let house = Kept::new();
    assert!(house.plan(&set("door", Value::from("open"), &[1]), &by(2)).is_ok());
    let refused = house.plan(&set("door", Value::from("broken"), &[1]), &by(2)).unwrap_err();
    assert_eq!(refused, Invalid::new("door", Rule::Lifecycle));
    let mut locked = Kept::new();
    locked.apply(2, &set("door", Value::from("locked"), &[1]));
    assert!(locked.plan(&set("door", Value::from("open"), &[2]), &by(3)).is_err(), "only the branch unlocks");
}

#[test]
fn a_transition_written_against_another_state_is_kept_as_a_loser_even_if_the_table_would_allow_it() {
    let mut house = Kept::new();
    house.apply(2, &set("door", Value::from("locked"), &[1]));
    let merged = house.apply(3, &set("door", Value::from("open"), &[1]));
    assert_eq!(house.text("door"), Some("locked"));
    assert_eq!(outdone(&merged), [("door", [change(3)].as_slice())]);
}

#[test]
fn a_second_creation_of_a_derived_record_sets_having_seen_nothing() {
    let mut house = Kept::new();
    let document = [("built".to_owned(), Value::from("1991")), ("owner".to_owned(), Value::from("budi"))];
    let second = Patch::create("house", RecordId::created(0, 0, 0), document.into());
    let merged = house.apply(2, &second);
    assert_eq!((house.text("built"), house.text("owner")), (Some("1990"), None));
    assert_eq!((outdone(&merged).len(), merged.contested.len()), (1, 1));
}

#[test]
fn unknown_fields_of_a_newer_peer_are_kept_and_a_wrong_type_is_refused() {
    let mut house = Kept::new();
    house.apply(2, &set("solar", Value::Int(3), &[1]));
    assert_eq!(house.document.get("solar"), Some(&Value::Int(3)));
    let refused = house.plan(&set("colour", Value::Int(3), &[1]), &by(3)).unwrap_err();
    assert_eq!(refused, Invalid::new("colour", Rule::Type));
}

#[test]
fn pending_work_lies_on_top_of_whatever_the_branch_says() {
    let house = Kept::new();
    let (document, writers) = overlay(
        House::KIND,
        Some((house.document.clone(), house.writers.clone())),
        &set("colour", Value::from("blue"), &[1]),
        change(7),
    );
    assert_eq!(document.get("colour"), Some(&Value::from("blue")));
    assert_eq!(writers.of_field("colour"), [change(7)]);
    assert_eq!(writers.of_field("built"), [change(1)]);
}

fn candidate(n: u8, value: &str) -> Candidate {
    let author = format!("A{n}").parse().unwrap();
    let (captured_ms, received_ms) = (i64::from(n), 0);
    Candidate { change: change(n), value: Value::from(value), author, device: None, captured_ms, received_ms }
}

fn conflict(candidates: Vec<Candidate>) -> Conflict {
    Conflict {
        kind: ConflictKind::Field,
        record_kind: "house".to_owned(),
        records: vec![RecordId::created(0, 0, 0)],
        field: Some("owner".to_owned()),
        candidates,
        standing: Some(candidate(2, "budi")),
        reasons: Vec::new(),
        status: ConflictStatus::Open,
        resolution: None,
    }
}

fn resolution(choice: u8, candidates: &[u8]) -> Resolution {
    Resolution {
        choice: Some(change(choice)),
        survivor: None,
        candidates: candidates.iter().map(|n| change(*n)).collect(),
        by: "S1".parse().unwrap(),
        at_ms: 0,
        reason: "asked the worker".to_owned(),
    }
}

const STANDING: [ChangeId; 1] = [ChangeId([2; 16])];

#[test]
fn a_resolution_sets_the_chosen_value_and_the_others_go_to_the_history() {
    let conflict = conflict(vec![candidate(3, "citra"), candidate(4, "dewi")]);
    let resolved =
        plan_resolution(&conflict, (&STANDING, &Value::from("budi")), None, &resolution(3, &[2, 3, 4]), &by(9));
    let Resolved::Stands { sets, open, losers, .. } = resolved else { panic!("{resolved:?}") };
    assert_eq!((sets, open), (Some(Value::from("citra")), false));
    assert_eq!(losers, [candidate(4, "dewi")]);
}

#[test]
fn a_candidate_that_the_resolution_did_not_name_stays_open() {
    let conflict = conflict(vec![candidate(3, "citra"), candidate(4, "dewi")]);
    let resolved = plan_resolution(&conflict, (&STANDING, &Value::from("budi")), None, &resolution(2, &[2, 3]), &by(9));
    let Resolved::Stands { sets, open, losers, .. } = resolved else { panic!("{resolved:?}") };
    assert_eq!((sets, open), (None, true));
    assert_eq!(losers, [candidate(3, "citra")]);
}

#[test]
fn a_choice_does_not_overwrite_a_standing_value_that_its_author_had_not_seen() {
    let conflict = conflict(vec![candidate(3, "citra")]);
    let meanwhile = [change(5)];
    let resolved = plan_resolution(&conflict, (&meanwhile, &Value::from("eka")), None, &resolution(3, &[2, 3]), &by(9));
    let Resolved::Stands { sets, open, resolution, .. } = resolved else { panic!("{resolved:?}") };
    assert_eq!((sets, open), (None, true));
    let after = Conflict { resolution: Some(resolution), ..conflict };
    assert!(is_waiting(&after, &candidate(3, "citra")));
}

#[test]
fn of_two_resolutions_unseen_by_each_other_the_higher_role_stands_else_the_later() {
    let conflict = conflict(vec![candidate(3, "citra")]);
    let plan = |earlier_role, earlier_ms, by_role| {
        let timing = Timing { captured_ms: earlier_ms, trusted: true };
        let earlier = resolve::Earlier { change: change(8), seen: false, role: earlier_role, timing };
        let incoming = Incoming { role: by_role, ..by(9) };
        let standing = (STANDING.as_slice(), &Value::from("budi"));
        plan_resolution(&conflict, standing, Some(earlier), &resolution(3, &[2, 3]), &incoming)
    };
    use AgentRole::{PerisaiAgent, Supervisor};
    assert_eq!(plan(Supervisor, 1, PerisaiAgent), Resolved::Kept);
    assert_ne!(plan(PerisaiAgent, 100, Supervisor), Resolved::Kept);
    assert_ne!(plan(PerisaiAgent, 1, PerisaiAgent), Resolved::Kept);
    assert_eq!(plan(PerisaiAgent, 100, PerisaiAgent), Resolved::Kept);
}
