//! The record as a FHIR R4 Bundle, written entry by entry: the person, each
//! document, whose file lies beside it, what they made of them, who may read them
//! and who did.

mod audit;
mod consents;
mod order;
mod prevention;
mod profile;

use super::files::Files;
use super::{Packing, RECORD, link};
use kernel::{Result, World};
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
    let person = json!({"fullUrl": whose, "resource": patient(packing)});
    files.write(person.to_string().into()).await?;
    for document in &packing.documents {
        let carried = packing.carried(document)?;
        let url = (!document.lost).then(|| format!("../{}", link(&document.path)));
        let resource = carried.to_fhir(&document.id.to_string(), &whose, url.as_deref())?;
        add(files, &urn(document.id.to_bytes()), &resource).await?;
    }
    profile::write(packing, files, &whose).await?;
    prevention::write(packing, files, &whose).await?;
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

/// The person, as the register knows them.
pub(super) fn patient(packing: &Packing<'_>) -> Value {
    const BIRTH_PLACE: &str = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
    const INSEE: &str =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code";
    let face = packing.face;
    let ins = &face.identity;
    let mut names = vec![json!({
        "use": "official",
        "family": ins.birth_name.0,
        "given": ins.given_names.0,
    })];
    if !face.used_name.0.is_empty() {
        names.push(json!({"use": "usual", "family": face.used_name.0}));
    }
    json!({
        "resourceType": "Patient",
        "id": face.space.to_string(),
        "identifier": [{
            "use": "official",
            "system": format!("urn:oid:{}", ins.issuer.oid()),
            "value": ins.matricule.as_str(),
        }],
        "name": names,
        "gender": ins.sex.fhir(),
        "birthDate": ins.birth_date.0.to_string(),
        "extension": [{"url": BIRTH_PLACE, "valueAddress": {
            "extension": [{"url": INSEE, "valueCoding": {
                "system": "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM",
                "code": ins.birth_place.as_str(),
            }}],
        }}],
    })
}

/// A UUID as a reference within a bundle.
pub(super) fn urn(bytes: [u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("urn:uuid:{}", parts.join("-"))
}

/// A fresh one (RFC 9562, version 4).
pub(super) fn random_uuid(world: &World) -> [u8; 16] {
    let mut bytes = world.random::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_uuid() {
        let bytes = std::array::from_fn(|n| n as u8 * 17);
        assert_eq!(urn(bytes), "urn:uuid:00112233-4455-6677-8899-aabbccddeeff");
    }
}
