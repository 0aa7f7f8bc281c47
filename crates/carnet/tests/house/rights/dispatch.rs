//! A dispatch of emergencies (SAMU): its own reason and its own switch, and all that any
//! other emergency has: a notice at once, a line in the queue, an outcome and an end.

use super::{DOCTOR, HOUR, OPENED, OTHER, WORDS, breaks_glass, opens, record};
use crate::town::{Answer, Holder, Pro, Town};
use http::StatusCode;
use testkit::for_each_store_at;

const CENTRE: &str = "690000002";
const SWITCHES: &str = "/espace/moi/acces/urgence";
const QUEUE: &str = "/pro/controle";

/// A town with a centre that answers emergency calls, and somebody who reads over.
async fn town(url: &str) -> Town {
    Town::set_up(url, |config| {
        config.rights.dispatch = vec![CENTRE.into()];
        config.rights.supervisors = vec![OTHER.into()];
    })
    .await
}

/// A doctor who answers there, in a session of this moment.
async fn at_the_centre(town: &Town) -> Pro {
    let mut doctor = town.pro("10", "99700366240", "Dr Le Roy").await;
    let place = doctor.professional.place.as_mut().expect("a place");
    place.finess = CENTRE.parse().expect("a number");
    town.at_their_place(doctor.professional).await
}

async fn dispatches(town: &Town, pro: &Pro, holder: &Holder, words: &str) -> Answer {
    let path = format!("{}/urgence", record(holder));
    let form = format!("motif=dispatch&raison={words}");
    town.post(&pro.cookie, &path, &form).await
}

#[tokio::test]
async fn pro_09_a_dispatch_is_told_at_once_read_over_and_over_after_four_hours() {
    for_each_store_at(async |_, url| {
        let town = town(&url).await;
        let (ana, other) = (town.holder(0).await, town.other_doctor().await);
        let regulates = at_the_centre(&town).await;
        // The reason is offered there, and nowhere else.
        let form = format!("{}/urgence", record(&ana));
        for (pro, offered) in [(&regulates, true), (&other, false)] {
            let page = town.reads(&pro.cookie, &form).await;
            assert_eq!(page.contains("value=\"dispatch\""), offered, "{page}");
        }
        // It needs words like any other.
        for words in ["", "SAMU", "aaaaaaaaaaaaaaaaaaaaaaaa"] {
            let refused = dispatches(&town, &regulates, &ana, words).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains("20 signes au moins"), "{words}");
        }
        let waiting = async || town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert!(waiting().await.is_empty());

        let opened = dispatches(&town, &regulates, &ana, WORDS).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let page = town.reads(&regulates.cookie, opened.location()).await;
        assert!(page.contains("class=\"band\""), "{page}");
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told = sent.iter().filter(|sent| sent.subject == OPENED);
        assert_eq!(told.count(), 1, "{sent:?}");
        let why = "Régulation d’un appel d’urgence (SAMU)";
        let told = town.reads(&ana.cookie, SWITCHES).await;
        for said in ["Dr Le Roy", why, "inconsciente, amenée", "sera relu"] {
            assert!(told.contains(said), "{said}: {told}");
        }
        let queued = waiting().await;
        assert_eq!((queued.len(), &*queued[0].reason), (1, "dispatch"));
        let queue = town.reads(&other.cookie, QUEUE).await;
        assert!(
            queue.contains("Dr Le Roy") && queue.contains(why),
            "{queue}"
        );
        let id = kernel::EmergencyId::from_bytes(queued[0].id);
        let found = format!("acces={id}&constat=justified");
        town.does(&other.cookie, QUEUE, &found).await;
        let told = town.reads(&ana.cookie, SWITCHES).await;
        assert!(told.contains("cet accès était justifié"), "{told}");

        town.world.advance(HOUR * 4);
        let regulates = at_the_centre(&town).await;
        let over = opens(&town, &regulates, &ana).await;
        assert_eq!(over, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pro_11_each_switch_is_for_its_own_and_what_it_refuses_ends_at_once() {
    for_each_store_at(async |_, url| {
        let town = town(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let regulates = at_the_centre(&town).await;
        // Others are refused, and the dispatch is not.
        town.does(&ana.cookie, SWITCHES, "samu=oui").await;
        let refused = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(refused, StatusCode::FORBIDDEN);
        let opened = dispatches(&town, &regulates, &ana, WORDS).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        assert_eq!(opens(&town, &regulates, &ana).await, StatusCode::OK);
        // The dispatch is refused: what is open ends, and nothing opens any more,
        // whatever the reason.
        town.does(&ana.cookie, SWITCHES, "autres=oui").await;
        assert_eq!(opens(&town, &regulates, &ana).await, StatusCode::SEE_OTHER);
        let refused = dispatches(&town, &regulates, &ana, WORDS).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let sentence = "Cette personne a refusé les accès d’urgence";
        assert!(refused.text().contains(sentence), "{}", refused.text());
        let refused = breaks_glass(&town, &regulates, &ana, WORDS).await;
        assert_eq!(refused, StatusCode::FORBIDDEN);
        let opened = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(opened, StatusCode::SEE_OTHER);
        // Whoever is refused leaves nothing to read over.
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        let mut who: Vec<&str> = waiting.iter().map(|it| it.rpps.as_str()).collect();
        who.sort_unstable();
        assert_eq!(who, [DOCTOR, "99700366240"]);
    })
    .await;
}
