//! The page where a holder has a history checked: each thing that can be wrong is
//! said, and what is not proved too.

use super::third_party;
use crate::town::{Answer, Holder, Town};
use axum::body::Body;
use http::StatusCode;
use testkit::for_each_store_at;

const PAGE: &str = "/espace/moi/acces/verifier";
const PROOFS: &str = "/espace/moi/acces/preuves";

/// What is brought to the page.
#[derive(Clone, Copy, Default)]
struct Brought<'a> {
    history: &'a str,
    earlier: &'a str,
    key: &'a str,
    points: &'a str,
    witnesses: &'a str,
}

impl Town {
    async fn proofs(&self, holder: &Holder, query: &str) -> String {
        let taken = self.get(&holder.cookie, &format!("{PROOFS}{query}")).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        String::from_utf8(taken.body.to_vec()).expect("a text")
    }

    async fn checks(&self, holder: &Holder, brought: Brought<'_>) -> Answer {
        let mut body = String::new();
        let part = |name: &str, file: &str, text: &str| {
            format!(
                "--XXXX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n"
            )
        };
        let file = "; filename=\"preuves.jsonl\"\r\nContent-Type: application/octet-stream";
        let none = "; filename=\"\"\r\nContent-Type: application/octet-stream";
        for (name, text) in [("fichier", brought.history), ("precedent", brought.earlier)] {
            body += &part(name, if text.is_empty() { none } else { file }, text);
        }
        // Browsers end the lines of what is pasted in their own way.
        let points = brought.points.replace('\n', "\r\n");
        for (name, text) in [
            ("cle", brought.key),
            ("points", &points),
            ("temoins", brought.witnesses),
            ("avant", ""),
        ] {
            body += &part(name, "", text);
        }
        body += "--XXXX--\r\n";
        self.send(&holder.cookie, PAGE, Body::from(body)).await
    }

    async fn checkpoint(&self) -> String {
        self.house.ledger.tick().await.expect("a tick");
        self.get("", "/log/checkpoint").await.text()
    }

    async fn log_key(&self) -> String {
        let key = self.house.ledger.public_key().await;
        key.expect("a key").to_string()
    }
}

fn holds(answer: &Answer) -> bool {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text().contains("Cet historique est intact.")
}

