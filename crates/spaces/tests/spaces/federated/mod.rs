//! Deciding about a space without a code. Who comes back from FranceConnect stands at
//! the register's door with a proof; how one is come by is `identity`'s to
//! test.

mod activating;
mod deciding;
mod finding;

use crate::house::{House, Person, Visitor};
use identity::france_connect::{Arrived, Onward, Pivot, Proof, Register as _};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};

const ACTIVATE: &[(&str, &str)] = &[("choix", "activer")];

/// What FranceConnect tells of somebody born as the people of these tests are.
fn pivot(name: &str, first: &[&str]) -> Pivot {
    Pivot {
        family_name: name.into(),
        given_names: first.iter().map(|name| (*name).to_owned()).collect(),
        birthdate: "1969-05-04".into(),
        gender: "female".into(),
        birthplace: "33063".into(),
        birthcountry: "99100".into(),
    }
}

/// The proof of a subject, made now.
fn proof(house: &House, subject: u8) -> Proof {
    let at = house.time.now().millis();
    let subject_hash = vec![subject; 32];
    let proof = json!({"subject_hash": subject_hash, "at": at, "id_token": "a.b.c"});
    serde_json::from_value(proof).expect("a proof")
}

async fn comes(house: &House, pivot: &Pivot, subject: u8) -> Onward {
    let address = IpAddr::V4(Ipv4Addr::new(198, 51, 100, subject));
    let onward = comes_from(house, pivot, subject, address).await;
    onward.expect("an answer")
}

async fn comes_from(
    house: &House,
    pivot: &Pivot,
    subject: u8,
    address: IpAddr,
) -> kernel::Result<Onward> {
    let arrived = Arrived {
        pivot: pivot.clone(),
        proof: proof(house, subject),
        client: Some(address),
    };
    house.spaces.welcome(arrived).await
}

/// Somebody at their browser, in a sitting that began so.
async fn sits<'h>(house: &'h House, pivot: &Pivot, subject: u8) -> Visitor<'h> {
    let onward = comes(house, pivot, subject).await;
    assert_eq!(onward.to, "/activer/choix");
    let cookie = onward.cookie.expect("a cookie");
    let cookie = cookie.to_str().expect("text");
    // A stricter one would not be sent with the page that comes next.
    assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    let mut visitor = house.visitor("192.0.2.7");
    visitor.cookie = cookie.split(';').next().expect("a value").to_owned();
    visitor
}

/// As [`sits`], on the last page of an activation.
async fn begins<'h>(house: &'h House, pivot: &Pivot, subject: u8) -> Visitor<'h> {
    let visitor = sits(house, pivot, subject).await;
    let chosen = visitor.post("/activer/choix", ACTIVATE).await;
    assert_eq!(chosen.to.as_deref(), Some("/activer/contact"));
    let email = format!("ana{subject}@exemple.fr");
    assert_eq!(visitor.gives_contact(&email).await, "/activer/partage");
    visitor
}

async fn ana(house: &House) -> Person {
    house.person(1, "LECA", "ANA MARIE").await
}

fn of_ana() -> Pivot {
    pivot("LECA", &["Ana", "Marie"])
}
