//! Who is told, when it ends; what was done under it; and two tabs at once.

use super::midnight;
use crate::documents::GOOD;
use crate::town::{DAY, PDF, Town, multipart};
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use identity::Mandate;
use identity::ins::Matricule;
use kernel::Date;
use spaces::{Channel, Fate};
use std::convert::Infallible;
use std::time::Duration;
use testkit::{for_each_store_at, objects};
use tokio::sync::oneshot;

/// More mandates than are looked at in one go.
const COUNT_OF_OTHERS: usize = 201;
const HEADER: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city,attached_to\n";

impl Town {
    /// How many notices with this subject were sent so far.
    pub async fn sent_so_far(&self, subject: &str) -> usize {
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let theirs = sent.iter().filter(|sent| sent.subject.contains(subject));
        theirs.count()
    }
}

#[tokio::test]
async fn the_end_is_announced_ninety_and_thirty_days_before_and_on_the_day_once_each() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        let lea = town.child("Lea", "2010-06-15", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let subject = "Votre accès à un espace s’";
        // In the morning: at night people are left in peace.
        let end = midnight("2028-06-15");
        let morning = Duration::from_secs(10 * 60 * 60);
        for (now, told) in [
            (end.minus(DAY * 91), 0),
            (end.minus(DAY * 90), 1),
            (end.minus(DAY * 31), 1),
            (end.minus(DAY * 30), 2),
            (end.minus(DAY), 2),
            (end, 3),
            (end.plus(DAY * 40), 3),
        ] {
            town.world.set(now.plus(morning));
            for _ in 0..2 {
                town.house.mandates.announce().await.expect("announced");
            }
            assert_eq!(town.sent_so_far(subject).await, told, "{now:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_tabs_of_one_session_keep_ones_own_space_and_the_child_s_apart() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let add = Town::of(&lea, "/documents/ajouter");
        let form = town.reads(&ana.cookie, &add).await;
        assert!(form.contains(&format!("action=\"{add}\"")), "{form}");
        // The tab of one's own space is used in between.
        town.reads(&ana.cookie, "/espace/moi/documents/ajouter")
            .await;
        let sent = town.upload(&ana.cookie, &add, &GOOD, ("a.pdf", PDF)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let theirs = town.reads(&ana.cookie, &Town::of(&lea, "/documents")).await;
        assert!(theirs.contains("Radio du genou"), "{theirs}");
        let own = town.reads(&ana.cookie, "/espace/moi/documents").await;
        assert!(!own.contains("Radio du genou"), "{own}");
        // The document of one is not found under the address of the other.
        let id = town
            .id_of(&ana.cookie, &Town::of(&lea, "/documents"), "Radio du genou")
            .await
            .expect("listed");
        let there = format!("/espace/moi/documents/{id}");
        let answer = town.get(&ana.cookie, &there).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        town.reads(&ana.cookie, &Town::of(&lea, &format!("/documents/{id}")))
            .await;
        // Each visit is in the history of the child's space, by name.
        let history = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/journal"))
            .await;
        assert!(history.contains("Ana Martin"), "{history}");
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(!history.contains("Radio du genou"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn azp_09_what_was_still_arriving_when_a_mandate_ended_is_not_kept() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let kept = || objects(&town.folder.path().join("vault")).len();
        let up = format!("/espace/moi/proches/{}", lea.person);
        let list = Town::of(&lea, "/documents");
        for ends in [false, true] {
            town.takes(&ana, &lea).await;
            town.world.advance(Duration::from_secs(1));
            let before = kept();
            let text = format!("{} {ends}", "a".repeat(200_000));
            let whole = Bytes::from(multipart(&GOOD, ("a.txt", text.as_bytes())));
            let (first, last) = (whole.slice(..100_000), whole.slice(100_000..));
            let (half, is_half) = oneshot::channel();
            let (go_on, goes_on) = oneshot::channel::<()>();
            // The second half comes when it may; that it is waited for, the first is read.
            let rest = async move {
                let _there = half.send(());
                goes_on.await.expect("goes on");
                Ok::<_, Infallible>(last)
            };
            let first = async move { Ok::<_, Infallible>(first) };
            let pieces = stream::StreamExt::chain(stream::once(first), stream::once(rest));
            let add = format!("{list}/ajouter");
            let sent = town.send(&ana.cookie, &add, Body::from_stream(Box::pin(pieces)));
            let (sent, ()) = tokio::join!(sent, async {
                is_half.await.expect("half of it is there");
                if ends {
                    town.does(&ana.cookie, &up, "geste=rendre").await;
                }
                go_on.send(()).expect("it waits");
            });
            let (status, more) = match ends {
                true => (StatusCode::NOT_FOUND, 0),
                false => (StatusCode::SEE_OTHER, 1),
            };
            assert_eq!(sent.status, status, "{}", sent.text());
            assert_eq!(kept(), before + more, "{ends}");
            if !ends {
                town.does(&ana.cookie, &up, "geste=rendre").await;
            }
        }
        town.takes(&ana, &lea).await;
        let page = town.reads(&ana.cookie, &list).await;
        assert_eq!(page.matches(">Radio du genou</a>").count(), 1, "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_end_is_announced_however_many_end_before_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@example.org").await;
        let lea = town.child("Lea", "2010-06-15", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let lines = (0..COUNT_OF_OTHERS).map(|n| {
            let born = Date::new(2010, 6, 14).expect("a day");
            let number = super::number(born, u16::try_from(n + 300).expect("small"));
            format!("{number},1.2.250.1.213.1.4.8,Martin,,Zoe,{born},F,14168,general,,,,1 rue des Lilas,75001,Paris,\n")
        });
        let csv = format!("{HEADER}{}", lines.collect::<String>());
        town.reads_the_file(&csv).await;
        // More than one batch, of children whose spaces are not open: they stay due.
        let mandate = town.house.identity.mandates_in(lea.space).await;
        let mandate = mandate.expect("asked")[0];
        for line in csv.lines().skip(1) {
            let number = line.split(',').next().unwrap_or_default();
            let number: Matricule = number.parse().expect("a number");
            let spaces = &town.house.spaces;
            let person = spaces.find_person(&number).await.expect("asked");
            let person = person.expect("a person");
            let told = spaces.announce(person, Channel::Letter).await;
            let before = Mandate {
                space: told.expect("announced").space,
                until: mandate.until.minus(DAY),
                ..mandate
            };
            let mut tx = town.house.store.begin("a test mandate").await.expect("begun");
            let given = town.house.identity.give_mandate(&mut tx, &before).await;
            given.expect("given");
            tx.commit().await.expect("committed");
        }
        let morning = Duration::from_secs(10 * 60 * 60);
        let end = midnight("2028-06-15");
        town.world.set(end.minus(DAY * 80).plus(morning));
        town.house.mandates.announce().await.expect("announced");
        let subject = "Votre accès à un espace s’";
        assert_eq!(town.sent_so_far(subject).await, 1);
    })
    .await;
}

#[tokio::test]
async fn taking_up_inviting_and_giving_up_ask_for_both_factors_first() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.world.advance(Duration::from_secs(6 * 60));
        for (path, form) in [
            (path.as_str(), "geste=gerer"),
            (path.as_str(), "geste=rendre"),
            ("/espace/moi/proches/rejoindre", "code=0"),
        ] {
            let answer = town.post(&ana.cookie, path, form).await;
            let to = answer.location();
            assert!(
                to.starts_with("/connexion/preuve?retour=/espace/moi/proches"),
                "{to}"
            );
        }
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn del_04_a_closed_space_is_not_there_for_representatives_who_cannot_close_it_either() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        for below in ["/fermeture", "/fermeture/confirmer", "/rouvrir"] {
            let path = Town::of(&lea, below);
            let answer = town.post(&ana.cookie, &path, "suite=effacer").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let now = town.world.now();
        let spaces = &town.house.spaces;
        let closed = spaces.close(lea.person, Fate::Archive, spaces::How::Phone, now);
        closed.await.expect("closed");
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Cet espace est fermé"), "{list}");
    })
    .await;
}
