//! The top and the foot of a paper: whose it is, about whom, since when.

use super::emblem::{bars, emblem};
use super::metrics::{width, wrap};
use super::sheet::{BLACK, Colour, Face, GREY, HEIGHT, PALE, Sheets, WIDTH, pen};
use super::{Paper, long_date, short_date};
use crate::{Event, Insured, Place, Professional, Sex};

/// Left and right edges of the text.
pub(crate) const LEFT: f32 = 48.0;
pub(crate) const RIGHT: f32 = WIDTH - 48.0;

const WHITE: Colour = (1.0, 1.0, 1.0);

/// The colour of a place.
pub(crate) fn colour(place: &Place) -> Colour {
    match place.facility_type.as_str() {
        "SA01" => (0.06, 0.30, 0.53),
        "SA25" => (0.55, 0.13, 0.24),
        "SA33" => (0.04, 0.45, 0.24),
        _ if place.name.contains("imagerie") => (0.13, 0.24, 0.36),
        _ => match place
            .finess
            .as_bytes()
            .iter()
            .map(|b| u32::from(*b))
            .sum::<u32>()
            % 4
        {
            0 => (0.10, 0.38, 0.40),
            1 => (0.36, 0.25, 0.50),
            2 => (0.16, 0.34, 0.60),
            _ => (0.40, 0.29, 0.14),
        },
    }
}

/// Who somebody is, on paper: *Mme GARNIER Odette, née QUÉRÉ*.
pub(crate) fn civil_name(person: &Insured, on: kernel::Date) -> String {
    let title = match (person.sex, person.age(on)) {
        (_, ..18) => "",
        (Sex::F, _) => "Mme ",
        (Sex::M, _) => "M. ",
    };
    format!(
        "{title}{} {}",
        person.family_name().to_uppercase(),
        person.first_name()
    )
}

/// The head of the first page; says how far down it went.
pub(crate) fn head(
    sheets: &mut Sheets,
    who: &Professional,
    person: &Insured,
    event: &Event,
    paper: &Paper,
) -> f32 {
    let place = &who.place;
    let accent = colour(place);
    let y = match place.facility_type.as_str() {
        "SA25" => band(sheets, who, accent),
        "SA01" => hospital(sheets, who, accent),
        _ => practice(sheets, who, accent, paper.barcode),
    };
    let y = about(sheets, person, event, paper, y - 14.0, accent);
    title(sheets, &event.title, y, accent)
}

fn hospital(sheets: &mut Sheets, who: &Professional, accent: Colour) -> f32 {
    let place = &who.place;
    let top = HEIGHT - 46.0;
    emblem(sheets, "SA01", LEFT, top - 36.0, 42.0, accent);
    sheets.text(
        LEFT + 54.0,
        top - 10.0,
        pen(Face::Bold, 15.0, accent),
        &place.name,
    );
    let service = match who.profession_code.as_str() {
        "60" | "95" | "50" => "Pôle patients et parcours".to_owned(),
        _ => format!("Service : {}", who.speciality),
    };
    sheets.text(
        LEFT + 54.0,
        top - 25.0,
        pen(Face::Plain, 10.0, BLACK),
        &service,
    );
    contacts(sheets, who, RIGHT, top - 4.0);
    sheets.fill_box(LEFT, top - 50.0, RIGHT - LEFT, 1.6, accent);
    top - 52.0
}

