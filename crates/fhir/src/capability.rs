//! `CapabilityStatement` (R4, capabilitystatement.html): what can be asked of
//! us. It claims what is built and nothing more.

use crate::search::clinical::CLINICAL;
use crate::search::{AUDIT, DOCUMENTS, LISTS};
use crate::{FHIR_VERSION, MEDIA_TYPE};
use serde_json::{Value, json};

/// What differs between houses.
#[derive(Clone, Copy, Debug)]
pub struct Capability<'a> {
    /// The base address, such as `https://example.fr/fhir`.
    pub base: &'a str,
    /// Where tokens are given (SMART Backend Services).
    pub token_url: &'a str,
    /// Where people are asked (SMART App Launch), with where tokens are looked at and
    /// given back; none, where no service of people's is let in.
    pub for_people: Option<ForPeople<'a>>,
    /// The version of the software.
    pub version: &'a str,
    /// When this was last changed, as a FHIR date.
    pub date: &'a str,
}

/// The addresses beside the token endpoint.
#[derive(Clone, Copy, Debug)]
pub struct ForPeople<'a> {
    /// Where people are asked.
    pub authorize_url: &'a str,
    /// Where tokens are looked at.
    pub introspect_url: &'a str,
    /// Where tokens are given back.
    pub revoke_url: &'a str,
}

/// The statement.
pub fn capability_statement(of: &Capability<'_>) -> Value {
    let mut addresses = vec![json!({"url": "token", "valueUri": of.token_url})];
    if let Some(more) = of.for_people {
        addresses.extend([
            json!({"url": "authorize", "valueUri": more.authorize_url}),
            json!({"url": "introspect", "valueUri": more.introspect_url}),
            json!({"url": "revoke", "valueUri": more.revoke_url}),
        ]);
    }
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": of.date,
        "kind": "instance",
        "fhirVersion": FHIR_VERSION,
        "format": [MEDIA_TYPE, "json"],
        "software": {"name": "Carnet", "version": of.version},
        "implementation": {"description": "Carnet", "url": of.base},
        "instantiates": [
            "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient.Comprehensive",
            "https://profiles.ihe.net/ITI/MHD/CapabilityStatement/IHE.MHD.DocumentRecipient.Simplified",
        ],
        "rest": [{
            "mode": "server",
            "security": {
                "cors": of.for_people.is_some(),
                "service": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "code": "SMART-on-FHIR",
                }]}],
                "extension": [{
                    "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    "extension": addresses,
                }],
            },
            "resource": resources(),
            "interaction": [
                {
                    "code": "transaction",
                    "documentation": "ITI-65 Provide Document Bundle; or lines of one person’s medical profile and appointments of theirs, up to 50, all or none.",
                },
                {
                    "code": "batch",
                    "documentation": "Up to 50 entries, each as the same request by itself: what can be written here, created, changed, taken away or read by id.",
                },
            ],
        }],
    })
}

/// What software may write.
const WRITTEN: [&str; 6] = [
    "AllergyIntolerance",
    "Appointment",
    "Condition",
    "Immunization",
    "MedicationStatement",
    "Observation",
];

const SUMMARY: &str = "http://hl7.org/fhir/uv/ips/OperationDefinition/summary";

fn resources() -> Value {
    let mut all = of_documents();
    all.extend(CLINICAL.iter().map(|searched| {
        let mut stated = json!({
            "type": searched.resource,
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "versioning": "versioned",
            "referencePolicy": ["logical", "local", "resolves"],
            "searchParam": searched.stated(),
        });
        if WRITTEN.contains(&searched.resource) {
            stated["interaction"] = json!([
                {"code": "create"},
                {"code": "read"},
                {"code": "update"},
                {"code": "delete"},
                {"code": "search-type"},
                {"code": "vread"},
                {"code": "history-instance"},
            ]);
            stated["versioning"] = json!("versioned-update");
            stated["readHistory"] = json!(true);
            stated["updateCreate"] = json!(false);
            stated["conditionalCreate"] = json!(true);
            let read = match searched.resource {
                "Appointment" => " A professional’s software reads those that the professional made.",
                _ => "",
            };
            stated["documentation"] = json!(format!("Written by services whose holder ticked it, and by professionals’ software; changed with If-Match by whoever added it.{read} If-None-Exist: identifier alone."));
        }
        stated
    }));
    Value::Array(all)
}

fn of_documents() -> Vec<Value> {
    let all = json!([
        {
            "type": "DocumentReference",
            "profile": "http://hl7.org/fhir/StructureDefinition/DocumentReference",
            "supportedProfile": [
                "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.DocumentReference",
                "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.SimplifiedPublish.DocumentReference",
            ],
            "interaction": [
                {"code": "create"},
                {"code": "read"},
                {"code": "patch"},
                {"code": "search-type"},
                {"code": "vread"},
                {"code": "history-instance"},
            ],
            "versioning": "versioned",
            "readHistory": true,
            "referencePolicy": ["logical", "local", "resolves"],
            "searchParam": DOCUMENTS.stated(),
            "documentation": "POST: ITI-105 Simplified Publish. Search (ITI-67): a professional, by token exchange; software by itself finds its own documents by identifier. Patches, of one's own: /status to entered-in-error; /securityLabel to MASQUE_PS, INVISIBLE_REPRESENTANTS_LEGAUX or N; the extension pdsm-ext-is-archived; by id, or by identifier and patient. A scope may name one class of documents (category, TRE_A03): the others are then not found.",
        },
        {
            "type": "List",
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": LISTS.stated(),
            "documentation": "ITI-66: what was deposited at once, made anew from its documents. No folders.",
        },
        {
            "type": "AuditEvent",
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": AUDIT.stated(),
            "documentation": "ITI-81: what the one who asks did in the record of one person; to a service whose holder ticked it, who did what there, and each event by id.",
        },
        {
            "type": "Binary",
            "interaction": [{"code": "read"}],
            "documentation": "ITI-68: the document itself, or a Binary when FHIR is asked for.",
        },
        {
            "type": "Patient",
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": [{"name": "identifier", "type": "token"}],
            "operation": [{"name": "summary", "definition": SUMMARY}],
            "documentation": "Search, TD0.2: whether a space is open for this national identity, and how the professional stands to it. Read: the traits of the person whose record one may open. $summary: the International Patient Summary.",
        },
    ]);
    all.as_array().cloned().unwrap_or_default()
}
