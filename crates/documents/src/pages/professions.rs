//! What each profession may read: the official access matrix, as the decision
//! holds it, for whoever asks.

use super::Pages;
use crate::rules::kinds::{self, Category};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page, Tone};
use identity::{HolderIn, Profession};

#[derive(Template)]
#[template(path = "professions.html")]
struct Professions {
    page: Page,
    choices: Vec<(String, String)>,
    chosen: Option<Chosen>,
}

/// A profession, on screen.
struct Chosen {
    name: String,
    categories: Vec<Kinds>,
}

/// The types of a category.
struct Kinds {
    name: String,
    readable: Vec<String>,
    closed: Vec<String>,
}

pub(super) async fn page(
    asked: Asked,
    HolderIn(_): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let code = asked.param("profession")?.unwrap_or_default();
    let page = asked.page("documents-professions-title");
    let access = asked.page("documents-as-access").title;
    let page = page.under(access, "/espace/moi/acces");
    let page = page.with_values(&[("profession", &code)]);
    let found = Profession::from_code(&code).ok();
    let unknown = found.is_none() && !code.is_empty();
    let page = match unknown {
        true => {
            let sentence = page.t("documents-professions-unknown");
            page.with_status(Tone::Error, sentence)
        }
        false => page,
    };
    let chosen = found.map(|profession| Chosen::of(&page, &pages, profession));
    let choices = Profession::all().map(|one| {
        let label = one.label(page.lang);
        (one.code().to_owned(), label.to_owned())
    });
    let template = Professions {
        choices: choices.collect(),
        chosen,
        page,
    };
    Ok(match unknown {
        true => edge::mend(&template),
        false => edge::show(&template),
    })
}

impl Chosen {
    fn of(page: &Page, pages: &Pages, profession: Profession) -> Self {
        let sharing = pages.documents.sharing();
        let categories = Category::ALL.into_iter().map(|category| {
            let kinds = kinds::all().iter();
            let kinds = kinds.filter(|kind| kind.category == category);
            let (readable, closed): (Vec<_>, Vec<_>) =
                kinds.partition(|kind| sharing.may_read(profession.code(), &kind.code));
            let labels = |kinds: Vec<&kinds::DocumentType>| {
                let labels = kinds.into_iter().map(|kind| kind.label(page.lang));
                labels.map(str::to_owned).collect()
            };
            Kinds {
                name: page.t(&format!("documents-category-{}", category.key())),
                readable: labels(readable),
                closed: labels(closed),
            }
        });
        Self {
            name: profession.label(page.lang).to_owned(),
            categories: categories.collect(),
        }
    }
}
