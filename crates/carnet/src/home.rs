//! The home pages: the public one, the holder's, and the professional's, where the
//! rooms meet.

use crate::house::House;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use documents::{Documents, Row};
use edge::{Answer, Asked, Form, Page};
use identity::{Caller, Capacity, HolderIn, Professional, ProfessionalIn};
use kernel::{Kind, Result};
use profile::Profiles;
use profile::actions::Told;
use profile::rules::Heading;
use sharing::{LastSeen, OfPatients, Permit};
use spaces::Desk;

/// Documents on the home page.
const LAST_DOCUMENTS: usize = 5;

/// The routes.
pub(crate) fn routes(house: House) -> Router {
    Router::new()
        .route("/", get(public))
        .route("/espace/moi", get(holder))
        .route("/pro", get(professional).post(search))
        .with_state(house)
}

#[derive(Template)]
#[template(path = "public.html")]
struct Public {
    page: Page,
}

async fn public(asked: Asked) -> Answer {
    Ok(edge::show(&Public {
        page: asked.page("carnet-public-title"),
    }))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    news: Option<Row>,
    news_from: String,
    more_news: usize,
    rows: Vec<Row>,
    last: LastSeen,
    /// What comes next in the diary.
    next: Option<agenda::Next>,
    /// Conversations in which something is unread.
    messages: usize,
    /// Things that prevention asks for now.
    to_do: usize,
    /// The children of whoever is at home here; none where that is not to be had.
    children: Option<Vec<mandates::Card>>,
    /// What they were told of since they looked, as far as that can be counted.
    given: Option<u64>,
    /// Acts asked for by phone that wait, as far as that is known.
    held: Option<usize>,
    /// There is nothing at all in this space.
    empty: bool,
    /// What the first days of the account keep back.
    waits: Option<String>,
    kept_back: Option<String>,
    /// Whether they can prove who they are at once, and have all of it.
    prove: bool,
}

async fn holder(asked: Asked, HolderIn(holder): HolderIn, State(house): State<House>) -> Answer {
    // A home tells of messages and of the diary too: a carer comes to the documents.
    if holder.capacity.is_carers() {
        return Ok(asked.go("/espace/moi/documents"));
    }
    let space = holder.own_space()?;
    let face = house.spaces.face(space).await?;
    if !face.life.is_open() {
        return Ok(asked.go("/espace/moi/ferme"));
    }
    let held = house.spaces.held(space).await;
    let held = part("acts that wait", held).map(|held| held.len());
    let given = part("what was told", house.spaces.count_given(space).await);
    let probation = holder.probation(space, house.world.now());
    let mut page = asked.page("carnet-home-title");
    let own = holder.capacity == Capacity::Holder;
    // In a child's space nobody has children.
    let children = match own {
        true => part(
            "children",
            mandates::cards(&page, &house.mandates, &holder).await,
        ),
        false => Some(Vec::new()),
    };
    let permit = house
        .sharing
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let mut listed = Documents::listed(&permit)?;
    let holds_none = listed.is_empty();
    // What is archived unread is told of all the same.
    listed.retain(|listed| !listed.is_put_away());
    // What is new comes first: the last thing that arrived, not the last act.
    listed.sort_by_key(|listed| std::cmp::Reverse(listed.label.added_at));
    let first = face.first_name();
    page.title = match own {
        true => page.t1("carnet-home-hello", "name", first),
        false => page.t1(
            "carnet-home-of-child",
            "of",
            edge::of_name(page.lang, &first),
        ),
    };
    let unseen: Vec<_> = listed.iter().filter(|listed| !listed.seen).collect();
    let first = unseen.first().copied();
    let news = documents::holder_rows(&page, &permit, first)?.pop();
    let news_from = news.as_ref().map_or_else(String::new, |row: &Row| {
        page.ta(
            "carnet-home-new-from",
            &[("author", &row.author), ("day", &row.day)],
        )
    });
    let rows = documents::holder_rows(&page, &permit, listed.iter().take(LAST_DOCUMENTS))?;
    let last = sharing::last_seen(&page, &house.sharing, &permit).await?;
    let next = agenda::next(&page, &permit)?;
    let messages = messages::unread(&permit)?;
    let waits = documents::something_waits(&page, &permit)?;
    let kept_back = probation.map(|probation| documents::kept_back(&page, probation));
    let elsewhere = agenda::holds_anything(&permit)?
        || messages::talks(&permit)?
        || waits.is_some()
        || kept_back.is_some();
    Ok(edge::show(&Home {
        empty: holds_none && !elsewhere && says_nothing(&permit)?,
        news,
        news_from,
        more_news: unseen.len().saturating_sub(1),
        rows,
        last,
        next,
        messages,
        children,
        to_do: prevention::to_do(&permit, &face)?,
        given,
        held,
        waits,
        kept_back,
        prove: house.identity.offers_france_connect(),
        page,
    }))
}

/// Whom this professional has to do with today, and what happened to their patients.
async fn desk(house: &House, asked: &Asked, professional: &Professional) -> Result<Desk> {
    let page = asked.page("pro-today-title");
    let (sharing, spaces) = (&house.sharing, &house.spaces);
    let told = sharing.emergencies_of_patients(spaces, professional, OfPatients::New);
    let told = part("emergencies of patients", told.await);
    Ok(Desk {
        today: agenda::today(&page, &house.agenda, professional).await?,
        emergencies: told.map_or(0, |told| told.len()),
    })
}

async fn professional(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(house): State<House>,
) -> Answer {
    let desk = desk(&house, &asked, &professional).await?;
    Ok(spaces::search_page(&asked, desk))
}

async fn search(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(house): State<House>,
    form: Form,
) -> Answer {
    match spaces::search(&house.spaces, &professional, &asked, &form).await {
        Ok(found) => Ok(found),
        Err(error) if error.kind() == Kind::Invalid => {
            let desk = desk(&house, &asked, &professional).await?;
            spaces::search_again(&asked, &form, error, desk)
        }
        Err(error) => Err(error.into()),
    }
}

/// A part of the page that is asked of the register beside the record: where it is not
/// to be had, the page says so, and all others are there.
fn part<T>(what: &'static str, had: Result<T>) -> Option<T> {
    had.inspect_err(|error| {
        tracing::warn!(
            what,
            error = error.log_text(),
            "a part of a home is missing"
        );
    })
    .ok()
}

/// Whether the medical profile says nothing yet, as far as whoever looks is shown.
fn says_nothing(permit: &Permit) -> Result<bool> {
    for heading in Heading::ALL {
        if !matches!(Profiles::told(permit, heading)?, Told::NotFilledIn) {
            return Ok(false);
        }
    }
    Ok(true)
}
