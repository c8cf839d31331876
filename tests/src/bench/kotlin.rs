//! What the core costs as the Android shell sees it, against the same calls from Rust: a tap until "saved", and the start
//! until the first list. On the desk machine's Java; phones differ, their ratio less.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use perisai_branch::By;

use super::pairs::{self, Pair};
use super::people::Person;
use super::place::{self, Device};
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
    let theirs = Device::in_folder(&folder.join("kotlin"), "kotlin")?;
    theirs.enrol(&branch)?;
    theirs.field.shutdown();
    let ours = Device::in_folder(&folder.join("rust"), "rust")?;
    ours.enrol(&branch)?;
    shell.open(&folder.join("kotlin"), "kotlin")?;
    let (warming, per_pair) = (size.of(5, 300), size.of(10, 300));
    for number in 0..warming {
        // Java compiles what it has run often; a phone has compiled it beforehand.
        shell.capture(&Person::of(number as u64, 0))?;
    }
    let (medians, probe) = pairs::take(size, &mut bench.probe, |pair| {
        let (mut through, mut direct) = (Vec::new(), Vec::new());
        for number in 0..per_pair {
            let person = Person::of((warming + pair * per_pair + number) as u64, 0);
            through.push(shell.capture(&person)?);
            ours.pass();
            direct.push(pairs::timed(|| Ok(ours.field.record_worker(&person.met(), None, None)?))?.1);
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
            measure: format!("from a tap to \"saved\", through the shell's screen, {share}"),
            against: "the same capture called from Rust",
            goal: Goal::AtMost(goal),
            figure: medians.ratio,
            unit: MeasureUnit::Ratio,
            detail: format!("{:.0} µs, Rust {:.0} µs", medians.ours, medians.raw),
            probe: Some(probe),
        })
        .collect())
}

fn start(bench: &mut Bench<'_>, shell: &mut Stopwatch) -> Result<Row, BenchError> {
    let (size, folder) = (bench.size(), bench.folder("kotlin_start")?);
    let workers = size.of(60, 20_000);
    let branch = place::branch(&[("reader", &[0])])?;
    let by = By { agent: "admin".parse().expect("a badge"), reason: "measured".to_owned() };
    for number in 0..workers as u64 {
        branch.branch.import_worker(&by, &number.to_string(), Person::of(number, 0).known())?;
    }
    let device = Device::in_folder(&folder, "reader")?;
    device.enrol(&branch)?;
    device.field.shutdown();
    drop(device);
    let times = size.of(2, 15);
    for _ in 0..times {
        shell.start_up(&folder, "reader")?;
    }
    let ([medians], probe) = pairs::take(size, &mut bench.probe, |_| {
        let (mut through, mut direct) = (Vec::new(), Vec::new());
        for _ in 0..times {
            through.push(shell.start_up(&folder, "reader")?);
            direct.push(pairs::timed(|| open_and_read(&folder))?.1);
        }
        Ok([Pair { ours: pairs::median(through), raw: pairs::median(direct) }])
    })?;
    Ok(Row {
        name: "kotlin_start".to_owned(),
        measure: format!("from the start to the first list through the shell's screen, {workers} workers"),
        against: "the same calls from Rust",
        goal: Goal::AtMost(1.5),
        figure: medians.ratio,
        unit: MeasureUnit::Ratio,
        detail: format!("{:.2} ms, Rust {:.2} ms", medians.ours / 1e3, medians.raw / 1e3),
        probe: Some(probe),
    })
}

fn open_and_read(folder: &Path) -> Result<(), BenchError> {
    let device = Device::in_folder(folder, "reader")?;
    let page = device.field.workers(None, SCREEN_ROWS)?;
    if page.workers.is_empty() { Err(BenchError::NotAsPlanned("an empty screen")) } else { Ok(()) }
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
    fn ask(&mut self, parts: &[&str]) -> Result<String, BenchError> {
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
        let key = hex::encode(Device::key_of(badge));
        self.ask(&["open", &folder.to_string_lossy(), badge, &key]).map(drop)
    }

    fn close(&mut self) -> Result<(), BenchError> {
        self.ask(&["close"]).map(drop)
    }

    /// How long a capture took from the tap until it was shown as saved, microseconds.
    fn capture(&mut self, person: &Person) -> Result<f64, BenchError> {
        let [name, nik, birth_date, sex, phone, village] = person.typed();
        microseconds(&self.ask(&["capture", &name, &nik, &birth_date, &sex, &phone, &village])?)
    }

    /// How long it took from the start until the first list was shown, microseconds.
    fn start_up(&mut self, folder: &Path, badge: &str) -> Result<f64, BenchError> {
        let key = hex::encode(Device::key_of(badge));
        let answer = self.ask(&["start", &folder.to_string_lossy(), badge, &key])?;
        match answer.split_once('\t') {
            Some((time, rows)) if rows == SCREEN_ROWS.to_string() => microseconds(time),
            _ => Err(BenchError::NotAsPlanned("an empty screen")),
        }
    }
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
