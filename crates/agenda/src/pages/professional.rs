//! A professional's appointments with a patient: those they made, and no others.
//! No care link is needed for what is one's own, and none comes of it. Whom the
//! patient blocked finds none, and may still add one, as a document.

use super::form::{asks_for_past, filled, read};
use super::one::{Deed, deeds, refused, with_outcome};
use super::{badge, called, genre, is_over, is_twice, when};
use crate::Agenda;
use crate::actions::with;
use crate::diary::{ItemId, Label};
use crate::rules::visit::last_day;
use crate::rules::{Content, Kind, Status};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, Named, Professional, WithPatient};
use kernel::{Kind as ErrorKind, Result, SpaceId};
use sharing::Change;
use spaces::Face;

/// An appointment of theirs: when, how it stands, where its page is.
struct Line {
    when: String,
    href: String,
    badge: (String, &'static str),
}

#[derive(Template)]
#[template(path = "pro_agenda.html")]
struct List {
    page: Page,
    face: Face,
    lines: Vec<Line>,
    action: String,
    genre: &'static str,
    reminder: bool,
    with: bool,
    past: bool,
    back: String,
}

impl List {
    async fn of(
        asked: &Asked,
        agenda: &Agenda,
        professional: &Professional,
        space: SpaceId,
        typed: Option<(&Form, kernel::Error)>,
    ) -> Result<Self> {
        let caller = Caller::Professional(professional.clone());
        agenda.sharing().check(&caller, space, Change::Add).await?;
        let face = agenda.face(space).await?;
        let (record, here) = (format!("/pro/patients/{space}"), place(space));
        let page = asked.page("agenda-pro-title").under(face.name(), &record);
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => page,
        };
        // Whom the holder blocked may still add, and finds nothing here.
        let made = match agenda.made_by(professional, space).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            made => made?,
        };
        let lines = made.iter().map(|made| Line {
            when: when(&page, made.at),
            href: page.href(&format!("{here}/{}", made.id)),
            badge: badge(&page, made.status),
        });
        Ok(Self {
            lines: lines.collect(),
            action: page.href(&here),
            genre: genre(Kind::Appointment),
            reminder: false,
            with: false,
            past: asks_for_past(&page),
            back: page.href(&record),
            face,
            page,
        })
    }
}

fn place(space: SpaceId) -> String {
    format!("/pro/patients/{space}/rendez-vous")
}

fn typed(form: &Form, agenda: &Agenda, professional: &Professional) -> Result<Content> {
    read(
        form,
        Kind::Appointment,
        Some(&with(professional)),
        agenda.now(),
    )
}

pub(super) async fn list(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    State(agenda): State<Agenda>,
) -> Answer {
    let mut template = List::of(&asked, &agenda, &professional, space, None).await?;
    if asked.param("fait")?.as_deref() == Some("ajoute") {
        let sentence = template.page.t("agenda-pro-added");
        template.page = template.page.with_status(Tone::Done, sentence);
    }
    Ok(edge::show(&template))
}

pub(super) async fn make(
    asked: Asked,
    WithPatient {
        professional,
        caller,
        space,
    }: WithPatient,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    let made = match typed(&form, &agenda, &professional) {
        Ok(content) => agenda.make(&caller, space, &content).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(_) => Ok(asked.go(&format!("{}?fait=ajoute", place(space)))),
        Err(error) => {
            let typed = Some((&form, error));
            let template = List::of(&asked, &agenda, &professional, space, typed).await?;
            Ok(edge::mend(&template))
        }
    }
}

