//! The outreach on several phones: what two of them do to one thing without seeing each other.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;

use perisai_branch::{By, NewDecision, Table, TableKind, TableRow};
use perisai_core::FieldError;
use perisai_core::domain::card_plan::CardSense;
use perisai_core::domain::kinds::{
    ConsentMethod, EventKind, FollowUpKind, FollowUpResult, GapCause, IdentifiedBy, NominationQuestion, ObjectionCode,
    PartnerKind, SupportKind, Wave,
};
use perisai_core::domain::message_choice::Fit;
use perisai_core::domain::words::{ConsentPurpose, Language, Segment};
use perisai_core::domain::{Rule, Value, Verdict};
use perisai_core::field::{
    AttendanceInput, AttentionKind, CardInput, ConsentInput, ConsentWithdrawal, ConversationForm, ConversationInput,
    EncounterInput, EvaluationInput, EventPlan, FieldEdit, FigureInput, ForumInput, MessageQuery, MessageShelf,
    NewAttendeeInput, NominationInput, PartnerInput, RecordStatus, SupportInput, TaskInput,
};
use perisai_tests::sim::Scene;

const A1: usize = 0;
const A2: usize = 1;
/// The village that both work in.
const SHARED: usize = 1;

fn edit(field: &str, value: &str) -> [FieldEdit; 1] {
    [FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }]
}

fn consent(purposes: &[ConsentPurpose]) -> ConsentInput {
    ConsentInput {
        purposes: purposes.to_vec(),
        method: ConsentMethod::Thumb,
        language: Language::Indonesian,
        witness: None,
        text_version: None,
    }
}

fn withdrawal(worker: &str, purpose: ConsentPurpose) -> ConsentWithdrawal {
    ConsentWithdrawal {
        worker: worker.to_owned(),
        purposes: vec![purpose],
        method: ConsentMethod::Voice,
        language: None,
        witness: None,
        text_version: None,
    }
}

fn conversation(worker: &str) -> ConversationInput {
    ConversationInput {
        encounter: EncounterInput::new(
            worker.to_owned(),
            perisai_core::domain::kinds::Channel::FaceToFace,
            perisai_core::domain::kinds::Direction::Outgoing,
        ),
        objections: Vec::new(),
        consent: None,
        card: Some(CardInput {
            own: vec![Some(2), Some(1), None, Some(4)],
            perceived: Vec::new(),
            guess: Vec::new(),
            wave: Wave::Baseline,
            part_seconds: vec![60],
        }),
        next_step: None,
        results: Vec::new(),
        answered_at_once: false,
    }
}

fn nomination() -> NominationInput {
    NominationInput {
        question: NominationQuestion::SpreadNews,
        rank: 1,
        figure: None,
        new: Some(FigureInput {
            name: "Bu Lurah".to_owned(),
            roles: Vec::new(),
            village: Some("3374051002".to_owned()),
            worker: None,
        }),
    }
}

/// A worker whom both phones know, with these consents beside the one to be registered.
fn known_to_both(scene: &mut Scene, purposes: &[ConsentPurpose]) -> String {
    let worker = scene.register(A1, SHARED).worker;
    if !purposes.is_empty() {
        let given = scene.phones[A1].field.give_consent(&worker, &consent(purposes));
        scene.saved(A1, given);
    }
    scene.sync(A1);
    scene.sync(A2);
    worker
}

#[test]
fn a_card_and_a_nomination_that_race_a_withdrawal_count_and_nothing_does_after_it_was_seen() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[ConsentPurpose::Measure, ConsentPurpose::Nominate]);
    for purpose in [ConsentPurpose::Measure, ConsentPurpose::Nominate] {
        let withdrawn = scene.phones[A1].field.withdraw_consent(&withdrawal(&worker, purpose));
        scene.saved(A1, withdrawn);
    }
    scene.sync(A1);
    // The other has not heard of it.
    let field = &scene.phones[A2].field;
    let card = field.record_conversation(&conversation(&worker)).unwrap().change.parse().unwrap();
    let named = field.nominate(&worker, &[nomination()], None).unwrap().change.parse().unwrap();
    scene.phones[A2].journal.extend([card, named]);
    scene.sync(A2);
    assert_eq!((scene.verdict(card), scene.verdict(named)), (Some(Verdict::Applied), Some(Verdict::Applied)));
    let field = &scene.phones[A2].field;
    let missing = |purpose| FieldError::ConsentMissing { purpose };
    let measured = field.record_conversation(&conversation(&worker)).unwrap_err();
    assert_eq!(measured, missing(ConsentPurpose::Measure));
    let nominated = field.nominate(&worker, &[nomination()], None).unwrap_err();
    assert_eq!(nominated, missing(ConsentPurpose::Nominate));
    assert!(field.attention().unwrap().iter().any(|item| item.kind == AttentionKind::ConsentWithdrawn));
}

