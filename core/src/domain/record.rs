//! The record machinery: a kind declares its fields once, and from that list come the struct, the tables,
//! the wire form and the merge.

use std::collections::BTreeSet;
use std::fmt;

use super::id::RecordId;
use super::limits::{ELEMENTS_MAX, TEXT_BYTES_MAX};
use super::rule::{Invalid, Rule};
use super::shape::Shape;
use super::value::{Document, Value};

/// What happens when two people set one field without seeing each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Set at creation only; a later patch is rejected.
    Fixed,
    /// The later capture shows; the other is kept in the record's history.
    Latest,
    /// Neither wins: the standing value stays, a conflict holds both until a person decides.
    Contested,
    /// A set whose adds and removes merge per element; a concurrent add beats a remove.
    Gather,
    /// `true` is the restriction and wins; loosening it must have seen it.
    Restrict,
    /// A state machine: only the transitions of this table, by role.
    Lifecycle(&'static Lifecycle),
    /// Only the branch writes; a device's patch is rejected.
    Branch,
}

/// The transitions of a state machine.
#[derive(Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// The states in which a device may create the record.
    pub starts: &'static [&'static str],
    /// From, to, and who may.
    pub transitions: &'static [(&'static str, &'static str, By)],
}

/// Who may make a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Any device in whose scope the record lies, and the branch.
    Anyone,
    /// The branch alone.
    Branch,
}

/// How a field is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `INTEGER`: rupiah, instants, counts.
    Integer,
    /// `INTEGER` 0 or 1.
    Flag,
    /// `TEXT`: words, dates, free text.
    Text,
    /// `BLOB` of sixteen bytes: another record's id.
    Id,
    /// `TEXT` holding JSON: lists and parts.
    Json,
}

/// One declared field.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The name, the same in SQL, Rust, wire and Kotlin.
    pub name: &'static str,
    /// How it is stored.
    pub column: Column,
    /// What its values are to a person.
    pub shape: Shape,
    /// What two concurrent edits come to.
    pub policy: Policy,
    /// Whether a creation must set it.
    pub required: bool,
    /// Whether look-ups by it are frequent.
    pub indexed: bool,
    /// Whether it is never shown: in no list, history or export.
    pub hidden: bool,
    /// The kind of record that it refers to.
    pub refers_to: Option<&'static str>,
    /// Whether a value (never null) is one that the field can hold.
    pub check: fn(&Value) -> Result<(), Rule>,
    /// The value as this field spells it: a phone number in E.164, a village without dots.
    pub canonical: fn(&Value) -> Result<Value, Rule>,
}

impl FieldSpec {
    /// Reads what a person typed, lists separated by `;`, and answers it as the field spells it.
    pub fn parse(&self, text: &str) -> Result<Value, Rule> {
        let value = match self.column {
            Column::Integer => Value::Int(text.parse().map_err(|_| Rule::Number)?),
            Column::Flag => Value::Bool(text.parse().map_err(|_| Rule::Enum)?),
            Column::Text | Column::Id => Value::from(text),
            // As it is shown where it has parts: one after the other.
            Column::Json if text.trim_start().starts_with('{') => parts(text).ok_or(Rule::Type)?,
            Column::Json => {
                let words = Value::List(text.split(';').map(|part| Value::from(part.trim())).collect());
                // A list of numbers is typed like any other: it does not say so itself.
                return match ((self.canonical)(&words), numbers(text)) {
                    (Err(Rule::Type), Some(numbers)) => (self.canonical)(&numbers),
                    (read, _) => read,
                };
            }
        };
        (self.canonical)(&value)
    }
}

/// Reads whole numbers separated by `;`.
fn numbers(text: &str) -> Option<Value> {
    text.split(';').map(|part| part.trim().parse().ok().map(Value::Int)).collect::<Option<_>>().map(Value::List)
}

/// Reads one part, or a list of them separated by `;`.
fn parts(text: &str) -> Option<Value> {
    let mut rest = text.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let mut read = serde_json::Deserializer::from_str(rest).into_iter();
        parts.push(read.next()?.ok()?);
        rest = rest.get(read.byte_offset()..)?.trim_start();
        rest = rest.strip_prefix(';').unwrap_or(rest).trim_start();
    }
    Some(if parts.len() == 1 { parts.pop()? } else { Value::List(parts) })
}

