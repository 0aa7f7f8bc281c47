//! Who the record is of, as a Patient.

use serde_json::{Value, json};
use spaces::Face;

/// The person, as the register knows them: a Patient with the five traits of the
/// national identity.
pub fn patient(face: &Face) -> Value {
    const BIRTH_PLACE: &str = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
    const INSEE: &str =
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code";
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
