//! Emblems, signatures and bar codes.

use super::sheet::{BLACK, Colour, Sheets};
use crate::dice::Dice;

/// The mark of a kind of place, in a square of side `s` whose corner is (x, y).
pub(crate) fn emblem(sheets: &mut Sheets, kind: &str, x: f32, y: f32, s: f32, colour: Colour) {
    let white = (1.0, 1.0, 1.0);
    let (cx, cy) = (x + s / 2.0, y + s / 2.0);
    match kind {
        "SA01" => {
            // Four leaves around a cross.
            for (dx, dy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                sheets.disc(cx + dx * s * 0.25, cy + dy * s * 0.25, s * 0.25, colour);
            }
            sheets.fill_box(cx - s * 0.06, y + s * 0.08, s * 0.12, s * 0.84, white);
            sheets.fill_box(x + s * 0.08, cy - s * 0.06, s * 0.84, s * 0.12, white);
        }
        "SA25" => {
            // A tube and drops.
            sheets.disc(cx, cy, s * 0.5, colour);
            sheets.fill_box(cx - s * 0.09, y + s * 0.3, s * 0.18, s * 0.5, white);
            sheets.disc(cx, y + s * 0.3, s * 0.09, white);
            sheets.fill_box(cx - s * 0.055, y + s * 0.32, s * 0.11, s * 0.22, colour);
            sheets.disc(cx + s * 0.24, cy, s * 0.06, white);
            sheets.disc(cx - s * 0.24, cy + s * 0.1, s * 0.045, white);
        }
        "SA33" => {
            sheets.fill_box(x + s * 0.33, y, s * 0.34, s, colour);
            sheets.fill_box(x, y + s * 0.33, s, s * 0.34, colour);
        }
        "rings" => {
            for (r, c) in [
                (0.5, colour),
                (0.4, white),
                (0.3, colour),
                (0.2, white),
                (0.1, colour),
            ] {
                sheets.disc(cx, cy, s * r, c);
            }
        }
        _ => {
            sheets.disc(cx, cy, s * 0.5, colour);
            sheets.fill_box(cx - s * 0.08, y + s * 0.22, s * 0.16, s * 0.56, white);
            sheets.fill_box(x + s * 0.22, cy - s * 0.08, s * 0.56, s * 0.16, white);
        }
    }
}

/// A hand's stroke, always the same for the same person.
pub(crate) fn signature(sheets: &mut Sheets, who: &str, x: f32, y: f32) {
    let blue = (0.11, 0.16, 0.45);
    let mut dice = Dice::of(7, who, 0);
    let mut at = (x, y + 8.0);
    let mut points = vec![at];
    for turn in 0..4 + dice.below(3) {
        let step = 13.0 + dice.unit() as f32 * 12.0;
        let tall = (if turn == 0 { 26.0 } else { 15.0 }) * (0.55 + dice.unit() as f32 * 0.6);
        let next = (at.0 + step, y + dice.unit() as f32 * 9.0);
        points.push((at.0 + step * 0.1, at.1 + tall));
        points.push((next.0 - step * 0.9, next.1 - tall * 0.8));
        points.push(next);
        at = next;
    }
    sheets.curve(&points, 1.1, blue);
    let end = (at.0 + 18.0, y - 3.0);
    sheets.curve(
        &[
            (x - 4.0, y - 2.0),
            (x + 30.0, y - 8.0),
            (at.0 - 10.0, y + 4.0),
            end,
        ],
        0.8,
        blue,
    );
}

/// Digits as a bar code (Code 39, ISO/IEC 16388), 22 points high.
pub(crate) fn bars(sheets: &mut Sheets, digits: &str, x: f32, y: f32) -> f32 {
    let pattern = |c: char| match c {
        '0' => "nnnwwnwnn",
        '1' => "wnnwnnnnw",
        '2' => "nnwwnnnnw",
        '3' => "wnwwnnnnn",
        '4' => "nnnwwnnnw",
        '5' => "wnnwwnnnn",
        '6' => "nnwwwnnnn",
        '7' => "nnnwnnwnw",
        '8' => "wnnwnnwnn",
        '9' => "nnwwnnwnn",
        _ => "nwnnwnwnn",
    };
    let mut at = x;
    for letter in format!("*{digits}*").chars() {
        for (number, wide) in pattern(letter).bytes().enumerate() {
            let w = if wide == b'w' { 1.7 } else { 0.7 };
            if number % 2 == 0 {
                sheets.fill_box(at, y, w, 22.0, BLACK);
            }
            at += w;
        }
        at += 0.7;
    }
    at - x
}
