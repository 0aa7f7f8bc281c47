//! One appointment or reminder before its holder's eyes: what it says, what they
//! prepare for it, what became of it.

use super::form::{asks_for_past, filled, read};
use super::holder::remarks;
use super::{LIST, badge, called, genre, is_over, when};
use super::{reading, sending};
use crate::Agenda;
use crate::actions::{Listed, maker};
use crate::diary::ItemId;
use crate::rules::{Kind, Status};
use askama::Template;
use axum::extract::State;
use documents::Documents;
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{AtHome, Caller, Named};
use kernel::{DocumentId, Error, Kind as ErrorKind, Result, SpaceId};

/// Documents to choose from on the page: the last acts.
const CHOICE_MAX: usize = 60;

/// What its holder may do with one: a status, and the words of its button.
pub(super) struct Deed {
    pub(super) status: &'static str,
    pub(super) words: String,
    pub(super) main: bool,
}

/// What its source may say of an item as it stands.
pub(super) fn deeds(page: &Page, kind: Kind, status: Status, over: bool) -> Vec<Deed> {
    let next: &[Status] = match (status, over) {
        (Status::Planned, true) => &[Status::Done, Status::Missed, Status::ByMistake],
        (Status::Planned, false) => &[Status::Cancelled, Status::ByMistake],
        _ => &[Status::Planned],
    };
    let deed = |status: &Status| Deed {
        status: status.key(),
        words: page.t(&format!("agenda-do-{}-{}", kind.key(), status.key())),
        main: *status == Status::Done,
    };
    next.iter().map(deed).collect()
}

/// Says what was done, and offers to undo it.
pub(super) fn with_outcome(asked: &Asked, page: Page, here: &str) -> Result<Page> {
    let done = asked.param("fait")?.unwrap_or_default();
    let key = match done.as_str() {
        "modifie" => "agenda-changed",
        "prepare" => "agenda-prepared",
        "remis" => "agenda-put-back",
        "pas-encore" => {
            let sentence = page.t("agenda-not-yet");
            return Ok(page.with_status(Tone::Warning, sentence));
        }
        "pas-prevu" => {
            let sentence = page.t("agenda-not-planned");
            return Ok(page.with_status(Tone::Warning, sentence));
        }
        other => {
            let Some(status) = Status::find(other) else {
                return Ok(page);
            };
            let sentence = page.t(&format!("agenda-now-{}", status.key()));
            if status == Status::Planned {
                return Ok(page.with_status(Tone::Done, sentence));
            }
            let undo = Undo {
                label: page.t("agenda-undo"),
                action: page.href(&format!("{here}/etat")),
                fields: vec![(String::from("etat"), Status::Planned.key().to_owned())],
            };
            return Ok(page.with_undo(sentence, undo));
        }
    };
    let sentence = page.t(key);
    Ok(page.with_status(Tone::Done, sentence))
}

/// Where what refused a change leads back to.
pub(super) fn refused(asked: &Asked, here: &str, error: Error) -> Answer {
    match (error.kind(), error.code()) {
        (ErrorKind::Conflict, "agenda-not-yet") => Ok(asked.go(&format!("{here}?fait=pas-encore"))),
        (ErrorKind::Conflict, "agenda-not-planned") => {
            Ok(asked.go(&format!("{here}?fait=pas-prevu")))
        }
        _ => Err(error.into()),
    }
}

fn find(all: &[Listed], id: ItemId) -> Result<&Listed> {
    let found = all.iter().find(|it| it.label.id == id);
    found.ok_or_else(Error::not_found)
}

