//! Closing on the site, in one's account or with a code: the holder is told of it on every
//! channel by the transaction that closes, for whoever has their session or their letter may
//! be somebody else.

use super::contact::{WARNING_LANG, Warning};
use super::life::Tries;
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::notices::{Addressee, posted, say, where_to_undo};
use crate::rules::life::{Event, Fate, UNDO};
use kernel::{PersonId, Result};
use store::Tx;

/// What kind of notice the post knows it as.
const CLOSED: &str = "spaces-closed";

impl Spaces {
    /// Closes the space of an account for its holder, and tells them. Ask for a fresh
    /// proof before.
    ///
    /// # Errors
    /// Conflict, when it is not open.
    pub(crate) async fn close_in_account(
        &self,
        person: PersonId,
        fate: Fate,
        by: By,
    ) -> Result<Receipt> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("close a space").await?;
            let closed = self.close_and_tell_in(&mut tx, person, fate, by).await;
            if let Some(receipt) = tries.end(tx, closed).await? {
                return Ok(receipt);
            }
        }
    }

    async fn close_and_tell_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        fate: Fate,
        by: By,
    ) -> Result<Receipt> {
        let now = self.world().now();
        let closing = self
            .moved_in(tx, person, Event::Closed, by, now, |life| {
                life.close(now, fate)
            })
            .await?;
        self.tell_of_closing(tx, person, &closing, true).await?;
        Ok(closing)
    }

    /// Tells on every channel that a space was closed on the site, until when that can be
    /// undone, and where; by post, where nothing else reaches anybody.
    pub(super) async fn tell_of_closing(
        &self,
        tx: &mut Tx,
        person: PersonId,
        closing: &Receipt,
        has_account: bool,
    ) -> Result<()> {
        let to = Addressee::of(&self.insured(person).await?);
        let moment = edge::moment(WARNING_LANG, closing.at);
        let until = edge::moment(WARNING_LANG, closing.at.plus(UNDO));
        let place = format!("{}{}", self.sender().origin, where_to_undo(has_account));
        let args = [
            ("name", to.name.as_str()),
            ("moment", moment.as_str()),
            ("until", until.as_str()),
            ("where", place.as_str()),
            ("number", closing.number.as_str()),
        ];
        let say_of = |part: &str| say(WARNING_LANG, &format!("notice-closed-{part}"), &args);
        let (subject, text, sms) = (say_of("subject"), say_of("text"), say_of("sms"));
        let mut warning = Warning {
            kind: CLOSED,
            occasion: closing.number.clone(),
            person,
            by_email: true,
            not_before: None,
            subject: &subject,
            text: &text,
            sms: Some(&sms),
            letter: None,
        };
        let space = closing.space;
        let mut told = self.notices_everywhere(space, &to, &warning).await?;
        if told.is_empty() {
            let sheet = self.sender().plain_letter(&to, &subject, &text, closing.at);
            warning.letter = posted(&to, &sheet, closing.at);
            told = self.notices_everywhere(space, &to, &warning).await?;
        }
        told.extend(self.kept_given(space, &warning));
        tx.run(told).await?;
        Ok(())
    }
}
