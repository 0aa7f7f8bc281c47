//! Writes a sample letter and a sample receipt, to look at:
//!
//!     cargo run -p paper --example sheets -- /tmp/gallery
//!
//! With a number after the folder, also a batch of as many letters, and how
//! long it took. Everybody in them is invented, and so are their words: what
//! real letters say is with the features that send them.

#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

use kernel::{Lang, Timestamp};
use paper::{Block, Choice, Code, Link, Row, Sheet, Text};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let written = Timestamp::parse_rfc3339("2026-05-04T09:00:00+02:00").ok_or("a date")?;
    for (name, sheet) in [
        ("lettre", letter(1)),
        ("justificatif", receipt()),
        ("notice", notice()),
    ] {
        let file = folder.join(name).with_extension("pdf");
        std::fs::write(&file, paper::pdf(&[sheet], written)?)?;
        println!("{}", file.display());
    }
    if let Some(count) = arguments.next() {
        let letters: Vec<Sheet> = (1..=count.parse()?).map(letter).collect();
        let begun = Instant::now();
        let bytes = paper::pdf(&letters, written)?;
        let seconds = begun.elapsed().as_secs_f64();
        let file = folder.join("tirage.pdf");
        std::fs::write(&file, &bytes)?;
        let (size, each) = (bytes.len(), bytes.len() / letters.len());
        println!("{}: {size} bytes, {each} a letter", file.display());
        println!("{:.0} letters a second", letters.len() as f64 / seconds);
    }
    Ok(())
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn link(url: &str, caption: &str) -> Link {
    Link {
        url: url.to_owned(),
        caption: Text::marked(caption),
    }
}

fn letter(number: usize) -> Sheet {
    Sheet {
        lang: Lang::Fr,
        title: "Votre espace de santé va s’ouvrir".to_owned(),
        sender: lines(&[
            "Carnet",
            "Assurance maladie de Basse-Seine",
            "CS 40012",
            "76040 Rouen Cedex",
        ]),
        recipient: Some(lines(&[
            "Mme Zoé ŁUKASZ-ĐẶNG",
            "Appartement 12, escalier B",
            "Résidence des Tilleuls",
            "27 rue du Général de Gaulle",
            "76800 SAINT-ÉTIENNE-DU-ROUVRAY",
        ])),
        place_and_date: "Rouen, le 4\u{a0}mai 2026".to_owned(),
        reference: Some(format!("Référence\u{a0}: 2026-05-{number:06}")),
        blocks: [front(), back()].concat(),
        foot: Some(
            "Carnet ne vous appellera ni ne vous écrira jamais pour demander votre code."
                .to_owned(),
        ),
    }
}

fn front() -> Vec<Block> {
    vec![
        Block::Paragraph(Text::marked(
            "Madame, votre espace garde vos documents de santé. \
             Vous décidez qui les voit. **Vous avez le choix jusqu’au 15\u{a0}juin 2026.**",
        )),
        Block::Code(Code {
            label: "Votre code provisoire".to_owned(),
            groups: ["K7Q4".to_owned(), "M2X9".to_owned(), "T0AB".to_owned()],
        }),
        Block::Choices([
            Choice {
                title: "M’opposer".to_owned(),
                text: vec!["Aucun espace n’est ouvert. Vous pourrez changer d’avis.".into()],
                link: Some(link(
                    "https://carnet.example/opposition",
                    "En ligne, sans compte\u{a0}:",
                )),
            },
            Choice {
                title: "Activer mon espace".to_owned(),
                text: vec!["Vous créez votre compte et réglez qui voit quoi.".into()],
                link: Some(link(
                    "https://carnet.example/activer",
                    "En ligne, avec ce code\u{a0}:",
                )),
            },
        ]),
        Block::Paragraph(Text::marked(
            "Par téléphone, pour l’un ou l’autre\u{a0}: **34\u{a0}22**, du lundi au vendredi. \
             Sans réponse de votre part, l’espace s’ouvre après le 15\u{a0}juin.",
        )),
    ]
}

