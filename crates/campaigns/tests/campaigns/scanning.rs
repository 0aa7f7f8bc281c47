//! The letter as a person reads it, and as their telephone does: addresses and
//! squares are read back from the printed file.

use crate::house::{House, codes_on};
use campaigns::Plan;
use lopdf::content::Content;
use lopdf::{Document, Object};
use post::PostConfig;
use testkit::{TestWorld, for_each_store_at};

/// Where the parts of a path stand on a page.
type Dots = Vec<(f32, f32)>;

fn number(object: &Object) -> f32 {
    match object {
        Object::Integer(whole) => *whole as f32,
        Object::Real(number) => *number,
        other => panic!("a number, not {other:?}"),
    }
}

/// All filled paths of a page.
fn paths(pdf: &Document, page: u32) -> Vec<Dots> {
    let id = pdf.get_pages()[&page];
    let content = pdf.get_page_content(id);
    let content = Content::decode(&content).expect("drawing operators");
    let one = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut now, mut stack) = (one, Vec::new());
    let (mut dots, mut all) = (Dots::new(), Vec::new());
    for operation in &content.operations {
        let given: Vec<f32> = match operation.operator.as_str() {
            "cm" | "m" | "l" | "re" => operation.operands.iter().map(number).collect(),
            _ => Vec::new(),
        };
        let on_page = |x: f32, y: f32| {
            let [a, b, c, d, e, f] = now;
            (a * x + c * y + e, b * x + d * y + f)
        };
        match (operation.operator.as_str(), &given[..]) {
            ("q", _) => stack.push(now),
            ("Q", _) => now = stack.pop().unwrap_or(one),
            ("cm", &[a, b, c, d, e, f]) => {
                let [p, q, r, s, t, u] = now;
                now = [
                    a * p + b * r,
                    a * q + b * s,
                    c * p + d * r,
                    c * q + d * s,
                    e * p + f * r + t,
                    e * q + f * s + u,
                ];
            }
            ("m" | "l", &[x, y]) => dots.push(on_page(x, y)),
            ("re", &[x, y, w, h]) => {
                dots.extend(
                    [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| on_page(x, y)),
                );
            }
            ("f" | "f*" | "S" | "B" | "n", _) => all.push(std::mem::take(&mut dots)),
            _ => {}
        }
    }
    all
}

/// What a telephone reads of a square: drawn at four dots to a point, with a
/// white rim.
fn scan(corners: &[(f32, f32)]) -> String {
    let least = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::MAX, f32::min);
    let most = corners.iter().map(|at| at.1).fold(f32::MIN, f32::max);
    let left = least(|corner| corner.0);
    let side = 600;
    let mut dots = vec![255u8; side * side];
    for rectangle in corners.chunks_exact(4) {
        // A page is drawn from below.
        let dot = |(x, y): (f32, f32)| {
            let scaled = |place: f32| (place * 4.0).round() as usize + 60;
            (scaled(x - left), scaled(most - y))
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
        panic!("one square, not {}", grids.len())
    };
    grid.decode().expect("a square that can be read").1
}

#[tokio::test]
async fn the_letter_says_and_shows_the_addresses_of_this_house_and_no_code_in_them() {
    for_each_store_at(async |store, _| {
        let own = tempfile::tempdir().expect("a folder");
        let post = PostConfig::in_folder(&own.path().join("post"));
        let (time, plan) = (TestWorld::new(), Plan::default());
        let origin = "https://espace.exemple.fr";
        let house = House::found_at(store, own.path(), time, plan, post, origin).await;
        house.people(6).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        let file = house.campaigns.letters_folder().join("a-000001-01.pdf");
        let pdf = Document::load(file).expect("a PDF file");
        let printed = house.printed();
        assert_eq!(printed.len(), 2);
        for row in &printed {
            let first: u32 = row.split(',').nth(2).expect("a page").parse().expect("one");
            let text = pdf.extract_text(&[first]).expect("text");
            let flat: String = text.split_whitespace().collect();
            for address in ["espace.exemple.fr/activer", "espace.exemple.fr/opposition"] {
                assert!(flat.contains(address), "{text}");
            }
            assert!(!flat.contains("carnet.test"), "{text}");
            // A square is a path of many rectangles.
            let squares = paths(&pdf, first).into_iter();
            let squares: Vec<String> = squares
                .filter(|dots| dots.len() > 400)
                .map(|dots| scan(&dots))
                .collect();
            let shown = [format!("{origin}/activer"), format!("{origin}/opposition")];
            assert_eq!(squares, shown, "whole, and nothing after it");
            let codes = codes_on(&text);
            assert_eq!(codes.len(), 1, "{text}");
            let n = if text.contains("3 rue des Lilas") {
                3
            } else {
                6
            };
            assert!(house.fits(n, &codes[0]).await, "{n}");
        }
        // What the link in the file says is what the square says.
        let mut links = Vec::new();
        for object in pdf.objects.values() {
            let action = object.as_dict().ok().and_then(|dict| dict.get(b"A").ok());
            let action = action.and_then(|action| match action {
                Object::Reference(id) => pdf.get_object(*id).ok()?.as_dict().ok(),
                action => action.as_dict().ok(),
            });
            let uri = action.and_then(|action| action.get(b"URI").ok());
            if let Some(Object::String(uri, _)) = uri {
                links.push(String::from_utf8_lossy(uri).into_owned());
            }
        }
        links.sort();
        links.dedup();
        let shown = [format!("{origin}/activer"), format!("{origin}/opposition")];
        assert_eq!(links, shown, "whole, and nothing after it");
    })
    .await;
}
