//! Servers that refuse, defer, stall, close the line, and take things they
//! should not.

use crate::house::{DELIVERED, FAILED, House, RETURNED, WAIT_MS, WAITING, email, smtp, text_to};
use crate::server::{Mood, Server};
use post::{Message, Notice};
use std::time::{Duration, Instant};
use store::Store;
use testkit::for_each_store;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn with_server(store: Store, mood: Mood) -> (House, Server) {
    let server = Server::start(mood).await;
    let port = server.port;
    let house = House::with(store, |config| config.smtp = Some(smtp(port))).await;
    (house, server)
}

#[tokio::test]
async fn an_email_is_handed_over_with_its_id_on_envelope_and_message() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        let notice = email("claire");
        let id = house.post.id(&notice);
        assert_eq!(house.sends(&notice).await.delivered, 1);
        assert_eq!(house.row(id).await, (DELIVERED, 1, false));
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].to, "claire@exemple.fr");
        assert_eq!(taken[0].from, format!("rebond+{id}@carnet.exemple"));
        let message_id = format!("Message-ID: <{id}@carnet.exemple>\r\n");
        assert!(taken[0].data.contains(&message_id), "{}", taken[0].data);
        assert!(taken[0].data.contains("Votre espace vous attend."));
        assert!(server.commands()[0].ends_with(" carnet.exemple"), "EHLO");
    })
    .await;
}

#[tokio::test]
async fn web_21_no_line_of_a_text_ends_its_message_or_begins_another() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        let text = "One.\n.\nMAIL FROM:<x@exemple.fr>\n..\n.two\n\n.\n";
        let to = "claire@exemple.fr".parse().expect("an address");
        let message = Message::email(to, "Points", text).expect("right");
        assert_eq!(
            house
                .sends(&Notice::new("test", "1", message))
                .await
                .delivered,
            1
        );
        assert_eq!(house.sends(&email("paul")).await.delivered, 1);
        let taken = server.taken();
        assert_eq!(taken.len(), 2);
        let (_, body) = taken[0].data.split_once("\r\n\r\n").expect("a body");
        assert_eq!(body.trim_end(), text.replace('\n', "\r\n").trim_end());
        assert_eq!(taken[1].to, "paul@exemple.fr");
    })
    .await;
}

