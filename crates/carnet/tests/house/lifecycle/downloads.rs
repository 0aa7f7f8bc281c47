//! Taking documents away: several at once, and while they are hidden.

use super::{LIST, of};
use crate::attacks::reads::lines_of;
use crate::services::address;
use crate::town::{DAY, Holder, Pro, Town};
use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use std::time::Duration;
use tower::ServiceExt;

/// A text that no pipe swallows at once, deposited; its id, as the holder sees it.
async fn long_text(town: &Town, pro: &Pro, holder: &Holder) -> (String, usize) {
    let title = "Grand texte";
    let fields = [
        ("title", title),
        ("type", "11488-4"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ];
    let content = vec![b'a'; 8 * 1024 * 1024];
    let path = format!("/pro/patients/{}/ajouter", holder.space);
    town.upload(&pro.cookie, &path, &fields, ("g.txt", &content))
        .await;
    let id = town.id_of(&holder.cookie, LIST, title).await;
    (id.expect("listed"), content.len())
}

/// Begins a download; after the first piece `then` happens, for two seconds and
/// more. Whether it broke off, and how much came.
async fn slowly(town: &Town, cookie: &str, path: &str, then: impl AsyncFnOnce()) -> (bool, usize) {
    let request = Request::get(path).body(Body::empty());
    slowly_sent(town, cookie, request.expect("a request"), then).await
}

async fn slowly_sent(
    town: &Town,
    cookie: &str,
    request: Request<Body>,
    then: impl AsyncFnOnce(),
) -> (bool, usize) {
    let (body, read) = begun(town, cookie, request).await;
    then().await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    to_its_end(body, read).await
}

/// A download of which the first piece came, of so many bytes.
async fn begun(town: &Town, cookie: &str, mut request: Request<Body>) -> (Body, usize) {
    let headers = request.headers_mut();
    headers.insert(HOST, "localhost:8080".parse().expect("a name"));
    headers.insert(COOKIE, cookie.parse().expect("a cookie"));
    let answer = town.router.clone().oneshot(request).await;
    let answer = answer.expect("answered");
    assert_eq!(answer.status(), StatusCode::OK);
    let mut body = answer.into_body();
    let first = body.frame().await.expect("a piece").expect("whole");
    let read = first.into_data().expect("bytes").len();
    (body, read)
}

/// Whether the rest broke off, and how much came in all.
async fn to_its_end(mut body: Body, mut read: usize) -> (bool, usize) {
    let mut broke = false;
    while let Some(piece) = body.frame().await {
        match piece {
            Ok(piece) => read += piece.into_data().map_or(0, |bytes| bytes.len()),
            Err(_) => broke = true,
        }
    }
    (broke, read)
}

#[tokio::test]
async fn vis_08_a_download_is_cut_once_the_time_of_its_right_is_over() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let (id, whole) = long_text(&town, &other, &ana).await;
        let (cookie, path) = of(&doctor, &ana, &id);
        let path = format!("{path}/telecharger");
        let stays = slowly(&town, &cookie, &path, async || ()).await;
        assert_eq!(stays, (false, whole));
        let ends = async || town.world.advance(DAY * 90);
        let (broke, read) = slowly(&town, &cookie, &path, ends).await;
        assert!(broke && read < whole, "{read} bytes");
    })
    .await;
}

