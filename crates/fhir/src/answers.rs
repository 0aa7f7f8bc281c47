//! What is answered: bundles of results and of entries done, and `Binary`.

use crate::outcome::{Issue, Outcome};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use serde_json::{Value, json};

/// What became of one entry of a transaction, in the order of the request
/// (ITI-65, 2:3.65.4.2.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryAnswer {
    /// For example `201 Created`.
    pub status: &'static str,
    /// For example `DocumentReference/…`.
    pub location: Option<String>,
    /// The version, as in `W/"1"`.
    pub version: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// Warnings about this entry.
    pub warnings: Vec<Issue>,
}

/// The answer to a transaction.
pub fn transaction_response(entries: &[EntryAnswer], say: &dyn Fn(&str) -> String) -> Value {
    let entries: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let mut response = json!({"status": entry.status, "lastModified": entry.at.rfc3339()});
            if let Some(location) = &entry.location {
                response["location"] = json!(location);
            }
            if let Some(version) = entry.version {
                response["etag"] = json!(format!("W/\"{version}\""));
            }
            if !entry.warnings.is_empty() {
                let outcome = Outcome {
                    status: 200,
                    issues: entry.warnings.clone(),
                };
                response["outcome"] = outcome.to_value(say);
            }
            json!({"response": response})
        })
        .collect();
    json!({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})
}

/// The answer to a search: resources with their addresses.
pub fn searchset(own_address: &str, resources: &[(String, Value)]) -> Value {
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": resources.len(),
        "link": [{"relation": "self", "url": own_address}],
    });
    // An empty list is no valid JSON in FHIR (json.html#repeat).
    if !resources.is_empty() {
        let entries: Vec<Value> = resources
            .iter()
            .map(|(address, resource)| {
                json!({"fullUrl": address, "resource": resource, "search": {"mode": "match"}})
            })
            .collect();
        bundle["entry"] = json!(entries);
    }
    bundle
}

/// A `Binary` with its bytes inside.
pub fn binary(id: &str, mime: &str, bytes: &[u8]) -> Value {
    json!({
        "resourceType": "Binary",
        "id": id,
        "contentType": mime,
        "data": STANDARD.encode(bytes),
    })
}
