//! A publisher changes the keys of a service: what is refused, what may overlap, and what
//! comes at the same moment.

use super::catalogue::ADMIN;
use super::{Signer, Tokens, documents_of, encoded, error_of, found, lent, published};
use crate::town::{Colleague, DAY, Holder, Town};
use http::StatusCode;
use kernel::Error;
use store::Store;
use testkit::for_each_store_at;

/// A listed service that signs, connected by somebody.
struct Listed {
    here: String,
    id: String,
    tokens: Tokens,
}

impl Town {
    async fn signing(
        &self,
        signer: &Signer,
        ana: &Holder,
        [odile, karim]: [&Colleague; 2],
    ) -> Listed {
        let keys = [("cles", &*published(&[signer]))];
        let (here, id) = self.queued_with(odile, &keys).await;
        self.both_list(&id, [odile, karim]).await;
        let code = self.connects(ana, &id, "lire-documents=oui").await;
        let signed = signer.signs(self, &id, "first");
        let tokens = Tokens::of(&self.trades(&id, &code, &lent(&signed)).await);
        Listed { here, id, tokens }
    }

    async fn turns(&self, here: &str, keys: &str, beside: bool) -> crate::town::Answer {
        let beside = if beside { "oui" } else { "" };
        let form = encoded(&[("cles", keys), ("garder", beside)]);
        self.publisher_does(here, "cles", &form).await
    }
}

impl Listed {
    /// The service renews its access, signed so: whether it got one.
    async fn renews(&mut self, town: &Town, signer: &Signer, jti: &str) -> bool {
        let signed = signer.signs(town, &self.id, jti);
        let signed = lent(&signed);
        let answer = town.refreshes(&self.id, &self.tokens.refresh, &signed);
        let answer = answer.await;
        if answer.status != StatusCode::OK {
            assert_eq!(error_of(&answer), "invalid_client");
            return false;
        }
        self.tokens = Tokens::of(&answer);
        true
    }
}

/// The catalogue and the doors have the same keys.
async fn agree(store: &Store) -> Result<(), Error> {
    let both = "SELECT c.id FROM catalogue_service c JOIN service s ON s.client_id = c.id \
         WHERE s.jwks = c.jwks";
    assert_eq!(store.query(both, Vec::new()).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_are_no_keys_or_are_not_what_is_said_of_them_changes_nothing() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let (old, new) = (Signer::new("une"), Signer::new("autre"));
        let [odile, karim] = town.administrators().await;
        let mut listed = town.signing(&old, &ana, [&odile, &karim]).await;
        let here = listed.here.clone();
        let private = published(&[&new]).replace("\"x\":", "\"d\":\"AQ\",\"x\":");
        let nameless = published(&[&new]).replace("\"kid\":\"autre\"", "\"kid\":\"\"");
        // The key that signs now, under another name, is the key that signs now.
        let renamed = published(&[&old, &new]).replace("\"kid\":\"une\"", "\"kid\":\"deux\"");
        let long = format!("{{\"keys\":[],\"x\":\"{}\"}}", "x".repeat(16_384));
        let none = "Ces clés ne sont pas un JWKS";
        for (keys, beside, said) in [
            ("", false, none),
            ("https://souffle.example/jwks.json", false, none),
            ("{\"keys\":[]}", false, none),
            (&*private, false, none),
            (&*nameless, false, none),
            (&*published(&[&new, &new]), false, none),
            (&*long, false, none),
            (&*published(&[&old]), false, "Ce sont les clés actuelles"),
            (&*published(&[&old]), true, "Ce sont les clés actuelles"),
            (&*renamed, false, "Une clé actuelle est dans cet ensemble"),
            (&*published(&[&new]), true, "Aucune clé actuelle"),
        ] {
            let refused = town.turns(&here, keys, beside).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{keys}");
            let text = refused.text();
            assert!(text.contains(said), "{said}: {text}");
            let typed = keys
                .chars()
                .take(9)
                .collect::<String>()
                .replace('"', "&#34;");
            assert!(text.contains(&typed), "what was typed is there: {text}");
        }
        let guessed = format!("/services/demandes/{}", "0".repeat(40));
        let refused = town.turns(&guessed, &published(&[&new]), false).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        found(
            &town
                .served(&listed.tokens.access, &documents_of(&ana))
                .await,
        );
        assert!(listed.renews(&town, &old, "still").await);
        assert!(!listed.renews(&town, &new, "not yet").await);
        // What was said of them is what happens: both sign, and what was given stays.
        let done = town.turns(&here, &renamed, true).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        agree(&store).await.expect("read");
        found(
            &town
                .served(&listed.tokens.access, &documents_of(&ana))
                .await,
        );
        let renamed = Signer {
            name: String::from("deux"),
            ..old
        };
        for (n, signer) in [&renamed, &new, &renamed].into_iter().enumerate() {
            assert!(listed.renews(&town, signer, &n.to_string()).await);
        }
        // And then the old one ends.
        let done = town.turns(&here, &published(&[&new]), true).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let read = town
            .served(&listed.tokens.access, &documents_of(&ana))
            .await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        assert!(!listed.renews(&town, &renamed, "over").await);
        assert!(listed.renews(&town, &new, "on").await);
        // Five times a day; these were two.
        let others = ["c", "d", "e"].map(Signer::new);
        for signer in &others {
            let done = town.turns(&here, &published(&[signer]), false).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        let refused = town.turns(&here, &published(&[&new]), false).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("cinq fois aujourd’hui"));
        town.world.advance(DAY);
        let done = town.turns(&here, &published(&[&new]), false).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    })
    .await;
}

