//! A small SMS gateway that answers as the number ends.

use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it was asked: the head and the body.
#[derive(Clone, Debug)]
pub struct Asked {
    pub head: String,
    pub body: Value,
}

pub struct Gateway {
    pub port: u16,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Gateway {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn({
            let asked = Arc::clone(&asked);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    let asked = Arc::clone(&asked);
                    tokio::spawn(async move { answer(socket, &asked).await });
                }
            }
        });
        Self { port, asked, task }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("asked").clone()
    }

    /// The references, in order.
    pub fn references(&self) -> Vec<String> {
        let text = |asked: Asked| asked.body["reference"].as_str().map(str::to_owned);
        self.asked().into_iter().filter_map(text).collect()
    }
}

/// One request on a line; the number's last three digits are the status, 999
/// is silence.
async fn answer(mut socket: TcpStream, asked: &Mutex<Vec<Asked>>) -> Option<()> {
    let mut bytes = Vec::new();
    let (head, body) = loop {
        let mut more = [0; 4096];
        match socket.read(&mut more).await.ok()? {
            0 => return None,
            n => bytes.extend_from_slice(&more[..n]),
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str::<Value>(body)
        {
            break (head.to_owned(), body);
        }
    };
    let to = body["to"].as_str()?.to_owned();
    asked.lock().expect("asked").push(Asked { head, body });
    let status = match &to[to.len() - 3..] {
        "999" => std::future::pending().await,
        "000" => "202",
        status => status,
    };
    let words = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    socket.write_all(words.as_bytes()).await.ok()?;
    socket.shutdown().await.ok()
}
