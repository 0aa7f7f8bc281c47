//! The professional's pages: what stands out in this patient's prevention, and noting
//! an examination as done.

use super::noting::{FIELDS, NoteForm, after, noted, withdrawn};
use super::vaccines::{Against, by_disease};
use super::words::{Group, Reader, counted, groups, over};
use super::{Pages, assessed};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{Result, SpaceId};
use sharing::Permit;
use spaces::Face;

#[derive(Template)]
#[template(path = "pro_prevention.html")]
struct List {
    page: Page,
    face: Face,
    over: Option<String>,
    counted: Vec<String>,
    groups: Vec<Group>,
    /// Vaccinations, by what they protect from.
    vaccines: Vec<Against>,
    withdraw: String,
    back: String,
}

/// Somebody let in, and whose prevention it is.
struct In {
    permit: Permit,
    face: Face,
    base: String,
}

async fn let_in(pages: &Pages, professional: &Professional, space: SpaceId) -> Result<In> {
    let caller = Caller::Professional(professional.clone());
    let sharing = pages.prevention.sharing();
    Ok(In {
        permit: sharing.permit_record(&caller, space).await?,
        face: pages.spaces.open_face(space).await?,
        base: format!("/pro/patients/{space}/prevention"),
    })
}

pub(super) async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let In { permit, face, base } = match let_in(&pages, &professional, space).await {
        Ok(all) => all,
        // Without a care link, the way on is to state one.
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let all = assessed(&permit, &face)?;
    let record = format!("/pro/patients/{space}");
    let page = sharing::in_emergency(asked.page("prevention-pro-title"), &permit)?;
    let page = page.under(face.name(), &record);
    let page = after(&asked, page, &all, &base)?;
    let profile = format!("{record}/profil");
    let reader = Reader::professional(&base, &profile, &professional);
    Ok(edge::show(&List {
        over: over(&page, &all),
        counted: counted(&page, &all, &reader),
        groups: groups(&page, &all, &reader),
        vaccines: by_disease(&page, &permit, &all)?,
        withdraw: page.href(&format!("{base}/retirer")),
        back: page.href(&record),
        face,
        page,
    }))
}

fn note_form(asked: &Asked, own: In, item: &str) -> Result<NoteForm> {
    let mut template = NoteForm::of(asked, &own.base, item, Some(own.face))?;
    template.page = sharing::in_emergency(template.page, &own.permit)?;
    Ok(template)
}

pub(super) async fn form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, item)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    match let_in(&pages, &professional, space).await {
        Ok(own) => Ok(edge::show(&note_form(&asked, own, &item)?)),
        Err(error) => sharing::to_care_link(&asked, space, error),
    }
}

pub(super) async fn note(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, item)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&FIELDS)?;
    let space = space.parse::<SpaceId>()?;
    // Let in first: what a calendar asks of somebody is for those alone who treat them.
    let own = match let_in(&pages, &professional, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let caller = Caller::Professional(professional);
    match noted(&pages, &caller, space, &item, &form).await {
        Ok(id) => Ok(asked.go(&format!("{}?fait=note&n={id}", own.base))),
        Err(error) => {
            let mut template = note_form(&asked, own, &item)?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

pub(super) async fn withdraw(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional);
    withdrawn(&pages, &caller, space, &form).await?;
    Ok(asked.go(&format!("/pro/patients/{space}/prevention?fait=retire")))
}
