//! What publishers are written by mail: that something is asked of them, and what was
//! decided. A mail says that, and where they read it; not who decided, and nothing of
//! what a service is for.

use crate::Catalogue;
use crate::queries::sendings;
use crate::queries::{self, Kept};
use crate::rules::publishing::{is_to_be_written, reminder, still_asked};
use crate::rules::{Standing, Verdict};
use kernel::{Lang, Result, Timestamp};
use keys::open;
use post::{Email, Message, Notice};
use store::Tx;

/// What the outbox knows these as.
const REMINDER: &str = "catalogue-reminder";
const NEWS: &str = "catalogue-news";

/// Sentences that say where to read it, or whom to answer where there is no address.
type Ways = [&'static str; 2];
const TO_RENEW: Ways = ["catalogue-mail-here", "catalogue-mail-team"];
const TO_READ: Ways = ["catalogue-mail-see", "catalogue-mail-answer"];

/// What a publisher is told.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    /// The key of its sentences.
    what: &'a str,
    /// Until when it is listed.
    until: Option<Timestamp>,
    /// Why it is suspended.
    reason: Option<Reason<'a>>,
}

/// Why a service is suspended, and what else its publisher is to know.
#[derive(Clone, Copy)]
pub(crate) struct Reason<'a> {
    /// One of [`crate::rules::REASONS`].
    pub key: &'a str,
    /// Read at the follow-up address; in the mail, where there is none.
    pub note: &'a str,
}

impl Catalogue {
    /// A mail to the publisher of a service, in their language; none, where they are
    /// reached otherwise.
    async fn mail_to(&self, kept: &Kept, said: Said<'_>, ways: Ways) -> Result<Option<Message>> {
        // A contact that the team typed may be anything.
        let Ok(to) = kept.draft.contact.parse::<Email>() else {
            return Ok(None);
        };
        let sending = sendings::of_service(&self.0.store, &kept.draft.id).await?;
        let (lang, secret) = match sending {
            None => (Lang::Fr, None),
            Some(sending) => (sending.lang, Some(self.secret(&sending)?)),
        };
        let day = said.until.map(|until| until.in_paris().date());
        let day = day.map_or_else(String::new, |day| edge::day(lang, day));
        let reason = said.reason.map_or_else(String::new, |reason| {
            let key = format!("catalogue-reason-{}", reason.key);
            let words = edge::texts::say(lang, &key, &[]);
            match secret.is_none() && !reason.note.is_empty() {
                true => format!("{words} ({})", reason.note),
                false => words,
            }
        });
        let args = [
            ("name", kept.draft.name.as_str()),
            ("day", day.as_str()),
            ("reason", reason.as_str()),
        ];
        let say = |part: &str| {
            let key = format!("catalogue-mail-{}-{part}", said.what);
            edge::texts::say(lang, &key, &args)
        };
        let how = match secret {
            Some(secret) => {
                let address = self.address(lang, &secret);
                edge::texts::say(lang, ways[0], &[("address", &address)])
            }
            None => edge::texts::say(lang, ways[1], &[]),
        };
        let text = format!("{}\n\n{how}", say("text"));
        Message::email(to, &say("subject"), &text).map(Some)
    }

    fn secret(&self, sending: &sendings::Sending) -> Result<Vec<u8>> {
        open(&self.0.keys.sealing, &sending.hash, &sending.secret)
    }

    /// The mail that says what was decided of a service, to be queued with it. Of one
    /// that was suspended, `reason` says why.
    pub(crate) async fn news(
        &self,
        kept: &Kept,
        what: &str,
        reason: Option<Reason<'_>>,
        until: Option<Timestamp>,
    ) -> Result<Option<Notice>> {
        let said = Said {
            what,
            until,
            reason,
        };
        let message = self.mail_to(kept, said, TO_READ).await?;
        let occasion = format!("{}/{what}/{}", kept.draft.id, self.now().millis());
        Ok(message.map(|message| Notice::new(NEWS, occasion, message)))
    }

    /// Queues such a mail.
    pub(crate) async fn tell(&self, tx: &mut Tx, notice: Option<Notice>) -> Result<()> {
        match notice {
            Some(notice) => self.0.post.queue(tx, &[notice]).await.map(drop),
            None => Ok(()),
        }
    }

    /// Writes to publishers of whom something is asked, once a day at most, and to
    /// those whose listing ends or ended, once each, whoever does it: the same notice
    /// twice is one.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again next time.
    pub async fn remind(&self) -> Result<()> {
        for kept in queries::all(&self.0.store).await? {
            for done in [self.remind_one(&kept).await, self.ask_one(&kept).await] {
                if let Err(error) = done {
                    let error = error.log_text();
                    tracing::warn!(error, "a publisher was not written to this time");
                }
            }
        }
        Ok(())
    }

    async fn remind_one(&self, kept: &Kept) -> Result<()> {
        let asked = kept.renewal_at.is_some();
        let listed = kept.until.filter(|_| kept.standing == Standing::Listed);
        let Some(until) = listed else {
            return Ok(());
        };
        let Some(due) = reminder(until, asked, self.now()) else {
            return Ok(());
        };
        let said = Said {
            what: due.key(),
            until: Some(until),
            reason: None,
        };
        let Some(message) = self.mail_to(kept, said, TO_RENEW).await? else {
            return Ok(());
        };
        let occasion = format!("{}/{}/{}", kept.draft.id, until.millis(), due.key());
        let notice = Notice::new(REMINDER, occasion, message);
        let mut tx = self.0.store.begin("remind a publisher").await?;
        self.0.post.queue(&mut tx, &[notice]).await?;
        tx.commit().await
    }

    /// Writes that something is asked, if it is time, and still is.
    async fn ask_one(&self, kept: &Kept) -> Result<()> {
        let now = self.now();
        let Some(asked_at) = kept.asked_at else {
            return Ok(());
        };
        if !is_to_be_written(kept.written_at, now) {
            return Ok(());
        }
        let found = queries::findings(&self.0.store, &kept.draft.id).await?;
        let verdicts: Vec<Verdict> = found.iter().map(|it| it.verdict).collect();
        let asked = kept.renewal_at.is_some();
        let notice = match still_asked(kept.standing, asked, &verdicts) {
            true => self.news(kept, "unmet", None, None).await?,
            false => None,
        };
        let mut tx = self.0.store.begin("write what is asked").await?;
        // Of two processes one writes.
        if queries::set_written(&mut tx, &kept.draft.id, asked_at, notice.is_some(), now).await? {
            self.tell(&mut tx, notice).await?;
        }
        tx.commit().await
    }
}