#[tokio::test]
async fn vis_08_a_download_is_cut_within_seconds_once_the_document_is_hidden() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let title = "Grand texte";
        let fields = [
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let content = vec![b'a'; 8 * 1024 * 1024];
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        town.upload(&other.cookie, &path, &fields, ("g.txt", &content))
            .await;
        let id = town.id_of(&ana.cookie, LIST, title).await.expect("listed");
        let (cookie, path) = of(&doctor, &ana, &id);
        // Once to its end, once hidden on the way: by the reader's own act of
        // going on slowly.
        for hidden in [false, true] {
            let request = Request::get(format!("{path}/telecharger"))
                .header(HOST, "localhost:8080")
                .header(COOKIE, &cookie)
                .body(Body::empty())
                .expect("a request");
            let answer = town
                .router
                .clone()
                .oneshot(request)
                .await
                .expect("answered");
            assert_eq!(answer.status(), StatusCode::OK);
            let mut body = answer.into_body();
            let first = body.frame().await.expect("a piece").expect("whole");
            let mut read = first.into_data().expect("bytes").len();
            if hidden {
                let hide = format!("{LIST}/{id}/masquer");
                town.post(&ana.cookie, &hide, "qui=tous").await;
                tokio::time::sleep(Duration::from_millis(2_100)).await;
            }
            let mut broke = false;
            while let Some(piece) = body.frame().await {
                match piece {
                    Ok(piece) => read += piece.into_data().map_or(0, |bytes| bytes.len()),
                    Err(_) => broke = true,
                }
            }
            assert_eq!(
                (broke, read == content.len()),
                (hidden, !hidden),
                "{read} bytes"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn vis_08_a_download_is_cut_when_its_reader_is_blocked_or_their_link_is_taken_back_or_ended()
{
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let (id, whole) = long_text(&town, &other, &ana).await;
        let (cookie, path) = of(&doctor, &ana, &id);
        let path = format!("{path}/telecharger");
        let record = format!("/pro/patients/{}", ana.space);
        let rpps = &doctor.professional.rpps;
        let decide = format!("/espace/moi/acces/pro/{rpps}/decider");
        let glass = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        let link = (format!("{record}/lien"), "accord=oui");
        let emergency = (format!("{record}/urgence"), glass);
        // How the right begins; whose act, at which place, ends it.
        let ends = [
            (&link, &ana.cookie, &*decide, "quoi=bloquer"),
            (&link, &ana.cookie, &decide, "quoi=arreter"),
            (&emergency, &ana.cookie, &decide, "quoi=arreter"),
            (&emergency, &cookie, &format!("{record}/urgence/fermer"), ""),
            // For everybody, and for as long as they do not want it otherwise.
            (&emergency, &ana.cookie, "/espace/moi/acces/urgence", ""),
        ];
        for ((begin, said), whose, end, form) in ends {
            town.does(&cookie, begin, said).await;
            // A record that moves for another reason: nothing is cut.
            let pin = format!("geste=epingler&d-{id}=oui");
            let pins = async || {
                let path = format!("{LIST}/ensemble");
                town.does(&ana.cookie, &path, &pin).await;
            };
            let stays = slowly(&town, &cookie, &path, pins).await;
            assert_eq!(stays, (false, whole), "{end} {form}");
            let done = async || town.does(whose, end, form).await;
            let (broke, read) = slowly(&town, &cookie, &path, done).await;
            assert!(broke && read < whole, "{end} {form}: {read} bytes");
            let again = town.get(&cookie, &path).await.status;
            assert_ne!(again, StatusCode::OK, "{end} {form}");
            if form == "quoi=bloquer" {
                // A link that stood before stands again: it is ended by itself.
                town.does(&ana.cookie, &decide, "quoi=debloquer").await;
                town.does(&ana.cookie, &decide, "quoi=arreter").await;
            }
            town.world.advance(Duration::from_secs(1));
        }
    })
    .await;
}

#[tokio::test]
async fn vis_08_app_02_what_a_service_reads_is_cut_when_its_connection_is_paused_or_ended() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let (id, whole) = long_text(&town, &doctor, &ana).await;
        let token = format!("Bearer {}", town.connected(&ana).await.access);
        let one = address(&town, &ana).await;
        let path = format!("/fhir/Binary/{}-{id}", ana.space);
        let asked = || {
            let request = Request::get(&path)
                .header(AUTHORIZATION, &token)
                .header(ACCEPT, "text/plain")
                .body(Body::empty());
            request.expect("a request")
        };
        let stays = slowly_sent(&town, "", asked(), async || {
            town.adds(&ana, "Une note").await;
        })
        .await;
        assert_eq!(stays, (false, whole));
        for end in ["pause", "retirer"] {
            let done = async || town.does(&ana.cookie, &format!("{one}/{end}"), "").await;
            let (broke, read) = slowly_sent(&town, "", asked(), done).await;
            assert!(broke && read < whole, "{end}: {read} bytes");
            if end == "pause" {
                let resume = format!("{one}/reprendre");
                town.does(&ana.cookie, &resume, "").await;
                let stays = slowly_sent(&town, "", asked(), async || ()).await;
                assert_eq!(stays, (false, whole));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_download_is_cut_within_seconds_once_its_reader_answers_for_the_child_no_more() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        let list = Town::of(&lea, "/documents");
        town.takes(&ana, &lea).await;
        let fields = [
            ("type", "DOCPAT04"),
            ("date-jour", "4"),
            ("date-mois", "5"),
            ("date-annee", "2026"),
        ];
        let content = vec![b'a'; 8 * 1024 * 1024];
        let mut ids = Vec::new();
        for title in ["Premier", "Second"] {
            let fields = [[("title", title)].as_slice(), &fields].concat();
            let content = [title.as_bytes(), &content].concat();
            let add = format!("{list}/ajouter");
            town.upload(&ana.cookie, &add, &fields, ("g.txt", &content))
                .await;
            ids.push(town.id_of(&ana.cookie, &list, title).await.expect("there"));
            town.world.advance(Duration::from_secs(1));
        }
        let one = format!("{list}/{}/telecharger", ids[0]);
        let (broke, whole) = slowly(&town, &ana.cookie, &one, async || ()).await;
        assert!(!broke && whole > content.len());
        let (broke, read) = slowly(&town, &ana.cookie, &one, async || {
            town.does(&ana.cookie, &path, "geste=rendre").await;
        })
        .await;
        assert!(broke && read < whole, "{read} bytes");

        // Nor does the second of two in one zip begin.
        town.takes(&ana, &lea).await;
        let form = format!("geste=telecharger&d-{}=oui&d-{}=oui", ids[0], ids[1]);
        let both = format!("{list}/ensemble");
        let before = lines_of(&town, lea.space).await;
        let zip = Request::post(&both)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, "http://localhost:8080")
            .body(Body::from(form));
        let zip = zip.expect("a request");
        let (broke, read) = slowly_sent(&town, &ana.cookie, zip, async || {
            town.does(&ana.cookie, &path, "geste=rendre").await;
        })
        .await;
        assert!(broke && read < whole + content.len(), "{read} bytes");
        let after = lines_of(&town, lea.space).await;
        let total = |lines: &BTreeMap<_, usize>| lines.values().sum::<usize>();
        assert_eq!(total(&after), total(&before) + 1, "the second was not read");
    })
    .await;
}

