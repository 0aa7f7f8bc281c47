//! What somebody sends once their session is over: nothing is done, nothing typed is lost
//! (`identity::over`).

use crate::routes::ROUTES;
use crate::town::{Answer, Holder, Town, multipart};
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, REFERER};
use http::{Request, StatusCode};
use identity::Device;
use kernel::AccountId;
use std::time::Duration;
use testkit::for_each_store_at;

const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);
const LOST: &str = "n&#39;a pas été enregistré";
const HELD: &str = "cette page le garde";
const FOLDERS: &str = "/espace/moi/dossiers";
const TYPED: &str = "nom=Mon+%22cœur%22+%26+moi";

/// The form that a page holds: where it goes, and its fields, as a browser sends them.
fn held(answer: &Answer) -> (String, String) {
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{text}");
    let main = text.split("<main").nth(1).expect("a page");
    let between = |text: &str, before: &str| {
        let rest = text.split_once(before).expect(before).1;
        rest.split('"').next().expect("an end").to_owned()
    };
    let action = between(main, "<form action=\"");
    let fields = main.split("<input type=\"hidden\"").skip(1).map(|input| {
        let value = between(input, "value=\"");
        let value = value.replace("&#34;", "\"").replace("&#38;", "&");
        let value: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
        format!("{}={value}", between(input, "name=\""))
    });
    (action, fields.collect::<Vec<_>>().join("&"))
}

async fn has_folder(town: &Town, holder: &str, name: &str) -> bool {
    let page = town.reads(holder, FOLDERS).await;
    page.contains(&format!("Mon &#34;{name}&#34; &#38; moi"))
}

async fn account_of(town: &Town, holder: &Holder) -> AccountId {
    let of_space = "SELECT account FROM account_space WHERE space = $1";
    let rows = town
        .house
        .store
        .query(of_space, vec![holder.space.into()])
        .await;
    let rows = rows.expect("asked");
    AccountId::from_slice(rows[0].blob(0).expect("an id")).expect("an id")
}

#[tokio::test]
async fn what_is_sent_after_the_session_is_over_is_held_and_taken_from_whoever_wrote_it_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, other) = (town.holder(0).await, town.holder(1).await);
        for (lang, name) in [("", "genou"), ("/en", "dos")] {
            let typed = format!("nom=Mon+%22{name}%22+%26+moi");
            let here = format!("{lang}{FOLDERS}");
            let cookie = town.comes_back(ana.space).await;
            town.world.advance(HALF_AN_HOUR);
            // Another page that is looked at meanwhile costs nothing.
            let looked = town.get(&cookie, "/espace/moi").await;
            assert!(looked.location().starts_with("/connexion"));
            let answer = town.post(&cookie, &here, &typed).await;
            let (action, fields) = held(&answer);
            assert!(action.starts_with(&format!("{here}?de=")), "{action}");
            assert!(!answer.text().contains("Ana"), "it names nobody");
            // Sent once more before anybody signed in, it is held as before.
            let again = town.post(&cookie, &action, &fields).await;
            assert_eq!(held(&again), (action.clone(), fields.clone()));
            // Not from somebody else who signs in there, nor who did: it stays hers.
            let his = town.comes_back(other.space).await;
            let refused = town.post(&his, &action, &fields).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            town.world.advance(HALF_AN_HOUR);
            let again = town.post(&his, &action, &fields).await;
            assert_eq!(held(&again), (action.clone(), fields.clone()));
            let his = town.comes_back(other.space).await;
            assert!(!has_folder(&town, &his, name).await);
            let hers = town.comes_back(ana.space).await;
            assert!(!has_folder(&town, &hers, name).await);
            town.does(&hers, &action, &fields).await;
            assert!(has_folder(&town, &hers, name).await);
        }
    })
    .await;
}

