//! The holder's conversations.

use super::answering::answering;
use super::attaching::{Choice, Piece, choices, goes_with, lost, pieces};
use super::form::{
    KEEPS, Sent, Ways, addressable, addressed, again, begun, filled, is_for_another,
    is_for_nobody_here, named, ticked, to_chosen, token, too_long,
};
use super::seeking::{CHOSEN, Seeking, seeking};
use super::thread::{Item, View, items, undo as with_undo, undone};
use super::{LIST, names, what, with_outcome_for_all};
use crate::Messages;
use crate::actions::{Beside, Refused, To};
use crate::mailbox::{Correspondent, MessageId, Party, Side, Summary, Thread, ThreadId};
use crate::rules::{self, PARTIES_MAX, State};
use askama::Template;
use axum::extract::State as Of;
use edge::{Answer, Asked, Form, LongForm, Page, Tone, Uploads};
use identity::{AtHome, Caller, Named};
use kernel::{Kind, Result, SpaceId};
use sharing::{Permit, Rights};
use std::sync::Arc;

/// Where files come in with a message.
const WITH_FILES: &str = "/espace/moi/messages/ecrire/fichier";
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
            with: match it.parties.is_empty() {
                true => page.t("messages-with-nobody"),
                false => names(&it.parties),
            },
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
    /// Somebody can be looked for.
    seeks: bool,
    /// There is a draft of a new one.
    draft: bool,
    /// Where professionals write to from their own mailboxes.
    address: Option<String>,
}

pub(super) async fn list(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Of(messages): Of<Messages>,
) -> Answer {
    let permit = messages.sharing().permit_record(&caller, space).await?;
    let page = with_outcome_for_all(&asked, asked.page("messages-title"))?;
    let listed = Messages::listed(&permit)?;
    let draft = messages.draft(&caller, space, None).await?;
    Ok(edge::show(&List {
        lines: listed.iter().map(|it| Line::of(&page, it)).collect(),
        write: !messages.reachable(&permit).await?.is_empty(),
        seeks: !permit.is_carers(),
        draft: draft.is_some_and(|draft| !draft.is_empty()),
        // It holds a number that is the holder's.
        address: match permit.is_carers() {
            true => None,
            false => messages.own_address(space).await?,
        },
        page,
    }))
}

#[derive(Template)]
#[template(path = "message_write.html")]
struct Write {
    page: Page,
    /// To whom it goes, nobody among them where that is to be chosen anew.
    to: Vec<(String, String)>,
    /// And to whom else it may.
    more: Vec<(String, String)>,
    /// The search of somebody else.
    seeking: Option<Seeking>,
    /// When those whom they may write to answer, as far as that is told.
    answering: Vec<String>,
    /// Who reads it beside them, where that is to be said.
    beside: Option<String>,
    choices: Vec<Choice>,
    /// Files that the draft keeps.
    pieces: Vec<Piece>,
    /// Something goes with the draft.
    drafted: bool,
    /// That something of what it kept is gone.
    lost: Option<String>,
    /// The form is the one that takes files and documents.
    attaching: bool,
    /// It takes files: of a carer, it takes none.
    files: bool,
    /// Where all of it is kept.
    keeps_at: String,
    token: String,
    too_long: Option<String>,
    action: String,
}

