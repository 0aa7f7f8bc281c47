//! `start`: how soon the demonstration answers on a folder that is there: from the start
//! of a process to the first 200 of `/health`. The process is this program, which holds
//! the same crates and starts them as `carnet demo` does.

use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::house;
use anyhow::{Context, Result, ensure};
use carnet::{demo, jobs};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;

/// Seconds, at most.
const WANTED: f64 = 2.0;
/// A start that takes so long is none.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a start is tried that does not listen yet.
const EVERY: Duration = Duration::from_millis(2);

/// What the process is told that starts.
#[derive(clap::Args)]
pub struct Starting {
    /// Serves the demonstration in this folder: what `start` measures.
    #[arg(long, hide = true)]
    pub demo: Option<PathBuf>,
    #[arg(long, hide = true, default_value = "127.0.0.1:0")]
    at: SocketAddr,
}

impl Starting {
    /// Serves, until it is killed.
    pub async fn serve(&self, data: &Path) -> Result<()> {
        let args = demo::Args {
            listen: self.at,
            data: data.to_owned(),
            seed: 1,
            json: true,
        };
        demo::run(args, house::world(), async |listener, router, house| {
            jobs::start(&house);
            let listener = tokio::net::TcpListener::from_std(listener)?;
            Ok(axum::serve(listener, router).await?)
        })
        .await
    }
}

/// Measures and reports: on SQLite and a folder, or where `CARNET_STORE_URL` says.
pub async fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let (folder, site) = house::invented(house::world()).await?;
    let people = site.told.people.len();
    drop(site);
    let mut times = Vec::new();
    for _ in 0..effort.rounds {
        times.push(once(folder.path()).await?);
    }
    let worst = times.iter().copied().fold(0.0, f64::max);
    let took = median(times);
    report.note(&format!(
        "start: {took:.2} s from the start of the process to its first answer, {worst:.2} s at worst \
         (wanted: below {WANTED} s)"
    ));
    report.figure(Figure {
        name: "start",
        store: crate::record::store(),
        spaces: people,
        value: 1.0 / took,
        limit: 1.0 / WANTED,
        target: 1.0,
    });
    ensure!(
        took < WANTED || !effort.must_hold,
        "a start takes {took:.2} s"
    );
    Ok(())
}

/// The seconds of one start.
async fn once(folder: &Path) -> Result<f64> {
    let port = TcpListener::bind(("127.0.0.1", 0))?;
    let at = port.local_addr()?;
    drop(port);
    let begun = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--demo")
        .arg(folder)
        .args(["--at", &at.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let answered = tokio::time::timeout(PATIENCE, answers(at)).await;
    let took = begun.elapsed().as_secs_f64();
    child.kill().await?;
    answered.context("it does not answer")??;
    Ok(took)
}

/// Waits until it answers that it is well.
async fn answers(at: SocketAddr) -> Result<()> {
    let mut line = loop {
        match TcpStream::connect(at).await {
            Ok(line) => break line,
            Err(_) => tokio::time::sleep(EVERY).await,
        }
    };
    let asked = format!("GET /health HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    line.write_all(asked.as_bytes()).await?;
    let mut answer = String::new();
    line.read_to_string(&mut answer).await?;
    ensure!(
        answer.starts_with("HTTP/1.1 200"),
        "it is not well: {answer}"
    );
    Ok(())
}
