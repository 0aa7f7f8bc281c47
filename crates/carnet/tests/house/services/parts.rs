//! Parts of a kind: measures without results of laboratories, and the other way round,
//! in the listing, on the page that asks, and in all that a token opens.

use super::writing::weight;
use super::{BACK, Tokens, code_of, documents_of, encoded, error_of, first_id, found, service};
use crate::dmp::json;
use crate::results::{ANA, HAEMOGLOBIN, report};
use crate::town::{Holder, Town};
use ::catalogue::kinds::{Kind, reaching};
use http::{Method, StatusCode};
use identity::clients::services::NewService;
use std::time::Duration;
use testkit::for_each_store_at;

const VITAL: &str = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
const MEASURES: &str = "patient/Observation.rs?category=vital-signs";
const LABORATORY: &str = "patient/Observation.rs?category=laboratory";

/// A service that may have parts alone.
fn narrow(id: &str, read: &[Kind], added: &[Kind]) -> NewService {
    NewService {
        scopes: reaching(read, added),
        ..service(id)
    }
}

fn observations_of(holder: &Holder) -> String {
    format!("/fhir/Observation?patient=Patient/{}", holder.space)
}

impl Town {
    /// Ana, with a result of a laboratory and a weight.
    async fn measured(&self) -> Holder {
        let (ana, doctor, other) = self.holder_and_two_doctors().await;
        self.consents(&other, &ana).await;
        let file = report(ANA, "20261104", &[HAEMOGLOBIN]);
        self.reports(&doctor, &ana, "Bilan", &file).await;
        let weight = "mesure=poids&valeur=72,5&date-jour=4&date-mois=5&date-annee=2026";
        for (path, form) in [("ajouter", weight), ("partage", "partager=oui")] {
            let path = format!("/espace/moi/profil/mesures/{path}");
            let noted = self.post(&ana.cookie, &path, form).await;
            assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
        }
        ana
    }

    /// What somebody is asked in these scopes, and the tokens of a yes to all of it.
    async fn grants(&self, holder: &Holder, id: &str, scope: &str, ticked: &[&str]) -> Tokens {
        let path = Self::asks_at(id, &[("scope", scope)]);
        let ticks: Vec<_> = ticked.iter().map(|name| (*name, "oui")).collect();
        let form = self.yes(&encoded(&ticks));
        let done = self.post(&holder.cookie, &path, &form).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        Tokens::of(&self.trades(id, &code_of(&done), &[]).await)
    }
}

#[tokio::test]
async fn app_01_measures_are_had_without_results_of_laboratories_and_the_other_way_round() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.measured().await;
        town.lists(narrow("souffle", &[Kind::Results], &[Kind::Measures]))
            .await;
        // What is asked for is narrower than what is listed, and is said so.
        let asked = Town::asks_at("souffle", &[("scope", MEASURES)]);
        let page = town.get(&ana.cookie, &asked).await.text();
        assert!(page.contains("lire-mesures"), "{page}");
        assert!(page.contains("Aucune analyse de laboratoire."), "{page}");
        assert!(!page.contains("lire-resultats"), "{page}");
        let ticked = ["lire-mesures"];
        let measures = town.grants(&ana, "souffle", MEASURES, &ticked).await;
        town.lists(narrow("labo", &[Kind::Laboratory], &[])).await;
        let ticked = ["lire-laboratoire"];
        let results = town.grants(&ana, "labo", LABORATORY, &ticked).await;
        let path = observations_of(&ana);
        let (weights, found) = (
            town.served(&measures.access, &path).await,
            town.served(&results.access, &path).await,
        );
        for (bundle, code) in [(&weights, "29463-7"), (&found, "718-7")] {
            let bundle = json(bundle);
            assert_eq!(bundle["total"], 1, "{bundle}");
            let coded = &bundle["entry"][0]["resource"]["code"]["coding"][0]["code"];
            assert_eq!(*coded, *code, "{bundle}");
            // Its document is not for whoever reads no documents.
            let from = &bundle["entry"][0]["resource"]["derivedFrom"];
            assert!(from.is_null(), "{bundle}");
        }
        // By id, the other part is as what never was.
        let unknown = format!("/fhir/Observation/{}-00000000000000000000000001", ana.space);
        for (token, own, other) in [
            (&measures.access, first_id(&weights), first_id(&found)),
            (&results.access, first_id(&found), first_id(&weights)),
        ] {
            let one = town
                .served(token, &format!("/fhir/Observation/{own}"))
                .await;
            assert_eq!(one.status, StatusCode::OK, "{}", one.text());
            let never = town.served(token, &unknown).await;
            assert_eq!(never.status, StatusCode::NOT_FOUND);
            for other in [other.clone(), format!("{other}/_history")] {
                let one = town
                    .served(token, &format!("/fhir/Observation/{other}"))
                    .await;
                assert_eq!(one.shape(), never.shape());
            }
        }
        // What one asks for within it changes nothing.
        let asked = format!("{path}&category=laboratory");
        let none = json(&town.served(&measures.access, &asked).await);
        assert_eq!(none["total"], 0, "{none}");
        // It may be read, and not written.
        let refused = town
            .adds_in_fhir(&measures.access, &weight(&ana, 71.0))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        assert!(
            list.contains("Mes mesures") && list.contains("Mes analyses"),
            "{list}"
        );
    })
    .await;
}

