//! Who answers for a child takes away what they see of the child's, and nothing that
//! counts what they do not; it is theirs alone, and over with their mandate.

use super::content::resources;
use super::record::{found, record};
use super::{PAGE, below, text};
use crate::documents::GOOD;
use crate::mandates::Child;
use crate::results::{HAEMOGLOBIN, report};
use crate::town::{Holder, PDF, Town};
use http::StatusCode;
use kernel::SpaceId;
use std::time::Duration;
use store::Store;
use testkit::{for_each_store_at, objects};

const SECOND: Duration = Duration::from_secs(1);

impl Town {
    /// A child of two who answer for her, and a document in her space.
    async fn family_with_a_document(&self) -> (Child, Holder, Holder) {
        let (ana, louis, lea) = self.family().await;
        let add = Town::of(&lea, "/documents/ajouter");
        let sent = self.upload(&ana.cookie, &add, &GOOD, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        (lea, ana, louis)
    }

    async fn gives_up(&self, adult: &Holder, child: &Child) {
        let path = format!("/espace/moi/proches/{}", child.person);
        self.does(&adult.cookie, &path, "geste=rendre").await;
        // So that no mandate is of the same moment as another.
        self.world.advance(SECOND);
    }

    /// Packs the copy of one document that was asked for; in the middle of it, this.
    async fn packs_while(&self, store: &Store, meanwhile: impl AsyncFnOnce()) {
        let begun = async {
            loop {
                let sql = "SELECT turn FROM export WHERE state = 1 AND total = 1";
                if !store.query(sql, vec![]).await.expect("asked").is_empty() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        let work = self.house.exports.work();
        tokio::pin!(work);
        tokio::select! {
            biased;
            () = begun => {}
            done = &mut work => panic!("it was not seen to begin: {done:?}"),
        }
        meanwhile().await;
        work.await.expect("packed, or given up");
    }

    async fn has_no_copy(&self, adult: &Holder, space: SpaceId) {
        let page = self.reads(&adult.cookie, &below(space, "")).await;
        assert!(page.contains("Préparer mon export"), "{page}");
        assert!(!page.contains("Télécharger le fichier"), "{page}");
        let file = self.get(&adult.cookie, &below(space, "/fichier")).await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "{}", file.text());
    }
}

#[tokio::test]
async fn a_parent_takes_away_what_they_see_without_a_proof_and_is_told_why() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, ana, _) = town.family_with_a_document().await;
        let page = town.reads(&ana.cookie, &below(lea.space, "")).await;
        assert!(page.contains("Exporter le dossier de Lea"), "{page}");
        let files = town.copies(&ana.cookie, lea.space).await;
        let document = files
            .iter()
            .find(|(path, _)| path.starts_with("documents/"));
        assert_eq!(document.map(|(_, bytes)| bytes.as_slice()), Some(PDF));
        let others: Vec<&str> = files
            .keys()
            .map(String::as_str)
            .filter(|path| !path.starts_with("documents/"))
            .collect();
        assert_eq!(
            others,
            [
                "SHA256SUMS",
                "fhir/dossier.json",
                "fhir/resume-patient.json",
                "historique/historique.csv",
                "index.html",
            ]
        );
        let index = text(&files, "index.html");
        for said in [
            "Dossier de santé de Lea",
            "Pourquoi il n’y a pas de preuves ici",
            "Ana Martin, représentant légal",
        ] {
            assert!(index.contains(said), "{said}: {index}");
        }
        for unsaid in ["carnet verify", "preuves.jsonl", "Mon dossier"] {
            assert!(!index.contains(unsaid), "{unsaid}: {index}");
        }
        let history = text(&files, "historique/historique.csv");
        assert!(history.contains("Une copie du dossier a été préparée"));
        for path in ["fhir/dossier.json", "fhir/resume-patient.json"] {
            let json = serde_json::from_slice::<serde_json::Value>(&files[path]);
            assert_eq!(json.expect("JSON")["resourceType"], "Bundle");
        }
        // Nothing of it is taken for a history with proofs that left.
        let rows = town
            .house
            .store
            .query("SELECT size FROM export_tree", vec![]);
        assert!(rows.await.expect("asked").is_empty());
    })
    .await;
}