#[test]
fn a_second_phone_joins_a_forum_by_its_code_and_what_it_saved_is_held_until_the_event_arrives() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[]);
    let planned = scene.phones[A1].field.plan_event(
        None,
        &EventPlan {
            kind: EventKind::Forum,
            day: "2026-06-01".to_owned(),
            time: "19:00".to_owned(),
            place: None,
            village: Some("3374051002".to_owned()),
            partners: Vec::new(),
        },
    );
    let event = planned.as_ref().unwrap().record.clone();
    scene.saved(A1, planned);
    let code = scene.phones[A1].field.forum(&event).unwrap().code;

    let field = &scene.phones[A2].field;
    assert_eq!(field.join_event(&code).unwrap(), event);
    let came = |workers: &[&str], new: &[&str]| ForumInput {
        known: workers.iter().map(|worker| AttendanceInput { worker: (*worker).to_owned(), role: None }).collect(),
        new: new
            .iter()
            .map(|name| NewAttendeeInput {
                name: (*name).to_owned(),
                village: Some("3374051002".to_owned()),
                segment: None,
                role: None,
                consent: None,
            })
            .collect(),
        ..ForumInput::default()
    };
    let there = field.run_forum(&event, &came(&[&worker], &["Budi Santoso"])).unwrap().change.parse().unwrap();
    scene.phones[A2].journal.insert(there);
    scene.sync(A2);
    assert!(matches!(scene.verdict(there), Some(Verdict::Held { .. })));
    let view = scene.phones[A2].field.forum(&event).unwrap();
    assert!(view.line.is_none() && view.attending.iter().all(|line| line.status == RecordStatus::Held));

    // Both saw the same worker come.
    let here = scene.phones[A1].field.run_forum(&event, &came(&[&worker], &[])).unwrap().change.parse().unwrap();
    scene.phones[A1].journal.insert(here);
    for phone in [A1, A2, A1] {
        scene.sync(phone);
    }
    assert_eq!((scene.verdict(there), scene.verdict(here)), (Some(Verdict::Applied), Some(Verdict::Applied)));
    for phone in [A1, A2] {
        let view = scene.phones[phone].field.forum(&event).unwrap();
        let names: Vec<_> = view.attending.iter().map(|line| line.name.as_str()).collect();
        assert_eq!((names.len(), names.contains(&"Budi Santoso")), (2, true), "{phone}");
        assert!(view.attending.iter().all(|line| line.status == RecordStatus::Synced));
        assert_eq!(view.line.unwrap().starts.time, "19:00");
        assert!(scene.phones[phone].field.events_view().unwrap().joined.is_empty());
    }
}

#[test]
fn what_two_phones_note_of_one_task_stands_in_one_record() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[]);
    let task = TaskInput {
        worker: Some(worker),
        figure: None,
        kind: FollowUpKind::AfterEnd3Days,
        due: "2026-07-03".to_owned(),
        about: None,
    };
    let one = scene.phones[A1].field.note_result(&task, FollowUpResult::NotMet);
    let record = one.as_ref().unwrap().record.clone();
    let one = scene.saved(A1, one);
    let two = scene.phones[A2].field.note_result(&task, FollowUpResult::Paid);
    assert_eq!(two.as_ref().unwrap().record, record);
    let two = scene.saved(A2, two);
    for phone in [A1, A2, A1] {
        scene.sync(phone);
    }
    assert_eq!((scene.verdict(one), scene.verdict(two)), (Some(Verdict::Applied), Some(Verdict::Applied)));
    for phone in [A1, A2] {
        assert_eq!(scene.shown(phone, "follow_up", &record, "results").as_deref(), Some("not_met;paid"));
    }
}

