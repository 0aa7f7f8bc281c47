//! The holder's bin: what is in it, how long still, and out of it again.

use super::Pages;
use super::together::chosen;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::AtHome;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/espace/moi/corbeille", get(list))
        .route("/espace/moi/corbeille/remettre", post(restore))
}

struct Line {
    id: String,
    href: String,
    title: String,
    day: String,
    until: String,
}

#[derive(Template)]
#[template(path = "bin.html")]
struct Bin {
    page: Page,
    lines: Vec<Line>,
}

async fn list(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let permit = pages
        .documents
        .sharing()
        .permit_record(&caller, space)
        .await?;
    let page = asked.page("documents-bin-title");
    let mut page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    if asked.param("fait")?.as_deref() == Some("remis") {
        let sentence = page.t("documents-bin-restored");
        page = page.with_status(Tone::Done, sentence);
    }
    let binned = pages.documents.binned(&permit)?;
    let now = pages.documents.sharing().world().now();
    let line = |binned: &crate::actions::Binned| {
        let label = &binned.listed.label;
        // What is left of the last day is a day.
        let left = binned.until.since(now).as_secs().div_ceil(24 * 60 * 60);
        Line {
            id: label.id.to_string(),
            href: page.href(&format!("/espace/moi/documents/{}", label.id)),
            title: label.title.clone(),
            day: page.day(label.act_date),
            until: page.t1("documents-bin-left", "days", left),
        }
    };
    let lines = binned.iter().map(line).collect();
    Ok(edge::show(&Bin { lines, page }))
}

async fn restore(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let ids = chosen(&form, &[])?;
    pages.documents.restore(&caller, space, &ids).await?;
    Ok(asked.go("/espace/moi/corbeille?fait=remis"))
}
