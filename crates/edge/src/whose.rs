//! Whose space an address is about. `/espace/moi/…` is one's own; `/espace/{space}/…`
//! is that of a child whom somebody represents. The second is answered by the very
//! pages of the first: it is turned before routing, by its form alone, and what these
//! pages write as an address is turned back. Whether somebody represents that child
//! is not known here (`identity::layer` asks), and nothing is kept in a session.

use crate::asked::Arrival;
use crate::path::is_under;
use crate::texts;
use http::Extensions;
use kernel::{Lang, SpaceId};

/// One's own space.
const OWN: &str = "/espace/moi";
/// What all spaces lie under.
const SPACES: &str = "/espace/";

/// The addresses of a space that answer its representatives, as routes are written.
/// Every other one is not found for them, and no page shows them a way there.
pub const FOR_REPRESENTATIVES: [&str; 69] = [
    "/espace/moi",
    "/espace/moi/acces",
    "/espace/moi/acces/espace",
    "/espace/moi/acces/journal",
    "/espace/moi/agenda",
    "/espace/moi/agenda/agenda.ics",
    "/espace/moi/agenda/ajouter",
    "/espace/moi/agenda/{item}",
    "/espace/moi/agenda/{item}/agenda.ics",
    "/espace/moi/agenda/{item}/etat",
    "/espace/moi/agenda/{item}/modifier",
    "/espace/moi/agenda/{item}/preparer",
    "/espace/moi/agenda/{item}/remettre",
    "/espace/moi/agenda/{item}/retirer",
    "/espace/moi/carte",
    "/espace/moi/carte.pdf",
    "/espace/moi/carte/code",
    "/espace/moi/carte/code/arreter",
    "/espace/moi/corbeille",
    "/espace/moi/corbeille/remettre",
    "/espace/moi/documents",
    "/espace/moi/documents/ajouter",
    "/espace/moi/documents/ajouter/envois",
    "/espace/moi/documents/ajouter/envois/{arrival}",
    "/espace/moi/documents/ajouter/fichier",
    "/espace/moi/documents/ensemble",
    "/espace/moi/documents/{document}",
    "/espace/moi/documents/{document}/contenu/{place}",
    "/espace/moi/documents/{document}/cote",
    "/espace/moi/documents/{document}/images",
    "/espace/moi/documents/{document}/images/{frame}",
    "/espace/moi/documents/{document}/jeter",
    "/espace/moi/documents/{document}/masquer",
    "/espace/moi/documents/{document}/modifier",
    "/espace/moi/documents/{document}/montrer",
    "/espace/moi/documents/{document}/remplacer",
    "/espace/moi/documents/{document}/telecharger",
    "/espace/moi/documents/{document}/visibilite",
    "/espace/moi/dossiers",
    "/espace/moi/dossiers/{folder}",
    "/espace/moi/dossiers/{folder}/retirer",
    "/espace/moi/export",
    "/espace/moi/export/fichier",
    "/espace/moi/messages",
    "/espace/moi/messages/ecrire",
    "/espace/moi/messages/ecrire/fichier",
    "/espace/moi/messages/{thread}",
    "/espace/moi/messages/{thread}/ajouter",
    "/espace/moi/messages/{thread}/annuler",
    "/espace/moi/messages/{thread}/fichier",
    "/espace/moi/messages/{thread}/lu",
    "/espace/moi/messages/{thread}/retirer",
    "/espace/moi/prevention",
    "/espace/moi/prevention/retirer",
    "/espace/moi/prevention/{item}/noter",
    "/espace/moi/profil",
    "/espace/moi/profil/carnet-de-vaccination.pdf",
    "/espace/moi/profil/depuis/{document}",
    "/espace/moi/profil/objectifs",
    "/espace/moi/profil/objectifs/{target}/retirer",
    "/espace/moi/profil/resume.pdf",
    "/espace/moi/profil/{heading}",
    "/espace/moi/profil/{heading}/ajouter",
    "/espace/moi/profil/{heading}/aucun",
    "/espace/moi/profil/{heading}/{line}",
    "/espace/moi/profil/{heading}/{line}/remettre",
    "/espace/moi/profil/{heading}/{line}/retirer",
    "/espace/moi/resultats",
    "/espace/moi/resultats/{document}/{place}",
];

/// Addresses that one of [`FOR_REPRESENTATIVES`] would take in, and that are routes of
/// their own.
const NOT_FOR_THEM: [&str; 3] = [
    "/espace/moi/agenda/reglages",
    "/espace/moi/documents/partager",
    "/espace/moi/profil/{heading}/partage",
];

/// Whether an address of one's own space is one that representatives have too. What
/// follows `?` or `#` is not looked at.
pub fn is_for_representatives(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let among = |routes: &[&str]| routes.iter().any(|route| fits(route, path));
    among(&FOR_REPRESENTATIVES) && !among(&NOT_FOR_THEM)
}

