//! Values in resources, and tokens that are compared with them.

use crate::datatypes::Identifier;
use serde_json::Value;

/// The values at a path of names, through all lists on the way.
pub(super) fn at<'v>(resource: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![resource];
    for name in path.split('.') {
        found = found
            .into_iter()
            .flat_map(each)
            .filter_map(|value| value.get(name))
            .collect();
    }
    found.into_iter().flat_map(each).collect()
}

fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(all) => all,
        one => std::slice::from_ref(one),
    }
}

/// Splits at a separator that no backslash stands before.
pub(super) fn split(value: &str, separator: char) -> Vec<String> {
    let (mut parts, mut escaped) = (vec![String::new()], false);
    for c in value.chars() {
        if c == separator && !escaped {
            parts.push(String::new());
            continue;
        }
        // The backslash stays for who splits next, unless it was for us.
        if escaped && c != separator {
            push(&mut parts, '\\');
        }
        escaped = c == '\\' && !escaped;
        if !escaped {
            push(&mut parts, c);
        }
    }
    parts
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

/// `code`, `system|code`, `|code` (of no system) or `system|`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    system: Option<String>,
    code: Option<String>,
}

impl Token {
    pub(super) fn read(text: &str) -> Self {
        let parts = split(text, '|');
        let plain = |text: &str| text.replace("\\\\", "\\");
        match parts.as_slice() {
            [code] => Self {
                system: None,
                code: Some(plain(code)),
            },
            [system, code @ ..] => Self {
                system: Some(plain(system)),
                code: Some(plain(&code.join("|"))).filter(|code| !code.is_empty()),
            },
            [] => Self {
                system: None,
                code: None,
            },
        }
    }

    /// As an identifier, if it is a whole one.
    pub(super) fn identifier(&self) -> Option<Identifier> {
        let (system, code) = (self.system.as_deref()?, self.code.as_deref()?);
        (!system.is_empty()).then(|| Identifier::new(system, code))
    }

    /// Whether it is this: a code, a Coding, a CodeableConcept, an Identifier, or
    /// a Reference to such a thing.
    pub(super) fn is(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.matches(None, text),
            Value::Object(members) => {
                let text = |name: &str| members.get(name).and_then(Value::as_str);
                let own = [text("code"), text("value"), text("reference")];
                let own = own.into_iter().flatten();
                let inner = [members.get("coding"), members.get("identifier")];
                let mut inner = inner.into_iter().flatten().flat_map(each);
                own.into_iter()
                    .any(|code| self.matches(text("system"), code))
                    || inner.any(|value| self.is(value))
            }
            _ => false,
        }
    }

    fn matches(&self, system: Option<&str>, code: &str) -> bool {
        let in_system = match self.system.as_deref() {
            None => true,
            // A plain code has the system that its element has, and no other.
            Some("") => system.is_none_or(str::is_empty),
            Some(wanted) => system == Some(wanted),
        };
        in_system && self.code.as_deref().is_none_or(|wanted| wanted == code)
    }
}

/// Whether a text, or a word of it, begins so.
pub(super) fn begins(value: &Value, text: &str) -> bool {
    let Some(found) = value.as_str().map(kernel::unaccented) else {
        return false;
    };
    found.starts_with(text) || found.split_whitespace().any(|word| word.starts_with(text))
}
