//! How prevention looks: the holder's pages, and the professional's.

mod holder;
mod noting;
mod professional;
mod vaccines;
mod words;

pub use vaccines::{Against, Dose};

use crate::actions::Prevention;
use crate::calendar::{Calendar, Diseases};
use crate::notes::Note;
use crate::rounds::sex;
use crate::rules::{self, Item, Person, Record, Status, Vaccination};
use axum::Router;
use axum::routing::{get, post};
use edge::Page;
use kernel::{Date, Result};
use profile::Profiles;
use profile::actions::Told;
use profile::rules::{Field, Heading, Values};
use sharing::Permit;
use spaces::{Face, Spaces};

/// What the pages need.
#[derive(Clone)]
pub struct Pages {
    /// What people note.
    pub prevention: Prevention,
    /// The register, for age and sex.
    pub spaces: Spaces,
}

/// The routes of the pages.
pub fn routes(pages: Pages) -> Router {
    Router::new()
        .route("/espace/moi/prevention", get(holder::list))
        .route(
            "/espace/moi/prevention/{item}/noter",
            get(holder::form).post(holder::note),
        )
        .route("/espace/moi/prevention/retirer", post(holder::withdraw))
        .route("/pro/patients/{space}/prevention", get(professional::list))
        .route(
            "/pro/patients/{space}/prevention/{item}/noter",
            get(professional::form).post(professional::note),
        )
        .route(
            "/pro/patients/{space}/prevention/retirer",
            post(professional::withdraw),
        )
        .with_state(pages)
}

/// Age and sex, as the register knows them.
fn person(face: &Face) -> Person {
    Person {
        born: face.identity.birth_date.0,
        sex: sex(face.identity.sex),
    }
}

/// The vaccinations of a medical profile, as far as a permit shows them.
#[derive(Default)]
struct Vaccinated {
    /// Those that count.
    known: Vec<Vaccination>,
    /// Those of which nobody wrote against what they are.
    unknown: usize,
}

impl Vaccinated {
    /// None that this permit shows.
    fn is_empty(&self) -> bool {
        self.known.is_empty() && self.unknown == 0
    }

    fn of(permit: &Permit, calendar: &Calendar) -> Result<Self> {
        let Told::Lines(lines) = Profiles::told(permit, Heading::Vaccinations)? else {
            return Ok(Self::default());
        };
        let mut all = Self::default();
        for shown in lines {
            let values = &shown.line.values;
            match (against(calendar, values), values.when(Field::On)) {
                (Some(against), Some(on)) => all.known.push(Vaccination { against, on }),
                _ => all.unknown += 1,
            }
        }
        Ok(all)
    }
}

/// What a vaccination is against, as far as somebody wrote it: what is ticked is what
/// counts; a name alone counts if it is known.
fn against(calendar: &Calendar, values: &Values) -> Option<Diseases> {
    let ticked = calendar.in_profile(values.choices(Field::Diseases));
    let named = || calendar.product(values.get(Field::Name)?);
    Some(ticked).filter(|set| !set.is_empty()).or_else(named)
}

/// All that a permit shows of a record's prevention.
struct Assessed<'a> {
    calendar: &'static Calendar,
    items: Vec<Item<'static>>,
    notes: Vec<&'a Note>,
    vaccinated: Vaccinated,
    today: Date,
}

/// How many things are to be done now, late ones included, as the calendars have
/// it for this person: for their home page.
///
/// # Errors
/// A fault, if the calendars or the slices are not there.
pub fn to_do(permit: &Permit, face: &Face) -> Result<usize> {
    let all = assessed(permit, face)?;
    let waits = |item: &&Item<'_>| matches!(item.standing.status, Status::Due | Status::Late);
    Ok(all.items.iter().filter(waits).count())
}

/// The vaccinations of a record by disease, the most pressing first, as the page of
/// prevention has them: for whoever prints them.
///
/// # Errors
/// A fault, if the calendars or the slices are not there.
pub fn vaccinations(page: &Page, permit: &Permit, face: &Face) -> Result<Vec<Against>> {
    vaccines::by_disease(page, permit, &assessed(permit, face)?)
}

/// What counts of what a permit shows.
pub(crate) fn recorded(permit: &Permit, calendar: &Calendar) -> Result<Record> {
    Ok(record(
        &Vaccinated::of(permit, calendar)?,
        &Prevention::noted(permit)?,
    ))
}

fn record(vaccinated: &Vaccinated, notes: &[&Note]) -> Record {
    Record {
        vaccinations: vaccinated.known.clone(),
        examinations: notes.iter().map(|note| note.examination()).collect(),
    }
}

fn assessed<'a>(permit: &'a Permit, face: &Face) -> Result<Assessed<'a>> {
    let calendar = Calendar::in_force()?;
    let notes = Prevention::noted(permit)?;
    let vaccinated = Vaccinated::of(permit, calendar)?;
    let record = record(&vaccinated, &notes);
    let today = permit.now().in_paris().date();
    Ok(Assessed {
        calendar,
        items: rules::assess(calendar, &person(face), &record, today),
        notes,
        vaccinated,
        today,
    })
}
