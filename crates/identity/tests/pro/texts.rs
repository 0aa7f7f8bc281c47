//! The sentences of professionals' sign-in are the same in both languages.

use identity::PRO_TEXTS;
use identity::provider::Refused;
use kernel::Lang;

#[test]
fn professionals_sentences_are_complete_in_both_languages() {
    edge::texts::check(&PRO_TEXTS);
}

#[test]
fn every_refusal_has_its_sentence() {
    edge::texts::install(&[PRO_TEXTS]);
    for refused in Refused::ALL {
        for lang in Lang::ALL {
            let page = edge::sample_page(lang, "/pro/connexion", "", None);
            let sentence = page.ta(refused.key(), &[("provider", "PSC")]);
            assert!(!sentence.contains("pro-refused"), "{sentence}");
        }
    }
}
