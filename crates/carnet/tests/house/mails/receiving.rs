//! What comes is a message of a conversation, once, with its files as documents.

use super::{BOX, LIST, Relay, SENT, address, letter, signed_in, with_files};
use crate::town::{PDF, Town};

#[tokio::test]
async fn a_mail_from_a_mailbox_of_the_directory_is_a_message_that_its_holder_is_told_of() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let own = town.looks_at(&ana.cookie, LIST).await;
        assert!(own.contains(&address(&ana)), "{own}");
        let text = "Bonjour,\n\nvos résultats sont là.\n<script>alert(1)</script>";
        let mail = letter(
            BOX,
            "1@medecin.exemple",
            "=?utf-8?q?R=C3=A9sultats?=",
            text,
            "",
        );
        town.mails(BOX, &address(&ana), mail).await.expect("taken");
        // It is held as any message is.
        assert_eq!(town.conversations(&ana).await.0, 0);
        town.world.advance(SENT);
        town.house.messages.tell().await.expect("told");
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told = sent.iter().filter(|it| it.to == "ana@exemple.fr");
        let told = told.filter(|it| it.subject.contains("nouveau message"));
        assert_eq!(told.count(), 1);
        let (count, way) = town.conversations(&ana).await;
        assert_eq!(count, 1);
        let page = town.looks_at(&ana.cookie, &way).await;
        for said in [
            "Résultats",
            "Samir Benali",
            "99700218896",
            "vos résultats sont là.",
            "&#60;script&#62;alert(1)",
            BOX,
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // The name that it gave itself stands nowhere.
        assert!(!page.contains("Un nom"), "{page}");
        // Who signs in here finds it here, too.
        let doctor = signed_in(&town).await;
        let theirs = format!("/pro/patients/{}/messages", ana.space);
        let page = town.looks_at(&doctor.cookie, &theirs).await;
        assert!(page.contains("Échange 1, dernier message"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn msg_10_a_mail_that_comes_again_is_there_once_also_by_two_processes() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let (ana, twin) = (town.holder(0).await, town.twin().await);
        let files: [(&str, &str, &[u8]); 1] = [("compte-rendu.pdf", "application/pdf", PDF)];
        let mail = || with_files("7@medecin.exemple", "Voici.", &files);
        let to = address(&ana);
        let both = tokio::join!(town.mails(BOX, &to, mail()), twin.mails(BOX, &to, mail()));
        both.0.expect("taken");
        both.1.expect("taken");
        town.mails(BOX, &to, mail()).await.expect("taken");
        // One without a name is known by its bytes.
        let unnamed = String::from_utf8(letter(BOX, "8@x.exemple", "Suivi", "Sans nom.", ""));
        let unnamed = unnamed
            .expect("text")
            .replace("Message-ID: <8@x.exemple>\r\n", "");
        for _ in 0..2 {
            let taken = town.mails(BOX, &to, unnamed.clone().into_bytes()).await;
            taken.expect("taken");
        }
        town.world.advance(SENT);
        assert_eq!(town.conversations(&ana).await.0, 2);
        let list = town.looks_at(&ana.cookie, LIST).await;
        let way = list
            .split("aria-label=\"Vos examens")
            .next()
            .expect("a line");
        let way = way.rsplit("href=\"").next().expect("a way");
        let way = way.split('"').next().expect("its end");
        let page = town.looks_at(&ana.cookie, way).await;
        assert_eq!(page.matches("Voici.").count(), 1, "{page}");
        let documents = town.looks_at(&ana.cookie, "/espace/moi/documents").await;
        assert_eq!(
            documents.matches("compte-rendu</a>").count(),
            1,
            "{documents}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_by_mail_goes_on_with_the_conversation_that_it_names() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let first = letter(BOX, "1@medecin.exemple", "Suivi", "Un.", "");
        town.mails(BOX, &address(&ana), first).await.expect("taken");
        let names = "In-Reply-To: <1@medecin.exemple>\r\n";
        let second = letter(BOX, "2@medecin.exemple", "Re: Suivi", "Deux.", names);
        town.mails(BOX, &address(&ana), second.clone())
            .await
            .expect("taken");
        // In another record that name is nobody's: there it begins one.
        town.mails(BOX, &address(&louis), second)
            .await
            .expect("taken");
        town.world.advance(SENT);
        let (count, way) = town.conversations(&ana).await;
        assert_eq!(count, 1);
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("Un.") && page.contains("Deux."), "{page}");
        let (count, way) = town.conversations(&louis).await;
        assert_eq!(count, 1);
        let page = town.looks_at(&louis.cookie, &way).await;
        assert!(!page.contains("Un.") && page.contains("Deux."), "{page}");
        // A mail that ends it leaves no way to answer.
        let ends = "In-Reply-To: <2@medecin.exemple>\r\nX-MSS-MES: FIN\r\n";
        let last = letter(BOX, "3@medecin.exemple", "Re: Suivi", "Trois.", ends);
        town.mails(BOX, &address(&ana), last).await.expect("taken");
        let (_, way) = town.conversations(&ana).await;
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("vous ne pouvez pas répondre"), "{page}");
    })
    .await;
}

