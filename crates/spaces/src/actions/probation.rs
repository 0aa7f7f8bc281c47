//! The first days of an account that a letter alone opened, with a contact that
//! nobody knew: the holder is told at the contacts that were known before.

use super::contact::{WARNING_LANG, Warning};
use crate::Spaces;
use crate::notices::{Addressee, posted, say};
use crate::rules::activation::PROBATION;
use kernel::{AccountId, PersonId, Result, SpaceId};
use store::Tx;

impl Spaces {
    /// Keeps from an account just linked what was in the space before it, and
    /// tells the holder by post and at every contact known until now.
    pub(super) async fn begin_probation(
        &self,
        tx: &mut Tx,
        person: PersonId,
        account: AccountId,
        space: SpaceId,
    ) -> Result<()> {
        let now = self.world().now();
        let until = now.plus(PROBATION);
        self.identity()
            .put_on_probation(tx, account, space, until)
            .await?;
        let to = Addressee::of(&self.insured(person).await?);
        let moment = edge::moment(WARNING_LANG, now);
        let until = edge::moment(WARNING_LANG, until);
        let args = [
            ("name", to.name.as_str()),
            ("moment", moment.as_str()),
            ("until", until.as_str()),
        ];
        let subject = say(WARNING_LANG, "notice-hold-title", &[]);
        let text = say(WARNING_LANG, "notice-hold-text", &args);
        let sheet = self.sender().plain_letter(&to, &subject, &text, now);
        let sms = say(WARNING_LANG, "notice-hold-sms", &[]);
        let warning = Warning {
            kind: "spaces-probation",
            occasion: account.to_string(),
            person,
            by_email: true,
            not_before: None,
            letter: posted(&to, &sheet, now),
            subject: &subject,
            text: &text,
            sms: Some(&sms),
        };
        // The contact just proven is not among them: it is kept when this
        // transaction is.
        let warnings = self.warn_everywhere(space, &to, &warning).await?;
        tx.run(warnings).await?;
        Ok(())
    }
}
