//! Who the record is of, as a Patient: with the traits of the national identity for
//! who gives care, and by name, birth date and sex alone for a service that the
//! person let in. Neither number nor place of birth is any business of a service.

use identity::clients::Authorised;
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

/// The person, as this reader of their record is told of them.
pub fn patient_for(who: &Authorised, face: &Face) -> Value {
    if who.service().is_none() {
        return patient(face);
    }
    let given: Vec<String> = Some(face.first_name())
        .filter(|name| !name.is_empty())
        .into_iter()
        .collect();
    let mut name = json!({"use": "usual", "family": face.last_name()});
    if !given.is_empty() {
        name["given"] = json!(given);
    }
    json!({
        "resourceType": "Patient",
        "id": face.space.to_string(),
        "active": true,
        "name": [name],
        "gender": face.identity.sex.fhir(),
        "birthDate": face.identity.birth_date.0.to_string(),
    })
}
