//! The holder's conversations.

use super::attaching::{Choice, choices};
use super::form::{beside_text, draft, filled, keeps_draft, kept_at, only, read, token, too_long};
use super::thread::{Article, articles, undo as with_undo};
use super::{LIST, names, what, with_outcome};
use crate::Messages;
use crate::actions::Draft;
use crate::mailbox::{Correspondent, MessageId, Side, Summary, Thread, ThreadId};
use crate::rules::{self, State};
use askama::Template;
use axum::extract::{Path, State as Of};
use edge::{Answer, Asked, Form, LongForm, Page};
use identity::{Caller, HolderIn};
use kernel::{Error, Kind, Result, SpaceId};
use sharing::{Permit, Rights};
use std::sync::Arc;

/// Where what is attached is, for its holder: a document of theirs.
const DOCUMENTS: &str = "/espace/moi/documents";

/// A line of the list.
struct Line {
    href: String,
    subject: String,
    with: String,
    when: String,
    new: Option<String>,
    attached: bool,
    /// How it stands, where that is not plain.
    state: Option<String>,
}

impl Line {
    fn of(page: &Page, it: &Summary) -> Self {
        let state = (it.state != State::Open).then_some(it.state);
        Self {
            href: page.href(&format!("{LIST}/{}", it.id)),
            subject: it.subject.clone(),
            with: names(&it.parties),
            when: page.moment(it.at),
            new: (it.unread > 0).then(|| page.t1("messages-new", "count", it.unread)),
            attached: it.attached,
            state: state.map(|state| page.t(&format!("messages-state-{}", state.key()))),
        }
    }
}

#[derive(Template)]
#[template(path = "messages.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    /// Somebody can be written to.
    write: bool,
    /// There is a draft of a new one.
    draft: bool,
    /// Where professionals write to from their own mailboxes.
    address: Option<String>,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Of(messages): Of<Messages>,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let permit = messages.sharing().permit_record(&caller, space).await?;
    let page = with_outcome(&asked, asked.page("messages-title"))?;
    let listed = Messages::listed(&permit)?;
    Ok(edge::show(&List {
        lines: listed.iter().map(|it| Line::of(&page, it)).collect(),
        write: !messages.reachable(&permit).await?.is_empty(),
        draft: messages.draft(&caller, space, None).await?.is_some(),
        address: messages.own_address(space).await?,
        page,
    }))
}

#[derive(Template)]
#[template(path = "message_write.html")]
struct Write {
    page: Page,
    to: Vec<(String, String)>,
    choices: Vec<Choice>,
    token: String,
    too_long: Option<String>,
    action: String,
}

impl Write {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (caller, space): (&Caller, SpaceId),
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let permit = messages.sharing().permit_record(caller, space).await?;
        let page = asked.page("messages-write");
        let page = page.clone().under(page.t("messages-title"), LIST);
        let form = typed.as_ref().map(|(form, _)| *form);
        let choices = choices(asked, &page, messages, (caller, space), form).await?;
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(page, messages.draft(caller, space, None).await?.as_ref()),
        };
        let page = with_outcome(asked, page)?;
        let parties = messages.reachable(&permit).await?;
        let choice = |(who, party): (&Correspondent, &crate::mailbox::Party)| {
            let words = format!("{} — {}", party.name, what(&page, party));
            (who.to_string(), words)
        };
        Ok(Self {
            to: parties.iter().map(choice).collect(),
            choices,
            token: token(&page, messages),
            too_long: too_long(&page),
            action: page.href(&format!("{LIST}/ecrire")),
            page,
        })
    }
}

pub(super) async fn write_form(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Of(messages): Of<Messages>,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let write = Write::of(&asked, &messages, (&caller, space), None).await?;
    Ok(edge::show(&write))
}

pub(super) async fn write(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    only(&form, &["a", "sujet"])?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let done = if keeps_draft(&form) {
        keep(&messages, &caller, space, None, &form)
            .await
            .map(|()| match form.raw("geste") {
                "joindre" => kept_at(&form, &format!("{LIST}/ecrire")),
                _ => format!("{LIST}?fait=garde"),
            })
    } else {
        match read(&form, true) {
            Ok(sending) => {
                // Not a number, nobody, somebody unknown: one answer.
                let to = form.text("a").parse::<Correspondent>().ok();
                messages
                    .begin(&caller, space, to.as_ref(), &sending)
                    .await
                    .map(|id| format!("{LIST}/{id}"))
            }
            Err(error) => Err(error),
        }
    };
    match done.map_err(beside_text) {
        Ok(there) => Ok(asked.go(&there)),
        Err(error) => {
            let typed = Some((&form, error));
            let write = Write::of(&asked, &messages, (&caller, space), typed).await?;
            Ok(edge::mend(&write))
        }
    }
}

