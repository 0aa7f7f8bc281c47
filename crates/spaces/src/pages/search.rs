//! `/pro`, which the binary puts together, and `/pro/resultats/{q}`: a professional
//! finds a person. What was
//! searched is kept on the server for ten minutes under a random id, so that
//! no name and no number is ever in an address.

use crate::actions::{Face, FoundPeople};
use crate::rules::search::{Search, letters};
use crate::rules::typed::{self, Typed};
use crate::{Spaces, queries};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use identity::ins::Matricule;
use identity::{Professional, ProfessionalIn};
use kernel::{Date, Error, FieldError, Result};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long results can be looked at again.
pub(crate) const SEARCH_LIFE: Duration = Duration::from_secs(600);
const ID_BYTES: usize = 16;
/// The one box, and the fields that may be filled in instead.
const FIELDS: [&str; 6] = [
    "recherche",
    "naissance-jour",
    "naissance-mois",
    "naissance-annee",
    "lettres",
    "matricule",
];

#[derive(Template)]
#[template(path = "pro_search.html")]
struct SearchPage {
    page: Page,
    desk: Desk,
}

#[derive(Template)]
#[template(path = "pro_results.html")]
struct ResultsPage {
    page: Page,
    too_many: bool,
    people: Vec<PersonRow>,
    /// The presence code that was typed with the search: whoever's it is, one press opens
    /// their record.
    code: Option<String>,
}

/// The five strict traits, the name in use, and where to open.
struct PersonRow {
    birth_name: String,
    used_name: String,
    first_name: String,
    birth_date: String,
    age: i16,
    sex: &'static str,
    birth_place: String,
    open: String,
    /// Where a presence code is shown.
    link: String,
}

/// A search as it is kept, sealed.
#[derive(Serialize, Deserialize)]
struct KeptSearch {
    rpps: String,
    date: Option<String>,
    letters: Option<String>,
    matricule: Option<String>,
    #[serde(default)]
    words: Option<Vec<String>>,
    #[serde(default)]
    code: Option<String>,
}

/// Somebody whom a professional has to do with today, as a link on their first page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Today {
    /// First name and name.
    pub name: String,
    /// When they were born, in words.
    pub born: String,
    /// Their page, where a care link is asked for as always.
    pub href: String,
    /// Why they stand here, and when.
    pub words: Vec<String>,
}

/// What a professional finds beside the search on their first page.
#[derive(Clone, Default, Debug)]
pub struct Desk {
    /// Whom they have to do with today.
    pub today: Vec<Today>,
    /// Emergency accesses to their patients that they did not look at yet.
    pub emergencies: usize,
}

/// The page of the search, with what they find beside it.
pub fn search_page(asked: &Asked, desk: Desk) -> Response {
    edge::show(&SearchPage {
        page: asked.page("pro-search-title"),
        desk,
    })
}

/// What a form of the search leads to.
///
/// # Errors
/// Invalid, with the fields to mend: [`search_again`] shows them.
pub async fn search(
    spaces: &Spaces,
    professional: &Professional,
    asked: &Asked,
    form: &Form,
) -> Result<Response> {
    let today = spaces.world().now().in_paris().date();
    let typed = read_search(form, today)?;
    let id: [u8; ID_BYTES] = spaces.world().random();
    keep(spaces, professional, typed, id).await?;
    let text: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(asked.go(&format!("/pro/resultats/{text}")))
}

/// The page of the search again, with what is wrong.
///
/// # Errors
/// The error itself, where a form cannot mend it.
pub fn search_again(asked: &Asked, form: &Form, error: Error, desk: Desk) -> Answer {
    let page = asked.page("pro-search-title").again(form, error)?;
    Ok(edge::mend(&SearchPage { page, desk }))
}

/// What is in the one box, if anything is; else what is in the fields below it.
fn read_search(form: &Form, today: Date) -> Result<Typed> {
    form.only(&FIELDS)?;
    let line = form.text("recherche");
    if !line.is_empty() {
        return typed::read(line, today).map_err(|code| Error::field("recherche", code));
    }
    if FIELDS.iter().all(|field| form.text(field).is_empty()) {
        return Err(Error::field("recherche", "pro-search-box-empty"));
    }
    let search = read_fields(form, today)?;
    Ok(Typed { search, code: None })
}

