//! How the holder is told of a day, and the address for their calendar program.

use super::LIST;
use crate::Agenda;
use crate::diary::{Channels, Diary};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, FreshHolder, Holder, HolderIn};
use kernel::Result;

const HERE: &str = "/espace/moi/agenda/reglages";

#[derive(Template)]
#[template(path = "agenda_settings.html")]
struct Settings {
    page: Page,
    /// Since when the feed is in force, and what it says.
    feed: Option<String>,
    /// The address that was made just now: shown this once.
    address: Option<String>,
    /// Both factors will be asked for first.
    proof: bool,
}

impl Settings {
    async fn of(asked: &Asked, agenda: &Agenda, holder: Holder) -> Result<Self> {
        let space = holder.own_space()?;
        let proof = !identity::fresh_proof(&holder, agenda.now());
        let caller = Caller::Holder(holder);
        let permit = agenda.sharing().permit_record(&caller, space).await?;
        let page = asked.page("agenda-settings-title");
        let mut page = page.clone().under(page.t("agenda-title"), LIST);
        let channels = permit.state::<Diary>()?.channels;
        for (name, chosen) in [("courriel", channels.email), ("sms", channels.sms)] {
            page = page.with_values(&[(name, if chosen { "oui" } else { "" })]);
        }
        let feed = Agenda::feed(&permit)?.map(|feed| {
            let key = match feed.words {
                true => "agenda-feed-since-words",
                false => "agenda-feed-since",
            };
            page.ta(key, &[("moment", &page.moment(feed.since))])
        });
        Ok(Self {
            page,
            feed,
            address: None,
            proof,
        })
    }
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(agenda): State<Agenda>,
) -> Answer {
    let mut template = Settings::of(&asked, &agenda, holder).await?;
    let key = match asked.param("fait")?.as_deref() {
        Some("avis") => "agenda-channels-done",
        Some("arrete") => "agenda-feed-ended",
        _ => return Ok(edge::show(&template)),
    };
    let sentence = template.page.t(key);
    template.page = template.page.with_status(Tone::Done, sentence);
    Ok(edge::show(&template))
}

pub(super) async fn choose(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&["courriel", "sms"])?;
    let channels = Channels {
        email: form.has("courriel"),
        sms: form.has("sms"),
    };
    agenda.choose(&caller, space, channels).await?;
    Ok(asked.go(&format!("{HERE}?fait=avis")))
}

/// The address is shown by this very answer: it is kept nowhere.
pub(super) async fn make(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&["mots"])?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder.clone());
    let words = form.has("mots");
    let secret = agenda.make_feed(&caller, space, words).await?;
    let mut template = Settings::of(&asked, &agenda, holder).await?;
    let origin = agenda.origin();
    template.address = Some(format!(
        "{origin}{}",
        template.page.href(&format!("/agenda/{secret}.ics"))
    ));
    Ok(edge::show(&template))
}

pub(super) async fn end(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    agenda.end_feed(&caller, space).await?;
    Ok(asked.go(&format!("{HERE}?fait=arrete")))
}
