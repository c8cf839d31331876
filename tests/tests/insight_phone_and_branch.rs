//! A phone and the branch say the same of the same records, bit for bit; and what a phone does not hold, it names.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;

use perisai_branch::{By, Table, TableKind, TableRow};
use perisai_core::domain::Value;
use perisai_core::domain::kinds::{
    Channel, ConsentMethod, Direction, EventKind, NominationQuestion, ObjectionCode, ObjectionOutcome, Stage,
    TrainingModule, Wave,
};
use perisai_core::domain::words::{ConsentPurpose, Language, Segment};
use perisai_core::field::{
    CardInput, ConsentInput, ConversationInput, EncounterInput, EvaluationInput, EventInput, FigureInput,
    NominationInput, ObjectionInput, RelationshipInput, ReportFilter, ReportView, TrainingInput,
};
use perisai_core::insight::{Filter, LeftOut, Line, Measure, Report, ReportName, WhyLeftOut};
use perisai_tests::sim::Scene;

const A1: usize = 0;
const A2: usize = 1;
/// The supervisor, whose phone has every village.
const S1: usize = 3;
const VILLAGES: [&str; 3] = ["3374051001", "3374051002", "3374061001"];
const AS_OF: &str = "2026-12-31";

fn by() -> By {
    By { agent: "admin".parse().unwrap(), reason: "tested".to_owned() }
}

fn write(scene: &Scene, table: &str, rows: &[&[(&str, &str)]]) {
    let row = |(line, cells): (usize, &&[(&str, &str)])| {
        let cells = cells.iter().map(|(column, cell)| ((*column).to_owned(), Value::from(*cell)));
        TableRow { line: line as u64 + 2, cells: cells.collect::<BTreeMap<_, _>>(), is_typed: true }
    };
    let table_of = Table { file: format!("{table}.csv"), rows: rows.iter().enumerate().map(row).collect() };
    scene.branch().branch.write_table(&by(), TableKind::named(table).unwrap(), &table_of).unwrap();
}

/// A card of one's own view alone.
fn own_view(own: [u8; 4]) -> CardInput {
    let own = own.iter().map(|answer| Some(u32::from(*answer))).collect();
    CardInput { own, perceived: Vec::new(), guess: Vec::new(), wave: Wave::Baseline, part_seconds: vec![30] }
}

fn conversation(worker: &str, number: usize, wave: Wave, message: &str) -> ConversationInput {
    let own: Vec<Option<u32>> = [1, 3, 7, 2].map(|step| u32::try_from((number * step) % 5 + 1).ok()).into();
    ConversationInput {
        encounter: EncounterInput {
            minutes: Some(20),
            teach_back: Some(if number.is_multiple_of(2) { 3 } else { 1 }),
            intent: Some(4),
            intent_day: Some("2026-06-20".to_owned()),
            messages: vec![message.to_owned()],
            ..EncounterInput::new(
                worker.to_owned(),
                Channel::FaceToFace,
                if number.is_multiple_of(3) { Direction::Incoming } else { Direction::Outgoing },
            )
        },
        objections: vec![ObjectionInput {
            code: if number.is_multiple_of(2) { ObjectionCode::Cost } else { ObjectionCode::Takdir },
            kind: None,
            quote: None,
            bridge: Some(message.to_owned()),
            argument: None,
            outcome: if number.is_multiple_of(4) { ObjectionOutcome::Resolved } else { ObjectionOutcome::Softened },
            agreed_meaning: None,
        }],
        consent: None,
        card: Some(CardInput { perceived: own.clone(), guess: own.clone(), own, wave, part_seconds: vec![10, 20, 30] }),
        next_step: None,
        results: Vec::new(),
        answered_at_once: false,
    }
}

