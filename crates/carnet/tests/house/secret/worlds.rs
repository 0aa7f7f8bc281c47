//! Two girls of one parent, of whom everything is the same but a secret of one: what
//! the parent is answered is the same, byte for byte.

mod carried;
mod talks;

use super::{MINUTE, UNKNOWN, Young};
use crate::town::{Answer, Pro, Town, multiparts, with_ids_told};
use axum::body::Body;
use http::{Method, StatusCode};
use journal::{By, NewRead};
use kernel::{DocumentId, SpaceId};

/// The secret's words: in its title, its text and nowhere else.
const TITLE: &str = "Contraception d’urgence";
const TEXT: &str = "Consultation confidentielle : CANARI.";

/// What a body says, with what is chance or names one of the girls in it told in the
/// order in which it comes.
fn plain(young: &Young, first: &str, text: &str) -> String {
    let text = text.replace(&young.space.to_string(), "{space}");
    let text = text
        .replace(first, "{name}")
        .replace(&young.matricule, "{number}");
    with_ids_told(&text, 20)
}

/// The same of a whole answer.
fn shape(young: &Young, first: &str, answer: &Answer) -> String {
    let (status, headers, _) = answer.shape();
    let mut said = status.to_string();
    for (name, value) in headers {
        said.push_str(&format!("\n{name}: {}", plain(young, first, &value)));
    }
    said.push_str(&plain(young, first, &answer.text()));
    said
}

/// Two girls, Lea who has a secret and Zoe who has none; and their parent.
struct Worlds {
    town: Town,
    lea: Young,
    zoe: Young,
    parent: kernel::AccountId,
    doctor: Pro,
    other: Pro,
    /// What both have: a document of care, one of their own, an appointment, a
    /// conversation of the parent's.
    both: [[String; 4]; 2],
    secret: Vec<String>,
    /// Lea's own conversations.
    own: Vec<String>,
}

