//! `/activer/choix` and `/opposition…`: what the holder of a code decides, and
//! the receipt of it. Activating and refusing are equally easy to find; a
//! refusal needs no account and no reason.

use super::activate::{cookie, read_try, sitting, with_cookie};
use super::facts::{self, FOR};
use super::helping::Helping;
use crate::Spaces;
use crate::actions::{COOKIE_LIFE, Concerned, Decided, Decision, Sitting, is_overtaken};
use crate::notices::{Receipted, receipt};
use crate::rules::life::{Fate, Life};
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse as _, Response};
use edge::{Answer, Asked, Form, Page};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use kernel::{Error, Kind, Result, Timestamp};

/// Where an adult finds the children attached to them.
pub(super) const CHILDREN: &str = "/espace/moi/proches";

#[derive(Template)]
#[template(path = "object_code.html")]
struct CodePage {
    page: Page,
}

#[derive(Template)]
#[template(path = "choice.html")]
struct ChoicePage {
    page: Page,
    state: &'static str,
    choices: Vec<Choice>,
    /// The children whom they may decide about too; only their names are known here.
    children: Vec<Who>,
    /// What ticking a child leads to.
    children_hint: &'static str,
    /// Where else they refuse for a child, when their own space is not refused here.
    refuse: bool,
}

/// One of the equal choices.
struct Choice {
    value: &'static str,
    label: String,
    text: String,
    /// Where it is done instead, with what that says: an account of one's own is for
    /// who is sixteen.
    elsewhere: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "object_who.html")]
struct WhoPage {
    page: Page,
    people: Vec<Who>,
    /// Silence opened the person's own space: it is closed instead.
    open: bool,
}

struct Who {
    field: String,
    label: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "object_close.html")]
struct ClosePage {
    page: Page,
    fates: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "object_receipt.html")]
struct ReceiptPage {
    page: Page,
    number: String,
    moment: String,
    names: Vec<String>,
    effects: Vec<String>,
    pdf: String,
    /// It goes by post too.
    by_post: bool,
    /// It may be asked for by post.
    may_post: bool,
}

pub(super) async fn code_page(asked: Asked) -> Response {
    edge::show(&CodePage {
        page: asked.page("object-title-1"),
    })
}

pub(super) async fn send_code(
    State(spaces): State<Spaces>,
    Helping(help): Helping,
    asked: Asked,
    form: Form,
) -> Answer {
    let begun = match read_try(&form) {
        Ok(typed) => spaces.begin_sitting(&typed, asked.client, help).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(begun) => {
            let cookie = cookie(begun.cookie.expose(), COOKIE_LIFE.as_secs());
            Ok(with_cookie(asked.go("/opposition/pour"), cookie))
        }
        Err(error) => {
            let error = match error.code() {
                "activate-used" => Error::invalid("object-active"),
                "activate-refused" => Error::invalid("object-refused"),
                _ => error,
            };
            let page = asked.page("object-title-1").again(&form, error)?;
            Ok(edge::mend(&CodePage { page }))
        }
    }
}

/// A sitting in which nothing is decided yet; its receipt otherwise.
pub(super) struct Undecided(pub Sitting);

impl FromRequestParts<Spaces> for Undecided {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        spaces: &Spaces,
    ) -> std::result::Result<Self, Response> {
        let Ok(asked) = Asked::from_request_parts(parts, spaces).await;
        let sitting = sitting(spaces, &asked, &parts.headers).await?;
        match sitting.draft.decided {
            Some(_) => Err(asked.go("/opposition/recu")),
            None => Ok(Self(sitting)),
        }
    }
}

pub(super) async fn choice_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(sitting): Undecided,
) -> Answer {
    let page = asked.page("choice-title");
    Ok(edge::show(&choice(&spaces, &sitting, page).await?))
}

