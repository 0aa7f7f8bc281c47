//! A forgotten username or password: what was typed is put aside in the same
//! time whoever exists and looked at later; a code goes to a contact that is
//! known already; who brings it back to the browser that asked sees their
//! username and chooses a password. The second factor stays.

use super::contact::{WARNING_LANG, Warning};
use super::life::is_race;
use super::telling::By;
use crate::Spaces;
use crate::actions::Lost;
use crate::notices::{Addressee, say};
use crate::queries::{self, Recovery};
use crate::register_keys::Hash;
use crate::rules::brake;
use crate::rules::contact::{self, Verdict};
use crate::rules::life::{Event, Fate, Life};
use crate::rules::recovery::{self, EMAIL, MOBILE, Reach};
use kernel::{AccountId, Error, Kind, Lang, PersonId, Result, Secret, SpaceId};
use post::{Message, Notice};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::Tx;
use subtle::ConstantTimeEq;

/// What kinds of notice the post knows these as.
const CODE: &str = "recovery-code";
const CHOSEN: &str = "spaces-password";

/// What somebody who forgot shows, and on which channel they want the code.
#[derive(Debug)]
pub struct Forgot {
    /// Who they say they are.
    pub who: Lost,
    /// Whether the code goes to a mobile, where there is one.
    pub by_sms: bool,
}

/// Somebody who brought the code back.
pub struct Returned {
    token_hash: Hash,
    space: SpaceId,
    account: AccountId,
    /// Their username; none, where the account has no password.
    pub username: Option<String>,
}

/// As it is put aside.
#[derive(Serialize, Deserialize)]
struct Asked {
    matricule: Hash,
    card: Hash,
    birth_date: String,
    kind: i64,
    code: String,
    english: bool,
}

