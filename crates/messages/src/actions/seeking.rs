//! Finding somebody to write to whom the record does not know: professionals of the
//! directory who let whoever looks for them write to them first.

use crate::Messages;
use crate::mailbox::{Correspondent, Party};
use identity::professionals::Listed;
use kernel::{Result, Rpps};
use sharing::{Permit, Rights};
use std::collections::BTreeSet;

/// Those whom one search shows, at most.
pub(crate) const FOUND_MAX: usize = 20;

/// Of so many of this name it is asked whether they let whoever looks for them write: who
/// is called as more people are is found with a town, or by their number.
const LOOKED_AT: i64 = 1_000;

/// Whom somebody looks for.
#[derive(Clone, Debug)]
pub(crate) enum Sought {
    /// Whoever has this number.
    Number(Rpps),
    /// Whose name begins so, who work in such a town; anywhere, if none is told.
    Named {
        /// Two letters at least.
        name: String,
        /// May be empty.
        town: String,
    },
}

/// Somebody who was found, and in which towns they work.
pub(crate) struct Found {
    pub party: Party,
    pub towns: Vec<String>,
}

impl Messages {
    /// Of these, those whom the directory lists as in post, and who let whoever looks for
    /// them write to them first.
    async fn in_post(&self, numbers: &[Rpps]) -> Result<Vec<Listed>> {
        let open = self.0.tables.sought(numbers).await?;
        let mut all = Vec::new();
        for rpps in numbers {
            if open.contains(rpps) {
                let listed = self.0.parts.people.find(rpps).await?;
                all.extend(listed.filter(|it| it.active));
            }
        }
        Ok(all)
    }

    /// The same, as whoever takes part in a conversation.
    pub(crate) async fn letting(&self, numbers: &[Rpps]) -> Result<Vec<Party>> {
        let listed = self.in_post(numbers).await?;
        Ok(listed.iter().map(party).collect())
    }

    /// Whom a holder finds, as the directory orders them, [`FOUND_MAX`] at most, and
    /// whether there are more, or may be. Whom they block they do not find.
    ///
    /// # Errors
    /// Invalid, for a name of fewer than two letters.
    pub(crate) async fn seek(
        &self,
        permit: &Permit,
        sought: &Sought,
    ) -> Result<(Vec<Found>, bool)> {
        let (numbers, all) = match sought {
            Sought::Number(rpps) => (vec![rpps.clone()], true),
            Sought::Named { name, town } => {
                let people = &self.0.parts.people;
                let town = Some(town.as_str());
                let numbers = people.numbers_named(name, town, LOOKED_AT).await?;
                let all = i64::try_from(numbers.len()).is_ok_and(|count| count < LOOKED_AT);
                (numbers, all)
            }
        };
        let reached: BTreeSet<Rpps> = self.0.tables.sought(&numbers).await?;
        // One more tells that there are more, whomever of them the holder blocks.
        let most = FOUND_MAX + 1 + permit.state::<Rights>()?.blocked().len();
        let open: Vec<Rpps> = numbers
            .into_iter()
            .filter(|rpps| reached.contains(rpps))
            .take(most)
            .collect();
        let listed = self.in_post(&open).await?;
        let parties = listed.iter().map(party).collect();
        let reachable = self.reachable_with(permit, parties).await?;
        let found = listed.iter().filter_map(|listed| {
            let who = Correspondent::Professional(listed.rpps.clone());
            reachable.contains_key(&who).then(|| Found {
                party: party(listed),
                towns: towns(listed),
            })
        });
        let mut found: Vec<Found> = found.collect();
        let more = !all || found.len() > FOUND_MAX;
        found.truncate(FOUND_MAX);
        Ok((found, more))
    }
}

fn party(listed: &Listed) -> Party {
    Party {
        who: Correspondent::Professional(listed.rpps.clone()),
        name: listed.name(),
        profession: listed.profession.code().to_owned(),
    }
}

/// Where somebody works, each town once.
fn towns(listed: &Listed) -> Vec<String> {
    let mut towns = Vec::new();
    for place in &listed.places {
        let town = &place.institution.city;
        if place.attachment.left_at.is_none() && !town.is_empty() && !towns.contains(town) {
            towns.push(town.clone());
        }
    }
    towns
}
