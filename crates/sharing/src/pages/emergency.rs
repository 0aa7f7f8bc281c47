//! Break-glass: the page where a professional says why, before anything opens;
//! and the queue of those who review it afterwards.

use super::{Pages, profession};
use crate::actions::{Change, OfPatients};
use crate::rules::EmergencyReason;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{Professional, ProfessionalIn};
use kernel::{EmergencyId, Error, Result, SpaceId};
use spaces::Face;
use spaces::alerts::Outcome;
use std::time::Duration;

#[derive(Template)]
#[template(path = "emergency.html")]
struct EmergencyPage {
    page: Page,
    face: Face,
    action: String,
    reasons: Vec<(String, String)>,
}

impl EmergencyPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Self> {
        let face = pages
            .patient(professional, space, Change::OpenEmergency)
            .await?;
        let page = asked.page("sharing-emergency-title");
        let dispatch = pages.sharing.dispatches(professional);
        let reasons = EmergencyReason::ALL.into_iter();
        let reasons = reasons.filter(|reason| dispatch || *reason != EmergencyReason::Dispatch);
        Ok(Self {
            face,
            action: page.href(&format!("/pro/patients/{space}/urgence")),
            reasons: reasons
                .map(|reason| {
                    let words = page.t(&format!("sharing-reason-{}", reason.key()));
                    (reason.key().to_owned(), words)
                })
                .collect(),
            page,
        })
    }
}

pub(super) async fn form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let template = EmergencyPage::of(&asked, &pages, &professional, space).await?;
    Ok(edge::show(&template))
}

pub(super) async fn open(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    form.only(&["motif", "raison"])?;
    let opened = match EmergencyReason::find(form.text("motif")) {
        None => Err(Error::field("motif", "sharing-emergency-no-reason")),
        Some(reason) => {
            let words = form.text("raison");
            pages
                .sharing
                .open_emergency(&pages.spaces, &professional, space, reason, words)
                .await
        }
    };
    if let Err(error) = opened {
        let mut template = EmergencyPage::of(&asked, &pages, &professional, space).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("/pro/patients/{space}/urgence/fiche")))
}

pub(super) async fn close(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let space = space.parse::<SpaceId>()?;
    pages.sharing.close_emergency(&professional, space).await?;
    Ok(asked.go("/pro"))
}

/// The page with the red band, while the reader is there in an emergency.
///
/// # Errors
/// As [`crate::Permit::emergency_until`].
pub fn in_emergency(page: Page, permit: &crate::Permit) -> Result<Page> {
    let Some(until) = permit.emergency_until()? else {
        return Ok(page);
    };
    let text = page.ta("sharing-emergency-band", &[("moment", &page.moment(until))]);
    let space = permit.space();
    let end = Undo {
        label: page.t("sharing-emergency-close"),
        action: page.href(&format!("/pro/patients/{space}/urgence/fermer")),
        fields: Vec::new(),
    };
    Ok(page.with_band(text, end))
}

/// An access that waits for its review, on screen. Nothing says whose record
/// it was: the reason is what is judged.
struct ReviewRow {
    id: String,
    who: String,
    profession: String,
    place: String,
    when: String,
    reason: String,
    words: String,
    often: u64,
    own: bool,
}

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    page: Page,
    reviews: Vec<ReviewRow>,
    alarms: Vec<Alarm>,
    institutions: Vec<Alarm>,
}

/// Somebody, or an institution, who saw more people on a day than is usual.
struct Alarm {
    who: String,
    when: String,
}

/// How long ceilings that were reached are shown.
const ALARMS_SHOWN: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Reviews on one page.
const REVIEWS_PER_PAGE: i64 = 50;

