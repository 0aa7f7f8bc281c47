//! The summary and the vaccination card on paper: one tagged PDF (PDF/UA), of
//! what one permit shows.

mod one_page;

use crate::pages::{CARE, FIRST, Pages, REST};
use axum::extract::State;
use axum::response::IntoResponse;
use edge::{Answer, Asked, Page};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use identity::{Caller, HolderIn};
use kernel::{Date, Result};
use one_page::{Parts, documents_of, results_of, summary};
use paper::{Block as Printed, Row, Sheet, Text};
use prevention::{Against, Dose};
use profile::actions::Told;
use profile::rules::Heading;
use profile::{Block, LineView, Profiles};
use sharing::{InRecord, Permit};
use spaces::Face;

/// Vaccinations on a card.
const VACCINATIONS: usize = 150;
/// Doses told of one disease on it, the latest; each is told below once more.
const DOSES: usize = 4;
/// Signs of a product and of a lot there.
const PRODUCT_CHARS: usize = 50;
const LOT_CHARS: usize = 30;
/// Lines of what is told of each: with what stands above, what one sheet holds.
const CARD_LINES: usize = 340;
/// Signs that a line beside a label holds.
const TABLE_CHARS: usize = 40;
/// Paragraphs of directives.
const PARAGRAPHS: usize = 200;
/// Signs of one line; the record has the rest.
const LINE_CHARS: usize = 400;

/// `GET /espace/moi/profil/resume.pdf`: what the holder shares, to take along; with
/// `?quoi=volontes`, their wishes, to sign and to give to whom they trust.
pub(crate) async fn own_summary(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let (permit, face) = own(&pages, holder).await?;
    if asked.param("quoi")?.as_deref() == Some("volontes") {
        let page = on_paper(&asked, "summary-wishes-title");
        let sheet = wishes(&page, &permit, &face)?;
        return file(&permit, sheet, page.t("summary-wishes-file"));
    }
    let shared = |all: &[Heading]| -> Result<Vec<Heading>> {
        let mut shared = Vec::new();
        for heading in all {
            if Profiles::is_shared(&permit, *heading)? {
                shared.push(*heading);
            }
        }
        Ok(shared)
    };
    let told = Parts {
        first: shared(&FIRST)?,
        care: shared(&CARE)?,
        between: Vec::new(),
        rest: shared(&REST)?,
        scope: "summary-print-own",
    };
    let page = on_paper(&asked, "summary-print-title");
    let sheet = summary(&page, &permit, &face, &told)?;
    file(&permit, sheet, page.t("summary-print-file"))
}

/// `GET /pro/patients/{space}/resume.pdf`: what the professional sees.
pub(crate) async fn summary_of(
    asked: Asked,
    InRecord {
        professional,
        permit,
        face,
        ..
    }: InRecord,
) -> Answer {
    let page = asked.page("summary-print-title");
    let between = vec![
        results_of(&page, &permit, &face)?,
        documents_of(&page, &permit, &face, professional.profession.code())?,
    ];
    let told = Parts {
        first: FIRST.to_vec(),
        care: CARE.to_vec(),
        between,
        rest: REST.to_vec(),
        scope: "summary-print-seen",
    };
    let sheet = summary(&page, &permit, &face, &told)?;
    file(&permit, sheet, page.t("summary-print-file"))
}

/// `GET /espace/moi/profil/carnet-de-vaccination.pdf`.
pub(crate) async fn vaccination_card(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let (permit, face) = own(&pages, holder).await?;
    let page = on_paper(&asked, "summary-card-title");
    let headings = [Heading::Vaccinations];
    let block = profile::blocks(&page, &permit, "", &headings, VACCINATIONS)?.remove(0);
    let mut blocks = vec![Printed::Table(person(&page, &face, today(&permit)))];
    blocks.extend(by_disease(&page, &permit, &face)?);
    blocks.push(Printed::Heading(page.t("summary-card-each")));
    blocks.extend(card(&page, &block));
    let sheet = sheet(&page, &permit, blocks, "summary-card-foot");
    file(&permit, sheet, page.t("summary-card-file"))
}

/// A page for paper: whoever reads it is not who printed it, and is not spoken to.
fn on_paper(asked: &Asked, title: &str) -> Page {
    let mut page = asked.page(title);
    page.who = None;
    page
}

async fn own(pages: &Pages, holder: identity::Holder) -> Result<(Permit, Face)> {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let sharing = pages.documents.sharing();
    let permit = sharing.permit_record(&caller, space).await?;
    Ok((permit, pages.spaces.open_face(space).await?))
}

