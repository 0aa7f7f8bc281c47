//! What publishers do by themselves, without an account: they send a submission,
//! prove that they read where they say they do, follow what becomes of it at an
//! address of their own, mend it once, take it back, and ask for its renewal.

use crate::Catalogue;
use crate::queries::sendings::{self, Sending};
use crate::queries::{self, Finding, Kept};
use crate::rules::publishing::{
    CONFIRMED_WITHIN, COUNTED, SENT_BY_ONE, SENT_FROM_ONE, id_of, may_correct, may_end, may_renew,
};
use crate::rules::{Draft, Standing, Verdict};
use edge::{secret_read, secret_written};
use identity::{Allowance, Staff};
use kernel::{Error, FieldError, Kind, Lang, Result};
use keys::{Key, RegisterKeys, mac, open, seal};
use post::{Email, Message, Notice};
use std::net::IpAddr;

/// Random bytes of a secret: 160 bits.
const SECRET: usize = 20;
const HASHING: &str = "catalogue-secret";
const SEALING: &str = "catalogue-sending";

/// What the outbox knows it as.
const CONFIRMATION: &str = "catalogue-confirmation";

/// The keys of what publishers send.
pub(crate) struct Keys {
    hashing: Key,
    pub(crate) sealing: Key,
}

impl Keys {
    pub fn derive(register: &RegisterKeys) -> Self {
        Self {
            hashing: register.derive(HASHING),
            sealing: register.derive(SEALING),
        }
    }
}

/// What a publisher finds at their address.
pub(crate) struct Followed {
    pub sending: Sending,
    /// What they sent, as it stands.
    pub draft: Draft,
    /// The service in the catalogue; none, before they confirmed.
    pub kept: Option<Kept>,
    pub findings: Vec<Finding>,
}

impl Followed {
    /// Whether a corrected submission may be sent.
    pub fn may_correct(&self) -> bool {
        let verdicts: Vec<Verdict> = self.findings.iter().map(|it| it.verdict).collect();
        let kept = self.kept.as_ref();
        kept.is_some_and(|kept| may_correct(kept.standing, &verdicts, self.sending.corrected))
    }

    /// Whether its publisher may end the listing.
    pub fn may_end(&self) -> bool {
        self.kept
            .as_ref()
            .is_some_and(|kept| may_end(kept.standing))
    }

    pub(crate) fn kept(&self) -> Result<&Kept> {
        self.kept.as_ref().ok_or_else(Error::not_found)
    }
}

impl Catalogue {
    fn keys(&self) -> &Keys {
        &self.0.keys
    }

    fn sealed(&self, hash: &[u8; 32], plain: &[u8]) -> Vec<u8> {
        seal(&self.keys().sealing, &*self.0.world.chance, hash, plain)
    }

    /// A publisher sends a submission. Nobody sees it before they open the address
    /// that they are sent, and it stands in no queue.
    ///
    /// # Errors
    /// Invalid, field by field; or for too much of one address or network in a day.
    pub(crate) async fn send(
        &self,
        draft: &Draft,
        lang: Lang,
        client: Option<IpAddr>,
    ) -> Result<()> {
        let number = self.0.world.random::<4>();
        let draft = Draft {
            id: id_of(&draft.name, number),
            ..draft.clone()
        };
        let to = addressed(&draft)?;
        let now = self.now();
        let secret = self.0.world.random::<SECRET>();
        let hash = mac(&self.keys().hashing, HASHING, &secret);
        let text = serde_json::to_vec(&draft).map_err(|_| Error::fault("a draft is not text"))?;
        let sending = Sending {
            hash,
            secret: self.sealed(&hash, &secret),
            draft: Some(self.sealed(&hash, &text)),
            lang,
            sent_at: now,
            service: None,
            corrected: false,
        };
        let message = self.letter(lang, "confirm", &draft, &secret, to.clone())?;
        let notice = Notice::new(CONFIRMATION, secret_written(&hash), message)
            .until(now.plus(CONFIRMED_WITHIN));
        self.count(&to, client).await?;
        let mut tx = self.0.store.begin("take what a publisher sent").await?;
        tx.run(vec![sendings::insert(&sending)]).await?;
        self.0.post.queue(&mut tx, &[notice]).await?;
        tx.commit().await
    }

