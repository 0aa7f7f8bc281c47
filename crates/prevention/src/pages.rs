//! How prevention looks: the holder's pages, and the professional's.

mod holder;
mod professional;
mod words;

use crate::actions::Prevention;
use crate::calendar::Calendar;
use crate::notes::Note;
use crate::rules::{self, Item, Person, Record, Sex, Vaccination};
use axum::Router;
use axum::routing::{get, post};
use identity::{Holder, ins};
use kernel::{Date, Error, Result, SpaceId};
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
        .with_state(pages)
}

/// The space whose prevention a holder looks at.
fn own_space(holder: &Holder) -> Result<SpaceId> {
    holder.spaces.first().copied().ok_or_else(Error::not_found)
}

/// Age and sex, as the register knows them.
fn person(face: &Face) -> Person {
    Person {
        born: face.identity.birth_date.0,
        sex: match face.identity.sex {
            ins::Sex::Female => Sex::Female,
            ins::Sex::Male => Sex::Male,
            ins::Sex::Indeterminate => Sex::Unknown,
        },
    }
}

/// The vaccinations of a record that a permit shows: none, for no crate keeps
/// them yet. Here is where they come in, and nowhere else.
const fn vaccinations(_: &Permit) -> Vec<Vaccination> {
    Vec::new()
}

/// All that a permit shows of a record's prevention.
struct Told<'a> {
    calendar: &'static Calendar,
    items: Vec<Item<'static>>,
    notes: Vec<&'a Note>,
    today: Date,
}

fn told<'a>(permit: &'a Permit, face: &Face) -> Result<Told<'a>> {
    let calendar = Calendar::in_force()?;
    let notes = Prevention::noted(permit)?;
    let record = Record {
        vaccinations: vaccinations(permit),
        examinations: notes.iter().map(|note| note.examination()).collect(),
    };
    let today = permit.now().in_paris().date();
    Ok(Told {
        calendar,
        items: rules::assess(calendar, &person(face), &record, today),
        notes,
        today,
    })
}
