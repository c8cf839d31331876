//! A file per kind of record that devices write, named after the kind in the plural, with the kind's fields as columns.

use std::sync::LazyLock;

use perisai_core::domain::record::{FieldSpec, Policy, Writer};
use perisai_core::domain::{KindSpec, Registry};

use super::files::Need;

/// Kinds whose files have a form of their own.
const OWN_FORM: [&str; 5] = ["worker", "event", "attendance", "encounter", "registration"];
/// What a phone fills in itself: kind and field.
const FILLED_IN: [(&str, &str); 6] = [
    ("consent", "seen"),
    ("consent", "text_version"),
    ("receipt", "number"),
    ("receipt", "holder"),
    ("receipt", "status"),
    ("receipt", "reason"),
];
/// The column of a field that is named like the column of who captures.
const SUBJECT_AGENT: &str = "subject_agent";

static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let registry = Registry::standard();
    let kinds = registry.kinds().iter();
    kinds
        .filter(|kind| kind.writer == Writer::Device && !OWN_FORM.contains(&kind.name))
        .map(|kind| table(kind))
        .collect()
});

/// A file of one kind's records, by its place among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordFile(usize);

struct Table {
    kind: &'static KindSpec,
    name: String,
    columns: Vec<(Need, &'static str)>,
    fields: Vec<(&'static str, &'static FieldSpec)>,
}

impl RecordFile {
    /// Every such file, in the order of the registry.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLES.len()).map(Self)
    }

    /// The kind of its records.
    pub fn kind(self) -> &'static KindSpec {
        TABLES[self.0].kind
    }

    /// The file's name in the folder.
    pub fn name(self) -> &'static str {
        &TABLES[self.0].name
    }

    /// The columns that fill a field, each with the field.
    pub fn fields(self) -> &'static [(&'static str, &'static FieldSpec)] {
        &TABLES[self.0].fields
    }

    pub(super) fn columns(self) -> &'static [(Need, &'static str)] {
        &TABLES[self.0].columns
    }
}

fn table(kind: &'static KindSpec) -> Table {
    let is_typed = |field: &&FieldSpec| field.policy != Policy::Branch && !FILLED_IN.contains(&(kind.name, field.name));
    let column = |field: &'static FieldSpec| if field.name == "agent" { SUBJECT_AGENT } else { field.name };
    let fields: Vec<_> = kind.fields.iter().filter(is_typed).map(|field| (column(field), field)).collect();
    let mut columns = vec![(Need::Required, "agent"), (Need::Required, "captured_at"), (Need::Optional, kind.name)];
    columns.extend(
        fields.iter().map(|(column, field)| (if field.required { Need::Required } else { Need::Optional }, *column)),
    );
    Table { kind, name: format!("{}s.csv", kind.name), columns, fields }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field_day::InputFile;

    fn columns(name: &str) -> Vec<&'static str> {
        InputFile::named(name).expect(name).columns().map(|(column, _)| column).collect()
    }

    #[test]
    fn every_kind_that_a_device_writes_has_a_file() {
        let registry = Registry::standard();
        for kind in registry.kinds().iter().filter(|kind| kind.writer == Writer::Device) {
            let has_file = OWN_FORM.contains(&kind.name) || InputFile::named(&format!("{}s.csv", kind.name)).is_some();
            assert!(has_file, "{}", kind.name);
        }
        assert_eq!(InputFile::named("memberships.csv"), None, "the branch's");
    }

    #[test]
    fn what_the_branch_writes_and_what_the_phone_fills_in_are_no_columns() {
        let training = ["agent", "captured_at", "training", "subject_agent", "module", "score", "rubric"];
        assert_eq!(columns("trainings.csv"), training);
        let receipt = ["agent", "captured_at", "receipt", "worker", "registration", "rupiah", "contribution_months"];
        assert_eq!(columns("receipts.csv"), receipt);
    }

    #[test]
    fn no_file_has_a_column_twice() {
        for file in InputFile::all() {
            let columns: Vec<_> = file.columns().map(|(column, _)| column).collect();
            let distinct: std::collections::BTreeSet<_> = columns.iter().collect();
            assert_eq!(distinct.len(), columns.len(), "{file}");
        }
    }
}
