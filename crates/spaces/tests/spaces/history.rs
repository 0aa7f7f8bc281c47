//! The history of a space: each step of its life with what, when, who, how and a number
//! of its own, as its holder reads them.

use crate::DAY;
use crate::house::House;
use kernel::{AccountId, Lang, SpaceId};
use spaces::How::{Phone, Post, Site};
use spaces::{By, Event, Fate, How, What};
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::for_each_store;

/// A step: what, who, how, and the words on the page for it.
type Step = (Event, &'static str, How, &'static str);

const ACTIVATED: Step = (Event::Activated, "holder", How::Site, "Espace activé");
const SILENCE: Step = (
    Event::OpenedBySilence,
    "fund",
    How::Batch,
    "Espace ouvert après six semaines sans refus",
);
const ON_YES: Step = (
    Event::OpenedOnYes,
    "holder",
    How::Phone,
    "Espace ouvert sur un oui par téléphone, sans compte",
);
const ERASED: Step = (
    Event::Erased,
    "fund",
    How::Batch,
    "Documents effacés pour toujours",
);
const HELD: Step = (
    Event::Held,
    "holder",
    How::Phone,
    "Demande par téléphone, en attente",
);
const CALLED_OFF: Step = (
    Event::HeldCancelled,
    "holder",
    How::Site,
    "Demande par téléphone annulée",
);

const fn refused(how: How) -> Step {
    (Event::Refused, "holder", how, "Ouverture refusée")
}

const fn withdrawn(how: How) -> Step {
    (Event::RefusalWithdrawn, "holder", how, "Refus annulé")
}

const fn closed(how: How) -> Step {
    (Event::Closed, "holder", how, "Espace fermé")
}

const fn reopened(how: How) -> Step {
    (Event::Reopened, "holder", how, "Espace rouvert")
}

/// The words on the page for who, and how.
fn words(who: &str, how: How) -> (&'static str, &'static str) {
    let who = match who {
        "holder" => "Vous",
        _ => "L’assurance maladie",
    };
    let how = match how {
        How::Site => "sur le site",
        How::Phone => "par téléphone",
        How::Post => "par courrier",
        How::Batch => "envoi groupé",
        How::Assistance => "avec un bénévole",
    };
    (who, how)
}

fn a_second_later(house: &House) -> kernel::Timestamp {
    house.time.advance(Duration::from_secs(1));
    house.time.now()
}

async fn activates(house: &House) -> SpaceId {
    let ana = house.person(1, "LECA", "ANA").await;
    let code = house.announce(&ana).await;
    let mut visitor = house.visitor("192.0.2.1");
    visitor.tries(&code, &ana).await;
    visitor.goes_on("ana.leca").await;
    let done = visitor.post("/activer/partage", &[]).await;
    assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
    let spaces = &house.spaces;
    let close = async |fate| {
        let now = a_second_later(house);
        let done = spaces.close(ana.id, fate, How::Site, now).await;
        done.expect("open")
    };
    close(Fate::Archive).await;
    let undone = spaces
        .reopen(ana.id, How::Site, a_second_later(house))
        .await;
    undone.expect("in time");
    close(Fate::Delete).await.space
}

async fn is_opened_by_silence(house: &House) -> SpaceId {
    let ben = house.opened(2).await;
    let spaces = &house.spaces;
    let done = spaces
        .close(ben.id, Fate::Archive, How::Phone, a_second_later(house))
        .await;
    done.expect("open");
    let done = spaces
        .reopen(ben.id, How::Phone, a_second_later(house))
        .await;
    done.expect("in time");
    let done = spaces
        .close(ben.id, Fate::Archive, How::Site, a_second_later(house))
        .await;
    done.expect("open").space
}

async fn says_yes_and_no(house: &House) -> SpaceId {
    let eva = house.person(3, "LECA", "EVA").await;
    house.announce(&eva).await;
    let spaces = &house.spaces;
    let waits = async |what| {
        a_second_later(house);
        spaces.hold(eva.id, what).await.expect("it waits");
        house.time.advance(DAY * 3);
        assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
    };
    waits(What::Open).await;
    a_second_later(house);
    let done = house.refused_by_phone(eva.id, &[eva.id]).await;
    done.expect("before the deadline");
    waits(What::WithdrawRefusal).await;
    let done = spaces
        .refuse(eva.id, How::Post, a_second_later(house))
        .await;
    done.expect("told anew").space
}

