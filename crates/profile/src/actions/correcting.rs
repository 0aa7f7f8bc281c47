//! Requests to correct a line: asked by the holder, found and answered by the
//! professional who wrote or confirmed it, without a care link, as for deposits.

use super::{CORRECTION_MAX, Profiles, allowed};
use crate::entries;
use crate::ledger::{Ledger, Request as Noted};
use crate::rules::{Heading, Wanted};
use crate::shelf::{LineId, Profile, Request, Verdict};
use identity::{Caller, Professional};
use journal::{Book, Journal};
use kernel::{Error, Kind, Result, Rpps, SpaceId, Timestamp};
use keys::RegisterKeys;
use sharing::{Leave, OnDocuments, Owned, Sealed, WrittenBy};
use std::sync::{Mutex, PoisonError};
use store::Store;

/// Requests in one list.
const LISTED: i64 = 200;

/// What professionals are asked to correct in medical profiles. Cheap to clone.
#[derive(Clone)]
pub struct Corrections {
    profiles: Profiles,
    journal: Journal,
    ledger: Ledger,
}

/// A request, as the list of whoever is asked has it: neither whose record it is nor
/// what it is about.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// In whose space.
    pub space: SpaceId,
    /// Of which line.
    pub line: LineId,
    /// When it was asked.
    pub at: Timestamp,
    /// What was answered.
    pub answer: Option<Verdict>,
}

/// A request before the eyes of whoever is asked.
#[derive(Clone, Debug)]
pub struct Told {
    /// Under which heading.
    pub heading: Heading,
    /// What the line is called, where they wrote it themselves.
    pub title: Option<String>,
    /// What should be mended.
    pub words: String,
    /// When it was asked.
    pub at: Timestamp,
    /// What was answered.
    pub answer: Option<Verdict>,
    /// The line is theirs to write anew.
    pub own: bool,
}

