//! What the person decided stands above what its author marks, in whatever order.

use super::super::changing::{label, letter, named};
use super::super::{DOCTOR, Dmp, OTHER};
use super::{MASKED, archive, code, on_the_site};
use http::StatusCode;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn td3_3a_the_persons_word_stands_above_an_authors_mark() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        // Marked with the deposit, shown by the person: hidden by its author no more.
        let sent = dmp.sends(&token, &letter(&ana, 1, &[MASKED])).await;
        assert!(sent.text().contains(MASKED), "{}", sent.text());
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
        dmp.hides(&ana, &on_the_site(&sent), "montrer", "tous")
            .await;
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
        let own = dmp.own_letter(&token, &ana, 1).await;
        assert!(!own.to_string().contains(MASKED), "{own}");
        let refused = dmp.patches(&token, &named(&ana, 1), &label(MASKED)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert_eq!(code(&refused), "documents-mask-decided");
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
        // Hidden by the person too: what its author lifts shows it to nobody.
        dmp.town.world.advance(Duration::from_secs(1));
        let sent = dmp.sends(&token, &letter(&ana, 2, &[MASKED])).await;
        dmp.hides(&ana, &on_the_site(&sent), "masquer", "tous")
            .await;
        let shown = dmp.marks_letter(&token, (&ana, 2), &label("N")).await;
        assert!(!shown.text().contains(MASKED), "{}", shown.text());
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
        // Hidden by the person first: its author may mark it too, and learns nothing of that.
        let sent = dmp.sends(&token, &letter(&ana, 3, &[])).await;
        for whom in [OTHER, "tous"] {
            dmp.hides(&ana, &on_the_site(&sent), "masquer", whom).await;
        }
        for code in [MASKED, "N", MASKED] {
            let done = dmp.marks_letter(&token, (&ana, 3), &label(code)).await;
            assert_eq!(done.text().contains(MASKED), code == MASKED);
            let found = dmp.finds_titles(&theirs, &ana).await;
            assert_eq!(found, ["Lettre 1", "Visible"]);
        }
        for whom in ["tous", OTHER] {
            dmp.hides(&ana, &on_the_site(&sent), "montrer", whom).await;
        }
        let found = dmp.finds_titles(&theirs, &ana).await;
        assert_eq!(found, ["Lettre 3", "Lettre 1", "Visible"]);
    })
    .await;
}

#[tokio::test]
async fn td3_3a_what_the_person_showed_no_later_version_hides_by_its_authors_mark() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let next = |n: u32| {
            let mut next = letter(&ana, n, &[MASKED]);
            let original = json!({"identifier": {
                "system": "urn:ietf:rfc:3986", "value": format!("urn:oid:2.999.{}", n - 1),
            }});
            next["relatesTo"] = json!([{"code": "replaces", "target": original}]);
            next
        };
        let sent = dmp.sends(&token, &letter(&ana, 1, &[MASKED])).await;
        dmp.hides(&ana, &on_the_site(&sent), "montrer", "tous")
            .await;
        let mut sent = None;
        for n in [2, 3] {
            dmp.town.world.advance(Duration::from_secs(1));
            let done = dmp.sends(&token, &next(n)).await;
            assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
            let found = dmp.finds_titles(&theirs, &ana).await;
            assert!(found.contains(&format!("Lettre {n}")), "{found:?}");
            let own = dmp.own_letter(&token, &ana, n).await;
            assert!(!own.to_string().contains(MASKED), "{own}");
            sent = Some(done);
        }
        // Hidden by the person since, it may be masked again.
        let last = on_the_site(&sent.expect("sent"));
        dmp.hides(&ana, &last, "masquer", "tous").await;
        dmp.marks_letter(&token, (&ana, 3), &label(MASKED)).await;
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
    })
    .await;
}

#[tokio::test]
async fn td3_3a_what_is_sent_again_with_the_mark_is_masked_unless_the_person_shows_it() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let sent = dmp.sends(&token, &letter(&ana, 1, &[])).await;
        let shown = ["Lettre 1", "Visible"];
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, shown);
        for _ in 0..2 {
            let again = dmp.sends(&token, &letter(&ana, 1, &[MASKED])).await;
            assert_eq!(again.status, StatusCode::OK, "{}", again.text());
            assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
            let own = dmp.own_letter(&token, &ana, 1).await;
            assert!(own.to_string().contains(MASKED), "{own}");
        }
        dmp.hides(&ana, &on_the_site(&sent), "montrer", "tous")
            .await;
        dmp.sends(&token, &letter(&ana, 1, &[MASKED])).await;
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, shown);
    })
    .await;
}

