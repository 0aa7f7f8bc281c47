//! The two women, those who ask of them, and what an answer says with what is chance, or
//! names one of the two and those who treat her, told alike.

use super::UNKNOWN;
use crate::dmp::{DOCTOR, Dmp, ELSEWHERE, FHIR, LILAS, OTHER, json};
use crate::reading::{around, scan};
use crate::results::{HAEMOGLOBIN, report};
use crate::town::{Answer, Holder, Pro, Town, multipart, with_ids_told};
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use identity::{Caller, Place, Profession, Professional};
use kernel::{Personal, SessionId};
use readers::Job;
use readers::pdf::Ask as Pages;
use std::time::Duration;

/// In the title of what is hidden; its texts say others.
const TITLE: &str = "CANARITITRE";
/// The heading of what they keep.
const MEASURES: &str = "mesures";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Who treats her, on the site.
    Professional,
    /// The same, through the software of their practice.
    Software,
    /// A service that she connected to all there is.
    Service,
    /// Herself.
    Holder,
}

impl Reader {
    pub(super) const fn is_machine(self) -> bool {
        matches!(self, Self::Software | Self::Service)
    }
}

/// One of the two, and those who ask of her.
pub(super) struct Side {
    first: &'static str,
    number: String,
    grouped: String,
    email: String,
    pub(super) holder: Holder,
    pro: Pro,
    software: String,
    service: String,
    thread: String,
    item: String,
    /// What she is allergic to.
    line: String,
    search: String,
}

/// Lea, of whom something is hidden, and Zoe, of whom nothing else ever was.
pub(super) struct Worlds {
    dmp: Dmp,
    pub(super) lea: Side,
    pub(super) zoe: Side,
    author: Pro,
    /// A laboratory's report, pictures, a letter that is a file in another.
    pub(super) hidden: Vec<String>,
    /// A line of Lea's, under a heading that both keep while it is hidden; and its version.
    kept: (String, String),
}

fn fields<'a>(title: &'a str, code: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("type", code),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ]
}

impl Worlds {
    /// Both live through the same; and Lea through what is to be hidden, which waits for
    /// a consultation where it is to be hidden from herself.
    pub(super) async fn on(url: &str, reserved: bool) -> Self {
        // A walk asks more often than a service may in an hour: it would end in refusals
        // that are alike whatever there is.
        let town = Town::set_up(url, |config| config.services.asks_an_hour = 1_000_000).await;
        let dmp = Dmp::within(town).await;
        let directory = format!(
            "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
             {DOCTOR},Aubry,Luce,10,,{LILAS},Cabinet des Lilas,Paris,practice,\n\
             {OTHER},Blanc,Jean,10,,{LILAS},Cabinet des Lilas,Paris,practice,\n"
        );
        let csv = identity::professionals::Format::Csv;
        let people = &dmp.town.house.professionals;
        let imported = people.import(directory.as_bytes(), csv, std::io::sink());
        imported.await.expect("a directory");
        let author = Professional {
            rpps: ELSEWHERE.parse().expect("a number"),
            name: Personal(String::from("Dr Auteur")),
            profession: Profession::from_code("10").expect("a profession"),
            place: Some(Place {
                finess: "690000001".parse().expect("a number"),
                name: "Clinique du Lac".into(),
            }),
            session: SessionId::from_bytes([0; 16]),
        };
        let author = dmp.town.at_their_place(author).await;
        let lea = Side::lives(&dmp, ("Lea", 1), (DOCTOR, "Luce Aubry")).await;
        let zoe = Side::lives(&dmp, ("Zoe", 2), (OTHER, "Jean Blanc")).await;
        dmp.town.world.advance(Duration::from_secs(60));
        for side in [&lea, &zoe] {
            let visible = report(&side.patient(), "20260504", &[HAEMOGLOBIN]);
            let fields = fields("Bilan", "11502-2");
            let file = ("a.xml", visible.as_slice());
            dmp.town.adds_file(&author, side, &fields, file).await;
        }
        dmp.town.world.advance(Duration::from_secs(1));
        for side in [&lea, &zoe] {
            let text = ("c.txt", b"Contraception.".as_slice());
            let fields = fields("Compte rendu", "11488-4");
            dmp.town.adds_file(&author, side, &fields, text).await;
        }
        let mut worlds = Self {
            dmp,
            lea,
            zoe,
            author,
            hidden: Vec::new(),
            kept: (String::new(), String::new()),
        };
        worlds.is_written(reserved).await;
        worlds
    }

