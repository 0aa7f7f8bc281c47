//! *Mes dépôts*: what a professional deposited, in every record, as it stands;
//! a new version of it, its withdrawal, answers to what patients ask.

use super::Pages;
use super::add::about_file;
use super::holder::choices;
use super::life::FIELDS;
use super::replacing::replace;
use super::sending::Sender;
use crate::actions::{Deposit, DepositState, Outcome, Told};
use crate::entries::Reason;
use crate::rules::life::Expected;
use crate::rules::{Depositor, kinds};
use crate::shelf::{Answer as Verdict, Standing};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone, Upload};
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use sharing::Owned;
use spaces::Face;

const LIST: &str = "/pro/depots";
/// Deposits on one page.
const PAGE: usize = 20;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/pro/depots", get(list))
        .route("/pro/depots/{space}/{document}", get(deposit))
        .route(
            "/pro/depots/{space}/{document}/remplacer",
            get(replace_form).post(replace_send),
        )
        .route("/pro/depots/{space}/{document}/retirer", post(withdraw))
        .route("/pro/depots/{space}/{document}/annoncer", post(release))
        .route("/pro/depots/{space}/{document}/secret", post(secret))
        .route("/pro/depots/{space}/{document}/reponse", post(answer))
}

struct Line {
    href: String,
    text: String,
    state: String,
    current: bool,
    correction: Option<String>,
}

#[derive(Template)]
#[template(path = "deposits.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    older: Option<String>,
    /// There is no other page.
    whole: bool,
}

fn kind_of(page: &Page, type_code: &str) -> String {
    kinds::find(type_code).map_or_else(
        || page.t("documents-category-other"),
        |kind| kind.label(page.lang).to_owned(),
    )
}

async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(pages): State<Pages>,
) -> Answer {
    let (at, id) = (asked.param("avant")?, asked.param("apres")?);
    let before = at.zip(id).and_then(|(at, id)| {
        let at = Timestamp::from_millis(at.parse().ok()?);
        Some((at, id.parse::<DocumentId>().ok()?))
    });
    let documents = &pages.documents;
    let (deposits, next) = documents.deposits(&professional, before, PAGE).await?;
    let page = asked.page("documents-deposits-title");
    // Neither names nor types: nothing of this list is in anybody's history.
    let line = |deposit: Deposit| Line {
        href: page.href(&format!("{LIST}/{}/{}", deposit.space, deposit.id)),
        text: page.t1("documents-deposits-line", "day", page.moment(deposit.at)),
        state: page.t(&format!("documents-deposit-{}", deposit.state.key())),
        current: deposit.state == DepositState::Current,
        correction: deposit
            .correction
            .map(|standing| page.t(&format!("documents-deposit-asked-{}", standing.key()))),
    };
    let lines = deposits.into_iter().map(line).collect();
    let older = next.map(|(at, id)| page.href(&format!("{LIST}?avant={}&apres={id}", at.millis())));
    Ok(edge::show(&List {
        lines,
        whole: before.is_none() && older.is_none(),
        older,
        page,
    }))
}