impl Spaces {
    /// Puts aside that somebody forgot. The answer is the token of their
    /// browser, the same whoever asks for whom.
    ///
    /// # Errors
    /// Too many, for this number or from this address.
    pub async fn forgot(
        &self,
        forgot: &Forgot,
        address: Option<IpAddr>,
        lang: Lang,
    ) -> Result<[u8; 32]> {
        let now = self.world().now();
        let keys = self.keys();
        let matricule = keys.matricule(&forgot.who.matricule);
        let number = keys.brake_of_number(&matricule);
        let from = keys.brake_of_address(address);
        let token: [u8; 32] = self.world().random();
        let token_hash = keys.token("recovery", &token);
        let asked = Asked {
            matricule,
            card: keys.card(&forgot.who.card),
            birth_date: forgot.who.birth_date.to_string(),
            kind: if forgot.by_sms { MOBILE } else { EMAIL },
            // Drawn for who does not exist too: there is always one to compare
            // with, and nobody has theirs.
            code: contact::draw(&*self.world().chance),
            english: lang == Lang::En,
        };
        let plain = serde_json::to_vec(&asked)
            .map_err(|cause| Error::fault("writing a request").because(cause))?;
        let sealed = keys.seal_for(&*self.world().chance, &place(&token_hash), &plain);
        let mut tx = self.store().begin("somebody forgot").await?;
        let [of_number, of_address, everybody] =
            queries::begin_forgetting(&mut tx, number, from, now).await?;
        if let Some(wait) = brake::forgetting_wait(of_number, of_address, everybody, now) {
            return Err(Error::too_many("forgot-too-many", wait));
        }
        if brake::forgetting_rings(everybody, now) {
            tracing::error!("forgotten passwords pass the alarm of everybody");
        }
        let mut writes = vec![queries::insert_recovery(token_hash, now, sealed)];
        writes.extend(queries::count_forgetting(number, from, now));
        tx.run(writes).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Looks at who forgot, the oldest first, and sends codes to those who may
    /// have one: `limit` at most; how many codes.
    ///
    /// # Errors
    /// As the store; then they are looked at again.
    pub async fn answer_forgotten(&self, limit: i64) -> Result<u64> {
        let mut sent = 0;
        for asked in queries::list_recoveries(self.store(), limit).await? {
            match self.answer_one(&asked).await {
                Ok(left) => sent += u64::from(left),
                Err(error) if is_race(&error) => {}
                Err(error) if error.kind() == Kind::Unavailable => return Err(error),
                Err(error) => {
                    // It would keep all the others waiting.
                    let error = error.log_text();
                    tracing::error!(error, "a forgotten password cannot be answered");
                    let mut tx = self.store().begin("give a request up").await?;
                    tx.run(vec![queries::delete_recovery(asked.token_hash)])
                        .await?;
                    tx.commit().await?;
                }
            }
        }
        Ok(sent)
    }

    async fn answer_one(&self, kept: &Recovery) -> Result<bool> {
        let now = self.world().now();
        let asked = self.asked(kept)?;
        let found = match now.since(kept.at) < recovery::LIFE {
            true => self.whose(&asked).await?,
            false => None,
        };
        let mut tx = self.store().begin("answer who forgot").await?;
        let whose = found.as_ref().map(|(_, space, account, _)| {
            let plain = [space.to_bytes(), account.to_bytes()].concat();
            let at = whose_place(&kept.token_hash);
            let sealed = self.keys().seal_for(&*self.world().chance, &at, &plain);
            (sealed, self.keys().inside(*space))
        });
        if !queries::update_recovery_looked(&mut tx, kept.token_hash, whose).await? {
            return Ok(false);
        }
        let Some((person, space, _, to)) = found else {
            tx.commit().await?;
            return Ok(false);
        };
        let lang = if asked.english { Lang::En } else { Lang::Fr };
        let message = code_message(&to, &asked.code, lang)?;
        let occasion: String = kept.token_hash.iter().map(|b| format!("{b:02x}")).collect();
        let notice = Notice::new(CODE, occasion, message)
            .about(person)
            .until(kept.at.plus(recovery::LIFE));
        self.post().queue(&mut tx, &[notice]).await?;
        self.tell(&mut tx, space, Event::RecoveryAsked, By::UNKNOWN, now)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whose account it is, and where the code goes; nobody's, when something
    /// does not fit or nobody can be reached.
    async fn whose(&self, asked: &Asked) -> Result<Option<(PersonId, SpaceId, AccountId, Reach)>> {
        let person = queries::find_by_matricule(self.store(), asked.matricule).await?;
        let Some(person) = person else {
            return Ok(None);
        };
        let mut tx = self.store().begin("look who forgot").await?;
        let card = queries::find_card(&mut tx, person).await?;
        let kept = queries::find_space_of_in(&mut tx, person).await?;
        tx.rollback().await?;
        let insured = self.insured(person).await?;
        let fits = card.is_some_and(|kept| kept.ct_eq(&asked.card).into())
            && insured.birth_date.0.to_string() == asked.birth_date
            && !insured.deceased;
        let Some(kept) = kept.filter(|kept| fits && may_come_back(kept.life)) else {
            return Ok(None);
        };
        let reached = self.identity().reached(kept.space).await?;
        let Some(reached) = reached.filter(|reached| reached.stands) else {
            return Ok(None);
        };
        let proven = self.proven_contacts(kept.space).await?;
        let on_file = on_file(&Addressee::of(&insured));
        let to = recovery::goes_to(asked.kind, &proven, &on_file);
        Ok(to.map(|to| (person, kept.space, reached.account, to.clone())))
    }

    /// Whether this browser asked, and a code may still be typed in it.
    ///
    /// # Errors
    /// As the store.
    pub async fn is_recovering(&self, token: &[u8]) -> Result<bool> {
        let since = self.world().now().minus(recovery::KEPT);
        let token_hash = self.keys().token("recovery", token);
        queries::find_recovery(self.store(), token_hash, since).await
    }

    /// Somebody types the code that was sent. For who does not exist it is
    /// counted, wrong and dead as for who does.
    ///
    /// # Errors
    /// Invalid on `code`: wrong, or dead; not found, when this browser did not
    /// ask.
    pub async fn bring_code_back(&self, token: &[u8], typed: &str) -> Result<()> {
        let now = self.world().now();
        let token_hash = self.keys().token("recovery", token);
        let mut tx = self.store().begin("try a code to get back in").await?;
        let tried = queries::try_recovery(&mut tx, token_hash).await?;
        let Some(tried) = tried else {
            tx.rollback().await?;
            return match self.is_recovering(token).await? {
                true => Err(Error::field("code", "forgot-code-dead")),
                false => Err(Error::not_found()),
            };
        };
        let asked = self.asked(&tried)?;
        let before = tried.tries.saturating_sub(1);
        let verdict = contact::judge(typed, &asked.code, tried.at, before, now);
        let done = match (verdict, &tried.place) {
            (Verdict::Right, Some(_)) => {
                match queries::update_recovery_proven(&mut tx, token_hash, now).await? {
                    true => Ok(()),
                    false => Err(Error::field("code", "forgot-code-dead")),
                }
            }
            (Verdict::Dead, _) => Err(Error::field("code", "forgot-code-dead")),
            _ => Err(Error::field("code", "forgot-code-wrong")),
        };
        // The try stays counted.
        tx.commit().await?;
        done
    }

    /// Who brought the code back to this browser, for as long as a password may
    /// be chosen.
    ///
    /// # Errors
    /// As the store.
    pub async fn returned(&self, token: &[u8]) -> Result<Option<Returned>> {
        let now = self.world().now();
        let token_hash = self.keys().token("recovery", token);
        let kept = queries::find_recovery_proven(self.store(), token_hash, now).await?;
        let Some(sealed) = kept.and_then(|kept| kept.place) else {
            return Ok(None);
        };
        let plain = self.keys().open_for(&whose_place(&token_hash), &sealed)?;
        let (space, account) = plain.split_at_checked(16).unwrap_or_default();
        let space = SpaceId::from_slice(space)?;
        let account = AccountId::from_slice(account)?;
        let reached = self.identity().reached(space).await?;
        // Another account has had the space since: nothing is told of it.
        let reached = reached.filter(|reached| reached.account == account);
        Ok(reached.map(|reached| Returned {
            token_hash,
            space,
            account,
            username: reached.username,
        }))
    }

    /// They choose a password: every session ends, they are told on every
    /// channel, and sign in as always.
    ///
    /// # Errors
    /// Invalid on `mot-de-passe`; not found, when it took too long or was done;
    /// conflict, when no second factor would be asked for.
    pub async fn choose_password(&self, who: &Returned, new: &Secret<String>) -> Result<()> {
        let now = self.world().now();
        let kept = queries::find_space(self.store(), who.space).await?;
        let kept = kept.ok_or_else(Error::not_found)?;
        let insured = self.insured(kept.person).await?;
        let mut known = insured.given_names.0.clone();
        known.extend([insured.birth_name.0.clone(), insured.used_name.0.clone()]);
        known.extend(identity::birth_date_facts(insured.birth_date.0));
        let identity = self.identity();
        let password = identity.prepare_password(who.account, known, new).await?;
        let mut tx = self.store().begin("choose a password anew").await?;
        if !queries::take_recovery(&mut tx, who.token_hash, now).await? {
            return Err(Error::not_found());
        }
        identity.reset_password(&mut tx, &password).await?;
        tx.run(vec![queries::delete_recoveries(
            self.keys().inside(who.space),
        )])
        .await?;
        let receipt = self
            .tell(&mut tx, who.space, Event::PasswordReset, By::HOLDER, now)
            .await?;
        let warnings = self
            .warnings_of_account(&insured, who.space, CHOSEN, &receipt.number, "password")
            .await?;
        tx.run(warnings).await?;
        tx.commit().await
    }

    fn asked(&self, kept: &Recovery) -> Result<Asked> {
        let plain = self
            .keys()
            .open_for(&place(&kept.token_hash), &kept.sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| Error::fault("a kept request is of another form"))
    }

    /// What the holder of an account is told on every channel, by post too, of
    /// something that happened to it: the sentences `notice-{name}-…`.
    pub(super) async fn warnings_of_account(
        &self,
        insured: &queries::Insured,
        space: SpaceId,
        kind: &'static str,
        number: &str,
        name: &str,
    ) -> Result<Vec<store::Statement>> {
        let now = self.world().now();
        let to = Addressee::of(insured);
        let moment = edge::moment(WARNING_LANG, now);
        let args = [
            ("name", to.name.as_str()),
            ("moment", moment.as_str()),
            ("number", number),
        ];
        let say_of = |part: &str| say(WARNING_LANG, &format!("notice-{name}-{part}"), &args);
        let (subject, text, sms) = (say_of("subject"), say_of("text"), say_of("sms"));
        let sheet = self.sender().plain_letter(&to, &subject, &text, now);
        let warning = Warning {
            kind,
            occasion: number.to_owned(),
            person: insured.person,
            by_email: true,
            not_before: None,
            letter: crate::notices::posted(&to, &sheet, now),
            subject: &subject,
            text: &text,
            sms: Some(&sms),
        };
        self.warn_everywhere(space, &to, &warning).await
    }

    /// As [`Self::warnings_of_account`], in the caller's transaction, with the
    /// line of the space's life: the number to quote.
    pub(super) async fn tell_of_account(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        told: (Event, By),
        kind: &'static str,
        name: &str,
    ) -> Result<String> {
        let now = self.world().now();
        let kept = queries::find_space(self.store(), space).await?;
        let insured = self
            .insured(kept.ok_or_else(Error::not_found)?.person)
            .await?;
        let (event, by) = told;
        let receipt = self.tell(tx, space, event, by, now).await?;
        let warnings = self
            .warnings_of_account(&insured, space, kind, &receipt.number, name)
            .await?;
        tx.run(warnings).await?;
        Ok(receipt.number)
    }
}

/// Whether the holder of a space in this state may sign in: also who closed it,
/// to open it again.
fn may_come_back(life: Life) -> bool {
    match life {
        Life::Open { .. } | Life::Active { .. } => true,
        Life::Closed { fate, .. } => fate != Fate::Death,
        Life::Announced { .. } | Life::Refused { .. } | Life::Erased { .. } => false,
    }
}

/// Where the fund reaches somebody.
pub(super) fn on_file(to: &Addressee) -> Vec<Reach> {
    let email = to.email().map(|email| Reach {
        kind: EMAIL,
        value: email.as_str().to_owned(),
    });
    let mobile = to.phone().map(|phone| Reach {
        kind: MOBILE,
        value: phone.as_str().to_owned(),
    });
    email.into_iter().chain(mobile).collect()
}

fn code_message(to: &Reach, code: &str, lang: Lang) -> Result<Message> {
    let code = [("code", code)];
    match to.kind {
        EMAIL => Message::email(
            to.value.parse()?,
            &say(lang, "recovery-code-subject", &code),
            &say(lang, "recovery-code-text", &code),
        ),
        _ => Message::sms(to.value.parse()?, &say(lang, "recovery-code-sms", &code)),
    }
}

fn place(token_hash: &Hash) -> Vec<u8> {
    [b"recovery".as_slice(), token_hash].concat()
}

fn whose_place(token_hash: &Hash) -> Vec<u8> {
    [b"recovery whose".as_slice(), token_hash].concat()
}
