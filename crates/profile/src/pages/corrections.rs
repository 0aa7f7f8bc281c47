//! *Corrections demandées*: what patients ask a professional to correct in medical
//! profiles, and the answers. Documents have theirs at `/pro/depots`.

use super::Pages;
use crate::actions::correcting::{Told, Waiting};
use crate::shelf::{LineId, Verdict};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Named, Professional, ProfessionalIn, WithPatient};
use kernel::{Error, Result, SpaceId};
use spaces::Face;

const LIST: &str = "/pro/corrections";

struct Row {
    href: String,
    text: String,
    state: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "pro_corrections.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
    deposits: String,
}

fn state(page: &Page, answer: Option<Verdict>) -> String {
    let key = answer.map_or("attend", Verdict::key);
    page.t(&format!("profile-request-{key}"))
}

pub(super) async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(pages): State<Pages>,
) -> Answer {
    let waiting = pages.corrections.waiting(&professional).await?;
    let page = asked.page("profile-requests-title");
    let row = |one: Waiting| Row {
        href: page.href(&format!("{LIST}/{}/{}", one.space, one.line)),
        text: page.t1("profile-request-line", "day", page.moment(one.at)),
        state: state(&page, one.answer),
        waits: one.answer.is_none(),
    };
    Ok(edge::show(&List {
        rows: waiting.into_iter().map(row).collect(),
        deposits: page.href("/pro/depots"),
        page,
    }))
}

#[derive(Template)]
#[template(path = "pro_correction.html")]
struct Detail {
    page: Page,
    face: Face,
    told: Told,
    heading: String,
    when: String,
    state: String,
    here: String,
    /// Where the line is written anew, or stands.
    line: String,
    back: String,
}

async fn detail(
    asked: &Asked,
    pages: &Pages,
    professional: &Professional,
    (space, id): (SpaceId, LineId),
) -> Result<Detail> {
    let told = pages.corrections.look(professional, space, id).await?;
    let face = pages.spaces.open_face(space).await?;
    let page = asked.page("profile-request-title");
    let page = page.clone().under(page.t("profile-requests-title"), LIST);
    let slug = told.heading.slug();
    let stands = format!("/pro/patients/{space}/profil/{slug}");
    let line = match told.own {
        true => format!("{stands}/{id}"),
        false => stands,
    };
    Ok(Detail {
        face,
        heading: super::shown::title(&page, told.heading),
        when: page.moment(told.at),
        state: state(&page, told.answer),
        here: page.href(&format!("{LIST}/{space}/{id}")),
        line: page.href(&line),
        back: page.href(LIST),
        told,
        page,
    })
}

pub(super) async fn request(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<LineId>,
    State(pages): State<Pages>,
) -> Answer {
    let place = (space, id);
    let mut template = detail(&asked, &pages, &professional, place).await?;
    if asked.param("fait")?.is_some() {
        let text = template.page.t("profile-request-done");
        template.page = template.page.with_status(Tone::Done, text);
    }
    Ok(edge::show(&template))
}

pub(super) async fn answer(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<LineId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["reponse", "demande"])?;
    let place = (space, id);
    let answered = async {
        let verdict = Verdict::from_key(form.text("reponse"));
        let verdict = verdict.ok_or_else(|| Error::field("reponse", "profile-required-choice"))?;
        let (corrections, words) = (&pages.corrections, form.text("demande"));
        corrections
            .answer(&professional, place.0, place.1, verdict, words)
            .await
    };
    if let Err(error) = answered.await {
        let mut template = detail(&asked, &pages, &professional, place).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("{LIST}/{}/{}?fait=repondu", place.0, place.1)))
}
