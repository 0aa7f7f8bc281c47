//! `/op…`: the operator's one screen. On it: who is on the line, what stands,
//! what can be done, and the sentence to read before each act. `/admin/appels`: what
//! was done, for administrators.

mod calls;
mod children;
mod factor;

use crate::actions::Call;
use crate::queries::ActRow;
use crate::{Assistance, What};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use children::Children;
use edge::{Answer, Asked, Form, Page};
use identity::OperatorIn;
use identity::staff::Staff;
use kernel::{Date, Error, Kind, PersonId, Result, Timestamp};
use spaces::facts::{self, FOR};
use spaces::{Code, Concerned, Fate, HeldAct, Life, Shown};

pub(crate) fn routes(assistance: Assistance) -> Router {
    Router::new()
        .route("/op", get(home))
        .route("/op/appel", post(begin))
        .route("/op/verifier", post(verify))
        .route("/op/opposition", post(refuse))
        .route("/op/code", post(send_code))
        .route("/op/attente", post(hold))
        .route("/op/annuler", post(call_off))
        .route("/op/second-facteur", get(factor::page).post(factor::hold))
        .route("/op/coordonnees", post(restore_contacts))
        .route("/op/doute", post(doubt))
        .route("/op/raccrocher", post(hang_up))
        .route("/op/suivi", get(follow))
        .route("/admin/appels", get(calls::page))
        .with_state(assistance)
}

#[derive(Template)]
#[template(path = "op_start.html")]
struct StartPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "op_verify.html")]
struct VerifyPage {
    page: Page,
    number: String,
    spent: bool,
}

#[derive(Template)]
#[template(path = "op_call.html")]
struct CallPage {
    page: Page,
    number: String,
    name: String,
    state: String,
    receipt: Option<String>,
    acts: Vec<String>,
    people: Vec<(String, String, bool)>,
    may_refuse: bool,
    may_open: bool,
    needs_code: bool,
    may_have_code: bool,
    holds: Vec<HoldLine>,
    children: Children,
    waiting: Option<String>,
    may_drop_factors: bool,
    contact_changed: Option<String>,
}

/// What can be asked for that waits, as it is offered.
struct HoldLine {
    value: &'static str,
    label: String,
    /// The sentence to read aloud before it.
    say: String,
}

#[derive(Template)]
#[template(path = "op_follow.html")]
struct FollowPage {
    page: Page,
    lines: Vec<Line>,
}

struct Line {
    number: String,
    what: String,
    when: String,
    receipt: String,
}

async fn home(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
) -> Answer {
    show(&assistance, &operator, &asked, None).await
}

/// The screen as the call stands, with what went wrong in a form.
async fn show(
    assistance: &Assistance,
    operator: &Staff,
    asked: &Asked,
    wrong: Option<(&Form, Error)>,
) -> Answer {
    let failed = wrong.is_some();
    let titled = |key: &str| -> Result<Page> {
        let mut here = asked.clone();
        here.path = String::from("/op");
        match wrong {
            Some((form, ref error)) => {
                let again = match error.field_errors() {
                    [] => Error::invalid(error.code()),
                    fields => Error::fields(fields.to_vec()),
                };
                here.page(key).again(form, again)
            }
            None => Ok(here.page(key)),
        }
    };
    let Some(call) = assistance.call(operator).await? else {
        let page = titled("op-start-title")?;
        return Ok(answer(failed, &StartPage { page }));
    };
    match call.person() {
        None => Ok(answer(
            failed,
            &VerifyPage {
                page: titled("op-verify-title")?,
                number: call.number().to_owned(),
                spent: call.is_spent(),
            },
        )),
        Some(person) => {
            let page = titled("op-call-title")?;
            let page = call_page(assistance, page, &call, person).await?;
            Ok(answer(failed, &page))
        }
    }
}

fn answer<T: Template>(failed: bool, page: &T) -> Response {
    match failed {
        true => edge::mend(page),
        false => edge::show(page),
    }
}