impl Corrections {
    /// Requests in these profiles, with their ledger in this store.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        profiles: Profiles,
        journal: Journal,
        store: Store,
        register: &RegisterKeys,
    ) -> Result<Self> {
        Ok(Self {
            profiles,
            journal,
            ledger: Ledger::open(store, register).await?,
        })
    }

    /// Asks the professional of a line to mend it, as its holder.
    ///
    /// # Errors
    /// A field error on `demande`; not found, when it is theirs to change; a conflict,
    /// when they asked already and nobody answered.
    pub async fn ask(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: LineId,
        typed: &str,
    ) -> Result<()> {
        let words = said(typed)?;
        let words = words.ok_or_else(|| Error::field("demande", "profile-correction-empty"))?;
        let asked = Mutex::new(None);
        let decided = |leave: &Leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let heading = allowed(leave, kept, None, Wanted::AskCorrection)?;
            let waits = kept.and_then(|kept| kept.correction.as_ref());
            if waits.is_some_and(crate::shelf::Correction::waits) {
                return Err(Error::invalid("profile-correction-twice"));
            }
            let answers = kept.and_then(crate::shelf::Kept::answers);
            *asked.lock().unwrap_or_else(PoisonError::into_inner) = answers;
            Ok(heading)
        };
        // Whom it is asked is known before: the row is there before the entry.
        let look = |leave: &Leave| decided(leave).map(|_| Vec::new());
        self.profiles.change(caller, space, look).await?;
        let whom = asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(WrittenBy::Professional(rpps)) = whom {
            let world = self.profiles.sharing().world();
            let (line, at) = (id, world.now());
            let noted = Noted { space, line, at };
            self.ledger.note(&rpps, noted, &*world.chance).await?;
        }
        let ask = |leave: &Leave| {
            let heading = decided(leave)?;
            let what = heading.word().to_owned();
            Ok(vec![entries::correction(id, Some(&words), what)])
        };
        self.profiles.change(caller, space, ask).await
    }

    /// What a professional is asked, the last first: told as each journal says now.
    ///
    /// # Errors
    /// As the store.
    pub async fn waiting(&self, professional: &Professional) -> Result<Vec<Waiting>> {
        let mut waiting = Vec::new();
        for noted in self.ledger.of(&professional.rpps, LISTED).await? {
            match self.at(&professional.rpps, noted).await? {
                Some(found) => waiting.push(found),
                // The line is gone, or no longer theirs: so is the request.
                None => {
                    let Noted { line, at, .. } = noted;
                    self.forget_if_over(&professional.rpps, noted, line, at)
                        .await?;
                }
            }
        }
        Ok(waiting)
    }

    /// A row is forgotten a day after it was noted: one that was noted just now may
    /// be of a request that is being written.
    async fn forget_if_over(
        &self,
        asked: &Rpps,
        noted: Noted,
        line: LineId,
        at: Timestamp,
    ) -> Result<()> {
        const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
        let now = self.profiles.sharing().world().now();
        // A closed space may be opened again.
        let closed = self.standing(noted.space).await?.is_none();
        match !closed && noted.at.plus(DAY) < now {
            true => self.ledger.done(asked, line, at).await,
            false => Ok(()),
        }
    }

    async fn standing(&self, space: SpaceId) -> Result<Option<std::sync::Arc<Book>>> {
        let book = match self.journal.open(space).await {
            Ok(book) => self.journal.refresh(&book).await,
            Err(error) => Err(error),
        };
        match book {
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(book) => Ok((book.standing() == journal::Standing::Open).then_some(book)),
        }
    }

    async fn at(&self, rpps: &Rpps, noted: Noted) -> Result<Option<Waiting>> {
        let Some(book) = self.standing(noted.space).await? else {
            return Ok(None);
        };
        let kept = book.state::<Profile>()?.line(noted.line);
        let correction = kept.and_then(|kept| kept.correction.as_ref());
        let theirs = correction.filter(|it| {
            let request = it.request.as_ref();
            request.is_some_and(|it| it.facts().author == WrittenBy::Professional(rpps.clone()))
        });
        Ok(theirs.map(|correction| Waiting {
            space: noted.space,
            line: noted.line,
            at: correction.asked_at,
            answer: correction.answer.map(|(verdict, _)| verdict),
        }))
    }

    /// One request before the eyes of whoever is asked: the read is written first.
    ///
    /// # Errors
    /// Not found, if it is not asked of them.
    pub async fn look(
        &self,
        professional: &Professional,
        space: SpaceId,
        id: LineId,
    ) -> Result<Told> {
        let caller = Caller::Professional(professional.clone());
        let sharing = self.profiles.sharing();
        let permit = sharing
            .permit_own(&caller, space, Owned::Correction, |book| request(book, id))
            .await?;
        let kept = permit.state::<Profile>()?.line(id);
        let kept = kept.ok_or_else(Error::not_found)?;
        let correction = kept.correction.as_ref();
        let correction = correction.ok_or_else(Error::not_found)?;
        let sealed = correction.request.as_ref();
        let told = sealed.ok_or_else(Error::not_found)?.label(&permit)?;
        let line = kept.sealed.label(&permit).ok();
        Ok(Told {
            heading: told.heading,
            title: line.and_then(|line| {
                line.values
                    .get(crate::rules::Field::Name)
                    .map(str::to_owned)
            }),
            words: told.words.clone(),
            at: correction.asked_at,
            answer: correction.answer.map(|(verdict, _)| verdict),
            own: kept.sealed.facts().author == WrittenBy::Professional(professional.rpps.clone()),
        })
    }

    /// Answers a request: that the line is corrected, or why it is not.
    ///
    /// # Errors
    /// Not found, if it is not asked of them; invalid, for an answer without a
    /// sentence that needs one; a conflict, if nothing waits for an answer.
    pub async fn answer(
        &self,
        professional: &Professional,
        space: SpaceId,
        id: LineId,
        verdict: Verdict,
        typed: &str,
    ) -> Result<()> {
        let words = said(typed)?;
        if verdict == Verdict::Declined && words.is_none() {
            return Err(Error::field("demande", "profile-answer-empty"));
        }
        let caller = Caller::Professional(professional.clone());
        let answer = |leave: &Leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let correction = kept.and_then(|kept| kept.correction.as_ref());
            match correction {
                Some(correction) if correction.waits() => {}
                Some(_) => return Err(Error::conflict("profile-answered-already")),
                None => return Err(Error::not_found()),
            }
            let what = kept.map(|kept| kept.heading.word().to_owned());
            let what = what.unwrap_or_default();
            Ok(vec![entries::answered(id, verdict, words.as_deref(), what)])
        };
        let act = OnDocuments::AnswerCorrection;
        self.profiles
            .sharing()
            .change_documents(&caller, space, act, &[id], request, answer)
            .await
    }

    /// Forgets what is noted of an erased space.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.ledger.forget(space).await
    }
}

fn request(book: &Book, id: LineId) -> Result<Option<&Sealed<Request, ()>>> {
    let kept = book.state::<Profile>()?.line(id);
    let correction = kept.and_then(|kept| kept.correction.as_ref());
    Ok(correction.and_then(|correction| correction.request.as_ref()))
}

/// What was typed: in sight, and not too long.
fn said(typed: &str) -> Result<Option<String>> {
    let words = kernel::visible(typed);
    let words = words.trim();
    match words.chars().count() {
        0 => Ok(None),
        long if long > CORRECTION_MAX => Err(Error::field("demande", "profile-too-long")),
        _ => Ok(Some(words.to_owned())),
    }
}