async fn choice(spaces: &Spaces, sitting: &Sitting, page: Page) -> Result<ChoicePage> {
    let (_, life) = spaces
        .life_of(sitting.person)
        .await?
        .ok_or_else(Error::not_found)?;
    let too_young = !spaces.may_have_account(sitting.person).await?;
    let (state, values): (_, &[&'static str]) = match life {
        Life::Announced { .. } => ("choice-announced", &["activer", "refuser", "plus-tard"]),
        // A yes by telephone opened it, and may be somebody else's.
        Life::Open { .. } if life.refuse(spaces.world().now()).is_ok() => {
            const ALL: &[&str] = &["activer", "refuser", "fermer", "plus-tard"];
            ("choice-open", ALL)
        }
        Life::Open { .. } => ("choice-open", &["activer", "fermer", "plus-tard"]),
        // Who may have an account changes their mind by opening it.
        Life::Refused { .. } if too_young => {
            const ALL: &[&str] = &["activer", "changer-avis", "plus-tard"];
            ("choice-refused", ALL)
        }
        Life::Refused { .. } => ("choice-refused", &["activer", "plus-tard"]),
        Life::Closed { .. } => ("choice-closed", &["activer", "rouvrir", "plus-tard"]),
        Life::Active { .. } | Life::Erased { .. } => return Err(Error::not_found()),
    };
    let choices = values.iter().map(|value| match *value {
        "activer" if too_young => Choice {
            value,
            label: page.t("choice-activer"),
            text: page.t("activate-under-16"),
            elsewhere: Some((page.href(CHILDREN), page.t("choice-children"))),
        },
        value => Choice {
            value,
            label: page.t(&format!("choice-{value}")),
            text: match value {
                "plus-tard" if sitting.draft.is_federated() => page.t("choice-later-federated"),
                "refuser" if life.is_open() => page.t("choice-refuser-open-text"),
                value => page.t(&format!("choice-{value}-text")),
            },
            elsewhere: None,
        },
    });
    let choices = choices.collect();
    let concerned = spaces.dependants(sitting).await?;
    let children = concerned.iter().map(|one| Who {
        field: format!("{FOR}{}", one.person),
        label: one.name.0.clone(),
        ticked: sitting.draft.names_child(one.person),
    });
    let refuses = values.contains(&"refuser");
    Ok(ChoicePage {
        state,
        choices,
        children: children.collect(),
        children_hint: match refuses {
            true => "choice-for-both",
            false => "choice-for-activating",
        },
        refuse: !refuses && concerned.iter().any(Concerned::may_refuse),
        page,
    })
}

pub(super) async fn send_choice(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(mut sitting): Undecided,
    form: Form,
) -> Answer {
    let chosen = form.text("choix");
    let kept = match chosen {
        "activer" if !spaces.may_have_account(sitting.person).await? => {
            return Err(Error::conflict("activate-under-16").into());
        }
        "activer" | "refuser" => match facts::chosen(&form) {
            Ok(children) => spaces.decide_about(&mut sitting, &children).await,
            Err(error) => Err(error),
        },
        _ => Ok(()),
    };
    match kept {
        // What another request of the same sitting kept stands.
        Err(error) if is_overtaken(&error) => {}
        Err(error) if error.kind() == Kind::Invalid => {
            let page = asked.page("choice-title").again(&form, error)?;
            return Ok(edge::mend(&choice(&spaces, &sitting, page).await?));
        }
        kept => kept?,
    }
    match chosen {
        "activer" => Ok(asked.go("/activer/contact")),
        "refuser" => Ok(asked.go("/opposition/pour")),
        "fermer" => Ok(asked.go("/opposition/fermer")),
        "rouvrir" => to_receipt(&asked, spaces.reopen_by_code(&mut sitting).await),
        "changer-avis" if !spaces.may_have_account(sitting.person).await? => {
            to_receipt(&asked, spaces.withdraw_by_code(&mut sitting).await)
        }
        "plus-tard" => Ok(with_cookie(asked.go("/"), cookie("", 0))),
        _ => Err(Error::invalid("error-form").into()),
    }
}

pub(super) async fn who_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(sitting): Undecided,
) -> Answer {
    let concerned = spaces.concerned(&sitting).await?;
    let page = asked.page("object-title-2");
    Ok(edge::show(&who(page, &sitting, &concerned, None)))
}

/// For whom: the person, and the children whom they ticked before.
fn who(page: Page, sitting: &Sitting, concerned: &[Concerned], form: Option<&Form>) -> WhoPage {
    let people = concerned
        .iter()
        .filter(|one| one.may_refuse())
        .map(|one| {
            let field = format!("{FOR}{}", one.person);
            Who {
                label: match one.is_self {
                    true => page.t1("object-for-me", "name", &one.name.0),
                    false => page.t1("object-for-a-child", "name", &one.name.0),
                },
                ticked: form.map_or_else(
                    || one.is_self || sitting.draft.names_child(one.person),
                    |form| form.has(&field),
                ),
                field,
            }
        })
        .collect();
    let is_open = |one: &Concerned| matches!(one.life, Some(Life::Open { .. }));
    let open = concerned
        .iter()
        .any(|one| one.is_self && is_open(one) && !one.may_refuse());
    WhoPage { page, people, open }
}