/// Which devices receive a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// The village in the record's own field; the branch's stream where it is empty.
    Village(&'static str),
    /// The village of the worker that the field refers to.
    Worker(&'static str),
    /// The agent that the field names.
    Agent(&'static str),
    /// Every device of the branch.
    Branch,
    /// Every device, published for all.
    Reference,
    /// The streams of the records that the field lists.
    Records(&'static str),
    /// The first of these whose field is set; the branch's stream where none is.
    First(&'static [Follows]),
}

impl Follows {
    /// The field of the worker whose village a record of these fields follows.
    pub fn worker_field(&self, document: &Document) -> Option<&'static str> {
        match self.of(document) {
            Self::Worker(field) => Some(field),
            _ => None,
        }
    }

    /// Every field through which records of the kind may follow a worker.
    pub fn worker_fields(&self) -> Vec<&'static str> {
        match self {
            Self::Worker(field) => vec![field],
            Self::First(choices) => choices.iter().flat_map(Self::worker_fields).collect(),
            _ => Vec::new(),
        }
    }

    /// What a record of these fields follows, with the choice made.
    #[must_use]
    pub fn of(&self, document: &Document) -> Self {
        let is_set = |field: &str| document.get(field).is_some_and(|value| !value.is_null());
        match self {
            Self::First(choices) => choices
                .iter()
                .map(|choice| choice.of(document))
                .find(|choice| match choice {
                    Self::Village(field) | Self::Worker(field) | Self::Agent(field) | Self::Records(field) => {
                        is_set(field)
                    }
                    Self::Branch | Self::Reference | Self::First(_) => true,
                })
                .unwrap_or(Self::Branch),
            follows => *follows,
        }
    }
}

/// How a record's id is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A UUIDv7 from the change that creates it.
    Created,
    /// A UUIDv5 of these fields, so that two phones make one record.
    Derived(&'static [&'static str]),
}

/// Who may create and edit records of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// Recorded offline on a device, and by the branch.
    Device,
    /// The branch alone.
    Branch,
}

/// A record kind as declared.
#[derive(Debug)]
pub struct KindSpec {
    /// The kind's word, singular.
    pub name: &'static str,
    /// Its fields in order.
    pub fields: &'static [FieldSpec],
    /// Its stream.
    pub follows: Follows,
    /// Its id.
    pub identity: Identity,
    /// Its writers.
    pub writer: Writer,
}

impl KindSpec {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The id that the fields of a new record lead to; none where the id is made from the change.
    pub fn derived_id(&self, document: &Document) -> Option<RecordId> {
        let Identity::Derived(fields) = self.identity else { return None };
        let parts: Vec<&str> =
            fields.iter().map(|field| document.get(*field).and_then(Value::as_text).unwrap_or_default()).collect();
        Some(RecordId::derived(self.name, &parts))
    }

    /// Checks each known field's type and that what is required is there. Unknown fields pass: a newer
    /// peer sent them.
    pub fn check(&self, document: &Document) -> Result<(), Invalid> {
        for field in self.fields {
            match document.get(field.name) {
                Some(value) => (field.check)(value).map_err(|rule| Invalid::new(field.name, rule))?,
                None if field.required => return Err(Invalid::new(field.name, Rule::Required)),
                None => {}
            }
        }
        Ok(())
    }
}

/// A typed record of a declared kind.
pub trait Record: Sized {
    /// The declaration.
    const KIND: &'static KindSpec;
    /// Reads the known fields; the first that does not fit is named.
    fn from_document(document: &Document) -> Result<Self, Invalid>;
    /// The fields that are set.
    fn into_document(self) -> Document;
}

/// A Rust type that a field can have.
pub trait FieldValue: Sized {
    /// How it is stored.
    const COLUMN: Column;
    /// What it is to a person.
    const SHAPE: Shape = Shape::Text;
    /// The kind of record that it refers to.
    const REFERS_TO: Option<&'static str> = None;
    /// Whether a record may leave it out.
    const OPTIONAL: bool = false;
    /// What an absent field means; none where it must be set.
    fn absent() -> Option<Self> {
        None
    }
    /// Reads a value that is not null.
    fn from_value(value: &Value) -> Result<Self, Rule>;
    /// The value to store; null where there is none.
    fn into_value(self) -> Value;
}

