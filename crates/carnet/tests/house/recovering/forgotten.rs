//! A forgotten username or password.

use super::{
    HOURS_72, KNOWN, NEW_PASSWORD, OLD_PASSWORD, code_to, facts, shows_password, signs_in, told,
};
use crate::seance::browser::Browser;
use crate::town::Town;
use axum::body::Body;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{Request, StatusCode};
use identity::ins::Matricule;
use spaces::Channel;
use std::time::Duration;
use testkit::for_each_store_at;

const START: &str = "/connexion/oubli";
const CODE: &str = "/connexion/oubli/code";
const PASSWORD: &str = "/connexion/oubli/mot-de-passe";

/// Asks for a code, as the n-th person of the town, by e-mail.
async fn asks<'a>(town: &'a Town, facts: &str) -> Browser<'a> {
    let mut browser = Browser::new(town);
    let asked = browser
        .post(START, &format!("{facts}&moyen=courriel"))
        .await;
    assert_eq!(asked.location(), CODE, "{}", asked.text());
    browser
}

async fn answers(town: &Town) -> u64 {
    let spaces = &town.house.spaces;
    spaces.answer_forgotten(100).await.expect("answered")
}

/// A number that nobody of the town has.
fn stranger(n: u32) -> String {
    let body = format!("2690533063{n:03}");
    let key = Matricule::key_of(&body).expect("thirteen digits");
    format!("{body}{key:02}")
}

#[tokio::test]
async fn a_password_is_chosen_anew_and_the_second_factor_is_still_asked_for() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let sign_in = town.reads("", "/connexion").await;
        assert!(sign_in.contains("/connexion/oubli"));
        let mut browser = asks(&town, &facts(0, ana.matricule())).await;
        assert_eq!(answers(&town).await, 1);
        let code = code_to(&town, KNOWN).await.expect("a code was sent");
        let proven = browser.post(CODE, &format!("code={code}")).await;
        assert_eq!(proven.location(), PASSWORD, "{}", proven.text());
        let page = browser.get(PASSWORD).await.text();
        assert!(page.contains("personne0"), "{page}");

        let short = browser.post(PASSWORD, "mot-de-passe=court").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let name = browser.post(PASSWORD, "mot-de-passe=Ana+Martin+1955").await;
        assert_eq!(name.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("mot-de-passe={NEW_PASSWORD}");
        let chosen = browser.post(PASSWORD, &form).await;
        assert_eq!(chosen.location(), "/connexion?fin=oubli");
        // Once.
        let again = browser.post(PASSWORD, &form).await;
        assert_eq!(again.location(), "/connexion/oubli?fin=temps");

        // Every session ended, and none was opened.
        for line in [&ana.cookie, &browser.line()] {
            let home = town.get(line, "/espace/moi").await;
            assert!(home.location().starts_with("/connexion"), "{line}");
        }
        assert_eq!(shows_password(&mut browser, 0, OLD_PASSWORD).await, "");
        let back = signs_in(&town, &ana, NEW_PASSWORD).await;

        let to = told(&town, "Votre mot de passe a été changé").await;
        assert_eq!(to.len(), 2, "an e-mail and a letter: {to:?}");
        assert!(to.contains(&KNOWN.to_owned()));
        let life = town.reads(&back.line(), "/espace/moi/acces/espace").await;
        assert!(life.contains("Code envoyé pour un mot de passe oublié"));
        assert!(life.contains("Nouveau mot de passe choisi après un oubli"));
        let given = town.reads(&back.line(), "/espace/moi/notifications").await;
        assert!(given.contains("Un nouveau mot de passe a été choisi"));
    })
    .await;
}

