//! *Voir comme*: the holder's documents as one professional would find them
//! now, by the decision that their reading runs. It changes nothing, and is no
//! access of theirs.

use super::{Pages, Row};
use crate::actions::Documents;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page};
use identity::{AtHome, Profession};
use kernel::{Error, Rpps};

#[derive(Template)]
#[template(path = "as_them.html")]
struct AsThem {
    page: Page,
    name: String,
    profession: String,
    /// They would be let into the record at all.
    opens: bool,
    /// They would not, but see these by a code.
    by_code: bool,
    rows: Vec<Row>,
    /// How many documents of the holder's list they would not find.
    kept: usize,
    back: String,
}

pub(super) async fn page(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Path(rpps): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let rpps: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
    let permit = pages
        .documents
        .sharing()
        .permit_record(&caller, space)
        .await?;
    let mut known = Documents::known(&permit)?;
    let person = known.remove(&rpps).ok_or_else(Error::not_found)?;
    let (shown, kept): (Vec<_>, Vec<_>) = Documents::listed(&permit)?
        .into_iter()
        .partition(|listed| permit.would_see(&rpps, &person.profession, &listed.facts));
    let mut page = asked.page("documents-title");
    page.title = page.t1("documents-as-title", "name", &person.name);
    let access = asked.page("documents-as-access").title;
    let back = format!("/espace/moi/acces/pro/{rpps}");
    let page = page
        .under(access, "/espace/moi/acces")
        .under(person.name.clone(), &back);
    let profession = Profession::from_code(&person.profession)
        .map_or_else(|_| String::new(), |known| known.label(page.lang).to_owned());
    let opens = permit.would_open(&rpps, &person.profession);
    Ok(edge::show(&AsThem {
        by_code: !opens && !shown.is_empty(),
        rows: shown.iter().map(|one| Row::as_them(&page, one)).collect(),
        opens,
        kept: kept.len(),
        back: page.href(&back),
        name: person.name,
        profession,
        page,
    }))
}