impl<T: FieldValue> FieldValue for Option<T> {
    const COLUMN: Column = T::COLUMN;
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;
    const REFERS_TO: Option<&'static str> = T::REFERS_TO;
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn from_value(value: &Value) -> Result<Self, Rule> {
        T::from_value(value).map(Some)
    }
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: FieldValue + Ord> FieldValue for BTreeSet<T> {
    const COLUMN: Column = Column::Json;
    const SHAPE: Shape = Shape::Several(&T::SHAPE);
    const OPTIONAL: bool = true;
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
    fn from_value(value: &Value) -> Result<Self, Rule> {
        Vec::<T>::from_value(value).map(|elements| elements.into_iter().collect())
    }
    fn into_value(self) -> Value {
        self.into_iter().collect::<Vec<T>>().into_value()
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    const COLUMN: Column = Column::Json;
    const SHAPE: Shape = Shape::Several(&T::SHAPE);
    const OPTIONAL: bool = true;
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
    fn from_value(value: &Value) -> Result<Self, Rule> {
        let Value::List(elements) = value else { return Err(Rule::Type) };
        if elements.len() > ELEMENTS_MAX {
            return Err(Rule::Limit);
        }
        elements.iter().map(T::from_value).collect()
    }
    fn into_value(self) -> Value {
        if self.is_empty() { Value::Null } else { Value::List(self.into_iter().map(T::into_value).collect()) }
    }
}

impl FieldValue for bool {
    const COLUMN: Column = Column::Flag;
    const SHAPE: Shape = Shape::Flag;
    const OPTIONAL: bool = true;
    fn absent() -> Option<Self> {
        Some(false)
    }
    fn from_value(value: &Value) -> Result<Self, Rule> {
        match value {
            Value::Bool(flag) => Ok(*flag),
            _ => Err(Rule::Type),
        }
    }
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl FieldValue for i64 {
    const COLUMN: Column = Column::Integer;
    const SHAPE: Shape = Shape::Number;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        value.as_int().ok_or(Rule::Type)
    }
    fn into_value(self) -> Value {
        Value::Int(self)
    }
}

impl FieldValue for u32 {
    const COLUMN: Column = Column::Integer;
    const SHAPE: Shape = Shape::Number;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        value.as_int().ok_or(Rule::Type)?.try_into().map_err(|_| Rule::Number)
    }
    fn into_value(self) -> Value {
        Value::Int(self.into())
    }
}

impl FieldValue for String {
    const COLUMN: Column = Column::Text;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        let text = value.as_text().ok_or(Rule::Type)?;
        if text.len() > TEXT_BYTES_MAX {
            return Err(Rule::TextLength);
        }
        Ok(text.to_owned())
    }
    fn into_value(self) -> Value {
        Value::Text(self)
    }
}

impl FieldValue for Value {
    const COLUMN: Column = Column::Json;
    const SHAPE: Shape = Shape::Parts;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        Ok(value.clone())
    }
    fn into_value(self) -> Value {
        self
    }
}

/// Makes types usable as fields that are stored as text: by `FromStr<Err = Rule>` and either `Display` or,
/// where what is shown is not what is stored, `as_str`. In brackets what a value is to a person, where it is not text.
#[macro_export]
macro_rules! text_fields {
    ($($type:ident $([$shape:expr])? $(=> $as_str:ident)?),+ $(,)?) => {$(
        impl $crate::domain::record::FieldValue for $type {
            const COLUMN: $crate::domain::record::Column = $crate::domain::record::Column::Text;
            $(const SHAPE: $crate::domain::Shape = $shape;)?
            fn from_value(value: &$crate::domain::value::Value) -> Result<Self, $crate::domain::Rule> {
                value.as_text().ok_or($crate::domain::Rule::Type)?.parse()
            }
            fn into_value(self) -> $crate::domain::value::Value {
                $crate::domain::value::Value::Text($crate::text_fields!(@text self $(, $as_str)?))
            }
        }
    )+};
    (@text $value:ident) => { $value.to_string() };
    (@text $value:ident, $as_str:ident) => { $value.as_str().to_owned() };
}

/// Makes serde structs usable as fields that hold parts.
#[macro_export]
macro_rules! part_fields {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::domain::record::FieldValue for $type {
            const COLUMN: $crate::domain::record::Column = $crate::domain::record::Column::Json;
            const SHAPE: $crate::domain::Shape = $crate::domain::Shape::Parts;
            fn from_value(value: &$crate::domain::value::Value) -> Result<Self, $crate::domain::Rule> {
                value.deserialize_into().ok_or($crate::domain::Rule::Type)
            }
            fn into_value(self) -> $crate::domain::value::Value {
                $crate::domain::value::Value::from_serialize(&self).unwrap_or_default()
            }
        }
    )+};
}

/// Prints the type's name alone: records and their parts are about people.
#[macro_export]
macro_rules! prints_name_only {
    ($($type:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), " { .. }"))
            }
        }
    )+};
}

