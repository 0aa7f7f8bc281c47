//! A large file in pieces: what is told of it is what is durable, nobody else sees
//! it, and it is forgotten.

use super::{ADD, LIST, Town, offset, text};
use crate::erasing::erases;
use crate::town::{DAY, configured};
use axum::body::Body;
use carnet::House;
use documents::Arrival;
use http::{Method, StatusCode};
use identity::Caller;
use std::path::Path;
use std::process::Command;
use testkit::{objects, zipped};

const MEGABYTE: usize = 1024 * 1024;

async fn rows(town: &Town, table: &str) -> i64 {
    let count = format!("SELECT COUNT(*) FROM {table}");
    let count: &'static str = Box::leak(count.into_boxed_str());
    let rows = town
        .house
        .store
        .query(count, vec![])
        .await
        .expect("counted");
    rows[0].int(0).expect("a count")
}

#[tokio::test]
async fn a_large_file_comes_in_pieces_through_two_processes_and_is_a_document_like_any() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let ana = town.holder(0).await;
        let file = text(2_600);
        let begun = town.begins_file(&ana.cookie, ADD, file.len(), "").await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
        let place = begun.location().to_owned();
        assert!(place.starts_with(&format!("{ADD}/envois/")), "{place}");
        let mut at = 0;
        for (process, next) in
            [&town, &twin, &town]
                .into_iter()
                .zip([MEGABYTE, 2 * MEGABYTE, file.len()])
        {
            assert_eq!(process.offset(&ana.cookie, &place).await, Some(at));
            let early = process.finishes(&ana.cookie, &place, "bilan.txt").await;
            assert_eq!(early.status, StatusCode::CONFLICT);
            let taken = process
                .piece(&ana.cookie, &place, at, &file[at..next])
                .await;
            assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text());
            assert_eq!(offset(&taken), Some(next));
            at = next;
        }
        assert!(
            !town.titles(&ana).await.contains("bilan"),
            "not before it is whole"
        );
        let done = twin.finishes(&ana.cookie, &place, "Mon_bilan.txt").await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let id = town
            .id_of(&ana.cookie, LIST, "Mon bilan")
            .await
            .expect("kept");
        let way = format!("{LIST}/{id}/telecharger");
        let got = town.get(&ana.cookie, &way);
        assert!(got.await.body == file, "the very same bytes");
        assert_eq!(town.offset(&ana.cookie, &place).await, None);
        assert_eq!(
            (
                rows(&town, "arrival").await,
                rows(&town, "arrival_piece").await
            ),
            (0, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn an_examination_comes_in_pieces_and_is_looked_into_once_it_is_whole() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let vault = town.folder.path().join("vault");
        let image = [&[0; 128][..], b"DICM", &vec![7; 2 * MEGABYTE]].concat();
        let program = [b"MZ\x90\0".as_slice(), &[0; 300]].concat();
        let whole = zipped(&[("DICOM/I1", &image)]);
        let with_program = zipped(&[("DICOM/I1", &image), ("VIEWER.EXE", &program)]);
        for (zip, status, kept) in [
            (with_program, StatusCode::UNPROCESSABLE_ENTITY, false),
            (whole, StatusCode::OK, true),
        ] {
            let begun = town.begins_file(&ana.cookie, ADD, zip.len(), "").await;
            let place = begun.location().to_owned();
            for (at, piece) in (0..).step_by(MEGABYTE).zip(zip.chunks(MEGABYTE)) {
                let taken = town.piece(&ana.cookie, &place, at, piece).await;
                assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text());
            }
            let done = town.finishes(&ana.cookie, &place, "Mon_scanner.zip").await;
            assert_eq!(done.status, status, "{}", done.text());
            assert_eq!(done.text().contains("cache un programme"), !kept);
            assert_eq!(objects(&vault).len(), usize::from(kept));
        }
        let id = town.id_of(&ana.cookie, LIST, "Mon scanner").await;
        let page = format!("{LIST}/{}", id.expect("kept"));
        let page = town.reads(&ana.cookie, &page).await;
        assert!(page.contains("Voir les images"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn doc_34_a_piece_at_a_wrong_place_of_a_wrong_size_or_cut_short_was_never_there() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let vault = town.folder.path().join("vault");
        let file = text(2_600);
        for (size, status) in [
            (0, StatusCode::UNPROCESSABLE_ENTITY),
            (100 * MEGABYTE + 1, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let begun = town.begins_file(&ana.cookie, ADD, size, "").await;
            assert_eq!(begun.status, status, "{size}");
        }
        let begun = town.begins_file(&ana.cookie, ADD, file.len(), "").await;
        let place = begun.location().to_owned();
        let first = &file[..MEGABYTE];
        let taken = town.piece(&ana.cookie, &place, 0, first).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT);
        let rest = &file[MEGABYTE..];
        let long = [rest, b"!"].concat();
        for (begins, bytes, status) in [
            (0, first, StatusCode::CONFLICT),
            (2 * MEGABYTE, rest, StatusCode::CONFLICT),
            (
                MEGABYTE,
                &rest[..MEGABYTE - 1],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (MEGABYTE, b"", StatusCode::UNPROCESSABLE_ENTITY),
            (MEGABYTE, &long, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let taken = town.piece(&ana.cookie, &place, begins, bytes).await;
            assert_eq!(taken.status, status, "{begins} {}", bytes.len());
        }
        // The line breaks in the middle of a piece.
        let half = futures_util::stream::iter([
            Ok(bytes::Bytes::copy_from_slice(&rest[..MEGABYTE])),
            Err(std::io::Error::other("gone")),
        ]);
        let headers = [
            ("upload-offset", "1048576"),
            ("content-type", "application/offset+octet-stream"),
        ];
        let cut = town.scripted(
            Method::PATCH,
            &ana.cookie,
            &place,
            &headers,
            Body::from_stream(half),
        );
        assert_eq!(cut.await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = [("upload-offset", "1048576"), ("content-type", "text/plain")];
        let media = town.scripted(Method::PATCH, &ana.cookie, &place, &other, rest.to_vec());
        assert_eq!(media.await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(town.offset(&ana.cookie, &place).await, Some(MEGABYTE));
        assert_eq!(objects(&vault).len(), 1, "nothing of them stays");
        assert_eq!(rows(&town, "arrival_piece").await, 1);
        // Wrong words are told before the first byte.
        let envois = format!("{ADD}/envois");
        let begun = town.scripted(
            Method::POST,
            &ana.cookie,
            &envois,
            &[
                ("upload-length", "20000000"),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            "type=DOCPAT03",
        );
        let begun = begun.await;
        assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(begun.text().contains("\"date\""), "{}", begun.text());
    })
    .await;
}

#[tokio::test]
async fn doc_34_what_is_on_its_way_is_found_by_nobody_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        let other = town.pro("10", "99700000005", "Dr Petit").await;
        let file = text(1_200);
        let record = format!("/pro/patients/{}/ajouter", ana.space);
        let hers = town.begins_file(&ana.cookie, ADD, file.len(), "m").await;
        let theirs = town
            .begins_file(&doctor.cookie, &record, file.len(), "m")
            .await;
        assert_eq!(
            theirs.status,
            StatusCode::CREATED,
            "the same mark is another's"
        );
        let id = |answer: &crate::town::Answer| {
            answer
                .location()
                .rsplit('/')
                .next()
                .expect("an id")
                .to_owned()
        };
        let (hers, theirs) = (id(&hers), id(&theirs));
        let nobody = "0".repeat(26);
        for (cookie, base, foreign) in [
            (&louis.cookie, ADD, &hers),
            (&ana.cookie, ADD, &theirs),
            (&doctor.cookie, &*record, &hers),
            (&other.cookie, &*record, &theirs),
        ] {
            let foreign = format!("{base}/envois/{foreign}");
            let absent = format!("{base}/envois/{nobody}");
            let headers = [
                ("upload-offset", "0"),
                ("content-type", "application/offset+octet-stream"),
            ];
            for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
                let asked = async |place: &str| {
                    let body = Body::from(file.clone());
                    let asked = town.scripted(method.clone(), cookie, place, &headers, body);
                    asked.await
                };
                let (seen, none) = (asked(&foreign).await, asked(&absent).await);
                assert_eq!(seen.status, StatusCode::NOT_FOUND, "{method} {base}");
                assert_eq!(seen.shape(), none.shape(), "{method} {base}");
            }
            let seen = town.finishes(cookie, &foreign, "a.txt").await;
            let none = town.finishes(cookie, &absent, "a.txt").await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND);
            assert_eq!(seen.shape(), none.shape());
        }
        for (cookie, place) in [
            (&ana.cookie, format!("{ADD}/envois/{hers}")),
            (&doctor.cookie, format!("{record}/envois/{theirs}")),
        ] {
            assert_eq!(town.offset(cookie, &place).await, Some(0), "untouched");
        }
    })
    .await;
}

