//! The interface for software, through the front door, on every store.
//! Specifications: PDSm4DMP TD0.2, TD2, TD2.1, TD3.2, TD3.3c; IHE MHD ITI-65, ITI-68, ITI-105.
//! And the official lists whose codes it speaks.

mod deposits;
mod examples;
mod house;
mod life;
mod official;
mod refusals;
mod verdicts;

use serde_json::Value;

/// Where an entry of a transaction's answer says its resource is.
pub(crate) fn location(answer: &Value, entry: usize) -> String {
    let response = &answer["entry"][entry]["response"];
    response["location"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_sentences_are_complete_in_both_languages() {
    for locale in &documents::API_TEXTS {
        edge::texts::check(locale);
    }
}
