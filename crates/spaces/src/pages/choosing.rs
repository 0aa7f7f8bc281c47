//! What a holder is told of, and how: one table, and a sample of what is said.

use super::settings::SETTINGS;
use crate::Spaces;
use crate::notices::say;
use crate::rules::choosing::{Channels, Peace, Topic};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::HolderIn;
use kernel::Error;

const HERE: &str = "/espace/moi/reglages/notifications";
const FROM: &str = "calme-de";
const UNTIL: &str = "calme-a";

struct Row {
    topic: String,
    /// What is said: nothing of health, and nobody's name.
    sample: String,
    /// For each channel: the field, its words, whether it is chosen.
    channels: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "choosing.html")]
struct Choosing {
    page: Page,
    rows: Vec<Row>,
    /// The hours of a day.
    hours: Vec<String>,
    action: String,
    /// Whether somebody is helped in this browser: what leads elsewhere is not
    /// shown.
    helped: bool,
}

/// The field of a form.
fn field(topic: Topic, channel: &str) -> String {
    format!("{}-{channel}", topic.key())
}

fn row(page: &Page, topic: Topic, channels: Channels, letters: bool) -> Row {
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
        channels: [
            channel("courriel", channels.email),
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

/// The page, whose form shows what was chosen, or typed.
fn shown(
    page: Page,
    helped: bool,
    letters: bool,
    choices: impl IntoIterator<Item = (Topic, Channels)>,
) -> Choosing {
    let rows = choices.into_iter().map(|(topic, channels)| match letters {
        true => row(&page, topic, channels, true),
        // As they are told now.
        false => row(&page, topic, topic.without_letters(channels), false),
    });
    Choosing {
        rows: rows.collect(),
        hours: (0..24_u8).map(|hour| hour.to_string()).collect(),
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
    let peace = spaces.peace(space).await?;
    let (from, until) = (peace.from().to_string(), peace.until().to_string());
    let page = page.with_values(&[(FROM, &from), (UNTIL, &until)]);
    let choices = spaces.choices(space).await?;
    let letters = spaces.letters_arrive(space).await?;
    Ok(edge::show(&shown(
        page,
        asked.is_helped(),
        letters,
        choices,
    )))
}

pub(super) async fn choose(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let fields: Vec<String> = Topic::ALL
        .into_iter()
        .flat_map(|topic| ["courriel", "sms", "lettre"].map(|channel| field(topic, channel)))
        .chain([FROM.to_owned(), UNTIL.to_owned()])
        .collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    form.only(&fields)?;
    let ticked = |topic, channel| form.raw(&field(topic, channel)) == "oui";
    let space = holder.own_space()?;
    let letters = spaces.letters_arrive(space).await?;
    let before = spaces.choices(space).await?;
    let choices = Topic::ALL.map(|topic| {
        let chosen = Channels {
            email: ticked(topic, "courriel"),
            sms: ticked(topic, "sms"),
            letter: letters && ticked(topic, "lettre"),
        };
        // Where no letter arrives, the form asks for none: what stands there untouched
        // is what was chosen, letters too, for the day on which there is an address.
        let kept = before.iter().find(|(it, _)| *it == topic && !letters);
        let kept = kept.filter(|(_, before)| topic.without_letters(*before) == chosen);
        (topic, kept.map_or(chosen, |(_, before)| *before))
    });
    let hour = |field| form.raw(field).parse().ok();
    let peace = hour(FROM).zip(hour(UNTIL));
    let Some(peace) = peace.and_then(|(from, until)| Peace::new(from, until)) else {
        let wrong = Error::field(UNTIL, "choosing-peace-wrong");
        let page = titled(&asked).again(&form, wrong)?;
        let shown = shown(page, asked.is_helped(), letters, choices);
        return Ok(edge::mend(&shown));
    };
    spaces.choose(space, &choices, peace).await?;
    Ok(asked.go(&format!("{HERE}?fait=oui")))
}
