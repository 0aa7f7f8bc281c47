//! `mail`: mails of 5 MB handed over by LMTP, each taken into a record with its file
//! before it is answered, against their bytes written into a file made durable for
//! each; and what memory that takes.

use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use crate::house::{self, Server};
use crate::{machine, people};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use identity::professionals::{Format, Professionals};
use kernel::Chance as _;
use keys::{Key, RegisterKeys, SystemChance};
use mail::lmtp::{self, Limits};
use mail::smtp::SendConfig;
use messages::{Mails, Messages, Trusted};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Chosen here; the plan wants constant memory, and says no rate.
const TARGET: f64 = 0.1;
/// Bytes of the file in each mail.
const FILE_BYTES: usize = 5_000_000;
/// Lines at once.
const LINES: usize = 4;
/// Each has as many mails as a mailbox may send to one person in a day, at most.
const PEOPLE: usize = 100;
const DOMAIN: &str = "patient.exemple";
const BOX: &str = "cabinet@medecin.exemple";

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    people::People::new().grow(ground, &fresh, PEOPLE).await?;
    let server = Server::start(ground, &fresh, house::BOOKS_MAX).await?;
    let address = take_mail(&server, &fresh).await?;
    let body = Arc::new(body());

    // One before, uncounted: what is made once is made then.
    hand_over(address, &body, 0..LINES).await?;
    let (before, peak_before) = (machine::memory_mib(), machine::memory_peak_mib());
    let begun = Instant::now();
    hand_over(address, &body, LINES..LINES + effort.mails).await?;
    let value = rate(effort.mails, begun);
    let (after, peak) = (machine::memory_mib(), machine::memory_peak_mib());

    let begun = Instant::now();
    let mut file = std::fs::File::create(fresh.folder.path().join("bare"))?;
    for _ in 0..effort.mails {
        file.write_all(&body)?;
        file.sync_data()?;
    }
    let limit = rate(effort.mails, begun);
    drop(file);
    std::fs::remove_file(fresh.folder.path().join("bare"))?;

    report.note(&format!(
        "mail on {}: {} mails with a file of {FILE_BYTES} bytes, {LINES} at once; memory {before} MiB before, \
         {after} after, at most {} more than it ever was before",
        ground.name,
        effort.mails,
        peak - peak_before,
    ));
    report.figure(Figure {
        name: "mail",
        store: ground.name,
        spaces: PEOPLE,
        value,
        limit,
        target: TARGET,
    });
    Ok(())
}

