//! Whoever took a letter out of a mailbox: what an account that a letter alone
//! opened does not reach for its first three days.

use super::{DATED, LIST};
use crate::town::{Answer, PDF, Town};
use http::StatusCode;
use kernel::{PersonId, SpaceId};
use spaces::{Channel, Fate, What};
use std::time::Duration;
use testkit::for_each_store_at;

const HOURS_72: Duration = Duration::from_secs(72 * 60 * 60);
const INSTANT: Duration = Duration::from_millis(1);
const KNOWN: &str = "ana@exemple.fr";
const THIEF: &str = "voleur@exemple.fr";
const OLD: &str = "Avant le compte";
const NEW: &str = "Depuis le compte";

/// A space opened by silence, which a doctor feeds and reads; and a new code.
async fn fed(town: &Town) -> (PersonId, SpaceId, String) {
    let spaces = &town.house.spaces;
    let person = town.insured(0, KNOWN).await;
    let told = spaces.announce(person, Channel::Letter).await;
    let space = told.expect("announced").space;
    town.world.advance(Duration::from_secs(45 * 24 * 60 * 60));
    let opened = spaces.open_by_silence(person, town.world.now()).await;
    opened.expect("opened");
    deposits(town, space, OLD).await;
    let told = spaces.announce(person, Channel::Letter).await;
    (person, space, told.expect("a code").code.in_groups())
}

async fn deposits(town: &Town, space: SpaceId, title: &str) {
    let doctor = town.doctor().await;
    let path = format!("/pro/patients/{space}/lien");
    town.post(&doctor.cookie, &path, "accord=oui").await;
    let mut fields = vec![("title", title), ("type", "11488-4")];
    fields.extend(DATED);
    let path = format!("/pro/patients/{space}/ajouter");
    let sent = town
        .upload(&doctor.cookie, &path, &fields, ("cr.pdf", PDF))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
}

async fn reads(town: &Town, cookie: &str, id: &str) -> Answer {
    town.get(cookie, &format!("{LIST}/{id}")).await
}

/// The id of a document, as the doctor who wrote it sees it.
async fn id_of(town: &Town, space: SpaceId, title: &str) -> String {
    let doctor = town.doctor().await;
    let list = format!("/pro/patients/{space}");
    let id = town.id_of(&doctor.cookie, &list, title).await;
    id.expect("the doctor sees it")
}

