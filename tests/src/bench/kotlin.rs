//! What the core costs as the app sees it, against the same calls from Rust. On the desk machine's Java, where the app's own
//! screens are asked but for the views that draw them; phones differ, their ratio less.
//!
//! A capture is a worker's registration with money entrusted: from the tap on *Simpan* in the filled form until the form's state
//! says "tersimpan". A start is the process's until *Hari ini* and then the first page of *Pekerja* are told: the lock opened by
//! the hardware alone, as where no PIN was set, since a PIN takes a second of its own on purpose; then the store. After every
//! question the app looks at how much waits for the branch, so Rust does too.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use perisai_branch::By;
use perisai_core::Field;
use perisai_core::field::{PersonInput, RegisterInput};
use perisai_core::lock::PinLock;

use super::pairs::{self, Pair};
use super::people::Person;
use super::place::{self, Device, MORNING_MS};
use super::report::{Goal, MeasureUnit, Row};
use super::{Bench, BenchError};

/// Says how Java is started with the shell's side of the measures; `cargo xtask bench` sets it where there is a JDK.
const CLASSPATH: &str = "PERISAI_BENCH_CLASSPATH";
const JAVA: &str = "PERISAI_BENCH_JAVA";
const MAIN: &str = "id.perisai.shell.bench.StopwatchKt";
/// A screen of a list, on both sides.
const SCREEN_ROWS: u32 = 50;

/// Whether the shell's side was compiled.
pub(super) fn is_there() -> bool {
    env::var_os(CLASSPATH).is_some()
}

pub(super) fn measure(bench: &mut Bench<'_>) -> Result<Vec<Row>, BenchError> {
    let mut shell = Stopwatch::start()?;
    let mut rows = captures(bench, &mut shell)?;
    rows.push(start(bench, &mut shell)?);
    Ok(rows)
}

fn captures(bench: &mut Bench<'_>, shell: &mut Stopwatch) -> Result<Vec<Row>, BenchError> {
    let (size, folder) = (bench.size(), bench.folder("kotlin_capture")?);
    let branch = place::branch(&[("kotlin", &[0]), ("rust", &[0])])?;
    let (theirs, _) = Device::behind_lock(&folder.join("kotlin"), "kotlin")?;
    theirs.enrol(&branch)?;
    drop(theirs);
    let (ours, _) = Device::behind_lock(&folder.join("rust"), "rust")?;
    ours.enrol(&branch)?;
    shell.open(&folder.join("kotlin"), "kotlin")?;
    let (warming, per_pair) = (size.of(5, 300), size.of(10, 300));
    for number in 0..warming {
        // Java compiles what it has run often; a phone has compiled it beforehand.
        let person = Person::of(number as u64, 0);
        shell.capture(&person)?;
        save(&ours.field, &filled_in(&ours, &person)?)?;
    }
    let (medians, probe) = pairs::take(size, &mut bench.probe, |pair| {
        let (mut through, mut direct) = (Vec::new(), Vec::new());
        for number in 0..per_pair {
            let person = Person::of((warming + pair * per_pair + number) as u64, 0);
            through.push(shell.capture(&person)?);
            let form = filled_in(&ours, &person)?;
            direct.push(pairs::timed(|| save(&ours.field, &form))?.1);
        }
        Ok([0.5, 0.99].map(|share| Pair {
            ours: pairs::percentile(through.clone(), share),
            raw: pairs::percentile(direct.clone(), share),
        }))
    })?;
    shell.close()?;
    let shares = [("p50", 1.10), ("p99", 1.25)];
    Ok(shares
        .into_iter()
        .zip(medians)
        .map(|((share, goal), medians)| Row {
            name: format!("kotlin_capture_{share}"),
            measure: format!("a registration from the tap to \"tersimpan\", through the app's screen, {share}"),
            against: "the same calls from Rust: what is typed is saved, and what waits is counted",
            goal: Goal::AtMost(goal),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} µs, Rust {:.0} µs", medians.ours, medians.raw),
            probe: Some(probe),
        })
        .collect())
}

/// A registration as its form stands before the tap: what was typed, with what the core proposes for it, and the money as quoted.
fn filled_in(device: &Device, person: &Person) -> Result<RegisterInput, BenchError> {
    device.pass();
    let form = device.field.registration_form(None, None, None)?;
    let typed = RegisterInput {
        period_months: form.terms.period_months,
        start_month: form.terms.start_month,
        ..person.registering()
    };
    let told = device.field.preview_registration(&typed)?;
    let segments = told.occupation.map(|occupation| occupation.segments).unwrap_or_default();
    let quoted_rupiah = told.quote.map(|quote| quote.total_rupiah);
    Ok(RegisterInput { person: PersonInput { segments, ..typed.person }, quoted_rupiah, cash: quoted_rupiah, ..typed })
}

/// What the app asks between the tap and "tersimpan".
fn save(field: &Field, form: &RegisterInput) -> Result<(), BenchError> {
    field.register(form)?;
    field.pending_count()?;
    Ok(())
}

