//! The whole journal in clear, for an inspection.

use super::Sharing;
use journal::{By, NewRead, Written};
use kernel::{Error, Result, SpaceId};

impl Sharing {
    /// The whole journal in clear, as JSON lines, for those entitled to it
    /// outside all rights. The act is written first, for the holder to read.
    ///
    /// # Errors
    /// Not found, without such a space; unavailable, if the act could not be
    /// written; then nothing is given.
    pub async fn dump(&self, space: SpaceId, by: &str, reason: &str) -> Result<Vec<String>> {
        if by.trim().is_empty() || reason.trim().is_empty() {
            return Err(Error::invalid("error-form").note("a dump needs a name and a reason"));
        }
        let book = self.0.journal.open(space).await?;
        let read = NewRead {
            by: By::Keeper {
                name: by.to_owned(),
            },
            act: "journal-dumped",
            about: None,
            what: reason.to_owned(),
            why: String::new(),
        };
        self.0.journal.note(&book, read).await?;
        let changes = self.0.pen.changes(&book, None, u32::MAX).await?;
        Ok(changes.iter().rev().map(line_of_dump).collect())
    }
}

fn line_of_dump(change: &Written) -> String {
    let payload: String = change
        .payload
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    serde_json::json!({
        "seq": change.seq,
        "at": change.at.rfc3339(),
        "by": who(&change.by),
        "act": change.act,
        "about": change.about.map(|id| id.to_string()),
        "what": change.what,
        "why": change.why,
        "slice": change.slice,
        "version": change.version,
        "payload": payload,
    })
    .to_string()
}

/// Who it was, by names that do not change with our code.
fn who(by: &By) -> serde_json::Value {
    use serde_json::json;
    match by {
        By::Holder {
            account,
            name,
            represents,
        } => {
            json!({"kind": "holder", "account": account.to_string(), "name": name, "represents": represents})
        }
        By::Carer { account, name } => {
            json!({"kind": "carer", "account": account.to_string(), "name": name})
        }
        By::Professional {
            rpps,
            name,
            profession,
            place,
        } => json!({
            "kind": "professional",
            "rpps": rpps.to_string(),
            "name": name,
            "profession": profession,
            "finess": place.as_ref().map(|(finess, _)| finess.to_string()),
            "place": place.as_ref().map(|(_, name)| name),
        }),
        By::Institution { finess, name } => {
            json!({"kind": "institution", "finess": finess.to_string(), "name": name})
        }
        By::Service { id, name } => json!({"kind": "service", "id": id, "name": name}),
        By::Keeper { name } => json!({"kind": "keeper", "name": name}),
        By::Finder => json!({"kind": "finder"}),
    }
}
