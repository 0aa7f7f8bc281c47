//! The holder's pages: the list, one document, its picture, its file.

use super::rows::{Badge, Row, author};
use super::{Pages, holder_rows, own_space};
use crate::actions::{Documents, Opened};
use crate::rules::kinds::{self, Category};
use askama::Template;
use axum::body::Body as HttpBody;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use edge::{Answer, Asked, Page, Tone};
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use identity::{Caller, HolderIn};
use kernel::{DocumentId, Error, Result};
use sharing::Manner;

/// A facet of the list.
struct Facet {
    key: &'static str,
    label: String,
    count: usize,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
    facets: Vec<Facet>,
    chosen: bool,
    asked: String,
    hidden_only: bool,
    hidden_count: usize,
    filtered: bool,
    found: usize,
    total: usize,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let permit = pages
        .documents
        .sharing()
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let all = Documents::listed(&permit)?;
    let chosen = asked
        .param("categorie")?
        .and_then(|key| Category::find(&key));
    let words = asked.param("q")?.unwrap_or_default();
    let hidden_only = asked.param("voir")?.as_deref() == Some("masques");
    let mut page = asked.page("documents-title");
    if asked.param("fait")?.as_deref() == Some("ajoute") {
        let sentence = page.t("documents-added");
        page = page.with_status(Tone::Done, sentence);
    }
    let facets = Category::ALL
        .into_iter()
        .map(|category| Facet {
            key: category.key(),
            label: page.t(&format!("documents-category-{}", category.key())),
            count: all
                .iter()
                .filter(|listed| listed.label.category() == category)
                .count(),
            chosen: chosen == Some(category),
        })
        .filter(|facet| facet.count > 0 || facet.chosen)
        .collect();
    let folded = fold(&words);
    let kept = all.iter().filter(|listed| {
        chosen.is_none_or(|category| listed.label.category() == category)
            && (!hidden_only || listed.facts.hiding.is_hidden())
            && (folded.is_empty()
                || fold(&listed.label.title).contains(&folded)
                || fold(&author(&page, &listed.label)).contains(&folded))
    });
    let rows = holder_rows(&page, &permit, kept)?;
    Ok(edge::show(&List {
        found: rows.len(),
        rows,
        facets,
        chosen: chosen.is_some(),
        hidden_only,
        hidden_count: all
            .iter()
            .filter(|listed| listed.facts.hiding.is_hidden())
            .count(),
        filtered: chosen.is_some() || hidden_only || !folded.is_empty(),
        total: all.len(),
        asked: words,
        page,
    }))
}

/// Lower case without accents: what people type and what is written are
/// compared so.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
            'ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' | 'í' => 'i',
            'ô' | 'ö' | 'ó' | 'õ' => 'o',
            'ù' | 'û' | 'ü' | 'ú' => 'u',
            'ÿ' => 'y',
            'ñ' => 'n',
            other => other,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[derive(Template)]
#[template(path = "document.html")]
struct Detail {
    page: Page,
    row: Row,
    badge: Badge,
    added: String,
    picture: Option<String>,
    text: Option<String>,
    download: String,
    back: String,
}

pub(super) async fn document(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Seen)
        .await?;
    let page = asked.titled(opened.listed.label.title.clone());
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    let row = holder_rows(&page, opened.permit(), [&opened.listed])?
        .pop()
        .ok_or_else(|| Error::fault("one document made no row"))?;
    let badge = row
        .badge
        .clone()
        .ok_or_else(|| Error::fault("a holder's row without a badge"))?;
    let here = format!("/espace/moi/documents/{id}");
    Ok(edge::show(&Detail {
        added: page.moment(opened.listed.label.added_at),
        picture: is_picture(&opened).then(|| page.href(&format!("{here}/image"))),
        text: short_text(&opened).await?,
        download: page.href(&format!("{here}/telecharger")),
        back: page.href("/espace/moi/documents"),
        row,
        badge,
        page,
    }))
}

/// Whether a browser shows it as it is.
pub(super) fn is_picture(opened: &Opened) -> bool {
    matches!(opened.body.mime.as_str(), "image/png" | "image/jpeg")
}

/// A plain text, if it is one and short: shown on the page itself.
pub(super) async fn short_text(opened: &Opened) -> Result<Option<String>> {
    const TEXT_BYTES_MAX: u64 = 64 * 1024;
    if opened.body.mime != "text/plain" || opened.body.size > TEXT_BYTES_MAX {
        return Ok(None);
    }
    let mut text = Vec::new();
    let mut bytes = opened.bytes().await?;
    while let Some(piece) = futures_util::StreamExt::next(&mut bytes).await {
        text.extend_from_slice(&piece?);
    }
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

pub(super) async fn picture(
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Seen)
        .await?;
    if !is_picture(&opened) {
        return Err(Error::not_found().into());
    }
    Ok(stream(&opened, "inline").await?)
}

pub(super) async fn download(
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Downloaded)
        .await?;
    Ok(stream(&opened, "attachment").await?)
}

/// The file itself, streamed; its type is the checked one, and a browser may
/// neither guess another nor run anything in it.
pub(super) async fn stream(opened: &Opened, disposition: &str) -> Result<Response> {
    let bytes = opened.bytes().await?;
    let body = HttpBody::from_stream(futures_util::StreamExt::map(bytes, |piece| {
        piece.map_err(|error| {
            tracing::error!(
                error = error.log_text(),
                "a document broke off while it was sent"
            );
            std::io::Error::other("the document broke off")
        })
    }));
    let name = percent(&opened.body.file_name);
    let disposition = format!("{disposition}; filename*=UTF-8''{name}");
    let headers = [
        (CONTENT_TYPE, types_mime(&opened.body.mime)),
        (CONTENT_LENGTH, opened.body.size.to_string()),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

fn types_mime(mime: &str) -> String {
    if mime.starts_with("text/") {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_owned()
    }
}

/// RFC 8187: everything but the safest characters is escaped.
fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The types a depositor may choose from, grouped by category, in words.
pub(super) fn choices(
    page: &Page,
    depositor: crate::rules::Depositor,
) -> Vec<(String, Vec<(String, String)>)> {
    Category::ALL
        .into_iter()
        .map(|category| {
            let mut kinds: Vec<(String, String)> = kinds::all()
                .iter()
                .filter(|kind| kind.category == category && kind.may_be_added_by(depositor))
                .map(|kind| (kind.code.clone(), kind.label(page.lang).to_owned()))
                .collect();
            kinds.sort_by_key(|(_, label)| fold(label));
            (
                page.t(&format!("documents-category-{}", category.key())),
                kinds,
            )
        })
        .filter(|(_, kinds)| !kinds.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_ignores_case_and_accents() {
        assert_eq!(fold(" Échographie du CŒUR "), "echographie du cœur");
    }

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        assert_eq!(percent("é\"; x=\r\n.pdf"), "%C3%A9%22%3B%20x%3D%0D%0A.pdf");
    }
}
