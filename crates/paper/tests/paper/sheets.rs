//! Sheets for the tests: a letter with a code, and a receipt.

use kernel::{Lang, Timestamp};
use paper::{Block, Choice, Code, Link, Part, Pocket, Row, Sheet, Text};

pub(crate) const ACTIVATE: &str = "https://carnet.example/activer";
pub(crate) const OBJECT: &str = "https://carnet.example/opposition";

pub(crate) fn written() -> Timestamp {
    Timestamp::parse_rfc3339("2026-05-04T23:30:00Z").expect("an instant")
}

/// The file of one sheet that must be fine.
pub(crate) fn printed(sheet: Sheet) -> Vec<u8> {
    paper::pdf(&[sheet], written()).expect("a sheet that can be printed")
}

pub(crate) fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn link(url: &str, caption: &str) -> Link {
    Link {
        url: url.to_owned(),
        caption: caption.into(),
    }
}

pub(crate) fn activate() -> Choice {
    Choice {
        title: "Activer".to_owned(),
        text: vec!["Vous créez votre compte.".into()],
        link: Some(link(ACTIVATE, "En ligne\u{a0}:")),
    }
}

pub(crate) fn object() -> Choice {
    Choice {
        title: "M’opposer".to_owned(),
        text: vec!["Aucun espace n’est ouvert. Vous pourrez changer d’avis plus tard.".into()],
        link: Some(link(OBJECT, "En ligne, sans créer de compte\u{a0}:")),
    }
}

/// A sheet with these blocks and nothing remarkable around them.
pub(crate) fn sheet(blocks: Vec<Block>) -> Sheet {
    Sheet {
        lang: Lang::Fr,
        title: "Votre espace de santé".to_owned(),
        sender: lines(&["Carnet", "76040 Rouen Cedex"]),
        recipient: None,
        place_and_date: "Rouen, le 4\u{a0}mai 2026".to_owned(),
        reference: None,
        blocks,
        foot: None,
    }
}

pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph(words.into())
}

pub(crate) fn code() -> Block {
    Block::Code(Code {
        label: "Votre code".to_owned(),
        groups: ["K7Q4".to_owned(), "M2X9".to_owned(), "T0AB".to_owned()],
    })
}

pub(crate) fn letter() -> Sheet {
    let blocks = vec![
        Block::Paragraph(Text::marked("Vous avez **six semaines** pour choisir.")),
        code(),
        Block::Choices([object(), activate()]),
        Block::NewPage,
        Block::Heading("Version facile".to_owned()),
        Block::Steps(vec!["Prenez la lettre.".into(), "Écrivez le code.".into()]),
        Block::List(vec!["Appelez le 34\u{a0}22.".into()]),
        Block::Note("Ne donnez ce code à personne.".into()),
    ];
    Sheet {
        recipient: Some(lines(&[
            "Mme Zoé ŁUKASZ-ĐẶNG",
            "27 rue du Général de Gaulle",
            "76800 SAINT-ÉTIENNE-DU-ROUVRAY",
        ])),
        reference: Some("Référence 42".to_owned()),
        foot: Some("Appelez le 34\u{a0}22.".to_owned()),
        ..sheet(blocks)
    }
}

pub(crate) fn receipt() -> Sheet {
    let row = |label: &str, values: &[&str]| Row {
        label: label.to_owned(),
        values: lines(values),
    };
    sheet(vec![
        Block::Table(vec![
            row("Numéro", &["OPP-2026-004-271"]),
            row("Pour", &["Zoé Łukasz", "Hugo Łukasz"]),
        ]),
        Block::Link(link(OBJECT, "Changer d’avis\u{a0}:")),
    ])
}

pub(crate) const CARD: &str = "https://carnet.example/u/00112233445566778899aabbccddeeff00112233";

/// A card with so many lines, and its code.
pub(crate) fn pocket(count: usize) -> Sheet {
    let line = |n| match n {
        0 => Text::strong("Pénicilline — choc"),
        n => Text::plain(format!("Ligne {n} — deux fois par jour")),
    };
    sheet(vec![Block::Pocket(Pocket {
        title: "Carte d’urgence".to_owned(),
        call: Text::marked("**Appelez le 15.**"),
        parts: vec![Part {
            label: "Allergies".to_owned(),
            lines: (0..count).map(line).collect(),
        }],
        link: Some(link(CARD, "À jour\u{a0}:")),
    })])
}
