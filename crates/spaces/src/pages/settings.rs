//! `/espace/moi/reglages`: where each setting is; and `…/coordonnees`: how the
//! holder is reached, and changing it. Beside a volunteer there is nothing else,
//! and no address in full: others see the screen.

use super::helping::Helping;
use crate::Spaces;
use crate::actions::{By, Help, TypedContact, shown_reach};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::StatusCode;
use http::header::RETRY_AFTER;
use identity::{FreshHolder, Holder, HolderIn, fresh_proof, proof_first};
use kernel::{Error, Kind, Result};

pub(super) const SETTINGS: &str = "/espace/moi/reglages";
const HERE: &str = "/espace/moi/reglages/coordonnees";

#[derive(Template)]
#[template(path = "settings.html")]
struct IndexPage {
    page: Page,
    lines: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "reaching.html")]
struct ReachingPage {
    page: Page,
    /// What it is, and the contact itself.
    own: Vec<(String, String)>,
    on_file: Vec<(String, String)>,
    /// Where a code went, that waits.
    sent_to: Option<String>,
    /// Until when what it was before can be put back.
    undone_until: Option<String>,
    first_days: bool,
}

/// A setting: its page, its name, what it is for; and whether it is shown beside
/// a volunteer too.
const LINES: [(&str, &str, &str, bool); 8] = [
    (HERE, "reaching-title", "settings-reaching", true),
    (
        "/espace/moi/reglages/notifications",
        "choosing-title",
        "settings-choosing",
        true,
    ),
    (
        "/espace/moi/reglages/connexion",
        "identity-factors-title",
        "settings-sign-in",
        false,
    ),
    (
        "/espace/moi/reglages/appareils",
        "identity-devices-title",
        "settings-devices",
        false,
    ),
    (
        "/espace/moi/acces/reglages",
        "settings-sharing-title",
        "settings-sharing",
        false,
    ),
    (
        "/espace/moi/agenda/reglages",
        "settings-agenda-title",
        "settings-agenda",
        false,
    ),
    (
        "/espace/moi/acces/espace",
        "life-title",
        "settings-life",
        false,
    ),
    (
        "/espace/moi/fermeture",
        "closing-title",
        "settings-closing",
        false,
    ),
];

pub(super) async fn index(HolderIn(_): HolderIn, asked: Asked) -> Answer {
    let page = asked.page("settings-title");
    let helped = asked.is_helped();
    let shown = LINES.iter().filter(|(.., beside)| *beside || !helped);
    let line = |(path, name, text, _): &(&str, &str, &str, bool)| {
        (page.href(path), page.t(name), page.t(text))
    };
    Ok(edge::show(&IndexPage {
        lines: shown.map(line).collect(),
        page,
    }))
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let mut page = titled(&asked);
    let done = match asked.param("fait")?.as_deref() {
        Some("change") => Some("reaching-changed"),
        Some("retour") => Some("reaching-restored"),
        _ => None,
    };
    if let Some(key) = done {
        let text = page.t(key);
        page = page.with_status(Tone::Done, text);
    }
    shown(&spaces, &holder, &asked, page, StatusCode::OK).await
}

fn titled(asked: &Asked) -> Page {
    asked
        .page("reaching-title")
        .under(asked.page("settings-title").title, SETTINGS)
}

async fn shown(
    spaces: &Spaces,
    holder: &Holder,
    asked: &Asked,
    page: Page,
    status: StatusCode,
) -> Answer {
    let masked = asked.is_helped();
    let reached = spaces.how_reached(holder).await?;
    let line = |reach: &crate::Reach| {
        let kind = match reach.kind {
            0 => "reaching-email",
            _ => "reaching-mobile",
        };
        (page.t(kind), shown_reach(reach, masked))
    };
    let now = spaces.world().now();
    Ok(edge::render(
        status,
        &ReachingPage {
            own: reached.own.iter().map(line).collect(),
            on_file: reached.on_file.iter().map(line).collect(),
            sent_to: reached.waiting.map(|to| shown_reach(&to, masked)),
            undone_until: reached.undone_until.map(|until| page.moment(until)),
            first_days: holder.probation(holder.own_space()?, now).is_some(),
            page,
        },
    ))
}

pub(super) async fn change(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    Helping(help): Helping,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["geste", "courriel", "mobile", "code"])?;
    let done = match form.text("geste") {
        "verifier" => verify(&spaces, &holder, help, &form).await,
        _ => {
            if !fresh_proof(&holder, spaces.world().now()) {
                return Ok(proof_first(&asked, HERE));
            }
            match TypedContact::read(form.text("courriel"), form.text("mobile")) {
                Ok(typed) => match spaces.change_contact(&holder, &typed, asked.lang).await {
                    Ok(()) => Ok(HERE),
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            }
        }
    };
    let error = match done {
        Ok(on) => return Ok(asked.go(on)),
        Err(error) => error,
    };
    let (status, wait) = match error.kind() {
        Kind::TooMany => (StatusCode::TOO_MANY_REQUESTS, error.retry_after()),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, None),
    };
    let error = match error.kind() {
        Kind::Invalid => error,
        Kind::TooMany => Error::field("courriel", error.code()),
        _ => return Err(error.into()),
    };
    let page = titled(&asked).again(&form, error)?;
    let page = page.with_values(&[("code", "")]);
    let mut response = shown(&spaces, &holder, &asked, page, status).await?;
    if let Some(wait) = wait {
        let seconds = wait.as_secs().max(1).into();
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    Ok(response)
}

async fn verify(
    spaces: &Spaces,
    holder: &Holder,
    help: Option<Help>,
    form: &Form,
) -> Result<&'static str> {
    spaces
        .prove_new_contact(holder, form.text("code"), help)
        .await?;
    Ok("/espace/moi/reglages/coordonnees?fait=change")
}

pub(super) async fn restore(
    State(spaces): State<Spaces>,
    FreshHolder(holder): FreshHolder,
    Helping(help): Helping,
    asked: Asked,
    _form: Form,
) -> Result<Response, edge::Failure> {
    let by = By::helped(help);
    match spaces.restore_contacts(&holder, by).await {
        Ok(_) => Ok(asked.go("/espace/moi/reglages/coordonnees?fait=retour")),
        // Nothing is there to put back any more.
        Err(error) if error.kind() == Kind::NotFound => Ok(asked.go(HERE)),
        Err(error) => Err(error.into()),
    }
}