fn back() -> Vec<Block> {
    vec![
        Block::NewPage,
        Block::Heading("Version facile à lire".to_owned()),
        Block::Paragraph("Un espace de santé est une boîte pour vos papiers de santé.".into()),
        Block::Paragraph("Vous pouvez dire oui. Vous pouvez dire non.".into()),
        Block::Heading("Pour dire oui ou pour dire non".to_owned()),
        Block::Steps(vec![
            Text::marked("Prenez cette lettre et votre **carte Vitale**."),
            Text::marked("Allez sur **carnet.example** avec un ordinateur ou un téléphone."),
            "Choisissez «\u{a0}Activer\u{a0}» ou «\u{a0}M’opposer\u{a0}».".into(),
            "Écrivez le code de la lettre.".into(),
        ]),
        Block::Heading("Si vous avez besoin d’aide".to_owned()),
        Block::List(vec![
            Text::marked("Appelez le **34\u{a0}22**. L’appel est gratuit."),
            "Demandez à une personne que vous connaissez bien.".into(),
            "Allez dans une maison France services, près de chez vous.".into(),
        ]),
        Block::Note(Text::marked(
            "**Si quelqu’un vous appelle, ne lui donnez pas votre code.** \
             Nous ne vous appellerons jamais pour le demander.",
        )),
        Block::Link(link(
            "https://carnet.example/facile",
            "Toute la version facile, à lire ou à écouter\u{a0}:",
        )),
    ]
}

fn receipt() -> Sheet {
    let row = |label: &str, values: &[&str]| Row {
        label: label.to_owned(),
        values: lines(values),
    };
    Sheet {
        lang: Lang::Fr,
        title: "Votre opposition est enregistrée".to_owned(),
        sender: lines(&[
            "Carnet",
            "Assurance maladie de Basse-Seine",
            "76040 Rouen Cedex",
        ]),
        recipient: None,
        place_and_date: "Rouen, le 4\u{a0}mai 2026".to_owned(),
        reference: None,
        blocks: vec![
            Block::Paragraph("Aucun espace de santé ne sera ouvert pour ces personnes.".into()),
            Block::Table(vec![
                row("Numéro", &["OPP-2026-004-271"]),
                row("Enregistrée le", &["4\u{a0}mai 2026 à 9\u{a0}h\u{a0}12"]),
                row("Par", &["le site, sans compte"]),
                row(
                    "Pour",
                    &[
                        "Zoé Łukasz-Đặng",
                        "Hugo Łukasz-Đặng, né en 2014",
                        "Inès Łukasz-Đặng, née en 2017",
                    ],
                ),
            ]),
            Block::Heading("Si vous changez d’avis".to_owned()),
            Block::Paragraph(Text::marked(
                "Vous pouvez retirer cette opposition **à tout moment**, en ligne ou au 34\u{a0}22. \
                 Gardez ce justificatif\u{a0}: il prouve votre demande.",
            )),
            Block::Link(link(
                "https://carnet.example/opposition",
                "Changer d’avis en ligne\u{a0}:",
            )),
        ],
        foot: Some("Carnet, 34\u{a0}22 (appel gratuit), carnet.example".to_owned()),
    }
}

fn notice() -> Sheet {
    Sheet {
        lang: Lang::En,
        title: "Your contact details have changed".to_owned(),
        blocks: vec![
            Block::Paragraph(Text::marked(
                "On 3\u{a0}May 2026, somebody changed the e-mail address of your space. \
                 **If it was you, there is nothing to do.**",
            )),
            Block::Note(
                "If it was not you, call 34\u{a0}22 today. We will lock your space at once.".into(),
            ),
        ],
        reference: None,
        foot: Some("We will never call or write to you to ask for your code.".to_owned()),
        ..letter(1)
    }
}
