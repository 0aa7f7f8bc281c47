//! A small SMTP server that answers as the name of the recipient tells it, in
//! clear or with TLS that may ask who its client is.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};

/// An authority of certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, PEM.
pub struct Certified {
    pub chain: String,
    pub key: String,
    der: Vec<u8>,
    key_der: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    pub fn certifies(&self, name: &str) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .expect("a name")
            .signed_by(&key, &self.0)
            .expect("signed");
        Certified {
            chain: certificate.pem(),
            key: key.serialize_pem(),
            der: certificate.der().to_vec(),
            key_der: key.serialize_der(),
        }
    }
}

/// TLS with this certificate; whoever connects shows one of `clients`.
pub fn tls(certified: &Certified, clients: Option<&Authority>) -> TlsAcceptor {
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions");
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.0.der().clone()).expect("a root");
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::try_from(certified.key_der.clone()).expect("a key");
    let config = config.with_single_cert(vec![certified.der.clone().into()], key);
    TlsAcceptor::from(Arc::new(config.expect("a server")))
}

/// What it took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub data: String,
}

/// How the line begins.
#[derive(Clone)]
pub enum Line {
    Clear,
    Tls(TlsAcceptor),
    Starttls(TlsAcceptor),
}

#[derive(Default)]
struct Seen {
    taken: Mutex<Vec<Taken>>,
    commands: Mutex<Vec<String>>,
}

/// A server on a free port of this machine; dropped, it answers no more.
pub struct Server {
    pub port: u16,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(line: Line) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Seen::default());
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    let (seen, line) = (Arc::clone(&seen), line.clone());
                    tokio::spawn(async move {
                        match line {
                            Line::Clear => {
                                drop(talk(BufReader::new(socket), &seen, false, true).await)
                            }
                            Line::Tls(tls) => {
                                if let Ok(line) = tls.accept(socket).await {
                                    drop(talk(BufReader::new(line), &seen, false, true).await);
                                }
                            }
                            Line::Starttls(tls) => {
                                let socket = BufReader::new(socket);
                                if let Some(socket) = talk(socket, &seen, true, true).await
                                    && let Ok(line) = tls.accept(socket.into_inner()).await
                                {
                                    drop(talk(BufReader::new(line), &seen, false, false).await);
                                }
                            }
                        }
                    });
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
}

/// Talks; gives the line back when TLS is to begin.
async fn talk<T: AsyncRead + AsyncWrite + Unpin>(
    mut line: BufReader<T>,
    seen: &Seen,
    starttls: bool,
    greets: bool,
) -> Option<BufReader<T>> {
    if greets {
        line.write_all(b"220 server\r\n").await.ok()?;
    }
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut command = String::new();
        if line.read_line(&mut command).await.ok()? == 0 {
            return None;
        }
        let command = command.trim_end().to_owned();
        seen.commands
            .lock()
            .expect("commands")
            .push(command.clone());
        let address = |text: &str| {
            let inside = text.split_once('<').map_or("", |(_, rest)| rest);
            inside
                .split_once('>')
                .map_or("", |(address, _)| address)
                .to_owned()
        };
        let verb = command.split(' ').next().unwrap_or_default().to_owned();
        let answer = match verb.as_str() {
            "EHLO" if starttls => "250-server\r\n250 STARTTLS\r\n",
            "EHLO" => "250 server\r\n",
            "STARTTLS" => {
                line.write_all(b"220 go ahead\r\n").await.ok()?;
                return Some(line);
            }
            "MAIL" => {
                from = address(&command);
                match from.split('@').next() {
                    Some("unknown") => "550 5.1.8 unknown@a.fr is nobody\r\n",
                    Some("policy") => "550 5.7.1 Show a certificate\r\n",
                    Some("defer") => "451 4.3.0 Later\r\n",
                    _ => "250 2.1.0 ok\r\n",
                }
            }
            "RCPT" => {
                to = address(&command);
                match to.split('@').next() {
                    Some("nobody") => "550 5.1.1 <nobody@b.fr>: no such\tmailbox\r\n",
                    Some("closed") => "550 5.7.1 Takes nothing from patients\r\n",
                    Some("plain") => "553 No\r\n",
                    Some("defer") => "450 4.2.1 Later\r\n",
                    Some("busy") => "421 4.3.2 Closing\r\n",
                    Some("stall") => {
                        std::future::pending::<()>().await;
                        ""
                    }
                    _ => "250 2.1.5 ok\r\n",
                }
            }
            "DATA" => {
                line.write_all(b"354 go ahead\r\n").await.ok()?;
                let mut data = String::new();
                loop {
                    let mut row = String::new();
                    if line.read_line(&mut row).await.ok()? == 0 {
                        return None;
                    }
                    if row == ".\r\n" {
                        break;
                    }
                    data.push_str(row.strip_prefix('.').unwrap_or(&row));
                }
                if to.starts_with("content") {
                    "554 5.6.0 Not this\r\n"
                } else {
                    let (from, to) = (from.clone(), to.clone());
                    seen.taken
                        .lock()
                        .expect("taken")
                        .push(Taken { from, to, data });
                    "250 2.0.0 kept\r\n"
                }
            }
            "RSET" | "NOOP" => "250 ok\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "500 what\r\n",
        };
        line.write_all(answer.as_bytes()).await.ok()?;
    }
}
