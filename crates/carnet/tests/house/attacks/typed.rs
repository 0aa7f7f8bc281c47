//! What is typed and sent is a text: never a statement, never markup, never a
//! right.

use super::{ADD, DATED, LIST};
use crate::town::{PDF, Town};
use http::{Method, StatusCode};

/// A field of a form as a browser writes it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn azp_05_doc_42_fields_that_are_not_in_the_form_are_refused() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let intruders = [
            "space_id",
            "owner",
            "author",
            "auteur",
            "visibility",
            "created_at",
            "verified",
            "by",
        ];
        for intruder in intruders {
            let mut fields = vec![("title", "Note"), ("type", "DOCPAT03")];
            fields.extend(DATED);
            fields.push((intruder, "Dr Benali"));
            let file = ("n.txt", &b"bonjour"[..]);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            assert!(sent.status.is_client_error(), "{intruder}: {}", sent.status);
            let link = format!("/pro/patients/{}/lien", ana.space);
            let form = format!("accord=oui&{intruder}=1");
            let sent = town.post(&doctor.cookie, &link, &form).await;
            assert!(sent.status.is_client_error(), "{intruder}: {}", sent.status);
        }
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains("Aucun document."));
        let record = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert_eq!(record.status, StatusCode::SEE_OTHER, "no link was made");
    })
    .await;
}

#[tokio::test]
async fn azp_18_no_header_and_no_cookie_makes_somebody_another() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.adds(&ana, "CANARITITRE").await;
        let space = ana.space.to_string();
        let headers = [
            ("x-acting-for", &*space),
            ("x-user-id", &*space),
            ("x-rpps", "99700218896"),
            ("x-original-url", LIST),
        ];
        let cookie = format!("{}; espace={space}; acting-for={space}", louis.cookie);
        let answer = town.with(Method::GET, &cookie, LIST, &headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("Aucun document."));
        let nobody = town.with(Method::GET, "", LIST, &headers).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn api_10_what_is_typed_is_never_a_statement() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.adds(&ana, "Temoin").await;
        let payloads = [
            "' OR '1'='1",
            "\"; DROP TABLE access; --",
            "x'); DELETE FROM journal; --",
            "%",
            "_",
            "\\",
            "$1",
            "?1",
            "{\"$gt\": \"\"}",
            "' UNION SELECT wrapped FROM register_key --",
            "ARRAY[1]::text[]",
        ];
        for payload in payloads {
            let typed = encoded(payload);
            let forms = [
                (
                    "",
                    "/connexion",
                    format!("identifiant={typed}&mot-de-passe={typed}"),
                ),
                (
                    "",
                    "/activer",
                    format!("code={typed}&matricule={typed}&carte={typed}"),
                ),
                (&doctor.cookie, "/pro", format!("matricule={typed}")),
                (&doctor.cookie, "/pro", format!("recherche={typed}")),
                (
                    &doctor.cookie,
                    "/pro",
                    format!("recherche=01%2F01%2F1980+{typed}"),
                ),
                (
                    &doctor.cookie,
                    "/pro",
                    format!(
                        "naissance-jour=1&naissance-mois=1&naissance-annee=1980&lettres={typed}"
                    ),
                ),
                (
                    &ana.cookie,
                    "/connexion/preuve",
                    format!("mot-de-passe={typed}"),
                ),
            ];
            for (cookie, path, form) in forms {
                let answer = town.post(cookie, path, &form).await;
                assert!(
                    answer.status.is_client_error(),
                    "{path} {payload}: {}",
                    answer.status
                );
            }
            let searched = town.get(&ana.cookie, &format!("{LIST}?q={typed}")).await;
            assert_eq!(searched.status, StatusCode::OK, "{payload}");
            assert!(
                !searched.text().contains(">Temoin</a>"),
                "{payload} is a pattern"
            );
            for path in [
                format!("{LIST}?categorie={typed}&voir={typed}"),
                format!("/espace/moi/acces/journal?l={typed}&c={typed}&qui={typed}&annee={typed}"),
                format!("{LIST}/{typed}"),
                format!("/pro/patients/{typed}"),
                format!("/pro/resultats/{typed}"),
            ] {
                for cookie in [&ana.cookie, &doctor.cookie] {
                    let answer = town.get(cookie, &path).await;
                    assert!(
                        !answer.status.is_server_error(),
                        "{path}: {}",
                        answer.status
                    );
                }
            }
            // As a title it is a title.
            let mut fields = vec![("title", payload), ("type", "DOCPAT03"), ("garder", "oui")];
            fields.extend(DATED);
            let file = ("n.txt", &b"bonjour"[..]);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{payload}");
        }
        let list = town.get(&ana.cookie, LIST).await.text();
        assert!(list.contains(">Temoin</a>"));
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn web_01_what_is_typed_is_never_markup() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let doctor = town
            .pro("10", "99700218896", "<img src=x onerror=alert(1)>")
            .await;
        let script = "<script>alert(1)</script>\"'><svg onload=alert(1)>";
        let mut fields = vec![("title", script), ("type", "11488-4")];
        fields.extend(DATED);
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        let file = ("a.txt", &b"bonjour"[..]);
        let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.consents(&doctor, &ana).await;
        let list = town.get(&ana.cookie, LIST).await.text();
        let at = list
            .find("/espace/moi/documents/0")
            .or(list.find("href=\"/espace/moi/documents/"));
        let mut pages = vec![
            (&ana.cookie, String::from("/espace/moi")),
            (&ana.cookie, String::from(LIST)),
            (&ana.cookie, format!("{LIST}?q={}", encoded(script))),
            (&ana.cookie, String::from("/espace/moi/acces")),
            (&ana.cookie, String::from("/espace/moi/acces/journal")),
            (&doctor.cookie, format!("/pro/patients/{}", ana.space)),
            (&doctor.cookie, format!("/pro/{}", encoded(script))),
        ];
        if let Some(at) = at {
            let link: String = list[at..]
                .chars()
                .skip_while(|c| *c != '/')
                .take_while(|c| *c != '"')
                .collect();
            pages.push((&ana.cookie, link));
        }
        for (cookie, path) in pages {
            let text = town.get(cookie, &path).await.text();
            for markup in ["<script>alert", "<svg onload", "<img src=x"] {
                assert!(!text.contains(markup), "{path}: {markup}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn web_24_doc_31_deceiving_signs_and_paths_in_names_are_taken_out() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut fields = vec![("title", "Bi\u{202e}lan\u{2066} x"), ("type", "DOCPAT03")];
        fields.extend(DATED);
        let name = "../../etc/\u{2067}re\u{202e}fdp\u{200f}<img onerror=1>.txt";
        let file = (name, &b"bonjour"[..]);
        let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town
            .id_of(&ana.cookie, LIST, "Bilan x")
            .await
            .expect("listed plainly");
        let answer = town
            .get(&ana.cookie, &format!("{LIST}/{id}/telecharger"))
            .await;
        let header = answer.headers["content-disposition"]
            .to_str()
            .expect("ASCII");
        assert_eq!(
            header,
            "attachment; filename*=UTF-8''refdpimg%20onerror%3D1.txt"
        );
    })
    .await;
}

