//! A new version in the place of a document, by who added it to their own space or to
//! that of a child.

use super::{LIST, of};
use crate::dmp::{DOCTOR, Dmp, OTHER, json};
use crate::town::{Answer, Town};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// Sends a file to this form of a holder's.
async fn sends(town: &Town, cookie: &str, path: &str, title: &str, text: &str) -> Answer {
    let fields = [
        ("title", title),
        ("type", "DOCPAT03"),
        ("date-jour", "21"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ];
    let file = ("note.txt", text.as_bytes());
    town.upload(cookie, path, &fields, file).await
}

/// The id in the address that a form led to.
fn id_in(sent: &Answer) -> String {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let path = sent.location().split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_added_a_document_puts_a_new_version_in_its_place_and_nobody_else_does() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let town = &dmp.town;
        let (ana, doctor) = dmp.people().await;
        let other = town.pro("10", OTHER, "Luc Petit").await;
        let first = town.adds(&ana, "Brouillon").await;
        town.world.advance(Duration::from_secs(1));
        let theirs = town.deposits(&other, &ana, "Bilan").await;
        town.world.advance(Duration::from_secs(1));
        for pro in [&doctor, &other] {
            town.consents(pro, &ana).await;
        }
        let hide = format!("{LIST}/{first}/masquer");
        town.does(&ana.cookie, &hide, &format!("qui={OTHER}")).await;
        // The page leads to a form that holds the title and the type.
        let replace = format!("{LIST}/{first}/remplacer");
        let page = town.reads(&ana.cookie, &format!("{LIST}/{first}")).await;
        assert!(page.contains(&replace), "{page}");
        let form = town.reads(&ana.cookie, &replace).await;
        for held in [
            "Remplacer par une nouvelle version",
            "value=\"Brouillon\"",
            "value=\"DOCPAT03\" selected",
        ] {
            assert!(form.contains(held), "{held}: {form}");
        }
        let form = town.reads(&ana.cookie, &format!("/en{replace}")).await;
        assert!(form.contains("Replace with a new version"), "{form}");
        // Wrong words, or the very same file, are no new version.
        let wrong = [("title", "Note"), ("type", "")];
        let wrong = town
            .upload(
                &ana.cookie,
                &replace,
                &wrong,
                ("a.txt", b"Note.".as_slice()),
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let same = "Bonjour, ceci est le document Brouillon.";
        let same = sends(town, &ana.cookie, &replace, "Note", same).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(same.text().contains("Vous avez déjà ce document"));
        let sent = sends(town, &ana.cookie, &replace, "Ma note", "Version deux.").await;
        assert!(sent.location().ends_with("?fait=remplace"));
        let second = id_in(&sent);
        let list = town.listed(&ana).await;
        assert!(list.contains(">Ma note</a>") && !list.contains(">Brouillon</a>"));
        // The old one is read still, and each leads to the other.
        let old = town.reads(&ana.cookie, &format!("{LIST}/{first}")).await;
        assert!(old.contains("Une version plus récente") && old.contains(&second));
        for below in ["remplacer", "modifier", "jeter"] {
            let gone = format!("{LIST}/{first}/{below}");
            assert!(!old.contains(&gone), "{old}");
        }
        let done = town.reads(&ana.cookie, sent.location()).await;
        assert!(done.contains("a pris la place de l’ancienne"), "{done}");
        assert!(done.contains("Versions") && done.contains(&first));
        // All of it is thrown away at once, from the page of the last.
        assert!(done.contains(&format!("{LIST}/{second}/jeter")));
        let file = format!("{LIST}/{first}/telecharger");
        assert!(town.reads(&ana.cookie, &file).await.contains("Brouillon"));
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        let told = "A remplacé « Brouillon » par une nouvelle version";
        assert!(history.contains(told), "{history}");
        // A professional reads both, and who could not read the first reads neither.
        let (cookie, path) = of(&doctor, &ana, &second);
        let read = town.reads(&cookie, &path).await;
        assert!(read.contains("Ma note") && read.contains(&first), "{read}");
        for id in [&first, &second] {
            let (cookie, path) = of(&other, &ana, id);
            let hidden = town.get(&cookie, &path).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        }
        let (token, blind) = (dmp.token(DOCTOR).await, dmp.token(OTHER).await);
        let here = |id: &str| format!("DocumentReference/{}-{id}", ana.space);
        let relates = json!([{"code": "replaces", "target": {"reference": here(&first)}}]);
        for (id, status, relates) in [
            (&first, "superseded", Value::Null),
            (&second, "current", relates),
        ] {
            let path = format!("/fhir/{}", here(id));
            let described = json(&dmp.get(&token, &path).await);
            assert_eq!(described["status"], status, "{described}");
            assert_eq!(described["relatesTo"], relates, "{described}");
            let hidden = dmp.get(&blind, &path).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND);
            // A search describes it alike.
            let found = json(&dmp.get(&token, &Dmp::search(&ana)).await);
            let entries = found["entry"].as_array().expect("entries");
            let resources = entries.iter().map(|entry| &entry["resource"]);
            let mut same = resources.filter(|it| it["id"] == described["id"]);
            let same = same.next().expect("found");
            assert_eq!(same["relatesTo"], described["relatesTo"], "{same}");
        }
        // Before it was replaced the first one stood, and that is told to who reads it.
        let past = format!("/fhir/{}/_history", here(&first));
        let all = json(&dmp.get(&token, &past).await);
        let statuses = [0, 1].map(|n| all["entry"][n]["resource"]["status"].clone());
        assert_eq!(statuses, ["superseded", "current"], "{all}");
        let hidden = dmp.get(&blind, &past).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        // A tab from before throws nothing away, neither alone nor with others.
        let both = format!("geste=jeter&d-{second}=oui&d-{first}=oui");
        for (path, form) in [
            (format!("{LIST}/{first}/jeter"), ""),
            (format!("{LIST}/ensemble"), both.as_str()),
        ] {
            let stale = town.post(&ana.cookie, &path, form).await;
            assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
            let why =
                "Une version plus récente a pris la place de ce document : rien n’a été jeté.";
            assert!(stale.text().contains(why), "{}", stale.text());
        }
        assert!(town.listed(&ana).await.contains(">Ma note</a>"));
        // What was replaced, thrown away, or is somebody else's has no new version.
        let bin = format!("{LIST}/{second}/jeter");
        town.does(&ana.cookie, &bin, "").await;
        // There already, it is thrown away once more by whichever version.
        town.bins(&ana, &first).await;
        for id in [&first, &second, &theirs] {
            let path = format!("{LIST}/{id}/remplacer");
            let form = town.get(&ana.cookie, &path).await;
            assert_eq!(form.status, StatusCode::NOT_FOUND);
            let sent = sends(town, &ana.cookie, &path, "Autre", "Autre.").await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.text());
        }
        town.does(
            &ana.cookie,
            "/espace/moi/corbeille/remettre",
            &format!("d-{second}=oui"),
        )
        .await;
        assert_eq!(
            town.get(&ana.cookie, &replace).await.status,
            StatusCode::CONFLICT
        );
        let again = sends(town, &ana.cookie, &replace, "Autre", "Autre.").await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        // Who answers for a child does the same there.
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let list = Town::of(&lea, "/documents");
        let add = format!("{list}/ajouter");
        let added = sends(town, &ana.cookie, &add, "Ordonnance", "Un.").await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let first = town.id_of(&ana.cookie, &list, "Ordonnance").await;
        let first = first.expect("listed");
        let page = town.reads(&ana.cookie, &format!("{list}/{first}")).await;
        let replace = format!("{list}/{first}/remplacer");
        assert!(page.contains(&replace), "{page}");
        let sent = sends(town, &ana.cookie, &replace, "Ordonnance relue", "Deux.").await;
        let second = id_in(&sent);
        let page = town.reads(&ana.cookie, &format!("{list}/{second}")).await;
        assert!(page.contains("Versions") && page.contains(&first), "{page}");
    })
    .await;
}
