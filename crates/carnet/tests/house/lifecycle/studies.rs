//! A whole examination in one document: an archive of the files of its series.

use super::LIST;
use super::images::set;
use crate::dmp::changing::letter;
use crate::dmp::{DOCTOR, Dmp};
use crate::town::{Answer, Holder, Town};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode};
use std::time::Duration;
use testkit::zipped;

/// A slice of eight points by eight, as bright as its number.
fn slice(series: u16, number: u16, person: &str) -> Vec<u8> {
    let (study, own) = ("1.2.3", format!("1.2.3.{series}"));
    let object = format!("{own}.{number}");
    let (series, order) = (series.to_string(), number.to_string());
    let points: Vec<u8> = (0..64)
        .flat_map(|at: u16| (at * number).to_le_bytes())
        .collect();
    set(&[
        (0x0002_0010, b"UI", b"1.2.840.10008.1.2.1"),
        (0x0008_0018, b"UI", object.as_bytes()),
        (0x0008_0060, b"CS", b"CT"),
        (0x0008_103e, b"LO", format!("Coupes {series}").as_bytes()),
        (0x0010_0010, b"PN", person.as_bytes()),
        (0x0020_000d, b"UI", study.as_bytes()),
        (0x0020_000e, b"UI", own.as_bytes()),
        (0x0020_0011, b"IS", series.as_bytes()),
        (0x0020_0013, b"IS", order.as_bytes()),
        (0x0028_0002, b"US", &[1, 0]),
        (0x0028_0004, b"CS", b"MONOCHROME2"),
        (0x0028_0010, b"US", &[8, 0]),
        (0x0028_0011, b"US", &[8, 0]),
        (0x0028_0100, b"US", &[16, 0]),
        (0x0028_0101, b"US", &[12, 0]),
        (0x0028_0102, b"US", &[11, 0]),
        (0x0028_0103, b"US", &[0, 0]),
        (0x7fe0_0010, b"OW", &points),
    ])
}

/// Three slices of the second series, one of the first, in no order.
fn study(person: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let places = [(2, 10), (2, 2), (1, 1), (2, 1)];
    let files: Vec<(String, Vec<u8>)> = places
        .into_iter()
        .map(|(series, number)| {
            (
                format!("DICOM/{series}-{number}"),
                slice(series, number, person),
            )
        })
        .collect();
    let files = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    zipped(&files.chain(more.iter().copied()).collect::<Vec<_>>())
}

/// The archive, with the mark of one that a password locks.
fn locked(zip: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let marks: [(&[u8], usize); 2] = [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)];
    for (mark, flags) in marks {
        let heads: Vec<usize> = (0..zip.len())
            .filter(|at| zip[*at..].starts_with(mark))
            .collect();
        for head in heads {
            zip[head + flags] |= 1;
        }
    }
    zip
}

