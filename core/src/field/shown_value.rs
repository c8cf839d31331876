//! A field's value as a screen shows it: what is a word stays a word, for the screen's language to say; what is a record
//! or a person has its name.

use super::Moment;
use super::month_run::{MonthRun, month_runs};
use super::word::Word;
use crate::domain::kinds::{Address, DatedOccupation, PaidMonth};
use crate::domain::record::{FieldSpec, FieldValue};
use crate::domain::so_far::nik_parted;
use crate::domain::{Month, Nik, Quote, Shape, Value};
use crate::error::FieldError;
use crate::field::names::Names;
use crate::prints_name_only;

/// How many of a NIK's digits show before somebody asks for all.
const NIK_DIGITS_SHOWN: usize = 4;

/// A value, ready to be shown.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Display))]
pub enum ShownValue {
    /// There is none, or none that anybody is shown.
    Nothing,
    /// Text as it was told.
    Text {
        /// The text.
        text: String,
    },
    /// A word of a closed list.
    OneWord {
        /// The word.
        word: Word,
    },
    /// Several words of a closed list.
    SomeWords {
        /// The words.
        words: Vec<Word>,
    },
    /// A whole number.
    Count {
        /// The number.
        number: i64,
    },
    /// Money.
    Money {
        /// Whole rupiah.
        rupiah: i64,
    },
    /// Yes or no.
    YesNo {
        /// Which.
        yes: bool,
    },
    /// A civil day.
    OnDay {
        /// `2026-06-03`.
        day: String,
    },
    /// Months.
    InMonths {
        /// Those that follow one another together.
        months: Vec<MonthRun>,
    },
    /// A moment.
    At {
        /// When.
        at: Moment,
    },
    /// A NIK: all of it is shown only to whoever asks.
    Digits {
        /// With its last digits only.
        masked: String,
        /// All of it, in groups.
        whole: String,
    },
    /// What people, villages, occupations or records are called.
    Called {
        /// The names.
        names: Vec<String>,
    },
    /// Records that have no name.
    Unnamed {
        /// What they are.
        kind: String,
        /// How many.
        count: u32,
    },
}

/// One field of a record, ready to be shown.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Fact {
    /// The field.
    pub field: String,
    /// Its value.
    pub value: ShownValue,
}

prints_name_only!(ShownValue, Fact);

impl ShownValue {
    /// A NIK, masked and whole.
    pub(super) fn nik(nik: &Nik) -> Self {
        let digits = nik.as_str();
        let hidden = digits.len().saturating_sub(NIK_DIGITS_SHOWN);
        Self::Digits {
            masked: nik_parted(&format!("{}{}", "•".repeat(hidden), &digits[hidden..])),
            whole: nik_parted(digits),
        }
    }
}

