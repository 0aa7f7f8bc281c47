//! *Add to my profile*, from a document: its headings to choose from, and what it
//! says for machines, which its holder ticks. Nothing is added by itself.

use super::Pages;
use super::holder::{BASE, Own, own};
use super::shown::{brief, called, title};
use crate::actions::{Profiles, Told};
use crate::found::{Found, contradicted, lines};
use crate::rules::Heading;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, Named};
use kernel::{DocumentId, Error, Result, SpaceId, When};
use sharing::rules::DocumentState;
use sharing::{Manner, Rights};

/// A line that the document proposes.
struct Proposal {
    /// The name of its box.
    name: String,
    heading: String,
    text: String,
    /// It is in the profile already.
    known: bool,
    /// The profile says something else: in words, and where.
    contradicts: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "profile_found.html")]
struct FoundPage {
    page: Page,
    document: String,
    day: String,
    proposals: Vec<Proposal>,
    /// There is one that is not in the profile yet.
    fresh: bool,
    /// The file names somebody else, or not surely this person.
    doubtful: bool,
    /// Not all who see a line of the profile see the document: the sentence that says so.
    hidden: Option<&'static str>,
    headings: Vec<(String, String)>,
    action: String,
    back: String,
}

/// A document in the holder's hands, and what it proposes.
struct Read {
    own: Own,
    title: String,
    day: kernel::Date,
    found: Vec<Found>,
    doubtful: bool,
    hidden: Option<&'static str>,
}

fn here(id: DocumentId) -> String {
    format!("{BASE}/depuis/{id}")
}

async fn read(pages: &Pages, (caller, space): (&Caller, SpaceId), id: DocumentId) -> Result<Read> {
    let opened = pages
        .documents
        .open(caller, space, id, Manner::Seen)
        .await?;
    if opened.listed.facts.state != DocumentState::Kept {
        return Err(Error::not_found());
    }
    let own = own(pages, caller, space).await?;
    let named = documents::Documents::one(&own.permit, id)?;
    let named = named.and_then(|listed| listed.named);
    let doubtful = documents::is_doubtful(&own.face, named.as_ref());
    let born = own.face.identity.birth_date.0;
    let hidden = if own.permit.is_carers() {
        // From whom a document is hidden is not told to a carer.
        None
    } else if opened.is_secret()? {
        Some("profile-found-secret")
    } else {
        let hides_all = own.permit.state::<Rights>()?.switches().hide_all;
        let is_hidden = hides_all || opened.listed.facts.hiding.is_hidden();
        is_hidden.then_some("profile-found-hidden")
    };
    let found = match opened.coded().await? {
        Some(entries) if !doubtful => lines(&entries, born, own.today),
        _ => Vec::new(),
    };
    Ok(Read {
        title: opened.listed.label.title.clone(),
        day: opened.listed.label.act_date,
        hidden,
        found,
        doubtful,
        own,
    })
}

/// Whether the profile has such a line already.
fn is_known(own: &Own, found: &Found) -> Result<bool> {
    let Told::Lines(lines) = Profiles::told(&own.permit, found.heading)? else {
        return Ok(false);
    };
    let same = found.values.sameness(found.heading);
    Ok(lines
        .iter()
        .any(|shown| shown.line.values.sameness(found.heading) == same))
}

/// That the profile has another blood group than the document, and where it has it.
fn contradiction(page: &Page, own: &Own, found: &Found) -> Result<Option<(String, String)>> {
    let Told::Lines(lines) = Profiles::told(&own.permit, found.heading)? else {
        return Ok(None);
    };
    let noted = lines.iter().map(|shown| &shown.line.values);
    Ok(contradicted(noted, found).map(|noted| {
        let said = called(page, found.heading, &found.values);
        let said = [("said", said.as_str()), ("noted", noted)];
        let heading = format!("{BASE}/{}", found.heading.slug());
        (
            page.ta("profile-found-contradicts", &said),
            page.href(&heading),
        )
    }))
}

/// What a line would say, with the day of a result.
fn proposed(page: &Page, found: &Found) -> String {
    let text = brief(page, found.heading, &found.values);
    let Some(on) = found.on else { return text };
    // Of a month or a year French says no « du ».
    let key = match on {
        When::Day(_) => "profile-found-result",
        When::Month(..) | When::Year(_) => "profile-found-result-about",
    };
    page.ta(key, &[("text", &text), ("day", &page.when(on))])
}

impl FoundPage {
    fn of(asked: &Asked, read: &Read, id: DocumentId) -> Result<Self> {
        let page = asked.page("profile-found-title");
        let document = format!("/espace/moi/documents/{id}");
        let page = page.under(read.title.clone(), &document);
        let proposals = read.found.iter().enumerate().map(|(n, found)| {
            Ok(Proposal {
                name: format!("t-{n}"),
                heading: title(&page, found.heading),
                text: proposed(&page, found),
                known: is_known(&read.own, found)?,
                contradicts: contradiction(&page, &read.own, found)?,
            })
        });
        let adult = read.own.face.age_on(read.own.today) >= 18;
        let fitting = Heading::ALL
            .into_iter()
            .filter(|heading| heading.rests_on_documents())
            .filter(|heading| adult || !heading.is_for_adults());
        let headings = fitting.map(|heading| {
            let add = format!("{BASE}/{}/ajouter?document={id}", heading.slug());
            (page.href(&add), title(&page, heading))
        });
        let proposals: Vec<Proposal> = proposals.collect::<Result<_>>()?;
        Ok(Self {
            document: read.title.clone(),
            day: page.day(read.day),
            fresh: proposals
                .iter()
                .any(|one| !one.known && one.contradicts.is_none()),
            proposals,
            doubtful: read.doubtful,
            hidden: read.hidden,
            headings: headings.collect(),
            action: page.href(&here(id)),
            back: page.href(&document),
            page,
        })
    }
}

pub(super) async fn page(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
) -> Answer {
    let read = read(&pages, (&caller, space), id).await?;
    let mut template = FoundPage::of(&asked, &read, id)?;
    let number = |name: &str| Ok::<_, Error>(asked.param(name)?.and_then(|it| it.parse().ok()));
    let (added, known): (Option<u8>, Option<u8>) = (number("ajoutes")?, number("deja")?);
    if let Some(added) = added {
        let mut text = template.page.t1("profile-found-added", "count", added);
        if let Some(known) = known.filter(|known| *known > 0) {
            let known = template.page.t1("profile-found-known", "count", known);
            text = format!("{text} {known}");
        }
        template.page = template.page.with_status(Tone::Done, text);
    }
    Ok(edge::show(&template))
}

pub(super) async fn add(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    // The document never changes: what is read again is what was ticked.
    let read = read(&pages, (&caller, space), id).await?;
    let names: Vec<String> = (0..read.found.len()).map(|n| format!("t-{n}")).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    form.only(&known)?;
    let ticked = names.iter().zip(&read.found);
    let ticked = ticked.filter(|(name, _)| !form.text(name).is_empty());
    let ticked: Vec<Found> = ticked.map(|(_, found)| found.clone()).collect();
    let added = match ticked.is_empty() {
        true => Err(Error::field("t-0", "profile-found-none-ticked")),
        false => pages.profiles.add_found(&caller, space, id, &ticked).await,
    };
    match added {
        Ok((added, known)) => Ok(asked.go(&format!("{}?ajoutes={added}&deja={known}", here(id)))),
        Err(error) => {
            let mut template = FoundPage::of(&asked, &read, id)?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}
