//! A gateway that accepts, refuses, has too much to do, breaks, and is silent.

use crate::gateway::Gateway;
use crate::house::{DELIVERED, FAILED, House, WAIT_MS, WAITING, letter, sms, text_to};
use std::time::{Duration, Instant};
use store::Store;
use testkit::for_each_store;

async fn with_gateway(store: Store) -> (House, Gateway) {
    let gateway = Gateway::start().await;
    let port = gateway.port;
    let house = House::with(store, |config| config.sms = Some(sms(port))).await;
    (house, gateway)
}

#[tokio::test]
async fn a_text_is_posted_with_its_reference_and_our_token() {
    for_each_store(async |store| {
        let (house, gateway) = with_gateway(store).await;
        let notice = text_to(12_345_000);
        assert_eq!(house.sends(&notice).await.delivered, 1);
        let id = house.post.id(&notice);
        assert_eq!(house.row(id).await, (DELIVERED, 1, false));
        let asked = gateway.asked().remove(0);
        assert!(asked.head.starts_with("POST /sms HTTP/1.1"));
        let head = asked.head.to_ascii_lowercase();
        assert!(head.contains("authorization: bearer jeton"), "{head}");
        assert!(head.contains("content-type: application/json"));
        assert_eq!(asked.body["to"], "+33612345000");
        assert_eq!(asked.body["text"], "Votre code : 123456");
        assert_eq!(asked.body["reference"], id.to_string());
        assert_eq!(asked.body.as_object().expect("an object").len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_the_gateway_says_decides() {
    for_each_store(async |store| {
        // The number's end is the status it gives.
        for (status, state, no_way) in [
            (200, DELIVERED, false),
            (400, FAILED, false),
            (422, FAILED, false),
            (408, WAITING, false),
            (500, WAITING, false),
            (401, WAITING, true),
            (429, WAITING, true),
            (503, WAITING, true),
        ] {
            let (house, _gateway) = with_gateway(store.clone()).await;
            let notice = text_to(status);
            let pass = house.sends(&notice).await;
            assert_eq!(pass.no_way, no_way, "{status}");
            let (found, tries, body) = house.row(house.post.id(&notice)).await;
            assert_eq!(
                (found, tries, body),
                (state, 1, state == WAITING),
                "{status}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_broken_gateway_is_asked_again_with_the_same_reference() {
    for_each_store(async |store| {
        let (house, gateway) = with_gateway(store).await;
        house.sends(&text_to(500)).await;
        house.world.advance(Duration::from_secs(60));
        assert_eq!(house.deliver().await.again, 1);
        let references = gateway.references();
        assert_eq!(references.len(), 2);
        assert_eq!(references[0], references[1]);
    })
    .await;
}

#[tokio::test]
async fn a_silent_gateway_holds_up_no_letter() {
    for_each_store(async |store| {
        let (house, _gateway) = with_gateway(store).await;
        house.queue(&[text_to(999), letter("1")]).await;
        let begun = Instant::now();
        let pass = house.deliver().await;
        assert!(begun.elapsed() < Duration::from_millis(WAIT_MS * 5));
        assert_eq!((pass.delivered, pass.again, pass.no_way), (1, 1, true));
    })
    .await;
}