#[test]
fn a_quota_that_two_set_waits_for_a_person_and_a_name_that_two_set_keeps_the_loser_readable() {
    let mut scene = Scene::new();
    let partner = PartnerInput {
        name: "Koperasi".to_owned(),
        kind: PartnerKind::Cooperative,
        contacts: Vec::new(),
        village: None,
    };
    let partner = scene.phones[A1].field.record_partner(&partner);
    let partner_record = partner.as_ref().unwrap().record.clone();
    scene.saved(A1, partner);
    let support = SupportInput {
        partner: partner_record.clone(),
        kind: SupportKind::Contribution,
        rupiah: None,
        quota: Some(50),
        first_day: None,
        last_day: None,
        legal_basis: None,
        village: None,
    };
    let support = scene.phones[A1].field.record_support(&support);
    let support_record = support.as_ref().unwrap().record.clone();
    scene.saved(A1, support);
    scene.sync(A1);
    scene.sync(A2);
    let mut verdicts = Vec::new();
    for (phone, quota, name) in [(A1, "60", "Koperasi Mina"), (A2, "70", "Koperasi Laut")] {
        scene.pass(60_000);
        let field = &scene.phones[phone].field;
        let quota = field.edit_support(&support_record, &edit("quota", quota));
        let name = field.edit_partner(&partner_record, &edit("name", name));
        verdicts.extend([scene.saved(phone, quota), scene.saved(phone, name)]);
    }
    for phone in [A1, A2, A1] {
        scene.sync(phone);
    }
    let words = verdicts.into_iter().map(|change| scene.verdict(change).unwrap().word()).collect::<Vec<_>>();
    assert_eq!(words, ["applied", "merged", "contested", "applied"]);
    for phone in [A1, A2] {
        assert_eq!(scene.shown(phone, "support", &support_record, "quota").as_deref(), Some("60"));
        assert_eq!(scene.shown(phone, "partner", &partner_record, "name").as_deref(), Some("Koperasi Laut"));
        let items = scene.phones[phone].field.attention().unwrap();
        assert!(
            items.iter().any(|item| item.kind == AttentionKind::Conflict && item.field.as_deref() == Some("quota"))
        );
    }
}

#[test]
fn segments_and_roles_that_two_add_are_all_there() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[]);
    let figure = FigureInput {
        name: "Pak Karto".to_owned(),
        roles: Vec::new(),
        village: Some("3374051002".to_owned()),
        worker: None,
    };
    let figure = scene.phones[A1].field.record_figure(&figure, IdentifiedBy::Observation);
    let figure_record = figure.as_ref().unwrap().record.clone();
    scene.saved(A1, figure);
    scene.sync(A1);
    scene.sync(A2);
    for (phone, segment, role) in [(A1, "fisher", "group_leader"), (A2, "farmer", "rt_rw")] {
        scene.edit(phone, &worker, "segments", segment);
        let role = scene.phones[phone].field.edit_figure(&figure_record, &edit("roles", role));
        scene.saved(phone, role);
    }
    for phone in [A1, A2, A1] {
        scene.sync(phone);
    }
    for phone in [A1, A2] {
        assert_eq!(scene.shown(phone, "worker", &worker, "segments").as_deref(), Some("farmer;fisher"));
        assert_eq!(scene.shown(phone, "figure", &figure_record, "roles").as_deref(), Some("group_leader;rt_rw"));
    }
}

#[test]
fn a_wish_for_no_contact_is_taken_back_only_by_one_who_knew_of_it() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[]);
    scene.edit(A1, &worker, "do_not_contact", "true");
    // Not knowing of it, the other sets and takes back a wish of its own.
    scene.edit(A2, &worker, "do_not_contact", "true");
    scene.edit(A2, &worker, "do_not_contact", "false");
    for phone in [A2, A1, A2] {
        scene.sync(phone);
    }
    for phone in [A1, A2] {
        assert_eq!(scene.shown(phone, "worker", &worker, "do_not_contact").as_deref(), Some("true"));
    }
    scene.edit(A2, &worker, "do_not_contact", "false");
    scene.sync(A2);
    scene.sync(A1);
    assert_eq!(scene.shown(A1, "worker", &worker, "do_not_contact").as_deref(), Some("false"));
}

