//! The form of a line: one for every heading.

use super::named;
use super::shown::{called, label, number, title, word};
use crate::actions::{Profiles, Shown, Told, With};
use crate::rules::{self, Field, Heading, Sort, Typed, Values};
use askama::Template;
use documents::{Documents, Listed};
use edge::{Form, Page};
use kernel::{Date, Error, Result, When};
use sharing::Permit;
use spaces::Face;

/// How a field is asked for.
pub(super) enum Ask {
    Text,
    Long,
    When,
    Choice(Vec<(String, String)>),
    Choices(Vec<(String, String)>),
    Number,
    Hour,
    Phone,
    Email,
    Tick,
}

/// A field of the form.
pub(super) struct Asked {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) ask: Ask,
}

#[derive(Template)]
#[template(path = "profile_form.html")]
pub(super) struct FormPage {
    pub(super) page: Page,
    /// Whose it is, for professionals.
    pub(super) face: Option<Face>,
    fields: Vec<Asked>,
    /// Lines that this one may go with: name of the box, what it is.
    links: Vec<(String, String)>,
    /// Documents that this one may rest on, in the same way.
    documents: Vec<(String, String)>,
    /// Some are proposed, ticked or looked for: they are shown at once.
    rests: bool,
    /// By which words documents are looked for, where there are more than these.
    looked_for: Option<String>,
    /// No document has these words.
    none_found: bool,
    /// The document that a new line is made of.
    proposed: Option<String>,
    action: String,
    search: String,
    back: String,
    lead: String,
    /// Who is the trusted person today, where another may be named.
    trusted: Option<String>,
    /// What a line cannot be without.
    needed: String,
    /// What stood there before may still be read by software, and the form says so.
    earlier: bool,
}

/// What was sent, as the rules read it.
pub(super) struct Sent<'a>(pub(super) &'a Form);

impl Typed for Sent<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.text(name)
    }
}

const LINK: &str = "avec-";
const DOCUMENT: &str = "document-";
/// Documents that a form offers, the latest ones.
const OFFERED: usize = 12;
/// Of which document a new line is made, in the address of its form.
pub(super) const PROPOSED: &str = "document";
/// By which words others are looked for, in the same place.
pub(super) const LOOKED_FOR: &str = "cherche";
/// Signs of them.
const LOOKED_FOR_MAX: usize = 100;

/// What was typed in the form of this heading, judged; and the lines it goes
/// with.
///
/// # Errors
/// Invalid, with every field to mend; not found, for a link that is no id.
pub(super) fn read(
    heading: Heading,
    form: &Form,
    born: Date,
    today: Date,
) -> Result<(Values, With)> {
    let names = names(heading);
    let links: Vec<&str> = form.names(LINK).collect();
    let documents: Vec<&str> = match heading.rests_on_documents() {
        true => form.names(DOCUMENT).collect(),
        false => Vec::new(),
    };
    let known: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .chain(links.iter().copied())
        .chain(documents.iter().copied())
        .collect();
    form.only(&known)?;
    let values = rules::check(heading, &Sent(form), born, today)?;
    let ids = links.iter().map(|name| name[LINK.len()..].parse());
    let documents = documents.iter().map(|name| name[DOCUMENT.len()..].parse());
    let with = With {
        links: ids.collect::<Result<_>>()?,
        documents: documents.collect::<Result<_>>()?,
    };
    Ok((values, with))
}

/// The names that a form of this heading has.
fn names(heading: Heading) -> Vec<String> {
    let of = |spec: &rules::Spec| -> Vec<String> {
        let name = spec.field.name();
        match spec.sort {
            Sort::When(_) => ["jour", "mois", "annee"]
                .map(|part| format!("{name}-{part}"))
                .to_vec(),
            Sort::Choices(all) => all
                .iter()
                .map(|choice| format!("{name}-{choice}"))
                .collect(),
            _ => vec![name.to_owned()],
        }
    };
    let meant = (heading == Heading::Measures).then(|| rules::MEANT.to_owned());
    heading.fields().iter().flat_map(of).chain(meant).collect()
}

