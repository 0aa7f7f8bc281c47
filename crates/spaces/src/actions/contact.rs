//! Proving a contact while activating: a code goes to it, and comes back.

use super::activate::{ContactDraft, Sitting, is_overtaken};
use super::given::KEPT_FOR;
use crate::Spaces;
use crate::notices::{Addressee, FUND_LANG, say};
use crate::queries::{self, KeptContact};
use crate::rules::brake::{self, Scope};
use crate::rules::choosing::Wish;
use crate::rules::contact::{self, Verdict};
use kernel::{Error, FieldError, Lang, Result, SpaceId, Timestamp};
use post::{Email, Message, Notice, Phone};
use store::{Statement, Tx};

/// What kind of notice the post knows these as.
const KIND: &str = "contact-code";

/// What a wish for text messages, or for e-mails, comes back with where there is none.
const NEEDS_PHONE: &str = "contact-wish-phone";
const NEEDS_EMAIL: &str = "contact-wish-email";

/// Whether a wish comes true for somebody who proves a contact of this kind: nobody is
/// told by e-mail who gave a mobile alone, unless the fund has an address of theirs.
///
/// # Errors
/// Invalid, with the field to mend.
fn carries(wish: Wish, kind: i64, fund_has_email: bool) -> Result<()> {
    let by_email = kind == EMAIL;
    match wish {
        Wish::Sms if by_email => Err(Error::field("mobile", NEEDS_PHONE)),
        Wish::Email if !by_email => Err(Error::field("courriel", NEEDS_EMAIL)),
        Wish::Usual if !by_email && !fund_has_email => {
            Err(Error::field("courriel", "contact-wish-usual"))
        }
        Wish::Usual | Wish::Email | Wish::Sms | Wish::Letter | Wish::Nothing => Ok(()),
    }
}

/// The kind of an e-mail address.
const EMAIL: i64 = 0;

/// A contact as typed.
#[derive(Clone, Debug)]
pub enum TypedContact {
    /// An e-mail address.
    Email(Email),
    /// A mobile.
    Phone(Phone),
}

impl TypedContact {
    /// As [`Self::read`], of somebody who wishes to be told in this way: the contact
    /// that is proven is one that the wish reaches. The fund's e-mail address reaches
    /// them too, if it has one.
    ///
    /// # Errors
    /// As [`Self::read`]; invalid too, where the contact that it needs is missing.
    pub fn wished(wish: Wish, email: &str, phone: &str, fund_has_email: bool) -> Result<Self> {
        let typed = match wish {
            Wish::Sms if phone.is_empty() => return Err(Error::field("mobile", NEEDS_PHONE)),
            Wish::Sms => Self::read("", phone),
            Wish::Usual | Wish::Email | Wish::Letter | Wish::Nothing => Self::read(email, phone),
        }?;
        carries(wish, typed.kind(), fund_has_email)?;
        Ok(typed)
    }

    /// Reads what was typed in the two fields: the e-mail, if there is one,
    /// else the mobile.
    ///
    /// # Errors
    /// Invalid, with the fields to mend (`courriel`, `mobile`).
    pub fn read(email: &str, phone: &str) -> Result<Self> {
        let wrong = |field, code| Error::fields(vec![FieldError { field, code }]);
        match (email, phone) {
            ("", "") => Err(wrong("courriel", "contact-empty")),
            ("", phone) => phone
                .parse()
                .map(Self::Phone)
                .map_err(|_| wrong("mobile", "contact-phone-form")),
            (email, _) => email
                .parse()
                .map(Self::Email)
                .map_err(|_| wrong("courriel", "contact-email-form")),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    pub(super) const fn kind(&self) -> i64 {
        match self {
            Self::Email(_) => EMAIL,
            Self::Phone(_) => 1,
        }
    }
}

impl TypedContact {
    /// The field of the form that it was typed in.
    pub(super) const fn field(&self) -> &'static str {
        match self {
            Self::Email(_) => "courriel",
            Self::Phone(_) => "mobile",
        }
    }
}

impl Spaces {
    /// Whether what somebody wishes, or wished before, is carried by the contact to which
    /// a code went.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn is_carried(&self, sitting: &Sitting, wish: Option<Wish>) -> Result<bool> {
        let Some(contact) = &sitting.draft.contact else {
            return Ok(false);
        };
        let wish = wish.unwrap_or(sitting.draft.wish);
        let fund = self.fund_has_email(sitting).await?;
        Ok(carries(wish, contact.kind, fund).is_ok())
    }