impl Town {
    /// The holder adds an archive.
    async fn keeps_a_study(&self, holder: &Holder, prefix: &str, zip: &[u8]) -> Answer {
        let fields = [
            ("title", "Scanner du thorax"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("{prefix}{LIST}/ajouter");
        self.upload(&holder.cookie, &path, &fields, ("examen.zip", zip))
            .await
    }

    /// The bytes of a picture.
    async fn pictures(&self, holder: &Holder, path: &str) -> Answer {
        let answer = self.get(&holder.cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.headers["content-type"],
            HeaderValue::from_static("image/png")
        );
        answer
    }
}

#[tokio::test]
async fn the_series_of_an_examination_are_links_and_its_slices_stand_in_order() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let zip = study("", &[("LISEZMOI.TXT", b"Bonjour")]);
        let sent = town.keeps_a_study(&ana, "", &zip).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town.id_of(&ana.cookie, LIST, "Scanner du thorax").await;
        let id = id.expect("listed");
        let here = format!("{LIST}/{id}");
        let page = town.reads(&ana.cookie, &here).await;
        assert!(page.contains("Voir les images"), "{page}");
        let page = town.reads(&ana.cookie, &format!("{here}/images")).await;
        assert!(page.contains("Scanner, Coupes 1 (1 image)"), "{page}");
        assert!(page.contains("Scanner, Coupes 2 (3 images)"), "{page}");
        assert!(page.contains("Image 1 sur 1"), "{page}");
        assert!(
            page.contains(&format!("{here}/images?image=2&#38;serie=2")),
            "{page}"
        );
        let page = town
            .reads(&ana.cookie, &format!("{here}/images?image=2&serie=2"))
            .await;
        assert!(page.contains("Image 2 sur 3"), "{page}");
        // In the order of their numbers, each as it is alone.
        for (place, number) in [(1, 1), (2, 2), (3, 10)] {
            let alone = town
                .keeps_a_study(&ana, "", &zipped(&[("I", &slice(2, number, ""))]))
                .await;
            assert_eq!(alone.status, StatusCode::SEE_OTHER, "{}", alone.text());
            let newest = town.id_of(&ana.cookie, LIST, "Scanner du thorax").await;
            let look = "zoom=1&fenetre=300:600";
            let alone = format!("{LIST}/{}/images/1?{look}", newest.expect("listed"));
            let among = format!("{here}/images/{place}?{look}&serie=2");
            let (alone, among) = (
                town.pictures(&ana, &alone).await,
                town.pictures(&ana, &among).await,
            );
            assert_eq!(alone.body, among.body, "{place}");
            town.world.advance(Duration::from_secs(1));
        }
        for beyond in ["0", "4", "1&serie=9", "x"] {
            let path = match beyond.split_once('&') {
                Some((number, series)) => format!("{here}/images/{number}?{series}"),
                None => format!("{here}/images/{beyond}?serie=2"),
            };
            let answer = town.get(&ana.cookie, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        // A professional with a link sees the same; another one nothing.
        town.consents(&doctor, &ana).await;
        let theirs = format!("/pro/patients/{}/documents/{id}/images", ana.space);
        let page = town
            .reads(&doctor.cookie, &format!("{theirs}?serie=2"))
            .await;
        assert!(page.contains("Image 1 sur 3"), "{page}");
        let answer = town.get(&other.cookie, &theirs).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        // What was received is what is given back.
        let file = town.get(&ana.cookie, &format!("{here}/telecharger")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(
            file.headers["content-type"],
            HeaderValue::from_static("application/zip")
        );
        assert_eq!(file.body, zip);
    })
    .await;
}

#[tokio::test]
async fn a_slice_is_drawn_wherever_it_is_asked_for_and_a_broken_one_takes_no_other_along() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut broken = slice(2, 3, "");
        broken.truncate(broken.len() - 9);
        let zip = study("", &[("DICOM/2-3", &broken)]);
        let sent = town.keeps_a_study(&ana, "", &zip).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town.id_of(&ana.cookie, LIST, "Scanner du thorax").await;
        let here = format!("{LIST}/{}/images", id.expect("listed"));
        // Before anybody looked at the page; then in a process in which nobody did.
        let elsewhere = town.elsewhere(town.config.clone()).await;
        let mut drawn = Vec::new();
        for place in ["1", "2", "4"] {
            let path = format!("{here}/{place}?fenetre=300:600&serie=2");
            drawn.push((town.pictures(&ana, &path).await.body, path));
        }
        assert!(drawn[0].0 != drawn[1].0 && drawn[1].0 != drawn[2].0);
        let page = format!("{here}?image=3&serie=2");
        let page = town.reads(&ana.cookie, &page).await;
        assert!(page.contains("Image 3 sur 4"), "{page}");
        for house in [&town, &elsewhere] {
            for (body, path) in &drawn {
                assert_eq!(house.pictures(&ana, path).await.body, *body, "{path}");
            }
            for path in ["3?serie=2", "5?serie=2", "1?serie=3"] {
                let answer = house.get(&ana.cookie, &format!("{here}/{path}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn software_deposits_an_examination_and_is_told_why_another_archive_is_none() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let sends = async |n: u32, zip: &[u8]| {
            let mut sent = letter(&ana, n, &[]);
            let attachment = &mut sent["content"][0]["attachment"];
            attachment["contentType"] = "application/zip".into();
            attachment["data"] = STANDARD.encode(zip).into();
            dmp.sends(&token, &sent).await
        };
        let done = sends(1, &study("", &[])).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        let id = dmp.town.id_of(&ana.cookie, LIST, "Lettre 1").await;
        let page = format!("{LIST}/{}/images?serie=2", id.expect("listed"));
        let page = dmp.town.reads(&ana.cookie, &page).await;
        assert!(page.contains("Image 1 sur 3"), "{page}");
        for (n, zip, why) in [
            (2, zipped(&[("a.csv", b"1;2;3")]), "dicom-foreign"),
            (3, locked(&study("", &[])), "dicom-locked"),
        ] {
            let done = sends(n, &zip).await;
            assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(done.text().contains(why), "{}", done.text());
        }
        let list = dmp.town.reads(&ana.cookie, LIST).await;
        assert!(!list.contains("Lettre 2") && !list.contains("Lettre 3"));
    })
    .await;
}

#[tokio::test]
async fn an_archive_of_anything_else_is_refused_in_words_and_nothing_of_it_is_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let program = [b"MZ\x90\0".as_slice(), &[0; 300]].concat();
        let cut = study("", &[]);
        let cut = &cut[..cut.len() - 30];
        let foreign = slice(1, 7, "AUTRE^Personne");
        let crowd: Vec<String> = (0..20_001).map(|at| at.to_string()).collect();
        let crowd = crowd.iter().map(|name| (name.as_str(), b"x".as_slice()));
        let crowd = zipped(&crowd.collect::<Vec<_>>());
        let bomb = testkit::deflated(&[("I1", &vec![0; 64 * 1024 * 1024])]);
        let inner = zipped(&[("I1", &slice(1, 7, ""))]);
        let wrong: [(&[u8], &str, &str); 10] = [
            (&crowd, "plus de 20 000 fichiers", "more than 20,000 files"),
            (&bomb, "de façon anormale", "in an abnormal way"),
            (
                &study("", &[("VIEWER.EXE", &program)]),
                "cache un programme",
                "hides a program",
            ),
            (
                &study("", &[("a.html", b"<html>")]),
                "et rien d’autre",
                "and nothing else",
            ),
            (
                &zipped(&[("a.csv", b"1;2;3")]),
                "et rien d’autre",
                "and nothing else",
            ),
            (
                &zipped(&[("word/document.xml", b"<w/>")]),
                "n’est pas accepté",
                "is not accepted",
            ),
            (
                &study("", &[("AUTRES.ZIP", &inner)]),
                "et rien d’autre",
                "and nothing else",
            ),
            (
                &locked(&study("", &[])),
                "protégée par un mot de passe",
                "protected by a password",
            ),
            (cut, "incomplet", "incomplete"),
            (
                &study("DURAND^Ana", &[("b", &foreign)]),
                "de plusieurs personnes",
                "of several people",
            ),
        ];
        for (zip, french, english) in wrong {
            for (prefix, words) in [("", french), ("/en", english)] {
                let sent = town.keeps_a_study(&ana, prefix, zip).await;
                assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
                assert!(sent.text().contains(words), "{words}\n{}", sent.text());
            }
        }
        let list = town.reads(&ana.cookie, LIST).await;
        assert!(!list.contains("Scanner du thorax"), "{list}");
        let vault = town.folder.path().join("vault");
        assert!(
            testkit::objects(&vault).is_empty(),
            "nothing of it lies there"
        );
    })
    .await;
}

