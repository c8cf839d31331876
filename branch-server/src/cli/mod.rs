//! The command line: serving, and what clerks do.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use perisai_core::domain::calendar::parse_instant;
use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::village::VillageCode;
use perisai_core::domain::{AgentId, Invalid, Rule};
use tokio::net::TcpListener;

use crate::acts::{By, NewAgent};
use crate::error::{BranchError, Result};
use crate::folder::Folder;
use crate::serve;

/// The branch of Perisai Field: takes in what agents captured, and what the office decides about it.
#[derive(Debug, Parser)]
#[command(name = "perisai-branch", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a branch in an empty folder.
    Init(Init),
    /// Answer phones, until interrupted.
    Serve(Serve),
    /// Agents and their villages.
    #[command(subcommand)]
    Agent(AgentCommand),
    /// A code for one phone of an agent: single use, 15 minutes.
    EnrolCode(EnrolCode),
}

/// Where the branch's data lies.
#[derive(Debug, Args)]
pub(crate) struct Data {
    /// The branch's data folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
}

/// Who acts and why; kept with what is done.
#[derive(Debug, Args)]
pub(crate) struct Acting {
    /// The badge of the agent who acts.
    #[arg(long, value_name = "AGENT", value_parser = agent)]
    by: AgentId,
    /// Why, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Acting {
    pub(crate) fn by(self) -> By {
        By { agent: self.by, reason: self.reason }
    }
}

#[derive(Debug, Args)]
struct Init {
    #[command(flatten)]
    data: Data,
    /// The branch's name, as phones show it.
    #[arg(long, default_value = "Branch")]
    name: String,
    /// The badge of the first agent, a branch_admin, who adds the others.
    #[arg(long, value_name = "AGENT", default_value = "admin", value_parser = agent)]
    admin: AgentId,
    /// Rehearse: count time from this instant (ISO 8601 with offset) instead of the machine's clock.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    clock_start: Option<i64>,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen. Plain HTTP: other than loopback only behind a proxy that speaks TLS.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// A proxy before this server speaks TLS: allow an address other than loopback.
    #[arg(long)]
    behind_tls_proxy: bool,
    /// Rehearse: count time from this instant (ISO 8601 with offset) instead of the machine's clock. Stays so
    /// for this data folder until set again.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    clock_start: Option<i64>,
}

#[derive(Debug, Subcommand)]
enum AgentCommand {
    /// Add an agent.
    Add(AgentAdd),
    /// Give an agent villages.
    Assign(AgentVillages),
    /// Take villages from an agent.
    Unassign(AgentVillages),
}

#[derive(Debug, Args)]
struct AgentAdd {
    /// The badge: letters, digits, `_` and `-`.
    #[arg(value_parser = agent)]
    agent: AgentId,
    /// The agent's name.
    #[arg(long)]
    name: String,
    /// perisai_agent, account_representative, supervisor or branch_admin.
    #[arg(long, default_value = "perisai_agent", value_parser = role)]
    role: AgentRole,
    /// The organisation that the agent works through.
    #[arg(long)]
    wadah: Option<String>,
    /// Villages to begin with, such as 33.74.05.1003; several separated by `;`.
    #[arg(long, value_delimiter = ';', value_parser = village)]
    villages: Vec<VillageCode>,
    #[command(flatten)]
    acting: Acting,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
struct AgentVillages {
    /// The agent's badge.
    #[arg(value_parser = agent)]
    agent: AgentId,
    /// The villages, such as 33.74.05.1003.
    #[arg(required = true, value_delimiter = ';', value_parser = village)]
    villages: Vec<VillageCode>,
    #[command(flatten)]
    acting: Acting,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
struct EnrolCode {
    /// The agent's badge.
    #[arg(value_parser = agent)]
    agent: AgentId,
    #[command(flatten)]
    acting: Acting,
    #[command(flatten)]
    data: Data,
}

/// Runs the command line of this process. Exit codes: 0 done, 1 refused or found something wrong, 2 usage or
/// unreadable input.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match perform(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("perisai-branch: {error}");
            ExitCode::from(exit_code(&error))
        }
    }
}