#[tokio::test]
async fn azp_09_no_document_of_a_zip_begins_once_its_reader_answers_for_the_child_no_more() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let list = Town::of(&lea, "/documents");
        town.takes(&ana, &lea).await;
        let fields = [
            ("type", "DOCPAT04"),
            ("date-jour", "4"),
            ("date-mois", "5"),
            ("date-annee", "2026"),
        ];
        let mut form = String::from("geste=telecharger");
        for title in ["Premier", "Second"] {
            let fields = [[("title", title)].as_slice(), &fields].concat();
            let content = [title.as_bytes(), &vec![b'a'; 512 * 1024]].concat();
            let add = format!("{list}/ajouter");
            town.upload(&ana.cookie, &add, &fields, ("g.txt", &content))
                .await;
            let id = town.id_of(&ana.cookie, &list, title).await.expect("there");
            form.push_str(&format!("&d-{id}=oui"));
            town.world.advance(Duration::from_secs(1));
        }
        let path = format!("{list}/ensemble");
        let zip = || {
            let zip = Request::post(&path)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, "http://localhost:8080")
                .body(Body::from(form.clone()));
            zip.expect("a request")
        };
        let lines = async || lines_of(&town, lea.space).await.values().sum::<usize>();
        let (body, read) = begun(&town, &ana.cookie, zip()).await;
        let (broke, whole) = to_its_end(body, read).await;
        assert!(!broke && whole > 1024 * 1024, "{whole} bytes");
        // Sooner than any look at what is under way: the first goes on to its end.
        let before = lines().await;
        let (body, read) = begun(&town, &ana.cookie, zip()).await;
        let up = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &up, "geste=rendre").await;
        let (broke, read) = to_its_end(body, read).await;
        assert!(broke && read < 1024 * 1024, "{read} bytes");
        assert_eq!(lines().await, before + 1, "the second was not read");
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_download_is_cut_within_seconds_once_the_document_is_a_secret() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.parent_of(&[&lea]).await;
        let parent = town.signs_in(parent).await;
        let text = "a".repeat(8 * 1024 * 1024);
        let long = ("Grand texte", text.as_str());
        let id = town.adds_for(&doctor, lea.space, long, false).await;
        let path = lea.of(&format!("/documents/{id}/telecharger"));
        let own = format!("/espace/moi/documents/{id}/telecharger");
        let deposit = format!("/pro/depots/{}/{id}/secret", lea.space);
        let stays = slowly(&town, &parent, &path, async || ()).await;
        assert_eq!(stays, (false, text.len()));
        let keeps = async || town.does(&doctor.cookie, &deposit, "quoi=garder").await;
        let (broke, read) = slowly(&town, &parent, &path, keeps).await;
        assert!(broke && read < text.len(), "{read} bytes");
        // Not for whose it is.
        town.does(&doctor.cookie, &deposit, "quoi=lever").await;
        let stays = slowly(&town, &lea.cookie, &own, keeps).await;
        assert_eq!(stays, (false, text.len()));
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_copy_is_cut_within_seconds_once_something_in_it_is_a_secret() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.parent_of(&[&lea]).await;
        let parent = town.signs_in(parent).await;
        let text = "a".repeat(8 * 1024 * 1024);
        let long = ("Grand texte", text.as_str());
        let id = town.adds_for(&doctor, lea.space, long, false).await;
        town.copies(&parent, lea.space).await;
        let path = lea.of("/export/fichier");
        let deposit = format!("/pro/depots/{}/{id}/secret", lea.space);
        let keeps = async || town.does(&doctor.cookie, &deposit, "quoi=garder").await;
        let (broke, read) = slowly(&town, &parent, &path, keeps).await;
        assert!(broke && read < text.len(), "{read} bytes");
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_copy_is_cut_within_seconds_once_its_reader_answers_for_the_child_no_more() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let doctor = town.doctor().await;
        town.takes(&ana, &lea).await;
        let text = "a".repeat(8 * 1024 * 1024);
        let long = ("Grand texte", text.as_str());
        town.adds_for(&doctor, lea.space, long, false).await;
        town.copies(&ana.cookie, lea.space).await;
        let path = Town::of(&lea, "/export/fichier");
        let up = format!("/espace/moi/proches/{}", lea.person);
        let ends = async || town.does(&ana.cookie, &up, "geste=rendre").await;
        let (broke, read) = slowly(&town, &ana.cookie, &path, ends).await;
        assert!(broke && read < text.len(), "{read} bytes");
    })
    .await;
}

