//! Every sentence of the site, in French and in English, by its key.
//!
//! Each crate brings its own file of sentences as a [`Locale`]; the binary (or
//! a test) installs them all, once. Keys are global and start with the subject
//! of the crate: `documents-title`. How French is set — the spaces that must
//! not break — is in [`typeset`]; what a file of sentences must respect is in
//! [`check`].

mod check;
mod typeset;

pub use check::check;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kernel::Lang;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use unic_langid::LanguageIdentifier;

/// The sentences of one crate, in both languages, as Fluent texts.
#[derive(Clone, Copy, Debug)]
pub struct Locale {
    /// The crate's name.
    pub name: &'static str,
    /// The French sentences.
    pub fr: &'static str,
    /// The English sentences.
    pub en: &'static str,
}

/// The sentences of the edge itself: menus, errors, public pages.
pub const TEXTS: Locale = Locale {
    name: "edge",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

struct Texts {
    locales: Vec<Locale>,
    fr: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

static INSTALLED: LazyLock<RwLock<Arc<Texts>>> =
    LazyLock::new(|| RwLock::new(Arc::new(Texts::of(vec![TEXTS]))));

/// Makes these sentences known, beside those already known. A locale that is
/// already there is left as it is, so it does no harm to call this twice.
///
/// # Panics
/// When a file is not Fluent, or defines a key that another one has: both are
/// mistakes in our sources, and the first start shows them.
pub fn install(locales: &[Locale]) {
    let mut installed = INSTALLED.write().unwrap_or_else(PoisonError::into_inner);
    let mut all = installed.locales.clone();
    for locale in locales {
        if all.iter().all(|known| known.name != locale.name) {
            all.push(*locale);
        }
    }
    if all.len() > installed.locales.len() {
        *installed = Arc::new(Texts::of(all));
    }
}

/// The sentence of this key, with its variables. A variable that is a whole
/// number also chooses between singular and plural.
///
/// A key that is missing stops a debug build, so that tests find it; a release
/// build logs it and shows the key.
pub fn say(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    match find(lang, key, args) {
        Some(sentence) => sentence,
        None => missing(lang, key),
    }
}

/// Whether a sentence has this key.
pub fn knows(key: &str) -> bool {
    current().fr.has_message(key)
}

fn current() -> Arc<Texts> {
    INSTALLED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

fn find(lang: Lang, key: &str, args: &[(&str, &str)]) -> Option<String> {
    let texts = current();
    let bundle = match lang {
        Lang::Fr => &texts.fr,
        Lang::En => &texts.en,
    };
    let pattern = bundle.get_message(key)?.value()?;
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(*name, fluent_value(value));
    }
    let mut errors = Vec::new();
    let sentence = bundle.format_pattern(pattern, Some(&values), &mut errors);
    if !errors.is_empty() {
        tracing::error!(key, lang = lang.tag(), "a sentence lacks a variable");
        debug_assert!(errors.is_empty(), "variables of {key}: {errors:?}");
    }
    Some(sentence.into_owned())
}

/// Short whole numbers are numbers; a code with a leading zero, or a long
/// identifier, stays the text that it is.
fn fluent_value(value: &str) -> FluentValue<'_> {
    let counts = value.len() <= 9
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value.len() == 1 || !value.starts_with('0'));
    match value.parse::<u32>() {
        Ok(number) if counts => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

fn missing(lang: Lang, key: &str) -> String {
    tracing::error!(key, lang = lang.tag(), "no sentence has this key");
    if cfg!(debug_assertions) {
        panic!("no {} sentence has the key {key}", lang.tag());
    }
    key.to_owned()
}

impl Texts {
    fn of(locales: Vec<Locale>) -> Self {
        let fr = locales.iter().map(|l| (l.name, typeset::french(l.fr)));
        let en = locales.iter().map(|l| (l.name, l.en.to_owned()));
        Self {
            fr: bundle(Lang::Fr, fr),
            en: bundle(Lang::En, en),
            locales,
        }
    }
}

fn bundle(
    lang: Lang,
    sources: impl Iterator<Item = (&'static str, String)>,
) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = lang.tag().parse().expect("our tags are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks that isolate directions end up in copied text and in titles.
    bundle.set_use_isolating(false);
    for (name, source) in sources {
        let resource = FluentResource::try_new(source)
            .unwrap_or_else(|(_, errors)| panic!("the sentences of {name}: {errors:?}"));
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("the sentences of {name}: {errors:?}");
        }
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Locale = Locale {
        name: "sample",
        fr: "sample-count = { $count ->\n    [one] Un document\n   *[other] { $count } documents\n}\nsample-code = Code : { $code }\n",
        en: "sample-count = { $count ->\n    [one] One document\n   *[other] { $count } documents\n}\nsample-code = Code: { $code }\n",
    };

    #[test]
    fn our_own_sentences_are_right() {
        check(&TEXTS);
    }

    #[test]
    fn a_number_chooses_the_plural_and_a_code_stays_as_it_is() {
        install(&[SAMPLE]);
        install(&[SAMPLE]);
        let count = |lang, n| say(lang, "sample-count", &[("count", n)]);
        assert_eq!(count(Lang::Fr, "0"), "Un document");
        assert_eq!(count(Lang::En, "0"), "0 documents");
        assert_eq!(count(Lang::Fr, "1200"), "1200 documents");
        let code = say(Lang::Fr, "sample-code", &[("code", "0042")]);
        assert_eq!(code, "Code\u{a0}: 0042");
    }

    #[test]
    #[should_panic(expected = "sample-nothing")]
    fn a_missing_key_stops_the_tests() {
        say(Lang::En, "sample-nothing", &[]);
    }
}
