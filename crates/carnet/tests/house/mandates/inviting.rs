//! The second adult: invited, named, proven; and no third.

use super::Child;
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use testkit::{for_each_store_at, is_sqlite};

pub const JOIN: &str = "/espace/moi/proches/rejoindre";
pub const LOUIS: &str =
    "geste=inviter&nom=PETIT&prenom=louis&naissance-jour=3&naissance-mois=2&naissance-annee=1984";

impl Town {
    /// The code of an invitation that was just made.
    pub async fn invites(&self, adult: &Holder, child: &Child, whom: &str) -> String {
        let path = format!("/espace/moi/proches/{}", child.person);
        let made = self.post(&adult.cookie, &path, whom).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let page = made.text();
        let words = page.split(['<', '>']).map(str::trim);
        let mut codes = words.filter(|word| word.len() == 14 && word.matches('-').count() == 2);
        codes.next().expect("a code").to_owned()
    }
}

#[tokio::test]
async fn azp_08_the_other_parent_reaches_nothing_before_they_accept_with_a_code_made_for_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana, &louis]).await;
        town.takes(&ana, &lea).await;
        // That the fund attaches the child to them suffices no more.
        let path = format!("/espace/moi/proches/{}", lea.person);
        let answer = town.post(&louis.cookie, &path, "geste=gerer").await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        let list = town.reads(&louis.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Ana Martin gère déjà cet espace"), "{list}");
        let code = town.invites(&ana, &lea, LOUIS).await;
        for below in ["", "/documents", "/acces"] {
            let answer = town.get(&louis.cookie, &Town::of(&lea, below)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        // Somebody else has no use for it, and does not use it up.
        let form = format!("code={code}");
        town.is_told(&maria.cookie, JOIN, &form, "pas valable pour vous")
            .await;
        let done = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(done.location(), Town::of(&lea, ""), "{}", done.text());
        town.reads(&louis.cookie, &Town::of(&lea, "/documents"))
            .await;
        town.reads(&ana.cookie, &Town::of(&lea, "/documents")).await;
        // Once.
        town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
            .await;
        // Both are told, and the child.
        let given = town.reads(&louis.cookie, "/espace/moi/notifications").await;
        assert!(given.contains("Vous gérez l’espace d’un enfant"), "{given}");
        let given = town.reads(&ana.cookie, "/espace/moi/notifications").await;
        assert!(
            given.contains("La personne que vous avez invitée"),
            "{given}"
        );
        let events = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/espace"))
            .await;
        let twice = events
            .matches("Un représentant légal gère cet espace")
            .count();
        assert_eq!(twice, 2, "{events}");
        assert!(events.contains("Louis Petit gère cet espace"), "{events}");
        // There is no third.
        let third = LOUIS.replace("PETIT", "ROSSI").replace("louis", "Maria");
        let answer = town.post(&ana.cookie, &path, &third).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_over_after_fourteen_days_or_once_another_takes_its_place() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let first = town.invites(&ana, &lea, LOUIS).await;
        let second = town.invites(&ana, &lea, LOUIS).await;
        let form = format!("code={first}");
        town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
            .await;
        town.world.advance(DAY * 14);
        let louis = town.later(louis).await;
        let form = format!("code={second}");
        town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
            .await;
        let ana = town.later(ana).await;
        let third = town.invites(&ana, &lea, LOUIS).await;
        // Who invited gave it up meanwhile: the invitation is worth nothing.
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &path, "geste=rendre").await;
        let form = format!("code={third}");
        town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
            .await;
    })
    .await;
}

#[tokio::test]
async fn after_ten_codes_that_were_none_no_more_are_looked_at_for_a_day() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let code = town.invites(&ana, &lea, LOUIS).await;
        town.is_told(&louis.cookie, JOIN, "code=", "Remplissez ce champ")
            .await;
        for n in 0..10 {
            let other = identity::Code::drawn([n; 12]).in_groups();
            let form = format!("code={other}");
            town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
                .await;
        }
        let form = format!("code={code}");
        let answer = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        town.world.advance(DAY);
        let louis = town.later(louis).await;
        let done = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(done.location(), Town::of(&lea, ""), "{}", done.text());
    })
    .await;
}

