//! The search of somebody to write to whom the record does not know: by name and town,
//! or by number. Nobody is listed who was not looked for.

use super::answering::answering;
use super::{LIST, what};
use crate::Messages;
use crate::actions::{FOUND_MAX, Found, Sought};
use crate::mailbox::Party;
use crate::rules::manner::Told;
use edge::{Asked, Page};
use identity::professionals::fold;
use kernel::{Result, Rpps};
use sharing::Permit;
use std::collections::BTreeMap;

/// The fields of the search.
const NAME: &str = "nom";
const TOWN: &str = "ville";

/// Whoever was found and chosen.
pub(super) const CHOSEN: &str = "a";

/// Somebody who was found.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) towns: String,
    /// What they say of when they answer.
    pub(super) answering: Vec<String>,
    /// Where a message to them begins.
    pub(super) href: String,
}

impl Line {
    fn of(page: &Page, found: &Found, told: &BTreeMap<Rpps, Told>) -> Self {
        let party = &found.party;
        let href = format!("{LIST}/ecrire?{CHOSEN}={}", party.who);
        Self {
            name: party.name.clone(),
            what: what(page, party),
            towns: found.towns.join(", "),
            answering: answering(page, std::iter::once(party), told),
            href: page.href(&href),
        }
    }
}

/// The search, and whom it found.
pub(super) struct Seeking {
    pub(super) action: String,
    pub(super) found: Vec<Line>,
    /// What is to be said of what was found, or was not.
    pub(super) note: Option<String>,
}

/// The search of this page, and the page with what was looked for in it; none for a
/// carer.
pub(super) async fn seeking(
    asked: &Asked,
    page: Page,
    messages: &Messages,
    permit: &Permit,
) -> Result<(Page, Option<Seeking>)> {
    if permit.is_carers() {
        return Ok((page, None));
    }
    let name = asked.param(NAME)?.unwrap_or_default();
    let town = asked.param(TOWN)?.unwrap_or_default();
    let page = page.with_values(&[(NAME, name.trim()), (TOWN, town.trim())]);
    let (found, note) = match sought(&name, town) {
        _ if name.trim().is_empty() => (Vec::new(), None),
        None => (Vec::new(), Some(page.t("messages-seek-short"))),
        Some(sought) => {
            let (found, more) = messages.seek(permit, &sought).await?;
            let note = match (found.is_empty(), more) {
                (_, true) => Some(page.t1("messages-seek-more", "count", FOUND_MAX)),
                (true, false) => Some(page.t("messages-seek-none")),
                (false, false) => None,
            };
            (found, note)
        }
    };
    let parties: Vec<&Party> = found.iter().map(|found| &found.party).collect();
    let told = messages.told_of(parties.into_iter()).await?;
    let found = found.iter().map(|found| Line::of(&page, found, &told));
    let seeking = Seeking {
        action: page.href(&format!("{LIST}/ecrire")),
        found: found.collect(),
        note,
    };
    Ok((page, Some(seeking)))
}

/// Whom somebody looks for: a number, however it is spaced, or the beginning of a name.
fn sought(name: &str, town: String) -> Option<Sought> {
    let number: String = name.split_whitespace().collect();
    if let Ok(rpps) = number.parse() {
        return Some(Sought::Number(rpps));
    }
    (fold(name).len() >= 2).then(|| Sought::Named {
        name: name.to_owned(),
        town,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_as_one_and_a_name_from_two_letters_on() {
        let named = |typed: &str| match sought(typed, "Lyon".into()) {
            Some(Sought::Number(rpps)) => rpps.to_string(),
            Some(Sought::Named { name, town }) => format!("{name} {town}"),
            None => String::new(),
        };
        for (typed, expected) in [
            ("99700218896", "99700218896"),
            (" 997 0021 8896 ", "99700218896"),
            // Its check digit is wrong: nobody is called so.
            ("99700218897", "99700218897 Lyon"),
            ("Benali", "Benali Lyon"),
            ("Lê", "Lê Lyon"),
            ("b", ""),
            ("%_", ""),
            (" ", ""),
        ] {
            assert_eq!(named(typed), expected, "{typed}");
        }
    }
}