    /// Sends a code to this contact.
    ///
    /// # Errors
    /// Too many, within half a minute of the last one, after five, or after
    /// fifteen of a day; not found, when the sitting is over.
    pub async fn send_contact_code(
        &self,
        sitting: &mut Sitting,
        typed: &TypedContact,
        lang: Lang,
    ) -> Result<()> {
        let now = self.world().now();
        let sent = match &sitting.draft.contact {
            Some(before) => {
                let last = Timestamp::from_millis(before.sent_at);
                if now < last.plus(contact::AGAIN) {
                    let wait = last.plus(contact::AGAIN).since(now);
                    return Err(Error::too_many("contact-again-soon", wait));
                }
                if before.sent >= contact::SENT_MAX {
                    return Err(Error::invalid("contact-sent-max"));
                }
                before.sent
            }
            None => 0,
        };
        let code = contact::draw(&*self.world().chance);
        let message = code_message(typed, &code, lang)?;
        let known = Addressee::of(&self.insured(sitting.person).await?);
        sitting.draft.contact = Some(ContactDraft {
            kind: typed.kind(),
            value: typed.as_str().to_owned(),
            code,
            sent_at: now.millis(),
            sent: sent + 1,
            tries: 0,
            proven: false,
            on_file: is_on_file(typed, &known),
        });
        let occasion = format!("{:?}/{}", sitting.token, sent);
        let notice = Notice::new(KIND, occasion, message)
            .about(sitting.person)
            .until(now.plus(contact::LIFE));
        let brake = self.keys().brake_of_person(sitting.person);
        let mut tx = self.store().begin("send a contact code").await?;
        // A new sitting brings five more codes, but not for ever.
        let of_person = queries::begin_one(&mut tx, Scope::Contact, brake, now).await?;
        if let Some(wait) = brake::contact_wait(of_person, now) {
            return Err(Error::too_many("contact-day-max", wait));
        }
        let counted = queries::count(Scope::Contact, brake, now);
        tx.run(vec![counted]).await?;
        self.keep_draft_in(&mut tx, sitting).await?;
        self.post().queue(&mut tx, &[notice]).await?;
        tx.commit().await
    }

    /// The person typed a code: the contact is theirs, if it is the one, and they are
    /// told from then on as they wish now, whatever they said when the code went out. It
    /// is told only once the try is counted: of many at once, each counts.
    ///
    /// # Errors
    /// Invalid on `code`: wrong, or dead; where the contact cannot carry the wish, and
    /// no try is counted then; not found, when the sitting is over; conflict, when other
    /// requests of the same sitting came first.
    pub async fn prove_contact(
        &self,
        sitting: &mut Sitting,
        typed: &str,
        wish: Wish,
    ) -> Result<()> {
        let fund_has_email = self.fund_has_email(sitting).await?;
        let mut tries = 0;
        loop {
            match self
                .try_contact_code(sitting, typed, wish, fund_has_email)
                .await
            {
                // No more can come first than tries that kill the code, and
                // one that is right.
                Err(error) if is_overtaken(&error) && tries <= contact::TRIES_MAX => {
                    tries += 1;
                    self.read_again(sitting).await?;
                }
                done => return done,
            }
        }
    }

    async fn try_contact_code(
        &self,
        sitting: &mut Sitting,
        typed: &str,
        wish: Wish,
        fund_has_email: bool,
    ) -> Result<()> {
        let now = self.world().now();
        let Some(draft) = sitting.draft.contact.as_mut() else {
            return Err(Error::field("code", "contact-code-none"));
        };
        carries(wish, draft.kind, fund_has_email)?;
        sitting.draft.wish = wish;
        if draft.proven {
            return self.keep_draft(sitting).await;
        }
        let sent_at = Timestamp::from_millis(draft.sent_at);
        match contact::judge(typed, &draft.code, sent_at, draft.tries, now) {
            Verdict::Right => {
                draft.proven = true;
                draft.code.clear();
                self.keep_draft(sitting).await
            }
            Verdict::Wrong => {
                draft.tries += 1;
                self.keep_draft(sitting).await?;
                Err(Error::field("code", "contact-code-wrong"))
            }
            Verdict::Dead => Err(Error::field("code", "contact-code-dead")),
        }
    }

