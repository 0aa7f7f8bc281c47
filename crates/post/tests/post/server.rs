//! A small SMTP server that misbehaves as it is told: by the name of the
//! recipient, or as a whole.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// How the whole server is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mood {
    /// It takes everything, but from who is named `refuse`, `defer`, `stall`,
    /// `close`, `policy`, `busy` or `content`.
    #[default]
    Fair,
    /// It says nothing at all.
    Mute,
    /// It refuses the sender.
    NoSender,
    /// It closes the line after each message, as if it had restarted.
    Forgetful,
    /// It takes the message, and never says so.
    SilentAtTheEnd,
}

/// A message that it took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub data: String,
}

#[derive(Default)]
pub struct Seen {
    pub taken: Mutex<Vec<Taken>>,
    pub mood: Mutex<Mood>,
    /// Every command, in order.
    pub commands: Mutex<Vec<String>>,
    pub connections: AtomicUsize,
}

/// A server on a free port of this machine; dropped, it answers no more.
pub struct Server {
    pub port: u16,
    pub seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What stands between the server and its first word in clear.
#[derive(Clone)]
pub enum Line {
    /// Nothing.
    Clear,
    /// TLS at once.
    Tls(TlsAcceptor),
    /// TLS when asked.
    Starttls(TlsAcceptor),
    /// STARTTLS with more words behind the answer.
    Injecting(TlsAcceptor),
    /// STARTTLS is said to be there, and noise follows.
    Noise,
}

impl Server {
    pub async fn start(mood: Mood) -> Self {
        Self::start_with(mood, Line::Clear).await
    }

    pub async fn start_with(mood: Mood, line: Line) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Seen::default());
        *seen.mood.lock().expect("a mood") = mood;
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    let (seen, line) = (Arc::clone(&seen), line.clone());
                    tokio::spawn(async move { answer(socket, &seen, line).await });
                }
            }
        });
        Self { port, seen, task }
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.taken.lock().expect("taken").clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.commands.lock().expect("commands").clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub fn becomes(&self, mood: Mood) {
        *self.seen.mood.lock().expect("a mood") = mood;
    }
}

async fn answer(mut socket: TcpStream, seen: &Seen, line: Line) {
    match line {
        Line::Clear => {
            talk(BufReader::new(socket), seen, None, true).await;
        }
        Line::Tls(acceptor) => {
            if let Ok(secret) = acceptor.accept(socket).await {
                talk(BufReader::new(secret), seen, None, true).await;
            }
        }
        Line::Starttls(acceptor) => {
            let ready = "220 go ahead\r\n";
            if let Some(socket) = talk(BufReader::new(socket), seen, Some(ready), true).await
                && let Ok(secret) = acceptor.accept(socket.into_inner()).await
            {
                talk(BufReader::new(secret), seen, None, false).await;
            }
        }
        Line::Injecting(acceptor) => {
            // Whoever reads ahead takes the second line for the first under TLS.
            let ready = "220 go ahead\r\n250-injected\r\n250 AUTH PLAIN\r\n";
            if let Some(socket) = talk(BufReader::new(socket), seen, Some(ready), true).await
                && let Ok(secret) = acceptor.accept(socket.into_inner()).await
            {
                talk(BufReader::new(secret), seen, None, false).await;
            }
        }
        Line::Noise => {
            let ready = "220 go ahead\r\n";
            if let Some(mut socket) =
                talk(BufReader::new(&mut socket), seen, Some(ready), true).await
            {
                drop(socket.write_all(b"this is no handshake\r\n").await);
            }
        }
    }
}

/// Speaks until the line ends; gives the line back when TLS is to begin.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    mut line: BufReader<S>,
    seen: &Seen,
    starttls: Option<&str>,
    greet: bool,
) -> Option<BufReader<S>> {
    let mood = || *seen.mood.lock().expect("a mood");
    if mood() == Mood::Mute {
        forever::<()>().await;
    }
    if greet {
        say(&mut line, "220 mail.exemple.fr\r\n").await?;
    }
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let command = hear(&mut line).await?;
        seen.commands
            .lock()
            .expect("commands")
            .push(command.clone());
        let verb = command.to_ascii_uppercase();
        let mood = mood();
        let reply = match verb.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" if starttls.is_some() => "250-mail.exemple.fr\r\n250 STARTTLS\r\n",
            "EHLO" => "250-mail.exemple.fr\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
            "STARTTLS" => {
                say(&mut line, starttls.unwrap_or("502 no\r\n")).await?;
                return Some(line);
            }
            // carnet, secret.
            "AUTH" if command.ends_with("AGNhcm5ldABzZWNyZXQ=") => "235 welcome\r\n",
            "AUTH" => "535 5.7.8 wrong\r\n",
            "MAIL" if mood == Mood::NoSender => "550 5.1.8 who is that\r\n",
            "MAIL" => {
                from = within(&command);
                "250 ok\r\n"
            }
            "RCPT" => {
                to = within(&command);
                match to.split('@').next().unwrap_or_default() {
                    "refuse" => "550 5.1.1 <refuse@exemple.fr>: nobody here\r\n",
                    "defer" => "451 4.7.1 come back later\r\n",
                    "policy" => "550 5.7.1 not from you\r\n",
                    "busy" => "421 4.3.2 closing\r\n",
                    "stall" => forever().await,
                    "close" => return None,
                    _ => "250 ok\r\n",
                }
            }
            "DATA" => {
                say(&mut line, "354 go on\r\n").await?;
                let data = hear_message(&mut line).await?;
                if to.starts_with("content") {
                    "554 5.6.0 what is this\r\n"
                } else {
                    let (from, to) = (from.clone(), to.clone());
                    let taken = Taken { from, to, data };
                    seen.taken.lock().expect("taken").push(taken);
                    if mood == Mood::SilentAtTheEnd {
                        forever::<()>().await;
                    }
                    "250 taken\r\n"
                }
            }
            "QUIT" => {
                say(&mut line, "221 bye\r\n").await?;
                return None;
            }
            _ => "250 ok\r\n",
        };
        say(&mut line, reply).await?;
        if mood == Mood::Forgetful && reply == "250 taken\r\n" {
            return None;
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut BufReader<S>,
    words: &str,
) -> Option<()> {
    line.get_mut().write_all(words.as_bytes()).await.ok()?;
    line.get_mut().flush().await.ok()
}

async fn hear<S: AsyncRead + Unpin>(line: &mut BufReader<S>) -> Option<String> {
    let mut words = String::new();
    match line.read_line(&mut words).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(words.trim_end().to_owned()),
    }
}

async fn hear_message<S: AsyncRead + Unpin>(line: &mut BufReader<S>) -> Option<String> {
    let mut data = String::new();
    loop {
        match hear(line).await?.as_str() {
            "." => return Some(data),
            words => {
                data.push_str(words.strip_prefix('.').unwrap_or(words));
                data.push_str("\r\n");
            }
        }
    }
}

fn within(command: &str) -> String {
    let start = command.find('<').map_or(0, |at| at + 1);
    let end = command.find('>').unwrap_or(command.len());
    command[start..end].to_owned()
}

async fn forever<T>() -> T {
    std::future::pending().await
}
