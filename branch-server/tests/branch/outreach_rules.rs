//! What the branch judges of cards, nominations, tasks and objections, whatever a phone let pass.

use crate::support::{GENUK, Phone, World, met, set};
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{ChangeId, Document, Patch, RecordId, Rule, Value, Verdict};

fn document(fields: &[(&str, Value)]) -> Document {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn text(id: RecordId) -> Value {
    Value::from(id.to_string())
}

fn numbers(numbers: &[i64]) -> Value {
    Value::List(numbers.iter().map(|number| Value::Int(*number)).collect())
}

fn rule(phone: &Phone, change: ChangeId) -> Option<(String, Rule)> {
    match &phone.verdicts[&change] {
        Verdict::Rejected { field, rule, .. } => Some((field.clone(), *rule)),
        _ => None,
    }
}

fn broken(field: &str, rule: Rule) -> Option<(String, Rule)> {
    Some((field.to_owned(), rule))
}

/// Makes a record and sends it; answers it and the rule that it broke.
fn sent(phone: &mut Phone, world: &World, kind: &str, fields: &[(&str, Value)]) -> (RecordId, Option<(String, Rule)>) {
    let id = phone.new_id(world);
    let change = phone.capture(world, vec![Patch::create(kind, id, document(fields))]);
    phone.sync(world);
    (id, rule(phone, change))
}

fn consent(worker: RecordId, purpose: &str, action: &str, seen: &[RecordId]) -> Vec<(&'static str, Value)> {
    vec![
        ("worker", text(worker)),
        ("purposes", Value::List(vec![purpose.into()])),
        ("action", action.into()),
        ("text_version", "1".into()),
        ("language", "id".into()),
        ("method", "thumb".into()),
        ("seen", Value::List(seen.iter().map(|id| text(*id)).collect())),
    ]
}

fn card(worker: RecordId) -> Vec<(&'static str, Value)> {
    vec![
        ("side", "worker".into()),
        ("worker", text(worker)),
        ("instrument_version", "KO-4.1".into()),
        ("own", numbers(&[2, 1, 3, 4])),
        ("guess", numbers(&[1, 1, 2, 3])),
        ("wave", "baseline".into()),
        ("seconds", Value::Int(60)),
        ("part_seconds", numbers(&[20, 60])),
    ]
}

fn with(mut fields: Vec<(&'static str, Value)>, field: &'static str, value: Value) -> Vec<(&'static str, Value)> {
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value));
    fields
}

/// A phone in Genuk that has met somebody.
fn met_somebody() -> (World, Phone, RecordId) {
    let (world, mut phone) = World::with_phone();
    let worker = phone.new_id(&world);
    phone.capture(&world, vec![Patch::create("worker", worker, met("Siti", GENUK))]);
    phone.sync(&world);
    (world, phone, worker)
}

#[test]
fn a_card_and_a_nomination_need_a_consent_that_their_author_had_in_view() {
    let (world, mut one, worker) = met_somebody();
    world.agent("A02", AgentRole::PerisaiAgent, &[GENUK]);
    let mut two = world.phone("A02");
    let (figure, _) = sent(&mut one, &world, "figure", &[("name", "Karto".into()), ("identified_by", "other".into())]);
    let named = [
        ("question", "spread_news".into()),
        ("figure", text(figure)),
        ("respondent", text(worker)),
        ("rank", Value::Int(1)),
    ];
    let missing = broken("consent", Rule::ConsentMissing);
    assert_eq!(sent(&mut one, &world, "measurement", &card(worker)).1, missing);
    assert_eq!(sent(&mut one, &world, "nomination", &named).1, missing);
    let mut grants = Vec::new();
    for purpose in ["measure", "nominate"] {
        grants.push(sent(&mut one, &world, "consent", &consent(worker, purpose, "grant", &[])).0);
    }
    assert_eq!(sent(&mut one, &world, "measurement", &card(worker)).1, None);
    assert_eq!(sent(&mut one, &world, "nomination", &named).1, None);

    // The other agent records a withdrawal: who has not seen it is judged without it, who recorded it is not.
    two.sync(&world);
    let withdrawn = sent(&mut two, &world, "consent", &consent(worker, "measure", "withdraw", &grants)).0;
    assert_eq!(sent(&mut two, &world, "measurement", &card(worker)).1, missing);
    assert_eq!(sent(&mut one, &world, "measurement", &card(worker)).1, None);
    let seen = [grants[0], withdrawn];
    assert_eq!(sent(&mut two, &world, "consent", &consent(worker, "measure", "grant", &seen)).1, None);
    assert_eq!(sent(&mut two, &world, "measurement", &card(worker)).1, None);
}

