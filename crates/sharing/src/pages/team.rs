//! The page where a professional brings a colleague into their care link.

use super::Pages;
use crate::actions::{Change, NOT_BY_VISIT, NOT_OF_ONES_OWN};
use crate::rights::Person;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use http::StatusCode;
use identity::{Professional, ProfessionalIn};
use kernel::{Error, Result, Rpps, SpaceId};
use spaces::Face;

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage {
    page: Page,
    face: Face,
    action: String,
    /// Where they state the consent that they lack.
    consent: Option<String>,
    back: String,
}

impl TeamPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Self> {
        let face = pages
            .patient(professional, space, Change::NameColleague)
            .await?;
        let mut page = asked.page("sharing-team-title");
        if asked.param("fait")?.is_some() {
            let sentence = page.t("sharing-team-done");
            page = page.with_status(Tone::Done, sentence);
        }
        Ok(Self {
            face,
            action: page.href(&format!("/pro/patients/{space}/equipe")),
            consent: None,
            back: page.href(&format!("/pro/patients/{space}")),
            page,
        })
    }
}

pub(super) async fn form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let template = TeamPage::of(&asked, &pages, &professional, space).await?;
    Ok(edge::show(&template))
}

pub(super) async fn send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    form.only(&["rpps"])?;
    let named = async {
        let (rpps, person) = colleague(&pages, form.text("rpps")).await?;
        pages
            .sharing
            .name_colleague(&pages.spaces, &professional, space, &rpps, &person)
            .await
    };
    if let Err(error) = named.await {
        let mut template = TeamPage::of(&asked, &pages, &professional, space).await?;
        let code = error.code();
        if [NOT_BY_VISIT, NOT_OF_ONES_OWN].contains(&code) {
            let (page, typed) = (template.page, [("rpps", form.text("rpps"))]);
            let sentence = page.t(code);
            template.consent = Some(page.href(&format!("/pro/patients/{space}/lien")));
            template.page = page
                .with_values(&typed)
                .with_status(Tone::Warning, sentence);
            return Ok(edge::render(StatusCode::FORBIDDEN, &template));
        }
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("/pro/patients/{space}/equipe?fait=oui")))
}

/// Somebody in post whom the national directory knows by this number.
async fn colleague(pages: &Pages, typed: &str) -> Result<(Rpps, Person)> {
    let unknown = || Error::field("rpps", "sharing-team-unknown");
    let number: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let rpps: Rpps = number.parse().map_err(|_| unknown())?;
    let listed = pages.people.find(&rpps).await?;
    let listed = listed.filter(|listed| listed.active).ok_or_else(unknown)?;
    let person = Person {
        name: listed.name(),
        profession: listed.profession.code().to_owned(),
    };
    Ok((rpps, person))
}
