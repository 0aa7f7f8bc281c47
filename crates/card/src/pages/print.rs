//! The card on paper: a tagged PDF (PDF/UA), for a wallet or as a sheet, with the
//! QR code if one is in force.

use super::{CARD, said};
use crate::Cards;
use crate::lines::{Group, Line};
use axum::extract::State;
use axum::response::IntoResponse as _;
use edge::{Answer, Asked, Page};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use identity::AtHome;
use kernel::{Error, Timestamp};
use paper::{Block, Link, Part, Pocket, Sheet, Text};

pub(super) async fn pdf(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(cards): State<Cards>,
) -> Answer {
    let wallet = match asked.param("format")?.as_deref() {
        None | Some("a4") => false,
        Some("portefeuille") => true,
        Some(_) => return Err(Error::not_found().into()),
    };
    let permit = cards.sharing().permit_record(&caller, space).await?;
    let face = cards.face(space).await?;
    let page = asked.page("card-found-title");
    let groups = said(&page, &permit, &face)?;
    if groups.is_empty() {
        return Ok(asked.go(&format!("{CARD}?fait=vide")));
    }
    let link = cards.address(&permit, page.lang.prefix()).await?;
    let link = link.map(|url| Link {
        url,
        caption: page.t("card-print-code").into(),
    });
    let blocks = match wallet {
        true => pocket(&page, &groups, link),
        false => sheet(&page, &groups, link),
    };
    let bytes = paper::pdf(&[framed(&page, permit.now(), blocks)], permit.now())?;
    let name = page.t(match wallet {
        true => "card-print-file-wallet",
        false => "card-print-file-sheet",
    });
    let headers = [
        (CONTENT_TYPE, String::from("application/pdf")),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.pdf\""),
        ),
        (CACHE_CONTROL, String::from("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

fn framed(page: &Page, now: Timestamp, blocks: Vec<Block>) -> Sheet {
    let day = page.day(now.in_paris().date());
    Sheet {
        lang: page.lang,
        title: page.title.clone(),
        sender: vec![page.t("edge-site-name")],
        recipient: None,
        place_and_date: page.t1("card-print-date", "day", day),
        reference: None,
        blocks,
        foot: Some(page.t("card-print-foot")),
    }
}

fn pocket(page: &Page, groups: &[Group], link: Option<Link>) -> Vec<Block> {
    let part = |group: &Group| Part {
        label: group.title.clone(),
        lines: group.lines.iter().map(strong).collect(),
    };
    vec![
        Block::Paragraph(page.t("card-print-fold").into()),
        Block::Pocket(Pocket {
            title: page.title.clone(),
            call: Text::marked(&page.t("card-print-call")),
            parts: groups.iter().map(part).collect(),
            link,
        }),
    ]
}

fn sheet(page: &Page, groups: &[Group], link: Option<Link>) -> Vec<Block> {
    let mut blocks = vec![Block::Note(Text::marked(&page.t("card-print-call")))];
    blocks.extend(link.map(Block::Link));
    for group in groups {
        blocks.push(Block::Heading(group.title.clone()));
        blocks.push(Block::List(group.lines.iter().map(strong).collect()));
    }
    blocks
}

/// What may kill stands out without a colour.
fn strong(line: &Line) -> Text {
    match line.serious {
        true => Text::strong(line.whole()),
        false => Text::plain(line.whole()),
    }
}
