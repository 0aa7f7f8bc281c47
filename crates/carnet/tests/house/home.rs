//! The home page of a space: what there is to do, what a space without anything says,
//! what is said of a part that is not to be had, and how much it weighs.

use super::town::Town;
use http::StatusCode;
use std::time::Duration;

const HOME: &str = "/espace/moi";
/// The most that a home page weighs on its way, in bytes.
const HOME_BYTES_MAX: usize = 20 * 1024;

/// How many things a home page says there are to do.
fn to_do(page: &str) -> usize {
    let said = page.split("Le calendrier officiel prévoit ").nth(1);
    let said = said.expect("what there is to do");
    let count = said.split(' ').next().expect("a number");
    match count {
        "une" => 1,
        count => count.parse().expect("a number"),
    }
}

#[tokio::test]
async fn what_there_is_to_do_is_counted_and_what_is_noted_as_done_is_one_fewer() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let page = town.reads(&ana.cookie, HOME).await;
        let before = to_do(&page);
        assert!(page.contains("choses à faire à votre âge."), "{page}");
        // Those that stand under *to do now* and *late*, and no other.
        let prevention = town.reads(&ana.cookie, "/espace/moi/prevention").await;
        let of = |heading: &str| {
            let said = prevention.split(heading).nth(1).expect("a heading");
            let count = said.split(')').next().expect("its number");
            count.parse::<usize>().expect("a number")
        };
        assert_eq!(before, of("À faire maintenant (") + of("En retard ("));
        let english = town.reads(&ana.cookie, &format!("/en{HOME}")).await;
        assert!(
            english.contains(&format!("The official calendar has {before} things to do")),
            "{english}"
        );
        // She notes the screening that is late.
        let noted = "date-annee=2026&date-mois=10";
        town.does(&ana.cookie, "/espace/moi/prevention/breast/noter", noted)
            .await;
        let page = town.reads(&ana.cookie, HOME).await;
        assert_eq!(to_do(&page), before - 1, "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_space_without_anything_says_so_with_three_ideas_and_one_with_something_does_not() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let ideas = [
            (
                "/espace/moi/profil/allergies",
                "Vos allergies",
                "Your allergies",
            ),
            (
                "/espace/moi/profil/traitements",
                "Vos traitements",
                "Your treatments",
            ),
            (
                "/espace/moi/profil/entourage",
                "La personne à prévenir",
                "The person to tell",
            ),
        ];
        let page = town.reads(&ana.cookie, HOME).await;
        assert!(
            page.contains("Votre espace est vide. Trois idées"),
            "{page}"
        );
        let english = town.reads(&ana.cookie, &format!("/en{HOME}")).await;
        assert!(
            english.contains("Your space is empty. Three ideas"),
            "{english}"
        );
        for (href, fr, en) in ideas {
            assert!(
                page.contains(&format!("<a href=\"{href}\">{fr}</a>")),
                "{fr}: {page}"
            );
            let there = format!("<a href=\"/en{href}\">{en}</a>");
            assert!(english.contains(&there), "{en}: {english}");
            // Each is there.
            town.reads(&ana.cookie, href).await;
        }
        // Nothing to declare is something that was said, and so is a document.
        town.does(&ana.cookie, "/espace/moi/profil/allergies/aucun", "")
            .await;
        let page = town.reads(&ana.cookie, HOME).await;
        assert!(
            !page.contains("est vide") && page.contains("Aucun document."),
            "{page}"
        );
        town.adds(&louis, "Ordonnance").await;
        let page = town.reads(&louis.cookie, HOME).await;
        assert!(
            !page.contains("est vide") && page.contains("Ordonnance"),
            "{page}"
        );
        // Nor is a space empty whose only appointment is over.
        let maya = town.holder(2).await;
        let page = town.reads(&maya.cookie, HOME).await;
        assert!(page.contains("Votre espace est vide"), "{page}");
        let noted = "date-jour=1&date-mois=6&date-annee=2026&heure=9:00&titre=Contrôle&passe=oui";
        town.post(&maya.cookie, "/espace/moi/agenda/ajouter", noted)
            .await;
        let page = town.reads(&maya.cookie, HOME).await;
        assert!(!page.contains("est vide"), "{page}");
        // Of a child, to whoever answers for them.
        let child = town.child("Lea", "2016-05-09", &[&ana]).await;
        town.takes(&ana, &child).await;
        let page = town.reads(&ana.cookie, &Town::of(&child, "")).await;
        assert!(
            page.contains("L’espace de Lea est vide. Trois idées"),
            "{page}"
        );
        for (href, called) in [
            ("allergies", "Les allergies de Lea"),
            ("traitements", "Les traitements de Lea"),
            ("entourage", "La personne à prévenir"),
        ] {
            let href = Town::of(&child, &format!("/profil/{href}"));
            let there = format!("<a href=\"{href}\">{called}</a>");
            assert!(page.contains(&there), "{there}: {page}");
            town.reads(&ana.cookie, &href).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_space_with_nothing_but_a_conversation_is_not_empty_read_or_not() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let page = town.reads(&ana.cookie, HOME).await;
        assert!(page.contains("Votre espace est vide"), "{page}");
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        let page = town.reads(&ana.cookie, HOME).await;
        assert!(
            page.contains("Votre espace est vide"),
            "not sent yet: {page}"
        );
        town.world.advance(Duration::from_secs(31));
        let conversation = format!("{HOME}/messages/{id}");
        for path in [HOME, &conversation, HOME] {
            let page = town.reads(&ana.cookie, path).await;
            assert!(!page.contains("est vide"), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_part_that_is_not_to_be_had_says_so_and_all_others_are_there() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ordonnance").await;
        let child = town.child("Lea", "2016-05-09", &[&ana]).await;
        town.takes(&ana, &child).await;
        let parts = [
            ("held_act", "si une demande faite par téléphone attend"),
            ("notice_given", "Leur nombre ne peut pas être affiché"),
            ("mandate", "Vos enfants ne peuvent pas être affichés"),
        ];
        let others = [
            "Ordonnance",
            "Bientôt dans l’agenda",
            "Le calendrier officiel prévoit",
            "Qui a regardé votre dossier",
            "Vos notifications",
            "Derniers documents",
        ];
        for (table, away) in parts {
            let whole = town.reads(&ana.cookie, HOME).await;
            assert!(!whole.contains(away), "{table}: {whole}");
            assert!(whole.contains("Lea"), "{whole}");
            let gone = format!("ALTER TABLE {table} RENAME TO {table}_away");
            store.execute(gone.leak(), vec![]).await.expect("away");
            let page = town.reads(&ana.cookie, HOME).await;
            assert!(page.contains(away), "{table}: {page}");
            for (_, other) in parts.iter().filter(|(other, _)| *other != table) {
                assert!(!page.contains(other), "{table}: {page}");
            }
            for words in others {
                assert!(page.contains(words), "{table}, {words}: {page}");
            }
            let back = format!("ALTER TABLE {table}_away RENAME TO {table}");
            store.execute(back.leak(), vec![]).await.expect("back");
        }
    })
    .await;
}

