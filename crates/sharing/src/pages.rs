//! How sharing looks: *Qui voit quoi*, the access history, and the page where a
//! professional states a care link.

use crate::actions::{HistoryPlace, Sharing, Told};
use crate::entries::{CareLink, CareLinks};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Locale, Page, Tone};
use identity::{Caller, HolderIn, Profession, ProfessionalIn};
use journal::By;
use kernel::{Error, LinkId, Result, SpaceId, Timestamp};
use spaces::{Face, Spaces};
use std::time::Duration;

/// The sentences of this crate.
pub const TEXTS: Locale = Locale {
    name: "sharing",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// Lines of the history on a page, at least, where there are as many.
const LINES_PER_PAGE: usize = 50;
/// Lines by others on the overview.
const LAST_LINES: usize = 3;
/// Lines read at once.
const LINES_READ: u32 = 100;
/// Times a page reads on, looking for others' lines.
const PAGES_MAX: usize = 20;
/// Lines that say the same within this time are one burst on screen.
const BURST: Duration = Duration::from_secs(10 * 60);

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// The gate.
    pub sharing: Sharing,
    /// The register, for the names above a professional's pages.
    pub spaces: Spaces,
}

impl Pages {
    /// The routes.
    pub fn routes(self) -> Router {
        Router::new()
            .route("/espace/moi/acces", get(overview))
            .route("/espace/moi/acces/journal", get(history))
            .route("/espace/moi/acces/lien/{link}/arreter", post(cut))
            .route("/pro/patients/{space}/lien", get(link_form).post(link_send))
            .with_state(self)
    }
}

/// The last line of the history that somebody else wrote, in words: who, and
/// when. For the holder's home.
#[derive(Clone, Debug)]
pub struct LastSeen {
    /// Who, with profession and place.
    pub who: String,
    /// When.
    pub when: String,
    /// What they did.
    pub what: String,
}

/// The last time somebody else looked into the record or changed it.
///
/// # Errors
/// As [`Sharing::history`].
pub async fn last_seen(
    page: &Page,
    sharing: &Sharing,
    permit: &crate::Permit,
) -> Result<Option<LastSeen>> {
    let (told, _) = gather(sharing, permit, HistoryPlace::default(), Who::Others, 1).await?;
    Ok(lines(page, told).into_iter().next().map(|line| LastSeen {
        who: [line.who, line.role, line.place]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        when: line.when,
        what: line.what,
    }))
}

fn own_space(caller: &identity::Holder) -> Result<SpaceId> {
    caller.spaces.first().copied().ok_or_else(Error::not_found)
}

/// A professional with a right in force, on screen.
struct LinkRow {
    id: String,
    name: String,
    profession: String,
    why: String,
    until: String,
}

#[derive(Template)]
#[template(path = "access.html")]
struct Overview {
    page: Page,
    links: Vec<LinkRow>,
    last: Vec<Line>,
}

async fn overview(asked: Asked, HolderIn(holder): HolderIn, State(pages): State<Pages>) -> Answer {
    let space = own_space(&holder)?;
    let now = pages.sharing.world().now();
    let permit = pages
        .sharing
        .permit_history(&Caller::Holder(holder.clone()), space)
        .await?;
    let mut page = asked.page("sharing-title");
    if asked.param("fait")?.as_deref() == Some("arret") {
        let sentence = page.t("sharing-link-cut-done");
        page = page.with_status(Tone::Done, sentence);
    }
    let links = permit
        .state::<CareLinks>()?
        .all()
        .iter()
        .filter(|link| now < link.until);
    let links = links.map(|link| LinkRow::of(&page, link)).collect();
    let start = HistoryPlace::default();
    let (told, _) = gather(&pages.sharing, &permit, start, Who::Others, LAST_LINES).await?;
    let mut last = lines(&page, told);
    last.truncate(LAST_LINES);
    Ok(edge::show(&Overview { page, links, last }))
}

impl LinkRow {
    fn of(page: &Page, link: &CareLink) -> Self {
        Self {
            id: link.id.to_string(),
            name: link.name.clone(),
            profession: profession(page, &link.profession),
            why: page.t(&format!("sharing-why-{}", link.basis.key())),
            until: page.day(link.until.in_paris().date()),
        }
    }
}

async fn cut(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(link): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    pages
        .sharing
        .cut_link(&Caller::Holder(holder), space, link.parse::<LinkId>()?)
        .await?;
    Ok(asked.go("/espace/moi/acces?fait=arret"))
}

/// Whose lines to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Everyone,
    Others,
}

/// One line of the history, on screen: one act, or a burst of the same.
struct Line {
    who: String,
    role: String,
    place: String,
    when: String,
    what: String,
    why: String,
    times: usize,
}

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Page,
    lines: Vec<Line>,
    others_only: bool,
    older: Option<String>,
}

