//! Many letters in one file.

use crate::reader::{Pdf, text_string};
use crate::sheets::{letter, paragraph, printed, receipt, sheet, written};
use kernel::{Kind, Timestamp};
use paper::Sheet;

fn letters(count: usize) -> Vec<Sheet> {
    let letter = |number| Sheet {
        reference: Some(format!("Référence {number}")),
        ..letter()
    };
    (1..=count).map(letter).collect()
}

#[test]
fn the_same_sheets_on_the_same_day_give_the_same_file() {
    let print = |at| paper::pdf(&[letter(), receipt()], at).expect("a file");
    assert!(print(written()) == print(written()));
    assert!(print(written()) != print(Timestamp::from_millis(0)));
}

#[test]
fn each_letter_has_a_bookmark_a_section_and_pages_of_its_own() {
    let bytes = paper::pdf(&letters(3), written()).expect("a file");
    let pdf = Pdf::read(&bytes);
    assert_eq!(pdf.page_count(), 6);
    let tree = pdf.tree();
    let sections = tree.children.len();
    assert_eq!((sections, tree.all("H1").len()), (3, 3));

    let mut bookmarks = Vec::new();
    let mut next = Some(
        pdf.find(&["Outlines", "First"])
            .as_dict()
            .expect("a bookmark"),
    );
    while let Some(bookmark) = next {
        bookmarks.push(text_string(pdf.entry(bookmark, "Title")));
        let following = bookmark.get_deref(b"Next", &pdf.document);
        next = following.ok().and_then(|object| object.as_dict().ok());
    }
    let expected = [1, 2, 3].map(|number| format!("Votre espace de santé – Référence {number}"));
    assert_eq!(bookmarks, expected);

    for page in 0..6 {
        let number = format!("page {} sur 2", page % 2 + 1);
        assert!(pdf.unread(page).contains(&number));
    }
    let labels: Vec<String> = (0..6).map(|page| pdf.page_label(page)).collect();
    assert_eq!(labels, ["1-1", "1-2", "2-1", "2-2", "3-1", "3-2"]);
}

#[test]
fn five_hundred_letters_are_a_file_of_thirteen_megabytes_at_most() {
    let size = |count| {
        paper::pdf(&letters(count), written())
            .expect("a file")
            .len()
    };
    let (fifty, all) = (size(50), size(500));
    assert!(all < 13_000_000, "{all} bytes");
    // Ten times as many letters are ten times the file, give or take its
    // fonts: nothing grows with the square.
    assert!(all < 11 * fifty, "{fifty} bytes for 50, {all} for 500");
}

#[test]
fn a_file_holds_a_thousand_sheets_and_not_one_more() {
    let small = sheet(vec![paragraph("Bonjour.")]);
    let refused = |count| {
        paper::pdf(&vec![small.clone(); count], written()).map_err(|e| (e.kind(), e.code()))
    };
    assert_eq!(
        refused(paper::SHEETS_MAX + 1),
        Err((Kind::Invalid, "paper-many"))
    );
    assert_eq!(refused(0), Err((Kind::Fault, "error-fault")));
}

#[test]
fn pages_are_counted_before_anything_is_printed() {
    assert_eq!(paper::page_count(&letter()).expect("pages"), 2);
    assert_eq!(paper::page_count(&receipt()).expect("pages"), 1);
    let long = sheet(vec![paragraph(&"Un mot. ".repeat(3_000))]);
    let counted = paper::page_count(&long).expect("pages");
    assert_eq!(counted, Pdf::read(&printed(long)).page_count());
    assert!(counted > 8);
}