async fn call_page(
    assistance: &Assistance,
    page: Page,
    call: &Call,
    person: PersonId,
) -> Result<CallPage> {
    let concerned = assistance.spaces().concerned_by_phone(person).await?;
    let life = assistance.life(person).await?;
    let acts = assistance.acts(call).await?;
    let waiting = assistance.waiting(person).await?;
    let name = concerned
        .first()
        .map(|one| one.name.0.clone())
        .unwrap_or_default();
    let people: Vec<(String, String, bool)> = concerned
        .iter()
        .filter(|one| one.may_refuse())
        .map(|one: &Concerned| {
            (
                format!("{FOR}{}", one.person),
                one.name.0.clone(),
                one.is_self,
            )
        })
        .collect();
    let receipt = acts
        .iter()
        .find(|act| !act.receipt.is_empty())
        .map(|act| act.receipt.clone());
    Ok(CallPage {
        number: call.number().to_owned(),
        name,
        state: page.t(state_key(life)),
        receipt,
        acts: acts.iter().map(|act| page.t(act.what.key())).collect(),
        may_refuse: call.with_code() && !people.is_empty(),
        needs_code: !call.with_code() && !people.is_empty(),
        people,
        may_open: call.with_code()
            && waiting.is_empty()
            && can(life, spaces::What::Open, assistance),
        may_have_code: life.is_none_or(|life| life.may_have_code().is_ok()),
        holds: holds(&page, life, assistance.world().now()),
        children: Children::of(assistance, &page, person, &concerned).await?,
        waiting: waiting.first().map(|act| waits(&page, act)),
        may_drop_factors: waiting.is_empty() && can(life, spaces::What::DropFactors, assistance),
        contact_changed: assistance
            .contact_changed(person)
            .await?
            .map(|until| page.t1("op-contacts-changed", "until", page.moment(until))),
        page,
    })
}

const fn state_key(life: Option<Life>) -> &'static str {
    match life {
        None => "op-state-none",
        Some(Life::Announced { .. }) => "op-state-announced",
        Some(Life::Open { .. }) => "op-state-open",
        Some(Life::Active { .. }) => "op-state-active",
        Some(Life::Refused { .. }) => "op-state-refused",
        Some(Life::Closed { .. }) => "op-state-closed",
        Some(Life::Erased { .. }) => "op-state-erased",
    }
}

/// What can be asked for that waits: its value in the form, what it is called, and what
/// is read aloud before it.
struct Hold {
    value: &'static str,
    what: spaces::What,
    label: &'static str,
    say: &'static str,
}

const HOLDS: [Hold; 4] = [
    Hold {
        value: "archiver",
        what: spaces::What::Close(Fate::Archive),
        label: "op-hold-archive",
        say: "op-say-archive",
    },
    Hold {
        value: "effacer",
        what: spaces::What::Close(Fate::Delete),
        label: "op-hold-delete",
        say: "op-say-delete",
    },
    Hold {
        value: "retrait",
        what: spaces::What::WithdrawRefusal,
        label: "op-hold-withdraw",
        say: "op-say-withdraw",
    },
    Hold {
        value: "rouvrir",
        what: spaces::What::Reopen,
        label: "op-hold-reopen",
        say: "op-say-reopen",
    },
];

/// The value of an opening, whose sentence is read on its own.
const OPEN: &str = "ouvrir";

/// Those that could be done now.
fn holds(page: &Page, life: Option<Life>, now: Timestamp) -> Vec<HoldLine> {
    HOLDS
        .iter()
        .filter(|hold| life.is_some_and(|life| hold.what.apply(life, now).is_ok()))
        .map(|hold| HoldLine {
            value: hold.value,
            label: page.t(hold.label),
            say: page.t(hold.say),
        })
        .collect()
}

fn waits(page: &Page, act: &HeldAct) -> String {
    page.ta(
        "op-waiting",
        &[("due", &page.moment(act.due_at)), ("number", &act.receipt)],
    )
}

/// Back to the screen when it was done; the screen with the reason otherwise.
async fn after(
    assistance: &Assistance,
    operator: &Staff,
    asked: &Asked,
    form: &Form,
    done: Result<()>,
) -> Answer {
    match done {
        Ok(()) => Ok(asked.go("/op")),
        Err(error) => match error.kind() {
            Kind::Invalid | Kind::Conflict | Kind::NotFound | Kind::TooMany => {
                let error = match error.kind() {
                    Kind::NotFound => Error::invalid("op-nothing-waits"),
                    _ => error,
                };
                show(assistance, operator, asked, Some((form, error))).await
            }
            _ => Err(error.into()),
        },
    }
}

async fn begin(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = assistance.begin_call(&operator, form.text("appel")).await;
    after(&assistance, &operator, &asked, &form, done).await
}

async fn verify(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let today = assistance.world().now().in_paris().date();
    let done = match read(&form, today) {
        Ok(shown) => assistance.recognize(&operator, &shown).await,
        Err(error) => Err(error),
    };
    after(&assistance, &operator, &asked, &form, done).await
}

