//! The professional's pages: the record they may see, one document, its file.

use super::Pages;
use super::images::has_images;
use super::rows::Row;
use super::shown::{Shown, with_its_pictures};
use crate::actions::Documents;
use crate::outgoing;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page, Tone};
use identity::{Caller, ProfessionalIn};
use kernel::{DocumentId, Error, Kind, SpaceId};
use sharing::Manner;
use spaces::Face;

#[derive(Template)]
#[template(path = "pro_record.html")]
struct Record {
    page: Page,
    face: Face,
    rows: Vec<Row>,
    add: String,
}

pub(super) async fn record(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional);
    let permit = match pages
        .documents
        .sharing()
        .permit_record(&caller, space)
        .await
    {
        Ok(permit) => permit,
        Err(error) => return to_link(&asked, space, error),
    };
    let face = pages.spaces.open_face(space).await?;
    let mut page = sharing::in_emergency(asked.titled(face.name()), &permit)?;
    if asked.param("fait")?.as_deref() == Some("ajoute") {
        let sentence = page.t("documents-pro-added");
        page = page.with_status(Tone::Done, sentence);
    }
    let rows = Documents::listed(&permit)?
        .iter()
        .map(|listed| Row::for_professional(&page, listed))
        .collect();
    let add = page.href(&format!("/pro/patients/{space}/ajouter"));
    Ok(edge::show(&Record {
        page,
        face,
        rows,
        add,
    }))
}

/// Without a care link, the way on is to state one; it is the same for every
/// document, there or not.
fn to_link(asked: &Asked, space: SpaceId, error: Error) -> Answer {
    if error.kind() == Kind::Forbidden {
        return Ok(asked.go(&format!("/pro/patients/{space}/lien")));
    }
    Err(error.into())
}

#[derive(Template)]
#[template(path = "pro_document.html")]
struct Detail {
    page: Page,
    face: Face,
    row: Row,
    added: String,
    shown: Shown,
    images: Option<String>,
    download: String,
    back: String,
}

pub(super) async fn document(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional);
    let opened = match pages
        .documents
        .open(&caller, space, id.parse::<DocumentId>()?, Manner::Seen)
        .await
    {
        Ok(opened) => opened,
        Err(error) => return to_link(&asked, space, error),
    };
    let face = pages.spaces.open_face(space).await?;
    let page = asked.titled(opened.listed.label.title.clone());
    let page = sharing::in_emergency(page, opened.permit())?;
    let record = format!("/pro/patients/{space}");
    let page = page.under(face.name(), &record);
    let here = format!("{record}/documents/{id}");
    Ok(with_its_pictures(edge::show(&Detail {
        row: Row::for_professional(&page, &opened.listed),
        added: page.moment(opened.listed.label.added_at),
        shown: Shown::of(&page, &opened, asked.param("page")?.as_deref()).await?,
        images: has_images(&opened).then(|| page.href(&format!("{here}/images"))),
        download: page.href(&format!("{here}/telecharger")),
        back: page.href(&record),
        face,
        page,
    })))
}

pub(super) async fn download(
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let caller = Caller::Professional(professional);
    let opened = pages
        .documents
        .open(&caller, space.parse()?, id.parse()?, Manner::Downloaded)
        .await?;
    Ok(outgoing::download(&opened).await?)
}
