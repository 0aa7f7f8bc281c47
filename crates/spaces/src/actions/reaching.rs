//! How a holder is reached, and changing it: a code goes to the new contact; for
//! three days after, what is sent goes to what it was before as well, codes to
//! get back in go there alone, and it can be put back, on the site or by phone.

use super::activate::ContactDraft;
use super::contact::{TypedContact, contact_place};
use super::help::Help;
use super::telling::By;
use crate::Spaces;
use crate::notices::Addressee;
use crate::queries;
use crate::rules::brake::{self, Scope};
use crate::rules::contact::{self, Verdict};
use crate::rules::life::Event;
use crate::rules::recovery::{BEFORE, Reach};
use identity::Holder;
use kernel::{Error, Lang, Result, SessionId, SpaceId, Timestamp};
use post::Notice;
use store::Tx;

/// What kinds of notice the post knows these as.
const CODE: &str = "contact-code";
const CHANGED: &str = "spaces-contact";
const RESTORED: &str = "spaces-contact-back";

/// How a holder is reached.
pub struct Reached {
    /// Their own contacts, proven by a code.
    pub own: Vec<Reach>,
    /// What the fund has on file.
    pub on_file: Vec<Reach>,
    /// Until when what was changed lately can be put back.
    pub undone_until: Option<Timestamp>,
    /// The contact to which a code went in this session, and that waits for it.
    pub waiting: Option<Reach>,
}

impl Spaces {
    /// How the holder of a space is reached.
    ///
    /// # Errors
    /// As the store.
    pub async fn how_reached(&self, holder: &Holder) -> Result<Reached> {
        let space = holder.own_space()?;
        let now = self.world().now();
        let kept = queries::find_space(self.store(), space).await?;
        let person = kept.ok_or_else(Error::not_found)?.person;
        let change = queries::find_contact_change(self.store(), space, holder.session).await?;
        let change = change.filter(|change| now.since(change.at) < contact::LIFE);
        let waiting = match change {
            Some(change) => {
                let draft = self.changing(space, &change.sealed)?;
                Some(Reach {
                    kind: draft.kind,
                    value: draft.value,
                })
            }
            None => None,
        };
        Ok(Reached {
            own: self.own_contacts(space).await?,
            on_file: super::recover::on_file(&Addressee::of(&self.insured(person).await?)),
            undone_until: self.contact_changed(space).await?,
            waiting,
        })
    }

    /// Until when a contact that was changed lately can be put back; none, when
    /// none was.
    ///
    /// # Errors
    /// As the store.
    pub async fn contact_changed(&self, space: SpaceId) -> Result<Option<Timestamp>> {
        let now = self.world().now();
        let before = queries::list_contacts_before(self.store(), space, now).await?;
        Ok(before.iter().map(|before| before.until).max())
    }

    /// The holder's own contacts as they are now.
    async fn own_contacts(&self, space: SpaceId) -> Result<Vec<Reach>> {
        let kept = queries::list_contacts(self.store(), space).await?;
        kept.into_iter()
            .map(|kept| self.opened(space, kept.kind, &kept.sealed))
            .collect()
    }

    /// What contacts were before they were changed lately.
    pub(super) async fn contacts_before(&self, space: SpaceId) -> Result<Vec<Reach>> {
        let now = self.world().now();
        let before = queries::list_contacts_before(self.store(), space, now).await?;
        let kept = before
            .iter()
            .filter_map(|before| Some((before.kind, before.sealed.as_ref()?)));
        kept.map(|(kind, sealed)| self.opened(space, kind, sealed))
            .collect()
    }

    /// The contacts that a holder proved, as they were before any change of the
    /// last three days: somebody else may have made that.
    pub(super) async fn proven_contacts(&self, space: SpaceId) -> Result<Vec<Reach>> {
        let now = self.world().now();
        let changed = queries::list_contacts_before(self.store(), space, now).await?;
        let mut proven = self.own_contacts(space).await?;
        proven.retain(|own| changed.iter().all(|before| before.kind != own.kind));
        proven.extend(self.contacts_before(space).await?);
        proven.sort_by_key(|reach| reach.kind);
        Ok(proven)
    }

    fn opened(&self, space: SpaceId, kind: i64, sealed: &[u8]) -> Result<Reach> {
        let value = self.keys().open_for(&contact_place(space, kind), sealed)?;
        Ok(Reach {
            kind,
            value: String::from_utf8_lossy(&value).into_owned(),
        })
    }

    fn changing(&self, space: SpaceId, sealed: &[u8]) -> Result<ContactDraft> {
        let plain = self.keys().open_for(&change_place(space), sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| Error::fault("a kept change of contact is of another form"))
    }

