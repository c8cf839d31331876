//! The dynamic form of a record: what the merge, the wire and the tables share.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use super::limits::{ELEMENTS_MAX, NESTING_MAX};

/// A field's value. Numbers are whole: money is rupiah, times are milliseconds, and a decimal would
/// have no canonical form to hash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Value {
    /// Nothing: the field is absent, or is cleared by a patch.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, also dates, months, ids and words of a closed list.
    Text(String),
    /// A list, or a set in canonical order.
    List(Vec<Value>),
    /// Named parts, such as those of an address.
    Map(BTreeMap<String, Value>),
}

/// A record's fields by name. An absent field has no entry; [`Value::Null`] never stands in a document.
pub type Document = BTreeMap<String, Value>;

impl Value {
    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, where the value is one.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The elements, where the value is a list; none for any other value.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// A named part, where the value has it.
    pub fn part(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(parts) => parts.get(name),
            _ => None,
        }
    }

    /// Whether there is nothing here.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value of anything that serialises to JSON without decimals.
    pub fn from_serialize<T: Serialize>(source: &T) -> Option<Self> {
        serde_json::to_value(source).ok().and_then(|json| serde_json::from_value(json).ok())
    }

    /// Reads the value as a typed one.
    pub fn deserialize_into<T: for<'de> Deserialize<'de>>(&self) -> Option<T> {
        serde_json::to_value(self).ok().and_then(|json| serde_json::from_value(json).ok())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// Shows the shape, never the content: values are about people.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(_) => f.write_str("bool"),
            Self::Int(_) => f.write_str("int"),
            Self::Text(text) => write!(f, "text({} bytes)", text.len()),
            Self::List(elements) => write!(f, "list({})", elements.len()),
            Self::Map(parts) => write!(f, "map({})", parts.len()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(elements) => {
                let mut seq = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    seq.serialize_element(element)?;
                }
                seq.end()
            }
            Self::Map(parts) => {
                let mut map = serializer.serialize_map(Some(parts.len()))?;
                for (name, part) in parts {
                    map.serialize_entry(name, part)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Nested { depth: 0 }.deserialize(deserializer)
    }
}

/// Reads a value while counting how deep it is, so that a hostile body is refused before it grows a stack.
struct Nested {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Nested {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a flag, a whole number, text, a list or named parts")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Int).map_err(|_| E::custom("number out of range"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let depth = deeper(self.depth)?;
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(Nested { depth })? {
            if elements.len() == ELEMENTS_MAX {
                return Err(de::Error::custom("too many elements"));
            }
            elements.push(element);
        }
        Ok(Value::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let depth = deeper(self.depth)?;
        let mut parts = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if parts.len() == ELEMENTS_MAX {
                return Err(de::Error::custom("too many parts"));
            }
            let part = map.next_value_seed(Nested { depth })?;
            if parts.insert(name, part).is_some() {
                return Err(de::Error::custom("a part is named twice"));
            }
        }
        Ok(Value::Map(parts))
    }
}

fn deeper<E: de::Error>(depth: usize) -> Result<usize, E> {
    if depth + 1 > NESTING_MAX { Err(E::custom("nested too deeply")) } else { Ok(depth + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_after_both_encodings() {
        let value = Value::Map(
            [
                ("a".to_owned(), Value::List(vec![Value::Int(-3), Value::Bool(true), Value::Null])),
                ("b".to_owned(), Value::from("Genuk")),
            ]
            .into(),
        );
        let json = serde_json::to_vec(&value).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&json).unwrap(), value);
        let packed = rmp_serde::to_vec_named(&value).unwrap();
        assert_eq!(rmp_serde::from_slice::<Value>(&packed).unwrap(), value);
    }

    #[test]
    fn a_decimal_a_huge_number_and_deep_nesting_are_refused() {
        let deep = format!("{}1{}", "[".repeat(NESTING_MAX + 1), "]".repeat(NESTING_MAX + 1));
        for bad in ["1.5", "18446744073709551615", deep.as_str(), r#"{"a":1,"a":2}"#] {
            assert!(serde_json::from_str::<Value>(bad).is_err(), "{bad}");
        }
        let allowed = format!("{}1{}", "[".repeat(NESTING_MAX), "]".repeat(NESTING_MAX));
        assert!(serde_json::from_str::<Value>(&allowed).is_ok());
    }

    #[test]
    fn a_value_that_is_printed_shows_no_content() {
        let value = Value::List(vec![Value::from("Siti")]);
        assert_eq!(format!("{value:?} {:?}", Value::from("Siti")), "list(1) text(4 bytes)");
    }
}
