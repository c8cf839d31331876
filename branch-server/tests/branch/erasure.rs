//! Who was named by others and never spoken to is erased when the time is over: from every file, for every phone.

use serde_json::json;

use crate::clerk::{meet, office};
use crate::program::{Folder, acting};
use crate::support::{DAY_MS, GENUK, Phone, World, consent_to_enrol};
use perisai_core::domain::{Document, Patch, RecordId, Rule, Value, Verdict};

const NAME: &str = "Mbah Kenari Zwx";
const OTHER_NAME: &str = "Pak Wiryo Qvy";

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Document {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

fn create(phone: &mut Phone, world: &World, kind: &str, document: Document) -> RecordId {
    let id = phone.new_id(world);
    phone.capture_because(world, &format!("heard of {NAME}"), vec![Patch::create(kind, id, document)]);
    id
}

/// A worker who consents to being asked whom others listen to.
fn respondent(phone: &mut Phone, world: &World, name: &str) -> RecordId {
    let worker = meet(phone, world, name);
    let mut consent = consent_to_enrol(worker);
    consent.insert("purposes".to_owned(), Value::List(vec!["nominate".into()]));
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("consent", id, consent)]);
    worker
}

/// A figure whom a worker named; answers it and the nomination.
fn named(phone: &mut Phone, world: &World, name: &str) -> (RecordId, RecordId) {
    let respondent = respondent(phone, world, "Siti");
    let figure = fields([
        ("name", name.into()),
        ("roles", Value::List(vec!["rt_rw".into()])),
        ("village", GENUK.into()),
        ("identified_by", "nomination".into()),
    ]);
    let figure = create(phone, world, "figure", figure);
    let nomination = fields([
        ("question", "asks_advice".into()),
        ("figure", figure.to_string().into()),
        ("respondent", respondent.to_string().into()),
        ("rank", 1.into()),
        ("village", GENUK.into()),
    ]);
    let nomination = create(phone, world, "nomination", nomination);
    phone.sync(world);
    (figure, nomination)
}

/// The files of a folder, whatever they are called, that hold a text.
fn holding(folder: &Folder, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder.0.join("branch")).unwrap().map(|file| file.unwrap().path());
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    files.filter(|file| holds(&std::fs::read(file).unwrap())).map(|file| file.display().to_string()).collect()
}

#[test]
fn a_nominee_to_whom_nobody_spoke_is_in_no_file_of_the_branch_after_ninety_days() {
    let (folder, world, mut phone) = office("erase");
    let (figure, nomination) = named(&mut phone, &world, NAME);
    let edit = phone.set(figure, "name", format!("{NAME} bin Ahmad"));
    phone.capture(&world, vec![edit]);
    phone.sync(&world);
    world.wait(90 * DAY_MS);
    assert_eq!(world.branch.erase_nominees(&world.admin()), Ok(0), "the ninetieth day");
    assert!(!holding(&folder, NAME).is_empty(), "it is there to be erased");
    world.wait(DAY_MS);
    assert_eq!(world.branch.erase_nominees(&world.admin()), Ok(1));
    assert_eq!(holding(&folder, NAME), Vec::<String>::new());

    phone.sync(&world);
    assert_eq!((phone.field(figure, "name"), phone.field(figure, "roles")), (None, None));
    assert!(phone.field(figure, "erased_at").is_some());
    assert!(phone.record(nomination).is_none(), "who named whom is gone too");
    let late = world.phone("A01");
    assert!(late.record(figure).is_none());
    let mut late = late;
    late.sync(&world);
    assert_eq!(late.field(figure, "name"), None, "a phone that reads the stream from its beginning");
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
    assert!(!folder.done(&["history", &figure.to_string()]).contains("Kenari"));
    assert!(!folder.done(&["export", "figure", "--format", "jsonl"]).contains("Kenari"));
    assert_eq!(world.branch.erase_nominees(&world.admin()), Ok(0), "once");
}

