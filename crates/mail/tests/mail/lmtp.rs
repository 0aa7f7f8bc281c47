//! A client that says what clients say, and what they should not.

mod limits;

use async_trait::async_trait;
use mail::Refusal;
use mail::lmtp::{Limits, Room, serve};
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here takes; shorter than a test that hangs.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Kept {
    from: Option<String>,
    to: Vec<String>,
    message: Vec<u8>,
}

/// A room that does as the names of senders and recipients tell it.
struct Rehearsal {
    kept: Mutex<Vec<Kept>>,
    inside: AtomicUsize,
    most_inside: AtomicUsize,
    /// A mail for `held@…` waits for a permit of this.
    held: Semaphore,
}

impl Rehearsal {
    fn kept(&self) -> Vec<Kept> {
        self.kept.lock().expect("kept").clone()
    }
}

fn nobody() -> Refusal {
    Refusal::never("5.1.1", "No such mailbox").coded(550)
}

#[async_trait]
impl Room for Rehearsal {
    async fn sender(&self, from: Option<&str>, size: Option<u64>) -> Result<(), Refusal> {
        match (from, size) {
            (Some("unwelcome@a.fr"), _) => {
                Err(Refusal::never("5.7.1", "Not from there").coded(550))
            }
            (Some("dies@a.fr"), _) => panic!("as the name says"),
            (_, Some(77)) => Err(Refusal::later("4.3.1", "No room for this").coded(452)),
            _ => Ok(()),
        }
    }

