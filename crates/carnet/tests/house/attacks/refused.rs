//! When the access log takes no line, nothing is given on any route: every route is
//! walked, what it gives is found out, and kept in a list that a new one changes.

use super::{LIST, UNKNOWN};
use crate::dmp::{DOCTOR, Dmp, FHIR, FORM, json};
use crate::results::{ANA, HAEMOGLOBIN, report};
use crate::routes::ROUTES;
use crate::town::{Answer, Holder, Pro, Town};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::Store;

const CANARY: &str = "SERINLECTURE";
const FHIR_TYPE: &str = "application/fhir+json";

/// One who asks.
struct Actor {
    who: &'static str,
    cookie: String,
    token: String,
}

/// A question: which route it stands for, how it is asked, and by whom.
struct Question {
    route: String,
    method: Method,
    path: String,
    form: String,
    actor: usize,
}

struct Scene {
    dmp: Dmp,
    ana: Holder,
    actors: [Actor; 3],
    /// What stands for the parts of a route, by the part and who asks.
    parts: BTreeMap<(&'static str, &'static str), String>,
    /// The ids of what software finds, by type.
    found: BTreeMap<String, String>,
}

/// The id after `path/` on a page.
fn id_after(page: &str, path: &str) -> String {
    let path = format!("{path}/");
    let mut after = page.split(&path).skip(1);
    let id = after.find_map(|rest| {
        let id: String = rest.chars().take(26).collect();
        let plain = id.chars().all(|sign| sign.is_ascii_alphanumeric());
        (id.len() == 26 && plain).then_some(id)
    });
    id.unwrap_or_else(|| panic!("no id after {path} {page}"))
}

impl Scene {
    async fn on(url: &str) -> Self {
        let dmp = Dmp::on(url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let parts = lived(&dmp.town, &ana, &doctor).await;
        let token = dmp.token(DOCTOR).await;
        let actor = |who, cookie: &str, token: &str| Actor {
            who,
            cookie: cookie.to_owned(),
            token: token.to_owned(),
        };
        let actors = [
            actor("holder", &ana.cookie, ""),
            actor("professional", &doctor.cookie, ""),
            actor("software", "", &token),
        ];
        let mut scene = Self {
            dmp,
            ana,
            actors,
            parts,
            found: BTreeMap::new(),
        };
        scene.finds_ids().await;
        scene
    }

    /// Software asks for each type what there is.
    async fn finds_ids(&mut self) {
        for route in ROUTES {
            let Some(kind) = route
                .strip_prefix("/fhir/")
                .filter(|rest| !rest.is_empty() && rest.chars().all(char::is_alphanumeric))
            else {
                continue;
            };
            for search in self.searches() {
                let path = format!("/fhir/{kind}?{search}");
                let bundle = json(&self.dmp.get(&self.actors[2].token, &path).await);
                let first = &bundle["entry"][0]["resource"];
                if let Some(id) = first["id"].as_str() {
                    let version = first["meta"]["versionId"].as_str().unwrap_or("1");
                    self.found.insert(format!("{kind}/vid"), version.to_owned());
                    self.found.insert(kind.to_owned(), id.to_owned());
                }
            }
        }
        // The bytes of a document are under its own id.
        let document = self.found.get("DocumentReference").cloned();
        self.found
            .extend(document.map(|id| (String::from("Binary"), id)));
        assert!(
            self.found.contains_key("DocumentReference"),
            "{:?}",
            self.found
        );
    }

    /// How software says whom it means: it differs by type.
    fn searches(&self) -> [String; 3] {
        let number = format!("urn:oid:1.2.250.1.213.1.4.8%7C{}", self.ana.matricule());
        [
            format!("patient={}", self.ana.space),
            format!("patient.identifier={number}"),
            format!("identifier={number}"),
        ]
    }

    /// The path of a route for whoever asks.
    fn path(&self, route: &str, actor: &Actor) -> String {
        let side = if route.starts_with("/pro") { "pro" } else { "" };
        let mut path = String::new();
        let mut rest = route;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').expect("a whole route");
            path.push_str(before);
            let kind = before.rsplit('/').nth(1).unwrap_or_default();
            let sides = [side, actor.who];
            let known = sides
                .iter()
                .find_map(|side| self.parts.get(&(name, *side)).cloned());
            let own = (name == "id" && route.starts_with("/fhir/"))
                .then(|| self.found.get(kind).cloned().unwrap_or(UNKNOWN.into()));
            // A version of what was found there.
            let version = (name == "vid").then(|| {
                let kind = route.split('/').nth(2).unwrap_or_default();
                let found = self.found.get(&format!("{kind}/vid")).cloned();
                found.unwrap_or(UNKNOWN.into())
            });
            let value = own.or(version).or(known);
            path.push_str(&value.unwrap_or_else(|| {
                panic!("{route}: say here what may stand for {{{name}}}, so that it is read")
            }));
            rest = after;
        }
        path + rest
    }

