//! What is confided to a carer: inviting one, and the page of one, from either side. Both
//! factors are asked for first.

use super::LIST;
use super::child::described;
use crate::Mandates;
use crate::caring::Side;
use crate::rules::last_day;
use askama::Template;
use axum::extract::State as Shared;
use edge::{Answer, Asked, Form, Page};
use identity::{FreshHolder, Holder, Named};
use kernel::{CarerId, Date, Error, FieldError, Result};

/// The fields of an invitation.
const INVITED: [&str; 9] = [
    "nom",
    "prenom",
    "naissance-jour",
    "naissance-mois",
    "naissance-annee",
    "voir",
    "fin-jour",
    "fin-mois",
    "fin-annee",
];

#[derive(Template)]
#[template(path = "inviter.html")]
struct InvitePage {
    page: Page,
    /// The code of the one that was just made.
    code: Option<String>,
}

impl InvitePage {
    async fn of(asked: &Asked, mandates: &Mandates, holder: &Holder) -> Result<Self> {
        if !mandates.may_confide(holder).await? {
            return Err(Error::not_found());
        }
        let page = asked.page("carer-invite-title");
        let title = page.t("mandates-title");
        Ok(Self {
            page: page.under(title, LIST),
            code: None,
        })
    }
}

pub(super) async fn form(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Shared(mandates): Shared<Mandates>,
) -> Answer {
    Ok(edge::show(
        &InvitePage::of(&asked, &mandates, &holder).await?,
    ))
}

/// The last day that a form says.
fn last(form: &Form) -> Result<Option<Date>> {
    form.date("fin")
        .map_err(|_| Error::field("fin", "error-date"))
}

pub(super) async fn invite(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Shared(mandates): Shared<Mandates>,
    form: Form,
) -> Answer {
    form.only(&INVITED)?;
    let mut template = InvitePage::of(&asked, &mandates, &holder).await?;
    let ticked = match form.text("voir") {
        "oui" => Ok(()),
        _ => Err(Error::fields(vec![FieldError {
            field: "voir",
            code: "carer-right-required",
        }])),
    };
    let today = mandates.now().in_paris().date();
    let invited = match (described(&form, today), ticked, last(&form)) {
        (Ok(who), Ok(()), Ok(last)) => mandates.invite_carer(&holder, &who, last).await,
        (Err(error), ..) | (_, Err(error), _) | (_, _, Err(error)) => Err(error),
    };
    match invited {
        Ok(code) => {
            template.code = Some(code.in_groups());
            Ok(edge::show(&template))
        }
        Err(error) => {
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

#[derive(Template)]
#[template(path = "aidant.html")]
struct CarerPage {
    page: Page,
    action: String,
    /// Until when they see it; or until when the invitation can be accepted.
    state: String,
    /// Whether it is the holder who reads, and may move its end.
    holders: bool,
    /// Whether it was accepted.
    begun: bool,
    /// The space that is confided, of whoever may go there.
    open: Option<(String, String)>,
}

impl CarerPage {
    async fn of(asked: &Asked, mandates: &Mandates, holder: &Holder, id: CarerId) -> Result<Self> {
        let side = mandates.side(holder, id).await?;
        let plain = asked.page("mandates-title");
        let (title, state, begun, open) = match &side {
            Side::Holders(it) => {
                let last = plain.day(last_day(it.carer.until));
                match &it.name {
                    Some(name) => {
                        let state = plain.t1("carer-sees-until", "day", last);
                        (name.0.clone(), state, true, None)
                    }
                    None => {
                        let until = plain.moment(it.carer.invited_until);
                        let state = plain.t1("carer-invited-until", "moment", until);
                        (plain.t("carer-invited"), state, false, None)
                    }
                }
            }
            Side::Carers(it) => {
                let last = plain.day(last_day(it.carer.until));
                let of = edge::of_name(plain.lang, &it.person.first_name.0);
                let open = plain.href(&format!("/espace/{}", it.carer.space));
                let state = plain.t1("carer-you-see-until", "day", last);
                let open = Some((open, plain.t1("mandates-open", "of", of)));
                (it.person.name.0.clone(), state, true, open)
            }
        };
        let page = asked.titled(title);
        let list = page.t("mandates-title");
        let page = page.under(list, LIST);
        Ok(Self {
            action: page.href(&format!("{LIST}/aidants/{id}")),
            state,
            holders: matches!(side, Side::Holders(_)),
            begun,
            open,
            page,
        })
    }
}

pub(super) async fn show(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Named(id): Named<CarerId>,
    Shared(mandates): Shared<Mandates>,
) -> Answer {
    let template = CarerPage::of(&asked, &mandates, &holder, id).await?;
    Ok(edge::show(&template))
}

pub(super) async fn act(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Named(id): Named<CarerId>,
    Shared(mandates): Shared<Mandates>,
    form: Form,
) -> Answer {
    match form.text("geste") {
        "arreter" => {
            form.only(&["geste"])?;
            mandates.end_carer(&holder, id).await?;
            Ok(asked.go(&format!("{LIST}?fait=arrete")))
        }
        "enregistrer" => {
            form.only(&["geste", "fin-jour", "fin-mois", "fin-annee"])?;
            let mut template = CarerPage::of(&asked, &mandates, &holder, id).await?;
            let moved = match last(&form) {
                Ok(last) => mandates.move_carer(&holder, id, last).await,
                Err(error) => Err(error),
            };
            match moved {
                Ok(()) => Ok(asked.go(&format!("{LIST}?fait=change"))),
                Err(error) => {
                    template.page = template.page.again(&form, error)?;
                    Ok(edge::mend(&template))
                }
            }
        }
        _ => Err(Error::invalid("error-form-fields").into()),
    }
}
