//! What is hidden does not exist for software either: two worlds, byte for byte.

use super::{DOCTOR, Dmp, FHIR, OTHER, json, titles};
use crate::town::{Answer, Holder};
use http::{HeaderName, Method, StatusCode};
use std::time::Duration;

const UNKNOWN: &str = "00000000000000000000000001";

impl Dmp {
    pub(super) async fn hides(&self, holder: &Holder, id: &str, act: &str, whom: &str) {
        let path = format!("/espace/moi/documents/{id}/{act}");
        let form = format!("qui={whom}");
        let done = self.town.post(&holder.cookie, &path, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }

    /// Every search that this reader may make of this person.
    pub(super) async fn searched(&self, token: &str, holder: &Holder) -> Vec<Answer> {
        let documents = Self::search(holder);
        let lists = documents.replace("DocumentReference?", "List?");
        let patient =
            documents.replace("DocumentReference?patient.identifier", "Patient?identifier");
        let mut answers = Vec::new();
        for path in [
            documents.clone(),
            format!("{documents}&_count=1"),
            format!("{documents}&status=current&type=11488-4"),
            format!("{documents}&author.family=petit"),
            format!("{documents}&_count=0"),
            lists.clone(),
            format!("{lists}&code=submissionset&_count=1"),
            patient,
        ] {
            answers.push(self.get(token, &path).await);
        }
        answers
    }
}

#[tokio::test]
async fn vis_01_software_finds_two_worlds_alike_that_differ_by_a_hidden_document() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        dmp.town.deposits(&other, &ana, "Visible").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let before = dmp.searched(&token, &ana).await;
        dmp.town.world.advance(Duration::from_secs(1));
        let id = dmp.town.deposits(&other, &ana, "Secret").await;
        for whom in ["tous", DOCTOR] {
            let seen = json(&dmp.get(&token, &Dmp::search(&ana)).await);
            assert_eq!(titles(&seen), ["Secret", "Visible"]);
            dmp.hides(&ana, &id, "masquer", whom).await;
            let after = dmp.searched(&token, &ana).await;
            for (before, after) in before.iter().zip(&after) {
                assert_eq!(before.status, StatusCode::OK);
                assert_eq!(before.shape(), after.shape(), "{whom}");
            }
            dmp.hides(&ana, &id, "montrer", whom).await;
        }
    })
    .await;
}

#[tokio::test]
async fn vis_02_a_hidden_document_answers_software_like_one_that_never_existed() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        let id = dmp.town.deposits(&other, &ana, "Secret").await;
        dmp.town.consents(&doctor, &ana).await;
        dmp.hides(&ana, &id, "masquer", "tous").await;
        let token = dmp.token(DOCTOR).await;
        for kind in ["DocumentReference", "Binary", "List", "AuditEvent"] {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
                for header in ["range", "if-none-match", "x-other"] {
                    let headers = [FHIR, (HeaderName::from_static(header), "\"1\"")];
                    let ask = async |id: &str| {
                        let path = format!("/fhir/{kind}/{}-{id}", ana.space);
                        let (method, none) = (method.clone(), String::new());
                        dmp.ask(method, &path, Some(&token), &headers, none).await
                    };
                    let (hidden, unknown) = (ask(&id).await, ask(UNKNOWN).await);
                    assert!(!hidden.status.is_success(), "{method} {kind}");
                    assert_eq!(hidden.shape(), unknown.shape(), "{method} {kind}");
                }
            }
        }
        let named = format!("{}&_id={}-{id}", Dmp::search(&ana), ana.space);
        assert_eq!(json(&dmp.get(&token, &named).await)["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn pro_16_blocked_closed_and_unknown_are_one_answer_to_software() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.deposits(&doctor, &ana, "Bilan").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        assert_eq!(
            dmp.get(&token, &Dmp::search(&ana)).await.status,
            StatusCode::OK
        );
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        let blocked = dmp.town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        assert_eq!(blocked.status, StatusCode::SEE_OTHER, "{}", blocked.text());
        let nobody = Dmp::search(&ana).replace(ana.matricule(), "184027505612389");
        for kind in ["DocumentReference?", "List?"] {
            let of = |path: &str| path.replace("DocumentReference?", kind);
            let hers = dmp.get(&token, &of(&Dmp::search(&ana))).await;
            let nobodys = dmp.get(&token, &of(&nobody)).await;
            assert_eq!(hers.status, StatusCode::NOT_FOUND);
            assert_eq!(hers.shape(), nobodys.shape());
        }
        // TD0.2 has no closing to tell, nor any date: but for the number it repeats, one
        // empty answer.
        let of =
            |path: &str| path.replace("DocumentReference?patient.identifier", "Patient?identifier");
        let hers = dmp.get(&token, &of(&Dmp::search(&ana))).await;
        let nobodys = dmp.get(&token, &of(&nobody)).await;
        assert_eq!(json(&hers)["total"], 0, "{}", hers.text());
        assert_eq!(
            hers.text().replace(ana.matricule(), "184027505612389"),
            nobodys.text()
        );
    })
    .await;
}

#[tokio::test]
async fn pro_04_software_finds_only_the_types_of_the_profession() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.deposits(&doctor, &ana, "Consultation").await;
        let optician = "99700000013";
        let directory = format!(
            "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
             {optician},Vue,Max,28,,{},Cabinet des Lilas,Paris,practice,\n", super::LILAS
        );
        let csv = identity::professionals::Format::Csv;
        let people = &dmp.town.house.professionals;
        let imported = people.import(directory.as_bytes(), csv, std::io::sink());
        imported.await.expect("a directory");
        let pro = dmp.town.pro("28", optician, "Max Vue").await;
        dmp.town.consents(&pro, &ana).await;
        let token = dmp.token(optician).await;
        let found = json(&dmp.get(&token, &Dmp::search(&ana)).await);
        assert_eq!(found["total"], 0, "{found}");
    })
    .await;
}
