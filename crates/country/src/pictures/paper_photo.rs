//! An old paper, written by hand, photographed on a table with a phone.

use super::canvas::{Point, distance, noise, size};
use super::strokes;
use crate::dice::Dice;
use crate::paper::short_date;
use crate::{Insured, Sex};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use kernel::Date;

type Rgb = [f32; 3];

const W: usize = 760;
const H: usize = 980;
const PRINT: Rgb = [0.16, 0.33, 0.42];
const INK: Rgb = [0.10, 0.14, 0.42];
const STAMP: Rgb = [0.42, 0.12, 0.40];

/// The paper before the photograph: how much ink of each colour is where.
struct Sheet {
    px: Vec<Rgb>,
    dice: Dice,
}

impl Sheet {
    fn new(colour: Rgb, dice: Dice) -> Self {
        Self {
            px: vec![colour; W * H],
            dice,
        }
    }

    fn line(&mut self, from: Point, to: Point, r: f32, ink: Rgb, strong: f32) {
        let (x0, x1) = (from.0.min(to.0) - r - 1.0, from.0.max(to.0) + r + 2.0);
        let (y0, y1) = (from.1.min(to.1) - r - 1.0, from.1.max(to.1) + r + 2.0);
        for y in y0.max(0.0) as usize..(y1.max(0.0) as usize).min(H) {
            for x in x0.max(0.0) as usize..(x1.max(0.0) as usize).min(W) {
                let cover =
                    (r + 0.7 - distance(from, to, x as f32, y as f32).0).clamp(0.0, 1.0) * strong;
                for (channel, ink) in self.px[y * W + x].iter_mut().zip(ink) {
                    *channel += (ink - *channel) * cover;
                }
            }
        }
    }

    fn print(&mut self, text: &str, at: Point, height: f32) {
        for (from, to) in strokes::lines(text, at, height) {
            self.line(from, to, height * 0.07, PRINT, 0.85);
        }
    }

    /// By hand: slanted, uneven, never twice the same.
    fn hand(&mut self, text: &str, at: Point, height: f32) {
        let rise = self.dice.around(0.0, 0.012) as f32;
        for (from, to) in strokes::lines(text, at, height) {
            let mut bend = |p: Point| {
                let slant = (at.1 + height - p.1) * 0.22;
                let shake = height * 0.05;
                let (jx, jy) = (
                    self.dice.around(0.0, 1.0) as f32 * shake,
                    self.dice.around(0.0, 1.0) as f32 * shake,
                );
                (
                    p.0 * 0.985 + at.0 * 0.015 + slant + jx,
                    p.1 + jy - (p.0 - at.0) * rise,
                )
            };
            let (a, b) = (bend(from), bend(to));
            self.line(a, b, height * 0.055, INK, 0.86);
        }
    }

    fn stamp(&mut self, centre: Point, r: f32, text: &str) {
        let mut before = (centre.0 + r, centre.1);
        for i in 1..=40 {
            let a = i as f32 / 40.0 * std::f32::consts::TAU;
            let next = (centre.0 + r * a.cos(), centre.1 + r * 0.8 * a.sin());
            let strong = 0.35 + 0.3 * noise(next.0, next.1, 14.0, 3);
            self.line(before, next, 1.4, STAMP, strong);
            before = next;
        }
        for (number, word) in text.split('|').enumerate() {
            let wide = word.chars().count() as f32 * 8.4;
            let at = (
                centre.0 - wide / 2.0,
                centre.1 - 22.0 + number as f32 * 18.0,
            );
            for (from, to) in strokes::lines(word, at, 9.0) {
                self.line(from, to, 0.8, STAMP, 0.55);
            }
        }
    }

    /// A doctor's scrawl.
    fn scrawl(&mut self, at: Point) {
        let mut p = at;
        for i in 0..26 {
            let a = i as f32 * 0.9;
            let next = (
                at.0 + i as f32 * 4.2 + 9.0 * a.sin(),
                at.1 + 15.0 * (a * 1.3).cos() * (1.0 - i as f32 / 34.0),
            );
            self.line(p, next, 1.1, INK, 0.8);
            p = next;
        }
        self.line(
            (at.0 - 12.0, at.1 + 18.0),
            (at.0 + 128.0, at.1 + 8.0),
            1.0,
            INK,
            0.7,
        );
    }