impl Write {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        (caller, space): (&Caller, SpaceId),
        typed: Option<(Sent, Refused)>,
    ) -> Result<Self> {
        let permit = messages.sharing().permit_record(caller, space).await?;
        let page = asked.page("messages-write");
        let page = page.clone().under(page.t("messages-title"), LIST);
        let draft = messages.draft(caller, space, None).await?;
        let form = typed.as_ref().map(|(sent, _)| &sent.form);
        let chosen = match &typed {
            None => asked.param(CHOSEN)?,
            Some(_) => None,
        };
        let sought = named(form, draft.as_ref(), chosen.as_deref());
        let sought = messages.letting(&sought).await?;
        let parties = messages.reachable_with(&permit, sought).await?;
        let choice = |(who, party): (&Correspondent, &Party)| {
            let words = format!("{} — {}", party.name, what(&page, party));
            (who.to_string(), words)
        };
        let all: Vec<_> = parties.iter().map(choice).collect();
        // What was prepared for an appointment is in the form until something is typed.
        let beginning = match (&typed, asked.param("rendez-vous")?) {
            // What is prepared is in the diary, which a carer has not.
            (None, Some(id)) if !permit.is_carers() => {
                messages.begun(&page, &permit, &id, &parties)?
            }
            _ => to_chosen(chosen.as_deref(), &parties),
        };
        let unfound = chosen.is_some() && beginning.is_none();
        let pieces = pieces(&page, draft.as_ref(), form)?;
        let drafted = goes_with(draft.as_ref());
        let kept = draft.filter(|_| typed.is_none());
        // What is kept for somebody else is nobody's to read but theirs: it comes first.
        let waits = kept.as_ref().zip(beginning.as_ref());
        let waits = waits.is_some_and(|(kept, beginning)| is_for_another(kept, beginning));
        let beginning = beginning.filter(|_| !waits);
        let shown = kept.as_ref().filter(|_| beginning.is_none());
        let gone = shown.is_some_and(|it| is_for_nobody_here(it, &all));
        let draft = match beginning {
            Some(beginning) => Some(begun(beginning, kept)),
            None => kept,
        };
        let ticks = draft.as_ref().map(ticked);
        let form = form.or(ticks.as_ref());
        let attaching = attaching(asked, typed.as_ref())? || !pieces.is_empty();
        let choices = choices(&page, messages, (caller, space), (attaching, form)).await?;
        let attaching = attaching || !choices.is_empty();
        let lost = lost(&page, draft.as_ref(), &choices);
        let page = match typed {
            Some((sent, refused)) => again(page, &sent.form, refused)?,
            None => filled(page, draft.as_ref()),
        };
        let page = with_outcome_for_all(asked, page)?;
        let waits = waits.then_some(match &chosen {
            Some(_) => "messages-draft-waits-else",
            None => "messages-draft-waits",
        });
        let gone = gone.then_some(match all.is_empty() {
            true => "messages-draft-gone-nobody",
            false => "messages-draft-gone",
        });
        let nobody = unfound.then_some("messages-to-nobody");
        let page = match gone.or(waits).or(nobody) {
            Some(key) => {
                let sentence = page.t(key);
                page.with_status(Tone::Warning, sentence)
            }
            None => page,
        };
        let told = messages.told_of(parties.values()).await?;
        let (page, to) = addressable(page, all.clone());
        // Who was found is written to now.
        let (page, seeking) = match chosen.is_some() && !unfound {
            true => (page, None),
            false => seeking(asked, page, messages, &permit).await?,
        };
        Ok(Self {
            answering: answering(&page, parties.values(), &told),
            beside: match messages.beside(caller, space, None).await? {
                Beside::NotTheFamily => Some(page.t("messages-new-own")),
                Beside::Carers => Some(page.t("messages-new-carers")),
                Beside::Nobody | Beside::Family => None,
            },
            to,
            more: all,
            seeking,
            choices,
            pieces,
            drafted,
            lost,
            attaching,
            files: page.leads(WITH_FILES),
            keeps_at: page.href(&format!("{WITH_FILES}?{KEEPS}=oui")),
            token: token(&page, messages),
            too_long: too_long(&page),
            action: page.href(&format!("{LIST}/ecrire")),
            page,
        })
    }
}

/// Whether files and documents are asked for: at the way to that, and where a form
/// that took some comes back.
fn attaching(asked: &Asked, typed: Option<&(Sent, Refused)>) -> Result<bool> {
    let sent = typed.is_some_and(|(sent, _)| sent.is_with_files());
    Ok(sent || asked.param("joindre")?.is_some())
}

