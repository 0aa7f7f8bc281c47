//! Searching: only what the reader may see is compared with anything.

use super::{Documents, Listed};
use crate::rules::search::{Near, Query, passage};
use crate::shelf::Shelf;
use kernel::Result;
use sharing::Permit;

impl Documents {
    /// What of it matches a search, newest first: last versions, neither in the
    /// bin nor withdrawn. What may not be seen is left out before anything is
    /// compared.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn searched(permit: &Permit, query: &Query) -> Result<Vec<Listed>> {
        let shelf = permit.state::<Shelf>()?;
        let current = shelf.all().filter(|document| document.is_current());
        let mut listed: Vec<Listed> = current
            .filter_map(|document| {
                let label = document.sealed.label(permit).ok()?;
                let gist = document.gist.as_ref();
                let gist = gist.and_then(|gist| gist.label(permit).ok());
                let listed = || Listed::of(document, label.clone()).naming(gist);
                if query.is_empty() {
                    return Some(listed());
                }
                let heading = label.folded();
                if query.matches(&heading) {
                    return Some(listed());
                }
                query.matches_in(&[&heading, &gist?.words]).then(|| Listed {
                    in_words: true,
                    ..listed()
                })
            })
            .collect();
        listed.sort_by_key(|listed| {
            std::cmp::Reverse((listed.label.act_date, listed.label.added_at))
        });
        Ok(listed)
    }

    /// Tells of each of these documents where in its text that is which was
    /// searched, as far as the beginning of the text is kept.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn tell_passages(permit: &Permit, query: &Query, listed: &mut [Listed]) -> Result<()> {
        let shelf = permit.state::<Shelf>()?;
        for one in listed.iter_mut().filter(|it| it.in_words) {
            let gist = shelf.find(one.label.id).and_then(|it| it.gist.as_ref());
            let gist = gist.and_then(|gist| gist.label(permit).ok());
            one.passage = gist.and_then(|gist| passage(&gist.text, query));
        }
        Ok(())
    }

    /// Words near to what was typed and not found, among what the holder of a permit
    /// may see.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn near(permit: &Permit, typed: &str) -> Result<Vec<String>> {
        let mut near = Near::to(typed);
        let shelf = permit.state::<Shelf>()?;
        for document in shelf.all().rev().filter(|document| document.is_current()) {
            let Ok(label) = document.sealed.label(permit) else {
                continue;
            };
            near.look(&label.folded());
            let gist = document.gist.as_ref();
            if let Some(gist) = gist.and_then(|gist| gist.label(permit).ok()) {
                near.look(&gist.words);
            }
        }
        Ok(near.proposed())
    }
}
