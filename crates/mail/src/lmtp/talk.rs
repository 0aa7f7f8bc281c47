//! One connection, from the greeting to the goodbye.

use super::command::{self, Command};
use super::data::{Come, Coming};
use super::{Line, Server};
use crate::Refusal;
use futures_util::FutureExt as _;
use std::future::Future;
use std::io;
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

/// The longest line of a command, its end included.
const LINE_BYTES_MAX: usize = 2_000;
/// As many wrong lines, and the connection ends.
const WRONG_LINES_MAX: u32 = 20;
/// How long a last word may take.
pub(super) const GOODBYE: Duration = Duration::from_secs(5);
const READ_BYTES: usize = 64 * 1024;

/// A mail that is being announced.
struct Announced {
    from: Option<String>,
    size: Option<u64>,
    to: Vec<String>,
}

/// Why a connection ends before its client said so.
enum End {
    /// The client went away, or was silent for too long with nothing to say.
    Gone,
    /// With a last word.
    Word(&'static str),
}

impl From<io::Error> for End {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

const SILENT: End = End::Word("421 4.4.2 Too long without a word\r\n");
const CLOSING: End = End::Word("421 4.3.2 This server closes\r\n");

/// The bytes of a connection: what came and was not looked at, what is to be
/// said and was not sent.
struct Wire {
    line: Box<dyn Line>,
    came: Vec<u8>,
    /// What of it was not looked at.
    left: Range<usize>,
    say: String,
    stop: watch::Receiver<bool>,
    wait: Duration,
}

impl Wire {
    async fn flush(&mut self) -> Result<(), End> {
        if self.say.is_empty() {
            return Ok(());
        }
        let sent = async {
            self.line.write_all(self.say.as_bytes()).await?;
            self.line.flush().await
        };
        timeout(self.wait, sent).await.map_err(|_| End::Gone)??;
        self.say.clear();
        Ok(())
    }

    /// What came and was not looked at; what is to be said is sent first, when
    /// more has to be waited for.
    async fn more(&mut self) -> Result<&[u8], End> {
        if self.left.is_empty() {
            self.flush().await?;
            let read = self.line.read(&mut self.came).await?;
            self.left = 0..read;
            if read == 0 {
                return Err(End::Gone);
            }
        }
        Ok(&self.came[self.left.clone()])
    }

    /// The next line without its end; nothing, for a line that is none.
    async fn line(&mut self) -> Result<Result<Vec<u8>, Refusal>, End> {
        let mut stop = self.stop.clone();
        let until = Instant::now() + self.wait;
        let mut line = Vec::new();
        let mut length = 0_usize;
        loop {
            let more = tokio::select! {
                biased;
                more = timeout_at(until, self.more()) => more,
                _ = stop.wait_for(|stop| *stop) => return Err(CLOSING),
            };
            let bytes = more.map_err(|_| SILENT)??;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let piece = &bytes[..end.map_or(bytes.len(), |end| end + 1)];
            length = length.saturating_add(piece.len());
            if length <= LINE_BYTES_MAX {
                line.extend_from_slice(piece);
            }
            let taken = piece.len();
            self.left.start += taken;
            if end.is_some() {
                break;
            }
        }
        let wrong = |text| Err(Refusal::never("5.5.2", text).coded(500));
        Ok(match line.strip_suffix(b"\r\n") {
            _ if length > LINE_BYTES_MAX => wrong("This line is too long"),
            Some(line) if !line.contains(&b'\r') => Ok(line.to_vec()),
            _ => wrong("A line ends with CR LF, and has none within"),
        })
    }