/// In groups of four, as people write a number down that they dial.
fn grouped(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A field's value, ready to be shown.
pub(super) fn shown_value(names: &Names<'_>, spec: &FieldSpec, value: &Value) -> Result<ShownValue, FieldError> {
    if value.is_null() || spec.hidden {
        return Ok(ShownValue::Nothing);
    }
    // What the branch sent is of the field's type; what only a newer peer writes may not be.
    if (spec.check)(value).is_err() {
        return Ok(ShownValue::Nothing);
    }
    match (spec.shape, spec.name) {
        (_, "occupation") => Ok(called(names.occupation(value))),
        (shape, _) => of_shape(names, shape, value),
    }
}

fn of_shape(names: &Names<'_>, shape: Shape, value: &Value) -> Result<ShownValue, FieldError> {
    let text = || value.as_text().unwrap_or_default().to_owned();
    Ok(match shape {
        Shape::Text => ShownValue::Text { text: text() },
        Shape::Phone => ShownValue::Text { text: grouped_phone(&text()) },
        Shape::Number => ShownValue::Count { number: value.as_int().unwrap_or_default() },
        Shape::Rupiah => ShownValue::Money { rupiah: value.as_int().unwrap_or_default() },
        Shape::Flag => ShownValue::YesNo { yes: *value == Value::Bool(true) },
        Shape::Day => ShownValue::OnDay { day: text() },
        Shape::Month => in_months(std::iter::once(text())),
        Shape::Instant => ShownValue::At { at: names.moment(value.as_int().unwrap_or_default()) },
        Shape::Nik => Nik::from_value(value).map_or(ShownValue::Nothing, |nik| ShownValue::nik(&nik)),
        Shape::Village => called(names.village(&text())),
        Shape::Agent => called(text().parse().ok().map(|badge| names.who(&badge)).transpose()?.map(|who| who.name)),
        Shape::Word(list) => match Word::of(list, &text()) {
            Some(word) => ShownValue::OneWord { word },
            None => ShownValue::Text { text: text() },
        },
        Shape::Record(kind) => match names.record(kind, &text())? {
            Some(name) => ShownValue::Called { names: vec![name] },
            None => ShownValue::Unnamed { kind: kind.to_owned(), count: 1 },
        },
        Shape::Several(of) => several(names, *of, value.elements())?,
        Shape::Parts => parts(names, value),
    })
}

fn several(names: &Names<'_>, of: Shape, elements: &[Value]) -> Result<ShownValue, FieldError> {
    let texts = || elements.iter().filter_map(Value::as_text).map(str::to_owned);
    Ok(match of {
        Shape::Word(list) => {
            ShownValue::SomeWords { words: texts().filter_map(|word| Word::of(list, &word)).collect() }
        }
        Shape::Month => in_months(texts()),
        Shape::Text => ShownValue::Called { names: texts().collect() },
        Shape::Record(kind) => {
            let mut called = Vec::new();
            for record in texts() {
                called.extend(names.record(kind, &record)?);
            }
            match called.is_empty() {
                true => ShownValue::Unnamed {
                    kind: kind.to_owned(),
                    count: u32::try_from(elements.len()).unwrap_or(u32::MAX),
                },
                false => ShownValue::Called { names: called },
            }
        }
        Shape::Number => {
            let numbers: Vec<String> = elements.iter().filter_map(Value::as_int).map(|n| n.to_string()).collect();
            ShownValue::Text { text: numbers.join(" · ") }
        }
        Shape::Parts => parts(names, &Value::List(elements.to_vec())),
        _ => ShownValue::Nothing,
    })
}

/// What parts say in one line, where they say something to a person.
fn parts(names: &Names<'_>, value: &Value) -> ShownValue {
    if let Some(address) = value.deserialize_into::<Address>() {
        return ShownValue::Text { text: address.text };
    }
    if let Some(quote) = value.deserialize_into::<Quote>() {
        return ShownValue::Money { rupiah: quote.total.0 };
    }
    let elements = value.elements();
    let paid: Vec<Month> =
        elements.iter().filter_map(|part| PaidMonth::from_value(part).ok()).map(|paid| paid.month).collect();
    if !paid.is_empty() {
        return ShownValue::InMonths { months: month_runs(&paid) };
    }
    let occupations: Vec<String> = elements
        .iter()
        .filter_map(Value::deserialize_into::<DatedOccupation>)
        .filter_map(|dated| names.occupation(&Value::from(dated.occupation.as_str())))
        .collect();
    if occupations.is_empty() { ShownValue::Nothing } else { ShownValue::Called { names: occupations } }
}

fn in_months(written: impl Iterator<Item = String>) -> ShownValue {
    let months: Vec<Month> = written.filter_map(|month| month.parse().ok()).collect();
    ShownValue::InMonths { months: month_runs(&months) }
}

fn called(name: Option<String>) -> ShownValue {
    name.map_or(ShownValue::Nothing, |name| ShownValue::Called { names: vec![name] })
}

/// As people write it: `0812 3456 7890`.
pub(super) fn grouped_phone(e164: &str) -> String {
    match e164.strip_prefix("+62") {
        Some(rest) => grouped(&format!("0{rest}")),
        None => e164.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_nik_only_the_last_digits_show() {
        let nik = Nik::parse("3374055501900001").unwrap();
        let ShownValue::Digits { masked, whole } = ShownValue::nik(&nik) else { panic!("digits") };
        assert_eq!((masked.as_str(), whole.as_str()), ("•••••• •••••• 0001", "337405 550190 0001"));
    }

    #[test]
    fn a_phone_number_reads_as_people_write_it() {
        assert_eq!(grouped_phone("+6281234567890"), "0812 3456 7890");
    }
}
