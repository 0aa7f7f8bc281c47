//! *I do not know this person*: from the line to the queue, and back to whoever
//! reported it.

use super::town::{Colleague, DAY, Holder, Town};
use http::StatusCode;
use testkit::for_each_store_at;

const HISTORY: &str = "/espace/moi/acces/journal";
const REPORT: &str = "/espace/moi/acces/signaler";
const QUEUE: &str = "/admin/signalements";
const TITLE: &str = "CANARITITRE";
const WORDS: &str = "Je n’ai pas vu ce médecin";

/// The lines on a page of history that may be reported, the newest first.
fn reportable(page: &str) -> Vec<String> {
    let links = page.split("signaler?ligne=").skip(1);
    links
        .filter_map(|after| after.split('"').next().map(str::to_owned))
        .collect()
}

async fn history(town: &Town, holder: &Holder) -> String {
    town.get(&holder.cookie, HISTORY).await.text()
}

/// A doctor read a document of the holder, who reports it: the number.
async fn reported(town: &Town, ana: &Holder) -> String {
    let (benali, petit) = (town.doctor().await, town.other_doctor().await);
    let id = town.deposits(&petit, ana, TITLE).await;
    town.consents(&benali, ana).await;
    let path = format!("/pro/patients/{}/documents/{id}", ana.space);
    assert_eq!(town.get(&benali.cookie, &path).await.status, StatusCode::OK);
    let shown = history(town, ana).await;
    let line = reportable(&shown).first().expect("a line").clone();
    let form = town
        .get(&ana.cookie, &format!("{REPORT}?ligne={line}"))
        .await;
    assert_eq!(form.status, StatusCode::OK);
    let text = form.text();
    assert!(text.contains("Dr Benali") && text.contains(TITLE), "{text}");
    let sent = format!(
        "ligne={line}&motif=inconnu&texte={}",
        WORDS.replace(' ', "+")
    );
    let sent = town.post(&ana.cookie, REPORT, &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let (path, number) = sent.location().split_once('#').expect("a number");
    assert_eq!(path, format!("{HISTORY}?fait=signale"));
    number.to_owned()
}

async fn taken(town: &Town, odile: &Colleague, number: &str) {
    let path = format!("{QUEUE}/{number}/prendre");
    let done = town.post(&odile.cookie, &path, "").await;
    assert_eq!(done.location(), format!("{QUEUE}/{number}?fait=pris"));
}

#[tokio::test]
async fn a_line_reported_reaches_the_queue_and_its_answer_the_holder() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let [odile, _] = town.administrators().await;
        let empty = town.get(&odile.cookie, QUEUE).await.text();
        assert!(empty.contains("Aucun signalement n’attend"), "{empty}");
        let number = reported(&town, &ana).await;
        let shown = history(&town, &ana).await;
        assert!(shown.contains(&format!("Signalement {number}")), "{shown}");
        assert!(shown.contains("<strong>Reçu</strong>"), "{shown}");
        assert!(shown.contains(&format!("Signalé : {number}")), "{shown}");

        let queue = town.get(&odile.cookie, QUEUE).await.text();
        assert!(
            queue.contains(&number) && queue.contains("Dr Benali"),
            "{queue}"
        );
        assert!(queue.contains("A lu un document"), "{queue}");
        let path = format!("{QUEUE}/{number}");
        let one = town.get(&odile.cookie, &path).await.text();
        assert!(one.contains("99700218896") && one.contains("Cabinet des Lilas"));
        assert!(
            !one.contains("Martin") && !one.contains(WORDS),
            "whose it is and what they say, before it was taken: {one}"
        );

        taken(&town, &odile, &number).await;
        let one = town.get(&odile.cookie, &path).await.text();
        assert!(
            one.contains("Ana Martin") && one.contains("12 août 1955"),
            "{one}"
        );
        assert!(one.contains(WORDS), "{one}");
        assert!(
            history(&town, &ana)
                .await
                .contains("En cours d’examen depuis")
        );

        let answer = "issue=erreur&reponse=Un+homonyme+:+le+dossier+a+été+ouvert+par+erreur.";
        let done = town
            .post(&odile.cookie, &format!("{path}/repondre"), answer)
            .await;
        assert_eq!(
            done.location(),
            format!("{path}?fait=repondu"),
            "{}",
            done.text()
        );
        let shown = history(&town, &ana).await;
        assert!(shown.contains("Accès fait par erreur"), "{shown}");
        assert!(shown.contains("Un homonyme"), "{shown}");
        // Once answered, whose it was is no longer shown, and the queue is empty.
        let one = town.get(&odile.cookie, &path).await.text();
        assert!(
            one.contains("Un homonyme") && !one.contains("Martin"),
            "{one}"
        );
        let queue = town.get(&odile.cookie, QUEUE).await.text();
        assert!(queue.contains("Aucun signalement n’attend"));
        let answered = format!("{QUEUE}?etat=repondus");
        assert!(
            town.get(&odile.cookie, &answered)
                .await
                .text()
                .contains(&number)
        );
    })
    .await;
}

