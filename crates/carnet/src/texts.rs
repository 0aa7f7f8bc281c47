//! Every sentence of every room, brought together once.

use crate::demo::{openid, outbox};

/// The sentences of the home pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "carnet",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What is wrong with an address, a number or a text to be sent.
pub const POST_TEXTS: edge::Locale = edge::Locale {
    name: "post",
    fr: post::TEXTS.0,
    en: post::TEXTS.1,
};

/// The public log, and what checking a history says.
pub const LEDGER_TEXTS: edge::Locale = edge::Locale {
    name: "ledger",
    fr: ledger::TEXTS.0,
    en: ledger::TEXTS.1,
};

/// The few words that paper itself says.
const PAPER_TEXTS: edge::Locale = edge::Locale {
    name: "paper",
    fr: paper::TEXTS.0,
    en: paper::TEXTS.1,
};

/// Why a document is not shown.
pub const READERS_TEXTS: edge::Locale = edge::Locale {
    name: "readers",
    fr: readers::TEXTS.0,
    en: readers::TEXTS.1,
};

/// Every text, in both languages.
pub fn all() -> Vec<edge::Locale> {
    let [rest, documents_api, fhir, formats] = documents::API_TEXTS;
    vec![
        edge::TEXTS,
        identity::TEXTS,
        identity::PRO_TEXTS,
        identity::FRANCE_CONNECT_TEXTS,
        identity::STAFF_TEXTS,
        spaces::TEXTS,
        spaces::FEDERATED_TEXTS,
        spaces::RECOVERING_TEXTS,
        spaces::notices::NOTICE_TEXTS,
        assistance::TEXTS,
        assistance::SEANCE_TEXTS,
        assistance::DEMO_TEXTS,
        campaigns::TEXTS,
        reports::TEXTS,
        profile::TEXTS,
        results::TEXTS,
        summary::TEXTS,
        clinical::TEXTS,
        prevention::TEXTS,
        agenda::TEXTS,
        card::TEXTS,
        mandates::TEXTS,
        catalogue::TEXTS,
        connections::TEXTS,
        messages::TEXTS,
        PAPER_TEXTS,
        sharing::TEXTS,
        documents::TEXTS,
        rest,
        documents_api,
        fhir,
        formats,
        READERS_TEXTS,
        export::TEXTS,
        TEXTS,
        openid::PROVIDER_TEXTS,
        POST_TEXTS,
        LEDGER_TEXTS,
        outbox::OUTBOX_TEXTS,
    ]
}

/// Teaches pages and answers what to say. Twice is harmless.
pub fn install() {
    edge::texts::install(&all());
}
