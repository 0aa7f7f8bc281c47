//! The pages on which somebody brings others into a conversation: what these will read
//! is said before.

use super::form::token;
use super::professional::place;
use super::{LIST, what};
use crate::Messages;
use crate::mailbox::{Correspondent, Party, ThreadId};
use askama::Template;
use axum::extract::State as Of;
use edge::{Answer, Asked, Form, Page};
use identity::{AtHome, Caller, Named, Professional, WithPatient};
use kernel::{Error, Kind, Result, SpaceId};
use sharing::Rights;
use spaces::Face;

/// The field that names whom.
const WHO: &str = "qui";

/// Whom a form names. Not a number: nobody.
fn named(form: &Form) -> Result<Correspondent> {
    let typed: String = form.text(WHO).split_whitespace().collect();
    typed
        .parse()
        .map_err(|_| Error::field(WHO, "messages-add-nobody"))
}

#[derive(Template)]
#[template(path = "message_join.html")]
struct Bring {
    page: Page,
    to: Vec<(String, String)>,
    token: String,
    action: String,
    back: String,
}

impl Bring {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (caller, space, id): (&Caller, SpaceId, ThreadId),
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let (permit, thread) = messages.open(caller, space, id).await?;
        let here = format!("{LIST}/{id}");
        let page = asked.page("messages-bring");
        let page = page
            .clone()
            .under(page.t("messages-title"), LIST)
            .under(thread.subject.clone(), &here);
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => page,
        };
        let rights = permit.state::<Rights>()?;
        let mut reachable = messages.reachable(&permit).await?;
        let ever = thread.ever().filter(|party| !party.is_blocked(rights));
        reachable.extend(ever.map(|party| (party.who.clone(), party.clone())));
        reachable.retain(|who, _| thread.party(who).is_none());
        let choice = |(who, party): (&Correspondent, &Party)| {
            let words = format!("{} — {}", party.name, what(&page, party));
            (who.to_string(), words)
        };
        Ok(Self {
            to: reachable.iter().map(choice).collect(),
            token: token(&page, messages),
            action: page.href(&format!("{here}/ajouter")),
            back: page.href(&here),
            page,
        })
    }
}

pub(super) async fn form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
) -> Answer {
    let bring = Bring::of(&asked, &messages, (&caller, space, id), None).await?;
    Ok(edge::show(&bring))
}

pub(super) async fn bring(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["jeton", WHO])?;
    match brought(&messages, &caller, (space, id), &form).await {
        Ok(_) => Ok(asked.go(&format!("{LIST}/{id}?fait=ajoute"))),
        Err(error) if error.kind() == Kind::Invalid => {
            let typed = Some((&form, error));
            let bring = Bring::of(&asked, &messages, (&caller, space, id), typed).await?;
            Ok(edge::mend(&bring))
        }
        Err(error) => Err(error.into()),
    }
}

async fn brought(
    messages: &Messages,
    caller: &Caller,
    (space, id): (SpaceId, ThreadId),
    form: &Form,
) -> Result<Party> {
    messages.sees(caller, space, id).await?;
    let change = form.raw("jeton").parse()?;
    let who = named(form)?;
    messages.bring(caller, space, id, (change, &who)).await
}

pub(super) async fn take_off(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["jeton", WHO])?;
    let change = form.raw("jeton").parse()?;
    let who = form.text(WHO).parse().map_err(|_| Error::not_found())?;
    let taken_off = messages.take_off(&caller, space, id, (change, &who));
    taken_off.await?;
    Ok(asked.go(&format!("{LIST}/{id}?fait=retire")))
}

#[derive(Template)]
#[template(path = "pro_message_join.html")]
struct BringColleague {
    page: Page,
    face: Face,
    /// Whom they named: name, what they are, number. Then they are asked once more.
    who: Option<(String, String, String)>,
    token: String,
    action: String,
    back: String,
}

impl BringColleague {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (professional, space, id): (&Professional, SpaceId, ThreadId),
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let caller = Caller::Professional(professional.clone());
        let (_, thread) = messages.open(&caller, space, id).await?;
        let face = messages.face(space).await?;
        let here = format!("{}/{id}", place(space));
        let page = asked.page("messages-bring-colleague");
        let mut page = page
            .clone()
            .under(face.name(), &format!("/pro/patients/{space}"))
            .under(page.t("messages-title"), &place(space))
            .under(thread.subject.clone(), &here);
        let mut who = None;
        if let Some((form, error)) = typed {
            page = page.again(form, error)?;
        } else if let Some(typed) = asked.param(WHO)? {
            let form = Form::of(&[(WHO, &typed)]);
            let found = match named(&form) {
                Ok(who) => messages.to_bring(&caller, space, id, &who).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(party) => {
                    let what = what(&page, &party);
                    who = Some((party.name, what, party.who.to_string()));
                }
                Err(error) => page = page.again(&form, error)?,
            }
        }
        Ok(Self {
            face,
            who,
            token: token(&page, messages),
            action: page.href(&format!("{here}/ajouter")),
            back: page.href(&here),
            page,
        })
    }
}

pub(super) async fn professional_form(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
) -> Answer {
    let at = (&professional, space, id);
    let bring = BringColleague::of(&asked, &messages, at, None).await?;
    match bring.page.filled.failed() {
        true => Ok(edge::mend(&bring)),
        false => Ok(edge::show(&bring)),
    }
}

pub(super) async fn professional_bring(
    asked: Asked,
    WithPatient {
        professional,
        caller,
        space,
    }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["jeton", WHO])?;
    match brought(&messages, &caller, (space, id), &form).await {
        Ok(_) => Ok(asked.go(&format!("{}/{id}?fait=ajoute", place(space)))),
        Err(error) if error.kind() == Kind::Invalid => {
            let (at, typed) = ((&professional, space, id), Some((&form, error)));
            let bring = BringColleague::of(&asked, &messages, at, typed).await?;
            Ok(edge::mend(&bring))
        }
        Err(error) => Err(error.into()),
    }
}
