//! The presence code that the holder shows to a professional.

use super::Pages;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use identity::{AtHome, HolderIn};

struct Code {
    code: String,
    until: String,
}

#[derive(Template)]
#[template(path = "presence.html")]
struct PresencePage {
    page: Page,
    code: Option<Code>,
}

fn page_of(asked: &Asked) -> Page {
    asked
        .page("sharing-presence-title")
        .under(asked.page("sharing-title").title, "/espace/moi/acces")
}

pub(super) async fn explain(asked: Asked, HolderIn(_): HolderIn) -> Answer {
    let (page, code) = (page_of(&asked), None);
    Ok(edge::show(&PresencePage { page, code }))
}

pub(super) async fn show(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let shown = pages.sharing.show_presence(&caller, space).await?;
    let page = page_of(&asked);
    let code = Some(Code {
        until: page.moment(shown.until),
        code: shown.code,
    });
    Ok(edge::show(&PresencePage { page, code }))
}