    /// All that is asked: each route by each, and what is asked by other words.
    fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        let mut ask = |route: &str, method: Method, path: String, form: String, actor: usize| {
            questions.push(Question {
                route: format!("{method} {route}"),
                method,
                path,
                form,
                actor,
            });
        };
        for route in ROUTES {
            // Locking and signing out are no reading.
            if ["/pro/verrou", "/deconnexion"].contains(&route) {
                continue;
            }
            for (n, actor) in self.actors.iter().enumerate() {
                if route.starts_with("/fhir") != (actor.who == "software") {
                    continue;
                }
                let path = self.path(route, actor);
                ask(route, Method::GET, path.clone(), String::new(), n);
                if n < 2 {
                    continue;
                }
                for search in self.searches() {
                    match route.ends_with("_search") {
                        true => ask(route, Method::POST, path.clone(), search, n),
                        false => ask(
                            route,
                            Method::GET,
                            format!("{path}?{search}"),
                            String::new(),
                            n,
                        ),
                    }
                }
            }
        }
        let document = &self.parts[&("document", "")];
        let record = format!("/pro/patients/{}", self.ana.space);
        for (route, path, actor) in [
            ("a search", format!("{LIST}?q={CANARY}"), 0),
            ("a second page", format!("{LIST}?page=2"), 0),
            ("a search", format!("{record}?q={CANARY}"), 1),
            ("in English", format!("/en{LIST}/{document}"), 0),
        ] {
            ask(route, Method::GET, path, String::new(), actor);
        }
        let several = format!("geste=telecharger&d-{document}=oui");
        let all = format!("{LIST}/ensemble");
        ask("several at once", Method::POST, all, several, 0);
        questions
    }

    async fn asks(&self, question: &Question) -> Answer {
        let actor = &self.actors[question.actor];
        if actor.token.is_empty() {
            return match question.method {
                Method::POST => {
                    let form = &question.form;
                    self.dmp
                        .town
                        .post(&actor.cookie, &question.path, form)
                        .await
                }
                _ => self.dmp.town.get(&actor.cookie, &question.path).await,
            };
        }
        let headers = [FHIR, FORM];
        let (method, token) = (question.method.clone(), Some(&*actor.token));
        let form = question.form.clone();
        self.dmp
            .ask(method, &question.path, token, &headers, form)
            .await
    }

    /// Who she is, as a professional must see it on every page of her: the five traits of
    /// the national identity, and its number.
    async fn traits(&self) -> [String; 5] {
        let spaces = &self.dmp.town.house.spaces;
        let face = spaces.face(self.ana.space).await.expect("a face");
        let name = &face.identity.birth_name.0;
        let number = face.identity.matricule.grouped().replace('\u{a0}', " ");
        [
            format!("<strong>{name} {}</strong>", face.given_names()),
            String::from("Naissance : 12 août 1955"),
            String::from("Sexe : F"),
            String::from("Lieu de naissance : 14168"),
            format!("Matricule : {number}"),
        ]
    }

    /// Whether this is a page of her that a professional reads: of her record, or of one
    /// thing in it.
    fn shows_her(&self, question: &Question, answer: &Answer) -> bool {
        let media = answer.headers.get(CONTENT_TYPE);
        let page = media.is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
        let whose = self.ana.space.to_string();
        let theirs = question.path.starts_with("/pro/") && question.path.contains(&whose);
        page && answer.status == StatusCode::OK && theirs
    }

    async fn lines(&self, store: &Store) -> i64 {
        let space = self.ana.space;
        let place = vec![i64::from(space.bucket()).into(), space.into()];
        let sql = "SELECT count(*) FROM access WHERE bucket = $1 AND space = $2";
        let rows = store.query(sql, place).await.expect("asked");
        rows[0].int(0).expect("a count")
    }
}

