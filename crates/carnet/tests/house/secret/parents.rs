//! What who answers for a child does, beside what the child does: who hid what, who wrote
//! what, and what is kept that they do not see.

use super::worlds::{add, id_in};
use super::{MINUTE, Young};
use crate::dmp::{DOCTOR, Dmp, json};
use crate::town::{DAY, Town};
use http::StatusCode;
use serde_json::json;

/// On the home page of whose space nobody else opened.
const NOBODY: &str = "Personne n’a ouvert votre dossier";
const REPRESENTATIVE: &str = "(représentant légal)";

/// A girl, what a doctor deposited for her, her parent's session, and another doctor who
/// treats her.
async fn at_home(town: &Town) -> (Young, String, String, crate::town::Pro) {
    let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
    let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
    let other = town.other_doctor().await;
    let consent = format!("/pro/patients/{}/lien", lea.space);
    town.does(&other.cookie, &consent, "accord=oui").await;
    let bilan = ("Bilan", "Rien à dire.");
    let id = town.adds_for(&doctor, lea.space, bilan, false).await;
    (lea, id, parent, other)
}

#[tokio::test]
async fn azp_06_a_parent_shows_again_what_parents_hid_and_never_what_the_young_person_hid() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, id, parent, other) = at_home(&town).await;
        let own = format!("/espace/moi/documents/{id}");
        let theirs = lea.of(&format!("/documents/{id}"));
        let record = format!("/pro/patients/{}/documents/{id}", lea.space);
        let is_read = async || {
            let answer = town.get(&other.cookie, &record).await;
            answer.status == StatusCode::OK
        };
        let tries = async |form: &str| {
            let answer = town.post(&parent, &format!("{theirs}/montrer"), form).await;
            answer.status
        };
        // What is offered to whoever comes back from the proof.
        let is_offered = async |whom: &str| {
            let back = format!("{theirs}/visibilite?fait=a-montrer&{whom}");
            let page = town.reads(&parent, &back).await;
            page.contains(&format!("action=\"{theirs}/montrer\""))
                && page.contains("Rien n’est encore changé")
        };
        let number = other.professional.rpps.as_str();
        for whom in [String::from("qui=tous"), format!("qui={number}")] {
            // What they hid they show again, and so undo it.
            town.does(&parent, &format!("{theirs}/masquer"), &whom)
                .await;
            assert!(!is_read().await, "{whom}");
            let page = town.reads(&parent, &format!("{theirs}/visibilite")).await;
            assert!(!page.contains("seul le titulaire"), "{page}");
            assert!(is_offered(&whom).await, "{whom}");
            town.does(&parent, &format!("{theirs}/montrer"), &whom)
                .await;
            assert!(is_read().await, "{whom}");
            // What she hid they do not, one by one or several at once.
            town.does(&lea.cookie, &format!("{own}/masquer"), &whom)
                .await;
            assert_eq!(tries(&whom).await, StatusCode::FORBIDDEN, "{whom}");
            let page = town.reads(&parent, &format!("{theirs}/visibilite")).await;
            assert!(
                page.contains("seul le titulaire de l’espace peut"),
                "{page}"
            );
            assert!(!is_offered(&whom).await, "{whom}");
            // Nor by hiding it themselves before.
            town.does(&parent, &format!("{theirs}/masquer"), &whom)
                .await;
            assert_eq!(tries(&whom).await, StatusCode::FORBIDDEN, "{whom}");
            assert!(!is_read().await, "{whom}");
            town.does(&lea.cookie, &format!("{own}/montrer"), &whom)
                .await;
            assert!(is_read().await, "{whom}");
            // What they hid is hers once she hides it too.
            town.does(&parent, &format!("{theirs}/masquer"), &whom)
                .await;
            town.does(&lea.cookie, &format!("{own}/masquer"), &whom)
                .await;
            assert_eq!(tries(&whom).await, StatusCode::FORBIDDEN, "{whom}");
            town.does(&lea.cookie, &format!("{own}/montrer"), &whom)
                .await;
        }
        let together = lea.of("/documents/ensemble");
        let all = format!("{own}/masquer");
        town.does(&lea.cookie, &all, "qui=tous").await;
        let form = format!("d-{id}=oui&geste=montrer");
        let refused = town.post(&parent, &together, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!is_read().await);
        // Undoing what they hid at once leaves what she hid.
        let note = add(&town, &parent, &lea, "Notes", "Une page.").await;
        assert_eq!(note.status, StatusCode::SEE_OTHER, "{}", note.text());
        let note = id_in(&town.reads(&parent, &lea.of("/documents")).await, "Notes");
        let form = format!("d-{id}=oui&d-{note}=oui&geste=masquer");
        let hidden = town.post(&parent, &together, &form).await;
        let told = hidden.location();
        assert!(told.contains(&note) && !told.contains(&id), "{told}");
        town.does(&parent, &together, &format!("d-{note}=oui&geste=montrer"))
            .await;
        // Nor does hers show what they had hidden.
        let other = add(&town, &parent, &lea, "Courses", "Du pain.").await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
        let other = id_in(&town.reads(&parent, &lea.of("/documents")).await, "Courses");
        let form = format!("d-{note}=oui&geste=masquer");
        town.does(&parent, &together, &form).await;
        let form = format!("d-{note}=oui&d-{other}=oui&geste=masquer");
        let own_together = "/espace/moi/documents/ensemble";
        let hidden = town.post(&lea.cookie, own_together, &form).await;
        let told = hidden.location();
        assert!(told.contains(&other) && !told.contains(&note), "{told}");
        let form = format!("d-{id}=oui&geste=masquer");
        let hidden = town.post(&parent, &together, &form).await;
        let page = town.reads(&parent, hidden.location()).await;
        assert!(page.contains("déjà masqués à tous"), "{page}");
        assert!(!is_read().await);
    })
    .await;
}