#[tokio::test]
async fn several_documents_come_in_one_zip_and_each_has_its_line() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let own = town.adds(&ana, "Ma note").await;
        let theirs = town.deposits(&doctor, &ana, "Bilan").await;
        let form = format!("geste=telecharger&d-{own}=oui&d-{theirs}=oui");
        let zip = town
            .post(&ana.cookie, &format!("{LIST}/ensemble"), &form)
            .await;
        assert_eq!(zip.status, StatusCode::OK);
        assert_eq!(zip.headers["content-type"], "application/zip");
        let text = String::from_utf8_lossy(&zip.body).into_owned();
        for part in [
            "2026-11-20 Ma note.txt",
            "2026-11-20 Bilan.txt",
            "ceci est le document Ma note",
            "Compte rendu : Bilan.",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(zip.body.starts_with(b"PK\x03\x04"));
        let lines = lines_of(&town, ana.space).await;
        for id in [own, theirs] {
            assert_eq!(lines[&(String::from("Ana Martin"), id)], 1);
        }
        // What another holder has is not among it.
        let louis = town.holder(1).await;
        let zip = town
            .post(&louis.cookie, &format!("{LIST}/ensemble"), &form)
            .await;
        let text = String::from_utf8_lossy(&zip.body).into_owned();
        assert!(!text.contains("Bilan") && !text.contains("Ma note"));
    })
    .await;
}

#[tokio::test]
async fn the_first_opening_by_the_holder_is_written_once_however_long_it_lasts() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let (id, whole) = long_text(&town, &doctor, &ana).await;
        let path = format!("{LIST}/{id}/telecharger");
        let read = slowly(&town, &ana.cookie, &path, async || ()).await;
        assert_eq!(read, (false, whole));
        let lines = lines_of(&town, ana.space).await;
        assert_eq!(lines[&(String::from("Ana Martin"), id)], 1);
    })
    .await;
}

#[tokio::test]
async fn del_01_a_download_that_goes_on_breaks_off_within_a_second_of_the_closing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let (id, whole) = long_text(&town, &doctor, &ana).await;
        let (cookie, path) = of(&doctor, &ana, &id);
        let asked = |path: &str| {
            let request = Request::get(path).body(Body::empty());
            request.expect("a request")
        };
        let (own, theirs) = (
            format!("{LIST}/{id}/telecharger"),
            format!("{path}/telecharger"),
        );
        let holder = begun(&twin, &ana.cookie, asked(&own)).await;
        let professional = begun(&twin, &cookie, asked(&theirs)).await;
        crate::erasing::closes(&town, 0).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        for (body, read) in [holder, professional] {
            let (broke, read) = to_its_end(body, read).await;
            assert!(broke && read < whole, "{read} bytes of {whole}");
        }
    })
    .await;
}