#[tokio::test]
async fn a_service_without_keys_gets_none_and_one_that_left_turns_none() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        town.both_list(&id, [&odile, &karim]).await;
        let page = town.get("", &here).await.text();
        assert!(!page.contains("Changer les clés"), "{page}");
        let new = published(&[&Signer::new("autre")]);
        let refused = town.turns(&here, &new, false).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let shown = town.get("", &format!("{here}/cles")).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND);
        town.publisher_does(&here, "terminer", "sur=oui").await;
        let old = published(&[&Signer::new("une")]);
        let (here, id) = town.queued_with(&odile, &[("cles", &old)]).await;
        town.both_list(&id, [&odile, &karim]).await;
        let page = town.get("", &here).await.text();
        assert!(page.contains("Changer les clés"), "{page}");
        town.publisher_does(&here, "terminer", "sur=oui").await;
        let refused = town.turns(&here, &new, false).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_yes_given_before_the_keys_were_turned_brings_no_old_key_back() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let (old, new) = (Signer::new("une"), Signer::new("autre"));
        let [odile, karim] = town.administrators().await;
        let mut listed = town.signing(&old, &ana, [&odile, &karim]).await;
        let id = listed.id.clone();
        // Suspended, for somebody has its key; one person wants it back already.
        let why = "raison=securite";
        town.judges_at(&odile, &id, "suspendre", why).await;
        let proposed = town.judges_at(&odile, &id, "referencer", "").await;
        assert_eq!(proposed, "proposee");
        let done = town.turns(&listed.here, &published(&[&new]), false).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let sheet = town.get(&karim.cookie, &format!("{ADMIN}/{id}")).await;
        assert!(!sheet.text().contains("propose le référencement"));
        let again = town.judges_at(&karim, &id, "referencer", "").await;
        assert_eq!(again, "proposee", "by a first person again");
        let back = town.judges_at(&odile, &id, "referencer", "").await;
        assert_eq!(back, "referencee");
        agree(&store).await.expect("read");
        assert!(!listed.renews(&town, &old, "old").await);
        assert!(listed.renews(&town, &new, "new").await);
    })
    .await;
}

#[tokio::test]
async fn what_an_old_key_signs_at_the_moment_it_is_turned_opens_nothing_afterwards() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let ana = town.holder(0).await;
        let mut signer = Signer::new("0");
        let [odile, karim] = town.administrators().await;
        let mut listed = town.signing(&signer, &ana, [&odile, &karim]).await;
        for round in 0..4 {
            let next = Signer::new(&format!("{}", round + 1));
            let (here, keys) = (listed.here.clone(), published(&[&next]));
            let jti = format!("meanwhile {round}");
            let (done, _) = tokio::join!(
                town.turns(&here, &keys, false),
                listed.renews(&twin, &signer, &jti),
            );
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
            let read = twin
                .served(&listed.tokens.access, &documents_of(&ana))
                .await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED, "{round}");
            assert!(
                !listed
                    .renews(&twin, &signer, &format!("late {round}"))
                    .await
            );
            assert!(listed.renews(&twin, &next, &format!("on {round}")).await);
            signer = next;
        }
        // Of two at once either wins, and both tables have what the last one said.
        let (one, other) = (Signer::new("x"), Signer::new("y"));
        let (one, other) = (published(&[&one]), published(&[&other]));
        let here = listed.here.clone();
        town.world.advance(DAY);
        let (one, other) = tokio::join!(
            town.turns(&here, &one, false),
            twin.turns(&here, &other, false)
        );
        let all = [one.status, other.status];
        assert!(all.contains(&StatusCode::SEE_OTHER), "{all:?}");
        let known = [StatusCode::SEE_OTHER, StatusCode::CONFLICT];
        assert!(all.iter().all(|it| known.contains(it)), "{all:?}");
        agree(&store).await.expect("read");
    })
    .await;
}
