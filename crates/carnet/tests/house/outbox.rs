//! The demonstration's outbox: what was sent is listed, shown and downloaded;
//! nothing else of the machine is.

use crate::town::{PDF, Town};
use carnet::demo::outbox;
use carnet::site;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use post::{Address, Message, Notice};

/// A town whose house shows its outbox, as the demonstration does.
async fn town(url: &str) -> Town {
    let mut town = Town::on(url).await;
    let more = outbox::routes(town.house.post.clone());
    town.router = site::router(&town.house, None, more);
    town
}

async fn sends(town: &Town, notices: &[Notice]) {
    let mut tx = town.house.store.begin("test").await.expect("begun");
    let post = &town.house.post;
    post.queue(&mut tx, notices).await.expect("queued");
    tx.commit().await.expect("committed");
    let pass = post.deliver(10).await.expect("a pass");
    assert_eq!(pass.delivered, notices.len() as u64);
}

fn letter() -> Notice {
    let address = Address::new(["Claire Martin", "1 rue des Lilas", "44000 Nantes"]);
    let message = Message::letter(address.expect("right"), "Votre code", PDF.to_vec());
    Notice::new("test-letter", "1", message.expect("right"))
}

fn sms() -> Notice {
    let to = "0612345678".parse().expect("a mobile");
    let message = Message::sms(to, "Votre demande attend trois jours.").expect("right");
    Notice::new("test-sms", "1", message)
}

fn email(subject: &str, text: &str) -> Notice {
    let to = "claire@exemple.fr".parse().expect("an address");
    let message = Message::email(to, subject, text).expect("right");
    Notice::new("test-email", subject, message)
}

#[tokio::test]
async fn what_was_sent_is_listed_shown_and_downloaded() {
    testkit::for_each_store_at(async |_, url| {
        let town = town(&url).await;
        let empty = town.get("", outbox::PATH).await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.text().contains("Rien n’a encore été envoyé"));
        let (letter, email) = (letter(), email("Bonjour", "Ligne une.\n\nLigne deux."));
        let sms = sms();
        sends(&town, &[letter.clone(), email.clone(), sms.clone()]).await;
        let measures = town.get("", "/metrics").await.text();
        for line in [
            "carnet_notices{channel=\"letter\",state=\"delivered\"} 1",
            "carnet_notices{channel=\"sms\",state=\"queued\"} 0",
        ] {
            assert!(measures.contains(line), "{measures}");
        }
        let list = town.get("", outbox::PATH).await.text();
        for shown in [
            "Lettre",
            "Courriel",
            ">SMS</td>",
            "Votre code",
            "Claire Martin, 1 rue des Lilas",
        ] {
            assert!(list.contains(shown), "{shown}");
        }
        let page = format!("{}/{}", outbox::PATH, town.house.post.id(&email));
        let page = town.get("", &page).await.text();
        assert!(page.contains("claire@exemple.fr") && page.contains("Ligne deux."));
        assert!(!page.contains("/telecharger"), "nothing to download");
        let page = format!("{}/{}", outbox::PATH, town.house.post.id(&sms));
        let page = town.get("", &page).await.text();
        assert!(page.contains("Votre demande attend trois jours."), "{page}");
        assert!(page.contains("612345678"), "{page}");
        assert!(!page.contains("/telecharger"), "nothing to download");
        let page = format!("/en{}/{}", outbox::PATH, town.house.post.id(&letter));
        let shown = town.get("", &page).await.text();
        assert!(shown.contains("Download the PDF"));
        assert!(shown.contains(&format!("{page}/telecharger")));
        let pdf = town.get("", &format!("{page}/telecharger")).await;
        assert_eq!(&pdf.body[..], PDF);
        assert_eq!(pdf.headers[CONTENT_TYPE], "application/pdf");
        let named = pdf.headers[CONTENT_DISPOSITION].to_str().expect("a name");
        assert!(named.starts_with("attachment; "), "{named}");
    })
    .await;
}

#[tokio::test]
async fn web_01_doc_25_a_subject_stays_text_and_no_path_leads_out_of_the_folder() {
    testkit::for_each_store_at(async |_, url| {
        let town = town(&url).await;
        let email = email("<script>alert(1)</script>", "<img src=x onerror=alert(1)>");
        sends(&town, std::slice::from_ref(&email)).await;
        let id = town.house.post.id(&email);
        for path in [outbox::PATH.to_owned(), format!("{}/{id}", outbox::PATH)] {
            let page = town.get("", &path).await.text();
            assert!(page.contains("alert(1)"), "{path}");
            assert!(
                !page.contains("<script>alert") && !page.contains("<img src=x"),
                "{path}"
            );
        }
        for id in [
            "..",
            "%2e%2e",
            "..%2f..%2fkeys%2fmaster.key",
            "%2fetc%2fpasswd",
            "00000000000000000000000000",
            "1795424400000-x",
            "",
            ".",
            &format!("{id}.eml"),
            &id.to_string().to_uppercase(),
        ] {
            for end in ["", "/telecharger"] {
                let path = format!("{}/{id}{end}", outbox::PATH);
                let answer = town.get("", &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        // An e-mail without a PDF has none to download.
        let path = format!("{}/{id}/telecharger", outbox::PATH);
        assert_eq!(town.get("", &path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
