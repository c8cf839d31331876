//! The person between phones of this process and a `perisai-branch` that is watched: errors, searches, conflicts, cuts,
//! backups, a revoked phone, a damaged store, and strangers who talk to the server.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use perisai_core::domain::kinds::ConsentMethod;
use perisai_core::domain::words::{ConsentPurpose, Language, Payer, Programmes, Sex};
use perisai_core::field::{ConsentInput, FieldEdit, NoProgress, PersonInput, RegisterInput};
use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};
use perisai_core::{Field, FieldError};
use perisai_tests::field_day::office::{Office, OfficeError, Watched};
use perisai_tests::hand::Hand;
use perisai_tests::loopback::{Cut, Loopback};
use tempfile::TempDir;

use super::watch::{NAME, NIK, PHONE, files_below, sightings, sightings_below};

/// 1 June 2026, 08:00 in Semarang.
const MORNING_MS: i64 = 1_780_275_600_000;
const MORNING: &str = "2026-06-01T08:00:00+07:00";
const VILLAGE: &str = "33.74.05.1001";

/// Everything that was said about, and may not name, the person.
#[derive(Debug, Default)]
struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn say(&self, what: impl Debug) {
        self.0.lock().unwrap().push(format!("{what:?}"));
    }

    /// Both faces of an error.
    fn error<E: Display + Debug>(&self, error: &E) {
        self.0.lock().unwrap().push(format!("{error} {error:?}"));
    }

    /// Notes the error that must have come.
    fn refused<T: Debug, E: Display + Debug>(&self, result: Result<T, E>) -> E {
        let error = result.expect_err("this should have been refused");
        self.error(&error);
        error
    }

    fn leaks(&self) -> Vec<String> {
        let heard = self.0.lock().unwrap();
        heard.iter().filter(|said| !sightings(said.as_bytes()).is_empty()).cloned().collect()
    }
}

/// The way to the branch; notes everything but the bodies of what it carries.
struct Overheard<'a> {
    heard: &'a Heard,
    branch: Loopback,
    cut: Option<Cut>,
    bodies: Mutex<Vec<Vec<u8>>>,
}

impl Transport for Overheard<'_> {
    fn send(&self, request: &TransportRequest, bytes_max: usize) -> Result<TransportResponse, TransportError> {
        self.heard.say((request, &request.path, &request.headers));
        self.bodies.lock().unwrap().push(request.body.clone());
        let answer = self.branch.carry(request, self.cut, bytes_max)?;
        self.heard.say((&answer, answer.status, &answer.content_type));
        if answer.status != 200 {
            self.heard.say(String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }
}

struct Scene {
    folder: TempDir,
    office: Office,
    heard: Heard,
}

impl Scene {
    fn new() -> Scene {
        let folder = TempDir::new().unwrap();
        let watched = Watched { temporary: folder.path().join("temporary"), log: folder.path().join("serve.log") };
        fs::create_dir(&watched.temporary).unwrap();
        let office = Office::at(&folder.path().join("branch")).unwrap().watched(watched);
        office.run(&["init", "--name", "Watched", "--clock-start", MORNING]).unwrap();
        for badge in ["a1", "a2"] {
            office.act(&["agent", "add", badge, "--name", badge, "--villages", VILLAGE]).unwrap();
        }
        Scene { folder, office, heard: Heard::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn phone(&self, badge: &str, hand: &Hand) -> Result<Field, FieldError> {
        Field::open(&self.path("devices").join(badge), &hand.vault, badge.parse().unwrap(), hand.ports.clone())
    }

    fn way(&self, branch: Loopback, cut: Option<Cut>) -> Overheard<'_> {
        Overheard { heard: &self.heard, branch, cut, bodies: Mutex::default() }
    }

    fn enrolled(&self, badge: &str, branch: Loopback) -> (Hand, Field) {
        let hand = Hand::new(3, badge, MORNING_MS);
        let field = self.phone(badge, &hand).unwrap();
        let code = self.office.act(&["enrol-code", badge]).unwrap();
        field.enrol(code.trim(), &self.way(branch, None)).unwrap();
        field.sync(&self.way(branch, None), &NoProgress).unwrap();
        (hand, field)
    }
}

fn person() -> PersonInput {
    PersonInput {
        name: Some(NAME.to_owned()),
        nik: Some(NIK.to_owned()),
        birth_date: Some("1990-01-05".to_owned()),
        sex: Some(Sex::Male),
        phone: Some(PHONE.to_owned()),
        village: Some(VILLAGE.to_owned()),
        hamlet: Some(format!("rumah {NAME}")),
        occupation: Some("nelayan".to_owned()),
        declared_income: Some(1_500_000),
        ..PersonInput::default()
    }
}

fn registration(person: PersonInput) -> RegisterInput {
    let consent = ConsentInput {
        purposes: vec![ConsentPurpose::Enrol],
        method: ConsentMethod::SpokenWithWitness,
        language: Language::Indonesian,
        witness: Some(NAME.to_owned()),
        text_version: None,
    };
    RegisterInput {
        worker: None,
        person,
        event: None,
        programmes: Programmes::JkkJkm,
        period_months: 1,
        start_month: "2026-07".to_owned(),
        payer: Payer::Worker,
        support: None,
        quoted_rupiah: None,
        cash: Some(16_800),
        consent: Some(consent),
        attestation: None,
        acknowledge: None,
    }
}

fn edit(field: &str, value: &str) -> [FieldEdit; 1] {
    [FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) }]
}