/// An archive of IHE XDM with one document, about the person of this number.
fn archive(number: &str) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut hash = String::new();
    for byte in
        aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, PDF).as_ref()
    {
        write!(hash, "{byte:02x}").expect("written");
    }
    let slot = |name: &str, value: &str| {
        format!(
            "<rim:Slot name=\"{name}\"><rim:ValueList><rim:Value>{value}</rim:Value></rim:ValueList></rim:Slot>"
        )
    };
    let metadata = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <lcm:SubmitObjectsRequest xmlns:lcm=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\" \
         xmlns:rim=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\"><rim:RegistryObjectList>\
         <rim:ExtrinsicObject id=\"Document01\" mimeType=\"application/pdf\" \
         objectType=\"urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1\">{}{}{}{}{}\
         <rim:Name><rim:LocalizedString value=\"Radio du poignet\"/></rim:Name>\
         <rim:Classification classificationScheme=\"urn:uuid:f0306f51-975f-434e-a61c-c59651d33983\" \
         classifiedObject=\"Document01\" id=\"c1\" nodeRepresentation=\"18748-4\">{}\
         <rim:Name><rim:LocalizedString value=\"CR imagerie\"/></rim:Name></rim:Classification>\
         <rim:ExternalIdentifier id=\"e1\" registryObject=\"Document01\" \
         identificationScheme=\"urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab\" value=\"1.2.3.4.5\">\
         <rim:Name><rim:LocalizedString value=\"XDSDocumentEntry.uniqueId\"/></rim:Name></rim:ExternalIdentifier>\
         <rim:ExternalIdentifier id=\"e2\" registryObject=\"Document01\" \
         identificationScheme=\"urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427\" \
         value=\"{number}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH\">\
         <rim:Name><rim:LocalizedString value=\"XDSDocumentEntry.patientId\"/></rim:Name></rim:ExternalIdentifier>\
         </rim:ExtrinsicObject></rim:RegistryObjectList></lcm:SubmitObjectsRequest>",
        slot("creationTime", "20240131103000"),
        slot("hash", &hash),
        slot("size", &PDF.len().to_string()),
        slot("URI", "DOC0001.PDF"),
        slot(
            "sourcePatientId",
            &format!("{number}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH")
        ),
        slot("codingScheme", "2.16.840.1.113883.6.1"),
    );
    testkit::zipped(&[
        ("INDEX.HTM", b"<html></html>".as_slice()),
        ("README.TXT", b"Carnet"),
        ("IHE_XDM/SUBSET01/METADATA.XML", metadata.as_bytes()),
        ("IHE_XDM/SUBSET01/DOC0001.PDF", PDF),
    ])
}

#[tokio::test]
async fn the_documents_of_an_archive_stand_in_the_record_as_it_says() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let zip = archive(ana.matricule());
        let files: [(&str, &str, &[u8]); 1] = [("IHE_XDM.zip", "application/zip", &zip)];
        let mail = with_files("1@medecin.exemple", "Votre radio.", &files);
        // In a record of somebody else it is refused, and leaves nothing.
        let refused = town.mails(BOX, &address(&louis), mail.clone()).await;
        assert_eq!(refused.expect_err("refused").code, 554);
        assert_eq!(town.conversations(&louis).await.0, 0);
        town.mails(BOX, &address(&ana), mail).await.expect("taken");
        town.world.advance(SENT);
        let documents = town.looks_at(&ana.cookie, "/espace/moi/documents").await;
        assert!(documents.contains("Radio du poignet"), "{documents}");
        assert!(documents.contains("31 janvier 2024"), "{documents}");
        let (_, way) = town.conversations(&ana).await;
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("Pièce jointe 1"), "{page}");
        let none = town.looks_at(&louis.cookie, "/espace/moi/documents").await;
        assert!(!none.contains("Radio du poignet"), "{none}");
    })
    .await;
}
