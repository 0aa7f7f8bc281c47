//! `/admin/catalogue`: submissions taken in, examined criterion by criterion, listed
//! by two persons. What changes something asks for a fresh proof.

use super::{named, prices, themes};
use crate::Catalogue;
use crate::actions::Sheet;
use crate::kinds::Kind;
use crate::queries::Kept;
use crate::rules::{Draft, Listing, Standing, Verdict, criteria};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AdministratorIn, FreshAdministrator};
use kernel::{Error, Kind as ErrorKind, Lang, Result};

const PATH: &str = "/admin/catalogue";

struct Line {
    href: String,
    name: String,
    publisher: String,
    standing: String,
    waits: String,
    until: String,
}

#[derive(Template)]
#[template(path = "admin_catalogue.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "admin_catalogue_new.html")]
struct New {
    page: Page,
    themes: Vec<(String, String)>,
    prices: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    adds: Vec<(String, String)>,
}

/// A criterion on the sheet of one service.
struct Examined {
    id: String,
    domain: String,
    text: String,
    verdict: String,
    found: String,
    note: String,
}

#[derive(Template)]
#[template(path = "admin_catalogue_one.html")]
struct One {
    page: Page,
    line: Line,
    draft: Draft,
    said: String,
    kinds: Vec<String>,
    adds: Vec<String>,
    theme: String,
    price: String,
    examined: Vec<Examined>,
    verdicts: Vec<(String, String)>,
    deeds: Vec<String>,
    reports: Vec<String>,
    here: String,
    living: bool,
    may_suspend: bool,
}

impl Line {
    fn of(page: &Page, kept: &Kept) -> Self {
        Self {
            href: page.href(&format!("{PATH}/{}", kept.draft.id)),
            name: kept.draft.name.clone(),
            publisher: kept.draft.publisher.clone(),
            standing: page.t(&format!("catalogue-standing-{}", kept.standing.key())),
            waits: match &kept.first {
                Some((_, name)) => page.t1("catalogue-waits-second", "name", name),
                None => String::new(),
            },
            until: kept.until.map_or_else(String::new, |until| {
                let day = page.day(until.in_paris().date());
                page.t1("catalogue-until", "day", day)
            }),
        }
    }
}

pub(super) async fn list(
    asked: Asked,
    AdministratorIn(_): AdministratorIn,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let page = asked.page("catalogue-admin-title");
    let all = catalogue.all().await?;
    let lines = all.iter().map(|kept| Line::of(&page, kept)).collect();
    Ok(edge::show(&List { lines, page }))
}

fn new_page(asked: &Asked) -> Page {
    let page = asked.page("catalogue-new-title");
    page.clone().under(page.t("catalogue-admin-title"), PATH)
}

fn new_template(page: Page) -> New {
    let of = |kind: Kind| {
        let key = kind.key();
        (key.to_owned(), page.t(&format!("catalogue-kind-{key}")))
    };
    New {
        themes: themes(&page),
        prices: prices(&page),
        adds: Kind::to_add().into_iter().map(of).collect(),
        kinds: Kind::ALL.into_iter().map(of).collect(),
        page,
    }
}

pub(super) async fn new(asked: Asked, AdministratorIn(_): AdministratorIn) -> Answer {
    Ok(edge::show(&new_template(new_page(&asked))))
}

fn read(form: &Form) -> Draft {
    let text = |name: &str| form.text(name).to_owned();
    let lines = form.raw("retours").lines().map(str::trim);
    let ticked = |kind: &Kind| form.has(&format!("donnees-{}", kind.key()));
    let added = |kind: &Kind| form.has(&format!("ajouts-{}", kind.key()));
    Draft {
        id: text("identifiant"),
        name: text("nom"),
        publisher: text("editeur"),
        contact: text("contact"),
        said_fr: text("texte-fr"),
        said_en: text("texte-en"),
        site: text("site"),
        theme: text("theme"),
        region: text("region"),
        price: text("prix"),
        device: form.has("dispositif"),
        kinds: Kind::ALL.into_iter().filter(ticked).collect(),
        adds: Kind::to_add().into_iter().filter(added).collect(),
        redirects: lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        jwks: Some(text("cles")).filter(|keys| !keys.is_empty()),
    }
}

pub(super) async fn take_in(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    let draft = read(&form);
    match catalogue.submit(&who, &draft).await {
        Ok(()) => Ok(asked.go(&format!("{PATH}/{}?fait=recue", draft.id))),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let page = new_page(&asked).again(&form, error)?;
            Ok(edge::mend(&new_template(page)))
        }
        Err(error) => Err(error.into()),
    }
}

fn verdict_words(page: &Page, verdict: Verdict) -> String {
    page.t(&format!("catalogue-verdict-{}", verdict.key()))
}

