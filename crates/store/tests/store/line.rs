//! The line to PostgreSQL on another machine: secret, and to the right server alone.

use kernel::Kind;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::{Path, PathBuf};
use store::Store;

/// What a server says of the line it is asked through: by no text of ours.
const IS_SECRET: &str = "SELECT CASE WHEN ssl THEN 'yes' ELSE 'no' END, version FROM pg_stat_ssl \
     WHERE pid = pg_backend_pid()";

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    /// A certificate for this name, and its key.
    fn certifies(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("signed");
        (certificate.pem(), key.serialize_pem())
    }

    fn filed(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, self.0.pem()).expect("written");
        path
    }
}

fn address(base: &str, mode: &str, authorities: &Path) -> String {
    format!(
        "{base}postgres?sslmode={mode}&sslrootcert={}",
        authorities.display()
    )
}

#[tokio::test]
async fn the_line_is_secret_and_its_server_vouched_for_or_there_is_none() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().expect("a folder");
    let (trusted, foreign) = (
        ours.filed(folder.path(), "ours.pem"),
        theirs.filed(folder.path(), "theirs.pem"),
    );
    let (certificate, key) = ours.certifies("127.0.0.1");
    let Some(base) = testkit::postgres_with_tls(&certificate, &key) else {
        return;
    };
    for mode in ["require", "verify-ca", "verify-full"] {
        let store = Store::open(&address(&base, mode, &trusted)).await;
        let rows = store.expect("its server").query(IS_SECRET, vec![]).await;
        let rows = rows.expect("an answer");
        assert_eq!(rows[0].text(0).expect("a text"), "yes", "{mode}");
        assert_eq!(rows[0].text(1).expect("a text"), "TLSv1.3");
        // Another authority vouches for nobody here.
        let refused = Store::open(&address(&base, mode, &foreign)).await;
        assert_eq!(
            refused.err().expect("refused").kind(),
            Kind::Unavailable,
            "{mode}"
        );
    }
    // Nor does what the machine trusts.
    let refused = Store::open(&format!("{base}postgres?sslmode=require")).await;
    assert!(refused.is_err());
    // Said aloud, it is in clear.
    let clear = Store::open(&format!("{base}postgres?sslmode=disable")).await;
    let rows = clear.expect("in clear").query(IS_SECRET, vec![]).await;
    assert_eq!(rows.expect("an answer")[0].text(0).expect("a text"), "no");
}

#[tokio::test]
async fn a_server_that_proves_another_name_is_not_spoken_to() {
    let ours = Authority::new();
    let folder = tempfile::tempdir().expect("a folder");
    let trusted = ours.filed(folder.path(), "ours.pem");
    let (certificate, key) = ours.certifies("store.example");
    let Some(base) = testkit::postgres_with_tls(&certificate, &key) else {
        return;
    };
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = Store::open(&address(&base, mode, &trusted)).await;
        assert_eq!(
            refused.err().expect("refused").kind(),
            Kind::Unavailable,
            "{mode}"
        );
    }
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_in_clear_instead() {
    let ours = Authority::new();
    let folder = tempfile::tempdir().expect("a folder");
    let trusted = ours.filed(folder.path(), "ours.pem");
    let words = |port: u16, mode: &str| {
        format!(
            "host=db.example hostaddr=127.0.0.1 port={port} user=carnet password=CANARY \
             dbname=carnet {mode} sslrootcert={}",
            trusted.display()
        )
    };
    for mode in ["sslmode=require", "sslmode=prefer", ""] {
        // Whoever stands in the way says that there is no TLS, as a server may.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let heard = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let (mut line, _) = listener.accept().await.expect("somebody");
            let mut asked = [0_u8; 8];
            line.read_exact(&mut asked)
                .await
                .expect("the question for TLS");
            line.write_all(b"N").await.expect("no");
            let mut more = Vec::new();
            let _ = line.read_to_end(&mut more).await;
            more
        });
        let refused = Store::open(&words(port, mode)).await;
        let error = refused.err().expect("refused");
        assert_eq!(error.kind(), Kind::Unavailable, "{mode}");
        assert!(!format!("{error:?}").contains("CANARY"));
        assert!(
            heard.await.expect("it listened").is_empty(),
            "not a byte in clear: {mode}"
        );
    }
}