#[test]
fn a_cause_that_arrives_after_the_branch_decided_goes_back_to_its_author() {
    let mut scene = Scene::new();
    let note = EvaluationInput {
        question: "Mengapa sedikit?".to_owned(),
        note: None,
        evidence: Vec::new(),
        gap_causes: vec![GapCause::Culture],
    };
    let note = scene.phones[A1].field.write_evaluation(&note);
    let evaluation = note.as_ref().unwrap().record.clone();
    scene.saved(A1, note);
    scene.sync(A1);
    scene.sync(A2);
    let decision = NewDecision {
        decision: "Cerita baru".to_owned(),
        owner: "s1".parse().unwrap(),
        deadline: "2026-07-01".parse().unwrap(),
        causes: [GapCause::Structure].into(),
        changed_messages: Vec::new(),
    };
    scene.branch().branch.decide(&by(), evaluation.parse().unwrap(), &decision).unwrap();
    let late = scene.phones[A2].field.edit_evaluation(&evaluation, &edit("gap_causes", "culture;staffing"));
    let late = scene.saved(A2, late);
    scene.sync(A2);
    let verdict = scene.verdict(late);
    assert!(matches!(verdict, Some(Verdict::Rejected { rule: Rule::BranchOnly, .. })), "{verdict:?}");
    assert_eq!(scene.shown(A2, "evaluation", &evaluation, "gap_causes").as_deref(), Some("culture;structure"));
    let again = scene.phones[A2].field.edit_evaluation(&evaluation, &edit("gap_causes", "staffing")).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "gap_causes".to_owned(), rule: Rule::BranchOnly });
}

#[test]
fn a_testimony_is_offered_nowhere_from_the_moment_a_phone_hears_that_its_teller_took_the_consent_back() {
    let mut scene = Scene::new();
    let teller = known_to_both(&mut scene, &[ConsentPurpose::Testimonial]);
    let cells = [
        ("code", "T1"),
        ("title", "Cerita"),
        ("kind", "testimonial"),
        ("frame", "family"),
        ("language", "id"),
        ("body", "Saya ikut."),
        ("teller", &teller),
    ];
    write(&scene, "messages", &cells);
    scene.sync(A1);
    scene.sync(A2);
    let offered =
        |scene: &Scene, phone: usize| scene.phones[phone].field.pick_messages(&MessageQuery::default()).unwrap().len();
    assert_eq!((offered(&scene, A1), offered(&scene, A2)), (1, 1));
    let withdrawn = scene.phones[A1].field.withdraw_consent(&withdrawal(&teller, ConsentPurpose::Testimonial));
    scene.saved(A1, withdrawn);
    assert_eq!((offered(&scene, A1), offered(&scene, A2)), (0, 1));
    scene.sync(A1);
    scene.sync(A2);
    assert_eq!(offered(&scene, A2), 0);
}

#[test]
fn consent_to_be_reminded_that_is_taken_back_takes_the_workers_reminders_off_the_list_at_once() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[ConsentPurpose::Remind]);
    member(&scene, &worker, "active");
    scene.sync(A1);
    scene.sync(A2);
    let due = |scene: &Scene, phone: usize| -> Vec<String> {
        scene.phones[phone].field.today("2026-06-24").unwrap().into_iter().map(|line| line.reason).collect()
    };
    assert_eq!((due(&scene, A1), due(&scene, A2)), (vec!["cover_ends".to_owned()], vec!["cover_ends".to_owned()]));
    let withdrawn = scene.phones[A1].field.withdraw_consent(&withdrawal(&worker, ConsentPurpose::Remind));
    scene.saved(A1, withdrawn);
    assert_eq!((due(&scene, A1).len(), due(&scene, A2).len()), (0, 1), "before the other has heard of it");
    scene.sync(A1);
    scene.sync(A2);
    assert_eq!(due(&scene, A2).len(), 0);
}

#[test]
fn whose_membership_is_over_needs_a_new_registration_and_the_list_of_today_says_so() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[ConsentPurpose::Remind]);
    let needs = |scene: &Scene| {
        let page = scene.phones[A2].field.workers(None, 10).unwrap();
        let of_worker = page.workers.iter().find(|line| line.worker == worker);
        let reasons = scene.phones[A2].field.today("2026-07-02").unwrap().into_iter().map(|line| line.reason);
        (of_worker.unwrap().needs_new_registration, reasons.collect::<Vec<_>>())
    };
    for (status, is_over) in [("active", false), ("ended", true), ("inactive_after_jht", true)] {
        member(&scene, &worker, status);
        scene.sync(A2);
        let (needs, reasons) = needs(&scene);
        assert_eq!(
            (needs, reasons.contains(&"membership_over".to_owned())),
            (is_over, is_over),
            "{status}: {reasons:?}"
        );
    }
}

