//! What surely names somebody else is kept, and kept aside: its holder and its author
//! see it, and for everybody else it never came.

use super::dmp::changing::letter;
use super::dmp::{DOCTOR, Dmp, FHIR, OTHER, json, titles};
use super::hiding::hides;
use super::reading::scan;
use super::results::{ANA, HAEMOGLOBIN, LOUIS, report};
use super::town::{Answer, Holder, Pro, Town};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderName, Method, StatusCode};
use std::time::Duration;

const LIST: &str = "/espace/moi/documents";
const OF_ANOTHER: &str = "1 document mis de côté : il nomme une autre personne";

/// What is typed beside a report that comes as a file.
fn report_called(title: &str) -> [(&str, &str); 5] {
    [
        ("title", title),
        ("type", "11502-2"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
    ]
}

impl Town {
    /// A professional deposits what names somebody else; its id, as its author has it.
    async fn misplaces(&self, pro: &Pro, holder: &Holder, name: &str, file: &[u8]) -> String {
        let fields = report_called("Celui de Louis");
        let path = format!("/pro/patients/{}/ajouter", holder.space);
        let sent = self.upload(&pro.cookie, &path, &fields, (name, file)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let own = format!("/pro/depots/{}/", holder.space);
        let id = sent.location().strip_prefix(&own).expect("their deposit");
        let page = self.reads(&pro.cookie, sent.location()).await;
        assert!(page.contains("il nomme une autre personne que le patient"));
        id.to_owned()
    }

    async fn list_of(&self, holder: &Holder) -> String {
        self.reads(&holder.cookie, LIST).await
    }
}

/// The part of a list that says what is kept aside, and the rest.
fn parted(list: &str) -> (&str, &str) {
    let (_, from) = list
        .split_once("aria-labelledby=\"cote\"")
        .expect("a part of its own");
    from.split_once("</section>").expect("its end")
}

#[tokio::test]
async fn vis_01_what_names_another_person_changes_nothing_that_a_doctor_finds() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let town = &dmp.town;
        let other = town.pro("10", OTHER, "Luc Petit").await;
        let own = report(ANA, "20260504", &[HAEMOGLOBIN]);
        town.reports(&other, &ana, "Le sien", &own).await;
        town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let found = async || {
            let mut answers: Vec<(String, Answer)> = Vec::new();
            let record = format!("/pro/patients/{}", ana.space);
            for path in [
                record.clone(),
                format!("{record}?q=louis"),
                format!("{record}?annee=2026"),
                format!("{record}/resume"),
                format!("{record}/resultats"),
            ] {
                answers.push((path.clone(), town.get(&doctor.cookie, &path).await));
            }
            let documents = Dmp::search(&ana);
            let observations = documents.replace("DocumentReference?", "Observation?");
            for path in [
                documents.clone(),
                format!("{documents}&_count=0"),
                documents.replace("DocumentReference?", "List?"),
                observations,
            ] {
                answers.push((path.clone(), dmp.get(&token, &path).await));
            }
            answers
        };
        let before = found().await;
        town.world.advance(Duration::from_secs(1));
        let foreign = report(
            LOUIS,
            "20260505",
            &[("Hémoglobine", "718-7", "7.7", "g/dL", "L")],
        );
        let id = town.misplaces(&other, &ana, "bilan.xml", &foreign).await;
        for ((path, before), (_, after)) in before.iter().zip(&found().await) {
            assert_eq!(before.shape(), after.shape(), "{path}");
        }
        // And by its id it is what never was.
        let unknown = "00000000000000000000000001";
        let record = format!("/pro/patients/{}/documents", ana.space);
        let ask = async |id: &str| town.get(&doctor.cookie, &format!("{record}/{id}")).await;
        assert_eq!(ask(&id).await.shape(), ask(unknown).await.shape());
        let read = async |id: &str| {
            let path = format!("/fhir/DocumentReference/{}-{id}", ana.space);
            dmp.get(&token, &path).await
        };
        assert_eq!(read(&id).await.shape(), read(unknown).await.shape());
        // Its author finds it again where software looks.
        town.consents(&other, &ana).await;
        let theirs = dmp.token(OTHER).await;
        let seen = json(&dmp.get(&theirs, &Dmp::search(&ana)).await);
        assert_eq!(titles(&seen), ["Celui de Louis", "Le sien"]);
        // Filed, it is there for all, with its mark.
        let path = format!("{LIST}/{id}/cote");
        town.does(&ana.cookie, &path, "geste=classer").await;
        let page = town
            .reads(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert!(
            page.contains(">Celui de Louis</a>") && page.contains("À vérifier"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn its_holder_sees_it_in_a_part_of_its_own_and_files_it_if_it_is_theirs() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        assert!(!town.list_of(&ana).await.contains("mis de côté"));
        let foreign = report(
            LOUIS,
            "20260505",
            &[("Hémoglobine", "718-7", "7.7", "g/dL", "L")],
        );
        let id = town.misplaces(&doctor, &ana, "bilan.xml", &foreign).await;
        let list = town.list_of(&ana).await;
        let (aside, rest) = parted(&list);
        assert!(
            aside.contains(OF_ANOTHER) && aside.contains(">Celui de Louis</a>"),
            "{list}"
        );
        assert!(!rest.contains("Celui de Louis"), "{list}");
        for (path, word) in [
            ("/espace/moi/resultats", "7,7"),
            (
                "/espace/moi/documents?q=megacaryocytes",
                "Trouvé dans le texte",
            ),
            ("/espace/moi", ">Celui de Louis</a>"),
        ] {
            let page = town.reads(&ana.cookie, path).await;
            assert!(!page.contains(word), "{path}: {page}");
        }
        // Nothing but these two things is done to it.
        let unknown = "00000000000000000000000001";
        for (act, form) in [
            ("masquer", "qui=tous"),
            ("jeter", ""),
            ("modifier", "title=x"),
        ] {
            let there = town
                .post(&ana.cookie, &format!("{LIST}/{id}/{act}"), form)
                .await;
            let nowhere = town
                .post(&ana.cookie, &format!("{LIST}/{unknown}/{act}"), form)
                .await;
            assert_eq!(there.status, nowhere.status, "{act}");
        }
        let page = town.reads(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert!(
            page.contains("mis de côté") && page.contains("Il est bien à moi"),
            "{page}"
        );
        assert!(!page.contains("Qui peut le voir") && !page.contains("Ajouter à mon profil"));
        for _ in 0..2 {
            town.does(&ana.cookie, &format!("{LIST}/{id}/cote"), "geste=classer")
                .await;
        }
        let list = town.list_of(&ana).await;
        assert!(
            !list.contains("mis de côté") && list.contains(">Celui de Louis</a>"),
            "{list}"
        );
        assert_eq!(list.matches("À vérifier").count(), 1, "the mark stays");
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        for line in [
            "Mis de côté, car il nomme une autre personne",
            "A classé dans sa liste",
        ] {
            assert!(history.contains(line), "{line}: {history}");
        }
        // Nobody else says so for them.
        let louis = town.holder(1).await;
        let path = format!("{LIST}/{id}/cote");
        let foreign = town.post(&louis.cookie, &path, "geste=classer").await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_report_whose_one_number_has_a_wrong_key_is_kept_aside_and_its_holder_is_told_why() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let town = &dmp.town;
        let other = town.pro("10", OTHER, "Luc Petit").await;
        town.consents(&doctor, &ana).await;
        let why = "La clé du numéro de sécurité sociale qu’il porte est fausse.";
        // All of it is hers, but for the key.
        let wrong = ANA.replace("255081416802538", "255081416802537");
        let wrong = report(&wrong, "20260505", &[HAEMOGLOBIN]);
        let id = town.misplaces(&other, &ana, "bilan.xml", &wrong).await;
        let list = town.list_of(&ana).await;
        let (aside, rest) = parted(&list);
        assert!(
            aside.contains(why) && !rest.contains("Celui de Louis"),
            "{list}"
        );
        let page = town.reads(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert!(page.contains("mis de côté") && page.contains(why), "{page}");
        let english = town.reads(&ana.cookie, &format!("/en{LIST}/{id}")).await;
        assert!(
            english.contains("The key of the social security number"),
            "{english}"
        );
        // Nobody else finds it, by page or by program.
        let record = format!("/pro/patients/{}", ana.space);
        let theirs = town.reads(&doctor.cookie, &record).await;
        assert!(!theirs.contains("Celui de Louis"), "{theirs}");
        let path = format!("{record}/documents/{id}");
        let hidden = town.get(&doctor.cookie, &path).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let token = dmp.token(DOCTOR).await;
        let seen = json(&dmp.get(&token, &Dmp::search(&ana)).await);
        assert!(titles(&seen).is_empty(), "{seen}");
        let results = town.reads(&ana.cookie, "/espace/moi/resultats").await;
        assert!(!results.contains("Hémoglobine"), "{results}");
        // One that names another is kept aside without that word.
        town.world.advance(Duration::from_secs(1));
        let foreign = report(LOUIS, "20260506", &[HAEMOGLOBIN]);
        town.misplaces(&other, &ana, "autre.xml", &foreign).await;
        let list = town.list_of(&ana).await;
        assert_eq!(parted(&list).0.matches(why).count(), 1, "{list}");
        // Filed, it is there, and to be checked for ever.
        town.does(&ana.cookie, &format!("{LIST}/{id}/cote"), "geste=classer")
            .await;
        let theirs = town.reads(&doctor.cookie, &record).await;
        assert!(theirs.contains(">Celui de Louis</a>") && theirs.contains("À vérifier"));
        // A number that is too short is for a person to look at: it is filed.
        let short = ANA.replace("255081416802538", "2550814168025");
        let short = report(&short, "20260507", &[HAEMOGLOBIN]);
        town.world.advance(Duration::from_secs(1));
        town.reports(&other, &ana, "Sans clé", &short).await;
        let list = town.list_of(&ana).await;
        assert!(parted(&list).1.contains(">Sans clé</a>"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn its_author_is_told_and_takes_it_back_or_puts_the_right_one_in_its_place() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let id = town.misplaces(&doctor, &ana, "bilan.xml", &foreign).await;
        let path = format!("{LIST}/{id}/cote");
        town.does(&ana.cookie, &path, "geste=refuser").await;
        let list = town.list_of(&ana).await;
        let (aside, _) = parted(&list);
        assert!(
            aside.contains("Vous avez prévenu son auteur") && !aside.contains("Il n’est pas à moi")
        );
        let again = town.post(&ana.cookie, &path, "geste=refuser").await;
        assert!(
            again.location().contains("demande-attend"),
            "{}",
            again.location()
        );
        let deposit = format!("/pro/depots/{}/{id}", ana.space);
        let told = town.reads(&doctor.cookie, &deposit).await;
        assert!(
            told.contains("Ce document est dans mon espace, mais il nomme une autre personne ou porte un numéro faux.")
        );
        // The right one in its place is filed, and the other is a version of nothing.
        let fields = report_called("Le bon");
        let right = report(ANA, "20260505", &[HAEMOGLOBIN]);
        let replace = format!("{deposit}/remplacer");
        let sent = town
            .upload(
                &doctor.cookie,
                &replace,
                &fields,
                ("bon.xml", right.as_slice()),
            )
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let list = town.list_of(&ana).await;
        assert!(
            !list.contains("mis de côté") && list.contains(">Le bon</a>"),
            "{list}"
        );
        let new = town
            .id_of(&ana.cookie, LIST, "Le bon")
            .await
            .expect("listed");
        let page = town.reads(&ana.cookie, &format!("{LIST}/{new}")).await;
        assert!(!page.contains(&id), "{page}");
        // By a link kept from before it is filed no more, and it goes with the one that
        // came in its place.
        let late = town.post(&ana.cookie, &path, "geste=classer").await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        let gone = format!("/pro/depots/{}/{new}/retirer", ana.space);
        town.does(&doctor.cookie, &gone, "motif=person").await;
        for id in [&id, &new] {
            let gone = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
            assert_eq!(gone.status, StatusCode::NOT_FOUND);
        }
        // Another one, taken back.
        town.world.advance(Duration::from_secs(1));
        let id = town.misplaces(&doctor, &ana, "bilan.xml", &foreign).await;
        let path = format!("/pro/depots/{}/{id}/retirer", ana.space);
        town.does(&doctor.cookie, &path, "motif=person").await;
        assert!(!town.list_of(&ana).await.contains("mis de côté"));
        let gone = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_new_version_that_names_another_leaves_the_old_one_where_it_is() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let own = report(ANA, "20260504", &[HAEMOGLOBIN]);
        let old = town.reports(&doctor, &ana, "Le sien", &own).await;
        let fields = report_called("Le faux");
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let replace = format!("/pro/depots/{}/{old}/remplacer", ana.space);
        let sent = town
            .upload(
                &doctor.cookie,
                &replace,
                &fields,
                ("faux.xml", foreign.as_slice()),
            )
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let list = town.list_of(&ana).await;
        let (aside, rest) = parted(&list);
        assert!(
            aside.contains("Le faux") && rest.contains(">Le sien</a>"),
            "{list}"
        );
        let page = town.reads(&ana.cookie, &format!("{LIST}/{old}")).await;
        assert!(!page.contains("Une version plus récente"), "{page}");
        let new = town
            .id_of(&ana.cookie, LIST, "Le faux")
            .await
            .expect("aside");
        town.does(&ana.cookie, &format!("{LIST}/{new}/cote"), "geste=classer")
            .await;
        let page = town.reads(&ana.cookie, &format!("{LIST}/{old}")).await;
        assert!(page.contains("Une version plus récente"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_its_holder_adds_is_kept_aside_too_and_goes_to_the_bin_and_back() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let file = scan("PETIT^Louis", "19840203");
        let fields = [
            ("title", "Genou de Louis"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let sent = town
            .upload(
                &ana.cookie,
                &format!("{LIST}/ajouter"),
                &fields,
                ("g.dcm", file.as_slice()),
            )
            .await;
        assert!(sent.location().ends_with("?fait=cote"), "{}", sent.text());
        let list = town.reads(&ana.cookie, sent.location()).await;
        assert!(parted(&list).0.contains("Genou de Louis"), "{list}");
        assert!(list.contains("Votre document est gardé de côté"));
        let id = town
            .id_of(&ana.cookie, LIST, "Genou de Louis")
            .await
            .expect("aside");
        town.does(&ana.cookie, &format!("{LIST}/{id}/cote"), "geste=jeter")
            .await;
        assert!(!town.list_of(&ana).await.contains("mis de côté"));
        let form = format!("d-{id}=oui");
        town.does(&ana.cookie, "/espace/moi/corbeille/remettre", &form)
            .await;
        let list = town.list_of(&ana).await;
        let (aside, rest) = parted(&list);
        assert!(
            aside.contains("Genou de Louis") && !rest.contains("Genou de Louis"),
            "{list}"
        );
        // One trait alone is for a person to look at: it is filed.
        let unsure = scan("PETIT^Louis", "19550812");
        town.keeps(&ana.cookie, "Autre genou", "h.dcm", &unsure)
            .await;
        assert!(parted(&town.list_of(&ana).await).1.contains("Autre genou"));
    })
    .await;
}

#[tokio::test]
async fn software_is_told_that_what_it_deposits_is_kept_aside_and_takes_it_back() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let mut sent = letter(&ana, 1, &[]);
        sent["content"][0]["attachment"]["contentType"] = "application/xml".into();
        sent["content"][0]["attachment"]["data"] = STANDARD.encode(&foreign).into();
        let media = (CONTENT_TYPE, "application/fhir+json");
        let prefers = (HeaderName::from_static("prefer"), "return=OperationOutcome");
        // Again with the same name, it is told again.
        for status in [StatusCode::CREATED, StatusCode::OK] {
            let headers = [FHIR, media.clone(), prefers.clone()];
            let (path, body) = ("/fhir/DocumentReference", sent.to_string());
            let done = dmp
                .ask(Method::POST, path, Some(&token), &headers, body)
                .await;
            assert_eq!(done.status, status, "{}", done.text());
            let told = json(&done);
            assert_eq!(told["resourceType"], "OperationOutcome");
            assert_eq!(told["issue"][0]["severity"], "warning");
            assert!(done.text().contains("mis de côté"), "{}", done.text());
        }
        let again = dmp.sends(&token, &sent).await;
        let id = json(&again)["id"].as_str().expect("an id").to_owned();
        let list = dmp.town.reads(&ana.cookie, LIST).await;
        assert!(parted(&list).0.contains(">Lettre 1</a>"), "{list}");
        // As it was told to stand: the last version, aside or not.
        let gone = r#"[{"op": "test", "path": "/status", "value": "current"},
            {"op": "replace", "path": "/status", "value": "entered-in-error"}]"#;
        let patch = (CONTENT_TYPE, "application/json-patch+json");
        let path = format!("/fhir/DocumentReference/{id}");
        let done = dmp
            .ask(
                Method::PATCH,
                &path,
                Some(&token),
                &[FHIR, patch],
                gone.to_owned(),
            )
            .await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
        let list = dmp.town.reads(&ana.cookie, LIST).await;
        assert!(!list.contains("mis de côté"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn what_names_another_person_is_not_carried_away_before_it_is_filed() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let id = town.misplaces(&doctor, &ana, "bilan.xml", &foreign).await;
        let names_louis = |path: &String| path.contains("Celui de Louis");
        let files = town.exports(&ana).await;
        assert!(!files.keys().any(names_louis), "{:?}", files.keys());
        let path = format!("{LIST}/{id}/cote");
        town.does(&ana.cookie, &path, "geste=classer").await;
        let files = town.exports(&ana).await;
        assert!(files.keys().any(names_louis), "{:?}", files.keys());
    })
    .await;
}

#[tokio::test]
async fn vis_01_the_correction_of_a_misnamed_new_version_stays_hidden_as_the_document_was() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        let own = report(ANA, "20260504", &[HAEMOGLOBIN]);
        let old = town.reports(&doctor, &ana, "Le sien", &own).await;
        hides(&town, &ana, &old, "tous").await;
        let replaces = async |id: &str, title: &str, file: &[u8]| {
            let fields = report_called(title);
            let path = format!("/pro/depots/{}/{id}/remplacer", ana.space);
            let file = ("bilan.xml", file);
            let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        };
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        replaces(&old, "Le faux", &foreign).await;
        let wrong = town.id_of(&ana.cookie, LIST, "Le faux").await;
        let right = report(ANA, "20260505", &[HAEMOGLOBIN]);
        replaces(&wrong.expect("aside"), "Le corrigé", &right).await;
        // For its holder there is one document, in its last version, and it is hidden.
        let list = town.list_of(&ana).await;
        assert!(list.contains(">Le corrigé</a>"), "{list}");
        assert!(!list.contains(">Le sien</a>") && !list.contains(">Le faux</a>"));
        let new = town.id_of(&ana.cookie, LIST, "Le corrigé").await;
        let new = new.expect("listed");
        let path = format!("/pro/patients/{}", ana.space);
        let list = town.reads(&other.cookie, &path).await;
        assert!(!list.contains("Le corrigé"), "{list}");
        let hidden = town
            .get(&other.cookie, &format!("{path}/documents/{new}"))
            .await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_file_of_a_message_that_names_another_is_kept_aside_and_no_link_leads_to_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        let thread = town.begins(&doctor, &ana, "Bilan sanguin", "Bonjour").await;
        let his = format!("/pro/patients/{}/messages/{thread}", ana.space);
        let token = town.token();
        let fields = [("jeton", token.as_str()), ("texte", "Votre bilan")];
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let file = ("bilan.xml", foreign.as_slice());
        let path = format!("{his}/fichier");
        let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
        assert_eq!(sent.location(), his, "{}", sent.text());
        town.world.advance(Duration::from_secs(31));
        let list = town.list_of(&ana).await;
        let (aside, _) = parted(&list);
        assert!(aside.contains("Bilan sanguin"), "{list}");
        let path = format!("/pro/patients/{}", ana.space);
        let list = town.reads(&other.cookie, &path).await;
        assert!(!list.contains("Bilan sanguin"), "{list}");
        let page = town.reads(&doctor.cookie, &his).await;
        assert!(
            page.contains("Votre bilan") && !page.contains("Pièce jointe"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_holder_sends_no_file_that_names_another_and_is_told_how_to() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let thread = town.begins(&doctor, &ana, "Bilan sanguin", "Bonjour").await;
        town.world.advance(Duration::from_secs(31));
        let hers = format!("/espace/moi/messages/{thread}");
        let token = town.token();
        let fields = [("jeton", token.as_str()), ("texte", "Voici son bilan")];
        let foreign = report(LOUIS, "20260505", &[HAEMOGLOBIN]);
        let file = ("bilan.xml", foreign.as_slice());
        let path = format!("{hers}/fichier");
        let sent = town.upload(&ana.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = sent.text();
        assert!(page.contains("nomme une autre personne"), "{page}");
        assert!(page.contains("Voici son bilan"), "what was typed is kept");
        town.world.advance(Duration::from_secs(31));
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(!page.contains("Voici son bilan"), "{page}");
        let list = town.list_of(&ana).await;
        assert!(!list.contains("Bilan sanguin"), "nothing was kept: {list}");
    })
    .await;
}