impl Worlds {
    /// Both live through the same; and Lea through what is her secret.
    async fn on(url: &str) -> Self {
        let town = Town::on(url).await;
        let lea = town.girl(1, "Lea", 2010).await;
        let zoe = town.girl(2, "Zoe", 2010).await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let parent = town.parent_of(&[&lea, &zoe]).await;
        let cookie = town.signs_in(parent).await;
        for pro in [&doctor, &other] {
            let reach = "/pro/messages/joignable";
            town.does(&pro.cookie, reach, "joignable=oui").await;
        }
        let mut seen = Vec::new();
        for young in [&lea, &zoe] {
            let space = young.space;
            for pro in [&doctor, &other] {
                let consent = format!("/pro/patients/{space}/lien");
                town.does(&pro.cookie, &consent, "accord=oui").await;
            }
            let of_care = ("Bilan", "Contraception : rien à dire.");
            let of_care = town.adds_for(&doctor, space, of_care, false).await;
            let own = add(&town, &cookie, young, "Notes du soir", "Une page.").await;
            assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text());
            let list = town.reads(&cookie, &young.of("/documents")).await;
            let own = id_in(&list, "Notes du soir");
            town.does(&cookie, &young.of("/dossiers"), "nom=Genou")
                .await;
            let item = town.has_an_appointment(young).await;
            town.does(&cookie, &young.of("/carte"), "c-nom=oui").await;
            let talk = Self::parent_writes(&town, &cookie, young, &doctor).await;
            seen.push([of_care, own, item, talk]);
        }
        let both = <[[String; 4]; 2]>::try_from(seen);
        let both = both.unwrap_or_else(|_| unreachable!("two girls"));
        town.world.advance(MINUTE);
        let mut worlds = Self {
            secret: Vec::new(),
            own: Vec::new(),
            town,
            lea,
            zoe,
            parent,
            doctor,
            other,
            both,
        };
        worlds.keeps_a_secret().await;
        worlds.talks().await;
        worlds.goes_on().await;
        worlds
    }

    /// Everything that happens to a document, of one that is a secret.
    async fn keeps_a_secret(&mut self) {
        let (town, lea, doctor) = (&self.town, &self.lea, &self.doctor);
        let space = lea.space;
        let first = town.adds_for(doctor, space, (TITLE, TEXT), true).await;
        let deposit = format!("/pro/depots/{space}/{first}");
        town.reads(&doctor.cookie, &deposit).await;
        let record = format!("/pro/patients/{space}/documents/{first}");
        for path in [record.clone(), format!("{record}/telecharger")] {
            town.reads(&self.other.cookie, &path).await;
        }
        let own = format!("/espace/moi/documents/{first}");
        town.reads(&lea.cookie, &own).await;
        let number = self.other.professional.rpps.as_str();
        for (act, whom) in [
            ("masquer", number),
            ("montrer", number),
            ("masquer", "tous"),
        ] {
            let whom = format!("qui={whom}");
            town.does(&lea.cookie, &format!("{own}/{act}"), &whom).await;
        }
        let asked = "text=Le+jour+est+faux";
        town.does(&lea.cookie, &format!("{own}/correction"), asked)
            .await;
        town.reads(&doctor.cookie, &deposit).await;
        let fields = [
            ("title", TITLE),
            ("type", "11488-4"),
            ("date-jour", "19"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let file = (
            "cr.txt",
            b"Consultation confidentielle : CANARI, relue.".as_slice(),
        );
        let replaced = format!("{deposit}/remplacer");
        let sent = town.upload(&doctor.cookie, &replaced, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let second = town.last_of(doctor, space).await;
        self.secret = vec![first, second];
    }

    /// Both go on; and between what happens to both, Lea's secret is read.
    async fn goes_on(&self) {
        let secret: DocumentId = self.secret[1].parse().expect("an id");
        for (n, young) in [&self.lea, &self.zoe].into_iter().enumerate() {
            let [of_care, _, item, _] = &self.both[n];
            let path = format!("/espace/moi/agenda/{item}/preparer");
            let more = match n {
                0 => format!("&document-{}=oui", self.secret[1]),
                _ => String::new(),
            };
            let form = format!("questions=Dormir&document-{of_care}=oui{more}");
            self.town.does(&young.cookie, &path, &form).await;
        }
        for n in 0..130_u8 {
            if n % 10 == 0 {
                self.town.world.advance(MINUTE);
            }
            for young in [&self.lea, &self.zoe] {
                self.note(young.space, n, None).await;
            }
            for _ in 0..n % 3 {
                self.note(self.lea.space, n, Some(secret)).await;
            }
        }
        self.town.world.advance(MINUTE);
    }

    /// A read of this document, or of the list, by one of two who take turns.
    async fn note(&self, space: SpaceId, n: u8, about: Option<DocumentId>) {
        let who = [&self.doctor, &self.other][usize::from(n % 2)];
        let who = &who.professional;
        let read = NewRead {
            by: By::Professional {
                rpps: who.rpps.clone(),
                name: who.name.0.clone(),
                profession: String::from("10"),
                place: None,
            },
            act: match about {
                Some(_) => "document-read",
                None => "record-read",
            },
            about,
            what: about.map(|_| TITLE.to_owned()).unwrap_or_default(),
            why: String::from("consent"),
        };
        let journal = &self.town.house.journal;
        let book = journal.open(space).await.expect("a book");
        journal.note(&book, read).await.expect("noted");
    }

    /// What the parent is answered of both, at the same address: the same.
    async fn alike(&self, cookie: &str, below: &str) -> Answer {
        let [leas, zoes] = [(&self.lea, 0), (&self.zoe, 1)].map(|(young, n)| {
            let [of_care, own, item, talk] = &self.both[n];
            let path = below.replace("{care}", of_care).replace("{own}", own);
            let path = path.replace("{item}", item).replace("{thread}", talk);
            young.of(&path)
        });
        let one = self.town.get(cookie, &leas).await;
        if below.ends_with(".pdf") {
            // What is on paper, without the number: bytes follow from the name's letters.
            let read = async |path: &str, first: &str| {
                let said = self
                    .town
                    .prints(cookie, path)
                    .await
                    .replace(first, "{name}");
                said.replace(|sign: char| sign.is_ascii_digit(), "")
            };
            let said = read(&leas, "Lea").await;
            assert!(!said.contains("CANARI") && !said.contains("Contraception"));
            assert_eq!(said, read(&zoes, "Zoe").await, "{below}");
            return one;
        }
        let other = self.town.get(cookie, &zoes).await;
        let said = shape(&self.lea, "Lea", &one);
        for word in ["Contraception d", "CANARI", "confidentielle"] {
            // A search says again what was typed.
            let typed = below.contains("?q=");
            assert!(typed || !said.contains(word), "{below}: {word}: {said}");
        }
        assert_eq!(said, shape(&self.zoe, "Zoe", &other), "{below}");
        one
    }
}

/// The parent adds a text in a girl's space.
pub(super) async fn add(
    town: &Town,
    cookie: &str,
    young: &Young,
    title: &str,
    text: &str,
) -> Answer {
    let fields = [
        ("title", title),
        ("type", "DOCPAT03"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ];
    let body = multiparts(&fields, &[("note.txt", text.as_bytes())]);
    let path = young.of("/documents/ajouter");
    town.send(cookie, &path, Body::from(body)).await
}

pub(super) fn id_in(list: &str, title: &str) -> String {
    let at = list.find(&format!(">{title}</a>")).expect("listed");
    let link = list[..at].rfind("/documents/").expect("a link") + "/documents/".len();
    list[link..link + 26].to_owned()
}

/// Where this link of a page leads, below the space.
fn link(young: &Young, page: &str, says: &str) -> Option<String> {
    let at = page.find(&format!(">{says}</a>"))?;
    let start = page[..at].rfind("href=\"")? + "href=\"".len();
    let end = start + page[start..].find('"')?;
    let whole = page[start..end].replace("&amp;", "&").replace("&#38;", "&");
    whole.strip_prefix(&young.of("")).map(str::to_owned)
}

#[tokio::test]
async fn azp_12_two_worlds_that_differ_by_a_secret_answer_a_parent_alike_everywhere() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let cookie = worlds.town.signs_in(worlds.parent).await;
        let mut asked = 0;
        for route in edge::FOR_REPRESENTATIVES {
            let below = route.strip_prefix("/espace/moi").expect("of a space");
            // The register's own page, which knows no documents; receipts are chance.
            if below == "/acces/espace" {
                continue;
            }
            for id in ["{care}", "{own}", UNKNOWN] {
                let path = below
                    .replace("{document}", id)
                    .replace("{folder}", UNKNOWN)
                    .replace("{arrival}", UNKNOWN)
                    .replace("{target}", UNKNOWN)
                    .replace("{line}", UNKNOWN)
                    .replace("{heading}", "allergies")
                    .replace("{place}", "0")
                    .replace("{frame}", "0");
                worlds.alike(&cookie, &path).await;
                asked += 1;
                if !below.contains("{document}") {
                    break;
                }
            }
        }
        assert!(asked >= edge::FOR_REPRESENTATIVES.len() - 1);
        for query in [
            "/documents?q=contraception",
            "/documents?q=canari",
            "/documents?q=contraceptive",
            "/documents?q=confidentielle",
            "/documents?tri=ajout",
            "/documents?fait=ajoute",
            "/documents/{care}?fait=demande",
            "/documents/{care}/visibilite?fait=parents",
            "/profil/depuis/{care}",
            "/resultats?q=x",
            "/messages/ecrire?joindre=oui",
            "/messages/{thread}?joindre=oui",
            "/messages/{thread}?fait=ajoute",
        ] {
            worlds.alike(&cookie, query).await;
        }
    })
    .await;
}

