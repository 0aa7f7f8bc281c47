//! `index.html`: a page to read the file with, on any machine, without network.
//! Its style is inside, it has no script and asks nothing of anybody. It is
//! written row by row.

use super::files::Files;
use super::{HISTORY, Packed, Packing, RECORD, SUMMARY, link};
use askama::Template;
use documents::rules::kinds;
use documents::{Carried, CommentRow, Documents};
use edge::Page;
use kernel::{DocumentId, Error, Lang, Result, visible};
use profile::Block;
use profile::rules::Heading;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "index_head.html")]
struct Head<'a> {
    page: &'a Page,
    name: String,
    born: String,
    made: String,
    count: u64,
}

#[derive(Template)]
#[template(path = "index_row.html")]
struct Row<'a> {
    page: &'a Page,
    href: Option<String>,
    title: String,
    kind: String,
    day: String,
    author: String,
    size: String,
    /// The person's folder it lies in.
    folder: Option<String>,
    binned: bool,
    superseded: bool,
    hidden: bool,
    /// What professionals say of it.
    comments: Vec<CommentRow>,
}

#[derive(Template)]
#[template(path = "index_profile.html")]
struct Profile<'a> {
    page: &'a Page,
    blocks: Vec<Block>,
    /// Examinations noted as done, when, and by whom.
    examinations: Vec<(String, String, String)>,
}

/// Files that are there only if there is anything in them.
pub(super) struct Also {
    pub(super) agenda: Option<&'static str>,
    pub(super) card: Option<&'static str>,
    pub(super) messages: Option<&'static str>,
    pub(super) proofs: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "index_foot.html")]
struct Foot<'a> {
    page: &'a Page,
    also: Also,
    history: &'static str,
    record: &'static str,
    summary: &'static str,
}

pub(super) async fn write(packing: &Packing<'_>, also: Also, files: &mut Files<'_>) -> Result<()> {
    let (page, face) = (&packing.page, packing.face);
    files.begin(String::from("index.html"), packing.day).await?;
    let head = Head {
        page,
        name: face.name(),
        born: page.day(face.identity.birth_date.0),
        made: page.moment(packing.permit.now()),
        count: packing.documents.len() as u64,
    };
    files.write(rendered(&head)?.into()).await?;
    let folders = Documents::folders(&packing.permit)?;
    let folders: HashMap<DocumentId, String> = folders
        .into_iter()
        .map(|folder| (folder.id, folder.name))
        .collect();
    for document in &packing.documents {
        let carried = packing.carried(document)?;
        let folder = carried.listed.folder.and_then(|id| folders.get(&id));
        let comments = Documents::comments(&packing.permit, document.id)?;
        let row = Row {
            comments: comments.iter().map(|it| CommentRow::of(page, it)).collect(),
            ..row(page, document, &carried, folder)
        };
        files.write(rendered(&row)?.into()).await?;
    }
    let notes = prevention::carried(&packing.permit, page.lang)?.into_iter();
    let profile = Profile {
        page,
        examinations: notes
            .map(|note| (note.name, page.when(note.on), visible(&note.by)))
            .collect(),
        blocks: profile::blocks(page, &packing.permit, "", &Heading::ALL, usize::MAX)?,
    };
    files.write(rendered(&profile)?.into()).await?;
    let foot = Foot {
        page,
        also,
        history: HISTORY,
        record: RECORD,
        summary: SUMMARY,
    };
    files.write(rendered(&foot)?.into()).await?;
    files.end().await
}

fn row<'a>(
    page: &'a Page,
    document: &Packed,
    carried: &Carried,
    folder: Option<&String>,
) -> Row<'a> {
    let label = carried.label();
    let kind = kinds::find(&label.type_code).map(|kind| match page.lang {
        Lang::Fr => kind.label_fr.clone(),
        Lang::En => kind.label_en.clone(),
    });
    let author = match label.writer() {
        None if page.acting.is_some() => page.t("sharing-role-child"),
        None => page.t("sharing-role-you"),
        Some(writer) if label.by.represents() => {
            let role = page.t("sharing-role-representative");
            format!("{}, {}", visible(writer), role.to_lowercase())
        }
        Some(writer) => [Some(writer), label.place().filter(|place| *place != writer)]
            .into_iter()
            .flatten()
            .map(visible)
            .collect::<Vec<_>>()
            .join(", "),
    };
    Row {
        page,
        href: (!document.lost).then(|| link(&document.path)),
        title: visible(&label.title),
        kind: kind.unwrap_or_default(),
        day: page.day(label.act_date),
        author,
        size: page.size(label.size),
        folder: folder.map(|name| visible(name)),
        binned: carried.binned,
        superseded: carried.superseded,
        hidden: carried.listed.facts.hiding.is_hidden(),
        comments: Vec::new(),
    }
}

fn rendered<T: Template>(template: &T) -> Result<String> {
    template
        .render()
        .map_err(|error| Error::fault("writing the page of an export").because(error))
}
