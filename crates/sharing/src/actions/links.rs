//! Care links: how each begins, and how the holder ends or moves it.

use super::deciding::proved;
use super::{Change, Sharing};
use crate::entries::{self, Basis, CareLink, CareLinks};
use crate::leave::Leave;
use crate::rights::entries as written;
use crate::rights::{Person, Presence, Rights};
use crate::rules;
use identity::{Caller, Holder, Professional};
use journal::NewEntry;
use kernel::{Error, LinkId, Result, Rpps, SpaceId, Timestamp};
use spaces::Spaces;
use spaces::alerts::Alert;
use std::time::Duration;

/// How long a presence code may be used: the patient reads it out at once.
const PRESENCE_LASTS: Duration = Duration::from_secs(10 * 60);
/// The holder lets nobody read longer than this without deciding again.
const LINK_AT_MOST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is answered to who reads for an appointment alone and names a colleague.
pub(crate) const NOT_BY_VISIT: &str = "sharing-team-not-by-visit";
/// What is answered to whoever else names a colleague without a care link of their own.
pub(crate) const NOT_OF_ONES_OWN: &str = "sharing-team-of-ones-own";

/// What a professional shows for a care link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown<'a> {
    /// The patient said yes to them.
    Consent,
    /// The patient showed them this code.
    Presence(&'a str),
}

/// A presence code, for the holder's screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PresenceCode {
    /// Eight signs, in two groups.
    pub code: String,
    /// Until when it may be used, once.
    pub until: Timestamp,
}

impl Sharing {
    /// A professional states that the patient consented; the link begins, beside what
    /// they read for one visit or through a colleague. For a country that is invented:
    /// elsewhere the holder is told, by [`Self::begin_link`].
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn state_link(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let id = self.new_link();
        self.change(&caller, space, Change::StateLink, |leave| {
            consented(leave, professional, id)
        })
        .await
    }

    /// A care link begins by what the professional shows for it; the holder is
    /// told on every channel before anything can be read.
    ///
    /// # Errors
    /// Invalid, if it is not the code of this patient and this moment; else as
    /// [`Self::change`].
    pub async fn begin_link(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        space: SpaceId,
        shown: Shown<'_>,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let id = self.new_link();
        let alert = Alert::NewReader(id.to_bytes());
        let draft = |leave: &Leave| match shown {
            Shown::Consent => consented(leave, professional, id),
            Shown::Presence(typed) => present(leave, professional, id, typed),
        };
        self.change_told(spaces, &caller, space, Change::StateLink, alert, draft)
            .await
    }

