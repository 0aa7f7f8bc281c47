//! A professional's conversations with a patient: those they take part in, and no
//! others. No care link is needed for them, and none comes of them.

use super::form::{beside_text, draft, filled, keeps_draft, kept_at, only, read, token, too_long};
use super::thread::{Article, articles, undo as with_undo};
use super::with_outcome;
use crate::Messages;
use crate::mailbox::{MessageId, Side, ThreadId};
use crate::rules::State;
use askama::Template;
use axum::extract::{Path, State as Of};
use edge::{Answer, Asked, Form, LongForm, LongUpload, Page, Upload};
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{Error, Kind, Result, SpaceId};
use spaces::Face;
use std::collections::BTreeMap;

/// A conversation of theirs: when, how it stands, where its page is.
struct Line {
    when: String,
    href: String,
    new: bool,
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "pro_messages.html")]
struct List {
    page: Page,
    face: Face,
    lines: Vec<Line>,
    token: String,
    too_long: Option<String>,
    action: String,
    back: String,
}

fn place(space: SpaceId) -> String {
    format!("/pro/patients/{space}/messages")
}

impl List {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        professional: &Professional,
        space: SpaceId,
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let theirs = messages.with_patient(professional, space).await?;
        let face = messages.face(space).await?;
        let (record, here) = (format!("/pro/patients/{space}"), place(space));
        let page = asked.page("messages-title").under(face.name(), &record);
        let caller = Caller::Professional(professional.clone());
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(page, messages.draft(&caller, space, None).await?.as_ref()),
        };
        let page = with_outcome(asked, page)?;
        let line = |(id, at, new, state): &(ThreadId, kernel::Timestamp, bool, State)| Line {
            when: page.t1("messages-pro-line", "moment", page.moment(*at)),
            href: page.href(&format!("{here}/{id}")),
            new: *new,
            state: (*state != State::Open)
                .then(|| page.t(&format!("messages-state-{}", state.key()))),
        };
        Ok(Self {
            lines: theirs.iter().map(line).collect(),
            token: token(&page, messages),
            too_long: too_long(&page),
            action: page.href(&here),
            back: page.href(&record),
            face,
            page,
        })
    }
}

pub(super) async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    Of(messages): Of<Messages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let list = List::of(&asked, &messages, &professional, space, None).await?;
    Ok(edge::show(&list))
}

pub(super) async fn begin(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    only(&form, &["sujet", "sans-reponse"])?;
    let space = space.parse::<SpaceId>()?;
    let here = place(space);
    let caller = Caller::Professional(professional.clone());
    let done = if keeps_draft(&form) {
        // Whether they may write here is asked first.
        messages.with_patient(&professional, space).await?;
        keep(&messages, &caller, space, None, &form)
            .await
            .map(|()| format!("{here}?fait=garde"))
    } else {
        match read(&form, true) {
            Ok(sending) => messages
                .begin(&caller, space, None, &sending)
                .await
                .map(|id| format!("{here}/{id}")),
            Err(error) => Err(error),
        }
    };
    match done.map_err(beside_text) {
        Ok(there) => Ok(asked.go(&there)),
        Err(error) if error.kind() == Kind::Invalid => {
            let typed = Some((&form, error));
            let list = List::of(&asked, &messages, &professional, space, typed).await?;
            Ok(edge::mend(&list))
        }
        Err(error) => Err(error.into()),
    }
}

async fn keep(
    messages: &Messages,
    caller: &Caller,
    space: SpaceId,
    thread: Option<ThreadId>,
    form: &Form,
) -> Result<()> {
    let draft = draft(form)?;
    messages.keep_draft(caller, space, thread, &draft).await
}

#[derive(Template)]
#[template(path = "pro_message_thread.html")]
struct Show {
    page: Page,
    face: Face,
    articles: Vec<Article>,
    state: Option<String>,
    /// What they may let it be: states and words.
    deeds: Vec<(&'static str, String)>,
    /// The form is the one that sends a file too.
    with_file: bool,
    token: String,
    too_long: Option<String>,
    here: String,
    back: String,
}

impl Show {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (professional, space, id): (&Professional, SpaceId, ThreadId),
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let caller = Caller::Professional(professional.clone());
        let (permit, thread) = messages.open(&caller, space, id).await?;
        let face = messages.face(space).await?;
        let (list, here) = (place(space), format!("{}/{id}", place(space)));
        let page = asked.titled(thread.subject.clone());
        let page = page
            .clone()
            .under(face.name(), &format!("/pro/patients/{space}"))
            .under(page.t("messages-title"), &list);
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(
                page,
                messages.draft(&caller, space, Some(id)).await?.as_ref(),
            ),
        };
        let side = Side::from(&professional.rpps);
        let seen = (&side, permit.now());
        let page = with_undo(page, &thread, &caller, seen, &here);
        let page = with_outcome(asked, page)?;
        let next: &[State] = match thread.state {
            State::Open => &[State::Closed, State::NoReply],
            State::Closed | State::NoReply => &[State::Open],
        };
        let deed = |state: &State| {
            let words = page.t(&format!("messages-do-{}", state.key()));
            (state.key(), words)
        };
        let state = (thread.state != State::Open).then_some(thread.state);
        Ok(Self {
            articles: articles(
                &page,
                &thread,
                &caller,
                Some(&face.name()),
                seen,
                &format!("{here}/pieces"),
                &BTreeMap::new(),
            ),
            state: state.map(|state| page.t(&format!("messages-state-{}", state.key()))),
            deeds: next.iter().map(deed).collect(),
            with_file: asked.param("joindre")?.is_some(),
            token: token(&page, messages),
            too_long: too_long(&page),
            here: page.href(&here),
            back: page.href(&list),
            face,
            page,
        })
    }
}