#[tokio::test]
async fn no_page_of_the_team_shows_a_title_or_content_of_what_was_reported() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let [odile, _] = town.administrators().await;
        let number = reported(&town, &ana).await;
        let path = format!("{QUEUE}/{number}");
        for _ in 0..2 {
            for page in [QUEUE, &path, &format!("{QUEUE}?etat=repondus")] {
                let page = town.get(&odile.cookie, page).await.text();
                assert!(!page.contains(TITLE), "{page}");
                assert!(!page.contains("255081416802538"), "{page}");
            }
            town.post(&odile.cookie, &format!("{path}/prendre"), "")
                .await;
        }
        // Nor do its rows hold a word in clear.
        let sql = "SELECT content FROM report";
        let rows = town
            .house
            .store
            .query(sql, Vec::new())
            .await
            .expect("asked");
        let kept = rows[0].blob(0).expect("a content");
        for word in [TITLE, "Benali", "99700218896", WORDS] {
            let found = kept
                .windows(word.len())
                .any(|bytes| bytes == word.as_bytes());
            assert!(!found, "{word} is in clear");
        }
    })
    .await;
}

#[tokio::test]
async fn the_notice_of_an_answer_says_neither_who_nor_what() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let told = town
            .house
            .spaces
            .announce(person, spaces::Channel::Letter)
            .await;
        let told = told.expect("announced");
        let cookie = town
            .moves_in(0, &told.code.in_groups(), "ana@exemple.fr")
            .await;
        let petit = town.other_doctor().await;
        let space = told.space;
        town.world.advance(std::time::Duration::from_secs(60));
        let path = format!("/pro/patients/{space}/lien");
        town.post(&petit.cookie, &path, "accord=oui").await;
        let shown = town.get(&cookie, HISTORY).await.text();
        let line = reportable(&shown).first().expect("a line").clone();
        let form = format!("ligne={line}&motif=refuse");
        let sent = town.post(&cookie, REPORT, &form).await;
        let number = sent
            .location()
            .split_once('#')
            .expect("a number")
            .1
            .to_owned();
        let [odile, _] = town.administrators().await;
        taken(&town, &odile, &number).await;
        let answer = "issue=abus&reponse=Ce+n’était+pas+justifié.";
        let path = format!("{QUEUE}/{number}/repondre");
        let done = town.post(&odile.cookie, &path, answer).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let about = sent.iter().filter(|sent| sent.subject.contains(&number));
        let about: Vec<_> = about.collect();
        assert_eq!(about.len(), 1, "once");
        assert_eq!(about[0].to, "ana@exemple.fr");
        for word in [
            "Petit",
            "abus",
            "justifié",
            "médecin",
            "document",
            "http://localhost:8080/",
        ] {
            assert!(!about[0].text.contains(word), "{word}: {}", about[0].text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_report_is_of_a_line_that_somebody_else_wrote_in_ones_own_space() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.adds(&ana, "A moi").await;
        let own = town
            .get(&ana.cookie, &format!("{HISTORY}?qui=moi"))
            .await
            .text();
        assert!(reportable(&own).is_empty());
        // Her own lines, those that are not there, and what is no line at all.
        for line in [
            "l1",
            "c1",
            "l999",
            "c999",
            "x",
            "",
            "l-1",
            "l18446744073709551615",
        ] {
            let path = format!("{REPORT}?ligne={line}");
            let asked = town.get(&ana.cookie, &path).await;
            assert_eq!(asked.status, StatusCode::NOT_FOUND, "{line}");
            let form = format!("ligne={line}&motif=inconnu");
            let sent = town.post(&ana.cookie, REPORT, &form).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{line}");
        }
        // What another holder reported is nobody else's to read.
        let number = reported(&town, &ana).await;
        assert!(!history(&town, &louis).await.contains(&number));
    })
    .await;
}