    /// The photograph: on a wooden table, a little askew, by a window.
    fn photograph(mut self) -> Vec<u8> {
        let (w, h) = (900_usize, 1160_usize);
        let seed = self.dice.next();
        let tilt = self.dice.around(0.0, 0.045) as f32;
        let pinch = self.dice.around(0.05, 0.03) as f32;
        let mut bytes = Vec::with_capacity(w * h * 3);
        for y in 0..h {
            for x in 0..w {
                let (fx, fy) = (x as f32, y as f32);
                let (cx, cy) = (fx - w as f32 / 2.0, fy - h as f32 / 2.0);
                let far = 1.0 + pinch * (-cy / h as f32);
                let curl = 5.0 * (fy / 210.0).sin();
                let u =
                    (cx * tilt.cos() + cy * tilt.sin()) * far * 1.02 + W as f32 / 2.0 + curl * 0.4;
                let v = (cy * tilt.cos() - cx * tilt.sin()) * (1.0 + pinch * 0.4) + H as f32 / 2.0;
                let light = 1.02 - 0.34 * (fx / w as f32) * 0.8 - 0.14 * (fy / h as f32)
                    + 0.03 * noise(fx, fy, 300.0, seed);
                let colour = self.seen(u, v, fx, fy, seed);
                let grain = 0.012 * noise(fx, fy, 1.9, seed ^ 2);
                bytes.extend(colour.map(|c| ((c * light + grain).clamp(0.0, 1.0) * 255.0) as u8));
            }
        }
        let mut file = Vec::new();
        let (w, h) = size(w, h);
        let written = JpegEncoder::new_with_quality(&mut file, 74).write_image(
            &bytes,
            w,
            h,
            ExtendedColorType::Rgb8,
        );
        debug_assert!(written.is_ok(), "a colour image of its own size is written");
        file
    }

    fn seen(&self, u: f32, v: f32, fx: f32, fy: f32, seed: u64) -> Rgb {
        let out = (-u).max(-v).max(u - W as f32).max(v - H as f32);
        if out >= 0.0 {
            // Wood, with the shadow of the paper.
            let vein =
                noise(fx, fy * 0.09, 7.0, seed ^ 4) * 0.5 + noise(fx, fy * 0.05, 26.0, seed ^ 5);
            let shadow = 1.0 - 0.45 * (-out / 13.0).exp();
            let k = (0.92 + 0.13 * vein) * shadow;
            return [0.47 * k, 0.33 * k, 0.21 * k];
        }
        let at = |x: f32, y: f32| self.px[(y as usize).min(H - 1) * W + (x as usize).min(W - 1)];
        let (gx, gy) = (u.floor(), v.floor());
        let (tx, ty) = (u - gx, v - gy);
        let (a, b, c, d) = (
            at(gx, gy),
            at(gx + 1.0, gy),
            at(gx, gy + 1.0),
            at(gx + 1.0, gy + 1.0),
        );
        let fold = 1.0 - 0.13 * (-((v - 486.0) / 3.0).powi(2)).exp()
            + 0.05 * (-((v - 493.0) / 4.0).powi(2)).exp()
            - 0.06 * (-((u - 372.0) / 2.5).powi(2)).exp();
        let fibre = 1.0 + 0.018 * noise(u, v, 3.0, seed ^ 6) + 0.03 * noise(u, v, 90.0, seed ^ 7);
        std::array::from_fn(|i| {
            let top = a[i] * (1.0 - tx) + b[i] * tx;
            let low = c[i] * (1.0 - tx) + d[i] * tx;
            (top * (1.0 - ty) + low * ty) * fold * fibre
        })
    }
}

