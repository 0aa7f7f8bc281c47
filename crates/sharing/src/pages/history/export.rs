//! Taking the history away: as a table for a spreadsheet, streamed whatever its
//! length, or as a file to read and print, a year at a time.

use super::filter::{Filter, Verdict, Wanted};
use super::lines::{Author, civil, kind, number, what, why};
use super::print;
use crate::actions::{HistoryPlace, Sharing, Told};
use crate::pages::Pages;
use crate::permit::Permit;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use edge::{Answer, Asked, Page};
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use identity::{AtHome, Caller, HolderIn};
use kernel::{Error, Result};
use std::io;
use std::sync::Arc;

/// Lines read at once.
const LINES_READ: u32 = 500;
/// So that spreadsheets read the accents.
const BOM: &str = "\u{feff}";

/// The history as a table: all that the filter asks for, and what software read
/// by itself too, which a column tells apart.
pub(crate) async fn csv(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let filter = Filter {
        automatic: true,
        ..Wanted::read(&asked)?.filter
    };
    let sharing = pages.sharing;
    let permit = sharing.permit_export(&caller, space, "CSV").await?;
    let name = file_name(&sharing, &filter, "csv");
    let page = asked.page("sharing-history-title");
    let table = HistoryTable::filtered(page, sharing, Arc::new(permit), filter).await?;
    let rows = stream::try_unfold(table, async |mut table| {
        let rows = table.next().await.map_err(broke_off)?;
        Ok::<_, io::Error>(rows.map(|rows| (rows, table)))
    });
    let content = "text/csv; charset=utf-8";
    Ok(file(Body::from_stream(rows), content, &name))
}

/// A year of the history as a file to read: this year's, unless another is
/// asked for.
pub(crate) async fn pdf(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = holder.own_space()?;
    let sharing = pages.sharing;
    let now = sharing.world().now();
    let mut filter = Wanted::read(&asked)?.filter;
    let year = *filter.year.get_or_insert_with(|| now.in_paris().year());
    let permit = sharing
        .permit_export(&Caller::Holder(holder.clone()), space, "PDF")
        .await?;
    let name = file_name(&sharing, &filter, "pdf");
    let mut walk = Walk::begin(sharing, Arc::new(permit), filter).await?;
    let mut all = Vec::new();
    let page = asked.page("sharing-history-title");
    while let Some(told) = walk.next(&page).await? {
        all.extend(told);
        if all.len() > print::LINES_MAX {
            return Err(Error::conflict("sharing-print-too-long").into());
        }
    }
    let walked = walk.filter;
    let of = print::Of {
        holder: &holder.name.0,
        year,
        now,
        missing: walked.left_out().map(|key| page.t(key)).collect(),
    };
    let sheets = print::sheets(&page, &of, &all);
    let bytes = tokio::task::spawn_blocking(move || paper::pdf(&sheets, now))
        .await
        .map_err(|error| Error::fault("printing the history").because(error))??;
    Ok(file(Body::from(bytes), "application/pdf", &name))
}

/// The history as a table in CSV, piece by piece whatever its length, from the
/// newest line to the oldest; for who has a permit to take it away.
pub struct HistoryTable {
    page: Page,
    walk: Walk,
    begun: bool,
}

impl HistoryTable {
    /// All of the history, what software read by itself too. The page lends its
    /// language.
    ///
    /// # Errors
    /// Not found, with a permit for something else; else as the store.
    pub async fn whole(page: Page, sharing: Sharing, permit: Arc<Permit>) -> Result<Self> {
        let filter = Filter {
            automatic: true,
            ..Filter::default()
        };
        Self::filtered(page, sharing, permit, filter).await
    }

    async fn filtered(
        page: Page,
        sharing: Sharing,
        permit: Arc<Permit>,
        filter: Filter,
    ) -> Result<Self> {
        let walk = Walk::begin(sharing, permit, filter).await?;
        Ok(Self {
            page,
            walk,
            begun: false,
        })
    }

