//! What is prepared for an appointment, sent to the professional who made it.

use super::{LIST, form};
use crate::town::{Holder, Pro, Town};
use http::StatusCode;

const WRITE: &str = "/espace/moi/messages/ecrire";
const SENDS: &str = "Envoyer ces questions et documents à Dr Benali";

impl Town {
    /// The one appointment in somebody's agenda: where it is.
    async fn only_appointment(&self, holder: &Holder) -> String {
        let list = self.reads(&holder.cookie, LIST).await;
        let found = list.split(&format!("{LIST}/")).find_map(|after| {
            let id = after.split('"').next()?;
            (id.len() == 26).then(|| id.to_owned())
        });
        format!("{LIST}/{}", found.expect("listed"))
    }

    /// A professional lets patients write first, or does not any more.
    async fn may_be_reached(&self, pro: &Pro, on: &str) {
        let form = format!("joignable={on}");
        self.does(&pro.cookie, "/pro/messages/joignable", &form)
            .await;
    }
}

#[tokio::test]
async fn what_is_prepared_is_sent_to_whose_appointment_it_is_by_a_message() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let chosen = town.adds(&ana, "Carnet de mesures").await;
        let other = town.adds(&ana, "Autre chose").await;
        let written = form((4, 12, 2026), "9:00", "titre=Suivi");
        town.does(&doctor.cookie, &theirs(&ana), &written).await;
        let here = town.only_appointment(&ana).await;
        town.consents(&doctor, &ana).await;
        town.may_be_reached(&doctor, "oui").await;
        // Nothing is prepared: there is nothing to send.
        let page = town.reads(&ana.cookie, &here).await;
        assert!(!page.contains(SENDS), "{page}");
        let prepared = format!("questions=CANARIQUESTION+%3F&document-{chosen}=oui");
        town.does(&ana.cookie, &format!("{here}/preparer"), &prepared)
            .await;
        let page = town.reads(&ana.cookie, &here).await;
        let id = here.rsplit('/').next().expect("an id");
        let way = format!("{WRITE}?rendez-vous={id}");
        assert!(page.contains(SENDS) && page.contains(&way), "{page}");
        assert!(!way.contains("CANARI"), "no word of it is in an address");
        let english = town.reads(&ana.cookie, &format!("/en{here}")).await;
        assert!(english.contains("Send these questions and documents to Dr Benali"));
        // The form is filled in: to whom, about what, the questions, and what is ticked.
        let write = town.reads(&ana.cookie, &way).await;
        for words in [
            "value=\"99700218896\" selected",
            "value=\"Rendez-vous du 4 décembre 2026\"",
            "Pour le rendez-vous du 4 décembre 2026 à 9 h 00 :",
            "CANARIQUESTION ?",
            &format!("name=\"document-{chosen}\" value=\"oui\" checked"),
            &format!("name=\"document-{other}\" value=\"oui\">"),
            // What goes along is in sight.
            "<details open><summary>Documents de votre espace",
        ] {
            assert!(write.contains(words), "{words}: {write}");
        }
        // Nothing left by that.
        town.world.advance(std::time::Duration::from_secs(31));
        let inbox = town.reads(&doctor.cookie, "/pro/messages").await;
        assert!(!inbox.contains("Nouveau"), "{inbox}");
        // What was begun before is not lost: it stands below.
        let kept = "geste=garder&a=&sujet=&texte=CANARIBROUILLON";
        let kept = format!("jeton={}&{kept}", town.token());
        town.does(&ana.cookie, WRITE, &kept).await;
        let write = town.reads(&ana.cookie, &way).await;
        let (above, below) = (write.find("CANARIQUESTION"), write.find("CANARIBROUILLON"));
        assert!(above < below && above.is_some(), "{write}");
        // What is kept for somebody else is for nobody else's eyes: it comes first, whole.
        let petit = town.other_doctor().await;
        town.consents(&petit, &ana).await;
        town.may_be_reached(&petit, "oui").await;
        let kept = "geste=garder&a=99700000005&sujet=Pour+Petit&texte=CANARIBROUILLON";
        let kept = format!("jeton={}&{kept}", town.token());
        town.does(&ana.cookie, WRITE, &kept).await;
        let write = town.reads(&ana.cookie, &way).await;
        assert!(write.contains("value=\"99700000005\" selected"), "{write}");
        assert!(write.contains("value=\"Pour Petit\""), "{write}");
        assert!(write.contains("un brouillon pour quelqu’un d’autre"), "{write}");
        assert!(!write.contains("CANARIQUESTION"), "{write}");
        let cleared = format!("jeton={}&geste=garder&a=&sujet=&texte=", town.token());
        town.does(&ana.cookie, WRITE, &cleared).await;
        let write = town.reads(&ana.cookie, &way).await;
        assert!(write.contains("CANARIQUESTION"), "{write}");
        assert!(!write.contains("CANARIBROUILLON"), "{write}");
        // Sent as it stands, the doctor reads the questions and the document.
        let sent = format!(
            "jeton={}&geste=envoyer&a=99700218896&sujet=Rendez-vous&texte=CANARIQUESTION&document-{chosen}=oui",
            town.token()
        );
        let sent = town.post(&ana.cookie, WRITE, &sent).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(std::time::Duration::from_secs(31));
        let thread = sent.location().rsplit('/').next().expect("an id").to_owned();
        let his = format!("/pro/patients/{}/messages/{thread}", ana.space);
        let read = town.reads(&doctor.cookie, &his).await;
        let piece = |document: &str| format!("{his}/pieces/{document}");
        assert!(read.contains("CANARIQUESTION") && read.contains(&piece(&chosen)));
        assert!(!read.contains(&piece(&other)), "{read}");
        // Once it is over or called off, it is no more offered, nor filled in.
        let gone = format!("{}/{id}/etat", theirs(&ana));
        town.does(&doctor.cookie, &gone, "etat=cancelled").await;
        let page = town.reads(&ana.cookie, &here).await;
        assert!(!page.contains(SENDS), "{page}");
        let write = town.reads(&ana.cookie, &way).await;
        assert!(!write.contains("Pour le rendez-vous"), "{write}");
    })
    .await;
}