#[tokio::test]
async fn log_21_a_parent_who_opened_the_record_is_somebody_else_for_the_young_person() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let lea = town.girl(1, "Lea", 2010).await;
        // Of the very same name.
        let parent = town.parent_called("Lea Roux", &[&lea]).await;
        let parent = town.signs_in(parent).await;
        let home = town.reads(&lea.cookie, "/espace/moi").await;
        assert!(home.contains(NOBODY), "{home}");
        town.world.advance(MINUTE);
        town.reads(&parent, &lea.of("/documents")).await;
        town.world.advance(MINUTE);
        let home = town.reads(&lea.cookie, "/espace/moi").await;
        assert!(!home.contains(NOBODY), "{home}");
        for path in ["/espace/moi", "/espace/moi/acces"] {
            let page = town.reads(&lea.cookie, path).await;
            assert!(page.contains("Représentant légal"), "{path}: {page}");
        }
        let journal = "/espace/moi/acces/journal";
        let others = town
            .reads(&lea.cookie, &format!("{journal}?qui=autres"))
            .await;
        assert!(others.contains("Représentant légal"), "{others}");
        let own = town.reads(&lea.cookie, &format!("{journal}?qui=moi")).await;
        assert!(!own.contains("Représentant légal"), "{own}");
        // For the parent it is the young person who is somebody else.
        let own = town.reads(&parent, &lea.of("/acces/journal?qui=moi")).await;
        assert!(own.contains("Vous") && !own.contains("L’enfant"), "{own}");
        let others = town
            .reads(&parent, &lea.of("/acces/journal?qui=autres"))
            .await;
        assert!(others.contains("L’enfant"), "{others}");
        // What she takes away tells them apart too.
        let table = town.reads(&lea.cookie, &format!("{journal}/csv")).await;
        for role in ["Vous", "Représentant légal"] {
            let line = format!("Lea Roux\";\"{role}");
            let plain = format!("Lea Roux;{role}");
            assert!(
                table.contains(&line) || table.contains(&plain),
                "{role}: {table}"
            );
        }
        let page = town.prints(&lea.cookie, &format!("{journal}/pdf")).await;
        assert!(page.contains("Représentant légal"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn azp_06_what_a_parent_wrote_is_theirs_by_name_wherever_it_is_read() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let town: &Town = &dmp.town;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.parent_called("Jean Roux", &[&lea]).await;
        let parent = town.signs_in(parent).await;
        let consent = format!("/pro/patients/{}/lien", lea.space);
        town.does(&doctor.cookie, &consent, "accord=oui").await;
        let added = add(town, &parent, &lea, "Notes du soir", "Une page.").await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let profile = lea.of("/profil/allergies/ajouter");
        town.does(&parent, &profile, "nom=Arachide").await;
        let noted = "date-annee=2026&date-mois=11&date-jour=2";
        let exam = lea.of("/prevention/child-20/noter");
        town.does(&parent, &exam, noted).await;
        let of_parent = format!("Jean Roux {REPRESENTATIVE}");
        let record = format!("/pro/patients/{}", lea.space);
        for (cookie, base) in [
            (&lea.cookie, "/espace/moi"),
            (&doctor.cookie, record.as_str()),
        ] {
            let documents = match base {
                "/espace/moi" => "/espace/moi/documents".to_owned(),
                record => record.to_owned(),
            };
            for path in [
                documents,
                format!("{base}/profil/allergies"),
                format!("{base}/prevention"),
            ] {
                let page = town.reads(cookie, &path).await;
                assert!(page.contains(&of_parent), "{path}: {page}");
            }
        }
        for path in ["/documents", "/profil/allergies", "/prevention"] {
            let page = town.reads(&parent, &lea.of(path)).await;
            assert!(!page.contains(&of_parent), "{path}: {page}");
            assert!(page.contains("par vous"), "{path}: {page}");
        }
        // What she wrote is hers, for her parent by name.
        town.does(
            &lea.cookie,
            "/espace/moi/profil/allergies/ajouter",
            "nom=Latex",
        )
        .await;
        let page = town.reads(&parent, &lea.of("/profil/allergies")).await;
        assert!(page.contains("Noté par Lea Roux"), "{page}");
        // And for machines: a name, and no reference to the patient.
        let token = dmp.token(DOCTOR).await;
        let search = |kind: &str| {
            let search = Dmp::search(&ana).replace(ana.matricule(), &lea.matricule);
            search.replace("DocumentReference", kind)
        };
        let found = json(&dmp.get(&token, &search("DocumentReference")).await);
        let authors = &found["entry"][0]["resource"]["author"];
        let named = json!([{"type": "RelatedPerson", "display": "Jean Roux"}]);
        assert_eq!(*authors, named, "{found}");
        let found = json(&dmp.get(&token, &search("AllergyIntolerance")).await);
        let asserters: Vec<String> = found["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| entry["resource"]["asserter"].to_string())
            .collect();
        assert!(
            asserters.contains(&json!({"display": "Jean Roux"}).to_string()),
            "{found}"
        );
        assert!(
            asserters.iter().any(|it| it.contains("Patient/")),
            "{found}"
        );
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_secret_that_is_to_be_brought_stays_when_a_parent_prepares() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, bilan, parent, _) = at_home(&town).await;
        let doctor = town.doctor().await;
        town.world.advance(MINUTE);
        let secret = town
            .adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        let item = town.has_an_appointment(&lea).await;
        let own = format!("/espace/moi/agenda/{item}");
        let form = format!("questions=Dormir&document-{secret}=oui&document-{bilan}=oui");
        town.does(&lea.cookie, &format!("{own}/preparer"), &form)
            .await;
        let theirs = lea.of(&format!("/agenda/{item}"));
        town.does(&parent, &format!("{theirs}/preparer"), "questions=Manger")
            .await;
        let page = town.reads(&lea.cookie, &own).await;
        assert!(page.contains("Manger") && page.contains(&secret), "{page}");
        assert!(
            !page.contains(&bilan),
            "what they saw and left goes: {page}"
        );
        let page = town.reads(&parent, &theirs).await;
        assert!(page.contains("Manger") && !page.contains(&secret), "{page}");
        // She herself leaves it.
        town.does(&lea.cookie, &format!("{own}/preparer"), "questions=Rien")
            .await;
        let page = town.reads(&lea.cookie, &own).await;
        assert!(!page.contains(&secret), "{page}");
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_limit_counts_no_document_that_a_parent_does_not_see() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, _, parent, _) = at_home(&town).await;
        let doctor = town.doctor().await;
        town.world.advance(MINUTE);
        let secret = town
            .adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        let add = "/espace/moi/profil/allergies/ajouter";
        let form = format!("nom=Arachide&document-{secret}=oui");
        town.does(&lea.cookie, add, &form).await;
        let mut form = String::from("nom=Arachide");
        for n in 0..20 {
            town.world.advance(MINUTE);
            let (title, text) = (format!("Bilan {n}"), format!("Texte {n}."));
            let bilan = (title.as_str(), text.as_str());
            let id = town.adds_for(&doctor, lea.space, bilan, false).await;
            form.push_str(&format!("&document-{id}=oui"));
        }
        let list = town.reads(&parent, &lea.of("/profil/allergies")).await;
        let line = list
            .split("/profil/allergies/")
            .filter_map(|after| after.get(..26))
            .find(|id| id.bytes().all(|b| b.is_ascii_alphanumeric()));
        let line = line.expect("a line").to_owned();
        let theirs = lea.of(&format!("/profil/allergies/{line}"));
        town.does(&parent, &theirs, &form).await;
        let page = town
            .reads(&lea.cookie, "/espace/moi/profil/allergies")
            .await;
        assert!(page.contains(&secret), "{page}");
        // Of what they name, twenty are the most.
        town.world.advance(MINUTE);
        let more = ("Bilan de trop", "Encore.");
        let more = town.adds_for(&doctor, lea.space, more, false).await;
        let form = format!("{form}&document-{more}=oui");
        let refused = town.post(&parent, &theirs, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn log_21_the_years_of_the_history_begin_for_a_parent_with_what_they_are_told() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2011).await, town.doctor().await);
        town.adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        town.world.advance(DAY * 60);
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let offers = async |cookie: &str, path: &str, year: u16| {
            let page = town.reads(cookie, path).await;
            page.contains(&format!("value=\"{year}\""))
        };
        let theirs = lea.of("/acces/journal");
        assert!(offers(&parent, &theirs, 2027).await);
        assert!(!offers(&parent, &theirs, 2026).await);
        let cookie = town.comes_back(lea.space).await;
        assert!(offers(&cookie, "/espace/moi/acces/journal", 2026).await);
    })
    .await;
}
