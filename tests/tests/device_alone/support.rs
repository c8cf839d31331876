//! A device that a branch of one answer has enrolled, and what its agent types.

use perisai_core::Field;
use perisai_core::domain::DeviceId;
use perisai_core::domain::kinds::{
    Channel, ConsentMethod, Direction, EventKind, ObjectionCode, ObjectionOutcome, Wave,
};
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::field::{
    CardInput, ConsentInput, ConversationInput, EncounterInput, EventInput, ObjectionInput, PersonInput, RegisterInput,
};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::sync::wire::{self, CONTENT_TYPE, EnrolResponse, Scope};
use perisai_tests::hand::Hand;
use tempfile::TempDir;

/// 1 June 2026, 08:00 in Semarang.
pub(crate) const MORNING_MS: i64 = 1_780_275_600_000;

/// A branch that enrols whoever asks, and no more.
struct Enroller;

impl Transport for Enroller {
    fn send(&self, request: &TransportRequest, _: usize) -> Result<TransportResponse, TransportError> {
        if request.path != wire::ENROL_PATH {
            return Err(TransportError);
        }
        let response = EnrolResponse {
            recovery_key: None,
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

pub(crate) fn open(folder: &TempDir) -> Field {
    let hand = Hand::new(1, "A01", MORNING_MS);
    Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports).unwrap()
}

pub(crate) fn enrolled(folder: &TempDir) -> Field {
    let field = open(folder);
    enrol(&field);
    field
}

/// Enrols a device, for the first time or again.
pub(crate) fn enrol(field: &Field) {
    field.enrol("00112233445566778899aabbccddeeff", &Enroller).unwrap();
}

pub(crate) fn siti() -> RegisterInput {
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
        quoted_rupiah: None,
        cash: Some(34_200),
        consent: Some(ConsentInput {
            purposes: vec![ConsentPurpose::Enrol],
            method: ConsentMethod::Thumb,
            language: Language::Javanese,
            witness: None,
            text_version: None,
        }),
        attestation: None,
        acknowledge: None,
    }
}

pub(crate) fn forum() -> EventInput {
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
pub(crate) fn shown(field: &Field, kind: &str, record: &str, name: &str) -> Option<String> {
    let line = field.record(kind, record).unwrap();
    line.fields.into_iter().find(|field| field.field == name).map(|field| field.value)
}

/// A device, enrolled, with the hand that sets its clock.
pub(crate) fn enrolled_with_hand(folder: &TempDir) -> (Field, Hand) {
    let hand = Hand::new(1, "A01", MORNING_MS);
    let field = Field::open(folder.path(), &hand.vault, "A01".parse().unwrap(), hand.ports.clone()).unwrap();
    field.enrol("00112233445566778899aabbccddeeff", &Enroller).unwrap();
    (field, hand)
}

/// A consent given by thumb.
pub(crate) fn consent_for(purposes: &[ConsentPurpose]) -> ConsentInput {
    ConsentInput {
        purposes: purposes.to_vec(),
        method: ConsentMethod::Thumb,
        language: Language::Javanese,
        witness: None,
        text_version: None,
    }
}

/// Somebody met who does not register yet.
pub(crate) fn met(field: &Field, name: &str) -> String {
    let person = PersonInput {
        name: Some(name.to_owned()),
        village: Some("33.74.05.1001".to_owned()),
        ..PersonInput::default()
    };
    field.record_worker(&person, None, None).unwrap().record
}

/// A conversation at the door, face to face.
pub(crate) fn talk(worker: &str) -> EncounterInput {
    EncounterInput::new(worker.to_owned(), Channel::FaceToFace, Direction::Outgoing)
}

/// A card answered in its order.
pub(crate) fn card() -> CardInput {
    CardInput {
        own: vec![Some(2), Some(1), None, Some(4)],
        perceived: vec![Some(4), Some(5), Some(5), Some(3)],
        guess: vec![Some(1), Some(1), Some(2), Some(3)],
        wave: Wave::Baseline,
        part_seconds: vec![20, 50, 80],
    }
}

/// A conversation with an objection and a card.
pub(crate) fn conversation(worker: &str) -> ConversationInput {
    ConversationInput {
        encounter: talk(worker),
        objections: vec![ObjectionInput {
            code: ObjectionCode::Takdir,
            kind: None,
            quote: None,
            bridge: None,
            argument: None,
            outcome: ObjectionOutcome::Unchanged,
            agreed_meaning: None,
        }],
        consent: None,
        card: Some(card()),
        next_step: None,
        results: Vec::new(),
        answered_at_once: false,
    }
}