#[derive(Template)]
#[template(path = "deposit.html")]
struct Detail {
    page: Page,
    face: Face,
    kind: String,
    day: String,
    state: String,
    /// It is the last version and in the record: it can be replaced.
    current: bool,
    /// It names somebody else, and waits for its patient or for its author.
    aside: bool,
    reserved: bool,
    /// Those who answer for its patient do not see it.
    secret: bool,
    /// Somebody answers for its patient, and it may be kept from them.
    minor: bool,
    told: Option<ToldRow>,
    reasons: Vec<(&'static str, String)>,
    here: String,
    record: String,
}

struct ToldRow {
    title: String,
    text: String,
    when: String,
    waits: bool,
    state: String,
    reply: Option<String>,
}

impl ToldRow {
    fn of(page: &Page, told: Told) -> Self {
        Self {
            title: told.title,
            text: told.text,
            when: page.moment(told.at),
            waits: matches!(told.standing, Standing::Sent | Standing::Seen),
            state: page.t(&format!("documents-deposit-asked-{}", told.standing.key())),
            reply: told.reply,
        }
    }
}

/// What was taken back: whose it was is not told any more.
#[derive(Template)]
#[template(path = "deposit_withdrawn.html")]
struct Withdrawn {
    page: Page,
    day: String,
    state: String,
}

fn page_of_one(asked: &Asked) -> Page {
    let page = asked.page("documents-deposit-title");
    page.clone().under(page.t("documents-deposits-title"), LIST)
}

impl Detail {
    /// The read is written before anything is told.
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &Professional,
        deposit: &Deposit,
    ) -> Result<Self> {
        let owned = match deposit.correction {
            Some(_) => Owned::Correction,
            None => Owned::Deposit,
        };
        let (space, id) = (deposit.space, deposit.id);
        let told = pages
            .documents
            .look_at_deposit(professional, space, id, owned)
            .await?;
        let face = pages.spaces.open_face(space).await?;
        let page = page_of_one(asked);
        let reason = |reason: Reason| {
            let text = page.t(&format!("documents-withdraw-{}", reason.key()));
            (reason.key(), text)
        };
        Ok(Self {
            kind: kind_of(&page, &deposit.type_code),
            day: page.moment(deposit.at),
            state: page.t(&format!("documents-deposit-{}", deposit.state.key())),
            current: is_last(deposit),
            aside: deposit.state == DepositState::Aside,
            reserved: deposit.reserved,
            secret: deposit.secret,
            minor: face.is_minor_on(pages.documents.sharing().world().now().in_paris().date()),
            told: told.map(|told| ToldRow::of(&page, told)),
            reasons: Reason::ALL.into_iter().map(reason).collect(),
            here: page.href(&format!("{LIST}/{space}/{id}")),
            record: page.href(&format!("/pro/patients/{space}")),
            face,
            page,
        })
    }
}

/// The address of one deposit.
type Place = Path<(String, String)>;

fn place(Path((space, id)): &Place) -> Result<(SpaceId, DocumentId)> {
    Ok((space.parse()?, id.parse()?))
}

async fn deposit(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
) -> Answer {
    let (space, id) = place(&at)?;
    let deposit = pages.documents.deposit(&professional, space, id).await?;
    let key = match asked.param("fait")?.as_deref() {
        Some("remplace") => Some("documents-replaced-done"),
        Some("retire") => Some("documents-withdrawn-done"),
        Some("annonce") => Some("documents-released-done"),
        Some("repondu") => Some("documents-answered-done"),
        Some("secret") => Some("documents-secret-kept-done"),
        Some("leve") => Some("documents-secret-lifted-done"),
        _ => None,
    };
    let done = |page: Page| match key {
        Some(key) => {
            let sentence = page.t(key);
            page.with_status(Tone::Done, sentence)
        }
        None => page,
    };
    if deposit.state == DepositState::Withdrawn {
        let page = done(page_of_one(&asked));
        return Ok(edge::show(&Withdrawn {
            day: page.moment(deposit.at),
            state: page.t("documents-deposit-withdrawn"),
            page,
        }));
    }
    let mut template = Detail::of(&asked, &pages, &professional, &deposit).await?;
    template.page = done(template.page);
    Ok(edge::show(&template))
}

/// The page again, with what is wrong with a form of it.
async fn again(
    asked: &Asked,
    pages: &Pages,
    professional: Professional,
    (space, id): (SpaceId, DocumentId),
    form: &Form,
    error: Error,
) -> Answer {
    let deposit = pages.documents.deposit(&professional, space, id).await?;
    let mut template = Detail::of(asked, pages, &professional, &deposit).await?;
    template.page = template.page.again(form, error)?;
    Ok(edge::mend(&template))
}

async fn release(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let (space, id) = place(&at)?;
    let caller = Caller::Professional(professional);
    pages.documents.release(&caller, space, id).await?;
    Ok(asked.go(&format!("{LIST}/{space}/{id}?fait=annonce")))
}

async fn secret(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["quoi"])?;
    let (space, id) = place(&at)?;
    let (documents, caller) = (&pages.documents, Caller::Professional(professional.clone()));
    let (done, fate) = match form.text("quoi") {
        "garder" => (documents.keep_secret(&caller, space, id).await, "secret"),
        "lever" => (documents.lift_secret(&caller, space, id).await, "leve"),
        _ => return Err(Error::invalid("error-form").into()),
    };
    match done {
        Ok(()) => Ok(asked.go(&format!("{LIST}/{space}/{id}?fait={fate}"))),
        Err(error) => again(&asked, &pages, professional, (space, id), &form, error).await,
    }
}

