//! The whole registry: every field that a device may write is set by some method.

use std::collections::BTreeSet;

use perisai_core::domain::kinds::{
    Argument, Barrier, Channel, ConsentMethod, Direction, FigureRole, FollowUpKind, FollowUpResult, GapCause,
    IdentifiedBy, NominationQuestion, ObjectionCode, ObjectionKind, ObjectionOutcome, PartnerKind, ReceiptStatus,
    RegistrationStatus, Stage, SupportKind, TrainingModule, WhomAsked,
};
use perisai_core::domain::record::{Policy, Writer};
use perisai_core::domain::words::{ConsentPurpose, Language, Segment};
use perisai_core::domain::{Instrument, Registry};
use perisai_core::field::{
    AddressInput, AttendanceInput, AttestationInput, CardInput, ConsentInput, ConsentWithdrawal, ConversationInput,
    EncounterInput, EvaluationInput, EventInput, FigureInput, NominationInput, ObjectionInput, OccupationInput,
    PartnerInput, ReceiptInput, RegisterInput, RelationshipInput, SupportInput, TaskInput, TrainingInput,
};
use tempfile::TempDir;

use crate::support::{MORNING_MS, card, consent_for, conversation, enrolled, enrolled_with_hand, forum, shown, siti};

#[test]
fn every_field_that_a_device_may_write_is_set_by_some_method_and_read_back() {
    const FIGURE: &str = "019aa0b0-0000-7000-8000-000000000001";
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let text = |word: &str| Some(word.to_owned());
    let address = |told: &str| Some(AddressInput { text: told.to_owned(), village: text("33.74.05.1001") });
    let event = EventInput {
        place: text("balai"),
        village: text("33.74.05.1001"),
        partners: texts(&[FIGURE]),
        figures_engaged_before: texts(&[FIGURE]),
        messages_shown: texts(&[FIGURE]),
        anonymous_headcount: Some(40),
        notes: text("ramai"),
        ..forum()
    };
    let event = field.record_event(&event).unwrap().record;
    let mut input = RegisterInput { event: text(&event), support: text(FIGURE), ..siti() };
    input.person.birth_date = text("1990-01-11");
    input.person.birth_place = text("Demak");
    input.person.email = text("siti@example.org");
    input.person.ktp_address = address("Jl. Kaligawe 5");
    input.person.home_address = address("Jl. Kaligawe 7");
    input.person.workplace = address("dermaga");
    input.person.hamlet = text("RW 04");
    input.person.second_occupation =
        vec![OccupationInput { occupation: "petani".to_owned(), since: text("2020-01-05") }];
    input.person.work_hours = text("malam");
    input.person.segments = vec![Segment::Fisher];
    input.person.reached_before = Some(true);
    input.person.do_not_contact = Some(true);
    input.consent = input.consent.map(|consent| ConsentInput { witness: text("pak RT"), ..consent });
    input.attestation = Some(AttestationInput::default());
    input.acknowledge = text("as on the card");
    let registered = field.draft_registration(&input).unwrap();
    let worker = registered.worker.clone();
    field.record_attendance(&event, &[AttendanceInput { worker: worker.clone(), role: text("speaker") }]).unwrap();
    let cancelled = RegistrationStatus::Cancelled;
    field.move_registration_because(&registered.registration, cancelled, Some("moves away")).unwrap();
    let asked = |worker: &str| EncounterInput {
        worker: worker.to_owned(),
        event: text(&event),
        channel: Channel::Whatsapp,
        direction: Direction::Incoming,
        minutes: Some(9),
        barriers: vec![Barrier::Time],
        asks_whom: vec![WhomAsked::Family],
        media_used: texts(&["radio"]),
        teach_back: Some(2),
        intent: Some(4),
        intent_day: text("2026-06-10"),
        messages: texts(&[FIGURE]),
        figure: text(FIGURE),
        answers: None,
    };
    let incoming = field.record_encounter(&asked(&worker)).unwrap().record;
    let reply = EncounterInput { direction: Direction::Outgoing, answers: text(&incoming), ..asked(&worker) };
    let reply = field.record_encounter(&reply).unwrap().record;
    let money = ReceiptInput {
        worker: worker.clone(),
        registration: text(&registered.registration),
        rupiah: 16_800,
        contribution_months: texts(&["2026-10", "2026-09"]),
    };
    let receipt = field.receive_money(&money).unwrap();
    field.move_receipt_because(&receipt.receipt, ReceiptStatus::Returned, Some("asked for it")).unwrap();

    let figure = FigureInput {
        name: "Pak Karto".to_owned(),
        roles: vec![FigureRole::GroupLeader],
        village: text("33.74.05.1001"),
        worker: text(&worker),
    };
    let figure = field.record_figure(&figure, IdentifiedBy::Observation).unwrap().record;
    let to_all = ConsentInput {
        purposes: vec![ConsentPurpose::Measure, ConsentPurpose::Nominate],
        method: ConsentMethod::Thumb,
        language: Language::Javanese,
        witness: None,
        text_version: None,
    };
    let told = ConversationInput {
        encounter: asked(&worker),
        objections: vec![ObjectionInput {
            code: ObjectionCode::Takdir,
            kind: Some(ObjectionKind::Both),
            quote: text("wis takdir"),
            bridge: text(FIGURE),
            argument: Some(Argument::Effort),
            outcome: ObjectionOutcome::Softened,
            agreed_meaning: text("ikhtiar"),
        }],
        consent: Some(to_all),
        card: Some(card()),
        next_step: None,
        results: Vec::new(),
        answered_at_once: false,
    };
    let talked = field.record_conversation(&told).unwrap();
    let figure_card = field.record_figure_card(&figure, &card()).unwrap().card;
    let own_card = CardInput { guess: Vec::new(), perceived: Vec::new(), part_seconds: vec![50], ..card() };
    let own_card = field.record_own_view(&own_card).unwrap().card;
    let named = NominationInput { question: NominationQuestion::AsksAdvice, rank: 2, figure: text(&figure), new: None };
    field.nominate(&worker, &[named], None).unwrap();
    let nomination = field.records("nomination", None, 50).unwrap()[0].record.clone();
    let note = RelationshipInput {
        stage: Stage::Bridging,
        trust: Some(4),
        promises_made: Some(2),
        promises_kept: Some(1),
        next_step: None,
    };
    let note = field.note_relationship(&figure, &note).unwrap().record;
    let partner = PartnerInput {
        name: "Koperasi Mina".to_owned(),
        kind: PartnerKind::Cooperative,
        contacts: texts(&["bu ketua"]),
        village: text("33.74.05.1001"),
    };
    let partner = field.record_partner(&partner).unwrap().record;
    let support = SupportInput {
        partner: partner.clone(),
        kind: SupportKind::Contribution,
        rupiah: Some(1_000_000),
        quota: Some(50),
        first_day: text("2026-06-01"),
        last_day: text("2026-12-31"),
        legal_basis: text("perjanjian 7"),
        village: text("33.74.05.1001"),
    };
    let support = field.record_support(&support).unwrap().record;
    let promise = TaskInput {
        worker: text(&worker),
        figure: None,
        kind: FollowUpKind::Promise,
        due: "2026-06-10".to_owned(),
        about: text("membawa kartu"),
    };
    let promised = field.record_follow_up(&promise, Some("A01")).unwrap().record;
    field.put_off(&promise, "2026-06-12").unwrap();
    field.note_result(&promise, FollowUpResult::NotMet).unwrap();
    field.note_result(&promise, FollowUpResult::Done).unwrap();
    let visit = TaskInput { worker: None, figure: text(&figure), ..promise };
    let visit = field.record_follow_up(&visit, None).unwrap().record;
    let training = TrainingInput {
        agent: "A02".to_owned(),
        module: TrainingModule::EmpathicPersuasion,
        score: Some(80),
        rubric: vec![1, 2, 3, 3],
    };
    let training = field.observe_training(&training).unwrap().record;
    let evaluation = EvaluationInput {
        question: "Mengapa sedikit?".to_owned(),
        note: text("musim angin"),
        evidence: texts(&[&talked.encounter]),
        gap_causes: vec![GapCause::Culture],
    };
    let evaluation = field.write_evaluation(&evaluation).unwrap().record;
    let objection = &talked.objections[0];
    let worker_card = talked.card.as_deref().unwrap();

    let story = field.story(&worker).unwrap();
    let of_kind = |kind: &str| story.iter().find(|line| line.kind == kind).unwrap().record.clone();
    let (consent, attendance) = (of_kind("consent"), of_kind("attendance"));
    // What a value must hold: all of it where it was typed, a part where the core adds to it.
    type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let table: [Told<'_>; 20] = [
        (
            "worker",
            &worker,
            &[
                ("name", "Siti Aminah"),
                ("nik", "3374055001900001"),
                ("birth_date", "1990-01-11"),
                ("sex", "female"),
                ("birth_place", "Demak"),
                ("phone", "+6281234567890"),
                ("email", "siti@example.org"),
                ("ktp_address", "Jl. Kaligawe 5"),
                ("home_address", "Jl. Kaligawe 7"),
                ("workplace", r#""village":"3374051001""#),
                ("village", "3374051001"),
                ("occupation", "fisher"),
                ("second_occupation", r#""since":"2020-01-05""#),
                ("work_hours", "malam"),
                ("hamlet", "RW 04"),
                ("declared_income", "1500000"),
                ("segments", "fisher"),
                ("economic_class", "self_employed"),
                ("discount_sector", "non_transport"),
                ("reached_before", "true"),
                ("do_not_contact", "true"),
            ],
        ),
        (
            "consent",
            &consent,
            &[
                ("worker", &worker),
                ("purposes", "enrol"),
                ("action", "grant"),
                ("text_version", "20"),
                ("language", "jv"),
                ("method", "thumb"),
                ("witness", "pak RT"),
            ],
        ),
        (
            "event",
            &event,
            &[
                ("kind", "forum"),
                ("starts_at", "1780275600000"),
                ("place", "balai"),
                ("village", "3374051001"),
                ("partners", FIGURE),
                ("figures_engaged_before", FIGURE),
                ("messages_shown", FIGURE),
                ("anonymous_headcount", "40"),
                ("notes", "ramai"),
            ],
        ),
        ("attendance", &attendance, &[("event", &event), ("worker", &worker), ("role", "speaker")]),
        (
            "encounter",
            &reply,
            &[
                ("worker", &worker),
                ("event", &event),
                ("channel", "whatsapp"),
                ("direction", "outgoing"),
                ("minutes", "9"),
                ("messages", FIGURE),
                ("media_used", "radio"),
                ("asks_whom", "family"),
                ("figure", FIGURE),
                ("answers", &incoming),
                ("barriers", "time"),
                ("teach_back", "2"),
                ("intent", "4"),
                ("intent_day", "2026-06-10"),
            ],
        ),
        (
            "registration",
            &registered.registration,
            &[
                ("worker", &worker),
                ("programmes", "JKK_JKM"),
                ("period_months", "3"),
                ("start_month", "2026-06"),
                ("declared_income", "1500000"),
                ("quote", "34200"),
                ("payer", "self"),
                ("support", FIGURE),
                ("attestations", r#""not_ill":true"#),
                ("warnings_acknowledged", "as on the card"),
                ("status", "cancelled"),
                ("reason", "moves away"),
            ],
        ),
        (
            "receipt",
            &receipt.receipt,
            &[
                ("worker", &worker),
                ("registration", &registered.registration),
                ("rupiah", "16800"),
                ("contribution_months", "2026-09;2026-10"),
                ("number", &receipt.number),
                ("holder", "A01"),
                ("status", "returned"),
                ("reason", "asked for it"),
            ],
        ),
        (
            "objection",
            objection,
            &[
                ("worker", &worker),
                ("encounter", &talked.encounter),
                ("code", "takdir"),
                ("kind", "both"),
                ("quote", "wis takdir"),
                ("bridge", FIGURE),
                ("argument", "effort"),
                ("outcome", "softened"),
                ("agreed_meaning", "ikhtiar"),
            ],
        ),
        (
            "measurement",
            worker_card,
            &[
                ("side", "worker"),
                ("worker", &worker),
                ("encounter", &talked.encounter),
                ("instrument_version", Instrument::shipped().version()),
                ("own", "2;1;;4"),
                ("perceived", "4;5;5;3"),
                ("guess", "1;1;2;3"),
                ("wave", "baseline"),
                ("seconds", "80"),
                ("part_seconds", "20;50;80"),
            ],
        ),
        ("measurement", &figure_card, &[("figure", &figure), ("village", "3374051001")]),
        ("measurement", &own_card, &[("agent", "A01")]),
        (
            "figure",
            &figure,
            &[
                ("name", "Pak Karto"),
                ("roles", "group_leader"),
                ("village", "3374051001"),
                ("worker", &worker),
                ("identified_by", "observation"),
            ],
        ),
        (
            "nomination",
            &nomination,
            &[("question", "asks_advice"), ("figure", &figure), ("rank", "2"), ("village", "3374051001")],
        ),
        (
            "relationship_note",
            &note,
            &[
                ("figure", &figure),
                ("village", "3374051001"),
                ("trust", "4"),
                ("stage", "bridging"),
                ("promises_made", "2"),
                ("promises_kept", "1"),
            ],
        ),
        (
            "partner",
            &partner,
            &[("name", "Koperasi Mina"), ("kind", "cooperative"), ("contacts", "bu ketua"), ("village", "3374051001")],
        ),
        (
            "support",
            &support,
            &[
                ("partner", &partner),
                ("kind", "contribution"),
                ("rupiah", "1000000"),
                ("quota", "50"),
                ("period", "2026-12-31"),
                ("legal_basis", "perjanjian 7"),
                ("village", "3374051001"),
            ],
        ),
        (
            "follow_up",
            &promised,
            &[
                ("worker", &worker),
                ("kind", "promise"),
                ("due", "2026-06-10"),
                ("about", "membawa kartu"),
                ("put_off_to", "2026-06-12"),
                ("owner", "A01"),
                ("results", "done;not_met"),
            ],
        ),
        ("follow_up", &visit, &[("figure", &figure), ("village", "3374051001")]),
        (
            "training",
            &training,
            &[("agent", "A02"), ("module", "empathic_persuasion"), ("score", "80"), ("rubric", "1;2;3;3")],
        ),
        (
            "evaluation",
            &evaluation,
            &[
                ("question", "Mengapa sedikit?"),
                ("note", "musim angin"),
                ("evidence", &talked.encounter),
                ("gap_causes", "culture"),
            ],
        ),
    ];
    for kind in Registry::standard().kinds().iter().filter(|kind| kind.writer == Writer::Device) {
        for spec in kind.fields.iter().filter(|spec| spec.policy != Policy::Branch) {
            // What was in view: nothing yet, for a first consent. The withdrawal below has it.
            if (kind.name, spec.name) == ("consent", "seen") {
                continue;
            }
            if spec.hidden {
                let (_, record, _) = table.iter().find(|(name, ..)| *name == kind.name).expect(kind.name);
                assert_eq!(shown(&field, kind.name, record, spec.name), None, "{}.{}", kind.name, spec.name);
                continue;
            }
            let of_kind = table.iter().filter(|(name, ..)| *name == kind.name);
            let told = of_kind.flat_map(|(_, record, fields)| fields.iter().map(move |field| (*record, field)));
            let (record, (_, told)) = told.clone().find(|(_, (name, _))| *name == spec.name).expect(spec.name);
            let read = shown(&field, kind.name, record, spec.name).unwrap_or_default();
            assert!(read.contains(told), "{}.{} is {read:?}", kind.name, spec.name);
        }
    }
    let withdrawal = ConsentWithdrawal {
        worker,
        purposes: vec![ConsentPurpose::Enrol],
        method: ConsentMethod::SpokenWithWitness,
        language: Some(Language::Javanese),
        witness: text("bu RT"),
        text_version: None,
    };
    let withdrawn = field.withdraw_consent(&withdrawal).unwrap().record;
    for (name, told) in [("seen", consent.as_str()), ("language", "jv"), ("witness", "bu RT"), ("action", "withdraw")] {
        assert!(shown(&field, "consent", &withdrawn, name).is_some_and(|read| read.contains(told)), "{name}");
    }
}

#[test]
fn a_workers_story_is_one_call_in_order_of_time_and_names_no_nominator() {
    let folder = TempDir::new().unwrap();
    let (field, hand) = enrolled_with_hand(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let minutes = |minutes: i64| hand.clock.reach(MORNING_MS + minutes * 60_000);
    minutes(1);
    let consent = consent_for(&[ConsentPurpose::Measure, ConsentPurpose::Nominate]);
    let told = ConversationInput { consent: Some(consent), ..conversation(&worker) };
    field.record_conversation(&told).unwrap();
    minutes(2);
    let named = NominationInput {
        question: NominationQuestion::SpreadNews,
        rank: 1,
        figure: None,
        new: Some(FigureInput {
            name: "Bu Lurah".to_owned(),
            roles: Vec::new(),
            village: Some("33.74.05.1001".to_owned()),
            worker: None,
        }),
    };
    let figure = field.nominate(&worker, &[named], None).unwrap().figures[0].clone();
    minutes(3);
    let task = TaskInput {
        worker: Some(worker.clone()),
        figure: None,
        kind: FollowUpKind::Promise,
        due: "2026-06-10".to_owned(),
        about: None,
    };
    field.note_result(&task, FollowUpResult::Done).unwrap();
    let story = field.story(&worker).unwrap();
    let kinds: BTreeSet<&str> = story.iter().map(|line| line.kind.as_str()).collect();
    let expected =
        ["consent", "encounter", "follow_up", "measurement", "objection", "receipt", "registration", "worker"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
    assert!(story[1..].is_sorted_by_key(|line| line.created_ms));
    // From the figure's side nobody is named either.
    assert!(shown(&field, "figure", &figure, "name").is_some());
    let nominations = field.records("nomination", None, 50).unwrap();
    assert!(nominations.iter().all(|line| line.fields.iter().all(|field| field.value != worker)));
}