#[derive(Template)]
#[template(path = "agenda_item.html")]
struct One {
    page: Page,
    when: String,
    with: String,
    place: String,
    note: String,
    badge: (String, &'static str),
    /// Who made it, where that is not its holder.
    by: Option<String>,
    /// Whether it is theirs to change.
    own: bool,
    by_service: bool,
    /// Whether it is theirs to take off.
    by_another: bool,
    appointment: bool,
    remarks: Vec<String>,
    questions: String,
    /// Documents to bring: title and address.
    bring: Vec<(String, String)>,
    /// Where what is prepared is sent to whoever made it, and the words of the link.
    send: Option<(String, String)>,
    /// Whether whoever made it reads the record for it.
    reading: Option<reading::Reading>,
    planned: bool,
    /// Whether saying what became of it comes before preparing it.
    told: bool,
    deeds: Vec<Deed>,
    here: String,
    back: String,
}

pub(super) async fn show(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    let permit = agenda.sharing().permit_record(&caller, space).await?;
    let all = Agenda::listed(&permit)?;
    let it = find(&all, id)?;
    let (label, content) = (&it.label, &it.label.content);
    let page = asked.page("agenda-title");
    let title = called(&page, label);
    let here = format!("{LIST}/{id}");
    let page = asked.titled(title).under(page.t("agenda-title"), LIST);
    let page = with_outcome(&asked, page, &here)?;
    let reading = reading::of(&page, &permit, it)?;
    let page = reading::with_outcome(&asked, page, (&permit, it), reading.as_ref())?;
    let mut said = Vec::new();
    remarks(&page, &all, it, &mut said);
    let over = is_over(content, permit.now());
    let documents = Documents::listed(&permit)?;
    let titled = |id: &DocumentId| {
        let found = documents.iter().find(|it| it.label.id == *id)?;
        let href = page.href(&format!("/espace/moi/documents/{id}"));
        Some((found.label.title.clone(), href))
    };
    let deeds = match it.own {
        true => deeds(&page, content.kind, label.status, over),
        false => Vec::new(),
    };
    Ok(edge::show(&One {
        send: sending::way(&page, &agenda, &permit, it).await?,
        reading,
        when: when(&page, content.at),
        with: content.with.clone(),
        place: content.place.clone(),
        note: content.note.clone(),
        badge: badge(&page, label.status),
        by: maker(&page, &label.by),
        own: it.own,
        by_service: it.by_service,
        by_another: it.by_another,
        appointment: content.kind == Kind::Appointment,
        remarks: said,
        questions: it.prepared.questions.clone(),
        bring: it.prepared.documents.iter().filter_map(titled).collect(),
        planned: label.status == Status::Planned,
        told: deeds.iter().any(|deed| deed.main),
        deeds,
        here: page.href(&here),
        back: page.href(LIST),
        page,
    }))
}

#[derive(Template)]
#[template(path = "agenda_add.html")]
struct Change {
    page: Page,
    action: String,
    genre: &'static str,
    reminder: bool,
    with: bool,
    past: bool,
    /// Whether software reads what it said before.
    earlier: bool,
}

impl Change {
    fn of(page: Page, here: &str, kind: Kind) -> Self {
        Self {
            action: page.href(&format!("{here}/modifier")),
            genre: genre(kind),
            reminder: kind == Kind::Reminder,
            with: true,
            past: asks_for_past(&page),
            earlier: kind == Kind::Appointment,
            page,
        }
    }
}

fn under(asked: &Asked, title: &str, it: &Listed) -> Page {
    let page = asked.page(title);
    let called = called(&page, &it.label);
    page.clone()
        .under(page.t("agenda-title"), LIST)
        .under(called, &format!("{LIST}/{}", it.label.id))
}

pub(super) async fn change_form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    let all = Agenda::listed(&agenda.sharing().permit_record(&caller, space).await?)?;
    let it = find(&all, id)?;
    // It is changed where it was made.
    if !it.own {
        return Err(Error::not_found().into());
    }
    let page = under(&asked, "agenda-change", it);
    let page = filled(page, &it.label.content);
    let here = format!("{LIST}/{id}");
    Ok(edge::show(&Change::of(page, &here, it.label.content.kind)))
}

