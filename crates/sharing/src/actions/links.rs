//! Care links: how each begins, and how the holder ends or moves it.

use super::{Change, Sharing};
use crate::entries::{self, Basis, CareLink, CareLinks};
use crate::leave::Leave;
use crate::rights::entries as written;
use crate::rights::{Person, Presence, Rights};
use crate::rules;
use identity::{Caller, Professional};
use journal::NewEntry;
use kernel::{Error, LinkId, Result, Rpps, SpaceId, Timestamp};
use spaces::Spaces;
use spaces::alerts::Alert;
use std::time::Duration;

/// How long a presence code may be used: the patient reads it out at once.
pub const PRESENCE_LASTS: Duration = Duration::from_secs(10 * 60);
/// The holder lets nobody read longer than this without deciding again.
pub const LINK_AT_MOST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// TRE_G15 code of doctors: only they are treating doctors.
const DOCTOR: &str = "10";

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
    /// A professional states that the patient consented; the link begins.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn state_link(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        self.change(&caller, space, Change::StateLink, |leave| {
            let links = leave.state::<CareLinks>()?;
            if links.in_force(&professional.rpps, leave.now()).is_some() {
                return Ok(Vec::new());
            }
            Ok(vec![self.link(leave, professional, Basis::Consent)])
        })
        .await
    }

    /// A care link begins by what the professional shows for it; the holder is
    /// told on every channel before anything can be read.
    ///
    /// # Errors
    /// As [`Self::state_link`] and [`Self::prove_presence`].
    pub async fn begin_link(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        space: SpaceId,
        shown: Shown<'_>,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        self.check(&caller, space, Change::StateLink).await?;
        match shown {
            Shown::Consent => self.state_link(professional, space).await?,
            Shown::Presence(code) => self.prove_presence(professional, space, code).await?,
        }
        let occasion = LinkId::new(&*self.world().chance).to_bytes();
        spaces.alert(space, Alert::NewReader(occasion)).await
    }

    /// Makes a code that shows that the patient is there, for ten minutes and
    /// one professional. An older one is void.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn show_presence(&self, holder: &Caller, space: SpaceId) -> Result<PresenceCode> {
        let code = rules::presence_code(&*self.world().chance);
        let until = self.world().now().plus(PRESENCE_LASTS);
        self.change(holder, space, Change::SetRights, |_| {
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

    /// A professional types the code that the patient shows; the link begins,
    /// and the code is used up.
    ///
    /// # Errors
    /// Invalid, if it is not the code of this patient and this moment; else as
    /// [`Self::change`].
    pub async fn prove_presence(
        &self,
        professional: &Professional,
        space: SpaceId,
        typed: &str,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let proof = rules::read_presence_code(typed).map(|code| proof(space, &code));
        self.change(&caller, space, Change::StateLink, |leave| {
            let rights = leave.state::<Rights>()?;
            if !proof.is_some_and(|proof| rights.proves_presence(&proof, leave.now())) {
                return Err(Error::field("code", "sharing-presence-wrong"));
            }
            Ok(vec![
                written::presence_used(),
                self.link(leave, professional, Basis::Presence),
            ])
        })
        .await
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
        if person.profession != DOCTOR {
            return Err(Error::invalid("sharing-treating-no-doctor"));
        }
        self.change(holder, space, Change::SetRights, |leave| {
            if leave.state::<Rights>()?.blocked().contains_key(rpps) {
                return Err(Error::invalid("sharing-unblock-first"));
            }
            let now = leave.now();
            let links = leave.state::<CareLinks>()?.all().iter();
            let before = links.filter(|link| link.basis == Basis::Treating && now < link.until);
            let mut entries: Vec<NewEntry> = before.map(entries::link_cut).collect();
            entries.push(entries::link_made(&CareLink {
                id: LinkId::new(&*self.world().chance),
                rpps: rpps.clone(),
                name: person.name.clone(),
                profession: person.profession.clone(),
                basis: Basis::Treating,
                since: now,
                until: now.plus(rules::link_lasts(Basis::Treating, &person.profession)),
            }));
            Ok(entries)
        })
        .await
    }

    /// A professional brings a colleague into their own care link, until that
    /// one ends. Who was brought in brings in nobody.
    ///
    /// # Errors
    /// Forbidden, without a care link of one's own; else as [`Self::change`].
    pub async fn name_colleague(
        &self,
        professional: &Professional,
        space: SpaceId,
        rpps: &Rpps,
        person: &Person,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        self.change(&caller, space, Change::NameColleague, |leave| {
            let now = leave.now();
            let links = leave.state::<CareLinks>()?;
            let own = links.all().iter().filter(|link| {
                link.rpps == professional.rpps && link.basis != Basis::Team && now < link.until
            });
            let until = own.map(|link| link.until).max();
            let until = until.ok_or_else(|| Error::forbidden("sharing-team-of-ones-own"))?;
            if links.in_force(rpps, now).is_some() {
                return Ok(Vec::new());
            }
            let lasts = now.plus(rules::link_lasts(Basis::Team, &person.profession));
            Ok(vec![entries::link_made(&CareLink {
                id: LinkId::new(&*self.world().chance),
                rpps: rpps.clone(),
                name: person.name.clone(),
                profession: person.profession.clone(),
                basis: Basis::Team,
                since: now,
                until: lasts.min(until),
            })])
        })
        .await
    }

    /// The holder ends a care link now.
    ///
    /// # Errors
    /// Not found, if there is no such link in force; else as [`Self::change`].
    pub async fn cut_link(&self, caller: &Caller, space: SpaceId, link: LinkId) -> Result<()> {
        self.change(caller, space, Change::SetRights, |leave| {
            Ok(vec![entries::link_cut(in_force(leave, link)?)])
        })
        .await
    }

    /// The holder lets a care link last shorter or longer: until this moment.
    ///
    /// # Errors
    /// Invalid, if that is not in the year to come; not found, if there is no
    /// such link in force; else as [`Self::change`].
    pub async fn move_link(
        &self,
        holder: &Caller,
        space: SpaceId,
        link: LinkId,
        until: Timestamp,
    ) -> Result<()> {
        self.change(holder, space, Change::SetRights, |leave| {
            let link = in_force(leave, link)?;
            if until <= leave.now() || until > leave.now().plus(LINK_AT_MOST) {
                return Err(Error::field("fin", "sharing-link-end-wrong"));
            }
            Ok(vec![entries::link_moved(link, until)])
        })
        .await
    }

    fn link(&self, leave: &Leave, professional: &Professional, basis: Basis) -> NewEntry {
        let profession = professional.profession.code();
        entries::link_made(&CareLink {
            id: LinkId::new(&*self.world().chance),
            rpps: professional.rpps.clone(),
            name: professional.name.0.clone(),
            profession: profession.to_owned(),
            basis,
            since: leave.now(),
            until: leave.now().plus(rules::link_lasts(basis, profession)),
        })
    }
}

fn in_force(leave: &Leave, link: LinkId) -> Result<&CareLink> {
    let links = leave.state::<CareLinks>()?.all();
    let found = links.iter().find(|l| l.id == link && leave.now() < l.until);
    found.ok_or_else(Error::not_found)
}

/// What the journal keeps of a code: bound to its space, and not the code.
fn proof(space: SpaceId, code: &str) -> [u8; 32] {
    keys::sha256(format!("carnet presence\0{space}\0{code}").as_bytes())
}