#[tokio::test]
async fn act_23_nor_does_it_read_who_wrote_what_waits_for_a_consultation() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (_, space, code) = fed(&town).await;
        let doctor = town.doctor().await;
        let mut fields = vec![
            ("title", "Réservé"),
            ("type", "11488-4"),
            ("annonce", "oui"),
        ];
        fields.extend(DATED);
        let path = format!("/pro/patients/{space}/ajouter");
        let sent = town.upload(&doctor.cookie, &path, &fields, ("cr.pdf", PDF));
        assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
        town.world.advance(Duration::from_secs(14 * 24 * 60 * 60));
        let ana = town.moves_in(0, &code, THIEF).await;
        for path in ["/espace/moi", LIST] {
            let page = town.get(&ana, path).await.text();
            assert!(page.contains("un document vous attend"), "{path}: {page}");
            assert!(!page.contains("Benali"), "{path}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn act_23_an_account_that_a_letter_opened_reads_nothing_older_for_three_days() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (_, space, code) = fed(&town).await;
        town.world.advance(INSTANT);
        let ana = town.moves_in(0, &code, THIEF).await;
        deposits(&town, space, NEW).await;
        let (old, new) = (
            id_of(&town, space, OLD).await,
            id_of(&town, space, NEW).await,
        );

        let pages = [
            "/espace/moi",
            LIST,
            "/espace/moi/acces",
            "/espace/moi/acces/journal",
        ];
        for path in pages {
            let page = town.get(&ana, path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.text().contains(OLD), "{path}");
        }
        for path in ["/espace/moi", LIST] {
            let page = town.get(&ana, path).await.text();
            assert!(page.contains("documents plus anciens"), "{path}: {page}");
            assert!(page.contains(NEW), "{path}");
        }
        let unknown = reads(&town, &ana, super::UNKNOWN).await;
        for rest in ["", "/image", "/telecharger", "/visibilite"] {
            let path = format!("{old}{rest}");
            let kept = reads(&town, &ana, &path).await;
            assert_eq!(kept.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(reads(&town, &ana, &old).await.body, unknown.body);
        let hide = format!("{LIST}/{old}/masquer");
        let hidden = town.post(&ana, &hide, "qui=tous").await;
        assert_eq!(
            hidden.status,
            StatusCode::NOT_FOUND,
            "nor is it hidden unseen"
        );
        assert_eq!(reads(&town, &ana, &new).await.status, StatusCode::OK);

        town.world.advance(HOURS_72 - INSTANT);
        let ana = town.comes_back(space).await;
        assert_eq!(reads(&town, &ana, &old).await.status, StatusCode::NOT_FOUND);
        town.world.advance(INSTANT);
        let ana = town.comes_back(space).await;
        assert_eq!(reads(&town, &ana, &old).await.status, StatusCode::OK);
        let home = town.get(&ana, "/espace/moi").await.text();
        assert!(!home.contains("documents plus anciens"));
    })
    .await;
}

#[tokio::test]
async fn act_23_the_first_days_show_no_line_of_the_profile_from_before_and_share_none() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (_, space, code) = fed(&town).await;
        let writes = async |name: &str| {
            let doctor = town.doctor().await;
            let path = format!("/pro/patients/{space}/profil/maladies/ajouter");
            let sent = town
                .post(&doctor.cookie, &path, &format!("nom={name}"))
                .await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        };
        writes("VIEILLEMALADIE").await;
        town.world.advance(INSTANT);
        let thief = town.moves_in(0, &code, THIEF).await;
        writes("NOUVELLEMALADIE").await;
        let heading = "/espace/moi/profil/maladies";
        for path in ["/espace/moi/profil", heading] {
            let page = town.get(&thief, path).await.text();
            assert!(!page.contains("VIEILLEMALADIE"), "{path}: {page}");
            assert!(page.contains("NOUVELLEMALADIE"), "{path}: {page}");
            assert!(page.contains("pas encore montré"), "{path}: {page}");
        }
        let share = format!("{heading}/partage");
        let refused = town.post(&thief, &share, "partager=oui").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        town.world.advance(HOURS_72);
        let ana = town.comes_back(space).await;
        let page = town.get(&ana, heading).await.text();
        assert!(page.contains("VIEILLEMALADIE") && !page.contains("pas encore montré"));
        assert_eq!(
            town.post(&ana, &share, "partager=oui").await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn act_23_the_contacts_known_before_are_told_and_by_post_too() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (_, _, code) = fed(&town).await;
        town.moves_in(0, &code, THIEF).await;
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told: Vec<_> = sent
            .iter()
            .filter(|sent| sent.subject.contains("compte a été créé"))
            .map(|sent| sent.to.as_str())
            .collect();
        assert_eq!(told.len(), 2, "an e-mail and a letter: {told:?}");
        assert!(told.contains(&KNOWN), "{told:?}");
        assert!(!told.contains(&THIEF), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn act_23_whoever_has_a_contact_that_was_known_reads_all_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (_, space, code) = fed(&town).await;
        let ana = town.moves_in(0, &code, KNOWN).await;
        let old = id_of(&town, space, OLD).await;
        assert_eq!(reads(&town, &ana, &old).await.status, StatusCode::OK);
        let page = town.get(&ana, LIST).await.text();
        assert!(page.contains(OLD) && !page.contains("documents plus anciens"));
    })
    .await;
}

#[tokio::test]
async fn act_23_what_was_asked_by_phone_stands_and_nothing_is_read_meanwhile() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (person, space, code) = fed(&town).await;
        town.world.advance(INSTANT);
        town.moves_in(0, &code, THIEF).await;
        town.world.advance(HOURS_72 - INSTANT);
        // The letter came on the third day, and the holder calls.
        let spaces = &town.house.spaces;
        let held = spaces.hold(person, What::Close(Fate::Archive)).await;
        let held: String = held.expect("held").act.iter().map(hex).collect();
        let thief = town.comes_back(space).await;
        let path = format!("/espace/moi/acces/espace/{held}/annuler");
        let undone = town.post(&thief, &path, "").await;
        assert_eq!(undone.status, StatusCode::FORBIDDEN);
        assert!(undone.text().contains("3422"), "{}", undone.text());
        assert_eq!(spaces.held(space).await.expect("asked").len(), 1);

        let old = id_of(&town, space, OLD).await;
        town.world.advance(HOURS_72 - INSTANT);
        let thief = town.comes_back(space).await;
        assert_eq!(
            reads(&town, &thief, &old).await.status,
            StatusCode::NOT_FOUND
        );
        town.world.advance(INSTANT);
        assert_eq!(spaces.do_held(10).await.expect("done"), 1);
        let thief = town.comes_back(space).await;
        assert_ne!(reads(&town, &thief, &old).await.status, StatusCode::OK);
    })
    .await;
}

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}
