//! Vaccinations by disease: how each stands, and the doses that are noted, with their
//! product, their lot, and who says so.

use super::{Assessed, against};
use crate::calendar::Course;
use crate::rules::Status;
use edge::Page;
use kernel::Result;
use profile::actions::Told;
use profile::rules::{Field, Heading};
use profile::{LineView, Profiles};
use sharing::Permit;

/// A disease, and how its vaccinations stand.
pub struct Against {
    /// What it is called.
    pub name: String,
    /// How it stands: the words of a badge, and its colour.
    pub badge: (String, &'static str),
    /// What is noted, the latest first.
    pub doses: Vec<Dose>,
}

/// A vaccination that counts against a disease.
#[derive(Clone)]
pub struct Dose {
    /// What it is called.
    pub product: String,
    /// When it was given; empty where nobody says.
    pub day: String,
    /// The batch; empty where nobody says.
    pub lot: String,
    /// Whether a professional stands for it, in words.
    pub mark: String,
    /// Who noted it, and who confirmed it.
    pub said: String,
}

/// The diseases against which a vaccination is noted, or is for this person now or
/// soon.
pub(super) fn by_disease(
    page: &Page,
    permit: &Permit,
    told: &Assessed<'_>,
) -> Result<Vec<Against>> {
    let doses = doses(page, permit, told)?;
    let mut all = Vec::new();
    for (place, disease) in (0..).zip(told.calendar.diseases()) {
        let stands = worst(told, place);
        let given = doses.iter().filter(|(against, _)| against.has(place));
        let given: Vec<Dose> = given.map(|(_, dose)| dose.clone()).collect();
        if stands == Status::NotConcerned && given.is_empty() {
            continue;
        }
        let key = format!("prevention-stands-{}", stands.key());
        let against = Against {
            name: first_up(disease.name(page.lang)),
            badge: (page.t(&key), colour(stands)),
            doses: given,
        };
        all.push((stands, against));
    }
    // The most pressing first.
    all.sort_by_key(|(stands, _)| *stands);
    Ok(all.into_iter().map(|(_, against)| against).collect())
}

/// How the most pressing rule of this disease stands.
fn worst(told: &Assessed<'_>, place: u32) -> Status {
    let of = told.items.iter().filter(|item| match &item.rule.course {
        Course::Doses(doses) => doses.against.has(place),
        _ => false,
    });
    let worst = of.map(|item| item.standing.status).min();
    worst.unwrap_or(Status::NotConcerned)
}

const fn colour(status: Status) -> &'static str {
    match status {
        Status::Late => "b-warn",
        Status::Due => "b-new",
        Status::Done => "b-ok",
        Status::Ask | Status::Soon | Status::NotConcerned => "b-off",
    }
}

/// What is noted, as the pages of the profile say it, and what it is against.
fn doses(
    page: &Page,
    permit: &Permit,
    told: &Assessed<'_>,
) -> Result<Vec<(crate::Diseases, Dose)>> {
    let heading = Heading::Vaccinations;
    let Told::Lines(lines) = Profiles::told(permit, heading)? else {
        return Ok(Vec::new());
    };
    let mut blocks = profile::blocks(page, permit, "", &[heading], lines.len())?;
    let views = blocks.pop().map(|block| block.lines).unwrap_or_default();
    let each = lines.iter().zip(views).filter_map(|(shown, view)| {
        let values = &shown.line.values;
        let day = values.when(Field::On).map(|on| page.when(on));
        let dose = Dose {
            mark: mark(page, &view),
            said: match view.confirmed {
                Some(confirmed) => format!("{} {confirmed}", view.origin),
                None => view.origin,
            },
            product: view.title,
            day: day.unwrap_or_default(),
            lot: values.get(Field::Lot).unwrap_or_default().to_owned(),
        };
        Some((against(told.calendar, values)?, dose))
    });
    Ok(each.collect())
}

/// Whether a professional stands for a line, in words.
fn mark(page: &Page, view: &LineView) -> String {
    page.t(match view {
        LineView {
            confirmed: Some(_), ..
        } => "prevention-dose-confirmed",
        LineView {
            declared: Some(_), ..
        }
        | LineView { added: true, .. } => "prevention-dose-declared",
        _ => "prevention-dose-noted",
    })
}

/// A name as a heading begins.
fn first_up(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