/// Everything on a phone that refuses the person, and what the refusals say.
fn refuse_in_every_way(heard: &Heard, field: &Field, worker: &str) {
    let with = |change: fn(&mut RegisterInput)| {
        let mut input = registration(person());
        change(&mut input);
        input
    };
    let refused: [fn(&mut RegisterInput); 11] = [
        |input| input.person.nik = Some(format!("{NIK}1")),
        |input| input.person.nik = Some(NAME.to_owned()),
        |input| input.person.nik = Some(NIK.replace("050190", "320190")),
        |input| input.person.sex = Some(Sex::Female),
        |input| input.person.birth_date = Some(NIK.to_owned()),
        |input| input.person.phone = Some(NAME.to_owned()),
        |input| input.person.village = Some(NIK.to_owned()),
        |input| input.person.occupation = Some(NAME.to_owned()),
        |input| input.person.name = Some(NAME.repeat(400)),
        |input| input.consent = None,
        |input| input.start_month = NIK.to_owned(),
    ];
    for change in refused {
        let input = with(change);
        heard.say(&input);
        heard.refused(field.register(&input));
    }
    for (name, value) in [("nik", NAME), ("birth_date", PHONE), ("merged_into", NIK), ("village", NIK)] {
        heard.refused(field.edit_worker(worker, &edit(name, value), None));
    }
    heard.refused(field.edit_worker(NIK, &edit("name", NAME), None));
    heard.refused(field.record(NAME, worker));
    heard.refused(field.record("worker", NIK));
    heard.refused(field.story(NIK));
    heard.refused(field.conflict(NAME));
    heard.refused(field.resolve_field(NAME, NIK, PHONE));
    heard.refused(field.correct(NIK, &edit("name", NAME)));
    heard.refused(field.record_kind(NAME, &edit("name", NAME)));
    heard.refused(field.record_kind("worker", &edit("name", NAME)));
    heard.refused(field.workers(Some(NIK), 10));
}