    /// Sends a code to a new contact. Ask for a fresh proof before.
    ///
    /// # Errors
    /// Invalid on the contact, in the first days of an account; too many, within
    /// half a minute of the last one, or after fifteen of a day.
    pub async fn change_contact(
        &self,
        holder: &Holder,
        typed: &TypedContact,
        lang: Lang,
    ) -> Result<()> {
        let space = holder.own_space()?;
        let now = self.world().now();
        if holder.probation(space, now).is_some() {
            return Err(Error::field(typed.field(), "reaching-first-days"));
        }
        let kept = queries::find_space(self.store(), space).await?;
        let person = kept.ok_or_else(Error::not_found)?.person;
        let insured = self.insured(person).await?;
        let last = queries::find_contact_change(self.store(), space, holder.session).await?;
        if let Some(last) = last.filter(|last| now < last.at.plus(contact::AGAIN)) {
            let wait = last.at.plus(contact::AGAIN).since(now);
            return Err(Error::too_many("contact-again-soon", wait));
        }
        let code = contact::draw(&*self.world().chance);
        let message = super::contact::code_message(typed, &code, lang)?;
        let draft = ContactDraft {
            kind: typed.kind(),
            value: typed.as_str().to_owned(),
            code,
            sent_at: now.millis(),
            sent: 1,
            tries: 0,
            proven: false,
            on_file: super::contact::is_on_file(typed, &Addressee::of(&insured)),
        };
        let plain = serde_json::to_vec(&draft)
            .map_err(|cause| Error::fault("writing a change of contact").because(cause))?;
        let sealed = self
            .keys()
            .seal_for(&*self.world().chance, &change_place(space), &plain);
        let id: [u8; 16] = self.world().random();
        let occasion = format!("{:032x}", u128::from_be_bytes(id));
        let notice = Notice::new(CODE, occasion, message)
            .about(person)
            .until(now.plus(contact::LIFE));
        let brake = self.keys().brake_of_person(person);
        let mut tx = self.store().begin("send a code to a new contact").await?;
        let sent = queries::begin_one(&mut tx, Scope::Contact, brake, now).await?;
        if let Some(wait) = brake::contact_wait(sent, now) {
            return Err(Error::too_many("contact-day-max", wait));
        }
        tx.run(vec![
            queries::count(Scope::Contact, brake, now),
            queries::put_contact_change(space, holder.session, now, sealed),
        ])
        .await?;
        self.post().queue(&mut tx, &[notice]).await?;
        tx.commit().await
    }

    /// The code of the new contact came back: from now on they are reached there.
    /// Whoever reads what it was before is told how to put it back.
    ///
    /// # Errors
    /// Invalid on `code`: none was asked for in this session, wrong, or dead.
    pub async fn prove_new_contact(
        &self,
        holder: &Holder,
        typed: &str,
        help: Option<Help>,
    ) -> Result<()> {
        let space = holder.own_space()?;
        let now = self.world().now();
        let mut tx = self.store().begin("change a contact").await?;
        let change = queries::try_contact_change(&mut tx, space, holder.session).await?;
        let Some(change) = change else {
            return Err(Error::field("code", "contact-code-none"));
        };
        let draft = self.changing(space, &change.sealed)?;
        let before = change.tries.saturating_sub(1);
        let verdict = contact::judge(typed, &draft.code, change.at, before, now);
        if verdict != Verdict::Right {
            // The try stays counted.
            tx.commit().await?;
            return Err(Error::field(
                "code",
                match verdict {
                    Verdict::Dead => "contact-code-dead",
                    Verdict::Right | Verdict::Wrong => "contact-code-wrong",
                },
            ));
        }
        if holder.probation(space, now).is_some() {
            return Err(Error::field("code", "reaching-first-days"));
        }
        queries::keep_contact_before(&mut tx, space, draft.kind, now, now.plus(BEFORE)).await?;
        self.keep_contact(&mut tx, space, &draft, now).await?;
        tx.run(vec![queries::delete_contact_change(space)]).await?;
        // What was known until now is told: the store still shows that.
        let told = (Event::ContactChanged, By::helped(help));
        self.tell_of_account(&mut tx, space, told, CHANGED, "contact-changed")
            .await?;
        tx.commit().await
    }

    /// Puts back what the contacts of a space were before they were changed in
    /// the last three days; every session of the account ends, but the holder's
    /// own where they ask on the site.
    ///
    /// # Errors
    /// Not found, when nothing was changed.
    pub async fn restore_contacts(&self, holder: &Holder, by: By) -> Result<String> {
        let mut tx = self.store().begin("put a contact back").await?;
        let (space, own) = (holder.own_space()?, Some(holder.session));
        let number = self.restored_in(&mut tx, space, own, by).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// As [`Self::restore_contacts`], by phone, in the caller's transaction: the
    /// number to quote.
    ///
    /// # Errors
    /// As [`Self::restore_contacts`].
    pub async fn restore_contacts_in(&self, tx: &mut Tx, space: SpaceId) -> Result<String> {
        self.restored_in(tx, space, None, By::PHONE).await
    }

    async fn restored_in(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        own: Option<SessionId>,
        by: By,
    ) -> Result<String> {
        let now = self.world().now();
        let mut done = false;
        for before in queries::list_contacts_before(self.store(), space, now).await? {
            if queries::take_contact_before(tx, space, before.kind).await? {
                tx.run(vec![queries::restore_contact(space, &before)])
                    .await?;
                done = true;
            }
        }
        if !done {
            return Err(Error::not_found());
        }
        tx.run(vec![queries::delete_contact_change(space)]).await?;
        // Whoever changed them may still be in.
        self.identity().end_sessions_of(tx, space, own).await?;
        let told = (Event::ContactRestored, by);
        self.tell_of_account(tx, space, told, RESTORED, "contact-restored")
            .await
    }
}

fn change_place(space: SpaceId) -> Vec<u8> {
    [b"contact change".as_slice(), &space.to_bytes()].concat()
}

/// A contact as a page shows it: in full to its holder alone, else masked.
pub(crate) fn shown(reach: &Reach, masked: bool) -> String {
    match (masked, reach.kind) {
        (false, _) => reach.value.clone(),
        (true, 0) => post::masked_email(&reach.value),
        (true, _) => post::masked_phone(&reach.value),
    }
}