pub(super) fn vaccine_card(dice: &mut Dice, person: &Insured, day: Date) -> Vec<u8> {
    let mut sheet = Sheet::new([0.93, 0.90, 0.78], Dice::of(dice.next(), "card", 0));
    sheet.print("CARNET DE VACCINATION", (120.0, 44.0), 28.0);
    sheet.print("NOM", (46.0, 118.0), 14.0);
    sheet.hand(&person.birth_name, (130.0, 108.0), 26.0);
    sheet.print("PRENOM", (400.0, 118.0), 14.0);
    sheet.hand(person.first_name(), (500.0, 108.0), 26.0);
    sheet.print("NE LE", (46.0, 168.0), 14.0);
    sheet.hand(&short_date(person.birth_date), (130.0, 158.0), 24.0);
    let columns = [36.0, 186.0, 420.0, 560.0, 726.0];
    let (top, row) = (226.0, 62.0);
    for number in 0..=11 {
        let y = top + row * number as f32;
        sheet.line(
            (columns[0], y),
            (columns[4], y),
            if number < 2 { 1.6 } else { 0.9 },
            PRINT,
            0.75,
        );
    }
    for x in columns {
        sheet.line((x, top), (x, top + row * 11.0), 1.0, PRINT, 0.75);
    }
    for (x, word) in columns.iter().zip(["DATE", "VACCIN", "LOT", "SIGNATURE"]) {
        sheet.print(word, (x + 12.0, top + 24.0), 15.0);
    }
    let old = [
        "BCG",
        "DTP",
        "DTP",
        "VARIOLE",
        "POLIO",
        "DTP",
        "BCG",
        "DTP RAPPEL",
        "GRIPPE",
    ];
    let new = [
        "HEXAV",
        "PNEUMO",
        "HEXAV",
        "ROR",
        "DTCP",
        "DTCP",
        "HPV",
        "DTP RAPPEL",
        "GRIPPE",
    ];
    let middle = [
        "BCG",
        "DTCP HIB",
        "DTCP HIB",
        "ROR",
        "DTCP",
        "HEP B",
        "HEP B",
        "DTP RAPPEL",
        "GRIPPE",
    ];
    let names = match person.birth_date.year() {
        ..=1984 => old,
        1985..=2007 => middle,
        _ => new,
    };
    let first = person.birth_date.year();
    let last = day.year();
    let ages = [0, 1, 1, 2, 6, 11, 12, 16, 40];
    let rows: Vec<(i16, &str)> = ages
        .iter()
        .zip(names)
        .map(|(age, name)| (first + age, name))
        .filter(|(year, _)| *year < last)
        .collect();
    for (number, (year, name)) in rows.iter().enumerate() {
        let y = top + row * (number + 1) as f32 + 20.0;
        let (d, m) = (sheet.dice.between(1, 28), sheet.dice.between(1, 12));
        sheet.hand(
            &format!("{d}/{m}/{:02}", year % 100),
            (columns[0] + 8.0, y),
            18.0,
        );
        sheet.hand(name, (columns[1] + 12.0, y), 22.0);
        let lot = format!(
            "{}{}",
            ["A", "M", "T"][sheet.dice.below(3)],
            sheet.dice.between(100, 9999)
        );
        sheet.hand(&lot, (columns[2] + 10.0, y), 20.0);
        let jog = sheet.dice.between(0, 12) as f32;
        sheet.scrawl((columns[3] + 18.0 + jog, y + 10.0));
    }
    sheet.stamp((600.0, 905.0), 74.0, "DOCUMENT|FICTIF");
    sheet.photograph()
}

pub(super) fn old_prescription(dice: &mut Dice, person: &Insured, day: Date) -> Vec<u8> {
    let mut sheet = Sheet::new([0.95, 0.94, 0.90], Dice::of(dice.next(), "old", 0));
    sheet.print("DOCTEUR P. VERNOY", (48.0, 46.0), 24.0);
    sheet.print("MEDECINE GENERALE", (48.0, 86.0), 14.0);
    sheet.print("6 PLACE DU LAVOIR", (48.0, 114.0), 12.0);
    sheet.print("99400 AUBRELLE-LES-BAINS", (48.0, 136.0), 12.0);
    sheet.line((44.0, 172.0), (716.0, 172.0), 1.2, PRINT, 0.8);
    let year = day.year() - 12;
    let date = format!(
        "LE {}/{}/{year}",
        sheet.dice.between(1, 28),
        sheet.dice.between(1, 12)
    );
    sheet.hand(&date, (470.0, 196.0), 22.0);
    let title = if person.sex == Sex::F { "MME" } else { "M." };
    sheet.hand(
        &format!("{title} {}", person.family_name()),
        (90.0, 258.0),
        30.0,
    );
    let lines = [
        ("1/ PARACETAMOL 1 G", "1 CP 3 FOIS PAR JOUR SI DOULEUR"),
        ("2/ OMEPRAZOLE 20 MG", "1 GEL LE SOIR, 14 JOURS"),
        ("3/ VITAMINE D 100 000 UI", "1 AMPOULE PAR TRIMESTRE"),
    ];
    for (number, (what, how)) in lines.iter().enumerate() {
        let y = 356.0 + number as f32 * 128.0;
        sheet.hand(what, (90.0, y), 26.0);
        sheet.hand(how, (130.0, y + 48.0), 20.0);
    }
    sheet.hand("QSP 1 MOIS, A RENOUVELER 2 FOIS", (90.0, 752.0), 20.0);
    sheet.stamp((580.0, 870.0), 78.0, "DOCUMENT|FICTIF");
    sheet.scrawl((470.0, 836.0));
    sheet.photograph()
}
