//! What software may ask, and what is refused.

use super::*;
use proptest::prelude::*;
use serde_json::json;

const BASE: &str = "https://carnet.test/fhir";
const ANA: &str = "patient.identifier=urn:oid:1.2.250.1.213.1.4.8|255081416802538";

fn read(query: &str) -> Result<Search, Outcome> {
    let given = pairs(query).expect("a query");
    Search::read(&DOCUMENTS, &given, BASE, false)
}

fn document() -> Value {
    json!({
        "resourceType": "DocumentReference", "id": "a-b", "status": "current",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.1"},
        "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]},
        "category": [{"coding": [{"system": "urn:oid:9", "code": "11"}]}],
        "date": "2026-11-20T10:00:00+01:00",
        "author": [{"display": "Samir Bénali"}],
        "content": [{"attachment": {"contentType": "text/plain"},
            "format": {"system": "urn:f", "code": "urn:x"}}],
        "context": {
            "period": {"start": "2026-11-18", "end": "2026-11-19"},
            "related": [{"identifier": {"system": "urn:a", "value": "order-1"}}],
        },
    })
}

#[test]
fn a_document_is_found_by_what_it_says_and_by_nothing_else() {
    let rows = [
        ("", true),
        ("status=current", true),
        ("status=superseded", false),
        ("status=superseded,current", true),
        ("status=superseded&status=current", false),
        ("type=11488-4", true),
        ("type=http://loinc.org|11488-4", true),
        ("type=http://loinc.org|", true),
        ("type=|11488-4", false),
        ("type=http://snomed.info/sct|11488-4", false),
        ("category=11,12", true),
        ("format=urn:f|urn:x", true),
        ("identifier=urn:ietf:rfc:3986|urn:oid:2.999.1", true),
        ("identifier=urn:oid:2.999.1", true),
        ("identifier=urn:ietf:rfc:3986|urn:oid:2.999.12", false),
        ("related:identifier=urn:a|order-1", true),
        ("related:identifier=urn:a|order-2", false),
        ("author.family=benali", true),
        ("author.given=SAM", true),
        ("author.family=enali", false),
        ("_id=a-b", true),
        ("security-label=N", false),
    ];
    for (query, found) in rows {
        let search = read(&format!("{ANA}&{query}")).expect(query);
        assert_eq!(search.finds(&document()), found, "{query}");
    }
}

#[test]
fn dates_are_stretches_of_time_and_prefixes_compare_them() {
    let rows = [
        ("date=2026-11-20", true),
        ("date=2026-11", true),
        ("date=2026", true),
        ("date=2026-11-21", false),
        ("date=ne2026-11-20", false),
        ("date=ge2026-11-20", true),
        ("date=gt2026-11-20", false),
        ("date=gt2026-11-19", true),
        ("date=le2026-11-20", true),
        ("date=lt2026-11-20", false),
        ("date=ge2026-11-20T10:00:00%2B01:00", true),
        ("date=ge2026-11-20T10:00:00+01:00", true),
        ("date=ge2026-11-20T10:00:01%2B01:00", false),
        ("date=ge2026-11-20T09:00Z", true),
        ("date=sa2026-11-19", true),
        ("date=eb2026-11-20", false),
        ("date=ge2026-11-19&date=le2026-11-21", true),
        ("date=ge2026-11-21&date=le2026-11-22", false),
        ("period=ge2026-11-19", true),
        ("period=2026-11-18", false),
        ("period=2026-11", true),
        ("period=gt2026-11-20", false),
        ("creation=2026", false),
    ];
    for (query, found) in rows {
        let search = read(&format!("{ANA}&{query}")).expect(query);
        assert_eq!(search.finds(&document()), found, "{query}");
    }
}

#[test]
fn what_is_not_understood_is_refused_and_never_passed_over() {
    for (query, status) in [
        ("status=current", 400),
        ("patient=a&patient=b", 400),
        ("patient.identifier=255081416802538", 400),
        ("patient=a&patient.identifier=x|y", 400),
        ("patient=a&titre=x", 400),
        ("patient=a&_include=DocumentReference:subject", 400),
        ("patient=a&_summary=count", 400),
        ("patient=a&_elements=id", 400),
        ("patient=a&_has:List:item:_id=1", 400),
        ("patient=a&type:not=11488-4", 400),
        ("patient=a&type=", 400),
        ("patient=a&date=yesterday", 400),
        ("patient=a&date=ap2026", 400),
        ("patient=a&_count=-1", 400),
        ("patient=a&_count=many", 400),
        ("patient=a&_format=xml", 406),
    ] {
        let refused = read(query).expect_err(query);
        assert_eq!(refused.status, status, "{query}");
    }
    let given = pairs("patient=a&titre=x&status=current").expect("a query");
    let lenient = Search::read(&DOCUMENTS, &given, BASE, true).expect("lenient");
    assert!(!lenient.address("x", "a", None).contains("titre"));
}

