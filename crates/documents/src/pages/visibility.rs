//! *Qui peut voir ce document ?*: true, because it runs the same decision as
//! reading does, for every professional it names.

use super::Pages;
use super::rows::author as row_author;
use crate::actions::Documents;
use crate::rules::Audience;
use crate::shelf::Author;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{AtHome, HolderIn, Named, Profession};
use kernel::{DocumentId, Error, Result, Rpps};
use sharing::{DocumentFacts, Permit, Rights, WrittenBy};
use std::collections::{BTreeMap, BTreeSet};

/// A professional beside a document.
pub(super) struct Person<'a> {
    pub rpps: &'a Rpps,
    pub name: &'a str,
    pub profession: &'a str,
    pub sees: bool,
    /// They would be let into the record: by other than a code for some documents.
    pub opens: bool,
    pub hidden_by_name: bool,
    /// Whoever looks may show it to them again.
    pub may_be_shown: bool,
    pub wrote_it: bool,
}

/// Every professional the record knows: asked once for a page, told beside each
/// of its documents.
pub(super) struct People<'a> {
    permit: &'a Permit,
    known: BTreeMap<Rpps, Author>,
    /// Those of them who would be let into the record.
    opening: BTreeSet<Rpps>,
    /// The holder's switch hides everything from everyone.
    pub hides_all: bool,
}

impl<'a> People<'a> {
    pub(super) fn of(permit: &'a Permit) -> Result<Self> {
        let known = Documents::known(permit)?;
        let hides_all = permit.state::<Rights>()?.switches().hide_all;
        let opens = |(rpps, author): &(&Rpps, &Author)| permit.would_open(rpps, &author.profession);
        let opening = known.iter().filter(opens);
        Ok(Self {
            opening: opening.map(|(rpps, _)| rpps.clone()).collect(),
            permit,
            known,
            hides_all,
        })
    }

    /// Whether it is a secret of the young person's whose page this is.
    pub(super) fn is_secret(&self, id: DocumentId) -> bool {
        Documents::is_secret(self.permit, id).unwrap_or_default()
    }

    /// Whether whoever looks may show it again to everyone, or to this professional: who
    /// answers for a child does so with what representatives hid.
    fn may_show(&self, facts: &DocumentFacts, whom: Option<&Rpps>) -> bool {
        !self.permit.is_representatives() || facts.hiding.is_representatives(whom)
    }

    /// Each of them, and whether they would see this document now.
    pub(super) fn beside(&self, facts: &DocumentFacts) -> impl Iterator<Item = Person<'_>> {
        self.known.iter().map(|(rpps, author)| Person {
            sees: self.permit.would_see(rpps, &author.profession, facts),
            opens: self.opening.contains(rpps),
            hidden_by_name: facts.hiding.from.contains(rpps),
            may_be_shown: self.may_show(facts, Some(rpps)),
            wrote_it: facts.author == WrittenBy::Professional(rpps.clone()),
            rpps,
            name: &author.name,
            profession: &author.profession,
        })
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
    may_be_shown: bool,
    wrote_it: bool,
    button: String,
}

#[derive(Template)]
#[template(path = "visibility.html")]
struct Visibility {
    page: Page,
    title: String,
    from_all: bool,
    /// Who hides it from everyone by their own mark as its author, and since when.
    masked: Option<String>,
    may_be_shown: bool,
    /// Showing asks for both factors first.
    proof: bool,
    by_switch: bool,
    /// Where the young person lets those who answer for them see it, who do not.
    parents: Option<String>,
    people: Vec<PersonRow>,
    /// A code that nobody used yet opens it too.
    awaited: bool,
    /// Carers by name, and whether they see it.
    carers: Vec<(String, bool)>,
    hide: String,
    show: String,
    back: String,
}

pub(super) async fn page(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
) -> Answer {
    let permit = pages
        .documents
        .sharing()
        .permit_record(&caller, space)
        .await?;
    let listed = Documents::listed(&permit)?
        .into_iter()
        .find(|l| l.label.id == id)
        .ok_or_else(Error::not_found)?;
    let all = People::of(&permit)?;
    let people: Vec<Person<'_>> = all.beside(&listed.facts).collect();
    let seen = permit.carer_would_see(&listed.facts);
    let carers = pages.spaces.carers_by_name(space).await?.into_iter();
    let carers = carers.map(|name| (name.0, seen)).collect();
    let mut page = asked.page("documents-visibility-title");
    page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents")
        .under(
            listed.label.title.clone(),
            &format!("/espace/moi/documents/{id}"),
        );
    let hidden = listed.facts.hiding.is_hidden();
    let may_be_shown = all.may_show(&listed.facts, None);
    let to_all = hidden && may_be_shown;
    let masked = listed.facts.hiding.by_author.is_some();
    page = with_outcome(&asked, page, id, &people, (to_all, masked))?;
    let here = |last: &str| page.href(&format!("/espace/moi/documents/{id}{last}"));
    let from_all = listed.facts.hiding.from_all;
    let masked = listed.facts.hiding.by_author.map(|since| {
        let (author, since) = (row_author(&page, &listed.label), page.moment(since));
        page.ta(
            "documents-masked-by",
            &[("author", &author), ("when", &since)],
        )
    });
    let to_nobody = from_all || masked.is_some() || all.hides_all;
    let rows = people
        .iter()
        .map(|person| PersonRow::of(&page, person, to_nobody))
        .collect();
    let mut shares = permit.state::<Rights>()?.shares_in_force(permit.now());
    // What is hidden from everyone no code opens.
    let awaited = !to_nobody && shares.any(|it| it.taken.is_none() && it.documents.contains(&id));
    Ok(edge::show(&Visibility {
        awaited,
        title: listed.label.title.clone(),
        from_all,
        masked,
        may_be_shown,
        proof: hidden && !pages.has_fresh_proof(&holder),
        by_switch: all.hides_all,
        parents: all.is_secret(id).then(|| here("/parents")),
        people: rows,
        carers,
        hide: here("/masquer"),
        show: here("/montrer"),
        back: here(""),
        page,
    }))
}