#[tokio::test]
async fn del_07_a_copy_is_of_the_parent_who_asked_and_is_told_by_name() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, ana, louis) = town.family_with_a_document().await;
        let subject = "La copie du dossier d’un enfant";
        assert_eq!(town.sent_so_far(subject).await, 0);
        for n in 1..=3 {
            town.copies(&ana.cookie, lea.space).await;
            assert_eq!(town.sent_so_far(subject).await, n, "to her alone");
        }
        let sent = town.house.post.sent(100).await.expect("listed");
        let mut theirs = sent.iter().filter(|sent| sent.subject.contains(subject));
        assert!(theirs.all(|sent| sent.to == "ana@exemple.fr"));
        let path = below(lea.space, "");
        let fourth = town.post(&ana.cookie, &path, "").await;
        assert_eq!(fourth.status, StatusCode::TOO_MANY_REQUESTS);
        // Neither the file nor how many there were is the other parent's.
        town.has_no_copy(&louis, lea.space).await;
        assert!(!town.reads(&ana.cookie, PAGE).await.contains("prêt"));
        town.does(&louis.cookie, &path, "").await;
        let history = Town::of(&lea, "/acces/journal");
        let history = town.reads(&louis.cookie, &history).await;
        assert!(history.contains("A téléchargé une copie du dossier"));
        assert!(history.contains("Ana Martin"), "{history}");
        // Hers stands whatever he does.
        town.house.exports.work().await.expect("packed");
        let path = below(lea.space, "/fichier");
        for adult in [&ana, &louis] {
            let file = town.get(&adult.cookie, &path).await;
            assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        }
    })
    .await;
}

#[tokio::test]
async fn a_copy_wants_a_fresh_proof_of_both_factors_and_comes_back_to_the_child() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, ana, _) = town.family_with_a_document().await;
        town.copies(&ana.cookie, lea.space).await;
        town.world.advance(Duration::from_secs(6 * 60));
        let page = below(lea.space, "");
        let proof = format!("/connexion/preuve?retour={page}");
        let asked = town.post(&ana.cookie, &page, "").await;
        assert_eq!(asked.location(), proof);
        let file = below(lea.space, "/fichier");
        let taken = town.get(&ana.cookie, &file).await;
        assert_eq!(taken.location(), proof);
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_copy_is_over_with_the_mandate_for_which_it_was_asked() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, ana, louis) = town.family_with_a_document().await;
        town.copies(&ana.cookie, lea.space).await;
        town.copies(&louis.cookie, lea.space).await;
        town.gives_up(&ana, &lea).await;
        for more in ["", "/fichier"] {
            let path = below(lea.space, more);
            let answer = town.get(&ana.cookie, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Another mandate does not bring it back; the other parent's own stays.
        town.answers_for(&ana, lea.space).await;
        town.has_no_copy(&ana, lea.space).await;
        let file = below(lea.space, "/fichier");
        let answer = town.get(&louis.cookie, &file).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_mandate_that_ends_before_or_while_a_copy_is_packed_gives_nothing() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let (lea, ana, _) = town.family_with_a_document().await;
        let kept = || objects(&town.folder.path().join("vault")).len();
        let page = below(lea.space, "");
        let before = kept();
        town.does(&ana.cookie, &page, "").await;
        town.gives_up(&ana, &lea).await;
        town.house.exports.work().await.expect("given up");
        assert_eq!((town.states().await, kept()), (vec![3], before));
        // While it is packed.
        town.answers_for(&ana, lea.space).await;
        town.does(&ana.cookie, &page, "").await;
        town.packs_while(&store, async || town.gives_up(&ana, &lea).await)
            .await;
        assert_eq!((town.states().await, kept()), (vec![3, 3], before));
        // One for whom nothing ended has it.
        town.answers_for(&ana, lea.space).await;
        town.copies(&ana.cookie, lea.space).await;
        assert_eq!(kept(), before + 1);
    })
    .await;
}