    /// The next rows, the head first; nothing after the end.
    ///
    /// # Errors
    /// As the store.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if !self.begun {
            self.begun = true;
            let head = [BOM.as_bytes(), &head(&self.page)?].concat();
            return Ok(Some(head));
        }
        let told = self.walk.next(&self.page).await?;
        told.map(|told| table(&self.page, &told)).transpose()
    }
}

/// The history that a filter asks for, piece by piece, from the newest line to
/// the oldest.
struct Walk {
    sharing: Sharing,
    permit: Arc<Permit>,
    filter: Filter,
    place: Option<HistoryPlace>,
}

impl Walk {
    async fn begin(sharing: Sharing, permit: Arc<Permit>, filter: Filter) -> Result<Self> {
        let place = match filter.newest() {
            Some(newest) => sharing.history_before(&permit, newest).await?,
            None => HistoryPlace::default(),
        };
        Ok(Self {
            sharing,
            permit,
            filter,
            place: Some(place),
        })
    }

    /// The next lines, perhaps none of those just read; nothing after the end.
    async fn next(&mut self, page: &Page) -> Result<Option<Vec<Told>>> {
        let Some(place) = self.place else {
            return Ok(None);
        };
        let (mut told, next) = self
            .sharing
            .history(&self.permit, place, LINES_READ)
            .await?;
        let past = told.iter().any(|line| self.filter.is_past(line));
        self.place = next.filter(|_| !past);
        told.retain(|line| self.filter.verdict(page, line) == Verdict::Shown);
        Ok(Some(told))
    }
}

fn head(page: &Page) -> Result<Vec<u8>> {
    let columns = [
        "sharing-csv-when",
        "sharing-col-who",
        "sharing-csv-role",
        "sharing-csv-number",
        "sharing-csv-place",
        "sharing-col-what",
        "sharing-col-why",
        "sharing-csv-kind",
    ];
    written(std::iter::once(columns.map(|key| page.t(key))))
}

fn table(page: &Page, told: &[Told]) -> Result<Vec<u8>> {
    written(told.iter().map(|told| {
        let by = Author::of(page, told.by());
        [
            civil(told.at()),
            by.name,
            by.role,
            number(told.by()),
            by.place,
            what(page, told),
            why(page, told),
            kind(page.lang, told),
        ]
    }))
}

/// Rows of a table as RFC 4180 has them, but for the semicolon, which French
/// spreadsheets expect.
fn written(rows: impl Iterator<Item = [String; 8]>) -> Result<Vec<u8>> {
    let wrong = |error: csv::Error| Error::fault("writing a table").because(error);
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(inert)).map_err(wrong)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::fault("writing a table").because(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: String) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    match cell.trim_start().starts_with(formula) || cell.starts_with(formula) {
        true => format!("'{cell}"),
        false => cell,
    }
}

fn file_name(sharing: &Sharing, filter: &Filter, form: &str) -> String {
    let day = sharing.world().now().in_paris().date();
    match filter.year {
        Some(year) => format!("historique-{year}-au-{day}.{form}"),
        None => format!("historique-au-{day}.{form}"),
    }
}

fn file(body: Body, content: &str, name: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, content.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (CACHE_CONTROL, String::from("no-store")),
    ];
    (headers, body).into_response()
}

/// What a server says of a table it could not send to the end: in the log its
/// reason, on the line nothing.
fn broke_off(error: Error) -> io::Error {
    tracing::error!(
        error = error.log_text(),
        "a history broke off while it was sent"
    );
    io::Error::other("the history broke off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_row_is_one_row() {
        let mut row: [String; 8] = std::array::from_fn(|_| String::from("x"));
        row[0] = String::from("=HYPERLINK(\"http://x\")");
        row[1] = String::from("Cabinet; « du »\r\nPort");
        row[2] = String::from(" +1");
        row[3] = String::from("@somme");
        row[4] = String::from("-2");
        let bytes = written(std::iter::once(row)).expect("written");
        let text = String::from_utf8(bytes).expect("text");
        assert_eq!(
            text,
            "\"'=HYPERLINK(\"\"http://x\"\")\";\"Cabinet; « du »\r\nPort\";' +1;'@somme;'-2;x;x;x\r\n"
        );
    }
}
