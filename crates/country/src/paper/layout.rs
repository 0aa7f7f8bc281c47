//! Sets the blocks of a paper one under the other, and turns the page in time.

use super::emblem::signature;
use super::letterhead::{LEFT, RIGHT, civil_name, colour, foot, head, running_head, spaced};
use super::metrics::{width, wrap};
use super::sheet::{About, BLACK, Colour, Face, GREY, HEIGHT, PALE, Pen, Sheets, pen};
use super::{Block, Paper, long_date, short_date};
use crate::{Country, Event, Insured};

/// Nothing is written below.
const FLOOR: f32 = 66.0;
const TEXT: Pen = pen(Face::Plain, 10.0, BLACK);

/// The file of a paper.
pub(crate) fn pdf(country: &Country, event: &Event, paper: &Paper) -> Vec<u8> {
    let person = &country.insured[event.person];
    let mut sheets = Sheets::new();
    let signatory = country.signatory(event);
    let (accent, y) = match signatory {
        Some(who) => (
            colour(&who.place),
            head(&mut sheets, who, person, event, paper),
        ),
        None => (BLACK, own_head(&mut sheets, person, event)),
    };
    let mut page = Layout {
        sheets,
        y,
        person,
        event,
        accent,
    };
    for block in &paper.blocks {
        page.block(block);
    }
    page.sign(
        signatory.map(crate::Professional::display),
        signatory.map(|who| who.place.city.as_str()),
    );
    let mut sheets = page.sheets;
    let count = sheets.count();
    for number in 0..count {
        sheets.turn_to(number);
        match signatory {
            Some(who) => foot(&mut sheets, &who.place, number + 1, count),
            None => sheets.text_right(
                RIGHT,
                41.0,
                pen(Face::Plain, 8.0, GREY),
                &format!("Document fictif – page {}/{count}", number + 1),
            ),
        }
    }
    let author = signatory.map_or_else(|| person.full_name(), crate::Professional::display);
    let day = event.day;
    sheets.into_pdf(&About {
        title: event.title.clone(),
        author,
        day: (
            u16::try_from(day.year()).unwrap_or(2000),
            u8::try_from(day.month()).unwrap_or(1),
            u8::try_from(day.day()).unwrap_or(1),
        ),
    })
}

/// A paper written by the person: no letterhead.
fn own_head(sheets: &mut Sheets, person: &Insured, event: &Event) -> f32 {
    let top = HEIGHT - 70.0;
    sheets.text(
        LEFT,
        top,
        pen(Face::Bold, 11.0, BLACK),
        &civil_name(person, event.day),
    );
    let lines = [
        format!(
            "{}, {} {}",
            person.address_line, person.postcode, person.city
        ),
        format!(
            "Naissance : {} – {}",
            short_date(person.birth_date),
            spaced(&person.matricule)
        ),
    ];
    for (number, line) in lines.iter().enumerate() {
        sheets.text(
            LEFT,
            top - 14.0 * (number + 1) as f32,
            pen(Face::Plain, 9.5, BLACK),
            line,
        );
    }
    sheets.text_centre(
        (LEFT + RIGHT) / 2.0,
        top - 74.0,
        pen(Face::Bold, 16.0, BLACK),
        &event.title,
    );
    top - 104.0
}

struct Layout<'a> {
    sheets: Sheets,
    y: f32,
    person: &'a Insured,
    event: &'a Event,
    accent: Colour,
}

impl Layout<'_> {
    /// Turns the page unless this much room is left.
    fn room(&mut self, height: f32) {
        if self.y - height < FLOOR {
            self.sheets.add_page();
            self.y = running_head(&mut self.sheets, self.person, self.event, self.accent);
        }
    }

    fn lines(&mut self, text: &str, x: f32, pen: Pen, room: f32) {
        let step = pen.size * 1.38;
        for line in wrap(text, pen.size, pen.face.is_bold(), room) {
            self.room(step);
            self.sheets.text(x, self.y - pen.size, pen, &line);
            self.y -= step;
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                self.room(48.0);
                self.y -= 8.0;
                self.lines(text, LEFT, pen(Face::Bold, 11.0, self.accent), RIGHT - LEFT);
                self.y -= 2.0;
            }
            Block::Text(text) => {
                self.lines(text, LEFT, TEXT, RIGHT - LEFT);
                self.y -= 5.0;
            }
            Block::List(items) => {
                for item in items {
                    self.room(14.0);
                    let y = self.y - 10.0;
                    self.sheets.text(LEFT + 8.0, y, TEXT, "•");
                    self.lines(item, LEFT + 20.0, TEXT, RIGHT - LEFT - 20.0);
                    self.y -= 1.5;
                }
                self.y -= 4.0;
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Item(what, how) => {
                self.room(46.0);
                self.y -= 6.0;
                self.lines(
                    what,
                    LEFT + 12.0,
                    pen(Face::Bold, 11.0, BLACK),
                    RIGHT - LEFT - 24.0,
                );
                self.lines(how, LEFT + 24.0, TEXT, RIGHT - LEFT - 36.0);
                self.y -= 6.0;
            }
            Block::Frame(text) => self.boxed(text),
        }
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let label_room = 10.0
            + facts
                .iter()
                .map(|(label, _)| width(label, 10.0, false))
                .fold(0.0, f32::max)
                .min(190.0);
        for (label, value) in facts {
            self.room(14.0);
            let y = self.y - 10.0;
            self.sheets
                .text(LEFT + 8.0, y, pen(Face::Plain, 10.0, GREY), label);
            self.lines(
                value,
                LEFT + 8.0 + label_room,
                TEXT,
                RIGHT - LEFT - 8.0 - label_room,
            );
        }
        self.y -= 6.0;
    }

    fn boxed(&mut self, text: &str) {
        let lines = wrap(text, 10.0, true, RIGHT - LEFT - 28.0);
        let height = lines.len() as f32 * 13.8 + 14.0;
        self.room(height + 10.0);
        self.y -= 6.0;
        self.sheets
            .fill_box(LEFT, self.y - height, RIGHT - LEFT, height, PALE);
        self.sheets
            .frame(LEFT, self.y - height, RIGHT - LEFT, height, self.accent);
        for (number, line) in lines.iter().enumerate() {
            let y = self.y - 17.0 - 13.8 * number as f32;
            self.sheets
                .text(LEFT + 14.0, y, pen(Face::Bold, 10.0, BLACK), line);
        }
        self.y -= height + 8.0;
    }

    fn sign(&mut self, who: Option<String>, city: Option<&str>) {
        self.room(96.0);
        self.y -= 16.0;
        let x = 350.0;
        let city = city.unwrap_or(&self.person.city);
        let place = format!("{city}, le {}", long_date(self.event.day));
        let name = who.clone().unwrap_or_else(|| self.person.full_name());
        self.sheets
            .text(x, self.y - 10.0, pen(Face::Plain, 9.5, BLACK), &place);
        self.sheets
            .text(x, self.y - 23.0, pen(Face::Bold, 9.5, BLACK), &name);
        signature(&mut self.sheets, &name, x + 14.0, self.y - 58.0);
        if who.is_some() {
            let line = "Signature électronique – validé par son auteur";
            self.sheets
                .text(x, self.y - 76.0, pen(Face::Oblique, 7.5, GREY), line);
        }
        self.y -= 84.0;
    }
}