    /// Counts what one address and one network send in a day.
    async fn count(&self, to: &Email, client: Option<IpAddr>) -> Result<()> {
        let too_much = |error: Error, told: Error| match error.kind() {
            Kind::TooMany => told,
            _ => error,
        };
        let by = to.as_str().to_ascii_lowercase();
        let identity = &self.0.identity;
        let spent = identity.spend(&allowed(by.as_bytes(), SENT_BY_ONE)).await;
        spent.map_err(|error| too_much(error, Error::field("contact", "catalogue-sent-max")))?;
        let Some(client) = client else { return Ok(()) };
        let from = network(client);
        let spent = identity.spend(&allowed(&from, SENT_FROM_ONE)).await;
        spent.map_err(|error| too_much(error, Error::invalid("catalogue-sent-max-network")))
    }

    /// What is at this address.
    ///
    /// # Errors
    /// Not found: whatever is no address of ours, or was not confirmed in time.
    pub(crate) async fn follow(&self, secret: &str) -> Result<Followed> {
        let read = secret_read::<SECRET>(secret);
        let bytes = read.as_ref().map_or(secret.as_bytes(), |it| &it[..]);
        // What is no secret takes the same way as one that nobody made.
        let hash = mac(&self.keys().hashing, HASHING, bytes);
        let sending = sendings::find(&self.0.store, &hash).await?;
        let sending = sending.filter(|_| read.is_some());
        let sending = sending.ok_or_else(Error::not_found)?;
        if let Some(id) = &sending.service {
            let kept = queries::find(&self.0.store, id).await?;
            let kept = kept.ok_or_else(Error::not_found)?;
            return Ok(Followed {
                draft: kept.draft.clone(),
                findings: queries::findings(&self.0.store, id).await?,
                kept: Some(kept),
                sending,
            });
        }
        let in_time = self.now() < sending.sent_at.plus(CONFIRMED_WITHIN);
        let draft = sending.draft.as_ref().filter(|_| in_time);
        let draft = draft.ok_or_else(Error::not_found)?;
        let draft = open(&self.keys().sealing, &hash, draft)?;
        let draft = serde_json::from_slice(&draft);
        Ok(Followed {
            draft: draft.map_err(|_| Error::fault("a draft does not read"))?,
            findings: Vec::new(),
            kept: None,
            sending,
        })
    }

    /// Whoever got the address confirms: the submission is in the queue. Twice is once.
    ///
    /// # Errors
    /// As [`Self::follow`].
    pub(crate) async fn confirm(&self, secret: &str) -> Result<()> {
        let followed = self.follow(secret).await?;
        if followed.kept.is_some() {
            return Ok(());
        }
        let (draft, hash) = (&followed.draft, &followed.sending.hash);
        let mut tx = self.0.store.begin("confirm a submission").await?;
        if !sendings::confirm(&mut tx, hash, &draft.id).await? {
            return Ok(());
        }
        if !queries::submit(&mut tx, draft, true, self.now()).await? {
            return Err(Error::conflict("error-conflict"));
        }
        let done = queries::done(&draft.id, "sent", &draft.publisher, self.now());
        tx.run(vec![done]).await?;
        tx.commit().await
    }

    /// The publisher answers what was not met, once: the examination begins anew.
    ///
    /// # Errors
    /// Not found, where there is nothing to answer; invalid, field by field.
    pub(crate) async fn correct(&self, secret: &str, draft: &Draft) -> Result<()> {
        let followed = self.follow(secret).await?;
        if !followed.may_correct() {
            return Err(Error::not_found());
        }
        let before = &followed.draft;
        let draft = Draft {
            id: before.id.clone(),
            contact: before.contact.clone(),
            ..draft.clone()
        };
        draft.check()?;
        let mut tx = self.0.store.begin("correct a submission").await?;
        let (hash, now) = (&followed.sending.hash, self.now());
        if !sendings::correct(&mut tx, hash).await?
            || !queries::submit(&mut tx, &draft, true, now).await?
        {
            return Err(Error::conflict("error-conflict"));
        }
        let done = queries::done(&draft.id, "corrected", &draft.publisher, now);
        tx.run(vec![done]).await?;
        tx.commit().await
    }

    /// The publisher takes a submission back that was not listed: for good.
    ///
    /// # Errors
    /// Not found, where there is none; also once it was listed, which is ended in
    /// knowledge of what comes of that alone ([`Self::leave`]).
    pub(crate) async fn take_back(&self, secret: &str) -> Result<()> {
        let followed = self.follow(secret).await?;
        let kept = followed.kept()?;
        if kept.standing != Standing::Submitted {
            return Err(Error::not_found());
        }
        let mut tx = self.0.store.begin("take a submission back").await?;
        if !queries::set_standing(&mut tx, kept, Standing::Withdrawn, None).await? {
            return Err(Error::conflict("error-conflict"));
        }
        let draft = &kept.draft;
        let done = queries::done(&draft.id, "withdrawn", &draft.publisher, self.now());
        tx.run(vec![done]).await?;
        tx.commit().await
    }