#[tokio::test]
async fn app_01_measures_are_added_by_whoever_was_let_add_measures_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.measured().await;
        town.lists(narrow("souffle", &[Kind::Measures], &[Kind::Measures]))
            .await;
        let scope = format!("offline_access patient/Observation.cruds?category={VITAL}");
        let ticked = ["lire-mesures", "ajouter-mesures"];
        let tokens = town.grants(&ana, "souffle", &scope, &ticked).await;
        // Without a category of its own: where it stands says what it is.
        let mut sent = weight(&ana, 71.0);
        sent.as_object_mut().expect("an object").remove("category");
        let created = town.adds_in_fhir(&tokens.access, &sent).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
        let id = json(&created)["id"].as_str().expect("an id").to_owned();
        let one = format!("/fhir/Observation/{id}");
        assert_eq!(
            town.served(&tokens.access, &one).await.status,
            StatusCode::OK
        );
        let bundle = json(&town.served(&tokens.access, &observations_of(&ana)).await);
        assert_eq!(bundle["total"], 2, "{bundle}");
        let gone = town
            .requests(Method::DELETE, &tokens.access, &one, &[], "")
            .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        // A token says what it is narrowed to, and is narrowed further, never back.
        let wider = [("scope", "patient/Observation.rs")];
        let wider = town.refreshes("souffle", &tokens.refresh, &wider).await;
        assert_eq!(error_of(&wider), "invalid_scope");
        let less = format!("patient/Observation.r?category={VITAL}");
        let less = [("scope", less.as_str())];
        let less = town.refreshes("souffle", &tokens.refresh, &less).await;
        assert_eq!(less.status, StatusCode::OK, "{}", less.text());
        let said = json(&less)["scope"].as_str().expect("scopes").to_owned();
        assert!(
            said.contains(&format!("patient/Observation.r?category={VITAL}")),
            "{said}"
        );
    })
    .await;
}

