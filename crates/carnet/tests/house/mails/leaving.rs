//! What a holder answers leaves for the mailbox that wrote, and what became of it
//! stands with it.

use super::{BOX, OTHER_BOX, Relay, SENT, address, letter, signed_in, with_files};
use crate::town::{Holder, PDF, Town};
use std::time::Duration;

/// A conversation that a doctor began by mail; the way to it.
async fn begun(town: &Town, ana: &Holder) -> String {
    let files: [(&str, &str, &[u8]); 1] = [("radio.pdf", "application/pdf", PDF)];
    let mail = with_files("1@medecin.exemple", "Un.", &files);
    town.mails(BOX, &address(ana), mail).await.expect("taken");
    town.world.advance(SENT);
    town.conversations(ana).await.1
}

/// The name that a mail gives itself.
fn name_of(mail: &str) -> String {
    let line = mail.lines().find(|line| line.starts_with("Message-ID:"));
    let name = line.expect("a name").trim_start_matches("Message-ID:");
    name.trim().trim_matches(['<', '>']).to_owned()
}

/// What mail servers send back of a mail (RFC 3464), or mail programs (RFC 8098).
fn report(of: &str, kind: &str, says: &str) -> Vec<u8> {
    format!(
        "From: MAILER-DAEMON@medecin.exemple\r\nSubject: Report\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type={kind}; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain\r\n\r\nReport.\r\n\
         --part\r\nContent-Type: message/{kind}\r\n\r\n{says}\r\n\
         --part\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\n\r\n\
         --part--\r\n"
    )
    .into_bytes()
}

fn bounce(of: &str) -> Vec<u8> {
    let says = format!(
        "Reporting-MTA: dns; relay.exemple\r\n\r\nFinal-Recipient: rfc822; {BOX}\r\n\
         Action: failed\r\nStatus: 5.1.1"
    );
    report(of, "delivery-status", &says)
}

fn displayed(of: &str) -> Vec<u8> {
    let says = format!(
        "Final-Recipient: rfc822; {BOX}\r\nOriginal-Message-ID: <{of}>\r\n\
         Disposition: manual-action/MDN-sent-manually; displayed"
    );
    report(of, "disposition-notification", &says)
}

#[tokio::test]
async fn an_answer_leaves_for_the_mailbox_that_wrote_once_it_cannot_be_taken_back() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let way = begun(&town, &ana).await;
        town.answers(&ana, &way, "Merci, à bientôt.").await;
        town.lets_leave().await;
        assert!(relay.left().is_empty(), "it is held");
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("en attente d’envoi"), "{page}");
        town.world.advance(SENT);
        town.lets_leave().await;
        town.lets_leave().await;
        let left = relay.left();
        let [mail] = &left[..] else {
            panic!("one mail: {left:?}")
        };
        assert_eq!((&mail.from, mail.to.as_str()), (&address(&ana), BOX));
        for said in ["Merci", "1@medecin.exemple", "Ana Martin", "X-MSS-NIL"] {
            assert!(mail.text.contains(said), "{said}: {}", mail.text);
        }
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("envoyé à sa messagerie"), "{page}");
        let history = town
            .looks_at(&ana.cookie, "/espace/moi/acces/journal")
            .await;
        assert!(
            history.contains("A envoyé un message à la messagerie"),
            "{history}"
        );
        // What comes back is of that message: read there, and not less for what
        // comes late.
        let name = name_of(&mail.text);
        let back = town.reports_back(&address(&ana), displayed(&name)).await;
        back.expect("taken");
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("lu dans sa messagerie"), "{page}");
        // A mail that answers it goes on with the conversation.
        let names = format!("References: <1@medecin.exemple> <{name}>\r\n");
        let more = letter(BOX, "2@medecin.exemple", "Re: Vos examens", "Deux.", &names);
        town.mails(BOX, &address(&ana), more).await.expect("taken");
        town.world.advance(SENT);
        assert_eq!(town.conversations(&ana).await.0, 1);
        says_that_it_was_read(&town, &ana, &relay).await;
        // What asks for nothing is not said to be read.
        let id = kernel::DocumentId::new(&*town.house.world.chance);
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(!page.contains("Dire que je l’ai lu"), "{page}");
        let none = format!("message={id}");
        let none = town.post(&ana.cookie, &format!("{way}/lu"), &none).await;
        assert_eq!(none.status, http::StatusCode::NOT_FOUND);
    })
    .await;
}