#[tokio::test]
async fn dos_02_five_are_on_their_way_at_once_a_known_one_goes_on_and_a_day_ends_them_all() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let doctor = town.doctor().await;
        let vault = town.folder.path().join("vault");
        let file = text(2_600);
        let mut places = Vec::new();
        for n in 0..5 {
            let mark = format!("m{n}");
            let begun = town.begins_file(&ana.cookie, ADD, file.len(), &mark);
            places.push(begun.await.location().to_owned());
        }
        let first = &file[..MEGABYTE];
        town.piece(&ana.cookie, &places[3], 0, first).await;
        let sixth = town.begins_file(&ana.cookie, ADD, file.len(), "").await;
        assert_eq!(sixth.status, StatusCode::CONFLICT);
        assert!(
            sixth.text().contains("Cinq gros fichiers"),
            "{}",
            sixth.text()
        );
        // Nobody takes another's places.
        let record = format!("/pro/patients/{}/ajouter", ana.space);
        let theirs = town
            .begins_file(&doctor.cookie, &record, file.len(), "")
            .await;
        assert_eq!(theirs.status, StatusCode::CREATED);
        // The same file is known again, with what there is of it.
        let again = town.begins_file(&ana.cookie, ADD, file.len(), "m3").await;
        assert_eq!(
            (again.status, again.location()),
            (StatusCode::OK, &*places[3])
        );
        assert_eq!(offset(&again), Some(MEGABYTE));
        // One is given up: its bytes go, its place is free.
        let gone = town.scripted(Method::DELETE, &ana.cookie, &places[3], &[], Body::empty());
        assert_eq!(gone.await.status, StatusCode::NO_CONTENT);
        assert!(objects(&vault).is_empty());
        let sixth = town.begins_file(&ana.cookie, ADD, file.len(), "").await;
        assert_eq!(sixth.status, StatusCode::CREATED);
        town.piece(&ana.cookie, sixth.location(), 0, first).await;
        assert_eq!(objects(&vault).len(), 1);
        town.world.advance(DAY);
        town.house.sweep().await.expect("swept");
        assert!(objects(&vault).is_empty());
        assert_eq!(
            (
                rows(&town, "arrival").await,
                rows(&town, "arrival_piece").await
            ),
            (0, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_on_its_way_goes_with_a_space_that_is_erased() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let file = text(2_600);
        let begun = town.begins_file(&ana.cookie, ADD, file.len(), "").await;
        let taken = town.piece(&ana.cookie, begun.location(), 0, &file[..MEGABYTE]);
        assert_eq!(taken.await.status, StatusCode::NO_CONTENT);
        erases(&town, 0, ana.space).await;
        assert!(objects(&town.folder.path().join("vault")).is_empty());
        assert_eq!(
            (
                rows(&town, "arrival").await,
                rows(&town, "arrival_piece").await
            ),
            (0, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_finished_twice_at_once_is_one_document_and_a_wrong_one_none() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let vault = town.folder.path().join("vault");
        let record = format!("/pro/patients/{}/ajouter", ana.space);
        let file = text(1_200);
        let begun = town
            .begins_file(&doctor.cookie, &record, file.len(), "")
            .await;
        let place = begun.location().to_owned();
        town.piece(&doctor.cookie, &place, 0, &file).await;
        let (one, other) = tokio::join!(
            town.finishes(&doctor.cookie, &place, "cr.txt"),
            twin.finishes(&doctor.cookie, &place, "cr.txt")
        );
        let mut both = [one.status, other.status];
        both.sort();
        assert_eq!(both[0], StatusCode::OK, "{both:?}");
        assert_eq!(objects(&vault).len(), 1, "{both:?}");
        let list = town.titles(&ana).await;
        assert_eq!(list.matches(">cr</a>").count(), 1);
        // What is no document is refused as in every other way, and given up.
        let wrong = [&b"MZ\x90\x00\x03\x00\x00\x00"[..], &file].concat();
        let begun = town.begins_file(&ana.cookie, ADD, wrong.len(), "").await;
        let place = begun.location().to_owned();
        town.piece(&ana.cookie, &place, 0, &wrong).await;
        let done = town.finishes(&ana.cookie, &place, "a.pdf").await;
        assert_eq!(
            done.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            done.text()
        );
        assert_eq!(town.offset(&ana.cookie, &place).await, None);
        assert_eq!(objects(&vault).len(), 1);
    })
    .await;
}

const KILLED: &str = "CARNET_TEST_KILLED_PIECES";

fn hospital() -> Caller {
    Caller::Institution(identity::Institution {
        finess: "750000001".parse().expect("a number"),
        name: "Hôpital".into(),
        client_id: "test".into(),
    })
}

/// The second process of the test below: sends two pieces of a file.
#[tokio::test]
async fn a_process_that_takes_pieces_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let parts: Vec<&str> = work.split('\u{1f}').collect();
    let [folder, url, space, id, begins] = parts[..] else {
        panic!("five parts");
    };
    let world = testkit::TestWorld::seeded(std::process::id().into());
    let config = configured(Path::new(folder), url);
    let house = House::open(&config, world.world());
    let documents = house.await.expect("a house").documents;
    let bytes = futures_util::stream::iter([Ok(bytes::Bytes::from(text(1_100)))]);
    let space = space.parse().expect("a space");
    let piece = (id.parse().expect("an id"), begins.parse().expect("a place"));
    let taken = documents.take_piece(&hospital(), space, piece, bytes).await;
    taken.expect("taken");
}

