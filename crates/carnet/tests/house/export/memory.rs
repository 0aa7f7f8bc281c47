//! The memory of whoever packs does not grow with what is packed.

use super::FILE;
use crate::town::Town;
use axum::body::Body;
use http::Request;
use http::header::{COOKIE, HOST};
use http_body_util::BodyExt;
use std::process::Command;
use tower::ServiceExt;

const CHILD: &str = "CARNET_EXPORT_MEMORY_CHILD";
const DOCUMENTS: usize = 6;
const SIZE: usize = 16 << 20;
const GROWTH_KIB_MAX: u64 = 48 << 10;

/// Tests of one program share their memory, so this one runs itself alone in a
/// process of its own.
#[test]
fn a_hundred_megabytes_are_packed_and_taken_in_constant_memory() {
    let program = std::env::current_exe().expect("this program");
    let child = Command::new(&program)
        .args([
            "--exact",
            "export::memory::child_of_the_memory_test",
            "--nocapture",
        ])
        .env(CHILD, "yes")
        .output()
        .expect("a child process");
    let said = String::from_utf8_lossy(&child.stdout);
    let errors = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{said}\n{errors}");
}

#[tokio::test]
async fn child_of_the_memory_test() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("carnet.db").display());
    let town = Town::on_folder(&url).await;
    let ana = town.holder(0).await;
    for n in 0..DOCUMENTS {
        let title = format!("Grand texte {n}");
        let fields = [
            ("title", title.as_str()),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let letter = b'a' + u8::try_from(n).expect("a few");
        let content = vec![letter; SIZE];
        let add = "/espace/moi/documents/ajouter";
        let sent = town
            .upload(&ana.cookie, add, &fields, ("g.txt", &content))
            .await;
        assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.text());
    }
    town.asks_for_export(&ana).await;
    // The greatest it ever was is counted from here on (proc(5), clear_refs).
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
    let before = status_kib("VmRSS:");
    town.house.exports.work().await.expect("packed");
    let request = Request::get(FILE)
        .header(HOST, "localhost:8080")
        .header(COOKIE, &ana.cookie)
        .body(Body::empty())
        .expect("a request");
    let answer = town
        .router
        .clone()
        .oneshot(request)
        .await
        .expect("answered");
    let mut body = answer.into_body();
    let mut read = 0;
    while let Some(piece) = body.frame().await {
        read += piece.expect("whole").into_data().map_or(0, |it| it.len());
    }
    assert!(read > DOCUMENTS * SIZE, "{read} bytes");
    let growth = status_kib("VmHWM:").saturating_sub(before);
    assert!(growth < GROWTH_KIB_MAX, "memory grew by {growth} KiB");
}

fn status_kib(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|l| l.strip_prefix(line));
    let kib = line.expect("the line").trim().trim_end_matches(" kB");
    kib.parse().expect("a number")
}