    async fn is_written(&mut self, reserved: bool) {
        let told = [HAEMOGLOBIN, ("Ferritine", "2276-4", "31", "ug/L", "N")];
        let letter = String::from_utf8(around(
            "text/plain",
            "Q29uc3VsdGF0aW9uIGNvbmZpZGVudGllbGxlLg==",
        ));
        let letter = letter
            .expect("text")
            .replace("<title>Un</title>", "<title>Lettre confidentielle</title>");
        let of_lea = self.lea.patient();
        let letter = letter.replace("<component><nonXMLBody>", &format!("<recordTarget><patientRole>{of_lea}</patientRole></recordTarget><component><nonXMLBody>"));
        let files = [
            ("11502-2", "b.xml", report(&of_lea, "20261118", &told)),
            ("11488-4", "s.dcm", scan("ROUX^LEA", "19850504")),
            ("11488-4", "l.xml", letter.into_bytes()),
        ];
        for (n, (code, name, file)) in files.into_iter().enumerate() {
            self.dmp.town.world.advance(Duration::from_secs(1));
            let title = format!("{TITLE} {n}");
            let mut fields = fields(&title, code);
            fields.extend(reserved.then_some(("annonce", "oui")));
            let id = self
                .dmp
                .town
                .adds_file(&self.author, &self.lea, &fields, (name, &file))
                .await;
            self.hidden.push(id);
        }
        self.dmp.town.world.advance(Duration::from_secs(60));
        if !reserved {
            // Both prepare an appointment with who treats them, and write down a treatment:
            // Lea's rests on what is hidden.
            for side in [&self.lea, &self.zoe] {
                let more =
                    (side.first == "Lea").then(|| format!("&document-{}=oui", self.hidden[0]));
                let more = more.unwrap_or_default();
                let (town, cookie) = (&self.dmp.town, &side.holder.cookie);
                let path = format!("/espace/moi/agenda/{}/preparer", side.item);
                town.does(cookie, &path, &format!("questions=Dormir{more}"))
                    .await;
                let path = "/espace/moi/profil/traitements/ajouter";
                town.does(cookie, path, &format!("nom=Zinc{more}")).await;
            }
            // Who treats Lea says a word of what is hidden from them later.
            let (space, id) = (self.lea.holder.space, &self.hidden[0]);
            let say = format!("/pro/patients/{space}/documents/{id}/commentaires");
            let cookie = &self.lea.pro.cookie;
            self.dmp.town.does(cookie, &say, "text=CANARIMOT").await;
            self.kept = self.lea.weighs(&self.dmp).await;
            self.zoe.weighs(&self.dmp).await;
        }
    }

    /// Lea hides all of it from everybody, or from this number; and both keep what they
    /// weigh.
    pub(super) async fn hides(&self, whom: &str) {
        self.turns("masquer", whom).await;
        self.shares(false).await;
    }

    pub(super) async fn shows(&self, whom: &str) {
        self.turns("montrer", whom).await;
        self.shares(true).await;
    }

    async fn shares(&self, shared: bool) {
        for side in [&self.lea, &self.zoe] {
            let town = &self.dmp.town;
            town.shares(&side.holder, MEASURES, shared).await;
        }
    }

    async fn turns(&self, act: &str, whom: &str) {
        for id in &self.hidden {
            let path = format!("/espace/moi/documents/{id}/{act}");
            let cookie = &self.lea.holder.cookie;
            self.dmp
                .town
                .does(cookie, &path, &format!("qui={whom}"))
                .await;
        }
    }

    /// Its author hides all of it from other professionals, or no more; and both keep what
    /// they weigh meanwhile.
    pub(super) async fn is_masked(&self, masked: bool) {
        let caller = Caller::Professional(self.author.professional.clone());
        let documents = &self.dmp.town.house.documents;
        for id in &self.hidden {
            let id = id.parse().expect("an id");
            let space = self.lea.holder.space;
            let done = documents.mask(&caller, space, id, masked).await;
            done.expect("its author's to mark");
        }
        self.shares(!masked).await;
    }

    /// Of who treats Lea.
    pub(super) fn number(&self) -> String {
        self.lea.pro.professional.rpps.to_string()
    }

    /// Its author lets Lea see all of it.
    pub(super) async fn is_announced(&self) {
        for id in &self.hidden {
            let path = format!("/pro/depots/{}/{id}/annoncer", self.lea.holder.space);
            self.dmp.town.does(&self.author.cookie, &path, "").await;
        }
    }

