//! Telling a person, on every channel, what somebody did with their code: tried
//! it until it died, or showed it again once it had served.

use super::contact::{WARNING_LANG, Warning};
use crate::Spaces;
use crate::notices::{Addressee, say};
use kernel::{PersonId, Result, SpaceId, Timestamp};
use store::Tx;

// What kinds of notice the post knows these as.
const KILLED: &str = "spaces-code-killed";
const MISUSED: &str = "spaces-code-misused";

impl Spaces {
    /// The code of this person died of wrong tries; the number is that of the
    /// event.
    pub(super) async fn warn_killed(
        &self,
        tx: &mut Tx,
        person: PersonId,
        space: SpaceId,
        number: String,
    ) -> Result<()> {
        let texts = [
            "notice-killed-subject",
            "notice-killed-text",
            "notice-killed-sms",
        ];
        self.warn(tx, person, space, KILLED, number, texts).await
    }

    /// A code that had served was shown again: told once a day, however often.
    pub(super) async fn warn_misused(
        &self,
        tx: &mut Tx,
        person: PersonId,
        space: SpaceId,
        now: Timestamp,
    ) -> Result<()> {
        let texts = [
            "notice-misused-subject",
            "notice-misused-text",
            "notice-misused-sms",
        ];
        let occasion = format!("{space}/{}", now.in_paris().date());
        self.warn(tx, person, space, MISUSED, occasion, texts).await
    }

    async fn warn(
        &self,
        tx: &mut Tx,
        person: PersonId,
        space: SpaceId,
        kind: &'static str,
        occasion: String,
        [subject, text, sms]: [&str; 3],
    ) -> Result<()> {
        let to = Addressee::of(&self.insured(person).await?);
        let args = [
            ("name", to.name.as_str()),
            ("origin", self.sender().origin.as_str()),
        ];
        let warning = Warning {
            kind,
            occasion,
            person,
            by_email: true,
            not_before: None,
            subject: &say(WARNING_LANG, subject, &args),
            text: &say(WARNING_LANG, text, &args),
            sms: Some(&say(WARNING_LANG, sms, &args)),
            letter: None,
        };
        let statements = self.warn_everywhere(space, &to, &warning).await?;
        tx.run(statements).await?;
        Ok(())
    }
}
