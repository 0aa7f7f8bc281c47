//! One child: to take up, also after a refusal, to invite the other adult, to give up.
//! Both factors are asked for first.

use super::LIST;
use super::list::{age, names};
use crate::Mandates;
use crate::actions::State;
use crate::rules::Described;
use askama::Template;
use axum::extract::State as Shared;
use edge::{Answer, Asked, Form, Page};
use identity::{FreshHolder, Holder, Named};
use kernel::{Date, Error, PersonId, Result, Timestamp};

/// The fields of an invitation.
const INVITED: [&str; 6] = [
    "geste",
    "nom",
    "prenom",
    "naissance-jour",
    "naissance-mois",
    "naissance-annee",
];

#[derive(Template)]
#[template(path = "proche.html")]
struct ChildPage {
    page: Page,
    age: String,
    action: String,
    /// Nobody answers for the child: they may.
    free: bool,
    /// What the button says by which they do.
    take: String,
    /// The space was refused, and they may take that back: when, in milliseconds, and
    /// what the button says by which they do.
    refused: Option<(i64, String)>,
    /// They do: until when, and who does with them.
    theirs: Option<(String, String)>,
    /// They may invite another.
    invites: bool,
    /// Until when an invitation stands.
    invited_until: Option<String>,
    /// The code of the one that was just made.
    code: Option<String>,
}

impl ChildPage {
    async fn of(
        asked: &Asked,
        mandates: &Mandates,
        holder: &Holder,
        child: PersonId,
    ) -> Result<Self> {
        let kin = mandates.one(holder, child).await?;
        let page = asked.titled(kin.child.name.0.clone());
        let title = page.t("mandates-title");
        let page = page.under(title, LIST);
        let today = mandates.now().in_paris().date();
        let of = edge::of_name(page.lang, &kin.child.first_name.0);
        let (theirs, refused) = match kin.state {
            State::Theirs(mandate) => {
                let day = page.day(mandate.until.in_paris().date());
                (Some((day, names(&kin))), None)
            }
            State::Free => (None, None),
            State::TakesBack(at) => {
                let words = page.t1("mandates-change-mind", "of", &of);
                (None, Some((at.millis(), words)))
            }
            // Nothing can be done here: the list says why.
            _ => return Err(Error::not_found()),
        };
        Ok(Self {
            age: age(&page, kin.child.born.0, today),
            action: page.href(&format!("{LIST}/{child}")),
            free: kin.state == State::Free,
            take: page.t1("mandates-take", "of", &of),
            refused,
            invites: kin.invites,
            theirs,
            invited_until: kin.invited_until.map(|until| page.moment(until)),
            code: None,
            page,
        })
    }
}

pub(super) async fn show(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Named(child): Named<PersonId>,
    Shared(mandates): Shared<Mandates>,
) -> Answer {
    let template = ChildPage::of(&asked, &mandates, &holder, child).await?;
    Ok(edge::show(&template))
}

/// Whom a form describes.
pub(super) fn described(form: &Form, today: Date) -> Result<Described> {
    let mut wrong = Vec::new();
    for field in ["nom", "prenom"] {
        if form.text(field).is_empty() {
            wrong.push(kernel::FieldError {
                field,
                code: "mandate-required",
            });
        }
    }
    let born = form.birth("naissance", today);
    let born = born.and_then(|born| born.ok_or("error-date"));
    let born = born.map_err(|code| {
        wrong.push(kernel::FieldError {
            field: "naissance",
            code,
        });
    });
    match born {
        Ok(born) if wrong.is_empty() => Ok(Described {
            name: form.text("nom").to_owned(),
            first_name: form.text("prenom").to_owned(),
            born,
        }),
        _ => Err(Error::fields(wrong)),
    }
}

pub(super) async fn act(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Named(child): Named<PersonId>,
    Shared(mandates): Shared<Mandates>,
    form: Form,
) -> Answer {
    match form.text("geste") {
        "gerer" => {
            form.only(&["geste"])?;
            let space = mandates.take(&holder, child).await?;
            Ok(asked.go(&format!("/espace/{space}")))
        }
        "changer-avis" => {
            form.only(&["geste", "refus"])?;
            // Which refusal they saw: another one, that came since, stands.
            let seen = form
                .text("refus")
                .parse::<i64>()
                .map(Timestamp::from_millis);
            let seen = seen.map_err(|_| Error::invalid("error-form-fields"))?;
            let space = mandates.change_mind(&holder, child, seen).await?;
            Ok(asked.go(&format!("/espace/{space}")))
        }
        "rendre" => {
            form.only(&["geste"])?;
            mandates.give_up(&holder, child).await?;
            Ok(asked.go(&format!("{LIST}?fait=rendu")))
        }
        "inviter" => {
            form.only(&INVITED)?;
            let invited = match described(&form, mandates.now().in_paris().date()) {
                Ok(who) => mandates.invite(&holder, child, &who).await,
                Err(error) => Err(error),
            };
            let mut template = ChildPage::of(&asked, &mandates, &holder, child).await?;
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
        _ => Err(Error::invalid("error-form-fields").into()),
    }
}

impl ChildPage {
    /// Who answers for the child, in words.
    fn shared(&self) -> String {
        let names = self.theirs.as_ref().map_or("", |(_, names)| names.as_str());
        self.page.t1("mandates-by", "names", names)
    }
}
