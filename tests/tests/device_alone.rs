//! A device without its branch: what it saves, shows, refuses and remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use perisai_core::domain::kinds::{
    Barrier, Channel, ConsentMethod, Direction, EventKind, ReceiptStatus, RegistrationStatus, WhomAsked,
};
use perisai_core::domain::record::Policy;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Segment, Sex};
use perisai_core::domain::{DeviceId, Registry, Rule};
use perisai_core::field::{
    AddressInput, AttendanceInput, AttestationInput, ConsentInput, ConsentWithdrawal, EncounterInput, EventInput,
    FieldEdit, OccupationInput, PersonInput, ReceiptInput, RecordStatus, RegisterInput,
};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::wire::{self, CONTENT_TYPE, EnrolResponse, Scope};
use perisai_core::{Field, FieldError};
use perisai_tests::hand::Hand;
use tempfile::TempDir;

/// 1 June 2026, 08:00 in Semarang.
const MORNING_MS: i64 = 1_780_275_600_000;

/// A branch that enrols whoever asks, and no more.
struct Enroller;

impl Transport for Enroller {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        if request.path != wire::ENROL_PATH {
            return Err(TransportError);
        }
        let response = EnrolResponse {
            device: DeviceId(uuid::Uuid::from_u128(7)),
            agent: "A01".parse().unwrap(),
            branch: "Semarang Majapahit".to_owned(),
            scope: Scope { version: 1, villages: vec!["33.74.05.1001".parse().unwrap()] },
            nonce: "n0".to_owned(),
            server_ms: MORNING_MS,
        };
        Ok(TransportResponse { status: 200, content_type: CONTENT_TYPE.to_owned(), body: wire::pack(&response) })
    }
}

fn open(folder: &TempDir) -> Field {
    let hand = Hand::new(1, "A01", MORNING_MS);
    Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports).unwrap()
}

fn enrolled(folder: &TempDir) -> Field {
    let field = open(folder);
    field.enrol("00112233445566778899aabbccddeeff", &Enroller).unwrap();
    field
}

fn siti() -> RegisterInput {
    RegisterInput {
        worker: None,
        person: PersonInput {
            name: Some("Siti Aminah".to_owned()),
            nik: Some("3374055001900001".to_owned()),
            birth_date: Some("1990-01-10".to_owned()),
            sex: Some(Sex::Female),
            phone: Some("0812-3456-7890".to_owned()),
            village: Some("33.74.05.1001".to_owned()),
            occupation: Some("nelayan".to_owned()),
            declared_income: Some(1_500_000),
            ..PersonInput::default()
        },
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 3,
        start_month: "2026-06".to_owned(),
        payer: Payer::Worker,
        support: None,
        cash: Some(34_200),
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Javanese,
            witness: None,
        }),
        attestation: None,
        acknowledge: None,
    }
}

fn forum() -> EventInput {
    EventInput {
        kind: EventKind::Forum,
        starts_at_ms: MORNING_MS,
        place: None,
        village: None,
        partners: Vec::new(),
        figures_engaged_before: Vec::new(),
        messages_shown: Vec::new(),
        anonymous_headcount: None,
        notes: None,
    }
}

/// The value that a record shows in a field; none where it shows none.
fn shown(field: &Field, kind: &str, record: &str, name: &str) -> Option<String> {
    let line = field.record(kind, record).unwrap();
    line.fields.into_iter().find(|field| field.field == name).map(|field| field.value)
}

#[test]
fn a_registration_is_there_after_the_phone_was_closed_and_opened() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let saved = field.register(&siti()).unwrap();
    assert!(saved.receipt_number.is_some());
    // Base 1,600,000: JKK 16,000 and JKM 6,800 at half price, three months.
    assert_eq!(saved.quote.total.0, 34_200);
    field.shutdown();
    assert_eq!(field.pending_count(), Err(FieldError::Closed));

    let field = open(&folder);
    let story = field.story(&saved.worker).unwrap();
    let kinds: Vec<&str> = story.iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    for kind in ["worker", "consent", "registration", "receipt"] {
        assert!(kinds.contains(&kind), "{kind} is missing");
    }
    assert!(story.iter().all(|line| line.status == RecordStatus::Pending));
    assert_eq!(field.totals().unwrap().pending, 1);
    assert_eq!(field.day_totals(MORNING_MS, 420).unwrap().entrusted_rupiah, 34_200);
}