async fn refuses_and_comes_back(house: &House) -> SpaceId {
    let liu = house.person(4, "LECA", "LIU").await;
    house.announce(&liu).await;
    let spaces = &house.spaces;
    let done = spaces
        .refuse(liu.id, How::Site, a_second_later(house))
        .await;
    done.expect("told");
    let account = AccountId::from_bytes([4; 16]);
    let done = spaces
        .activate_for(liu.id, account, How::Site, a_second_later(house))
        .await;
    done.expect("a change of mind").space
}

async fn calls_off(house: &House) -> SpaceId {
    let zoe = house.person(5, "LECA", "ZOÉ").await;
    house.announce(&zoe).await;
    a_second_later(house);
    let spaces = &house.spaces;
    let act = spaces.hold(zoe.id, What::Open).await.expect("told");
    a_second_later(house);
    let done = spaces.call_off(act.space, act.act, By::HOLDER).await;
    done.expect("it waits").space
}

#[tokio::test]
async fn each_step_of_a_space_is_shown_with_who_how_when_and_a_number_of_its_own() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let of = [
            (
                is_opened_by_silence(&house).await,
                vec![
                    SILENCE,
                    closed(Phone),
                    reopened(Phone),
                    closed(Site),
                    ERASED,
                ],
            ),
            (
                activates(&house).await,
                vec![
                    ACTIVATED,
                    closed(Site),
                    reopened(Site),
                    closed(Site),
                    ERASED,
                ],
            ),
            (
                says_yes_and_no(&house).await,
                vec![
                    HELD,
                    ON_YES,
                    refused(Phone),
                    HELD,
                    withdrawn(Phone),
                    refused(Post),
                ],
            ),
            (
                refuses_and_comes_back(&house).await,
                vec![refused(Site), withdrawn(Site), ACTIVATED],
            ),
            (calls_off(&house).await, vec![HELD, CALLED_OFF]),
        ];
        house.time.advance(DAY * 3_653);
        let erased = house.spaces.erase_due(10).await.expect("asked");
        assert_eq!(erased, 2, "the deleted one and the archive of ten years");

        let mut numbers = BTreeSet::new();
        for (space, steps) in of {
            let mut events = house.spaces.events(space).await.expect("events");
            events.reverse();
            let first = &events[0];
            let told = (first.what, first.who.as_str(), first.how);
            assert_eq!(told, (Event::Announced, "fund", How::Batch));
            let page = house.holder(space).get("/espace/moi/acces/espace").await;
            let mut rows: Vec<&str> = page.body.split("<tr>").skip(2).collect();
            rows.reverse();
            assert_eq!(rows.len(), events.len(), "{}", page.body);
            let mut steps = steps.into_iter();
            for (event, row) in events.iter().zip(rows) {
                let number = event.receipt.clone();
                assert!(!number.is_empty() && row.contains(&number), "{row}");
                assert!(numbers.insert(number), "a number twice: {row}");
                let when = edge::moment(Lang::Fr, event.at);
                let when = when.replace(['\u{a0}', '\u{202f}'], " ");
                assert!(row.contains(&when), "{when}: {row}");
                let (who, how) = words(&event.who, event.how);
                let by = format!(">{who}<br><span class=\"muted\">{how}</span>");
                assert!(row.contains(&by), "{by}: {row}");
                if event.what == Event::Announced {
                    continue;
                }
                let (what, who, how, said) = steps.next().expect("no other step");
                assert_eq!(
                    (event.what, event.who.as_str(), event.how),
                    (what, who, how),
                    "{events:?}"
                );
                assert!(row.contains(&format!(">{said}</th>")), "{said}: {row}");
            }
            assert_eq!(steps.next(), None, "{events:?}");
        }
    })
    .await;
}
