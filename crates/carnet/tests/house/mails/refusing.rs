//! What is not taken: refused in the words of mail servers, and nothing of it stays.

use super::{BOX, OTHER_BOX, Relay, SENT, address, letter, trace, with_files};
use crate::town::{PDF, Town};
use carnet::config::ScanSection;
use http::StatusCode;
use mail::Refusal;
use mail::lmtp::Room as _;
use scan::WhenAbsent;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::{Clamd, HARMFUL, Manner, objects, zipped};

fn code(taken: Result<(), Refusal>) -> (u16, &'static str) {
    let refused = taken.expect_err("refused");
    (refused.code, refused.status)
}

#[tokio::test]
async fn msg_06_a_mail_is_believed_from_a_listed_mailbox_by_its_domains_own_server() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let to = address(&ana);
        let mail = |from: &str| letter(from, "1@x.exemple", "Suivi", "Bonjour", "");
        // Outside of the list, unknown to the directory, struck off.
        for from in [
            "dr.benali@elsewhere.exemple",
            "known@unlisted.exemple",
            "nobody@medecin.exemple",
            "old@medecin.exemple",
            "not an address",
            "dr.benali@medecin.exemple.evil.exemple",
        ] {
            let refused = code(town.mails(from, &to, mail(from)).await);
            assert_eq!(refused, (550, "5.7.1"), "{from}");
        }
        // By a server of another domain, by one that proved nothing, by none.
        let plain = String::from_utf8(mail(BOX)).expect("text");
        let without = plain.replace(&trace("mx.medecin.exemple"), "");
        let other = plain.replace("mx.medecin.exemple", "mx.chb.exemple");
        let unproven = plain.replace("(verified OK)", "(not verified)");
        let elsewhere = plain.replace("by mx.patient.exemple", "by mx.evil.exemple");
        let below = format!("Received: from a by b; now\r\n{plain}");
        for mail in [without, other, unproven, elsewhere, below] {
            let refused = code(town.mails(BOX, &to, mail.clone().into_bytes()).await);
            assert_eq!(refused, (550, "5.7.1"), "{mail}");
        }
        // From somebody else than its envelope says.
        let forged = plain.replace("From: Un nom <dr.benali@", "From: Un nom <dr.durand@");
        let refused = code(town.mails(BOX, &to, forged.into_bytes()).await);
        assert_eq!(refused, (550, "5.7.1"));
        town.world.advance(SENT);
        assert_eq!(town.conversations(&ana).await.0, 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_space_closed_it_or_blocks_the_sender_is_refused_alike() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let (blocks, closes) = (town.holder(0).await, town.holder(1).await);
        town.insured(2, "").await;
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        let mail = letter(BOX, "0@medecin.exemple", "Suivi", "Bonjour", "");
        town.mails(BOX, &address(&blocks), mail)
            .await
            .expect("taken");
        town.world.advance(SENT);
        let blocked = town.post(&blocks.cookie, decide, "quoi=bloquer").await;
        assert_eq!(blocked.status, StatusCode::SEE_OTHER);
        crate::erasing::closes(&town, closes.n).await;
        let unknown = format!("{}@patient.exemple", "269052B03307790");
        let nobody = String::from("180017512345644@patient.exemple");
        let mut told = Vec::new();
        for to in [
            address(&blocks),
            address(&closes),
            unknown,
            nobody,
            String::from("ana@patient.exemple"),
            String::from("255081416802538@elsewhere.exemple"),
        ] {
            let mail = letter(BOX, "1@medecin.exemple", "Suivi", "Bonjour", "");
            told.push(town.mails(BOX, &to, mail).await.expect_err("refused"));
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].code, told[0].status), (550, "5.1.1"));
    })
    .await;
}

#[tokio::test]
async fn msg_08_what_is_too_much_or_cannot_be_a_document_is_refused_and_nothing_stays() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let to = address(&ana);
        let program: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00";
        let big = [PDF, &vec![b' '; 26_000_000]].concat();
        let one: [(&str, &str, &[u8]); 2] = [
            ("lettre.pdf", "application/pdf", PDF),
            ("virus.exe", "application/octet-stream", program),
        ];
        let many: Vec<(&str, &str, &[u8])> = vec![("a.pdf", "application/pdf", PDF); 21];
        let large: [(&str, &str, &[u8]); 1] = [("a.pdf", "application/pdf", &big)];
        let zip: [(&str, &str, &[u8]); 1] = [("IHE_XDM.ZIP", "application/zip", b"PK\x03\x04")];
        let long = "é".repeat(20_001);
        let nested = (0..40).fold(String::from("Subject: x\r\n\r\nx"), |inner, _| {
            format!("Content-Type: message/rfc822\r\n\r\n{inner}")
        });
        let nested = format!("{}From: {BOX}\r\n{nested}", trace("mx.medecin.exemple"));
        for (what, mail) in [
            ("a program", with_files("1@x.exemple", "Voici", &one)),
            ("21 files", with_files("2@x.exemple", "Voici", &many)),
            ("26 MB", with_files("3@x.exemple", "Voici", &large)),
            ("no archive", with_files("4@x.exemple", "Voici", &zip)),
            ("long", letter(BOX, "5@x.exemple", "Suivi", &long, "")),
            ("nested", nested.into_bytes()),
        ] {
            let (code, _) = code(town.mails(BOX, &to, mail).await);
            assert!((552..=554).contains(&code), "{what}: {code}");
        }
        town.world.advance(SENT);
        assert_eq!(town.conversations(&ana).await.0, 0);
        let documents = town.looks_at(&ana.cookie, "/espace/moi/documents").await;
        assert!(!documents.contains("lettre"), "{documents}");
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_writes_without_end_is_asked_to_wait() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        for n in 0..50 {
            let mail = letter(BOX, &format!("{n}@x.exemple"), "Suivi", "Bonjour", "");
            town.mails(BOX, &address(&ana), mail).await.expect("taken");
        }
        let mail = letter(BOX, "last@x.exemple", "Suivi", "Bonjour", "");
        let refused = code(town.mails(BOX, &address(&ana), mail.clone()).await);
        assert_eq!(refused, (452, "4.2.2"));
        town.world.advance(crate::town::DAY);
        town.mails(BOX, &address(&ana), mail).await.expect("taken");
    })
    .await;
}

