//! What a professional sets of their messages: how soon they answer, when they do
//! not, who may write to them first, and the texts that they keep.

use super::{INBOX, with_outcome};
use crate::Messages;
use crate::mailbox::TemplateId;
use crate::rules::Reach;
use crate::rules::manner::{DELAYS, Manner, TEMPLATES_MAX, Template as Text, TypedManner};
use askama::Template;
use axum::extract::State as Of;
use edge::{Answer, Asked, Form, LongForm, Page};
use identity::{Named, Professional, ProfessionalIn};
use kernel::{Date, Error, Kind, Result};

/// Where it is.
pub(super) const HERE: &str = "/pro/messages/reglages";
/// The box of who lets whoever looks for them write.
const SOUGHT: &str = "cherche";
/// Where the texts are.
const TEXTS: &str = "/pro/messages/modeles";

#[derive(Template)]
#[template(path = "pro_message_settings.html")]
struct Settings {
    page: Page,
    delays: Vec<(String, String)>,
    /// Patients whom they know may write to them first.
    reached: bool,
    /// And whoever looks for them.
    sought: bool,
    /// Titles, and where each is changed.
    templates: Vec<(String, String)>,
    /// There is room for another.
    room: bool,
}

/// The form, with what they said before.
fn filled(page: Page, manner: &Manner) -> Page {
    let days = manner.days.map(|days| days.to_string());
    let page = page.with_values(&[("delai", days.as_deref().unwrap_or_default())]);
    let Some(away) = &manner.away else {
        return page;
    };
    let page = page.with_values(&[("absence", &away.said)]);
    with_day(with_day(page, "du", away.from), "au", away.to)
}

fn with_day(page: Page, field: &str, day: Date) -> Page {
    let parts = [
        ("jour", i32::from(day.day())),
        ("mois", i32::from(day.month())),
        ("annee", i32::from(day.year())),
    ];
    parts.into_iter().fold(page, |page, (part, number)| {
        let (field, number) = (format!("{field}-{part}"), number.to_string());
        page.with_values(&[(&field, &number)])
    })
}

impl Settings {
    async fn of(
        asked: &Asked,
        messages: &Messages,
        professional: &Professional,
        typed: Option<(&Form, Error)>,
    ) -> Result<Self> {
        let page = asked.page("messages-settings-title");
        let page = page.clone().under(page.t("messages-title"), INBOX);
        let page = match typed {
            Some((form, error)) => page.again(form, error)?,
            None => filled(page, &messages.manner(professional).await?),
        };
        let page = with_outcome(asked, page)?;
        let reach = messages.reach_of(professional).await?;
        let page = match reach {
            Reach::Anybody => page.with_values(&[(SOUGHT, "oui")]),
            Reach::Known | Reach::Nobody => page,
        };
        let none = [(String::new(), page.t("messages-delay-none"))];
        let delay = |days: u8| (days.to_string(), page.t1("messages-delay", "days", days));
        let templates = messages.templates(professional).await?;
        let link = |(id, text): &(TemplateId, Text)| {
            (text.title.clone(), page.href(&format!("{TEXTS}/{id}")))
        };
        Ok(Self {
            delays: none.into_iter().chain(DELAYS.map(delay)).collect(),
            reached: reach != Reach::Nobody,
            sought: reach == Reach::Anybody,
            room: templates.len() < TEMPLATES_MAX,
            templates: templates.iter().map(link).collect(),
            page,
        })
    }
}

pub(super) async fn show(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Of(messages): Of<Messages>,
) -> Answer {
    let settings = Settings::of(&asked, &messages, &professional, None).await?;
    Ok(edge::show(&settings))
}

pub(super) async fn set(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&[
        "delai", "du-jour", "du-mois", "du-annee", "au-jour", "au-mois", "au-annee", "absence",
    ])?;
    let typed = TypedManner {
        days: form.raw("delai"),
        from: form.date("du"),
        to: form.date("au"),
        said: form.raw("absence"),
    };
    match messages.set_manner(&professional, typed).await {
        Ok(()) => Ok(asked.go(&format!("{HERE}?fait=regle"))),
        Err(error) if error.kind() == Kind::Invalid => {
            let typed = Some((&form, error));
            let settings = Settings::of(&asked, &messages, &professional, typed).await?;
            Ok(edge::mend(&settings))
        }
        Err(error) => Err(error.into()),
    }
}

