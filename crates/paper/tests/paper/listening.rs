//! What somebody who listens to a sheet is told.

use crate::reader::{Pdf, text_string};
use crate::sheets::{code, letter, paragraph, pocket, printed, receipt, sheet};
use kernel::Lang;
use paper::{Block, Sheet, Text};

#[test]
fn a_letter_is_read_in_its_order_with_its_parts_named() {
    let pdf = Pdf::read(&printed(letter()));
    let expected = "\
Document
  Sect Lang=fr
    Div
      P
        |Carnet
      P
        |76040 Rouen Cedex
    Div
      P
        |Mme Zoé ŁUKASZ-ĐẶNG
      P
        |27 rue du Général de Gaulle
      P
        |76800 SAINT-ÉTIENNE-DU-ROUVRAY
    P
      |Rouen, le 4 mai 2026
    P
      |Référence 42
    H1
      |Votre espace de santé
    P
      |Vous avez 
      Strong
        |six semaines
      | pour choisir.
    P
      |Votre code
    P
      Span Alt=K 7 Q 4, M 2 X 9, T 0 A B
        |K7Q4 M2X9 T0AB
    Sect
      H2
        |Activer
      P
        |Vous créez votre compte.
      P
        |En ligne :
      Figure Alt=Code QR vers carnet.example/activer
        |
      P
        Link
          → https://carnet.example/activer
          |carnet.example/activer
    Sect
      H2
        |M’opposer
      P
        |Aucun espace n’est ouvert. 
        |Vous pourrez changer d’avis 
        |plus tard.
      P
        |En ligne, sans 
        |créer de compte :
      Figure Alt=Code QR vers carnet.example/opposition
        |
      P
        Link
          → https://carnet.example/opposition
          |carnet.example/opposition
    H2
      |Version facile
    L ListNumbering=Decimal
      LI
        Lbl
          |1.
        LBody
          |Prenez la lettre.
      LI
        Lbl
          |2.
        LBody
          |Écrivez le code.
    L ListNumbering=Disc
      LI
        Lbl
          |•
        LBody
          |Appelez le 34 22.
    P
      |Ne donnez ce code à personne.
    P
      |Appelez le 34 22.
";
    assert_eq!(pdf.tree().outline(), expected);
}

#[test]
fn a_receipt_is_a_table_whose_labels_head_their_rows() {
    let tree = Pdf::read(&printed(receipt())).tree();
    let table = tree.all("Table")[0].outline();
    let expected = "\
Table
  TR
    TH Scope=Row
      |Numéro
    TD
      P
        |OPP-2026-004-271
  TR
    TH Scope=Row
      |Pour
    TD
      P
        |Zoé Łukasz
      P
        |Hugo Łukasz
";
    assert_eq!(table, expected);
}

#[test]
fn a_code_is_copied_in_three_groups_and_spoken_sign_by_sign() {
    let tree = Pdf::read(&printed(sheet(vec![code()]))).tree();
    let span = tree.all("Span")[0];
    assert_eq!(span.said(), "K7Q4 M2X9 T0AB");
    assert_eq!(span.fact("Alt"), Some("K 7 Q 4, M 2 X 9, T 0 A B"));
}

#[test]
fn the_sentences_of_a_long_text_come_out_whole() {
    let sentence = "Là où « l’œuvre » coûte 12 €, vous pouvez demander de l’aide ; appelez. ";
    let long = sentence.repeat(50);
    let tree = Pdf::read(&printed(sheet(vec![paragraph(&long)]))).tree();
    let said = tree.all("P").last().map(|last| last.said());
    assert_eq!(said.as_deref(), Some(long.trim_end()));
}

#[test]
fn strong_words_over_two_lines_are_strong_once() {
    let words = "mot ".repeat(40);
    let text = Text::marked(&format!("Un **{words}** et un autre **mot**."));
    let tree = Pdf::read(&printed(sheet(vec![Block::Paragraph(text)]))).tree();
    let strong: Vec<usize> = tree
        .all("Strong")
        .iter()
        .map(|part| part.children.len())
        .collect();
    assert_eq!(strong, [3, 1]);
}

