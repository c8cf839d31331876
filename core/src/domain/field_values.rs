//! How the value types are stored in fields.

use super::calendar::{CivilDate, Month};
use super::nik::Nik;
use super::phone::Phone;
use super::quote::Quote;
use super::record::{Column, FieldValue};
use super::rule::Rule;
use super::rupiah::Rupiah;
use super::shape::Shape;
use super::value::Value;
use super::village::VillageCode;
use crate::{part_fields, text_fields};

/// A moment, UTC milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

text_fields!(
    CivilDate [Shape::Day],
    Month [Shape::Month],
    Nik [Shape::Nik] => as_str,
    Phone [Shape::Phone] => as_str,
    VillageCode [Shape::Village] => as_str,
);
part_fields!(Quote);

impl FieldValue for Rupiah {
    const COLUMN: Column = Column::Integer;
    const SHAPE: Shape = Shape::Rupiah;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        value.as_int().map(Self).ok_or(Rule::Type)
    }
    fn into_value(self) -> Value {
        Value::Int(self.0)
    }
}

impl FieldValue for Instant {
    const COLUMN: Column = Column::Integer;
    const SHAPE: Shape = Shape::Instant;
    fn from_value(value: &Value) -> Result<Self, Rule> {
        value.as_int().map(Self).ok_or(Rule::Type)
    }
    fn into_value(self) -> Value {
        Value::Int(self.0)
    }
}