fn supervises(pages: &Pages, professional: &Professional) -> Result<()> {
    if pages.supervisors.contains(&professional.rpps) {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

pub(super) async fn reviews(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(pages): State<Pages>,
) -> Answer {
    supervises(&pages, &professional)?;
    let mut page = asked.page("sharing-reviews-title");
    if asked.param("fait")?.is_some() {
        let sentence = page.t("sharing-review-done");
        page = page.with_status(Tone::Done, sentence);
    }
    let waiting = pages.spaces.waiting_reviews(REVIEWS_PER_PAGE).await?;
    let rows = waiting.into_iter().map(|review| ReviewRow {
        id: EmergencyId::from_bytes(review.id).to_string(),
        profession: profession(&page, &review.profession),
        when: page.moment(review.at),
        reason: page.t(&format!("sharing-reason-{}", review.reason)),
        own: review.rpps == professional.rpps,
        who: review.name,
        place: review.place,
        words: review.words,
        often: review.in_thirty_days,
    });
    let reviews = rows.collect();
    let since = pages.sharing.world().now().minus(ALARMS_SHOWN);
    let mut alarms = Vec::new();
    for (rpps, at) in pages.sharing.ceilings().alarms(since).await? {
        let listed = pages.people.find(&rpps).await?;
        let name = listed.map(|listed| listed.name()).unwrap_or_default();
        alarms.push(Alarm {
            who: format!("{name} ({rpps})").trim().to_owned(),
            when: page.moment(at),
        });
    }
    let mut institutions = Vec::new();
    for (finess, at) in pages.sharing.ceilings().institution_alarms(since).await? {
        let known = pages.people.institution(&finess).await?;
        let name = known
            .map(|institution| institution.name)
            .unwrap_or_default();
        institutions.push(Alarm {
            who: format!("{name} ({finess})").trim().to_owned(),
            when: page.moment(at),
        });
    }
    Ok(edge::show(&ReviewsPage {
        page,
        reviews,
        alarms,
        institutions,
    }))
}

/// An emergency access to the record of somebody whom the reader treats.
struct PatientRow {
    patient: String,
    href: String,
    who: String,
    when: String,
    reason: String,
    outcome: String,
    /// They did not look at it yet.
    new: bool,
}

#[derive(Template)]
#[template(path = "patients_emergencies.html")]
struct PatientsPage {
    page: Page,
    rows: Vec<PatientRow>,
}

pub(super) async fn of_patients(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(pages): State<Pages>,
) -> Answer {
    let page = asked.page("sharing-patients-emergencies-title");
    let told = pages
        .sharing
        .emergencies_of_patients(&pages.spaces, &professional, OfPatients::All)
        .await?;
    let (mut rows, mut new) = (Vec::new(), Vec::new());
    for told in told {
        let review = told.review;
        if !told.looked {
            new.push(review.id);
        }
        let face = pages.spaces.open_face(review.space).await?;
        let outcome = format!("sharing-patients-outcome-{}", review.outcome.key());
        let profession = profession(&page, &review.profession);
        rows.push(PatientRow {
            patient: face.name(),
            href: page.href(&format!("/pro/patients/{}/resume", review.space)),
            who: format!("{}, {profession}", review.name),
            when: page.moment(review.at),
            reason: page.t(&format!("sharing-reason-{}", review.reason)),
            outcome: page.t(&outcome),
            new: !told.looked,
        });
    }
    // What is on the page they look at, and nothing that is not.
    let spaces = &pages.spaces;
    spaces.look_at_told(&professional.rpps, &new).await?;
    Ok(edge::show(&PatientsPage { page, rows }))
}

pub(super) async fn review(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    supervises(&pages, &professional)?;
    form.only(&["acces", "constat"])?;
    let id = form.text("acces").parse::<EmergencyId>()?;
    let outcome =
        Outcome::find(form.text("constat")).ok_or_else(|| Error::invalid("error-form"))?;
    pages
        .spaces
        .review(id.to_bytes(), outcome, &professional.rpps)
        .await?;
    Ok(asked.go("/pro/controle?fait=oui"))
}
