//! What is refused, and how: too much, no sense, signs nobody can print.

use crate::reader::{Pdf, text_string};
use crate::sheets::{activate, letter, lines, object, paragraph, printed, receipt, sheet, written};
use kernel::{Error, Kind};
use paper::{Block, Choice, Code, Link, Row, Sheet, Text};

fn refusal(sheet: Sheet) -> Error {
    match paper::pdf(&[receipt(), sheet], written()) {
        Ok(_) => panic!("it was printed"),
        Err(error) => error,
    }
}

fn to(address: Vec<String>) -> Sheet {
    Sheet {
        recipient: Some(address),
        ..letter()
    }
}

#[test]
fn an_address_that_the_window_cannot_show_is_refused() {
    for address in [
        lines(&["27 rue du Général de Gaulle"; 40]),
        lines(&["27 rue du Général de Gaulle"; 8]),
        vec!["Très ".repeat(200) + "long"],
        vec!["M".repeat(2_000)],
    ] {
        let error = refusal(to(address));
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Invalid, "paper-address")
        );
    }
}

#[test]
fn an_address_alone_is_refused_as_its_letter_would_be() {
    let name = "Marie-Antoinette-Joséphine-Charlotte de Bourbon-Siciles-Habsbourg-Lorraine";
    for right in [
        lines(&["Ana Leca", "33000 Bordeaux"]),
        lines(&[name, "76000 ROUEN"]),
    ] {
        paper::check_address(&right).expect("it can be printed");
    }
    for wrong in [
        lines(&["Ana \u{fffd}eca", "33000 Bordeaux"]),
        lines(&["27 rue du Général de Gaulle"; 8]),
        vec!["M".repeat(2_000)],
        lines(&["Ana Leca", "\u{200b}"]),
        vec![],
    ] {
        let alone = paper::check_address(&wrong).expect_err("it cannot");
        let printed = refusal(to(wrong));
        assert_eq!(alone.code(), printed.code());
    }
}

#[test]
fn a_long_name_is_set_smaller_then_broken_but_never_cut() {
    let name = "Marie-Antoinette-Joséphine-Charlotte de Bourbon-Siciles-Habsbourg-Lorraine";
    let pdf = Pdf::read(&printed(to(lines(&[name, "76000 ROUEN"]))));
    let address = pdf.tree().all("Div")[1].said();
    assert_eq!(address, format!("{name}76000 ROUEN"));
}

#[test]
fn a_sign_that_cannot_be_printed_is_refused_in_an_address_and_seen_in_a_text() {
    for name in ["Мария", "Zoé 😀", "王秀英"] {
        let error = refusal(to(lines(&[name, "76000 ROUEN"])));
        assert_eq!((error.kind(), error.code()), (Kind::Invalid, "paper-sign"));
        assert!(!error.log_text().contains(name));
    }
    let pdf = Pdf::read(&printed(sheet(vec![paragraph("Cabinet 😀 王, ouvert")])));
    let said = pdf.tree().all("P").last().map(|last| last.said());
    assert_eq!(said.as_deref(), Some("Cabinet ◊ ◊, ouvert"));
}

#[test]
fn web_24_signs_that_deceive_reach_neither_the_paper_nor_the_bookmarks() {
    let title = "Votre\u{202e} espace\u{200b} de 王";
    let pdf = Pdf::read(&printed(Sheet {
        title: title.to_owned(),
        ..receipt()
    }));
    let honest = "Votre espace de ◊";
    let tree = pdf.tree();
    assert_eq!(tree.all("H1")[0].said(), honest);
    assert_eq!(tree.all("H1")[0].fact("T"), Some(honest));
    assert_eq!(
        text_string(pdf.find(&["Outlines", "First", "Title"])),
        honest
    );
}

#[test]
fn names_of_people_are_printed_as_they_are_written() {
    for name in [
        "Łukasz Żółć",
        "Đặng Thị Ngọc",
        "İbrahim Şahin",
        "Jorge Núñez",
        "Zoe\u{301} Ångström",
        "Ștefan Țăranu",
    ] {
        let pdf = Pdf::read(&printed(to(lines(&[name, "76000 ROUEN"]))));
        let said = pdf.tree().all("Div")[1].all("P")[0].said();
        assert_eq!(said, name.replace("e\u{301}", "é"));
    }
}