#[tokio::test]
async fn log_21_a_parent_reads_the_history_as_if_the_secret_had_never_been() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let cookie = worlds.town.signs_in(worlds.parent).await;
        let number = worlds.doctor.professional.rpps.as_str();
        for query in [
            String::new(),
            String::from("?genre=lectures"),
            String::from("?genre=changements"),
            String::from("?qui=autres"),
            String::from("?qui=moi&auto=oui"),
            format!("?qui=p{number}"),
            String::from("?annee=2026"),
            String::from("?urgence=oui"),
            String::from("?l=5&c=3"),
        ] {
            let mut next = Some(format!("/acces/journal{query}"));
            let mut pages = 0;
            while let Some(path) = next {
                let page = worlds.alike(&cookie, &path).await.text();
                pages += 1;
                let further = link(&worlds.lea, &page, "Voir les accès plus anciens");
                assert!(!page.contains("/signaler?ligne"), "{page}");
                next = further;
            }
            let long = ["", "?genre=lectures", "?qui=autres", "?annee=2026"];
            assert!(!long.contains(&&*query) || pages > 1, "{query}: {pages}");
        }
        worlds.alike(&cookie, "/acces").await;
        worlds.alike(&cookie, "").await;
        // The line of one number is the holder's alone.
        for line in ["l1", "c1", "l9999"] {
            let path = format!("/acces/signaler?ligne={line}");
            let answer = worlds.alike(&cookie, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        // Lea herself reads all of it.
        let own = worlds
            .town
            .reads(
                &worlds.lea.cookie,
                "/espace/moi/acces/journal?genre=changements",
            )
            .await;
        assert!(own.contains("Contraception d"), "{own}");
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_parent_who_adds_the_very_same_file_is_not_told_that_it_is_there() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let cookie = worlds.town.signs_in(worlds.parent).await;
        let mut answers = Vec::new();
        for (young, first) in [(&worlds.lea, "Lea"), (&worlds.zoe, "Zoe")] {
            let added = add(&worlds.town, &cookie, young, "Trouvé", TEXT).await;
            assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
            answers.push(shape(young, first, &added));
        }
        assert_eq!(answers[0], answers[1]);
        // What they both may see is told as ever.
        let again = add(&worlds.town, &cookie, &worlds.lea, "Encore", TEXT).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn azp_12_every_request_about_a_secret_answers_a_parent_as_one_about_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let cookie = worlds.town.signs_in(worlds.parent).await;
        let of_documents = edge::FOR_REPRESENTATIVES.into_iter();
        let of_documents = of_documents.filter(|route| route.contains("{document}"));
        let forms = [
            "qui=tous",
            "text=Une+erreur",
            "",
            "geste=classer",
            "geste=refuser",
            "title=T&type=11488-4",
        ];
        for route in of_documents {
            let below = route.strip_prefix("/espace/moi").expect("of a space");
            let below = below.replace("{place}", "0").replace("{frame}", "0");
            for secret in &worlds.secret {
                let path = |id: &str| worlds.lea.of(&below.replace("{document}", id));
                let (theirs, nothing) = (path(secret), path(UNKNOWN));
                for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
                    let ask = async |path: &str| {
                        let range = [("range", "bytes=0-10")];
                        worlds
                            .town
                            .with(method.clone(), &cookie, path, &range)
                            .await
                    };
                    let (one, none) = (ask(&theirs).await, ask(&nothing).await);
                    let said = shape(&worlds.lea, "Lea", &one);
                    assert_eq!(said, shape(&worlds.lea, "Lea", &none), "{method} {route}");
                }
                for form in forms {
                    let one = worlds.town.post(&cookie, &theirs, form).await;
                    let none = worlds.town.post(&cookie, &nothing, form).await;
                    let said = shape(&worlds.lea, "Lea", &one);
                    assert_eq!(
                        said,
                        shape(&worlds.lea, "Lea", &none),
                        "POST {route} {form}"
                    );
                }
            }
        }
        for form in [
            "d-{}=oui&geste=masquer",
            "d-{}=oui&geste=jeter",
            "d-{}=oui&geste=epingler",
            "d-{}=oui&geste=telecharger",
        ] {
            let send = async |id: &str| {
                let form = form.replace("{}", id);
                let path = worlds.lea.of("/documents/ensemble");
                worlds.town.post(&cookie, &path, &form).await
            };
            let (one, none) = (send(&worlds.secret[1]).await, send(UNKNOWN).await);
            let said = shape(&worlds.lea, "Lea", &one);
            assert_eq!(said, shape(&worlds.lea, "Lea", &none), "{form}");
        }
    })
    .await;
}
