//! What a person needs when something is lost or changes: a forgotten password,
//! a lost second factor, another address.

mod factors;
mod forgotten;
mod reaching;

use crate::seance::browser::Browser;
use crate::town::{Holder, Town};
use http::StatusCode;
use std::time::Duration;

const HOURS_72: Duration = Duration::from_secs(72 * 60 * 60);
const INSTANT: Duration = Duration::from_millis(1);
const KNOWN: &str = "ana@exemple.fr";
const OLD_PASSWORD: &str = "quatre+chats+gris+au+soleil";
const NEW_PASSWORD: &str = "trois+girafes+sous+la+pluie";
const BIRTHS: [&str; 3] = [
    "naissance-jour=12&naissance-mois=8&naissance-annee=1955",
    "naissance-jour=3&naissance-mois=2&naissance-annee=1984",
    "naissance-jour=9&naissance-mois=5&naissance-annee=1969",
];
const CONTACTS: &str = "/espace/moi/reglages/coordonnees";

/// What the n-th person of the town knows of themself and reads on their card.
fn facts(n: usize, matricule: &str) -> String {
    format!("nir={matricule}&serie=123456789{n}&{}", BIRTHS[n])
}

/// The six digits that came to this address last.
async fn code_to(town: &Town, to: &str) -> Option<String> {
    town.house.post.deliver(1_000).await.expect("delivered");
    let sent = town.house.post.sent(1_000).await.expect("listed");
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
    let mut theirs = sent.iter().filter(|sent| sent.to == to);
    theirs.find_map(|sent| {
        let text = format!("{} {}", sent.subject, sent.text);
        let code = text.split_whitespace().find(digits);
        code.map(str::to_owned)
    })
}

/// To whom something with these words in its subject went.
async fn told(town: &Town, subject: &str) -> Vec<String> {
    town.house.post.deliver(1_000).await.expect("delivered");
    let sent = town.house.post.sent(1_000).await.expect("listed");
    let theirs = sent.iter().filter(|sent| sent.subject.contains(subject));
    theirs.map(|sent| sent.to.clone()).collect()
}

/// Shows username and password: where that leads to.
async fn shows_password(browser: &mut Browser<'_>, n: usize, password: &str) -> String {
    let form = format!("identifiant=personne{n}&mot-de-passe={password}");
    let answer = browser.post("/connexion", &form).await;
    answer.location().to_owned()
}

/// Signs in with password and app.
async fn signs_in<'a>(town: &'a Town, holder: &Holder, password: &str) -> Browser<'a> {
    town.world.advance(Duration::from_secs(30));
    let mut browser = Browser::new(town);
    let to = shows_password(&mut browser, holder.n, password).await;
    assert_eq!(to, "/connexion/code");
    let code = holder.secret.code_at(town.world.now());
    let entered = browser
        .post("/connexion/code", &format!("code={code}"))
        .await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
    browser
}