    async fn recipient(&self, _from: Option<&str>, to: &str) -> Result<(), Refusal> {
        match to.split('@').next() {
            Some("nobody") => Err(nobody()),
            Some("slow") => {
                std::future::pending::<()>().await;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn deliver(
        &self,
        from: Option<&str>,
        to: &[String],
        message: Vec<u8>,
    ) -> Vec<Result<(), Refusal>> {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_inside.fetch_max(inside, Ordering::SeqCst);
        let names: Vec<&str> = to.iter().filter_map(|to| to.split('@').next()).collect();
        if names.contains(&"held") {
            self.held.acquire().await.expect("open").forget();
        }
        if names.contains(&"never-ends") {
            std::future::pending::<()>().await;
        }
        assert!(!names.contains(&"dies"), "as the name says");
        self.inside.fetch_sub(1, Ordering::SeqCst);
        let answers = names.iter().map(|name| match *name {
            "full" => Err(Refusal::later("4.2.2", "The mailbox is full").coded(452)),
            "refuses" => Err(Refusal::never("5.6.0", "Not like this")),
            "forges" => Err(Refusal {
                code: 250,
                status: "2.0.0",
                text: String::from("Fine\r\n250 2.0.0 Fine"),
            }),
            _ => Ok(()),
        });
        let answers: Vec<_> = answers.collect();
        let kept = to
            .iter()
            .zip(&answers)
            .filter(|(_, answer)| answer.is_ok())
            .map(|(to, _)| to.clone())
            .collect::<Vec<_>>();
        if !kept.is_empty() {
            self.kept.lock().expect("kept").push(Kept {
                from: from.map(str::to_owned),
                to: kept,
                message,
            });
        }
        match names.contains(&"miscounts") {
            true => Vec::new(),
            false => answers,
        }
    }
}

struct Served {
    room: Arc<Rehearsal>,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Served {
    async fn with(change: impl FnOnce(&mut Limits)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let room = room();
        let mut limits = Limits {
            host: String::from("carnet.exemple"),
            ..Limits::default()
        };
        change(&mut limits);
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve(listener, room.clone(), limits, async {
            drop(stopped.await);
        }));
        Self {
            room,
            port,
            stop: Some(stop),
            task,
        }
    }

    async fn fair() -> Self {
        Self::with(|_| ()).await
    }

    async fn client(&self) -> Client {
        let line = TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("connected");
        Client { line }
    }

    async fn greeted(&self) -> Client {
        let mut client = self.client().await;
        client.expect("220 carnet.exemple LMTP\r\n").await;
        client.say("LHLO relais.exemple.fr\r\n").await;
        client.codes(&[250, 250, 250, 250, 250]).await;
        client
    }
}

fn room() -> Arc<Rehearsal> {
    Arc::new(Rehearsal {
        kept: Mutex::default(),
        inside: AtomicUsize::new(0),
        most_inside: AtomicUsize::new(0),
        held: Semaphore::new(0),
    })
}

struct Client {
    line: TcpStream,
}

impl Client {
    async fn say(&mut self, text: impl AsRef<[u8]>) {
        self.line.write_all(text.as_ref()).await.expect("said");
    }

    async fn answer(&mut self) -> String {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let byte = timeout(PATIENCE, self.line.read_u8())
                .await
                .expect("an answer");
            match byte {
                Ok(byte) => line.push(byte),
                Err(_) => break,
            }
        }
        String::from_utf8(line).expect("an answer in ASCII")
    }

    async fn expect(&mut self, wanted: &str) {
        assert_eq!(self.answer().await, wanted);
    }

    async fn codes(&mut self, wanted: &[u16]) {
        let mut told = Vec::new();
        for _ in wanted {
            let line = self.answer().await;
            told.push(
                line.get(..3)
                    .and_then(|code| code.parse().ok())
                    .unwrap_or(0),
            );
        }
        assert_eq!(told, wanted);
    }

    async fn asked(&mut self, command: &str, code: u16) {
        self.say(format!("{command}\r\n")).await;
        let answer = self.answer().await;
        assert!(answer.starts_with(&code.to_string()), "{command}: {answer}");
    }

    /// Everything until the other side closes.
    async fn rest(mut self) -> String {
        let mut all = Vec::new();
        drop(
            timeout(PATIENCE, self.line.read_to_end(&mut all))
                .await
                .expect("closed"),
        );
        String::from_utf8(all).expect("answers in ASCII")
    }
}

#[tokio::test]
async fn a_mail_is_kept_and_each_recipient_has_an_answer() {
    let served = Served::fair().await;
    let mut client = served.client().await;
    client.expect("220 carnet.exemple LMTP\r\n").await;
    client.say("LHLO relais.exemple.fr\r\n").await;
    for line in [
        "250-carnet.exemple\r\n",
        "250-PIPELINING\r\n",
        "250-ENHANCEDSTATUSCODES\r\n",
        "250-8BITMIME\r\n",
        "250 SIZE 36700160\r\n",
    ] {
        client.expect(line).await;
    }
    client
        .asked("MAIL FROM:<a@a.fr> SIZE=40 BODY=8BITMIME", 250)
        .await;
    client.asked("RCPT TO:<one@b.fr>", 250).await;
    client.say("RCPT TO:<nobody@b.fr>\r\n").await;
    client.expect("550 5.1.1 No such mailbox\r\n").await;
    for name in ["full", "refuses", "forges", "two"] {
        client.asked(&format!("RCPT TO:<{name}@b.fr>"), 250).await;
    }
    client.asked("DATA", 354).await;
    client
        .say(b"Subject: \xe9\r\n\r\n..\r\nBonjour.\r\n.\r\n")
        .await;
    client.codes(&[250, 452, 554, 451, 250]).await;
    client.asked("QUIT", 221).await;
    assert_eq!(client.rest().await, "");
    let kept = Kept {
        from: Some(String::from("a@a.fr")),
        to: vec![String::from("one@b.fr"), String::from("two@b.fr")],
        message: b"Subject: \xe9\r\n\r\n.\r\nBonjour.\r\n".to_vec(),
    };
    assert_eq!(served.room.kept(), [kept]);
}

#[tokio::test]
async fn two_mails_in_one_connection_have_nothing_of_each_other() {
    let served = Served::fair().await;
    let mut client = served.greeted().await;
    for (from, to) in [("<a@a.fr>", "one"), ("<>", "two")] {
        client.asked(&format!("MAIL FROM:{from}"), 250).await;
        client.asked(&format!("RCPT TO:<{to}@b.fr>"), 250).await;
        client.asked("DATA", 354).await;
        client.say(format!("{to}\r\n.\r\n")).await;
        client.codes(&[250]).await;
    }
    // Forgotten, or said twice.
    client.asked("MAIL FROM:<c@a.fr>", 250).await;
    client.asked("MAIL FROM:<d@a.fr>", 503).await;
    client.asked("RCPT TO:<three@b.fr>", 250).await;
    client.asked("RSET", 250).await;
    client.asked("DATA", 503).await;
    client.asked("RCPT TO:<three@b.fr>", 503).await;
    let kept = served.room.kept();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (kept[0].from.as_deref(), &*kept[0].message),
        (Some("a@a.fr"), &b"one\r\n"[..])
    );
    assert_eq!(
        (kept[1].from.as_deref(), &*kept[1].to),
        (None, &[String::from("two@b.fr")][..])
    );
}

#[tokio::test]
async fn commands_have_an_order_and_a_form() {
    let served = Served::fair().await;
    let mut client = served.client().await;
    client.codes(&[220]).await;
    client.asked("MAIL FROM:<a@a.fr>", 503).await;
    client.asked("EHLO relais", 500).await;
    client.asked("LHLO relais", 250).await;
    client.codes(&[250, 250, 250, 250]).await;
    client.asked("DATA", 503).await;
    client.asked("MAIL FROM:<\u{e9}@a.fr> SMTPUTF8", 500).await;
    client.asked("MAIL FROM:<a@a.fr> SMTPUTF8", 555).await;
    client.asked("MAIL FROM:<a@a.fr> SIZE=36700161", 552).await;
    client.asked("MAIL FROM:<a@a.fr> SIZE=77", 452).await;
    client.asked("MAIL FROM:<unwelcome@a.fr>", 550).await;
    client.asked("MAIL FROM:<a@a.fr>", 250).await;
    client.asked("RCPT TO:<nobody@b.fr>", 550).await;
    // RFC 2033 §4.2: nobody is left to answer for.
    client.asked("DATA", 503).await;
    client.asked("NOOP", 250).await;
    client.asked("VRFY one", 252).await;
    assert_eq!(served.room.kept(), []);
}

#[tokio::test]
async fn a_line_that_is_too_long_or_ends_otherwise_is_no_command() {
    let served = Served::fair().await;
    let mut client = served.greeted().await;
    let long = "x".repeat(1_994);
    client.asked(&format!("NOOP{long}"), 500).await;
    client.asked(&format!("NOOP {}", &long[..1_993]), 250).await;
    client.asked(&format!("NOOP {}", &long[..1_994]), 500).await;
    client
        .asked(&format!("NOOP {}", "x".repeat(500_000)), 500)
        .await;
    client.say("RSET\n").await;
    client.codes(&[500]).await;
    client.say("RSET\rQUIT\r\n").await;
    client.codes(&[500]).await;
    client.asked("NOOP", 250).await;
    // Nobody goes on for ever saying nothing that is understood.
    let said = "WHAT\r\n".repeat(30);
    client.say(said).await;
    let told = client.rest().await;
    assert!(
        told.ends_with("421 4.7.0 Too many wrong commands\r\n"),
        "{told}"
    );
}

#[tokio::test]
async fn a_hundred_recipients_and_no_more() {
    let served = Served::fair().await;
    let mut client = served.greeted().await;
    client.asked("MAIL FROM:<a@a.fr>", 250).await;
    for n in 0..100 {
        client.asked(&format!("RCPT TO:<p{n}@b.fr>"), 250).await;
    }
    client.asked("RCPT TO:<p100@b.fr>", 452).await;
    client.asked("DATA", 354).await;
    client.say("x\r\n.\r\n").await;
    client.codes(&[250; 100]).await;
    assert_eq!(served.room.kept()[0].to.len(), 100);
}

#[tokio::test]
async fn a_mail_beyond_the_limit_is_read_to_its_end_and_refused() {
    let served = Served::with(|limits| limits.message_bytes_max = 1_000).await;
    let mut client = served.greeted().await;
    for (length, code) in [(998, 250), (999, 552), (2_000_000, 552), (10, 250)] {
        client.asked("MAIL FROM:<a@a.fr>", 250).await;
        client.asked("RCPT TO:<one@b.fr>", 250).await;
        client.asked("RCPT TO:<two@b.fr>", 250).await;
        client.asked("DATA", 354).await;
        client.say(format!("{}\r\n.\r\n", "x".repeat(length))).await;
        client.codes(&[code, code]).await;
    }
    assert_eq!(served.room.kept().len(), 2);
}

#[tokio::test]
async fn a_line_end_of_another_kind_smuggles_no_second_mail() {
    let served = Served::fair().await;
    for end in [
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r\n",
        "\r\n.\r",
        "\r\r\n.\r\r\n",
    ] {
        let mut client = served.greeted().await;
        client.asked("MAIL FROM:<a@a.fr>", 250).await;
        client.asked("RCPT TO:<one@b.fr>", 250).await;
        client.asked("DATA", 354).await;
        let inside = "MAIL FROM:<chef@a.fr>\r\nRCPT TO:<two@b.fr>\r\nDATA\r\nForged\r\n";
        client.say(format!("a{end}{inside}.\r\nNOOP\r\n")).await;
        client.codes(&[554, 250]).await;
    }
    assert_eq!(served.room.kept(), []);
}

#[tokio::test]
async fn whoever_goes_away_in_the_middle_leaves_nothing() {
    let served = Served::fair().await;
    for left in ["", "Subject: x\r\n\r\nBonj", "x\r\n.", "x\r\n.\r"] {
        let mut client = served.greeted().await;
        client.asked("MAIL FROM:<a@a.fr>", 250).await;
        client.asked("RCPT TO:<one@b.fr>", 250).await;
        client.asked("DATA", 354).await;
        client.say(left).await;
        client.line.shutdown().await.expect("shut");
        assert_eq!(client.rest().await, "", "{left:?}");
    }
    assert_eq!(served.room.kept(), []);
}

#[tokio::test]
async fn a_room_that_dies_or_is_slow_means_later() {
    let served = Served::with(|limits| limits.wait_room = Duration::from_millis(80)).await;
    let mut client = served.greeted().await;
    client.asked("MAIL FROM:<dies@a.fr>", 451).await;
    client.asked("MAIL FROM:<a@a.fr>", 250).await;
    client.asked("RCPT TO:<slow@b.fr>", 451).await;
    client.asked("RSET", 250).await;
    for name in ["dies", "never-ends", "miscounts"] {
        client.asked("MAIL FROM:<a@a.fr>", 250).await;
        client.asked(&format!("RCPT TO:<{name}@b.fr>"), 250).await;
        client.asked("RCPT TO:<one@b.fr>", 250).await;
        client.asked("DATA", 354).await;
        client.say("x\r\n.\r\n").await;
        client.codes(&[451, 451]).await;
    }
    client.asked("NOOP", 250).await;
}

#[tokio::test]
async fn a_socket_in_the_file_system_is_as_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lmtp");
    let listener = UnixListener::bind(&path).expect("a socket");
    let room = room();
    let served = serve(
        listener,
        room.clone(),
        Limits::default(),
        std::future::pending(),
    );
    let task = tokio::spawn(served);
    let mut line = UnixStream::connect(&path).await.expect("connected");
    let said = "LHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<one@b.fr>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";
    line.write_all(said.as_bytes()).await.expect("said");
    let mut all = String::new();
    line.read_to_string(&mut all).await.expect("answers");
    assert!(
        all.ends_with("250 2.0.0 Kept\r\n221 2.0.0 Goodbye\r\n"),
        "{all}"
    );
    assert_eq!(room.kept().len(), 1);
    task.abort();
}