#[tokio::test]
async fn td3_3_the_persons_word_is_kept_where_its_author_undid_the_mark_just_before() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let (mut ids, mut form) = (Vec::new(), String::from("geste=desarchiver"));
        for n in 1..=2 {
            let sent = dmp.sends(&token, &letter(&ana, n, &[MASKED])).await;
            let id = on_the_site(&sent);
            form.push_str(&format!("&d-{id}=oui"));
            ids.push(id);
            dmp.town.world.advance(Duration::from_secs(1));
        }
        dmp.marks_letter(&token, (&ana, 2), &archive(true)).await;
        // The first was archived no more, and masked no more, as they said their word.
        dmp.marks_letter(&token, (&ana, 1), &label("N")).await;
        dmp.hides(&ana, &ids[0], "montrer", "tous").await;
        let together = "/espace/moi/documents/ensemble";
        for (told, sentence) in [
            (
                Some(&ids[1]),
                "Le document est de nouveau dans votre liste.",
            ),
            (None, "Ces documents étaient déjà dans la liste."),
        ] {
            let done = dmp.town.post(&ana.cookie, together, &form).await;
            let listed = done.location();
            assert!(!listed.contains(&ids[0]), "{listed}");
            assert_eq!(listed.contains(&ids[1]), told.is_some(), "{listed}");
            let page = dmp.town.reads(&ana.cookie, listed).await;
            assert!(page.contains(sentence), "{page}");
        }
        for (patch, why) in [
            (label(MASKED), "documents-mask-decided"),
            (archive(true), "documents-archive-decided"),
        ] {
            let refused = dmp.patches(&token, &named(&ana, 1), &patch).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
            assert_eq!(code(&refused), why);
        }
        let found = dmp.finds_titles(&theirs, &ana).await;
        assert_eq!(found, ["Lettre 1", "Visible"]);
    })
    .await;
}

#[tokio::test]
async fn td3_3a_what_comes_hidden_by_the_holders_switch_no_author_shows() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let switches = "/espace/moi/acces/reglages";
        dmp.town.does(&ana.cookie, switches, "nouveaux=oui").await;
        let sent = dmp.sends(&token, &letter(&ana, 1, &[MASKED])).await;
        for code in ["N", MASKED, "N"] {
            dmp.marks_letter(&token, (&ana, 1), &label(code)).await;
            assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"], "{code}");
        }
        dmp.hides(&ana, &on_the_site(&sent), "montrer", "tous")
            .await;
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
    })
    .await;
}

#[tokio::test]
async fn td3_3a_a_parent_leaves_what_its_author_masks_and_the_young_person_shows_it() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let town = &dmp.town;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let token = dmp.token(DOCTOR).await;
        let mut sent = letter(&ana, 1, &[MASKED]);
        sent["subject"]["identifier"]["value"] = json!(lea.matricule);
        let sent = dmp.sends(&token, &sent).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        let id = on_the_site(&sent);
        let theirs = lea.of(&format!("/documents/{id}"));
        let seen = format!("{theirs}/visibilite");
        let page = town.reads(&parent, &seen).await;
        assert!(page.contains("par son auteur"), "{page}");
        assert!(
            page.contains("seul le titulaire de l’espace peut"),
            "{page}"
        );
        // Nor by hiding it themselves before, which they show again.
        let shows = format!("{theirs}/montrer");
        let refused = town.post(&parent, &shows, "qui=tous").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        town.does(&parent, &format!("{theirs}/masquer"), "qui=tous")
            .await;
        let shown = town.post(&parent, &shows, "qui=tous").await;
        let page = town.reads(&parent, shown.location()).await;
        assert!(page.contains("par son auteur"), "{page}");
        let told = "Son auteur le masque toujours aux autres professionnels";
        assert!(page.contains(told), "{page}");
        assert!(!page.contains("de nouveau visible"), "{page}");
        // Nor several at once, and they are told so.
        let together = lea.of("/documents/ensemble");
        for (act, told) in [
            ("masquer", "fait=deja-masques"),
            ("montrer", "fait=montres-sauf"),
        ] {
            town.does(&parent, &format!("{theirs}/masquer"), "qui=tous")
                .await;
            let form = format!("d-{id}=oui&geste={act}");
            let done = town.post(&parent, &together, &form).await;
            assert!(done.location().contains(told), "{}", done.location());
        }
        let page = lea.of("/documents?fait=montres-sauf");
        let page = town.reads(&parent, &page).await;
        assert!(page.contains("en masque toujours"), "{page}");
        let own = format!("/espace/moi/documents/{id}/montrer");
        town.does(&lea.cookie, &own, "qui=tous").await;
        let page = town.reads(&parent, &seen).await;
        assert!(!page.contains("par son auteur"), "{page}");
    })
    .await;
}