fn parsed((space, thread): &(String, String)) -> Result<(SpaceId, ThreadId)> {
    Ok((space.parse()?, thread.parse()?))
}

pub(super) async fn show(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(at): Path<(String, String)>,
    Of(messages): Of<Messages>,
) -> Answer {
    let (space, id) = parsed(&at)?;
    let at = (&professional, space, id);
    let show = Show::of(&asked, &messages, at, None).await?;
    Ok(edge::show(&show))
}

pub(super) async fn answer(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(at): Path<(String, String)>,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    only(&form, &["sans-reponse"])?;
    let (space, id) = parsed(&at)?;
    let here = format!("{}/{id}", place(space));
    let caller = Caller::Professional(professional.clone());
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
            let at = (&professional, space, id);
            let show = Show::of(&asked, &messages, at, typed).await?;
            Ok(edge::mend(&show))
        }
        Err(error) => Err(error.into()),
    }
}

/// A message with a file.
pub(super) async fn send_file(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(at): Path<(String, String)>,
    Of(messages): Of<Messages>,
    LongUpload(upload): LongUpload,
) -> Answer {
    let Upload { form, file } = upload;
    only(&form, &["sans-reponse"])?;
    let (space, id) = parsed(&at)?;
    let here = format!("{}/{id}", place(space));
    let caller = Caller::Professional(professional.clone());
    let sent = match (read(&form, false), file) {
        (Ok(_), None) => Err(Error::field("file", "messages-file-missing")),
        (Ok(sending), Some(file)) => {
            let sent = messages.send_file(&caller, space, id, &sending, file);
            sent.await.map_err(about_file)
        }
        (Err(error), _) => Err(error),
    };
    match sent.map_err(beside_text) {
        Ok(()) => Ok(asked.go(&here)),
        Err(error) if error.kind() == Kind::Invalid => {
            let typed = Some((&form, error));
            let at = (&professional, space, id);
            let mut show = Show::of(&asked, &messages, at, typed).await?;
            show.with_file = true;
            Ok(edge::mend(&show))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with the file is said beside the file.
fn about_file(error: Error) -> Error {
    match error.kind() == Kind::Invalid && error.field_errors().is_empty() {
        true => Error::field("file", error.code()),
        false => error,
    }
}

/// What is attached, to be kept: read through the conversation.
pub(super) async fn attached(
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, thread, document)): Path<(String, String, String)>,
    Of(messages): Of<Messages>,
) -> Answer {
    let (space, thread) = parsed(&(space, thread))?;
    let caller = Caller::Professional(professional);
    let document = document.parse()?;
    let opened = messages.open_attached(&caller, space, thread, document);
    Ok(opened.await?.download().await?)
}

pub(super) async fn undo(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(at): Path<(String, String)>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["message"])?;
    let (space, id) = parsed(&at)?;
    let here = format!("{}/{id}", place(space));
    let caller = Caller::Professional(professional);
    let message = form.raw("message").parse::<MessageId>()?;
    match messages.undo(&caller, space, id, message).await {
        Ok(true) => Ok(asked.go(&format!("{here}?fait=annule"))),
        Ok(false) => Ok(asked.go(&format!("{}?fait=annule", place(space)))),
        Err(error) if error.kind() == Kind::Conflict => {
            Ok(asked.go(&format!("{here}?fait=trop-tard")))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn set_state(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(at): Path<(String, String)>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["etat"])?;
    let (space, id) = parsed(&at)?;
    let state = State::find(form.raw("etat")).ok_or_else(Error::not_found)?;
    let caller = Caller::Professional(professional);
    messages.set_state(&caller, space, id, state).await?;
    let here = format!("{}/{id}", place(space));
    Ok(asked.go(&format!("{here}?fait={}", state.key())))
}