/// Two mails, with all that may be said in one go.
const BATCH: &str = "LHLO relais\r\nMAIL FROM:<a@a.fr> SIZE=20\r\nRCPT TO:<one@b.fr>\r\n\
    RCPT TO:<nobody@b.fr>\r\nRCPT TO:<two@b.fr>\r\nDATA\r\nSubject: x\r\n\r\n..y\r\n.\r\n\
    RSET\r\nMAIL FROM:<>\r\nRCPT TO:<one@b.fr>\r\nDATA\r\n.\r\nNOOP\r\nQUIT\r\n";

#[tokio::test]
async fn pieces_of_every_size_say_the_same() {
    let served = Served::fair().await;
    let mut whole = String::new();
    for size in (1..=BATCH.len()).rev() {
        let mut client = served.client().await;
        for piece in BATCH.as_bytes().chunks(size) {
            client.say(piece).await;
            if size < 20 {
                tokio::task::yield_now().await;
            }
        }
        let told = client.rest().await;
        if whole.is_empty() {
            whole.clone_from(&told);
            let codes: Vec<&str> = told.lines().map(|line| &line[..3]).collect();
            let wanted =
                "220 250 250 250 250 250 250 250 550 250 354 250 250 250 250 250 354 250 250 221";
            assert_eq!(codes.join(" "), wanted);
        }
        assert_eq!(told, whole, "in pieces of {size}");
    }
    let kept = served.room.kept();
    assert_eq!(kept.len(), 2 * BATCH.len());
    assert!(
        kept.chunks(2)
            .all(|two| two[0].message == b"Subject: x\r\n\r\n.y\r\n" && two[1].message.is_empty())
    );
}