#[tokio::test]
async fn a_process_killed_in_the_middle_of_a_piece_leaves_what_was_durable_and_it_goes_on() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let documents = &town.house.documents;
        let (one, size) = (text(1_100), 2 * text(1_100).len() as u64);
        let begun = documents
            .begin_arrival(&hospital(), ana.space, size, "m")
            .await;
        let id = begun.expect("begun").id;
        let mut at = 0;
        for (point, lives) in [
            ("documents-after-piece", false),
            ("none", true),
            ("documents-after-piece", false),
            ("none", true),
        ] {
            let folder = town.folder.path().display().to_string();
            let (space, id, begins) = (ana.space.to_string(), id.to_string(), at.to_string());
            let work = [&folder, &url, &space, &id, &begins].map(|part| &**part);
            let second = Command::new(std::env::current_exe().expect("this program"))
                .args([
                    "--exact",
                    "uploads::pieces::a_process_that_takes_pieces_until_it_dies",
                ])
                .env(KILLED, work.join("\u{1f}"))
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("a second process");
            assert_eq!(second.status.success(), lives, "{point}");
            at += if lives { one.len() as u64 } else { 0 };
            let id = id.parse().expect("an id");
            let told = documents.arrival(&hospital(), ana.space, id).await;
            let Arrival { received, .. } = told.expect("on its way");
            assert_eq!(received, at, "{point}");
        }
        // What the dead wrote is nobody's, and goes with the file.
        let vault = town.folder.path().join("vault");
        assert_eq!(objects(&vault).len(), 4);
        documents
            .drop_arrival(&hospital(), ana.space, id)
            .await
            .expect("dropped");
        assert!(objects(&vault).is_empty());
    })
    .await;
}
