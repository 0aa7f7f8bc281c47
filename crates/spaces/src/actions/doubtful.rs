//! Telling holders that somebody came into their account after many tries that failed.

use crate::Spaces;
use crate::alerts::{Alert, SignedIn};
use kernel::{Kind, Result};

impl Spaces {
    /// Tells those who are not told yet on every channel, `limit` at most: how many.
    /// Of two processes at it one notice comes.
    ///
    /// # Errors
    /// As the store; then they are told the next time.
    pub async fn tell_of_sign_ins(&self, limit: i64) -> Result<u64> {
        let mut told = 0;
        for doubtful in self.identity().doubtful_sign_ins(limit).await? {
            if let Some(space) = doubtful.space {
                let signed = SignedIn {
                    id: doubtful.id,
                    at: doubtful.at,
                    failures: doubtful.failures,
                };
                match self.alert(space, Alert::SignedIn(signed)).await {
                    Ok(()) => told += 1,
                    Err(error) if error.kind() == Kind::NotFound => {}
                    Err(error) if error.kind() == Kind::Unavailable => return Err(error),
                    Err(error) => {
                        // It would keep all the others waiting.
                        let error = error.log_text();
                        tracing::error!(error, "a holder cannot be told of a sign-in");
                    }
                }
            }
            self.identity().forget_doubtful(doubtful.id).await?;
        }
        Ok(told)
    }
}
