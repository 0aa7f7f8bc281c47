//! What people can do with a profile. Each is one sentence: *decide, append*.

mod aiming;
pub(crate) mod correcting;
mod earlier;
mod resting;
mod sending;

pub use correcting::Corrections;
pub use earlier::{VERSIONS_MAX, Versions};
pub use sending::{AsLine, Lines};

use self::resting::{resting, stands_there};
use crate::entries;
use crate::rules::{self, Heading, LINES_MAX, MEASURES_MAX, Values, Wanted, may};
use crate::shelf::{Correction, Kept, Line, LineId, Profile, Verdict};
use identity::Caller;
use journal::{By, NewEntry};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use sharing::sending::Stands;
use sharing::{Change, Leave, Permit, Sharing, WrittenBy};
use std::cmp::Reverse;

/// The longest that a holder writes of what should be mended.
const CORRECTION_MAX: usize = 500;

/// The profiles of all spaces. Cheap to clone.
#[derive(Clone)]
pub struct Profiles {
    sharing: Sharing,
}

/// A line that may be seen.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it says.
    pub line: Line,
    /// The professional who confirmed it, and when.
    pub confirmed: Option<(By, Timestamp)>,
    /// What the holder asks to have mended, and what was answered.
    pub correction: Option<Mending>,
    /// Whose it is, seen by whoever was let in.
    pub standing: rules::Standing,
    /// How often it was written anew.
    pub changes: u32,
    /// Since when it stands as it does, and its version.
    pub stands: Stands,
}

/// What the holder asks to have mended in a line, as it is seen beside it.
#[derive(Clone, Debug)]
pub struct Mending {
    /// What should be mended.
    pub words: String,
    /// What was answered, and when.
    pub answer: Option<(Verdict, Timestamp)>,
    /// In which words.
    pub reply: Option<String>,
}

/// What is seen of a heading.
#[derive(Clone, Debug)]
pub enum Told {
    /// These lines.
    Lines(Vec<Shown>),
    /// That there is nothing: who said so, and when.
    Nothing(By, Timestamp),
    /// Nothing at all.
    NotFilledIn,
}

impl Profiles {
    /// The profiles behind this gate.
    pub const fn new(sharing: Sharing) -> Self {
        Self { sharing }
    }

    /// The gate.
    pub const fn sharing(&self) -> &Sharing {
        &self.sharing
    }

    /// What a permit shows of a heading: the latest first, of what has an end
    /// what goes on before what is over.
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn told(permit: &Permit, heading: Heading) -> Result<Told> {
        let profile = permit.state::<Profile>()?;
        let mut shown: Vec<Shown> = profile
            .under(heading)
            .filter_map(|kept| Self::shown(permit, kept))
            .collect();
        if shown.is_empty() {
            let none = profile.none(heading);
            let declared = none.and_then(|none| none.label(permit).ok());
            return Ok(match declared {
                Some(declared) => Told::Nothing(declared.by.clone(), declared.at),
                None => Told::NotFilledIn,
            });
        }
        let today = permit.now().in_paris().date();
        shown.sort_by_cached_key(|shown| Reverse(rank(&shown.line, today)));
        Ok(Told::Lines(shown))
    }

    fn shown(permit: &Permit, kept: &Kept) -> Option<Shown> {
        let correction = kept.correction.as_ref();
        let mending = |it: &Correction| {
            let reply = it.reply.as_ref().and_then(|reply| reply.label(permit).ok());
            Some(Mending {
                words: it.text.label(permit).ok()?.0.clone(),
                answer: it.answer,
                reply: reply.map(|reply| reply.0.clone()),
            })
        };
        let mut line = kept.sealed.label(permit).ok()?.clone();
        if !kept.trusted {
            line.values.trusts_no_more();
        }
        Some(Shown {
            line,
            confirmed: kept.confirmed.clone(),
            correction: correction.and_then(mending),
            standing: standing(permit, kept),
            changes: kept.changes,
            stands: kept.stands(),
        })
    }

    /// One line.
    ///
    /// # Errors
    /// Not found, unless the permit shows it.
    pub fn line(permit: &Permit, id: LineId) -> Result<Shown> {
        let kept = permit.state::<Profile>()?.line(id);
        kept.and_then(|kept| Self::shown(permit, kept))
            .ok_or_else(Error::not_found)
    }

