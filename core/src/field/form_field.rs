//! A field that a person fills in: what stands there, and how one is asked for it.

use super::names::Names;
use super::shown_value::{ShownValue, grouped_phone, shown_value};
use super::views::plain;
use super::word::Word;
use crate::domain::record::FieldSpec;
use crate::domain::so_far::NIK_PARTS;
use crate::domain::{KindSpec, Shape, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::streams;

/// One field of a form.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FormField {
    /// The name under which an edit tells it.
    pub place: String,
    /// The kind of the record that it is a field of.
    pub kind: String,
    /// The field.
    pub field: String,
    /// What stands in the input at first, as it can be typed; empty where nothing is known, or where it is a NIK, which
    /// no form shows.
    pub typed: String,
    /// What is known, ready to be shown.
    pub shown: ShownValue,
    /// How it is asked for.
    pub input: FieldInput,
    /// Whether it cannot be left empty.
    pub is_required: bool,
    /// Whether the branch refused it.
    pub is_refused: bool,
}

/// How a person is asked for a field.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Display))]
pub enum FieldInput {
    /// Free text.
    Words,
    /// Digits: a NIK, a phone number.
    Digits {
        /// How many stand together, from the left, while they are typed; empty where they are not parted.
        parts: Vec<u32>,
    },
    /// A whole number.
    WholeNumber,
    /// Whole rupiah.
    Rupiahs,
    /// A day, typed as `1990-01-05`.
    CivilDay,
    /// A month, typed as `2026-06`.
    CivilMonth,
    /// Yes or no, typed as `true` or `false`.
    YesOrNo,
    /// One word of a list.
    OneOf {
        /// The words.
        choices: Vec<WordChoice>,
    },
    /// Some words of a list, typed with `;` between them.
    SomeOf {
        /// The words.
        choices: Vec<WordChoice>,
    },
    /// One of what has a name: a village, an occupation.
    OneNamed {
        /// What there is.
        choices: Vec<NamedChoice>,
    },
    /// Nobody types it: it is only read.
    ReadOnly,
}

/// A word to tap.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WordChoice {
    /// What it is typed as.
    pub typed: String,
    /// The word.
    pub word: Word,
}

/// A name to tap.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NamedChoice {
    /// What it is typed as.
    pub typed: String,
    /// The name.
    pub name: String,
}

prints_name_only!(FormField, FieldInput, NamedChoice);

/// A field of a kind, with the value that it has.
pub(super) fn form_field(
    names: &Names<'_>,
    kind: &KindSpec,
    spec: &FieldSpec,
    place: String,
    value: Option<&Value>,
) -> Result<FormField, FieldError> {
    let typed = match (spec.shape, value) {
        (Shape::Nik, _) | (_, None) => String::new(),
        (Shape::Phone, Some(value)) => grouped_phone(&plain(value)),
        (_, Some(value)) => plain(value),
    };
    Ok(FormField {
        place,
        kind: kind.name.to_owned(),
        field: spec.name.to_owned(),
        shown: value.map_or(Ok(ShownValue::Nothing), |value| shown_value(names, spec, value))?,
        input: input(names, spec, &typed)?,
        is_required: spec.required,
        is_refused: false,
        typed,
    })
}

fn input(names: &Names<'_>, spec: &FieldSpec, typed: &str) -> Result<FieldInput, FieldError> {
    if spec.name == "occupation" {
        let named = |(typed, name)| NamedChoice { typed, name };
        return Ok(FieldInput::OneNamed { choices: names.all_occupations().into_iter().map(named).collect() });
    }
    Ok(match spec.shape {
        Shape::Text => FieldInput::Words,
        Shape::Nik => FieldInput::Digits { parts: NIK_PARTS.to_vec() },
        Shape::Phone => FieldInput::Digits { parts: Vec::new() },
        Shape::Number => FieldInput::WholeNumber,
        Shape::Rupiah => FieldInput::Rupiahs,
        Shape::Day => FieldInput::CivilDay,
        Shape::Month => FieldInput::CivilMonth,
        Shape::Flag => FieldInput::YesOrNo,
        Shape::Word(list) => FieldInput::OneOf { choices: words(list) },
        Shape::Several(Shape::Word(list)) => FieldInput::SomeOf { choices: words(list) },
        Shape::Village => FieldInput::OneNamed { choices: villages(names, typed)? },
        Shape::Instant | Shape::Agent | Shape::Record(_) | Shape::Several(_) | Shape::Parts => FieldInput::ReadOnly,
    })
}

fn words(list: &crate::domain::WordList) -> Vec<WordChoice> {
    let choice = |typed: &&str| Some(WordChoice { typed: (*typed).to_owned(), word: Word::of(list, typed)? });
    list.words.iter().filter_map(choice).collect()
}

/// The agent's villages, and the one that stands there.
fn villages(names: &Names<'_>, typed: &str) -> Result<Vec<NamedChoice>, FieldError> {
    let scope = streams::scope(names.connection)?.map(|scope| scope.villages).unwrap_or_default();
    let mut codes: Vec<String> = scope.iter().map(|village| village.as_str().to_owned()).collect();
    if !typed.is_empty() && !codes.iter().any(|code| code == typed) {
        codes.push(typed.to_owned());
    }
    let named = |code: String| NamedChoice { name: names.village(&code).unwrap_or_default(), typed: code };
    let mut choices: Vec<NamedChoice> = codes.into_iter().map(named).collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(choices)
}
