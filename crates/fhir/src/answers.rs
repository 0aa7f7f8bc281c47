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

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The address of this search.
    pub own_address: &'a str,
    /// The address of the next page.
    pub next: Option<&'a str>,
    /// How many were found, on all pages.
    pub total: usize,
    /// Those of this page, with their addresses.
    pub resources: Vec<(String, Value)>,
}

/// The answer to a search.
pub fn searchset(page: Page<'_>) -> Value {
    let mut links = vec![json!({"relation": "self", "url": page.own_address})];
    links.extend(
        page.next
            .map(|next| json!({"relation": "next", "url": next})),
    );
    let mut bundle = json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "total": page.total,
        "link": links,
    });
    // An empty list is no valid JSON in FHIR (json.html#repeat).
    if !page.resources.is_empty() {
        let entry = |(address, resource): (String, Value)| {
            // Moved in: `json!` would copy the resource whole.
            let mut entry = json!({"search": {"mode": "match"}});
            entry["fullUrl"] = Value::String(address);
            entry["resource"] = resource;
            entry
        };
        bundle["entry"] = page.resources.into_iter().map(entry).collect();
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
