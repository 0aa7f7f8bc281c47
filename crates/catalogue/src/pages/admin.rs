//! `/admin/catalogue`: submissions taken in, examined criterion by criterion, listed
//! by two persons. What changes something asks for a fresh proof.

use super::fields::{Choices, read};
use super::{choices, named, reason_of};
use crate::Catalogue;
use crate::actions::{Sheet, may_decide};
use crate::publishing::is_to_mend;
use crate::queries::Kept;
use crate::rules::publishing::may_renew;
use crate::rules::{Draft, Listing, REASONS, Standing, Verdict, criteria};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AdministratorIn, FreshAdministrator};
use kernel::{Error, Lang, Result, Timestamp};

const PATH: &str = "/admin/catalogue";

struct Line {
    href: String,
    name: String,
    publisher: String,
    standing: String,
    waits: String,
    until: String,
    /// Whether its publisher sent it.
    sent: bool,
    /// When its renewal was asked for, in words.
    renewal: String,
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
    choices: Choices,
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
    /// When what is seen here was sent.
    seen: i64,
    living: bool,
    may_list: bool,
    may_suspend: bool,
    /// Why a listing is suspended: keys and words.
    reasons: Vec<(String, String)>,
    /// Why it is, in words, and what else its publisher reads of that.
    reason: Option<(String, String)>,
    may_renew: bool,
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
            sent: kept.sent,
            renewal: kept.renewal_at.map_or_else(String::new, |at| {
                let day = page.day(at.in_paris().date());
                page.t1("catalogue-renewal-asked", "day", day)
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
    let mut all = catalogue.all().await?;
    // What waits for somebody comes first.
    all.sort_by_key(|kept| kept.standing != Standing::Submitted && kept.renewal_at.is_none());
    let lines = all.iter().map(|kept| Line::of(&page, kept)).collect();
    Ok(edge::show(&List { lines, page }))
}

fn new_page(asked: &Asked) -> Page {
    let page = asked.page("catalogue-new-title");
    page.clone().under(page.t("catalogue-admin-title"), PATH)
}

fn new_template(page: Page) -> New {
    let choices = Choices::of(&page);
    New { page, choices }
}

pub(super) async fn new(asked: Asked, AdministratorIn(_): AdministratorIn) -> Answer {
    Ok(edge::show(&new_template(new_page(&asked))))
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
        Err(error) if is_to_mend(&error) => {
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
        Some("renouvellement") => (Tone::Done, "catalogue-done-renewal"),
        Some("suspendue") => (Tone::Done, "catalogue-done-suspended"),
        Some("retiree") => (Tone::Done, "catalogue-done-withdrawn"),
        Some("raison") => (Tone::Warning, "catalogue-reason-missing"),
        Some("autre-raison") => (Tone::Warning, "catalogue-reason-unsaid"),
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
    let choose = [(String::new(), page.t("catalogue-reason-choose"))];
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
        seen: sheet.kept.submitted_at.millis(),
        living: sheet.kept.standing != Standing::Withdrawn,
        may_list: may_decide(&sheet.kept),
        may_renew: may_renew(
            sheet.kept.standing,
            sheet.kept.until,
            sheet.kept.renewal_at.is_some(),
            catalogue.now(),
        ),
        may_suspend: sheet.kept.standing == Standing::Listed,
        reasons: choose
            .into_iter()
            .chain(choices(&page, "reason", &REASONS))
            .collect(),
        reason: reason_of(&page, &sheet.kept),
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
    let seen = form.text("vu").parse().ok().map(Timestamp::from_millis);
    if !found.is_empty() {
        catalogue.examine(&who, &id, seen, &found).await?;
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

pub(super) async fn renew(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.renew(&who, &id).await?;
    Ok(asked.go(&format!("{PATH}/{id}?fait=renouvellement")))
}

pub(super) async fn suspend(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&["raison", "note"])?;
    let (reason, note) = (form.text("raison"), form.text("note"));
    let done = match catalogue.suspend(&who, &id, reason, note).await {
        Ok(()) => "suspendue",
        Err(error) if error.code() == "catalogue-reason-missing" => "raison",
        Err(error) if error.code() == "catalogue-reason-unsaid" => "autre-raison",
        Err(error) => return Err(error.into()),
    };
    Ok(asked.go(&format!("{PATH}/{id}?fait={done}")))
}

pub(super) async fn withdraw(
    asked: Asked,
    FreshAdministrator(who): FreshAdministrator,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.withdraw(&who, &id).await?;
    Ok(asked.go(&format!("{PATH}/{id}?fait=retiree")))
}
