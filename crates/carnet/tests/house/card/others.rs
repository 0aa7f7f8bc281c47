//! Everybody else: a card is its holder's alone, and nobody makes one readable in
//! the first days of an account that a letter opened.

use super::CARD;
use crate::town::{DAY, Town};
use http::StatusCode;

#[tokio::test]
async fn nobody_but_the_holder_sees_makes_changes_or_ends_a_card() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, doctor) = (
            town.holder(0).await,
            town.holder(1).await,
            town.doctor().await,
        );
        town.consents(&doctor, &ana).await;
        town.notes_line(&ana, "allergies/ajouter", "nom=Latex")
            .await;
        town.ticks(&ana, &["Latex"]).await;
        let line = town.box_of(&ana, "Latex").await;
        let path = town.codes(&ana).await;
        let [operator, volunteer, administrator] = town.team().await;
        let others = [
            &doctor.cookie,
            &operator.cookie,
            &volunteer.cookie,
            &administrator.cookie,
        ];
        for cookie in others {
            for (to, form) in [
                (CARD, "c-nom=oui"),
                ("/espace/moi/carte/code", ""),
                ("/espace/moi/carte/code/arreter", ""),
            ] {
                let refused = town.post(cookie, to, form).await;
                assert!(!refused.location().contains("fait="), "{to}");
            }
            for to in [CARD, "/espace/moi/carte.pdf"] {
                let refused = town.get(cookie, to).await;
                assert_ne!(refused.status, StatusCode::OK, "{to}");
            }
        }
        // Another holder has a card of their own: her lines are not there to tick.
        let form = format!("{line}=oui&c-nom=oui");
        town.post(&louis.cookie, CARD, &form).await;
        let page = town.card(&louis).await;
        assert!(
            !page.contains("Latex") && page.contains("Une ligne, sur 40"),
            "{page}"
        );
        town.post(&louis.cookie, "/espace/moi/carte/code/arreter", "")
            .await;
        assert!(town.finds(&path).await.text().contains("Latex"));
        // It outlives her session, and no service or software has it.
        town.world.advance(DAY);
        assert!(town.finds(&path).await.text().contains("Latex"));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_on_a_card_comes_back_with_a_sentence() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for n in 0..41 {
            town.notes_line(&ana, "allergies/ajouter", &format!("nom=Allergie{n:02}"))
                .await;
        }
        for strange in ["c-tout=oui", "c-ligne-x=oui", "c-rien-x=oui", "nom=oui"] {
            let refused = town.post(&ana.cookie, CARD, strange).await;
            assert_eq!(
                refused.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{strange}"
            );
        }
        // Of a long heading the first are offered, and those that are ticked.
        let page = town.card(&ana).await;
        let names = page.split("name=\"c-ligne-").skip(1);
        let names: Vec<&str> = names.filter_map(|after| after.split('"').next()).collect();
        assert_eq!(names.len(), 30);
        let form: Vec<String> = names.iter().map(|id| format!("c-ligne-{id}=oui")).collect();
        let form = form.join("&");
        let kept = town.post(&ana.cookie, CARD, &form).await;
        assert_eq!(kept.location(), format!("{CARD}?fait=choisi"));
        let page = town.card(&ana).await;
        assert!(page.contains("30 lignes, sur 40 au plus"), "{page}");
        // A card without a line is not printed.
        town.ticks(&ana, &[]).await;
        let empty = town.get(&ana.cookie, "/espace/moi/carte.pdf").await;
        assert_eq!(empty.location(), format!("{CARD}?fait=vide"));
        let said = town.get(&ana.cookie, empty.location()).await.text();
        assert!(said.contains("Cochez au moins une ligne"), "{said}");
        let odd = town
            .get(&ana.cookie, "/espace/moi/carte.pdf?format=a5")
            .await;
        assert_eq!(odd.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn act_23_no_card_is_made_readable_in_the_first_days_of_an_account_that_a_letter_opened() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let spaces = &town.house.spaces;
        let told = spaces.announce(person, spaces::Channel::Letter).await;
        let told = told.expect("announced");
        let code = told.code.in_groups();
        let thief = town.moves_in(0, &code, "voleur@exemple.fr").await;
        let path = format!("{CARD}/code");
        let refused = town.post(&thief, &path, "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        // Ticks let nobody read while there is no code.
        let ticked = town.post(&thief, CARD, "c-nom=oui").await;
        assert_eq!(ticked.location(), format!("{CARD}?fait=choisi"));
        town.world.advance(DAY * 3);
        let ana = town.comes_back(told.space).await;
        let made = town.post(&ana, &path, "").await;
        assert_eq!(
            made.location(),
            format!("{CARD}?fait=code"),
            "{}",
            made.text()
        );
    })
    .await;
}

#[tokio::test]
async fn vis_01_no_professional_learns_that_there_is_a_card() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.notes_line(&ana, "maladies/ajouter", "nom=VIHCANARI")
            .await;
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let paths = [
            record.clone(),
            format!("{record}/resume"),
            format!("{record}/profil"),
            format!("{record}/profil/maladies"),
        ];
        let seen = async || {
            let mut all = Vec::new();
            for path in &paths {
                all.push(town.get(&doctor.cookie, path).await.shape());
            }
            all
        };
        let before = seen().await;
        // A line of a heading that she keeps, on the card: kept all the same.
        town.ticks(&ana, &["VIHCANARI"]).await;
        let path = town.codes(&ana).await;
        assert!(town.finds(&path).await.text().contains("VIHCANARI"));
        assert_eq!(seen().await, before);
    })
    .await;
}
