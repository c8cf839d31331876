//! Other programs: started, watched, waited for.

use std::fmt;
use std::io::{self, PipeReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// How a program ended.
#[derive(Debug)]
pub(crate) enum Ended {
    With(ExitStatus),
    NeverStarted(io::Error),
}

impl Ended {
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::With(status) if status.success())
    }

    /// Whether the program ended by itself, rather than never having started or having been killed.
    pub(crate) fn has_code(&self) -> bool {
        matches!(self, Self::With(status) if status.code().is_some())
    }

    /// The exit code to pass on: the program's own, or 1 where it has none (killed, never started).
    pub(crate) fn code(&self) -> u8 {
        let code = match self {
            Self::With(status) => status.code(),
            Self::NeverStarted(_) => None,
        };
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::With(status) => write!(f, "ended with {status}"),
            Self::NeverStarted(error) => write!(f, "could not be started: {error}"),
        }
    }
}

/// Runs a program that shares this one's terminal, so that its progress bars work.
pub(crate) fn run(mut command: Command) -> Ended {
    match command.status() {
        Ok(status) => Ended::With(status),
        Err(error) => Ended::NeverStarted(error),
    }
}

/// Runs a program that shares this one's terminal but for input: it gets none and cannot wait for any.
pub(crate) fn run_without_input(mut command: Command) -> Ended {
    command.stdin(Stdio::null());
    run(command)
}

/// Runs a program without input, passes on to `echo` what it says as it says it, and shows each line to `observe`.
///
/// Standard output and error come through one pipe, so that their order is the order in which they were written.
/// Returns when the program ends, whatever it may have left running in the background.
pub(crate) fn run_observed(command: Command, echo: &mut impl Write, observe: impl FnMut(&str)) -> Ended {
    try_run_observed(command, echo, observe).map_or_else(Ended::NeverStarted, Ended::With)
}

/// What a program prints, if it exists and succeeds, free of colours. For asking about versions.
pub(crate) fn answer(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| without_colours(&String::from_utf8_lossy(&output.stdout)))
}

/// Whether the search path holds a program of this name.
pub(crate) fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder: PathBuf| {
        let file = folder.join(program);
        file.is_file() || file.with_extension(std::env::consts::EXE_EXTENSION).is_file()
    })
}

/// Written into the pipe by this program when its child has ended. Something that the child left behind may
/// hold the pipe open for ever; all that the child itself wrote stands before this mark.
const END_MARK: &[u8] = b"\0end of output\0";

fn try_run_observed(
    mut command: Command,
    echo: &mut impl Write,
    mut observe: impl FnMut(&str),
) -> io::Result<ExitStatus> {
    let (reader, mut writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer.try_clone()?);
    let mut child = command.spawn()?;
    let waiter = thread::spawn(move || {
        let status = child.wait();
        writer.write_all(END_MARK).and(status)
    });
    let mut lines = Lines::default();
    pass_on(reader, echo, |text| lines.take(text, &mut observe))?;
    lines.finish(&mut observe);
    waiter.join().expect("waiting for a child does not panic")
}

/// Copies until the end mark.
fn pass_on(mut from: PipeReader, to: &mut impl Write, mut see: impl FnMut(&[u8])) -> io::Result<()> {
    let mut chunk = [0; 8192];
    let mut held = Vec::new();
    loop {
        let read = from.read(&mut chunk)?;
        held.extend_from_slice(&chunk[..read]);
        let (ready, ended) = before_mark(&held);
        see(&held[..ready]);
        to.write_all(&held[..ready])?;
        to.flush()?;
        if ended || read == 0 {
            return Ok(());
        }
        held.drain(..ready);
    }
}

/// How much of the text certainly stands before the mark, and whether the mark is there.
fn before_mark(text: &[u8]) -> (usize, bool) {
    if let Some(at) = text.windows(END_MARK.len()).position(|window| window == END_MARK) {
        return (at, true);
    }
    let begun = (1..END_MARK.len()).rev().find(|length| text.ends_with(&END_MARK[..*length]));
    (text.len() - begun.unwrap_or(0), false)
}

/// Cuts what comes in pieces into lines, without their ends and without terminal colours.
#[derive(Default)]
struct Lines {
    begun: Vec<u8>,
}

impl Lines {
    fn take(&mut self, text: &[u8], observe: &mut impl FnMut(&str)) {
        for byte in text {
            if *byte == b'\n' { self.finish(observe) } else { self.begun.push(*byte) }
        }
    }

    fn finish(&mut self, observe: &mut impl FnMut(&str)) {
        let line = without_colours(&String::from_utf8_lossy(&self.begun));
        self.begun.clear();
        if !line.is_empty() {
            observe(line.trim_end_matches('\r'));
        }
    }
}

/// Drops the escape sequences by which terminals are told colours (ECMA-48, CSI).
fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.trim_start_matches(|c: char| !('@'..='~').contains(&c));
        rest = rest.get(1..).unwrap_or_default();
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_are_seen_in_the_order_in_which_they_were_written() {
        let (mut seen, mut echo) = (Vec::new(), Vec::new());
        let script = "echo one; echo two >&2; printf 'three\\n\\nfour'; exit 3";
        let ended = run_observed(shell(script), &mut echo, |line| seen.push(line.to_owned()));
        assert_eq!(echo, b"one\ntwo\nthree\n\nfour");
        assert_eq!(seen, ["one", "two", "three", "four"]);
        assert_eq!((ended.is_success(), ended.code()), (false, 3));
    }

    #[test]
    fn what_a_program_leaves_running_does_not_hold_us_up() {
        let mut seen = Vec::new();
        let ended =
            run_observed(shell("tail -f /dev/null & echo $!"), &mut io::sink(), |line| seen.push(line.to_owned()));
        assert!(ended.is_success());
        let left_running = seen.first().expect("the script prints a process id");
        assert!(run(shell(&format!("kill {left_running}"))).is_success(), "it was still running");
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_a_success() {
        let ended = run_observed(Command::new("a-program-that-does-not-exist"), &mut io::sink(), |_| {});
        assert_eq!((ended.is_success(), ended.code()), (false, 1));
    }

    #[test]
    fn colours_are_dropped() {
        assert_eq!(without_colours("[\u{1b}[1;34mINFO\u{1b}[m] Tests run: 3"), "[INFO] Tests run: 3");
        assert_eq!(without_colours("cut off \u{1b}[1;3"), "cut off ");
    }

    #[test]
    fn the_mark_is_found_however_it_is_cut() {
        for cut in 0..END_MARK.len() {
            let begun = [b"text".as_slice(), &END_MARK[..cut]].concat();
            assert_eq!(before_mark(&begun), (4, false), "cut after {cut} bytes");
        }
        assert_eq!(before_mark(&[b"text", END_MARK, b"later"].concat()), (4, true));
        assert_eq!(before_mark(b"a \0 of its own"), (14, false));
    }
}
