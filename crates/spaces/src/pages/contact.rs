//! `/activer/contact`: an e-mail address or a mobile, and the code that comes
//! to it, on one page.

use super::activate::ONWARD;
use super::choice::Undecided;
use crate::Spaces;
use crate::actions::{Sitting, TypedContact, is_overtaken};
use crate::rules::choosing::Wish;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use kernel::{Error, Kind, Result};

/// The field of the wish.
const WISH: &str = "avis";

#[derive(Template)]
#[template(path = "activate_contact.html")]
struct ContactPage {
    page: Page,
    /// Where the code went, masked.
    sent_to: Option<String>,
    /// How somebody may wish to be told, in words.
    wishes: Vec<(String, String)>,
}

impl ContactPage {
    async fn of(spaces: &Spaces, sitting: &Sitting, page: Page) -> Result<Self> {
        let letters = spaces.has_address(sitting.person).await?;
        let wishes = Wish::ALL.into_iter();
        // A letter is offered to whom it would find.
        let wishes = wishes.filter(|wish| letters || *wish != Wish::Letter);
        Ok(Self {
            sent_to: masked(sitting),
            wishes: wishes
                .map(|wish| {
                    (
                        wish.key().to_owned(),
                        page.t(&format!("contact-wish-{}", wish.key())),
                    )
                })
                .collect(),
            page,
        })
    }
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(sitting): Undecided,
) -> Answer {
    let mut page = asked.page("contact-title");
    if let Some(to) = masked(&sitting) {
        let text = page.t1("contact-sent", "to", to);
        page = page.with_status(Tone::Info, text);
    }
    let page = page.with_values(&[(WISH, sitting.draft.wish.key())]);
    Ok(edge::show(&ContactPage::of(&spaces, &sitting, page).await?))
}

/// The wish of a form; the one that is kept, where it says none.
fn wish(form: &Form, kept: Wish, letters: bool) -> Result<Wish> {
    let wish = match form.text(WISH) {
        "" => kept,
        text => Wish::find(text).ok_or_else(|| Error::invalid("error-form"))?,
    };
    match wish {
        Wish::Letter if !letters => Err(Error::field(WISH, "contact-wish-no-address")),
        wish => Ok(wish),
    }
}

/// Sends a code to the contact of a form, and keeps how they wish to be told.
async fn begin(spaces: &Spaces, asked: &Asked, sitting: &mut Sitting, form: &Form) -> Result<()> {
    let letters = spaces.has_address(sitting.person).await?;
    let wish = wish(form, sitting.draft.wish, letters)?;
    let fund = spaces.fund_has_email(sitting).await?;
    let typed = TypedContact::wished(wish, form.text("courriel"), form.text("mobile"), fund)?;
    sitting.draft.wish = wish;
    spaces.send_contact_code(sitting, &typed, asked.lang).await
}

/// Proves the contact by the code of a form, with the wish that stands beside it: what
/// somebody chose after the code went out is what they chose.
async fn prove(spaces: &Spaces, sitting: &mut Sitting, form: &Form) -> Result<()> {
    let letters = spaces.has_address(sitting.person).await?;
    let wish = wish(form, sitting.draft.wish, letters)?;
    spaces.prove_contact(sitting, form.text("code"), wish).await
}

/// Whether a form asks for a code. Its first button proves one, and so does the key that
/// sends a form: who typed a contact asks for one where there is no code, or where their
/// wish needs another contact than the code went to.
async fn asks_for_code(spaces: &Spaces, sitting: &Sitting, form: &Form) -> Result<bool> {
    let typed = |field| !form.text(field).is_empty();
    if form.text("geste") != "verifier" {
        return Ok(true);
    }
    if !typed("courriel") && !typed("mobile") {
        return Ok(false);
    }
    Ok(!typed("code")
        || !spaces
            .is_carried(sitting, Wish::find(form.text(WISH)))
            .await?)
}

fn masked(sitting: &Sitting) -> Option<String> {
    let contact = sitting.draft.contact.as_ref()?;
    Some(match contact.kind {
        0 => post::masked_email(&contact.value),
        _ => post::masked_phone(&contact.value),
    })
}

pub(super) async fn send(
    State(spaces): State<Spaces>,
    asked: Asked,
    Undecided(mut sitting): Undecided,
    form: Form,
) -> Answer {
    let done = match asks_for_code(&spaces, &sitting, &form).await? {
        true => begin(&spaces, &asked, &mut sitting, &form).await,
        false => match prove(&spaces, &mut sitting, &form).await {
            Ok(()) if sitting.draft.is_federated() => return Ok(asked.go("/activer/partage")),
            Ok(()) => return Ok(asked.go("/activer/connexion")),
            Err(error) => Err(error),
        },
    };
    let error = match done {
        Ok(()) => return Ok(asked.go("/activer/contact")),
        Err(error) => error,
    };
    let error = match error.kind() {
        _ if is_overtaken(&error) => return Ok(asked.go(ONWARD)),
        Kind::Invalid if error.field_errors().is_empty() => Error::invalid(error.code()),
        Kind::Invalid => error,
        Kind::TooMany => Error::field("courriel", error.code()),
        _ => return Err(error.into()),
    };
    let page = asked.page("contact-title").again(&form, error)?;
    Ok(edge::mend(&ContactPage::of(&spaces, &sitting, page).await?))
}
