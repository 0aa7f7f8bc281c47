//! What a line goes with and rests on, when software sends it back.

use super::{issue, resources};
use crate::dmp::{Dmp, FHIR, json};
use crate::town::{Holder, Pro};
use http::header::{CONTENT_TYPE, IF_MATCH};
use http::{Method, StatusCode};

/// Software sends back what it read of a line of its professional's: its links are no
/// reason to refuse it, and stay. Any other is.
pub(super) async fn are_sent_back(
    dmp: &Dmp,
    (ana, doctor): (&Holder, &Pro),
    token: &str,
    line: &str,
) {
    let letter = dmp.town.adds(ana, "Lettre").await;
    let page = format!("/pro/patients/{}/profil/traitements", ana.space);
    let form = format!("nom=Fer&avec-{line}=on&document-{letter}=oui");
    let add = format!("{page}/ajouter");
    dmp.town.does(&doctor.cookie, &add, &form).await;
    let mut all = resources(&dmp.finds(token, ana, "MedicationStatement").await).into_iter();
    let hers = all.find(|it| it["medicationCodeableConcept"]["text"] == "Fer");
    let hers = hers.expect("hers");
    let named = format!("DocumentReference/{}-{letter}", ana.space);
    assert_eq!(hers["derivedFrom"][0]["reference"], named, "{hers}");
    assert!(hers["reasonReference"][0].is_object(), "{hers}");
    let id = hers["id"].as_str().expect("an id");
    let path = format!("/fhir/MedicationStatement/{id}");
    let version = hers["meta"]["versionId"].as_str().expect("a version");
    let tag = format!("W/\"{version}\"");
    let media = (CONTENT_TYPE, "application/fhir+json");
    let headers = [FHIR, media, (IF_MATCH, tag.as_str())];
    let mut more = hers.clone();
    let never = format!("DocumentReference/{}-00000000000000000000000001", ana.space);
    let one = serde_json::json!({ "reference": never });
    let links = more["derivedFrom"].as_array_mut().expect("links");
    links.push(one);
    let refused = dmp.ask(Method::PUT, &path, Some(token), &headers, more.to_string());
    let refused = refused.await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.text());
    assert_eq!(issue(&refused), "profile-fhir-not-kept");
    let done = dmp.ask(Method::PUT, &path, Some(token), &headers, hers.to_string());
    let done = done.await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(json(&done).get("derivedFrom").is_none(), "{}", done.text());
    let page = dmp.town.get(&doctor.cookie, &page).await.text();
    assert!(page.contains(&letter), "{page}");
}
