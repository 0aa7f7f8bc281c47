//! The pages of somebody who is helped speak of them by first name, and never of a child.

use super::of;
use crate::documents::GOOD;
use crate::mandates::leads;
use crate::results::{HAEMOGLOBIN, report};
use crate::town::{PDF, Town};
use http::StatusCode;
use kernel::Lang;
use std::collections::BTreeSet;
use testkit::for_each_store_at;

/// Words of childhood.
const CHILDHOOD: [&str; 8] = [
    "enfant",
    "parent",
    "représentant",
    "mineur",
    "child",
    "representative",
    "18 ans",
    "are 18",
];
/// What calls the person whose space it is *you*: a carer reads it.
const TO_THE_HOLDER: [&str; 8] = [
    "votre médecin",
    "vos documents",
    "vos résultats",
    "votre profil",
    "your doctor",
    "your documents",
    "your results",
    "your profile",
];
/// Headings and items that are about relatives and small children whoever reads.
const TRUE: [&str; 10] = [
    "Examen de l’enfant",
    "enfants exposés",
    "children exposed",
    "santé de l’enfant",
    "Child health",
    "child health",
    "proches parents",
    "Nourrissons",
    "enfants nés",
    "children born",
];

#[tokio::test]
async fn the_pages_of_a_carer_lead_nowhere_in_vain_and_speak_of_no_child() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let add = "/espace/moi/documents/ajouter";
        town.upload(&ana.cookie, add, &GOOD, ("a.pdf", PDF)).await;
        let blood = report(crate::results::ANA, "20260506", &[HAEMOGLOBIN]);
        town.upload(&ana.cookie, add, &GOOD, ("b.xml", &blood))
            .await;
        town.confides_to_louis(&ana, &louis).await;
        let mut wrong = BTreeSet::new();
        for lang in [Lang::Fr, Lang::En] {
            let mut seen = BTreeSet::new();
            let mut waiting = vec![format!("{}{}", lang.prefix(), of(&ana, "/documents"))];
            while let Some(path) = waiting.pop() {
                let other = (lang == Lang::En) != path.starts_with("/en/");
                if other || seen.len() > 200 || !seen.insert(path.clone()) {
                    continue;
                }
                let answer = town.get(&louis.cookie, &path).await;
                assert_ne!(answer.status, StatusCode::NOT_FOUND, "{path} leads nowhere");
                if answer.status != StatusCode::OK || path.contains("telecharger") {
                    continue;
                }
                let text = answer.text();
                let mut said = text.clone();
                for phrase in TRUE {
                    said = said.replace(phrase, " ");
                }
                for word in CHILDHOOD.iter().chain(&TO_THE_HOLDER) {
                    for (at, _) in said.match_indices(word) {
                        let from = said.floor_char_boundary(at.saturating_sub(60));
                        let to = said.floor_char_boundary(at + 60);
                        wrong.insert(format!("{word}: {}", &said[from..to]));
                    }
                }
                for next in leads(&text) {
                    let own = next.strip_prefix("/en").unwrap_or(&next) == "/espace/moi";
                    let inside = next.contains(&ana.space.to_string());
                    assert!(own || inside, "{path} leads to {next}");
                    if inside {
                        waiting.push(next);
                    }
                }
            }
            assert!(seen.len() > 12, "{seen:?}");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}