/// Either the matricule, or a whole birth date with two or three letters; all
/// that is wrong is said at once.
fn read_fields(form: &Form, today: Date) -> Result<Search> {
    if !form.text("matricule").is_empty() {
        let matricule = form.text("matricule").parse::<Matricule>();
        return matricule.map(Search::Matricule).map_err(|error| {
            Error::field(
                "matricule",
                match error.code() {
                    "identity-nir-key" => "pro-search-matricule-key",
                    _ => "pro-search-matricule-form",
                },
            )
        });
    }
    let date = form.birth("naissance", today);
    let date = date.and_then(|date| date.ok_or("pro-search-date"));
    let date = date.map_err(|code| FieldError {
        field: "naissance",
        code,
    });
    let letters = letters(form.text("lettres")).map_err(|_| FieldError {
        field: "lettres",
        code: "pro-search-letters",
    });
    match (date, letters) {
        (Ok(date), Ok(letters)) => Ok(Search::Birth { date, letters }),
        (date, letters) => Err(Error::fields(
            [date.err(), letters.err()].into_iter().flatten().collect(),
        )),
    }
}

async fn keep(spaces: &Spaces, by: &Professional, typed: Typed, id: [u8; ID_BYTES]) -> Result<()> {
    let blank = KeptSearch {
        rpps: by.rpps.to_string(),
        date: None,
        letters: None,
        matricule: None,
        words: None,
        code: typed.code,
    };
    let kept = match typed.search {
        Search::Matricule(matricule) => KeptSearch {
            matricule: Some(matricule.as_str().to_owned()),
            ..blank
        },
        Search::Birth { date, letters } => KeptSearch {
            date: Some(date.to_string()),
            letters: Some(letters),
            ..blank
        },
        Search::Names { date, words } => KeptSearch {
            date: Some(date.to_string()),
            words: Some(words),
            ..blank
        },
    };
    let plain =
        serde_json::to_vec(&kept).map_err(|e| Error::fault("writing a search").because(e))?;
    let hash = spaces.keys().token("search", &id);
    let sealed = spaces
        .keys()
        .seal_for(&*spaces.world().chance, &hash, &plain);
    queries::insert_search(spaces.store(), hash, spaces.world().now(), sealed).await
}

/// The search of this id, for who made it; for anybody else there is none.
async fn kept_search(spaces: &Spaces, by: &Professional, id: &str) -> Result<Typed> {
    let mut bytes = [0; ID_BYTES];
    if id.len() != 2 * ID_BYTES
        || !id
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    {
        return Err(Error::not_found());
    }
    for (byte, place) in bytes.iter_mut().zip((0..2 * ID_BYTES).step_by(2)) {
        *byte = u8::from_str_radix(&id[place..place + 2], 16).map_err(|_| Error::not_found())?;
    }
    let hash = spaces.keys().token("search", &bytes);
    let since = spaces.world().now().minus(SEARCH_LIFE);
    let sealed = queries::find_search(spaces.store(), hash, since)
        .await?
        .ok_or_else(Error::not_found)?;
    let plain = spaces.keys().open_for(&hash, &sealed)?;
    let wrong = || Error::fault("a kept search is of another form");
    let kept: KeptSearch = serde_json::from_slice(&plain).map_err(|_| wrong())?;
    if kept.rpps != by.rpps.as_str() {
        return Err(Error::not_found());
    }
    let day = |date: String| date.parse::<Date>().map_err(|_| wrong());
    let search = match (kept.matricule, kept.date, kept.letters, kept.words) {
        (Some(matricule), ..) => Search::Matricule(matricule.parse()?),
        (None, Some(date), Some(letters), _) => Search::Birth {
            date: day(date)?,
            letters,
        },
        (None, Some(date), None, Some(words)) => Search::Names {
            date: day(date)?,
            words,
        },
        _ => return Err(wrong()),
    };
    let code = kept.code;
    Ok(Typed { search, code })
}

pub(super) async fn results_page(
    State(spaces): State<Spaces>,
    ProfessionalIn(professional): ProfessionalIn,
    asked: Asked,
    Path(id): Path<String>,
) -> Answer<Response> {
    let Typed { search, code } = kept_search(&spaces, &professional, &id).await?;
    let page = asked.page("pro-results-title");
    let today = spaces.world().now().in_paris().date();
    let (too_many, people) = match spaces.find_people(&search).await? {
        FoundPeople::TooMany => (true, Vec::new()),
        FoundPeople::These(faces) => (
            false,
            faces.iter().map(|face| row(&page, face, today)).collect(),
        ),
    };
    Ok(edge::show(&ResultsPage {
        page,
        too_many,
        people,
        code,
    }))
}

fn row(page: &Page, face: &Face, today: kernel::Date) -> PersonRow {
    PersonRow {
        birth_name: face.identity.birth_name.0.clone(),
        used_name: face.used_name.0.clone(),
        first_name: face.given_names(),
        birth_date: page.day(face.identity.birth_date.0),
        age: face.age_on(today),
        sex: face.sex_word(),
        birth_place: face.identity.birth_place.as_str().to_owned(),
        open: page.href(&format!("/pro/patients/{}/resume", face.space)),
        link: page.href(&format!("/pro/patients/{}/lien", face.space)),
    }
}
