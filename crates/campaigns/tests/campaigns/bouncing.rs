//! An e-mail that the mail server took and gave back later: from the server to
//! the letter that is printed in its place.

use crate::house::{House, codes_in, codes_on};
use campaigns::Plan;
use post::{PostConfig, Security, SmtpConfig};
use spaces::Life;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::{TestWorld, for_each_store_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A message that the server took: from, to, and its text.
type Taken = (String, String, String);

/// A mail server that takes whatever it is given, on a free port.
fn server() -> (u16, Arc<Mutex<Vec<Taken>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let taken = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&taken);
    std::thread::spawn(move || {
        for line in listener.incoming().flatten() {
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || talk(line, &kept));
        }
    });
    (port, taken)
}

fn talk(mut line: TcpStream, taken: &Mutex<Vec<Taken>>) -> Option<()> {
    let mut heard = BufReader::new(line.try_clone().ok()?);
    let (mut from, mut to) = (String::new(), String::new());
    line.write_all(b"220 mail.exemple.fr\r\n").ok()?;
    loop {
        let mut command = String::new();
        if heard.read_line(&mut command).ok()? == 0 {
            return None;
        }
        let within = || {
            let start = command.find('<').map_or(0, |at| at + 1);
            let end = command.find('>').unwrap_or(command.len());
            command[start..end].to_owned()
        };
        let reply = match command.get(..4).unwrap_or_default() {
            "MAIL" => {
                from = within();
                "250 ok\r\n"
            }
            "RCPT" => {
                to = within();
                "250 ok\r\n"
            }
            "DATA" => {
                line.write_all(b"354 go on\r\n").ok()?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    if heard.read_line(&mut text).ok()? == 0 {
                        return None;
                    }
                }
                let message = (from.clone(), to.clone(), text);
                taken.lock().expect("taken").push(message);
                "250 taken\r\n"
            }
            _ => "250 ok\r\n",
        };
        line.write_all(reply.as_bytes()).ok()?;
    }
}

/// What a mail server writes days after it took a message.
fn report(sent_from: &str) -> String {
    format!(
        "From: MAILER-DAEMON@exemple.fr\r\nTo: {sent_from}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    )
}

async fn deadline(house: &House, n: u32) -> kernel::Timestamp {
    let found = house.spaces.life_of(house.person(n).await).await;
    match found.expect("asked") {
        Some((_, Life::Announced { deadline, .. })) => deadline,
        other => panic!("{n}: still to be decided: {other:?}"),
    }
}

#[tokio::test]
async fn a_message_that_smtp_took_and_gave_back_is_a_letter_with_a_new_code_and_six_weeks() {
    for_each_store_at(async |store, _| {
        let own = tempfile::tempdir().expect("a folder");
        let (port, taken) = server();
        let mailbox = own.path().join("returns");
        std::fs::create_dir_all(mailbox.join("new")).expect("made");
        let post = PostConfig {
            from: String::from("Carnet <carnet@carnet.exemple>"),
            bounce: Some(String::from("rebond@carnet.exemple")),
            returns: Some(mailbox.clone()),
            smtp: Some(SmtpConfig {
                host: String::from("127.0.0.1"),
                port: Some(port),
                security: Security::None,
                authority: None,
                username: None,
                password: None,
                connections: 1,
                wait_ms_max: 5_000,
            }),
            ..PostConfig::in_folder(&own.path().join("post"))
        };
        let (time, plan) = (TestWorld::new(), Plan::default());
        let house = House::with_post(store, own.path(), time, plan, post).await;
        house.people(3).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(9).await.expect("dispatched");
        house.post.deliver(10).await.expect("delivered");
        let first = deadline(&house, 1).await;
        let taken = taken.lock().expect("taken").clone();
        assert_eq!(taken.len(), 2, "both were taken");
        let sent = taken.iter().find(|one| one.1 == "p1@exemple.invalid");
        let (from, _, text) = sent.expect("to the first").clone();
        let old = codes_in(&text).remove(0);

        // Three days later the server says that it could not deliver one.
        house.days(3).await;
        std::fs::write(mailbox.join("new/1"), report(&from)).expect("arrived");
        let read = house.post.read_returns().await.expect("read");
        assert_eq!(read.returned, 1);
        let opening = house.campaigns.open_due().await.expect("nothing is due");
        assert_eq!((opening.letters, opening.opened), (1, 0));
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (1, 0));
        let anew = house.time.now().plus(DAY * 42);
        assert_eq!(deadline(&house, 1).await, anew, "six weeks of their own");
        for other in [2, 3] {
            assert_eq!(deadline(&house, other).await, first, "{other}");
        }
        // The letter in the second batch: to them, with a code that is theirs.
        let letter = house.campaigns.letters_folder().join("a-000002-01.pdf");
        let pdf = lopdf::Document::load(letter).expect("a PDF file");
        let page = pdf.extract_text(&[1]).expect("text");
        assert!(page.contains("1 rue des Lilas"), "{page}");
        let fresh = codes_on(&page);
        assert_eq!(fresh.len(), 1, "{page}");
        assert_ne!(fresh[0], old);
        assert!(!house.fits(1, &old).await, "the one that came back is dead");
        assert!(house.fits(1, &fresh[0]).await);

        // The same report again changes nothing, and each deadline is kept.
        std::fs::write(mailbox.join("new/2"), report(&from)).expect("arrived");
        house.post.read_returns().await.expect("read");
        house.days(42).await;
        let opening = house.campaigns.open_due().await.expect("due");
        assert_eq!((opening.letters, opening.opened), (0, 2));
        assert_eq!(deadline(&house, 1).await, anew);
        house.days(3).await;
        let opening = house.campaigns.open_due().await.expect("due");
        assert_eq!((opening.letters, opening.opened), (0, 1));
    })
    .await;
}
