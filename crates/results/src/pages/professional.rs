//! The professional's pages: tests by days, and one test.

use super::words::{self, Shown, line_width};
use super::{Pages, comments, find, told};
use crate::rules::{Reading, Standing, Test};
use askama::Template;
use axum::extract::{Path, State};
use documents::CommentRow;
use edge::{Answer, Asked, Page};
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{Date, Result, SpaceId};
use sharing::Permit;
use spaces::Face;

/// More days are on the page of each test.
const DAYS_MAX: usize = 6;

/// A test in the table.
struct Row {
    href: String,
    name: String,
    unit: String,
    usual: String,
    cells: Vec<Cell>,
}

/// What was found on one day.
#[derive(Default)]
struct Cell {
    value: String,
    sign: &'static str,
    /// What the sign says, in words.
    words: String,
    out: bool,
}

/// Tests under one heading.
struct Group {
    title: String,
    days: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "pro_results.html")]
struct Table {
    page: Page,
    face: Face,
    groups: Vec<Group>,
    aside: usize,
    back: String,
}

pub(super) async fn table(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let (permit, face) = match let_in(&pages, professional, space).await {
        Ok(let_in) => let_in,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let all = told(&permit, &face)?;
    let record = format!("/pro/patients/{space}");
    let page = sharing::in_emergency(asked.page("results-pro-title"), &permit)?;
    let page = page.under(face.name(), &record);
    Ok(edge::show(&Table {
        groups: groups(&page, &all.tests, &format!("{record}/resultats")),
        aside: all.aside,
        back: page.href(&record),
        face,
        page,
    }))
}

async fn let_in(
    pages: &Pages,
    professional: Professional,
    space: SpaceId,
) -> Result<(Permit, Face)> {
    let caller = Caller::Professional(professional);
    let sharing = pages.documents.sharing();
    let permit = sharing.permit_record(&caller, space).await?;
    Ok((permit, pages.spaces.open_face(space).await?))
}

/// The last days on which anything was found, the latest first.
fn days(tests: &[&Test]) -> Vec<Date> {
    let series = tests.iter().flat_map(|test| &test.series);
    let readings = series.flat_map(|series| &series.readings);
    let mut days: Vec<Date> = readings.map(|reading| reading.day).collect();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    days.truncate(DAYS_MAX);
    days
}

/// A day at the head of a column.
fn numeric(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

fn groups(page: &Page, tests: &[Test], base: &str) -> Vec<Group> {
    let mut headed: Vec<(String, Vec<&Test>)> = Vec::new();
    for test in tests {
        let title = test.group.clone();
        let title = title.unwrap_or_else(|| page.t("results-other"));
        match headed.iter_mut().find(|(known, _)| *known == title) {
            Some((_, tests)) => tests.push(test),
            None => headed.push((title, vec![test])),
        }
    }
    let group = |(title, tests): (String, Vec<&Test>)| {
        let days = days(&tests);
        let rows = tests.iter().flat_map(|test| rows(page, test, &days, base));
        Group {
            title,
            rows: rows.collect(),
            days: days.iter().map(|day| numeric(*day)).collect(),
        }
    };
    headed.into_iter().map(group).collect()
}

/// A row for each series of a test.
fn rows(page: &Page, test: &Test, days: &[Date], base: &str) -> Vec<Row> {
    let series = test.series.iter().enumerate();
    let rows = series.map(|(place, series)| {
        let last = &series.readings[0];
        let cells = days.iter().map(|day| cell(page, *day, &series.readings));
        Row {
            href: page.href(&format!(
                "{base}/{}/{}#serie-{place}",
                last.document, last.place
            )),
            name: test.name.clone(),
            unit: series.unit.clone().unwrap_or_default(),
            usual: words::usual(page, &last.finding).unwrap_or_default(),
            cells: cells.collect(),
        }
    });
    rows.collect()
}

fn cell(page: &Page, day: Date, readings: &[Reading]) -> Cell {
    let Some(reading) = readings.iter().find(|reading| reading.day == day) else {
        return Cell::default();
    };
    let badge = words::badge(page, reading).filter(|badge| badge.out);
    Cell {
        value: words::found(page, &reading.finding),
        sign: badge.as_ref().map_or("", |badge| badge.sign),
        out: !matches!(reading.standing(), Standing::Within | Standing::Untold),
        words: badge.map_or_else(String::new, |badge| badge.text),
    }
}

#[derive(Template)]
#[template(path = "pro_result.html")]
struct One {
    page: Page,
    face: Face,
    series: Vec<Shown>,
    comments: Vec<CommentRow>,
    line_width: i32,
}

pub(super) async fn test(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, document, place)): Path<(String, String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let (permit, face) = match let_in(&pages, professional, space).await {
        Ok(let_in) => let_in,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let test = find(told(&permit, &face)?.tests, &document, &place)?;
    let record = format!("/pro/patients/{space}");
    let page = sharing::in_emergency(asked.titled(test.name.clone()), &permit)?;
    let page = page.clone().under(face.name(), &record);
    let results = page.t("results-pro-title");
    let page = page.under(results, &format!("{record}/resultats"));
    let series = 0..test.series.len();
    Ok(edge::show(&One {
        comments: comments(&page, &test),
        series: series
            .map(|place| Shown::of(&page, &test, place, &record))
            .collect(),
        line_width: line_width(),
        face,
        page,
    }))
}