/// Workers of all villages, with everything that reports are made of, captured by three agents and synced.
fn outreach() -> Scene {
    let mut scene = Scene::new();
    let message = [
        ("code", "CERITA"),
        ("title", "Cerita"),
        ("kind", "story"),
        ("frame", "effort"),
        ("language", "id"),
        ("body", "…"),
    ];
    write(&scene, "messages", &[&message]);
    let target = [("month", "2026-06"), ("measure", "encounters"), ("target", "30")];
    let submitted = [("month", "2026-06"), ("measure", "submitted"), ("target", "20")];
    write(&scene, "targets", &[&target, &submitted]);
    let message = perisai_core::domain::RecordId::derived("message", &["CERITA"]).to_string();
    for phone in 0..scene.phones.len() {
        scene.sync(phone);
    }
    let mut workers = Vec::new();
    for number in 0..26 {
        let (phone, village) = if number % 2 == 0 { (A1, number / 2 % 2) } else { (A2, 1 + number / 2 % 2) };
        let worker = scene.register(phone, village).worker;
        let segments = ["fisher", "fisher;farmer", "farmer"][number % 3];
        scene.edit(phone, &worker, "segments", segments);
        let consent = ConsentInput {
            purposes: vec![ConsentPurpose::Measure, ConsentPurpose::Nominate, ConsentPurpose::Remind],
            method: ConsentMethod::Thumb,
            language: Language::Indonesian,
            witness: None,
            text_version: None,
        };
        let given = scene.phones[phone].field.give_consent(&worker, &consent);
        scene.saved(phone, given);
        workers.push((phone, worker));
    }
    talk(&mut scene, &workers, Wave::Baseline, &message);
    scene.pass_days(20);
    let event = EventInput {
        kind: EventKind::Forum,
        starts_at_ms: scene.branch().clock_ms(),
        place: None,
        village: Some(VILLAGES[1].to_owned()),
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: Some(7),
        notes: None,
    };
    let held = scene.phones[A1].field.record_event(&event);
    scene.saved(A1, held);
    talk(&mut scene, &workers[..20], Wave::After, &message);
    named(&mut scene, &workers);
    observed(&mut scene);
    for phone in [A1, A2, S1, A1, A2, S1] {
        scene.sync(phone);
    }
    let paid = |count: usize| (6..6 + count).map(|m| format!("2026-{m:02}:self")).collect::<Vec<_>>().join(";");
    for (at, (_, worker)) in workers.iter().enumerate().take(18) {
        let months = paid(1 + at % 4);
        let cells = [("worker", worker.as_str()), ("status", "active"), ("months_paid", &months)];
        let cells =
            [&cells[..], &[("covered_from", "2026-06-01"), ("covered_to", "2026-06-30"), ("autodebit", "false")]];
        write(&scene, "memberships", &[&cells.concat()]);
    }
    scene.branch().branch.publish_profiles(&by()).unwrap();
    for phone in [A1, A2, S1] {
        scene.sync(phone);
    }
    scene
}

fn talk(scene: &mut Scene, workers: &[(usize, String)], wave: Wave, message: &str) {
    for (number, (phone, worker)) in workers.iter().enumerate() {
        scene.pass(60_000);
        let input = conversation(worker, number + usize::from(wave == Wave::After), wave, message);
        let saved = scene.phones[*phone].field.record_conversation(&input).unwrap();
        scene.phones[*phone].journal.insert(saved.change.parse().unwrap());
    }
}

fn named(scene: &mut Scene, workers: &[(usize, String)]) {
    let figure = FigureInput {
        name: "Bu Lurah".to_owned(),
        roles: Vec::new(),
        village: Some(VILLAGES[1].to_owned()),
        worker: None,
    };
    let made = scene.phones[A1].field.record_figure(&figure, perisai_core::domain::kinds::IdentifiedBy::Observation);
    let figure = made.as_ref().unwrap().record.clone();
    scene.saved(A1, made);
    scene.sync(A1);
    scene.sync(A2);
    for (phone, worker) in workers.iter().take(12) {
        let nomination = NominationInput {
            question: NominationQuestion::AsksAdvice,
            rank: 1,
            figure: Some(figure.clone()),
            new: None,
        };
        let saved = scene.phones[*phone].field.nominate(worker, &[nomination], None).unwrap();
        scene.phones[*phone].journal.insert(saved.change.parse().unwrap());
    }
    for trust in [2, 3, 3, 4, 5] {
        let note = RelationshipInput {
            trust: Some(trust),
            stage: Stage::Supportive,
            promises_made: Some(2),
            promises_kept: Some(1),
            next_step: None,
        };
        let noted = scene.phones[A2].field.note_relationship(&figure, &note);
        scene.saved(A2, noted);
    }
}

/// What follows agents, and what follows the branch.
fn observed(scene: &mut Scene) {
    for agent in ["a1", "a2"] {
        let training = TrainingInput {
            agent: agent.to_owned(),
            module: TrainingModule::Product,
            score: Some(80),
            rubric: Vec::new(),
        };
        let saved = scene.phones[S1].field.observe_training(&training);
        scene.saved(S1, saved);
    }
    for agent in ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"] {
        let saved = scene.phones[S1].field.record_panel_card(Some(agent), &own_view([5, 1, 1, 5])).unwrap();
        scene.phones[S1].journal.insert(saved.change.parse().unwrap());
    }
    let own = scene.phones[A1].field.record_own_view(&own_view([5, 1, 2, 5])).unwrap();
    scene.phones[A1].journal.insert(own.change.parse().unwrap());
    let note =
        EvaluationInput { question: "Mengapa?".to_owned(), note: None, evidence: Vec::new(), gap_causes: Vec::new() };
    let saved = scene.phones[A2].field.write_evaluation(&note);
    scene.saved(A2, saved);
}