#[tokio::test]
async fn an_examination_of_somebody_else_is_kept_aside_whichever_file_names_them() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let named = |series: u16, born: Option<&str>, light: &str| {
            let mut elements = Vec::new();
            let (own, object) = (format!("1.2.3.{series}"), format!("1.2.3.{series}.1"));
            let number = series.to_string();
            let points = [7; 128];
            elements.push((0x0002_0010, b"UI", b"1.2.840.10008.1.2.1".as_slice()));
            elements.push((0x0008_0018, b"UI", object.as_bytes()));
            if let Some(born) = born {
                elements.push((0x0010_0010, b"PN", b"INCONNU^Personne"));
                elements.push((0x0010_0030, b"DA", born.as_bytes()));
            }
            elements.push((0x0020_000d, b"UI", b"1.2.3"));
            elements.push((0x0020_000e, b"UI", own.as_bytes()));
            elements.push((0x0020_0011, b"IS", number.as_bytes()));
            elements.push((0x0028_0002, b"US", &[1, 0]));
            elements.push((0x0028_0004, b"CS", light.as_bytes()));
            for (tag, value) in [(0x10, 8), (0x11, 8), (0x100, 16), (0x101, 12), (0x102, 11)] {
                let value: &[u8] = match value {
                    8 => &[8, 0],
                    16 => &[16, 0],
                    12 => &[12, 0],
                    _ => &[11, 0],
                };
                elements.push((0x0028_0000 + tag, b"US", value));
            }
            elements.push((0x0028_0103, b"US", &[0, 0]));
            elements.push((0x7fe0_0010, b"OW", &points));
            set(&elements)
        };
        let theirs = Some("19010203");
        let (plain, unknown) = ("MONOCHROME2", "ODD");
        for files in [
            vec![named(1, theirs, plain)],
            // The first file names nobody; none can be drawn.
            vec![named(1, None, plain), named(2, theirs, plain)],
            vec![named(1, theirs, unknown)],
        ] {
            let names: Vec<String> = (0..files.len()).map(|at| format!("I{at}")).collect();
            let files = names
                .iter()
                .map(String::as_str)
                .zip(files.iter().map(Vec::as_slice));
            let zip = zipped(&files.collect::<Vec<_>>());
            let sent = town.keeps_a_study(&ana, "", &zip).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            town.world.advance(Duration::from_secs(1));
        }
        let list = town.reads(&ana.cookie, LIST).await;
        assert!(list.contains("3 documents mis de côté"), "{list}");
    })
    .await;
}
