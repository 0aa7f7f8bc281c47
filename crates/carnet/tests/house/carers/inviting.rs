//! Invited, named, told what it is, and on their honour; and what shows of it.

use super::{INVITE, JOIN, LIST, LOUIS, accepting, of};
use crate::town::{DAY, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

#[tokio::test]
async fn azp_08_who_is_invited_sees_nothing_before_they_read_what_it_is_and_accept_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        town.adds(&ana, "Ordonnance").await;
        let code = town.invites_to_help(&ana, LOUIS).await;
        let there = of(&ana, "/documents");
        assert_eq!(
            town.get(&louis.cookie, &there).await.status,
            StatusCode::NOT_FOUND
        );
        // Somebody else has no use for it, and does not use it up.
        let form = accepting(&code);
        town.is_told(&maria.cookie, JOIN, &form, "pas valable pour vous")
            .await;
        // They read what, and until when; nothing is theirs yet.
        let offer = town
            .post(&louis.cookie, JOIN, &format!("code={code}"))
            .await;
        assert_eq!(offer.status, StatusCode::OK, "{}", offer.text());
        let page = offer.text();
        for said in [
            "Ana Martin vous demande",
            "30 juin 2027",
            "Accepter d’aider",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("checked"), "{page}");
        let form = format!("code={code}&geste=accepter");
        town.is_told(&louis.cookie, JOIN, &form, "Cochez cette case")
            .await;
        assert_eq!(
            town.get(&louis.cookie, &there).await.status,
            StatusCode::NOT_FOUND
        );
        let done = town.post(&louis.cookie, JOIN, &accepting(&code)).await;
        assert_eq!(done.location(), of(&ana, ""), "{}", done.text());
        let home = town.get(&louis.cookie, &of(&ana, "")).await;
        assert_eq!(home.location(), there);
        let list = town.reads(&louis.cookie, &there).await;
        assert!(list.contains("Ordonnance"), "{list}");
        assert!(list.contains("Vous êtes dans l’espace d’Ana"), "{list}");
        // Once.
        town.is_told(&louis.cookie, JOIN, &accepting(&code), "pas valable")
            .await;
    })
    .await;
}

#[tokio::test]
async fn both_are_told_and_each_visit_is_a_line_by_name_of_the_holder_s_history() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let id = town.adds(&ana, "Ordonnance").await;
        town.confides_to_louis(&ana, &louis).await;
        for (who, said) in [
            (&ana, "Un proche voit maintenant votre espace"),
            (&louis, "Vous voyez maintenant l’espace d’un proche"),
        ] {
            let given = town.reads(&who.cookie, "/espace/moi/notifications").await;
            assert!(given.contains(said), "{given}");
        }
        let below = format!("/documents/{id}");
        town.reads(&louis.cookie, &of(&ana, &below)).await;
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(history.contains("Louis Petit"), "{history}");
        assert!(history.contains("Votre proche"), "{history}");
        let history = town.reads(&louis.cookie, "/espace/moi/acces/journal").await;
        assert!(!history.contains("Ordonnance"), "{history}");
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        assert!(
            life.contains("Louis Petit voit cet espace, comme aidant"),
            "{life}"
        );
        assert!(life.contains("Un aidant voit cet espace"), "{life}");
        let list = town.reads(&ana.cookie, LIST).await;
        assert!(list.contains("Louis Petit"), "{list}");
        let list = town.reads(&louis.cookie, LIST).await;
        assert!(list.contains("Ana Martin"), "{list}");
        // “Who can see this?” asks the very decision.
        let who = format!("/espace/moi/documents/{id}/visibilite");
        let page = town.reads(&ana.cookie, &who).await;
        let (_, carers) = page.split_once("Vos proches").expect("carers");
        assert!(
            carers.contains("Louis Petit") && carers.contains("Peut le voir"),
            "{carers}"
        );
        crate::hiding::hides(&town, &ana, &id, "tous").await;
        let page = town.reads(&ana.cookie, &who).await;
        let (_, carers) = page.split_once("Vos proches").expect("carers");
        assert!(
            !carers.contains("Peut le voir") && carers.contains("Masqué"),
            "{carers}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_invitation_says_what_until_when_and_whom_and_is_over_after_fourteen_days() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let form = town.reads(&ana.cookie, INVITE).await;
        assert!(!form.contains("checked"), "{form}");
        for (from, to, why) in [
            ("&voir=oui", "", "Cochez ce que vous confiez"),
            (
                "&fin-jour=30&fin-mois=6&fin-annee=2027",
                "",
                "jusqu’à quel jour",
            ),
            ("fin-annee=2027", "fin-annee=2020", "après aujourd’hui"),
            ("fin-annee=2027", "fin-annee=2029", "deux ans au plus"),
            ("nom=PETIT", "nom=", "Remplissez"),
        ] {
            let form = LOUIS.replace(from, to);
            town.is_told(&ana.cookie, INVITE, &form, why).await;
        }
        let own = LOUIS
            .replace("PETIT&prenom=louis", "Martin&prenom=ana")
            .replace(
                "jour=3&naissance-mois=2&naissance-annee=1984",
                "jour=12&naissance-mois=8&naissance-annee=1955",
            );
        town.is_told(&ana.cookie, INVITE, &own, "C’est vous").await;
        let code = town.invites_to_help(&ana, LOUIS).await;
        town.world.advance(DAY * 14);
        let louis = town.later(louis).await;
        town.is_told(&louis.cookie, JOIN, &accepting(&code), "pas valable")
            .await;
    })
    .await;
}

#[tokio::test]
async fn inviting_accepting_and_ending_ask_for_both_factors_first() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_to_louis(&ana, &louis).await;
        let care = town.care_of(&ana.cookie).await;
        town.world.advance(Duration::from_secs(6 * 60));
        for (path, form) in [
            (INVITE, LOUIS),
            (JOIN, "code=0"),
            (care.as_str(), "geste=arreter"),
        ] {
            let answer = town.post(&ana.cookie, path, form).await;
            let to = answer.location();
            assert!(
                to.starts_with("/connexion/preuve?retour=/espace/moi/proches"),
                "{to}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_confides_or_helps_in_the_first_days_of_an_account_or_before_they_are_of_age() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let spaces = &town.house.spaces;
        let told = spaces.announce(person, spaces::Channel::Letter).await;
        let code = told.expect("announced").code.in_groups();
        let thief = town.moves_in(0, &code, "voleur@exemple.fr").await;
        let answer = town.post(&thief, INVITE, LOUIS).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        let louis = town.holder(1).await;
        let ana = LOUIS
            .replace("PETIT&prenom=louis", "Martin&prenom=ana")
            .replace(
                "jour=3&naissance-mois=2&naissance-annee=1984",
                "jour=12&naissance-mois=8&naissance-annee=1955",
            );
        let code = town.invites_to_help(&louis, &ana).await;
        let answer = town.post(&thief, JOIN, &accepting(&code)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        // Who is sixteen confides nothing, and helps nobody.
        let lea = town.girl(1, "Lea", 2010).await;
        let list = town.reads(&lea.cookie, LIST).await;
        assert!(!list.contains("Vos aidants"), "{list}");
        let answer = town.post(&lea.cookie, INVITE, LOUIS).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let young = LOUIS
            .replace("PETIT&prenom=louis", "Roux&prenom=lea")
            .replace(
                "jour=3&naissance-mois=2&naissance-annee=1984",
                "jour=4&naissance-mois=5&naissance-annee=2010",
            );
        let code = town.invites_to_help(&louis, &young).await;
        let answer = town.post(&lea.cookie, JOIN, &accepting(&code)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    })
    .await;
}