fn band(sheets: &mut Sheets, who: &Professional, accent: Colour) -> f32 {
    let place = &who.place;
    let bottom = HEIGHT - 92.0;
    sheets.fill_box(0.0, bottom, WIDTH, 92.0, accent);
    emblem(sheets, "SA25", LEFT, bottom + 24.0, 44.0, WHITE);
    // The same mark, in the colour of the band, on a white disc.
    sheets.disc(LEFT + 22.0, bottom + 46.0, 22.0, WHITE);
    emblem(sheets, "SA25", LEFT + 4.0, bottom + 28.0, 36.0, accent);
    sheets.text(
        LEFT + 58.0,
        bottom + 52.0,
        pen(Face::Bold, 15.0, WHITE),
        &place.name,
    );
    let line = format!(
        "{} – {} {} – Tél. {}",
        place.address_line, place.postcode, place.city, place.phone
    );
    sheets.text(
        LEFT + 58.0,
        bottom + 36.0,
        pen(Face::Plain, 9.0, WHITE),
        &line,
    );
    let line = format!(
        "FINESS {} – Biologiste responsable : {} – RPPS {}",
        place.finess,
        who.display(),
        who.rpps
    );
    sheets.text(
        LEFT + 58.0,
        bottom + 23.0,
        pen(Face::Plain, 9.0, WHITE),
        &line,
    );
    bottom
}

fn practice(sheets: &mut Sheets, who: &Professional, accent: Colour, barcode: bool) -> f32 {
    let place = &who.place;
    let top = HEIGHT - 46.0;
    let mark = if place.name.contains("imagerie") {
        "rings"
    } else {
        &place.facility_type
    };
    emblem(sheets, mark, LEFT, top - 30.0, 34.0, accent);
    sheets.text(
        LEFT + 46.0,
        top - 8.0,
        pen(Face::Bold, 14.0, accent),
        &who.display(),
    );
    sheets.text(
        LEFT + 46.0,
        top - 22.0,
        pen(Face::Plain, 10.0, BLACK),
        &who.speciality,
    );
    sheets.text(
        LEFT + 46.0,
        top - 35.0,
        pen(Face::Oblique, 9.0, GREY),
        &place.name,
    );
    contacts(sheets, who, RIGHT, top - 4.0);
    let mut bottom = top - 50.0;
    if barcode {
        let wide = bars(sheets, &who.rpps, LEFT, bottom - 24.0);
        sheets.text_centre(
            LEFT + wide / 2.0,
            bottom - 32.0,
            pen(Face::Plain, 6.5, GREY),
            &format!("RPPS {}", who.rpps),
        );
        let at = RIGHT - wide * 11.0 / 13.0;
        let second = bars(sheets, &place.finess, at, bottom - 24.0);
        sheets.text_centre(
            at + second / 2.0,
            bottom - 32.0,
            pen(Face::Plain, 6.5, GREY),
            &format!("FINESS {}", place.finess),
        );
        bottom -= 40.0;
    }
    sheets.fill_box(LEFT, bottom, RIGHT - LEFT, 0.9, accent);
    bottom
}

fn contacts(sheets: &mut Sheets, who: &Professional, x: f32, y: f32) {
    let place = &who.place;
    let lines = [
        place.address_line.clone(),
        format!("{} {}", place.postcode, place.city),
        format!("Tél. {}", place.phone),
        format!("RPPS {}", who.rpps),
    ];
    for (number, line) in lines.iter().enumerate() {
        sheets.text_right(
            x,
            y - 11.0 * number as f32,
            pen(Face::Plain, 8.5, GREY),
            line,
        );
    }
}

