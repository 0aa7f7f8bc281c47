//! A small alphabet of straight strokes, ours, for marks on films and for
//! writing by hand.

use super::canvas::Point;

/// Strokes on a grid of 4 by 6: pairs of x and y, pen lifted at `;`.
const fn glyph(letter: char) -> &'static str {
    match letter {
        'A' => "06 20 46;14 34",
        'B' => "06 00 30 41 42 33 03;33 44 45 36 06",
        'C' => "41 30 10 01 05 16 36 45",
        'D' => "00 06 26 44 42 20 00",
        'E' => "40 00 06 46;03 33",
        'F' => "40 00 06;03 33",
        'G' => "41 30 10 01 05 16 36 45 43 23",
        'H' => "00 06;40 46;03 43",
        'I' => "20 26",
        'J' => "40 45 36 16 05",
        'K' => "00 06;40 03 46",
        'L' => "00 06 46",
        'M' => "06 00 23 40 46",
        'N' => "06 00 46 40",
        'O' | '0' => "10 30 41 45 36 16 05 01 10",
        'P' => "06 00 30 41 42 33 03",
        'Q' => "10 30 41 45 36 16 05 01 10;34 46",
        'R' => "06 00 30 41 42 33 03;23 46",
        'S' => "41 30 10 01 02 13 33 44 45 36 16 05",
        'T' => "00 40;20 26",
        'U' => "00 05 16 36 45 40",
        'V' => "00 26 40",
        'W' => "00 16 23 36 40",
        'X' => "00 46;40 06",
        'Y' => "00 23 40;23 26",
        'Z' => "00 40 06 46",
        '1' => "11 20 26",
        '2' => "01 10 30 41 42 06 46",
        '3' => "01 10 30 41 42 33 13;33 44 45 36 16 05",
        '4' => "36 30 04 44",
        '5' => "40 00 02 32 43 45 36 16 05",
        '6' => "30 10 01 05 16 36 45 44 33 03",
        '7' => "00 40 16",
        '8' => "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
        '9' => "43 13 02 01 10 30 41 45 36 16",
        '/' => "06 40",
        '-' => "13 33",
        '.' => "26 26",
        ',' => "25 17",
        ':' => "22 22;25 25",
        '+' => "03 43;21 25",
        '\'' => "20 21",
        _ => "",
    }
}

/// The segments of a text whose letters are `size` high, from its top left.
pub(super) fn lines(text: &str, at: Point, size: f32) -> Vec<(Point, Point)> {
    let unit = size / 6.0;
    let mut segments = Vec::new();
    for (number, letter) in plain(text).chars().enumerate() {
        let x = at.0 + number as f32 * unit * 5.6;
        for stroke in glyph(letter).split(';') {
            let points: Vec<Point> = stroke
                .split(' ')
                .filter_map(|pair| match pair.as_bytes() {
                    [a, b] => Some((
                        x + f32::from(a - b'0') * unit,
                        at.1 + f32::from(b - b'0') * unit,
                    )),
                    _ => None,
                })
                .collect();
            segments.extend(points.windows(2).map(|p| (p[0], p[1])));
        }
    }
    segments
}

/// Capitals without accents.
fn plain(text: &str) -> String {
    text.to_uppercase()
        .chars()
        .map(|c| match c {
            'À' | 'Â' => 'A',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Î' | 'Ï' => 'I',
            'Ô' => 'O',
            'Ù' | 'Û' | 'Ü' => 'U',
            'Ç' => 'C',
            other => other,
        })
        .collect()
}
