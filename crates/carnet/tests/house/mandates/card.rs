//! The emergency card of a child: chosen, printed, opened and ended by who answers for
//! them, and read by whoever finds it.

use super::Child;
use crate::town::{Holder, Town};
use http::StatusCode;
use testkit::for_each_store_at;

const READ: &str = "A lu la carte d’urgence";

impl Town {
    /// Ticks these lines of a child's card, and no other.
    async fn ticks_for(&self, adult: &Holder, child: &Child, lines: &[&str]) {
        let card = Self::of(child, "/carte");
        let page = self.reads(&adult.cookie, &card).await;
        let mut form = Vec::new();
        for words in lines {
            let boxes = page.split("<label class=\"radio\">").skip(1);
            let mut boxes = boxes.filter_map(|after| after.split("</label>").next());
            let found = boxes.find(|found| found.contains(words));
            let found = found.unwrap_or_else(|| panic!("no box of {words}: {page}"));
            let name = found.split("name=\"").nth(1).expect("a name");
            form.push(format!("{}=oui", name.split('"').next().expect("a name")));
        }
        let sent = self.post(&adult.cookie, &card, &form.join("&")).await;
        assert_eq!(
            sent.location(),
            format!("{card}?fait=choisi"),
            "{}",
            sent.text()
        );
    }

    /// Puts a code on a child's card: its path.
    async fn codes_for(&self, adult: &Holder, child: &Child) -> String {
        let card = Self::of(child, "/carte");
        let made = self.post(&adult.cookie, &format!("{card}/code"), "").await;
        assert_eq!(
            made.location(),
            format!("{card}?fait=code"),
            "{}",
            made.text()
        );
        let page = self.reads(&adult.cookie, &card).await;
        let found = page.split("http://localhost:8080/u/").nth(1);
        let secret = found.expect("an address").split('<').next();
        format!("/u/{}", secret.expect("an address"))
    }
}

#[tokio::test]
async fn a_parent_makes_the_card_of_a_child_and_both_are_told_that_it_was_read() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let line = Town::of(&lea, "/profil/allergies/ajouter");
        town.does(&ana.cookie, &line, "nom=Latex").await;
        town.does(&ana.cookie, &line, "nom=CANARI").await;
        let card = Town::of(&lea, "/carte");
        let page = town.reads(&louis.cookie, &card).await;
        assert!(page.contains("La carte d’urgence de Lea"), "{page}");
        assert!(
            !page.contains("Ma carte") && !page.contains("votre profil"),
            "{page}"
        );
        assert!(
            !page.contains("checked"),
            "nothing is ticked beforehand: {page}"
        );
        town.ticks_for(&ana, &lea, &["Latex", "Lea Martin"]).await;
        for below in ["/carte.pdf", "/carte.pdf?format=portefeuille"] {
            let said = town.prints(&louis.cookie, &Town::of(&lea, below)).await;
            assert!(said.contains("Latex") && !said.contains("CANARI"), "{said}");
        }
        let path = town.codes_for(&ana, &lea).await;
        let found = town.reads("", &path).await;
        assert!(
            found.contains("Latex") && found.contains("Lea Martin"),
            "{found}"
        );
        assert!(
            !found.contains("CANARI") && !found.contains("Ana"),
            "{found}"
        );
        // It is in the history of the child, and in nobody else's; and both are told.
        for adult in [&ana, &louis] {
            let journal = Town::of(&lea, "/acces/journal");
            let told = town.reads(&adult.cookie, &journal).await;
            assert!(told.contains(READ), "{told}");
            let own = town.reads(&adult.cookie, "/espace/moi/acces/journal").await;
            assert!(!own.contains(READ), "{own}");
            let given = town.reads(&adult.cookie, "/espace/moi/notifications").await;
            let words = "La carte d’urgence d’un enfant dont vous gérez l’espace";
            assert!(given.contains(words), "{given}");
        }
        let page = town.reads(&louis.cookie, &card).await;
        assert!(!page.contains("Personne n’a lu cette carte"), "{page}");
        // Their own card is another one.
        let own = town.reads(&ana.cookie, "/espace/moi/carte").await;
        assert!(
            own.contains("Ma carte d’urgence") && !own.contains("Latex"),
            "{own}"
        );
        // The other parent ends the code.
        let end = Town::of(&lea, "/carte/code/arreter");
        town.does(&louis.cookie, &end, "").await;
        let gone = town.get("", &path).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_card_opens_nothing_once_who_made_its_code_answers_for_the_child_no_more() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let line = Town::of(&lea, "/profil/allergies/ajouter");
        town.does(&ana.cookie, &line, "nom=Latex").await;
        town.ticks_for(&ana, &lea, &["Latex"]).await;
        let path = town.codes_for(&ana, &lea).await;
        town.reads("", &path).await;
        let card = Town::of(&lea, "/carte");
        let page = town.reads(&louis.cookie, &card).await;
        assert!(page.contains("Un code est en service"), "{page}");
        let gives_up = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &gives_up, "geste=rendre").await;
        let none = town.get("", &format!("/u/{}", "0".repeat(40))).await;
        let gone = town.get("", &path).await;
        assert_eq!(gone.shape(), none.shape());
        // No page says that it were in force, and the other makes one that is.
        let page = town.reads(&louis.cookie, &card).await;
        assert!(page.contains("Aucun code n’est en service"), "{page}");
        for below in ["/carte", "/carte.pdf"] {
            let answer = town.get(&ana.cookie, &Town::of(&lea, below)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        for below in ["/carte", "/carte/code", "/carte/code/arreter"] {
            let answer = town.post(&ana.cookie, &Town::of(&lea, below), "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        // Nor does it open anything again once they answer for the child anew.
        town.world.advance(std::time::Duration::from_secs(60));
        town.answers_for(&ana, lea.space).await;
        town.reads(&ana.cookie, &card).await;
        assert_eq!(town.get("", &path).await.shape(), none.shape());
        let page = town.reads(&louis.cookie, &card).await;
        assert!(page.contains("Aucun code n’est en service"), "{page}");
        let path = town.codes_for(&louis, &lea).await;
        assert!(town.reads("", &path).await.contains("Latex"));
    })
    .await;
}
