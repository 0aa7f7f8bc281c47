//! Several processes on one outbox, and processes that die in the middle.

use crate::gateway::Gateway;
use crate::house::{DELIVERED, House, WAITING, email, open, sms, smtp, text_to};
use crate::server::{Mood, Server};
use kernel::{Timestamp, World};
use post::{LEASE, Post, PostConfig, SmtpConfig};
use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::Duration;
use store::Store;
use testkit::{TestWorld, for_each_store_at};

/// What the second process is told: the store, the way and its port.
const WORK: &str = "CARNET_POST_TEST_WORK";

/// Not a test by itself: what a second process does.
#[tokio::test]
async fn a_second_process_delivers() {
    let Ok(work) = std::env::var(WORK) else {
        return;
    };
    let parts: Vec<&str> = work.split('\u{1f}').collect();
    let [url, way, port, now] = parts[..] else {
        panic!("four parts")
    };
    let port = port.parse().expect("a port");
    let config = PostConfig {
        from: String::from("Carnet <carnet@carnet.exemple>"),
        smtp: (way == "smtp").then(|| smtp(port)),
        sms: (way == "sms").then(|| sms(port)),
        ..PostConfig::in_folder(std::path::Path::new("/nowhere"))
    };
    let clock = TestWorld::seeded(u64::from(std::process::id()));
    clock.set(Timestamp::from_millis(now.parse().expect("an instant")));
    let store = Store::open(url).await.expect("the store");
    let post = open(store, clock.world(), &config).await;
    while post.deliver(10).await.expect("a pass").delivered > 0 {}
}

fn second_process(url: &str, way: &str, port: u16, world: &World) -> Command {
    let now = world.now().millis().to_string();
    let work = [url, way, &port.to_string(), &now].join("\u{1f}");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args([
            "--exact",
            "processes::a_second_process_delivers",
            "--nocapture",
        ])
        .env(WORK, work)
        .stdout(Stdio::null());
    command
}

#[tokio::test]
async fn act_15_several_processes_send_each_notice_once() {
    for_each_store_at(async |store, url| {
        let gateway = Gateway::start().await;
        let house = House::with(store, |config| config.sms = Some(sms(gateway.port))).await;
        let notices: Vec<_> = (0..200).map(|n| text_to(n * 1_000)).collect();
        house.queue(&notices).await;
        let others: Vec<_> = (0..2)
            .map(|_| {
                second_process(&url, "sms", gateway.port, &house.world.world())
                    .spawn()
                    .expect("a second process")
            })
            .collect();
        while house.post.deliver(10).await.expect("a pass").delivered > 0 {
            tokio::task::yield_now().await;
        }
        for mut other in others {
            let ended = tokio::task::spawn_blocking(move || other.wait()).await;
            assert!(ended.expect("waited").expect("ended").success());
        }
        // What one had claimed when the others ended is recorded by now.
        let references = gateway.references();
        let different: HashSet<&String> = references.iter().collect();
        assert_eq!((references.len(), different.len()), (200, 200));
        for notice in &notices {
            assert_eq!(
                house.row(house.post.id(notice)).await,
                (DELIVERED, 1, false)
            );
        }
    })
    .await;
}

#[tokio::test]
async fn act_15_a_process_killed_in_the_middle_loses_nothing_and_a_duplicate_can_be_told() {
    // Where it dies, and how often the server then has the message.
    for (point, taken) in [("post-before-send", 1), ("post-after-send", 2)] {
        for_each_store_at(async |store, url| {
            let server = Server::start(Mood::Fair).await;
            let house = House::with(store, |config| config.smtp = Some(smtp(server.port))).await;
            let notice = email("claire");
            let id = house.post.id(&notice);
            house.queue(std::slice::from_ref(&notice)).await;
            let mut command = second_process(&url, "smtp", server.port, &house.world.world());
            let mut second = command
                .env("CARNET_KILL_AT", point)
                .spawn()
                .expect("a second process");
            let ended = tokio::task::spawn_blocking(move || second.wait()).await;
            assert!(!ended.expect("waited").expect("ended").success(), "{point}");
            assert_eq!(server.taken().len(), taken - 1, "{point}");
            assert_eq!(house.row(id).await, (WAITING, 1, true), "{point}");
            // While the dead one's lease lasts, nobody touches it.
            house.world.advance(LEASE - Duration::from_millis(1));
            assert_eq!(house.deliver().await.delivered, 0, "{point}");
            house.world.advance(Duration::from_millis(1));
            assert_eq!(house.deliver().await.delivered, 1, "{point}");
            assert_eq!(house.row(id).await, (DELIVERED, 2, false), "{point}");
            let taken_now = server.taken();
            assert_eq!(taken_now.len(), taken, "{point}");
            let message_id = format!("Message-ID: <{id}@carnet.exemple>");
            assert!(taken_now.iter().all(|mail| mail.data.contains(&message_id)));
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_was_too_slow_changes_nothing_of_what_another_did() {
    for_each_store_at(async |store, url| {
        let server = Server::start(Mood::Fair).await;
        let house = House::with(store, |config| config.smtp = Some(smtp(server.port))).await;
        let notice = email("stall");
        let id = house.post.id(&notice);
        house.queue(std::slice::from_ref(&notice)).await;
        // One claims it and hangs; meanwhile its lease ends and another, on a
        // folder, delivers it.
        let slow = tokio::spawn({
            let post = house.post.clone();
            async move { post.deliver(1).await }
        });
        while house.row(id).await.1 == 0 {
            tokio::task::yield_now().await;
        }
        house.world.advance(LEASE);
        let folder = tempfile::tempdir().expect("a folder");
        let config = PostConfig::in_folder(folder.path());
        let other = Store::open(&url).await.expect("the store");
        let other = open(other, house.world.world(), &config).await;
        assert_eq!(other.deliver(10).await.expect("a pass").delivered, 1);
        assert_eq!(house.row(id).await, (DELIVERED, 2, false));
        let pass = slow.await.expect("ended").expect("a pass");
        assert_eq!(pass.again, 1);
        assert_eq!(house.row(id).await, (DELIVERED, 2, false));
    })
    .await;
}

#[tokio::test]
async fn whoever_was_too_slow_does_not_free_what_another_is_trying() {
    for_each_store_at(async |store, url| {
        let server = Server::start(Mood::Fair).await;
        let house = House::with(store, |config| config.smtp = Some(smtp(server.port))).await;
        let notice = email("stall");
        let id = house.post.id(&notice);
        house.queue(std::slice::from_ref(&notice)).await;
        let tried = async |tries| {
            while house.row(id).await.1 < tries {
                tokio::task::yield_now().await;
            }
        };
        let deliver = |post: Post| tokio::spawn(async move { post.deliver(1).await });
        let slow = deliver(house.post.clone());
        tried(1).await;
        house.world.advance(LEASE);
        // The other one has more patience with the server.
        let patient = SmtpConfig {
            wait_ms_max: 60_000,
            ..smtp(server.port)
        };
        let config = PostConfig {
            smtp: Some(patient),
            ..PostConfig::default()
        };
        let other = Store::open(&url).await.expect("the store");
        let other = open(other, house.world.world(), &config).await;
        let patient = deliver(other);
        tried(2).await;
        let pass = slow.await.expect("ended").expect("a pass");
        assert_eq!(pass.again, 1);
        let rows = house.store.query("SELECT due FROM outbox", vec![]).await;
        let due = rows.expect("asked")[0].timestamp(0).expect("an instant");
        assert_eq!(due, house.world.now().plus(LEASE), "still the other's");
        patient.abort();
    })
    .await;
}
