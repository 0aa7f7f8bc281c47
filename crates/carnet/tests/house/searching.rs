//! The search says where it found something, finds what is said in another way, and
//! proposes where it finds nothing: all of it among what the reader may see.

use super::dmp::changing::letter;
use super::dmp::{DOCTOR, Dmp, json};
use super::results::{ANA, HAEMOGLOBIN, report};
use super::town::Town;
use http::StatusCode;
use serde_json::json as value;

const LIST: &str = "/espace/moi/documents";

#[tokio::test]
async fn what_was_searched_is_marked_where_it_stands_and_in_a_passage_of_the_text() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let file = report(ANA, "20260504", &[HAEMOGLOBIN]);
        town.reports(&other, &ana, "Bilan annuel", &file).await;
        town.adds(&ana, "Radio du genou").await;
        let find = async |words: &str| town.reads(&ana.cookie, &format!("{LIST}?q={words}")).await;
        let page = find("BILAN").await;
        assert!(page.contains("<mark>Bilan</mark> annuel"), "{page}");
        let page = find("megacaryocytes").await;
        assert!(
            page.contains("Numération et <mark>mégacaryocytes</mark>"),
            "{page}"
        );
        let page = find("note.txt").await;
        assert!(
            page.contains("<mark>note</mark>.<mark>txt</mark>"),
            "{page}"
        );
        // Said in another way.
        let page = find("radiographies").await;
        assert!(page.contains("<mark>Radio</mark> du genou</a>"), "{page}");
        let page = find("prise+de+sang").await;
        assert!(
            page.contains("annuel") && !page.contains("Radio du genou</a>"),
            "{page}"
        );
        // A professional is told no less, and no more.
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let theirs = town
            .reads(&doctor.cookie, &format!("{record}?q=megacaryocytes"))
            .await;
        assert!(theirs.contains("<mark>mégacaryocytes</mark>"), "{theirs}");
    })
    .await;
}

#[tokio::test]
async fn vis_01_where_nothing_is_found_near_words_are_proposed_but_no_hidden_ones() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.deposits(&other, &ana, "Imagerie du genou").await;
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let asks = ["?q=genuo", "?q=irm", "?q=psychiatre", "?q=genou&annee=1999"];
        let mut before = Vec::new();
        for ask in asks {
            before.push(town.get(&doctor.cookie, &format!("{record}{ask}")).await);
        }
        let slip = before[0].text();
        assert!(slip.contains("ne correspond à « genuo »"), "{slip}");
        assert!(slip.contains("?q=genou\">genou</a>"), "{slip}");
        assert!(before[1].text().contains("?q=imagerie\">imagerie</a>"));
        let narrowed = before[3].text();
        assert!(
            narrowed.contains("Chercher ces mots dans tous les documents"),
            "{narrowed}"
        );
        // What is hidden proposes nothing.
        let id = town.deposits(&other, &ana, "Psychiatrie genuu").await;
        town.does(&ana.cookie, &format!("{LIST}/{id}/masquer"), "qui=tous")
            .await;
        for (ask, before) in asks.iter().zip(before) {
            let after = town.get(&doctor.cookie, &format!("{record}{ask}")).await;
            assert_eq!(after.shape(), before.shape(), "{ask}");
        }
        let own = town
            .reads(&ana.cookie, &format!("{LIST}?q=psychiatro"))
            .await;
        assert!(own.contains(">psychiatrie</a>"), "{own}");
    })
    .await;
}

#[tokio::test]
async fn the_official_codes_of_a_deposit_are_shown_and_its_setting_narrows_the_list() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let mut sent = letter(&ana, 1, &["R"]);
        sent["category"] = value!([{"coding": [{"code": "11"}]}]);
        sent["context"] = value!({"practiceSetting": {"coding": [{"code": "HAD"}]}});
        let done = dmp.sends(&token, &sent).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        let made = json(&done);
        let id = made["id"].as_str().and_then(|id| id.split_once('-'));
        let (_, id) = id.expect("a space and a document");
        dmp.town.adds(&ana, "Ma note").await;
        let list = dmp.town.reads(&ana.cookie, LIST).await;
        assert!(list.contains("Hospitalisation à domicile (1)"), "{list}");
        let narrowed = dmp
            .town
            .reads(&ana.cookie, &format!("{LIST}?cadre=HAD"))
            .await;
        assert!(narrowed.contains(">Lettre 1</a>") && !narrowed.contains(">Ma note</a>"));
        dmp.town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let theirs = dmp.town.reads(&doctor.cookie, &record).await;
        assert!(
            theirs.contains("Hospitalisation à domicile (1)"),
            "{theirs}"
        );
        for (cookie, path) in [
            (&ana.cookie, format!("{LIST}/{id}")),
            (&doctor.cookie, format!("{record}/documents/{id}")),
        ] {
            let page = dmp.town.reads(cookie, &path).await;
            for words in [
                "Synthèse (11)",
                "Hospitalisation à domicile (HAD)",
                "Restreint (R)",
            ] {
                assert!(page.contains(words), "{words}: {page}");
            }
        }
        // Software finds it by them, as before.
        for (search, found) in [
            ("category=11", 1),
            ("category=13", 0),
            ("setting=HAD", 1),
            ("setting=SAD", 0),
            ("security-label=R", 1),
            ("security-label=V", 0),
        ] {
            let path = format!("{}&{search}", Dmp::search(&ana));
            let bundle = json(&dmp.get(&token, &path).await);
            assert_eq!(bundle["total"], found, "{search}");
        }
    })
    .await;
}