fn at_branch(scene: &Scene, name: ReportName, filter: &Filter) -> Report {
    let (mut reports, _) = scene.branch().branch.reports(&[name], filter, Some(AS_OF.parse().unwrap())).unwrap();
    reports.remove(0)
}

fn on_phone(scene: &Scene, phone: usize, name: ReportName, filter: &Filter) -> ReportView {
    let filter = ReportFilter {
        from: filter.from.map(|month| month.to_string()),
        to: filter.to.map(|month| month.to_string()),
        village: filter.village.map(|village| village.as_str().to_owned()),
        segment: filter.segment,
        agent: filter.agent.as_ref().map(ToString::to_string),
        message: filter.message.map(|message| message.to_string()),
    };
    scene.phones[phone].field.report(name, &filter, AS_OF).unwrap()
}

/// What rests on records that follow one agent: a phone holds no other's, and names them as outside its scope.
const OF_OTHER_AGENTS: [Measure; 2] = [Measure::CongruencyAgent, Measure::Certified];

/// What rests on workers who named a figure of a village that is not theirs: their consents and hamlets.
const OF_OTHER_VILLAGES: [Measure; 3] = [Measure::ConsentCoverage, Measure::HamletsNaming, Measure::SegmentsNaming];

fn is_of_all(line: &&Line) -> bool {
    !OF_OTHER_AGENTS.contains(&line.measure)
}

fn is_of_the_village(line: &&Line) -> bool {
    is_of_all(line) && !OF_OTHER_VILLAGES.contains(&line.measure)
}

/// What two reports say differently. What a phone cannot know counts only where the phone does not name it.
fn differences(branch: &Report, phone: &ReportView) -> Vec<String> {
    let named = names_scope(phone);
    let lines = |lines: &[Line]| -> Vec<Line> { lines.iter().filter(|l| !named || is_of_all(l)).cloned().collect() };
    let left_out = |left_out: &[LeftOut]| -> Vec<LeftOut> {
        // How many lines are hidden follows from the lines.
        let is_said = |left: &&LeftOut| match left.why {
            WhyLeftOut::Scope => false,
            WhyLeftOut::TooFew | WhyLeftOut::Differencing => !named,
            _ => true,
        };
        left_out.iter().filter(is_said).cloned().collect()
    };
    let mut differ = Vec::new();
    let (of_branch, of_phone) = (lines(&branch.lines), lines(&phone.lines));
    if of_branch != of_phone {
        let only = |one: &[Line], other: &[Line]| -> Vec<Line> {
            one.iter().filter(|line| !other.contains(line)).cloned().collect()
        };
        differ.push(format!("{:#?} and {:#?}", only(&of_branch, &of_phone), only(&of_phone, &of_branch)));
    }
    if left_out(&branch.left_out) != left_out(&phone.left_out) {
        differ.push(format!("left out: {:?} and {:?}", branch.left_out, phone.left_out));
    }
    if branch.findings != phone.findings {
        differ.push(format!("findings: {:?} and {:?}", branch.findings, phone.findings));
    }
    if branch.due != phone.due {
        differ.push(format!("due: {:?} and {:?}", branch.due, phone.due));
    }
    differ
}

fn names_scope(view: &ReportView) -> bool {
    view.left_out.iter().any(|left| left.why == WhyLeftOut::Scope)
}

