//! A professional's conversations with a patient: those they take part in, and no
//! others. No care link is needed for them, and none comes of them.

use super::attaching::{Piece, goes_with, pieces};
use super::form::{KEEPS, Sent, Ways, again, filled, templates, token, too_long};
use super::inbox::recounted;
use super::thread::{Item, View, items, undo as with_undo, undone};
use super::{what, with_outcome};
use crate::Messages;
use crate::actions::{Beside, Refused, Theirs, To};
use crate::mailbox::{MessageId, Party, Side, ThreadId};
use crate::mails::Confirmations;
use crate::rules::{PARTIES_MAX, State};
use askama::Template;
use axum::extract::{Path, State as Of};
use edge::{Answer, Asked, Form, LongForm, Page, Uploads};
use identity::{Caller, Named, Professional, WithPatient};
use kernel::{Error, Kind, Result, SpaceId};
use spaces::Face;

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
    /// Who will read a new one beside a patient who is a minor.
    beside: Option<String>,
    /// The form is the one that sends files too.
    with_file: bool,
    /// Files that the draft keeps.
    pieces: Vec<Piece>,
    /// Something goes with the draft.
    drafted: bool,
    /// Where all of it is kept.
    keeps_at: String,
    /// Texts that they keep, to choose from: ids and titles, the first of none.
    templates: Vec<(String, String)>,
    token: String,
    too_long: Option<String>,
    action: String,
    back: String,
}

pub(super) fn place(space: SpaceId) -> String {
    format!("/pro/patients/{space}/messages")
}