    /// What this reader is answered, asking this of this side; the document named is this,
    /// and where it is none that ever was, so is the line.
    pub(super) async fn told(
        &self,
        reader: Reader,
        side: &Side,
        id: &str,
        (method, path, body): (&Method, &str, &str),
    ) -> String {
        let (kept, version) = &self.kept;
        let kept = if id == UNKNOWN {
            UNKNOWN
        } else {
            kept.as_str()
        };
        let filled = |text: &str| {
            side.filled(text, id)
                .replace("{kept}", kept)
                .replace("{version}", version)
                .replace("{token}", &self.dmp.town.token())
        };
        let (path, said) = (filled(path), filled(body));
        let town = &self.dmp.town;
        let answer = match reader {
            Reader::Professional | Reader::Holder => {
                let cookie = match reader {
                    Reader::Holder => &side.holder.cookie,
                    _ => &side.pro.cookie,
                };
                match *method {
                    Method::POST => town.post(cookie, &path, &said).await,
                    _ => {
                        let own = [("origin", "http://localhost:8080")];
                        town.with(method.clone(), cookie, &path, &own).await
                    }
                }
            }
            Reader::Software | Reader::Service => {
                let token = match reader {
                    Reader::Software => &side.software,
                    _ => &side.service,
                };
                let media = match *method {
                    Method::PATCH => "application/json-patch+json",
                    _ if path.ends_with("/_search") => "application/x-www-form-urlencoded",
                    _ => "application/fhir+json",
                };
                let headers = [FHIR, (CONTENT_TYPE, media)];
                self.dmp
                    .ask(method.clone(), &path, Some(token), &headers, said)
                    .await
            }
        };
        assert!(
            !answer.status.is_server_error(),
            "{method} {path} {body}: {}",
            answer.text()
        );
        side.plain(&answer)
    }
}

/// The first line in which two differ, of both.
pub(super) fn difference(one: &str, two: &str) -> String {
    let lines = one.lines().zip(two.lines());
    let mut other = lines.filter(|(one, two)| one != two);
    match other.next() {
        Some((one, two)) => format!("{one} | {two}"),
        None => format!(
            "{} lines | {} lines",
            one.lines().count(),
            two.lines().count()
        ),
    }
}