#[tokio::test]
async fn doc_16_doc_19_a_document_is_never_a_page_of_ours() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut fields = vec![("title", "Actif"), ("type", "DOCPAT03")];
        fields.extend(DATED);
        let html = b"<!doctype html><html><script>alert(1)</script></html>";
        for (name, content) in [("a.html", &html[..]), ("a.txt", &html[..]), ("a.pdf", PDF)] {
            let file = (name, content);
            let sent = town.upload(&ana.cookie, ADD, &fields, file).await;
            if sent.status != StatusCode::SEE_OTHER {
                continue;
            }
            let id = town
                .id_of(&ana.cookie, LIST, "Actif")
                .await
                .expect("listed");
            let path = format!("{LIST}/{id}/telecharger");
            let answer = town.get(&ana.cookie, &path).await;
            let header = |name: &str| answer.headers[name].to_str().unwrap_or_default().to_owned();
            assert!(
                header("content-disposition").starts_with("attachment"),
                "{name}"
            );
            assert!(!header("content-type").contains("html"), "{name}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{name}");
            assert!(header("content-security-policy").contains("default-src 'none'"));
            let page = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
            assert!(!page.text().contains("<script>alert"), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_birth_in_the_future_is_refused_wherever_one_is_typed_and_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let [operator, ..] = town.team().await;
        let child = town.child("Lea", "2016-05-09", &[&ana]).await;
        town.takes(&ana, &child).await;
        town.does(&operator.cookie, "/op/appel", "appel=2026-11-25%2F0042")
            .await;
        let born = "naissance-jour=12&naissance-mois=8&naissance-annee=";
        let number = ana.matricule();
        let card = format!("nir={number}&serie=0000000000&{born}");
        let whom = format!("nom=Roux&prenom=Paul&{born}");
        let invited = format!("geste=inviter&{whom}");
        let carer = format!("voir=oui&{whom}");
        let search = format!("lettres=mar&{born}");
        let forgot = format!("moyen=courriel&{card}");
        let theirs = format!("/espace/moi/proches/{}", child.person);
        let places = [
            (doctor.cookie.as_str(), "/pro", &search),
            ("", "/code", &card),
            ("", "/connexion/oubli", &forgot),
            (&ana.cookie, "/espace/moi/proches/inviter", &carer),
            (&ana.cookie, &theirs, &invited),
            (&operator.cookie, "/op/verifier", &card),
        ];
        for (cookie, path, form) in places {
            let told = "Cette date de naissance est dans le futur.";
            town.is_told(cookie, path, &format!("{form}2027"), told)
                .await;
            let english = format!("/en{path}");
            let told = "This date of birth is in the future.";
            town.is_told(cookie, &english, &format!("{form}2027"), told)
                .await;
            // What is no day at all has its own words, and what has come is a day.
            let none = town.post(cookie, path, &format!("{form}20x7")).await.text();
            assert!(!none.contains("dans le futur"), "{path}: {none}");
            let come = town.post(cookie, path, &format!("{form}1955")).await.text();
            assert!(!come.contains("dans le futur"), "{path}: {come}");
        }
        // Nobody was invited by what was refused, nor told of anything.
        let page = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert_eq!(page.matches("Roux").count(), page.matches("Paul").count());
    })
    .await;
}
