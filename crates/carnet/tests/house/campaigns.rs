//! The administrators' pages of campaigns: what they begin goes on by itself,
//! what is wrong changes nothing, and what stopped needs two of them.

mod line;

use crate::export::third_party;
use crate::town::{DAY, Town};
use http::StatusCode;
use kernel::PersonId;
use ledger::{History, Trust, check};
use spaces::{Channel, Event, How};
use testkit::for_each_store_at;

const CAMPAIGNS: &str = "/admin/campagnes";
const NEW: &str = "/admin/campagnes/nouvelle";
const RELEASE: &str = "/admin/campagnes/reprise";
const AGAIN: &str = "/admin/campagnes/justificatifs";

/// Whether a page says these, in their order.
fn in_order(page: &str, said: &[&str]) {
    let mut rest = page;
    for one in said {
        let found = rest.split_once(*one);
        rest = found.unwrap_or_else(|| panic!("{one}: {page}")).1;
    }
}

#[tokio::test]
async fn an_administrator_begins_a_campaign_and_sees_how_far_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, _] = town.administrators().await;
        for n in 0..3 {
            town.insured(n, "").await;
        }
        let empty = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(empty.contains("Aucune campagne"), "{empty}");
        let form = "nom=essai-1&limite=2&compris=oui";
        let begun = town.post(&odile.cookie, NEW, form).await;
        assert_eq!(begun.location(), "/admin/campagnes?fait=commencee");
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(page.contains("0 personne prévenue, sur 2"), "{page}");
        assert!(
            page.contains("En cours") && page.contains("Odile"),
            "{page}"
        );

        town.house.go_on_with_campaign().await.expect("went on");
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(page.contains("2 personnes prévenues, sur 2"), "{page}");
        assert!(page.contains("Terminée le"), "{page}");
        in_order(
            &page,
            &[
                "Campagne essai-1 terminée. Personnes prévenues : 2.",
                "Campagne essai-1 commencée par Odile Marchand, pour 2 personnes au plus.",
            ],
        );
        let told = town.house.campaigns.report().await.expect("a report");
        assert_eq!(told.spaces.announced, 2);

        let again = town.post(&odile.cookie, NEW, form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("Cette campagne est terminée"));
    })
    .await;
}

#[tokio::test]
async fn a_campaign_that_is_wrong_on_the_form_does_not_begin() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, _] = town.administrators().await;
        let wrong = town.post(&odile.cookie, NEW, "nom=Été&limite=zéro").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["nom", "limite", "compris"] {
            let link = format!("href=\"#{field}\"");
            assert!(wrong.text().contains(&link), "{field}");
        }
        for form in ["nom=a&limite=0&compris=oui", "nom=a&limite=5"] {
            let wrong = town.post(&odile.cookie, NEW, form).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        }
        let all = town.house.campaigns.status().await.expect("asked");
        assert!(all.is_empty());
        let form = "nom=a&limite=10+000&compris=oui";
        let begun = town.post(&odile.cookie, NEW, form).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        let other = "nom=b&limite=5&compris=oui";
        let other = town.post(&odile.cookie, NEW, other).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            other.text().contains("Une autre campagne"),
            "{}",
            other.text()
        );
    })
    .await;
}

/// The exported history of somebody says that silence opened their space, as one of its
/// batch, with a proof that our checker and that of others accept.
async fn proves_that_silence_opened(town: &Town, person: PersonId) {
    let house = &town.house;
    let found = house.spaces.life_of(person).await.expect("asked");
    let (space, _) = found.expect("told");
    let steps = house.spaces.committed(space).await.expect("asked");
    let history = ::export::proven_history(&house.journal, &house.ledger, steps, space, None).await;
    let history = history.expect("a history").to_json_lines();
    let history = history.expect("written");
    let batch = "\"batch\":{\"size\":1,\"entry\":0},";
    assert!(history.contains(batch), "{history}");
    let log = house.ledger.public_key().await.expect("a key");
    let key = log.to_string();
    let trust = Trust {
        log,
        witnesses: Vec::new(),
        quorum: 0,
        before_log: 0,
    };
    let read = History::parse(&history).expect("read back");
    let report = check(&read, &[], &trust, None);
    assert_eq!(report.problems, []);
    let what: Vec<i64> = report.steps.iter().map(|step| step.what).collect();
    let opened = [Event::Announced, Event::OpenedBySilence];
    assert_eq!(what, opened.map(Event::number));
    if let Some((yes, words)) = third_party::says(&history, None, &key) {
        assert!(yes, "{words}");
    }
}