    fn say(&mut self, line: &str) {
        self.say.push_str(line);
        self.say.push_str("\r\n");
    }
}

/// Talks with a client until it ends.
pub(super) async fn talk(line: Box<dyn Line>, server: &Server) {
    let mut wire = Wire {
        line,
        came: vec![0; READ_BYTES],
        left: 0..0,
        say: String::new(),
        stop: server.stop.clone(),
        wait: server.limits.wait_command,
    };
    if let Err(End::Word(word)) = commands(&mut wire, server).await {
        wire.say.push_str(word);
    }
    drop(timeout(GOODBYE, wire.flush()).await);
    drop(timeout(GOODBYE, wire.line.shutdown()).await);
}

async fn commands(wire: &mut Wire, server: &Server) -> Result<(), End> {
    let limits = &server.limits;
    wire.say(&format!("220 {} LMTP", limits.host));
    let mut greeted = false;
    let mut mail: Option<Announced> = None;
    let mut wrong = 0_u32;
    loop {
        let answer = match wire.line().await? {
            Err(refusal) => Err(refusal),
            Ok(line) => command::read(&line),
        };
        let done = match answer {
            Err(refusal) => Err(refusal),
            Ok(Command::Quit) => {
                wire.say("221 2.0.0 Goodbye");
                return Ok(());
            }
            Ok(Command::Hello) => {
                greeted = true;
                mail = None;
                hello(wire, server);
                Ok(())
            }
            Ok(Command::Nothing) => {
                wire.say("250 2.0.0 Fine");
                Ok(())
            }
            Ok(Command::Reset) => {
                mail = None;
                wire.say("250 2.0.0 Forgotten");
                Ok(())
            }
            Ok(Command::Verify) => {
                wire.say("252 2.5.0 Nobody is named here; send the mail");
                Ok(())
            }
            Ok(_) if !greeted => Err(order("Say LHLO first")),
            Ok(Command::Mail { .. }) if mail.is_some() => Err(order("One mail at a time")),
            Ok(Command::Mail { from, size }) => match sender(server, from.as_deref(), size).await {
                Ok(()) => {
                    let to = Vec::new();
                    mail = Some(Announced { from, size, to });
                    wire.say("250 2.1.0 Go on");
                    Ok(())
                }
                // No mistake of the client's: it is not counted.
                Err(refusal) => {
                    wire.say(&refusal.line());
                    Ok(())
                }
            },
            Ok(Command::Recipient(to)) => match &mut mail {
                None => Err(order("MAIL comes before RCPT")),
                Some(mail) => {
                    match recipient(server, mail, &to).await {
                        Ok(()) => {
                            mail.to.push(to);
                            wire.say("250 2.1.5 Go on");
                        }
                        Err(refusal) => wire.say(&refusal.line()),
                    }
                    Ok(())
                }
            },
            Ok(Command::Data) => match mail.take() {
                Some(announced) if !announced.to.is_empty() => {
                    data(wire, server, announced).await?;
                    Ok(())
                }
                // RFC 2033 §4.2: without a recipient there is nothing to answer.
                announced => {
                    mail = announced;
                    Err(order("RCPT comes before DATA"))
                }
            },
        };
        if let Err(refusal) = done {
            wrong += 1;
            wire.say(&refusal.line());
            if wrong >= WRONG_LINES_MAX {
                return Err(End::Word("421 4.7.0 Too many wrong commands\r\n"));
            }
        }
    }
}

fn order(text: &str) -> Refusal {
    Refusal::never("5.5.1", text).coded(503)
}

fn hello(wire: &mut Wire, server: &Server) {
    let limits = &server.limits;
    for line in [
        &*format!("250-{}", limits.host),
        "250-PIPELINING",
        "250-ENHANCEDSTATUSCODES",
        "250-8BITMIME",
        &*format!("250 SIZE {}", limits.message_bytes_max),
    ] {
        wire.say(line);
    }
}

/// What the room says; *not now*, when it dies or takes too long.
async fn asked<T>(server: &Server, answer: impl Future<Output = T>) -> Result<T, Refusal> {
    let later = || Refusal::later("4.3.0", "This cannot be answered now");
    let answer = AssertUnwindSafe(answer).catch_unwind();
    match timeout(server.limits.wait_room, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) => {
            tracing::error!("LMTP: the room died of a question");
            Err(later())
        }
        Err(_) => {
            tracing::warn!("LMTP: the room took too long");
            Err(later())
        }
    }
}

async fn sender(server: &Server, from: Option<&str>, size: Option<u64>) -> Result<(), Refusal> {
    if size.is_some_and(|size| size > server.limits.message_bytes_max as u64) {
        return Err(too_long());
    }
    asked(server, server.room.sender(from, size)).await?
}

async fn recipient(server: &Server, mail: &Announced, to: &str) -> Result<(), Refusal> {
    if mail.to.len() >= server.limits.recipients_max {
        return Err(Refusal::later("4.5.3", "Too many recipients").coded(452));
    }
    asked(server, server.room.recipient(mail.from.as_deref(), to)).await?
}

fn too_long() -> Refusal {
    Refusal::never("5.3.4", "This mail is too large").coded(552)
}

/// Takes a mail and gives one answer for each recipient.
async fn data(wire: &mut Wire, server: &Server, mail: Announced) -> Result<(), End> {
    let limits = &server.limits;
    let until = Instant::now() + limits.wait_message;
    // INVARIANT: no byte of a mail is in memory without a place for it.
    let memory = tokio::select! {
        memory = timeout_at(until, server.memory.acquire()) => memory,
        _ = wire.stop.wait_for(|stop| *stop) => return Err(CLOSING),
    };
    let Ok(Ok(_memory)) = memory else {
        let busy = Refusal::later("4.3.1", "Too many mails at once");
        wire.say(&busy.line());
        return Ok(());
    };
    wire.say("354 Go on; end with a dot alone on a line");
    let until = Instant::now() + limits.wait_message;
    let mut coming = Coming::new(limits.message_bytes_max, mail.size);
    loop {
        let next = until.min(Instant::now() + limits.wait_data);
        let bytes = match timeout_at(next, wire.more()).await {
            Ok(bytes) => bytes?,
            Err(_) => return Err(SILENT),
        };
        let length = bytes.len();
        match coming.take(bytes) {
            Some(end) => {
                wire.left.start += end;
                break;
            }
            None => wire.left.start += length,
        }
    }
    let answers = match coming.done() {
        Come::Whole(message) => delivered(server, &mail, message).await,
        Come::TooLong => vec![Err(too_long()); mail.to.len()],
        Come::Stray => {
            let text = "A line of this mail ends with CR or LF alone";
            vec![Err(Refusal::never("5.6.0", text)); mail.to.len()]
        }
    };
    for answer in answers {
        match answer {
            Ok(()) => wire.say("250 2.0.0 Kept"),
            Err(refusal) => wire.say(&refusal.line()),
        }
    }
    // The place is free once the answer is on its way.
    wire.flush().await
}

async fn delivered(
    server: &Server,
    mail: &Announced,
    message: Vec<u8>,
) -> Vec<Result<(), Refusal>> {
    let delivered = server.room.deliver(mail.from.as_deref(), &mail.to, message);
    match asked(server, delivered).await {
        Ok(answers) if answers.len() == mail.to.len() => answers,
        Ok(_) => {
            tracing::error!("LMTP: the room did not answer for each recipient");
            let later = Refusal::later("4.3.0", "This cannot be answered now");
            vec![Err(later); mail.to.len()]
        }
        Err(later) => vec![Err(later); mail.to.len()],
    }
}