/// A mail that asks for it is said to be read by its holder's button alone, once, to the
/// mailbox that it came from.
async fn says_that_it_was_read(town: &Town, ana: &Holder, relay: &Relay) {
    let before = relay.left().len();
    let ways = async |subject: &str, n: u8, to: &str| {
        let asks = format!("Disposition-Notification-To: <{to}>\r\n");
        let mail = letter(
            BOX,
            &format!("lu-{n}@medecin.exemple"),
            subject,
            "CANARI",
            &asks,
        );
        town.mails(BOX, &address(ana), mail).await.expect("taken");
        town.world.advance(SENT);
        way_to(town, ana, subject).await
    };
    let elsewhere = ways("Courrier alpha", 1, "autre@medecin.exemple").await;
    let page = town.looks_at(&ana.cookie, &elsewhere).await;
    assert!(!page.contains("Dire que je l’ai lu"), "{page}");
    let way = ways("Courrier beta", 2, BOX).await;
    let page = town.looks_at(&ana.cookie, &way).await;
    assert!(page.contains("Dire que je l’ai lu"), "{page}");
    let id = page.split("name=\"message\" value=\"").nth(1);
    let id = id.and_then(|rest| rest.split('"').next()).expect("asked");
    town.lets_leave().await;
    assert_eq!(relay.left().len(), before, "nothing is said by itself");
    for _ in 0..2 {
        let said = format!("message={id}");
        let said = town.post(&ana.cookie, &format!("{way}/lu"), &said).await;
        assert_eq!(said.location(), format!("{way}?fait=lu"), "{}", said.text());
        town.lets_leave().await;
    }
    let left = relay.left();
    assert_eq!(left.len(), before + 1, "{left:?}");
    let receipt = left.last().expect("a receipt");
    assert_eq!((receipt.from.as_str(), receipt.to.as_str()), ("", BOX));
    for said in [
        "Original-Message-ID: <lu-2@medecin.exemple>",
        "Disposition: manual-action/MDN-sent-manually; displayed",
    ] {
        assert!(receipt.text.contains(said), "{said}: {}", receipt.text);
    }
    let words = ["CANARI", "Courrier beta", "Disposition-Notification-To"];
    assert!(!words.iter().any(|it| receipt.text.contains(it)));
    let page = town.looks_at(&ana.cookie, &way).await;
    assert!(
        page.contains("confirmation de lecture donnée") && !page.contains("Dire que je l’ai lu"),
        "{page}"
    );
    let history = "/espace/moi/acces/journal";
    let history = town.looks_at(&ana.cookie, history).await;
    let line = "A confirmé à son auteur la lecture d’un message";
    assert_eq!(history.matches(line).count(), 1, "{history}");
    // What does not arrive is said where it was said, and is nothing to be told of.
    let way = ways("Courrier gamma", 3, BOX).await;
    let page = town.looks_at(&ana.cookie, &way).await;
    let id = page.split("name=\"message\" value=\"").nth(1);
    let id = id.and_then(|rest| rest.split('"').next()).expect("asked");
    relay.says(Some("550 5.1.1 No"));
    let said = format!("message={id}");
    town.post(&ana.cookie, &format!("{way}/lu"), &said).await;
    town.lets_leave().await;
    relay.says(None);
    let page = town.looks_at(&ana.cookie, &way).await;
    assert!(page.contains("ne l’a pas acceptée"), "{page}");
    assert!(!page.contains("n’est pas arrivé"), "{page}");
}

