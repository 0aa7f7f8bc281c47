//! What is shown of a heading, in words.

use super::holder::ALL;
use super::{measures, targets};
use crate::actions::{Profiles, Shown, Told};
use crate::rules::{Field, Heading, Measure, Sort, Spec, Values, Wanted, may};
use crate::shelf::Line;
use edge::Page;
use identity::Profession;
use journal::By;
use kernel::{Lang, Result};
use sharing::{Here, Permit};

/// A heading on a page.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its word in addresses.
    pub slug: &'static str,
    /// What it is called.
    pub title: String,
    /// Where it is, with the language.
    pub href: String,
    /// Its lines, the first ones first.
    pub lines: Vec<LineView>,
    /// Lines that are not among these.
    pub more: usize,
    /// What is said when there is none: that there is nothing, by whom, or that
    /// it was not filled in.
    pub empty: String,
    /// Whether somebody said that there is nothing.
    pub nothing: bool,
    /// What professionals see of it, for the holder.
    pub shared: Option<bool>,
}

/// A line on a page.
#[derive(Clone, Debug)]
pub struct LineView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What else it says: label and value.
    pub facts: Vec<(String, String)>,
    /// The documents it rests on, of those that are shown: where, and what it is
    /// called.
    pub documents: Vec<(String, String)>,
    /// In one line, for summaries.
    pub brief: String,
    /// Who says so, and since when.
    pub origin: String,
    /// Who confirmed it, and when.
    pub confirmed: Option<String>,
    /// What the holder asks to have mended, as long as nobody answered.
    pub correction: Option<String>,
    /// What was answered to that: a sentence, and the words of the answer.
    pub answered: Option<(String, Option<String>)>,
    /// Where the professional who is asked answers.
    pub request: String,
    /// Patients say it, or who answers for them, and nobody confirmed it: who, as a key
    /// of a sentence.
    pub declared: Option<&'static str>,
    /// A service added it, and nobody confirmed it.
    pub added: bool,
    /// An allergy that may kill.
    pub serious: bool,
    /// It is over.
    pub over: bool,
    /// What one may do with it.
    pub may_change: bool,
    /// As its professional, confirm it.
    pub may_confirm: bool,
    /// As its professional, take the confirmation back.
    pub may_release: bool,
    /// As its professional, say that nothing is to be mended.
    pub may_settle: bool,
    /// As the holder, ask for a correction.
    pub may_ask: bool,
    /// How a measure stands to what it should be that day, in words.
    pub aim: Option<String>,
    /// When it was last written, for whoever confirms it.
    pub written: i64,
}

/// The blocks of these headings; at most so many lines of each.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn blocks(
    page: &Page,
    permit: &Permit,
    base: &str,
    headings: &[Heading],
    most: usize,
) -> Result<Vec<Block>> {
    let each = headings
        .iter()
        .map(|heading| block(page, permit, base, *heading, most));
    each.collect()
}

pub(super) fn block(
    page: &Page,
    permit: &Permit,
    base: &str,
    heading: Heading,
    most: usize,
) -> Result<Block> {
    let told = Profiles::told(permit, heading)?;
    let empty = match &told {
        Told::Nothing(by, at) => page.ta(
            "profile-nothing",
            &[
                ("who", &who(page, by)),
                ("day", &page.day(at.in_paris().date())),
            ],
        ),
        _ => page.t("profile-not-filled"),
    };
    let nothing = matches!(told, Told::Nothing(..));
    let all = match told {
        Told::Lines(lines) => lines,
        _ => Vec::new(),
    };
    let targets = match heading {
        Heading::Measures => Profiles::targets(permit)?,
        _ => Vec::new(),
    };
    let view = |shown: &Shown| LineView {
        aim: targets::stands(page, &targets, &shown.line.values),
        ..LineView::of(page, permit, shown)
    };
    // Of what is measured again and again, a summary tells the last.
    if heading == Heading::Measures && most < ALL {
        let latest = measures::latest(page, &all).into_iter();
        let lines = latest.map(|(place, brief)| LineView {
            brief,
            ..view(&all[place])
        });
        let lines: Vec<LineView> = lines.collect();
        return Ok(Block {
            slug: heading.slug(),
            title: title(page, heading),
            href: page.href(&format!("{base}/{}", heading.slug())),
            lines,
            more: 0,
            empty,
            nothing,
            shared: shared(permit, heading)?,
        });
    }
    let lines: Vec<LineView> = all.iter().take(most).map(view).collect();
    Ok(Block {
        slug: heading.slug(),
        title: title(page, heading),
        href: page.href(&format!("{base}/{}", heading.slug())),
        more: all.len() - lines.len(),
        lines,
        empty,
        nothing,
        shared: shared(permit, heading)?,
    })
}

