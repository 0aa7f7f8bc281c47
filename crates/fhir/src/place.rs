//! A value and where it stands, so that every complaint can point at its spot.

use crate::outcome::{Issue, IssueType};
use serde_json::Value;

/// A value of a resource, with the FHIRPath expression that leads to it.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    pub(crate) value: &'a Value,
    pub(crate) path: String,
}

impl<'a> Place<'a> {
    /// A resource, called by its type.
    pub(crate) fn root(value: &'a Value) -> Self {
        let name = value["resourceType"].as_str().unwrap_or("Resource");
        // A name that is no FHIR type is not repeated to whoever reads.
        let known = name.len() < 40 && name.bytes().all(|b| b.is_ascii_alphabetic());
        Self {
            value,
            path: String::from(if known { name } else { "Resource" }),
        }
    }

    /// The element of this name, if it is there.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self {
            value,
            path: format!("{}.{name}", self.path),
        })
    }

    /// The element of this name.
    pub(crate) fn need(&self, name: &str) -> Result<Self, Issue> {
        self.get(name).ok_or_else(|| {
            Issue::error(IssueType::Required, "fhir-missing").at(format!("{}.{name}", self.path))
        })
    }

    /// The members of the list of this name; none when it is absent.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Self>, Issue> {
        let Some(list) = self.get(name) else {
            return Ok(Vec::new());
        };
        let Value::Array(values) = list.value else {
            return Err(list.wrong());
        };
        Ok(values
            .iter()
            .enumerate()
            .map(|(at, value)| Self {
                value,
                path: format!("{}[{at}]", list.path),
            })
            .collect())
    }

    /// The text that this is: not empty, not endless, without control
    /// characters.
    pub(crate) fn text(&self) -> Result<&'a str, Issue> {
        match self.value {
            Value::String(text) if is_sound(text) => Ok(text),
            _ => Err(self.wrong()),
        }
    }

    /// The text of the element of this name, if it is there.
    pub(crate) fn opt_text(&self, name: &str) -> Result<Option<&'a str>, Issue> {
        self.get(name).map(|place| place.text()).transpose()
    }

    /// The text of the element of this name.
    pub(crate) fn need_text(&self, name: &str) -> Result<&'a str, Issue> {
        self.need(name)?.text()
    }

    /// The type of the resource that this is.
    pub(crate) fn resource_type(&self) -> &'a str {
        self.value["resourceType"].as_str().unwrap_or_default()
    }

    /// A complaint about this value.
    pub(crate) fn wrong(&self) -> Issue {
        Issue::error(IssueType::Value, "fhir-value").at(&*self.path)
    }

    /// A complaint about this value, with a sentence of its own.
    pub(crate) fn issue(&self, kind: IssueType, key: &'static str) -> Issue {
        Issue::error(kind, key).at(&*self.path)
    }
}

/// No text that matters to us is longer.
const TEXT_MAX: usize = 4096;

fn is_sound(text: &str) -> bool {
    !text.trim().is_empty()
        && text.len() <= TEXT_MAX
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}
