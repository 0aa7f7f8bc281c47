//! The pages of a child's space speak of the child: whom they call *you* is the parent
//! who reads.

pub mod lists;
pub mod sentences;

use super::Child;
use super::addresses::leads;
use super::inviting::LOUIS;
use crate::documents::GOOD;
use crate::profile::resting::volet;
use crate::results::{self, HAEMOGLOBIN, report};
use crate::town::{Answer, DAY, Holder, PDF, Pro, Town, multiparts};
use axum::body::Body;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use kernel::Lang;
use lists::{BY_THE_PARENT, NAMES, NOTED, TO_THE_PARENT, UNSEEN};
use sentences::{Said, address, all, of_children, visible};
use spaces::{Fate, What};
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::for_each_store_at;

/// The child's name.
const NAME: &str = "Lea";
/// What is done in conversations by whoever is at home.
const AT_HOME: [&str; 7] = [
    "annule",
    "annule-deux",
    "ajoute",
    "retire",
    "lu",
    "trop-tard",
    "garde",
];
/// One who has nothing yet.
const LITTLE: &str = "Emma";

/// What the pages said, in one language.
struct Heard<'a> {
    town: &'a Town,
    lang: Lang,
    child: &'static str,
    said: BTreeSet<String>,
    /// What says *you* to the parent of the child.
    wrong: BTreeSet<String>,
    allowed: Vec<Said>,
}

impl<'a> Heard<'a> {
    fn of(town: &'a Town, lang: Lang) -> Self {
        let sentences = all(lang);
        let keys = TO_THE_PARENT.iter().flat_map(|(_, keys)| *keys);
        let allowed = keys.map(|key| {
            let source = sentences.get(*key);
            Said::of(lang, NAME, source.unwrap_or_else(|| panic!("no {key}")))
        });
        Self {
            town,
            lang,
            child: NAME,
            said: BTreeSet::new(),
            wrong: BTreeSet::new(),
            allowed: allowed.collect(),
        }
    }

    fn path(&self, child: &Child, below: &str) -> String {
        format!("{}{}", self.lang.prefix(), Town::of(child, below))
    }

    /// Takes in what was answered, and where it calls somebody *you* but the parent.
    fn hears(&mut self, from: &str, page: &str) {
        // They are all called as one is: the sentences are known with that name.
        let page = match (self.lang, self.child) {
            (_, NAME) => page.to_owned(),
            (Lang::En, other) => page.replace(other, NAME),
            (Lang::Fr, other) => page
                .replace(&format!("d’{other}"), &format!("de {NAME}"))
                .replace(other, NAME),
        };
        for text in visible(&page) {
            let mut rest = text.clone();
            for allowed in &self.allowed {
                rest = allowed.cut_from(rest);
            }
            for phrase in BY_THE_PARENT.iter().chain(&NAMES) {
                rest = rest.replace(phrase, " ");
            }
            if let Some(word) = address(self.lang, &rest) {
                let from = from.rsplit('/').next().unwrap_or_default();
                self.wrong.insert(format!("{word} — {text} — {from}"));
            }
            self.said.insert(text);
        }
    }

    async fn reads(&mut self, cookie: &str, path: &str) {
        let answer = self.town.get(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        self.takes_in(path, &answer);
    }

    fn takes_in(&mut self, path: &str, answer: &Answer) {
        let media = answer.headers.get(CONTENT_TYPE);
        let media = media.and_then(|it| it.to_str().ok()).unwrap_or_default();
        // A document's own bytes say what its author wrote.
        if media.starts_with("text/html") || media.starts_with("text/calendar") {
            self.hears(path, &answer.text());
        }
    }

    /// A form that is not taken, and what is said of it.
    async fn is_told(&mut self, cookie: &str, path: &str, form: &str) {
        let answer = self.town.post(cookie, path, form).await;
        let status = answer.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {form}");
        self.takes_in(path, &answer);
    }

    /// All pages of a child's space that its home leads to.
    async fn crawls(&mut self, cookie: &str, child: &Child) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![self.path(child, "")];
        while let Some(path) = waiting.pop() {
            let other = (self.lang == Lang::En) != path.starts_with("/en/");
            if other || seen.len() > 400 || !seen.insert(path.clone()) {
                continue;
            }
            let answer = self.town.get(cookie, &path).await;
            if answer.status == StatusCode::OK {
                self.takes_in(&path, &answer);
                let inside = leads(&answer.text()).into_iter();
                waiting.extend(inside.filter(|it| it.contains(&child.space.to_string())));
            }
        }
        assert!(seen.len() > 30, "{seen:?}");
    }