    /// The publisher ends the listing: for good. What was connected gives its access
    /// back, which each record is told.
    ///
    /// # Errors
    /// Not found, where nothing is listed.
    pub(crate) async fn leave(&self, secret: &str) -> Result<()> {
        let followed = self.follow(secret).await?;
        let kept = followed.kept()?;
        if !may_end(kept.standing) {
            return Err(Error::not_found());
        }
        let draft = &kept.draft;
        let notice = self.news(kept, "left", None, None).await?;
        let mut tx = self.0.store.begin("leave the catalogue").await?;
        if !queries::set_standing(&mut tx, kept, Standing::Withdrawn, None).await? {
            return Err(Error::conflict("error-conflict"));
        }
        self.0.services.leave(&mut tx, &draft.id).await?;
        let done = queries::done(&draft.id, "left", &draft.publisher, self.now());
        tx.run(vec![done]).await?;
        self.tell(&mut tx, notice).await?;
        tx.commit().await
    }

    /// The publisher asks for the renewal of a listing.
    ///
    /// # Errors
    /// As [`Self::renew`].
    pub(crate) async fn ask_renewal(&self, secret: &str) -> Result<()> {
        let followed = self.follow(secret).await?;
        let kept = followed.kept()?;
        self.renewal(kept, &kept.draft.publisher).await
    }

    /// Somebody of the team asks for the renewal of a listing.
    ///
    /// # Errors
    /// Not found, for one that does not end soon, or whose renewal was asked for.
    pub(crate) async fn renew(&self, who: &Staff, id: &str) -> Result<()> {
        let kept = queries::find(&self.0.store, id).await?;
        let kept = kept.ok_or_else(Error::not_found)?;
        self.renewal(&kept, &who.name.0).await
    }

    async fn renewal(&self, kept: &Kept, name: &str) -> Result<()> {
        let now = self.now();
        let asked = kept.renewal_at.is_some();
        if !may_renew(kept.standing, kept.until, asked, now) {
            return Err(Error::not_found());
        }
        let mut tx = self.0.store.begin("ask for a renewal").await?;
        if !queries::renew(&mut tx, kept, now).await? {
            return Err(Error::conflict("error-conflict"));
        }
        let done = queries::done(&kept.draft.id, "renewal", name, now);
        tx.run(vec![done]).await?;
        tx.commit().await
    }

    /// Forgets what nobody confirmed in time.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<()> {
        sendings::sweep(&self.0.store, self.now().minus(CONFIRMED_WITHIN)).await
    }

    pub(crate) fn address(&self, lang: Lang, secret: &[u8]) -> String {
        let path = format!("/services/demandes/{}", secret_written(secret));
        let prefix = match lang {
            Lang::Fr => "",
            Lang::En => "/en",
        };
        format!("{}{prefix}{path}", self.0.origin)
    }

    fn letter(
        &self,
        lang: Lang,
        what: &str,
        draft: &Draft,
        secret: &[u8],
        to: Email,
    ) -> Result<Message> {
        let address = self.address(lang, secret);
        let args = [("name", draft.name.as_str()), ("address", address.as_str())];
        let say =
            |part: &str| edge::texts::say(lang, &format!("catalogue-mail-{what}-{part}"), &args);
        Message::email(to, &say("subject"), &say("text"))
    }
}

/// Where a publisher is written to, of a submission that is right.
fn addressed(draft: &Draft) -> Result<Email> {
    let email: Result<Email> = draft.contact.parse();
    let mut fields = draft.mistakes();
    if email.is_err() {
        fields.retain(|wrong| wrong.field != "contact");
        let wrong = FieldError {
            field: "contact",
            code: "catalogue-email-wrong",
        };
        let place = fields
            .iter()
            .position(|it| !["nom", "editeur"].contains(&it.field));
        fields.insert(place.unwrap_or(fields.len()), wrong);
    }
    match email {
        Ok(email) if fields.is_empty() => Ok(email),
        _ => Err(Error::fields(fields)),
    }
}

/// So many submissions of one sender in a day.
const fn allowed(of: &[u8], most: u32) -> Allowance<'_> {
    Allowance {
        what: "catalogue sender",
        of,
        most,
        each: COUNTED,
        code: "catalogue-sent-max",
    }
}

fn network(client: IpAddr) -> Vec<u8> {
    match client.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        // One subscriber has a whole /64.
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}

/// Whether somebody can mend this in the form.
pub(crate) fn is_to_mend(error: &Error) -> bool {
    error.kind() == Kind::Invalid
}