/// How many 250 were answered to a mail's end, by the words of that answer.
fn claimed(answers: &str) -> usize {
    answers
        .lines()
        .filter(|line| *line == "250 2.0.0 Kept")
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_is_said_nothing_is_claimed_that_was_not_kept(
        words in proptest::collection::vec(prop_oneof![
            4 => proptest::sample::select(BATCH.split_inclusive("\r\n").map(str::to_owned).collect::<Vec<_>>()),
            2 => proptest::sample::select(vec![
                "RCPT TO:<full@b.fr>\r\n", "RCPT TO:<refuses@b.fr>\r\n", "RCPT TO:<forges@b.fr>\r\n",
                "RCPT TO:<dies@b.fr>\r\n", "RCPT TO:<miscounts@b.fr>\r\n", ".\n", "\r", ".", "\n.\r\n",
                "MAIL FROM:<unwelcome@a.fr>\r\n", "DATA\r\n", "DATA\r\n", ".\r\n", ".\r\n",
            ]).prop_map(str::to_owned),
            2 => proptest::sample::select(vec!["one", "refuses", "dies", "miscounts", "full", "forges"])
                .prop_map(|name| format!(
                    "RSET\r\nMAIL FROM:<a@a.fr>\r\nRCPT TO:<one@b.fr>\r\nRCPT TO:<{name}@b.fr>\r\nDATA\r\n"
                )),
            1 => "[ -~\\r\\n]{0,12}",
        ], 0..24),
        noise in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (told, kept) = runtime.block_on(async {
            let served = Served::with(|limits| limits.message_bytes_max = 60).await;
            let mut client = served.client().await;
            let mut said = b"LHLO relais\r\n".to_vec();
            said.extend(words.concat().into_bytes());
            said.extend(&noise);
            drop(client.line.write_all(&said).await);
            drop(client.line.shutdown().await);
            let mut all = Vec::new();
            drop(timeout(PATIENCE, client.line.read_to_end(&mut all)).await.expect("closed"));
            (String::from_utf8(all).expect("ASCII"), served.room.kept())
        });
        let really: usize = kept.iter().map(|kept| kept.to.len()).sum();
        prop_assert!(claimed(&told) <= really, "{told}");
        for line in told.lines() {
            prop_assert!(line.len() < 512 && matches!(line.as_bytes()[0], b'2' | b'3' | b'4' | b'5'), "{line}");
        }
    }
}