#[tokio::test]
async fn azp_12_what_becomes_a_secret_while_a_copy_is_packed_is_named_nowhere_in_it() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let (lea, ana, _) = town.family_with_a_document().await;
        let doctor = town.doctor().await;
        let consent = format!("/pro/patients/{}/lien", lea.space);
        town.does(&doctor.cookie, &consent, "accord=oui").await;
        let file = below(lea.space, "/fichier");
        town.does(&ana.cookie, &below(lea.space, ""), "").await;
        town.packs_while(&store, async || {
            let secret = ("SECRETTITRE", "SECRETTEXTE");
            let id = town.adds_for(&doctor, lea.space, secret, true).await;
            let read = format!("/pro/patients/{}/documents/{id}", lea.space);
            town.reads(&doctor.cookie, &read).await;
        })
        .await;
        let files = town.takes_file(&ana.cookie, &file).await;
        assert!(!files.is_empty());
        for (path, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("SECRETT"), "{path}");
        }
        // What the doctor did before it was asked for is told.
        let history = text(&files, "historique/historique.csv");
        assert!(history.contains("Benali"), "{history}");
    })
    .await;
}

/// A child, as laboratories know her.
fn patient(child: &Child, birth_time: &str) -> String {
    let number = &child.number;
    format!(
        r#"<id root="1.2.250.1.213.1.4.8" extension="{number}"/><patient><name><family qualifier="BR">MARTIN</family><given qualifier="BR">LEA</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="{birth_time}"/></patient>"#
    )
}

#[tokio::test]
async fn azp_12_a_copy_holds_results_and_appointments_and_nothing_of_results_kept_secret() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let doctor = town.doctor().await;
        let patient = patient(&lea, "20160302");
        let shown = report(&patient, "20260504", &[HAEMOGLOBIN]);
        let whose = (lea.space, "Bilan");
        town.lays_down(&doctor, whose, &shown, &[]).await;
        // A result that she asked the doctor to keep from them.
        let secret = ("SECRETFERRITINE", "2276-4", "31", "ug/L", "N");
        let secret = report(&patient, "20260505", &[secret]);
        let whose = (lea.space, "SECRETTITRE");
        let keep = [("secret", "oui")];
        town.lays_down(&doctor, whose, &secret, &keep).await;
        // An appointment that her mother made, one that the doctor did, and a reminder.
        let add = Town::of(&lea, "/agenda/ajouter");
        let day = "date-jour=4&date-mois=12&date-annee=2026&heure=9%3A00";
        for form in [
            format!("{day}&titre=Genou&avec=Dr+Roux&lieu=Caen"),
            format!("{day}&titre=Ordonnance&genre=rappel"),
        ] {
            town.does(&ana.cookie, &add, &form).await;
        }
        town.is_to_see(&doctor, lea.space, (5, 12, 2026), "10:00")
            .await;
        for parent in [&ana, &louis] {
            let files = town.copies(&parent.cookie, lea.space).await;
            let record = record(&files);
            let whose = &record["entry"][0]["fullUrl"];
            let results = found(&record);
            let names: Vec<_> = results.iter().map(|it| &it["code"]["text"]).collect();
            assert_eq!(names, ["Hémoglobine"]);
            assert_eq!(results[0]["subject"]["reference"], *whose);
            let appointments = resources(&record, "Appointment");
            let called: Vec<_> = appointments.iter().map(|it| &it["description"]).collect();
            assert_eq!(called, ["Genou", "Suivi"]);
            for it in &appointments {
                let person = &it["participant"][0]["actor"]["reference"];
                assert_eq!(person, whose, "{it}");
            }
            for (path, bytes) in &files {
                let said = String::from_utf8_lossy(bytes);
                let named = path.contains("SECRET") || said.contains("SECRET");
                assert!(!named && !said.contains("2276-4"), "{path}");
            }
        }
    })
    .await;
}
