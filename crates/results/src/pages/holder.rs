//! The holder's pages: all tests, and one.

use super::words::{Line, Shown, line_width};
use super::{Pages, comments, find, told};
use crate::rules::Test;
use askama::Template;
use axum::extract::{Path, State};
use documents::CommentRow;
use edge::{Answer, Asked, Page};
use identity::{Caller, HolderIn};
use sharing::Permit;
use spaces::Face;

/// Where the holder's results are.
const LIST: &str = "/espace/moi/resultats";

/// Lines under one heading.
struct Group {
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "results.html")]
struct List {
    page: Page,
    groups: Vec<Group>,
    aside: usize,
    waits: Option<String>,
    line_width: i32,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let (permit, face) = let_in(&pages, Caller::Holder(holder)).await?;
    let all = told(&permit, &face)?;
    let page = asked.page("results-title");
    let documents = page.t("documents-title");
    let page = page.under(documents, "/espace/moi/documents");
    Ok(edge::show(&List {
        groups: groups(&page, &all.tests),
        aside: all.aside,
        waits: documents::something_waits(&page, &permit)?,
        line_width: line_width(),
        page,
    }))
}

async fn let_in(pages: &Pages, caller: Caller) -> kernel::Result<(Permit, Face)> {
    let Caller::Holder(holder) = &caller else {
        return Err(kernel::Error::not_found());
    };
    let space = holder.own_space()?;
    let sharing = pages.documents.sharing();
    let permit = sharing.permit_record(&caller, space).await?;
    Ok((permit, pages.spaces.open_face(space).await?))
}

/// The last day's results first, what stands out before the rest; then the other
/// tests under their headings.
fn groups(page: &Page, tests: &[Test]) -> Vec<Group> {
    let Some(latest) = tests.first().map(|test| test.last().day) else {
        return Vec::new();
    };
    let (mut last, older): (Vec<&Test>, Vec<&Test>) =
        tests.iter().partition(|test| test.last().day == latest);
    last.sort_by_key(|test| !test.last().standing().stands_out());
    let line = |test: &&Test| Line::of(page, test, LIST);
    let mut groups = vec![Group {
        title: page.t1("results-last", "day", page.day(latest)),
        lines: last.iter().map(line).collect(),
    }];
    for test in older {
        let title = test.group.clone();
        let title = title.unwrap_or_else(|| page.t("results-other"));
        match groups[1..].iter_mut().find(|group| group.title == title) {
            Some(group) => group.lines.push(line(&test)),
            None => groups.push(Group {
                title,
                lines: vec![line(&test)],
            }),
        }
    }
    groups
}

#[derive(Template)]
#[template(path = "result.html")]
struct One {
    page: Page,
    series: Vec<Shown>,
    comments: Vec<CommentRow>,
    line_width: i32,
}

pub(super) async fn test(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path((document, place)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let (permit, face) = let_in(&pages, Caller::Holder(holder)).await?;
    let test = find(told(&permit, &face)?.tests, &document, &place)?;
    let page = asked.titled(test.name.clone());
    let page = page.clone().under(page.t("results-title"), LIST);
    let series = 0..test.series.len();
    Ok(edge::show(&One {
        comments: comments(&page, &test),
        series: series
            .map(|place| Shown::of(&page, &test, place, "/espace/moi"))
            .collect(),
        line_width: line_width(),
        page,
    }))
}
