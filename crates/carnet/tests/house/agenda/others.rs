//! Everybody else: what is not theirs they neither see nor change, and an
//! appointment opens nothing.

use super::{ADD, LIST, form};
use crate::town::{Holder, Pro, Town};
use http::StatusCode;

/// The one appointment of a professional with somebody, as their list has it.
async fn only_one(town: &Town, pro: &Pro, holder: &Holder) -> String {
    let list = format!("/pro/patients/{}/rendez-vous", holder.space);
    let page = town.get(&pro.cookie, &list).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let mut found: Vec<&str> = text
        .split(&format!("{list}/"))
        .skip(1)
        .filter_map(|after| after.split('"').next())
        .collect();
    found.dedup();
    assert_eq!(found.len(), 1, "{text}");
    format!("{list}/{}", found[0])
}

#[tokio::test]
async fn an_appointment_is_changed_by_who_made_it_and_gives_no_right_to_read() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let hers = town
            .appoints(&ana, (4, 12, 2026), "9:00", "CANARITITRE")
            .await;
        let written = form((5, 12, 2026), "10:00", "titre=Suivi&lieu=Cabinet");
        assert_eq!(
            town.writes(&doctor, &ana, &written).await.status,
            StatusCode::SEE_OTHER
        );
        let here = only_one(&town, &doctor, &ana).await;
        let id = here.rsplit('/').next().expect("an id").to_owned();
        // It is no care link.
        let record = format!("/pro/patients/{}", ana.space);
        let refused = town.get(&doctor.cookie, &record).await;
        assert_eq!(refused.location(), format!("{record}/lien"));
        // Each changes what is theirs, and finds nothing of the other's.
        let own = format!("{record}/rendez-vous/{hers}");
        for cookie in [&doctor.cookie, &other.cookie] {
            for path in [own.clone(), format!("{own}/modifier")] {
                assert_eq!(town.get(cookie, &path).await.status, StatusCode::NOT_FOUND);
            }
            assert_eq!(
                town.stands(cookie, &own, "cancelled").await.status,
                StatusCode::NOT_FOUND
            );
            let changed = town
                .post(cookie, &format!("{own}/modifier"), &written)
                .await;
            assert_eq!(changed.status, StatusCode::NOT_FOUND);
        }
        for path in [here.clone(), format!("{here}/modifier")] {
            assert_eq!(
                town.get(&other.cookie, &path).await.status,
                StatusCode::NOT_FOUND
            );
        }
        assert_eq!(
            town.stands(&other.cookie, &here, "cancelled").await.status,
            StatusCode::NOT_FOUND
        );
        let theirs = format!("{LIST}/{id}");
        assert_eq!(town.get(&ana.cookie, &theirs).await.status, StatusCode::OK);
        assert_eq!(
            town.get(&ana.cookie, &format!("{theirs}/modifier"))
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.stands(&ana.cookie, &theirs, "cancelled").await.status,
            StatusCode::NOT_FOUND
        );
        let moved = form((6, 12, 2026), "11:30", "titre=Suivi");
        let changed = town
            .post(&ana.cookie, &format!("{theirs}/modifier"), &moved)
            .await;
        assert_eq!(changed.status, StatusCode::NOT_FOUND);
        // Its author changes it, and calls it off; she sees both.
        let changed = town
            .post(&doctor.cookie, &format!("{here}/modifier"), &moved)
            .await;
        assert_eq!(
            changed.location(),
            format!("{here}?fait=modifie"),
            "{}",
            changed.text()
        );
        assert!(
            town.agenda(&ana)
                .await
                .contains("6 décembre 2026 à 11 h 30")
        );
        town.stands(&doctor.cookie, &here, "cancelled").await;
        assert!(
            town.get(&ana.cookie, &theirs)
                .await
                .text()
                .contains("Annulé")
        );
        // What they look at again is in her history; with a link, hers still is not
        // theirs to see.
        town.get(&doctor.cookie, &here).await;
        town.consents(&doctor, &ana).await;
        for path in [
            record.clone(),
            here.clone(),
            format!("{record}/rendez-vous"),
        ] {
            let seen = town.get(&doctor.cookie, &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{path}");
            assert!(!seen.text().contains("CANARITITRE"), "{path}");
        }
        assert_eq!(
            town.get(&doctor.cookie, &own).await.status,
            StatusCode::NOT_FOUND
        );
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(
            history.contains("A relu le rendez-vous « Suivi »"),
            "{history}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_agenda_is_nobody_elses() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, doctor) = (
            town.holder(0).await,
            town.holder(1).await,
            town.doctor().await,
        );
        let [operator, volunteer, administrator] = town.team().await;
        let paths = |id: &str| {
            [
                String::from(LIST),
                format!("{LIST}/agenda.ics"),
                format!("{LIST}/reglages"),
                format!("{LIST}/{id}"),
                format!("{LIST}/{id}/agenda.ics"),
                format!("{LIST}/{id}/modifier"),
                format!("{LIST}/{id}/preparer"),
                format!("/pro/patients/{}/rendez-vous", ana.space),
                format!("/pro/patients/{}/rendez-vous/{id}", ana.space),
            ]
        };
        let others = [
            &louis.cookie,
            &doctor.cookie,
            &operator.cookie,
            &volunteer.cookie,
            &administrator.cookie,
        ];
        let asked = async |cookie: &str, id: &str| {
            let mut shapes = Vec::new();
            for path in paths(id) {
                let (status, headers, body) = town.get(cookie, &path).await.shape();
                let body = String::from_utf8_lossy(&body).replace(id, "…");
                let headers: Vec<_> = headers
                    .into_iter()
                    .map(|(name, value)| (name, value.replace(id, "…")))
                    .filter(|(name, _)| name != "content-length")
                    .collect();
                shapes.push((status, headers, body));
            }
            shapes
        };
        let none = "00000000000000000000000001";
        let mut before = Vec::new();
        for cookie in others {
            before.push(asked(cookie, none).await);
        }
        let id = town
            .appoints(&ana, (4, 12, 2026), "9:00", "CANARITITRE")
            .await;
        for (cookie, before) in others.into_iter().zip(before) {
            let after = asked(cookie, &id).await;
            for (path, (after, before)) in paths(&id).iter().zip(after.iter().zip(&before)) {
                assert_eq!(after, before, "{path}");
            }
        }
        for cookie in [
            &operator.cookie,
            &volunteer.cookie,
            &administrator.cookie,
            &doctor.cookie,
        ] {
            for path in [LIST, ADD] {
                let answer = town
                    .post(cookie, path, &form((4, 12, 2026), "9:00", "titre=x"))
                    .await;
                assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            }
        }
        assert!(!town.agenda(&louis).await.contains("CANARITITRE"));
        // In a closed space nobody writes anything.
        crate::erasing::closes(&town, 0).await;
        let written = town
            .writes(&doctor, &ana, &form((4, 12, 2026), "9:00", "titre=x"))
            .await;
        assert_eq!(written.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_professional_writes_at_most_ten_for_one_day() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        for hour in 8..18 {
            let written = form((4, 12, 2026), &format!("{hour}:00"), "");
            let written = town.writes(&doctor, &ana, &written).await;
            assert_eq!(written.status, StatusCode::SEE_OTHER, "{hour}");
        }
        let more = town
            .writes(&doctor, &ana, &form((4, 12, 2026), "18:00", ""))
            .await;
        assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = town
            .writes(&doctor, &ana, &form((5, 12, 2026), "18:00", ""))
            .await;
        assert_eq!(other.status, StatusCode::SEE_OTHER);
    })
    .await;
}
