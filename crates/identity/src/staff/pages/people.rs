//! `/admin/equipe/proposer`, `/admin/equipe/{account}/…`: what is done to one
//! person of the team. All of it asks for a fresh proof.
//!
//! The code of a confirmation is shown once: it waits sealed, under a cookie of
//! the one who confirmed, until its page is opened.

use super::role_key;
use super::team::proposed_by;
use crate::Identity;
use crate::layer::{AdministratorIn, FreshAdministrator};
use crate::pages::{Refusal, with_cookies};
use crate::staff::rules::Draft;
use crate::staff::{Member, Role, Stage};
use crate::steps;
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use http::{HeaderMap, StatusCode};
use kernel::{AccountId, Error};
use std::time::Duration;

const TEAM: &str = "/admin/equipe";
const CODE_STEP: steps::Kind = steps::Kind {
    name: "staff-code",
    life: Duration::from_mins(5),
};

#[derive(Template)]
#[template(path = "staff_propose.html")]
struct DraftPage {
    page: Page,
    roles: Vec<(&'static str, String)>,
}

fn under_team(asked: &Asked, title: &str) -> Page {
    let team = asked.page("staff-team-title").title;
    asked.page(title).under(team, TEAM)
}

fn draft(page: Page, status: StatusCode) -> Answer {
    let choice = |role: Role| (role.as_str(), page.t(role_key(role)));
    let roles = Role::ALL.map(choice).to_vec();
    Ok(edge::render(status, &DraftPage { roles, page }))
}

/// The form of a proposal.
pub(super) async fn draft_page(FreshAdministrator(_): FreshAdministrator, asked: Asked) -> Answer {
    draft(under_team(&asked, "staff-propose-title"), StatusCode::OK)
}

/// Proposes a person.
pub(super) async fn propose(
    State(identity): State<Identity>,
    FreshAdministrator(who): FreshAdministrator,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["nom", "role", "lieu", "email"])?;
    let typed = Draft {
        name: form.raw("nom").to_owned(),
        role: form.text("role").to_owned(),
        place: form.raw("lieu").to_owned(),
        email: form.raw("email").to_owned(),
    };
    let proposed = match typed.check() {
        Ok(proposal) => identity.propose_staff(&who, &proposal).await,
        Err(error) => Err(error),
    };
    match proposed {
        Ok(_) => Ok(asked.go(&format!("{TEAM}?fin=propose"))),
        Err(error) => {
            let refusal = Refusal::of(error, "nom")?;
            Ok(refusal.answer(|error, status| {
                let page = under_team(&asked, "staff-propose-title").again(&form, error)?;
                draft(page, status)
            }))
        }
    }
}

/// Somebody on the page of a decision about them.
struct Person {
    id: String,
    name: String,
    role: String,
    place: Option<String>,
    email: Option<String>,
    proposed: String,
}

impl Person {
    fn of(page: &Page, member: &Member) -> Self {
        Self {
            id: member.account.to_string(),
            name: member.name.0.clone(),
            role: page.t(role_key(member.role)),
            place: member.place.clone(),
            email: member.email.as_ref().map(|email| email.0.clone()),
            proposed: proposed_by(page, member),
        }
    }
}

#[derive(Template)]
#[template(path = "staff_confirm.html")]
struct ConfirmPage {
    page: Page,
    person: Person,
    /// Whether there is a code already, which this one replaces.
    again: bool,
}

/// What a confirmation is about.
pub(super) async fn confirm_page(
    State(identity): State<Identity>,
    FreshAdministrator(who): FreshAdministrator,
    Path(account): Path<String>,
    asked: Asked,
) -> Answer {
    let member = identity.member(account.parse()?).await?;
    identity.check_confirm(&who, &member)?;
    let page = under_team(&asked, "staff-confirm-title");
    Ok(edge::show(&ConfirmPage {
        person: Person::of(&page, &member),
        again: member.stage == Stage::Confirmed,
        page,
    }))
}

/// Confirms, and leads to the code.
pub(super) async fn confirm(
    State(identity): State<Identity>,
    FreshAdministrator(who): FreshAdministrator,
    Path(account): Path<String>,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let account: AccountId = account.parse()?;
    let code = identity.confirm_staff(&who, account).await?;
    let told = format!("{account} {}", code.in_groups());
    let cookie = identity
        .begin_step(CODE_STEP, Some(who.account), told.as_bytes())
        .await?;
    let on = asked.go(&format!("{TEAM}/{account}/code"));
    Ok(with_cookies(on, vec![cookie]))
}

#[derive(Template)]
#[template(path = "staff_code.html")]
struct CodePage {
    page: Page,
    name: String,
    code: String,
    address: String,
    until: String,
}

/// The code, once. Asked for again, there is only the team.
pub(super) async fn show_code(
    State(identity): State<Identity>,
    AdministratorIn(who): AdministratorIn,
    Path(account): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let account: AccountId = account.parse()?;
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let step = identity.end_step(CODE_STEP, step).await?;
    let Some(step) = step.filter(|step| step.account == Some(who.account)) else {
        return Ok(asked.go(TEAM));
    };
    let told = String::from_utf8(step.body).map_err(|_| Error::fault("a kept code is not text"))?;
    let code = told.strip_prefix(&format!("{account} "));
    let code = code.ok_or_else(Error::not_found)?.to_owned();
    let member = identity.member(account).await?;
    let page = under_team(&asked, "staff-code-title");
    let until = member.code_until.ok_or_else(Error::not_found)?;
    let shown = edge::show(&CodePage {
        name: member.name.0,
        code,
        address: format!("{}/equipe/activer", identity.config().origin),
        until: page.moment(until),
        page,
    });
    Ok(with_cookies(
        shown,
        vec![tokens::unset(tokens::STEP_COOKIE)],
    ))
}

#[derive(Template)]
#[template(path = "staff_end.html")]
struct EndPage {
    page: Page,
    person: Person,
    /// Whether the role has begun; else a proposal is dropped.
    begun: bool,
    themself: bool,
}

/// What ending a role is about.
pub(super) async fn end_page(
    State(identity): State<Identity>,
    FreshAdministrator(who): FreshAdministrator,
    Path(account): Path<String>,
    asked: Asked,
) -> Answer {
    let member = identity.member(account.parse()?).await?;
    if member.stage == Stage::Ended {
        return Err(Error::not_found().into());
    }
    let page = under_team(&asked, "staff-end-title");
    Ok(edge::show(&EndPage {
        person: Person::of(&page, &member),
        begun: member.stage == Stage::InPost,
        themself: member.account == who.account,
        page,
    }))
}

/// Ends it.
pub(super) async fn end(
    State(identity): State<Identity>,
    FreshAdministrator(who): FreshAdministrator,
    Path(account): Path<String>,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let account: AccountId = account.parse()?;
    identity.end_staff(&who, account).await?;
    Ok(asked.go(&format!("{TEAM}?fin=termine")))
}
