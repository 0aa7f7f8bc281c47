//! The record as a FHIR R4 Bundle, written entry by entry: the person, each
//! document, whose file lies beside it, the medical profile, what laboratories found,
//! appointments, what they made of their documents, who may read them and who did.

mod appointments;
mod audit;
mod consents;
mod order;
mod prevention;
mod profile;
mod results;

use super::files::Files;
use super::{Packing, RECORD, link};
use fhir::urn;
use kernel::Result;
use serde_json::{Value, json};

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>) -> Result<()> {
    files.begin(RECORD.to_owned(), packing.day).await?;
    let head = json!({
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": packing.permit.now().rfc3339(),
    });
    let head = head.to_string();
    let head = head.strip_suffix('}').unwrap_or(&head).to_owned();
    files.write(format!("{head},\"entry\":[\n").into()).await?;
    let space = packing.permit.space();
    let whose = urn(space.to_bytes());
    let person = json!({"fullUrl": whose, "resource": rest::patient(packing.face)});
    files.write(person.to_string().into()).await?;
    for document in &packing.documents {
        let carried = packing.carried(document)?;
        let url = (!document.lost).then(|| format!("../{}", link(&document.path)));
        let resource = carried.to_fhir(&document.id.to_string(), &whose, url.as_deref())?;
        add(files, &urn(document.id.to_bytes()), &resource).await?;
    }
    profile::write(packing, files, &whose).await?;
    results::write(packing, files, &whose).await?;
    prevention::write(packing, files, &whose).await?;
    appointments::write(packing, files, &whose).await?;
    order::write(packing, files, &whose).await?;
    consents::write(packing, files, &whose).await?;
    audit::write(packing, files, &whose).await?;
    files.write("\n]}\n".into()).await?;
    files.end().await
}

/// One entry more.
async fn add(files: &mut Files<'_>, full_url: &str, resource: &Value) -> Result<()> {
    let entry = json!({"fullUrl": full_url, "resource": resource});
    files.write(format!(",\n{entry}").into()).await
}