#[tokio::test]
async fn what_comes_after_the_twelve_hours_is_held_for_a_day() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let hours = |n: u64| Duration::from_secs(n * 60 * 60);
        let cookie = town.comes_back(ana.space).await;
        town.world.advance(hours(13));
        town.house.sweep().await.expect("swept");
        let (action, fields) = held(&town.post(&cookie, FOLDERS, TYPED).await);
        let now = town.comes_back(ana.space).await;
        assert!(!has_folder(&town, &now, "cœur").await);
        town.does(&now, &action, &fields).await;
        assert!(has_folder(&town, &now, "cœur").await);
        town.world.advance(hours(22));
        town.house.sweep().await.expect("swept");
        held(&town.post(&cookie, FOLDERS, TYPED).await);
        town.world.advance(hours(2));
        town.house.sweep().await.expect("swept");
        let lost = town.post(&cookie, FOLDERS, TYPED).await;
        assert_eq!(lost.location(), "/connexion?fin=perdu");
    })
    .await;
}

#[tokio::test]
async fn no_password_no_file_and_nothing_on_a_shared_computer_is_held_and_the_door_says_so() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lost = async |answer: Answer| {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
            assert_eq!(answer.location(), "/connexion?fin=perdu");
            let door = town.reads("", answer.location()).await;
            assert!(door.contains(LOST), "{door}");
            assert!(!door.contains(HELD));
        };
        town.world.advance(HALF_AN_HOUR);
        let password = "/espace/moi/reglages/connexion/mot-de-passe";
        lost(
            town.post(&ana.cookie, password, "mot-de-passe=secret")
                .await,
        )
        .await;
        let cookie = town.comes_back(ana.space).await;
        town.world.advance(HALF_AN_HOUR);
        let file = multipart(&[("titre", "Bilan")], ("b.txt", b"Un"));
        let add = "/espace/moi/documents/ajouter";
        lost(town.send(&cookie, add, Body::from(file)).await).await;
        let shared = Device {
            shared: true,
            ..Device::default()
        };
        let account = account_of(&town, &ana).await;
        let mut tx = town
            .house
            .store
            .begin("a test session")
            .await
            .expect("begun");
        let identity = &town.house.identity;
        let cookie = identity.start_session(&mut tx, account, &shared).await;
        tx.commit().await.expect("committed");
        let cookie = cookie.expect("a session");
        let cookie = cookie.to_str().expect("text").split(';').next();
        town.world.advance(HALF_AN_HOUR);
        lost(town.post(cookie.expect("a pair"), FOLDERS, TYPED).await).await;
        // Whoever left by themself left nothing to be taken up.
        let cookie = town.comes_back(ana.space).await;
        town.post(&cookie, "/deconnexion", "").await;
        lost(town.post(&cookie, FOLDERS, TYPED).await).await;
    })
    .await;
}

/// Where a form leads that comes from a page of ours, and from nobody.
async fn stale(town: &Town, path: &str, from: &str) -> Answer {
    let request = Request::post(path)
        .header(HOST, "localhost:8080")
        .header(ORIGIN, "http://localhost:8080")
        .header(REFERER, format!("http://localhost:8080{from}"))
        .header(COOKIE, "")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("a=b"));
    town.ask(request.expect("a request")).await
}

#[tokio::test]
async fn whatever_is_sent_without_a_session_leads_back_to_the_page_that_sent_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let from = "/en/espace/moi/documents?tri=type";
        let mut told = 0;
        for route in ROUTES {
            let path = route.replace(['{', '}', '*'], "");
            let answer = stale(&town, &path, from).await;
            let to = answer.location().to_owned();
            if !to.contains("fin=perdu") {
                // A form of somebody signed in is not answered by their door alone.
                let door = to.contains("/connexion") && route.starts_with("/espace");
                assert!(!door, "{route} leads to {to}");
                continue;
            }
            told += 1;
            // This town has no provider of professionals: their door is not here.
            if !to.starts_with("/pro/") {
                let door = town.reads("", &to).await;
                assert!(door.contains(LOST), "{route}: {door}");
            }
            if route.starts_with("/espace") {
                assert!(
                    to.contains("retour=/en/espace/moi/documents%3Ftri%3Dtype"),
                    "{to}"
                );
                // As who has just signed in is led on.
                let on = town.get(&ana.cookie, &to).await;
                assert_eq!(on.location(), "/espace/moi/documents?tri=type");
            }
        }
        assert!(told > 100, "{told}");
    })
    .await;
}
