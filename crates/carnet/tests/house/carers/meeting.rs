//! Two at once: somebody accepts to help while a space closes, while a death is told, or
//! while they are invited no more; and what a space that is closed invites to.

use super::{INVITE, JOIN, LOUIS, accepting, code_on, of};
use crate::town::{Holder, Town};
use http::StatusCode;
use identity::{CarerInvited, Helper};
use kernel::{CarerId, PersonId, Timestamp};
use spaces::{Fate, How};
use std::pin::pin;
use std::time::Duration;
use store::{Engine, Row, Tx};
use testkit::for_each_store_at;

/// What makes a space close.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Ends {
    Closing,
    Death,
}

impl Town {
    /// The person whose space it is.
    pub async fn person_in(&self, holder: &Holder) -> PersonId {
        let face = self.house.spaces.face(holder.space).await;
        face.expect("a face").person
    }

    /// Until another transaction waits for what is held here; where one writes at a
    /// time, it waits from its start.
    async fn until_one_waits(&self) {
        const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for _ in 0..250 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if self.house.store.engine() == Engine::Sqlite {
                return;
            }
            let rows = self.house.store.query(WAITING, Vec::new()).await;
            if rows.expect("asked")[0].int(0).expect("a number") > 0 {
                return;
            }
        }
        panic!("nobody waits");
    }

    /// A transaction that holds what is confided of a space, as it is now.
    async fn holds_the_carers(&self, holder: &Holder) -> Tx {
        let mut tx = self.house.store.begin("a test").await.expect("begun");
        let hold = "UPDATE carer SET until = until WHERE space = $1";
        let held = tx.execute(hold, vec![holder.space.into()]).await;
        assert_eq!(held.expect("held"), 1);
        tx
    }

    async fn ends_the_space(&self, holder: &Holder, ends: Ends) {
        let spaces = &self.house.spaces;
        match ends {
            Ends::Death => self.fund_says_dead(holder, "2026-11-20").await,
            Ends::Closing => {
                let person = self.person_in(holder).await;
                let now = self.world.now();
                let done = spaces.close(person, Fate::Archive, How::Phone, now);
                done.await.expect("closed");
            }
        }
    }

    /// The rows of what is confided of a space.
    async fn confided_rows(&self, holder: &Holder) -> Vec<Row> {
        let asked = "SELECT id, until, code_hash, traits, invited_until FROM carer \
             WHERE space = $1";
        let rows = self.house.store.query(asked, vec![holder.space.into()]);
        rows.await.expect("asked")
    }
}

#[tokio::test]
async fn nobody_helps_who_accepts_while_the_space_of_either_closes_or_a_death_is_told() {
    for (ends, of_helper) in [
        (Ends::Closing, true),
        (Ends::Death, true),
        (Ends::Closing, false),
        (Ends::Death, false),
    ] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let ana = town.holder(0).await;
            let louis = town.holder(1).await;
            let form = accepting(&town.invites_to_help(&ana, LOUIS).await);
            // Louis has read that both spaces are open, and cannot write yet.
            let held = town.holds_the_carers(&ana).await;
            let accepted = town.post(&louis.cookie, JOIN, &form);
            let ended = async {
                town.until_one_waits().await;
                let whose = if of_helper { &louis } else { &ana };
                let mut ended = pin!(town.ends_the_space(whose, ends));
                let soon = Duration::from_millis(500);
                let early = tokio::time::timeout(soon, &mut ended).await;
                held.rollback().await.expect("let go");
                if early.is_err() {
                    ended.await;
                }
            };
            let (answer, ()) = tokio::join!(accepted, ended);
            let status = answer.status;
            assert!(!status.is_server_error(), "{ends:?} {}", answer.text());
            let there = town.confided_rows(&ana).await;
            let one = there.iter().filter(|row| {
                let code = row.opt_blob(2).expect("a column");
                code.is_none()
            });
            assert_eq!(one.count(), 0, "{ends:?} {of_helper}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_space_that_is_closed_invites_nobody_and_offers_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let code = town.invites_to_help(&ana, LOUIS).await;
        let rows = town.confided_rows(&ana).await;
        town.ends_the_space(&ana, Ends::Closing).await;
        let refused = town.post(&ana.cookie, INVITE, LOUIS).await;
        assert_eq!(code_on(&refused.text()), None, "{}", refused.text());
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("Votre espace est fermé"));
        assert!(town.confided_rows(&ana).await.is_empty());
        // Were an invitation left of before, it would say nothing of her.
        let hash = |column| -> [u8; 32] {
            let bytes = rows[0].blob(column).expect("a hash");
            bytes.try_into().expect("its length")
        };
        let left = CarerInvited {
            id: CarerId::from_slice(rows[0].blob(0).expect("an id")).expect("an id"),
            space: ana.space,
            until: rows[0].timestamp(1).expect("a moment"),
            code_hash: hash(2),
            traits: hash(3),
            invited_until: rows[0].timestamp(4).expect("a moment"),
            messages: false,
        };
        let mut tx = town.house.store.begin("a test").await.expect("begun");
        let identity = &town.house.identity;
        let kept = identity.invite_carer(&mut tx, &left);
        kept.await.expect("kept");
        tx.commit().await.expect("committed");
        let form = format!("code={code}");
        town.is_told(&louis.cookie, JOIN, &form, "pas valable pour vous")
            .await;
    })
    .await;
}

#[tokio::test]
async fn who_accepts_while_the_invitation_is_taken_back_is_told_that_it_ended() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.invites_to_help(&ana, LOUIS).await;
        let care = town.care_of(&ana.cookie).await;
        let now: Timestamp = town.world.now();
        // Louis accepted, and it is not there to be read yet.
        let by = Helper {
            account: town.account_of(louis.space).await,
            person: town.person_in(&louis).await,
            since: now,
        };
        let mut tx = town.house.store.begin("a test").await.expect("begun");
        let accept = "UPDATE carer SET account = $2, helper = $3, helps = 1, since = $4, \
             code_hash = NULL, traits = NULL WHERE space = $1";
        let said = vec![
            ana.space.into(),
            by.account.into(),
            by.person.into(),
            by.since.into(),
        ];
        tx.execute(accept, said).await.expect("accepted");
        let ended = town.does(&ana.cookie, &care, "geste=arreter");
        let accepted = async {
            town.until_one_waits().await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            tx.commit().await.expect("committed");
        };
        tokio::join!(ended, accepted);
        let there = town.get(&louis.cookie, &of(&ana, "/documents")).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND);
        let given = town.reads(&louis.cookie, "/espace/moi/notifications").await;
        let told = "Votre accès à l’espace d’un proche s’est arrêté";
        assert!(given.contains(told), "{given}");
    })
    .await;
}