#[test]
fn workers_are_found_by_any_word_of_the_name_with_a_typo_and_by_nik() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    field.register(&siti()).unwrap();
    for typed in ["sit", "amin", "AMINAH", "aminha", "siti am", "33740550"] {
        assert_eq!(field.search(typed).unwrap().len(), 1, "{typed}");
    }
    for typed in ["budi", "33740551", ""] {
        assert!(field.search(typed).unwrap().is_empty(), "{typed}");
    }
}

#[test]
fn what_is_refused_names_the_field_and_the_rule_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let invalid = |field: &str, rule: Rule| FieldError::Invalid { field: field.to_owned(), rule };
    let with = |change: &dyn Fn(&mut RegisterInput)| {
        let mut input = siti();
        change(&mut input);
        field.register(&input).unwrap_err()
    };
    assert_eq!(with(&|input| input.person.nik = Some("12".to_owned())), invalid("nik", Rule::NikLength));
    assert_eq!(with(&|input| input.person.nik = None), invalid("nik", Rule::Required));
    assert_eq!(with(&|input| input.person.phone = Some("5".to_owned())), invalid("phone", Rule::Phone));
    assert_eq!(
        with(&|input| input.person.village = Some("99.99.99.9999".to_owned())),
        invalid("village", Rule::VillageUnknown)
    );
    assert_eq!(with(&|input| input.start_month = "June".to_owned()), invalid("start_month", Rule::Date));
    assert_eq!(with(&|input| input.period_months = 5), invalid("period_months", Rule::Period));
    assert_eq!(with(&|input| input.consent = None), FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });
    assert_eq!(
        with(&|input| input.person.birth_date = Some("1990-01-11".to_owned())),
        FieldError::WarningUnacknowledged { warnings: vec!["nik_birth_date_disagrees".to_owned()] }
    );
    assert_eq!(field.totals().unwrap().captured, 0);
    assert!(field.workers(None, 50).unwrap().workers.is_empty());
}

#[test]
fn an_edit_is_shown_at_once_and_the_same_value_again_is_no_change() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let edit = [FieldEdit { field: "segments".to_owned(), value: Some("fisher;farmer".to_owned()) }];
    field.edit_worker(&worker, &edit, None).unwrap();
    let line = field.record("worker", &worker).unwrap();
    assert!(line.fields.iter().any(|field| field.field == "segments" && field.value == "farmer;fisher"));
    let again = field.edit_worker(&worker, &edit, None).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "segments".to_owned(), rule: Rule::Fixed });
    assert_eq!(field.totals().unwrap().captured, 2);
}

#[test]
fn a_wrong_key_touches_nothing_and_another_agent_is_turned_away() {
    let folder = TempDir::new().unwrap();
    enrolled(&folder).shutdown();
    let bytes = std::fs::read(folder.path().join("field.db")).unwrap();
    let other = Hand::new(2, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &other.vault, "A01".parse().unwrap(), other.ports).unwrap_err();
    assert_eq!(refused, FieldError::WrongKey);
    assert_eq!(std::fs::read(folder.path().join("field.db")).unwrap(), bytes);
    let hand = Hand::new(1, "A01", MORNING_MS);
    let refused = Field::open(folder.path(), &hand.vault, "A02".parse().unwrap(), hand.ports).unwrap_err();
    assert_eq!(refused, FieldError::OtherAgent);
}

