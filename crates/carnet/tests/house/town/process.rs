//! The town as another process has it: the program itself, with the same set-up.

use super::Town;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::IntoResponse;
use http::{Request, Response, StatusCode};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// `carnet serve`, until this is dropped.
pub struct Process {
    child: Child,
    /// Its number, which no other process has.
    pub id: u32,
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Town {
    /// The program on the set-up of this town.
    pub fn program(&self) -> Command {
        let (config, folder) = (&self.config, self.folder.path());
        let mut command = Command::new(env!("CARGO_BIN_EXE_carnet"));
        command
            .current_dir(folder)
            .env("CARNET_STORE_URL", &config.store.url)
            .env("CARNET_VAULT_URL", &config.vault.url)
            .env("CARNET_KEYS_FILE", &config.keys.file)
            .env("CARNET_KEYS_SHREDS", &config.keys.shreds)
            .env("CARNET_LOG_KEY", &config.log.key)
            .env("CARNET_LOG_CHECKPOINT", &config.log.checkpoint)
            .env("CARNET_CAMPAIGNS_FOLDER", &config.campaigns.folder)
            .env("CARNET_POST_FOLDER", folder.join("post"));
        command
    }

    /// Puts the clock of the town where the machine's is, which another process reads.
    pub fn keeps_the_time_of_the_machine(&self) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let since = since.expect("after 1970").as_millis();
        let now = i64::try_from(since).expect("a moment");
        self.world.set(kernel::Timestamp::from_millis(now));
    }

    /// The town as a process of its own serves it on the same store and vault: what is
    /// asked of it goes over the wire.
    pub async fn beside(&self) -> (Self, Process) {
        let port = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let at = port.local_addr().expect("an address");
        drop(port);
        let log = self.folder.path().join("beside.log");
        let mut child = self
            .program()
            .args(["serve", "--listen", &at.to_string()])
            .env("CARNET_ORIGIN", self.config.origin())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("started");
        let said = child.stdout.take().expect("its output");
        let id = child.id();
        let process = Process { child, id };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("a line");
        let why = std::fs::read_to_string(&log).unwrap_or_default();
        assert!(line.contains("answers at"), "{line}{why}");
        let town = Self {
            house: self.house.clone(),
            router: Router::new().fallback(async move |request| carried(at, request).await),
            world: self.world.clone(),
            config: self.config.clone(),
            folder: tempfile::TempDir::new().expect("a folder"),
            _s3: None,
        };
        (town, process)
    }
}

/// Asks this over the wire.
async fn carried(at: SocketAddr, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    // Of HTTP/1.0: the answer ends with the connection, and comes in no chunks.
    let mut said = format!("{} {} HTTP/1.0\r\n", head.method, head.uri).into_bytes();
    for (name, value) in &head.headers {
        said.extend_from_slice(format!("{name}: ").as_bytes());
        said.extend_from_slice(value.as_bytes());
        said.extend_from_slice(b"\r\n");
    }
    said.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    said.extend_from_slice(&body);
    let mut line = TcpStream::connect(at).await.expect("it listens");
    line.write_all(&said).await.expect("asked");
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.expect("answered");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|code| code.parse::<u16>().ok());
    let status = StatusCode::from_u16(status.expect("a code")).expect("a status");
    let mut response = answer.split_off(end + 4).into_response();
    *response.status_mut() = status;
    response.headers_mut().clear();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name: http::HeaderName = name.parse().expect("a name");
        response
            .headers_mut()
            .append(name, value.parse().expect("a value"));
    }
    response
}
