//! What the parent of the two girls takes away of each: the same files of the same sizes
//! that say the same, and nothing of what is kept from a parent since.

use super::{TEXT, TITLE, Worlds};
use crate::secret::Young;
use crate::town::Town;
use http::StatusCode;
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

/// A file without what is chance, or names one of the girls: ids in the order in which
/// they come, hashes as such, and no part of a minute.
fn plain(young: &Young, first: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text
        .replace(&young.space.to_string(), "{space}")
        .replace(first, "{name}")
        .replace(&young.matricule, "{number}");
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let (mut said, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(|sign: char| sign.is_ascii_alphanumeric()) {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        let uuid = rest.get(..36).filter(|id| {
            let parts: Vec<usize> = id.split('-').map(str::len).collect();
            let signs = |sign: char| sign == '-' || sign.is_ascii_hexdigit();
            parts == [8, 4, 4, 4, 12] && id.chars().all(signs)
        });
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric());
        let word = uuid.unwrap_or(&rest[..end.unwrap_or(rest.len())]);
        let chance =
            uuid.is_some() || (word.len() >= 20 && word.bytes().any(|b| b.is_ascii_digit()));
        match chance {
            true => {
                let next = known.len();
                let n = *known.entry(word.to_owned()).or_insert(next);
                said.push_str(&format!("#{n}"));
            }
            false => said.push_str(word),
        }
        rest = &rest[word.len()..];
    }
    said.push_str(rest);
    said
}

impl Worlds {
    async fn copy(&self, young: &Young) -> Files {
        let cookie = self.town.signs_in(self.parent).await;
        let files = self.town.copies(&cookie, young.space).await;
        for (path, bytes) in &files {
            let said = String::from_utf8_lossy(bytes);
            for word in [TITLE, TEXT, "CANARI", "confidentielle"] {
                assert!(
                    !said.contains(word) && !path.contains(word),
                    "{path}: {said}"
                );
            }
        }
        files
    }
}

#[tokio::test]
async fn azp_15_what_a_parent_takes_away_is_the_same_whether_or_not_there_is_a_secret() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let (lea, zoe) = (&worlds.lea, &worlds.zoe);
        let (leas, zoes) = (worlds.copy(lea).await, worlds.copy(zoe).await);
        let listed = |files: &Files| -> Vec<(String, usize)> {
            let sizes = files.iter();
            sizes.map(|(path, it)| (path.clone(), it.len())).collect()
        };
        assert_eq!(listed(&leas), listed(&zoes));
        assert!(leas.len() > 8, "{:?}", listed(&leas));
        for (path, bytes) in &leas {
            let said = plain(lea, "Lea", bytes);
            assert_eq!(said, plain(zoe, "Zoe", &zoes[path]), "{path}");
        }
        // Who has the secret takes it away.
        let own = worlds.town.comes_back(lea.space).await;
        let page = "/espace/moi/export";
        worlds.town.does(&own, page, "").await;
        worlds.town.house.exports.work().await.expect("packed");
        let file = worlds.town.get(&own, &format!("{page}/fichier")).await;
        let file = String::from_utf8_lossy(&file.body).into_owned();
        assert!(file.contains("CANARI") && file.contains("preuves.jsonl"));
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_copy_that_holds_what_became_a_secret_since_is_given_to_no_parent() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.parent_of(&[&lea]).await;
        let cookie = town.signs_in(parent).await;
        let page = lea.of("/export");
        let file = lea.of("/export/fichier");
        for deed in ["secret", "retirer"] {
            let id = town
                .adds_for(&doctor, lea.space, ("Avis", deed), false)
                .await;
            let files = town.copies(&cookie, lea.space).await;
            assert!(files.keys().any(|path| path.ends_with("Avis.txt")));
            let path = format!("/pro/depots/{}/{id}/{deed}", lea.space);
            let form = match deed {
                "secret" => "quoi=garder",
                _ => "motif=content",
            };
            town.does(&doctor.cookie, &path, form).await;
            let gone = town.get(&cookie, &file).await;
            assert_eq!(gone.status, StatusCode::GONE, "{deed}: {}", gone.text());
            assert!(gone.text().contains("demandez-en un nouveau"));
            let shown = town.reads(&cookie, &page).await;
            assert!(!shown.contains("Télécharger le fichier"), "{shown}");
            let again = town.get(&cookie, &file).await;
            assert_eq!(again.status, StatusCode::NOT_FOUND);
        }
        let files = town.copies(&cookie, lea.space).await;
        assert!(files.keys().all(|path| !path.starts_with("documents/")));
    })
    .await;
}
