//! The sample record of workshops.

use super::volunteer;
use crate::town::Town;
use std::collections::BTreeSet;

const FRENCH: [&str; 8] = [
    "Pénicilline",
    "1,72 g/L",
    "Amlodipine 5 mg : un comprimé",
    "Grippe : cet automne",
    "Je propose de ne rien changer",
    "Ne changez pas votre traitement",
    "Avec l’accord de Camille",
    "EXEMPLE Camille",
];
const ENGLISH: [&str; 8] = [
    "Penicillin",
    "1.72 g/L",
    "Amlodipine 5 mg: one tablet",
    "Flu: this autumn",
    "I suggest changing nothing",
    "Do not change your treatment",
    "With Camille’s consent",
    "EXEMPLE Camille",
];

#[tokio::test]
async fn a_volunteer_walks_through_the_whole_sample_record_in_both_languages() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut volunteer = volunteer(&town).await;
        for (prefix, mark, again, hidden, told) in [
            (
                "",
                "Exemple inventé",
                "Recommencer",
                "ancien carnet",
                FRENCH,
            ),
            (
                "/en",
                "Invented sample",
                "Start again",
                "old health booklet",
                ENGLISH,
            ),
        ] {
            let first = format!("{prefix}/accompagnement/demo");
            let (mut walked, mut ahead) = (BTreeSet::new(), vec![first.clone()]);
            let mut record = String::new();
            while let Some(path) = ahead.pop() {
                if !walked.insert(path.clone()) {
                    continue;
                }
                let page = volunteer.get(&path).await;
                assert_eq!(page.status, 200, "{path}");
                let page = page.text();
                // None can be taken for a real one, on the screen or on paper.
                assert!(page.contains(&format!("data-mark=\"{mark}\"")), "{path}");
                let back = format!("href=\"{first}\">{again}</a>");
                assert!(page.contains(&back), "{path}: {page}");
                for link in page.split("href=\"").skip(1) {
                    let to = link.split('"').next().unwrap_or_default();
                    if to.starts_with(&first) {
                        ahead.push(to.to_owned());
                    }
                }
                record.push_str(&page);
            }
            // Six pages and four documents, each led to by another.
            assert_eq!(walked.len(), 10, "{walked:?}");
            for words in told {
                assert!(record.contains(words), "{prefix}: {words}");
            }
            // What is hidden is not on the page that a professional sees.
            let pro = volunteer.get(&format!("{first}/pro")).await.text();
            let seen = pro
                .split("class=\"borrowed\"")
                .nth(1)
                .expect("it is framed");
            let (seen, beside) = seen.split_once("class=\"note\"").expect("a note");
            assert!(!seen.contains(hidden) && beside.contains(hidden), "{pro}");
            let unknown = volunteer.get(&format!("{first}/documents/5")).await;
            assert_eq!(unknown.status, 404);
        }
    })
    .await;
}