#[tokio::test]
async fn log_04_a_holder_sees_that_nothing_was_taken_out_since_their_last_check() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "CANARITITRE").await;
        let earlier = town.proofs(&ana, "").await;
        assert!(!earlier.contains("CANARI"), "no word of the record");
        let key = town.log_key().await;
        let first = Brought {
            history: &earlier,
            key: &key,
            ..Brought::default()
        };
        let answer = town.checks(&ana, first).await;
        assert!(holds(&answer), "{}", answer.text());
        for said in [
            "Aucun historique précédent",
            "Ce que cela prouve",
            "Gardez ce fichier",
        ] {
            assert!(answer.text().contains(said), "{said}");
        }
        town.adds(&ana, "Bilan").await;
        // The next one continues it, without being told where it ended.
        let history = town.proofs(&ana, "").await;
        let points = format!("{}\n\n{}", town.checkpoint().await, town.checkpoint().await);
        let second = Brought {
            history: &history,
            earlier: &earlier,
            ..first
        };
        let answer = town.checks(&ana, second).await;
        assert!(holds(&answer), "{}", answer.text());
        assert!(answer.text().contains("Rien de votre historique précédent"));
        if let Some((yes, words)) = third_party::says(&history, Some(&earlier), &key) {
            assert!(yes, "{words}");
            // Another history from before is none that this one continues.
            let other = third_party::altered(&earlier);
            let (yes, words) = third_party::says(&history, Some(&other), &key).expect("Python");
            assert!(!yes, "{words}");
        }
        // Against a checkpoint from elsewhere: that of the history itself.
        let note = history.lines().next().expect("a head");
        let note: serde_json::Value = serde_json::from_str(note).expect("JSON");
        let own = note["checkpoint"].as_str().expect("a note");
        let both = format!("{own}\n{points}");
        let answer = town
            .checks(
                &ana,
                Brought {
                    points: &both,
                    ..second
                },
            )
            .await;
        assert!(holds(&answer), "{}", answer.text());
        assert!(
            answer
                .text()
                .contains("que vous avez donné dit la même chose")
        );
        // A line is taken out, with all that hangs on it.
        let place = || vec![i64::from(ana.space.bucket()).into(), ana.space.into()];
        let last = "DELETE FROM access WHERE bucket = $1 AND space = $2 AND n = \
             (SELECT max(n) FROM access WHERE bucket = $1 AND space = $2)";
        store.execute(last, place()).await.expect("deleted");
        let elsewhere = town.twin().await;
        town.adds(&ana, "Encore").await;
        let after = elsewhere.proofs(&ana, "").await;
        let third = Brought {
            history: &after,
            earlier: &history,
            ..first
        };
        let answer = town.checks(&ana, third).await;
        assert!(!holds(&answer), "{}", answer.text());
        assert!(
            answer.text().contains("n’est PAS intact"),
            "{}",
            answer.text()
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_not_proved_is_said_and_never_taken_for_proved() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.adds(&ana, "Note").await;
        let history = town.proofs(&ana, "").await;
        let own = Brought {
            history: &history,
            ..Brought::default()
        };
        let answer = town.checks(&ana, own).await;
        assert!(holds(&answer));
        assert!(answer.text().contains("contre nous, cela ne prouve rien"));
        assert!(
            answer
                .text()
                .contains("Cette page est tenue par le service")
        );
        // Somebody else's key signed nothing of it.
        let folder = tempfile::tempdir().expect("a folder");
        let other = key_of_another(&town, folder.path()).await;
        let answer = town.checks(&ana, Brought { key: &other, ..own }).await;
        assert!(
            answer
                .text()
                .contains("n’est pas signé par la clé du journal")
        );
        // A witness that did not sign.
        let answer = town
            .checks(
                &ana,
                Brought {
                    witnesses: &other,
                    ..own
                },
            )
            .await;
        assert!(
            answer.text().contains("n’est PAS prouvé"),
            "{}",
            answer.text()
        );
        // Somebody else's history is no earlier one of hers.
        let his = town.proofs(&louis, "").await;
        let answer = town
            .checks(
                &ana,
                Brought {
                    earlier: &his,
                    ..own
                },
            )
            .await;
        assert!(answer.text().contains("n’est pas celui du même espace"));
    })
    .await;
}

/// The key of another log.
async fn key_of_another(town: &Town, folder: &std::path::Path) -> String {
    let config = ledger::LogConfig {
        origin: Some(String::from("autre.example.org")),
        key: folder.join("log.key"),
        checkpoint: folder.join("log.checkpoint"),
        witnesses: Vec::new(),
    };
    let url = format!("sqlite:{}", folder.join("autre.sqlite").display());
    let store = store::Store::open(&url).await.expect("a store");
    let other = ledger::Ledger::open(store, town.world.world(), config).await;
    let key = other.expect("a log").public_key().await;
    key.expect("a key").to_string()
}

#[tokio::test]
async fn what_is_no_history_no_key_and_no_checkpoint_is_said_beside_its_field() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let history = town.proofs(&ana, "").await;
        let right = Brought {
            history: &history,
            ..Brought::default()
        };
        for (brought, field) in [
            (
                Brought {
                    history: "",
                    ..right
                },
                "fichier",
            ),
            (
                Brought {
                    history: "{}",
                    ..right
                },
                "fichier",
            ),
            (
                Brought {
                    earlier: "PK\u{3}\u{4}",
                    ..right
                },
                "precedent",
            ),
            (
                Brought {
                    key: "<script>",
                    ..right
                },
                "cle",
            ),
            (
                Brought {
                    points: "bonjour",
                    ..right
                },
                "points",
            ),
            (
                Brought {
                    witnesses: "x",
                    ..right
                },
                "temoins",
            ),
        ] {
            let answer = town.checks(&ana, brought).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            let there = format!("id=\"{field}-erreur\"");
            assert!(answer.text().contains(&there), "{field}: {}", answer.text());
            assert!(!answer.text().contains("<script>"));
        }
        let beyond = format!("{PROOFS}?depuis=99999999");
        let refused = town.get(&ana.cookie, &beyond).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut long = history.clone();
        long.push_str(&" ".repeat(32 * 1024 * 1024));
        let refused = town
            .checks(
                &ana,
                Brought {
                    history: &long,
                    ..right
                },
            )
            .await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    })
    .await;
}