#[tokio::test]
async fn act_17_an_opening_that_stopped_goes_on_when_two_administrators_have_looked() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        let person = town.insured(0, "").await;
        let told = town.house.spaces.announce(person, Channel::Letter).await;
        told.expect("announced");
        let campaigns = &town.house.campaigns;
        campaigns.open_due().await.expect("nothing is due");
        let none = town.post(&odile.cookie, RELEASE, "").await;
        assert_eq!(none.location(), "/admin/campagnes?fait=rien");

        town.world.advance(DAY * 46);
        assert!(campaigns.open_due().await.is_err(), "the clock leapt");
        let [odile, karim] = [town.again(&odile).await, town.again(&karim).await];
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(page.contains("est arrêtée"), "{page}");
        for (who, done) in [(&odile, "notee"), (&odile, "deuxieme"), (&karim, "reprise")] {
            assert!(campaigns.open_due().await.is_err(), "before {done}");
            let said = town.post(&who.cookie, RELEASE, "").await;
            let page = format!("{CAMPAIGNS}?fait={done}");
            assert_eq!(said.location(), page);
        }
        assert_eq!(campaigns.open_due().await.expect("released").opened, 1);
        proves_that_silence_opened(&town, person).await;
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        in_order(
            &page,
            &[
                "Ouverture sans réponse terminée. Espaces ouverts : 1.",
                "Ouverture sans réponse commencée. Espaces à ouvrir : 1.",
                "Odile Marchand et Karim Lebrun ont vérifié : l’ouverture peut reprendre.",
                "Ouverture arrêtée : l’horloge était très en avance. Espaces à ouvrir : 1.",
            ],
        );
        let begun = page.matches("Ouverture sans réponse commencée").count();
        assert_eq!(begun, 1, "what had nothing to open is not told: {page}");
        let page = town.get(&odile.cookie, "/en/admin/campagnes").await.text();
        in_order(
            &page,
            &[
                "Opening without an answer finished. Spaces opened: 1.",
                "Odile Marchand and Karim Lebrun have checked: the opening may go on.",
                "Opening stopped: the clock was far ahead. Spaces to open: 1.",
            ],
        );
    })
    .await;
}

#[tokio::test]
async fn a_letter_with_a_receipt_that_did_not_leave_is_listed_and_one_button_sends_it_again() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, _] = town.administrators().await;
        let spaces = &town.house.spaces;
        let person = town.insured(0, "").await;
        let told = spaces.announce(person, Channel::Letter).await;
        told.expect("announced");
        let refused = spaces.refuse(person, How::Post, town.world.now()).await;
        let number = refused.expect("in time").number;
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(
            !page.contains("justificatif qui ne sont pas parties"),
            "{page}"
        );
        let none = town.post(&odile.cookie, AGAIN, "").await;
        assert_eq!(none.location(), "/admin/campagnes?fait=sans-adresse");

        town.house.post.deliver(100).await.expect("a pass");
        let failed = "UPDATE outbox SET state = 2 WHERE kind = 'spaces-receipt' AND channel = 2";
        let failed = town.house.store.execute(failed, Vec::new()).await;
        assert_eq!(failed.expect("it failed"), 1);
        spaces.post_returned_receipts().await.expect("looked at");
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(
            page.contains("justificatif qui ne sont pas parties"),
            "{page}"
        );
        assert!(page.contains(&number), "{page}");
        for personal in ["Martin", "Ana", "Lilas", "2550814"] {
            assert!(!page.contains(personal), "{personal}: {page}");
        }
        let sent = town.post(&odile.cookie, AGAIN, "").await;
        assert_eq!(sent.location(), "/admin/campagnes?fait=justificatifs");
        let page = town.get(&odile.cookie, CAMPAIGNS).await.text();
        assert!(!page.contains(&number), "{page}");
        let pass = town.house.post.deliver(100).await.expect("a pass");
        assert_eq!(pass.delivered, 1, "one letter");
    })
    .await;
}
