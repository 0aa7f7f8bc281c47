//! A holder confides to somebody close to them that they see their space: who comes to
//! it and who does not, by which addresses, what is not there for them, and when it ends.

mod addresses;
mod ending;
mod hidden;
mod inviting;
mod limits;
mod meeting;
mod reading;
mod talking;
mod telling;
mod words;

use crate::town::{Holder, Town};
use http::StatusCode;

pub const INVITE: &str = "/espace/moi/proches/inviter";
pub const JOIN: &str = "/espace/moi/proches/rejoindre";
pub const LIST: &str = "/espace/moi/proches";
/// Louis, until the end of the 30th of June 2027.
pub const LOUIS: &str = "nom=PETIT&prenom=louis&naissance-jour=3&naissance-mois=2&naissance-annee=1984&voir=oui&fin-jour=30&fin-mois=6&fin-annee=2027";
pub const MARIA: &str = "nom=Rossi&prenom=Maria&naissance-jour=9&naissance-mois=5&naissance-annee=1969&voir=oui&fin-jour=30&fin-mois=6&fin-annee=2027";

/// The code on the page of an invitation that was just made.
pub fn code_on(page: &str) -> Option<String> {
    let words = page.split(['<', '>']).map(str::trim);
    let mut codes = words.filter(|word| word.len() == 14 && word.matches('-').count() == 2);
    codes.next().map(str::to_owned)
}

/// A form that accepts the invitation of this code.
pub fn accepting(code: &str) -> String {
    format!("code={code}&geste=accepter&honneur=oui")
}

impl Town {
    /// The code of an invitation to help that was just made.
    pub async fn invites_to_help(&self, holder: &Holder, whom: &str) -> String {
        let made = self.post(&holder.cookie, INVITE, whom).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        code_on(&made.text()).expect("a code")
    }

    /// Louis sees this holder's space from now on.
    pub async fn confides_to_louis(&self, holder: &Holder, louis: &Holder) {
        let code = self.invites_to_help(holder, LOUIS).await;
        let done = self.post(&louis.cookie, JOIN, &accepting(&code)).await;
        let there = format!("/espace/{}", holder.space);
        assert_eq!(done.location(), there, "{}", done.text());
    }

    /// Where what is confided is looked after: the only one of the page.
    pub async fn care_of(&self, cookie: &str) -> String {
        let page = self.reads(cookie, LIST).await;
        let start = page.find("/espace/moi/proches/aidants/").expect("one");
        page[start..].split('"').next().expect("a link").to_owned()
    }
}

/// This place of the holder's space, for who helps them.
pub fn of(holder: &Holder, below: &str) -> String {
    format!("/espace/{}{below}", holder.space)
}