/// Two columns: facts of the act, and the patient in a box.
fn about(
    sheets: &mut Sheets,
    person: &Insured,
    event: &Event,
    paper: &Paper,
    y: f32,
    accent: Colour,
) -> f32 {
    let middle = 300.0;
    let top = y - 10.0;
    let mut lines = vec![civil_name(person, event.day)];
    if person.used_name.is_some() {
        lines.push(format!(
            "Nom de naissance : {}",
            person.birth_name.to_uppercase()
        ));
    }
    let born = if person.sex == Sex::F { "Née" } else { "Né" };
    lines.push(format!(
        "{born} le {} ({}) – sexe {}",
        short_date(person.birth_date),
        age(person, event.day),
        person.sex.code()
    ));
    lines.push(format!(
        "Lieu de naissance : {} ({})",
        person.birthplace_name, person.birthplace
    ));
    lines.push(format!("INS : {} (NIR de test)", spaced(&person.matricule)));
    lines.push(format!(
        "{}, {} {}",
        person.address_line, person.postcode, person.city
    ));
    let height = 13.0 * lines.len() as f32 + 12.0;
    sheets.fill_box(middle, top - height + 12.0, RIGHT - middle, height, PALE);
    sheets.fill_box(middle, top - height + 12.0, 2.2, height, accent);
    for (number, line) in lines.iter().enumerate() {
        let face = if number == 0 {
            pen(Face::Bold, 10.5, BLACK)
        } else {
            pen(Face::Plain, 8.8, BLACK)
        };
        sheets.text(middle + 11.0, top - 4.0 - 13.0 * number as f32, face, line);
    }
    let mut at = top - 4.0;
    let acts = std::iter::once(("Date", long_date(event.day))).chain(
        paper
            .meta
            .iter()
            .map(|(label, value)| (*label, value.clone())),
    );
    for (label, value) in acts {
        let label = format!("{label} : ");
        sheets.text(LEFT, at, pen(Face::Plain, 8.8, GREY), &label);
        let start = LEFT + width(&label, 8.8, false);
        for (number, line) in wrap(&value, 8.8, false, middle - 14.0 - start)
            .iter()
            .enumerate()
        {
            if number > 0 {
                at -= 11.0;
            }
            sheets.text(start, at, pen(Face::Plain, 8.8, BLACK), line);
        }
        at -= 13.0;
    }
    (top - height + 12.0).min(at + 6.0) - 16.0
}

fn title(sheets: &mut Sheets, title: &str, y: f32, accent: Colour) -> f32 {
    let mut y = y - 12.0;
    for line in wrap(title, 15.0, true, RIGHT - LEFT) {
        sheets.text(LEFT, y, pen(Face::Bold, 15.0, accent), &line);
        y -= 18.0;
    }
    y - 4.0
}

fn age(person: &Insured, on: kernel::Date) -> String {
    let months = (i32::from(on.year()) - i32::from(person.birth_date.year())) * 12
        + i32::from(on.month())
        - i32::from(person.birth_date.month());
    match (person.age(on), months) {
        (0..=1, ..24) => format!("{} mois", months.max(0)),
        (1, _) => "1 an".to_owned(),
        (years, _) => format!("{years} ans"),
    }
}

/// The groups in which a matricule is read.
pub(crate) fn spaced(matricule: &str) -> String {
    let cuts = [0, 1, 3, 5, 7, 10, 13, 15];
    let parts: Vec<&str> = cuts
        .windows(2)
        .filter_map(|w| matricule.get(w[0]..w[1]))
        .collect();
    parts.join(" ")
}

/// The head of the pages after the first.
pub(crate) fn running_head(
    sheets: &mut Sheets,
    person: &Insured,
    event: &Event,
    accent: Colour,
) -> f32 {
    let line = format!(
        "{} – {}",
        civil_name(person, event.day),
        spaced(&person.matricule)
    );
    sheets.text(LEFT, HEIGHT - 46.0, pen(Face::Bold, 9.0, BLACK), &line);
    sheets.text_right(
        RIGHT,
        HEIGHT - 46.0,
        pen(Face::Plain, 9.0, GREY),
        &long_date(event.day),
    );
    sheets.fill_box(LEFT, HEIGHT - 53.0, RIGHT - LEFT, 0.8, accent);
    HEIGHT - 76.0
}

/// The foot of one page.
pub(crate) fn foot(sheets: &mut Sheets, place: &Place, number: usize, count: usize) {
    sheets.line((LEFT, 52.0), (RIGHT, 52.0), 0.5, GREY);
    let line = format!(
        "{} – {}, {} {} – FINESS {}",
        place.name, place.address_line, place.postcode, place.city, place.finess
    );
    sheets.text(LEFT, 41.0, pen(Face::Plain, 7.2, GREY), &line);
    sheets.text(
        LEFT,
        31.5,
        pen(Face::Oblique, 7.2, GREY),
        "Document fictif : personne, soignant et lieu inventés.",
    );
    sheets.text_right(
        RIGHT,
        41.0,
        pen(Face::Plain, 8.0, BLACK),
        &format!("Page {number}/{count}"),
    );
}
