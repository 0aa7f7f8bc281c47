//! A right sign-in after many that failed, from a device not seen before.

use crate::town::{Answer, Holder, Town};
use http::StatusCode;
use std::time::Duration;

const EMAIL: &str = "ana@exemple.fr";
const RIGHT: &str = "quatre chats gris au soleil";
const TOLD: &str = "/espace/moi/notifications";
/// Longer than one waits after any of a few failures.
const A_WHILE: Duration = Duration::from_mins(61);

/// A browser: what it keeps of this site.
#[derive(Clone, Default)]
struct Browser {
    session: String,
    device: String,
}

impl Town {
    async fn password(&self, browser: &Browser, who: &Holder, password: &str) -> Answer {
        self.world.advance(A_WHILE);
        let form = format!(
            "identifiant=personne{}&mot-de-passe={}&retour=",
            who.n,
            password.replace(' ', "+")
        );
        self.post(&browser.device, "/connexion", &form).await
    }

    /// So many wrong passwords, from a device that nobody knows.
    async fn guesses(&self, who: &Holder, times: usize) {
        for _ in 0..times {
            let wrong = self
                .password(&Browser::default(), who, "quatre chiens au soleil")
                .await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    /// The right password: it leads to the code whatever the device, and opens
    /// nothing by itself.
    async fn half_in(&self, browser: &Browser, who: &Holder) -> String {
        let asked = self.password(browser, who, RIGHT).await;
        assert_eq!(asked.location(), "/connexion/code", "{}", asked.text());
        let step = asked.cookie("__Host-etape");
        let both = format!("{step}; {}", browser.device);
        let closed = self.get(&both, "/espace/moi").await;
        assert!(
            closed.location().starts_with("/connexion?"),
            "{}",
            closed.text()
        );
        both
    }

    /// Comes in with both.
    async fn comes_in(&self, browser: &Browser, who: &Holder) -> Browser {
        let cookies = self.half_in(browser, who).await;
        let code = who.secret.code_at(self.world.now());
        let form = format!("code={code}");
        let answer = self.post(&cookies, "/connexion/code", &form).await;
        assert_eq!(answer.location(), "/espace/moi", "{}", answer.text());
        Browser {
            session: answer.cookie("__Host-carnet"),
            device: answer.cookie("__Host-appareil"),
        }
    }

    /// What was sent of sign-ins so far, after those who tell had their turn.
    async fn told_of_sign_ins(&self) -> Vec<String> {
        self.house.spaces.tell_of_sign_ins(100).await.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.filter(|sent| sent.subject.contains("est entré dans votre compte"))
            .map(|sent| {
                format!("{} {}", sent.subject, sent.text).replace(['\u{a0}', '\u{202f}'], " ")
            })
            .collect()
    }
}

#[tokio::test]
async fn aut_26_a_right_sign_in_after_six_failures_is_told_and_both_factors_are_asked_for() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        town.guesses(&ana, 6).await;
        assert_eq!(town.told_of_sign_ins().await, [""; 0], "nobody came in");
        let at = town.half_in(&Browser::default(), &ana).await;
        assert_eq!(town.told_of_sign_ins().await, [""; 0], "nobody came in yet");
        drop(at);
        let browser = town.comes_in(&Browser::default(), &ana).await;
        let moment = edge::moment(kernel::Lang::Fr, town.world.now());
        let moment = moment.replace(['\u{a0}', '\u{202f}'], " ");

        // One notice, whoever tells and how often.
        let twin = town.twin().await;
        twin.house.spaces.tell_of_sign_ins(100).await.expect("told");
        let told = town.told_of_sign_ins().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(town.told_of_sign_ins().await.len(), 1);
        assert!(told[0].contains("après 6 essais manqués"), "{told:?}");
        assert!(told[0].contains(&moment), "{told:?}: {moment}");
        for word in ["urgence", "dossier", "document", "Firefox", "192.0"] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        // And it stands among what they were told, with the way to the open sessions.
        let page = town.get(&browser.session, TOLD).await.text();
        assert!(page.contains("après plusieurs essais manqués"), "{page}");
        assert!(
            page.contains("href=\"/espace/moi/reglages/appareils\""),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn aut_26_ones_own_device_is_not_told_of_and_is_asked_for_both_factors_all_the_same() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        let louis = town.holder(1).await;
        let own = town.comes_in(&Browser::default(), &ana).await;
        // Strangers guess; she comes in with her own device, which is known.
        town.guesses(&ana, 7).await;
        let own = town.comes_in(&own, &ana).await;
        assert_eq!(town.told_of_sign_ins().await, [""; 0]);
        // The count began anew: five are few.
        town.guesses(&ana, 5).await;
        town.comes_in(&Browser::default(), &ana).await;
        assert_eq!(town.told_of_sign_ins().await, [""; 0]);
        // A device that is known for somebody else is not known for her.
        town.guesses(&ana, 6).await;
        let other = town.comes_in(&Browser::default(), &louis).await;
        town.comes_in(&other, &ana).await;
        assert_eq!(town.told_of_sign_ins().await.len(), 1);
        // Told once: the next begins from nothing.
        town.comes_in(&Browser::default(), &ana).await;
        assert_eq!(town.told_of_sign_ins().await.len(), 1);
        assert!(!own.session.is_empty());
    })
    .await;
}

#[tokio::test]
async fn aut_26_wrong_codes_count_as_wrong_passwords_do_and_names_that_nobody_has_tell_nobody() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        town.guesses(&ana, 3).await;
        let cookies = town.half_in(&Browser::default(), &ana).await;
        for _ in 0..3 {
            town.world.advance(Duration::from_secs(30));
            let wrong = town.post(&cookies, "/connexion/code", "code=000000").await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        town.comes_in(&Browser::default(), &ana).await;
        let told = town.told_of_sign_ins().await;
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("après 6 essais manqués"), "{told:?}");
        let nobody = Holder { n: 9, ..ana };
        town.guesses(&nobody, 8).await;
        assert_eq!(town.told_of_sign_ins().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn aut_26_who_comes_in_looks_back_without_a_second_connection() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        let cookies = town.half_in(&Browser::default(), &ana).await;
        let code = ana.secret.code_at(town.world.now());
        let form = format!("code={code}");
        // More at once than there are connections to PostgreSQL.
        let all = (0..24).map(|_| town.post(&cookies, "/connexion/code", &form));
        let all = futures_util::future::join_all(all).await;
        let count = |status| all.iter().filter(|it| it.status == status).count();
        assert_eq!(count(StatusCode::SERVICE_UNAVAILABLE), 0);
        let came = all.iter().filter(|it| it.status == StatusCode::SEE_OTHER);
        let came = came.filter(|it| it.location() == "/espace/moi").count();
        assert_eq!(came, 1, "one code lets in once");
    })
    .await;
}
