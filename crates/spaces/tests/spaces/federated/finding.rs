//! Whom the traits of FranceConnect mean, and what is said to everybody else.

use super::{ana, begins, comes, of_ana, pivot};
use crate::house::{HEADER, House, line, matricule};
use identity::france_connect::{Pivot, Register as _};
use kernel::Kind;
use spaces::{Fate, Format, How};
use testkit::for_each_store;

const NOBODY: &str = "/activer?fin=inconnu";

#[tokio::test]
async fn whoever_is_not_found_goes_to_the_same_page() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // Unknown, and known without a space.
        assert_eq!(comes(&house, &pivot("NULLE", &["Ana"]), 1).await.to, NOBODY);
        house.person(2, "LECA", "SANS").await;
        assert_eq!(comes(&house, &pivot("LECA", &["Sans"]), 1).await.to, NOBODY);
        // Dead.
        let dead = house.person(4, "LECA", "ANAAAAA").await;
        house.announce(&dead).await;
        let told = line(4, "LECA", "ANAAAAA").replace(",\n", ",2026-01-02\n");
        let (report, refused) = house.import(&format!("{HEADER}{told}"), Format::Csv).await;
        assert_eq!(report.updated, 1, "{refused}");
        let of_dead = pivot("LECA", &["AnaAAAA"]);
        assert_eq!(comes(&house, &of_dead, 1).await.to, NOBODY);
        assert_eq!(dead.matricule, matricule(4));
        // Two people with the very same traits.
        for n in [5, 6] {
            let person = house.person(n, "PAREILLE", "ANA").await;
            house.announce(&person).await;
        }
        let alike = pivot("PAREILLE", &["Ana"]);
        assert_eq!(comes(&house, &alike, 1).await.to, NOBODY);
        // Traits that are not told.
        let vague = Pivot {
            birthplace: String::new(),
            ..of_ana()
        };
        ana(&house).await;
        assert_eq!(comes(&house, &vague, 1).await.to, NOBODY);

        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
        let page = house.visitor("192.0.2.7").get(NOBODY).await;
        assert!(
            page.body.contains("nous ne trouvons pas d’espace"),
            "{}",
            page.body
        );
    })
    .await;
}

#[tokio::test]
async fn twins_are_told_apart() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, first) in [(1, "ANA MARIE"), (2, "EVA MARIE")] {
            let twin = house.person(n, "LECA", first).await;
            house.announce(&twin).await;
        }
        for (subject, first) in [(1, "Ana"), (2, "Eva")] {
            let visitor = begins(&house, &pivot("LECA", &[first, "Marie"]), subject).await;
            let done = visitor.post("/activer/partage", &[]).await;
            assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{first}");
        }
        let active = "SELECT count(*) FROM space WHERE state = 2";
        assert_eq!(house.count(active).await, 2);
    })
    .await;
}

#[tokio::test]
async fn who_has_an_account_is_told_the_truth() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
        let onward = comes(&house, &of_ana(), 2).await;
        assert!(onward.cookie.is_none());
        let page = house.visitor("192.0.2.7").get(onward.to).await;
        assert!(
            page.body.contains("Votre espace est déjà actif"),
            "{}",
            page.body
        );

        let now = house.time.now();
        let closed = house.spaces.close(ana.id, Fate::Archive, How::Site, now);
        closed.await.expect("closed");
        let onward = comes(&house, &of_ana(), 2).await;
        assert!(onward.cookie.is_none());
        let page = house.visitor("192.0.2.7").get(onward.to).await;
        assert!(page.body.contains("Cet espace est fermé"), "{}", page.body);
        // Whatever else stands in the address says nothing.
        let page = house.visitor("192.0.2.7").get("/activer?fin=%3Cb%3E").await;
        assert!(!page.body.contains("<b>"));
    })
    .await;
}

#[tokio::test]
async fn the_traits_of_a_space_are_those_of_its_person() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let space = house.space(ana.id).await;
        let is = async |pivot: &Pivot| house.spaces.is_person_of(space, pivot).await;
        assert!(is(&of_ana()).await.expect("asked"));
        assert!(!is(&pivot("LECA", &["Eva", "Marie"])).await.expect("asked"));
        assert!(!is(&Pivot::default()).await.expect("asked"));
        let nowhere = kernel::SpaceId::from_bytes([3; 16]);
        let asked = house.spaces.is_person_of(nowhere, &of_ana()).await;
        assert!(
            !asked
                .map_err(|error| error.kind() == Kind::Fault)
                .expect("asked")
        );
    })
    .await;
}
