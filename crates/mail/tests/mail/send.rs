//! Letters on their way to servers that know who we are, refuse, or are not
//! who they should be.

use crate::server::{Authority, Line, Server, tls};
use mail::smtp::{Security, Unusable};
use mail::{Proof, SendConfig, SendError, send};
use std::time::Duration;

const LETTER: &[u8] = b"Subject: x\r\n\r\nBonjour.\r\n.\r\nMAIL FROM:<x@y.fr>\r\n";

fn config(server: &Server, security: Security) -> SendConfig {
    SendConfig {
        port: Some(server.port),
        security,
        wait: Duration::from_millis(1_500),
        ..SendConfig::new("localhost", "carnet.exemple")
    }
}

async fn sent(config: &SendConfig, from: &str, to: &str) -> Result<(), SendError> {
    send(config, Some(from), to, LETTER).await
}

#[tokio::test]
async fn a_server_that_asks_who_we_are_is_shown_our_certificate() {
    let (theirs, ours) = (Authority::new(), Authority::new());
    let certified = theirs.certifies("localhost");
    let own = ours.certifies("carnet.exemple");
    let acceptor = tls(&certified, Some(&ours));
    for (security, line) in [
        (Security::Tls, Line::Tls(acceptor.clone())),
        (Security::Starttls, Line::Starttls(acceptor.clone())),
    ] {
        let server = Server::start(line).await;
        let mut config = config(&server, security);
        config.authority = Some(theirs.pem().into_bytes());
        config.proof = Some(Proof {
            chain: own.chain.clone().into_bytes(),
            key: own.key.clone().into_bytes(),
        });
        assert_eq!(
            sent(&config, "a@a.fr", "one@b.fr").await,
            Ok(()),
            "{security:?}"
        );
        let taken = server.taken();
        assert_eq!((&*taken[0].from, &*taken[0].to), ("a@a.fr", "one@b.fr"));
        // lettre ends what it sends with a line end of its own.
        assert_eq!(taken[0].data.as_bytes(), [LETTER, b"\r\n"].concat());
        // Without it, or with one that nobody there knows.
        let stranger = Authority::new().certifies("carnet.exemple");
        let other = Proof {
            chain: stranger.chain.clone().into_bytes(),
            key: stranger.key.clone().into_bytes(),
        };
        for proof in [None, Some(other)] {
            config.proof = proof;
            let told = sent(&config, "a@a.fr", "one@b.fr").await;
            assert!(matches!(told, Err(SendError::Later(_))), "{told:?}");
        }
        assert_eq!(server.taken().len(), 1);
        let said = server.commands();
        let mails = said.iter().filter(|said| said.starts_with("MAIL"));
        assert_eq!(mails.count(), 1, "{said:?}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_is_not_who_it_should_be() {
    let (theirs, other) = (Authority::new(), Authority::new());
    let right = theirs.certifies("localhost");
    let wrong_name = theirs.certifies("elsewhere.exemple");
    for (what, certified, authority) in [
        ("another authority", &right, Some(other.pem())),
        ("another name", &wrong_name, Some(theirs.pem())),
        ("an authority nobody knows", &right, None),
    ] {
        let acceptor = tls(certified, None);
        for (security, line) in [
            (Security::Tls, Line::Tls(acceptor.clone())),
            (Security::Starttls, Line::Starttls(acceptor.clone())),
            (Security::Starttls, Line::Clear),
            (Security::Tls, Line::Clear),
        ] {
            let server = Server::start(line).await;
            let mut config = config(&server, security);
            config.authority = authority.clone().map(String::into_bytes);
            let told = sent(&config, "a@a.fr", "one@b.fr").await;
            assert!(matches!(told, Err(SendError::Later(_))), "{what}: {told:?}");
            for said in server.commands() {
                let verb = said.split(' ').next().unwrap_or_default();
                let quiet = ["EHLO", "STARTTLS", "QUIT"].contains(&verb) || !said.is_ascii();
                assert!(
                    quiet || said.chars().any(char::is_control),
                    "{what}: {said}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_for_good_is_told_apart_from_what_is_for_now() {
    let server = Server::start(Line::Clear).await;
    let config = config(&server, Security::None);
    let never = |status: &str, text: &str| {
        Err(SendError::Never {
            status: status.to_owned(),
            text: text.to_owned(),
        })
    };
    let later = |text: &str| Err(SendError::Later(text.to_owned()));
    for (from, to, wanted) in [
        ("a@a.fr", "one@b.fr", Ok(())),
        (
            "a@a.fr",
            "nobody@b.fr",
            never("5.1.1", "... no such mailbox"),
        ),
        (
            "a@a.fr",
            "closed@b.fr",
            never("5.7.1", "Takes nothing from patients"),
        ),
        ("a@a.fr", "plain@b.fr", never("553", "No")),
        ("a@a.fr", "content@b.fr", never("5.6.0", "Not this")),
        ("unknown@a.fr", "one@b.fr", never("5.1.8", "... is nobody")),
        ("policy@a.fr", "one@b.fr", later("MAIL: 550")),
        ("defer@a.fr", "one@b.fr", later("MAIL: 451")),
        ("a@a.fr", "defer@b.fr", later("RCPT: 450")),
        ("a@a.fr", "busy@b.fr", later("RCPT: 421")),
        ("a@a.fr", "stall@b.fr", later("RCPT: no answer")),
        (
            "a@a.fr",
            "one@b.fr>\r\nRCPT TO:<x@b.fr",
            never("5.1.3", "The recipient has no plain address"),
        ),
        (
            "a@a.fr> SIZE=1",
            "one@b.fr",
            never("5.1.7", "The sender has no plain address"),
        ),
        (
            "",
            "one@b.fr",
            never("5.1.7", "The sender has no plain address"),
        ),
    ] {
        assert_eq!(sent(&config, from, to).await, wanted, "{from} {to}");
    }
    assert_eq!(send(&config, None, "two@b.fr", LETTER).await, Ok(()));
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!((&*taken[1].from, &*taken[1].to), ("", "two@b.fr"));
    // Nobody listens.
    let nowhere = SendConfig {
        port: Some(1),
        ..config
    };
    let told = sent(&nowhere, "a@a.fr", "one@b.fr").await;
    assert_eq!(told, later("connecting: no answer"));
}

#[tokio::test]
async fn a_line_is_used_again_after_a_refusal_and_never_after_a_silence() {
    let server = Server::start(Line::Clear).await;
    let one = mail::smtp::Server::new(config(&server, Security::None)).expect("a set-up");
    for (to, right) in [
        ("one", true),
        ("nobody", false),
        ("stall", false),
        ("two", true),
    ] {
        let sent = one
            .send_to(Some("a@a.fr"), &format!("{to}@b.fr"), LETTER)
            .await;
        assert_eq!(sent.is_ok(), right, "{to}");
    }
    one.close().await;
    let hellos = server.commands();
    let hellos = hellos.iter().filter(|said| said.starts_with("EHLO"));
    assert_eq!(hellos.count(), 2);
    assert_eq!(server.taken().len(), 2);
}

#[test]
fn a_set_up_that_would_speak_in_clear_or_is_no_pem_cannot_be_used() {
    let base = SendConfig::new("mail.exemple.fr", "carnet.exemple");
    let why = |config: SendConfig| mail::smtp::Server::new(config).err();
    let clear = SendConfig {
        security: Security::None,
        ..base.clone()
    };
    assert_eq!(why(clear.clone()), Some(Unusable::Clear));
    let authority = SendConfig {
        authority: Some(b"no PEM".to_vec()),
        ..base.clone()
    };
    assert_eq!(why(authority), Some(Unusable::Authority));
    let (one, two) = (
        Authority::new().certifies("a"),
        Authority::new().certifies("a"),
    );
    for (chain, key) in [
        ("x", &*one.key),
        (&*one.chain, "x"),
        (&*one.chain, &*two.key),
    ] {
        let proof = Some(Proof {
            chain: chain.as_bytes().to_vec(),
            key: key.as_bytes().to_vec(),
        });
        let mut config = SendConfig {
            proof: proof.clone(),
            ..base.clone()
        };
        assert_eq!(why(config.clone()), Some(Unusable::ProofToAnybody));
        config.authority = Some(Authority::new().pem().into_bytes());
        assert_eq!(why(config), Some(Unusable::Proof));
        let shown = SendConfig {
            host: String::from("localhost"),
            proof,
            ..clear.clone()
        };
        assert_eq!(why(shown), Some(Unusable::ProofInClear));
    }
    assert_eq!(
        format!(
            "{:?}",
            Proof {
                chain: Vec::new(),
                key: b"secret".to_vec()
            }
        ),
        "Proof"
    );
}
