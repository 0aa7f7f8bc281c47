//! Finding documents, and keeping them in order.

use super::LIST;
use crate::town::{Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;

/// What stands in the form of a list for all of its documents.
fn seen(list: &str) -> String {
    let (_, rest) = list
        .split_once("name=\"vus\" value=\"")
        .expect("all may be chosen");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn shows(list: &str, title: &str) -> bool {
    // What was searched is marked in it.
    let list = list.replace("<mark>", "").replace("</mark>", "");
    list.contains(&format!(">{title}</a>"))
}

async fn together(town: &Town, ana: &Holder, act: &str, ids: &[&String]) -> String {
    let ticked: Vec<String> = ids.iter().map(|id| format!("d-{id}=oui")).collect();
    let form = format!("geste={act}&{}", ticked.join("&"));
    let done = town
        .post(&ana.cookie, &format!("{LIST}/ensemble"), &form)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    town.get(&ana.cookie, done.location()).await.text()
}

#[tokio::test]
async fn the_holder_finds_by_words_and_narrows_by_what_the_counts_promise() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let heart = town.deposits(&doctor, &ana, "Échographie du cœur").await;
        town.deposits(&other, &ana, "Radio du genou").await;
        town.adds(&ana, "Ma note").await;
        let list = async |narrowed: &str| {
            let path = format!("{LIST}{narrowed}");
            town.get(&ana.cookie, &path).await.text()
        };
        for (asked, heart, knee, note) in [
            ("?q=COEUR+echo", true, false, false),
            ("?q=benali", true, false, false),
            ("?q=lilas", true, true, false),
            ("?q=genoux", false, true, false),
            ("?q=note.txt", false, false, true),
            ("?q=enou", false, false, false),
            ("?auteur=Dr%20Petit", false, true, false),
            ("?auteur=moi", false, false, true),
            ("?annee=2026", true, true, true),
            ("?annee=1999", false, false, false),
            ("?lieu=Cabinet%20des%20Lilas&q=radio", false, true, false),
            ("?nouveaux=oui", true, true, false),
            (
                "?categorie=rien&annee=jamais&tri=envers&page=0",
                true,
                true,
                true,
            ),
        ] {
            let page = list(asked).await;
            for (title, shown) in [
                ("Échographie du cœur", heart),
                ("Radio du genou", knee),
                ("Ma note", note),
            ] {
                assert_eq!(shows(&page, title), shown, "{title} in {asked}");
            }
        }
        let page = list("").await;
        for count in [
            "Dr Petit (1)",
            "Vous (1)",
            "Cabinet des Lilas (2)",
            "2026 (3)",
        ] {
            assert!(page.contains(count), "{count}: {page}");
        }
        // Pins come first; a folder holds what was put into it.
        let page = together(&town, &ana, "epingler", &[&heart]).await;
        assert!(page.contains("1 document est épinglé.") && page.contains("Annuler"));
        let page = list("?tri=titre").await;
        let at = |title: &str| page.find(&format!(">{title}</a>")).expect("listed");
        assert!(at("Échographie du cœur") < at("Ma note"));
        let made = town
            .post(&ana.cookie, "/espace/moi/dossiers", "nom=Mon+coeur")
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let folders = town.get(&ana.cookie, "/espace/moi/dossiers").await.text();
        let begins = folders.find("/espace/moi/dossiers/").expect("a folder") + 21;
        let folder = folders[begins..begins + 26].to_owned();
        let moved = together(&town, &ana, &format!("ranger&dossier={folder}"), &[&heart]).await;
        // A move is undone: each is back where it was.
        let again = "value=\"remettre\"";
        assert!(
            moved.contains("Annuler") && moved.contains(again),
            "{moved}"
        );
        let back = together(&town, &ana, "remettre", &[&heart]).await;
        assert!(back.contains("Le rangement d’avant est remis."), "{back}");
        assert!(!shows(
            &list(&format!("?dossier={folder}")).await,
            "Échographie du cœur"
        ));
        together(&town, &ana, &format!("ranger&dossier={folder}"), &[&heart]).await;
        let out = together(&town, &ana, "ranger&dossier=", &[&heart]).await;
        assert!(
            out.contains(&format!("name=\"d-{heart}\" value=\"{folder}\"")),
            "{out}"
        );
        let back = format!("geste=remettre&d-{heart}={folder}");
        town.post(&ana.cookie, &format!("{LIST}/ensemble"), &back)
            .await;
        let page = list(&format!("?dossier={folder}")).await;
        assert!(shows(&page, "Échographie du cœur") && !shows(&page, "Ma note"));
        assert!(page.contains("Mon coeur (1)"));
        let remove = format!("/espace/moi/dossiers/{folder}/retirer");
        town.post(&ana.cookie, &remove, "").await;
        assert!(shows(&list("").await, "Échographie du cœur"));
        // The holder's order is nobody else's.
        town.consents(&other, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let theirs = town.get(&other.cookie, &record).await.text();
        assert!(!theirs.contains("Épinglé") && shows(&theirs, "Radio du genou"));
        assert!(!theirs.contains("Rangement"));
        let found = town.get(&other.cookie, &format!("{record}?q=ECHO")).await;
        assert!(shows(&found.text(), "Échographie du cœur"));
        assert!(!shows(&found.text(), "Radio du genou"));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_many_documents_change_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor): (Holder, Pro) = (town.holder(0).await, town.doctor().await);
        let mut ids = Vec::new();
        for n in 0..27 {
            let path = format!("/pro/patients/{}/ajouter", ana.space);
            let (title, content) = (format!("Papier{n}"), format!("Papier numero {n}"));
            let fields = [
                ("title", title.as_str()),
                ("type", "11488-4"),
                ("date-jour", "20"),
                ("date-mois", "11"),
                ("date-annee", "2026"),
            ];
            let file = ("p.txt", content.as_bytes());
            town.upload(&doctor.cookie, &path, &fields, file).await;
        }
        let list = town.get(&ana.cookie, LIST).await.text();
        let lines = |list: &str| list.matches(">Papier").count();
        assert_eq!(lines(&list), 25);
        assert!(list.contains("Documents 1 à 25 sur 27") && list.contains("page=2"));
        let last = town
            .get(&ana.cookie, &format!("{LIST}?page=2"))
            .await
            .text();
        assert_eq!(lines(&last), 2);
        // There is no page 999: the last is shown.
        let beyond = town.get(&ana.cookie, &format!("{LIST}?page=999")).await;
        assert!(beyond.text().contains("Documents 26 à 27 sur 27"));
        assert_eq!(lines(&beyond.text()), 2);
        for part in list.split("name=\"d-").skip(1).take(10) {
            ids.push(part[..26].to_owned());
        }
        let page = together(&town, &ana, "masquer", &ids.iter().collect::<Vec<_>>()).await;
        assert!(page.contains("10 documents sont masqués à tous."), "{page}");
        let hidden = town
            .get(&ana.cookie, &format!("{LIST}?voir=masques"))
            .await
            .text();
        assert_eq!(lines(&hidden), 10);
        together(&town, &ana, "montrer", &ids.iter().collect::<Vec<_>>()).await;
        let hidden = town
            .get(&ana.cookie, &format!("{LIST}?voir=masques"))
            .await
            .text();
        assert_eq!(lines(&hidden), 0);
        // Nothing ticked is said, and changes nothing.
        let none = together(&town, &ana, "masquer", &[]).await;
        assert!(none.contains("Aucun document n’est choisi"));
        // The page of what matters first shows five of them.
        town.consents(&doctor, &ana).await;
        let summary = format!("/pro/patients/{}/resume", ana.space);
        let summary = town.reads(&doctor.cookie, &summary).await;
        assert_eq!(lines(&summary), 5, "{summary}");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_leads_to_one_that_can_be_opened() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Ma note").await;
        let fields = [
            ("title", "Encore"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let content = "Bonjour, ceci est le document Ma note.";
        let add = format!("{LIST}/ajouter");
        let file = ("n.txt", content.as_bytes());
        let told = town.upload(&ana.cookie, &add, &fields, file).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let there = format!("{LIST}/{id}");
        assert!(
            told.text().contains(&format!("href=\"{there}\"")),
            "{}",
            told.text()
        );
        assert_eq!(town.get(&ana.cookie, &there).await.status, StatusCode::OK);
        // One in the bin is not told of.
        town.bins(&ana, &id).await;
        let kept = town.upload(&ana.cookie, &add, &fields, file).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    })
    .await;
}

#[tokio::test]
async fn all_of_a_search_is_chosen_at_once_and_nothing_beside_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for n in 0..26 {
            town.world.advance(Duration::from_secs(1));
            town.adds(&ana, &format!("Note {n}")).await;
        }
        town.world.advance(Duration::from_secs(1));
        let first = town.adds(&ana, "Radio du pied").await;
        town.world.advance(Duration::from_secs(1));
        let other = town.adds(&ana, "Radio du genou").await;
        let page = town
            .reads(&ana.cookie, &format!("{LIST}?q=Note+%26&tri=titre"))
            .await;
        assert!(
            page.contains("Choisir les 28 documents de cette recherche"),
            "{page}"
        );
        let page = town
            .reads(&ana.cookie, &format!("{LIST}?q=note&auteur=moi"))
            .await;
        assert!(
            page.contains("name=\"liste\" value=\"auteur=moi&#38;q=note\""),
            "{page}"
        );
        // The file of each is called note.txt: what is asked for is in the title.
        let search = format!("{LIST}?q=radio&auteur=moi");
        let seen = seen(&town.reads(&ana.cookie, &search).await);
        let form = format!("geste=masquer&tous=oui&vus={seen}&liste=q%3Dradio%26auteur%3Dmoi");
        let path = format!("{LIST}/ensemble");
        let done = town.post(&ana.cookie, &path, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(
            done.location()
                .ends_with(&format!("fait=masques&d={other},{first}")),
            "{}",
            done.location()
        );
        let seen = self::seen(&town.reads(&ana.cookie, LIST).await);
        let all = format!("tous=oui&vus={seen}&liste=");
        let done = town
            .post(&ana.cookie, &path, &format!("geste=epingler&{all}"))
            .await;
        assert_eq!(
            done.location().matches(',').count(),
            27,
            "{}",
            done.location()
        );
        // What came since they looked was not chosen; what cannot be read is not all.
        town.bins(&ana, &first).await;
        let seen = self::seen(&town.reads(&ana.cookie, LIST).await);
        let all = format!("geste=montrer&tous=oui&vus={seen}&liste=");
        town.bins(&ana, &other).await;
        let back = format!("d-{first}=oui");
        town.does(&ana.cookie, "/espace/moi/corbeille/remettre", &back)
            .await;
        // As many as before, and not the same.
        let changed = town.post(&ana.cookie, &path, &all).await;
        assert!(changed.location().ends_with("fait=autre-liste"));
        let unread = format!("geste=masquer&tous=oui&vus={seen}&liste=q%3Dradio%2509irm");
        let unread = town.post(&ana.cookie, &path, &unread).await;
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pasted = format!("{LIST}?q=radio%09genou");
        let page = town.reads(&ana.cookie, &pasted).await;
        assert!(page.contains("value=\"radio genou\""), "{page}");
        let nothing = self::seen(&town.reads(&ana.cookie, LIST).await);
        let none = format!("geste=epingler&tous=oui&vus={nothing}&liste=q%3Dxyz");
        let none = town.post(&ana.cookie, &path, &none).await;
        assert!(
            none.location().ends_with("fait=autre-liste"),
            "{}",
            none.location()
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_done_to_a_hundred_documents_at_once_is_undone_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for n in 0..100 {
            town.world.advance(Duration::from_secs(1));
            town.adds(&ana, &format!("Note {n}")).await;
        }
        let path = format!("{LIST}/ensemble");
        let seen = seen(&town.reads(&ana.cookie, LIST).await);
        let form = format!("geste=epingler&tous=oui&vus={seen}&liste=");
        let done = town.post(&ana.cookie, &path, &form).await;
        let page = town.reads(&ana.cookie, done.location()).await;
        let form = page
            .split("<form")
            .find(|form| form.contains("value=\"depingler\""));
        let fields = form.expect("an undo").split("name=\"d-").skip(1);
        let ids = fields.filter_map(|rest| rest.split('"').next());
        let fields: Vec<String> = ids.map(|id| format!("d-{id}=oui")).collect();
        assert_eq!(fields.len(), 100);
        let undo = format!("{}&geste=depingler", fields.join("&"));
        let undone = town.post(&ana.cookie, &path, &undo).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert!(undone.location().contains("fait=depingles"));
    })
    .await;
}