/// Who may write to them first.
pub(super) async fn choose(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&["joignable", SOUGHT])?;
    // Nobody is found whose patients cannot write to them.
    let (reach, done) = match (form.raw("joignable"), form.raw(SOUGHT)) {
        ("oui", "oui") => (Reach::Anybody, "joignable-de-tous"),
        ("oui", _) => (Reach::Known, "joignable"),
        _ => (Reach::Nobody, "pas-joignable"),
    };
    messages.set_reach(&professional, reach).await?;
    Ok(asked.go(&format!("{HERE}?fait={done}")))
}

#[derive(Template)]
#[template(path = "pro_message_template.html")]
struct Change {
    page: Page,
    /// What tells a new one from all others; none, of one that is there.
    token: Option<String>,
    too_long: Option<String>,
    action: String,
    back: String,
}

impl Change {
    fn of(page: Page, messages: &Messages, id: Option<TemplateId>) -> Self {
        let page = page
            .clone()
            .under(page.t("messages-title"), INBOX)
            .under(page.t("messages-settings-title"), HERE);
        let action = match id {
            Some(id) => format!("{TEXTS}/{id}"),
            None => format!("{TEXTS}/ajouter"),
        };
        let count = page.value("texte").chars().count();
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let long = page.error("texte").is_some() && count > 0;
        Self {
            token: id.is_none().then(|| super::form::token(&page, messages)),
            too_long: long.then(|| page.t1("messages-text-count", "count", page.number(count))),
            action: page.href(&action),
            back: page.href(HERE),
            page,
        }
    }
}

pub(super) async fn new_template(
    asked: Asked,
    ProfessionalIn(_): ProfessionalIn,
    Of(messages): Of<Messages>,
) -> Answer {
    let page = asked.page("messages-template-add");
    Ok(edge::show(&Change::of(page, &messages, None)))
}

pub(super) async fn add_template(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    form.only(&["jeton", "titre", "texte"])?;
    let id = form.raw("jeton").parse::<TemplateId>()?;
    let added = async {
        let text = Text::typed(form.raw("titre"), form.raw("texte"))?;
        messages.add_template(&professional, id, &text).await
    };
    match added.await {
        Ok(()) => Ok(asked.go(&format!("{HERE}?fait=modele-garde"))),
        Err(error) if error.kind() == Kind::Invalid => {
            let page = asked.page("messages-template-add").again(&form, error)?;
            Ok(edge::mend(&Change::of(page, &messages, None)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn template(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Named(id): Named<TemplateId>,
    Of(messages): Of<Messages>,
) -> Answer {
    let text = messages.template(&professional, id).await?;
    let page = asked.page("messages-template-change");
    let page = page.with_values(&[("titre", &text.title), ("texte", &text.text)]);
    Ok(edge::show(&Change::of(page, &messages, Some(id))))
}

pub(super) async fn change_template(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Named(id): Named<TemplateId>,
    Of(messages): Of<Messages>,
    LongForm(form): LongForm,
) -> Answer {
    form.only(&["titre", "texte"])?;
    let changed = async {
        messages.template(&professional, id).await?;
        let text = Text::typed(form.raw("titre"), form.raw("texte"))?;
        messages.change_template(&professional, id, &text).await
    };
    match changed.await {
        Ok(()) => Ok(asked.go(&format!("{HERE}?fait=modele-garde"))),
        Err(error) if error.kind() == Kind::Invalid => {
            let page = asked.page("messages-template-change").again(&form, error)?;
            Ok(edge::mend(&Change::of(page, &messages, Some(id))))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn drop_template(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Named(id): Named<TemplateId>,
    Of(messages): Of<Messages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    messages.drop_template(&professional, id).await?;
    Ok(asked.go(&format!("{HERE}?fait=modele-supprime")))
}