#[tokio::test]
async fn a_line_is_reported_once_and_a_wrong_form_comes_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let benali = town.doctor().await;
        town.consents(&benali, &ana).await;
        let line = reportable(&history(&town, &ana).await)[0].clone();
        let long = "a".repeat(501);
        for (form, field) in [
            (format!("ligne={line}&texte=x"), "motif"),
            (format!("ligne={line}&motif=tout"), "motif"),
            (format!("ligne={line}&motif=autre&texte={long}"), "texte"),
        ] {
            let wrong = town.post(&ana.cookie, REPORT, &form).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            let link = format!("href=\"#{field}\"");
            assert!(wrong.text().contains(&link), "{field}: {}", wrong.text());
        }
        let form = format!("ligne={line}&motif=autre");
        let (one, two) = tokio::join!(
            town.post(&ana.cookie, REPORT, &form),
            town.post(&ana.cookie, REPORT, &form)
        );
        let third = town.post(&ana.cookie, REPORT, &form).await;
        assert_eq!(one.location(), two.location());
        assert_eq!(one.location(), third.location());
        let asked = town
            .get(&ana.cookie, &format!("{REPORT}?ligne={line}"))
            .await;
        assert!(
            asked.location().contains("fait=deja"),
            "{}",
            asked.location()
        );
        let all = town
            .house
            .reports
            .of_space(ana.space)
            .await
            .expect("listed");
        assert_eq!(all.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_administrators_take_and_answer_a_report_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let [odile, karim] = town.administrators().await;
        let number = reported(&town, &ana).await;
        let path = format!("{QUEUE}/{number}");
        let answer = "issue=legitime&reponse=Vous+étiez+à+son+cabinet.";
        let early = town
            .post(&odile.cookie, &format!("{path}/repondre"), answer)
            .await;
        assert_eq!(
            early.location(),
            format!("{path}?fait=deja"),
            "not taken yet"
        );
        taken(&town, &odile, &number).await;
        let again = town
            .post(&karim.cookie, &format!("{path}/prendre"), "")
            .await;
        assert_eq!(again.location(), format!("{path}?fait=deja"));
        let empty = town
            .post(&odile.cookie, &format!("{path}/repondre"), "issue=abus")
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reply = format!("{path}/repondre");
        let (one, two) = tokio::join!(
            town.post(&odile.cookie, &reply, answer),
            town.post(&karim.cookie, &reply, "issue=abus&reponse=Non.")
        );
        let mut done = [one.location().to_owned(), two.location().to_owned()];
        done.sort();
        assert_eq!(
            done,
            [format!("{path}?fait=deja"), format!("{path}?fait=repondu")]
        );
    })
    .await;
}

#[tokio::test]
async fn opr_01_the_queue_is_for_administrators_and_changing_it_for_those_just_proved() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let benali = town.doctor().await;
        let number = reported(&town, &ana).await;
        let [operator, volunteer, odile] = town.team().await;
        let path = format!("{QUEUE}/{number}");
        for cookie in [
            &ana.cookie,
            &benali.cookie,
            &operator.cookie,
            &volunteer.cookie,
        ] {
            for page in [QUEUE, &path] {
                assert_eq!(town.get(cookie, page).await.status, StatusCode::NOT_FOUND);
            }
            for act in ["prendre", "repondre"] {
                let done = town.post(cookie, &format!("{path}/{act}"), "").await;
                assert_eq!(done.status, StatusCode::NOT_FOUND, "{act}");
            }
        }
        let unknown = town
            .get(&odile.cookie, &format!("{QUEUE}/00000-00000"))
            .await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        town.world.advance(std::time::Duration::from_secs(6 * 60));
        let stale = town
            .post(&odile.cookie, &format!("{path}/prendre"), "")
            .await;
        assert!(
            stale.location().starts_with("/admin/connexion/preuve"),
            "{}",
            stale.location()
        );
        let page = town.get(&odile.cookie, &path).await.text();
        assert!(page.contains("Reçu"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_report_goes_with_its_space_when_that_is_erased_and_no_other_does() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        reported(&town, &ana).await;
        reported(&town, &louis).await;
        let (reports, spaces) = (&town.house.reports, &town.house.spaces);
        let person = spaces.face(ana.space).await.expect("a face").person;
        let (fate, how) = (spaces::Fate::Delete, spaces::How::Site);
        let closed = spaces.close(person, fate, how, town.world.now()).await;
        closed.expect("closed");
        town.world.advance(DAY * 2);
        assert_eq!(reports.sweep(100).await.expect("swept"), 0, "only closed");
        town.world.advance(DAY * 30);
        assert_eq!(spaces.erase_due(100).await.expect("erased"), 1);
        assert_eq!(reports.sweep(100).await.expect("swept"), 1);
        let left = async |space| reports.of_space(space).await.expect("listed").len();
        assert_eq!((left(ana.space).await, left(louis.space).await), (0, 1));
    })
    .await;
}
