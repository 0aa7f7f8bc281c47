//! What the holder is told of what others may read: by the decision itself.

use super::{DOCTOR, OTHER, decides, hides, record};
use crate::town::{Holder, Pro, Town};
use documents::rules::kinds::{self, DocumentType};
use http::StatusCode;
use std::collections::BTreeSet;
use testkit::for_each_store_at;

/// The titles of the documents on a page.
fn titles(page: &str) -> BTreeSet<String> {
    let main = page.split("<main").nth(1).unwrap_or_default();
    let links = main.split("<h3><a href=").skip(1);
    let title = |link: &str| {
        Some(
            link.split_once("aria-label=\"")?
                .1
                .split(" — ")
                .next()?
                .to_owned(),
        )
    };
    links.filter_map(title).collect()
}

/// The holder's page of what a professional finds, and what they do find.
async fn both(town: &Town, holder: &Holder, pro: &Pro) -> (String, Option<BTreeSet<String>>) {
    let path = format!("/espace/moi/voir-comme/{}", pro.professional.rpps);
    let told = town.get(&holder.cookie, &path).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let found = town.get(&pro.cookie, &record(holder)).await;
    let found = (found.status == StatusCode::OK).then(|| titles(&found.text()));
    (told.text(), found)
}

#[tokio::test]
async fn to_see_as_a_professional_shows_what_they_find_and_is_no_access_of_theirs() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.adds(&ana, "Carnet de vaccination").await;
        let id = town.deposits(&other, &ana, "Cardiologie").await;
        town.deposits(&other, &ana, "Psychiatrie").await;
        let path = format!("/espace/moi/voir-comme/{DOCTOR}");
        let stranger = town.get(&ana.cookie, &path).await.status;
        assert_eq!(
            stranger,
            StatusCode::NOT_FOUND,
            "whom the record does not know"
        );
        // Who wrote in it, and has no link, opens nothing.
        let (told, found) = both(&town, &ana, &other).await;
        assert!(found.is_none() && told.contains("ne peut pas ouvrir votre dossier"));
        assert_eq!(titles(&told), BTreeSet::new());

        town.consents(&doctor, &ana).await;
        let mut seen = Vec::new();
        for step in ["linked", "by name", "hide all", "administrator", "blocked"] {
            match step {
                "by name" => hides(&town, &ana, &id, DOCTOR).await,
                "hide all" => {
                    let path = "/espace/moi/acces/reglages";
                    town.post(&ana.cookie, path, "tout=oui").await;
                }
                "administrator" => {
                    decides(&town, &ana, DOCTOR, "administrateur").await;
                }
                "blocked" => {
                    decides(&town, &ana, DOCTOR, "bloquer").await;
                }
                _ => {}
            }
            let (told, found) = both(&town, &ana, &doctor).await;
            assert_eq!(titles(&told), found.clone().unwrap_or_default(), "{step}");
            let closed = told.contains("ne peut pas ouvrir votre dossier");
            assert_eq!(closed, found.is_none(), "{step}: {told}");
            seen.push(titles(&told).len());
        }
        assert_eq!(seen, [3, 2, 0, 2, 0]);

        let lines = async || {
            let path = format!("/espace/moi/acces/journal?qui=p{OTHER}&genre=lectures");
            let page = town.get(&ana.cookie, &path).await.text();
            page.matches("<tr").count()
        };
        let before = lines().await;
        both(&town, &ana, &other).await;
        assert_eq!(lines().await, before, "nothing is written in their name");
    })
    .await;
}

#[tokio::test]
async fn to_see_as_a_professional_says_how_many_are_kept_and_names_none_of_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let id = town.deposits(&other, &ana, "Cardiologie").await;
        town.deposits(&other, &ana, "Psychiatrie").await;
        hides(&town, &ana, &id, DOCTOR).await;
        let (told, _) = both(&town, &ana, &doctor).await;
        assert!(
            told.contains("Un document de votre liste ne lui est pas montré"),
            "{told}"
        );
        assert!(
            told.contains("Psychiatrie") && !told.contains("Cardiologie"),
            "{told}"
        );
    })
    .await;
}

/// The types that the official table opens to a column, read from the data alone.
fn opened(column: &str) -> BTreeSet<&'static str> {
    let matrix = include_str!("../../../../../data/access_matrix.csv");
    let lines = matrix.lines().filter(|line| !line.starts_with('#'));
    let mut rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let heads = rows.next().expect("heads");
    let place = |name: &str| heads.iter().position(|head| *head == name);
    let (Some(at), Some(code)) = (place(column), place("type_code")) else {
        return BTreeSet::new();
    };
    let open = rows.filter(|row| row[at] == "yes");
    open.map(|row| row[code]).collect()
}

/// The types that a profession's page says are readable, and those it says are closed.
fn told(page: &str) -> [Vec<String>; 2] {
    let labels = |part: &str| -> Vec<String> {
        let items = part.split("<li>").skip(1);
        let labels = items.filter_map(|item| Some(item.split_once("</li>")?.0));
        labels.map(|it| it.replace("&#39;", "'")).collect()
    };
    let shown = page.split("<h2>").nth(1).expect("the profession");
    let shown = shown.split("</main>").next().unwrap_or_default();
    let (mut readable, mut closed) = (Vec::new(), Vec::new());
    for part in shown.split_inclusive("</details>") {
        let (open, shut) = part.split_once("<details>").unwrap_or((part, ""));
        readable.extend(labels(open));
        closed.extend(labels(shut));
    }
    readable.sort();
    closed.sort();
    [readable, closed]
}

#[tokio::test]
async fn what_a_profession_may_read_is_told_as_the_official_table_has_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let path = "/espace/moi/acces/professions";
        let professions = identity::Profession::all().collect::<Vec<_>>();
        let mut some = 0;
        for profession in professions {
            let page = town
                .get(
                    &ana.cookie,
                    &format!("{path}?profession={}", profession.code()),
                )
                .await
                .text();
            let column = profession.matrix_column();
            let official = column.map_or_else(BTreeSet::new, opened);
            let (readable, closed): (Vec<&DocumentType>, Vec<&DocumentType>) = kinds::all()
                .iter()
                .partition(|kind| official.contains(kind.code.as_str()));
            let [readable, closed] = [readable, closed].map(|kinds| {
                let labels = kinds.into_iter().map(|kind| kind.label_fr.clone());
                let mut labels: Vec<String> = labels.collect();
                labels.sort();
                labels
            });
            some += readable.len();
            assert_eq!(told(&page), [readable, closed], "{profession:?}");
        }
        assert!(some > 500, "{some}");
        let wrong = town.get(&ana.cookie, &format!("{path}?profession=x")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("Choisissez une profession"));
    })
    .await;
}
