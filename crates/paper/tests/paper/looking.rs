//! What stands where on the paper.

use crate::reader::{Ink, Pdf};
use crate::sheets::{
    ACTIVATE, CARD, OBJECT, activate, letter, lines, object, pocket, printed, receipt, sheet,
};
use paper::{Block, Choice, Sheet};

const MM: f32 = 72.0 / 25.4;

/// The words of a page with the places where they begin.
fn words(pdf: &Pdf, page: usize) -> Vec<(f32, f32, String)> {
    let inks = pdf.inks(page).into_iter();
    let words = inks.filter_map(|ink| match ink {
        Ink::Words { x, y, words, .. } => Some((x, y, words)),
        Ink::Path { .. } => None,
    });
    words.collect()
}

/// The shapes of a page: left, top, right, bottom.
fn shapes(pdf: &Pdf, page: usize) -> Vec<[f32; 4]> {
    let inks = pdf.inks(page).into_iter();
    let shapes = inks.filter_map(|ink| match ink {
        Ink::Path { dots } => Some(dots.iter().fold(
            [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
            |[left, top, right, bottom], (x, y)| {
                [left.min(*x), top.min(*y), right.max(*x), bottom.max(*y)]
            },
        )),
        Ink::Words { .. } => None,
    });
    shapes.collect()
}

fn is_in_window(x: f32, y: f32) -> bool {
    (105.0 * MM..195.0 * MM).contains(&x) && (45.0 * MM..85.0 * MM).contains(&y)
}

#[test]
fn the_window_of_the_envelope_shows_the_address_and_nothing_else() {
    let address = [
        "M. Jean-Christophe-Emmanuel DE LA ROCHEFOUCAULD",
        "Appartement 12, escalier B",
        "Résidence des Tilleuls, bâtiment C",
        "27 rue du Général de Gaulle",
        "Lieu-dit La Haute Borne",
        "76800 SAINT-ÉTIENNE-DU-ROUVRAY",
        "FRANCE",
    ];
    for lines_used in 1..=address.len() {
        let pdf = Pdf::read(&printed(Sheet {
            recipient: Some(lines(&address[..lines_used])),
            sender: lines(&["Un très long nom d’organisme qui tient sur deux lignes"; 4]),
            ..letter()
        }));
        let shown = words(&pdf, 0)
            .into_iter()
            .filter(|(x, y, _)| is_in_window(*x, *y));
        let shown: Vec<String> = shown.map(|(_, _, words)| words).collect();
        assert_eq!(shown.concat(), address[..lines_used].concat());
        for [left, top, right, bottom] in shapes(&pdf, 0) {
            let beside = right < 105.0 * MM || bottom < 45.0 * MM || top > 85.0 * MM;
            assert!(beside, "a shape at {left} {top} is seen in the window");
        }
    }
}

#[test]
fn a_sheet_that_is_not_posted_leaves_no_room_for_an_envelope() {
    let pdf = Pdf::read(&printed(receipt()));
    let title = words(&pdf, 0)
        .into_iter()
        .find(|(_, _, words)| words.starts_with("Votre espace"));
    assert!(title.expect("a title").1 < 60.0 * MM);
}

/// The panels of choices: no other shape is as wide and as high.
fn panels(pdf: &Pdf) -> Vec<[f32; 4]> {
    let mut tall = shapes(pdf, 0);
    tall.retain(|[left, top, right, bottom]| right - left > 60.0 * MM && bottom - top > 20.0 * MM);
    tall
}

#[test]
fn neither_choice_is_larger_or_has_its_parts_elsewhere() {
    let pdf = Pdf::read(&printed(sheet(vec![Block::Choices([
        object(),
        activate(),
    ])])));
    let [
        [a_left, a_top, a_right, a_bottom],
        [b_left, b_top, b_right, b_bottom],
    ] = panels(&pdf)[..]
    else {
        panic!("two panels")
    };
    let near = |a: f32, b: f32| (a - b).abs() < 0.01;
    assert!(near(a_top, b_top) && near(a_bottom, b_bottom));
    assert!(near(a_right - a_left, b_right - b_left));

    let inks = pdf.inks(0);
    let at = |wanted: &str, left: f32| {
        let found = inks.iter().find_map(|ink| match ink {
            Ink::Words { x, y, size, words }
                if words.starts_with(wanted) && *x > left && *x < left + 200.0 =>
            {
                Some((*x - left, *y, *size))
            }
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no {wanted}"))
    };
    for (a, b) in [
        ("Activer", "M’opposer"),
        ("Vous créez", "Aucun"),
        ("En ligne", "En ligne"),
        ("carnet.example/activer", "carnet.example/opposition"),
    ] {
        let (a, b) = (at(a, a_left), at(b, b_left));
        assert!(
            near(a.0, b.0) && near(a.1, b.1) && near(a.2, b.2),
            "{a:?} {b:?}"
        );
    }
}

#[test]
fn choices_stand_in_the_order_of_the_alphabet_however_they_are_given() {
    let print = |both: [Choice; 2]| printed(sheet(vec![Block::Choices(both)]));
    let one = print([activate(), object()]);
    assert!(
        one == print([object(), activate()]),
        "the order given shows"
    );
    let titles: Vec<String> = Pdf::read(&one)
        .tree()
        .all("H2")
        .iter()
        .map(|t| t.said())
        .collect();
    assert_eq!(titles, ["Activer", "M’opposer"]);
}

/// The codes of a page, each as a telephone would read it.
fn scanned(pdf: &Pdf, page: usize) -> Vec<String> {
    let inks = pdf.inks(page).into_iter();
    let codes = inks.filter_map(|ink| match ink {
        // A code is a path of many rectangles.
        Ink::Path { dots } if dots.len() > 400 => Some(dots),
        _ => None,
    });
    codes.map(|dots| scan(&dots)).collect()
}

/// Draws the rectangles at four dots to a point, with a white rim, and reads.
fn scan(corners: &[(f32, f32)]) -> String {
    const ZOOM: f32 = 4.0;
    let least = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::MAX, f32::min);
    let (left, top) = (least(|corner| corner.0), least(|corner| corner.1));
    let side = 500;
    let mut dots = vec![255u8; side * side];
    for rectangle in corners.chunks_exact(4) {
        let dot = |(x, y): (f32, f32)| {
            let scaled = |place: f32| (place * ZOOM).round() as usize + 60;
            (scaled(x - left), scaled(y - top))
        };
        let ((x0, y0), (x1, y1)) = (dot(rectangle[0]), dot(rectangle[2]));
        for y in y0.min(y1)..y0.max(y1) {
            for x in x0.min(x1)..x0.max(x1) {
                dots[y * side + x] = 0;
            }
        }
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| dots[y * side + x]);
    let grids = picture.detect_grids();
    let [grid] = &grids[..] else {
        panic!("one code, not {}", grids.len())
    };
    grid.decode().expect("a code that can be read").1
}

#[test]
fn a_telephone_reads_the_addresses_from_the_paper() {
    assert_eq!(
        scanned(&Pdf::read(&printed(letter())), 0),
        [ACTIVATE, OBJECT]
    );
    assert_eq!(scanned(&Pdf::read(&printed(receipt())), 0), [OBJECT]);
}

#[test]
fn nothing_stands_in_the_light_zone_around_a_code() {
    let pdf = Pdf::read(&printed(letter()));
    let all = shapes(&pdf, 0);
    let codes: Vec<&[f32; 4]> = all
        .iter()
        .filter(|[left, top, right, bottom]| {
            (right - left - (bottom - top)).abs() < 0.1 && right - left > 20.0 * MM
        })
        .collect();
    assert_eq!(codes.len(), 2);
    for [left, top, right, bottom] in codes {
        // Four squares of a code of 25 or more.
        let rim = (right - left) * 4.0 / 25.0;
        for (x, baseline, words) in words(&pdf, 0) {
            let beside = x > right + rim - 0.1 || x < left - rim;
            let above = baseline + 4.0 < top - rim + 4.0;
            let below = baseline - 12.0 > bottom + rim - 4.0;
            assert!(beside || above || below, "{words} is too near");
        }
    }
}

#[test]
fn the_code_is_the_largest_thing_on_the_page_and_the_text_is_of_fourteen_points() {
    let pdf = Pdf::read(&printed(letter()));
    let size_of = |wanted: &str| {
        let found = pdf.inks(0).into_iter().find_map(|ink| match ink {
            Ink::Words { size, words, .. } if words.starts_with(wanted) => Some(size),
            _ => None,
        });
        found.expect("these words")
    };
    assert_eq!(size_of("Vous avez"), 14.0);
    assert_eq!(size_of("K7Q4"), 30.0);
    let largest = pdf.inks(0).into_iter().map(|ink| match ink {
        Ink::Words { size, .. } => size,
        Ink::Path { .. } => 0.0,
    });
    assert_eq!(largest.fold(0.0, f32::max), 30.0);
}

#[test]
fn a_card_for_a_wallet_is_of_a6_with_its_code_and_goes_on_on_another() {
    let short = Pdf::read(&printed(pocket(6)));
    assert_eq!(scanned(&short, 0), [CARD]);
    let long = Pdf::read(&printed(pocket(60)));
    for (pdf, pages) in [(&short, 1), (&long, 3)] {
        for page in 0..pages {
            let cards: Vec<[f32; 4]> = shapes(pdf, page)
                .into_iter()
                .filter(|[left, top, right, bottom]| {
                    (right - left - 105.0 * MM).abs() < 2.0
                        && (bottom - top - 148.0 * MM).abs() < 2.0
                })
                .collect();
            let [[left, top, right, bottom]] = cards[..] else {
                panic!("one card on page {page}, not {}", cards.len())
            };
            // All of it is on the card, but for what stands around on the sheet.
            let said = words(pdf, page);
            let inside = said
                .iter()
                .filter(|(x, y, _)| (left..right).contains(x) && (top..bottom).contains(y));
            let inside: String = inside.map(|(_, _, words)| words.as_str()).collect();
            assert!(inside.contains("Carte d’urgence"), "{inside}");
        }
    }
    let all: String = (0..3)
        .flat_map(|page| words(&long, page))
        .map(|(_, _, words)| words)
        .collect();
    for n in 1..60 {
        assert_eq!(all.matches(&format!("Ligne {n} —")).count(), 1, "{n}");
    }
    // The code is on the first, and on no other.
    assert_eq!(scanned(&long, 0), [CARD]);
    assert!(scanned(&long, 1).is_empty());
}
