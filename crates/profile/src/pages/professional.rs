//! The professional's pages: what the person shares of their profile, what the
//! professional adds to it and confirms.

use super::Pages;
use super::form::{FormPage, LOOKED_FOR, heading_for, read};
use super::holder::HeadingPage;
use super::shown::{Block, blocks, title};
use crate::actions::{Place, Profiles};
use crate::rules::{Heading, Wanted, may};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, WithPatient};
use kernel::{Date, Error, Result, SpaceId, Timestamp};
use sharing::Permit;
use spaces::Face;

/// Lines of a heading on the page of all.
const FIRST: usize = 10;

/// Somebody let in, and whose profile it is.
pub(super) struct In {
    pub(super) permit: Permit,
    pub(super) face: Face,
    pub(super) today: Date,
    base: String,
}

pub(super) async fn let_in(pages: &Pages, caller: &Caller, space: SpaceId) -> Result<In> {
    let permit = pages
        .profiles
        .sharing()
        .permit_record(caller, space)
        .await?;
    Ok(In {
        face: pages.spaces.open_face(space).await?,
        today: permit.now().in_paris().date(),
        base: format!("/pro/patients/{space}/profil"),
        permit,
    })
}

#[derive(Template)]
#[template(path = "pro_profile.html")]
struct Overview {
    page: Page,
    face: Face,
    blocks: Vec<Block>,
    back: String,
}

pub(super) async fn overview(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    State(pages): State<Pages>,
) -> Answer {
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let record = format!("/pro/patients/{space}");
    let page = sharing::in_emergency(asked.page("profile-title"), &own.permit)?;
    let page = page.under(own.face.name(), &record);
    Ok(edge::show(&Overview {
        blocks: blocks(&page, &own.permit, &own.base, &Heading::ALL, FIRST)?,
        back: page.href(&record),
        face: own.face,
        page,
    }))
}

pub(super) async fn heading(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let heading = heading_for(&slug, &own.face, own.today)?;
    let page = asked.page("profile-title");
    let mut page = asked.titled(title(&page, heading));
    let done = match asked.param("fait")?.as_deref() {
        Some("ajoute") => Some("profile-done-added"),
        Some("change") => Some("profile-done-changed"),
        Some("confirmer") => Some("profile-done-confirmed"),
        Some("reprendre") => Some("profile-done-released"),
        Some("regler") => Some("profile-done-settled"),
        Some("retirer") => Some("profile-done-removed"),
        Some("aucun") => Some("profile-done-none"),
        _ => None,
    };
    if let Some(key) = done {
        let text = page.t(key);
        page = page.with_status(Tone::Done, text);
    }
    let page = sharing::in_emergency(page, &own.permit)?;
    let page = page.under(own.face.name(), &format!("/pro/patients/{space}"));
    let mut template = HeadingPage::of(
        page,
        &own.permit,
        heading,
        (&own.base, &own.face),
        pages.growth.as_deref(),
    )?;
    let mine = !heading.is_holders_alone();
    template.writes = mine;
    template.may_be_none &= mine;
    // One address decides for lines and for headings alike.
    template.none = template
        .page
        .href(&format!("{}/{slug}/aucun/decider", own.base));
    template.aims_href = template
        .page
        .href(&format!("/pro/patients/{space}/objectifs"));
    template.face = Some(own.face);
    Ok(edge::show(&template))
}

fn form_page(asked: &Asked, own: In, heading: Heading, line: Option<&str>) -> Result<FormPage> {
    let shown = line
        .map(|id| Profiles::line(&own.permit, id.parse()?))
        .transpose()?;
    let mine =
        |shown: &crate::Shown| shown.line.heading == heading && may(shown.standing, Wanted::Change);
    if heading.is_holders_alone() || shown.as_ref().is_some_and(|shown| !mine(shown)) {
        return Err(Error::not_found());
    }
    let page = asked.page("profile-title");
    let own_title = match line {
        Some(_) => page.t1("profile-change-title", "heading", title(&page, heading)),
        None => page.t(&format!("profile-add-{}", heading.slug())),
    };
    let page = sharing::in_emergency(asked.titled(own_title), &own.permit)?;
    let documents = (None, asked.param(LOOKED_FOR)?);
    let shown = shown.as_ref();
    let mut template = FormPage::of(page, &own.permit, heading, &own.base, shown, documents)?;
    template.face = Some(own.face);
    Ok(template)
}

pub(super) async fn add(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let heading = heading_for(&slug, &own.face, own.today)?;
    Ok(edge::show(&form_page(&asked, own, heading, None)?))
}

pub(super) async fn change(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug, line)): Path<(String, String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let heading = heading_for(&slug, &own.face, own.today)?;
    Ok(edge::show(&form_page(&asked, own, heading, Some(&line))?))
}

pub(super) async fn add_sent(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let place = (space, slug.as_str(), None);
    sent(&asked, &pages, &caller, place, &form).await
}

pub(super) async fn change_sent(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug, line)): Path<(String, String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let place = (space, slug.as_str(), Some(line.as_str()));
    sent(&asked, &pages, &caller, place, &form).await
}

async fn sent(
    asked: &Asked,
    pages: &Pages,
    caller: &Caller,
    (space, slug, line): (SpaceId, &str, Option<&str>),
    form: &Form,
) -> Answer {
    // Let in first: whose profile it is, and how old they are, is for those
    // alone who may see it.
    let own = match let_in(pages, caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(asked, space, error),
    };
    let heading = heading_for(slug, &own.face, own.today)?;
    let id = line.map(str::parse).transpose()?;
    let done = format!(
        "{}/{slug}?fait={}",
        own.base,
        if line.is_some() { "change" } else { "ajoute" }
    );
    let written = async {
        let born = own.face.identity.birth_date.0;
        let (values, with) = read(heading, form, born, own.today)?;
        let place = Place { heading, line: id };
        pages
            .profiles
            .write(caller, space, place, values, with)
            .await
    };
    if let Err(error) = written.await {
        let mut template = form_page(asked, own, heading, line)?;
        template.page = template.page.again(form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&done))
}

pub(super) async fn decide(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, slug, line)): Path<(String, String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["quoi", "vu"])?;
    let heading = super::named(&slug)?;
    let (profiles, what) = (&pages.profiles, form.text("quoi"));
    match (what, line.as_str()) {
        ("aucun", "aucun") if !heading.is_holders_alone() => {
            profiles.declare_nothing(&caller, space, heading).await?;
        }
        ("confirmer", line) => {
            let seen = form.text("vu").parse().map_err(|_| Error::not_found())?;
            let seen = Timestamp::from_millis(seen);
            profiles
                .confirm(&caller, space, line.parse()?, seen)
                .await?;
        }
        ("reprendre", line) => profiles.release(&caller, space, line.parse()?).await?,
        ("regler", line) => profiles.settle(&caller, space, line.parse()?).await?,
        ("retirer", line) => profiles.remove(&caller, space, line.parse()?).await?,
        _ => return Err(Error::invalid("error-form-fields").into()),
    }
    Ok(asked.go(&format!("/pro/patients/{space}/profil/{slug}?fait={what}")))
}
