//! A real mail server in front: Debian's Postfix speaks TLS with the world and demands
//! a certificate, and hands over by LMTP; Debian's swaks is the world. Where they are
//! absent, or are not ours to start, the test says so; with `CARNET_REQUIRE_POSTFIX=1`
//! it fails.

use super::{BOX, DOMAIN, Relay, SENT, address, letter};
use crate::town::{PDF, Town};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use tokio::sync::watch;

const MIB: usize = 1024 * 1024;

const SERVICES: &str = "\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";

/// The part of a set-up that the documents tell whoever runs one.
fn told() -> String {
    let text = include_str!("../../../../../docs/mail.md");
    let block = text.split("```main.cf\n").nth(1).expect("a set-up");
    let block = block.split("```").next().expect("its end");
    block.to_owned()
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A certificate authority, and what it vouches for.
struct Authority {
    folder: PathBuf,
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
}

impl Authority {
    fn new(folder: &Path) -> Self {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let name = rcgen::DnType::CommonName;
        params.distinguished_name.push(name, "Autorite de test");
        let certificate = params.self_signed(&key).expect("signed");
        std::fs::write(folder.join("ca.pem"), certificate.pem()).expect("written");
        Self {
            folder: folder.to_owned(),
            issuer: rcgen::Issuer::new(params, key),
        }
    }

    fn vouches_for(&self, name: &str) {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut params = rcgen::CertificateParams::new([name.to_owned()]).expect("a name");
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.issuer).expect("signed");
        let file = |end: &str| self.folder.join(format!("{name}.{end}"));
        std::fs::write(file("pem"), certificate.pem()).expect("written");
        std::fs::write(file("key"), key.serialize_pem()).expect("written");
    }
}

/// A Postfix of its own; it stops with the test.
struct Postfix {
    folder: tempfile::TempDir,
    port: u16,
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.asked("stop"));
    }
}

impl Postfix {
    fn is_ours() -> bool {
        let tools = ["/usr/sbin/postfix", "/usr/bin/swaks"];
        let here = tools.iter().all(|tool| Path::new(tool).exists());
        let root = Command::new("id").arg("-u").output();
        here && root.is_ok_and(|id| id.stdout == b"0\n")
    }