#[tokio::test]
async fn app_01_what_a_listing_holds_in_part_is_not_asked_for_whole_nor_by_an_unknown_parameter() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(narrow("souffle", &[Kind::Measures], &[])).await;
        for scope in [
            "patient/Observation.rs",
            LABORATORY,
            "patient/Observation.rs?category=survey",
            "patient/Observation.rs?category=vital-signs&status=final",
            "patient/Observation.rs?code=8480-6",
            "patient/Observation.cruds?category=vital-signs",
        ] {
            let path = Town::asks_at("souffle", &[("scope", scope)]);
            let answer = town.get(&ana.cookie, &path).await;
            let to = answer.location();
            assert!(
                to.starts_with(&format!("{BACK}?error=invalid_scope")),
                "{scope}: {to}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn app_01_documents_of_one_class_are_had_as_if_there_were_no_others() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let report = town.deposits(&doctor, &ana, "Compte rendu de juin").await;
        town.world.advance(Duration::from_secs(1));
        let fields = [
            ("title", "CANARIRADIO"),
            ("type", "DOCPAT04"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = "/espace/moi/documents/ajouter";
        let sent = town.upload(&ana.cookie, path, &fields, ("radio.txt", b"Poumons."));
        assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
        let listed = town.id_of(&ana.cookie, "/espace/moi/documents", "CANARIRADIO");
        let image = listed.await.expect("listed");
        let form = format!("nom=Asthme&document-{report}=oui&document-{image}=oui");
        for (path, form) in [("ajouter", &*form), ("partage", "partager=oui")] {
            let path = format!("/espace/moi/profil/maladies/{path}");
            let noted = town.post(&ana.cookie, &path, form).await;
            assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
        }
        town.lists(narrow("souffle", &[Kind::Reports, Kind::Conditions], &[]))
            .await;
        for scope in [
            "patient/DocumentReference.rs",
            "patient/DocumentReference.rs?category=31",
            "patient/DocumentReference.rs?category=99",
            "patient/DocumentReference.cruds?category=10",
            "patient/Binary.r",
        ] {
            let path = Town::asks_at("souffle", &[("scope", scope)]);
            let answer = town.get(&ana.cookie, &path).await;
            let to = answer.location();
            assert!(
                to.starts_with(&format!("{BACK}?error=invalid_scope")),
                "{scope}: {to}"
            );
        }
        let scope = "patient/DocumentReference.rs?category=10 patient/Condition.rs";
        let asked = Town::asks_at("souffle", &[("scope", scope)]);
        let page = town.get(&ana.cookie, &asked).await.text();
        assert!(page.contains("Mes comptes rendus et synthèses"), "{page}");
        assert!(!page.contains("lire-documents"), "{page}");
        let ticked = ["lire-comptes-rendus", "lire-maladies"];
        let tokens = town.grants(&ana, "souffle", scope, &ticked).await;
        let token = &tokens.access;
        let bundle = town.served(token, &documents_of(&ana)).await;
        assert_eq!(found(&bundle), ["Compte rendu de juin"]);
        assert_eq!(json(&bundle)["total"], 1);
        // By id the other one is as what never was.
        for kind in ["DocumentReference", "Binary"] {
            let at = |id: &str| format!("/fhir/{kind}/{}-{id}", ana.space);
            let own = town.served(token, &at(&report)).await;
            assert_eq!(own.status, StatusCode::OK, "{}", own.text());
            let never = town.served(token, &at("00000000000000000000000001")).await;
            assert_eq!(never.status, StatusCode::NOT_FOUND);
            assert_eq!(town.served(token, &at(&image)).await.shape(), never.shape());
        }
        let sets = format!("/fhir/List?patient=Patient/{}", ana.space);
        let sets = town.served(token, &sets).await;
        assert_eq!(sets.status, StatusCode::FORBIDDEN, "{}", sets.text());
        // A line rests on what may be read, as far as this service knows.
        let conditions = format!("/fhir/Condition?patient=Patient/{}", ana.space);
        let conditions = json(&town.served(token, &conditions).await);
        let rests = &conditions["entry"][0]["resource"]["evidence"][0]["detail"];
        let named = format!("DocumentReference/{}-{report}", ana.space);
        assert_eq!(rests[0]["reference"], named, "{conditions}");
        assert!(rests[1].is_null(), "{conditions}");
        // No read of the other one is written.
        let read = "/espace/moi/acces/journal?qui=ssouffle";
        let read = town.get(&ana.cookie, read).await.text();
        assert!(!read.contains("CANARI"), "{read}");
    })
    .await;
}

#[tokio::test]
async fn the_page_that_asks_says_what_is_true_of_reading_of_adding_and_of_both() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(narrow("souffle", &[Kind::Allergies], &[Kind::Allergies]))
            .await;
        let (reads, adds) = (
            "patient/AllergyIntolerance.rs",
            "patient/AllergyIntolerance.cud",
        );
        let both = format!("{reads} {adds}");
        for (asked, long, never, written) in [
            (
                reads,
                "pourra lire pendant",
                "n’écrira rien",
                "Chacune de ses lectures est",
            ),
            (
                adds,
                "pourra ajouter pendant",
                "ne lira rien de votre espace",
                "Chacun de ses ajouts est",
            ),
            (
                &both,
                "pourra lire et ajouter pendant",
                "ne verra jamais",
                "Chacune de ses lectures et chacun",
            ),
        ] {
            let online = format!("launch/patient {asked}");
            let path = Town::asks_at("souffle", &[("scope", &online)]);
            let page = town.get(&ana.cookie, &path).await.text();
            for words in [long, never, written] {
                assert!(page.contains(words), "{words}: {page}");
            }
            let offline = format!("{online} offline_access");
            let path = Town::asks_at("souffle", &[("scope", &offline)]);
            let page = town.get(&ana.cookie, &path).await.text();
            let without = long.replace("pendant", "sans vous");
            assert!(page.contains(&without), "{without}: {page}");
        }
    })
    .await;
}