impl List {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        professional: &Professional,
        space: SpaceId,
        typed: Option<(Sent, Refused)>,
    ) -> Result<Self> {
        let theirs = messages.with_patient(professional, space).await?;
        let face = messages.face(space).await?;
        let (record, here) = (format!("/pro/patients/{space}"), place(space));
        let page = asked.page("messages-title").under(face.name(), &record);
        let caller = Caller::Professional(professional.clone());
        let draft = messages.draft(&caller, space, None).await?;
        let form = typed.as_ref().map(|(sent, _)| &sent.form);
        let pieces = pieces(&page, draft.as_ref(), form)?;
        let drafted = goes_with(draft.as_ref());
        let with_file = with_file(asked, typed.as_ref())? || !pieces.is_empty();
        let page = match typed {
            Some((sent, refused)) => again(page, &sent.form, refused)?,
            None => filled(page, draft.as_ref()),
        };
        let page = with_outcome(asked, page)?;
        // Of two of one minute each has a name.
        let line = |it: &Theirs| Line {
            when: page.ta(
                "messages-pro-line",
                &[
                    ("number", &*it.number.to_string()),
                    ("moment", &*page.moment(it.at)),
                ],
            ),
            href: page.href(&format!("{here}/{}", it.id)),
            new: it.new,
            state: (it.state != State::Open)
                .then(|| page.t(&format!("messages-state-{}", it.state.key()))),
        };
        let beside = messages.beside(&caller, space, None).await?;
        let beside = match beside {
            Beside::Nobody | Beside::Carers => None,
            Beside::Family => Some(page.t("messages-pro-new-family")),
            Beside::NotTheFamily => Some(page.t("messages-pro-new-own")),
        };
        Ok(Self {
            beside,
            lines: theirs.iter().map(line).collect(),
            with_file,
            pieces,
            drafted,
            keeps_at: page.href(&format!("{here}/fichier?{KEEPS}=oui")),
            templates: templates(&page, messages, professional).await?,
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
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Of(messages): Of<Messages>,
) -> Answer {
    let list = List::of(&asked, &messages, &professional, space, None).await?;
    Ok(edge::show(&list))
}

/// Whether files are asked for: at the way to that, and where a form that took some
/// comes back.
fn with_file(asked: &Asked, typed: Option<&(Sent, Refused)>) -> Result<bool> {
    let sent = typed.is_some_and(|(sent, _)| sent.is_with_files());
    Ok(sent || asked.param("joindre")?.is_some())
}

pub(super) async fn begin(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Of(messages): Of<Messages>,
    form: LongForm,
) -> Answer {
    begun(&asked, (&professional, space), &messages, form.into()).await
}

/// The same, with files.
pub(super) async fn begin_with_files(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Of(messages): Of<Messages>,
    uploads: Uploads,
) -> Answer {
    begun(&asked, (&professional, space), &messages, uploads.into()).await
}

async fn begun(
    asked: &Asked,
    (professional, space): (&Professional, SpaceId),
    messages: &Messages,
    mut sent: Sent,
) -> Answer {
    let here = place(space);
    let caller = Caller::Professional(professional.clone());
    let ways = Ways {
        list: &here,
        form: &here,
        kept: &here,
        keeps: asked.param(KEEPS)?.is_some(),
    };
    let to = To::New(Vec::new());
    match sent.act(messages, (&caller, space), &to, &ways).await {
        Ok(there) => Ok(asked.go(&there)),
        Err(refused) if refused.error.kind() == Kind::Invalid => {
            let typed = Some((sent, refused));
            let list = List::of(asked, messages, professional, space, typed).await?;
            Ok(edge::mend(&list))
        }
        Err(refused) => Err(refused.error.into()),
    }
}

#[derive(Template)]
#[template(path = "pro_message_thread.html")]
struct Show {
    page: Page,
    face: Face,
    /// Who takes part, in words.
    with: Vec<String>,
    /// Who reads it beside a patient who is a minor.
    beside: Option<String>,
    /// Where a colleague is brought in, if there is room.
    bring: Option<String>,
    items: Vec<Item>,
    state: Option<String>,
    /// What they may let it be: states and words.
    deeds: Vec<(&'static str, String)>,
    /// The form is the one that sends a file too.
    with_file: bool,
    /// Files that the draft keeps.
    pieces: Vec<Piece>,
    /// Something goes with the draft.
    drafted: bool,
    /// Where all of it is kept.
    keeps_at: String,
    /// Texts that they keep, to choose from: ids and titles, the first of none.
    templates: Vec<(String, String)>,
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
        typed: Option<(Sent, Refused)>,
    ) -> Result<Self> {
        let caller = Caller::Professional(professional.clone());
        let (permit, thread) = messages.open(&caller, space, id).await?;
        let face = messages.face(space).await?;
        let (list, here) = (place(space), format!("{}/{id}", place(space)));
        let page = asked.titled(thread.subject.clone());
        let page = recounted(messages, professional, page).await?;
        let page = page
            .clone()
            .under(face.name(), &format!("/pro/patients/{space}"))
            .under(page.t("messages-title"), &list);
        let draft = messages.draft(&caller, space, Some(id)).await?;
        let form = typed.as_ref().map(|(sent, _)| &sent.form);
        let pieces = pieces(&page, draft.as_ref(), form)?;
        let drafted = goes_with(draft.as_ref());
        let with_file = with_file(asked, typed.as_ref())? || !pieces.is_empty();
        let page = match typed {
            Some((sent, refused)) => again(page, &sent.form, refused)?,
            None => filled(page, draft.as_ref()),
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
        let with = |party: &Party| format!("{} ({})", party.name, what(&page, party));
        let view = View {
            patient: Some(&face.name()),
            way: &format!("{here}/pieces"),
            fates: &messages.fates(space, &thread).await?,
            // What they wrote by mail they did not come here to read.
            confirmations: &Confirmations::new(),
            kept_back: &Messages::kept_back(&permit, &thread, &side)?,
        };
        let room = thread.parties.len() < PARTIES_MAX;
        let beside = messages.beside(&caller, space, Some((&permit, id))).await?;
        let beside = match beside {
            Beside::Nobody | Beside::Carers => None,
            Beside::Family => Some(page.t("messages-pro-family")),
            Beside::NotTheFamily => Some(page.t("messages-pro-own")),
        };
        Ok(Self {
            beside,
            with: thread.parties.iter().map(with).collect(),
            bring: room.then(|| page.href(&format!("{here}/ajouter"))),
            items: items(&page, &thread, &caller, seen, &view),
            state: state.map(|state| page.t(&format!("messages-state-{}", state.key()))),
            deeds: next.iter().map(deed).collect(),
            with_file,
            pieces,
            drafted,
            keeps_at: page.href(&format!("{here}/fichier?{KEEPS}=oui")),
            templates: templates(&page, messages, professional).await?,
            token: token(&page, messages),
            too_long: too_long(&page),
            here: page.href(&here),
            back: page.href(&list),
            face,
            page,
        })
    }
}

pub(super) async fn show(
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
    let show = Show::of(&asked, &messages, at, None).await?;
    Ok(edge::show(&show))
}

pub(super) async fn answer(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: LongForm,
) -> Answer {
    answered(&asked, (&professional, space, id), &messages, form.into()).await
}

/// The same, with files.
pub(super) async fn answer_with_files(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    uploads: Uploads,
) -> Answer {
    answered(
        &asked,
        (&professional, space, id),
        &messages,
        uploads.into(),
    )
    .await
}

async fn answered(
    asked: &Asked,
    (professional, space, id): (&Professional, SpaceId, ThreadId),
    messages: &Messages,
    mut sent: Sent,
) -> Answer {
    let list = place(space);
    let here = format!("{list}/{id}");
    let caller = Caller::Professional(professional.clone());
    let ways = Ways {
        list: &list,
        form: &here,
        kept: &here,
        keeps: asked.param(KEEPS)?.is_some(),
    };
    let to = To::Thread(id);
    match sent.act(messages, (&caller, space), &to, &ways).await {
        Ok(there) => Ok(asked.go(&there)),
        Err(refused) if refused.error.kind() == Kind::Invalid => {
            let typed = Some((sent, refused));
            let at = (professional, space, id);
            let show = Show::of(asked, messages, at, typed).await?;
            Ok(edge::mend(&show))
        }
        Err(refused) => Err(refused.error.into()),
    }
}

/// What is attached, to be kept: read through the conversation.
pub(super) async fn attached(
    WithPatient { caller, space, .. }: WithPatient,
    Path((_, thread, document)): Path<(String, String, String)>,
    Of(messages): Of<Messages>,
) -> Answer {
    let (thread, document) = (thread.parse()?, document.parse()?);
    let opened = messages.open_attached(&caller, space, thread, document);
    Ok(opened.await?.download().await?)
}

pub(super) async fn undo(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["message"])?;
    let here = format!("{}/{id}", place(space));
    let message = form.raw("message").parse::<MessageId>()?;
    let done = messages.undo(&caller, space, id, message).await;
    let there = undone(done, &here, &place(space))?;
    Ok(asked.go(&there))
}

pub(super) async fn set_state(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["etat"])?;
    let state = State::find(form.raw("etat")).ok_or_else(Error::not_found)?;
    messages.set_state(&caller, space, id, state).await?;
    let here = format!("{}/{id}", place(space));
    Ok(asked.go(&format!("{here}?fait={}", state.key())))
}
