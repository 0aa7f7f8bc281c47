//! The holder's pages: all headings, one, and the form of a line.

use super::form::{FormPage, LOOKED_FOR, PROPOSED, heading_for, read};
use super::growth::{self, Grown};
use super::measures::{self, Figure};
use super::shown::{Block, block, blocks, title};
use super::targets::{self, TARGETS, TargetView};
use super::{Pages, named};
use crate::actions::{Place, Profiles, Told};
use crate::growth::Growth;
use crate::rules::Heading;
use askama::Template;
use axum::extract::{Path, State};
use documents::Documents;
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{AtHome, Caller};
use jiff::Span;
use kernel::{Date, Result, SpaceId};
use sharing::Permit;
use spaces::Face;

/// Where the holder's profile is.
pub(super) const BASE: &str = "/espace/moi/profil";
/// Lines of a heading on the page of all.
const FIRST: usize = 3;
/// Lines on the page of a heading.
pub(super) const ALL: usize = 300;

/// The headings as the page groups them: the key of a title, and the headings.
const GROUPS: [(&str, &[Heading]); 3] = [
    (
        "profile-group-care",
        &[
            Heading::Allergies,
            Heading::Treatments,
            Heading::Conditions,
            Heading::Vaccinations,
            Heading::Stays,
            Heading::Devices,
            Heading::Pregnancies,
            Heading::Disabilities,
        ],
    ),
    (
        "profile-group-me",
        &[
            Heading::BloodGroup,
            Heading::Measures,
            Heading::Family,
            Heading::Habits,
        ],
    ),
    (
        "profile-group-wishes",
        &[
            Heading::Contacts,
            Heading::Professionals,
            Heading::Directives,
            Heading::OrganDonation,
        ],
    ),
];

#[derive(Template)]
#[template(path = "profile.html")]
struct Overview {
    page: Page,
    groups: Vec<(String, Vec<Block>)>,
    /// The first heading that says nothing yet.
    next: Option<Block>,
    next_none: bool,
    /// The first days of the account keep back what was there before it.
    kept_back: bool,
}

/// What the pages of a holder are made of.
pub(super) struct Own {
    pub(super) permit: Permit,
    pub(super) face: Face,
    pub(super) today: Date,
}

pub(super) async fn own(pages: &Pages, caller: &Caller, space: SpaceId) -> Result<Own> {
    let permit = pages
        .profiles
        .sharing()
        .permit_record(caller, space)
        .await?;
    Ok(Own {
        face: pages.spaces.open_face(space).await?,
        today: permit.now().in_paris().date(),
        permit,
    })
}

pub(super) async fn overview(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let own = own(&pages, &caller, space).await?;
    let page = asked.page("profile-title");
    let adult = own.face.age_on(own.today) >= 18;
    let mut groups = Vec::new();
    for (key, headings) in GROUPS {
        let fitting: Vec<Heading> = headings
            .iter()
            .copied()
            .filter(|heading| adult || !heading.is_for_adults())
            .collect();
        let blocks = blocks(&page, &own.permit, BASE, &fitting, FIRST)?;
        groups.push((page.t(key), blocks));
    }
    let says_nothing = |block: &&Block| block.lines.is_empty() && !block.nothing;
    let next = groups.iter().flat_map(|(_, blocks)| blocks);
    let next = next
        .filter(|block| Heading::from_slug(block.slug).is_some_and(Heading::is_shared_at_first))
        .find(says_nothing)
        .filter(|_| own.permit.is_at_home())
        .cloned();
    let next_none = next
        .as_ref()
        .and_then(|block| Heading::from_slug(block.slug))
        .is_some_and(Heading::may_be_none);
    Ok(edge::show(&Overview {
        page,
        groups,
        next,
        next_none,
        kept_back: own.permit.keeps_back(),
    }))
}

#[derive(Template)]
#[template(path = "profile_heading.html")]
pub(super) struct HeadingPage {
    pub(super) page: Page,
    pub(super) face: Option<Face>,
    pub(super) block: Block,
    pub(super) lead: String,
    pub(super) add: String,
    pub(super) writes: bool,
    pub(super) may_be_none: bool,
    /// Where it is said that there is nothing.
    pub(super) none: String,
    pub(super) back: String,
    pub(super) figures: Vec<Figure>,
    /// The same of a child, on reference curves.
    pub(super) grown: Vec<Grown>,
    /// What measures should be today, for a heading of measures.
    pub(super) aims: Option<Vec<TargetView>>,
    /// Where that is said.
    pub(super) aims_href: String,
    /// The first days of the account keep back what was there before it.
    pub(super) kept_back: bool,
}

impl HeadingPage {
    pub(super) fn of(
        page: Page,
        permit: &Permit,
        heading: Heading,
        (base, face): (&str, &Face),
        curves: Option<&Growth>,
    ) -> Result<Self> {
        let page = page.clone().under(page.t("profile-title"), base);
        let block = block(&page, permit, base, heading, ALL)?;
        let (mut figures, mut grown, mut aims) = (Vec::new(), Vec::new(), None);
        if heading == Heading::Measures {
            let all = targets::views(&page, permit, TARGETS)?.into_iter();
            // What its holder aims at is shown beside what was measured.
            aims = (!permit.is_carers()).then(|| all.filter(|target| target.in_force).collect());
            if let Told::Lines(lines) = Profiles::told(permit, heading)? {
                let born = face.identity.birth_date.0;
                let adult = born.saturating_add(Span::new().years(18));
                let aimed = Profiles::targets(permit)?;
                let child = curves.filter(|_| growth::of_a_child(&lines, adult));
                grown = child.map_or_else(Vec::new, |curves| {
                    growth::grown(&page, curves, face, &lines)
                });
                figures = measures::figures(&page, &lines, adult, &aimed);
                figures.retain(|figure| !growth::has(&grown, figure.kind));
            }
        }
        Ok(Self {
            face: None,
            lead: match permit.is_carers() {
                true => page.t("profile-lead-of-helped"),
                false => page.t(&format!("profile-lead-{}", heading.slug())),
            },
            add: page.t(&format!("profile-add-{}", heading.slug())),
            writes: !permit.is_carers(),
            may_be_none: heading.may_be_none() && block.lines.is_empty(),
            none: page.href(&format!("{base}/{}/aucun", heading.slug())),
            back: page.href(base),
            figures,
            grown,
            aims,
            aims_href: page.href(TARGETS),
            kept_back: permit.keeps_back(),
            block,
            page,
        })
    }
}

