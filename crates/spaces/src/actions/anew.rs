//! Announcing somebody a second time: who took a refusal back, and of whose
//! death the fund was wrong. Silence will open their space, so they are told of
//! it in the very transaction that moves it, with a code and six weeks of their
//! own; who cannot be told stays what they are.

use super::announce::Channel;
use super::life::Moved;
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::notices::{Addressee, CodeNotice, Occasion};
use crate::queries;
use crate::rules::life::{Event, Life, Why};
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use post::{Message, Notice};
use store::Tx;

/// What kind of notice the post knows an announcement as, a campaign's or one
/// of these: a campaign makes a letter of each e-mail that comes back.
pub const ANNOUNCEMENT: &str = "campaign-code";

impl Spaces {
    /// As [`Spaces::moved_in`], for a transition that may announce: then the
    /// notice is queued with it.
    ///
    /// # Errors
    /// Conflict, when nothing can be sent; then the transaction can only end.
    pub(super) async fn moved_and_told_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        what: Event,
        by: By,
        at: Timestamp,
        transition: impl FnOnce(Life) -> Result<Life, Why> + Send,
    ) -> Result<Receipt> {
        let moved = self.move_in(tx, person, transition).await?;
        let receipt = self.tell(tx, moved.space, what, by, at).await?;
        self.told_if_announced_in(tx, person, &moved, at).await?;
        Ok(receipt)
    }

    /// Queues the notice for somebody whose space this move announced; nothing, of any
    /// other.
    ///
    /// # Errors
    /// As [`Self::moved_and_told_in`].
    pub(super) async fn told_if_announced_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
        moved: &Moved,
        at: Timestamp,
    ) -> Result<()> {
        let Life::Announced { deadline, .. } = moved.is else {
            return Ok(());
        };
        let to = self.reachable_in(tx, person).await?;
        let to = to.ok_or_else(|| Error::conflict("space-untold"))?;
        self.announce_anew(tx, person, moved.space, &to, deadline, at)
            .await
    }

    /// Whom to write to, as this transaction sees them: by e-mail, else by
    /// post, at an address that can be printed. Nobody, where there is neither,
    /// or where people must look first.
    pub(super) async fn reachable_in(
        &self,
        tx: &mut Tx,
        person: PersonId,
    ) -> Result<Option<Addressee>> {
        let insured = queries::find_insured_in(tx, person)
            .await?
            .ok_or_else(Error::not_found)?;
        if self.is_for_people(&insured)? {
            return Ok(None);
        }
        let to = Addressee::of(&insured);
        Ok((to.email().is_some() || to.takes_letters()).then_some(to))
    }

    async fn announce_anew(
        &self,
        tx: &mut Tx,
        person: PersonId,
        space: SpaceId,
        to: &Addressee,
        deadline: Timestamp,
        at: Timestamp,
    ) -> Result<()> {
        let channel = match to.email() {
            Some(_) => Channel::Email,
            None => Channel::Letter,
        };
        let (code, _) = self.new_code(tx, person, channel, at).await?;
        let receipt = self.tell(tx, space, Event::Announced, By::FUND, at).await?;
        let notice = CodeNotice {
            to,
            code: &code,
            occasion: Occasion::First,
            until: deadline,
            at,
            reference: &receipt.number,
        };
        let message = self.code_message(&notice)?;
        let message = message.ok_or_else(|| Error::conflict("space-untold"))?;
        let notice = Notice::new(ANNOUNCEMENT, receipt.number, message)
            .about(person)
            .until(match channel {
                // What does not leave in time comes back, and becomes a letter.
                Channel::Email => deadline.min(at.plus(post::GIVEN_UP_AFTER)),
                _ => deadline,
            });
        tx.run(self.post().statements(&notice)).await?;
        Ok(())
    }

    /// A notice with a code as a message: an e-mail, else a letter; nothing,
    /// where there is no address of either kind, or none that can be printed.
    fn code_message(&self, notice: &CodeNotice<'_>) -> Result<Option<Message>> {
        match (notice.to.email(), notice.to.printable_address()) {
            (Some(email), _) => self.sender().code_email(email, notice).map(Some),
            (None, Some(address)) => {
                let sheet = self.sender().code_letter(notice);
                let subject = sheet.title.clone();
                let pdf = paper::pdf(&[sheet], notice.at)?;
                Message::letter(address, &subject, pdf).map(Some)
            }
            (None, None) => Ok(None),
        }
    }
}