fn today(permit: &Permit) -> Date {
    permit.now().in_paris().date()
}

/// What somebody wants: their directives word by word, who speaks for them, and that
/// they know the law on organ donation.
fn wishes(page: &Page, permit: &Permit, face: &Face) -> Result<Sheet> {
    let today = today(permit);
    let mut blocks = vec![Printed::Table(person(page, face, today))];
    if face.age_on(today) >= 18 {
        let wished = wished(page, permit, Heading::Directives)?;
        let written = wished.len() > 2;
        blocks.extend(wished);
        // On paper they are dated and signed by hand (CSP R1111-17).
        if written {
            let words = page.t("summary-wishes-sign");
            blocks.push(Printed::Paragraph(words.into()));
        }
    }
    blocks.push(Printed::Heading(page.t("profile-roles-confiance")));
    blocks.push(trusted(page, permit)?);
    blocks.extend(wished(page, permit, Heading::OrganDonation)?);
    let law = page.t("profile-lead-don-organes");
    blocks.push(Printed::Paragraph(law.into()));
    Ok(sheet(page, permit, blocks, "summary-wishes-foot"))
}

/// A heading of one line: its title, each paragraph of it, and who says so.
fn wished(page: &Page, permit: &Permit, heading: Heading) -> Result<Vec<Printed>> {
    let block = profile::blocks(page, permit, "", &[heading], 1)?.remove(0);
    let mut printed = vec![Printed::Heading(block.title)];
    let Some(line) = block.lines.first() else {
        printed.push(Printed::Paragraph(block.empty.into()));
        return Ok(printed);
    };
    let mut said = paragraphs(line.facts.iter());
    if said.is_empty() {
        said.push(line.title.clone());
    }
    said.push(line.origin.clone());
    let said = said
        .into_iter()
        .map(|words| Printed::Paragraph(words.into()));
    printed.extend(said);
    Ok(printed)
}

/// The lines of what is said, each a paragraph; one of all, where they are too many for
/// a sheet.
fn paragraphs<'a>(facts: impl Iterator<Item = &'a (String, String)>) -> Vec<String> {
    let all: Vec<String> = facts
        .flat_map(|(label, value)| [label.as_str()].into_iter().chain(value.lines()))
        .filter(|words| !words.trim().is_empty())
        .map(str::to_owned)
        .collect();
    match all.len() > PARAGRAPHS {
        true => vec![all.join(" ")],
        false => all,
    }
}

/// Who is the trusted person, and how they are reached.
fn trusted(page: &Page, permit: &Permit) -> Result<Printed> {
    let block = profile::blocks(page, permit, "", &[Heading::Contacts], usize::MAX)?.remove(0);
    let Told::Lines(lines) = Profiles::told(permit, Heading::Contacts)? else {
        return Ok(Printed::Paragraph(block.empty.into()));
    };
    let mut both = lines.iter().zip(&block.lines);
    let trusted = both.find(|(shown, _)| shown.line.values.trusts());
    let Some((_, line)) = trusted else {
        return Ok(Printed::Paragraph(page.t("profile-not-filled").into()));
    };
    let facts = line.facts.iter();
    let facts = facts.map(|(label, value)| cut(&format!("{label} : {value}")));
    Ok(Printed::Table(vec![Row {
        label: cut(&line.title),
        values: facts.collect(),
    }]))
}

/// Whose it is: the five traits of the national identity, and its number.
fn person(page: &Page, face: &Face, today: Date) -> Vec<Row> {
    let born = face.identity.birth_date.0;
    let row = |key: &str, value: String| Row {
        label: page.t(key),
        values: vec![value],
    };
    let age = page.t1("summary-age", "age", face.age_on(today));
    vec![
        row("summary-print-name", face.name()),
        row("pro-results-birth-name", face.identity.birth_name.0.clone()),
        row("pro-results-first-names", face.given_names()),
        row(
            "summary-print-born",
            format!("{} ({})", page.day(born), age.trim_end_matches('.')),
        ),
        row("pro-results-sex", page.t(face.sex_word())),
        row(
            "pro-results-birth-place",
            face.identity.birth_place.as_str().to_owned(),
        ),
        row(
            "summary-print-number",
            face.identity.matricule.as_str().to_owned(),
        ),
    ]
}

/// A line, and whether anybody but the person says so.
fn said(page: &Page, line: &LineView) -> Text {
    let words = cut(&line.brief);
    let mark = match (line.declared, &line.confirmed) {
        (Some("profile-declared"), _) => page.t("summary-print-declared"),
        (Some(declared), _) => page.t(declared),
        (None, Some(confirmed)) => confirmed.clone(),
        (None, None) => line.origin.clone(),
    };
    Text::plain(format!("{words} ({})", mark.trim_end_matches('.')))
}