fn examined(page: &Page, sheet: &Sheet) -> Vec<Examined> {
    let all = criteria().iter().map(|criterion| {
        let mut findings = sheet.findings.iter();
        let found = findings.find(|it| it.criterion == criterion.id);
        let said = found.map(|it| {
            let (verdict, moment) = (verdict_words(page, it.verdict), page.moment(it.at));
            let args = [
                ("verdict", verdict.as_str()),
                ("name", it.name.as_str()),
                ("moment", moment.as_str()),
            ];
            page.ta("catalogue-found", &args)
        });
        Examined {
            id: criterion.id.clone(),
            domain: page.t(&format!("catalogue-domain-{}", criterion.domain)),
            text: criterion.text(page.lang).to_owned(),
            verdict: found.map_or("", |it| it.verdict.key()).to_owned(),
            found: said.unwrap_or_default(),
            note: found.map(|it| it.note.clone()).unwrap_or_default(),
        }
    });
    all.collect()
}

fn status(page: Page, asked: &Asked) -> Result<Page> {
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some("recue") => (Tone::Done, "catalogue-done-submitted"),
        Some("examinee") => (Tone::Done, "catalogue-done-examined"),
        Some("proposee") => (Tone::Done, "catalogue-done-proposed"),
        Some("referencee") => (Tone::Done, "catalogue-done-listed"),
        Some("suspendue") => (Tone::Done, "catalogue-done-suspended"),
        Some("retiree") => (Tone::Done, "catalogue-done-withdrawn"),
        Some("deuxieme") => (Tone::Warning, "catalogue-two-persons"),
        Some("criteres") => (Tone::Warning, "catalogue-not-examined"),
        _ => return Ok(page),
    };
    let text = page.t(key);
    Ok(page.with_status(tone, text))
}

pub(super) async fn one(
    asked: Asked,
    AdministratorIn(_): AdministratorIn,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let sheet = catalogue.sheet(&id).await?;
    let page = asked.titled(sheet.kept.draft.name.clone());
    let page = page.clone().under(page.t("catalogue-admin-title"), PATH);
    let page = status(page, &asked)?;
    let deeds = sheet.deeds.iter().map(|deed| {
        let what = page.t(&format!("catalogue-deed-{}", deed.deed));
        let moment = page.moment(deed.at);
        let args = [
            ("what", what.as_str()),
            ("name", deed.name.as_str()),
            ("moment", moment.as_str()),
        ];
        page.ta("catalogue-deed", &args)
    });
    let deeds = deeds.collect();
    let reports = sheet.reports.iter().map(|(reason, at)| {
        let what = page.t(&format!("catalogue-report-{reason}"));
        let moment = page.moment(*at);
        page.ta(
            "catalogue-reported",
            &[("what", &what), ("moment", &moment)],
        )
    });
    let reports = reports.collect();
    let open = [(String::new(), page.t("catalogue-verdict-open"))];
    let each = Verdict::ALL.map(|it| (it.key().to_owned(), verdict_words(&page, it)));
    let draft = sheet.kept.draft.clone();
    Ok(edge::show(&One {
        line: Line::of(&page, &sheet.kept),
        said: match page.lang {
            Lang::Fr => draft.said_fr.clone(),
            Lang::En => draft.said_en.clone(),
        },
        kinds: named(&page, &draft.kinds),
        adds: named(&page, &draft.adds),
        theme: page.t(&format!("catalogue-theme-{}", draft.theme)),
        price: page.t(&format!("catalogue-price-{}", draft.price)),
        examined: examined(&page, &sheet),
        verdicts: open.into_iter().chain(each).collect(),
        deeds,
        reports,
        here: page.href(&format!("{PATH}/{}", draft.id)),
        living: sheet.kept.standing != Standing::Withdrawn,
        may_suspend: sheet.kept.standing == Standing::Listed,
        draft,
        page,
    }))
}

pub(super) async fn examine(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    let before = catalogue.sheet(&id).await?;
    let mut found = Vec::new();
    for criterion in criteria() {
        let verdict = form.text(&format!("avis-{}", criterion.id));
        let note = form.text(&format!("note-{}", criterion.id)).to_owned();
        if verdict.is_empty() {
            continue;
        }
        let verdict = Verdict::find(verdict);
        let verdict = verdict.ok_or_else(|| Error::invalid("catalogue-choice-wrong"))?;
        let mut findings = before.findings.iter();
        let known = findings.find(|it| it.criterion == criterion.id);
        // Who found what stays as it was where nothing is said anew.
        if known.is_none_or(|it| it.verdict != verdict || it.note != note) {
            found.push((criterion.id.clone(), verdict, note));
        }
    }
    if !found.is_empty() {
        catalogue.examine(&who, &id, &found).await?;
    }
    Ok(asked.go(&format!("{PATH}/{id}?fait=examinee")))
}

pub(super) async fn list_it(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let done = match catalogue.list(&who, &id).await {
        Ok(Listing::Proposed) => "proposee",
        Ok(Listing::Listed) => "referencee",
        Err(error) if error.code() == "catalogue-two-persons" => "deuxieme",
        Err(error) if error.code() == "catalogue-not-examined" => "criteres",
        Err(error) => return Err(error.into()),
    };
    Ok(asked.go(&format!("{PATH}/{id}?fait={done}")))
}

pub(super) async fn suspend(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.stop(&who, &id, Standing::Suspended).await?;
    Ok(asked.go(&format!("{PATH}/{id}?fait=suspendue")))
}

pub(super) async fn withdraw(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.stop(&who, &id, Standing::Withdrawn).await?;
    Ok(asked.go(&format!("{PATH}/{id}?fait=retiree")))
}