#[tokio::test]
async fn aut_04_whoever_asks_for_whom_the_answers_are_the_same() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let number = ana.matricule();
        let right = facts(0, number);
        let all = [
            right.clone(),
            right.replace("1234567890", "9999999990"),
            right.replace("annee=1955", "annee=1956"),
            right.replace(number, &stranger(4)),
        ];
        let hashed = town.house.identity.passwords_hashed();
        let mut seen = Vec::new();
        for facts in &all {
            let mut browser = Browser::new(&town);
            let asked = browser
                .post(START, &format!("{facts}&moyen=courriel"))
                .await;
            let (status, headers, body) = asked.shape();
            let headers: Vec<_> = headers
                .into_iter()
                .filter(|(name, _)| name != "set-cookie")
                .collect();
            let cookie = browser.line().len();
            let page = browser.get(CODE).await.text();
            answers(&town).await;
            let mut typed = Vec::new();
            for _ in 0..6 {
                let wrong = browser.post(CODE, "code=000000").await;
                typed.push((wrong.status, wrong.text()));
            }
            seen.push((status, headers, body, cookie, page, typed));
        }
        for other in &seen[1..] {
            assert!(seen[0] == *other, "{:?}\n{:?}", seen[0], other);
        }
        let [.., (_, last)] = &seen[0].5[..] else {
            panic!("six answers");
        };
        assert!(last.contains("Ce code ne sert plus"), "{last}");
        assert_eq!(town.house.identity.passwords_hashed(), hashed);
        // A code left for the one who is right, and for nobody else.
        let to = told(&town, "pour un mot de passe oublié").await;
        assert_eq!(to, [KNOWN]);
        // Nor does nothing typed pass for who has no code.
        let mut browser = asks(&town, &all[3]).await;
        answers(&town).await;
        for typed in ["", "code=", "code=+"] {
            let empty = browser.post(CODE, typed).await;
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    })
    .await;
}

#[tokio::test]
async fn aut_07_a_code_is_of_use_for_ten_minutes_and_in_the_browser_that_asked() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let facts = facts(0, ana.matricule());
        let mut one = asks(&town, &facts).await;
        answers(&town).await;
        let code = code_to(&town, KNOWN).await.expect("a code");
        let mut other = asks(&town, &facts).await;
        let typed = other.post(CODE, &format!("code={code}")).await;
        assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nobody = Browser::new(&town)
            .post(CODE, &format!("code={code}"))
            .await;
        assert_eq!(nobody.location(), START);

        town.world.advance(Duration::from_secs(600));
        let late = one.post(CODE, &format!("code={code}")).await;
        assert!(late.text().contains("Ce code ne sert plus"));

        // A password is chosen within ten minutes of the code.
        let mut third = asks(&town, &facts).await;
        answers(&town).await;
        let code = code_to(&town, KNOWN).await.expect("a code");
        third.post(CODE, &format!("code={code}")).await;
        town.world.advance(Duration::from_secs(600));
        let form = format!("mot-de-passe={NEW_PASSWORD}");
        let late = third.post(PASSWORD, &form).await;
        assert_eq!(late.location(), "/connexion/oubli?fin=temps");
        signs_in(&town, &ana, OLD_PASSWORD).await;
    })
    .await;
}

#[tokio::test]
async fn aut_01_a_number_and_an_address_ask_for_few_codes_in_a_day() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let own = facts(0, ana.matricule());
        for _ in 0..3 {
            asks(&town, &own).await;
        }
        let asked = |facts: String| {
            let town = &town;
            async move {
                let form = format!("{facts}&moyen=courriel");
                town.post("", START, &form).await.status
            }
        };
        assert_eq!(asked(own.clone()).await, StatusCode::TOO_MANY_REQUESTS);
        // Of who does not exist it is the same.
        for _ in 0..3 {
            asks(&town, &facts(0, &stranger(1))).await;
        }
        let stopped = asked(facts(0, &stranger(1))).await;
        assert_eq!(stopped, StatusCode::TOO_MANY_REQUESTS);
        for n in 2..16 {
            asks(&town, &facts(0, &stranger(n))).await;
        }
        let stopped = asked(facts(0, &stranger(20))).await;
        assert_eq!(stopped, StatusCode::TOO_MANY_REQUESTS);
        town.world.advance(crate::town::DAY);
        asks(&town, &own).await;
    })
    .await;
}

