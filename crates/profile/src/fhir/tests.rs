//! The forms that machines get, held against what the standard asks for.

use super::*;
use crate::rules::{Standing, Typed, check};
use crate::shelf::{Line, LineId};
use kernel::Date;

struct Form<'a>(&'a [(&'a str, &'a str)]);

impl Typed for Form<'_> {
    fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, text)| *text)
    }
}

fn told(heading: Heading, fields: &[(&str, &str)]) -> Value {
    told_with(heading, fields, &[])
}

fn told_with(heading: Heading, fields: &[(&str, &str)], documents: &[String]) -> Value {
    edge::texts::install(&[edge::TEXTS, crate::TEXTS]);
    let (born, today) = (Date::constant(1955, 8, 12), Date::constant(2026, 11, 20));
    let values = check(heading, &Form(fields), born, today).expect("a line");
    let shown = Shown {
        line: Line {
            id: LineId::from_bytes([1; 16]),
            heading,
            values,
            links: Vec::new(),
            documents: Vec::new(),
            by: By::Keeper { name: "x".into() },
            at: Timestamp::from_millis(1_795_000_000_000),
            sent: None,
        },
        confirmed: None,
        correction: None,
        standing: Standing::Others,
        changes: 0,
        stands: sharing::sending::Stands {
            at: Timestamp::from_millis(1_795_000_000_000),
            version: 1,
        },
    };
    let naming = Naming {
        lang: Lang::Fr,
        patient: "Patient/1",
        line: &|kind, id| format!("{kind}/{id}"),
        document: &|_, _| None,
    };
    resource(&shown, (&Told::NotFilledIn, documents), &naming).value
}

#[test]
fn a_line_names_the_documents_it_rests_on_where_its_type_has_a_place_for_them() {
    let documents = ["DocumentReference/1", "DocumentReference/2"].map(String::from);
    let both = json!([{"reference": "DocumentReference/1"}, {"reference": "DocumentReference/2"}]);
    let name = [("nom", "Asthme")];
    let with = |heading, fields: &[(&str, &str)]| told_with(heading, fields, &documents);
    let condition = with(Heading::Conditions, &name);
    assert_eq!(condition["evidence"], json!([{"detail": both}]));
    assert_eq!(with(Heading::Treatments, &name)["derivedFrom"], both);
    assert_eq!(with(Heading::Devices, &name)["derivedFrom"], both);
    // There is room for one: the latest.
    let wishes = with(Heading::Directives, &[("texte", "Chez moi.")]);
    assert_eq!(wishes["sourceReference"], both[1]);
    let mut stay = json!({"resourceType": "Encounter"});
    rest_on(&mut stay, &documents);
    assert_eq!(stay["extension"][1]["valueReference"], both[1]);
    // Neither has a place for them.
    let allergy = with(Heading::Allergies, &name);
    assert_eq!(allergy, told(Heading::Allergies, &name));
    // Without a document there is no trace of one.
    assert!(told(Heading::Conditions, &name).get("evidence").is_none());
}

#[test]
fn links_that_are_sent_back_as_they_were_read_are_taken_out_and_no_others() {
    let documents = ["DocumentReference/1", "DocumentReference/2"].map(String::from);
    let name = [("nom", "Asthme")];
    for heading in [Heading::Conditions, Heading::Treatments] {
        let read = told_with(heading, &name, &documents);
        let mut sent = read.clone();
        assert!(has_links(&sent));
        take_out_links(&mut sent, &read);
        assert_eq!(sent, told(heading, &name));
        // A line that is read without them was given none.
        let mut sent = read.clone();
        take_out_links(&mut sent, &told(heading, &name));
        assert_eq!(sent, read);
    }
    let read = told_with(Heading::Conditions, &name, &documents);
    let other = json!({"reference": "DocumentReference/3"});
    let mut sent = read.clone();
    sent["evidence"] = json!([{"detail": [{"reference": "DocumentReference/2"}, other]}]);
    take_out_links(&mut sent, &read);
    assert_eq!(sent["evidence"], json!([{"detail": [other]}]));
    let words = json!([{"code": [{"text": "Radio"}], "detail": []}]);
    sent["evidence"] = json!([{
        "code": [{"text": "Radio"}], "detail": [{"reference": "DocumentReference/1"}],
    }]);
    take_out_links(&mut sent, &read);
    assert_eq!(sent["evidence"], words);
    assert!(!has_links(&told(Heading::Allergies, &name)));
}

#[test]
fn a_line_says_in_fhir_what_it_says_and_nothing_more() {
    let allergy = told(
        Heading::Allergies,
        &[
            ("nom", "Pénicilline"),
            ("gravite", "grave"),
            ("depuis-annee", "2011"),
        ],
    );
    assert_eq!(allergy["code"], json!({"text": "Pénicilline"}));
    assert_eq!(
        (&allergy["criticality"], &allergy["onsetDateTime"]),
        (&json!("high"), &json!("2011"))
    );
    assert!(allergy.get("reaction").is_none() && allergy.get("note").is_none());
    let weight = told(
        Heading::Measures,
        &[
            ("mesure", "poids"),
            ("valeur", "72,5"),
            ("date-jour", "4"),
            ("date-mois", "5"),
            ("date-annee", "2026"),
        ],
    );
    assert_eq!(weight["valueQuantity"]["value"], json!(72.5));
    assert_eq!(weight["valueQuantity"]["code"], json!("kg"));
    assert!(weight.get("component").is_none());
    let pressure = told(
        Heading::Measures,
        &[
            ("mesure", "tension"),
            ("valeur", "120"),
            ("seconde", "80"),
            ("date-jour", "4"),
            ("date-mois", "5"),
            ("date-annee", "2026"),
        ],
    );
    assert_eq!(
        pressure["component"][1]["valueQuantity"]["value"],
        json!(80.0)
    );
    assert!(pressure.get("valueQuantity").is_none());
    let treatment = told(Heading::Treatments, &[("nom", "Ramipril")]);
    assert_eq!(treatment["status"], json!("active"));
    assert!(
        treatment["effectivePeriod"]["extension"].is_array(),
        "IPS wants a day, or why there is none"
    );
}

#[test]
fn what_is_nothing_is_taken_out_at_every_depth() {
    let mut value =
        json!({"a": null, "b": {"c": null}, "d": [null, {"e": null}], "f": false, "g": ""});
    prune(&mut value);
    assert_eq!(value, json!({"f": false, "g": ""}));
}
