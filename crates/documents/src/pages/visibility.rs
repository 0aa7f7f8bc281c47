//! *Qui peut voir ce document ?*: true, because it runs the same decision as
//! reading does, for every professional it names.

use super::{Pages, own_space};
use crate::actions::{Documents, Listed};
use crate::rules::Audience;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Undo};
use identity::{Caller, HolderIn, Profession};
use journal::By;
use kernel::{DocumentId, Error, Result, Rpps};
use sharing::{CareLinks, Permit, WrittenBy};
use std::collections::BTreeMap;

/// A professional beside a document.
pub(super) struct Person {
    pub rpps: Rpps,
    pub name: String,
    pub profession: String,
    pub sees: bool,
    pub hidden_by_name: bool,
    pub wrote_it: bool,
}

/// Every professional the record knows: those who ever had a care link, and
/// those who wrote a document; and whether they would see this one now.
pub(super) fn audience(permit: &Permit, listed: &Listed) -> Result<Vec<Person>> {
    let mut known: BTreeMap<Rpps, (String, String)> = BTreeMap::new();
    for other in Documents::listed(permit).unwrap_or_default() {
        note_author(&mut known, &other);
    }
    note_author(&mut known, listed);
    for link in permit.state::<CareLinks>()?.all() {
        known.insert(
            link.rpps.clone(),
            (link.name.clone(), link.profession.clone()),
        );
    }
    let facts = Documents::facts(permit, listed.label.id)?;
    Ok(known
        .into_iter()
        .map(|(rpps, (name, profession))| Person {
            sees: permit.would_see(&rpps, &profession, &facts),
            hidden_by_name: listed.hiding.from.contains(&rpps),
            wrote_it: facts.author == WrittenBy::Professional(rpps.clone()),
            rpps,
            name,
            profession,
        })
        .collect())
}

fn note_author(known: &mut BTreeMap<Rpps, (String, String)>, listed: &Listed) {
    if let By::Professional {
        rpps,
        name,
        profession,
        ..
    } = &listed.label.by
    {
        known.insert(rpps.clone(), (name.clone(), profession.clone()));
    }
}

/// A professional on the page.
struct PersonRow {
    rpps: String,
    name: String,
    profession: String,
    state: String,
    sees: bool,
    hidden: bool,
    wrote_it: bool,
    button: String,
}

#[derive(Template)]
#[template(path = "visibility.html")]
struct Visibility {
    page: Page,
    title: String,
    from_all: bool,
    people: Vec<PersonRow>,
    hide: String,
    show: String,
    back: String,
}

pub(super) async fn page(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let permit = pages
        .documents
        .sharing()
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let listed = Documents::listed(&permit)?
        .into_iter()
        .find(|l| l.label.id == id)
        .ok_or_else(Error::not_found)?;
    let people = audience(&permit, &listed)?;
    let mut page = asked.page("documents-visibility-title");
    page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents")
        .under(
            listed.label.title.clone(),
            &format!("/espace/moi/documents/{id}"),
        );
    page = with_outcome(&asked, page, id, &people)?;
    let here = |last: &str| page.href(&format!("/espace/moi/documents/{id}{last}"));
    let rows = people
        .iter()
        .map(|person| PersonRow::of(&page, person, listed.hiding.from_all))
        .collect();
    Ok(edge::show(&Visibility {
        title: listed.label.title.clone(),
        from_all: listed.hiding.from_all,
        people: rows,
        hide: here("/masquer"),
        show: here("/montrer"),
        back: here(""),
        page,
    }))
}

/// Says what was done and offers to undo it.
fn with_outcome(asked: &Asked, page: Page, id: DocumentId, people: &[Person]) -> Result<Page> {
    let (Some(done), Some(whom)) = (asked.param("fait")?, asked.param("qui")?) else {
        return Ok(page);
    };
    let name = people
        .iter()
        .find(|person| person.rpps.as_str() == whom)
        .map(|person| person.name.clone());
    let (sentence, back) = match (done.as_str(), whom.as_str(), name) {
        ("masque", "tous", _) => (page.t("documents-hidden-from-all"), "montrer"),
        ("montre", "tous", _) => (page.t("documents-shown-to-all"), "masquer"),
        ("masque", _, Some(name)) => (
            page.ta("documents-hidden-from", &[("name", &name)]),
            "montrer",
        ),
        ("montre", _, Some(name)) => (page.ta("documents-shown-to", &[("name", &name)]), "masquer"),
        _ => return Ok(page),
    };
    let undo = Undo {
        label: page.t("documents-undo"),
        action: page.href(&format!("/espace/moi/documents/{id}/{back}")),
        fields: vec![("qui".into(), whom)],
    };
    Ok(page.with_undo(sentence, undo))
}

impl PersonRow {
    fn of(page: &Page, person: &Person, from_all: bool) -> Self {
        let state = match person {
            Person { wrote_it: true, .. } => "documents-sees-author",
            Person { sees: true, .. } => "documents-sees-yes",
            Person {
                hidden_by_name: true,
                ..
            } => "documents-sees-hidden",
            _ if from_all => "documents-sees-hidden",
            _ => "documents-sees-no-right",
        };
        let key = if person.hidden_by_name {
            "documents-show-to"
        } else {
            "documents-hide-from"
        };
        Self {
            rpps: person.rpps.to_string(),
            name: person.name.clone(),
            profession: Profession::from_code(&person.profession).map_or_else(
                |_| String::new(),
                |profession| profession.label(page.lang).to_owned(),
            ),
            state: page.t(state),
            sees: person.sees,
            hidden: person.hidden_by_name,
            wrote_it: person.wrote_it,
            button: page.ta(key, &[("name", &person.name)]),
        }
    }
}

pub(super) async fn hide(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let (id, audience) = wish(&id, &form)?;
    let space = own_space(&holder)?;
    pages
        .documents
        .hide(&Caller::Holder(holder), space, id, &audience)
        .await?;
    Ok(asked.go(&format!(
        "/espace/moi/documents/{id}/visibilite?fait=masque&qui={}",
        form.text("qui")
    )))
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let (id, audience) = wish(&id, &form)?;
    let space = own_space(&holder)?;
    pages
        .documents
        .show(&Caller::Holder(holder), space, id, &audience)
        .await?;
    Ok(asked.go(&format!(
        "/espace/moi/documents/{id}/visibilite?fait=montre&qui={}",
        form.text("qui")
    )))
}

/// Which document, and hidden from or shown to whom.
fn wish(id: &str, form: &Form) -> Result<(DocumentId, Audience)> {
    form.only(&["qui"])?;
    let audience = match form.text("qui") {
        "tous" => Audience::Everyone,
        // The page offers only numbers that it knows.
        rpps => Audience::One(rpps.parse().map_err(|_| Error::not_found())?),
    };
    Ok((id.parse()?, audience))
}
