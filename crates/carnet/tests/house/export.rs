//! Everything a person put in, they can take out: asked for, packed, taken, and
//! destroyed; and nobody else gets any of it.

mod checking;
mod content;
mod family;
mod life;
mod memory;
mod others;
mod record;
pub mod third_party;
mod zip;

use crate::town::{Answer, Holder, Town};
use http::StatusCode;
use kernel::SpaceId;
use std::collections::BTreeMap;

const PAGE: &str = "/espace/moi/export";
const FILE: &str = "/espace/moi/export/fichier";

impl Town {
    async fn asks_for_export(&self, holder: &Holder) -> Answer {
        self.post(&holder.cookie, PAGE, "").await
    }

    /// Asks for an export, has it packed, and takes it: its files.
    pub async fn exports(&self, holder: &Holder) -> BTreeMap<String, Vec<u8>> {
        let asked = self.asks_for_export(holder).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        self.house.exports.work().await.expect("packed");
        self.takes_file(&holder.cookie, FILE).await
    }

    /// Somebody who answers for a child asks for a copy, has it packed, and takes it.
    pub async fn copies(&self, cookie: &str, space: SpaceId) -> BTreeMap<String, Vec<u8>> {
        self.does(cookie, &below(space, ""), "").await;
        self.house.exports.work().await.expect("packed");
        self.takes_file(cookie, &below(space, "/fichier")).await
    }

    async fn takes_file(&self, cookie: &str, path: &str) -> BTreeMap<String, Vec<u8>> {
        let taken = self.get(cookie, path).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        assert_eq!(taken.headers["content-type"], "application/zip");
        assert_eq!(taken.headers["cache-control"], "no-store");
        let length = taken.headers["content-length"].to_str().expect("a text");
        assert_eq!(length, taken.body.len().to_string());
        zip::is_read_by_others(&taken.body);
        zip::read(&taken.body)
    }

    /// How many exports were begun, are ready, failed, or are over.
    async fn states(&self) -> Vec<i64> {
        let sql = "SELECT state FROM export ORDER BY space, n";
        let rows = self.house.store.query(sql, Vec::new()).await;
        let rows = rows.expect("asked");
        rows.iter()
            .map(|row| row.int(0).expect("a state"))
            .collect()
    }

    /// The lines of the history of a holder that speak of exports.
    async fn lines_of_exports(&self, holder: &Holder) -> usize {
        let path = "/espace/moi/acces/journal/csv";
        let table = self.get(&holder.cookie, path).await.text();
        table
            .lines()
            .filter(|line| line.contains("export de tout"))
            .count()
    }
}

/// The page of a child's exports, and what is below it.
fn below(space: SpaceId, more: &str) -> String {
    format!("/espace/{space}/export{more}")
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(bytes.clone()).expect("a text")
}