    /// What is said of forms that are taken, and of those that are not.
    async fn is_answered(&mut self, cookie: &str, child: &Child) {
        let list = self.path(child, "/documents");
        let (add, folders) = (format!("{list}/ajouter"), self.path(child, "/dossiers"));
        let same = self.town.upload(cookie, &add, &GOOD, ("b.pdf", PDF)).await;
        self.takes_in(&add, &same);
        let day = match self.lang {
            Lang::Fr => "20260506",
            Lang::En => "20260507",
        };
        let aside = report(results::LOUIS, day, &[HAEMOGLOBIN]);
        let files = [("a.pdf", PDF), ("b.xml", aside.as_slice())];
        let several = multiparts(&GOOD, &files);
        let several = self.town.send(cookie, &add, Body::from(several)).await;
        assert_eq!(several.status, StatusCode::OK, "{}", several.text());
        self.takes_in(&add, &several);
        let [document, volet, item] = self.found(cookie, child).await;
        for deed in ["refuser", "classer"] {
            let page = self.town.reads(cookie, &list).await;
            let aside = set_aside(&page, deed);
            let (path, form) = (format!("{list}/{aside}"), format!("geste={deed}"));
            let done = self.town.post(cookie, &format!("{path}/cote"), &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
            self.reads(cookie, done.location()).await;
            self.reads(cookie, &path).await;
        }
        // What was just done, whoever types that it was.
        for (page, all) in NOTED {
            let page = page
                .replace("{document}", &document)
                .replace("{item}", &item);
            let path = self.path(child, &page);
            let more = if path.contains('?') { '&' } else { '?' };
            for done in all {
                let path = format!("{path}{more}fait={done}");
                let noted = self.town.get(cookie, &path).await;
                assert_eq!(noted.status, StatusCode::OK, "{path}");
                // What professionals alone do is not told here.
                let theirs = page == "/messages" && !AT_HOME.contains(done);
                let silent = noted.text().contains("role=\"status\"></div>");
                assert_eq!(silent, theirs, "{path}");
                self.takes_in(&path, &noted);
            }
        }
        for below in [
            format!("/profil/depuis/{volet}?ajoutes=1&deja=1"),
            String::from("/resultats"),
            String::from("/acces/journal?qui=moi"),
        ] {
            let path = self.path(child, &below);
            self.reads(cookie, &path).await;
        }
        let long = format!("questions={}", "a".repeat(1_001));
        let day = "date-jour=14&date-mois=12&date-annee=2026&heure=9:00&genre=rappel";
        for (below, form) in [
            ("/agenda/ajouter", day),
            (&format!("/agenda/{item}/preparer"), &long),
            ("/profil/mesures/ajouter", "mesure=poids&valeur=30"),
        ] {
            let path = self.path(child, below);
            self.is_told(cookie, &path, form).await;
        }
        self.is_told(cookie, &folders, "nom=").await;
        for below in ["/profil/resume.pdf", "/profil/carnet-de-vaccination.pdf"] {
            let path = self.path(child, below);
            let paper = self.town.prints(cookie, &path).await;
            let paper = paper.split_whitespace().collect::<Vec<_>>().join(" ");
            self.hears(&path, &paper);
        }
    }

    /// Their own document, that of which lines are made, and an appointment.
    async fn found(&self, cookie: &str, child: &Child) -> [String; 3] {
        let list = self.path(child, "/documents");
        let id = async |title: &str| self.town.id_of(cookie, &list, title).await.expect("listed");
        let agenda = self.path(child, "/agenda");
        let page = self.town.reads(cookie, &agenda).await;
        let link = page.split(">Dentiste</a>").next().unwrap_or_default();
        let item = link.rsplit("/agenda/").next().unwrap_or_default()[..26].to_owned();
        [id("Radio du genou").await, id("Volet").await, item]
    }

    /// What is said of a child and was not heard.
    fn unsaid(&self) -> BTreeSet<String> {
        let sentences = all(self.lang);
        let mut keys = of_children(&sentences);
        keys.retain(|key| {
            let said = Said::of(self.lang, NAME, &sentences[key]);
            !self.said.iter().any(|text| said.within(text).is_some())
        });
        let speaks = keys.iter().filter(|key| {
            let mut theirs = TO_THE_PARENT.iter();
            let theirs = theirs.any(|(_, all)| all.contains(&key.as_str()));
            !theirs && address(self.lang, &sentences[*key]).is_some()
        });
        let speaks: Vec<&String> = speaks.collect();
        assert!(speaks.is_empty(), "{speaks:?}");
        keys
    }
}

/// The first document of a list with which this can be done where it is kept aside.
fn set_aside(list: &str, deed: &str) -> String {
    let forms = list.split("/documents/").skip(1);
    let mut forms = forms.filter(|part| part.get(26..).is_some_and(|it| it.starts_with("/cote\"")));
    let button = format!("value=\"{deed}\"");
    let one = forms.find(|part| {
        part.split("</form>")
            .next()
            .unwrap_or_default()
            .contains(&button)
    });
    one.expect("one is kept aside")[..26].to_owned()
}

/// A child as laboratories know them.
fn patient(child: &Child) -> String {
    let (number, first) = (&child.number, child.first.to_uppercase());
    let born = child.born.strftime("%Y%m%d");
    format!(
        r#"<id root="1.2.250.1.213.1.4.8" extension="{number}"/><patient><name><family qualifier="BR">MARTIN</family><given qualifier="BR">{first}</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="{born}"/></patient>"#
    )
}

const DATED: [(&str, &str); 3] = [
    ("date-jour", "20"),
    ("date-mois", "11"),
    ("date-annee", "2026"),
];

impl Town {
    /// A professional deposits in a child's space.
    async fn hands(
        &self,
        pro: &Pro,
        child: &Child,
        title: &str,
        file: &[u8],
        more: &[(&str, &str)],
    ) {
        let said = [("title", title), ("type", "11502-2")];
        let fields = [&said[..], &DATED, more].concat();
        let path = format!("/pro/patients/{}/ajouter", child.space);
        let name = if file.starts_with(b"%PDF") {
            "cr.pdf"
        } else {
            "cr.xml"
        };
        // The same bytes twice would be the same document.
        let file = [file, title.as_bytes()].concat();
        let file = if name == "cr.pdf" {
            &file[..]
        } else {
            &file[..file.len() - title.len()]
        };
        let sent = self.upload(&pro.cookie, &path, &fields, (name, file)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.world.advance(Duration::from_secs(1));
    }

    /// What professionals do in a child's space.
    async fn is_cared_for(&self, child: &Child) {
        let doctor = self.doctor().await;
        let patient = patient(child);
        self.hands(&doctor, child, "Compte rendu", PDF, &[]).await;
        self.hands(&doctor, child, "À annoncer", PDF, &[("annonce", "oui")])
            .await;
        let bilan = report(&patient, "20260504", &[HAEMOGLOBIN]);
        self.hands(&doctor, child, "Bilan", &bilan, &[]).await;
        self.hands(&doctor, child, "Volet", &volet(&patient), &[])
            .await;
        for (title, number) in [("Autre", "7.7"), ("Encore", "7.8"), ("Dernier", "7.9")] {
            let told = ("Hémoglobine", "718-7", number, "g/dL", "L");
            let other = report(results::LOUIS, "20260505", &[told]);
            self.hands(&doctor, child, title, &other, &[]).await;
        }
        let record = format!("/pro/patients/{}", child.space);
        self.does(&doctor.cookie, &format!("{record}/lien"), "accord=oui")
            .await;
        let other = self.other_doctor().await;
        let form = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        self.does(&other.cookie, &format!("{record}/urgence"), form)
            .await;
    }

    /// What a parent does in a child's space.
    async fn is_looked_after(&self, parent: &Holder, child: &Child) {
        let of = |below: &str| Town::of(child, below);
        let add = of("/documents/ajouter");
        let hidden = [&GOOD[..], &[("masquer", "oui")]].concat();
        let second = [PDF, b"\n"].concat();
        for (fields, file) in [(&GOOD[..], PDF), (&hidden, &second)] {
            let sent = self
                .upload(&parent.cookie, &add, fields, ("a.pdf", file))
                .await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            self.world.advance(Duration::from_secs(1));
        }
        let list = of("/documents");
        let volet = self.id_of(&parent.cookie, &list, "Volet").await;
        let volet = volet.expect("listed");
        let day = "date-jour=4&date-mois=12&date-annee=2026&heure=9:00";
        for (below, form) in [
            ("/dossiers", "nom=Genou"),
            ("/agenda/ajouter", &format!("{day}&titre=Dentiste")),
            (
                "/agenda/ajouter",
                &format!("{day}&genre=rappel&titre=Vitamines"),
            ),
            ("/profil/allergies/ajouter", "nom=Arachide&gravite=inconnue"),
            ("/profil/maladies/aucun", ""),
            ("/profil/don-organes/ajouter", "informe=oui"),
            (&format!("/profil/depuis/{volet}"), "t-0=oui"),
            (
                "/profil/mesures/ajouter",
                "mesure=poids&valeur=30&date-jour=4&date-mois=5&date-annee=2026",
            ),
            (
                "/profil/objectifs",
                "mesure=poids&max=35&date-jour=4&date-mois=5&date-annee=2026",
            ),
        ] {
            self.does(&parent.cookie, &of(below), form).await;
            self.world.advance(Duration::from_secs(1));
        }
    }
}

#[tokio::test]
async fn no_page_of_a_child_s_space_calls_a_parent_what_the_child_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child(NAME, "2016-03-02", &[&ana, &louis]).await;
        let emma = town.child(LITTLE, "2026-06-05", &[&ana]).await;
        town.takes(&ana, &lea).await;
        town.takes(&ana, &emma).await;
        let code = town.invites(&ana, &lea, LOUIS).await;
        town.does(
            &louis.cookie,
            "/espace/moi/proches/rejoindre",
            &format!("code={code}"),
        )
        .await;
        town.is_cared_for(&lea).await;
        town.is_looked_after(&ana, &lea).await;
        town.does(
            &louis.cookie,
            &Town::of(&lea, "/profil/allergies/ajouter"),
            "nom=Latex",
        )
        .await;
        town.world.advance(14 * DAY);
        let held = town
            .house
            .spaces
            .hold(lea.person, What::Close(Fate::Archive));
        held.await.expect("held");
        let ana = town.later(ana).await;
        town.copies(&ana.cookie, lea.space).await;
        let (mut wrong, mut unseen) = (BTreeSet::new(), BTreeSet::new());
        for lang in [Lang::Fr, Lang::En] {
            let mut heard = Heard::of(&town, lang);
            heard.crawls(&ana.cookie, &lea).await;
            heard.is_answered(&ana.cookie, &lea).await;
            heard.child = LITTLE;
            heard.crawls(&ana.cookie, &emma).await;
            wrong.extend(heard.wrong.iter().cloned());
            unseen.extend(heard.unsaid());
        }
        let known = UNSEEN.iter().flat_map(|(_, keys)| *keys);
        let known: BTreeSet<String> = known.map(|key| (*key).to_owned()).collect();
        assert!(
            wrong.is_empty() && unseen == known,
            "{wrong:#?} {unseen:#?}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_the_other_parent_wrote_bears_their_name_and_what_one_wrote_is_one_s_own() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child(NAME, "2016-03-02", &[&ana, &louis]).await;
        town.takes(&ana, &lea).await;
        let code = format!("code={}", town.invites(&ana, &lea, LOUIS).await);
        town.does(&louis.cookie, "/espace/moi/proches/rejoindre", &code)
            .await;
        let of = |below: &str| Town::of(&lea, below);
        let add = of("/documents/ajouter");
        let sent = town
            .upload(&louis.cookie, &add, &GOOD, ("a.pdf", PDF))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        for (below, form) in [
            ("/profil/vaccins/ajouter", "nom=BCG&date-annee=2016"),
            ("/profil/allergies/aucun", ""),
            ("/prevention/dental/noter", "date-annee=2026"),
        ] {
            town.does(&louis.cookie, &of(below), form).await;
        }
        for (below, by_louis, own) in [
            (
                "/documents",
                "ajouté par Louis Petit (représentant légal)",
                "ajouté par vous",
            ),
            (
                "/profil/vaccins",
                "Noté par Louis Petit (représentant légal), le",
                "Noté par vous, le",
            ),
            (
                "/profil",
                "Rien à déclarer — Louis Petit (représentant légal), le",
                "Rien à déclarer — vous, le",
            ),
            (
                "/prevention",
                "Noté par Louis Petit (représentant légal) : 2026",
                "Noté par vous : 2026",
            ),
        ] {
            let to_ana = town.reads(&ana.cookie, &of(below)).await;
            assert!(
                to_ana.contains(by_louis) && !to_ana.contains(own),
                "{to_ana}"
            );
            let to_louis = town.reads(&louis.cookie, &of(below)).await;
            assert!(to_louis.contains(own) && !to_louis.contains(by_louis));
        }
        // Whoever reads the paper is neither.
        let paper = town.prints(&louis.cookie, &of("/profil/resume.pdf")).await;
        assert!(
            paper.contains("Louis Petit") && !paper.contains("vous"),
            "{paper}"
        );
        assert!(
            paper.contains("déclaré par un représentant légal"),
            "{paper}"
        );
    })
    .await;
}
