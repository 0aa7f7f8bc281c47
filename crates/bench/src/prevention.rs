//! `prevention`: what is due, done or late, computed for a whole country over
//! night; against the bare computing of everybody's age.

use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use anyhow::{Result, anyhow, ensure};
use country::Country;
use kernel::Date;
use kernel::When;
use prevention::rules::{Examination, Person, Record, Sex, Status, Vaccination, assess};
use prevention::{Calendar, years_on};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The people of the night, per second, on one thread: 69 million in eight
/// hours are 2,400 a second.
const TARGET: f64 = 2_400.0;
const SEED: u64 = 1;

/// Measures and reports. No store takes part.
pub fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let calendar = Calendar::in_force().map_err(|error| anyhow!(error.log_text()))?;
    let today = Date::constant(2025, 11, 26);
    let people = everybody(calendar, today)?;
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        limits.push(rate(effort.round, &people, |(person, _)| {
            black_box(years_on(person.born, today));
        }));
        ours.push(rate(effort.round, &people, |(person, record)| {
            black_box(assess(calendar, person, record, today));
        }));
    }
    let (value, limit) = (median(ours), median(limits));
    report.note(&format!(
        "prevention: one thread, {} rules, {} people again and again; 69 million would take {:.1} h \
         (multiplied, not measured)",
        calendar.rules().len(),
        people.len(),
        69e6 / value / 3600.0
    ));
    report.figure(Figure {
        name: "prevention",
        store: "none",
        spaces: people.len(),
        value,
        limit,
        target: TARGET / limit,
    });
    Ok(())
}

/// How many a second, in about this time.
fn rate(
    lasting: Duration,
    people: &[(Person, Record)],
    mut each: impl FnMut(&(Person, Record)),
) -> f64 {
    let (start, mut done) = (Instant::now(), 0_u32);
    while start.elapsed() < lasting {
        for one in people {
            each(one);
            done += 1;
        }
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// The invented country, each with the vaccinations and the examinations of
/// somebody who did half of what was asked of them.
fn everybody(calendar: &Calendar, today: Date) -> Result<Vec<(Person, Record)>> {
    let country = Country::invent(SEED, today);
    let people: Vec<(Person, Record)> = country
        .insured
        .iter()
        .map(|insured| {
            let person = Person {
                born: insured.birth_date,
                sex: match insured.sex {
                    country::Sex::F => Sex::Female,
                    country::Sex::M => Sex::Male,
                },
            };
            let record = half_done(calendar, &person, today);
            (person, record)
        })
        .collect();
    ensure!(!people.is_empty(), "nobody was invented");
    let some = people.iter().map(|(_, record)| record.vaccinations.len());
    ensure!(some.sum::<usize>() > 0, "nobody was vaccinated");
    Ok(people)
}

fn half_done(calendar: &Calendar, person: &Person, today: Date) -> Record {
    let mut record = Record::default();
    let items = assess(calendar, person, &record, today);
    let past = items
        .iter()
        .filter(|item| item.standing.window.from <= today);
    for item in past.step_by(2) {
        let on = When::Day(item.standing.window.from);
        match &item.rule.course {
            prevention::Course::Doses(doses) => record.vaccinations.push(Vaccination {
                against: doses.against,
                on,
            }),
            _ if item.standing.status != Status::NotConcerned => {
                record.examinations.push(Examination {
                    item: item.rule.id.clone(),
                    on,
                });
            }
            _ => {}
        }
    }
    record
}