    /// Whether the fund can write to the person of a sitting by e-mail.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn fund_has_email(&self, sitting: &Sitting) -> Result<bool> {
        let insured = self.insured(sitting.person).await?;
        Ok(Addressee::of(&insured).email().is_some())
    }

    /// Keeps the proven contact of a sitting with the space, in the
    /// transaction of its activation.
    pub(crate) async fn keep_contact(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        draft: &ContactDraft,
        now: Timestamp,
    ) -> Result<()> {
        let sealed = self.keys().seal_for(
            &*self.world().chance,
            &contact_place(space, draft.kind),
            draft.value.as_bytes(),
        );
        let kept = KeptContact {
            kind: draft.kind,
            sealed,
        };
        tx.run(vec![queries::put_contact(space, kept, now, draft.on_file)])
            .await?;
        Ok(())
    }

    /// As [`Self::notices_everywhere`], and it is kept for the holder to read in their
    /// space, where everything that one is told of stands for a year.
    pub(crate) async fn warn_everywhere(
        &self,
        space: SpaceId,
        to: &Addressee,
        warning: &Warning<'_>,
    ) -> Result<Vec<Statement>> {
        let mut statements = self.notices_everywhere(space, to, warning).await?;
        statements.extend(self.kept_given(space, warning));
        Ok(statements)
    }

    /// Keeps what a holder is told of for them to read in their space.
    pub(super) fn kept_given(&self, space: SpaceId, warning: &Warning<'_>) -> [Statement; 2] {
        let now = self.world().now();
        let (kind, occasion) = (warning.kind, warning.occasion.as_str());
        queries::put_given(space, kind, occasion, now, now.minus(KEPT_FOR))
    }

    /// Queues these words to every contact of a space: the holder's own and
    /// those on file; by post too, where there is something to post. One notice
    /// each; none at all when nobody can be reached.
    pub(super) async fn notices_everywhere(
        &self,
        space: SpaceId,
        to: &Addressee,
        warning: &Warning<'_>,
    ) -> Result<Vec<Statement>> {
        let mut emails: Vec<Email> = to.email().into_iter().collect();
        let mut phones: Vec<Phone> = to.phone().into_iter().collect();
        for kept in queries::list_contacts(self.store(), space).await? {
            let place = contact_place(space, kept.kind);
            let value =
                String::from_utf8_lossy(&self.keys().open_for(&place, &kept.sealed)?).into_owned();
            match kept.kind {
                0 => emails.extend(value.parse::<Email>().ok()),
                _ => phones.extend(value.parse::<Phone>().ok()),
            }
        }
        // Whoever changed a contact may be somebody else: for three days what it
        // was before is written to as well.
        for before in self.contacts_before(space).await? {
            match before.kind {
                0 => emails.extend(before.value.parse::<Email>().ok()),
                _ => phones.extend(before.value.parse::<Phone>().ok()),
            }
        }
        let (emails, phones) = (distinct(emails), distinct(phones));
        let mut messages = Vec::new();
        for email in emails.into_iter().filter(|_| warning.by_email) {
            messages.push(Message::email(email, warning.subject, warning.text)?);
        }
        if let Some(sms) = warning.sms {
            for phone in phones {
                messages.push(Message::sms(phone, sms)?);
            }
        }
        messages.extend(warning.letter.clone());
        let mut statements = Vec::new();
        for (n, message) in messages.into_iter().enumerate() {
            let occasion = format!("{}/{n}", warning.occasion);
            let mut notice = Notice::new(warning.kind, occasion, message).about(warning.person);
            if let Some(instant) = warning.not_before {
                notice = notice.not_before(instant);
            }
            statements.extend(self.post().statements(&notice));
        }
        Ok(statements)
    }
}

/// Each once, in their order.
fn distinct<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut each = Vec::new();
    for one in all {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

/// Something that a person is told on every channel.
pub(crate) struct Warning<'a> {
    pub kind: &'static str,
    pub occasion: String,
    pub person: kernel::PersonId,
    /// Whether it goes to e-mail addresses too: somebody chose otherwise.
    pub by_email: bool,
    /// It leaves the house then, if not at once.
    pub not_before: Option<Timestamp>,
    pub subject: &'a str,
    pub text: &'a str,
    pub sms: Option<&'a str>,
    pub letter: Option<Message>,
}

pub(super) fn contact_place(space: SpaceId, kind: i64) -> Vec<u8> {
    [
        b"contact".as_slice(),
        &space.to_bytes(),
        &kind.to_be_bytes(),
    ]
    .concat()
}

pub(super) fn code_message(typed: &TypedContact, code: &str, lang: Lang) -> Result<Message> {
    let code = [("code", code)];
    match typed {
        TypedContact::Email(email) => Message::email(
            email.clone(),
            &say(lang, "contact-code-subject", &code),
            &say(lang, "contact-code-text", &code),
        ),
        TypedContact::Phone(phone) => {
            Message::sms(phone.clone(), &say(lang, "contact-code-sms", &code))
        }
    }
}

/// Whether the fund has this very contact on file.
pub(super) fn is_on_file(typed: &TypedContact, known: &Addressee) -> bool {
    match typed {
        TypedContact::Email(email) => known
            .email()
            .is_some_and(|kept| kept.as_str().eq_ignore_ascii_case(email.as_str())),
        TypedContact::Phone(phone) => known.phone().is_some_and(|kept| kept == *phone),
    }
}

/// The language of warnings to a holder: the fund's, as no other is known.
pub(crate) const WARNING_LANG: Lang = FUND_LANG;