#[test]
fn a_card_is_refused_whose_parts_are_not_those_of_its_side_and_its_items_in_their_order() {
    let (world, mut one, worker) = met_somebody();
    sent(&mut one, &world, "consent", &consent(worker, "measure", "grant", &[]));
    let cases = [
        ("agent", "A01".into(), broken("agent", Rule::Subject)),
        ("village", GENUK.into(), broken("village", Rule::Subject)),
        ("own", numbers(&[2, 1, 3]), broken("own", Rule::Limit)),
        ("guess", numbers(&[2, 1, 3, 1, 1]), broken("guess", Rule::Limit)),
        ("part_seconds", numbers(&[60, 20]), broken("part_seconds", Rule::Order)),
        ("part_seconds", numbers(&[60]), broken("part_seconds", Rule::Limit)),
        ("seconds", Value::Int(61), broken("seconds", Rule::Order)),
        // In a rush, and from a newer app: kept.
        ("own", numbers(&[5, 5, 5, 5]), None),
        ("instrument_version", "KO-5".into(), None),
    ];
    for (field, value, expected) in cases {
        let told = format!("{field} {value:?}");
        assert_eq!(sent(&mut one, &world, "measurement", &with(card(worker), field, value)).1, expected, "{told}");
    }
}

#[test]
fn a_task_an_objection_and_a_rubric_that_contradict_themselves_are_refused() {
    let (world, mut one, worker) = met_somebody();
    let other = one.new_id(&world);
    one.capture(&world, vec![Patch::create("worker", other, met("Budi", GENUK))]);
    let talked = [("worker", text(worker)), ("channel", "phone".into()), ("direction", "outgoing".into())];
    let (encounter, _) = sent(&mut one, &world, "encounter", &talked);
    let objection = |worker: RecordId| {
        vec![
            ("worker", text(worker)),
            ("encounter", text(encounter)),
            ("code", "takdir".into()),
            ("outcome", "softened".into()),
        ]
    };
    assert_eq!(sent(&mut one, &world, "objection", &objection(worker)).1, None);
    assert_eq!(sent(&mut one, &world, "objection", &objection(other)).1, broken("worker", Rule::Subject));
    let rubric = [("agent", "A01".into()), ("module", "product".into()), ("rubric", numbers(&[1, 2, 3]))];
    assert_eq!(sent(&mut one, &world, "training", &rubric).1, broken("rubric", Rule::Limit));
    let nobody = document(&[("kind", "promise".into()), ("due", "2026-06-10".into())]);
    let id = RecordId::derived("follow_up", &["", "", "promise", "2026-06-10", ""]);
    let change = one.capture(&world, vec![Patch::create("follow_up", id, nobody)]);
    one.sync(&world);
    assert_eq!(rule(&one, change), broken("worker", Rule::Required));
}

#[test]
fn a_decided_evaluation_takes_no_more_causes_from_phones() {
    let (world, mut one, _) = met_somebody();
    world.agent("S01", AgentRole::Supervisor, &[GENUK]);
    let (evaluation, _) = sent(&mut one, &world, "evaluation", &[("question", "why".into())]);
    let add = |cause: &str| {
        let mut patch = set("evaluation", evaluation, "gap_causes", Value::Null, Vec::new());
        let gathered =
            perisai_core::domain::FieldPatch::Gather { add: vec![cause.to_owned()], remove: Default::default() };
        patch.fields.insert("gap_causes".to_owned(), gathered);
        patch
    };
    let before = one.capture(&world, vec![add("culture")]);
    one.sync(&world);
    let decision = perisai_branch::NewDecision {
        decision: "a new story".to_owned(),
        owner: crate::support::id("S01"),
        deadline: "2026-07-01".parse().unwrap(),
        causes: [].into(),
        changed_messages: Vec::new(),
    };
    world.branch.decide(&world.admin(), evaluation, &decision).unwrap();
    let after = one.capture(&world, vec![add("staffing")]);
    one.sync(&world);
    assert_eq!(rule(&one, before), None);
    assert_eq!(rule(&one, after), broken("gap_causes", Rule::BranchOnly));
}
