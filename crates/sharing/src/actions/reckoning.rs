//! What the house works out over night of many records, for their holders: a yes or a
//! no for each. Nobody is let in, nobody is shown anything, and no line is written:
//! what a question sees of a record cannot leave it, for a question is a plain
//! function, which carries nothing but its answer out.
//!
//! ```compile_fail,E0308
//! async fn carried_out(sharing: sharing::Sharing, of: Vec<(kernel::SpaceId, ())>) {
//!     let seen = std::cell::RefCell::new(Vec::new());
//!     sharing.reckon(&of, |permit, ()| { seen.borrow_mut().push(permit.version()); Ok(false) }).await.unwrap();
//! }
//! ```
//! The same without what it would carry out compiles:
//! ```
//! async fn answered(sharing: sharing::Sharing, of: Vec<(kernel::SpaceId, ())>) {
//!     sharing.reckon(&of, |permit, ()| Ok(permit.version() > 0)).await.unwrap();
//! }
//! ```

use super::Sharing;
use crate::asking::{Asker, decide};
use crate::permit::{Permit, Scope};
use crate::rules::{Act, Decision};
use kernel::{Result, SpaceId};
use std::sync::Arc;

/// A question about what the lists of a record show its holder.
pub type Question<Of> = fn(&Permit, Of) -> Result<bool>;

impl Sharing {
    /// For which of these spaces the question is answered by yes. They lie in one
    /// bucket; those that are shut, or whose record does not open, are not.
    ///
    /// # Errors
    /// As the store.
    pub async fn reckon<Of: Copy + Send + Sync>(
        &self,
        of: &[(SpaceId, Of)],
        question: Question<Of>,
    ) -> Result<Vec<SpaceId>> {
        let now = self.0.world.now();
        let spaces: Vec<SpaceId> = of.iter().map(|(space, _)| *space).collect();
        let mut books = self.0.journal.open_range(&spaces).await?.into_iter();
        let mut next = books.next();
        let mut yes = Vec::new();
        for (space, of) in of {
            let Some((_, book)) = next.take_if(|(found, _)| found == space) else {
                continue;
            };
            next = books.next();
            // Whoever is told of the answer may be a child's parent: what is kept from
            // those has no part in it.
            let asker = Asker::Representative {
                spaces: vec![*space],
                probations: Vec::new(),
            };
            let answer = book.and_then(|book| {
                let rules = &self.0.matrix;
                if decide(&book, &asker, Act::OpenRecord, None, rules, now)? != Decision::Allowed {
                    return Ok(false);
                }
                let permit = Permit {
                    book,
                    // No line was written, and none is told.
                    line: 0,
                    asker,
                    scope: Scope::Labels,
                    now,
                    rules: Arc::clone(rules),
                };
                question(&permit, *of)
            });
            match answer {
                Ok(true) => yes.push(*space),
                Ok(false) => {}
                // One record that does not open keeps nobody else from theirs.
                Err(error) => {
                    let error = error.log_text();
                    tracing::error!(error, "something could not be worked out of a record");
                }
            }
        }
        Ok(yes)
    }
}