#[tokio::test]
async fn doc_33_a_mail_with_harmful_software_is_refused_and_one_not_looked_at_comes_again_later() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let clamd = Clamd::on_port(Manner::Honest).await;
        let mut config = town.config.clone();
        config.scan = Some(ScanSection {
            clamd: clamd.place.clone(),
            when_absent: WhenAbsent::Refuse,
            wait_ms_max: 500,
        });
        let guarded = town.elsewhere(config).await;
        let harmful = [&b"Une note avec "[..], HARMFUL].concat();
        let mail = |id, file| with_files(id, "Voici.", &[("a.txt", "text/plain", file)]);
        let to = address(&ana);
        let refused = guarded.mails(BOX, &to, mail("1@medecin.exemple", &harmful));
        assert_eq!(refused.await.expect_err("refused").code, 554);
        assert_eq!(clamd.files(), 1);
        drop(clamd);
        tokio::task::yield_now().await;
        let note = &b"Une note."[..];
        let later = guarded.mails(BOX, &to, mail("2@medecin.exemple", note));
        assert_eq!(later.await.expect_err("later").code, 451);
        assert!(objects(&town.folder.path().join("vault")).is_empty());
    })
    .await;
}

/// A program that does this, whatever it is given to read.
fn reader(folder: &Path, does: &str) -> PathBuf {
    let program = folder.join("reader");
    std::fs::write(&program, format!("#!/bin/sh\n{does}\n")).expect("written");
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("to be run");
    program
}

#[tokio::test]
async fn an_archive_that_nobody_could_look_at_comes_again_later_and_one_of_something_else_never() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let to = address(&ana);
        let nothing_of_it = zipped(&[("a.csv", b"1;2;3")]);
        let of_images = |name| zipped(&[(name, &[&[0; 128][..], b"DICM"].concat())]);
        let mail = |id: &str, zip: &[u8]| {
            let zip: [(&str, &str, &[u8]); 1] = [("examen.zip", "application/zip", zip)];
            with_files(id, "Voici.", &zip)
        };
        let adds = async |town: &Town, zip: &[u8]| {
            let fields = [
                ("title", "Scanner"),
                ("type", "DOCPAT03"),
                ("date-jour", "20"),
                ("date-mois", "11"),
                ("date-annee", "2026"),
            ];
            let path = "/espace/moi/documents/ajouter";
            let file = ("examen.zip", zip);
            let sent = town.upload(&ana.cookie, path, &fields, file).await;
            sent.status
        };
        // One whom the kernel ends, for it thinks too long; one that dies.
        let slow = reader(town.folder.path(), "kill -s XCPU $$; sleep 60");
        for (n, program) in [slow, PathBuf::from("/bin/false")].into_iter().enumerate() {
            let mut config = town.config.clone();
            config.reader = Some(program);
            let busy = town.elsewhere(config).await;
            for (zip, of) in [(of_images("I1"), "images"), (nothing_of_it.clone(), "else")] {
                let status = adds(&busy, &zip).await;
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{n} {of}");
                let later = busy.mails(BOX, &to, mail(&format!("{n}-{of}@x.exemple"), &zip));
                assert_eq!(code(later.await), (451, "4.3.0"), "{n} {of}");
            }
        }
        assert!(objects(&town.folder.path().join("vault")).is_empty());
        // Where somebody looks, it is said for good.
        let status = adds(&town, &nothing_of_it).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let refused = town.mails(BOX, &to, mail("0-else@x.exemple", &nothing_of_it));
        assert_eq!(code(refused.await), (554, "5.6.0"));
        let status = adds(&town, &of_images("I1")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let taken = town.mails(BOX, &to, mail("0-images@x.exemple", &of_images("I2")));
        taken.await.expect("taken");
    })
    .await;
}

#[tokio::test]
async fn enu_01_a_mailbox_that_tries_out_numbers_learns_of_nobody_any_more() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = address(&town.holder(0).await);
        let room = messages::room(town.house.messages.clone());
        let named = async |from: &str, to: &str| room.recipient(Some(from), to).await;
        for n in 0..500 {
            assert_eq!(named(BOX, &ana).await, Ok(()), "whoever is there is free");
            let guess = format!("{n:015}@patient.exemple");
            assert_eq!(code(named(BOX, &guess).await), (550, "5.1.1"), "{n}");
        }
        let (known, unknown) = (
            named(BOX, &ana).await,
            named(BOX, "x@patient.exemple").await,
        );
        assert_eq!(known, unknown, "one answer for both");
        assert_eq!(code(known), (451, "4.7.1"));
        assert_eq!(named(OTHER_BOX, &ana).await, Ok(()), "another's own");
        town.world.advance(Duration::from_hours(1));
        assert_eq!(named(BOX, &ana).await, Ok(()));
    })
    .await;
}
