//! Publishers submit by themselves, follow what becomes of it, and are reminded.

use super::catalogue::{ADMIN, examination, submission};
use super::{Signer, Tokens, documents_of, encoded, error_of, found, lent, published};
use crate::town::{Answer, Colleague, DAY, Town};
use ::catalogue::rules::criteria;
use axum::body::Body;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{Request, StatusCode};
use std::time::Duration;
use testkit::for_each_store_at;

const FORM: &str = "/services/proposer";
const EMAIL: &str = "contact@souffle.example";

fn sent(other: &[(&str, &str)]) -> String {
    let mut all = vec![("identifiant", "")];
    all.extend_from_slice(other);
    submission(&all)
}

impl Town {
    /// What was written to publishers so far.
    pub(super) async fn written_to_publishers(&self) -> Vec<String> {
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.map(|sent| format!("{}\n{}", sent.subject, sent.text))
            .collect()
    }

    /// A publisher sends a submission: the address that they are sent.
    async fn publisher_submits(&self, other: &[(&str, &str)]) -> String {
        let before = self.written_to_publishers().await;
        let answer = self.post("", FORM, &sent(other)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location(), "/services/proposer/envoye");
        let mut written = self.written_to_publishers().await;
        written.retain(|one| !before.contains(one));
        assert_eq!(written.len(), 1, "{written:?}");
        let (_, after) = written[0].split_once("/services/demandes/").expect("there");
        let secret: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
        assert_eq!(secret.len(), 40);
        format!("/services/demandes/{secret}")
    }

    /// What becomes of what a publisher does there.
    pub(super) async fn publisher_does(&self, here: &str, what: &str, form: &str) -> Answer {
        self.post("", &format!("{here}/{what}"), form).await
    }

    /// A submission that is in the queue: where it is followed, and its id.
    pub(super) async fn queued(&self, who: &Colleague) -> (String, String) {
        self.queued_with(who, &[]).await
    }

    pub(super) async fn queued_with(
        &self,
        who: &Colleague,
        other: &[(&str, &str)],
    ) -> (String, String) {
        let here = self.publisher_submits(other).await;
        let done = self.publisher_does(&here, "confirmer", "").await;
        assert_eq!(done.location(), format!("{here}?fait=confirmee"));
        (here, self.sheet_of(who).await)
    }

    /// The id of the one service of the queue.
    async fn sheet_of(&self, who: &Colleague) -> String {
        let queue = self.get(&who.cookie, ADMIN).await.text();
        let (_, after) = queue.split_once("/admin/catalogue/souffle-").expect("one");
        let (number, _) = after.split_once('"').expect("a link");
        format!("souffle-{number}")
    }

    pub(super) async fn judges_at(
        &self,
        who: &Colleague,
        id: &str,
        what: &str,
        form: &str,
    ) -> String {
        let path = format!("{ADMIN}/{id}/{what}");
        let done = self.post(&who.cookie, &path, form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        done.location().rsplit_once('=').expect("said").1.to_owned()
    }

    /// Two persons examine and list.
    pub(super) async fn both_list(&self, id: &str, [one, other]: [&Colleague; 2]) {
        self.judges_at(one, id, "examiner", &examination("met"))
            .await;
        assert_eq!(self.judges_at(one, id, "referencer", "").await, "proposee");
        assert_eq!(
            self.judges_at(other, id, "referencer", "").await,
            "referencee"
        );
    }
}

#[tokio::test]
async fn what_a_publisher_sent_is_read_by_nobody_before_they_prove_their_address() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let [odile, _] = town.administrators().await;
        let here = town.publisher_submits(&[]).await;
        let nothing = "Aucune demande";
        assert!(
            town.get(&odile.cookie, ADMIN)
                .await
                .text()
                .contains(nothing)
        );
        // To look is not to confirm: programs follow what stands in mails.
        let page = town.get("", &here).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Pas encore confirmée"));
        assert!(
            town.get(&odile.cookie, ADMIN)
                .await
                .text()
                .contains(nothing)
        );
        // The tables have neither the address nor what was sent.
        for sql in ["SELECT hash, secret, draft FROM catalogue_sending"] {
            let rows = store.query(sql, Vec::new()).await.expect("rows");
            for n in 0..3 {
                let blob = String::from_utf8_lossy(rows[0].blob(n).expect("bytes")).into_owned();
                assert!(!blob.contains("Souffle") && !blob.contains(&here[19..]));
            }
        }
        for _ in 0..2 {
            let done = town.publisher_does(&here, "confirmer", "").await;
            assert_eq!(done.location(), format!("{here}?fait=confirmee"));
        }
        let queue = town.get(&odile.cookie, ADMIN).await.text();
        assert_eq!(queue.matches("Envoyé par l’éditeur").count(), 1, "{queue}");
        let id = town.sheet_of(&odile).await;
        let sheet = town.get(&odile.cookie, &format!("{ADMIN}/{id}")).await;
        let sheet = sheet.text();
        for said in [EMAIL, "Demande envoyée et confirmée", "Mes documents"] {
            assert!(sheet.contains(said), "{said}");
        }
        // Nothing of it is public.
        let public = town.get("", &format!("/services/{id}")).await;
        let none = town.get("", "/services/souffle-00000000").await;
        assert_eq!(public.status, StatusCode::NOT_FOUND);
        assert_eq!(
            public.text().replace(&id, ""),
            none.text().replace("souffle-00000000", "")
        );
        assert!(!town.get("", "/services").await.text().contains("Souffle"));
    })
    .await;
}

