//! What of a series is shown, and where its links lead.

use super::wish::light;
use super::*;
use readers::identity::Sameness;

#[test]
fn an_address_says_a_window_or_the_usual_one() {
    let window = Light::Window {
        center: -600.0,
        width: 1500.0,
    };
    assert_eq!(light(Some("-600:1500")), window);
    assert_eq!(light(Some("tout")), Light::Full);
    for text in [
        "", "40", "a:b", "40:0", "40:-5", "NaN:400", "40:inf", "1e9:5",
    ] {
        assert_eq!(light(Some(text)), Light::Usual, "{text}");
    }
    assert_eq!(light(None), Light::Usual);
}

fn page() -> Page {
    edge::texts::install(&[super::super::TEXTS]);
    Asked::outside(kernel::Lang::Fr, "/espace/moi", None).titled(String::from("Scanner"))
}

fn scan() -> Series {
    let window = |name, center, width| readers::dicom::Window {
        name,
        center,
        width,
    };
    Series {
        modality: String::from("CT"),
        description: Some(String::from("<Thorax>")),
        body_part: None,
        number: None,
        frames: 142,
        rows: 512,
        columns: 512,
        photometric: String::from("MONOCHROME2"),
        bits: 12,
        slope: 1.0,
        intercept: -1024.0,
        windows: vec![
            window(WindowName::Soft, 40.0, 400.0),
            window(WindowName::Lung, -600.0, 1500.0),
        ],
        spacing: None,
        edges: None,
        marked: true,
        lossy: false,
        files: Vec::new(),
    }
}

fn shown(wish: Wish) -> String {
    let page = page();
    let frames = Frames::of(&page, &[scan()], wish, "/espace/moi/documents/d");
    let body = HolderImages {
        seen: Seen {
            frames: Some(frames.expect("a series")),
            ..Seen::default()
        },
        back: String::from("/espace/moi/documents/d"),
        page,
    };
    body.render().expect("it is rendered").replace("&#38;", "&")
}

#[test]
fn every_other_frame_window_and_size_is_a_link_and_says_what_it_shows() {
    let html = shown(Wish {
        series: 1,
        image: 37,
        light: Light::Window {
            center: -600.0,
            width: 1500.0,
        },
        invert: false,
        zoom: 2,
    });
    let here = "/espace/moi/documents/d/images";
    let look = "&fenetre=-600:1500";
    for address in [
        format!("src=\"{here}/37?zoom=2{look}\""),
        format!("href=\"{here}?image=36{look}&zoom=2\""),
        format!("href=\"{here}?image=38{look}&zoom=2\""),
        format!("href=\"{here}?image=37&fenetre=40:400&zoom=2\""),
        format!("href=\"{here}?image=37&fenetre=tout&zoom=2\""),
        format!("href=\"{here}?image=37{look}&inverse=oui&zoom=2\""),
        format!("href=\"{here}?image=37{look}&zoom=4\""),
        format!("href=\"{here}?image=37{look}\""),
        format!("href=\"{here}?image=37\""),
    ] {
        assert!(html.contains(&address), "{address}\n{html}");
    }
    assert!(html.contains("&#60;Thorax&#62;") && html.contains("image 37 sur 142"));
    assert!(html.contains("Ces images ne servent pas à un diagnostic"));
    assert!(html.contains("repères"));
    assert!(!html.contains("<Thorax>"));
}

#[test]
fn the_first_and_the_last_frame_have_no_further_one() {
    let at = |image| {
        shown(Wish {
            series: 1,
            image,
            light: Light::Usual,
            invert: false,
            zoom: 1,
        })
    };
    assert!(!at(1).contains("image=0") && at(1).contains("image=2\""));
    // Beyond the last one is the last one.
    for image in [142, 5_000] {
        let html = at(image);
        assert!(html.contains("image=141\"") && !html.contains("image=143"));
    }
}

#[test]
fn a_wish_is_written_as_it_is_read() {
    let wish = Wish {
        series: 1,
        image: 37,
        light: Light::Window {
            center: 40.5,
            width: 400.0,
        },
        invert: true,
        zoom: 2,
    };
    let mut asked = Asked::outside(kernel::Lang::Fr, "/", None);
    asked.query = Some(wish.query().trim_start_matches('?').to_owned());
    assert_eq!(Wish::of(&asked).expect("it is read"), wish);
}

#[test]
fn a_frame_that_nobody_had_time_to_draw_is_not_one_that_is_not_there() {
    let kind = |reading| drawn(reading).err().map(|error| error.kind());
    assert_eq!(
        kind(Err(readers::Refusal::Busy)),
        Some(kernel::Kind::Unavailable)
    );
    assert_eq!(
        kind(Err(readers::Refusal::Died)),
        Some(kernel::Kind::NotFound)
    );
}

#[test]
fn images_of_another_person_are_said_to_be_before_anything_else() {
    let warned = |sameness| {
        let page = page();
        let body = HolderImages {
            seen: Seen {
                warnings: sameness::warning(&page, sameness).into_iter().collect(),
                nothing: Some(String::from("Rien")),
                ..Seen::default()
            },
            back: String::new(),
            page,
        };
        body.render().expect("it is rendered")
    };
    let warning = "ce document porte l’identité d’une autre personne";
    let html = warned(Sameness::Different);
    let (before, _) = html.split_once("<p>Rien</p>").expect("the page");
    assert!(before.contains(warning), "{html}");
    assert!(!warned(Sameness::Same).contains(warning));
}