#[test]
fn a_phone_with_every_village_and_the_branch_give_the_same_sixteen_reports() {
    let scene = outreach();
    let filters = [
        Filter::default(),
        Filter { village: VILLAGES[1].parse().ok(), ..Filter::default() },
        Filter { segment: Some(Segment::Fisher), from: "2026-06".parse().ok(), ..Filter::default() },
        Filter { agent: "a1".parse().ok(), ..Filter::default() },
    ];
    let (mut shown, mut problems) = (0, Vec::new());
    for (name, filter) in ReportName::ALL.iter().flat_map(|name| filters.iter().map(move |filter| (*name, filter))) {
        let (branch, phone) = (at_branch(&scene, name, filter), on_phone(&scene, S1, name, filter));
        shown += phone.lines.iter().filter(|line| line.estimate.value().is_some()).count();
        let differ = differences(&branch, &phone);
        if !differ.is_empty() {
            problems.push(format!("{name} {filter:?}: {}", differ.join("; ")));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(shown > 200, "{shown} figures say little");
}

#[test]
fn of_one_of_its_villages_a_phone_says_what_the_branch_says_where_both_may() {
    let scene = outreach();
    let (mut compared, mut problems) = (0, Vec::new());
    for (phone, village) in [(A1, 0), (A1, 1), (A2, 1), (A2, 2)] {
        let filter = Filter { village: VILLAGES[village].parse().ok(), ..Filter::default() };
        for name in ReportName::ALL {
            let (branch, view) = (at_branch(&scene, *name, &filter), on_phone(&scene, phone, *name, &filter));
            for line in branch.lines.iter().filter(|line| !names_scope(&view) || is_of_the_village(line)) {
                let same = view.lines.iter().find(|same| (&same.by, same.measure) == (&line.by, line.measure));
                // What else is known differs, and so does what could be had by subtracting: a figure may be hidden here
                // and not there. It always rests on as many.
                let agree = same.is_some_and(|same| {
                    let (here, there) = (&same.estimate, &line.estimate);
                    let is_hidden = here.value().is_none() || there.value().is_none();
                    here.n() == there.n() && (is_hidden || here == there)
                });
                if !agree {
                    problems.push(format!("phone {phone}, {name} of village {village}: {line:?} and {same:?}"));
                }
                compared += u32::from(same.is_some_and(|same| same.estimate.value().is_some()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(compared > 100, "{compared} figures say little");
}

#[test]
fn what_was_captured_and_not_yet_sent_counts_on_the_phone_in_the_month_of_its_capture() {
    let mut scene = outreach();
    let workers = scene.phones[A1].field.workers(None, 200).unwrap().workers;
    let in_village = workers.iter().filter(|worker| worker.village == VILLAGES[0]);
    let worker = in_village.map(|worker| worker.worker.clone()).next().unwrap();
    let before = on_phone(&scene, A1, ReportName::TwoWay, &Filter::default());
    let mut asked = conversation(&worker, 0, Wave::After, "");
    (asked.encounter.messages, asked.objections, asked.card) = (Vec::new(), Vec::new(), None);
    let saved = scene.phones[A1].field.record_conversation(&asked).unwrap();
    scene.phones[A1].journal.insert(saved.change.parse().unwrap());
    let unsent = on_phone(&scene, A1, ReportName::TwoWay, &Filter::default());
    assert_eq!(unsent.lines[0].estimate.n(), before.lines[0].estimate.n() + 1);
    // Weeks pass before it is sent; June it stays.
    scene.pass_days(40);
    scene.sync(A1);
    let june = Filter { from: "2026-06".parse().ok(), to: "2026-06".parse().ok(), ..Filter::default() };
    let village = Filter { village: VILLAGES[0].parse().ok(), ..june.clone() };
    for filter in [june, village] {
        let phone = on_phone(&scene, A1, ReportName::TwoWay, &filter).lines[0].estimate.n();
        assert_eq!(phone, unsent.lines[0].estimate.n() - if filter.village.is_some() { others(&scene) } else { 0 });
    }
    let later = Filter { from: "2026-07".parse().ok(), ..Filter::default() };
    assert_eq!(at_branch(&scene, ReportName::TwoWay, &later).lines[0].estimate.n(), 0);

    /// How many questions came from the other village of the phone.
    fn others(scene: &Scene) -> u64 {
        let elsewhere = Filter { village: VILLAGES[1].parse().ok(), ..Filter::default() };
        on_phone(scene, A1, ReportName::TwoWay, &elsewhere).lines[0].estimate.n()
    }
}

#[test]
fn what_follows_other_agents_is_named_as_outside_the_phones_scope() {
    let scene = outreach();
    for name in [ReportName::Training, ReportName::CoOrientation, ReportName::DataQuality] {
        assert!(names_scope(&on_phone(&scene, A1, name, &Filter::default())), "{name}");
    }
    // Of the branch's staff no other phone has a card; their view together is published.
    let map = on_phone(&scene, A1, ReportName::CoOrientation, &Filter::default());
    assert!(map.lines.iter().any(|line| line.measure == Measure::Agreement && line.estimate.value().is_some()));
    assert!(!names_scope(&on_phone(&scene, A1, ReportName::Shift, &Filter::default())));
    let elsewhere = Filter { village: VILLAGES[2].parse().ok(), ..Filter::default() };
    assert!(names_scope(&on_phone(&scene, A1, ReportName::Objections, &elsewhere)));
}