fn rate(mails: usize, begun: Instant) -> f64 {
    f64::from(u32::try_from(mails).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64()
}

/// Takes mail for everybody who is there.
async fn take_mail(server: &Server, fresh: &Fresh) -> Result<SocketAddr> {
    let world = server.records.world.clone();
    let professionals = Professionals::new(fresh.store.clone(), world);
    let people = "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city\n\
         99700218896,Exemple,Dominique,10,,,,\n";
    let (csv, refused) = (Format::Csv, std::io::sink());
    professionals
        .import(people.as_bytes(), csv, refused)
        .await?;
    let boxes = format!("address,owner\n{BOX},99700218896\n");
    let read = professionals.import_mailboxes(boxes.as_bytes(), std::io::sink());
    ensure!(read.await?.kept == 1, "the mailbox was refused");
    let trusted = Trusted::read("medecin.exemple,mx.medecin.exemple\n");
    let mails = Mails {
        domain: String::from(DOMAIN),
        received_by: format!("mx.{DOMAIN}"),
        trusted: trusted.map_err(|line| anyhow::anyhow!("line {line} of the list"))?,
        professionals,
        relay: SendConfig::new("127.0.0.1", DOMAIN),
    };
    let messages = Messages::new(
        messages::Parts {
            journal: server.records.journal.clone(),
            spaces: server.spaces.clone(),
            documents: server.records.documents.clone(),
            identity: server.identity.clone(),
            people: mails.professionals.clone(),
            mails: Some(mails),
            beginnings: |_, _, _| Ok(None),
        },
        fresh.store.clone(),
        &RegisterKeys::from_root(Key::from_bytes([9; 32])),
    )
    .await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let room = Arc::new(messages::room(messages));
    let limits = Limits::default();
    tokio::spawn(lmtp::serve(
        listener,
        room,
        limits,
        std::future::pending::<()>(),
    ));
    Ok(address)
}

/// Hands these mails over, on several lines at once.
async fn hand_over(
    address: SocketAddr,
    body: &Arc<Vec<u8>>,
    mails: std::ops::Range<usize>,
) -> Result<()> {
    let next = Arc::new(AtomicUsize::new(mails.start));
    let lines: Vec<_> = (0..LINES)
        .map(|_| {
            let (next, body) = (Arc::clone(&next), Arc::clone(body));
            tokio::spawn(line(address, body, next, mails.end))
        })
        .collect();
    for line in lines {
        line.await.context("a line panicked")??;
    }
    Ok(())
}

async fn line(
    address: SocketAddr,
    body: Arc<Vec<u8>>,
    next: Arc<AtomicUsize>,
    end: usize,
) -> Result<()> {
    let (from, mut to) = TcpStream::connect(address).await?.into_split();
    let mut answers = BufReader::new(from).lines();
    let mut said = async |wanted: &str| -> Result<()> {
        loop {
            let line = answers.next_line().await?.context("the line was closed")?;
            if line.as_bytes().get(3) != Some(&b'-') {
                ensure!(line.starts_with(wanted), "answered {line}");
                return Ok(());
            }
        }
    };
    said("220").await?;
    to.write_all(b"LHLO bench\r\n").await?;
    said("250").await?;
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= end {
            to.write_all(b"QUIT\r\n").await?;
            return Ok(());
        }
        to.write_all(format!("MAIL FROM:<{BOX}>\r\n").as_bytes())
            .await?;
        said("250").await?;
        let person = people::matricule(n % PEOPLE);
        to.write_all(format!("RCPT TO:<{person}@{DOMAIN}>\r\n").as_bytes())
            .await?;
        said("250").await?;
        to.write_all(b"DATA\r\n").await?;
        said("354").await?;
        to.write_all(head(n).as_bytes()).await?;
        to.write_all(&body).await?;
        to.write_all(b".\r\n").await?;
        said("250").await?;
    }
}

fn head(n: usize) -> String {
    format!(
        "Received: from mx.medecin.exemple (mx.medecin.exemple [192.0.2.1])\r\n\
         \t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\
         \t(Client CN \"mx.medecin.exemple\", Issuer \"Autorite\" (verified OK))\r\n\
         \tby mx.{DOMAIN} (Postfix) with ESMTPS id 4ABC12\r\n\
         \tfor <x@{DOMAIN}>; Thu, 26 Nov 2026 10:00:00 +0100 (CET)\r\n\
         From: {BOX}\r\nMessage-ID: <{n}@medecin.exemple>\r\nSubject: Vos examens\r\n"
    )
}

/// What all of them say: a file that does not compress.
fn body() -> Vec<u8> {
    let mut file = vec![0; FILE_BYTES];
    SystemChance.fill(&mut file);
    file[..9].copy_from_slice(b"%PDF-1.4\n");
    file[FILE_BYTES - 6..].copy_from_slice(b"%%EOF\n");
    let coded = base64::engine::general_purpose::STANDARD.encode(&file);
    let mut body = String::from(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain\r\n\r\nBonjour.\r\n\
         --part\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"examens.pdf\"\r\n\r\n",
    );
    for at in (0..coded.len()).step_by(76) {
        body.push_str(&coded[at..coded.len().min(at + 76)]);
        body.push_str("\r\n");
    }
    body.push_str("--part--\r\n");
    body.into_bytes()
}
