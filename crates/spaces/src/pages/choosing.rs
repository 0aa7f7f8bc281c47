//! What a holder is told of, and how: one table, and a sample of what is said; what is
//! told once a week, and when.

use super::settings::SETTINGS;
use crate::Spaces;
use crate::notices::{of_week, say};
use crate::rules::choosing::{Channels, Peace, Topic};
use crate::rules::weekly::{Week, Weekly};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::HolderIn;
use kernel::{Error, FieldError};

const HERE: &str = "/espace/moi/reglages/notifications";
const FROM: &str = "calme-de";
const UNTIL: &str = "calme-a";
const DAY: &str = "semaine-jour";
const HOUR: &str = "semaine-heure";

struct Row {
    topic: String,
    /// What is said: nothing of health, and nobody's name.
    sample: String,
    /// The field of its e-mails once a week.
    weekly: &'static str,
    /// For each channel, and for once a week: the field, its words, whether it is chosen.
    channels: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "choosing.html")]
struct Choosing {
    page: Page,
    rows: Vec<Row>,
    /// The days of a week: its number, its name.
    days: Vec<(String, String)>,
    /// The hours of a day.
    hours: Vec<String>,
    /// What an e-mail of the week says: its subject, and the lines of its paragraphs.
    subject: String,
    sample: Vec<Vec<String>>,
    action: String,
    /// Whether somebody is helped in this browser: what leads elsewhere is not
    /// shown.
    helped: bool,
}

/// The field of a form.
fn field(topic: Topic, channel: &str) -> String {
    format!("{}-{channel}", topic.key())
}

/// That of its e-mails once a week, in which something may be wrong.
const fn weekly_field(topic: Topic) -> &'static str {
    match topic {
        Topic::Documents => "documents-semaine",
        Topic::Messages => "messages-semaine",
        Topic::Services => "services-semaine",
        Topic::Prevention => "prevention-semaine",
        Topic::Added => "added-semaine",
    }
}

/// How a topic is told, as the form shows it.
#[derive(Clone, Copy)]
struct Told {
    topic: Topic,
    channels: Channels,
    weekly: bool,
}

fn row(page: &Page, told: Told, letters: bool) -> Row {
    let Told {
        topic,
        channels,
        weekly,
    } = told;
    let notice = match topic {
        Topic::Documents => "notice-documents-sms",
        Topic::Messages => "notice-message-sms",
        Topic::Services => "notice-services-sms",
        Topic::Prevention => "notice-prevention-sms",
        Topic::Added => "notice-added-sms",
    };
    let words = page.t(&format!("choosing-{}", topic.key()));
    let channel = |name: &str, chosen: bool| {
        let label = page.t1(&format!("choosing-by-{name}"), "topic", words.as_str());
        (field(topic, name), label, chosen)
    };
    let letter = letters.then(|| channel("lettre", channels.letter));
    Row {
        sample: say(page.lang, notice, &[]),
        weekly: weekly_field(topic),
        channels: [
            channel("courriel", channels.email),
            channel("semaine", weekly),
            channel("sms", channels.sms),
        ]
        .into_iter()
        .chain(letter)
        .collect(),
        topic: words,
    }
}

fn titled(asked: &Asked) -> Page {
    asked
        .page("choosing-title")
        .under(asked.page("settings-title").title, SETTINGS)
}

/// How each topic is told now: where no letter arrives, as if none was chosen.
fn told_now(
    letters: bool,
    choices: impl IntoIterator<Item = (Topic, Channels)>,
    weekly: &Weekly,
) -> Vec<Told> {
    let told = |(topic, chosen): (Topic, Channels)| {
        let channels = match letters {
            true => chosen,
            false => topic.without_letters(chosen),
        };
        Told {
            topic,
            channels,
            weekly: weekly.has(topic) && channels.email,
        }
    };
    choices.into_iter().map(told).collect()
}

/// An e-mail of the week as it may be.
fn sample(page: &Page, origin: &str) -> (String, Vec<Vec<String>>) {
    let came = [("documents-new", 3), ("messages-new", 1)];
    let came = came.map(|(kind, count)| (kind.to_owned(), count));
    let (subject, text) = of_week(page.lang, origin, &came);
    let lines = |part: &str| -> Vec<String> { part.lines().map(str::to_owned).collect() };
    (subject, text.split("\n\n").map(lines).collect())
}

