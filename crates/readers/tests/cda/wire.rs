//! A document as words for the search, and on its way from the child.

use crate::samples::{document, with_entry, with_text};
use readers::cda::Document;

#[test]
fn the_text_for_the_search_has_every_word_and_no_two_run_together() {
    let document = document(&with_text(
        "a<footnote ID='n'>z</footnote><list><caption>b</caption><item>c</item></list><table><caption>d</caption><tr><td>e</td><td>f<br/>g</td></tr></table>",
    ));
    let text = document.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words, ["Titre", "a", "b", "c", "d", "e", "f", "g", "z"]);
}

#[test]
fn a_document_comes_back_whole_from_the_child() {
    let document = document(&with_entry(
        "8716-3",
        "a<footnote ID='n'>b</footnote><table><tr><td><list><item>c</item></list></td></tr></table>",
        "<entry><observation><code code='x'/><value xsi:type='BL' value='true'/></observation></entry>",
    ));
    let bytes = minicbor::to_vec(&document).expect("bytes");
    let back = Document::from_child(&bytes).expect("a document");
    assert!(back == document);
}
