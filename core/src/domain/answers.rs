//! Answers on a card: one per item, where the worker gave one.

use super::record::{Column, FieldValue};
use super::rule::Rule;
use super::shape::Shape;
use super::value::Value;

/// The lowest answer.
pub const ANSWER_MIN: u8 = 1;
/// The highest answer.
pub const ANSWER_MAX: u8 = 5;
/// The most items that a card has.
pub const ITEMS_MAX: usize = 32;

/// An answer per item in the order of the card, 1 to 5 as tapped; none where the person does not know or declines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(pub Vec<Option<u8>>);

impl Answers {
    /// How many items were answered.
    pub fn given(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

impl FieldValue for Answers {
    const COLUMN: Column = Column::Json;
    const SHAPE: Shape = Shape::Several(&Shape::Number);

    fn from_value(value: &Value) -> Result<Self, Rule> {
        let Value::List(items) = value else { return Err(Rule::Type) };
        if items.is_empty() || items.len() > ITEMS_MAX {
            return Err(Rule::Limit);
        }
        items.iter().map(answer).collect::<Result<_, _>>().map(Self)
    }

    fn into_value(self) -> Value {
        let item = |answer: Option<u8>| answer.map_or(Value::Null, |answer| Value::Int(answer.into()));
        Value::List(self.0.into_iter().map(item).collect())
    }
}

/// One answer; typed in a table, it is text, and empty where there is none.
fn answer(item: &Value) -> Result<Option<u8>, Rule> {
    let number = match item {
        Value::Null => return Ok(None),
        Value::Int(number) => *number,
        Value::Text(text) if text.is_empty() => return Ok(None),
        Value::Text(text) => text.parse().map_err(|_| Rule::Number)?,
        _ => return Err(Rule::Type),
    };
    match u8::try_from(number) {
        Ok(answer @ ANSWER_MIN..=ANSWER_MAX) => Ok(Some(answer)),
        _ => Err(Rule::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::Measurement;
    use crate::domain::record::Record;

    #[test]
    fn a_missing_answer_keeps_its_place_in_records_and_in_tables() {
        let own = Measurement::KIND.field("own").unwrap();
        let typed = own.parse("2;;3;4").unwrap();
        assert_eq!(Answers::from_value(&typed).unwrap(), Answers(vec![Some(2), None, Some(3), Some(4)]));
        assert_eq!((own.canonical)(&typed).unwrap(), typed);
    }

    #[test]
    fn an_answer_is_one_to_five() {
        let own = Measurement::KIND.field("own").unwrap();
        for wrong in ["0;1", "6", "x;1"] {
            assert_eq!(own.parse(wrong), Err(Rule::Number), "{wrong}");
        }
        assert_eq!(Answers::from_value(&Value::List(Vec::new())), Err(Rule::Limit));
    }
}