async fn history(asked: Asked, HolderIn(holder): HolderIn, State(pages): State<Pages>) -> Answer {
    let space = own_space(&holder)?;
    let permit = pages
        .sharing
        .permit_history(&Caller::Holder(holder), space)
        .await?;
    let number =
        |name| Ok::<_, Error>(asked.param(name)?.and_then(|text| text.parse::<u64>().ok()));
    let place = HistoryPlace {
        reads: number("l")?,
        changes: number("c")?,
    };
    let others_only = asked.param("filtre")?.as_deref() == Some("autres");
    let shown = if others_only {
        Who::Others
    } else {
        Who::Everyone
    };
    let (told, next) = gather(&pages.sharing, &permit, place, shown, LINES_PER_PAGE).await?;
    let page = asked
        .page("sharing-history-title")
        .under(asked.page("sharing-title").title, "/espace/moi/acces");
    let older = next.map(|next| {
        let mut query = Vec::new();
        query.extend(next.reads.map(|n| format!("l={n}")));
        query.extend(next.changes.map(|n| format!("c={n}")));
        query.extend(others_only.then(|| String::from("filtre=autres")));
        page.href(&format!("/espace/moi/acces/journal?{}", query.join("&")))
    });
    let lines = lines(&page, told);
    Ok(edge::show(&History {
        page,
        lines,
        others_only,
        older,
    }))
}

/// Lines for a page: all of them, or others' alone, as many pages further as it
/// takes to find `wanted` of those; and where the next page begins.
async fn gather(
    sharing: &Sharing,
    permit: &crate::Permit,
    mut place: HistoryPlace,
    shown: Who,
    wanted: usize,
) -> Result<(Vec<Told>, Option<HistoryPlace>)> {
    let mut gathered = Vec::new();
    for _ in 0..PAGES_MAX {
        let (told, next) = sharing.history(permit, place, LINES_READ).await?;
        gathered.extend(told.into_iter().filter(|told| {
            let own = matches!(told.by(), By::Holder { .. });
            !told.act().is_empty() && (shown == Who::Everyone || !own)
        }));
        match next {
            Some(next) if gathered.len() < wanted => place = next,
            next => return Ok((gathered, next)),
        }
    }
    Ok((gathered, Some(place)))
}

/// The lines to show, newest first, with bursts of the same gathered.
fn lines(page: &Page, told: Vec<Told>) -> Vec<Line> {
    let mut lines: Vec<(Line, Timestamp)> = Vec::new();
    for told in told {
        let line = Line::of(page, &told);
        match lines.last_mut() {
            Some((last, first_at))
                if last.says_the_same(&line) && first_at.since(told.at()) <= BURST =>
            {
                last.times += 1;
            }
            _ => lines.push((line, told.at())),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

impl Line {
    fn of(page: &Page, told: &Told) -> Self {
        let (by, act, what, why) = match told {
            Told::Read(read) => (&read.by, &read.act, &read.what, &read.why),
            Told::Change(change) => (&change.by, &change.act, &change.what, &change.why),
        };
        let (who, role, place) = match by {
            By::Holder { name, .. } => (name.clone(), page.t("sharing-role-you"), String::new()),
            By::Professional {
                name,
                profession: code,
                place,
                ..
            } => {
                let place = place
                    .as_ref()
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default();
                (name.clone(), profession(page, code), place)
            }
            By::Institution { name, .. } => (
                name.clone(),
                page.t("sharing-role-institution"),
                String::new(),
            ),
            By::Keeper { name } => (name.clone(), page.t("sharing-role-keeper"), String::new()),
        };
        Self {
            who,
            role,
            place,
            when: page.moment(told.at()),
            what: page.ta(&format!("history-{act}"), &[("what", what)]),
            why: if why.is_empty() {
                String::new()
            } else {
                page.t(&format!("sharing-why-{why}"))
            },
            times: 1,
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        (&self.who, &self.what, &self.place, &self.why)
            == (&other.who, &other.what, &other.place, &other.why)
    }
}

fn profession(page: &Page, code: &str) -> String {
    Profession::from_code(code).map_or_else(
        |_| code.to_owned(),
        |profession| profession.label(page.lang).to_owned(),
    )
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    page: Page,
    face: Face,
    action: String,
    deposit: String,
    days: u64,
}

async fn link_form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let template = LinkPage::of(&asked, &pages, &professional, space).await?;
    Ok(edge::show(&template))
}

async fn link_send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    form.only(&["accord"])?;
    if !form.has("accord") {
        let mut template = LinkPage::of(&asked, &pages, &professional, space).await?;
        template.page = template
            .page
            .again(&form, Error::field("accord", "sharing-consent-missing"))?;
        return Ok(edge::mend(&template));
    }
    pages.sharing.state_link(&professional, space).await?;
    Ok(asked.go(&format!("/pro/patients/{space}")))
}

impl LinkPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &identity::Professional,
        space: SpaceId,
    ) -> Result<Self> {
        let face = pages.spaces.open_face(space).await?;
        let page = asked.page("sharing-link-title");
        let action = page.href(&format!("/pro/patients/{space}/lien"));
        let lasts = crate::rules::link_lasts(
            crate::entries::Basis::Consent,
            professional.profession.code(),
        );
        let deposit = page.href(&format!("/pro/patients/{space}/ajouter"));
        Ok(Self {
            page,
            face,
            action,
            deposit,
            days: lasts.as_secs() / 86_400,
        })
    }
}
