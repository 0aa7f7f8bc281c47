//! The sentences are complete in both languages.

#[test]
fn every_sentence_is_there_in_french_and_in_english() {
    edge::texts::check(&identity::TEXTS);
    edge::texts::check(&identity::STAFF_TEXTS);
}