#[tokio::test]
async fn act_09_a_code_goes_to_the_contact_that_was_proven_and_to_no_other() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, KNOWN).await;
        let announced = town.house.spaces.announce(person, Channel::Letter).await;
        let code = announced.expect("announced").code.in_groups();
        const OWN: &str = "neuve@exemple.fr";
        town.moves_in(0, &code, OWN).await;
        town.world.advance(HOURS_72);
        let form = "nir=255081416802538&serie=1234567890&naissance-jour=12\
             &naissance-mois=8&naissance-annee=1955&moyen=sms";
        // Whatever else the form says.
        let chosen = format!("{form}&courriel=voleur%40exemple.fr");
        let refused = town.post("", START, &chosen).await;
        assert_ne!(refused.status, StatusCode::SEE_OTHER);
        // There is no mobile: the address that they proved, not the fund's.
        let asked = town.post("", START, form).await;
        assert_eq!(asked.location(), CODE, "{}", asked.text());
        assert_eq!(answers(&town).await, 1);
        assert_eq!(told(&town, "pour un mot de passe oublié").await, [OWN]);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_password_is_told_what_to_do_and_nothing_is_changed() {
    for_each_store_at(async |_, url| {
        let town = Town::with_france_connect(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let mut tx = town.house.store.begin("no password").await.expect("begun");
        for sql in [
            "INSERT INTO federated (bucket, account, subject_hash, since) \
             SELECT bucket, account, account, 0 FROM account WHERE username = 'personne0'",
            "UPDATE account SET username = '', password = '' WHERE username = 'personne0'",
            "DELETE FROM username WHERE folded = 'personne0'",
        ] {
            tx.execute(sql, Vec::new()).await.expect("done");
        }
        tx.commit().await.expect("committed");
        let mut browser = asks(&town, &facts(0, ana.matricule())).await;
        assert_eq!(answers(&town).await, 1);
        let code = code_to(&town, KNOWN).await.expect("a code");
        browser.post(CODE, &format!("code={code}")).await;
        let page = browser.get(PASSWORD).await.text();
        assert!(page.contains("pas de mot de passe"), "{page}");
        assert!(page.contains("FranceConnect") && page.contains("clé d’accès"));
        let form = format!("mot-de-passe={NEW_PASSWORD}");
        let refused = browser.post(PASSWORD, &form).await;
        assert_eq!(refused.location(), "/connexion/oubli?fin=temps");
        // Their session goes on: nothing happened.
        let home = town.get(&ana.cookie, "/espace/moi").await;
        assert_eq!(home.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn aut_01_while_many_forget_at_once_one_address_asks_for_few_and_nobody_else_waits() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| config.behind_proxy = true).await;
        let from = async |address: &str, n: u32| {
            let form = format!("{}&moyen=courriel", facts(0, &stranger(n + 1)));
            let request = Request::post(START)
                .header(HOST, "localhost:8080")
                .header(ORIGIN, "http://localhost:8080")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("x-forwarded-for", address)
                .body(Body::from(form));
            town.ask(request.expect("a request")).await.status
        };
        // A quiet day: an address asks for more than three.
        for n in 0..4 {
            assert_eq!(from("192.0.2.1", n).await, StatusCode::SEE_OTHER, "{n}");
        }
        for n in 4..500 {
            let address = format!("198.51.{}.{}", n / 200, n % 200);
            assert_eq!(from(&address, n).await, StatusCode::SEE_OTHER, "{n}");
        }
        for n in 500..503 {
            assert_eq!(from("203.0.113.9", n).await, StatusCode::SEE_OTHER, "{n}");
        }
        for (address, n) in [("203.0.113.9", 503), ("192.0.2.1", 504)] {
            let stopped = from(address, n).await;
            assert_eq!(stopped, StatusCode::TOO_MANY_REQUESTS, "{address}");
        }
        assert_eq!(from("203.0.113.10", 505).await, StatusCode::SEE_OTHER);
        // Ten minutes without it, and it is over.
        town.world.advance(Duration::from_secs(600));
        assert_eq!(from("203.0.113.9", 506).await, StatusCode::SEE_OTHER);
    })
    .await;
}
