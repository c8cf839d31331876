//! The subcommands and their options.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use perisai_core::domain::calendar::{CivilDate, parse_instant};
use perisai_core::domain::kinds::{AgentRole, FailureCause, GapCause, ReceiptStatus, RegistrationStatus};
use perisai_core::domain::lists::LISTS;
use perisai_core::domain::{AgentId, ChangeId, DeviceId, Invalid, RecordId, Regions, Rule, VillageCode};

use super::report::ReportArguments;
use crate::changes::quarantine::Quarantined;
use crate::office::acts::By;
use crate::office::export::ExportFormat;
use crate::office::tables::TABLES;

/// The branch of Perisai Field: takes in what agents captured, and keeps what the office decides about it.
///
/// Everything but `restore` works beside a running `serve`. Exit codes: 0 done, 1 refused or found something
/// wrong, 2 usage or unreadable input.
#[derive(Debug, Parser)]
#[command(name = "perisai-branch", version, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) data: Data,
}

/// Where the branch's data lies.
#[derive(Debug, Args)]
pub(super) struct Data {
    /// The branch's data folder.
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a branch in a folder.
    Init(Init),
    /// Answer phones, until interrupted.
    Serve(Serve),
    /// Agents and their villages.
    #[command(subcommand)]
    Agent(AgentCommand),
    /// The phones.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Make a code for one phone of an agent: single use, 15 minutes.
    EnrolCode {
        /// The agent's badge.
        #[arg(value_parser = agent)]
        agent: AgentId,
        /// Where phones reach this branch, such as https://semarang.example: prints what a phone scans, too.
        #[arg(long, value_name = "URL", value_parser = address)]
        address: Option<String>,
        /// Draw it as a QR code, for a phone to scan from this screen.
        #[arg(long, requires = "address")]
        qr: bool,
        #[command(flatten)]
        acting: Acting,
    },
    /// Give a phone its keys back, whose PIN is forgotten or whose hardware lost them: answers the request that it shows.
    /// Give the answer to nobody but the agent whose phone it is, seen or called back: with it the phone opens.
    UnlockPhone {
        /// The request, as it was copied from the phone or from a message.
        request: String,
        /// Even where the phone is revoked, or the branch does not know it.
        #[arg(long)]
        anyway: bool,
        #[command(flatten)]
        acting: Acting,
    },
    /// Take in workers whom the branch knows, from a CSV file with the columns worker, name, nik, birth_date,
    /// sex, phone, village, occupation.
    ImportWorkers {
        /// The file; nothing is written if one cell of it is wrong.
        file: PathBuf,
        #[command(flatten)]
        acting: Acting,
        #[command(flatten)]
        listing: Listing,
    },
    /// Publish a new version of a list of rules to every phone (this branch judges by it too), or messages, targets and
    /// other records that the branch writes from a table.
    Publish(Publish),
    /// Set memberships in bulk from a CSV or JSON file: worker (by id, label or NIK), status, covered_from, covered_to,
    /// months_paid (such as 2026-06:self;2026-07:CSR), autodebit.
    Memberships {
        /// The file; nothing is written if one cell of it is wrong.
        file: PathBuf,
        #[command(flatten)]
        acting: Acting,
        #[command(flatten)]
        listing: Listing,
    },
    /// List registrations.
    Registrations(Listing),
    /// Move a registration to another status; `active` makes or extends the membership.
    SetStatus {
        /// The registration.
        #[arg(value_parser = record)]
        registration: RecordId,
        /// verified, needs_correction, rejected, duplicate_suspected, awaiting_payment, active or cancelled.
        #[arg(value_parser = registration_status)]
        status: RegistrationStatus,
        /// Where it fails: nik_mismatch, documents, age, already_registered, not_paid, withdrawn or other.
        #[arg(long, value_parser = failure_cause)]
        cause: Option<FailureCause>,
        /// With `active`: the first day of cover, such as 2026-07-01.
        #[arg(long, value_name = "DATE", value_parser = date)]
        covered_from: Option<CivilDate>,
        /// With `active`: the last day of cover.
        #[arg(long, value_name = "DATE", value_parser = date)]
        covered_to: Option<CivilDate>,
        #[command(flatten)]
        acting: Acting,
    },
    /// List receipts for money entrusted to agents.
    Receipts(Listing),
    /// Move a receipt to another status.
    ReceiptStatus {
        /// The receipt.
        #[arg(value_parser = record)]
        receipt: RecordId,
        /// handed_over, settled, returned or disputed.
        #[arg(value_parser = receipt_status)]
        status: ReceiptStatus,
        #[command(flatten)]
        acting: Acting,
    },
    /// List what people disagreed about: fields, and months paid twice.
    Conflicts(Conflicts),
    /// Decide a conflict.
    Resolve {
        /// The conflict.
        #[arg(value_parser = record)]
        conflict: RecordId,
        /// As listed. Of values: 0 is what stands now. Of a duplicate: 0 = two people, 1 or 2 = one person,
        /// and this record survives.
        #[arg(long, value_name = "N")]
        choose: usize,
        #[command(flatten)]
        acting: Acting,
    },
    /// List questions from the field, with what was decided.
    Evaluations {
        /// Those that are decided too.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        listing: Listing,
    },
    /// Decide about a question from the field.
    Decide {
        /// The evaluation.
        #[arg(value_parser = record)]
        evaluation: RecordId,
        /// What is done.
        #[arg(long, value_name = "TEXT")]
        decision: String,
        /// The badge of the agent who sees to it.
        #[arg(long, value_name = "AGENT", value_parser = agent)]
        owner: AgentId,
        /// By which day.
        #[arg(long, value_name = "DATE", value_parser = date)]
        deadline: CivilDate,
        /// staffing, regulation, culture or structure; may be given several times.
        #[arg(long, value_name = "CAUSE", value_parser = cause)]
        cause: Vec<GapCause>,
        /// The code or id of a message that was changed for it; may be given several times.
        #[arg(long, value_name = "MESSAGE")]
        changed_message: Vec<String>,
        #[command(flatten)]
        acting: Acting,
    },
    /// Give an observed training its certificate.
    TrainingCertificate {
        /// The training.
        #[arg(value_parser = record)]
        training: RecordId,
        /// The certificate's number.
        #[arg(long, value_name = "TEXT")]
        certificate: String,
        /// The last day that it is valid.
        #[arg(long, value_name = "DATE", value_parser = date)]
        valid_to: CivilDate,
        #[command(flatten)]
        acting: Acting,
    },
    /// Erase what is known of people whom workers named and to whom nobody has spoken in the retention period; `serve`
    /// does it every day. Backups that exist keep it until they are thrown away.
    EraseNominees {
        #[command(flatten)]
        acting: Acting,
    },
    /// List workers who may be one person.
    Duplicates(Conflicts),
    /// Two workers are one person: the survivor gets everything that belongs to the absorbed one.
    Merge {
        /// The worker that remains.
        #[arg(value_parser = record)]
        survivor: RecordId,
        /// The worker that turned out to be the same.
        #[arg(value_parser = record)]
        absorbed: RecordId,
        #[command(flatten)]
        acting: Acting,
    },
    /// Undo a merge: each worker gets its own again, also what arrived in between.
    Unmerge {
        /// The worker that was absorbed.
        #[arg(value_parser = record)]
        absorbed: RecordId,
        #[command(flatten)]
        acting: Acting,
    },
    /// What revoked phones sent.
    #[command(subcommand)]
    Quarantine(QuarantineCommand),
    /// Count what was captured and what became of it.
    Totals(Listing),
    /// Every value that a record's fields ever had: who, when, and what lost.
    History {
        /// The record.
        #[arg(value_parser = record)]
        record: RecordId,
        #[command(flatten)]
        listing: Listing,
    },
    /// Compute what is known of each segment, and the view of the branch's own staff, and publish it to every phone.
    PublishProfiles {
        #[command(flatten)]
        acting: Acting,
        #[command(flatten)]
        listing: Listing,
    },
    /// Show one of the sixteen reports: every figure with how many it rests on and how far it may be off.
    Report(ReportArguments),
    /// List what phones hold and this branch, since it was restored, no longer knows: to be decided again.
    Lost(Listing),
    /// Write out all records of a kind.
    Export {
        /// The kind, such as worker, registration or receipt.
        kind: String,
        /// csv: a row per record, lists separated by `;`; jsonl: a JSON object per line.
        #[arg(long, value_enum)]
        format: Format,
    },
    /// Write a whole copy, and tell phones that what it holds is safe.
    Backup {
        /// A new file.
        file: PathBuf,
        #[command(flatten)]
        acting: Acting,
    },
    /// Put a backup in the place of the data; what stood there is kept beside it. Stop the server first.
    Restore {
        /// The backup.
        file: PathBuf,
        #[command(flatten)]
        acting: Acting,
    },
    /// Check every chain, and name the first entry that was edited, deleted, reordered or cut off.
    Verify(Listing),
}

