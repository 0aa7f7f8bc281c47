//! What a holder is told of, and how: one table, and a sample of what is said.

use super::settings::SETTINGS;
use crate::Spaces;
use crate::notices::say;
use crate::rules::choosing::{Channels, Topic};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::HolderIn;
use kernel::Result;

const HERE: &str = "/espace/moi/reglages/notifications";

struct Row {
    topic: String,
    /// What is said: nothing of health, and nobody's name.
    sample: String,
    /// For each channel: the field, its words, whether it is chosen.
    channels: [(String, String, bool); 2],
}

#[derive(Template)]
#[template(path = "choosing.html")]
struct Choosing {
    page: Page,
    rows: Vec<Row>,
    action: String,
    /// Whether somebody is helped in this browser: what leads elsewhere is not
    /// shown.
    helped: bool,
}

/// The field of a form.
fn field(topic: Topic, channel: &str) -> String {
    format!("{}-{channel}", topic.key())
}

fn row(page: &Page, topic: Topic, channels: Channels) -> Row {
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
    Row {
        sample: say(page.lang, notice, &[]),
        channels: [
            channel("courriel", channels.email),
            channel("sms", channels.sms),
        ],
        topic: words,
    }
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let mut page = asked
        .page("choosing-title")
        .under(asked.page("settings-title").title, SETTINGS);
    if asked.param("fait")?.as_deref() == Some("oui") {
        let text = page.t("choosing-done");
        page = page.with_status(Tone::Done, text);
    }
    let choices = spaces.choices(holder.own_space()?).await?;
    Ok(edge::show(&Choosing {
        rows: choices
            .into_iter()
            .map(|(topic, channels)| row(&page, topic, channels))
            .collect(),
        action: page.href(HERE),
        helped: asked.is_helped(),
        page,
    }))
}

pub(super) async fn choose(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Result<Response, edge::Failure> {
    let fields: Vec<String> = Topic::ALL
        .into_iter()
        .flat_map(|topic| [field(topic, "courriel"), field(topic, "sms")])
        .collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    form.only(&fields)?;
    let ticked = |topic, channel| form.raw(&field(topic, channel)) == "oui";
    let choices = Topic::ALL.map(|topic| {
        let channels = Channels {
            email: ticked(topic, "courriel"),
            sms: ticked(topic, "sms"),
        };
        (topic, channels)
    });
    spaces.choose(holder.own_space()?, &choices).await?;
    Ok(asked.go(&format!("{HERE}?fait=oui")))
}
