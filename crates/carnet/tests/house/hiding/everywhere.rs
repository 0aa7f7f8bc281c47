//! Two women of whom everything is the same but what is hidden of one of them: whoever
//! it is hidden from is answered the same of both, on every route, byte for byte.

use super::UNKNOWN;
use super::worlds::{self, Reader, Worlds};
use crate::routes::ROUTES;
use http::Method;

/// What this reader asks: the method, the address and what is sent. In them `{document}`
/// is what is hidden, `{kept}` a line under a heading that is kept, `{version}` its version;
/// and of the other one nothing that ever was.
type Ask = (Method, String, String);

/// Routes that say nothing of anybody, or that end what this walk is about.
const ASIDE: [&str; 9] = [
    // What the whole house counts, for its keeper, and commitments that say nothing.
    "/metrics",
    "/log/checkpoint",
    "/log/tile/{*place}",
    // The register's own page, whose receipts are chance; and her proofs, which number
    // every line of her journal, of whatever it tells.
    "/espace/moi/acces/espace",
    "/espace/moi/acces/preuves",
    // Over, or locked, from there on.
    "/deconnexion",
    "/pro/verrou",
    "/session",
    "/seance/terminer",
];

/// Every address of this route, with something in each of its places.
///
/// # Panics
/// For a place that nobody thought of: a new one is said here what it is filled with.
fn addresses(route: &str) -> Vec<String> {
    let headings = profile::rules::Heading::ALL.iter();
    let mut all = vec![String::new()];
    for part in route.split('/').skip(1) {
        let fills: Vec<String> = match part {
            // Of each side.
            "{space}" | "{document}" | "{thread}" | "{rpps}" => vec![part.to_owned()],
            "{id}" if route.starts_with("/fhir/Patient") => vec![String::from("{space}")],
            "{id}" if route.starts_with("/fhir/") => vec![String::from("{space}-{document}")],
            "{heading}" => headings.clone().map(|it| it.slug().to_owned()).collect(),
            "{item}" if route.contains("/prevention/") => vec![String::from("breast")],
            "{item}" | "{line}" | "{q}" => vec![part.to_owned()],
            "{place}" | "{frame}" | "{vid}" => vec![String::from("0"), String::from("1")],
            "{*rest}" => vec![String::from("Observation/{space}-{document}")],
            "{id}" | "{target}" | "{folder}" | "{arrival}" | "{carer}" | "{child}"
            | "{template}" | "{account}" | "{secret}" => vec![UNKNOWN.to_owned()],
            "{act}" | "{n}" => vec!["0".repeat(32)],
            "{report}" => vec![String::from("00000-00000")],
            "{file}" => vec![String::from("nothing.js")],
            part => {
                assert!(!part.contains('{'), "{route}: with what is {part} filled?");
                vec![part.to_owned()]
            }
        };
        let longer = |all: &String| -> Vec<String> {
            fills.iter().map(|fill| format!("{all}/{fill}")).collect()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Whether a route names a document in its address.
fn names_one(route: &str) -> bool {
    let record = route.starts_with("/fhir/") && !route.starts_with("/fhir/Patient");
    route.contains("{document}") || (record && route.contains("{id}"))
}

/// Words of what is hidden, and of what is not; and what a list is filtered by.
const FINDS: [&str; 15] = [
    "q=canari",
    "q=CANARITITRE",
    "q=confidentielle",
    "q=canary",
    "q=ferritine",
    "q=bilan",
    "q=dr",
    "annee=2026",
    "annee=2025",
    "categorie=biology",
    "auteur=Dr%20Auteur",
    "lieu=Clinique",
    "tri=titre",
    "voir=masques",
    "archives=oui",
];

fn get(path: &str) -> Ask {
    (Method::GET, path.to_owned(), String::new())
}

/// Every GET of every route, and every search.
fn reads(reader: Reader) -> Vec<Ask> {
    let routes = ROUTES.iter().filter(|route| !ASIDE.contains(route));
    let routes = routes.filter(|route| reader.is_machine() == route.starts_with("/fhir"));
    let mut asks: Vec<Ask> = routes
        .flat_map(|route| addresses(route))
        .map(|it| get(&it))
        .collect();
    match reader {
        Reader::Professional => {
            let record = "/pro/patients/{space}";
            for find in FINDS {
                asks.push(get(&format!("{record}?{find}")));
                asks.push(get(&format!("{record}/resultats?{find}")));
                asks.push(get(&format!("{record}/resume?{find}")));
            }
            for below in [
                "/messages?joindre=oui",
                "/messages/{thread}?joindre=oui",
                "/documents/{document}?page=2",
            ] {
                asks.push(get(&format!("{record}{below}")));
            }
            asks.push(get("/pro/depots?q=canari"));
        }
        Reader::Holder => {
            for find in FINDS {
                asks.push(get(&format!("/espace/moi/documents?{find}")));
                asks.push(get(&format!("/espace/moi/resultats?{find}")));
            }
            for below in [
                "/documents?nouveaux=oui",
                "/documents?fait=ajoute",
                "/documents?fait=masques&d={document}",
                "/documents/partager?d={document}",
                "/messages/ecrire?joindre=oui",
                "/messages/{thread}?joindre=oui",
                "/acces/journal?genre=lectures",
                "/acces/journal?qui=autres",
                "/acces/journal?annee=2026",
                "/acces/pro/{rpps}?d={document}",
                "/acces/signaler?ligne=1",
                "/voir-comme/{rpps}?q=canari",
            ] {
                asks.push(get(&format!("/espace/moi{below}")));
            }
        }
        Reader::Software | Reader::Service => {
            for route in ROUTES.iter().filter(|it| it.starts_with("/fhir/")) {
                // A line that is kept, and what it said before: of its own type, and asked
                // for as of each other.
                if route.ends_with("/_history") {
                    let versions = route.replace("{id}", "{space}-{kept}");
                    asks.push(get(versions.trim_end_matches("/_history")));
                    asks.push(get(&versions));
                    asks.push(get(&format!("{versions}/{{version}}")));
                }
                let Some(kind) = route.strip_suffix("/_search") else {
                    continue;
                };
                for find in [
                    "",
                    "_count=1",
                    "_count=0",
                    "_id={space}-{document}",
                    "status=current",
                    "type=11502-2",
                    "code=718-7",
                    "date=ge2026",
                    "category=laboratory",
                    "author.family=auteur",
                    "_sort=date",
                    "identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.1",
                    "_lastUpdated=ge2026-01-01",
                    "entity=DocumentReference/{space}-{document}",
                    "derived-from=DocumentReference/{space}-{document}",
                    "related=DocumentReference/{space}-{document}",
                ] {
                    let by_number = "patient.identifier=urn:oid:1.2.250.1.213.1.4.8%7C{number}";
                    asks.push(get(&format!("{kind}?patient=Patient/{{space}}&{find}")));
                    // A search is the same, asked so or so: each way names the person in
                    // another manner.
                    asks.push((
                        Method::POST,
                        format!("{kind}/_search"),
                        format!("{by_number}&{find}"),
                    ));
                }
            }
            asks.push(get(
                "/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C{number}",
            ));
        }
    }
    asks
}

/// What a form that names a document says: each is sent wherever one is named.
const FORMS: [&str; 14] = [
    "",
    "qui=tous",
    "qui={rpps}",
    "text=Le+jour+est+faux",
    "motif=content",
    "motif=person",
    "quoi=garder",
    "quoi=lever",
    "quoi=refuser&reponse=Non",
    "title=CANARI&type=11488-4&date-jour=20&date-mois=11&date-annee=2026",
    "titre=CANARI&type=11488-4",
    "geste=classer",
    "nom=Fer",
    "document-{document}=oui",
];

/// What is changed: every way in that names a document, in its address or in a form.
fn writes(reader: Reader) -> Vec<Ask> {
    let mut asks = Vec::new();
    let named = ROUTES.iter().filter(|route| names_one(route));
    let named = named.filter(|route| reader.is_machine() == route.starts_with("/fhir"));
    for path in named.flat_map(|route| addresses(route)) {
        match reader.is_machine() {
            false => {
                for form in FORMS {
                    asks.push((Method::POST, path.clone(), form.to_owned()));
                }
            }
            true => {
                let kind = path.split('/').nth(2).unwrap_or_default();
                let whole = format!(
                    r#"{{"resourceType":"{kind}","id":"{{space}}-{{document}}","status":"superseded","patient":{{"reference":"Patient/{{space}}"}},"subject":{{"reference":"Patient/{{space}}"}}}}"#
                );
                let patch = r#"[{"op":"replace","path":"/status","value":"superseded"}]"#;
                asks.push((Method::PUT, path.clone(), whole.clone()));
                asks.push((Method::PATCH, path.clone(), patch.to_owned()));
                asks.push((Method::POST, path.clone(), whole));
            }
        }
        for method in [
            Method::DELETE,
            Method::HEAD,
            Method::OPTIONS,
            Method::PUT,
            Method::PATCH,
        ] {
            asks.push((method, path.clone(), String::new()));
        }
    }
    let mut post =
        |path: &str, form: &str| asks.push((Method::POST, path.to_owned(), form.to_owned()));
    let talk = "jeton={token}&texte=Bonjour&document-{document}=oui";
    match reader {
        Reader::Professional => {
            let record = "/pro/patients/{space}";
            for geste in ["garder", "joindre", "envoyer"] {
                post(
                    &format!("{record}/messages"),
                    &format!("{talk}&sujet=Suivi&geste={geste}"),
                );
                post(
                    &format!("{record}/messages/{{thread}}"),
                    &format!("{talk}&geste={geste}"),
                );
            }
            for heading in profile::rules::Heading::ALL {
                let path = format!("{record}/profil/{}/ajouter", heading.slug());
                post(&path, "nom=Fer&document-{document}=oui");
            }
        }
        Reader::Holder => {
            for geste in ["garder", "joindre", "envoyer"] {
                post(
                    "/espace/moi/messages/ecrire",
                    &format!("{talk}&a={{rpps}}&sujet=Suivi&geste={geste}"),
                );
                post(
                    "/espace/moi/messages/{thread}",
                    &format!("{talk}&geste={geste}"),
                );
            }
            for geste in [
                "masquer",
                "montrer",
                "epingler",
                "depingler",
                "desarchiver",
                "ranger",
                "jeter",
                "telecharger",
                "remettre",
            ] {
                post(
                    "/espace/moi/documents/ensemble",
                    &format!("geste={geste}&d-{{document}}=oui"),
                );
            }
            for geste in ["verifier", "partager"] {
                post(
                    "/espace/moi/documents/partager",
                    &format!("geste={geste}&duree=semaine&d-{{document}}=oui"),
                );
            }
            post("/espace/moi/corbeille/remettre", "d-{document}=oui");
            post(
                "/espace/moi/agenda/{item}/preparer",
                "questions=Dormir&document-{document}=oui",
            );
            for heading in profile::rules::Heading::ALL {
                let path = format!("/espace/moi/profil/{}/ajouter", heading.slug());
                post(&path, "nom=Fer&document-{document}=oui");
            }
        }
        Reader::Software | Reader::Service => {
            let replaces = r#"{"resourceType":"DocumentReference","status":"current","relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/{space}-{document}"}}],"type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},"subject":{"identifier":{"system":"urn:oid:1.2.250.1.213.1.4.8","value":"{number}"}},"date":"2026-11-20T10:00:00+01:00","content":[{"attachment":{"contentType":"text/plain","title":"Suite","data":"U3VpdGUu"}}]}"#;
            post("/fhir/DocumentReference", replaces);
            post(
                "/fhir",
                r#"{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"DocumentReference/{space}-{document}"}}]}"#,
            );
            for kind in [
                "AllergyIntolerance",
                "Condition",
                "Immunization",
                "MedicationStatement",
                "Observation",
            ] {
                post(
                    &format!("/fhir/{kind}"),
                    &format!(
                        r#"{{"resourceType":"{kind}","status":"final","subject":{{"reference":"Patient/{{space}}"}},"patient":{{"reference":"Patient/{{space}}"}},"derivedFrom":[{{"reference":"DocumentReference/{{space}}-{{document}}"}}]}}"#
                    ),
                );
            }
        }
    }
    asks
}

impl Worlds {
    /// What this reader is answered otherwise of Lea than of Zoe: asking what, and how.
    async fn differing(&self, reader: Reader, asks: &[Ask]) -> Vec<(String, String)> {
        let mut other = Vec::new();
        for (method, path, body) in asks {
            let named = path.contains("{document}") || body.contains("{document}");
            let ids = if named {
                self.hidden.as_slice()
            } else {
                &self.hidden[..1]
            };
            for id in ids {
                let ask = (method, path.as_str(), body.as_str());
                let one = self.told(reader, &self.lea, id, ask).await;
                let two = self.told(reader, &self.zoe, UNKNOWN, ask).await;
                let asked = format!("{method} {path} {body}");
                if one != two {
                    other.push((asked.trim_end().to_owned(), worlds::difference(&one, &two)));
                }
            }
        }
        other
    }

    /// Nothing is answered otherwise, of what is read and of what is changed; nor by what
    /// these changes left.
    async fn is_nowhere_for(&self, reader: Reader) {
        let (reads, writes) = (reads(reader), writes(reader));
        for asks in [&reads, &writes, &reads] {
            let differ = self.differing(reader, asks).await;
            assert!(differ.is_empty(), "{reader:?}: {differ:#?}");
        }
    }

    /// Were it not hidden, the same walk would find it: there, at the least.
    async fn is_found_by(&self, reader: Reader, there: &[&str]) {
        let mut differ = self.differing(reader, &reads(reader)).await;
        differ.extend(self.differing(reader, &writes(reader)).await);
        let differ: Vec<String> = differ.into_iter().map(|(asked, _)| asked).collect();
        for there in there {
            let found = differ.iter().any(|asked| asked == there);
            assert!(found, "{reader:?} at {there}: {differ:#?}");
        }
    }

    /// What is filled in leads somewhere: two refusals would be alike whatever a page says.
    async fn are_let_in(&self, reader: Reader, pages: &[&str]) {
        let walked = reads(reader);
        for &page in pages {
            let asked = walked.iter().any(|(_, path, _)| path == page);
            assert!(asked, "{reader:?} does not ask for {page}");
            for side in [&self.lea, &self.zoe] {
                let told = self
                    .told(reader, side, UNKNOWN, (&Method::GET, page, ""))
                    .await;
                assert!(told.starts_with("200"), "{reader:?} at {page}: {told}");
            }
        }
    }
}

/// Pages of what a professional is shown of both, of each thing that an address names.
const PROFESSIONAL_PAGES: [&str; 6] = [
    "/pro/resultats/{q}",
    "/pro/patients/{space}/messages/{thread}",
    "/pro/patients/{space}/prevention/breast/noter",
    "/pro/patients/{space}/profil/allergies",
    "/pro/patients/{space}/profil/allergies/ajouter",
    "/pro/patients/{space}/rendez-vous/{item}",
];

/// And what software is.
const MACHINE_PAGES: [&str; 1] = ["/fhir/Patient/{space}"];

/// And each of herself.
const HOLDER_PAGES: [&str; 8] = [
    "/espace/moi/acces/pro/{rpps}",
    "/espace/moi/agenda/{item}",
    "/espace/moi/agenda/{item}/preparer",
    "/espace/moi/messages/{thread}",
    "/espace/moi/prevention/breast/noter",
    "/espace/moi/profil/allergies",
    "/espace/moi/profil/allergies/{line}",
    "/espace/moi/voir-comme/{rpps}",
];

/// Where a professional would find it.
const PROFESSIONAL: [&str; 12] = [
    "GET /pro/patients/{space}",
    "GET /pro/patients/{space}?q=canari",
    "GET /pro/patients/{space}?q=confidentielle",
    "GET /pro/patients/{space}/resume",
    "GET /pro/patients/{space}/resume.pdf",
    "GET /pro/patients/{space}/resultats",
    "GET /pro/patients/{space}/resultats/{document}/0",
    "GET /pro/patients/{space}/documents/{document}",
    "GET /pro/patients/{space}/documents/{document}/telecharger",
    "GET /pro/patients/{space}/documents/{document}/contenu/0",
    "GET /pro/patients/{space}/documents/{document}/images",
    "GET /pro/patients/{space}/documents/{document}/images/1",
];

/// Where software would.
const MACHINE: [&str; 10] = [
    "GET /fhir/DocumentReference/{space}-{document}",
    "GET /fhir/DocumentReference/{space}-{document}/_history",
    "GET /fhir/Observation/{space}-{kept}",
    "GET /fhir/Observation/{space}-{kept}/_history",
    "GET /fhir/Observation/{space}-{kept}/_history/{version}",
    "GET /fhir/Binary/{space}-{document}",
    "GET /fhir/DocumentReference?patient=Patient/{space}&",
    "GET /fhir/Observation?patient=Patient/{space}&",
    "GET /fhir/MedicationStatement?patient=Patient/{space}&",
    "POST /fhir/DocumentReference/_search patient.identifier=urn:oid:1.2.250.1.213.1.4.8%7C{number}&_count=0",
];

/// Where she herself would.
const HOLDER: [&str; 12] = [
    "GET /espace/moi",
    "GET /espace/moi/documents",
    "GET /espace/moi/documents?q=canari",
    "GET /espace/moi/resultats",
    "GET /espace/moi/resultats/{document}/0",
    "GET /espace/moi/documents/{document}",
    "GET /espace/moi/documents/{document}/telecharger",
    "GET /espace/moi/documents/{document}/visibilite",
    "GET /espace/moi/documents/{document}/contenu/0",
    "GET /espace/moi/documents/{document}/images/1",
    "GET /espace/moi/acces/journal",
    "POST /espace/moi/documents/{document}/masquer qui=tous",
];

/// What its author masks, what she hides from everybody, and from who treats her by name,
/// and what nobody hides.
async fn hidden_from(url: &str, reader: Reader, there: &[&str], pages: &[&str]) {
    let worlds = Worlds::on(url, false).await;
    worlds.are_let_in(reader, pages).await;
    let number = worlds.number();
    // Before she shows it, which no author's mark survives.
    worlds.is_masked(true).await;
    worlds.is_nowhere_for(reader).await;
    worlds.is_masked(false).await;
    for whom in ["tous", &number] {
        worlds.hides(whom).await;
        worlds.is_nowhere_for(reader).await;
        worlds.shows(whom).await;
    }
    worlds.is_found_by(reader, there).await;
}

#[tokio::test]
async fn vis_01_vis_02_what_is_hidden_from_a_professional_is_nowhere_on_any_route() {
    testkit::for_each_store_at(async |_, url| {
        hidden_from(
            &url,
            Reader::Professional,
            &PROFESSIONAL,
            &PROFESSIONAL_PAGES,
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn vis_01_vis_02_what_is_hidden_is_nowhere_for_the_software_of_who_treats_her() {
    testkit::for_each_store_at(async |_, url| {
        hidden_from(&url, Reader::Software, &MACHINE, &MACHINE_PAGES).await;
    })
    .await;
}

#[tokio::test]
async fn app_14_what_is_hidden_from_anybody_is_nowhere_for_a_service() {
    testkit::for_each_store_at(async |_, url| {
        hidden_from(&url, Reader::Service, &MACHINE, &MACHINE_PAGES).await;
    })
    .await;
}

#[tokio::test]
async fn vis_15_what_waits_for_a_consultation_is_nowhere_for_its_patient_on_any_route() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url, true).await;
        worlds.are_let_in(Reader::Holder, &HOLDER_PAGES).await;
        worlds.is_nowhere_for(Reader::Holder).await;
        worlds.is_announced().await;
        worlds.is_found_by(Reader::Holder, &HOLDER).await;
    })
    .await;
}