#[tokio::test]
async fn a_line_is_used_for_many_and_opened_anew_when_it_was_closed() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        let many: Vec<Notice> = (0..20).map(|n| email(&format!("p{n}"))).collect();
        house.queue(&many).await;
        assert_eq!(house.deliver().await.delivered, 20);
        assert!(server.connections() <= 2, "{}", server.connections());
        server.becomes(Mood::Forgetful);
        house
            .queue(&[email("a"), email("b"), email("c"), email("d")])
            .await;
        assert_eq!(house.deliver().await.delivered, 4);
        assert_eq!(server.taken().len(), 24);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_for_good_and_the_line_goes_on() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        for name in ["refuse", "content"] {
            let notice = email(name);
            let pass = house.sends(&notice).await;
            assert_eq!((pass.failed, pass.no_way), (1, false), "{name}");
            assert_eq!(house.row(house.post.id(&notice)).await, (FAILED, 1, false));
        }
        assert_eq!(house.sends(&email("claire")).await.delivered, 1);
        assert_eq!(server.taken().len(), 1);
        assert_eq!(server.connections(), 1);
        assert_eq!(house.post.counts().await.expect("counted").email.failed, 2);
        let mut tx = house.store.begin("test").await.expect("begun");
        let returned = house.post.returned(&mut tx, "test-email", 10).await;
        assert_eq!(returned.expect("listed").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_deferred_email_is_tried_again_when_it_is_due_and_given_up_after_three_days() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        // A refusal by policy is about us, not about the address.
        let (deferred, by_policy) = (email("defer"), email("policy"));
        house.queue(&[deferred.clone(), by_policy.clone()]).await;
        assert_eq!(house.deliver().await.again, 2);
        assert_eq!(house.deliver().await.again, 0, "not due yet");
        house.world.advance(MINUTE - Duration::from_millis(1));
        assert_eq!(house.deliver().await.again, 0, "not due yet");
        house.world.advance(Duration::from_millis(1));
        assert_eq!(house.deliver().await.again, 2);
        for notice in [&deferred, &by_policy] {
            assert_eq!(house.row(house.post.id(notice)).await, (WAITING, 2, true));
        }
        house.world.advance(DAY * 3);
        assert_eq!(house.deliver().await.failed, 2);
        for notice in [&deferred, &by_policy] {
            assert_eq!(house.row(house.post.id(notice)).await, (FAILED, 3, false));
        }
        assert!(server.taken().is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_that_stalls_holds_up_neither_the_others_nor_what_is_said_about_them() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::Fair).await;
        let mut notices: Vec<Notice> = (0..10).map(|n| email(&format!("p{n}"))).collect();
        notices.insert(0, email("stall"));
        notices.push(text_to(1));
        house.queue(&notices).await;
        let begun = Instant::now();
        let pass = house.deliver().await;
        assert_eq!((pass.delivered, pass.again, pass.failed), (11, 1, 0));
        assert!(begun.elapsed() < Duration::from_millis(WAIT_MS * 5));
        assert_eq!(
            house.row(house.post.id(&notices[0])).await,
            (WAITING, 1, true)
        );
        // The stalled line is not used again: who is refused next is refused.
        house.queue(&[email("refuse"), email("claire")]).await;
        let pass = house.deliver().await;
        assert_eq!((pass.delivered, pass.failed), (1, 1));
        assert_eq!(
            house.row(house.post.id(&email("claire"))).await.0,
            DELIVERED
        );
        assert_eq!(server.taken().len(), 11);
    })
    .await;
}

#[tokio::test]
async fn a_line_closed_in_the_middle_is_no_refusal() {
    for_each_store(async |store| {
        let (house, _server) = with_server(store, Mood::Fair).await;
        let notice = email("close");
        let pass = house.sends(&notice).await;
        assert_eq!((pass.again, pass.failed), (1, 0));
        assert_eq!(house.row(house.post.id(&notice)).await, (WAITING, 1, true));
        // 421: it closes for everybody.
        let pass = house.sends(&email("busy")).await;
        assert_eq!((pass.again, pass.no_way), (1, true));
    })
    .await;
}

#[tokio::test]
async fn trouble_that_is_ours_costs_no_notice_its_life_and_ends_the_pass() {
    for_each_store(async |store| {
        for mood in [Mood::Mute, Mood::NoSender] {
            let (house, server) = with_server(store.clone(), mood).await;
            let notices: Vec<Notice> = (0..10).map(|n| email(&format!("{mood:?}{n}"))).collect();
            house.queue(&notices).await;
            let begun = Instant::now();
            let pass = house.deliver().await;
            assert!(begun.elapsed() < Duration::from_millis(WAIT_MS * 5));
            assert!(pass.no_way, "{mood:?}");
            assert_eq!(
                (pass.failed, pass.again),
                (0, 2),
                "as many as lines, {mood:?}"
            );
            // It comes back to its senses; nobody waits longer than a minute.
            server.becomes(Mood::Fair);
            house.world.advance(MINUTE);
            assert_eq!(house.deliver().await.delivered, 10, "{mood:?}");
        }
        // Nobody listens.
        let house = House::with(store.clone(), |config| config.smtp = Some(smtp(1))).await;
        let pass = house.sends(&email("nobody")).await;
        assert_eq!((pass.again, pass.no_way), (1, true));
    })
    .await;
}

