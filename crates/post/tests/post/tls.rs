//! What is sent is sent in secret, or not at all.

use crate::house::{House, email, smtp};
use crate::server::{Line, Mood, Server};
use post::Security;
use rcgen::{CertificateParams, KeyPair};
use std::path::PathBuf;
use std::sync::Arc;
use store::Store;
use tempfile::TempDir;
use testkit::for_each_store;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A certificate for this machine, and the file in which its issuer is named.
struct Proof {
    acceptor: TlsAcceptor,
    authority: PathBuf,
    _folder: TempDir,
}

fn proof() -> Proof {
    let key = KeyPair::generate().expect("a key");
    let names = vec![String::from("127.0.0.1"), String::from("localhost")];
    let certificate = CertificateParams::new(names)
        .expect("names")
        .self_signed(&key)
        .expect("a certificate");
    let folder = TempDir::new().expect("a folder");
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, certificate.pem()).expect("written");
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).expect("a key"),
        )
        .expect("a server");
    Proof {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        authority,
        _folder: folder,
    }
}

async fn house(
    store: Store,
    server: &Server,
    security: Security,
    authority: Option<PathBuf>,
) -> House {
    let mut smtp = smtp(server.port);
    smtp.security = security;
    smtp.authority = authority;
    smtp.username = Some(String::from("carnet"));
    smtp.password = Some(kernel::Secret::new(String::from("secret")));
    House::with(store, |config| config.smtp = Some(smtp)).await
}

#[tokio::test]
async fn an_email_leaves_in_secret_from_the_first_byte_or_once_asked() {
    for_each_store(async |store| {
        let proof = proof();
        let lines = [
            (Security::Tls, Line::Tls(proof.acceptor.clone())),
            (Security::Starttls, Line::Starttls(proof.acceptor.clone())),
        ];
        for (security, line) in lines {
            let server = Server::start_with(Mood::Fair, line).await;
            let authority = Some(proof.authority.clone());
            let house = house(store.clone(), &server, security, authority).await;
            let notices: Vec<_> = (0..5).map(|n| email(&format!("{security:?}{n}"))).collect();
            house.queue(&notices).await;
            assert_eq!(house.deliver().await.delivered, 5, "{security:?}");
            assert_eq!(server.taken().len(), 5);
            let asked = server.commands();
            let asked = asked.iter().filter(|command| *command == "STARTTLS");
            let wanted = match security {
                Security::Starttls => server.connections(),
                _ => 0,
            };
            assert_eq!(asked.count(), wanted);
        }
    })
    .await;
}

#[tokio::test]
async fn without_tls_or_with_a_proof_that_is_none_nothing_is_said() {
    for_each_store(async |store| {
        let (proof, other) = (proof(), proof());
        let authority = Some(proof.authority.clone());
        let (tls, starttls) = (Security::Tls, Security::Starttls);
        let cases = [
            ("no STARTTLS", starttls, Line::Clear, authority.clone()),
            (
                "noise for a handshake",
                starttls,
                Line::Noise,
                authority.clone(),
            ),
            ("clear for TLS", tls, Line::Clear, authority.clone()),
            (
                "words behind the answer",
                starttls,
                Line::Injecting(proof.acceptor.clone()),
                authority,
            ),
            (
                "another issuer",
                tls,
                Line::Tls(proof.acceptor.clone()),
                Some(other.authority.clone()),
            ),
            (
                "another issuer",
                starttls,
                Line::Starttls(proof.acceptor.clone()),
                Some(other.authority),
            ),
            (
                "an issuer nobody knows",
                tls,
                Line::Tls(proof.acceptor),
                None,
            ),
        ];
        for (n, (what, security, line, authority)) in cases.into_iter().enumerate() {
            let server = Server::start_with(Mood::Fair, line).await;
            let house = house(store.clone(), &server, security, authority).await;
            let pass = house.sends(&email(&format!("case{n}"))).await;
            assert_eq!((pass.again, pass.no_way), (1, true), "{what}");
            assert!(server.taken().is_empty(), "{what}");
            for command in server.commands() {
                let verb = command.split(' ').next().unwrap_or_default().to_owned();
                let said = ["EHLO", "STARTTLS", "QUIT"].contains(&verb.as_str());
                assert!(said || !command.is_ascii(), "{what}: {command}");
            }
        }
    })
    .await;
}