pub(super) async fn heading(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(slug): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let own = own(&pages, &caller, space).await?;
    let heading = heading_for(&slug, &own.face, own.today)?;
    let page = asked.page("profile-title");
    let page = asked.titled(title(&page, heading));
    let page = with_status(page, &asked, heading)?;
    Ok(edge::show(&HeadingPage::of(
        page,
        &own.permit,
        heading,
        (BASE, &own.face),
        pages.growth.as_deref(),
    )?))
}

/// What was just done, said at the top.
fn with_status(page: Page, asked: &Asked, heading: Heading) -> Result<Page> {
    let key = match asked.param("fait")?.as_deref() {
        Some("ajoute") => "profile-done-added",
        Some("change") => "profile-done-changed",
        Some("remis") => "profile-done-restored",
        Some("aucun") => "profile-done-none",
        Some("partage") => "profile-done-shared",
        Some("garde") => "profile-done-kept",
        Some("demande") => "profile-done-asked",
        Some("retire") => {
            let text = page.t("profile-done-removed");
            let Some(line) = asked.param("ligne")? else {
                return Ok(page.with_status(Tone::Done, text));
            };
            let line: crate::LineId = line.parse()?;
            let action = page.href(&format!("{BASE}/{}/{line}/remettre", heading.slug()));
            let label = page.t("profile-undo");
            return Ok(page.with_undo(
                text,
                Undo {
                    label,
                    action,
                    fields: Vec::new(),
                },
            ));
        }
        _ => return Ok(page),
    };
    let text = page.t(key);
    Ok(page.with_status(Tone::Done, text))
}

fn form_page(asked: &Asked, own: &Own, heading: Heading, line: Option<&str>) -> Result<FormPage> {
    let shown = line
        .map(|id| Profiles::line(&own.permit, id.parse()?))
        .transpose()?;
    if let Some(shown) = &shown {
        let mine = crate::rules::may(shown.standing, crate::rules::Wanted::Change);
        if shown.line.heading != heading || !mine {
            return Err(kernel::Error::not_found());
        }
    }
    let page = asked.page("profile-title");
    let own_title = match line {
        Some(_) => page.t1("profile-change-title", "heading", title(&page, heading)),
        None => page.t(&format!("profile-add-{}", heading.slug())),
    };
    let page = asked.titled(own_title);
    let proposed = match asked.param(PROPOSED)?.filter(|_| line.is_none()) {
        None => None,
        Some(id) => {
            let found = Documents::one(&own.permit, id.parse()?)?;
            let found = found.filter(|_| heading.rests_on_documents());
            Some(found.ok_or_else(kernel::Error::not_found)?)
        }
    };
    let (shown, proposed) = (shown.as_ref(), proposed.as_ref());
    let documents = (proposed, asked.param(LOOKED_FOR)?);
    FormPage::of(page, &own.permit, heading, BASE, shown, documents)
}

pub(super) async fn add(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(slug): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let own = own(&pages, &caller, space).await?;
    let heading = heading_for(&slug, &own.face, own.today)?;
    Ok(edge::show(&form_page(&asked, &own, heading, None)?))
}

pub(super) async fn change(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let own = own(&pages, &caller, space).await?;
    let heading = heading_for(&slug, &own.face, own.today)?;
    Ok(edge::show(&form_page(&asked, &own, heading, Some(&line))?))
}

pub(super) async fn add_sent(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(slug): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    sent(&asked, &pages, (&caller, space), (&slug, None), &form).await
}

pub(super) async fn change_sent(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path((slug, line)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    sent(
        &asked,
        &pages,
        (&caller, space),
        (&slug, Some(&line)),
        &form,
    )
    .await
}

async fn sent(
    asked: &Asked,
    pages: &Pages,
    (caller, space): (&Caller, SpaceId),
    (slug, line): (&str, Option<&str>),
    form: &Form,
) -> Answer {
    let face = pages.spaces.open_face(space).await?;
    let today = pages.profiles.sharing().world().now().in_paris().date();
    let heading = heading_for(slug, &face, today)?;
    let id = line.map(str::parse).transpose()?;
    let written = async {
        let (values, with) = read(heading, form, face.identity.birth_date.0, today)?;
        let place = Place { heading, line: id };
        pages
            .profiles
            .write(caller, space, place, values, with)
            .await
    };
    if let Err(error) = written.await {
        let own = own(pages, caller, space).await?;
        let mut template = form_page(asked, &own, heading, line)?;
        template.page = template.page.again(form, error)?;
        return Ok(edge::mend(&template));
    }
    let done = if line.is_some() { "change" } else { "ajoute" };
    Ok(asked.go(&format!("{BASE}/{}?fait={done}", heading.slug())))
}

/// The heading of an address, for what does not depend on an age.
pub(super) fn any(slug: &str) -> Result<Heading> {
    named(slug)
}
