//! The holder's pages: all items, and noting one as done.

use super::noting::{FIELDS, HIDES, NoteForm, after, noted, withdrawn};
use super::vaccines::{Against, by_disease};
use super::words::{Group, Reader, counted, groups, over};
use super::{Pages, assessed};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use identity::{AtHome, Caller, HolderIn};

const HERE: &str = "/espace/moi/prevention";

#[derive(Template)]
#[template(path = "prevention.html")]
struct List {
    page: Page,
    over: Option<String>,
    counted: Vec<String>,
    groups: Vec<Group>,
    /// Vaccinations, by what they protect from.
    vaccines: Vec<Against>,
    withdraw: String,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = holder.own_space()?;
    let carer = holder.capacity.is_carers();
    let caller = Caller::Holder(holder);
    let sharing = pages.prevention.sharing();
    let permit = sharing.permit_record(&caller, space).await?;
    let face = pages.spaces.open_face(space).await?;
    let all = assessed(&permit, &face)?;
    let page = after(&asked, asked.page("prevention-title"), &all, HERE)?;
    let reader = match carer {
        true => Reader::carer(HERE, "/espace/moi/profil"),
        false => Reader::holder(HERE, "/espace/moi/profil"),
    };
    Ok(edge::show(&List {
        over: over(&page, &all),
        counted: counted(&page, &all, &reader),
        groups: groups(&page, &all, &reader),
        vaccines: by_disease(&page, &permit, &all)?,
        withdraw: page.href(&format!("{HERE}/retirer")),
        page,
    }))
}

pub(super) async fn form(asked: Asked, HolderIn(_): HolderIn, Path(item): Path<String>) -> Answer {
    Ok(edge::show(&NoteForm::of(&asked, HERE, &item, None)?))
}

pub(super) async fn note(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(item): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[&FIELDS[..], &[HIDES]].concat())?;
    match noted(&pages, &caller, space, &item, &form).await {
        Ok(id) => Ok(asked.go(&format!("{HERE}?fait=note&n={id}"))),
        Err(error) => {
            let mut template = NoteForm::of(&asked, HERE, &item, None)?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

pub(super) async fn withdraw(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    withdrawn(&pages, &caller, space, &form).await?;
    Ok(asked.go(&format!("{HERE}?fait=retire")))
}
