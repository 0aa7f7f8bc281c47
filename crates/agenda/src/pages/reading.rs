//! Whether whoever made an appointment reads the record for it: what its holder is told
//! on its page, and what they decide.

use super::LIST;
use crate::Agenda;
use crate::actions::{Listed, made_by};
use crate::diary::ItemId;
use crate::rules::visit::{Offer, last_day, offer};
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, HolderIn, Named};
use kernel::{Date, Error, Result, Rpps, Timestamp, visible};
use sharing::{CareLinks, PROOF_FIRST, Permit, ReadingRight, Rights, readers};

/// What the page says of it.
pub(super) struct Reading {
    pub(super) words: String,
    /// Whether they read already, for it or for longer: there is nothing to give.
    reads: bool,
    /// That they read by another access too, whatever becomes of this one.
    pub(super) besides: Vec<String>,
    /// What they may decide: the value of its button, and its words.
    pub(super) deed: Option<(&'static str, String)>,
    /// The last day of what they may give: it goes along with the button.
    pub(super) day: Option<Date>,
    /// What comes with it.
    pub(super) hint: Option<String>,
    /// Where all that this professional may do stands.
    pub(super) person: Option<String>,
}

const LET: &str = "laisser";
const STOP: &str = "arreter";

/// Until when they read otherwise than by the link for this appointment.
#[derive(Default)]
struct Otherwise {
    /// By other care links.
    links: Option<Timestamp>,
    /// In an emergency.
    emergency: Option<Timestamp>,
}

fn otherwise(permit: &Permit, rpps: &Rpps, visit: ItemId) -> Result<Otherwise> {
    let readers = readers(permit)?.into_iter();
    let theirs = readers.filter(|reader| reader.rpps == *rpps);
    let mut found = Otherwise::default();
    for right in theirs.flat_map(|reader| reader.rights) {
        let until = match &right {
            ReadingRight::Link(link) if link.visit == Some(visit) => continue,
            // A few documents are not the record.
            ReadingRight::Share(_) => continue,
            ReadingRight::Link(_) => &mut found.links,
            ReadingRight::Emergency(_) => &mut found.emergency,
        };
        *until = (*until).max(Some(right.until()));
    }
    Ok(found)
}

fn in_emergency(page: &Page, name: &str, until: Timestamp) -> String {
    let moment = page.moment(until);
    let args = [("name", name), ("moment", moment.as_str())];
    page.ta("agenda-reading-emergency", &args)
}

/// What there is to say to the holder of an appointment that a professional made, whom
/// they do not block.
pub(super) fn of(page: &Page, permit: &Permit, it: &Listed) -> Result<Option<Reading>> {
    let (label, now) = (&it.label, permit.now());
    let Some((rpps, person)) = made_by(&label.by).filter(|_| permit.is_holders()) else {
        return Ok(None);
    };
    if permit.state::<Rights>()?.blocked().contains_key(rpps) {
        return Ok(None);
    }
    let name = visible(&person.name);
    let say = |key: &str, day: &str| page.ta(key, &[("name", name.as_str()), ("day", day)]);
    let whole = |until| page.day(last_day(until));
    let hint = || Some(page.t("agenda-reading-hint"));
    let rights = || page.href(&format!("/espace/moi/acces/pro/{rpps}"));
    let reads = otherwise(permit, rpps, label.id)?;
    let emergency = reads
        .emergency
        .map(|until| in_emergency(page, &name, until));
    let another = reads
        .links
        .map(|reads| say("agenda-reading-besides", &whole(reads)));
    let besides = |another: Option<String>| -> Vec<String> {
        another.into_iter().chain(emergency.clone()).collect()
    };
    let told = |words: String, besides: Vec<String>| Reading {
        words,
        reads: false,
        person: (!besides.is_empty()).then(rights),
        besides,
        deed: None,
        day: None,
        hint: None,
    };
    if let Some(link) = permit.state::<CareLinks>()?.for_visit(label.id, now) {
        let words = say("agenda-reading-given", &whole(link.until));
        return Ok(Some(Reading {
            reads: true,
            deed: Some((STOP, page.t("agenda-reading-stop"))),
            hint: hint(),
            ..told(words, besides(another))
        }));
    }
    let offered = offer(&label.content, label.status, &person.profession, now);
    Ok(match offered {
        // Whatever became of it, nobody reads in an emergency unsaid.
        None => emergency.clone().map(|words| Reading {
            person: Some(rights()),
            ..told(words, Vec::new())
        }),
        Some(Offer::From(moment)) => {
            let words = say("agenda-reading-from", &page.moment(moment));
            Some(told(words, besides(None)))
        }
        Some(Offer::Until(until)) => Some(match reads.links.filter(|reads| *reads >= until) {
            Some(reads) => Reading {
                reads: true,
                person: Some(rights()),
                ..told(say("agenda-reading-already", &whole(reads)), besides(None))
            },
            None => Reading {
                deed: Some((LET, page.t1("agenda-reading-let", "name", name.as_str()))),
                day: Some(last_day(until)),
                hint: hint(),
                ..told(say("agenda-reading-offer", &whole(until)), besides(another))
            },
        }),
    })
}

/// What to say once what was given for their appointment is over: that too, by which a
/// professional reads on.
fn stopped(page: &Page, permit: &Permit, it: &Listed) -> Result<String> {
    let stopped = page.t("agenda-reading-stopped");
    let Some((rpps, person)) = made_by(&it.label.by).filter(|_| permit.is_holders()) else {
        return Ok(stopped);
    };
    let (name, reads) = (visible(&person.name), otherwise(permit, rpps, it.label.id)?);
    let stopped = match reads.links.map(|reads| page.day(last_day(reads))) {
        None => stopped,
        Some(day) => {
            let args = [("name", name.as_str()), ("day", day.as_str())];
            page.ta("agenda-reading-stopped-besides", &args)
        }
    };
    Ok(match reads.emergency {
        None => stopped,
        Some(until) => format!("{stopped} {}", in_emergency(page, &name, until)),
    })
}

/// What was decided, as addresses say it.
const GIVEN: &str = "lecture";
const STOPPED: &str = "lecture-finie";
const NOT_NOW: &str = "pas-de-lecture";
const MOVED: &str = "autre-jour";
const PROVED: &str = "prouve";

/// Says what was decided, above what there is to say now.
pub(super) fn with_outcome(
    asked: &Asked,
    page: Page,
    (permit, it): (&Permit, &Listed),
    now: Option<&Reading>,
) -> Result<Page> {
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some(GIVEN) => (Tone::Done, "agenda-reading-done"),
        Some(STOPPED) => {
            let sentence = stopped(&page, permit, it)?;
            return Ok(page.with_status(Tone::Done, sentence));
        }
        Some(NOT_NOW) => (Tone::Warning, "agenda-reading-not-now"),
        Some(MOVED) => (Tone::Warning, "agenda-reading-moved"),
        Some(PROVED) => {
            // While they proved who they are, it may have been moved or called off, or
            // something else been given.
            let read = asked.param("jour")?;
            match now {
                Some(Reading { reads: true, .. }) => return Ok(page),
                Some(Reading { day: Some(day), .. }) => {
                    match read.is_some_and(|read| read != day.to_string()) {
                        true => (Tone::Warning, "agenda-reading-moved"),
                        false => (Tone::Info, "agenda-reading-again"),
                    }
                }
                _ => (Tone::Warning, "agenda-reading-not-now"),
            }
        }
        _ => return Ok(page),
    };
    let sentence = page.t(key);
    Ok(page.with_status(tone, sentence))
}

pub(super) async fn decide(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&["quoi", "jour"])?;
    let space = holder.own_space()?;
    let here = |done: &str| format!("{LIST}/{id}?fait={done}");
    let wrong = || Error::invalid("error-form");
    let mut proved = here(PROVED);
    let (decided, done) = match form.raw("quoi") {
        LET => {
            let day: Date = form.text("jour").parse().map_err(|_| wrong())?;
            proved.push_str(&format!("&jour={day}"));
            (agenda.let_read(&holder, space, id, day).await, GIVEN)
        }
        STOP => {
            let caller = Caller::Holder(holder);
            let stopped = agenda.let_read_no_more(&caller, space, id).await;
            (stopped, STOPPED)
        }
        _ => return Err(wrong().into()),
    };
    match decided {
        Ok(()) => Ok(asked.go(&here(done))),
        Err(error) if error.code() == PROOF_FIRST => Ok(identity::proof_first(&asked, &proved)),
        Err(error) if error.code() == "agenda-reading-not-now" => Ok(asked.go(&here(NOT_NOW))),
        Err(error) if error.code() == "agenda-reading-moved" => Ok(asked.go(&here(MOVED))),
        Err(error) => Err(error.into()),
    }
}