#[test]
fn what_makes_no_sense_is_our_fault() {
    let blank = || Text::plain(" \u{200b}\u{a0}\n");
    let link = |url: &str| Link {
        url: url.to_owned(),
        caption: "Ici".into(),
    };
    let code = |group: &str| Code {
        label: "Code".to_owned(),
        groups: [group.to_owned(), "M2X9".to_owned(), "T0AB".to_owned()],
    };
    let without_link = Choice {
        link: None,
        ..object()
    };
    for block in [
        Block::Heading(String::new()),
        Block::Paragraph(blank()),
        Block::Paragraph(Text::default()),
        Block::Note(blank()),
        Block::List(Vec::new()),
        Block::Steps(vec!["Un".into(), blank()]),
        Block::Table(Vec::new()),
        Block::Table(vec![Row {
            label: "Pour".to_owned(),
            values: Vec::new(),
        }]),
        Block::Code(code("")),
        Block::Code(code("K7Q4M2X9")),
        Block::Code(code("K7 4")),
        Block::Code(code("É7Q4")),
        Block::Choices([activate(), without_link]),
        Block::Link(link("http://carnet.example")),
        Block::Link(link("https://")),
        Block::Link(link("https://carnet.example/é")),
        Block::Link(link("javascript:alert(1)")),
    ] {
        let error = refusal(sheet(vec![paragraph("Bonjour."), block]));
        assert_eq!(error.kind(), Kind::Fault);
        assert!(error.log_text().contains("sheet 2: block 2: "), "{error}");
    }
    for broken in [
        sheet(Vec::new()),
        sheet(vec![Block::NewPage]),
        Sheet {
            title: String::new(),
            ..receipt()
        },
        Sheet {
            sender: Vec::new(),
            ..receipt()
        },
        Sheet {
            place_and_date: " ".to_owned(),
            ..receipt()
        },
        Sheet {
            reference: Some(String::new()),
            ..receipt()
        },
        Sheet {
            foot: Some("\u{200b}".to_owned()),
            ..receipt()
        },
        to(Vec::new()),
        to(lines(&["Zoé", ""])),
    ] {
        assert_eq!(refusal(broken).kind(), Kind::Fault);
    }
}

#[test]
fn what_is_too_long_can_be_mended() {
    let long = |count: usize| "mot ".repeat(count);
    let url = format!(
        "https://carnet.example/{}",
        "a".repeat(paper::URL_CHARS_MAX)
    );
    let tall = Row {
        label: "Pour".to_owned(),
        values: lines(&["Zoé"; 60]),
    };
    for sheet in [
        sheet(vec![paragraph(&long(paper::SHEET_CHARS_MAX))]),
        sheet(vec![[paragraph("Une page."), Block::NewPage]; paper::PAGES_MAX + 1].concat()),
        sheet(vec![Block::Note(long(1_000).into())]),
        sheet(vec![Block::Steps(vec!["Un pas.".into(); 100])]),
        sheet(vec![Block::Table(vec![tall])]),
        sheet(vec![Block::Link(Link {
            url,
            caption: "Ici".into(),
        })]),
        Sheet {
            title: long(200),
            ..receipt()
        },
        Sheet {
            foot: Some(long(150)),
            ..receipt()
        },
        Sheet {
            reference: Some(long(900)),
            ..receipt()
        },
        Sheet {
            sender: lines(&[&long(30), &long(30), &long(30)]),
            ..letter()
        },
    ] {
        let error = refusal(sheet);
        assert_eq!((error.kind(), error.code()), (Kind::Invalid, "paper-long"));
    }
}

#[test]
fn a_refusal_names_the_place_and_never_the_words() {
    let error = refusal(to(lines(&["Zoé Łukasz 😀"])));
    assert_eq!(
        error.log_text(),
        "Invalid paper-sign: sheet 2: recipient: a sign that cannot be printed"
    );
}

#[test]
fn the_sentences_of_refusals_are_in_both_languages() {
    for text in [paper::TEXTS.0, paper::TEXTS.1] {
        for code in ["paper-long", "paper-address", "paper-sign", "paper-many"] {
            assert!(text.contains(&format!("\n{code} = ")), "{code}");
        }
    }
}
