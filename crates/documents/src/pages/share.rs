//! Documents shared by a one-time code: chosen, verified and shared by their holder, who
//! sees what is shared and stops it; and the list of whoever typed the code.

use super::rows::Row;
use super::together::chosen;
use super::{Pages, professional_rows};
use crate::actions::{Documents, Listed};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, HolderIn, ProfessionalIn};
use kernel::{DocumentId, Error, Kind, Result, ShareId, SpaceId};
use sharing::rules::{Lasting, SHARED_AT_MOST};
use sharing::{Change, PROOF_FIRST, Permit, Rights, Share};
use spaces::Face;

const LIST: &str = "/espace/moi/documents";
const HERE: &str = "/espace/moi/documents/partager";
const SHARES: &str = "/espace/moi/acces/partages";
/// Documents whose ids fit in the address to which a provider leads back.
const FEW: usize = 4;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/espace/moi/documents/partager", get(form).post(send))
        .route("/espace/moi/acces/partages", get(shares).post(stop))
        .route("/pro/patients/{space}/partage", get(shared))
}

/// The address of the form for these documents.
pub(super) fn form_of(ids: &[DocumentId]) -> String {
    format!("{HERE}?d={}", written(ids))
}

fn written(ids: &[DocumentId]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}

/// The documents that an address or a field names, each once.
fn named(text: &str) -> Vec<DocumentId> {
    let mut ids: Vec<DocumentId> = Vec::new();
    for id in text
        .split(',')
        .filter_map(|id| id.parse::<DocumentId>().ok())
    {
        if !ids.contains(&id) && ids.len() < SHARED_AT_MOST {
            ids.push(id);
        }
    }
    ids
}

/// A document that may be shared, or is.
struct Line {
    id: String,
    title: String,
    /// The day of the act, and the kind, in words.
    of: String,
    /// It is hidden from everyone: a code does not show it.
    hidden: bool,
    ticked: bool,
}

impl Line {
    fn of(page: &Page, listed: &Listed, hides_all: bool, ticked: bool) -> Self {
        let row = Row::for_professional(page, listed);
        Self {
            id: listed.label.id.to_string(),
            of: format!("{} — {}", row.day, row.kind),
            title: row.title,
            hidden: hides_all || listed.facts.hiding.is_from_all(),
            ticked,
        }
    }

    /// Each of these documents; not found, if one is not there for who asks.
    fn all(page: &Page, permit: &Permit, ids: &[DocumentId], ticked: bool) -> Result<Vec<Self>> {
        let hides_all = permit.state::<Rights>()?.switches().hide_all;
        let each = ids.iter().map(|id| {
            let listed = Documents::one(permit, *id)?.ok_or_else(Error::not_found)?;
            Ok::<_, Error>(Self::of(page, &listed, hides_all, ticked))
        });
        each.collect()
    }
}

#[derive(Template)]
#[template(path = "share.html")]
struct Choose {
    page: Page,
    lines: Vec<Line>,
    /// All of them, for the form that comes back.
    all: String,
    durations: Vec<(&'static str, String)>,
    action: String,
    /// The proof that it is they comes first.
    proof: bool,
    back: String,
}

#[derive(Template)]
#[template(path = "share_check.html")]
struct Check {
    page: Page,
    lines: Vec<Line>,
    all: String,
    lasting: &'static str,
    duration: String,
    action: String,
    change: String,
}

#[derive(Template)]
#[template(path = "share_code.html")]
struct Made {
    page: Page,
    code: String,
    until: String,
    duration: String,
    lines: Vec<Line>,
    shares: String,
    back: String,
}

fn titled(asked: &Asked) -> Page {
    let page = asked.page("documents-share-title");
    page.clone().under(page.t("documents-title"), LIST)
}

fn duration(page: &Page, lasting: Lasting) -> String {
    page.t(&format!("documents-share-{}", lasting.key()))
}

impl Choose {
    fn of(page: Page, lines: Vec<Line>, all: &[DocumentId], proof: bool) -> Self {
        let choice = |lasting: Lasting| (lasting.key(), duration(&page, lasting));
        Self {
            durations: Lasting::ALL.into_iter().map(choice).collect(),
            lines,
            all: written(all),
            action: page.href(HERE),
            proof,
            back: page.href(LIST),
            page,
        }
    }
}

async fn form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let sharing = pages.documents.sharing();
    sharing.check(&caller, space, Change::WidenRights).await?;
    let ids = named(&asked.param("d")?.unwrap_or_default());
    if ids.is_empty() {
        return Ok(asked.go(&format!("{LIST}?fait=aucun")));
    }
    let permit = sharing.permit_record(&caller, space).await?;
    let page = titled(&asked).with_values(&[("duree", Lasting::Visit.key())]);
    let lines = Line::all(&page, &permit, &ids, true)?;
    let proof = !pages.has_fresh_proof(&holder);
    Ok(edge::show(&Choose::of(page, lines, &ids, proof)))
}