impl Side {
    /// A woman, whom this professional treats, with a bit of everything.
    async fn lives(dmp: &Dmp, (first, n): (&'static str, u32), (rpps, name): (&str, &str)) -> Self {
        let town = &dmp.town;
        let woman = town.girl(n, first, 1985).await;
        let number = woman.matricule.clone();
        let matricule: identity::ins::Matricule = number.parse().expect("a number");
        let holder = woman.holder();
        let space = holder.space;
        let pro = town.pro("10", rpps, name).await;
        town.consents(&pro, &holder).await;
        town.does(&pro.cookie, "/pro/messages/joignable", "joignable=oui")
            .await;
        let thread = town.begins(&pro, &holder, "Suivi", "Bonjour").await;
        let list = format!("/pro/patients/{space}/rendez-vous");
        let form = "date-jour=5&date-mois=12&date-annee=2026&heure=10:00&titre=Suivi&lieu=Cabinet";
        town.does(&pro.cookie, &list, form).await;
        let page = town.reads(&pro.cookie, &list).await;
        let item = page
            .split(&format!("{list}/"))
            .nth(1)
            .expect("an appointment");
        let item = item[..26].to_owned();
        for line in [
            "allergies/ajouter|nom=Arachide",
            "maladies/ajouter|nom=Asthme",
            "traitements/ajouter|nom=Fer",
        ] {
            let (path, form) = line.split_once('|').expect("two");
            town.does(&holder.cookie, &format!("/espace/moi/profil/{path}"), form)
                .await;
        }
        let list = "/espace/moi/profil/allergies";
        let page = town.reads(&holder.cookie, list).await;
        let line = page
            .split(&format!("{list}/"))
            .filter_map(|after| after.get(..26))
            .find(|id| id.bytes().all(|b| b.is_ascii_alphanumeric()));
        let line = line.expect("a line").to_owned();
        let search = town
            .post(&pro.cookie, "/pro", &format!("matricule={number}"))
            .await;
        let search = search
            .location()
            .rsplit('/')
            .next()
            .expect("an id")
            .to_owned();
        Self {
            first,
            email: format!("jeune{n}@exemple.fr"),
            number,
            grouped: matricule.grouped().replace('\u{a0}', " "),
            software: dmp.token(rpps).await,
            service: town.all_connected(&holder).await,
            holder,
            pro,
            thread,
            item,
            line,
            search,
        }
    }

    /// She writes down what she weighs: the id of the line, and its version, as software
    /// reads them while she shares it.
    async fn weighs(&self, dmp: &Dmp) -> (String, String) {
        let town = &dmp.town;
        let weight = "mesure=poids&valeur=61&date-jour=4&date-mois=5&date-annee=2026";
        town.writes_under(&self.holder, MEASURES, weight).await;
        town.shares(&self.holder, MEASURES, true).await;
        let space = self.holder.space;
        let search = format!("/fhir/Observation?patient={space}&category=vital-signs");
        let found = json(&dmp.get(&self.software, &search).await);
        let line = &found["entry"][0]["resource"];
        let id = line["id"].as_str().and_then(|id| id.rsplit('-').next());
        let version = line["meta"]["versionId"].as_str();
        (
            id.expect("a line").to_owned(),
            version.expect("a version").to_owned(),
        )
    }

    /// As laboratories know her.
    fn patient(&self) -> String {
        format!(
            r#"<id root="1.2.250.1.213.1.4.8" extension="{}"/><patient><name><family qualifier="BR">ROUX</family><given qualifier="BR">{}</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19850504"/></patient>"#,
            self.number,
            self.first.to_uppercase()
        )
    }

    fn filled(&self, text: &str, id: &str) -> String {
        text.replace("{space}", &self.holder.space.to_string())
            .replace("{document}", id)
            .replace("{thread}", &self.thread)
            .replace("{item}", &self.item)
            .replace("{line}", &self.line)
            .replace("{rpps}", self.pro.professional.rpps.as_str())
            .replace("{number}", &self.number)
            .replace("{q}", &self.search)
    }

    fn plain(&self, answer: &Answer) -> String {
        let (status, headers, _) = answer.shape();
        let pdf = answer
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|it| it == "application/pdf");
        let mut said = status.to_string();
        for (name, value) in headers {
            // A paper is as long as its letters are wide.
            if !(pdf && name == "content-length") {
                said.push_str(&format!("\n{name}: {value}"));
            }
        }
        said.push('\n');
        said.push_str(&if pdf { printed(answer) } else { answer.text() });
        self.alike(&said)
    }

    /// The same, of no side.
    fn alike(&self, text: &str) -> String {
        let pro = &self.pro.professional;
        let (given, family) = pro.name.0.split_once(' ').expect("two names");
        let mut text = text.replace(&self.holder.space.to_string(), "{space}");
        for (own, all) in [
            (self.first, "{name}"),
            (&*self.first.to_uppercase(), "{NAME}"),
            (&*self.number, "{number}"),
            (&*self.grouped, "{number}"),
            (&*self.email, "{email}"),
            (pro.rpps.as_str(), "{rpps}"),
            (given, "{given}"),
            (family, "{family}"),
        ] {
            text = text.replace(own, all);
        }
        let text = without_uuids(&text);
        with_ids_told(&text, 16)
    }
}

/// The same, with what only chance gave a name called alike.
fn without_uuids(text: &str) -> String {
    let mut parts = text.split("urn:uuid:");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        said.push_str("urn:uuid:");
        said.push_str(part.get(36..).unwrap_or(part));
    }
    said
}

/// What is on paper.
fn printed(answer: &Answer) -> String {
    let ask = Pages {
        first: 0,
        pages: 20,
        width: None,
    };
    let Ok(readers::Answer::Pdf(read)) = readers::child::read(&Job::Pdf(ask), &answer.body) else {
        panic!("no PDF that can be read");
    };
    let words: Vec<&str> = read.pages.iter().map(|page| page.text.as_str()).collect();
    words.join("\n").replace(['\u{a0}', '\u{202f}'], " ")
}

impl Town {
    /// A professional adds this file to a record; its id, which nobody else is told.
    async fn adds_file(
        &self,
        pro: &Pro,
        side: &Side,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> String {
        let path = format!("/pro/patients/{}/ajouter", side.holder.space);
        let sent = self
            .send(&pro.cookie, &path, Body::from(multipart(fields, file)))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.last_of(pro, side.holder.space).await
    }
}
