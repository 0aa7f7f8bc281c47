//! What the team does with the catalogue: take a submission in, examine it criterion
//! by criterion, list it by two persons, suspend and withdraw it.

use crate::Catalogue;
use crate::queries::{self, Deed, Finding, Kept};
use crate::rules::publishing::listed_until;
use crate::rules::{
    Draft, Listing, OTHER, REASONS, REPORTS, Standing, Verdict, criteria, may_list,
};
use crate::writing::Reason;
use identity::Staff;
use kernel::{Error, Result, Timestamp, visible};
use post::Notice;
use store::Statement;

/// Characters of what is noted.
const NOTE_MAX: usize = 500;

/// A service with all that is known of it, for the team.
pub(crate) struct Sheet {
    pub kept: Kept,
    pub findings: Vec<Finding>,
    pub deeds: Vec<Deed>,
    /// What people reported, and when.
    pub reports: Vec<(String, Timestamp)>,
}

impl Catalogue {
    pub(crate) fn now(&self) -> Timestamp {
        self.0.world.now()
    }

    /// Those that people find now, by name.
    ///
    /// # Errors
    /// As the store.
    pub async fn listed(&self) -> Result<Vec<Kept>> {
        let now = self.now();
        let mut all = queries::all(&self.0.store).await?;
        all.retain(|kept| is_listed(kept, now));
        Ok(all)
    }

    /// The one of this id, if people find it now.
    ///
    /// # Errors
    /// Not found.
    pub async fn find_listed(&self, id: &str) -> Result<Kept> {
        let kept = queries::find(&self.0.store, id).await?;
        let kept = kept.filter(|kept| is_listed(kept, self.now()));
        kept.ok_or_else(Error::not_found)
    }

    pub(crate) async fn all(&self) -> Result<Vec<Kept>> {
        queries::all(&self.0.store).await
    }

    pub(crate) async fn sheet(&self, id: &str) -> Result<Sheet> {
        Ok(Sheet {
            kept: self.find(id).await?,
            findings: queries::findings(&self.0.store, id).await?,
            deeds: queries::deeds(&self.0.store, id).await?,
            reports: queries::reports(&self.0.store, id).await?,
        })
    }

    /// Somebody who connected a service reports it, for a reason of [`REPORTS`]. The
    /// team learns of which service, and of no person.
    ///
    /// # Errors
    /// Invalid, for another reason; not found, for no service of ours.
    pub async fn report(&self, id: &str, reason: &str) -> Result<()> {
        if !REPORTS.contains(&reason) {
            return Err(Error::invalid("catalogue-choice-wrong"));
        }
        let kept = self.find(id).await?;
        let number = self.0.world.random::<16>();
        let store = &self.0.store;
        queries::report(store, &kept.draft.id, number, reason, self.now()).await
    }

    async fn find(&self, id: &str) -> Result<Kept> {
        let kept = queries::find(&self.0.store, id).await?;
        kept.ok_or_else(Error::not_found)
    }

    /// Takes in what a publisher sent. One of the same id that was never listed is
    /// replaced, with all that was found of it.
    ///
    /// # Errors
    /// Invalid, field by field; the id, where one was listed under it.
    pub async fn submit(&self, who: &Staff, draft: &Draft) -> Result<()> {
        draft.check()?;
        let mut tx = self.0.store.begin("take a submission in").await?;
        if !queries::submit(&mut tx, draft, false, self.now()).await? {
            return Err(Error::field("identifiant", "catalogue-id-taken"));
        }
        let done = queries::done(&draft.id, "submitted", &who.name.0, self.now());
        tx.run(vec![done]).await?;
        tx.commit().await
    }

    /// Notes what was found of some criteria of the submission that was seen. A listing that waits for a second person
    /// waits for a first one again.
    ///
    /// # Errors
    /// Not found; invalid, for a criterion there is not; conflict, for a submission that
    /// was replaced meanwhile.
    pub async fn examine(
        &self,
        who: &Staff,
        id: &str,
        seen: Option<Timestamp>,
        found: &[(String, Verdict, String)],
    ) -> Result<()> {
        let kept = self.find(id).await?;
        // What was found was found of what was seen, not of what came meanwhile.
        if seen.is_some_and(|seen| seen != kept.submitted_at) {
            return Err(Error::conflict("error-conflict"));
        }
        let mut statements = Vec::new();
        for (criterion, verdict, note) in found {
            if !criteria().iter().any(|known| known.id == *criterion) {
                return Err(Error::invalid("catalogue-choice-wrong"));
            }
            let finding = Finding {
                criterion: criterion.clone(),
                verdict: *verdict,
                note: note
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(NOTE_MAX)
                    .collect(),
                name: who.name.0.clone(),
                at: self.now(),
            };
            statements.push(queries::note(id, &finding));
        }
        if found
            .iter()
            .any(|(_, verdict, _)| *verdict == Verdict::Unmet)
        {
            statements.push(queries::ask(id, self.now()));
        }
        statements.push(queries::done(id, "examined", &who.name.0, self.now()));
        let mut tx = self.0.store.begin("examine a service").await?;
        if !queries::set_first(&mut tx, &kept, None).await? {
            return Err(Error::conflict("error-conflict"));
        }
        tx.run(statements).await?;
        tx.commit().await
    }