/// The addresses of a space that answer its carers, of what is read there alone: as
/// [`FOR_REPRESENTATIVES`], and fewer. Every other one is not found for them.
pub const FOR_CARERS: [&str; 12] = [
    "/espace/moi",
    "/espace/moi/documents",
    "/espace/moi/documents/{document}",
    "/espace/moi/documents/{document}/contenu/{place}",
    "/espace/moi/documents/{document}/images",
    "/espace/moi/documents/{document}/images/{frame}",
    "/espace/moi/documents/{document}/telecharger",
    "/espace/moi/prevention",
    "/espace/moi/profil",
    "/espace/moi/profil/{heading}",
    "/espace/moi/resultats",
    "/espace/moi/resultats/{document}/{place}",
];

/// Addresses that one of [`FOR_CARERS`] would take in, and that are routes of their own.
const NOT_FOR_CARERS: [&str; 6] = [
    "/espace/moi/documents/ajouter",
    "/espace/moi/documents/ensemble",
    "/espace/moi/documents/partager",
    "/espace/moi/profil/carnet-de-vaccination.pdf",
    "/espace/moi/profil/objectifs",
    "/espace/moi/profil/resume.pdf",
];

/// Whether an address of one's own space is one that carers read too. What follows `?` or
/// `#` is not looked at.
pub fn is_for_carers(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let among = |routes: &[&str]| routes.iter().any(|route| fits(route, path));
    among(&FOR_CARERS) && !among(&NOT_FOR_CARERS)
}

/// The addresses of a space that answer those of its carers to whom conversations are
/// confided too, beside [`FOR_CARERS`]: there they write. Who takes part in a conversation
/// stays the holder's to say, and files are added to documents by nobody else.
pub const FOR_CARERS_WHO_WRITE: [&str; 4] = [
    "/espace/moi/messages",
    "/espace/moi/messages/ecrire",
    "/espace/moi/messages/{thread}",
    "/espace/moi/messages/{thread}/annuler",
];

/// Whether an address of one's own space is one that carers have to whom conversations are
/// confided. What follows `?` or `#` is not looked at.
pub fn is_for_carers_who_write(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    FOR_CARERS_WHO_WRITE.iter().any(|route| fits(route, path))
}

/// Whether a path is of this route.
fn fits(route: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let all = route.split('/').all(|wanted| match parts.next() {
        Some(part) => wanted == part || (wanted.starts_with('{') && !part.is_empty()),
        None => false,
    });
    all && parts.next().is_none()
}

/// The space that an address names, and the same address of one's own.
pub(crate) fn split_whose(path: &str) -> Option<(SpaceId, String)> {
    let rest = path.strip_prefix(SPACES)?;
    let (named, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let space = named.parse().ok()?;
    Some((space, format!("{OWN}{below}")))
}

/// This path as it is for a child's space, if it is one of a space.
pub(crate) fn turned(path: &str, acting: Option<&Acting>) -> Option<String> {
    let space = acting?.space;
    let below = path.strip_prefix(OWN)?;
    let of_it = below.is_empty() || below.starts_with(['/', '?', '#']);
    of_it.then(|| format!("{SPACES}{space}{below}"))
}

/// Whether a path is of a space.
pub(crate) fn is_of_a_space(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    is_under(path, OWN)
}

/// The space that the address of a request names, if it is not the asker's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named(pub SpaceId);

/// The space that the address of a request names, if it is not the asker's own:
/// what nobody was asked about yet.
pub fn named_space(extensions: &Extensions) -> Option<SpaceId> {
    extensions.get::<Named>().map(|named| named.0)
}

/// In what capacity somebody comes to a space that is not their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum As {
    /// They answer for the child whose space it is.
    Representative,
    /// Its holder confided a part of it to them.
    Carer {
        /// Conversations are among it.
        messages: bool,
    },
}

impl As {
    /// Whether a part of the space is confided to them.
    pub const fn is_carers(self) -> bool {
        matches!(self, Self::Carer { .. })
    }
}

/// Whose space the pages of a request show, if it is not the asker's own.
#[derive(Clone, PartialEq, Eq)]
pub struct Acting {
    /// The space.
    pub space: SpaceId,
    /// The first name of whose it is.
    pub name: String,
    /// In what capacity whoever asks comes to it.
    pub capacity: As,
}

impl Acting {
    /// Whether this address of a space is one that they have.
    pub(crate) fn has(&self, path: &str) -> bool {
        match self.capacity {
            As::Representative => is_for_representatives(path),
            As::Carer { messages } => {
                is_for_carers(path) || (messages && is_for_carers_who_write(path))
            }
        }
    }
}