#[test]
fn whose_months_of_grace_are_over_needs_a_new_registration_before_the_branch_says_so() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[ConsentPurpose::Remind]);
    member(&scene, &worker, "active");
    scene.sync(A2);
    // Covered to the end of June: it is over when more than three months are unpaid.
    for (days, today, is_over) in [(90, "2026-08-30", false), (70, "2026-11-08", true)] {
        scene.pass_days(days);
        let phone = &scene.phones[A2].field;
        let line = phone.workers(None, 10).unwrap().workers.into_iter().find(|line| line.worker == worker).unwrap();
        let says_so = phone.today(today).unwrap().iter().any(|line| line.reason == "membership_over");
        assert_eq!((line.needs_new_registration, says_so), (is_over, is_over), "on {today}");
    }
}

#[test]
fn a_profile_of_a_segment_that_has_expired_needs_a_look_on_the_phone() {
    let mut scene = Scene::new();
    for _ in 0..5 {
        let worker = scene.register(A1, SHARED).worker;
        scene.edit(A1, &worker, "segments", "fisher");
        let talked =
            scene.phones[A1].field.record_conversation(&ConversationInput { card: None, ..conversation(&worker) });
        scene.phones[A1].journal.insert(talked.unwrap().change.parse().unwrap());
    }
    scene.sync(A1);
    let written = scene.branch().branch.publish_profiles(&by()).unwrap();
    let [profile] = written.as_slice() else { panic!("{} profiles", written.len()) };
    let expired = |scene: &Scene| -> Vec<String> {
        let items = scene.phones[A1].field.attention().unwrap();
        let profiles = items.into_iter().filter(|item| item.kind == AttentionKind::ProfileExpired);
        profiles.map(|item| item.about).collect()
    };
    scene.sync(A1);
    scene.pass_days(180);
    assert_eq!(expired(&scene), [""; 0]);
    scene.pass_days(1);
    assert_eq!(expired(&scene), std::slice::from_ref(&profile.record));
}

/// The branch writes a membership that covers June.
fn member(scene: &Scene, worker: &str, status: &str) {
    let cells = [("worker", worker), ("status", status), ("months_paid", "2026-06:self"), ("autodebit", "false")];
    let covered = [("covered_from", "2026-06-01"), ("covered_to", "2026-06-30")];
    write(scene, "memberships", &[&cells[..], &covered].concat());
}

/// The branch writes a row of a table.
fn write(scene: &Scene, table: &str, cells: &[(&str, &str)]) {
    let cells = cells.iter().map(|(column, cell)| ((*column).to_owned(), Value::from(*cell)));
    let row = TableRow { line: 2, cells: cells.collect::<BTreeMap<_, _>>(), is_typed: true };
    let rows = Table { file: format!("{table}.csv"), rows: vec![row] };
    scene.branch().branch.write_table(&by(), TableKind::named(table).unwrap(), &rows).unwrap();
}

fn by() -> By {
    By { agent: "admin".parse().unwrap(), reason: "tested".to_owned() }
}

