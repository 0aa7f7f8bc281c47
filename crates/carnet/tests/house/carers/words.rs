//! The pages of somebody who is helped speak of them by first name, and never of a child.

use super::of;
use super::reading::LINES;
use crate::documents::GOOD;
use crate::mandates::leads;
use crate::mandates::words::lists::NAMES;
use crate::mandates::words::sentences::{Said, address, all, visible};
use crate::results::{HAEMOGLOBIN, report};
use crate::town::{Holder, PDF, Town};
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
/// What may call the carer *you* in the space of who is helped, by the keys of the
/// sentences, and why it is theirs. Nothing else there may say *you* or *my*.
const TO_THE_CARER: [(&str, &[&str]); 6] = [
    (
        "where they are, and the way back to their own space",
        &[
            "edge-acting",
            "edge-acting-back",
            "edge-acting-label-helped",
            "edge-crumbs",
        ],
    ),
    (
        "their session",
        &[
            "edge-session-length",
            "edge-session-soon",
            "edge-session-text",
        ],
    ),
    (
        "a page for everybody, of nobody’s space; whom they may call",
        &["edge-footer-data", "edge-help-block-text-child"],
    ),
    (
        "what they may see and do here",
        &[
            "messages-attach-hint-child",
            "messages-closed",
            "messages-nobody-helped",
            "messages-none-helped",
            "messages-to-hint-helped",
            "profile-lead-of-helped",
            "reading-damaged",
        ],
    ),
    (
        "what they typed or sent",
        &[
            "messages-draft-kept-helped",
            "messages-sent-holder",
            "messages-undone-beside",
        ],
    ),
    (
        "what they themselves wrote, and nobody else",
        &["messages-go-on", "messages-you"],
    ),
];
/// What is said of who is helped, by first name, where a sentence for them says *you*.
const OF_ANA: [&str; 6] = [
    "Noté par Ana : octobre 2026.",
    "Noted by Ana: October 2026.",
    "Calculé du poids et de la dernière taille d’Ana, sans jugement.",
    "Computed from the weight and the last height of Ana, without judging.",
    "Les volontés d’Ana",
    "What Ana wants",
];
/// Of who is helped.
const FIRST: &str = "Ana";
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

/// What may speak to the carer, as it is said of who is helped.
fn allowed(lang: Lang) -> Vec<Said> {
    let sentences = all(lang);
    let keys = TO_THE_CARER.iter().flat_map(|(_, keys)| *keys);
    let said = keys.map(|key| {
        let source = sentences.get(*key);
        Said::of(lang, FIRST, source.unwrap_or_else(|| panic!("no {key}")))
    });
    said.collect()
}

impl Town {
    /// A carer keeps a draft.
    async fn keeps_a_draft(&self, carer: &Holder, path: &str) {
        let form = format!("jeton={}&geste=garder&texte=Plus+tard", self.token());
        self.does(&carer.cookie, path, &form).await;
    }

    /// The holder writes of themselves, and notes what was done.
    async fn fills_in(&self, holder: &Holder) {
        for (heading, form, _) in LINES {
            self.writes_under(holder, heading, form).await;
        }
        for form in [
            "mesure=taille&valeur=165&date-jour=4&date-mois=5&date-annee=2026",
            "mesure=poids&valeur=71&date-jour=4&date-mois=6&date-annee=2026",
        ] {
            self.writes_under(holder, "mesures", form).await;
        }
        self.shares(holder, "mesures", true).await;
        let target = "mesure=poids&max=70&date-jour=5&date-mois=5&date-annee=2026";
        let targets = "/espace/moi/profil/objectifs";
        self.does(&holder.cookie, targets, target).await;
        let breast = "/espace/moi/prevention/breast/noter";
        self.does(&holder.cookie, breast, "date-annee=2026&date-mois=10")
            .await;
    }
}

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
        town.fills_in(&ana).await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let said = town.writes_first(&doctor, ana.space, "Suivi").await;
        let (wrote, closed) = (
            town.writes_first(&doctor, ana.space, "Examens").await,
            town.writes_first(&doctor, ana.space, "Fin").await,
        );
        for id in [&said, &wrote, &closed] {
            let thread = of(&ana, &format!("/messages/{id}"));
            town.writes_on(&louis.cookie, &thread, "Merci.").await;
            let own = format!("/espace/moi/messages/{id}");
            town.writes_on(&ana.cookie, &own, "Merci.").await;
        }
        let his = format!("/pro/patients/{}/messages/{closed}/etat", ana.space);
        town.does(&doctor.cookie, &his, "etat=closed").await;
        town.keeps_a_draft(&louis, &of(&ana, &format!("/messages/{wrote}")))
            .await;
        let blocks = format!("/espace/moi/acces/pro/{}/decider", doctor.professional.rpps);
        let (mut wrong, mut heard) = (BTreeSet::new(), String::new());
        for lang in [Lang::Fr, Lang::En] {
            let allowed = allowed(lang);
            let mut seen = BTreeSet::new();
            let more = format!("/messages/{said}?joindre=oui");
            let kept = format!("/messages/{wrote}?fait=garde");
            let undone = format!("/messages/{said}?fait=annule-deux");
            let mut waiting: Vec<String> =
                ["/documents", "/messages/ecrire", &more, &kept, &undone]
                    .iter()
                    .map(|below| format!("{}{}", lang.prefix(), of(&ana, below)))
                    .collect();
            // What she shuts out by the second language is shut out without a word of it.
            if lang == Lang::En {
                town.does(&ana.cookie, &blocks, "quoi=bloquer").await;
            }
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
                heard.push_str(&text);
                for text in visible(&text) {
                    let cut = |rest, said: &Said| said.cut_from(rest);
                    let rest = allowed.iter().fold(text.clone(), cut);
                    let unnamed = |rest: String, name: &&str| rest.replace(name, " ");
                    let rest = NAMES.iter().fold(rest, unnamed);
                    if let Some(word) = address(lang, &rest) {
                        wrong.insert(format!("{word} — {text} — {path}"));
                    }
                }
                for word in CHILDHOOD {
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
        for said in OF_ANA {
            assert!(heard.contains(said), "{said}");
        }
        assert!(!heard.contains("Noté par le patient"));
    })
    .await;
}

#[tokio::test]
async fn what_is_offered_at_an_age_is_offered_to_who_is_helped() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let louis = town.holder(1).await;
        let lea = town.girl(1, "Lea", 2006).await;
        let made = town.post(&lea.cookie, super::INVITE, super::LOUIS).await;
        let code = super::code_on(&made.text()).expect("a code");
        town.does(&louis.cookie, super::JOIN, &super::accepting(&code))
            .await;
        let there = format!("/espace/{}/prevention", lea.space);
        for (lang, said) in [
            (Lang::Fr, "Proposé à cet âge, si Lea le souhaite."),
            (Lang::En, "Offered at this age, if Lea wishes."),
        ] {
            let path = format!("{}{there}", lang.prefix());
            let page = town.reads(&louis.cookie, &path).await;
            assert!(page.contains(said), "{page}");
        }
        let own = town.reads(&lea.cookie, "/espace/moi/prevention").await;
        assert!(own.contains("si vous le souhaitez"), "{own}");
    })
    .await;
}