/// What the form says: the documents, and for how long.
///
/// # Errors
/// Invalid, with what to mend.
fn wish(form: &Form, ids: &[DocumentId]) -> Result<Lasting> {
    match ids.len() {
        0 => return Err(Error::field("documents", "documents-share-none")),
        1..=SHARED_AT_MOST => {}
        _ => return Err(Error::field("documents", "sharing-share-count")),
    }
    let missing = || Error::field("duree", "documents-share-no-duration");
    Lasting::from_key(form.text("duree")).ok_or_else(missing)
}

async fn send(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let ids = chosen(&form, &["duree", "geste", "liste"])?;
    let sharing = pages.documents.sharing();
    sharing.check(&caller, space, Change::WidenRights).await?;
    if !pages.has_fresh_proof(&holder) {
        return Ok(proof_first(&asked, &ids));
    }
    // Before anything is made: a code that cannot be shown would be lost.
    let permit = sharing.permit_record(&caller, space).await?;
    let page = titled(&asked);
    let made = match (wish(&form, &ids), form.text("geste")) {
        (Err(error), _) => Err(error),
        (Ok(lasting), "verifier") => {
            let lines = Line::all(&page, &permit, &ids, true)?;
            match lines.iter().any(|line| line.hidden) {
                true => Err(Error::field("documents", "sharing-share-hidden")),
                false => {
                    let all = written(&ids);
                    return Ok(edge::show(&Check {
                        lasting: lasting.key(),
                        duration: duration(&page, lasting),
                        action: page.href(HERE),
                        change: page.href(&form_of(&ids)),
                        lines,
                        all,
                        page,
                    }));
                }
            }
        }
        (Ok(lasting), "partager") => {
            let made = pages.documents.share(&holder, space, &ids, lasting).await;
            made.map(|made| (made, lasting))
        }
        _ => return Err(Error::invalid("error-form-fields").into()),
    };
    let (made, lasting) = match made {
        Ok(made) => made,
        Err(error) if error.code() == PROOF_FIRST => return Ok(proof_first(&asked, &ids)),
        Err(error) => {
            let page = page.again(&form, error)?;
            // What was taken out of the choice can be ticked again.
            let mut all = named(form.text("liste"));
            let more = ids.iter().copied().filter(|id| !all.contains(id));
            let more: Vec<DocumentId> = more.collect();
            all.extend(more);
            let mut lines = Line::all(&page, &permit, &all, false)?;
            for line in &mut lines {
                line.ticked = form.has(&format!("d-{}", line.id));
            }
            return Ok(edge::mend(&Choose::of(page, lines, &all, false)));
        }
    };
    Ok(edge::show(&Made {
        lines: Line::all(&page, &permit, &ids, true)?,
        until: page.moment(made.until),
        code: made.code,
        duration: duration(&page, lasting),
        shares: page.href(SHARES),
        back: page.href(LIST),
        page,
    }))
}

/// Whoever finds a page open lets nobody read (`docs/sign-in.md`). The way back from a
/// provider is kept short: more are ticked anew.
fn proof_first(asked: &Asked, ids: &[DocumentId]) -> axum::response::Response {
    let back = match ids.len() {
        1..=FEW => form_of(ids),
        _ => format!("{LIST}?fait=a-partager"),
    };
    identity::proof_first(asked, &asked.turned(&back))
}

