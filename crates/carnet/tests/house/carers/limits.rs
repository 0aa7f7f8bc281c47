//! Three carers of one person, five whom one carer helps; also with two processes.

use super::{INVITE, JOIN, LIST, LOUIS, MARIA, accepting, code_on};
use crate::town::Town;
use http::StatusCode;
use identity::{CarerInvited, Helper};
use kernel::{AccountId, CarerId, PersonId, SpaceId};
use testkit::for_each_store_at;

impl Town {
    /// Louis helps so many people of elsewhere.
    async fn helps_others(&self, account: AccountId, many: u8) {
        let identity = &self.house.identity;
        let now = self.world.now();
        for n in 1..=many {
            let invited = CarerInvited {
                id: CarerId::from_bytes([n; 16]),
                space: SpaceId::from_bytes([100 + n; 16]),
                until: now.plus(crate::town::DAY * 300),
                code_hash: [n; 32],
                traits: [n; 32],
                invited_until: now.plus(crate::town::DAY * 10),
                messages: false,
            };
            let by = Helper {
                account,
                person: PersonId::from_bytes([9; 16]),
                since: now,
            };
            let mut tx = self.house.store.begin("a test").await.expect("begun");
            identity
                .invite_carer(&mut tx, &invited)
                .await
                .expect("kept");
            identity
                .accept_to_help(&mut tx, &invited, by)
                .await
                .expect("helps");
            tx.commit().await.expect("committed");
        }
    }

    pub async fn account_of(&self, space: SpaceId) -> AccountId {
        let asked = "SELECT account FROM account_space WHERE space = $1";
        let rows = self.house.store.query(asked, vec![space.into()]).await;
        let rows = rows.expect("asked");
        AccountId::from_slice(rows[0].blob(0).expect("an id")).expect("an id")
    }
}

#[tokio::test]
async fn a_holder_has_three_carers_at_most_who_are_invited_among_them_with_two_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_to_louis(&ana, &louis).await;
        town.invites_to_help(&ana, MARIA).await;
        // One place is left, and two processes ask for it.
        let other = town.twin().await;
        let (one, two) = tokio::join!(
            town.post(&ana.cookie, INVITE, MARIA),
            other.post(&ana.cookie, INVITE, MARIA),
        );
        let made = [&one, &two];
        let made = made.iter().filter(|it| code_on(&it.text()).is_some());
        assert_eq!(made.count(), 1, "{} {}", one.text(), two.text());
        let there = town.house.identity.carers_of(ana.space).await;
        assert_eq!(there.expect("asked").len(), 3);
        let answer = town.post(&ana.cookie, INVITE, MARIA).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        let list = town.reads(&ana.cookie, LIST).await;
        assert!(list.contains("déjà trois aidants"), "{list}");
        // What was an invitation frees its place once it is over.
        town.world.advance(crate::town::DAY * 15);
        let ana = town.later(ana).await;
        town.invites_to_help(&ana, MARIA).await;
    })
    .await;
}

#[tokio::test]
async fn somebody_helps_five_people_at_most_with_two_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        town.helps_others(town.account_of(louis.space).await, 4)
            .await;
        let one = accepting(&town.invites_to_help(&ana, LOUIS).await);
        let two = accepting(&town.invites_to_help(&maria, LOUIS).await);
        let other = town.twin().await;
        let (first, second) = tokio::join!(
            town.post(&louis.cookie, JOIN, &one),
            other.post(&louis.cookie, JOIN, &two),
        );
        let mut statuses = [first.status, second.status];
        statuses.sort();
        let expected = [StatusCode::SEE_OTHER, StatusCode::CONFLICT];
        assert_eq!(statuses, expected, "{} {}", first.text(), second.text());
        let account = town.account_of(louis.space).await;
        let helped = town.house.identity.helped_by(account).await;
        assert_eq!(helped.expect("asked").len(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_offer_that_is_read_forgives_no_wrong_code_and_the_eleventh_of_a_day_is_not_looked_at() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let code = town.invites_to_help(&ana, LOUIS).await;
        let wrong = format!("code={}", identity::Code::drawn([9; 12]).in_groups());
        for _ in 0..9 {
            town.is_told(&louis.cookie, JOIN, &wrong, "pas valable")
                .await;
        }
        // To read it is not one of the ten, however often.
        let read = format!("code={code}");
        for _ in 0..2 {
            let offer = town.post(&louis.cookie, JOIN, &read).await;
            assert_eq!(offer.status, StatusCode::OK, "{}", offer.text());
        }
        town.is_told(&louis.cookie, JOIN, &wrong, "pas valable")
            .await;
        for form in [&wrong, &accepting(&code)] {
            let answer = town.post(&louis.cookie, JOIN, form).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
        // Who accepts in time is forgiven all.
        town.world.advance(crate::town::DAY);
        let louis = town.later(louis).await;
        for _ in 0..9 {
            town.is_told(&louis.cookie, JOIN, &wrong, "pas valable")
                .await;
        }
        town.does(&louis.cookie, JOIN, &accepting(&code)).await;
        for _ in 0..10 {
            town.is_told(&louis.cookie, JOIN, &wrong, "pas valable")
                .await;
        }
    })
    .await;
}
