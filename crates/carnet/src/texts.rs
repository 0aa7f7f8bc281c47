//! Every sentence of every room, brought together once.

use crate::demo::openid;

/// The sentences of the home pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "carnet",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// Teaches pages and answers what to say. Twice is harmless.
pub fn install() {
    let [documents_api, fhir, formats] = documents::API_TEXTS;
    edge::texts::install(&[
        edge::TEXTS,
        identity::TEXTS,
        identity::PRO_TEXTS,
        identity::FRANCE_CONNECT_TEXTS,
        spaces::TEXTS,
        spaces::FEDERATED_TEXTS,
        sharing::TEXTS,
        documents::TEXTS,
        documents_api,
        fhir,
        formats,
        TEXTS,
        openid::PROVIDER_TEXTS,
    ]);
}
