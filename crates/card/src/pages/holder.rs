//! The holder's page: what is on their card, what can be, its code, and when it
//! was read.

use super::CARD;
use crate::Cards;
use crate::kept::Card;
use crate::lines::{self, Group, offered, on_card};
use crate::rules::{LINES_MAX, Tick};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use identity::{AtHome, Caller, FreshHolder, Holder, HolderIn};
use kernel::{Error, Result};
use std::collections::BTreeSet;

/// Reads of the card that the page tells.
const READS: usize = 10;
/// Before the word of a tick, in the form.
const BOX: &str = "c-";

#[derive(Template)]
#[template(path = "card.html")]
struct CardPage {
    page: Page,
    /// What is on the card.
    said: Vec<Group>,
    /// What can be.
    offered: Vec<Group>,
    /// Since when a code is in force.
    since: Option<String>,
    /// Its address, and that as a picture.
    code: Option<(String, String)>,
    /// When the card was read, the last time first.
    reads: Vec<String>,
    /// Both factors will be asked for first.
    proof: bool,
}

impl CardPage {
    async fn of(asked: &Asked, cards: &Cards, holder: Holder) -> Result<Self> {
        let space = holder.own_space()?;
        let proof = !identity::fresh_proof(&holder, cards.now());
        let permit = cards
            .sharing()
            .permit_record(&Caller::Holder(holder), space)
            .await?;
        let face = cards.face(space).await?;
        let page = asked.page("card-title");
        let page = page
            .clone()
            .under(page.t("profile-title"), "/espace/moi/profil");
        let card = permit.state::<Card>()?;
        let offered = offered(&page, &permit, &face)?;
        let address = cards.address(&permit, page.lang.prefix()).await?;
        let code = address.map(|address| {
            let drawn = drawn(&address)?;
            Ok::<_, Error>((address, drawn))
        });
        let reads = cards.reads(&permit, READS).await?;
        Ok(Self {
            said: on_card(card, offered.clone()),
            offered,
            since: cards
                .code(&permit)
                .await?
                .map(|code| page.moment(code.since)),
            code: code.transpose()?,
            reads: reads.into_iter().map(|at| page.moment(at)).collect(),
            proof,
            page,
        })
    }
}

fn drawn(address: &str) -> Result<String> {
    let code = QRBuilder::new(address).ecl(ECL::M).build();
    let code =
        code.map_err(|cause| Error::fault("drawing a QR code").because(cause.to_string()))?;
    Ok(SvgBuilder::default().to_str(&code))
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(cards): State<Cards>,
) -> Answer {
    let mut template = CardPage::of(&asked, &cards, holder).await?;
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some("choisi") => (Tone::Done, "card-chosen"),
        Some("code") => (Tone::Done, "card-code-made"),
        Some("arrete") => (Tone::Done, "card-code-ended"),
        Some("vide") => (Tone::Warning, "card-print-empty"),
        _ => return Ok(edge::show(&template)),
    };
    let sentence = template.page.t(key);
    template.page = template.page.with_status(tone, sentence);
    Ok(edge::show(&template))
}

pub(super) async fn choose(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(cards): State<Cards>,
    form: Form,
) -> Answer {
    let names: Vec<&str> = form.names(BOX).collect();
    form.only(&names)?;
    let ticks = names.iter().map(|name| Tick::read(&name[BOX.len()..]));
    let ticks: Option<BTreeSet<Tick>> = ticks.collect();
    let ticks = ticks.ok_or_else(|| Error::invalid("error-form-fields"))?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder.clone());
    if let Err(error) = cards.choose(&caller, space, &ticks).await {
        let mut template = CardPage::of(&asked, &cards, holder).await?;
        template.page = template.page.again(&form, error)?;
        for line in template
            .offered
            .iter_mut()
            .flat_map(|group| &mut group.lines)
        {
            line.ticked = ticks.contains(&line.present.tick);
        }
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("{CARD}?fait=choisi")))
}

pub(super) async fn make_code(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    State(cards): State<Cards>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let space = holder.own_space()?;
    cards.make_code(&Caller::Holder(holder), space).await?;
    Ok(asked.go(&format!("{CARD}?fait=code")))
}

pub(super) async fn end_code(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(cards): State<Cards>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    cards.end_code(&caller, space).await?;
    Ok(asked.go(&format!("{CARD}?fait=arrete")))
}

impl CardPage {
    /// How many lines the card says, of how many it may.
    fn told(&self) -> String {
        let count = lines::count(&self.said).to_string();
        let most = LINES_MAX.to_string();
        let args = [("count", count.as_str()), ("most", &most)];
        self.page.ta("card-count", &args)
    }
}