async fn withdraw(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["motif"])?;
    let (space, id) = place(&at)?;
    let Some(reason) = Reason::find(form.text("motif")) else {
        // Whose it is not learns so first.
        let error = Error::field("motif", "documents-withdraw-missing");
        return again(&asked, &pages, professional, (space, id), &form, error).await;
    };
    let caller = Caller::Professional(professional);
    pages
        .documents
        .withdraw(&caller, space, id, reason, Expected::Anything)
        .await?;
    Ok(asked.go(&format!("{LIST}/{space}/{id}?fait=retire")))
}

async fn answer(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["reponse", "text"])?;
    let (space, id) = place(&at)?;
    let verdict = match form.text("reponse") {
        "oui" => Some(Verdict::Accepted),
        "non" => Some(Verdict::Refused),
        _ => None,
    };
    let caller = Caller::Professional(professional.clone());
    let answered = match verdict {
        None => Err(Error::field("reponse", "documents-answer-missing")),
        Some(verdict) => {
            let text = form.raw("text");
            pages
                .documents
                .answer_correction(&caller, space, id, verdict, text)
                .await
        }
    };
    match answered {
        Ok(()) => Ok(asked.go(&format!("{LIST}/{space}/{id}?fait=repondu"))),
        Err(error) => again(&asked, &pages, professional, (space, id), &form, error).await,
    }
}

#[derive(Template)]
#[template(path = "replace.html")]
struct ReplaceForm {
    page: Page,
    face: Face,
    groups: Vec<(String, Vec<(String, String)>)>,
    /// The patient does not see what it replaces, and not the new one either.
    reserved: bool,
    /// Nor do those who answer for them.
    secret: bool,
    action: String,
}

impl ReplaceForm {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &Professional,
        deposit: &Deposit,
    ) -> Result<Self> {
        let (space, id) = (deposit.space, deposit.id);
        pages
            .documents
            .look_at_deposit(professional, space, id, Owned::Deposit)
            .await?;
        let face = pages.spaces.open_face(space).await?;
        let today = pages.documents.sharing().world().now().in_paris().date();
        let here = format!("{LIST}/{space}/{id}");
        let page = asked.page("documents-replace-title");
        let page = page
            .clone()
            .under(page.t("documents-deposits-title"), LIST)
            .under(page.t("documents-deposit-title"), &here)
            .with_values(&[("type", &deposit.type_code)]);
        Ok(Self {
            groups: choices(&page, Depositor::Care),
            reserved: deposit.reserved,
            secret: deposit.secret && face.is_minor_on(today),
            action: page.href(&format!("{here}/remplacer")),
            face,
            page,
        })
    }
}

/// Whether it is the last version, filed or kept aside.
const fn is_last(deposit: &Deposit) -> bool {
    matches!(deposit.state, DepositState::Current | DepositState::Aside)
}

/// The deposit, if it can be replaced: facts alone.
async fn replaceable(
    pages: &Pages,
    professional: &Professional,
    (space, id): (SpaceId, DocumentId),
) -> Result<Deposit> {
    let deposit = pages.documents.deposit(professional, space, id).await?;
    match is_last(&deposit) {
        true => Ok(deposit),
        false => Err(Error::conflict("documents-replaced-already")),
    }
}

async fn replace_form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
) -> Answer {
    let deposit = replaceable(&pages, &professional, place(&at)?).await?;
    let template = ReplaceForm::of(&asked, &pages, &professional, &deposit).await?;
    Ok(edge::show(&template))
}

async fn replace_send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    at: Place,
    State(pages): State<Pages>,
    upload: Upload,
) -> Answer {
    let (space, id) = place(&at)?;
    let Upload { form, file } = upload;
    // Nothing is taken in for a document that is not theirs.
    let deposit = replaceable(&pages, &professional, (space, id)).await?;
    let caller = Caller::Professional(professional.clone());
    let sender = Sender { caller, space };
    match replace(&pages, &sender, id, &form, &FIELDS, file).await {
        // What it replaces stays where it is until this one is filed.
        Ok(Outcome::KeptAside(new)) => Ok(asked.go(&format!("{LIST}/{space}/{new}"))),
        Ok(new) => {
            let new = new.document();
            Ok(asked.go(&format!("{LIST}/{space}/{new}?fait=remplace")))
        }
        Err(error) => {
            let mut template = ReplaceForm::of(&asked, &pages, &professional, &deposit).await?;
            template.page = template.page.again(&form, about_file(error))?;
            Ok(edge::mend(&template))
        }
    }
}
