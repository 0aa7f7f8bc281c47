//! Telling a holder, at their contacts, that something waits for them in their
//! space: never what it is.

use super::contact::{WARNING_LANG, Warning};
use crate::Spaces;
use crate::notices::{Addressee, say};
use crate::queries;
use kernel::{Error, Result, SpaceId};
use store::Tx;

/// What a holder is told: sentences that may hold `$name`, `$origin` and
/// `$number`, and nothing of a record.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// What kind of notice the post knows it as.
    pub kind: &'static str,
    /// What tells it from the next one of its kind.
    pub occasion: &'a str,
    /// The keys of its subject, its text, and what fits in a text message.
    pub texts: [&'static str; 3],
    /// The number to quote.
    pub number: &'a str,
}

impl Spaces {
    /// Queues a word to the holder of a space, in the caller's transaction: by
    /// e-mail and text message, wherever they can be reached; nowhere, when
    /// they cannot.
    ///
    /// # Errors
    /// Not found, without such a space; else as the store.
    pub async fn write_to_holder(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        word: &Word<'_>,
    ) -> Result<()> {
        let kept = queries::find_space(self.store(), space).await?;
        let person = kept.ok_or_else(Error::not_found)?.person;
        let to = Addressee::of(&self.insured(person).await?);
        let args = [
            ("name", to.name.as_str()),
            ("origin", self.sender().origin.as_str()),
            ("number", word.number),
        ];
        let said = word.texts.map(|key| say(WARNING_LANG, key, &args));
        let [subject, text, sms] = &said;
        let warning = Warning {
            kind: word.kind,
            occasion: word.occasion.to_owned(),
            person,
            by_email: true,
            not_before: None,
            subject,
            text,
            sms: Some(sms),
            letter: None,
        };
        let statements = self.warn_everywhere(space, &to, &warning).await?;
        tx.run(statements).await?;
        Ok(())
    }
}