pub(super) async fn send_who(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(mut sitting): Undecided,
    form: Form,
) -> Answer {
    let refused = match facts::chosen(&form) {
        Ok(chosen) => spaces.refuse_for(&mut sitting, &chosen, asked.lang).await,
        Err(error) => Err(error),
    };
    match refused {
        Ok(_) => Ok(asked.go("/opposition/recu")),
        Err(error) if is_overtaken(&error) => to_receipt(&asked, Err(error)),
        Err(error) if matches!(error.kind(), Kind::Invalid | Kind::Conflict) => {
            let concerned = spaces.concerned(&sitting).await?;
            let error = match error.kind() {
                Kind::Conflict => Error::invalid(error.code()),
                _ => error,
            };
            let page = asked.page("object-title-2").again(&form, error)?;
            Ok(edge::mend(&who(page, &sitting, &concerned, Some(&form))))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn close_page(asked: Asked, _: Undecided) -> Response {
    edge::show(&close(asked.page("object-close-title")))
}

fn close(page: Page) -> ClosePage {
    ClosePage {
        fates: fates(&page),
        page,
    }
}

/// What may become of a closed space, as radio buttons.
pub(super) fn fates(page: &Page) -> Vec<(String, String)> {
    vec![
        (String::from("archiver"), page.t("closing-archive")),
        (String::from("effacer"), page.t("closing-delete")),
    ]
}

/// What was chosen of [`fates`].
pub(super) fn read_fate(form: &Form) -> Result<Fate> {
    match form.text("suite") {
        "archiver" => Ok(Fate::Archive),
        "effacer" => Ok(Fate::Delete),
        _ => Err(Error::field("suite", "closing-fate-missing")),
    }
}

pub(super) async fn send_close(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(mut sitting): Undecided,
    form: Form,
) -> Answer {
    match read_fate(&form) {
        Ok(fate) => {
            let closed = spaces.close_by_code(&mut sitting, fate).await;
            to_receipt(&asked, closed)
        }
        Err(error) => {
            let page = asked.page("object-close-title").again(&form, error)?;
            Ok(edge::mend(&close(page)))
        }
    }
}

/// On to the receipt, or to wherever another request of the same sitting led.
fn to_receipt(asked: &Asked, decided: Result<Decided>) -> Answer {
    match decided {
        Err(error) if !is_overtaken(&error) => Err(error.into()),
        _ => Ok(asked.go("/opposition/recu")),
    }
}

pub(super) async fn receipt_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let (decided, sitting) = match decided(&spaces, &asked, &headers).await {
        Ok(decided) => decided,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let page = asked.page(title(decided.what));
    Ok(edge::show(&ReceiptPage {
        by_post: decided.by_post,
        may_post: spaces.has_address(sitting.person).await?,
        number: decided.number,
        moment: page.moment(Timestamp::from_millis(decided.at)),
        names: decided.names,
        effects: effects(&page, decided.what),
        pdf: page.href("/opposition/recu/justificatif"),
        page,
    }))
}

/// Asks for the receipt by post too.
pub(super) async fn post_receipt(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    _form: Form,
) -> Answer {
    let (_, mut sitting) = match decided(&spaces, &asked, &headers).await {
        Ok(decided) => decided,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match spaces.post_receipt(&mut sitting, asked.lang).await {
        Err(error) if !is_overtaken(&error) => Err(error.into()),
        _ => Ok(asked.go("/opposition/recu")),
    }
}

/// The receipt as a PDF.
pub(super) async fn receipt_pdf(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let (decided, sitting) = match decided(&spaces, &asked, &headers).await {
        Ok(decided) => decided,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let of = Receipted {
        what: decided.what,
        number: &decided.number,
        at: Timestamp::from_millis(decided.at),
        how: sitting.how(),
        names: &decided.names,
        opened_at: None,
        has_account: false,
    };
    pdf(&spaces, &asked, &of)
}

/// A receipt as a PDF to keep.
pub(super) fn pdf(spaces: &Spaces, asked: &Asked, of: &Receipted<'_>) -> Answer {
    let sheet = receipt(spaces.sender(), asked.lang, of);
    let bytes = paper::pdf(&[sheet], of.at)?;
    let name = format!("attachment; filename=\"justificatif-{}.pdf\"", of.number);
    let headers = [
        (CONTENT_TYPE, String::from("application/pdf")),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, String::from("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// What was decided in this sitting, and the sitting.
async fn decided(
    spaces: &Spaces,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<(Decided, Sitting), Response> {
    let sitting = sitting(spaces, asked, headers).await?;
    let decided = sitting.draft.decided.clone();
    let decided = decided.ok_or_else(|| asked.go("/activer/choix"))?;
    Ok((decided, sitting))
}

const fn title(what: Decision) -> &'static str {
    match what {
        Decision::Refused => "object-title-3",
        Decision::Archived | Decision::Deleted => "object-closed-title",
        Decision::Reopened => "object-reopened-title",
        Decision::Opened => "receipt-opened-title",
        Decision::Withdrawn => "object-withdrawn-title",
    }
}

fn effects(page: &Page, what: Decision) -> Vec<String> {
    let keys: &[&str] = match what {
        Decision::Refused => &["object-effect-1", "object-effect-2", "object-effect-3"],
        Decision::Archived => &[
            "closing-effect-stop",
            "closing-effect-archive",
            "closing-effect-undo",
        ],
        Decision::Deleted => &[
            "closing-effect-stop",
            "closing-effect-delete",
            "closing-effect-undo",
        ],
        Decision::Reopened => &["object-reopened-effect"],
        Decision::Opened => &["receipt-opened-text"],
        Decision::Withdrawn => &["object-withdrawn-effect-1", "object-withdrawn-effect-2"],
    };
    keys.iter().map(|key| page.t(key)).collect()
}
