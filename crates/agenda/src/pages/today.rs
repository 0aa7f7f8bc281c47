//! A professional's patients of today, for their first page: with whom they have an
//! appointment that they made, and whom they opened. A name, a birth date and an hour;
//! nothing of a record. Whoever is not to be known is not there, and leaves no trace:
//! each is asked of their own record, and only then listed.

use super::hours;
use crate::Agenda;
use crate::actions::Made;
use crate::rules::Status;
use edge::Page;
use identity::Professional;
use kernel::{Date, Kind, Result, SpaceId};
use spaces::{Face, Today};

/// Those of this professional: first by the hour of an appointment, then whom they
/// opened last.
///
/// # Errors
/// As the store.
pub async fn today(page: &Page, agenda: &Agenda, by: &Professional) -> Result<Vec<Today>> {
    let day = agenda.now().in_paris().date();
    let mut met = Vec::new();
    let mut opened = Vec::new();
    for one in agenda.sharing().of_today(by).await? {
        let Some((face, made)) = found(agenda, by, one.space, day).await? else {
            continue;
        };
        let hour = |moment| edge::hour(page.lang, moment);
        let appointments = made.iter().filter_map(|made| {
            let moment = hours::shown(made.at).first()?;
            Some(page.t1("agenda-today-at", "hour", hour(moment)))
        });
        let mut words: Vec<String> = appointments.collect();
        let at = one.opened_at;
        words.extend(at.map(|at| page.t1("agenda-today-opened", "hour", hour(at))));
        if words.is_empty() {
            continue;
        }
        let born = page.day(face.identity.birth_date.0);
        let line = Today {
            name: face.name(),
            born: page.t1("agenda-today-born", "day", born),
            href: page.href(&format!("/pro/patients/{}/resume", one.space)),
            words,
        };
        match made.first() {
            Some(first) => met.push((first.at, line)),
            None => opened.push((at, line)),
        }
    }
    met.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    opened.sort_by(|a, b| (b.0, &a.1.name).cmp(&(a.0, &b.1.name)));
    let met = met.into_iter().map(|(_, line)| line);
    Ok(met
        .chain(opened.into_iter().map(|(_, line)| line))
        .collect())
}

/// Whose space it is, and their appointments of this day that stand, the first first.
async fn found(
    agenda: &Agenda,
    by: &Professional,
    space: SpaceId,
    day: Date,
) -> Result<Option<(Face, Vec<Made>)>> {
    let both = async {
        let mut made = agenda.made_by(by, space).await?;
        made.retain(|made| {
            made.at.date() == day && matches!(made.status, Status::Planned | Status::Done)
        });
        made.sort_by_key(|made| (made.at, made.id));
        Ok::<_, kernel::Error>((agenda.face(space).await?, made))
    };
    match both.await {
        Ok(found) => Ok(Some(found)),
        // It ended this very moment.
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