/// Who acts and why; kept with what is done.
#[derive(Debug, Args)]
pub(super) struct Acting {
    /// The badge of the agent who acts.
    #[arg(long, value_name = "AGENT", value_parser = agent)]
    by: AgentId,
    /// Why, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Acting {
    pub(super) fn by(self) -> By {
        By { agent: self.by, reason: self.reason }
    }
}

/// How to show a list.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Listing {
    /// As JSON, for other programs.
    #[arg(long)]
    pub(super) json: bool,
}

/// Which conflicts to show.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Conflicts {
    /// Those that are decided too.
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
pub(super) struct Publish {
    /// A list of rules (a tariff holds discounts, periods and ages too), or the records of a table: messages, targets,
    /// partners, supports, memberships. Records of the same code or label again are edited.
    #[arg(value_parser = PossibleValuesParser::new(published()))]
    pub(super) what: String,
    /// JSON: of a list the document in the form of the one that ships, of a table a list of objects. Tables, and the lists
    /// that are tables (segment_populations, public_holidays), as CSV too: columns named as the fields.
    pub(super) file: PathBuf,
    /// Of a list: the first day it holds, such as 2026-07-01.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) valid_from: Option<CivilDate>,
    /// Of a list: the last day it holds; open until a later version begins.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) valid_to: Option<CivilDate>,
    /// Of a list: the regulation or the decision that it comes from.
    #[arg(long, value_name = "TEXT")]
    pub(super) source: Option<String>,
    /// Of a list from CSV: its version; the first day it holds where none is given. JSON holds its own.
    #[arg(long, value_name = "TEXT")]
    pub(super) version: Option<String>,
    #[command(flatten)]
    pub(super) acting: Acting,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// What can be published.
fn published() -> impl Iterator<Item = &'static str> {
    LISTS.iter().map(|list| list.name).chain(TABLES.iter().map(|table| table.name))
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The branch's name, as phones show it.
    #[arg(long, default_value = "Branch")]
    pub(super) name: String,
    /// The badge of the first agent, a branch_admin, who adds the others.
    #[arg(long, value_name = "AGENT", default_value = "admin", value_parser = agent)]
    pub(super) admin: AgentId,
    /// Rehearse: count time from this instant (ISO 8601 with offset) instead of the machine's clock.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(super) clock_start: Option<i64>,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen. Plain HTTP: other than loopback only behind a proxy that speaks TLS.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    pub(super) listen: SocketAddr,
    /// A proxy before this server speaks TLS: allow an address other than loopback.
    #[arg(long)]
    pub(super) behind_tls_proxy: bool,
    /// Rehearse: count time from this instant (ISO 8601 with offset) instead of the machine's clock. It stays
    /// so for this data folder, in every command, until it is set again.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(super) clock_start: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub(super) enum AgentCommand {
    /// Add an agent.
    Add {
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
    },
    /// List the agents.
    List(Listing),
    /// Give an agent villages.
    Assign(AgentVillages),
    /// Take villages from an agent.
    Unassign(AgentVillages),
}

