//! The holder's folders: made, named anew, removed. No document goes with one.

use super::Pages;
use crate::actions::Documents;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, Holder, HolderIn};
use kernel::Result;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/espace/moi/dossiers", get(list).post(make))
        .route("/espace/moi/dossiers/{folder}", post(rename))
        .route("/espace/moi/dossiers/{folder}/retirer", post(remove))
}

struct Line {
    name: String,
    count: usize,
    /// The list of what is in it.
    inside: String,
    rename: String,
    remove: String,
    /// The id of its field on the page.
    field: String,
}

#[derive(Template)]
#[template(path = "folders.html")]
struct Folders {
    page: Page,
    lines: Vec<Line>,
}

impl Folders {
    async fn of(asked: &Asked, pages: &Pages, holder: Holder) -> Result<Self> {
        let space = holder.own_space()?;
        let permit = pages
            .documents
            .sharing()
            .permit_record(&Caller::Holder(holder), space)
            .await?;
        let listed = Documents::listed(&permit)?;
        let page = asked.page("documents-folders-title");
        let page = page
            .clone()
            .under(page.t("documents-title"), "/espace/moi/documents");
        let line = |folder: crate::actions::NamedFolder| {
            let inside = listed.iter();
            // As the list does that it leads to.
            let inside = inside.filter(|it| it.folder == Some(folder.id) && !it.is_put_away());
            let here = format!("/espace/moi/dossiers/{}", folder.id);
            Line {
                count: inside.count(),
                inside: page.href(&format!("/espace/moi/documents?dossier={}", folder.id)),
                remove: page.href(&format!("{here}/retirer")),
                rename: page.href(&here),
                field: format!("nom-{}", folder.id),
                name: folder.name,
            }
        };
        let lines = Documents::folders(&permit)?.into_iter().map(line).collect();
        Ok(Self { lines, page })
    }
}

async fn list(asked: Asked, HolderIn(holder): HolderIn, State(pages): State<Pages>) -> Answer {
    let mut template = Folders::of(&asked, &pages, holder).await?;
    let key = match asked.param("fait")?.as_deref() {
        Some("cree") => Some("documents-folder-made"),
        Some("nomme") => Some("documents-folder-renamed"),
        Some("retire") => Some("documents-folder-removed"),
        _ => None,
    };
    if let Some(key) = key {
        let sentence = template.page.t(key);
        template.page = template.page.with_status(Tone::Done, sentence);
    }
    Ok(edge::show(&template))
}

async fn make(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["nom"])?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder.clone());
    let made = pages
        .documents
        .make_folder(&caller, space, form.text("nom"))
        .await;
    match made {
        Ok(_) => Ok(asked.go("/espace/moi/dossiers?fait=cree")),
        Err(error) => again(&asked, &pages, holder, &form, error).await,
    }
}

async fn rename(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(folder): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["nom"])?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder.clone());
    let named = pages
        .documents
        .rename_folder(&caller, space, folder.parse()?, form.text("nom"))
        .await;
    match named {
        Ok(()) => Ok(asked.go("/espace/moi/dossiers?fait=nomme")),
        Err(error) => again(&asked, &pages, holder, &form, error).await,
    }
}

async fn again(
    asked: &Asked,
    pages: &Pages,
    holder: Holder,
    form: &Form,
    error: kernel::Error,
) -> Answer {
    let mut template = Folders::of(asked, pages, holder).await?;
    template.page = template.page.again(form, error)?;
    Ok(edge::mend(&template))
}

async fn remove(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(folder): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    pages
        .documents
        .remove_folder(&caller, space, folder.parse()?)
        .await?;
    Ok(asked.go("/espace/moi/dossiers?fait=retire"))
}
