//! The files of an input and the columns that each may have.

use std::fmt;

use super::office_files::OfficeFile;
use super::record_files::RecordFile;

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident = $name:literal, $presence:ident, [$($need:ident $column:literal),+ $(,)?];)+) => {
        /// A file of an input, in the order in which they are read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum InputFile {
            $($(#[$doc])* $file,)+
            /// Records of one kind, by the kind's own fields.
            Records(RecordFile),
            /// What the branch writes itself.
            Office(OfficeFile),
        }

        impl InputFile {
            /// Those that have a form of their own, in order.
            const OWN_FORM: &[Self] = &[$(Self::$file),+];

            /// The file's name in the folder.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$file => $name,)+
                    Self::Records(file) => file.name(),
                    Self::Office(file) => file.name(),
                }
            }

            /// Whether an input without it cannot be run.
            pub const fn is_required(self) -> bool {
                match self {
                    $(Self::$file => Need::$presence.is_required(),)+
                    Self::Records(_) | Self::Office(_) => false,
                }
            }

            fn declared(self) -> &'static [(Need, &'static str)] {
                match self {
                    $(Self::$file => &[$((Need::$need, $column)),+],)+
                    Self::Records(file) => file.columns(),
                    Self::Office(file) => file.columns(),
                }
            }
        }
    };
}

/// Whether a file or a column must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

impl Need {
    const fn is_required(self) -> bool {
        matches!(self, Self::Required)
    }
}

files! {
    /// The agents of the day.
    Agents = "agents.csv", Required, [
        Required "agent", Required "name", Required "role", Optional "wadah", Required "villages",
    ];
    /// What the branch knows in the morning.
    KnownWorkers = "known_workers.csv", Optional, [
        Required "worker", Required "name", Optional "nik", Optional "birth_date", Optional "sex", Optional "phone",
        Required "village", Optional "occupation",
    ];
    /// Events: those that say no instant are planned and synced in the morning.
    Events = "events.csv", Optional, [
        Required "event", Required "agent", Optional "captured_at", Required "kind", Required "starts_at",
        Optional "place", Optional "village", Optional "partners", Optional "figures_engaged_before",
        Optional "messages_shown", Optional "anonymous_headcount", Optional "notes",
    ];
    /// Workers met, not registered.
    Workers = "workers.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Required "name", Optional "sex",
        Optional "birth_date", Optional "phone", Required "village", Optional "occupation", Optional "segments",
        Optional "hamlet", Optional "reached_before", Optional "do_not_contact", Optional "consent_method",
        Optional "consent_purposes",
    ];
    /// Workers registered.
    Registrations = "registrations.csv", Required, [
        Required "agent", Required "captured_at", Optional "registration", Required "worker", Optional "event",
        Required "name", Required "nik",
        Required "birth_date", Required "sex", Optional "phone", Required "village", Required "occupation",
        Optional "segments", Optional "economic_class", Optional "discount_sector", Required "declared_income",
        Required "programmes", Required "period_months", Required "start_month", Optional "payer", Optional "support",
        Optional "cash", Optional "consent_method", Optional "acknowledge",
    ];
    /// Conversations.
    Encounters = "encounters.csv", Optional, [
        Required "agent", Required "captured_at", Optional "encounter", Required "worker", Optional "event",
        Required "channel", Required "direction", Optional "minutes", Optional "messages", Optional "barriers",
        Optional "asks_whom", Optional "media_used", Optional "figure", Optional "answers", Optional "teach_back",
        Optional "intent", Optional "intent_day",
    ];
    /// Who was at an event.
    Attendance = "attendance.csv", Optional, [
        Required "agent", Required "captured_at", Required "event", Required "worker",
    ];
    /// Edits of single fields of a worker, or of a registration that came back.
    Edits = "edits.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Optional "registration", Required "field",
        Required "value", Optional "acknowledge",
    ];
}

impl InputFile {
    /// Every file, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let office = OfficeFile::ALL.iter().copied().map(Self::Office);
        Self::OWN_FORM.iter().copied().chain(RecordFile::all().map(Self::Records)).chain(office)
    }

    /// The file of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|file| file.name() == name)
    }

    /// Its columns, with whether the header must name them.
    pub fn columns(self) -> impl Iterator<Item = (&'static str, bool)> {
        self.declared().iter().map(|(need, column)| (*column, need.is_required()))
    }

    /// The declared column of that name.
    pub(super) fn column(self, name: &str) -> Option<&'static str> {
        self.declared().iter().map(|(_, column)| *column).find(|column| *column == name)
    }
}

impl fmt::Display for InputFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