fn perform(command: Command) -> Result<()> {
    match command {
        Command::Init(init) => begin(&init),
        Command::Serve(serve) => serve_until_stopped(serve),
        Command::Agent(AgentCommand::Add(add)) => {
            let AgentAdd { agent, name, role, wadah, villages, acting, data } = add;
            let new = NewAgent { badge: agent, name, role, wadah, villages };
            Folder::open(&data.data)?.branch.add_agent(&acting.by(), &new)
        }
        Command::Agent(AgentCommand::Assign(AgentVillages { agent, villages, acting, data })) => {
            Folder::open(&data.data)?.branch.assign(&acting.by(), &agent, &villages).map(|_| ())
        }
        Command::Agent(AgentCommand::Unassign(AgentVillages { agent, villages, acting, data })) => {
            Folder::open(&data.data)?.branch.unassign(&acting.by(), &agent, &villages).map(|_| ())
        }
        Command::EnrolCode(EnrolCode { agent, acting, data }) => {
            let code = Folder::open(&data.data)?.branch.enrol_code(&acting.by(), &agent)?;
            print(&format!("{code}\n"))
        }
    }
}

fn begin(init: &Init) -> Result<()> {
    Folder::create(&init.data.data)?;
    if let Some(instant) = init.clock_start {
        Folder::start_clock(&init.data.data, instant)?;
    }
    Folder::open(&init.data.data)?.branch.init(&init.name, &init.admin)
}

fn serve_until_stopped(options: Serve) -> Result<()> {
    if !serve::is_private(&options.listen) && !options.behind_tls_proxy {
        return Err(BranchError::Refused(
            "plain HTTP is for loopback only; with a TLS proxy in front, say --behind-tls-proxy",
        ));
    }
    if let Some(instant) = options.clock_start {
        Folder::start_clock(&options.data.data, instant)?;
    }
    let folder = Folder::open(&options.data.data)?;
    if folder.branch.name()?.is_none() {
        return Err(BranchError::Refused("this folder holds no branch; `perisai-branch init` begins one"));
    }
    let network =
        |error: io::Error| BranchError::File { file: options.listen.to_string(), problem: error.kind().to_string() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(network)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(options.listen).await.map_err(network)?;
        let address = listener.local_addr().map_err(network)?;
        print(&format!("listening on http://{address}\n"))?;
        serve::serve(folder.branch, listener, stopped()).await.map_err(network)
    })
}

/// Completes when somebody asks the process to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Writes to the terminal. Whoever closed the pipe has read enough.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(BranchError::File { file: "standard output".to_owned(), problem: error.kind().to_string() })
        }
        _ => Ok(()),
    }
}

fn usage(error: &clap::Error) -> ExitCode {
    let done = matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion);
    if error.print().is_err() {
        return ExitCode::from(2);
    }
    if done { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// 1 where the branch refuses or failed, 2 where the input cannot be read.
fn exit_code(error: &BranchError) -> u8 {
    match error {
        BranchError::Row { .. } | BranchError::File { .. } => 2,
        BranchError::NotFound { .. }
        | BranchError::Refused(_)
        | BranchError::Invalid(_)
        | BranchError::Role { .. }
        | BranchError::Rejected { .. }
        | BranchError::Busy
        | BranchError::StorageFull
        | BranchError::Ledger(_) => 1,
    }
}

fn agent(text: &str) -> Result<AgentId, Invalid> {
    text.parse().map_err(|rule| Invalid::new("agent", rule))
}

fn village(text: &str) -> Result<VillageCode, Invalid> {
    let code: VillageCode = text.parse().map_err(|rule| Invalid::new("village", rule))?;
    match perisai_core::domain::Regions::shipped().village_name(code) {
        Some(_) => Ok(code),
        None => Err(Invalid::new("village", Rule::VillageUnknown)),
    }
}

fn role(text: &str) -> Result<AgentRole, Invalid> {
    text.parse().map_err(|rule| Invalid::new("role", rule))
}

fn instant(text: &str) -> Result<i64, Invalid> {
    parse_instant(text).map_err(|rule| Invalid::new("instant", rule))
}
