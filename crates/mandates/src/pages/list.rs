//! The children of whoever asks, on their page and on their home; their carers, and whom
//! they help.

use super::LIST;
use crate::Mandates;
use crate::actions::{Kin, State};
use crate::caring::{Confided, Helped};
use crate::rules::last_day;
use askama::Template;
use axum::extract::State as Shared;
use edge::{Answer, Asked, Page, Tone};
use identity::{CARERS_MAX, Carer, Holder, HolderIn};
use kernel::{Date, Result};

/// A child, as a card shows them.
#[derive(Clone, Debug)]
pub struct Card {
    /// Name, or first name.
    pub name: String,
    /// Age in words.
    pub age: String,
    /// What is the case, in a sentence.
    pub state: String,
    /// Where it leads, and in what words; nowhere, where nothing can be done.
    pub way: Option<(String, String)>,
    /// Where what was taken up is looked after: who, until when, giving up.
    pub more: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "proches.html")]
struct ListPage {
    page: Page,
    cards: Vec<Card>,
    /// Their carers, and who is invited; nothing, where they may confide nothing.
    carers: Option<Vec<Near>>,
    /// Whether there is room for another.
    room: bool,
    /// Whom they help.
    helped: Vec<Near>,
}

/// A carer, or somebody whom one helps, as a line.
struct Near {
    name: String,
    state: String,
    /// Their space, and in what words it is opened.
    open: Option<(String, String)>,
    /// Where it is looked after, and in what words.
    more: (String, String),
}

impl Near {
    fn there(page: &Page, carer: &Carer) -> String {
        page.href(&format!("{LIST}/aidants/{}", carer.id))
    }

    fn carer(page: &Page, it: &Confided) -> Self {
        let there = Self::there(page, &it.carer);
        let last = page.day(last_day(it.carer.until));
        match &it.name {
            Some(name) => Self {
                name: name.0.clone(),
                state: page.t1(sees_until(&it.carer), "day", last),
                open: None,
                more: (there, page.t1("carer-manage", "name", &name.0)),
            },
            None => Self {
                name: page.t("carer-invited"),
                state: page.t1(
                    "carer-invited-until",
                    "moment",
                    page.moment(it.carer.invited_until),
                ),
                open: None,
                more: (there, page.t("carer-invited-manage")),
            },
        }
    }

    fn helped(page: &Page, it: &Helped) -> Self {
        let last = page.day(last_day(it.carer.until));
        let of = edge::of_name(page.lang, &it.person.first_name.0);
        let open = page.href(&format!("/espace/{}", it.carer.space));
        Self {
            name: it.person.name.0.clone(),
            state: page.t1(you_see_until(&it.carer), "day", last),
            open: Some((open, page.t1("mandates-open", "of", &of))),
            more: (
                Self::there(page, &it.carer),
                page.t1("carer-helped-manage", "name", &it.person.name.0),
            ),
        }
    }
}

/// The sentence of what somebody sees of the holder's space, and until when.
pub(super) const fn sees_until(carer: &Carer) -> &'static str {
    match carer.messages_since {
        Some(_) => "carer-writes-until",
        None => "carer-sees-until",
    }
}

/// The same, for who helps.
pub(super) const fn you_see_until(carer: &Carer) -> &'static str {
    match carer.messages_since {
        Some(_) => "carer-you-write-until",
        None => "carer-you-see-until",
    }
}

/// An age in words.
pub(super) fn age(page: &Page, born: Date, today: Date) -> String {
    let before = (today.month(), today.day()) < (born.month(), born.day());
    let years = today.year() - born.year() - i16::from(before);
    page.t1("mandates-age", "years", years.max(0))
}

/// Those of somebody's, separated by commas.
pub(super) fn names(kin: &Kin) -> String {
    let names: Vec<&str> = kin.by.iter().map(|name| name.0.as_str()).collect();
    names.join(", ")
}

impl Card {
    fn of(page: &Page, kin: &Kin, today: Date) -> Self {
        let name = kin.child.first_name.0.clone();
        let there = page.href(&format!("{LIST}/{}", kin.child.person));
        let say = |key: &str| page.t1(key, "of", edge::of_name(page.lang, &name));
        let (state, way, more) = match (kin.state, kin.child.space) {
            (State::Theirs(mandate), Some((space, _))) => {
                let day = page.day(mandate.until.in_paris().date());
                let open = page.href(&format!("/espace/{space}"));
                (
                    page.t1("mandates-theirs", "day", day),
                    Some((open, say("mandates-open"))),
                    Some((there, say("mandates-more"))),
                )
            }
            (State::Free, _) => (
                page.t("mandates-free"),
                Some((there, say("mandates-take"))),
                None,
            ),
            (State::Another, _) => (page.t1("mandates-another", "names", names(kin)), None, None),
            (State::Taken, _) => (page.t1("mandates-taken", "names", names(kin)), None, None),
            (State::TooYoung, _) => (page.t("mandate-too-young"), None, None),
            (State::TakesBack(_), _) => (
                page.t("mandates-refused"),
                Some((there, say("mandates-change-mind"))),
                None,
            ),
            (State::Refused, _) => (page.t("mandate-refused"), None, None),
            (State::Closed, _) => (page.t("mandate-closed"), None, None),
            (State::Untold | State::Theirs(_), _) => (page.t("mandate-no-space"), None, None),
        };
        Self {
            name: kin.child.name.0.clone(),
            age: age(page, kin.child.born.0, today),
            state,
            way,
            more,
        }
    }
}

/// The cards of somebody's children, for their pages.
///
/// # Errors
/// As the store.
pub async fn cards(page: &Page, mandates: &Mandates, holder: &Holder) -> Result<Vec<Card>> {
    let today = mandates.now().in_paris().date();
    let kin = mandates.kin(holder).await?;
    Ok(kin.iter().map(|kin| Card::of(page, kin, today)).collect())
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Shared(mandates): Shared<Mandates>,
) -> Answer {
    let mut page = asked.page("mandates-title");
    let done = match asked.param("fait")?.as_deref() {
        Some("rendu") => Some("mandates-given-up"),
        Some("arrete") => Some("carer-ended"),
        Some("change") => Some("carer-moved"),
        Some("messages") => Some("carer-messages-given"),
        Some("sans-messages") => Some("carer-messages-taken"),
        _ => None,
    };
    if let Some(key) = done {
        let text = page.t(key);
        page = page.with_status(Tone::Done, text);
    }
    let carers = mandates.carers(&holder).await?;
    let helped = mandates.helped(&holder).await?;
    let confides = mandates.may_confide(&holder).await?;
    let most = usize::try_from(CARERS_MAX).unwrap_or_default();
    Ok(edge::show(&ListPage {
        room: carers.len() < most,
        carers: confides.then(|| carers.iter().map(|it| Near::carer(&page, it)).collect()),
        helped: helped.iter().map(|it| Near::helped(&page, it)).collect(),
        cards: cards(&page, &mandates, &holder).await?,
        page,
    }))
}
