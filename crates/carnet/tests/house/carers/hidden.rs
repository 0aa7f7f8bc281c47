//! What the holder hides from everyone is as if it had never been, on every address that
//! a carer has.

use super::addresses::filled;
use super::of;
use super::reading::LINES;
use crate::hiding::hides;
use crate::town::{Answer, Holder, Town};
use edge::FOR_CARERS;
use http::StatusCode;
use std::collections::BTreeMap;
use testkit::for_each_store_at;

const UNKNOWN: &str = "00000000000000000000000001";

/// All that a carer is answered, on every address of their list: for this document where
/// one is named.
async fn all(town: &Town, louis: &Holder, ana: &Holder, id: &str) -> BTreeMap<String, Answer> {
    let mut told = BTreeMap::new();
    let search = [
        "/documents?q=psychiatrie",
        "/documents?q=compte",
        "/en/documents",
    ];
    let listed = FOR_CARERS
        .iter()
        .map(|route| filled(route).replacen(UNKNOWN, "{id}", 1));
    let listed = listed.filter_map(|path| Some(path.strip_prefix("/espace/moi")?.to_owned()));
    let headings = profile::rules::Heading::ALL.iter();
    let headings = headings.map(|heading| format!("/profil/{}", heading.slug()));
    for below in listed.chain(search.map(String::from)).chain(headings) {
        let path = match below.strip_prefix("/en") {
            Some(below) => format!("/en{}", of(ana, below)),
            None => of(ana, &below.replace("{id}", id)),
        };
        told.insert(below, town.get(&louis.cookie, &path).await);
    }
    told
}

/// What differs between two.
fn differing(one: &BTreeMap<String, Answer>, two: &BTreeMap<String, Answer>) -> Vec<String> {
    let pairs = one.iter().zip(two);
    let other = pairs.filter(|((_, one), (_, two))| one.shape() != two.shape());
    other.map(|((path, _), _)| path.clone()).collect()
}

#[tokio::test]
async fn azp_02_what_is_hidden_from_everyone_is_as_what_never_was_on_every_address_of_a_carer() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, other, doctor) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        town.adds(&ana, "Ordonnance").await;
        town.confides_to_louis(&ana, &louis).await;
        let before = all(&town, &louis, &ana, UNKNOWN).await;
        assert_eq!(before["/documents"].status, StatusCode::OK);
        let id = town.deposits(&doctor, &ana, "Psychiatrie").await;
        // Had the list none of it, what follows would prove nothing.
        let shown = all(&town, &louis, &ana, &id).await;
        let differ = differing(&before, &shown);
        for path in [
            "/documents",
            "/documents/{id}",
            "/documents/{id}/telecharger",
        ] {
            assert!(differ.contains(&String::from(path)), "{differ:?}");
        }
        hides(&town, &ana, &id, "tous").await;
        let hidden = all(&town, &louis, &ana, &id).await;
        assert_eq!(differing(&before, &hidden), Vec::<String>::new());
        // From a professional by name is not from a carer.
        let done = format!("/espace/moi/documents/{id}/montrer");
        town.does(&ana.cookie, &done, "qui=tous").await;
        town.consents(&other, &ana).await;
        hides(&town, &ana, &id, "99700218896").await;
        let shown = town.reads(&louis.cookie, &of(&ana, "/documents")).await;
        assert!(shown.contains("Psychiatrie"), "{shown}");
        assert!(!shown.contains("Masqué"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn azp_02_a_heading_that_is_kept_is_as_what_was_never_filled_on_every_address_of_a_carer() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_to_louis(&ana, &louis).await;
        let before = all(&town, &louis, &ana, UNKNOWN).await;
        for (heading, form, _) in LINES {
            town.writes_under(&ana, heading, form).await;
            town.shares(&ana, heading, true).await;
            let shared = all(&town, &louis, &ana, UNKNOWN).await;
            let differ = differing(&before, &shared);
            let own = format!("/profil/{heading}");
            let mut shows = vec!["/profil", own.as_str()];
            shows.extend((heading == "vaccins").then_some("/prevention"));
            for path in shows {
                assert!(differ.contains(&String::from(path)), "{path}: {differ:?}");
            }
            town.shares(&ana, heading, false).await;
            let kept = all(&town, &louis, &ana, UNKNOWN).await;
            assert_eq!(differing(&before, &kept), Vec::<String>::new(), "{heading}");
        }
        // Nor that there is nothing to say under one.
        town.does(&ana.cookie, "/espace/moi/profil/maladies/aucun", "")
            .await;
        town.shares(&ana, "maladies", true).await;
        let shared = all(&town, &louis, &ana, UNKNOWN).await;
        let differ = differing(&before, &shared);
        assert!(
            differ.contains(&String::from("/profil/maladies")),
            "{differ:?}"
        );
        town.shares(&ana, "maladies", false).await;
        let kept = all(&town, &louis, &ana, UNKNOWN).await;
        assert_eq!(differing(&before, &kept), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_was_a_minor_s_secret_is_not_shown_to_a_carer_until_the_adult_lifts_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let louis = town.holder(1).await;
        let doctor = town.doctor().await;
        let lea = town.girl(1, "Lea", 2009).await;
        let secret = ("Confidence", "Entre nous.");
        let id = town.adds_for(&doctor, lea.space, secret, true).await;
        town.world.set(crate::mandates::midnight("2027-05-10"));
        let own = town.comes_back(lea.space).await;
        let louis = town.later(louis).await;
        let made = town.post(&own, super::INVITE, super::LOUIS).await;
        let code = super::code_on(&made.text()).expect("a code");
        town.does(&louis.cookie, super::JOIN, &super::accepting(&code))
            .await;
        let there = format!("/espace/{}/documents", lea.space);
        let list = town.reads(&louis.cookie, &there).await;
        assert!(!list.contains("Confidence"), "{list}");
        let one = town.get(&louis.cookie, &format!("{there}/{id}")).await;
        let none = town.get(&louis.cookie, &format!("{there}/{UNKNOWN}")).await;
        assert_eq!(one.shape(), none.shape());
        let lift = format!("/espace/moi/documents/{id}/parents");
        town.does(&own, &lift, "").await;
        let list = town.reads(&louis.cookie, &there).await;
        assert!(list.contains("Confidence"), "{list}");
    })
    .await;
}