/// The page, whose form shows what was chosen, or typed.
fn shown(page: Page, helped: bool, letters: bool, told: &[Told], origin: &str) -> Choosing {
    let day = |day: i8| {
        let name = page.t(&format!("choosing-week-day-{day}"));
        (day.to_string(), name)
    };
    let (subject, sample) = sample(&page, origin);
    Choosing {
        rows: told.iter().map(|it| row(&page, *it, letters)).collect(),
        days: Week::DAYS.map(day).into(),
        hours: (0..24_u8).map(|hour| hour.to_string()).collect(),
        subject,
        sample,
        action: page.href(HERE),
        helped,
        page,
    }
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let mut page = titled(&asked);
    if asked.param("fait")?.as_deref() == Some("oui") {
        let text = page.t("choosing-done");
        page = page.with_status(Tone::Done, text);
    }
    let space = holder.own_space()?;
    let (peace, weekly) = (spaces.peace(space).await?, spaces.weekly(space).await?);
    let hours = [peace.from(), peace.until(), weekly.week.hour()].map(|hour| hour.to_string());
    let [from, until, hour] = &hours;
    let day = weekly.week.day().to_string();
    let page = page.with_values(&[(FROM, from), (UNTIL, until), (DAY, &day), (HOUR, hour)]);
    let choices = spaces.choices(space).await?;
    let letters = spaces.letters_arrive(space).await?;
    let told = told_now(letters, choices, &weekly);
    let (helped, origin) = (asked.is_helped(), spaces.origin());
    Ok(edge::show(&shown(page, helped, letters, &told, origin)))
}

/// The hour of the week in a form: as it was, in a form that asks for none where nothing
/// is told once a week.
fn typed_week(form: &Form, kept: &Weekly, weekly: bool) -> Option<Week> {
    if !weekly && form.raw(DAY).is_empty() && form.raw(HOUR).is_empty() {
        return Some(kept.week);
    }
    Week::new(form.raw(DAY).parse().ok()?, form.raw(HOUR).parse().ok()?)
}

pub(super) async fn choose(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let ways = ["courriel", "semaine", "sms", "lettre"];
    let fields: Vec<String> = Topic::ALL
        .into_iter()
        .flat_map(|topic| ways.map(|way| field(topic, way)))
        .chain([FROM, UNTIL, DAY, HOUR].map(str::to_owned))
        .collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    form.only(&fields)?;
    let ticked = |topic, way| form.raw(&field(topic, way)) == "oui";
    let space = holder.own_space()?;
    let letters = spaces.letters_arrive(space).await?;
    let (before, kept_weekly) = (spaces.choices(space).await?, spaces.weekly(space).await?);
    let told = Topic::ALL.map(|topic| Told {
        topic,
        channels: Channels {
            email: ticked(topic, "courriel"),
            sms: ticked(topic, "sms"),
            letter: letters && ticked(topic, "lettre"),
        },
        weekly: ticked(topic, "semaine"),
    });
    let choices = told.map(
        |Told {
             topic, channels, ..
         }| {
            // Where no letter arrives, the form asks for none: what stands there untouched
            // is what was chosen, letters too, for the day on which there is an address.
            let kept = before.iter().find(|(it, _)| *it == topic && !letters);
            let kept = kept.filter(|(_, before)| topic.without_letters(*before) == channels);
            (topic, kept.map_or(channels, |(_, before)| *before))
        },
    );
    let weekly: Vec<Topic> = told
        .iter()
        .filter(|it| it.weekly)
        .map(|it| it.topic)
        .collect();
    let hour = |field| form.raw(field).parse().ok();
    let peace = hour(FROM).zip(hour(UNTIL));
    let peace = peace.and_then(|(from, until)| Peace::new(from, until));
    let week = typed_week(&form, &kept_weekly, !weekly.is_empty());
    let unsent = told.iter().filter(|it| it.weekly && !it.channels.email);
    let mut wrong: Vec<FieldError> = unsent
        .map(|it| mistake(weekly_field(it.topic), "choosing-week-unsent"))
        .collect();
    if week.is_none() {
        wrong.push(mistake(DAY, "choosing-week-wrong"));
    }
    if peace.is_none() {
        wrong.push(mistake(UNTIL, "choosing-peace-wrong"));
    }
    match peace.zip(week) {
        Some((peace, week)) if wrong.is_empty() => {
            let weekly = Weekly {
                topics: weekly,
                week,
            };
            spaces.choose(space, &choices, peace, &weekly).await?;
            Ok(asked.go(&format!("{HERE}?fait=oui")))
        }
        _ => {
            let page = titled(&asked).again(&form, Error::fields(wrong))?;
            let (helped, origin) = (asked.is_helped(), spaces.origin());
            Ok(edge::mend(&shown(page, helped, letters, &told, origin)))
        }
    }
}

const fn mistake(field: &'static str, code: &'static str) -> FieldError {
    FieldError { field, code }
}