fn start(bench: &mut Bench<'_>, shell: &mut Stopwatch) -> Result<Row, BenchError> {
    let (size, folder) = (bench.size(), bench.folder("kotlin_start")?);
    let workers = size.of(60, 20_000);
    let branch = place::branch(&[("reader", &[0])])?;
    let by = By { agent: "admin".parse().expect("a badge"), reason: "measured".to_owned() };
    for number in 0..workers as u64 {
        branch.branch.import_worker(&by, &number.to_string(), Person::of(number, 0).known())?;
    }
    let (device, _) = Device::behind_lock(&folder, "reader")?;
    device.enrol(&branch)?;
    drop(device);
    let times = size.of(2, 15);
    for _ in 0..times {
        shell.start_up(&folder, "reader")?;
    }
    let ([medians], probe) = pairs::take(size, &mut bench.probe, |_| {
        let (mut through, mut direct) = (Vec::new(), Vec::new());
        for _ in 0..times {
            through.push(shell.start_up(&folder, "reader")?);
            // Neither side's closing is part of it.
            let (open, took) = pairs::timed(|| start_up(&folder))?;
            drop(open);
            direct.push(took);
        }
        Ok([Pair { ours: pairs::median(through), raw: pairs::median(direct) }])
    })?;
    Ok(Row {
        name: "kotlin_start".to_owned(),
        measure: format!(
            "from the start to Hari ini and a page of Pekerja, through the app's screens, {workers} workers"
        ),
        against: "the same calls from Rust: the lock and the store opened, Hari ini and the page read, what waits counted",
        goal: Goal::AtMost(1.5),
        figure: medians.ratio,
        unit: MeasureUnit::Ratio,
        detail: format!("{:.2} ms, Rust {:.2} ms", medians.ours / 1e3, medians.raw / 1e3),
        probe: Some(probe),
    })
}

/// What the app asks from its start until its first page of workers. Each screen asks first whether the lock is shut.
fn start_up(folder: &Path) -> Result<(Device, PinLock), BenchError> {
    let (device, lock) = Device::behind_lock(folder, "reader")?;
    device.field.home()?;
    device.field.pending_count()?;
    lock.view()?;
    let is_shut = lock.is_shut()?;
    let page = device.field.workers(None, SCREEN_ROWS)?;
    device.field.pending_count()?;
    if is_shut || page.workers.is_empty() {
        Err(BenchError::NotAsPlanned("an empty screen"))
    } else {
        Ok((device, lock))
    }
}

/// The shell's side: a Java that takes the times itself and is asked line by line.
#[derive(Debug)]
struct Stopwatch {
    java: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Stopwatch {
    fn start() -> Result<Self, BenchError> {
        let classpath = env::var_os(CLASSPATH).ok_or(BenchError::NotAsPlanned(
            "the shell's side is not there: `cargo xtask bench` compiles it where there is a JDK with Maven",
        ))?;
        let mut java = Command::new(env::var_os(JAVA).unwrap_or_else(|| OsString::from("java")));
        if let Some(library) = env::var_os("PERISAI_LIBRARY_DIR") {
            let mut option = OsString::from("-Djna.library.path=");
            option.push(library);
            java.arg(option);
        }
        java.arg("-cp").arg(classpath).arg(MAIN).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut java = java.spawn()?;
        let (Some(asked), Some(answers)) = (java.stdin.take(), java.stdout.take()) else {
            return Err(BenchError::NotAsPlanned("a Java that nobody can talk to"));
        };
        Ok(Self { java, asked, answers: BufReader::new(answers) })
    }

    /// Asks, and reads the one line of the answer.
    fn ask(&mut self, parts: &[String]) -> Result<String, BenchError> {
        writeln!(self.asked, "{}", parts.join("\t"))?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let answer = answer.trim_end();
        if answer.is_empty() {
            Err(BenchError::NotAsPlanned("the shell's side gave up"))
        } else {
            Ok(answer.to_owned())
        }
    }

    fn open(&mut self, folder: &Path, badge: &str) -> Result<(), BenchError> {
        self.ask(&with_phone("open", folder, badge)).map(drop)
    }

    fn close(&mut self) -> Result<(), BenchError> {
        self.ask(&["close".to_owned()]).map(drop)
    }

    /// How long a capture took from the tap until it was shown as saved, microseconds.
    fn capture(&mut self, person: &Person) -> Result<f64, BenchError> {
        let asked: Vec<String> = ["capture".to_owned()].into_iter().chain(person.typed()).collect();
        microseconds(&self.ask(&asked)?)
    }

    /// How long it took from the start until the first page was told, microseconds.
    fn start_up(&mut self, folder: &Path, badge: &str) -> Result<f64, BenchError> {
        let answer = self.ask(&with_phone("start", folder, badge))?;
        match answer.split_once('\t') {
            Some((time, rows)) if rows == SCREEN_ROWS.to_string() => microseconds(time),
            _ => Err(BenchError::NotAsPlanned("an empty screen")),
        }
    }
}

/// What is asked, and of which phone: its folder, its agent, what its hardware wraps, and the time there.
fn with_phone(asked: &str, folder: &Path, badge: &str) -> [String; 5] {
    let hardware = hex::encode(Device::key_of(badge));
    [asked.to_owned(), folder.to_string_lossy().into_owned(), badge.to_owned(), hardware, MORNING_MS.to_string()]
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        // It is done with; nothing waits in it.
        if self.java.kill().is_ok() {
            drop(self.java.wait());
        }
    }
}

fn microseconds(text: &str) -> Result<f64, BenchError> {
    text.parse().map_err(|_| BenchError::NotAsPlanned("a time that is none"))
}
