//! Rows that the day refused, and the file that says which.

use std::io::Write;

use perisai_core::domain::Rule;

use super::files::InputFile;

/// A row that was refused: the place and the rule, never the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The file.
    pub file: InputFile,
    /// The physical line on which the row begins.
    pub line: u64,
    /// The field that breaks the rule.
    pub field: String,
    /// The rule.
    pub rule: Rule,
}

impl Refusal {
    /// Names a place, a field and the rule that it breaks. A field that is not spelled like one was typed into the
    /// column `field` and could be anything, a person's name too: it is reported as `field`.
    pub fn new(file: InputFile, line: u64, field: &str, rule: Rule) -> Self {
        let is_spelled_like_one =
            (1..=40).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        Self { file, line, field: if is_spelled_like_one { field } else { "field" }.to_owned(), rule }
    }
}

/// Writes `refused.csv`: a header, then the refusals in the order of files and lines.
pub fn write_refused(out: impl Write, refusals: &[Refusal]) -> Result<(), csv::Error> {
    let mut ordered: Vec<_> = refusals.iter().collect();
    ordered.sort();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "line", "field", "rule"])?;
    for Refusal { file, line, field, rule } in ordered {
        writer.write_record([file.name(), &line.to_string(), field, rule.code()])?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_written_in_the_order_of_files_and_lines() {
        let refusals = [
            Refusal::new(InputFile::Edits, 3, "religion", Rule::FieldUnknown),
            Refusal::new(InputFile::Registrations, 10, "nik", Rule::NikLength),
            Refusal::new(InputFile::Registrations, 9, "phone", Rule::Phone),
        ];
        let mut out = Vec::new();
        write_refused(&mut out, &refusals).unwrap();
        let expected = "file,line,field,rule\nregistrations.csv,9,phone,phone\nregistrations.csv,10,nik,nik_length\n\
                        edits.csv,3,religion,field_unknown\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_field_that_could_be_a_person_is_not_repeated() {
        for typed in ["Siti Aminah", "3374010101900001", "=cmd()", ""] {
            assert_eq!(Refusal::new(InputFile::Edits, 2, typed, Rule::FieldUnknown).field, "field");
        }
    }
}