#[tokio::test]
async fn an_institution_writes_and_is_answered_by_its_own_mailbox() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let mail = letter(OTHER_BOX, "1@chb.exemple", "Votre sortie", "Un.", "");
        let taken = town.mails(OTHER_BOX, &address(&ana), mail).await;
        taken.expect("taken");
        town.world.advance(SENT);
        let (_, way) = town.conversations(&ana).await;
        let page = town.looks_at(&ana.cookie, &way).await;
        for said in [
            "Cabinet des Lilas",
            "Établissement · FINESS 750000001",
            "Un.",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        town.answers(&ana, &way, "Merci.").await;
        // And she may begin another with it.
        let write = town
            .looks_at(&ana.cookie, "/espace/moi/messages/ecrire")
            .await;
        assert!(write.contains("value=\"750000001\""), "{write}");
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&geste=envoyer&a=750000001&sujet=Question&texte=Deux");
        let begun = town
            .post(&ana.cookie, "/espace/moi/messages/ecrire", &form)
            .await;
        assert_eq!(
            begun.status,
            http::StatusCode::SEE_OTHER,
            "{}",
            begun.text()
        );
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.iter().all(|mail| mail.to == OTHER_BOX), "{left:?}");
        // No professional who works there finds it.
        let doctor = signed_in(&town).await;
        let theirs = format!("/pro/patients/{}/messages", ana.space);
        let page = town.looks_at(&doctor.cookie, &theirs).await;
        assert!(!page.contains(", dernier message"), "{page}");
        let thread = way.rsplit('/').next().expect("an id");
        let path = format!("{theirs}/{thread}");
        let page = town.get(&doctor.cookie, &path).await;
        assert_eq!(page.status, http::StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_or_answered_here_leaves_by_no_mail() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let way = begun(&town, &ana).await;
        town.answers(&ana, &way, "Non.").await;
        let page = town.looks_at(&ana.cookie, &way).await;
        let id = page.split("name=\"message\" value=\"").nth(1);
        let id = id.and_then(|rest| rest.split('"').next()).expect("held");
        let form = format!("message={id}");
        let undone = town
            .post(&ana.cookie, &format!("{way}/annuler"), &form)
            .await;
        assert_eq!(undone.status, http::StatusCode::SEE_OTHER);
        town.world.advance(SENT);
        town.lets_leave().await;
        assert!(relay.left().is_empty());
        // The doctor signs in and writes here: here they are answered.
        let doctor = signed_in(&town).await;
        let thread = way.rsplit('/').next().expect("an id");
        let theirs = format!("/pro/patients/{}/messages/{thread}", ana.space);
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&geste=envoyer&texte=Ici");
        let sent = town.post(&doctor.cookie, &theirs, &form).await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(SENT);
        town.answers(&ana, &way, "Entendu.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        assert!(relay.left().is_empty());
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(!page.contains("sa messagerie"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_for_two_days_and_then_its_holder_is_told() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let way = begun(&town, &ana).await;
        // Not now, and then.
        relay.says(Some("451 4.3.0 Later"));
        town.answers(&ana, &way, "Merci.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("en attente d’envoi"), "{page}");
        // However often it is tried, nothing is read before it would be taken.
        for _ in 0..3 {
            town.world.advance(Duration::from_secs(20 * 60));
            town.lets_leave().await;
        }
        let lines = async |cookie: &str| {
            let history = town.looks_at(cookie, "/espace/moi/acces/journal/csv");
            let line = "A envoyé un message à la messagerie";
            history.await.matches(line).count()
        };
        let ana = town.later(ana).await;
        assert_eq!(lines(&ana.cookie).await, 0);
        relay.says(None);
        town.world.advance(Duration::from_secs(2 * 60 * 60));
        let ana = town.later(ana).await;
        town.lets_leave().await;
        assert_eq!(relay.left().len(), 1);
        assert_eq!(lines(&ana.cookie).await, 1);
        // It left, and comes back.
        let name = name_of(&relay.left()[0].text);
        let back = town.reports_back(&address(&ana), bounce(&name)).await;
        back.expect("taken");
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("n’est pas arrivé"), "{page}");
        let told = told(&town).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(!told[0].contains("Merci") && !told[0].contains("Benali"));
        // Refused at once.
        relay.says(Some("550 5.1.1 Unknown"));
        town.answers(&ana, &way, "Encore.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let page = town.looks_at(&ana.cookie, &way).await;
        assert_eq!(page.matches("n’est pas arrivé").count(), 2, "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_was_attached_and_is_gone_by_then_is_told_and_never_left_out_in_silence() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let way = begun(&town, &ana).await;
        let id = town.adds(&ana, "Mes mesures").await;
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&geste=envoyer&texte=Voici&document-{id}=oui");
        let sent = town.post(&ana.cookie, &way, &form).await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
        let binned = format!("geste=jeter&d-{id}=oui");
        let path = "/espace/moi/documents/ensemble";
        let binned = town.post(&ana.cookie, path, &binned).await;
        assert_eq!(binned.status, http::StatusCode::SEE_OTHER);
        town.world.advance(SENT);
        town.lets_leave().await;
        assert!(relay.left().is_empty());
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("n’est pas arrivé"), "{page}");
        assert_eq!(told(&town).await.len(), 1);
    })
    .await;
}

/// The notices of what did not arrive.
async fn told(town: &Town) -> Vec<String> {
    town.house.post.deliver(100).await.expect("a pass");
    let sent = town.house.post.sent(100).await.expect("listed");
    let ours = sent
        .into_iter()
        .filter(|it| it.subject.contains("pas arrivé"));
    ours.map(|it| format!("{} {}", it.subject, it.text))
        .collect()
}

#[tokio::test]
async fn a_report_of_nothing_that_left_is_refused() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let way = begun(&town, &ana).await;
        town.answers(&ana, &way, "Merci.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let name = name_of(&relay.left()[0].text);
        let digit = if name.starts_with('0') { "1" } else { "0" };
        let forged = format!("{digit}{}", &name[1..]);
        for mail in [
            bounce(&forged),
            bounce("1@medecin.exemple"),
            letter(BOX, "9@x.exemple", "Suivi", "Ceci n’est pas un rapport", ""),
            b"".to_vec(),
        ] {
            let refused = town.reports_back(&address(&ana), mail).await;
            assert!(refused.expect_err("refused").code >= 550);
        }
        let page = town.looks_at(&ana.cookie, &way).await;
        assert!(page.contains("envoyé à sa messagerie"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_is_attached_leaves_with_the_answer_and_the_history_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let way = begun(&town, &ana).await;
        let list = town.looks_at(&ana.cookie, "/espace/moi/documents").await;
        let id = list.split("/espace/moi/documents/").skip(1);
        let mut ids = id.filter_map(|rest| rest.get(..26));
        let id = ids.find(|id| id.bytes().all(|b| b.is_ascii_alphanumeric()));
        let id = id.expect("a document").to_owned();
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&geste=envoyer&texte=Voici&document-{id}=oui");
        let sent = town.post(&ana.cookie, &way, &form).await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        assert!(left[0].text.contains("radio.pdf"), "{}", left[0].text);
        let history = town
            .looks_at(&ana.cookie, "/espace/moi/acces/journal")
            .await;
        assert!(history.contains("avec un message"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn each_mailbox_of_a_conversation_gets_what_is_said_after_its_owner_came() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        begun(&town, &ana).await;
        let mail = letter(OTHER_BOX, "1@chb.exemple", "Votre sortie", "Un.", "");
        let taken = town.mails(OTHER_BOX, &address(&ana), mail).await;
        taken.expect("taken");
        town.world.advance(SENT);
        let (_, way) = town.conversations(&ana).await;
        town.answers(&ana, &way, "CANARIAVANT").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        assert_eq!(relay.left().len(), 1, "to the hospital");
        // She brings in the doctor, who wrote before: from then on it is two mails.
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&qui=99700218896");
        let brought = town
            .post(&ana.cookie, &format!("{way}/ajouter"), &form)
            .await;
        assert_eq!(
            brought.location(),
            format!("{way}?fait=ajoute"),
            "{}",
            brought.text()
        );
        town.answers(&ana, &way, "CANARIAPRES").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        let after: Vec<_> = left.iter().skip(1).collect();
        let to = |address: &str| {
            let mut found = after.iter().filter(|mail| mail.to == address);
            found
                .next()
                .unwrap_or_else(|| panic!("{address}: {left:?}"))
        };
        assert_eq!(after.len(), 2, "{left:?}");
        let (doctors, hospitals) = (to(BOX), to(OTHER_BOX));
        for mail in [doctors, hospitals] {
            assert!(mail.text.contains("CANARIAPRES") && !mail.text.contains("CANARIAVANT"));
        }
        let (one, two) = (name_of(&doctors.text), name_of(&hospitals.text));
        assert_ne!(one, two, "a report is of one of them");
        let back = town.reports_back(&address(&ana), displayed(&one)).await;
        back.expect("taken");
        let page = town.looks_at(&ana.cookie, &way).await;
        for words in [
            "Samir Benali : lu dans sa messagerie",
            "Cabinet des Lilas : envoyé à sa messagerie",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // The doctor answers by mail: the same conversation, and the hospital has it.
        let names = format!("References: <{one}>\r\n");
        let more = letter(
            BOX,
            "9@medecin.exemple",
            "Re: sortie",
            "CANARIMEDECIN",
            &names,
        );
        town.mails(BOX, &address(&ana), more).await.expect("taken");
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        let last: Vec<_> = left.iter().skip(3).collect();
        assert_eq!(last.len(), 1, "{left:?}");
        assert_eq!(
            (&last[0].from, last[0].to.as_str()),
            (&address(&ana), OTHER_BOX)
        );
        assert!(last[0].text.contains("CANARIMEDECIN"), "{}", last[0].text);
        assert!(
            town.looks_at(&ana.cookie, &way)
                .await
                .contains("CANARIMEDECIN")
        );
        // Whoever is taken off gets nothing more.
        let token = kernel::DocumentId::new(&*town.house.world.chance);
        let form = format!("jeton={token}&qui=99700218896");
        town.post(&ana.cookie, &format!("{way}/retirer"), &form)
            .await;
        town.answers(&ana, &way, "CANARISANS").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        assert_eq!(left.len(), 5, "{left:?}");
        assert_eq!(left[4].to, OTHER_BOX);
    })
    .await;
}

#[tokio::test]
async fn what_a_parent_writes_leaves_under_their_own_name_for_the_child() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let to = format!("{}@{}", lea.number, super::DOMAIN);
        let mail = letter(BOX, "1@medecin.exemple", "Suivi", "Un.", "");
        town.mails(BOX, &to, mail).await.expect("taken");
        town.world.advance(SENT);
        let list = town
            .looks_at(&ana.cookie, &Town::of(&lea, "/messages"))
            .await;
        assert!(list.contains(&to), "the child's own address: {list}");
        let link = Town::of(&lea, "/messages/");
        let ways = list.split(&link).skip(1).map(|rest| &rest[..26]);
        let id = ways.last().expect("a conversation").to_owned();
        let way = format!("{link}{id}");
        town.answers(&ana, &way, "Merci, à bientôt.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        let [mail] = &left[..] else {
            panic!("one mail: {left:?}")
        };
        assert_eq!((&mail.from, mail.to.as_str()), (&to, BOX));
        let from = mail.text.lines().find(|line| line.starts_with("From:"));
        let from = from.expect("a sender");
        assert!(from.contains("Ana Martin pour Lea Martin"), "{from}");
        let text = mail.text.replace("=\n", "");
        assert!(
            text.contains("crit par Ana Martin pour Lea Martin"),
            "{text}"
        );
        let told = town
            .looks_at(&ana.cookie, &Town::of(&lea, "/acces/journal"))
            .await;
        assert!(told.contains("messagerie d’un professionnel"), "{told}");
        // What does not arrive both parents are told; and what they wrote who answers for
        // the child no more does not leave unseen.
        town.answers(&ana, &way, "Encore.").await;
        let gives_up = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &gives_up, "geste=rendre").await;
        town.takes(&ana, &lea).await;
        town.world.advance(SENT);
        relay.says(Some("550 5.1.1 No"));
        town.lets_leave().await;
        // Whoever answers for her sees which one, who wrote it or not.
        let louis = town.holder(1).await;
        town.answers_for(&louis, lea.space).await;
        for who in [&ana, &louis] {
            let page = town.looks_at(&who.cookie, &way).await;
            assert!(page.contains("Ce message n’est pas arrivé"), "{page}");
        }
        let given = town
            .looks_at(&ana.cookie, "/espace/moi/notifications")
            .await;
        let words = "Un message écrit pour un enfant dont vous gérez l’espace n’est pas arrivé";
        assert!(given.contains(words), "{given}");
        relay.says(None);
        town.answers(&ana, &way, "De trop.").await;
        town.does(&ana.cookie, &gives_up, "geste=rendre").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        assert_eq!(
            relay.left().len(),
            1,
            "whoever answers for nobody writes nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_carer_writes_leaves_under_their_own_name_and_not_once_it_is_confided_no_more() {
    testkit::for_each_store_at(async |_, url| {
        let relay = Relay::open().await;
        let town = Town::with_mail(&url, &relay).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let own = begun(&town, &ana).await;
        let way = own.replace("/espace/moi/", &format!("/espace/{}/", ana.space));
        town.answers(&louis, &way, "Merci.").await;
        town.world.advance(SENT);
        town.lets_leave().await;
        let left = relay.left();
        let [mail] = &left[..] else {
            panic!("one mail: {left:?}")
        };
        assert_eq!((&mail.from, mail.to.as_str()), (&address(&ana), BOX));
        let from = mail.text.lines().find(|line| line.starts_with("From:"));
        let from = from.expect("a sender");
        assert!(from.contains("Louis Petit pour Ana Martin"), "{from}");
        let text = mail.text.replace("=\n", "");
        let foot = "crit par Louis Petit pour Ana Martin";
        assert!(text.contains(foot), "{text}");
        let page = town.looks_at(&louis.cookie, &way).await;
        assert!(page.contains("envoyé à sa messagerie"), "{page}");
        // It waits while what is confided ends, by the tick or whole, or is given anew.
        let care = town.care_of(&ana.cookie).await;
        for gestes in [
            &["messages-non"][..],
            &["messages-oui", "messages-non", "messages-oui"],
            &["arreter"],
        ] {
            if gestes[0] == "messages-oui" {
                town.does(&ana.cookie, &care, "geste=messages-oui").await;
            }
            let began = match gestes[0] {
                "messages-non" => own.clone(),
                _ => begun_again(&town, &ana, gestes.len()).await,
            };
            let way = began.replace("/espace/moi/", &format!("/espace/{}/", ana.space));
            town.answers(&louis, &way, "CANARI").await;
            town.world.advance(Duration::from_secs(1));
            for geste in gestes.iter().skip(usize::from(gestes.len() > 1)) {
                town.does(&ana.cookie, &care, &format!("geste={geste}"))
                    .await;
            }
            town.world.advance(SENT);
            town.lets_leave().await;
            assert_eq!(relay.left().len(), 1, "{gestes:?}");
            let page = town.looks_at(&ana.cookie, &began).await;
            assert!(page.contains("Ce message n’est pas arrivé"), "{page}");
        }
        let given = "/espace/moi/notifications";
        let mine = town.looks_at(&ana.cookie, given).await;
        assert!(mine.contains("n’est pas arrivé"), "{mine}");
        let his = town.looks_at(&louis.cookie, given).await;
        assert!(!his.contains("n’est pas arrivé"), "{his}");
    })
    .await;
}

/// Another conversation that the doctor begins by mail; the way to it.
async fn begun_again(town: &Town, ana: &Holder, n: usize) -> String {
    let id = format!("autre-{n}@medecin.exemple");
    let mail = letter(BOX, &id, &format!("Suivi {n}"), "Un.", "");
    town.mails(BOX, &address(ana), mail).await.expect("taken");
    town.world.advance(SENT);
    way_to(town, ana, &format!("Suivi {n}")).await
}

/// The way to the conversation about this.
async fn way_to(town: &Town, ana: &Holder, subject: &str) -> String {
    let list = town.looks_at(&ana.cookie, super::LIST).await;
    let at = list.find(subject).expect("listed");
    let way = "/espace/moi/messages/";
    let start = list[..at].rfind(way).expect("a way");
    list[start..start + way.len() + 26].to_owned()
}