/// A record with something of everything in it, and what its parts are called.
async fn lived(
    town: &Town,
    ana: &Holder,
    doctor: &Pro,
) -> BTreeMap<(&'static str, &'static str), String> {
    let record = format!("/pro/patients/{}", ana.space);
    let file = report(ANA, "20260504", &[HAEMOGLOBIN]);
    let document = town.reports(doctor, ana, CANARY, &file).await;
    let pause = || town.world.advance(Duration::from_secs(31));
    pause();
    let thread = town.begins(doctor, ana, CANARY, CANARY).await;
    pause();
    let day = "date-jour=4&date-mois=12&date-annee=2026&heure=9:00";
    let form = format!("{day}&titre={CANARY}");
    let made = town
        .post(&ana.cookie, "/espace/moi/agenda/ajouter", &form)
        .await;
    let item = made
        .location()
        .split("ligne=")
        .nth(1)
        .expect("an id")
        .to_owned();
    let theirs = format!("{record}/rendez-vous");
    let made = town.post(&doctor.cookie, &theirs, &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let page = town.reads(&doctor.cookie, &theirs).await;
    let pro_item = id_after(&page, &theirs);
    let add = "/espace/moi/profil/allergies/ajouter";
    town.does(&ana.cookie, add, &format!("nom={CANARY}&gravite=grave"))
        .await;
    let heading = "/espace/moi/profil/allergies";
    let line = id_after(&town.reads(&ana.cookie, heading).await, heading);
    let folders = "/espace/moi/dossiers";
    town.does(&ana.cookie, folders, &format!("nom={CANARY}"))
        .await;
    let folder = id_after(&town.reads(&ana.cookie, folders).await, folders);
    town.does(&ana.cookie, "/espace/moi/export", "").await;
    town.house.exports.work().await.expect("packed");
    let none = || UNKNOWN.to_owned();
    let zeros = || "0".repeat(32);
    [
        ("document", "", document),
        ("thread", "", thread),
        ("item", "", item),
        ("item", "pro", pro_item),
        ("heading", "", String::from("allergies")),
        ("line", "", line),
        ("folder", "", folder),
        ("space", "", ana.space.to_string()),
        ("rpps", "", DOCTOR.to_owned()),
        ("frame", "", String::from("1")),
        ("place", "", String::from("0")),
        ("*place", "", String::from("0/000")),
        ("*rest", "", String::from("Observation")),
        ("file", "", String::from("nothing.js")),
        ("report", "", String::from("00000-00000")),
        ("act", "", zeros()),
        ("q", "", zeros()),
        ("n", "", zeros()),
        ("secret", "", zeros()),
        ("account", "", none()),
        ("arrival", "", none()),
        ("carer", "", none()),
        ("child", "", none()),
        ("id", "", none()),
        ("target", "", none()),
        ("template", "", none()),
    ]
    .into_iter()
    .flat_map(|(name, side, value)| match side {
        // What is there for one side is there for both, unless it is said.
        "" => vec![
            ((name, "holder"), value.clone()),
            ((name, "professional"), value.clone()),
            ((name, "software"), value.clone()),
            ((name, ""), value),
        ],
        side => vec![((name, side), value)],
    })
    .collect()
}

#[tokio::test]
async fn log_03_no_route_gives_anything_of_a_record_while_the_access_log_takes_no_line() {
    testkit::for_each_store_at(async |store, url| {
        let scene = Scene::on(&url).await;
        let questions = scene.questions();
        // What gives something: a line is written, or what was planted is shown.
        let mut reading = Vec::new();
        let mut listed = BTreeSet::new();
        let mut before = scene.lines(&store).await;
        let (traits, mut named) = (scene.traits().await, BTreeSet::new());
        for question in &questions {
            let answer = scene.asks(question).await;
            if scene.shows_her(question, &answer) {
                for told in &traits {
                    let there = answer.text().contains(told.as_str());
                    assert!(there, "{}: {told}: {}", question.route, answer.text());
                }
                named.insert(question.route.as_str());
            }
            let after = scene.lines(&store).await;
            let lines = after - before;
            before = after;
            let shows = answer.text().contains(CANARY);
            let gives = answer.status == StatusCode::OK && (lines > 0 || shows);
            if gives {
                let who = scene.actors[question.actor].who;
                assert!(
                    lines > 0,
                    "{} gives {who} what was planted without a line: {}",
                    question.route,
                    question.path
                );
                listed.insert(format!("{} | {who}", question.route));
            }
            reading.push(gives);
        }
        assert!(named.len() >= 15, "{named:?}");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        let text: Vec<String> = listed.into_iter().collect();
        assert!(text.len() > 60, "{text:?}");
        testkit::golden(folder, "reads.txt", &format!("{}\n", text.join("\n")));
        let gone = store.execute("ALTER TABLE access RENAME TO access_gone", vec![]);
        gone.await.expect("gone");
        for (question, reads) in questions.iter().zip(reading) {
            let answer = scene.asks(question).await;
            let (route, who) = (&question.route, scene.actors[question.actor].who);
            assert!(
                !answer.text().contains(CANARY),
                "{route} by {who}: {}",
                answer.text()
            );
            if reads {
                let status = answer.status;
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{route} by {who}");
            }
            let media = answer.headers.get(CONTENT_TYPE);
            let media = media
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            if reads && who == "software" {
                assert!(media.starts_with(FHIR_TYPE), "{route}: {media}");
                assert_eq!(json(&answer)["resourceType"], "OperationOutcome", "{route}");
            }
        }
    })
    .await;
}

/// What the interface says of itself is what it does.
#[tokio::test]
async fn what_the_capability_statement_declares_is_answered_and_what_is_answered_is_declared() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let scene = Scene::on(&url).await;
    let town = &scene.dmp.town;
    let token = format!("Bearer {}", scene.actors[2].token);
    let asks = async |method: Method, path: &str| {
        let headers = [
            (AUTHORIZATION.as_str(), &*token),
            (ACCEPT.as_str(), FHIR_TYPE),
            (CONTENT_TYPE.as_str(), FHIR_TYPE),
        ];
        town.with(method, "", path, &headers).await
    };
    let statement = json(&asks(Method::GET, "/fhir/metadata").await);
    let rest = &statement["rest"][0];
    let mut declared = BTreeSet::new();
    let resources = rest["resource"].as_array().expect("resources");
    assert!(resources.len() > 10, "{statement}");
    for resource in resources {
        let kind = resource["type"].as_str().expect("a type");
        let id = scene.found.get(kind).cloned();
        let one = format!("/fhir/{kind}/{}", id.as_deref().unwrap_or(UNKNOWN));
        let all = format!("/fhir/{kind}");
        let history = format!("{one}/_history");
        let version = scene.found.get(&format!("{kind}/vid")).cloned();
        let version = format!("{history}/{}", version.as_deref().unwrap_or("1"));
        let interactions = resource["interaction"].as_array().cloned();
        for interaction in interactions.unwrap_or_default() {
            let code = interaction["code"].as_str().expect("a code");
            let (method, path) = match code {
                "read" => (Method::GET, &one),
                "vread" => (Method::GET, &version),
                "history-instance" => (Method::GET, &history),
                "update" => (Method::PUT, &one),
                "patch" => (Method::PATCH, &one),
                "delete" => (Method::DELETE, &one),
                "create" => (Method::POST, &all),
                "search-type" => (Method::GET, &all),
                other => panic!("{kind}: {other} is declared and not walked here"),
            };
            let answer = asks(method.clone(), path).await;
            // What a search finds is read by its id; an event by its id is a service's, as
            // the statement says in words. Whether it may be changed is for other tests.
            let reads = ["read", "vread", "history-instance"].contains(&code);
            let reads = reads && id.is_some() && kind != "AuditEvent";
            let one_of = path.starts_with(&one);
            let nobody = !reads && one_of && answer.status == StatusCode::NOT_FOUND;
            let mut route = path.replace(id.as_deref().unwrap_or(UNKNOWN), "{id}");
            if code == "vread" {
                route = format!("{all}/{{id}}/_history/{{vid}}");
            }
            assert!(
                ROUTES.contains(&&*route),
                "{route} is declared, and is no route"
            );
            assert!(
                nobody
                    || ![StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED]
                        .contains(&answer.status),
                "{kind} {code} is declared, and {method} {path} answers {}: {}",
                answer.status,
                answer.text()
            );
            assert!(
                !answer.status.is_server_error(),
                "{kind} {code}: {}",
                answer.text()
            );
            match code {
                "search-type" => {
                    declared.insert(all.clone());
                    declared.insert(format!("{all}/_search"));
                }
                "create" => drop(declared.insert(all.clone())),
                "vread" | "history-instance" => drop(declared.insert(route)),
                _ => drop(declared.insert(format!("{all}/{{id}}"))),
            }
        }
        for operation in resource["operation"].as_array().into_iter().flatten() {
            let name = operation["name"].as_str().expect("a name");
            declared.insert(format!("{all}/{{id}}/${name}"));
        }
        // What is not declared is not done.
        for (code, method, path) in [
            ("update", Method::PUT, &one),
            ("patch", Method::PATCH, &one),
            ("delete", Method::DELETE, &one),
            ("create", Method::POST, &all),
        ] {
            let said = resource["interaction"].to_string();
            if said.contains(&format!("\"{code}\"")) {
                continue;
            }
            let answer = asks(method.clone(), path).await;
            assert!(
                [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&answer.status),
                "{kind} {code} is not declared, and {method} {path} answers {}",
                answer.status
            );
        }
    }
    // Every route of the interface is declared, but the door, what says what it is, and
    // what answers all the rest.
    let around = [
        "/fhir",
        "/fhir/",
        "/fhir/metadata",
        "/fhir/{*rest}",
        "/fhir/.well-known/smart-configuration",
    ];
    for route in ROUTES.iter().filter(|route| route.starts_with("/fhir")) {
        assert!(
            around.contains(route) || declared.contains(*route),
            "{route} is answered, and no CapabilityStatement declares it"
        );
    }
    let of_system = rest["interaction"].to_string();
    assert!(of_system.contains("\"transaction\""), "{of_system}");
    let sent = asks(Method::POST, "/fhir").await;
    let nothing = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
    assert!(!nothing.contains(&sent.status), "{}", sent.text());
}
