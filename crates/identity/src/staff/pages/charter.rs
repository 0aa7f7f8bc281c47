//! `/accompagnement/charte`: what a volunteer promises, each year anew.

use crate::Identity;
use crate::layer::VolunteerIn;
use crate::pages::Refusal;
use crate::staff::Staff;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use kernel::Error;

#[derive(Template)]
#[template(path = "staff_charter.html")]
struct CharterPage {
    page: Page,
    signed: bool,
    year: i16,
}

impl CharterPage {
    fn new(identity: &Identity, volunteer: &Staff, page: Page) -> Self {
        Self {
            page,
            signed: volunteer.charter_signed,
            year: identity.now().in_paris().year(),
        }
    }
}

/// The charter, and whether it was signed this year.
pub(super) async fn page(
    State(identity): State<Identity>,
    VolunteerIn(volunteer): VolunteerIn,
    asked: Asked,
) -> Answer {
    let page = asked.page("staff-charter-title");
    Ok(edge::show(&CharterPage::new(&identity, &volunteer, page)))
}

/// Signs it.
pub(super) async fn sign(
    State(identity): State<Identity>,
    VolunteerIn(volunteer): VolunteerIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["accord"])?;
    let signed = match form.has("accord") {
        true => identity.sign_charter(&volunteer).await,
        false => Err(Error::field("accord", "staff-charter-missing")),
    };
    match signed {
        Ok(()) => Ok(asked.go("/accompagnement/charte")),
        Err(error) => {
            let refusal = Refusal::of(error, "accord")?;
            Ok(refusal.answer(|error, status| {
                let page = asked.page("staff-charter-title").again(&form, error)?;
                let page = CharterPage::new(&identity, &volunteer, page);
                Ok(edge::render(status, &page))
            }))
        }
    }
}