    /// Whether the holder shares a heading with professionals.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in, or who answers for them.
    pub fn is_shared(permit: &Permit, heading: Heading) -> Result<bool> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        Ok(permit.state::<Profile>()?.is_shared(heading))
    }

    /// Writes a line: a new one, or this one anew.
    ///
    /// # Errors
    /// Not found, where they may not write, or not change this; invalid, when
    /// the heading is full.
    pub async fn write(
        &self,
        caller: &Caller,
        space: SpaceId,
        place: Place,
        values: Values,
        with: impl Into<With>,
    ) -> Result<LineId> {
        let Place { heading, line } = place;
        let With { links, documents } = with.into();
        let id = line.unwrap_or_else(|| LineId::new(&*self.sharing.world().chance));
        self.change(caller, space, |leave| {
            let profile = leave.state::<Profile>()?;
            if let Some(line) = line {
                allowed(leave, profile.line(line), Some(heading), Wanted::Change)?;
            } else {
                room(leave, profile, heading)?;
                // What is made of a document is made once.
                if !documents.is_empty() && stands_there(leave, profile, heading, &values) {
                    return Err(Error::invalid("profile-there-already"));
                }
            }
            let before = line.and_then(|line| profile.line(line));
            let documents = resting(leave, heading, before, &documents)?;
            let linked = links.iter().filter(|link| {
                let other = profile.line(**link);
                other.is_some_and(|other| {
                    heading.links().contains(&other.heading) && leave.sees(other.sealed.facts())
                })
            });
            let line = Line {
                id,
                heading,
                values: values.clone(),
                links: linked.copied().collect(),
                documents,
                by: leave.by().clone(),
                at: leave.now(),
                sent: None,
            };
            let what = what(&line);
            Ok(vec![entries::line_written(
                &line,
                place.line.is_some(),
                what,
            )])
        })
        .await?;
        Ok(id)
    }

    /// Takes a line away.
    ///
    /// # Errors
    /// Not found, if it is not theirs to take.
    pub async fn remove(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let heading = allowed(leave, kept, None, Wanted::Remove)?;
            Ok(vec![entries::line_removed(id, heading.word().to_owned())])
        })
        .await
    }

    /// Puts a line back that was taken away.
    ///
    /// # Errors
    /// Not found, if it was not theirs.
    pub async fn restore(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.removed(id);
            let kept = kept.ok_or_else(Error::not_found)?;
            let mine = may(kept.standing(&WrittenBy::from(leave.by())), Wanted::Remove);
            if !mine {
                return Err(Error::not_found());
            }
            Ok(vec![entries::line_restored(
                id,
                kept.heading.word().to_owned(),
            )])
        })
        .await
    }

    /// Confirms a line as it stands, as a professional.
    ///
    /// # Errors
    /// Not found, if there is nothing for them to confirm; a conflict, if it is
    /// no longer as they saw it.
    pub async fn confirm(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: LineId,
        seen: Timestamp,
    ) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let heading = allowed(leave, kept, None, Wanted::Confirm)?;
            if heading.is_holders_alone() {
                return Err(Error::not_found());
            }
            let written = kept.map(|kept| kept.written);
            if written != Some(seen) {
                return Err(Error::invalid("profile-changed-meanwhile"));
            }
            Ok(vec![entries::line_confirmed(id, heading.word().to_owned())])
        })
        .await
    }

    /// Says that there is nothing under a heading.
    ///
    /// # Errors
    /// Invalid, when there is something, or the heading has no such statement.
    pub async fn declare_nothing(
        &self,
        caller: &Caller,
        space: SpaceId,
        heading: Heading,
    ) -> Result<()> {
        let id = LineId::new(&*self.sharing.world().chance);
        self.change(caller, space, |leave| {
            let profile = leave.state::<Profile>()?;
            let mut seen = profile.under(heading);
            // What they may not see does not keep them from saying what they know.
            if !heading.may_be_none() || seen.any(|kept| leave.sees(kept.sealed.facts())) {
                return Err(Error::invalid("profile-not-none"));
            }
            Ok(vec![entries::nothing_declared(id, heading)])
        })
        .await
    }

    /// Shares a heading with professionals, or keeps it, as its holder.
    ///
    /// # Errors
    /// Not found, for anybody else; forbidden, in the first days, to share.
    pub async fn share(
        &self,
        caller: &Caller,
        space: SpaceId,
        heading: Heading,
        shared: bool,
    ) -> Result<()> {
        // Sharing lets others read more, keeping less.
        let change = if shared {
            Change::WidenRights
        } else {
            Change::SetRights
        };
        self.sharing
            .change(caller, space, change, |leave| {
                if leave.state::<Profile>()?.is_shared(heading) == shared {
                    return Ok(Vec::new());
                }
                Ok(vec![entries::heading_shared(heading, shared)])
            })
            .await
    }

    /// Says that nothing is to be mended in a line, as its professional.
    ///
    /// # Errors
    /// Not found, if it is not theirs, or nothing was asked.
    pub async fn settle(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let asked = kept.filter(|kept| kept.correction.as_ref().is_some_and(Correction::waits));
            let heading = allowed(leave, asked, None, Wanted::Settle)?;
            Ok(vec![entries::correction(
                id,
                None,
                heading.word().to_owned(),
            )])
        })
        .await
    }

    /// Takes a confirmation back, as its professional: the line is the holder's
    /// again.
    ///
    /// # Errors
    /// Not found, if they did not confirm it.
    pub async fn release(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.line(id);
            let heading = allowed(leave, kept, None, Wanted::Release)?;
            Ok(vec![entries::line_released(id, heading.word().to_owned())])
        })
        .await
    }

    async fn change<F>(&self, caller: &Caller, space: SpaceId, draft: F) -> Result<()>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        self.sharing
            .change(caller, space, Change::KeepProfile, draft)
            .await
    }
}