pub(super) async fn write_form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Of(messages): Of<Messages>,
) -> Answer {
    let write = Write::of(&asked, &messages, (&caller, space), None).await?;
    Ok(edge::show(&write))
}

pub(super) async fn write(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Of(messages): Of<Messages>,
    form: LongForm,
) -> Answer {
    written(&asked, (&caller, space), &messages, form.into()).await
}

/// The same, with files.
pub(super) async fn write_with_files(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Of(messages): Of<Messages>,
    uploads: Uploads,
) -> Answer {
    written(&asked, (&caller, space), &messages, uploads.into()).await
}

async fn written(
    asked: &Asked,
    (caller, space): (&Caller, SpaceId),
    messages: &Messages,
    mut sent: Sent,
) -> Answer {
    let form = format!("{LIST}/ecrire");
    let ways = Ways {
        list: LIST,
        form: &form,
        kept: LIST,
        keeps: asked.param(KEEPS)?.is_some(),
    };
    let to = addressed(&sent.form);
    match sent.act(messages, (caller, space), &to, &ways).await {
        Ok(there) => Ok(asked.go(&there)),
        Err(refused) => {
            let typed = Some((sent, refused));
            let write = Write::of(asked, messages, (caller, space), typed).await?;
            Ok(edge::mend(&write))
        }
    }
}

/// Somebody who takes part: their name, what they are, where their access is
/// decided, and the number by which they are taken off.
struct With {
    name: String,
    what: String,
    access: Option<String>,
    number: String,
}