impl FormPage {
    /// The form of a heading, under these pages.
    pub(super) fn of(
        page: Page,
        permit: &Permit,
        heading: Heading,
        base: &str,
        shown: Option<&Shown>,
        (proposed, looked_for): (Option<&Listed>, Option<String>),
    ) -> Result<Self> {
        let list = format!("{base}/{}", heading.slug());
        let page = page.clone().under(page.t("profile-title"), base);
        let page = page.clone().under(title(&page, heading), &list);
        let action = match shown {
            Some(shown) => format!("{list}/{}", shown.line.id),
            None => format!("{list}/ajouter"),
        };
        let page = match shown {
            Some(shown) => filled(page, heading, shown),
            None => page,
        };
        let page = match proposed {
            Some(listed) => made_of(page, heading, listed),
            None => page,
        };
        let mut links = Vec::new();
        for other in heading.links() {
            let Told::Lines(lines) = Profiles::told(permit, *other)? else {
                continue;
            };
            links.extend(lines.iter().map(|it| {
                let name = called(&page, *other, &it.line.values);
                (format!("{LINK}{}", it.line.id), name)
            }));
        }
        // A form holds a hundred fields at most.
        links.truncate(30);
        let words: String = looked_for.unwrap_or_default();
        let words: String = words.trim().chars().take(LOOKED_FOR_MAX).collect();
        let offered = offered(&page, permit, heading, (shown, proposed, words.as_str()))?;
        let proposed = proposed.map(|listed| listed.label.id.to_string());
        // What was proposed or found is offered again where something is to be mended.
        let kept = [
            (PROPOSED, proposed.as_deref().unwrap_or_default()),
            (LOOKED_FOR, words.as_str()),
        ];
        let kept = kept.iter().filter(|(_, value)| !value.is_empty());
        let kept = kept.map(|(name, value)| format!("{name}={}", edge::encode(value)));
        let kept: Vec<String> = kept.collect();
        let query = match kept.is_empty() {
            true => String::new(),
            false => format!("?{}", kept.join("&")),
        };
        Ok(Self {
            face: None,
            documents: offered.documents,
            rests: offered.rests,
            none_found: offered.none_found,
            fields: asked(&page, heading),
            links,
            action: format!("{}{query}", page.href(&action)),
            search: page.href(&action),
            looked_for: offered.more.then_some(words),
            proposed,
            back: page.href(&list),
            lead: page.t(&format!("profile-lead-{}", heading.slug())),
            trusted: trusted(&page, permit, heading, shown)?,
            needed: needed(&page, heading),
            earlier: shown.is_some() && heading.is_told_in_versions(),
            page,
        })
    }
}

/// Who is the trusted person today, said before somebody else is named: there is one.
fn trusted(
    page: &Page,
    permit: &Permit,
    heading: Heading,
    shown: Option<&Shown>,
) -> Result<Option<String>> {
    if heading != Heading::Contacts {
        return Ok(None);
    }
    let Told::Lines(lines) = Profiles::told(permit, heading)? else {
        return Ok(None);
    };
    let here = shown.map(|shown| shown.line.id);
    let mut lines = lines.iter().map(|it| &it.line);
    let other = lines.find(|line| line.values.trusts() && Some(line.id) != here);
    Ok(other.map(|line| {
        let name = called(page, heading, &line.values);
        page.t1("profile-trusted-now", "name", name)
    }))
}

/// Documents that a form offers.
#[derive(Default)]
struct Offered {
    /// The name of the box, and what it is.
    documents: Vec<(String, String)>,
    /// They are shown at once.
    rests: bool,
    /// There are more to look for.
    more: bool,
    /// None has the words that are looked for.
    none_found: bool,
}

/// The documents that a line may rest on: those it does, the one it is made of, and
/// the latest of those that are looked for.
fn offered(
    page: &Page,
    permit: &Permit,
    heading: Heading,
    (shown, proposed, words): (Option<&Shown>, Option<&Listed>, &str),
) -> Result<Offered> {
    if !heading.rests_on_documents() {
        return Ok(Offered::default());
    }
    let mut first: Vec<Listed> = proposed.cloned().into_iter().collect();
    if let Some(shown) = shown {
        first.extend(Profiles::documents(permit, &shown.line)?);
    }
    let rests = !first.is_empty() || !words.is_empty();
    let all = Documents::listed(permit)?;
    let more = all.len() > OFFERED;
    let latest = all.into_iter().filter(|listed| is_found(listed, words));
    let latest: Vec<Listed> = latest.take(OFFERED).collect();
    let none_found = more && latest.is_empty();
    let mut documents: Vec<(String, String)> = Vec::new();
    for listed in first.into_iter().chain(latest) {
        let label = listed.label;
        let name = format!("{DOCUMENT}{}", label.id);
        if documents.iter().all(|(known, _)| *known != name) {
            let day = page.day(label.act_date);
            documents.push((name, format!("{} — {day}", label.title)));
        }
    }
    Ok(Offered {
        documents,
        rests,
        more,
        none_found,
    })
}

/// Whether its title or its author has all of these words, whatever their accents.
fn is_found(listed: &Listed, words: &str) -> bool {
    let label = &listed.label;
    let heading = format!("{} {}", label.title, label.writer().unwrap_or_default());
    let heading = kernel::unaccented(&heading);
    let words = kernel::unaccented(words);
    words.split_whitespace().all(|word| heading.contains(word))
}