/// What a line goes with.
#[derive(Clone, Default, Debug)]
pub struct With {
    /// Other lines.
    pub links: Vec<LineId>,
    /// The documents that it rests on.
    pub documents: Vec<DocumentId>,
}

impl From<Vec<LineId>> for With {
    fn from(links: Vec<LineId>) -> Self {
        Self {
            links,
            documents: Vec::new(),
        }
    }
}

/// Where a line is written.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Under which heading.
    pub heading: Heading,
    /// In place of which line.
    pub line: Option<LineId>,
}

/// Whose a line is, seen by whoever was let in. A carer is nobody's author, and reads.
fn standing(permit: &Permit, kept: &Kept) -> rules::Standing {
    let asks = permit.asks();
    asks.map_or(rules::Standing::Others, |asks| kept.standing(&asks))
}

/// What the history calls a line.
fn what(line: &Line) -> String {
    use sharing::Titled as _;
    let word = line.heading.word();
    match line.what() {
        name if name == word => word.to_owned(),
        name => format!("{word} — {name}"),
    }
}

/// Room for one line more, of somebody who may write there.
fn room(leave: &Leave, profile: &Profile, heading: Heading) -> Result<()> {
    let is_holder = matches!(leave.by(), By::Holder { .. });
    if !is_holder && heading.is_holders_alone() {
        return Err(Error::not_found());
    }
    let most = match heading {
        Heading::Measures => MEASURES_MAX,
        _ => LINES_MAX,
    };
    match profile.under(heading).count() < most {
        true => Ok(()),
        false => Err(Error::invalid("profile-full")),
    }
}

/// Decides what is wanted of a line that is there; under which heading it is.
fn allowed(
    leave: &Leave,
    kept: Option<&Kept>,
    heading: Option<Heading>,
    wanted: Wanted,
) -> Result<Heading> {
    let found = kept.filter(|kept| {
        heading.is_none_or(|heading| heading == kept.heading)
            && leave.sees(kept.sealed.facts())
            && may(kept.standing(&WrittenBy::from(leave.by())), wanted)
    });
    found.map(|kept| kept.heading).ok_or_else(Error::not_found)
}

/// What comes first: what goes on, then the latest day it is known of.
fn rank(line: &Line, today: kernel::Date) -> (bool, kernel::Date, String, Timestamp) {
    use crate::rules::Field;
    let values = &line.values;
    let until = values.when(Field::Until);
    let days = [Field::On, Field::Due, Field::Admitted, Field::Since];
    let day = days.iter().find_map(|field| values.when(*field));
    let goes_on = until.is_none_or(|until| until.last() >= today);
    let day = until.filter(|_| !goes_on).or(day);
    let day = day.map_or(kernel::Date::MIN, |day| day.first());
    let hour = values.get(Field::Hour).unwrap_or_default().to_owned();
    (goes_on, day, hour, line.at)
}
