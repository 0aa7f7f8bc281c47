//! What was done by telephone, before administrators: who, in which call, and for
//! nobody whom they could name.

use super::town::{Colleague, PEOPLE, Town};
use http::StatusCode;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::for_each_store_at;

const PAGE: &str = "/admin/appels";
const CALL: &str = "2026-11-23/0042";

impl Town {
    /// An operator has somebody on the line: what they say of themself.
    async fn picks_up(&self, operator: &Colleague, said: &str) {
        let number = CALL.replace('/', "%2F");
        self.does(&operator.cookie, "/op/appel", &format!("appel={number}"))
            .await;
        self.does(&operator.cookie, "/op/verifier", said).await;
    }
}

#[tokio::test]
async fn opr_04_administrators_and_nobody_else_read_of_each_act_the_operator_and_the_call() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.told(1).await;
        let [operator, volunteer, odile] = town.team().await;
        let doctor = town.doctor().await;
        let empty = town.reads(&odile.cookie, PAGE).await;
        assert!(empty.contains("Rien n’a encore été fait"), "{empty}");
        let born = "naissance-jour=3&naissance-mois=2&naissance-annee=1984";
        town.picks_up(&operator, &format!("{}&{born}", louis.form()))
            .await;
        let form = format!("pour-{}=oui&lu=oui", louis.person);
        town.does(&operator.cookie, "/op/opposition", &form).await;
        town.world.advance(Duration::from_secs(1));
        let said = format!(
            "nir={}&serie=1234567890&naissance-jour=12&naissance-mois=8&naissance-annee=1955",
            PEOPLE[0].0
        );
        town.picks_up(&operator, &said).await;
        town.does(
            &operator.cookie,
            "/op/attente",
            "demande=archiver&attente-lu=oui",
        )
        .await;

        let events = town.house.spaces.events(louis.space).await;
        let receipt = events.expect("events")[0].receipt.clone();
        let odile_s = town.again(&odile).await.cookie;
        let page = town.reads(&odile_s, PAGE).await;
        let rows: Vec<&str> = page.split("<tr>").skip(2).collect();
        assert_eq!(rows.len(), 4, "{page}");
        for row in &rows {
            assert!(row.contains(CALL) && row.contains("Jeanne Roux"), "{row}");
        }
        // The newest first.
        assert!(rows[0].contains("Fermeture demandée"), "{page}");
        let no = rows.iter().find(|row| row.contains(&receipt));
        assert!(
            no.is_some_and(|row| row.contains("Opposition enregistrée")),
            "{page}"
        );
        for personal in ["Louis", "Petit", "Ana", "Martin", &louis.matricule, "1984"] {
            assert!(!page.contains(personal), "{personal}: {page}");
        }
        let english = town.reads(&odile_s, &format!("/en{PAGE}")).await;
        assert!(english.contains("Acts by telephone"), "{english}");
        let home = town.reads(&odile_s, "/admin").await;
        assert!(home.contains(&format!("href=\"{PAGE}\"")), "{home}");

        for cookie in [
            &operator.cookie,
            &volunteer.cookie,
            &ana.cookie,
            &doctor.cookie,
            "",
        ] {
            let answer = town.get(cookie, PAGE).await;
            assert_ne!(answer.status, StatusCode::OK);
            assert!(!answer.text().contains(CALL), "{}", answer.text());
        }
        // The holder reads that it was by telephone, and neither by whom nor in which call.
        for path in ["/espace/moi/acces/espace", "/espace/moi/acces/journal"] {
            let own = town.reads(&ana.cookie, path).await;
            assert!(!own.contains(CALL) && !own.contains("Jeanne"), "{own}");
        }
    })
    .await;
}

#[tokio::test]
async fn all_acts_by_telephone_are_read_page_by_page_each_once() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let louis = town.told(1).await;
        let [operator, _, odile] = town.team().await;
        let born = "naissance-jour=3&naissance-mois=2&naissance-annee=1984";
        town.picks_up(&operator, &format!("{}&{born}", louis.form()))
            .await;
        // Many of one instant.
        let mut all = BTreeSet::new();
        for n in 0..120 {
            let receipt = format!("R{n:04}-X");
            let sql =
                "INSERT INTO op_act (call, at, what, receipt) SELECT id, $1, 2, $2 FROM op_call";
            let at = town.world.now();
            let put = store
                .execute(sql, vec![at.into(), receipt.as_str().into()])
                .await;
            assert_eq!(put.expect("put"), 1);
            all.insert(receipt);
        }
        let (mut read, mut path, mut pages) = (Vec::new(), PAGE.to_owned(), 0);
        while pages < 9 {
            let page = town.reads(&odile.cookie, &path).await;
            let found = page.split("<td data-l=\"Numéro\">").skip(1);
            let found = found.filter_map(|after| after.split('<').next());
            read.extend(
                found
                    .filter(|receipt| !receipt.is_empty())
                    .map(str::to_owned),
            );
            pages += 1;
            let Some(older) = page.split("href=\"/admin/appels?avant=").nth(1) else {
                break;
            };
            let place = older.split('"').next().unwrap_or_default();
            path = format!("{PAGE}?avant={place}");
        }
        assert_eq!((pages, read.len()), (3, 120));
        assert_eq!(read.iter().cloned().collect::<BTreeSet<_>>(), all);
        for junk in ["x", "1-2-3", "1-zz-2-R", "-", "9999999999999999999-0-0-R"] {
            let answer = town
                .get(&odile.cookie, &format!("{PAGE}?avant={junk}"))
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{junk}");
        }
    })
    .await;
}
