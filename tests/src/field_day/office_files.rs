//! The files of the folder `branch`: what the branch writes itself, from tables that its clerks keep.

use std::sync::LazyLock;

use perisai_core::domain::KindSpec;
use perisai_core::domain::kinds::{Membership, Message, Target};
use perisai_core::domain::lists;
use perisai_core::domain::record::{FieldSpec, Record};

use super::files::Need;

/// A file of the folder, in the order in which the branch takes them up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeFile {
    /// Published in the morning; those with a teller in the evening, when the branch has the teller's consent.
    Messages,
    /// Published in the morning.
    Targets,
    /// Published in the morning.
    SegmentPopulations,
    /// Published in the morning.
    PublicHolidays,
    /// What becomes of registrations; this and what follows on the row's office day, or in the evening.
    Statuses,
    /// Who is covered, and what was paid.
    Memberships,
    /// What is decided about evaluations.
    Decisions,
    /// What observed trainings lead to.
    Certificates,
}

/// The office day on which a row is taken up; without one, the evening.
const AT: (Need, &str) = (Need::Optional, "at");

static COLUMNS: LazyLock<Vec<Vec<(Need, &'static str)>>> =
    LazyLock::new(|| OfficeFile::ALL.iter().map(|file| file.reckon_columns()).collect());

impl OfficeFile {
    /// Every file, in order.
    pub const ALL: &[Self] = &[
        Self::Messages,
        Self::Targets,
        Self::SegmentPopulations,
        Self::PublicHolidays,
        Self::Statuses,
        Self::Memberships,
        Self::Decisions,
        Self::Certificates,
    ];

    /// The file's name in the input.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "branch/messages.csv",
            Self::Targets => "branch/targets.csv",
            Self::SegmentPopulations => "branch/segment_populations.csv",
            Self::PublicHolidays => "branch/public_holidays.csv",
            Self::Statuses => "branch/statuses.csv",
            Self::Memberships => "branch/memberships.csv",
            Self::Decisions => "branch/decisions.csv",
            Self::Certificates => "branch/certificates.csv",
        }
    }

    /// The fields that its columns are named after, where they are a declared kind's. The branch counts the versions
    /// of a message itself.
    pub fn fields(self) -> impl Iterator<Item = &'static FieldSpec> {
        let declared = self.declared().map_or(&[][..], |kind| kind.fields);
        declared.iter().filter(|field| field.name != "version")
    }

    pub(super) fn columns(self) -> &'static [(Need, &'static str)] {
        let place = Self::ALL.iter().position(|file| *file == self);
        place.map_or(&[], |place| &COLUMNS[place])
    }

    fn declared(self) -> Option<&'static KindSpec> {
        let of_list = |name| lists::list(name).and_then(|list| list.table).map(|table| table.row);
        match self {
            Self::Messages => Some(Message::KIND),
            Self::Targets => Some(Target::KIND),
            Self::Memberships => Some(Membership::KIND),
            Self::SegmentPopulations => of_list("segment_populations"),
            Self::PublicHolidays => of_list("public_holidays"),
            Self::Statuses | Self::Decisions | Self::Certificates => None,
        }
    }

    fn reckon_columns(self) -> Vec<(Need, &'static str)> {
        match self {
            Self::Statuses => vec![
                (Need::Required, "registration"),
                (Need::Required, "status"),
                (Need::Optional, "cause"),
                (Need::Optional, "covered_from"),
                (Need::Optional, "covered_to"),
                AT,
            ],
            Self::Decisions => vec![
                (Need::Required, "evaluation"),
                (Need::Required, "decision"),
                (Need::Required, "owner"),
                (Need::Required, "deadline"),
                (Need::Optional, "causes"),
                (Need::Optional, "changed_messages"),
                AT,
            ],
            Self::Certificates => {
                vec![(Need::Required, "training"), (Need::Required, "certificate"), (Need::Required, "valid_to"), AT]
            }
            _ => {
                let column = |field: &'static FieldSpec| {
                    (if field.required { Need::Required } else { Need::Optional }, field.name)
                };
                let at = (self == Self::Memberships).then_some(AT);
                self.fields().map(column).chain(at).collect()
            }
        }
    }
}
