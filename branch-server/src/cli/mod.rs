//! The command line: serving, and what clerks do.

mod arguments;
mod documents;
mod import;
mod invitation;
mod report;
mod sheet;
mod show;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;
use tokio::net::TcpListener;

use self::arguments::{AgentCommand, Cli, Command, DeviceCommand, Init, Listing, Publish, QuarantineCommand, Serve};
use self::sheet::Columns;
use crate::branch::Branch;
use crate::error::{BranchError, Result};
use crate::folder::Folder;
use crate::office::acts::{By, NewAgent};
use crate::office::backup::restore;
use crate::office::evaluations::NewDecision;
use crate::office::published::NewReference;
use crate::office::tables::TableKind;
use crate::serve::{self, Patience};
use perisai_core::domain::table::NewTable;
use perisai_core::domain::{Invalid, Rule};

/// The exit code of usage and unreadable input.
const UNREADABLE: u8 = 2;
/// The exit code of what is refused or wrong.
const REFUSED: u8 = 1;

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
    let Some(data) = cli.data.data else {
        eprintln!("perisai-branch: --data DIR says where the branch's data lies");
        return ExitCode::from(UNREADABLE);
    };
    match perform(&data, cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("perisai-branch: {error}");
            ExitCode::from(exit_code(&error))
        }
    }
}

fn perform(data: &Path, command: Command) -> Result<ExitCode> {
    match command {
        Command::Init(init) => begin(data, &init)?,
        Command::Serve(serve) => serve_until_stopped(data, &serve)?,
        Command::Restore { file, acting } => restore(data, &acting.by(), &file)?,
        command => return clerk(&Folder::open(data)?.branch, command),
    }
    Ok(ExitCode::SUCCESS)
}

