//! The holder's pages: all items, and noting one as done.

use super::words::{Group, counted, groups, over};
use super::{Pages, assessed};
use crate::actions::Said;
use crate::calendar::{Calendar, Kind};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{Caller, Holder, HolderIn};
use kernel::When;
use kernel::{DocumentId, Error, Result};

const HERE: &str = "/espace/moi/prevention";

#[derive(Template)]
#[template(path = "prevention.html")]
struct List {
    page: Page,
    over: Option<String>,
    counted: Vec<String>,
    groups: Vec<Group>,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let sharing = pages.prevention.sharing();
    let permit = sharing.permit_record(&caller, space).await?;
    let face = pages.spaces.open_face(space).await?;
    let all = assessed(&permit, &face)?;
    let mut page = asked.page("prevention-title");
    match asked.param("fait")?.as_deref() {
        Some("note") => {
            let text = page.t("prevention-noted");
            let note = asked.param("n")?.unwrap_or_default();
            page = match all.notes.iter().find(|it| it.id.to_string() == note) {
                Some(it) => {
                    let undo = Undo {
                        label: page.t("prevention-undo"),
                        action: page.href(&format!("{HERE}/retirer")),
                        fields: vec![(String::from("n"), it.id.to_string())],
                    };
                    page.with_undo(text, undo)
                }
                None => page.with_status(Tone::Info, text),
            };
        }
        Some("retire") => {
            let text = page.t("prevention-withdrawn");
            page = page.with_status(Tone::Done, text);
        }
        _ => {}
    }
    Ok(edge::show(&List {
        over: over(&page, &all),
        counted: counted(&page, &all, true),
        groups: groups(&page, &all, true),
        page,
    }))
}

#[derive(Template)]
#[template(path = "prevention_note.html")]
struct NoteForm {
    page: Page,
    name: String,
    action: String,
    back: String,
}

impl NoteForm {
    fn of(asked: &Asked, item: &str) -> Result<Self> {
        let rule = Calendar::in_force()?.find(item);
        let rule = rule.filter(|rule| rule.kind != Kind::Vaccination);
        let rule = rule.ok_or_else(Error::not_found)?;
        let page = asked.page("prevention-note-title");
        let page = page.clone().under(page.t("prevention-title"), HERE);
        Ok(Self {
            name: rule.name(page.lang).to_owned(),
            action: page.href(&format!("{HERE}/{item}/noter")),
            back: page.href(HERE),
            page,
        })
    }
}

pub(super) async fn form(asked: Asked, HolderIn(_): HolderIn, Path(item): Path<String>) -> Answer {
    Ok(edge::show(&NoteForm::of(&asked, &item)?))
}

pub(super) async fn note(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(item): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["date-jour", "date-mois", "date-annee", "masquer"])?;
    match noted(&pages, holder, &item, &form).await {
        Ok(id) => Ok(asked.go(&format!("{HERE}?fait=note&n={id}"))),
        Err(error) => {
            let mut template = NoteForm::of(&asked, &item)?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

async fn noted(pages: &Pages, holder: Holder, item: &str, form: &Form) -> Result<DocumentId> {
    let space = holder.own_space()?;
    let said = Said {
        on: typed(form)?,
        hidden: form.has("masquer"),
    };
    let born = pages.spaces.open_face(space).await?.identity.birth_date.0;
    let caller = Caller::Holder(holder);
    pages
        .prevention
        .note(&caller, space, item, said, born)
        .await
}

/// A year, a month of a year, or a day.
fn typed(form: &Form) -> Result<When> {
    let part = |name| form.text(name);
    let (day, month, year) = (part("date-jour"), part("date-mois"), part("date-annee"));
    let missing = match (year, month, day) {
        ("", "", "") => Some("prevention-date-missing"),
        ("", _, _) => Some("prevention-year-missing"),
        _ => None,
    };
    if let Some(code) = missing {
        return Err(Error::field("date", code));
    }
    When::typed(day, month, year).ok_or_else(|| Error::field("date", "error-date"))
}

pub(super) async fn withdraw(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["n"])?;
    let (space, id) = (holder.own_space()?, form.raw("n").parse::<DocumentId>()?);
    let caller = Caller::Holder(holder);
    pages.prevention.withdraw(&caller, space, id).await?;
    Ok(asked.go(&format!("{HERE}?fait=retire")))
}