async fn keep(
    messages: &Messages,
    caller: &Caller,
    space: SpaceId,
    thread: Option<ThreadId>,
    form: &Form,
) -> Result<()> {
    let change = sharing::Change::Add;
    messages.sharing().check(caller, space, change).await?;
    let draft: Draft = draft(form)?;
    messages.keep_draft(caller, space, thread, &draft).await
}

#[derive(Template)]
#[template(path = "message_thread.html")]
struct Show {
    page: Page,
    /// Name, what they are, and where their access is decided.
    with: Vec<(String, String, Option<String>)>,
    articles: Vec<Article>,
    /// Why its holder cannot answer, if they cannot.
    shut: Option<String>,
    choices: Vec<Choice>,
    token: String,
    too_long: Option<String>,
    here: String,
    back: String,
}

impl Show {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (caller, space, id): (&Caller, SpaceId, ThreadId),
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let (permit, thread) = messages.open(caller, space, id).await?;
        let page = asked.titled(thread.subject.clone());
        let page = page.clone().under(page.t("messages-title"), LIST);
        let form = typed.as_ref().map(|(form, _)| *form);
        let choices = choices(asked, &page, messages, (caller, space), form).await?;
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(
                page,
                messages.draft(caller, space, Some(id)).await?.as_ref(),
            ),
        };
        let here = format!("{LIST}/{id}");
        let seen = (&Side::Holder, permit.now());
        let page = with_undo(page, &thread, caller, seen, &here);
        let page = with_outcome(asked, page)?;
        let fates = messages.fates(space, &thread).await?;
        let with = |party: &crate::mailbox::Party| {
            let access = party.who.rpps();
            let access = access.map(|rpps| page.href(&format!("/espace/moi/acces/pro/{rpps}")));
            (party.name.clone(), what(&page, party), access)
        };
        Ok(Self {
            with: thread.parties.iter().map(with).collect(),
            articles: articles(&page, &thread, caller, None, seen, DOCUMENTS, &fates),
            shut: shut(&page, &permit, &thread)?,
            choices,
            token: token(&page, messages),
            too_long: too_long(&page),
            here: page.href(&here),
            back: page.href(LIST),
            page,
        })
    }
}

fn shut(page: &Page, permit: &Permit, thread: &Arc<Thread>) -> Result<Option<String>> {
    let rights = permit.state::<Rights>()?;
    let refused = rules::may_answer(thread, &Side::Holder, rights).err();
    Ok(refused.map(|error| page.t(error.code())))
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(thread): Path<String>,
    Of(messages): Of<Messages>,
) -> Answer {
    let at = (holder.own_space()?, thread.parse()?);
    let caller = Caller::Holder(holder);
    let show = Show::of(&asked, &messages, (&caller, at.0, at.1), None).await?;
    Ok(edge::show(&show))
}

pub(super) async fn answer(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(thread): Path<String>,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    only(&form, &[])?;
    let (space, id) = (holder.own_space()?, thread.parse::<ThreadId>()?);
    let here = format!("{LIST}/{id}");
    let caller = Caller::Holder(holder);
    let done = if keeps_draft(&form) {
        messages.sees(&caller, space, id).await?;
        keep(&messages, &caller, space, Some(id), &form)
            .await
            .map(|()| kept_at(&form, &here))
    } else {
        match read(&form, false) {
            Ok(sending) => messages
                .answer(&caller, space, id, &sending)
                .await
                .map(|()| here),
            Err(error) => Err(error),
        }
    };
    match done.map_err(beside_text) {
        Ok(there) => Ok(asked.go(&there)),
        Err(error) if error.kind() == Kind::Invalid => {
            let typed = Some((&form, error));
            let show = Show::of(&asked, &messages, (&caller, space, id), typed).await?;
            Ok(edge::mend(&show))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn undo(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(thread): Path<String>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["message"])?;
    let (space, id) = (holder.own_space()?, thread.parse::<ThreadId>()?);
    let caller = Caller::Holder(holder);
    let message = form.raw("message").parse::<MessageId>()?;
    match messages.undo(&caller, space, id, message).await {
        Ok(true) => Ok(asked.go(&format!("{LIST}/{id}?fait=annule"))),
        Ok(false) => Ok(asked.go(&format!("{LIST}/ecrire?fait=annule"))),
        Err(error) if error.kind() == Kind::Conflict => {
            Ok(asked.go(&format!("{LIST}/{id}?fait=trop-tard")))
        }
        Err(error) => Err(error.into()),
    }
}