    /// Makes a code that shows that the patient is there, for ten minutes and
    /// one professional. An older one is void.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn show_presence(&self, holder: &Caller, space: SpaceId) -> Result<PresenceCode> {
        let code = rules::presence_code(&*self.world().chance);
        let until = self.world().now().plus(PRESENCE_LASTS);
        self.change(holder, space, Change::WidenRights, |_| {
            Ok(vec![written::presence_shown(Presence {
                proof: proof(space, &code),
                until,
            })])
        })
        .await?;
        let (first, second) = code.split_at(code.len() / 2);
        Ok(PresenceCode {
            code: format!("{first} {second}"),
            until,
        })
    }

    /// The holder names their treating doctor, who may read for a year; the one
    /// before is none any more.
    ///
    /// # Errors
    /// Invalid, if they are no doctor, or blocked; else as [`Self::change`].
    pub async fn name_treating(
        &self,
        holder: &Caller,
        space: SpaceId,
        rpps: &Rpps,
        person: &Person,
    ) -> Result<()> {
        if !rules::may_treat(&person.profession) {
            return Err(Error::invalid("sharing-treating-no-doctor"));
        }
        let id = self.new_link();
        self.change(holder, space, Change::WidenRights, |leave| {
            if leave.state::<Rights>()?.blocked().contains_key(rpps) {
                return Err(Error::invalid("sharing-unblock-first"));
            }
            let links = leave.state::<CareLinks>()?.all_in_force(leave.now());
            let before = links.filter(|link| link.basis == Basis::Treating);
            let mut entries: Vec<NewEntry> = before.map(entries::link_cut).collect();
            let link = link(leave, id, rpps, person, Basis::Treating);
            entries.push(entries::link_made(&link));
            Ok(entries)
        })
        .await
    }

    /// A professional brings a colleague into their own care link, until that
    /// one ends; the holder is told before. Who was brought in brings in nobody, nor who
    /// was let read for an appointment: that was given to them alone.
    ///
    /// # Errors
    /// Forbidden, without a care link of one's own; else as [`Self::change`].
    pub async fn name_colleague(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        space: SpaceId,
        rpps: &Rpps,
        person: &Person,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let id = self.new_link();
        let alert = Alert::NewReader(id.to_bytes());
        let draft = |leave: &Leave| {
            let (links, now) = (leave.state::<CareLinks>()?, leave.now());
            let own = links.of_ones_own(&professional.rpps, now).ok_or_else(|| {
                let theirs = links.all_in_force(now);
                let mut theirs = theirs.filter(|link| link.rpps == professional.rpps);
                let first = theirs.next().map(|link| link.basis);
                match first == Some(Basis::Visit) && theirs.all(|it| it.basis == Basis::Visit) {
                    true => Error::forbidden(NOT_BY_VISIT),
                    false => Error::forbidden(NOT_OF_ONES_OWN),
                }
            })?;
            // What the holder gave the colleague for a visit of theirs ends with that.
            let mut reads = links.all_in_force(now);
            if reads.any(|link| link.rpps == *rpps && link.basis != Basis::Visit) {
                return Ok(Vec::new());
            }
            let link = link(leave, id, rpps, person, Basis::Team);
            Ok(vec![entries::link_made(&CareLink {
                until: link.until.min(own.until),
                through: Some(own.id),
                ..link
            })])
        };
        self.change_told(spaces, &caller, space, Change::NameColleague, alert, draft)
            .await
    }

    /// The holder ends what lets a professional read: all their care links, an emergency
    /// access that they have open, and what was shared with them by a code.
    ///
    /// # Errors
    /// Not found, if they could not read; else as [`Self::change`].
    pub async fn stop_reading(&self, holder: &Caller, space: SpaceId, rpps: &Rpps) -> Result<()> {
        self.change(holder, space, Change::SetRights, |leave| {
            let now = leave.now();
            let links = leave.state::<CareLinks>()?.all_in_force(now);
            let links = links.filter(|link| link.rpps == *rpps);
            let mut entries: Vec<NewEntry> = links.map(entries::link_cut).collect();
            let emergencies = leave.state::<Rights>()?.emergencies_in_force(now);
            let emergencies = emergencies.filter(|access| access.rpps == *rpps);
            entries.extend(emergencies.map(written::emergency_ended));
            let shares = leave.state::<Rights>()?.shares_with(rpps, now);
            entries.extend(shares.map(written::share_stopped));
            match entries.is_empty() {
                true => Err(Error::not_found()),
                false => Ok(entries),
            }
        })
        .await
    }

    /// The holder lets a professional read for a shorter or a longer time: until
    /// this moment, whatever links they have. A shorter time prolongs none of these; of
    /// several, a longer one prolongs one: their own rather than that of a visit, and
    /// that rather than one through a colleague, which never outlasts the colleague's.
    ///
    /// # Errors
    /// Invalid, if that is not in the year to come, or all that they have ends before with
    /// a colleague's; not found, if they have no link in force; forbidden
    /// [`super::PROOF_FIRST`], if it is longer and the holder did not prove of late who
    /// they are; else as [`Self::change`].
    pub async fn move_end(&self, holder: &Holder, rpps: &Rpps, until: Timestamp) -> Result<()> {
        let (space, caller) = (holder.own_space()?, Caller::Holder(holder.clone()));
        self.change(&caller, space, Change::SetRights, |leave| {
            let links = leave.state::<CareLinks>()?;
            let theirs = links.all_in_force(leave.now());
            let theirs: Vec<_> = theirs.filter(|link| link.rpps == *rpps).collect();
            let last = theirs.iter().map(|link| links.ends(link)).max();
            let last = last.ok_or_else(Error::not_found)?;
            // The last day counts whole, of the year to come too.
            let latest = leave.now().plus(LINK_AT_MOST + DAY);
            if until <= leave.now() || until > latest {
                return Err(Error::field("fin", "sharing-link-end-wrong"));
            }
            if until > last {
                leave.widens()?;
                let lasting = theirs.iter().filter(|link| links.may_last(link, until));
                let longest = lasting.max_by_key(|link| (stands(link), link.until));
                let through = || Error::field("fin", "sharing-link-end-through");
                let longest = longest.ok_or_else(through)?;
                proved(holder, leave)?;
                return Ok(vec![entries::link_moved(longest, until)]);
            }
            // What is over before then ends when it did; what ends just then is now an
            // end that the holder set.
            let ending = theirs.iter().filter(|link| link.until >= until);
            Ok(ending
                .map(|link| entries::link_moved(link, until))
                .collect())
        })
        .await
    }

    fn new_link(&self) -> LinkId {
        LinkId::new(&*self.world().chance)
    }
}

/// How far a link stands by itself: one that was made through a colleague's ends with
/// that one, and one for a visit as that is called off.
const fn stands(link: &CareLink) -> u8 {
    match link.basis {
        Basis::Team => 0,
        Basis::Visit => 1,
        Basis::Consent | Basis::Presence | Basis::Treating => 2,
    }
}

fn consented(leave: &Leave, professional: &Professional, id: LinkId) -> Result<Vec<NewEntry>> {
    let links = leave.state::<CareLinks>()?;
    Ok(match links.of_ones_own(&professional.rpps, leave.now()) {
        Some(_) => Vec::new(),
        None => vec![own(leave, professional, id, Basis::Consent)],
    })
}

fn present(
    leave: &Leave,
    professional: &Professional,
    id: LinkId,
    typed: &str,
) -> Result<Vec<NewEntry>> {
    let rights = leave.state::<Rights>()?;
    let proof = rules::read_presence_code(typed).map(|code| proof(leave.space(), &code));
    if !proof.is_some_and(|proof| rights.proves_presence(&proof, leave.now())) {
        return Err(Error::field("code", "sharing-presence-wrong"));
    }
    Ok(vec![
        written::presence_used(),
        own(leave, professional, id, Basis::Presence),
    ])
}

fn own(leave: &Leave, professional: &Professional, id: LinkId, basis: Basis) -> NewEntry {
    let person = Person::of(professional);
    entries::link_made(&link(leave, id, &professional.rpps, &person, basis))
}

/// A link that begins now and lasts as long as its basis lets it.
pub(super) fn link(
    leave: &Leave,
    id: LinkId,
    rpps: &Rpps,
    person: &Person,
    basis: Basis,
) -> CareLink {
    let now = leave.now();
    CareLink {
        id,
        rpps: rpps.clone(),
        name: person.name.clone(),
        profession: person.profession.clone(),
        basis,
        since: now,
        until: now.plus(rules::link_lasts(basis, &person.profession)),
        through: None,
        visit: None,
        set_by_holder: false,
    }
}

/// What the journal keeps of a code: bound to its space, and not the code.
fn proof(space: SpaceId, code: &str) -> [u8; 32] {
    keys::sha256(format!("carnet presence\0{space}\0{code}").as_bytes())
}