    /// One person says that it may be listed, for a year; with the second one it is.
    ///
    /// # Errors
    /// As [`may_list`]; not found, for one that was withdrawn, or is listed and whose
    /// renewal nobody asked for.
    pub async fn list(&self, who: &Staff, id: &str) -> Result<Listing> {
        let kept = self.find(id).await?;
        if !may_decide(&kept) {
            return Err(Error::not_found());
        }
        let findings = queries::findings(&self.0.store, id).await?;
        let findings: Vec<(String, Verdict)> = findings
            .into_iter()
            .map(|it| (it.criterion, it.verdict))
            .collect();
        let first = kept.first.as_ref().map(|(first, _)| *first);
        let listing = may_list(&findings, first, who.account)?;
        let (now, name) = (self.now(), who.name.0.as_str());
        let until = listed_until(kept.standing, kept.until, now);
        let what = match kept.standing {
            Standing::Suspended => "resumed",
            Standing::Listed => "renewed",
            _ => "listed",
        };
        let notice = match listing {
            Listing::Proposed => None,
            Listing::Listed => self.news(&kept, what, None, Some(until)).await?,
        };
        let mut tx = self.0.store.begin("list a service").await?;
        let (kept_so, deed) = match listing {
            Listing::Proposed => {
                let first = Some((who.account, name));
                (queries::set_first(&mut tx, &kept, first).await?, "proposed")
            }
            Listing::Listed => {
                let first = first.ok_or_else(|| Error::fault("a listing of no first"))?;
                if !queries::holds_first(&mut tx, id, first).await? {
                    return Err(Error::conflict("error-conflict"));
                }
                let listed = Some((now, until));
                let set = queries::set_standing(&mut tx, &kept, Standing::Listed, listed).await?;
                if let Some(service) = kept.draft.let_in(until) {
                    self.0.services.enlist(&mut tx, &service).await?;
                }
                (set, "listed")
            }
        };
        if !kept_so {
            return Err(Error::conflict("error-conflict"));
        }
        tx.run(vec![queries::done(id, deed, name, now)]).await?;
        self.tell(&mut tx, notice).await?;
        tx.commit().await?;
        Ok(listing)
    }

    /// Suspends a listing: from that moment nobody finds it, and it opens nothing. One
    /// person may, for a reason of [`REASONS`] that its publisher is told, with what
    /// else they read of it at their address.
    ///
    /// # Errors
    /// Not found, where nothing is listed; invalid, for another reason, and for one
    /// that says nothing without a note.
    pub async fn suspend(&self, who: &Staff, id: &str, reason: &str, note: &str) -> Result<()> {
        let kept = self.find(id).await?;
        if kept.standing != Standing::Listed {
            return Err(Error::not_found());
        }
        if !REASONS.contains(&reason) {
            return Err(Error::invalid("catalogue-reason-missing"));
        }
        let note: String = visible(note).trim().chars().take(NOTE_MAX).collect();
        if reason == OTHER && note.is_empty() {
            return Err(Error::invalid("catalogue-reason-unsaid"));
        }
        let why = Reason {
            key: reason,
            note: &note,
        };
        let notice = self.news(&kept, "suspended", Some(why), None).await?;
        let more = vec![
            queries::suspended(id, reason, &note),
            queries::done(id, "suspended", &who.name.0, self.now()),
        ];
        self.stop(&kept, Standing::Suspended, more, notice).await
    }

    /// Withdraws a service for good: from that moment nobody finds it, and it opens
    /// nothing. One person may.
    ///
    /// # Errors
    /// Not found, where there is nothing to end.
    pub async fn withdraw(&self, who: &Staff, id: &str) -> Result<()> {
        let kept = self.find(id).await?;
        if kept.standing == Standing::Withdrawn {
            return Err(Error::not_found());
        }
        let notice = self.news(&kept, "withdrawn", None, None).await?;
        let done = queries::done(id, "withdrawn", &who.name.0, self.now());
        self.stop(&kept, Standing::Withdrawn, vec![done], notice)
            .await
    }

    async fn stop(
        &self,
        kept: &Kept,
        standing: Standing,
        more: Vec<Statement>,
        notice: Option<Notice>,
    ) -> Result<()> {
        let mut tx = self.0.store.begin("stop a service").await?;
        if !queries::set_standing(&mut tx, kept, standing, None).await? {
            return Err(Error::conflict("error-conflict"));
        }
        let id = &kept.draft.id;
        self.0.services.set_listed(&mut tx, id, false).await?;
        tx.run(more).await?;
        self.tell(&mut tx, notice).await?;
        tx.commit().await
    }
}

/// Whether a listing is to be decided: what is listed already, only once its renewal
/// was asked for.
pub(crate) fn may_decide(kept: &Kept) -> bool {
    match kept.standing {
        Standing::Submitted | Standing::Suspended => true,
        Standing::Listed => kept.renewal_at.is_some(),
        Standing::Withdrawn => false,
    }
}

fn is_listed(kept: &Kept, now: Timestamp) -> bool {
    kept.standing == Standing::Listed && kept.until.is_some_and(|until| now < until)
}