#[derive(Debug, Args)]
pub(super) struct AgentVillages {
    /// The agent's badge.
    #[arg(value_parser = agent)]
    pub(super) agent: AgentId,
    /// The villages, such as 33.74.05.1003.
    #[arg(required = true, value_delimiter = ';', value_parser = village)]
    pub(super) villages: Vec<VillageCode>,
    #[command(flatten)]
    pub(super) acting: Acting,
}

#[derive(Debug, Subcommand)]
pub(super) enum DeviceCommand {
    /// List the phones.
    List(Listing),
    /// Stop serving a phone: what it still sends goes into quarantine.
    Revoke {
        /// The phone.
        #[arg(value_parser = device)]
        device: DeviceId,
        #[command(flatten)]
        acting: Acting,
    },
    /// List the persons whose data is on a phone.
    Persons {
        /// The phone.
        #[arg(value_parser = device)]
        device: DeviceId,
        #[command(flatten)]
        listing: Listing,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// List what is in quarantine.
    List(Listing),
    /// Take changes in as if they had just arrived.
    Release {
        /// A change, or a phone for all of its undecided ones.
        #[arg(value_parser = quarantined)]
        which: Quarantined,
        #[command(flatten)]
        acting: Acting,
        #[command(flatten)]
        listing: Listing,
    },
    /// Leave changes out; they stay readable, with the reason.
    Refuse {
        /// A change, or a phone for all of its undecided ones.
        #[arg(value_parser = quarantined)]
        which: Quarantined,
        #[command(flatten)]
        acting: Acting,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Csv,
    Jsonl,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Jsonl => Self::Jsonl,
        }
    }
}

