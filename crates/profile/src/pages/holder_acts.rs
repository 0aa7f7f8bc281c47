//! What the holder does with lines and headings: take away, put back, share,
//! keep, say that there is nothing, ask for a correction.

use super::Pages;
use super::holder::{BASE, any, own};
use super::shown::{LineView, title};
use crate::actions::Profiles;
use crate::rules::Heading;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use identity::{AtHome, Caller, HolderIn};
use kernel::{Error, Result, SpaceId};

fn done(asked: &Asked, heading: Heading, what: &str) -> Response {
    asked.go(&format!("{BASE}/{}?fait={what}", heading.slug()))
}

pub(super) async fn nothing(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(slug): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let heading = any(&slug)?;
    pages
        .profiles
        .declare_nothing(&caller, space, heading)
        .await?;
    Ok(done(&asked, heading, "aucun"))
}

pub(super) async fn share(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    Path(slug): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["partager"])?;
    let shared = match form.text("partager") {
        "oui" => true,
        "non" => false,
        _ => return Err(Error::invalid("error-form-fields").into()),
    };
    let heading = any(&slug)?;
    let now = pages.profiles.sharing().world().now();
    if shared && !identity::fresh_proof(&holder, now) {
        let back = format!("/espace/moi/profil/{slug}");
        return Ok(identity::proof_first(&asked, &asked.turned(&back)));
    }
    pages
        .profiles
        .share(&caller, space, heading, shared)
        .await?;
    Ok(done(
        &asked,
        heading,
        if shared { "partage" } else { "garde" },
    ))
}

pub(super) async fn remove(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let heading = any(&slug)?;
    pages.profiles.remove(&caller, space, line.parse()?).await?;
    Ok(done(&asked, heading, &format!("retire&ligne={line}")))
}

pub(super) async fn restore(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let heading = any(&slug)?;
    pages
        .profiles
        .restore(&caller, space, line.parse()?)
        .await?;
    Ok(done(&asked, heading, "remis"))
}

#[derive(Template)]
#[template(path = "profile_correction.html")]
struct Correction {
    page: Page,
    line: LineView,
    action: String,
    back: String,
}

async fn correction_page(
    asked: &Asked,
    pages: &Pages,
    (caller, space): (&Caller, SpaceId),
    (slug, line): (&str, &str),
) -> Result<Correction> {
    let heading = any(slug)?;
    let own = own(pages, caller, space).await?;
    let shown = Profiles::line(&own.permit, line.parse()?)?;
    let page = asked.page("profile-correction-title");
    let view = LineView::of(&page, &own.permit, &shown);
    if shown.line.heading != heading || !view.may_ask {
        return Err(Error::not_found());
    }
    let list = format!("{BASE}/{slug}");
    let page = page.clone().under(page.t("profile-title"), BASE);
    let page = page.clone().under(title(&page, heading), &list);
    Ok(Correction {
        line: view,
        action: page.href(&format!("{list}/{line}/correction")),
        back: page.href(&list),
        page,
    })
}

pub(super) async fn correction(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let template = correction_page(&asked, &pages, (&caller, space), (&slug, &line)).await?;
    Ok(edge::show(&template))
}

pub(super) async fn ask_correction(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["demande"])?;
    let heading = any(&slug)?;
    let words = form.text("demande");
    let sent = pages
        .corrections
        .ask(&caller, space, line.parse()?, words)
        .await;
    if let Err(error) = sent {
        let mut template =
            correction_page(&asked, &pages, (&caller, space), (&slug, &line)).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(done(&asked, heading, "demande"))
}