/// Whether professionals see a heading: for its holder alone to know.
fn shared(permit: &Permit, heading: Heading) -> Result<Option<bool>> {
    match permit.is_at_home() {
        true => Profiles::is_shared(permit, heading).map(Some),
        false => Ok(None),
    }
}

/// What a heading is called.
pub(super) fn title(page: &Page, heading: Heading) -> String {
    page.t(&format!("profile-heading-{}", heading.slug()))
}

impl LineView {
    pub(super) fn of(page: &Page, permit: &Permit, shown: &Shown) -> Self {
        let line = &shown.line;
        let values = &line.values;
        let today = permit.now().in_paris().date();
        let allowed = |wanted| may(shown.standing, wanted);
        let mut facts = facts(page, line.heading, values);
        let with: Vec<String> = line
            .links
            .iter()
            .filter_map(|id| Profiles::line(permit, *id).ok())
            .map(|other| called(page, other.line.heading, &other.line.values))
            .collect();
        if !with.is_empty() {
            facts.push((page.t("profile-with"), with.join(", ")));
        }
        let day = page.day(line.at.in_paris().date());
        let confirmed = shown.confirmed.as_ref().map(|(by, at)| {
            let day = page.day(at.in_paris().date());
            page.ta(
                "profile-confirmed",
                &[("who", &who(page, by)), ("day", &day)],
            )
        });
        let until = values.when(Field::Until);
        // What the holder asks whom to mend is between these two.
        let asked = shown.correction.as_ref().filter(|_| !permit.is_carers());
        let waiting = asked;
        let waiting = waiting.filter(|mending| mending.answer.is_none());
        Self {
            id: line.id.to_string(),
            title: called(page, line.heading, values),
            documents: documents(page, permit, line),
            brief: brief(page, line.heading, values),
            origin: page.ta(
                match &line.by {
                    By::Service { .. } => "profile-origin-service",
                    _ => "profile-origin",
                },
                &[("who", &who(page, &line.by)), ("day", &day)],
            ),
            declared: declared(&line.by).filter(|_| confirmed.is_none()),
            added: matches!(line.by, By::Service { .. }) && confirmed.is_none(),
            confirmed,
            correction: waiting.map(|mending| mending.words.clone()),
            answered: asked.and_then(|mending| {
                let (verdict, at) = mending.answer?;
                let day = page.day(at.in_paris().date());
                let key = format!("profile-answered-{}", verdict.key());
                Some((page.t1(&key, "day", day), mending.reply.clone()))
            }),
            request: page.href(&format!("/pro/corrections/{}/{}", permit.space(), line.id)),
            serious: values.get(Field::Severity) == Some("grave"),
            over: until.is_some_and(|until| until.last() < today),
            may_change: allowed(Wanted::Change),
            may_confirm: allowed(Wanted::Confirm) && !line.heading.is_holders_alone(),
            may_release: allowed(Wanted::Release),
            may_settle: allowed(Wanted::Settle) && waiting.is_some(),
            may_ask: allowed(Wanted::AskCorrection),
            written: line.at.millis(),
            aim: None,
            facts,
        }
    }
}

/// The documents that a line rests on, as links, to whoever may see them.
fn documents(page: &Page, permit: &Permit, line: &Line) -> Vec<(String, String)> {
    let list = match permit.is_at_home() || permit.is_carers() {
        true => String::from("/espace/moi/documents"),
        false => format!("/pro/patients/{}/documents", permit.space()),
    };
    let shown = Profiles::documents(permit, line).unwrap_or_default();
    let shown = shown.into_iter().map(|listed| {
        let label = listed.label;
        let day = page.day(label.act_date);
        let href = page.href(&format!("{list}/{}", label.id));
        (href, format!("{} — {day}", label.title))
    });
    shown.collect()
}

/// That somebody who is at home in the space says it, as a key of a sentence.
const fn declared(by: &By) -> Option<&'static str> {
    match by {
        By::Holder {
            represents: true, ..
        } => Some("profile-declared-representative"),
        By::Holder { .. } => Some("profile-declared"),
        _ => None,
    }
}

/// Who said it, with their profession.
pub(super) fn who(page: &Page, by: &By) -> String {
    match by {
        By::Holder { name, .. } => match Here::of(page, by) {
            // What has no reader is taken away, and read by others.
            Some(Here::Reader) if page.who.is_some() => page.t("profile-you"),
            Some(Here::Representative) => page.t1("profile-representative", "name", name),
            Some(Here::Holder | Here::Reader) | None => page.t1("profile-patient", "name", name),
        },
        By::Professional {
            name, profession, ..
        } => {
            let profession = Profession::from_code(profession);
            let word = profession.map(|it| it.label(page.lang).to_owned());
            match word {
                Ok(word) => format!("{name}, {}", word.to_lowercase()),
                Err(_) => name.clone(),
            }
        }
        By::Institution { name, .. }
        | By::Service { name, .. }
        | By::Carer { name, .. }
        | By::Keeper { name } => name.clone(),
        By::Finder => String::new(),
    }
}

