//! A resource that software sent: what of it is kept, what it is called, and how it
//! is given back.

use crate::{Issue, IssueType, Outcome};
use serde_json::{Value, json};

/// The longest that is kept, as bytes.
pub const SENT_BYTES_MAX: usize = 64 * 1024;

/// The resource as it is kept: without what is ours to say.
pub fn canonical(resource: &Value) -> Value {
    let mut value = resource.clone();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("id");
        if let Some(Value::Object(meta)) = fields.get_mut("meta") {
            for ours in ["versionId", "lastUpdated", "source"] {
                meta.remove(ours);
            }
            if meta.is_empty() {
                fields.remove("meta");
            }
        }
    }
    value
}

/// What is kept, as bytes.
///
/// # Errors
/// 413, for more than is kept of one.
pub fn kept(canonical: &Value) -> Result<Vec<u8>, Outcome> {
    let bytes = canonical.to_string().into_bytes();
    match bytes.len() > SENT_BYTES_MAX {
        true => Err(too_long()),
        false => Ok(bytes),
    }
}

/// 413.
pub fn too_long() -> Outcome {
    Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"))
}

/// What is kept, with the source that it came by. Nothing, if it is no resource.
pub fn given_back(kept: &[u8], source: &str) -> Option<Value> {
    let mut value: Value = serde_json::from_slice(kept).ok()?;
    value.get("resourceType")?;
    value["meta"]["source"] = json!(source);
    Some(value)
}

/// What the software calls it: each as `system|value`.
pub fn identifiers(resource: &Value) -> Vec<String> {
    let all = resource["identifier"].as_array();
    let named = all.into_iter().flatten().filter_map(|one| {
        let (system, value) = (one["system"].as_str()?, one["value"].as_str()?);
        Some(format!("{system}|{value}"))
    });
    let mut named: Vec<String> = named.collect();
    named.sort();
    named.dedup();
    named
}
