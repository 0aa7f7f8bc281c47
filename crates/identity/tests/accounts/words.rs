//! The sentences are complete in both languages.

#[test]
fn every_sentence_is_there_in_french_and_in_english() {
    edge::texts::check(&identity::TEXTS);
    edge::texts::check(&identity::STAFF_TEXTS);
    edge::texts::check(&identity::FRANCE_CONNECT_TEXTS);
}

#[test]
fn every_refusal_of_franceconnect_has_its_sentence() {
    edge::texts::install(&[identity::FRANCE_CONNECT_TEXTS]);
    for refused in identity::france_connect::Refused::ALL {
        for lang in kernel::Lang::ALL {
            let page = edge::sample_page(lang, "/connexion", "", None);
            let sentence = page.t(refused.key());
            assert!(!sentence.contains("fc-refused"), "{sentence}");
        }
    }
}
