//! What a holder reads of whether, and when, those whom they write to answer.

use crate::mailbox::Party;
use crate::rules::manner::{Away, Told};
use edge::Page;
use kernel::Rpps;
use std::collections::BTreeMap;

/// A sentence or two for each of whom something is told.
pub(super) fn answering<'a>(
    page: &Page,
    parties: impl Iterator<Item = &'a Party>,
    told: &BTreeMap<Rpps, Told>,
) -> Vec<String> {
    let of = |party: &Party| {
        let told = told.get(party.who.rpps()?)?;
        let name = party.name.as_str();
        Some(match told {
            Told::Stopped => page.t1("messages-stopped", "name", name),
            Told::Says(manner) => {
                let away = manner.away.as_ref().map(|away| is_away(page, name, away));
                let usual = manner.days.map(|days| {
                    let days = days.to_string();
                    page.ta("messages-usual", &[("name", name), ("days", &days)])
                });
                let both: Vec<String> = away.into_iter().chain(usual).collect();
                both.join(" ")
            }
        })
    };
    parties.filter_map(of).collect()
}

fn is_away(page: &Page, name: &str, away: &Away) -> String {
    let (from, to) = (page.day(away.from), page.day(away.to));
    let key = match away.from == away.to {
        true => "messages-away-day",
        false => "messages-away",
    };
    let away_then = page.ta(key, &[("name", name), ("from", &from), ("to", &to)]);
    match away.said.as_str() {
        "" => away_then,
        said => page.ta(
            "messages-away-says",
            &[("away", &away_then), ("said", said)],
        ),
    }
}
