//! Reading JSON that a stranger wrote (R4, json.html): no key twice, no
//! nesting without end, no number that is not one, no byte order mark.

use crate::outcome::{Issue, IssueType, Outcome};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// What is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many objects and lists may stand in one another.
    pub depth_max: usize,
    /// How long the text may be.
    pub bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth_max: 64,
            bytes_max: 1024 * 1024,
        }
    }
}

/// Reads one resource: a JSON object with a `resourceType`.
///
/// # Errors
/// 413 when too long, 400 when it is not such an object. The outcome says
/// where, and never repeats what was sent.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Value, Outcome> {
    if bytes.len() > limits.bytes_max {
        let issue = Issue::error(IssueType::TooLong, "fhir-too-long");
        return Err(Outcome::new(413, issue));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let level = Level {
        left: limits.depth_max,
    };
    let value = level
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| not_json(&error))?;
    match value.get("resourceType").and_then(Value::as_str) {
        Some(name) if !name.is_empty() => Ok(value),
        _ => {
            let issue = Issue::error(IssueType::Structure, "fhir-not-a-resource");
            Err(Outcome::new(400, issue))
        }
    }
}

fn not_json(error: &serde_json::Error) -> Outcome {
    let what = error.to_string();
    let key = match () {
        () if what.starts_with(TWICE) => "fhir-key-twice",
        () if what.starts_with(TOO_DEEP) => "fhir-too-deep",
        () => "fhir-not-json",
    };
    let place = format!("line {}, column {}", error.line(), error.column());
    Outcome::new(400, Issue::error(IssueType::Structure, key).saying(place))
}

const TWICE: &str = "key twice";
const TOO_DEEP: &str = "too deep";

/// Reads a value that may nest `left` levels more.
struct Level {
    left: usize,
}

impl Level {
    fn below<E: de::Error>(&self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left }),
            None => Err(E::custom(TOO_DEEP)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("no number"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self.below()?)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.below()?)?;
            if values.insert(key, value).is_some() {
                return Err(de::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(values))
    }
}