/// Makes id types that refer to one kind of record.
#[macro_export]
macro_rules! references {
    ($($(#[$doc:meta])* $name:ident => $kind:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::domain::id::RecordId);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::Rule;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }

        impl $crate::domain::record::FieldValue for $name {
            const COLUMN: $crate::domain::record::Column = $crate::domain::record::Column::Id;
            const SHAPE: $crate::domain::Shape = $crate::domain::Shape::Record($kind);
            const REFERS_TO: Option<&'static str> = Some($kind);
            fn from_value(value: &$crate::domain::value::Value) -> Result<Self, $crate::domain::Rule> {
                value.as_text().ok_or($crate::domain::Rule::Type)?.parse()
            }
            fn into_value(self) -> $crate::domain::value::Value {
                $crate::domain::value::Value::Text(self.to_string())
            }
        }
    )+};
}

/// Declares a record kind: its word, its stream, its id, its writer, and one line per field, `indexed` where look-ups by
/// it are frequent, `hidden` where nobody is shown it.
///
/// ```text
/// record! {
///     /// One row of attendance.
///     pub struct Attendance: "attendance" {
///         follows: Follows::Worker("worker");
///         identity: Identity::Derived(&["event", "worker"]);
///         writer: Writer::Device;
///         /// The event attended.
///         event: EventId => Policy::Fixed, indexed;
///         /// What the worker did there.
///         role: Option<String> => Policy::Latest;
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident: $kind:literal {
            follows: $follows:expr;
            identity: $identity:expr;
            writer: $writer:expr;
            $($(#[$fdoc:meta])* $field:ident: $type:ty => $policy:expr $(, $flag:ident)*;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        $vis struct $name { $($(#[$fdoc])* $vis $field: $type),+ }

        impl $crate::domain::record::Record for $name {
            const KIND: &'static $crate::domain::record::KindSpec = &$crate::domain::record::KindSpec {
                name: $kind,
                follows: $follows,
                identity: $identity,
                writer: $writer,
                fields: &[$($crate::domain::record::FieldSpec {
                    name: stringify!($field),
                    column: <$type as $crate::domain::record::FieldValue>::COLUMN,
                    shape: <$type as $crate::domain::record::FieldValue>::SHAPE,
                    policy: $policy,
                    required: !<$type as $crate::domain::record::FieldValue>::OPTIONAL,
                    indexed: false $(|| $crate::record!(@indexed $flag))*,
                    hidden: false $(|| $crate::record!(@hidden $flag))*,
                    refers_to: <$type as $crate::domain::record::FieldValue>::REFERS_TO,
                    check: |value| <$type as $crate::domain::record::FieldValue>::from_value(value).map(|_| ()),
                    canonical: |value| {
                        <$type as $crate::domain::record::FieldValue>::from_value(value)
                            .map($crate::domain::record::FieldValue::into_value)
                    },
                }),+],
            };

            fn from_document(
                document: &$crate::domain::value::Document,
            ) -> Result<Self, $crate::domain::Invalid> {
                Ok(Self { $($field: $crate::domain::record::read_field(document, stringify!($field))?),+ })
            }

            fn into_document(self) -> $crate::domain::value::Document {
                let mut document = $crate::domain::value::Document::new();
                $(
                    let value = <$type as $crate::domain::record::FieldValue>::into_value(self.$field);
                    if !value.is_null() {
                        document.insert(stringify!($field).to_owned(), value);
                    }
                )+
                document
            }
        }

        $crate::prints_name_only!($name);
    };
    (@indexed indexed) => { true };
    (@indexed hidden) => { false };
    (@hidden hidden) => { true };
    (@hidden indexed) => { false };
}

/// Reads one field of a document.
pub fn read_field<T: FieldValue>(document: &Document, name: &str) -> Result<T, Invalid> {
    match document.get(name) {
        Some(value) if !value.is_null() => T::from_value(value).map_err(|rule| Invalid::new(name, rule)),
        _ => T::absent().ok_or_else(|| Invalid::new(name, Rule::Required)),
    }
}

impl fmt::Display for KindSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Record;
    use crate::domain::kinds::{Measurement, Worker};
    use crate::domain::rule::Rule;
    use crate::domain::value::Value;

    fn numbers(numbers: &[i64]) -> Value {
        Value::List(numbers.iter().map(|number| Value::Int(*number)).collect())
    }

    #[test]
    fn a_list_of_numbers_is_typed_as_a_list_of_words_is() {
        let seconds = Measurement::KIND.field("part_seconds").unwrap();
        assert_eq!(seconds.parse("10; 20;30"), Ok(numbers(&[10, 20, 30])));
        assert_eq!(seconds.parse("10"), Ok(numbers(&[10])));
        assert_eq!(seconds.parse("10;soon"), Err(Rule::Type));
        assert_eq!(seconds.parse("10;;30"), Err(Rule::Type));
        let segments = Worker::KIND.field("segments").unwrap();
        let words = ["fisher", "farmer"].map(Value::from).into();
        assert_eq!(segments.parse("fisher; farmer"), Ok(Value::List(words)));
    }
}