#[tokio::test]
async fn an_address_that_nobody_was_sent_or_nobody_opened_in_a_day_is_not_found() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let here = town.publisher_submits(&[]).await;
        let other = format!("/services/demandes/{:040x}", 7);
        let blank = |answer: &Answer, path: &str| answer.text().replace(path, "");
        let none = town.get("", &other).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let upper = here
            .to_uppercase()
            .replace("/SERVICES/DEMANDES", "/services/demandes");
        for wrong in [upper.as_str(), &here[..here.len() - 1]] {
            let answer = town.get("", wrong).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        for (what, form) in [
            ("confirmer", ""),
            ("corriger", "nom=x"),
            ("retirer", "sur=oui"),
            ("retirer", ""),
            ("terminer", "sur=oui"),
            ("terminer", ""),
            ("renouveler", ""),
        ] {
            let answer = town.publisher_does(&other, what, form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
        }
        town.world.advance(DAY - Duration::from_secs(1));
        assert_eq!(town.get("", &here).await.status, StatusCode::OK);
        town.world.advance(Duration::from_secs(1));
        let late = town.get("", &here).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
        assert_eq!(blank(&late, &here), blank(&none, &other));
        let late = town.publisher_does(&here, "confirmer", "").await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
        town.house.catalogue.sweep().await.expect("swept");
        let sql = "SELECT hash FROM catalogue_sending";
        let rows = store.query(sql, Vec::new()).await.expect("rows");
        assert!(rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn every_mistake_is_named_at_its_field_and_nothing_typed_is_lost() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let long = "x".repeat(601);
        let wrong = [
            ("nom", "Un nom\u{202e}"),
            ("editeur", "<b>Éditeur</b>"),
            ("contact", "pas une adresse"),
            ("texte-fr", &long),
            ("texte-en", ""),
            ("site", "http://169.254.169.254/"),
            ("theme", "autre"),
            (
                "region",
                "Toutes les régions de France, d’outre-mer et d’ailleurs, sans exception",
            ),
            ("retours", "http://10.0.0.1/retour"),
            ("cles", "https://souffle.example/jwks.json"),
        ];
        let answer = town.post("", FORM, &sent(&wrong)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        for (field, _) in wrong {
            let expected = field != "editeur";
            let told = text.contains(&format!("id=\"{field}-erreur\""));
            assert_eq!(told, expected, "{field}");
        }
        for typed in [
            "&#60;b&#62;Éditeur",
            "value=\"pas une adresse\"",
            &long,
            "http://10.0.0.1/retour",
            "https://souffle.example/jwks.json",
        ] {
            assert!(text.contains(typed), "{typed}");
        }
        assert!(text.contains("name=\"donnees-documents\" value=\"oui\" checked"));
        assert_eq!(town.written_to_publishers().await, [""; 0]);
        // Several lines are right, as browsers send them.
        let lines = [("texte-fr", "Une ligne.\r\nUne autre.")];
        town.publisher_submits(&lines).await;
    })
    .await;
}

#[tokio::test]
async fn one_address_and_one_network_send_little_in_a_day() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| config.behind_proxy = true).await;
        let from = async |network: &str, email: &str| {
            let request = Request::post(FORM)
                .header(HOST, "localhost:8080")
                .header(ORIGIN, "http://localhost:8080")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("x-forwarded-for", network)
                .body(Body::from(sent(&[("contact", email)])));
            town.ask(request.expect("a request")).await
        };
        for _ in 0..3 {
            let done = from("192.0.2.7", EMAIL).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        for email in [EMAIL, "CONTACT@souffle.EXAMPLE"] {
            let refused = from("192.0.2.9", email).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains("contact-erreur"));
            assert!(refused.text().contains("Atelier du Souffle"));
        }
        assert_eq!(town.written_to_publishers().await.len(), 3);
        for n in 3..10 {
            let done = from("192.0.2.7", &format!("a{n}@souffle.example")).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{n}");
        }
        let refused = from("192.0.2.7", "b@souffle.example").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("venues d’ici"));
        // What was refused was not counted for the address.
        let other = from("192.0.2.8", "b@souffle.example").await;
        assert_eq!(other.status, StatusCode::SEE_OTHER);
        town.world.advance(DAY);
        let next = from("192.0.2.7", EMAIL).await;
        assert_eq!(next.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_publisher_reads_what_is_missing_answers_once_and_never_changes_a_listing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        let correcting = format!("{here}/corriger");
        let not_yet = town.get("", &correcting).await;
        assert_eq!(not_yet.status, StatusCode::NOT_FOUND, "nothing is missing");
        let seen = town
            .get(&karim.cookie, &format!("{ADMIN}/{id}"))
            .await
            .text();
        let (_, seen) = seen.split_once("name=\"vu\" value=\"").expect("seen");
        let (seen, _) = seen.split_once('"').expect("a number");
        let (first, second) = (&criteria()[0].id, &criteria()[1].id);
        let found = encoded(&[
            (&*format!("avis-{first}"), "unmet"),
            (&*format!("note-{first}"), "La politique manque."),
            (&*format!("avis-{second}"), "met"),
            (&*format!("note-{second}"), "Vu chez eux."),
        ]);
        town.judges_at(&odile, &id, "examiner", &found).await;
        let page = town.get("", &here).await.text();
        for said in [
            "Non respecté",
            "La politique manque.",
            "Respecté",
            "Pas encore examiné",
        ] {
            assert!(page.contains(said), "{said}");
        }
        for hidden in ["Vu chez eux", "Odile", "Marchand"] {
            assert!(!page.contains(hidden), "the team's: {hidden}");
        }
        // What was typed is there to be mended; the address stays the proven one.
        let form = town.get("", &correcting).await.text();
        assert!(form.contains("Suit l’asthme au quotidien."));
        assert!(!form.contains("name=\"contact\""));
        let wrong = town
            .publisher_does(&here, "corriger", &sent(&[("texte-en", "")]))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.world.advance(Duration::from_secs(1));
        let better = sent(&[("texte-fr", "Mieux dit."), ("contact", "autre@exemple.fr")]);
        let done = town.publisher_does(&here, "corriger", &better).await;
        assert_eq!(
            done.location(),
            format!("{here}?fait=corrigee"),
            "{}",
            done.text()
        );
        let sheet = town
            .get(&odile.cookie, &format!("{ADMIN}/{id}"))
            .await
            .text();
        assert!(sheet.contains("Mieux dit.") && sheet.contains(EMAIL));
        assert!(!sheet.contains("La politique manque."), "of another text");
        // Whoever still had the old text before them judges nothing of the new one.
        let stale = format!("vu={seen}&{}", examination("met"));
        let path = format!("{ADMIN}/{id}/examiner");
        let stale = town.post(&karim.cookie, &path, &stale).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        town.judges_at(&odile, &id, "examiner", &found).await;
        assert_eq!(
            town.publisher_does(&here, "corriger", &better).await.status,
            StatusCode::NOT_FOUND,
            "once"
        );
        town.both_list(&id, [&karim, &odile]).await;
        let public = town.get("", &format!("/services/{id}")).await.text();
        assert!(public.contains("Mieux dit.") && !public.contains(EMAIL));
        assert!(town.get("", &here).await.text().contains("Référencé"));
        for (what, form) in [("corriger", &*better), ("renouveler", "")] {
            let refused = town.publisher_does(&here, what, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{what}");
        }
        assert_eq!(
            town.judges_at(&karim, &id, "suspendre", "raison=silence")
                .await,
            "suspendue"
        );
        assert!(town.get("", &here).await.text().contains("Suspendu"));
    })
    .await;
}