/// A share in force.
struct Active {
    id: String,
    made: String,
    /// What is shared, as far as its holder sees it.
    titles: Vec<String>,
    until: String,
    /// Who uses it; nobody yet, if nobody.
    taken: Option<String>,
    stop: String,
}

#[derive(Template)]
#[template(path = "shares.html")]
struct Actives {
    page: Page,
    lines: Vec<Active>,
    action: String,
    list: String,
}

impl Active {
    fn of(page: &Page, permit: &Permit, share: &Share) -> Result<Self> {
        let mut titles = Vec::new();
        for id in &share.documents {
            titles.extend(Documents::one(permit, *id)?.map(|listed| listed.label.title));
        }
        let day = page.moment(share.since);
        Ok(Self {
            id: share.id.to_string(),
            titles,
            until: page.moment(share.ends()),
            taken: share.taken.as_ref().map(|taken| {
                let when = page.moment(taken.at);
                let (name, when) = (taken.person.name.as_str(), when.as_str());
                page.ta("documents-share-taken", &[("name", name), ("when", when)])
            }),
            stop: page.t1("documents-share-stop-this", "when", &day),
            made: day,
        })
    }
}

async fn shares(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let sharing = pages.documents.sharing();
    // Whom they let read, and whom they stop, is the holder's alone.
    sharing.check(&caller, space, Change::SetRights).await?;
    let permit = sharing.permit_record(&caller, space).await?;
    let page = asked.page("documents-shares-title");
    let mut page = page
        .clone()
        .under(page.t("documents-as-access"), "/espace/moi/acces");
    if asked.param("fait")?.as_deref() == Some("arrete") {
        let sentence = page.t("documents-share-stopped");
        page = page.with_status(Tone::Done, sentence);
    }
    let active = permit.state::<Rights>()?.shares_in_force(permit.now());
    let lines = active.map(|share| Active::of(&page, &permit, share));
    let mut lines: Vec<Active> = lines.collect::<Result<_>>()?;
    lines.reverse();
    Ok(edge::show(&Actives {
        lines,
        action: page.href(SHARES),
        list: page.href(LIST),
        page,
    }))
}

async fn stop(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["partage"])?;
    let id = form.text("partage").parse::<ShareId>()?;
    let sharing = pages.documents.sharing();
    sharing.stop_share(&caller, space, id).await?;
    Ok(asked.go(&format!("{SHARES}?fait=arrete")))
}

#[derive(Template)]
#[template(path = "pro_shared.html")]
struct Shared {
    page: Page,
    face: Face,
    rows: Vec<Row>,
    until: Option<String>,
    link: String,
}

/// What was shared with this professional by codes, and nothing else of the record.
async fn shared(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let found = pages.documents.permit_shared(&professional, space).await;
    let permit = match found {
        Ok(permit) => permit,
        // The same, whether there never was anything, it is over, or it is hidden now; with
        // a care link or without. Who was blocked finds a closed space.
        Err(error) if matches!(error.kind(), Kind::Forbidden | Kind::NotFound) => {
            let caller = Caller::Professional(professional);
            let sharing = pages.documents.sharing();
            sharing.check(&caller, space, Change::StateLink).await?;
            let back = format!("/pro/patients/{space}/lien?fait=aucun-partage");
            return Ok(asked.go(&back));
        }
        Err(error) => return Err(error.into()),
    };
    let face = pages.spaces.open_face(space).await?;
    let mut all = Documents::shared(&permit)?;
    // How the holder keeps their documents in order is for them alone.
    all.iter_mut().for_each(Listed::disarrange);
    let page = asked.titled(face.name());
    Ok(edge::show(&Shared {
        rows: professional_rows(&page, &all, &face),
        until: permit.until()?.map(|until| page.moment(until)),
        link: page.href(&format!("/pro/patients/{space}/lien")),
        face,
        page,
    }))
}
