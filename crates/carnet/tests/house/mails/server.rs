//! The mail server of a test: takes what leaves, or answers as it was told.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail that left: from whom, to whom, what.
#[derive(Clone, Debug)]
pub struct Left {
    pub from: String,
    pub to: String,
    pub text: String,
}

pub struct Relay {
    pub port: u16,
    left: Arc<Mutex<Vec<Left>>>,
    /// What it answers to recipients, where that is not yes.
    says: Arc<Mutex<Option<&'static str>>>,
}

impl Relay {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (left, says) = (Arc::default(), Arc::default());
        let (kept, said) = (Arc::clone(&left), Arc::clone(&says));
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(talk(line, Arc::clone(&kept), Arc::clone(&said)));
            }
        });
        Self { port, left, says }
    }

    /// What it took until now.
    pub fn left(&self) -> Vec<Left> {
        self.left.lock().expect("not poisoned").clone()
    }

    /// What it says to recipients from now on.
    pub fn says(&self, answer: Option<&'static str>) {
        *self.says.lock().expect("not poisoned") = answer;
    }
}

async fn talk(
    line: TcpStream,
    left: Arc<Mutex<Vec<Left>>>,
    says: Arc<Mutex<Option<&'static str>>>,
) -> Option<()> {
    let (from, mut to) = line.into_split();
    let mut lines = BufReader::new(from).lines();
    let (mut sender, mut recipient) = (String::new(), String::new());
    let inside = |text: &str| {
        let start = text.split('<').nth(1).unwrap_or_default();
        start.split('>').next().unwrap_or_default().to_owned()
    };
    to.write_all(b"220 relay.exemple ESMTP\r\n").await.ok()?;
    while let Ok(Some(command)) = lines.next_line().await {
        let word = command.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => String::from("250-relay.exemple\r\n250 8BITMIME\r\n"),
            "MAIL" => {
                sender = inside(&command);
                String::from("250 2.1.0 Ok\r\n")
            }
            "RCPT" => {
                recipient = inside(&command);
                let said = *says.lock().expect("not poisoned");
                said.map_or_else(|| "250 2.1.5 Ok\r\n".to_owned(), |it| format!("{it}\r\n"))
            }
            "DATA" => {
                to.write_all(b"354 Go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                left.lock().expect("not poisoned").push(Left {
                    from: sender.clone(),
                    to: recipient.clone(),
                    text,
                });
                String::from("250 2.0.0 Ok\r\n")
            }
            "QUIT" => {
                to.write_all(b"221 2.0.0 Bye\r\n").await.ok()?;
                return None;
            }
            _ => String::from("250 2.0.0 Ok\r\n"),
        };
        to.write_all(answer.as_bytes()).await.ok()?;
    }
    None
}