#[tokio::test]
async fn taken_without_a_word_it_is_sent_again_under_the_same_id() {
    for_each_store(async |store| {
        let (house, server) = with_server(store, Mood::SilentAtTheEnd).await;
        let notice = email("claire");
        assert_eq!(house.sends(&notice).await.again, 1);
        server.becomes(Mood::Fair);
        house.world.advance(MINUTE);
        assert_eq!(house.deliver().await.delivered, 1);
        let taken = server.taken();
        assert_eq!(taken.len(), 2);
        let message_id = format!("Message-ID: <{}@", house.post.id(&notice));
        assert!(taken.iter().all(|taken| taken.data.contains(&message_id)));
        assert_eq!(taken[0].from, taken[1].from);
    })
    .await;
}

#[tokio::test]
async fn taken_and_sent_back_later_it_is_known() {
    for_each_store(async |store| {
        let server = Server::start(Mood::Fair).await;
        let maildir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(maildir.path().join("new")).expect("made");
        let house = House::with(store, |config| {
            config.smtp = Some(smtp(server.port));
            config.returns = Some(maildir.path().to_owned());
        })
        .await;
        let notice = email("claire");
        let id = house.post.id(&notice);
        assert_eq!(house.sends(&notice).await.delivered, 1);
        let taken = server.taken().remove(0);
        let report = format!(
            "From: MAILER-DAEMON@exemple.fr\r\nTo: {}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n--b--\r\n",
            taken.from, taken.data
        );
        std::fs::write(maildir.path().join("new/1"), report).expect("arrived");
        let read = house.post.read_returns().await.expect("read");
        assert_eq!((read.returned, read.ignored), (1, 0));
        assert_eq!(house.row(id).await, (RETURNED, 1, false));
    })
    .await;
}

#[tokio::test]
async fn who_we_are_is_said_and_a_wrong_word_is_our_trouble() {
    for_each_store(async |store| {
        let server = Server::start(Mood::Fair).await;
        let with = |password: &str| {
            let mut smtp = smtp(server.port);
            smtp.username = Some(String::from("carnet"));
            smtp.password = Some(kernel::Secret::new(password.to_owned()));
            smtp
        };
        let wrong = with("wrong");
        let house = House::with(store.clone(), |config| config.smtp = Some(wrong)).await;
        let pass = house.sends(&email("a")).await;
        assert_eq!((pass.again, pass.no_way), (1, true));
        assert!(server.taken().is_empty());
        let said = server.commands();
        assert!(
            said.iter()
                .any(|command| command.starts_with("AUTH PLAIN "))
        );
        assert!(!said.iter().any(|command| command.starts_with("MAIL")));
        let right = with("secret");
        let house = House::with(store.clone(), |config| config.smtp = Some(right)).await;
        assert_eq!(house.sends(&email("b")).await.delivered, 1);
    })
    .await;
}

#[tokio::test]
async fn a_set_up_that_would_speak_in_clear_or_half_say_who_we_are_is_refused() {
    for_each_store(async |store| {
        let refused = async |change: &dyn Fn(&mut post::SmtpConfig)| {
            let mut smtp = smtp(25);
            change(&mut smtp);
            let config = post::PostConfig {
                smtp: Some(smtp),
                ..post::PostConfig::default()
            };
            let world = testkit::TestWorld::new().world();
            post::Post::new(store.clone(), &crate::house::keys(), world, &config)
                .await
                .err()
                .map(|error| error.log_text())
                .unwrap_or_default()
        };
        let said = refused(&|smtp| smtp.host = String::from("mail.exemple.fr")).await;
        assert!(said.contains("[post.smtp] security"), "{said}");
        let said = refused(&|smtp| smtp.username = Some(String::from("carnet"))).await;
        assert!(said.contains("password"), "{said}");
        let said = refused(&|smtp| {
            smtp.security = post::Security::Tls;
            smtp.authority = Some("/nowhere.pem".into());
        })
        .await;
        assert!(said.contains("[post.smtp] authority"), "{said}");
        assert!(refused(&|_| ()).await.is_empty());
    })
    .await;
}