/// The page with what a document proposes for a new line: its title, its day, and
/// that the line rests on it.
fn made_of(page: Page, heading: Heading, listed: &Listed) -> Page {
    let label = &listed.label;
    let title: String = label.title.chars().take(100).collect();
    let mut fill = vec![(format!("{DOCUMENT}{}", label.id), String::from("oui"))];
    match heading {
        Heading::Directives => {
            let day = page.day(label.act_date);
            let told = [("title", &*title), ("day", &*day)];
            let words = page.ta("profile-directives-in", &told);
            fill.push((Field::Words.name().to_owned(), words));
        }
        _ => fill.push((Field::Name.name().to_owned(), title)),
    }
    if let Some(field) = heading.day_of_document() {
        let names = ["jour", "mois", "annee"].map(|part| format!("{}-{part}", field.name()));
        fill.extend(names.into_iter().zip(parts(When::Day(label.act_date))));
    }
    let fill: Vec<(&str, &str)> = fill
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    page.with_values(&fill)
}

fn needed(page: &Page, heading: Heading) -> String {
    let needed = heading.fields().iter().filter(|spec| spec.required);
    let labels: Vec<String> = needed
        .map(|spec| page.t(&label(heading, spec.field)).to_lowercase())
        .collect();
    page.t1("profile-needed", "fields", labels.join(", "))
}

fn asked(page: &Page, heading: Heading) -> Vec<Asked> {
    let specs = heading.fields().iter();
    specs
        .map(|spec| {
            let field = spec.field;
            let choices = |all: &[&str]| -> Vec<(String, String)> {
                let of = |choice: &&str| ((*choice).to_owned(), word(page, field, choice));
                all.iter().map(of).collect()
            };
            let optional = || (String::new(), page.t("profile-choose"));
            let ask = match spec.sort {
                Sort::Text(_) | Sort::Count(_) => Ask::Text,
                Sort::Long(_) => Ask::Long,
                Sort::When(_) => Ask::When,
                Sort::Choice(all) => {
                    Ask::Choice(std::iter::once(optional()).chain(choices(all)).collect())
                }
                Sort::Choices(all) => Ask::Choices(choices(all)),
                Sort::Number => Ask::Number,
                Sort::Hour => Ask::Hour,
                Sort::Phone => Ask::Phone,
                Sort::Email => Ask::Email,
                Sort::Tick => Ask::Tick,
            };
            Asked {
                name: field.name(),
                label: label(heading, field),
                hint: hint(heading, field, spec.sort),
                ask,
            }
        })
        .collect()
}

/// The key of what helps with a field; none is empty.
fn hint(heading: Heading, field: Field, sort: Sort) -> String {
    match (heading, field, sort) {
        (Heading::Measures, _, Sort::When(_)) => "edge-date-hint".into(),
        (_, _, Sort::When(_)) => "profile-when-hint".into(),
        (Heading::Vaccinations, Field::Diseases, _) => "profile-diseases-hint".into(),
        (_, Field::Second, _) => "profile-second-hint".into(),
        (_, Field::Hour, _) => "profile-hour-hint".into(),
        (_, _, Sort::Phone) => "profile-phone-hint".into(),
        _ => String::new(),
    }
}

/// The page with what the line says in its form.
fn filled(page: Page, heading: Heading, shown: &Shown) -> Page {
    let values = &shown.line.values;
    let mut fill: Vec<(String, String)> = Vec::new();
    for spec in heading.fields() {
        let name = spec.field.name();
        let Some(text) = values.get(spec.field) else {
            continue;
        };
        match spec.sort {
            Sort::When(_) => {
                let parts = values.when(spec.field).map(parts).unwrap_or_default();
                let names = ["jour", "mois", "annee"].map(|part| format!("{name}-{part}"));
                fill.extend(names.into_iter().zip(parts));
            }
            Sort::Choices(_) => fill.extend(
                values
                    .choices(spec.field)
                    .map(|choice| (format!("{name}-{choice}"), String::from("oui"))),
            ),
            Sort::Number => fill.push((name.to_owned(), number(&page, text))),
            _ => fill.push((name.to_owned(), text.to_owned())),
        }
    }
    let links = shown.line.links.iter();
    fill.extend(links.map(|id| (format!("{LINK}{id}"), String::from("oui"))));
    let documents = shown.line.documents.iter();
    fill.extend(documents.map(|id| (format!("{DOCUMENT}{id}"), String::from("oui"))));
    let fill: Vec<(&str, &str)> = fill
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    page.with_values(&fill)
}

fn parts(when: When) -> [String; 3] {
    match when {
        When::Year(year) => [String::new(), String::new(), year.to_string()],
        When::Month(year, month) => [String::new(), month.to_string(), year.to_string()],
        When::Day(date) => [
            date.day().to_string(),
            date.month().to_string(),
            date.year().to_string(),
        ],
    }
}

/// The heading of an address, if it is for somebody of this age.
pub(super) fn heading_for(slug: &str, face: &Face, today: Date) -> Result<Heading> {
    let heading = named(slug)?;
    if heading.is_for_adults() && face.age_on(today) < 18 {
        return Err(Error::invalid("profile-adults"));
    }
    Ok(heading)
}