pub(super) async fn change(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    let here = format!("{LIST}/{id}");
    let kind = super::kind(form.raw("genre"));
    let changed = match read(&form, kind, None, agenda.now()) {
        Ok(content) => agenda.change(&caller, space, id, &content).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(asked.go(&format!("{here}?fait=modifie"))),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let all = Agenda::listed(&agenda.sharing().permit_record(&caller, space).await?)?;
            let page = under(&asked, "agenda-change", find(&all, id)?);
            let page = page.again(&form, error)?;
            Ok(edge::mend(&Change::of(page, &here, kind)))
        }
        Err(error) => refused(&asked, &here, error),
    }
}

pub(super) async fn set_status(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&["etat"])?;
    let here = format!("{LIST}/{id}");
    let status = Status::find(form.raw("etat")).ok_or_else(Error::not_found)?;
    match agenda.set_status(&caller, space, id, status).await {
        Ok(()) => Ok(asked.go(&format!("{here}?fait={}", status.key()))),
        Err(error) => refused(&asked, &here, error),
    }
}

/// Its holder takes what a service or a professional made off their agenda.
pub(super) async fn take_off(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    agenda.take_off(&caller, space, id).await?;
    Ok(asked.go(&format!("{LIST}?fait=retire&ligne={id}")))
}

pub(super) async fn put_back(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    agenda.put_back(&caller, space, id).await?;
    Ok(asked.go(&format!("{LIST}/{id}?fait=remis")))
}

/// A document that may be brought.
struct Choice {
    field: String,
    title: String,
    day: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "agenda_prepare.html")]
struct Prepare {
    page: Page,
    choices: Vec<Choice>,
    action: String,
}

/// Before the id of a document in the form.
const CHOSEN: &str = "document-";

impl Prepare {
    /// The form, with what is kept, or with what was chosen just now.
    async fn of(
        asked: &Asked,
        agenda: &Agenda,
        (caller, space): (&Caller, SpaceId),
        id: ItemId,
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let permit = agenda.sharing().permit_record(caller, space).await?;
        let all = Agenda::listed(&permit)?;
        let it = find(&all, id)?;
        if it.label.content.kind != Kind::Appointment {
            return Err(Error::not_found());
        }
        let page = under(asked, "agenda-prepare", it);
        let (page, chosen) = match typed {
            Some((form, error)) => (page.again(form, error)?, read_chosen(form)?),
            None => {
                let questions = it.prepared.questions.as_str();
                let page = page.with_values(&[("questions", questions)]);
                (page, it.prepared.documents.clone())
            }
        };
        let mut documents = Documents::listed(&permit)?;
        // What was chosen is on the page, however old it is.
        documents.sort_by_key(|listed| !chosen.contains(&listed.label.id));
        let choices = documents.into_iter().take(CHOICE_MAX).map(|it| Choice {
            field: format!("{CHOSEN}{}", it.label.id),
            day: page.day(it.label.act_date),
            chosen: chosen.contains(&it.label.id),
            title: it.label.title,
        });
        Ok(Self {
            choices: choices.collect(),
            action: page.href(&format!("{LIST}/{id}/preparer")),
            page,
        })
    }
}

fn read_chosen(form: &Form) -> Result<Vec<DocumentId>> {
    let names = form.names(CHOSEN);
    names.map(|name| name[CHOSEN.len()..].parse()).collect()
}

pub(super) async fn prepare_form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    let template = Prepare::of(&asked, &agenda, (&caller, space), id, None).await?;
    Ok(edge::show(&template))
}

pub(super) async fn prepare(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    let mut fields: Vec<&str> = form.names(CHOSEN).collect();
    fields.push("questions");
    form.only(&fields)?;
    let chosen = read_chosen(&form)?;
    let questions = form.raw("questions");
    let prepared = agenda.prepare(&caller, space, id, questions, &chosen);
    match prepared.await {
        Ok(()) => Ok(asked.go(&format!("{LIST}/{id}?fait=prepare"))),
        Err(error) => {
            let typed = Some((&form, error));
            let template = Prepare::of(&asked, &agenda, (&caller, space), id, typed).await?;
            Ok(edge::mend(&template))
        }
    }
}
