//! No recipient, no text and no secret is in a log, whatever goes wrong.

use crate::gateway::Gateway;
use crate::house::{House, email, letter, sms, smtp, text_to};
use crate::server::{Mood, Server};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testkit::for_each_store;

static LINES: AtomicUsize = AtomicUsize::new(0);
static WRONG: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What stands in the notices and the set-up of every test of this program, in
/// clear and as it is on the line.
const PLANTED: [&str; 9] = [
    "exemple.fr",
    "Bonjour",
    "vous attend",
    "+336",
    "123456",
    "Lilas",
    "provisoire",
    "jeton",
    "AGNhcm5ldABzZWNyZXQ",
];

/// Where log lines go: nowhere, but read on the way.
struct Reader;

impl std::io::Write for Reader {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        LINES.fetch_add(1, Ordering::SeqCst);
        if PLANTED.iter().any(|planted| text.contains(planted)) {
            WRONG.lock().expect("lines").push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn log_14_neither_recipient_nor_text_nor_token_is_in_any_log() {
    let lines = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false);
    lines.with_writer(|| Reader).init();
    for_each_store(async |store| {
        let (server, gateway) = (Server::start(Mood::Fair).await, Gateway::start().await);
        let house = House::with(store.clone(), |config| {
            let mut smtp = smtp(server.port);
            smtp.username = Some(String::from("carnet"));
            smtp.password = Some(kernel::Secret::new(String::from("secret")));
            config.smtp = Some(smtp);
            config.sms = Some(sms(gateway.port));
        })
        .await;
        let mut notices: Vec<_> = [
            "claire", "refuse", "defer", "stall", "close", "content", "busy",
        ]
        .map(email)
        .into();
        notices.extend([0, 400, 500, 999].map(text_to));
        notices.push(letter("1"));
        house.queue(&notices).await;
        for _ in 0..4 {
            house.deliver().await;
            house.world.advance(Duration::from_secs(60));
        }
        // A body that does not open, and no table at all.
        let altered = "UPDATE outbox SET body = $1 WHERE state = 0";
        let body = vec![vec![1_u8, 2, 3].into()];
        house.store.execute(altered, body).await.expect("altered");
        house.world.advance(Duration::from_secs(24 * 60 * 60));
        house.deliver().await;
        house.queue(&[email("jean")]).await;
        let away = "ALTER TABLE outbox RENAME TO gone";
        house.store.execute(away, vec![]).await.expect("away");
        assert!(house.post.deliver(1).await.is_err());
    })
    .await;
    assert!(LINES.load(Ordering::SeqCst) > 50, "the log was read");
    let wrong = WRONG.lock().expect("lines");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