#[derive(Template)]
#[template(path = "pro_agenda_item.html")]
struct One {
    page: Page,
    face: Face,
    when: String,
    at: String,
    note: String,
    badge: (String, &'static str),
    twice: bool,
    planned: bool,
    /// Until when its patient lets them read for it.
    reads: Option<String>,
    record: String,
    deeds: Vec<Deed>,
    here: String,
    back: String,
}

async fn looked_at(
    agenda: &Agenda,
    professional: &Professional,
    (space, id): (SpaceId, ItemId),
) -> Result<(Label, Face)> {
    let label = agenda.look_at_own(professional, space, id).await?;
    Ok((label, agenda.face(space).await?))
}

pub(super) async fn show(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    let (label, face) = looked_at(&agenda, &professional, (space, id)).await?;
    let content = &label.content;
    let (list, here) = (place(space), format!("{}/{id}", place(space)));
    let page = asked.page("agenda-pro-title");
    let title = called(&page, &label);
    let page = asked
        .titled(title)
        .under(face.name(), &format!("/pro/patients/{space}"))
        .under(page.t("agenda-pro-title"), &list);
    let page = with_outcome(&asked, page, &here)?;
    let over = is_over(content, agenda.now());
    let link = agenda
        .sharing()
        .own_link_for(&professional, space, id)
        .await?;
    Ok(edge::show(&One {
        reads: link.map(|link| page.day(last_day(link.until))),
        record: page.href(&format!("/pro/patients/{space}/resume")),
        when: when(&page, content.at),
        at: content.place.clone(),
        note: content.note.clone(),
        badge: badge(&page, label.status),
        twice: is_twice(content.at),
        planned: label.status == Status::Planned,
        deeds: deeds(&page, content.kind, label.status, over),
        here: page.href(&here),
        back: page.href(&list),
        face,
        page,
    }))
}

#[derive(Template)]
#[template(path = "pro_agenda_change.html")]
struct ChangeForm {
    page: Page,
    face: Face,
    action: String,
    genre: &'static str,
    reminder: bool,
    with: bool,
    past: bool,
}

impl ChangeForm {
    async fn of(
        asked: &Asked,
        agenda: &Agenda,
        professional: &Professional,
        (space, id): (SpaceId, ItemId),
        typed: Option<(&Form, kernel::Error)>,
    ) -> Result<Self> {
        let (label, face) = looked_at(agenda, professional, (space, id)).await?;
        let here = format!("{}/{id}", place(space));
        let page = asked.page("agenda-change");
        let page = page
            .clone()
            .under(face.name(), &format!("/pro/patients/{space}"))
            .under(page.t("agenda-pro-title"), &place(space))
            .under(called(&page, &label), &here);
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(page, &label.content),
        };
        Ok(Self {
            action: page.href(&format!("{here}/modifier")),
            genre: genre(Kind::Appointment),
            reminder: false,
            with: false,
            past: asks_for_past(&page),
            face,
            page,
        })
    }
}

pub(super) async fn change_form(
    asked: Asked,
    WithPatient {
        professional,
        space,
        ..
    }: WithPatient,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    let at = (space, id);
    let template = ChangeForm::of(&asked, &agenda, &professional, at, None).await?;
    Ok(edge::show(&template))
}

pub(super) async fn change(
    asked: Asked,
    WithPatient {
        professional,
        caller,
        space,
    }: WithPatient,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    let here = format!("{}/{id}", place(space));
    let changed = match typed(&form, &agenda, &professional) {
        Ok(content) => agenda.change(&caller, space, id, &content).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(asked.go(&format!("{here}?fait=modifie"))),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let (at, typed) = ((space, id), Some((&form, error)));
            let template = ChangeForm::of(&asked, &agenda, &professional, at, typed).await?;
            Ok(edge::mend(&template))
        }
        Err(error) => refused(&asked, &here, error),
    }
}

pub(super) async fn set_status(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&["etat"])?;
    let here = format!("{}/{id}", place(space));
    let status = Status::find(form.raw("etat")).ok_or_else(kernel::Error::not_found)?;
    match agenda.set_status(&caller, space, id, status).await {
        Ok(()) => Ok(asked.go(&format!("{here}?fait={}", status.key()))),
        Err(error) => refused(&asked, &here, error),
    }
}