fn read(form: &Form, today: Date) -> Result<Shown> {
    // The caller is asked to repeat: whatever is wrong, with the same words.
    let number = facts::matricule(form).map_err(|_| "op-nir-form");
    let card = facts::card(form).map_err(|_| "op-card-form");
    let birth = match form.birth("naissance", today) {
        Ok(Some(day)) => Ok(day),
        Err("error-birth-future") => Err("error-birth-future"),
        Ok(None) | Err(_) => Err("op-birth-form"),
    };
    let code = match form.text("code") {
        "" => Ok(None),
        text => Code::read(text).map(Some).map_err(|_| "op-code-form"),
    };
    match (number, birth, card, code) {
        (Ok(matricule), Ok(birth_date), Ok(card), Ok(code)) => Ok(Shown {
            matricule,
            birth_date,
            card,
            code,
        }),
        (number, birth, card, code) => Err(facts::wrong([
            ("nir", number.as_ref().err()),
            ("naissance", birth.as_ref().err()),
            ("serie", card.as_ref().err()),
            ("code", code.as_ref().err()),
        ])),
    }
}

async fn refuse(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = match (facts::chosen(&form), form.has("lu")) {
        (_, false) => Err(Error::field("lu", "op-read-first")),
        (Ok(chosen), true) => assistance.refuse(&operator, &chosen).await,
        (Err(error), true) => Err(error),
    };
    after(&assistance, &operator, &asked, &form, done).await
}

async fn send_code(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = match form.has("code-lu") {
        true => assistance.send_code(&operator).await,
        false => Err(Error::field("code-lu", "op-read-first")),
    };
    after(&assistance, &operator, &asked, &form, done).await
}

async fn hold(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let asked_for = form.text("demande");
    if asked_for == children::TAKE_BACK {
        let done = children::take_back(&assistance, &operator, &form).await;
        return after(&assistance, &operator, &asked, &form, done).await;
    }
    if asked_for == OPEN {
        let done = match form.has("oui-lu") {
            true => assistance.hold(&operator, spaces::What::Open).await,
            false => Err(Error::field("oui-lu", "op-read-first")),
        };
        return after(&assistance, &operator, &asked, &form, done).await;
    }
    let hold = HOLDS.iter().find(|hold| hold.value == asked_for);
    let done = match (hold, form.has("attente-lu")) {
        (None, _) => Err(Error::field("demande", "op-hold-missing")),
        (Some(_), false) => Err(Error::field("attente-lu", "op-read-first")),
        (Some(hold), true) => assistance.hold(&operator, hold.what).await,
    };
    after(&assistance, &operator, &asked, &form, done).await
}

/// Whether this can be asked for now. A second factor can be taken away whatever the
/// account is like.
fn can(life: Option<Life>, what: spaces::What, assistance: &Assistance) -> bool {
    let now = assistance.world().now();
    life.is_some_and(|life| what.apply(life, now).is_ok())
}

async fn restore_contacts(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = assistance.restore_contacts(&operator).await;
    after(&assistance, &operator, &asked, &form, done).await
}

async fn doubt(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = assistance.doubt(&operator).await;
    after(&assistance, &operator, &asked, &form, done).await
}

async fn call_off(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = match facts::chosen(&form) {
        Ok(children) if children.is_empty() => assistance.call_off(&operator).await,
        Ok(children) => assistance.keep_refused(&operator, &children).await,
        Err(error) => Err(error),
    };
    after(&assistance, &operator, &asked, &form, done).await
}

async fn hang_up(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let done = assistance.hang_up(&operator).await;
    after(&assistance, &operator, &asked, &form, done).await
}

async fn follow(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
) -> Answer {
    let page = asked.page("op-follow-title");
    let acts = assistance.acts_of(&operator).await?;
    let lines = acts.iter().map(|act| line(&page, act)).collect();
    Ok(edge::show(&FollowPage { lines, page }))
}

fn line(page: &Page, act: &ActRow) -> Line {
    let what: What = act.what;
    Line {
        number: act.call_number.clone(),
        what: page.t(what.key()),
        when: page.moment(act.at),
        receipt: act.receipt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn each_act_that_waits_has_a_sentence_of_its_own_to_read_aloud_in_both_languages() {
        edge::texts::install(&[crate::TEXTS]);
        let mut said = BTreeSet::new();
        for (lang, three_days) in [(Lang::Fr, "trois jours"), (Lang::En, "three days")] {
            for key in HOLDS.iter().map(|hold| hold.say).chain(["op-say-back"]) {
                let words = edge::texts::say(lang, key, &[]).replace('\u{a0}', " ");
                assert!(words.contains(three_days), "{key}: {words}");
                assert!(words.contains('?'), "{key} asks for a yes: {words}");
                assert!(said.insert(words), "{key} twice");
            }
        }
    }
}