/// The options of the one to whom a message goes, in their order.
fn to_whom(page: &str) -> Vec<&str> {
    let select = page.split("<select id=\"a\"").nth(1).expect("a choice");
    let select = select.split("</select>").next().expect("its end");
    let options = select.split("<option value=").skip(1);
    options.filter_map(|it| it.split('>').next()).collect()
}

#[tokio::test]
async fn a_draft_for_somebody_who_is_not_written_to_any_more_goes_to_nobody_in_their_place() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, petit) = town.holder_and_two_doctors().await;
        let written = form((4, 12, 2026), "9:00", "titre=Suivi");
        town.does(&doctor.cookie, &theirs(&ana), &written).await;
        let here = town.only_appointment(&ana).await;
        let prepare = format!("{here}/preparer");
        town.does(&ana.cookie, &prepare, "questions=CANARIQUESTION")
            .await;
        for pro in [&doctor, &petit] {
            town.consents(pro, &ana).await;
            town.may_be_reached(pro, "oui").await;
        }
        let posts = async |form: &str| {
            let form = format!("jeton={}&{form}", town.token());
            town.post(&ana.cookie, WRITE, &form).await
        };
        let words = "sujet=Pour+Petit&texte=CANARIBROUILLON";
        posts(&format!("geste=garder&a=99700000005&{words}")).await;
        town.may_be_reached(&petit, "non").await;
        let id = here.rsplit('/').next().expect("an id");
        let way = format!("{WRITE}?rendez-vous={id}");
        let nobody = ["\"\" selected", "\"99700218896\""];
        for path in [&way, WRITE] {
            let write = town.reads(&ana.cookie, path).await;
            assert!(write.contains("CANARIBROUILLON"), "{write}");
            assert!(write.contains("vous ne pouvez plus écrire"), "{write}");
            assert!(!write.contains("quelqu’un d’autre"), "{write}");
            assert_eq!(to_whom(&write), nobody, "{write}");
        }
        // As it stands it goes to nobody, nor does one for them; nobody is put in their
        // place then, nor on the way to files.
        for to in ["", "99700000005"] {
            let sent = posts(&format!("geste=envoyer&a={to}&{words}")).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
            assert!(sent.text().contains("Choisissez quelqu’un de la liste"));
            assert_eq!(to_whom(&sent.text()), nobody, "{to}");
        }
        let with_files = posts(&format!("geste=joindre&a=&{words}")).await;
        let write = town.reads(&ana.cookie, with_files.location()).await;
        assert_eq!(to_whom(&write), nobody, "{write}");
        town.world.advance(std::time::Duration::from_secs(31));
        let inbox = town.reads(&doctor.cookie, "/pro/messages").await;
        assert!(!inbox.contains("Nouveau"), "{inbox}");
        // Kept without a word, it is no draft any more, and what was prepared is next.
        let list = "/espace/moi/messages";
        let page = town.reads(&ana.cookie, list).await;
        assert!(page.contains("Reprendre votre brouillon"), "{page}");
        let cleared = posts("geste=garder&a=&sujet=+&texte=%0D%0A").await;
        let page = town.reads(&ana.cookie, cleared.location()).await;
        assert!(page.contains("Le brouillon est effacé."), "{page}");
        assert!(!page.contains("Reprendre votre brouillon"), "{page}");
        let kept = "SELECT whose FROM message_draft";
        let kept = town.house.store.query(kept, vec![]).await.expect("asked");
        assert!(kept.is_empty(), "its row is gone");
        let write = town.reads(&ana.cookie, &way).await;
        assert!(write.contains("CANARIQUESTION"), "{write}");
        assert_eq!(to_whom(&write), ["\"99700218896\" selected"]);
        // Where nothing is begun, it is as ever.
        let write = town.reads(&ana.cookie, WRITE).await;
        assert_eq!(to_whom(&write), ["\"99700218896\""]);
        // With nobody left to write to, what was kept is still read, and cleared.
        posts(&format!("geste=garder&a=99700218896&{words}")).await;
        town.may_be_reached(&doctor, "non").await;
        let write = town.reads(&ana.cookie, WRITE).await;
        assert!(write.contains("CANARIBROUILLON"), "{write}");
        assert_eq!(to_whom(&write), nobody[..1], "{write}");
        assert!(write.contains("Pour l’effacer, videz"), "{write}");
        let nobody = "Vous pourrez écrire à un professionnel quand";
        assert!(write.contains(nobody), "{write}");
        assert!(!write.contains("value=\"envoyer\""), "{write}");
        // Who it was for alone is nothing to show a form for.
        for words in ["sujet=+&texte=", "sujet=&texte="] {
            posts(&format!("geste=joindre&a=99700218896&{words}")).await;
            let write = town.reads(&ana.cookie, WRITE).await;
            assert!(write.contains(nobody), "{write}");
            assert!(!write.contains("<select id=\"a\""), "{write}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_prepared_stands_once_wherever_somebody_wrote_around_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let written = form((4, 12, 2026), "9:00", "titre=Suivi");
        town.does(&doctor.cookie, &theirs(&ana), &written).await;
        let here = town.only_appointment(&ana).await;
        town.consents(&doctor, &ana).await;
        town.may_be_reached(&doctor, "oui").await;
        let prepared = "questions=CANARIUN%0D%0ACANARIDEUX";
        town.does(&ana.cookie, &format!("{here}/preparer"), prepared)
            .await;
        let id = here.rsplit('/').next().expect("an id");
        let way = format!("{WRITE}?rendez-vous={id}");
        // As a browser sends it: what it was shown, with its own ends of lines.
        let page = town.get(&ana.cookie, &way).await;
        let page = String::from_utf8(page.body.to_vec()).expect("a page");
        let shown = page.split("<textarea ").nth(1).expect("a text");
        let shown = shown.split('>').nth(1).expect("its beginning");
        let shown = shown.split("</textarea").next().expect("its end").trim();
        assert!(
            shown.contains("CANARIDEUX") && !shown.contains('&'),
            "{shown}"
        );
        for (before, after) in [("Bonjour\n", ""), ("", "\nMerci"), ("Bonjour\n", "\nMerci")] {
            let text = format!("{before}{shown}{after}");
            let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
            let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let token = town.token();
            let kept = format!("jeton={token}&geste=garder&a=99700218896&sujet=Suivi&texte={text}");
            town.does(&ana.cookie, WRITE, &kept).await;
            let write = town.reads(&ana.cookie, &way).await;
            for words in ["CANARIUN", "CANARIDEUX", before.trim(), after.trim()] {
                let once = words.is_empty() || write.matches(words).count() == 1;
                assert!(once, "{words}: {write}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_prepared_is_sent_to_nobody_who_is_blocked_or_not_to_be_written_to() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let louis = town.holder(1).await;
        let written = form((4, 12, 2026), "9:00", "titre=Suivi");
        town.does(&doctor.cookie, &theirs(&ana), &written).await;
        let here = town.only_appointment(&ana).await;
        let questions = "questions=CANARIQUESTION";
        town.does(&ana.cookie, &format!("{here}/preparer"), questions)
            .await;
        let id = here.rsplit('/').next().expect("an id");
        let way = format!("{WRITE}?rendez-vous={id}");
        let offered = async || {
            let page = town.reads(&ana.cookie, &here).await;
            let write = town.reads(&ana.cookie, &way).await;
            assert_eq!(page.contains(SENDS), write.contains("CANARIQUESTION"));
            page.contains(SENDS)
        };
        // Who made an appointment may not be written to by that alone.
        assert!(!offered().await, "neither known nor reachable");
        town.consents(&doctor, &ana).await;
        assert!(!offered().await, "known, and not reachable");
        town.may_be_reached(&doctor, "oui").await;
        assert!(offered().await, "both");
        town.may_be_reached(&doctor, "non").await;
        assert!(!offered().await, "not reachable any more");
        town.may_be_reached(&doctor, "oui").await;
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        town.does(&ana.cookie, decide, "quoi=bloquer").await;
        assert!(!offered().await, "blocked");
        // An appointment of one's own is of nobody to write to.
        let own = form((5, 12, 2026), "9:00", "titre=Seule&avec=Dr+Benali");
        town.does(&louis.cookie, super::ADD, &own).await;
        let mine = town.only_appointment(&louis).await;
        town.does(&louis.cookie, &format!("{mine}/preparer"), questions)
            .await;
        let page = town.reads(&louis.cookie, &mine).await;
        assert!(page.contains("CANARIQUESTION") && !page.contains("Envoyer ces"));
        // Somebody else's appointment fills in nothing, nor does none at all.
        for id in [id, "00000000000000000000000001", "x", ""] {
            let write = format!("{WRITE}?rendez-vous={id}");
            let write = town.reads(&louis.cookie, &write).await;
            assert!(!write.contains("CANARIQUESTION"), "{id}: {write}");
        }
    })
    .await;
}

fn theirs(holder: &Holder) -> String {
    format!("/pro/patients/{}/rendez-vous", holder.space)
}
