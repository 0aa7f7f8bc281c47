//! The card on paper and in the export: its lines, and no word more.

use super::CARD;
use crate::dmp::Dmp;
use http::StatusCode;

const WALLET: &str = "/espace/moi/carte.pdf?format=portefeuille";
const SHEET: &str = "/espace/moi/carte.pdf?format=a4";

#[tokio::test]
async fn the_printed_card_says_exactly_its_lines_with_the_code_that_is_in_force() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let allergy = "nom=P%C3%A9nicilline&gravite=grave&reaction=choc";
    town.notes_line(&ana, "allergies/ajouter", allergy).await;
    town.notes_line(&ana, "maladies/ajouter", "nom=VIHCANARI")
        .await;
    let contact = "nom=Louis+Petit&roles-confiance=oui&telephone=0612345678";
    town.notes_line(&ana, "entourage/ajouter", contact).await;
    town.ticks(&ana, &["Pénicilline", "Louis Petit"]).await;
    for path in [WALLET, SHEET] {
        let words = town.prints(&ana.cookie, path).await;
        for said in [
            "Carte d’urgence",
            "15 ou le 112",
            "Pénicilline — choc",
            "Louis Petit",
            "06 12 34 56 78",
        ] {
            assert!(words.contains(said), "{path} {said}: {words}");
        }
        for kept in ["VIHCANARI", "Ana Martin", "1955", "/u/"] {
            assert!(!words.contains(kept), "{path} {kept}: {words}");
        }
    }
    // With a code, its address too: the one that is in force.
    let first = town.codes(&ana).await;
    let second = town.codes(&ana).await;
    for path in [WALLET, SHEET] {
        let words = town.prints(&ana.cookie, path).await;
        let whole = words.replace(['\n', ' '], "");
        assert!(
            whole.contains(&format!("localhost:8080{second}")),
            "{whole}"
        );
        assert!(!whole.contains(&first), "{whole}");
        let english = town.prints(&ana.cookie, &format!("/en{path}")).await;
        assert!(english.contains("Emergency card"), "{english}");
    }
    // A tagged file: what is read, in its order, for whoever listens.
    let file = town.get(&ana.cookie, WALLET).await.body;
    let has = |mark: &[u8]| file.windows(mark.len()).any(|bytes| bytes == mark);
    assert!(has(b"%PDF-1.7") && has(b"pdfuaid"));
    town.post(&ana.cookie, &format!("{CARD}/code/arreter"), "")
        .await;
    let words = town.prints(&ana.cookie, WALLET).await;
    assert!(!words.contains("/u/"), "{words}");
    // She takes what it says along.
    let files = town.exports(&ana).await;
    let carried = String::from_utf8_lossy(&files["carte/carte.txt"]);
    assert!(carried.contains("- Pénicilline — choc"), "{carried}");
    assert!(!carried.contains("VIHCANARI"), "{carried}");
    let index = String::from_utf8_lossy(&files["index.html"]).into_owned();
    assert!(index.contains("href=\"carte/carte.txt\""), "{index}");
}

#[tokio::test]
async fn a_long_card_goes_on_on_another_one() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let mut ticked = Vec::new();
    for n in 0..30 {
        let name = format!("Substance{n:02}");
        let form = format!("nom={name}&reaction={}", "tr%C3%A8s+long+".repeat(12));
        town.notes_line(&ana, "allergies/ajouter", &form).await;
        ticked.push(name);
    }
    let lines: Vec<&str> = ticked.iter().map(String::as_str).collect();
    town.ticks(&ana, &lines).await;
    town.codes(&ana).await;
    let words = town.prints(&ana.cookie, WALLET).await;
    for name in &ticked {
        assert_eq!(words.matches(name.as_str()).count(), 1, "{name}: {words}");
    }
    assert!(words.matches("Carte d’urgence").count() > 2, "{words}");
    assert_eq!(town.get(&ana.cookie, SHEET).await.status, StatusCode::OK);
}