#[test]
fn a_person_is_named_by_number_by_our_id_or_not_here() {
    let here = |id: &str| PatientRef::Here(id.to_owned());
    for (query, patient) in [
        ("patient=abc", here("abc")),
        ("patient=Patient/abc", here("abc")),
        ("subject=https://carnet.test/fhir/Patient/abc", here("abc")),
        (
            "patient=https://other.test/Patient/abc",
            PatientRef::Elsewhere,
        ),
        (
            "patient:identifier=s|v",
            PatientRef::Identified(Identifier::new("s", "v")),
        ),
    ] {
        assert_eq!(read(query).expect(query).patient, patient, "{query}");
    }
}

#[test]
fn the_address_of_the_next_page_says_the_same_search_without_the_number() {
    let search = read(&format!(
        "{ANA}&date=ge2026-11-20&type=a,b&_count=500&_format=json"
    ));
    let search = search.expect("a search");
    assert_eq!(search.count, PAGE_MAX);
    let next = search.address("/fhir/DocumentReference", "SPACE", Some("12-x"));
    assert_eq!(
        next,
        "/fhir/DocumentReference?patient=SPACE&date=ge2026-11-20&type=a%2Cb&_count=500&_after=12-x"
    );
    let again = read(next.split_once('?').expect("a query").1).expect("read");
    assert_eq!(again.after.as_deref(), Some("12-x"));
    assert_eq!(again.patient, PatientRef::Here(String::from("SPACE")));
}

#[test]
fn a_separator_that_is_escaped_separates_nothing() {
    let value = json!({"system": "urn:a|b", "value": "x,y"});
    for (text, found) in [
        (r"urn:a\|b|x\,y", true),
        (r"urn:a\|b|x", false),
        (r"x\,y", true),
    ] {
        let search = read(&format!("patient=p&identifier={text}")).expect(text);
        let document = json!({"identifier": [value]});
        assert_eq!(search.finds(&document), found, "{text}");
    }
}

#[test]
fn an_event_is_found_by_who_did_it_and_by_what_it_was_done_to() {
    let event = json!({
        "resourceType": "AuditEvent", "id": "a-1-x", "action": "R", "outcome": "0",
        "type": {"system": "urn:t", "code": "rest"},
        "subtype": [{"system": "urn:s", "code": "read"}, {"system": "urn:carnet:act", "code": "document-read"}],
        "recorded": "2026-11-20T10:00:00+01:00",
        "agent": [{"who": {"identifier": {"system": "urn:p", "value": "899700218896"}, "display": "Dr B"}}],
        "entity": [
            {"type": {"system": "urn:e", "code": "1"}, "role": {"system": "urn:r", "code": "1"}, "what": {"reference": "Patient/a"}},
            {"type": {"system": "urn:e", "code": "2"}, "role": {"system": "urn:r", "code": "4"}, "what": {"reference": "DocumentReference/a-b"}},
        ],
    });
    for (query, found) in [
        ("type=rest", true),
        ("subtype=document-read", true),
        ("subtype=urn:s|document-read", false),
        ("action=R&outcome=0", true),
        ("outcome=4,8,12", false),
        ("date=ge2026-11-20&date=le2026-11-20", true),
        ("date=lt2026-11-20", false),
        ("agent.identifier=urn:p|899700218896", true),
        ("agent:identifier=899700218896", true),
        ("agent.identifier=urn:p|899700218897", false),
        ("agent.identifier=urn:q|899700218896", false),
        ("agent=Patient/a", false),
        ("entity=DocumentReference/a-b", true),
        ("entity=DocumentReference/a-c", false),
        (
            "entity=https://carnet.test/fhir/DocumentReference/a-b",
            true,
        ),
        ("entity=https://else.test/fhir/DocumentReference/a-b", false),
        ("entity=Patient/a&entity-type=urn:e|2", true),
        ("entity-role=4", true),
        ("entity-role=24", false),
    ] {
        let given = pairs(&format!("patient=a&{query}")).expect(query);
        let search = Search::read(&AUDIT, &given, BASE, false).expect(query);
        assert_eq!(search.finds(&event), found, "{query}");
    }
    for query in ["address=10.0.0.1", "altid=x", "agent:contains=B"] {
        let given = pairs(&format!("patient=a&{query}")).expect(query);
        let refused = Search::read(&AUDIT, &given, BASE, false).expect_err(query);
        assert_eq!(refused.status, 400, "{query}");
    }
}

proptest! {
    #[test]
    fn parameters_are_read_as_they_were_written(all in proptest::collection::vec(("[^\\p{C}]{1,12}", "[^\\p{C}]{0,12}"), 0..6)) {
        let all: Vec<Pair> = all.into_iter().map(|(name, value)| Pair(name, value)).collect();
        prop_assert_eq!(pairs(&written(&all)), Some(all));
    }

    #[test]
    fn no_search_makes_the_reader_fail(query in "\\PC{0,60}") {
        if let Some(given) = pairs(&query)
            && let Ok(search) = Search::read(&DOCUMENTS, &given, BASE, false)
        {
            search.finds(&document());
        }
    }
}