#[test]
fn titles_name_themselves_and_no_level_is_left_out() {
    let tree = Pdf::read(&printed(letter())).tree();
    let titles = |role: &str| -> Vec<String> {
        let parts = tree.all(role).into_iter();
        parts
            .map(|part| part.fact("T").expect("a name").to_owned())
            .collect()
    };
    assert_eq!(titles("H1"), ["Votre espace de santé"]);
    assert_eq!(titles("H2"), ["Activer", "M’opposer", "Version facile"]);
    assert!(titles("H3").is_empty());
}

#[test]
fn the_foot_is_read_once_and_page_numbers_never() {
    let pdf = Pdf::read(&printed(letter()));
    assert_eq!(pdf.page_count(), 2);
    assert_eq!(pdf.unread(0), ["Appelez le 34 22.", "page 1 sur 2"]);
    assert_eq!(pdf.unread(1), ["page 2 sur 2"]);
}

#[test]
fn the_file_says_what_it_is() {
    let pdf = Pdf::read(&printed(letter()));
    let is = |path: &[&str]| pdf.find(path).as_bool().expect("yes or no");
    assert!(is(&["MarkInfo", "Marked"]));
    assert!(is(&["ViewerPreferences", "DisplayDocTitle"]));
    assert_eq!(text_string(pdf.find(&["Lang"])), "fr");
    for page in 0..pdf.page_count() {
        assert_eq!(
            pdf.page(page)
                .get(b"Tabs")
                .and_then(|tabs| tabs.as_name())
                .expect("an order"),
            b"S"
        );
    }
    let facts = pdf.find(&["Metadata"]).as_stream().expect("a stream");
    let facts = facts.get_plain_content().expect("plain text");
    let facts = String::from_utf8(facts).expect("UTF-8");
    for fact in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "Votre espace de santé",
        "<rdf:li>fr</rdf:li>",
        // Half past eleven in the evening in Greenwich is the next day in Paris.
        "<xmp:CreateDate>2026-05-05",
    ] {
        assert!(facts.contains(fact), "no {fact} in {facts}");
    }
    assert!(!facts.contains("ŁUKASZ"));
}

#[test]
fn every_letter_can_be_copied_and_every_font_is_in_the_file() {
    let pdf = Pdf::read(&printed(letter()));
    let mut fonts = 0;
    for object in pdf.document.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        if font.has_type(b"Font") && font.has(b"DescendantFonts") {
            assert!(font.has(b"ToUnicode"));
            fonts += 1;
        }
        if font.has_type(b"FontDescriptor") {
            assert!(font.has(b"FontFile2"));
        }
    }
    assert_eq!(fonts, 2);
}

#[test]
fn each_sheet_of_a_file_is_told_in_its_own_language() {
    let english = Sheet {
        lang: Lang::En,
        title: "Your health space".to_owned(),
        ..sheet(vec![paragraph("You decide.")])
    };
    let both = [sheet(vec![paragraph("Vous décidez.")]), english];
    let bytes = paper::pdf(&both, crate::sheets::written()).expect("a file");
    let pdf = Pdf::read(&bytes);
    let tree = pdf.tree();
    let langs: Vec<_> = tree
        .all("Sect")
        .iter()
        .map(|part| part.fact("Lang"))
        .collect();
    assert_eq!(langs, [Some("fr"), Some("en")]);
    assert_eq!(pdf.unread(1), ["page 1 of 1"]);
}

#[test]
fn a_card_for_a_wallet_is_read_from_what_to_do_to_its_last_line() {
    let told = Pdf::read(&printed(pocket(2))).tree().outline();
    let expected = "\
    H2
      |Carte d’urgence
    P
      Strong
        |Appelez le 15.
    Div
      Figure Alt=Code QR vers carnet.example/u/00112233445566778899aabbccddeeff00112233
        |
    P
      |À jour :
    P
      Link
        → https://carnet.example/u/00112233445566778899aabbccddeeff00112233
        |carnet.example/u/00112233445566778899aabbccddeeff00112233
    H3
      |Allergies
    P
      Strong
        |Pénicilline — choc
    P
      |Ligne 1 — deux fois par jour
";
    assert!(told.contains(expected), "{told}");
}