#[test]
fn messages_are_narrowed_by_what_is_chosen_and_counted_under_every_other_choice() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[]);
    scene.edit(A1, &worker, "segments", "fisher");
    for (code, language, segments, answers, active) in [
        ("story-nelayan", "id", "fisher", "ngaluk;takdir", "true"),
        ("story-sawah", "id", "farmer", "takdir", "true"),
        ("ikhtiar", "jv", "", "takdir", "true"),
        ("diskon", "id", "", "cost", "true"),
        ("lama", "id", "", "cost", "false"),
    ] {
        let cells = [
            ("code", code),
            ("title", code),
            ("kind", "story"),
            ("frame", "family"),
            ("language", language),
            ("body", "…"),
            ("segments", segments),
            ("answers", answers),
            ("active", active),
        ];
        // A cell without a letter says nothing.
        let told: Vec<_> = cells.into_iter().filter(|(_, cell)| !cell.is_empty()).collect();
        write(&scene, "messages", &told);
    }
    scene.sync(A1);
    let field = &scene.phones[A1].field;
    let shelf = |query: &MessageQuery| {
        let shelf = field.message_shelf(query).unwrap();
        assert_eq!(shelf.in_use, 4);
        let codes: Vec<_> = shelf.messages.iter().map(|message| message.code.clone()).collect();
        (codes, shelf)
    };
    let (codes, all) = shelf(&MessageQuery::default());
    assert_eq!(codes.len(), 4);
    // The fishers whom the phone knows come first; a message for all is for farmers too.
    let segments: Vec<_> = all.segments.iter().map(|of| (of.segment, of.messages)).collect();
    assert_eq!(segments[0], (Segment::Fisher, 3));
    assert!(segments.contains(&(Segment::MarketTrader, 2)));
    let answering =
        |shelf: &MessageShelf| -> Vec<_> { shelf.objections.iter().map(|of| (of.objection, of.messages)).collect() };
    let three = [(ObjectionCode::Ngaluk, 1), (ObjectionCode::Takdir, 3), (ObjectionCode::Cost, 1)];
    assert_eq!(answering(&all), three);

    let fisher = MessageQuery { segment: Some(Segment::Fisher), ..MessageQuery::default() };
    let (codes, of_fishers) = shelf(&fisher);
    assert_eq!(codes, ["story-nelayan", "diskon", "ikhtiar"]);
    assert_eq!(answering(&of_fishers)[1], (ObjectionCode::Takdir, 2));
    let takdir = MessageQuery { objection: Some(ObjectionCode::Takdir), ..fisher };
    let (codes, of_takdir) = shelf(&takdir);
    assert_eq!(codes, ["story-nelayan", "ikhtiar"]);
    assert_eq!(of_takdir.languages.iter().map(|of| of.messages).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(of_takdir.messages[0].why, [Fit::Objection, Fit::Segment]);
    let javanese = MessageQuery { language: Some(Language::Javanese), ..takdir };
    assert_eq!(shelf(&javanese).0, ["ikhtiar"]);

    let for_her = MessageQuery { worker: Some(worker.clone()), ..MessageQuery::default() };
    assert_eq!(shelf(&for_her).0, ["story-nelayan", "diskon", "ikhtiar"]);
    let nobody = MessageQuery { worker: Some("00000000-0000-7000-8000-000000000000".to_owned()), ..for_her };
    assert_eq!(field.message_shelf(&nobody).unwrap_err(), FieldError::NotFound);

    let read = field.message(&of_takdir.messages[0].message).unwrap();
    assert_eq!((read.segments, read.answers.len(), read.may_be_told), (vec![Segment::Fisher], 2, true));
    let old = perisai_core::domain::RecordId::derived("message", &["lama"]).to_string();
    assert!(!field.message(&old).unwrap().may_be_told);

    // In a conversation with the fisher: for her first, what answers which objection, and what the agent comes from.
    let form = field.conversation_form(&worker, &[]).unwrap();
    let codes = |form: &ConversationForm| form.messages.iter().map(|pick| pick.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&form), ["story-nelayan", "diskon", "ikhtiar"]);
    let bridges: Vec<_> = form.bridges.iter().map(|bridge| (bridge.objection, bridge.messages.len())).collect();
    assert_eq!(bridges, [(ObjectionCode::Ngaluk, 1), (ObjectionCode::Takdir, 2), (ObjectionCode::Cost, 1)]);
    let farmers = perisai_core::domain::RecordId::derived("message", &["story-sawah"]).to_string();
    let form = field.conversation_form(&worker, &[farmers, old]).unwrap();
    assert_eq!(codes(&form), ["story-sawah", "story-nelayan", "diskon", "ikhtiar"]);
}

#[test]
fn a_card_of_yesterday_is_checked_by_somebody_else_and_by_nobody_twice() {
    let mut scene = Scene::new();
    let worker = known_to_both(&mut scene, &[ConsentPurpose::Measure]);
    let first = scene.phones[A1].field.record_conversation(&conversation(&worker)).unwrap();
    scene.phones[A1].journal.insert(first.change.parse().unwrap());
    scene.sync(A1);
    scene.sync(A2);
    let card = |scene: &Scene, phone: usize| {
        let card = scene.phones[phone].field.conversation_form(&worker, &[]).unwrap().card;
        (card.sense, card.wave)
    };
    assert_eq!(card(&scene, A1), (CardSense::TooSoon, Wave::After));
    assert_eq!(card(&scene, A2), (CardSense::Check, Wave::Check));
    let mut check = conversation(&worker);
    check.card.as_mut().unwrap().wave = Wave::Check;
    let checked = scene.phones[A2].field.record_conversation(&check).unwrap();
    scene.phones[A2].journal.insert(checked.change.parse().unwrap());
    assert_eq!(card(&scene, A2).0, CardSense::TooSoon);
}
