//! What is confided to a carer: inviting one, and the page of one, from either side. Both
//! factors are asked for first.

use super::LIST;
use super::child::described;
use super::list::{sees_until, you_see_until};
use crate::Mandates;
use crate::caring::Side;
use crate::rules::last_day;
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use identity::{FreshHolder, Holder, HolderIn, Named, fresh_proof, proof_first};
use kernel::{CarerId, Date, Error, FieldError, Result};

/// The fields of an invitation.
const INVITED: [&str; 10] = [
    "nom",
    "prenom",
    "naissance-jour",
    "naissance-mois",
    "naissance-annee",
    "voir",
    "messages",
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
    let refused = |code| {
        Err(Error::fields(vec![FieldError {
            field: "voir",
            code,
        }]))
    };
    let messages = form.text("messages") == "oui";
    let ticked = match (form.text("voir"), messages) {
        ("oui", _) => Ok(()),
        // Who writes for somebody sees what is there.
        (_, true) => refused("carer-messages-need-see"),
        (_, false) => refused("carer-right-required"),
    };
    let today = mandates.now().in_paris().date();
    let invited = match (described(&form, today), ticked, last(&form)) {
        (Ok(who), Ok(()), Ok(last)) => mandates.invite_carer(&holder, &who, last, messages).await,
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
    /// What is so of conversations, where the holder may change it, and whether they are
    /// confided.
    messages: Option<(String, bool)>,
    /// The same, where nobody changes it here.
    told: Option<String>,
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
                        let state = plain.t1(sees_until(&it.carer), "day", last);
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
                let state = plain.t1(you_see_until(&it.carer), "day", last);
                let open = Some((open, plain.t1("mandates-open", "of", of)));
                (it.person.name.0.clone(), state, true, open)
            }
        };
        let (carer, holders) = match &side {
            Side::Holders(it) => (&it.carer, true),
            Side::Carers(it) => (&it.carer, false),
        };
        let since = carer
            .messages_since
            .map(|since| plain.day(since.in_paris().date()));
        let messages = match (&since, begun, holders) {
            (Some(day), true, true) => Some(plain.t1("carer-messages-holder", "day", day)),
            (Some(day), true, false) => Some(plain.t1("carer-messages-carer", "day", day)),
            (Some(_), false, _) => Some(plain.t("carer-messages-invited")),
            (None, true, true) => Some(plain.t("carer-messages-none")),
            (None, ..) => None,
        };
        let changes = begun && holders;
        let page = asked.titled(title);
        let list = page.t("mandates-title");
        let page = page.under(list, LIST);
        Ok(Self {
            action: page.href(&format!("{LIST}/aidants/{id}")),
            state,
            holders,
            begun,
            open,
            messages: messages
                .clone()
                .filter(|_| changes)
                .map(|text| (text, since.is_some())),
            told: messages.filter(|_| !changes),
            page,
        })
    }
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Named(id): Named<CarerId>,
    Shared(mandates): Shared<Mandates>,
) -> Answer {
    let template = CarerPage::of(&asked, &mandates, &holder, id).await?;
    Ok(edge::show(&template))
}

pub(super) async fn act(
    asked: Asked,
    HolderIn(holder): HolderIn,
    named: Result<Named<CarerId>, Response>,
    Shared(mandates): Shared<Mandates>,
    form: Form,
) -> Answer {
    // To confide less does not wait for a proof; to end it does.
    let less = form.text("geste") == "messages-non";
    if !less && !fresh_proof(&holder, mandates.now()) {
        return Ok(proof_first(&asked, &asked.path));
    }
    let Named(id) = match named {
        Ok(named) => named,
        Err(refused) => return Ok(refused),
    };
    match form.text("geste") {
        geste @ ("messages-oui" | "messages-non") => {
            form.only(&["geste"])?;
            let more = geste == "messages-oui";
            mandates.confide_messages(&holder, id, more).await?;
            let done = if more { "messages" } else { "sans-messages" };
            Ok(asked.go(&format!("{LIST}?fait={done}")))
        }
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