/// What works beside a running server.
fn clerk(branch: &Branch, command: Command) -> Result<ExitCode> {
    match command {
        Command::Agent(command) => agents(branch, command)?,
        Command::Device(command) => devices(branch, command)?,
        Command::Quarantine(command) => quarantine(branch, command)?,
        Command::EnrolCode { agent, address, qr, acting } => {
            let code = branch.enrol_code(&acting.by(), &agent)?;
            print(&invitation::printed(&agent, &code, address.as_deref(), qr))?;
        }
        Command::UnlockPhone { request, anyway, acting } => {
            print(&(branch.unlock_phone(&acting.by(), &request, anyway)? + "\n"))?;
        }
        Command::ImportWorkers { file, acting, listing } => {
            let imported = import::import_workers(branch, &acting.by(), &file)?;
            show::list(&imported, &["worker", "id", "new"], listing.json)?;
        }
        Command::Publish(command) => publish(branch, command)?,
        Command::Memberships { file, acting, listing } => {
            let table = TableKind::named("memberships").expect("the branch writes memberships from tables");
            write_table(branch, table, &file, &acting.by(), listing)?;
        }
        Command::Registrations(listing) => {
            let columns = ["registration", "name", "village", "programmes", "start_month", "total", "status", "agent"];
            show::list(&branch.registrations()?, &columns, listing.json)?;
        }
        Command::SetStatus { registration, status, cause, covered_from, covered_to, acting } => {
            branch.set_status(&acting.by(), registration, status, cause, covered_from.zip(covered_to))?;
        }
        Command::Receipts(listing) => {
            let columns = ["receipt", "number", "holder", "rupiah", "contribution_months", "status", "days"];
            show::list(&branch.receipts()?, &columns, listing.json)?;
        }
        Command::ReceiptStatus { receipt, status, acting } => {
            branch.set_receipt_status(&acting.by(), receipt, status)?;
        }
        Command::Conflicts(which) => {
            let columns = ["conflict", "kind", "status", "records", "field", "choices"];
            show::list(&branch.conflicts(which.all)?, &columns, which.listing.json)?;
        }
        Command::Evaluations { all, listing } => {
            let columns =
                ["evaluation", "agent", "asked_at", "question", "gap_causes", "decision", "owner", "deadline"];
            show::list(&branch.evaluations(all)?, &columns, listing.json)?;
        }
        Command::Decide { evaluation, decision, owner, deadline, cause, changed_message, acting } => {
            let (causes, changed_messages) = (cause.into_iter().collect(), changed_message);
            let new = NewDecision { decision, owner, deadline, causes, changed_messages };
            branch.decide(&acting.by(), evaluation, &new)?;
        }
        Command::TrainingCertificate { training, certificate, valid_to, acting } => {
            branch.certify(&acting.by(), training, &certificate, valid_to)?;
        }
        Command::EraseNominees { acting } => print(&format!("{}\n", branch.erase_nominees(&acting.by())?))?,
        Command::Duplicates(which) => {
            let columns = ["conflict", "status", "workers", "reasons", "choices"];
            show::list(&branch.duplicates(which.all)?, &columns, which.listing.json)?;
        }
        Command::Resolve { conflict, choose, acting } => branch.resolve(&acting.by(), conflict, choose)?,
        Command::Merge { survivor, absorbed, acting } => branch.merge(&acting.by(), survivor, absorbed)?,
        Command::Unmerge { absorbed, acting } => branch.unmerge(&acting.by(), absorbed)?,
        Command::Totals(listing) => show::object(&branch.totals()?, listing.json)?,
        Command::History { record, listing } => {
            let columns = ["captured_at", "agent", "field", "value", "outcome", "rule", "reason", "change"];
            show::list(&branch.history(record)?, &columns, listing.json)?;
        }
        Command::PublishProfiles { acting, listing } => {
            let written = branch.publish_profiles(&acting.by())?;
            show::list(&written, &["line", "record", "became"], listing.json)?;
        }
        Command::Report(arguments) => report::report(branch, &arguments)?,
        Command::Lost(listing) => {
            show::list(&branch.lost()?, &["device", "kind", "record", "stream"], listing.json)?;
        }
        Command::Export { kind, format } => print(&branch.export(None, &kind, format.into())?)?,
        Command::Backup { file, acting } => branch.backup(&acting.by(), &file)?,
        Command::Verify(listing) => {
            let verified = branch.verify()?;
            show::object(&verified, listing.json)?;
            if !verified.problems.is_empty() {
                return Ok(ExitCode::from(REFUSED));
            }
        }
        Command::Init(_) | Command::Serve(_) | Command::Restore { .. } => {
            return Err(BranchError::Refused("this needs the folder to itself"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn agents(branch: &Branch, command: AgentCommand) -> Result<()> {
    match command {
        AgentCommand::Add { agent, name, role, wadah, villages, acting } => {
            branch.add_agent(&acting.by(), &NewAgent { badge: agent, name, role, wadah, villages })
        }
        AgentCommand::List(listing) => {
            show::list(&branch.agents()?, &["agent", "name", "role", "wadah", "villages", "status"], listing.json)
        }
        AgentCommand::Assign(to) => branch.assign(&to.acting.by(), &to.agent, &to.villages).map(|_| ()),
        AgentCommand::Unassign(from) => branch.unassign(&from.acting.by(), &from.agent, &from.villages).map(|_| ()),
    }
}

fn devices(branch: &Branch, command: DeviceCommand) -> Result<()> {
    match command {
        DeviceCommand::List(listing) => {
            let columns = ["device", "agent", "seen_at", "revoked", "cloned", "quarantined", "not_in_backup"];
            show::list(&branch.devices()?, &columns, listing.json)
        }
        DeviceCommand::Revoke { device, acting } => branch.revoke(&acting.by(), device),
        DeviceCommand::Persons { device, listing } => {
            show::list(&branch.persons(None, device)?, &["worker", "name", "village"], listing.json)
        }
    }
}

fn quarantine(branch: &Branch, command: QuarantineCommand) -> Result<()> {
    match command {
        QuarantineCommand::List(listing) => {
            let columns = ["change", "device", "agent", "captured_at", "received_at", "kinds", "refused"];
            show::list(&branch.quarantine()?, &columns, listing.json)
        }
        QuarantineCommand::Release { which, acting, listing } => {
            let released = branch.release(&acting.by(), which)?;
            let rows: Vec<_> = released
                .iter()
                .map(|(change, verdict)| json!({ "change": change.to_string(), "verdict": verdict.word() }))
                .collect();
            show::list(&rows, &["change", "verdict"], listing.json)
        }
        QuarantineCommand::Refuse { which, acting } => branch.refuse(&acting.by(), which).map(|_| ()),
    }
}

/// Publishes a version of a list, or the records of a table.
fn publish(branch: &Branch, publish: Publish) -> Result<()> {
    let Publish { what, file, valid_from, valid_to, source, version, acting, listing } = publish;
    if let Some(table) = TableKind::named(&what) {
        return write_table(branch, table, &file, &acting.by(), listing);
    }
    let missing = |name: &str| Invalid::new(name, Rule::Required);
    let valid_from = valid_from.ok_or_else(|| missing("valid_from"))?;
    let source = source.filter(|source| !source.trim().is_empty()).ok_or_else(|| missing("source"))?;
    let version = version.unwrap_or_else(|| valid_from.to_string());
    let document = documents::read(&what, &file, NewTable { version, source: source.clone() })?;
    let id = branch.publish(&acting.by(), &NewReference { name: what, document, valid_from, valid_to, source })?;
    print(&format!("{id}\n"))
}

fn write_table(branch: &Branch, table: &TableKind, file: &Path, by: &By, listing: Listing) -> Result<()> {
    let columns = Columns { known: table.columns(), required: table.naming_columns() };
    let written = branch.write_table(by, table, &sheet::read(file, &columns)?)?;
    show::list(&written, &["line", "record", "became"], listing.json)
}

fn begin(data: &Path, init: &Init) -> Result<()> {
    drop(Folder::create(data)?);
    if let Some(instant) = init.clock_start {
        Folder::start_clock(data, instant)?;
    }
    let branch = Folder::open(data)?.branch;
    branch.init(&init.name, &init.admin)?;
    branch.begin_recovery_key()
}

fn serve_until_stopped(data: &Path, options: &Serve) -> Result<()> {
    if !serve::is_private(&options.listen) && !options.behind_tls_proxy {
        return Err(BranchError::Refused(
            "plain HTTP is for loopback only; with a TLS proxy in front, say --behind-tls-proxy",
        ));
    }
    if let Some(instant) = options.clock_start {
        Folder::start_clock(data, instant)?;
    }
    let folder = Folder::open(data)?;
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
        serve::serve(folder.branch, listener, Patience::default(), stopped()).await.map_err(network)
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

/// Writes to standard output. Whoever closed the pipe has read enough.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(BranchError::File { file: "standard output".to_owned(), problem: error.kind().to_string() })
        }
        _ => Ok(()),
    }
}

/// What the command line lacks, in one line; help and version in full.
fn usage(error: &clap::Error) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let shown = error.print().is_ok();
        return if asked && shown { ExitCode::SUCCESS } else { ExitCode::from(UNREADABLE) };
    }
    let text = without_values(error);
    let told: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:")).collect();
    let says_something = |line: &&str| !line.is_empty() && !line.starts_with("For more information");
    let told = told.into_iter().filter(says_something).collect::<Vec<_>>().join(" ");
    eprintln!("perisai-branch: {}", told.strip_prefix("error: ").unwrap_or(&told));
    ExitCode::from(UNREADABLE)
}

/// What a clerk types may be about a person: an error names the place and the rule, not the value.
fn without_values(error: &clap::Error) -> String {
    let mut text = error.to_string();
    for context in error.context() {
        let typed = match context {
            (ContextKind::InvalidValue, ContextValue::String(typed)) => typed,
            // A word too many; a misspelt option is named.
            (ContextKind::InvalidArg, ContextValue::String(typed))
                if error.kind() == ErrorKind::UnknownArgument && !typed.starts_with('-') =>
            {
                typed
            }
            _ => continue,
        };
        text = text.replace(&format!("'{typed}'"), "what was typed");
    }
    text
}

/// 1 where the branch refuses or fails, 2 where the input cannot be read.
fn exit_code(error: &BranchError) -> u8 {
    match error {
        BranchError::Row { .. }
        | BranchError::File { .. }
        | BranchError::Reference { .. }
        | BranchError::Invalid(_) => UNREADABLE,
        BranchError::NotFound { .. }
        | BranchError::Refused(_)
        | BranchError::Role { .. }
        | BranchError::Rejected { .. }
        | BranchError::Busy
        | BranchError::StorageFull
        | BranchError::Ledger(_) => REFUSED,
    }
}