#[test]
fn whoever_was_spoken_to_or_found_otherwise_stays() {
    let (folder, world, mut phone) = office("stays");
    let (figure, nomination) = named(&mut phone, &world, OTHER_NAME);
    let note = |stage: &str| fields([("figure", figure.to_string().into()), ("stage", stage.into())]);
    create(&mut phone, &world, "relationship_note", note("unknown"));
    create(&mut phone, &world, "relationship_note", note("acquainted"));
    let seen =
        fields([("name", OTHER_NAME.into()), ("village", GENUK.into()), ("identified_by", "observation".into())]);
    let seen = create(&mut phone, &world, "figure", seen);
    phone.sync(&world);
    world.wait(400 * DAY_MS);
    assert_eq!(world.branch.erase_nominees(&world.admin()), Ok(0));
    phone.sync(&world);
    for figure in [figure, seen] {
        assert_eq!(phone.field(figure, "name"), Some(OTHER_NAME.into()));
    }
    assert!(phone.record(nomination).is_some());
    assert!(!holding(&folder, OTHER_NAME).is_empty());
}

#[test]
fn what_a_phone_says_late_about_an_erased_figure_comes_back_to_it_and_is_not_kept() {
    let (folder, world, mut phone) = office("late");
    let (figure, _) = named(&mut phone, &world, NAME);
    world.wait(91 * DAY_MS);
    assert_eq!(world.branch.erase_nominees_daily(), Ok(1));
    let edit = phone.set(figure, "name", NAME);
    let change = phone.capture(&world, vec![edit]);
    let again = fields([
        ("question", "spread_news".into()),
        ("figure", figure.to_string().into()),
        ("respondent", respondent(&mut phone, &world, "Wati").to_string().into()),
        ("rank", 2.into()),
        ("village", GENUK.into()),
    ]);
    let nomination = create(&mut phone, &world, "nomination", again);
    phone.sync(&world);
    assert!(matches!(phone.verdicts[&change], Verdict::Rejected { rule: Rule::Expired, .. }));
    assert_eq!(world.branch.erase_nominees_daily(), Ok(0), "today it was done");
    assert!(!holding(&folder, NAME).is_empty(), "what was rejected can still be read");
    world.wait(DAY_MS);
    assert_eq!(world.branch.erase_nominees_daily(), Ok(0));
    assert_eq!(holding(&folder, NAME), Vec::<String>::new());
    phone.sync(&world);
    assert!(phone.record(nomination).is_none());
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
    assert_eq!(folder.done(&acting(&["erase-nominees"])), "0\n");
}

#[test]
fn nothing_else_passes_for_erased() {
    let (folder, world, mut phone) = office("passes");
    named(&mut phone, &world, NAME);
    world.wait(91 * DAY_MS);
    assert_eq!(world.branch.erase_nominees(&world.admin()), Ok(1));
    assert_eq!(folder.json(&["verify"])["problems"], json!([]));
    let ledger = rusqlite::Connection::open_with_flags(
        folder.0.join("branch/branch.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE,
    )
    .unwrap();
    let stream = format!("region/{GENUK}");
    let entry = "SELECT content FROM stream_entry WHERE stream = ?1 AND position = 1";
    let content: Vec<u8> = ledger.query_row(entry, [&stream], |row| row.get(0)).unwrap();
    let forged = perisai_branch::ledger::erased_content(&content);
    let put = "UPDATE stream_entry SET content = ?2 WHERE stream = ?1 AND position = 1";
    assert_eq!(ledger.execute(put, rusqlite::params![stream, forged]).unwrap(), 1);
    let problems = folder.run(&["verify", "--json"]).stdout;
    let problems: serde_json::Value = serde_json::from_slice(&problems).unwrap();
    assert_eq!(
        (&problems["problems"][0]["fault"], &problems["problems"][0]["position"]),
        (&json!("edited"), &json!(1))
    );
}
