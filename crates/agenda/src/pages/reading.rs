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
    /// That they read by another access too, whatever becomes of this one.
    pub(super) besides: Option<String>,
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

/// Until when they read by other links than the one for this appointment.
fn reads_until(permit: &Permit, rpps: &Rpps, visit: ItemId) -> Result<Option<Timestamp>> {
    let readers = readers(permit)?.into_iter();
    let theirs = readers.filter(|reader| reader.rpps == *rpps);
    let links = theirs
        .flat_map(|reader| reader.rights)
        .filter(|right| matches!(right, ReadingRight::Link(link) if link.visit != Some(visit)));
    Ok(links.map(|right| right.until()).max())
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
    let rights = || Some(page.href(&format!("/espace/moi/acces/pro/{rpps}")));
    let reads = reads_until(permit, rpps, label.id)?;
    let besides = reads.map(|reads| say("agenda-reading-besides", &whole(reads)));
    if let Some(link) = permit.state::<CareLinks>()?.for_visit(label.id, now) {
        return Ok(Some(Reading {
            words: say("agenda-reading-given", &whole(link.until)),
            deed: Some((STOP, page.t("agenda-reading-stop"))),
            day: None,
            hint: hint(),
            person: besides.as_ref().and_then(|_| rights()),
            besides,
        }));
    }
    let offered = offer(&label.content, label.status, &person.profession, now);
    let plain = |words| Reading {
        words,
        besides: None,
        deed: None,
        day: None,
        hint: None,
        person: None,
    };
    Ok(match offered {
        None => None,
        Some(Offer::From(moment)) => Some(plain(say("agenda-reading-from", &page.moment(moment)))),
        Some(Offer::Until(until)) => Some(match reads.filter(|reads| *reads >= until) {
            Some(reads) => Reading {
                person: rights(),
                ..plain(say("agenda-reading-already", &whole(reads)))
            },
            None => Reading {
                deed: Some((LET, page.t1("agenda-reading-let", "name", name.as_str()))),
                day: Some(last_day(until)),
                hint: hint(),
                person: besides.as_ref().and_then(|_| rights()),
                besides,
                ..plain(say("agenda-reading-offer", &whole(until)))
            },
        }),
    })
}

/// What to say of a professional who reads on, once what was given for their appointment
/// is over.
fn reads_on(page: &Page, permit: &Permit, it: &Listed) -> Result<Option<String>> {
    let Some((rpps, person)) = made_by(&it.label.by).filter(|_| permit.is_holders()) else {
        return Ok(None);
    };
    let reads = reads_until(permit, rpps, it.label.id)?;
    Ok(reads.map(|reads| {
        let (name, day) = (visible(&person.name), page.day(last_day(reads)));
        let args = [("name", name.as_str()), ("day", day.as_str())];
        page.ta("agenda-reading-stopped-besides", &args)
    }))
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
    let offered = now.and_then(|reading| reading.day);
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some(GIVEN) => (Tone::Done, "agenda-reading-done"),
        Some(STOPPED) => match reads_on(&page, permit, it)? {
            Some(sentence) => return Ok(page.with_status(Tone::Done, sentence)),
            None => (Tone::Done, "agenda-reading-stopped"),
        },
        Some(NOT_NOW) => (Tone::Warning, "agenda-reading-not-now"),
        Some(MOVED) => (Tone::Warning, "agenda-reading-moved"),
        Some(PROVED) => {
            // While they proved who they are, it may have been moved.
            let read = asked.param("jour")?;
            match offered.is_some_and(|day| read.is_some_and(|read| read != day.to_string())) {
                true => (Tone::Warning, "agenda-reading-moved"),
                false => (Tone::Info, "agenda-reading-again"),
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