#[test]
fn a_draft_waits_for_its_papers_and_is_handed_in_by_the_rules_of_any_registration() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let mut papers_at_home = siti();
    papers_at_home.person.nik = None;
    papers_at_home.person.birth_date = None;
    let without_consent = RegisterInput { consent: None, ..papers_at_home.clone() };
    let refused = field.draft_registration(&without_consent).unwrap_err();
    assert_eq!(refused, FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });

    let drafted = field.draft_registration(&papers_at_home).unwrap();
    assert_eq!(drafted.quote.total.0, 34_200);
    let shown = |name: &str| {
        let line = field.record("registration", &drafted.registration).unwrap();
        line.fields.into_iter().find(|field| field.field == name).map(|field| field.value)
    };
    assert_eq!(shown("status").as_deref(), Some("draft"));

    let invalid = |field: &str, rule: Rule| FieldError::Invalid { field: field.to_owned(), rule };
    let hand_in = || field.move_registration(&drafted.registration, RegistrationStatus::Submitted);
    assert_eq!(hand_in().unwrap_err(), invalid("nik", Rule::Required));
    let edit = |name: &str, value: &str| [FieldEdit { field: name.to_owned(), value: Some(value.to_owned()) }];
    field.edit_worker(&drafted.worker, &edit("nik", "3374055001500001"), None).unwrap();
    field.edit_worker(&drafted.worker, &edit("birth_date", "1950-01-10"), None).unwrap();
    assert_eq!(hand_in().unwrap_err(), invalid("birth_date", Rule::AgeMax));
    field.edit_worker(&drafted.worker, &edit("birth_date", "1990-01-10"), Some("as on the card".to_owned())).unwrap();
    field.edit_registration(&drafted.registration, &edit("period_months", "5")).unwrap();
    assert_eq!(hand_in().unwrap_err(), invalid("period_months", Rule::Period));
    field.edit_registration(&drafted.registration, &edit("period_months", "6")).unwrap();
    hand_in().unwrap();
    assert_eq!(shown("status").as_deref(), Some("submitted"));

    // It is the branch's now.
    let late = field.edit_registration(&drafted.registration, &edit("period_months", "3")).unwrap_err();
    assert_eq!(late, invalid("status", Rule::Lifecycle));
    assert_eq!(hand_in().unwrap_err(), invalid("status", Rule::Lifecycle));
}

#[test]
fn a_draft_whose_consent_was_withdrawn_can_only_be_cancelled() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let drafted = field.draft_registration(&siti()).unwrap();
    let withdrawal = ConsentWithdrawal {
        worker: drafted.worker.clone(),
        purposes: vec![ConsentPurpose::Enrol],
        method: ConsentMethod::Voice,
        language: None,
        witness: None,
    };
    field.withdraw_consent(&withdrawal).unwrap();
    let refused = field.move_registration(&drafted.registration, RegistrationStatus::Submitted).unwrap_err();
    assert_eq!(refused, FieldError::ConsentMissing { purpose: ConsentPurpose::Enrol });
    field.move_registration(&drafted.registration, RegistrationStatus::Cancelled).unwrap();
    // Whoever recorded the withdrawal knows of it.
    assert!(field.attention().unwrap().is_empty());
}

#[test]
fn an_attestation_is_kept_with_who_heard_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let at_his_boat = AttestationInput { verified_how: Some("seen at the boat".to_owned()) };
    let attested = |registration: &str| {
        let line = field.record("registration", registration).unwrap();
        line.fields.into_iter().find(|field| field.field == "attestations").map(|field| field.value)
    };
    let registered =
        field.register(&RegisterInput { attestation: Some(at_his_boat.clone()), ..siti() }).unwrap().registration;
    let kept = attested(&registered).unwrap();
    for part in [r#""working":true"#, r#""not_ill":true"#, r#""verified_by":"A01""#, "seen at the boat"] {
        assert!(kept.contains(part), "{part} is missing");
    }
    let other = RegisterInput { start_month: "2026-10".to_owned(), cash: None, ..siti() };
    let later = field.register(&other).unwrap().registration;
    assert_eq!(attested(&later), None);
    field.attest(&later, &at_his_boat).unwrap();
    assert_eq!(attested(&later), Some(kept));
    let again = field.attest(&later, &at_his_boat).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "attestations".to_owned(), rule: Rule::Fixed });
}