    fn start(lmtp: u16) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(at, open).expect("open to its daemons");
        for name in ["etc", "queue", "data"] {
            std::fs::create_dir(at.join(name)).expect("a folder");
        }
        let owned = Command::new("chown")
            .arg("postfix")
            .arg(at.join("data"))
            .status();
        assert!(
            owned.is_ok_and(|it| it.success()),
            "there is a user postfix"
        );
        let authority = Authority::new(at);
        for name in ["mx.patient.exemple", "mx.medecin.exemple", "mx.chb.exemple"] {
            authority.vouches_for(name);
        }
        let port = free_port();
        let place = at.display();
        let own = told()
            .replace("patient.mssante.fr", DOMAIN)
            .replace("127.0.0.1:2424", &format!("127.0.0.1:{lmtp}"))
            .replace("/etc/carnet/mail/", &format!("{place}/"));
        let main = format!(
            "{own}\nqueue_directory = {place}/queue\ndata_directory = {place}/data\n\
             command_directory = /usr/sbin\ndaemon_directory = /usr/lib/postfix/sbin\n\
             mail_owner = postfix\nsetgid_group = postdrop\ninet_interfaces = 127.0.0.1\n\
             inet_protocols = ipv4\nalias_maps =\nmaillog_file = {place}/data/log\n\
             maillog_file_prefixes = {place}\n"
        );
        let services = format!("127.0.0.1:{port} inet n - n - - smtpd\n{SERVICES}");
        std::fs::write(at.join("etc/main.cf"), main).expect("written");
        std::fs::write(at.join("etc/master.cf"), services).expect("written");
        let postfix = Self { folder, port };
        let started = postfix.asked("start");
        assert!(started.status.success(), "{started:?}");
        postfix
    }

    fn asked(&self, what: &str) -> Output {
        Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(self.folder.path().join("etc"))
            .arg(what)
            .output()
            .expect("it starts")
    }

    /// What it wrote down.
    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("data/log")).unwrap_or_default()
    }

    /// The world sends a mail, as the server of this certificate; what was said. It
    /// tries again where the server was not told of the recipient in time.
    async fn gets(&self, certificate: Option<&str>, to: &str, mail: &[u8]) -> String {
        for _ in 0..10 {
            let said = self.gets_once(certificate, to, mail).await;
            if !said.contains("* 450 4.1.1") {
                return said;
            }
        }
        panic!("it is never told of the recipient:\n{}", self.log());
    }

    async fn gets_once(&self, certificate: Option<&str>, to: &str, mail: &[u8]) -> String {
        let (folder, port) = (self.folder.path().to_owned(), self.port);
        let file = folder.join("mail");
        std::fs::write(&file, mail).expect("written");
        let mut swaks = Command::new("/usr/bin/swaks");
        swaks
            .args(["--server", &format!("127.0.0.1:{port}"), "--tls"])
            .args(["--from", BOX, "--to", to, "--timeout", "60"])
            .arg("--data")
            .arg(format!("@{}", file.display()));
        if let Some(name) = certificate {
            swaks
                .arg("--tls-cert")
                .arg(folder.join(format!("{name}.pem")));
            swaks
                .arg("--tls-key")
                .arg(folder.join(format!("{name}.key")));
        }
        let said = tokio::task::spawn_blocking(move || swaks.output());
        let said = said.await.expect("it runs").expect("it starts");
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    /// Under what it took this mail in, if it began to.
    fn queued_as(&self, message: &str) -> Option<String> {
        let log = self.log();
        let named = format!(": message-id=<{message}>");
        let mut lines = log.lines().filter_map(|line| line.split_once(&named));
        let (before, _) = lines.next()?;
        before.rsplit(' ').next().map(str::to_owned)
    }

    /// Whether it took this mail over from whoever sent it.
    fn took(&self, message: &str) -> bool {
        let id = self.queued_as(message);
        id.is_some_and(|id| self.log().contains(&format!("{id}: from=<")))
    }

    /// Waits until it wrote this down.
    async fn says(&self, word: &str) {
        for _ in 0..600 {
            if self.log().contains(word) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{word} is not in:\n{}", self.log());
    }
}

/// A mail with a file of this many bytes, without a trace.
fn large(id: &str, bytes: usize) -> Vec<u8> {
    let file = vec![b'a'; bytes];
    let mail = super::with_files(id, "Trop.", &[("scanner.txt", "text/plain", &file)]);
    let from = mail.windows(5).position(|at| at == b"From:");
    mail[from.expect("a sender")..].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_mail_server_in_front_refuses_whom_it_should_and_hands_over_the_rest() {
    if !Postfix::is_ours() {
        let required = std::env::var("CARNET_REQUIRE_POSTFIX").is_ok_and(|v| v == "1");
        assert!(
            !required,
            "POSTFIX AND SWAKS ARE REQUIRED, AND ROOT TO START THEM"
        );
        let mut said = std::io::stderr().lock();
        drop(std::io::Write::write_all(
            &mut said,
            b"POSTFIX OR SWAKS IS ABSENT OR NOT OURS TO START: MAIL IS TESTED WITHOUT THEM\n",
        ));
        return;
    }
    let (relay, lmtp) = (Relay::open().await, free_port());
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("carnet.db").display());
    let town = Town::with_mail_at(&url, &relay, lmtp).await;
    let (ana, louis) = (town.holder(0).await, town.holder(1).await);
    crate::erasing::closes(&town, louis.n).await;
    let (stop, stops) = watch::channel(false);
    let served = carnet::mailroom::start(&town.house, stops).expect("listening");
    let postfix = Postfix::start(lmtp);
    let medecin = Some("mx.medecin.exemple");

    // Who has no space, or closed it, is refused in SMTP, in the same words.
    let plain = |id: &str| {
        let whole = String::from_utf8(letter(BOX, id, "Suivi", "Bonjour Ana.", "")).expect("text");
        // The trace is the server's to write.
        let from = whole.find("From:").expect("a sender");
        whole.as_bytes()[from..].to_vec()
    };
    let nobody = format!("269052B03307790@{DOMAIN}");
    for to in [address(&louis), nobody] {
        let said = postfix.gets(medecin, &to, &plain("1@x.exemple")).await;
        assert!(said.contains("<~* 550 5.1.1"), "{said}");
        assert!(said.contains("No such mailbox here"), "{said}");
    }
    // Without a certificate there is no conversation at all.
    let said = postfix
        .gets(None, &address(&ana), &plain("2@x.exemple"))
        .await;
    assert!(!said.contains("<-  250 2.0.0 Ok: queued"), "{said}");
    // With that of another domain, it is refused when it is handed over.
    let other = Some("mx.chb.exemple");
    postfix
        .gets(other, &address(&ana), &plain("3@x.exemple"))
        .await;
    postfix.says("did not prove to be").await;
    // And so it is taken.
    let said = postfix
        .gets(medecin, &address(&ana), &plain("4@x.exemple"))
        .await;
    assert!(said.contains("queued"), "{said}");
    postfix.says("status=sent (250").await;
    let pdf = super::with_files(
        "5@x.exemple",
        "Avec une pièce.",
        &[("radio.pdf", "application/pdf", PDF)],
    );
    let whole = String::from_utf8(pdf).expect("text");
    let from = whole.find("From:").expect("a sender");
    postfix
        .gets(medecin, &address(&ana), &whole.as_bytes()[from..])
        .await;
    for _ in 0..600 {
        town.world.advance(SENT);
        if town.conversations(&ana).await.0 == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (count, way) = town.conversations(&ana).await;
    assert_eq!(count, 2, "{}", postfix.log());
    let page = town.looks_at(&ana.cookie, &way).await;
    assert!(page.contains("Pièce jointe 1"), "{page}");
    // More than its own limit: said in SMTP, and nothing is kept of it.
    let said = postfix
        .gets(medecin, &address(&ana), &large("6@x.exemple", 37 * MIB))
        .await;
    assert!(said.contains(" 552 5.3.4 "), "{said}");
    assert!(!said.contains("queued"), "{said}");
    assert!(!postfix.took("6@x.exemple"), "{}", postfix.log());
    // Within that limit, but files of more than a message may bring: refused when it is
    // handed over, and its sender is written to. Nothing is taken and lost.
    let said = postfix
        .gets(medecin, &address(&ana), &large("7@x.exemple", 25 * MIB + 1))
        .await;
    assert!(said.contains("queued"), "{said}");
    postfix.says("said: 552 5.3.4").await;
    let id = postfix.queued_as("7@x.exemple").expect("taken");
    postfix
        .says(&format!("{id}: sender non-delivery notification"))
        .await;
    stop.send_replace(true);
    served.await.expect("it ends");
}
