//! The branch as its clerks use it: one process that serves, and commands beside it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::loopback::Loopback;

/// The variable that names the `perisai-branch` to run.
const PROGRAM: &str = "PERISAI_BRANCH";

/// What went wrong at the branch.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The program is not named.
    #[error("{PROGRAM} does not name the perisai-branch to run; `cargo field-day` does")]
    NoProgram,
    /// The program could not be started or read.
    #[error("perisai-branch {command}: {error}")]
    Start {
        /// The subcommand.
        command: String,
        /// Why.
        error: std::io::Error,
    },
    /// A command ended with an error.
    #[error("perisai-branch {command}: {said}")]
    Refused {
        /// The subcommand.
        command: String,
        /// What it said.
        said: String,
    },
    /// A command said something that was not expected.
    #[error("perisai-branch {command} answered something else than asked")]
    Unexpected {
        /// The subcommand.
        command: String,
    },
}

/// A branch in its data folder.
#[derive(Debug)]
pub struct Office {
    program: PathBuf,
    data: PathBuf,
    watched: Option<Watched>,
}

/// Where the branch's processes leave what somebody wants to look at.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The folder for their temporary files, which exists.
    pub temporary: PathBuf,
    /// The file to which `serve` adds what it says on both of its outputs after its first line.
    pub log: PathBuf,
}

/// A branch that serves. It is stopped, gracefully, when this is dropped.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub branch: Loopback,
}

impl Office {
    /// The branch in a data folder.
    pub fn at(data: &Path) -> Result<Self, OfficeError> {
        let program = std::env::var_os(PROGRAM).map(PathBuf::from).or_else(beside_this_program);
        Ok(Self { program: program.ok_or(OfficeError::NoProgram)?, data: data.to_owned(), watched: None })
    }

    /// The same branch, watched.
    pub fn watched(self, watched: Watched) -> Self {
        Self { watched: Some(watched), ..self }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--data").arg(&self.data).stdin(Stdio::null());
        if let Some(watched) = &self.watched {
            command.env("TMPDIR", &watched.temporary);
        }
        command
    }

    /// The log of a watched server, to add to.
    fn log(&self) -> std::io::Result<Option<File>> {
        let log = self.watched.as_ref().map(|watched| File::options().create(true).append(true).open(&watched.log));
        log.transpose()
    }

    /// Runs a command and answers what it printed.
    pub fn run(&self, words: &[&str]) -> Result<String, OfficeError> {
        let name = words.first().copied().unwrap_or_default().to_owned();
        let output =
            self.command(words).output().map_err(|error| OfficeError::Start { command: name.clone(), error })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(OfficeError::Refused { command: name, said })
    }

    /// Runs a command in the name of the branch's first agent.
    pub fn act(&self, words: &[&str]) -> Result<String, OfficeError> {
        let mut all = words.to_vec();
        all.extend(["--by", "admin", "--reason", "field day"]);
        self.run(&all)
    }

    /// Runs a listing command and reads its JSON.
    pub fn list(&self, words: &[&str]) -> Result<Value, OfficeError> {
        let mut all = words.to_vec();
        all.push("--json");
        let text = self.run(&all)?;
        let command = words.first().copied().unwrap_or_default().to_owned();
        serde_json::from_str(&text).map_err(|_| OfficeError::Unexpected { command })
    }

    /// Starts serving on a free port of loopback, on a clock that starts at an instant.
    pub fn serve(&self, clock_start: &str) -> Result<Serving, OfficeError> {
        let unexpected = || OfficeError::Unexpected { command: "serve".to_owned() };
        let start = |error| OfficeError::Start { command: "serve".to_owned(), error };
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--clock-start", clock_start]);
        let log = self.log().map_err(start)?;
        if let Some(log) = &log {
            command.stderr(log.try_clone().map_err(start)?);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(start)?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or_else(unexpected)?);
        let mut line = String::new();
        stdout.read_line(&mut line).map_err(start)?;
        if let Some(mut log) = log {
            // Ends when the server does.
            std::thread::spawn(move || std::io::copy(&mut stdout, &mut log));
        }
        let address: Option<SocketAddr> =
            line.trim().rsplit_once("http://").and_then(|(_, address)| address.parse().ok());
        match address {
            Some(address) => Ok(Serving { child, branch: Loopback { address } }),
            None => {
                // It has said why on standard error.
                drop(Serving { child, branch: Loopback { address: SocketAddr::from(([127, 0, 0, 1], 0)) } });
                Err(unexpected())
            }
        }
    }
}

/// The program that was built with this one, or with the tests that this one is.
fn beside_this_program() -> Option<PathBuf> {
    let here = std::env::current_exe().ok()?;
    let name = format!("perisai-branch{}", std::env::consts::EXE_SUFFIX);
    here.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|program| program.is_file())
}

impl Serving {
    /// The process, by its number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends the server at once, in the middle of whatever it does (SIGKILL on Unix).
    pub fn kill(mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    /// Waits until somebody stops the server.
    pub fn wait(mut self) -> std::io::Result<()> {
        self.child.wait().map(|_| ())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}