#[tokio::test]
async fn azp_17_whoever_was_invited_invites_nobody_and_no_mandate_leads_to_another() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let tom = town.child("Tom", "2018-05-06", &[&louis]).await;
        town.takes(&ana, &lea).await;
        town.takes(&louis, &tom).await;
        let code = town.invites(&ana, &lea, LOUIS).await;
        let form = format!("code={code}");
        town.does(&louis.cookie, JOIN, &form).await;
        // Louis answers for both; what Ana answers for gives her nothing of his.
        town.reads(&louis.cookie, &Town::of(&lea, "")).await;
        for below in ["", "/documents"] {
            let answer = town.get(&ana.cookie, &Town::of(&tom, below)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let own = format!("/espace/{}", louis.space);
        let answer = town.get(&ana.cookie, &own).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        // The first one gives it up: the one who was invited invites nobody in turn.
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &path, "geste=rendre").await;
        let answer = town.post(&louis.cookie, &path, LOUIS).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    })
    .await;
}

#[tokio::test]
async fn of_two_parents_who_take_it_up_at_once_one_does() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        for (first, born) in [("Lea", "2016-03-02"), ("Emma", "2017-04-03")] {
            let child = town.child(first, born, &[&ana, &louis]).await;
            let path = format!("/espace/moi/proches/{}", child.person);
            let (one, other, third) = tokio::join!(
                town.post(&ana.cookie, &path, "geste=gerer"),
                town.post(&louis.cookie, &path, "geste=gerer"),
                town.post(&maria.cookie, &path, "geste=gerer"),
            );
            let mut statuses = [one.status, other.status];
            statuses.sort();
            let expected = [StatusCode::SEE_OTHER, StatusCode::CONFLICT];
            assert_eq!(statuses, expected, "{} {}", one.text(), other.text());
            assert_eq!(third.status, StatusCode::NOT_FOUND);
            let there = town.house.identity.mandates_in(child.space).await;
            assert_eq!(there.expect("asked").len(), 1);
        }
    })
    .await;
}

impl Town {
    /// From now on no row goes out of this table.
    async fn keeps_all_rows_of(&self, table: &str) {
        let store = &self.house.store;
        let refuses = match is_sqlite(store) {
            true => vec![format!(
                "CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} \
                 BEGIN SELECT RAISE(ABORT, 'kept'); END"
            )],
            false => vec![
                format!(
                    "CREATE FUNCTION kept_{table}() RETURNS trigger LANGUAGE plpgsql AS $do$ BEGIN \
                     RAISE EXCEPTION 'kept' USING ERRCODE = '53100'; END $do$"
                ),
                format!(
                    "CREATE TRIGGER kept_{table} BEFORE DELETE ON {table} \
                     FOR EACH ROW EXECUTE FUNCTION kept_{table}()"
                ),
            ],
        };
        for statement in refuses {
            let made = store.execute(statement.leak(), vec![]).await;
            made.expect("made");
        }
    }
}

#[tokio::test]
async fn what_is_done_is_said_to_be_done_where_the_count_of_codes_cannot_be_forgiven() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let lea = town.child("Lea", "2016-03-02", &[&ana, &louis]).await;
        town.takes(&ana, &lea).await;
        let form = format!("code={}", town.invites(&ana, &lea, LOUIS).await);
        town.keeps_all_rows_of("mandate_brake").await;
        let done = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(done.location(), Town::of(&lea, ""), "{}", done.text());
        town.reads(&louis.cookie, &Town::of(&lea, "/documents"))
            .await;
    })
    .await;
}

#[tokio::test]
async fn who_gives_it_up_is_told_so_where_their_invitation_cannot_be_forgotten() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let lea = town.child("Lea", "2016-03-02", &[&ana, &louis]).await;
        town.takes(&ana, &lea).await;
        let form = format!("code={}", town.invites(&ana, &lea, LOUIS).await);
        town.keeps_all_rows_of("mandate_invitation").await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &path, "geste=rendre").await;
        let gone = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        // What could not be forgotten lets nobody in.
        let joined = town.post(&louis.cookie, JOIN, &form).await;
        assert!(joined.status.is_client_error() || joined.status.is_server_error());
        let there = town.get(&louis.cookie, &Town::of(&lea, "")).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND);
    })
    .await;
}