#[test]
fn what_is_known_after_an_event_is_written_into_it() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let input = forum();
    let event = field.record_event(&input).unwrap().record;
    let edit = |name: &str, value: &str| FieldEdit { field: name.to_owned(), value: Some(value.to_owned()) };
    field.edit_event(&event, &[edit("anonymous_headcount", "43"), edit("notes", "asked about claims")]).unwrap();
    let line = field.record("event", &event).unwrap();
    assert!(line.fields.iter().any(|field| field.field == "anonymous_headcount" && field.value == "43"));
    for (name, value, rule) in [
        ("anonymous_headcount", "many", Rule::Number),
        ("village", "99.99.99.9999", Rule::VillageUnknown),
        ("colour", "red", Rule::FieldUnknown),
    ] {
        let refused = field.edit_event(&event, &[edit(name, value)]).unwrap_err();
        assert_eq!(refused, FieldError::Invalid { field: name.to_owned(), rule });
    }
}

#[test]
fn no_instant_is_too_far_for_the_days_totals() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    for at_ms in [i64::MIN, i64::MAX] {
        for offset in [i32::MIN, 0, i32::MAX] {
            assert_eq!(field.day_totals(at_ms, offset).unwrap().registrations, 0);
        }
    }
}

#[test]
fn a_text_that_no_field_can_hold_is_refused_before_it_is_saved() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let long = "a".repeat(4_097);
    let mut input = siti();
    input.person.hamlet = Some(long.clone());
    let refused = field.register(&input).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "hamlet".to_owned(), rule: Rule::TextLength });
    let event = EventInput { place: Some(long), ..forum() };
    let refused = field.record_event(&event).unwrap_err();
    assert_eq!(refused, FieldError::Invalid { field: "place".to_owned(), rule: Rule::TextLength });
    assert_eq!(field.totals().unwrap().captured, 0);
}

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
    let asked = EncounterInput {
        worker: worker.clone(),
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
    let incoming = field.record_encounter(&asked).unwrap().record;
    let reply = EncounterInput { direction: Direction::Outgoing, answers: text(&incoming), ..asked };
    let reply = field.record_encounter(&reply).unwrap().record;
    let money = ReceiptInput {
        worker: worker.clone(),
        registration: text(&registered.registration),
        rupiah: 16_800,
        contribution_months: texts(&["2026-10", "2026-09"]),
    };
    let receipt = field.receive_money(&money).unwrap();
    field.move_receipt_because(&receipt.receipt, ReceiptStatus::Returned, Some("asked for it")).unwrap();

    let story = field.story(&worker).unwrap();
    let of_kind = |kind: &str| story.iter().find(|line| line.kind == kind).unwrap().record.clone();
    let (consent, attendance) = (of_kind("consent"), of_kind("attendance"));
    // What a value must hold: all of it where it was typed, a part where the core adds to it.
    type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let table: [Told<'_>; 7] = [
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
    ];
    for (name, record, fields) in &table {
        let registry = Registry::standard();
        let kind = registry.kind(name).expect(name);
        for spec in kind.fields.iter().filter(|spec| spec.policy != Policy::Branch) {
            // What was in view: nothing yet, for a first consent. The withdrawal below has it.
            if (kind.name, spec.name) == ("consent", "seen") {
                continue;
            }
            let (_, told) = fields.iter().find(|(name, _)| *name == spec.name).expect(spec.name);
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
    };
    let withdrawn = field.withdraw_consent(&withdrawal).unwrap().record;
    for (name, told) in [("seen", consent.as_str()), ("language", "jv"), ("witness", "bu RT"), ("action", "withdraw")] {
        assert_eq!(shown(&field, "consent", &withdrawn, name).as_deref(), Some(told));
    }
}

#[test]
fn a_worker_tells_more_later_and_what_is_shown_can_be_typed_again() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let worker = field.register(&siti()).unwrap().worker;
    let told = PersonInput {
        home_address: Some(AddressInput { text: "Jl. Kaligawe; gang 7".to_owned(), village: None }),
        second_occupation: vec![
            OccupationInput { occupation: "petani".to_owned(), since: Some("2020-01-05".to_owned()) },
            OccupationInput { occupation: "nelayan".to_owned(), since: None },
        ],
        ..PersonInput::default()
    };
    field.update_worker(&worker, &told, None).unwrap();
    let again = field.update_worker(&worker, &told, None).unwrap_err();
    assert_eq!(again, FieldError::Invalid { field: "person".to_owned(), rule: Rule::Fixed });
    assert_eq!(shown(&field, "worker", &worker, "name").as_deref(), Some("Siti Aminah"));

    let edit = |name: &str, value: Option<String>| {
        field.edit_worker(&worker, &[FieldEdit { field: name.to_owned(), value }], None)
    };
    for name in ["home_address", "second_occupation"] {
        let value = shown(&field, "worker", &worker, name);
        edit(name, None).unwrap();
        assert_eq!(shown(&field, "worker", &worker, name), None);
        edit(name, value.clone()).unwrap();
        assert_eq!(shown(&field, "worker", &worker, name), value);
    }
    edit("workplace", Some("dermaga".to_owned())).unwrap();
    assert_eq!(shown(&field, "worker", &worker, "workplace").as_deref(), Some(r#"{"text":"dermaga"}"#));
    for (name, value, rule) in [
        ("second_occupation", "astronaut", Rule::Enum),
        ("workplace", r#"{"text":"","village":"3374051001"}"#, Rule::Required),
        ("workplace", r#"{"text":"dermaga","village":"9999999999"}"#, Rule::VillageUnknown),
    ] {
        let refused = edit(name, Some(value.to_owned())).unwrap_err();
        assert_eq!(refused, FieldError::Invalid { field: name.to_owned(), rule });
    }
}

#[test]
fn a_receipt_or_an_answer_about_another_worker_is_refused() {
    let folder = TempDir::new().unwrap();
    let field = enrolled(&folder);
    let siti = field.register(&siti()).unwrap();
    let other = PersonInput {
        name: Some("Slamet Riyadi".to_owned()),
        village: Some("33.74.05.1001".to_owned()),
        ..PersonInput::default()
    };
    let other = field.record_worker(&other, None, None).unwrap().record;
    let money = |registration: Option<&str>, rupiah: i64, months: &[&str]| {
        let contribution_months = months.iter().map(|month| (*month).to_owned()).collect();
        let registration = registration.map(str::to_owned);
        let input = ReceiptInput { worker: other.clone(), registration, rupiah, contribution_months };
        field.receive_money(&input).map(|given| given.number)
    };
    let invalid = |field: &str, rule: Rule| Err(FieldError::Invalid { field: field.to_owned(), rule });
    assert_eq!(money(Some(&siti.registration), 16_800, &["2026-09"]), invalid("registration", Rule::Enum));
    assert_eq!(money(None, 0, &["2026-09"]), invalid("rupiah", Rule::Number));
    assert_eq!(money(None, 16_800, &[]), invalid("contribution_months", Rule::Required));
    assert_eq!(money(None, 16_800, &["September"]), invalid("contribution_months", Rule::Date));
    assert_ne!(money(None, 16_800, &["2026-09"]).ok(), siti.receipt_number);

    let mut asked = EncounterInput {
        worker: siti.worker,
        event: None,
        channel: Channel::Whatsapp,
        direction: Direction::Incoming,
        minutes: None,
        barriers: Vec::new(),
        asks_whom: Vec::new(),
        media_used: Vec::new(),
        teach_back: None,
        intent: None,
        intent_day: None,
        messages: Vec::new(),
        figure: None,
        answers: None,
    };
    let incoming = field.record_encounter(&asked).unwrap().record;
    (asked.worker, asked.answers) = (other, Some(incoming));
    let answered = field.record_encounter(&asked).map(|saved| saved.record);
    assert_eq!(answered, invalid("answers", Rule::Enum));
}

#[test]
fn the_screens_head_tells_the_branch_and_the_villages_and_that_nothing_was_synced_yet() {
    let folder = TempDir::new().unwrap();
    assert_eq!(open(&folder).head().unwrap().branch, None);
    let field = enrolled(&folder);
    field.register(&siti()).unwrap();
    let head = field.head().unwrap();
    assert_eq!(head.branch.as_deref(), Some("Semarang Majapahit"));
    let [village] = head.villages.as_slice() else { panic!("{} villages", head.villages.len()) };
    assert_eq!(village.village, "3374051001");
    assert!(!village.name.is_empty());
    assert_eq!((head.agent_name, head.synced_ms, head.pending), (None, None, 1));
}