pub(super) fn named<T: std::str::FromStr<Err = Rule>>(field: &str, text: &str) -> Result<T, Invalid> {
    text.parse().map_err(|rule| Invalid::new(field, rule))
}

pub(super) fn agent(text: &str) -> Result<AgentId, Invalid> {
    named("agent", text)
}

/// Where phones reach a branch: they take nothing but HTTPS, except on their own machine.
fn address(text: &str) -> Result<String, Invalid> {
    const ADDRESS_BYTES_MAX: usize = 200;
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://127.0.0.1"));
    let is_one =
        host.is_some_and(|host| !host.is_empty()) && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_one && text.len() <= ADDRESS_BYTES_MAX {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new("address", Rule::Type))
    }
}

fn device(text: &str) -> Result<DeviceId, Invalid> {
    named("device", text)
}

fn record(text: &str) -> Result<RecordId, Invalid> {
    named("record", text)
}

fn role(text: &str) -> Result<AgentRole, Invalid> {
    named("role", text)
}

pub(super) fn date(text: &str) -> Result<CivilDate, Invalid> {
    named("date", text)
}

fn registration_status(text: &str) -> Result<RegistrationStatus, Invalid> {
    named("status", text)
}

fn failure_cause(text: &str) -> Result<FailureCause, Invalid> {
    named("cause", text)
}

fn receipt_status(text: &str) -> Result<ReceiptStatus, Invalid> {
    named("status", text)
}

fn cause(text: &str) -> Result<GapCause, Invalid> {
    named("cause", text)
}

pub(super) fn village(text: &str) -> Result<VillageCode, Invalid> {
    let code: VillageCode = named("village", text)?;
    match Regions::shipped().village_name(code) {
        Some(_) => Ok(code),
        None => Err(Invalid::new("village", Rule::VillageUnknown)),
    }
}

fn instant(text: &str) -> Result<i64, Invalid> {
    parse_instant(text).map_err(|rule| Invalid::new("instant", rule))
}

/// A change has 32 digits and no hyphens, a device has hyphens.
fn quarantined(text: &str) -> Result<Quarantined, Invalid> {
    if text.contains('-') {
        return device(text).map(Quarantined::Device);
    }
    named::<ChangeId>("change", text).map(Quarantined::Change)
}