/// What the branch's clerks are told when what they typed is wrong: one line that does not repeat it.
fn refuse_clerks(scene: &Scene) {
    let file = |name: &str, text: String| {
        let path = scene.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let header = "worker,name,nik,birth_date,sex,phone,village,occupation\n";
    let wrong = [
        file("a.csv", format!("{header}w,{NAME},{NIK}1,1990-01-05,male,{PHONE},{VILLAGE},fisher\n")),
        file("b.csv", format!("{header}w,{NAME},{NIK},1990-01-05,male,{NAME},{VILLAGE},fisher\n")),
        file("c.csv", format!("w,{NAME},{NIK},1990-01-05,male,{PHONE},{VILLAGE},fisher\n")),
        file("d.csv", format!("{header}w,{NAME}\n")),
        file("e.csv", format!("{header}w,\"{NAME},{NIK}\n")),
        file("f.csv", format!("{header}w,{NAME},{NIK},1990-01-05,male,{PHONE},{NIK},fisher\n")),
    ];
    for file in &wrong {
        scene.heard.refused(scene.office.act(&["import-workers", file]));
    }
    for words in [
        &["history", NIK][..],
        &["history", NAME, NIK, PHONE],
        &["export", NAME, "--format", "csv"],
        &["export", "worker", "--format", NAME],
        &["totals", NAME],
    ] {
        scene.heard.refused(scene.office.run(words));
    }
    for words in [
        &["set-status", NAME, "verified"][..],
        &["set-status", "018f3a00-0000-7000-8000-000000000000", NAME],
        &["resolve", NIK, "--choose", "1"],
        &["resolve", "018f3a00-0000-7000-8000-000000000000", "--choose", NAME],
        &["merge", NAME, NIK],
        &["agent", "add", NAME, "--name", NAME],
        &["agent", "assign", "a1", NIK],
        &["quarantine", "release", NIK],
    ] {
        scene.heard.refused(scene.office.act(words));
    }
}

/// Somebody who is no phone asks for the person in every part of a request. Answers what the server said.
fn ask_as_a_stranger(address: SocketAddr) -> Vec<u8> {
    let mut said = Vec::new();
    for request in [
        format!("GET /v1/exchange?nik={NIK} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
        format!("POST /v1/{NIK} HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
        format!(
            "POST /v1/exchange HTTP/1.1\r\nhost: x\r\nsignature: {NIK}\r\nconnection: close\r\n\
                 signature-input: {NAME}\r\ncontent-length: {}\r\n\r\n{NAME}",
            NAME.len()
        ),
        format!("{NAME} {NIK} {PHONE}\r\n\r\n"),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.read_to_end(&mut said).unwrap();
    }
    said
}

/// Damages a closed store in its middle, where the journal and the records lie.
fn damage(store: &Path) {
    let mut bytes = fs::read(store).unwrap();
    let from = bytes.len() / 8;
    bytes[from..].iter_mut().step_by(97).for_each(|byte| *byte ^= 0x5A);
    fs::write(store, bytes).unwrap();
}

fn temporary_files() -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(std::env::temp_dir()).unwrap();
    entries.filter_map(Result::ok).map(|entry| entry.path()).collect()
}

#[test]
fn the_person_stands_in_no_log_error_address_or_temporary_file_and_nowhere_in_the_clear_on_a_phone() {
    let before = temporary_files();
    let scene = Scene::new();
    let Scene { office, heard, .. } = &scene;
    let serving = office.serve(MORNING).unwrap();
    let branch = serving.branch;
    let (hand, a1) = scene.enrolled("a1", branch);
    let (_, a2) = scene.enrolled("a2", branch);

    // Captured by two, refused, found, and synced over a wire that cuts.
    let registered = a1.register(&registration(person())).unwrap();
    heard.say(&registered);
    refuse_in_every_way(heard, &a1, &registered.worker);
    for typed in [NAME, "zubaidahqz", NIK, "3374050501909317"] {
        heard.say(a1.search(typed).unwrap().len());
    }
    assert_eq!(a1.search(NIK).unwrap().len(), 1);
    let way = scene.way(branch, None);
    for cut in Cut::ALL {
        heard.refused(a1.sync(&scene.way(branch, Some(cut)), &NoProgress));
    }
    heard.say(a1.sync(&way, &NoProgress).unwrap());
    assert!(way.bodies.lock().unwrap().iter().all(|body| !sightings(body).is_empty()), "the person is on the way");
    a2.register(&registration(person())).unwrap();
    a2.sync(&way, &NoProgress).unwrap();
    a1.edit_worker(&registered.worker, &edit("birth_date", "1990-01-06"), Some(NAME.to_owned())).unwrap();
    a2.edit_worker(&registered.worker, &edit("birth_date", "1990-01-07"), Some(NAME.to_owned())).unwrap();
    for field in [&a1, &a2, &a1] {
        heard.say(field.sync(&way, &NoProgress).unwrap());
    }
    heard.say(a1.attention().unwrap());
    heard.say(a1.pending().unwrap());

    // At the office: lists are there to show people; what is refused is not.
    let exported = office.run(&["export", "worker", "--format", "csv"]).unwrap();
    assert!(sightings(exported.as_bytes()).len() >= 4, "the person has arrived, and is seen in what shows people");
    office.run(&["history", &registered.worker]).unwrap();
    assert_eq!(office.list(&["duplicates"]).unwrap().as_array().map(Vec::len), Some(1));
    refuse_clerks(&scene);
    let strangers_heard = ask_as_a_stranger(branch.address);
    assert_eq!(sightings(&strangers_heard), Vec::<String>::new());

    // A copy, a restore, a phone that is revoked with work on it.
    let copy = scene.path("copy.db").display().to_string();
    office.act(&["backup", &copy]).unwrap();
    a2.edit_worker(&registered.worker, &edit("name", &format!("{NAME} Kedua")), None).unwrap();
    a2.sync(&way, &NoProgress).unwrap();
    heard.refused(office.act(&["restore", &copy]));
    drop(serving);
    office.act(&["restore", &copy]).unwrap();
    let serving = office.serve(MORNING).unwrap();
    let way = scene.way(serving.branch, None);
    a2.sync(&way, &NoProgress).unwrap();
    a2.edit_worker(&registered.worker, &edit("hamlet", NAME), None).unwrap();
    let device = a2.device().unwrap().unwrap().to_string();
    office.act(&["device", "revoke", &device]).unwrap();
    heard.refused(a2.sync(&way, &NoProgress));
    assert_ne!(office.list(&["quarantine", "list"]).unwrap().as_array().map(Vec::len), Some(0));
    office.act(&["quarantine", "release", &device]).unwrap();
    heard.say(office.run(&["verify"]).unwrap());

    // A store that is damaged: copied aside, the journal saved, begun again.
    a1.edit_worker(&registered.worker, &edit("name", &format!("{NAME} Ketiga")), None).unwrap();
    a1.shutdown();
    a2.shutdown();
    damage(&scene.path("devices/a1/field.db"));
    let FieldError::Corrupt { quarantined_to } = heard.refused(scene.phone("a1", &hand)) else { panic!("not damaged") };
    let folder = scene.path("devices/a1");
    let agent = "a1".parse().unwrap();
    let again = Field::begin_again(&folder, &hand.vault, agent, hand.ports.clone(), &quarantined_to, &|_| {}).unwrap();
    again.sync(&way, &NoProgress).unwrap();
    again.shutdown();
    assert!(files_below(&folder).len() > 4, "the damaged files stay");
    drop(serving);

    assert_eq!(heard.leaks(), Vec::<String>::new(), "in an error, an address or what a value says of itself");
    assert_eq!(sightings_below(&scene.path("devices")), Vec::<String>::new());
    assert_eq!(sightings_below(&scene.path("temporary")), Vec::<String>::new());
    assert_eq!(sightings(&fs::read(scene.path("serve.log")).unwrap()), Vec::<String>::new());
    let own = scene.folder.path().to_owned();
    for path in temporary_files().difference(&before).filter(|path| **path != own && path.is_file()) {
        // Another test's file may be gone by now.
        let found = fs::read(path).map(|bytes| sightings(&bytes)).unwrap_or_default();
        assert_eq!(found, Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn what_a_clerk_is_told_of_a_mistake_names_the_mistake() {
    let scene = Scene::new();
    let OfficeError::Refused { said, .. } = scene.heard.refused(scene.office.run(&["history", "x"])) else { panic!() };
    assert!(said.contains("RECORD") && said.lines().count() == 1, "{said}");
}