fn cut(words: &str) -> String {
    cut_at(LINE_CHARS, words)
}

fn cut_at(most: usize, words: &str) -> String {
    match words.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// How the vaccinations against each disease stand on this day, and the doses noted.
fn by_disease(page: &Page, permit: &Permit, face: &Face) -> Result<Vec<Printed>> {
    let all = prevention::vaccinations(page, permit, face)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let dose = |dose: &Dose| {
        let mut words = cut_at(PRODUCT_CHARS, &dose.product);
        if !dose.day.is_empty() {
            words.push_str(&format!(", {}", dose.day));
        }
        if !dose.lot.is_empty() {
            let lot = page.t1("prevention-lot", "lot", cut_at(LOT_CHARS, &dose.lot));
            words.push_str(&format!(", {lot}"));
        }
        format!("{words} — {}", dose.mark)
    };
    let row = |against: &Against| {
        let (stands, _) = &against.badge;
        let mut values = vec![stands.clone()];
        values.extend(against.doses.iter().take(DOSES).map(dose));
        if against.doses.is_empty() {
            values.push(page.t("prevention-no-dose"));
        }
        Row {
            label: against.name.clone(),
            values,
        }
    };
    Ok(vec![
        Printed::Heading(page.t("prevention-vaccines")),
        Printed::Table(all.iter().map(row).collect()),
    ])
}

/// Each vaccination with all that is known of it.
fn card(page: &Page, block: &Block) -> Vec<Printed> {
    if block.lines.is_empty() {
        return vec![Printed::Paragraph(block.empty.clone().into())];
    }
    let row = |line: &LineView| {
        let facts = line.facts.iter();
        let facts = facts.map(|(label, value)| cut(&format!("{label} : {value}")));
        let mark = match (line.declared, &line.confirmed) {
            (Some("profile-declared"), _) => page.t("summary-print-declared"),
            (Some(declared), _) => page.t(declared),
            (None, Some(confirmed)) => confirmed.clone(),
            (None, None) => line.origin.clone(),
        };
        Row {
            label: cut(&line.title),
            values: facts.chain([mark]).collect(),
        }
    };
    let rows = fitting(block.lines.iter().map(row));
    let more = block.more + block.lines.len().saturating_sub(rows.len());
    let mut printed = vec![Printed::Table(rows)];
    if more > 0 {
        let more = page.t1("profile-more", "count", more);
        printed.push(Printed::Paragraph(more.into()));
    }
    printed
}

/// The first rows, as far as one sheet holds them.
fn fitting(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let lines = |words: &String| 1 + words.chars().count() / TABLE_CHARS;
    let mut left = CARD_LINES;
    let fits = rows.take_while(|row| {
        let all = row.values.iter().chain([&row.label]);
        let room = left.checked_sub(all.map(lines).sum());
        left = room.unwrap_or_default();
        room.is_some()
    });
    fits.collect()
}

fn sheet(page: &Page, permit: &Permit, blocks: Vec<Printed>, foot: &str) -> Sheet {
    Sheet {
        lang: page.lang,
        title: page.title.clone(),
        sender: vec![page.t("edge-site-name")],
        recipient: None,
        place_and_date: page.t1("summary-print-date", "day", page.day(today(permit))),
        reference: None,
        blocks,
        foot: Some(page.t(foot)),
    }
}

fn file(permit: &Permit, sheet: Sheet, name: String) -> Answer {
    let bytes = paper::pdf(&[sheet], permit.now())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_between_two_signs() {
        let long = "é".repeat(LINE_CHARS + 5);
        let short = cut(&long);
        assert_eq!(short.chars().count(), LINE_CHARS + 1);
        assert!(short.ends_with('…'));
        assert_eq!(cut("é"), "é");
    }

    #[test]
    fn what_no_sheet_holds_is_left_to_the_record_row_by_row() {
        let row = |values: usize, chars: usize| Row {
            label: String::from("Repevax"),
            values: vec!["é".repeat(chars); values],
        };
        let rows = |row: Row, many: usize| fitting(std::iter::repeat_n(row, many)).len();
        // A life of vaccinations is there whole.
        assert_eq!(rows(row(5, 20), 50), 50);
        // The longest are not, and none is there by half.
        assert_eq!(rows(row(6, LINE_CHARS), 150), CARD_LINES / (6 * 11 + 1));
        assert_eq!(rows(row(1, 9_000 * TABLE_CHARS), 1), 0);
    }
}
