//! The files of an input and the columns that each may have.

use std::fmt;

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident = $name:literal, $presence:ident, [$($need:ident $column:literal),+ $(,)?];)+) => {
        /// A file of an input, in the order in which they are read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum InputFile {
            $($(#[$doc])* $file),+
        }

        impl InputFile {
            /// Every file, in order.
            pub const ALL: &[Self] = &[$(Self::$file),+];

            /// The file's name in the folder.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$file => $name),+ }
            }

            /// Whether an input without it cannot be run.
            pub const fn is_required(self) -> bool {
                matches!(match self { $(Self::$file => Need::$presence),+ }, Need::Required)
            }

            const fn declared(self) -> &'static [(Need, &'static str)] {
                match self { $(Self::$file => &[$((Need::$need, $column)),+]),+ }
            }
        }
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
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
    /// Events, created and synced in the morning.
    Events = "events.csv", Optional, [
        Required "event", Required "agent", Required "kind", Required "starts_at", Optional "place", Optional "village",
    ];
    /// Workers met, not registered.
    Workers = "workers.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Required "name", Optional "sex",
        Optional "birth_date", Optional "phone", Required "village", Optional "occupation", Optional "segments",
        Optional "consent_method",
    ];
    /// Workers registered.
    Registrations = "registrations.csv", Required, [
        Required "agent", Required "captured_at", Required "worker", Optional "event", Required "name", Required "nik",
        Required "birth_date", Required "sex", Optional "phone", Required "village", Required "occupation",
        Optional "segments", Optional "economic_class", Optional "discount_sector", Required "declared_income",
        Required "programmes", Required "period_months", Required "start_month", Optional "payer", Optional "cash",
        Optional "consent_method", Optional "acknowledge",
    ];
    /// Conversations.
    Encounters = "encounters.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Optional "event", Required "channel",
        Required "direction", Optional "minutes", Optional "barriers", Optional "asks_whom", Optional "media_used",
        Optional "teach_back", Optional "intent",
    ];
    /// Who was at an event.
    Attendance = "attendance.csv", Optional, [
        Required "agent", Required "captured_at", Required "event", Required "worker",
    ];
    /// Edits of single worker fields.
    Edits = "edits.csv", Optional, [
        Required "agent", Required "captured_at", Required "worker", Required "field", Required "value",
        Optional "acknowledge",
    ];
}

impl InputFile {
    /// The file of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|file| file.name() == name)
    }

    /// Its columns, with whether the header must name them.
    pub fn columns(self) -> impl Iterator<Item = (&'static str, bool)> {
        self.declared().iter().map(|(need, column)| (*column, *need == Need::Required))
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
