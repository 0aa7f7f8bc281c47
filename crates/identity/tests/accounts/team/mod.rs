//! How the team is made: by two persons and a code, with a line for each act.

mod deciding;
mod enrolling;
mod members;

use crate::house::{Browser, House, PASSWORD, proposal};
use identity::{Role, Staff};
use kernel::AccountId;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);
const ENROL: &str = "/equipe/activer";

async fn proposed(house: &House, by: &Staff, role: Role, name: &str) -> AccountId {
    let account = house
        .identity
        .propose_staff(by, &proposal(role, name))
        .await;
    account.expect("proposed")
}

async fn enters(browser: &mut Browser, code: &str, username: &str) -> u16 {
    let fields = [
        ("code", code),
        ("identifiant", username),
        ("mot-de-passe", PASSWORD),
    ];
    browser.post(ENROL, &fields).await.status.as_u16()
}