#[derive(Template)]
#[template(path = "message_thread.html")]
struct Show {
    page: Page,
    with: Vec<With>,
    /// When they answer, as far as that is told.
    answering: Vec<String>,
    /// Who reads it beside them, where that is to be said.
    beside: Option<String>,
    /// Where somebody more is brought in, if there is anybody and room for them.
    bring: Option<String>,
    items: Vec<Item>,
    /// Why its holder cannot answer, if they cannot.
    shut: Option<String>,
    choices: Vec<Choice>,
    /// Files that the draft keeps.
    pieces: Vec<Piece>,
    /// Something goes with the draft.
    drafted: bool,
    /// That something of what it kept is gone.
    lost: Option<String>,
    attaching: bool,
    /// The form takes files: of a carer, it takes none.
    files: bool,
    /// Where all of it is kept.
    keeps_at: String,
    /// Who takes part is theirs to say.
    arranges: bool,
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
        typed: Option<(Sent, Refused)>,
    ) -> Result<Self> {
        let (permit, thread) = messages.open(caller, space, id).await?;
        let page = asked.titled(thread.subject.clone());
        let page = page.clone().under(page.t("messages-title"), LIST);
        let draft = messages.draft(caller, space, Some(id)).await?;
        let form = typed.as_ref().map(|(sent, _)| &sent.form);
        let pieces = pieces(&page, draft.as_ref(), form)?;
        let drafted = goes_with(draft.as_ref());
        let draft = draft.filter(|_| typed.is_none());
        let ticks = draft.as_ref().map(ticked);
        let form = form.or(ticks.as_ref());
        let attaching = attaching(asked, typed.as_ref())? || !pieces.is_empty();
        let choices = choices(&page, messages, (caller, space), (attaching, form)).await?;
        let attaching = attaching || !choices.is_empty();
        let lost = lost(&page, draft.as_ref(), &choices);
        let page = match typed {
            Some((sent, refused)) => again(page, &sent.form, refused)?,
            None => filled(page, draft.as_ref()),
        };
        let here = format!("{LIST}/{id}");
        let seen = (&Side::Holder, permit.now());
        let page = with_undo(page, &thread, caller, seen, &here);
        let page = with_outcome_for_all(asked, page)?;
        let reachable = messages.reachable(&permit).await?;
        let ever = thread.ever().map(|party| &party.who);
        let mut all = reachable.keys().chain(ever);
        let others = all.any(|who| thread.party(who).is_none());
        let room = thread.parties.len() < PARTIES_MAX;
        let arranges = page.leads(&format!("{here}/retirer"));
        let with = |party: &Party| {
            let access = party.who.rpps();
            let access = access.map(|rpps| format!("/espace/moi/acces/pro/{rpps}"));
            let access = access.filter(|path| page.leads(path));
            With {
                name: party.name.clone(),
                what: what(&page, party),
                access: access.map(|path| page.href(&path)),
                number: party.who.to_string(),
            }
        };
        let told = messages.told_of(thread.parties.iter()).await?;
        let view = View {
            patient: None,
            way: DOCUMENTS,
            fates: &messages.fates(space, &thread).await?,
            confirmations: &messages.confirmations(&permit, &thread).await?,
            kept_back: &Messages::kept_from_them(&permit, &thread)?,
        };
        let beside = messages.beside(caller, space, Some((&permit, id))).await?;
        let beside = match beside {
            _ if page.acting.is_some() => None,
            Beside::Nobody => None,
            Beside::Family => Some(page.t("messages-family")),
            Beside::Carers => Some(page.t("messages-carers")),
            Beside::NotTheFamily => Some(page.t("messages-own")),
        };
        Ok(Self {
            beside,
            with: thread.parties.iter().map(with).collect(),
            answering: answering(&page, thread.parties.iter(), &told),
            bring: (others && room && arranges).then(|| page.href(&format!("{here}/ajouter"))),
            items: items(&page, &thread, caller, seen, &view),
            shut: shut(&page, &permit, &thread)?,
            choices,
            pieces,
            drafted,
            lost,
            attaching,
            files: page.leads(WITH_FILES),
            keeps_at: page.href(&format!("{here}/fichier?{KEEPS}=oui")),
            arranges,
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
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
) -> Answer {
    let show = Show::of(&asked, &messages, (&caller, space, id), None).await?;
    Ok(edge::show(&show))
}

pub(super) async fn answer(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: LongForm,
) -> Answer {
    answered(&asked, (&caller, space, id), &messages, form.into()).await
}

/// The same, with files.
pub(super) async fn answer_with_files(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    uploads: Uploads,
) -> Answer {
    answered(&asked, (&caller, space, id), &messages, uploads.into()).await
}

async fn answered(
    asked: &Asked,
    (caller, space, id): (&Caller, SpaceId, ThreadId),
    messages: &Messages,
    mut sent: Sent,
) -> Answer {
    let here = format!("{LIST}/{id}");
    let ways = Ways {
        list: LIST,
        form: &here,
        kept: &here,
        keeps: asked.param(KEEPS)?.is_some(),
    };
    let to = To::Thread(id);
    match sent.act(messages, (caller, space), &to, &ways).await {
        Ok(there) => Ok(asked.go(&there)),
        Err(refused) if refused.error.kind() == Kind::Invalid => {
            let typed = Some((sent, refused));
            let show = Show::of(asked, messages, (caller, space, id), typed).await?;
            Ok(edge::mend(&show))
        }
        Err(refused) => Err(refused.error.into()),
    }
}

pub(super) async fn undo(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["message"])?;
    let message = form.raw("message").parse::<MessageId>()?;
    let done = messages.undo(&caller, space, id, message).await;
    let here = format!("{LIST}/{id}");
    let there = undone(done, &here, &format!("{LIST}/ecrire"))?;
    Ok(asked.go(&there))
}

/// Says to whoever wrote a message by mail that it was read.
pub(super) async fn confirm(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ThreadId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["message"])?;
    let message = form.raw("message").parse::<MessageId>()?;
    messages.confirm(&caller, space, id, message).await?;
    Ok(asked.go(&format!("{LIST}/{id}?fait=lu")))
}