#[tokio::test]
async fn a_publisher_takes_back_what_was_not_listed_and_means_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, _] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        let asked = town.publisher_does(&here, "retirer", "").await;
        assert_eq!(asked.location(), format!("{here}?fait=cochez"));
        assert!(town.get("", &here).await.text().contains("À examiner"));
        let done = town.publisher_does(&here, "retirer", "sur=oui").await;
        assert_eq!(done.location(), format!("{here}?fait=retiree"));
        assert!(
            town.get("", &here)
                .await
                .text()
                .contains("Cette demande est close.")
        );
        let path = format!("{ADMIN}/{id}/referencer");
        let listed = town.post(&odile.cookie, &path, "").await;
        assert_eq!(listed.status, StatusCode::NOT_FOUND);
        // The team records nothing over what a publisher sent.
        let over = submission(&[("identifiant", &id)]);
        let over = town
            .post(&odile.cookie, &format!("{ADMIN}/nouveau"), &over)
            .await;
        assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn app_16_a_renewal_is_examined_anew_and_decided_by_two_persons() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        town.both_list(&id, [&odile, &karim]).await;
        // Nobody lengthens a listing whose renewal was not asked for.
        let listing = format!("{ADMIN}/{id}/referencer");
        let early = town.post(&odile.cookie, &listing, "").await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
        town.world.advance(DAY * 305);
        let [odile, karim] = [town.again(&odile).await, town.again(&karim).await];
        assert!(
            town.get("", &here)
                .await
                .text()
                .contains("Demander le renouvellement")
        );
        let done = town.publisher_does(&here, "renouveler", "").await;
        assert_eq!(done.location(), format!("{here}?fait=renouvellement"));
        let twice = town
            .post(&odile.cookie, &format!("{ADMIN}/{id}/renouveler"), "")
            .await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND, "once");
        let queue = town.get(&odile.cookie, ADMIN).await.text();
        assert!(queue.contains("Renouvellement demandé"));
        // What was found a year ago is not enough, and people still find it.
        assert_eq!(
            town.judges_at(&odile, &id, "referencer", "").await,
            "criteres"
        );
        let public = format!("/services/{id}");
        assert_eq!(town.get("", &public).await.status, StatusCode::OK);
        town.judges_at(&odile, &id, "examiner", &examination("met"))
            .await;
        assert_eq!(
            town.judges_at(&odile, &id, "referencer", "").await,
            "proposee"
        );
        assert_eq!(
            town.judges_at(&odile, &id, "referencer", "").await,
            "deuxieme"
        );
        assert_eq!(
            town.judges_at(&karim, &id, "referencer", "").await,
            "referencee"
        );
        // Not a day was lost: 60 that were left, and a year.
        town.world
            .advance(DAY * (60 + 365) - Duration::from_secs(1));
        assert_eq!(town.get("", &public).await.status, StatusCode::OK);
        town.world.advance(Duration::from_secs(1));
        assert_eq!(town.get("", &public).await.status, StatusCode::NOT_FOUND);
        // It ended; the team asks for it as well.
        let [odile, karim] = [town.again(&odile).await, town.again(&karim).await];
        assert_eq!(
            town.judges_at(&odile, &id, "renouveler", "").await,
            "renouvellement"
        );
        town.both_list(&id, [&karim, &odile]).await;
        assert_eq!(town.get("", &public).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_publisher_is_reminded_twice_and_told_of_the_end_once_each_whoever_does_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        let (here, id) = town.queued(&odile).await;
        town.both_list(&id, [&odile, &karim]).await;
        let told = async |twin: &Town| {
            for house in [&town.house, &twin.house, &town.house] {
                house.catalogue.remind().await.expect("reminded");
            }
            let mut written = town.written_to_publishers().await;
            written.retain(|one| one.contains("termin"));
            written
        };
        for (days, expected) in [(304, 0), (1, 1), (20, 1), (26, 2), (10, 2), (4, 3), (29, 3)] {
            town.world.advance(DAY * days);
            // Another process, or the same one started again.
            let twin = town.twin().await;
            let written = told(&twin).await;
            assert_eq!(written.len(), expected, "{days}: {written:?}");
            for one in &written {
                assert!(one.contains(&here), "{one}");
                for word in ["asthme", "urgence", "santé"] {
                    assert!(!one.contains(word), "{word}: {one}");
                }
            }
        }
        // One that was suspended is told of nothing more.
        let [odile, karim] = [town.again(&odile).await, town.again(&karim).await];
        town.publisher_does(&here, "renouveler", "").await;
        town.both_list(&id, [&odile, &karim]).await;
        town.judges_at(&karim, &id, "suspendre", "raison=silence")
            .await;
        town.world.advance(DAY * 360);
        let twin = town.twin().await;
        assert_eq!(told(&twin).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_listed_service_turns_its_keys_and_the_old_one_signs_nothing_in_any_process() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let ana = town.holder(0).await;
        let [odile, karim] = town.administrators().await;
        let (old, new) = (Signer::new("une"), Signer::new("autre"));
        let keys = [("cles", &*published(&[&old]))];
        let (here, id) = town.queued_with(&odile, &keys).await;
        let turning = format!("{here}/cles");
        let early = town.get("", &turning).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND, "nothing is listed");
        town.both_list(&id, [&odile, &karim]).await;
        let code = town.connects(&ana, &id, "lire-documents=oui").await;
        let signed = old.signs(&town, &id, "1");
        let tokens = Tokens::of(&town.trades(&id, &code, &lent(&signed)).await);
        found(&twin.served(&tokens.access, &documents_of(&ana)).await);
        // To look changes nothing, and says which key signs.
        let page = town.get("", &turning).await.text();
        assert!(page.contains("<code>une</code>"), "{page}");
        let turned = encoded(&[("cles", &published(&[&new]))]);
        let done = town.publisher_does(&here, "cles", &turned).await;
        assert_eq!(done.location(), format!("{here}?fait=cles"));
        for (n, process) in [&twin, &town].into_iter().enumerate() {
            // What was given for the old key is over, and it gets nothing any more.
            let read = process.served(&tokens.access, &documents_of(&ana)).await;
            assert_eq!(read.status, StatusCode::UNAUTHORIZED);
            let signed = old.signs(&town, &id, &format!("old {n}"));
            let refused = process
                .refreshes(&id, &tokens.refresh, &lent(&signed))
                .await;
            assert_eq!(error_of(&refused), "invalid_client");
            for what in ["introspect", "revoke"] {
                let mut form = old.signs(&town, &id, &format!("{what} {n}"));
                form.push(("token", tokens.refresh.clone()));
                let form = encoded(&lent(&form));
                let asked = process.machine(&format!("/oauth/{what}"), form).await;
                assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{what}");
            }
        }
        // The new one goes on with what was connected, and with what is.
        let signed = new.signs(&town, &id, "2");
        let renewed = twin.refreshes(&id, &tokens.refresh, &lent(&signed)).await;
        let tokens = Tokens::of(&renewed);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let sheet = town.get(&odile.cookie, &format!("{ADMIN}/{id}")).await;
        let deed = "Clés changées par l’éditeur, par Atelier du Souffle";
        assert_eq!(sheet.text().matches(deed).count(), 1, "{}", sheet.text());
        let written = town.written_to_publishers().await;
        let told = written
            .iter()
            .filter(|it| it.contains("ont été changées à votre"));
        let told: Vec<&String> = told.collect();
        assert_eq!(told.len(), 1, "{written:?}");
        assert!(told[0].contains(&here), "{told:?}");
        assert!(!told[0].contains("autre"), "no word of the keys: {told:?}");
    })
    .await;
}
