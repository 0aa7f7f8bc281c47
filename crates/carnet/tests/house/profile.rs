//! The medical profile: what the person says, what professionals add and
//! confirm, and who sees which heading.

mod correcting;
mod growth;
mod headings;
pub(crate) mod resting;
mod rights;
mod targets;
mod writing;

use super::town::{Holder, Pro, Town};

const PROFILE: &str = "/espace/moi/profil";

impl Town {
    /// The id of the first line on a page of a heading.
    async fn line(&self, cookie: &str, path: &str, act: &str) -> Option<String> {
        let page = self.reads(cookie, path).await;
        let begin = page.split(&format!("{path}/")).find(|rest| {
            let after = rest.get(26..).unwrap_or_default();
            after.starts_with(act)
        })?;
        Some(begin[..26].to_owned())
    }
}

fn profile_of(holder: &Holder) -> String {
    format!("/pro/patients/{}/profil", holder.space)
}

fn summary_of(holder: &Holder) -> String {
    format!("/pro/patients/{}/resume", holder.space)
}

async fn linked(town: &Town) -> (Holder, Pro, Pro) {
    let (ana, doctor, other) = town.holder_and_two_doctors().await;
    for pro in [&doctor, &other] {
        town.consents(pro, &ana).await;
    }
    (ana, doctor, other)
}