#[tokio::test]
async fn a_home_page_with_something_in_each_part_weighs_twenty_kilobytes_at_most() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        for n in 0..6 {
            town.adds(&ana, &format!("Compte rendu numéro {n}")).await;
            town.world.advance(Duration::from_secs(1));
        }
        for (first, born) in [("Lea", "2016-05-09"), ("Zoe", "2018-02-03")] {
            let child = town.child(first, born, &[&ana]).await;
            town.takes(&ana, &child).await;
        }
        town.deposits(&doctor, &ana, "Bilan").await;
        town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        let day = "date-jour=4&date-mois=12&date-annee=2026&heure=9:30&titre=Contrôle";
        town.does(&ana.cookie, "/espace/moi/agenda/ajouter", day)
            .await;
        let record = format!("/pro/patients/{}", ana.space);
        town.reads(&doctor.cookie, &record).await;
        town.world.advance(Duration::from_secs(31));
        // One new thing, a message, what to do, what comes next, who was there last.
        let page = town.reads(&ana.cookie, HOME).await;
        for part in [
            "Bilan</h2>",
            "un échange non lu",
            "à faire à votre âge",
            "Contrôle</a>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("Personne n’a ouvert"), "{page}");
        for path in [HOME, "/en/espace/moi"] {
            // Pages are not compressed: this is what travels.
            let answer = town.get(&ana.cookie, path).await;
            assert_eq!(answer.status, StatusCode::OK);
            let bytes = answer.body.len();
            assert!((1_000..=HOME_BYTES_MAX).contains(&bytes), "{path}: {bytes}");
        }
    })
    .await;
}
