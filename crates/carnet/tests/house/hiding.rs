//! What is hidden does not exist for those it is hidden from.

mod everywhere;
mod worlds;

use super::town::{Holder, Pro, Town};
use http::{Method, StatusCode};

/// A holder hides a document from somebody, or from everybody.
pub(crate) async fn hides(town: &Town, holder: &Holder, id: &str, whom: &str) {
    let done = town
        .post(
            &holder.cookie,
            &format!("/espace/moi/documents/{id}/masquer"),
            &format!("qui={whom}"),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

async fn shows(town: &Town, holder: &Holder, id: &str, whom: &str) {
    let done = town
        .post(
            &holder.cookie,
            &format!("/espace/moi/documents/{id}/montrer"),
            &format!("qui={whom}"),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

fn paths(holder: &Holder, id: &str) -> [String; 3] {
    let base = format!("/pro/patients/{}/documents/{id}", holder.space);
    [
        base.clone(),
        format!("{base}/image"),
        format!("{base}/telecharger"),
    ]
}

const UNKNOWN: &str = "00000000000000000000000001";

#[tokio::test]
async fn vis_02_a_hidden_id_answers_byte_for_byte_like_one_that_never_existed() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Psychiatrie").await;
        town.consents(&doctor, &ana).await;
        assert_eq!(
            town.get(&doctor.cookie, &paths(&ana, &id)[0]).await.status,
            StatusCode::OK
        );
        for whom in ["tous", "99700218896"] {
            hides(&town, &ana, &id, whom).await;
            for (hidden, unknown) in paths(&ana, &id).iter().zip(paths(&ana, UNKNOWN)) {
                for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
                    for header in [
                        ("range", "bytes=0-10"),
                        ("if-none-match", "\"1\""),
                        ("accept", "*/*"),
                    ] {
                        let one = town
                            .with(method.clone(), &doctor.cookie, hidden, &[header])
                            .await;
                        let two = town
                            .with(method.clone(), &doctor.cookie, &unknown, &[header])
                            .await;
                        assert_eq!(one.shape(), two.shape(), "{method} {hidden}");
                    }
                }
            }
            let list = town
                .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
                .await
                .text();
            assert!(!list.contains("Psychiatrie") && !list.contains(&id));
            shows(&town, &ana, &id, whom).await;
            assert_eq!(
                town.get(&doctor.cookie, &paths(&ana, &id)[0]).await.status,
                StatusCode::OK
            );
        }
    })
    .await;
}

#[tokio::test]
async fn vis_01_two_worlds_that_differ_by_a_hidden_document_answer_alike() {
    testkit::for_each_store_at(async |_, url| {
        // One world; before the document and after it was added and hidden.
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.deposits(&other, &ana, "Visible").await;
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let pages = [
            record.clone(),
            format!("{record}/ajouter"),
            format!("{record}/lien"),
        ];
        let mut before = Vec::new();
        for page in &pages {
            before.push(town.get(&doctor.cookie, page).await.shape());
        }
        let id = town.deposits(&other, &ana, "Secret").await;
        hides(&town, &ana, &id, "tous").await;
        for (page, before) in pages.iter().zip(before) {
            assert_eq!(
                town.get(&doctor.cookie, page).await.shape(),
                before,
                "{page}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_author_keeps_seeing_what_is_hidden_and_the_others_do_not() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, author, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&author, &ana, "Bilan").await;
        for pro in [&author, &other] {
            town.consents(pro, &ana).await;
        }
        hides(&town, &ana, &id, "tous").await;
        let reads = async |pro: &Pro| town.get(&pro.cookie, &paths(&ana, &id)[0]).await.status;
        assert_eq!(
            (reads(&author).await, reads(&other).await),
            (StatusCode::OK, StatusCode::NOT_FOUND)
        );
        // Hiding from the author is said to be impossible, before anything is done.
        let refused = town
            .post(
                &ana.cookie,
                &format!("/espace/moi/documents/{id}/masquer"),
                "qui=99700218896",
            )
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn the_badge_and_the_page_say_truly_who_can_see() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        for pro in [&doctor, &other] {
            town.consents(pro, &ana).await;
        }
        let list = async || town.get(&ana.cookie, "/espace/moi/documents").await.text();
        assert!(list().await.contains("Visible par 2 professionnels"));
        hides(&town, &ana, &id, "99700000005").await;
        assert!(list().await.contains("Masqué à Dr Petit"));
        let page = town
            .get(
                &ana.cookie,
                &format!("/espace/moi/documents/{id}/visibilite"),
            )
            .await
            .text();
        assert!(page.contains("Rendre visible à Dr Petit"), "{page}");
        hides(&town, &ana, &id, "tous").await;
        assert!(list().await.contains("Masqué : vous seul le voyez"));
    })
    .await;
}

#[tokio::test]
async fn vis_07_a_hide_acknowledged_in_one_process_holds_in_the_other() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Bilan").await;
        town.consents(&doctor, &ana).await;
        let path = &paths(&ana, &id)[0];
        for _ in 0..8 {
            assert_eq!(twin.get(&doctor.cookie, path).await.status, StatusCode::OK);
            hides(&town, &ana, &id, "tous").await;
            assert_eq!(
                twin.get(&doctor.cookie, path).await.status,
                StatusCode::NOT_FOUND
            );
            shows(&town, &ana, &id, "tous").await;
        }
        // Two people hide and read at the same instant: each answer is one of the two truths.
        for round in 0..8 {
            let act = if round % 2 == 0 { "masquer" } else { "montrer" };
            let act_path = format!("/espace/moi/documents/{id}/{act}");
            let (done, read) = tokio::join!(
                town.post(&ana.cookie, &act_path, "qui=tous"),
                twin.get(&doctor.cookie, path)
            );
            assert_eq!(done.status, StatusCode::SEE_OTHER);
            assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&read.status));
        }
    })
    .await;
}

#[tokio::test]
async fn azp_01_one_holder_finds_nothing_of_another() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let id = town.adds(&ana, "A moi").await;
        for last in ["", "/image", "/telecharger", "/visibilite"] {
            let theirs = town
                .get(&louis.cookie, &format!("/espace/moi/documents/{id}{last}"))
                .await;
            let nothing = town
                .get(
                    &louis.cookie,
                    &format!("/espace/moi/documents/{UNKNOWN}{last}"),
                )
                .await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{last}");
            assert_eq!(theirs.shape(), nothing.shape(), "azp_02 {last}");
        }
        for act in ["masquer", "montrer"] {
            let theirs = town
                .post(
                    &louis.cookie,
                    &format!("/espace/moi/documents/{id}/{act}"),
                    "qui=tous",
                )
                .await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "azp_04 {act}");
        }
        // Neither does a holder's session open professionals' pages, nor the other way round.
        let doctor = town.doctor().await;
        assert_eq!(
            town.get(&ana.cookie, &format!("/pro/patients/{}", ana.space))
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.get(&doctor.cookie, "/espace/moi/documents")
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(!history.contains("Louis"));
    })
    .await;
}

#[tokio::test]
async fn a_professional_reads_only_the_types_of_their_profession() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let optician = town.pro("28", "99700000013", "Opticien").await;
        let id = town.deposits(&doctor, &ana, "Consultation").await;
        town.consents(&optician, &ana).await;
        assert_eq!(
            town.get(&optician.cookie, &paths(&ana, &id)[0])
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let list = town
            .get(&optician.cookie, &format!("/pro/patients/{}", ana.space))
            .await
            .text();
        assert!(!list.contains("Consultation</a>"));
    })
    .await;
}