/// Says what was done and offers to undo it; or offers what they wanted before the
/// proof, where they may do it: `to_all`, show it to everyone. Where its author hides it
/// by a mark of their own, undoing would show more than before.
fn with_outcome(
    asked: &Asked,
    page: Page,
    id: DocumentId,
    people: &[Person<'_>],
    (to_all, masked): (bool, bool),
) -> Result<Page> {
    if asked.param("fait")?.as_deref() == Some("parents") {
        let sentence = page.t("documents-secret-lifted-own-done");
        return Ok(page.with_status(Tone::Done, sentence));
    }
    let (Some(done), Some(whom)) = (asked.param("fait")?, asked.param("qui")?) else {
        return Ok(page);
    };
    let person = people.iter().find(|person| person.rpps.as_str() == whom);
    let name = person.map(|person| person.name);
    let to_them = person.map(|person| person.hidden_by_name && person.may_be_shown);
    let undo = page.t("documents-undo");
    let (sentence, label, back) = match (done.as_str(), whom.as_str(), name) {
        ("masque", "tous", _) if masked => {
            let sentence = page.t("documents-hidden-from-all");
            return Ok(page.with_status(Tone::Done, sentence));
        }
        ("masque", "tous", _) => (page.t("documents-hidden-from-all"), undo, "montrer"),
        ("montre", "tous", _) if masked => {
            let sentence = page.t("documents-shown-still-masked");
            return Ok(page.with_status(Tone::Info, sentence));
        }
        ("montre", "tous", _) => (page.t("documents-shown-to-all"), undo, "masquer"),
        ("masque", _, Some(name)) => {
            let sentence = page.ta("documents-hidden-from", &[("name", name)]);
            (sentence, undo, "montrer")
        }
        ("montre", _, Some(name)) => {
            let sentence = page.ta("documents-shown-to", &[("name", name)]);
            (sentence, undo, "masquer")
        }
        // Back from the proof: what they wanted is one button away.
        ("a-montrer", _, _) if !to_them.unwrap_or(to_all) => return Ok(page),
        ("a-montrer", "tous", _) => {
            let label = page.t("documents-show-to-all");
            (page.t("documents-to-show"), label, "montrer")
        }
        ("a-montrer", _, Some(name)) => {
            let label = page.ta("documents-show-to", &[("name", name)]);
            (page.t("documents-to-show"), label, "montrer")
        }
        _ => return Ok(page),
    };
    let undo = Undo {
        label,
        action: page.href(&format!("/espace/moi/documents/{id}/{back}")),
        fields: vec![("qui".into(), whom)],
    };
    Ok(match done.as_str() {
        "a-montrer" => page.with_offer(Tone::Info, sentence, undo),
        _ => page.with_undo(sentence, undo),
    })
}

impl PersonRow {
    fn of(page: &Page, person: &Person<'_>, from_all: bool) -> Self {
        let state = match person {
            Person { wrote_it: true, .. } => "documents-sees-author",
            Person {
                sees: true,
                opens: false,
                ..
            } => "documents-sees-share",
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
            name: person.name.to_owned(),
            profession: Profession::from_code(person.profession).map_or_else(
                |_| String::new(),
                |profession| profession.label(page.lang).to_owned(),
            ),
            state: page.t(state),
            sees: person.sees,
            hidden: person.hidden_by_name,
            may_be_shown: person.may_be_shown,
            wrote_it: person.wrote_it,
            button: page.ta(key, &[("name", person.name)]),
        }
    }
}

pub(super) async fn hide(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let audience = wish(&form)?;
    pages
        .documents
        .hide(&caller, space, &[id], &audience)
        .await?;
    Ok(asked.go(&format!(
        "/espace/moi/documents/{id}/visibilite?fait=masque&qui={}",
        form.text("qui")
    )))
}

/// Shown again by who proved of late that it is they (`docs/sign-in.md`): whoever
/// finds a page open shows nothing.
pub(super) async fn show(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let audience = wish(&form)?;
    if !pages.has_fresh_proof(&holder) {
        let back = format!(
            "/espace/moi/documents/{id}/visibilite?fait=a-montrer&qui={}",
            form.text("qui")
        );
        return Ok(identity::proof_first(&asked, &asked.turned(&back)));
    }
    pages
        .documents
        .show(&caller, space, &[id], &audience)
        .await?;
    Ok(asked.go(&format!(
        "/espace/moi/documents/{id}/visibilite?fait=montre&qui={}",
        form.text("qui")
    )))
}

/// The young person lets those who answer for them see it, as [`show`].
pub(super) async fn parents(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    if !pages.has_fresh_proof(&holder) {
        let back = format!("/espace/moi/documents/{id}/visibilite");
        return Ok(identity::proof_first(&asked, &asked.turned(&back)));
    }
    pages.documents.lift_secret(&caller, space, id).await?;
    Ok(asked.go(&format!(
        "/espace/moi/documents/{id}/visibilite?fait=parents"
    )))
}

/// Which document, and hidden from or shown to whom.
fn wish(form: &Form) -> Result<Audience> {
    form.only(&["qui"])?;
    Ok(match form.text("qui") {
        "tous" => Audience::Everyone,
        // The page offers only numbers that it knows.
        rpps => Audience::One(rpps.parse().map_err(|_| Error::not_found())?),
    })
}