/// What a line is called.
pub(super) fn called(page: &Page, heading: Heading, values: &Values) -> String {
    let choice = |field: Field| {
        values
            .choices(field)
            .map(|choice| word(page, field, choice))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match heading {
        Heading::Measures => {
            let kind = choice(Field::Measure);
            page.ta(
                "profile-colon",
                &[("what", &kind), ("value", &measured(page, values))],
            )
        }
        Heading::BloodGroup => choice(Field::Group),
        Heading::Habits => choice(Field::Habit),
        Heading::OrganDonation => page.t("profile-informed"),
        Heading::Directives => title(page, heading),
        Heading::Pregnancies => {
            let due = values.when(Field::Due).map(|when| page.when(when));
            page.t1("profile-pregnancy", "day", due.unwrap_or_default())
        }
        Heading::Vaccinations if values.get(Field::Name).is_none() => choice(Field::Diseases),
        _ => values.get(Field::Name).unwrap_or_default().to_owned(),
    }
}

/// A line in a summary: its name, and what one must know at once.
pub(super) fn brief(page: &Page, heading: Heading, values: &Values) -> String {
    let also = match heading {
        Heading::Allergies => Field::Reaction,
        Heading::Treatments => Field::Dose,
        Heading::Conditions => Field::Since,
        Heading::Vaccinations | Heading::Measures => Field::On,
        Heading::Contacts => Field::Phone,
        Heading::Stays => Field::Admitted,
        _ => return called(page, heading, values),
    };
    let name = called(page, heading, values);
    let spec = heading.fields().iter().find(|spec| spec.field == also);
    match spec.and_then(|spec| value(page, spec, values)) {
        Some(also) => format!("{name} — {also}"),
        None => name,
    }
}

/// Everything a line says besides its name.
fn facts(page: &Page, heading: Heading, values: &Values) -> Vec<(String, String)> {
    let in_name: &[Field] = match heading {
        Heading::Measures => &[Field::Measure, Field::Value, Field::Second],
        Heading::BloodGroup => &[Field::Group],
        Heading::Habits => &[Field::Habit],
        Heading::OrganDonation => &[Field::Informed],
        Heading::Pregnancies => &[Field::Due],
        Heading::Stays => &[Field::Name, Field::Unit],
        _ => &[Field::Name],
    };
    let specs = heading.fields().iter();
    specs
        .filter(|spec| !in_name.contains(&spec.field))
        .filter_map(|spec| {
            let label = page.t(&label(heading, spec.field));
            Some((label, value(page, spec, values)?))
        })
        .collect()
}

/// The key of what a field is called under this heading.
pub(super) fn label(heading: Heading, field: Field) -> String {
    match field {
        Field::Name => format!("profile-name-{}", heading.slug()),
        field => format!("profile-field-{}", field.name()),
    }
}

/// The word of a choice.
pub(super) fn word(page: &Page, field: Field, choice: &str) -> String {
    match field {
        Field::Group => choice.to_owned(),
        field => page.t(&format!("profile-{}-{choice}", field.name())),
    }
}

/// What stands in a field, in words.
fn value(page: &Page, spec: &Spec, values: &Values) -> Option<String> {
    let text = values.get(spec.field)?;
    Some(match spec.sort {
        Sort::When(_) => page.when(values.when(spec.field)?),
        Sort::Choice(_) | Sort::Choices(_) => {
            let words = values.choices(spec.field);
            let words: Vec<String> = words.map(|choice| word(page, spec.field, choice)).collect();
            words.join(", ")
        }
        Sort::Number => number(page, text),
        Sort::Count(_) => {
            let unit = values.get(Field::Unit).unwrap_or_default();
            format!("{text} {}", word(page, Field::Unit, unit))
        }
        Sort::Tick => page.t("profile-yes"),
        Sort::Text(_) | Sort::Long(_) | Sort::Hour | Sort::Phone | Sort::Email => text.to_owned(),
    })
}

/// A number as people write it.
pub(super) fn number(page: &Page, text: &str) -> String {
    match page.lang {
        Lang::Fr => text.replace('.', ","),
        Lang::En => text.to_owned(),
    }
}

/// What was measured, with its unit.
pub(super) fn measured(page: &Page, values: &Values) -> String {
    let first = number(page, values.get(Field::Value).unwrap_or_default());
    let both = match values.get(Field::Second) {
        Some(second) => format!("{first}/{}", number(page, second)),
        None => first,
    };
    match Measure::of(values).map(Measure::unit) {
        Some(unit) if unit.starts_with(['/', '%']) && unit != "%" => format!("{both}\u{a0}{unit}"),
        Some(unit) if !unit.is_empty() => format!("{both}\u{a0}{unit}"),
        _ => both,
    }
}