/// What is of somebody, in the words of a sentence: *de Léa*, *d’Adam*; the bare name
/// in English.
pub fn of_name(lang: Lang, name: &str) -> String {
    const VOWELS: &str = "aeiouàâäéèêëîïôöûüœæ";
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let elided = match (letters.next(), letters.next()) {
        // Yves, but not Yanis: there it is a consonant.
        (Some('y'), next) => next.is_none_or(|next| !VOWELS.contains(next)),
        (first, _) => first.is_some_and(|first| VOWELS.contains(first)),
    };
    match (lang, elided) {
        (Lang::En, _) => name.to_owned(),
        (Lang::Fr, true) => format!("d’{name}"),
        (Lang::Fr, false) => format!("de {name}"),
    }
}

/// The sentence of this key. In somebody else's space it is the one of the same key with
/// `-child` after it, if there is one: that speaks of whose space it is (`$child`, and
/// with *of* before it `$of`) where the other speaks to them. Most are true of an adult by
/// first name too; where one is not, the sentence with `-helped` after the key stands
/// before it for a carer.
pub(crate) fn say_for(
    lang: Lang,
    acting: Option<&Acting>,
    key: &str,
    args: &[(&str, &str)],
) -> String {
    let known = |acting: &Acting| {
        let helped = (acting.capacity.is_carers()).then(|| format!("{key}-helped"));
        let of_child = Some(format!("{key}-child"));
        let mut ways = [helped, of_child].into_iter().flatten();
        ways.find(|key| texts::knows(key))
    };
    match (acting, acting.and_then(known)) {
        (Some(acting), Some(theirs)) => {
            let of = of_name(lang, &acting.name);
            let child = [("child", acting.name.as_str()), ("of", of.as_str())];
            texts::say(lang, &theirs, &[&child, args].concat())
        }
        _ => texts::say(lang, key, args),
    }
}

/// Says that whoever asks may act for this child: all addresses that the pages of
/// this request write are of the child's space from here on.
pub fn act_for(extensions: &Extensions, acting: Acting) {
    if let Some(arrival) = extensions.get::<Arrival>() {
        let _ = arrival.acting.set(acting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);

    #[test]
    fn only_the_exact_form_of_an_id_names_a_space() {
        let (space, own) = split_whose(&format!("/espace/{SPACE}")).expect("a space");
        assert_eq!((space, own.as_str()), (SPACE, "/espace/moi"));
        let (_, own) = split_whose(&format!("/espace/{SPACE}/documents/x")).expect("a space");
        assert_eq!(own, "/espace/moi/documents/x");
        let capital = SPACE.to_string().to_uppercase();
        for other in [
            "/espace/moi",
            "/espace/moi/documents",
            "/espace",
            "/espace/",
            "/espace//documents",
            &format!("/espace/{capital}"),
            &format!("/espace/{SPACE}0"),
            &format!("/pro/{SPACE}"),
            &format!("//espace/{SPACE}"),
        ] {
            assert!(split_whose(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_name_is_said_as_people_say_it() {
        for (name, of) in [
            ("Léa", "de Léa"),
            ("Adam", "d’Adam"),
            ("Élise", "d’Élise"),
            ("Yves", "d’Yves"),
            ("Yanis", "de Yanis"),
        ] {
            assert_eq!(of_name(Lang::Fr, name), of);
            assert_eq!(of_name(Lang::En, name), name);
        }
    }

    #[test]
    fn an_address_of_a_space_is_turned_and_no_other() {
        let acting = Acting {
            space: SPACE,
            name: String::from("Léa"),
            capacity: As::Representative,
        };
        let turn = |path: &str| turned(path, Some(&acting));
        for below in ["", "/documents", "?x=1", "#y", "/documents?x=1"] {
            let there = turn(&format!("/espace/moi{below}"));
            assert_eq!(there, Some(format!("/espace/{SPACE}{below}")));
        }
        for other in [
            "/",
            "/aide",
            "/espace/moins",
            "/connexion?retour=/espace/moi",
        ] {
            assert_eq!(turn(other), None, "{other}");
        }
        assert_eq!(turned("/espace/moi", None), None);
    }

    #[test]
    fn what_is_not_on_the_list_is_not_for_representatives() {
        for path in [
            "/espace/moi",
            "/espace/moi/documents?q=a",
            "/espace/moi/documents/x#corriger",
            "/espace/moi/agenda/x",
            "/espace/moi/profil/allergies/l/retirer",
        ] {
            assert!(is_for_representatives(path), "{path}");
        }
        for path in [
            "/espace/moi/",
            "/espace/moi/agenda/",
            "/espace/moi/agenda/reglages",
            "/espace/moi/agenda/reglages/adresse",
            "/espace/moi/profil/allergies/partage",
            "/espace/moi/documents/x/correction",
            "/espace/moi/export/autre",
            "/espace/moi/acces/preuves",
            "/espace/moi/acces/verifier",
            "/espace/moi/reglages",
            "/espace/moi/proches",
            "/aide",
        ] {
            assert!(!is_for_representatives(path), "{path}");
        }
    }
}
