//! What the person made of their documents: folders and pins, as `List`s; what they asked
//! authors to correct, with the answers, and what professionals say of results, as
//! `Communication`s.

use super::super::Packing;
use super::super::files::Files;
use super::add;
use documents::{Documents, Listed};
use fhir::urn;
use kernel::Result;
use serde_json::{Value, json};

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    let permit = &packing.permit;
    for folder in Documents::folders(permit)? {
        let inside = |listed: &Listed| listed.folder == Some(folder.id);
        let list = list(packing, whose, &folder.name, inside)?;
        add(files, &urn(folder.id.to_bytes()), &list).await?;
    }
    let pinned = packing.page.t("export-pinned");
    let pins = list(packing, whose, &pinned, |listed| listed.pinned)?;
    if pins.get("entry").is_some() {
        add(files, &urn(packing.parts.world.uuid()), &pins).await?;
    }
    for document in &packing.documents {
        let this = urn(document.id.to_bytes());
        for comment in Documents::comments(permit, document.id)? {
            let mut said = communication(whose, &this, &comment.text);
            said["sent"] = json!(comment.at.rfc3339());
            said["sender"] = json!({"display": comment.author});
            if let Some(test) = &comment.test {
                said["topic"] = json!({"text": test});
            }
            add(files, &urn(packing.parts.world.uuid()), &said).await?;
        }
        for asked in Documents::corrections(permit, document.id)? {
            let question = urn(packing.parts.world.uuid());
            let sent = asked.at.rfc3339();
            let mut said = communication(whose, &this, &asked.text);
            said["sent"] = json!(sent);
            said["sender"] = json!({"reference": whose});
            add(files, &question, &said).await?;
            if let Some((reply, at)) = &asked.reply {
                let mut said = communication(whose, &this, reply);
                said["sent"] = json!(at.rfc3339());
                said["inResponseTo"] = json!([{"reference": question}]);
                add(files, &urn(packing.parts.world.uuid()), &said).await?;
            }
        }
    }
    Ok(())
}

/// The documents for which this is true, under this title.
fn list(
    packing: &Packing<'_>,
    whose: &str,
    title: &str,
    inside: impl Fn(&Listed) -> bool,
) -> Result<Value> {
    let mut entries = Vec::new();
    for document in &packing.documents {
        if inside(&packing.carried(document)?.listed) {
            let this = urn(document.id.to_bytes());
            entries.push(json!({"item": {"reference": this}}));
        }
    }
    let mut list = json!({
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "title": title,
        "subject": {"reference": whose},
    });
    // An empty list is no valid JSON in FHIR.
    if !entries.is_empty() {
        list["entry"] = json!(entries);
    }
    Ok(list)
}

fn communication(whose: &str, about: &str, text: &str) -> Value {
    json!({
        "resourceType": "Communication",
        "status": "completed",
        "subject": {"reference": whose},
        "about": [{"reference": about}],
        "payload": [{"contentString": text}],
    })
}
