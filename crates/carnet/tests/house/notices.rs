//! What holders are told of, and what they chose.

use crate::erasing::closes;
use crate::town::{DAY, Holder, PEOPLE, Town};
use http::StatusCode;
use kernel::Timestamp;
use post::Channel;
use spaces::alerts::Alert;
use spaces::{Channels, Peace, Topic, Weekly};
use std::time::Duration;

const HERE: &str = "/espace/moi/reglages/notifications";
const EMAIL: &str = "ana@exemple.fr";
const MOBILE: &str = "+33612345678";
/// Where the fund says that somebody lives.
const LILAS: &str = "1 rue des Lilas,75001,Paris";
const NOWHERE: &str = ",,";
const HOUR: Duration = Duration::from_hours(1);
/// Longer than what comes together is waited for.
const A_WHILE: Duration = Duration::from_secs(61);

impl Town {
    /// What this address was told of documents so far, after those who tell had their
    /// turn.
    pub(crate) async fn told_of_documents(&self) -> Vec<String> {
        let (documents, spaces) = (&self.house.documents, &self.house.spaces);
        documents.tell(spaces).await.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.filter(|sent| sent.subject.contains("Du nouveau"))
            .map(|sent| format!("{} {}", sent.subject, sent.text))
            .collect()
    }

    /// How many letters said so.
    async fn letters_of_documents(&self) -> usize {
        let sent = self.house.post.sent(100).await.expect("listed");
        let letters = sent.iter().filter(|sent| sent.channel == Channel::Letter);
        let ours = letters.filter(|sent| sent.subject.contains("Du nouveau"));
        ours.count()
    }

    /// The fund tells of Ana anew, who lives there now.
    async fn fund_has_address(&self, address: &str) {
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {},1.2.250.1.213.1.4.8,Martin,,Ana,1955-08-12,F,14168,general,1234567890,{EMAIL},,{address}\n",
            PEOPLE[0].0
        );
        assert_eq!(self.reads_the_file(&csv).await, 0, "she is known");
    }

    /// The fund has a mobile phone of Ana's as well.
    pub(crate) async fn fund_has_mobile(&self) {
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {},1.2.250.1.213.1.4.8,Martin,,Ana,1955-08-12,F,14168,general,1234567890,{EMAIL},{MOBILE},{LILAS}\n",
            PEOPLE[0].0
        );
        assert_eq!(self.reads_the_file(&csv).await, 0, "she is known");
    }

    /// The text messages to that phone in which this stands.
    pub(crate) async fn texted(&self, words: &str) -> Vec<String> {
        let sent = self.house.post.sent(100).await.expect("listed");
        let texts = sent.iter().filter(|sent| sent.channel == Channel::Sms);
        let ours = texts.filter(|sent| sent.to == MOBILE);
        let said = ours.map(|sent| sent.text.replace('\u{a0}', " "));
        said.filter(|text| text.contains(words)).collect()
    }

    async fn chooses(&self, holder: &Holder, form: &str) {
        let form = format!("{form}&calme-de=21&calme-a=8");
        let chosen = self.post(&holder.cookie, HERE, &form).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
    }
}

#[tokio::test]
async fn web_23_a_holder_is_told_once_a_day_that_something_was_added_and_of_nothing_more() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.deposits(&doctor, &ana, "Biopsie").await;
        assert_eq!(town.told_of_documents().await, [""; 0], "it waits a while");
        town.world.advance(A_WHILE);
        let twin = town.twin().await;
        twin.house
            .documents
            .tell(&twin.house.spaces)
            .await
            .expect("told");
        let told = town.told_of_documents().await;
        assert_eq!(told.len(), 1, "{told:?}");
        for word in ["Biopsie", "Benali", "Dr", "Cabinet", "urgence"] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        // More on the same day is no more notices; on another it is.
        town.deposits(&doctor, &ana, "Suite").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 1);
        town.world.advance(DAY);
        assert_eq!(town.told_of_documents().await.len(), 1, "nothing came");
        let doctor = town.doctor().await;
        let ana = town.later(ana).await;
        town.deposits(&doctor, &ana, "Encore").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_a_consultation_and_what_one_added_oneself_is_told_of_by_nobody() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        town.reserves(&doctor, &ana, "Biopsie").await;
        town.adds(&ana, "Mes mesures").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_holder_chooses_what_they_are_told_of_and_how() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        let page = town.get(&ana.cookie, HERE).await.text();
        assert!(
            page.contains("name=\"documents-courriel\" value=\"oui\" checked"),
            "{page}"
        );
        assert!(
            !page.contains("name=\"documents-sms\" value=\"oui\" checked"),
            "{page}"
        );
        town.chooses(&ana, "messages-courriel=oui&messages-sms=oui")
            .await;
        let page = town.get(&ana.cookie, HERE).await.text();
        assert!(
            !page.contains("name=\"documents-courriel\" value=\"oui\" checked"),
            "{page}"
        );
        town.deposits(&doctor, &ana, "Bilan").await;
        town.world.advance(A_WHILE);
        assert_eq!(
            town.told_of_documents().await,
            [""; 0],
            "she chose not to be"
        );
        // A field that is none is refused, and changes nothing.
        let wrong = town.post(&ana.cookie, HERE, "urgences-courriel=oui").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        // She chooses again, and nobody else's choice is hers.
        town.chooses(&ana, "documents-courriel=oui").await;
        let louis = town.holder(1).await;
        let his = town.get(&louis.cookie, HERE).await.text();
        assert!(
            his.contains("name=\"messages-sms\" value=\"oui\" checked"),
            "{his}"
        );
        town.deposits(&doctor, &ana, "Suite").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_holder_is_told_by_text_message_where_they_chose_that_and_nowhere_else() {
    const SAID: &str = "ajouté à vos documents";
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut ana = town.holder_reached(0, EMAIL).await;
        town.fund_has_mobile().await;
        let (mut mails, mut texts) = (0, 0);
        for (n, (form, by_mail, by_text)) in [
            ("documents-sms=oui", 0, 1),
            ("documents-courriel=oui&documents-sms=oui", 1, 1),
            ("documents-courriel=oui", 1, 0),
            ("messages-sms=oui", 0, 0),
        ]
        .into_iter()
        .enumerate()
        {
            town.chooses(&ana, form).await;
            let doctor = town.doctor().await;
            town.deposits(&doctor, &ana, &format!("Biopsie {n}")).await;
            town.world.advance(A_WHILE);
            mails += by_mail;
            texts += by_text;
            assert_eq!(town.told_of_documents().await.len(), mails, "{form}");
            let told = town.texted(SAID).await;
            assert_eq!(told.len(), texts, "{form}: {told:?}");
            for word in ["Biopsie", "Benali", "Cabinet"] {
                assert!(!told.join(" ").contains(word), "{word}: {told:?}");
            }
            town.world.advance(DAY);
            ana = town.later(ana).await;
        }
        each_kind_is_told_on_each_channel_that_was_chosen_for_it(&town, &ana).await;
    })
    .await;
}

/// What makes a notice of some kind, with the id that tells it from all others.
type Makes = fn([u8; 16]) -> Alert;

/// And on no other, whatever was chosen for other kinds.
async fn each_kind_is_told_on_each_channel_that_was_chosen_for_it(town: &Town, ana: &Holder) {
    let kinds: [(Topic, Makes); 5] = [
        (Topic::Documents, Alert::NewDocuments),
        (Topic::Messages, Alert::NewMessage),
        (Topic::Prevention, Alert::Prevention),
        (Topic::Services, Alert::ServicesConnected),
        (Topic::Added, Alert::ServiceAdded),
    ];
    assert_eq!(kinds.map(|(topic, _)| topic), Topic::ALL);
    let (spaces, post) = (&town.house.spaces, &town.house.post);
    let count = async || {
        post.deliver(100).await.expect("a pass");
        let sent = post.sent(1_000).await.expect("listed");
        Channel::ALL.map(|channel| sent.iter().filter(|it| it.channel == channel).count())
    };
    let (mut before, mut id) = (count().await, 0);
    for (topic, alert) in kinds {
        for chosen in [
            [false, false, false],
            [true, false, false],
            [false, true, false],
            [false, false, true],
            [true, true, true],
        ] {
            let channels = |[email, sms, letter]: [bool; 3]| Channels { email, sms, letter };
            let of = |it: Topic| match it == topic {
                true => channels(chosen),
                false => channels(chosen.map(|one| !one)),
            };
            let all = Topic::ALL.map(|it| (it, of(it)));
            let (peace, weekly) = (Peace::AT_FIRST, Weekly::never());
            let done = spaces.choose(ana.space, &all, peace, &weekly).await;
            done.expect("chosen");
            id += 1;
            spaces
                .alert(ana.space, alert([id; 16]))
                .await
                .expect("told");
            let since = count().await;
            let told: [bool; 3] = std::array::from_fn(|n| since[n] > before[n]);
            assert_eq!(told, chosen, "{topic:?}: e-mail, text message, letter");
            before = since;
        }
    }
}

#[tokio::test]
async fn who_chose_letters_and_has_no_address_reads_how_they_are_told_and_can_change_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        let ticked = async |holder: &Holder| {
            let page = town.reads(&holder.cookie, HERE).await;
            let mut ticked = Vec::new();
            for topic in ["documents", "messages", "services"] {
                for channel in ["courriel", "sms", "lettre"] {
                    let field = format!("{topic}-{channel}");
                    if page.contains(&format!("name=\"{field}\" value=\"oui\" checked")) {
                        ticked.push(field);
                    }
                }
            }
            ticked
        };
        town.chooses(&ana, "documents-lettre=oui&messages-lettre=oui")
            .await;
        let letters = ["documents-lettre", "messages-lettre"];
        assert_eq!(ticked(&ana).await, letters);
        // Where no letter comes, it is as for everybody, and the page says so.
        town.fund_has_address(NOWHERE).await;
        let usual = ["documents-courriel", "messages-courriel", "messages-sms"];
        assert_eq!(ticked(&ana).await, usual);
        town.deposits(&doctor, &ana, "Un").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 1);
        assert_eq!(town.letters_of_documents().await, 0);
        // Whoever leaves it so finds letters again when there is an address.
        let untouched = usual.map(|field| format!("{field}=oui")).join("&");
        town.chooses(&ana, &untouched).await;
        town.fund_has_address(LILAS).await;
        assert_eq!(ticked(&ana).await, letters);
        town.world.advance(DAY);
        let (ana, doctor) = (town.later(ana).await, town.doctor().await);
        town.deposits(&doctor, &ana, "Deux").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 1);
        assert_eq!(town.letters_of_documents().await, 1);
        // And whoever takes the ticks away is told of nothing, now and then.
        town.fund_has_address(NOWHERE).await;
        town.chooses(&ana, "messages-courriel=oui").await;
        assert_eq!(ticked(&ana).await, ["messages-courriel"]);
        let mut ana = ana;
        for (address, title) in [(NOWHERE, "Trois"), (LILAS, "Quatre")] {
            town.fund_has_address(address).await;
            town.world.advance(DAY);
            ana = town.later(ana).await;
            assert_eq!(ticked(&ana).await, ["messages-courriel"]);
            let doctor = town.doctor().await;
            town.deposits(&doctor, &ana, title).await;
            town.world.advance(A_WHILE);
            assert_eq!(town.told_of_documents().await.len(), 1);
            assert_eq!(town.letters_of_documents().await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn web_23_a_holder_chooses_the_hours_in_which_they_are_left_in_peace() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        let page = town.get(&ana.cookie, HERE).await.text();
        for chosen in [
            "<option value=\"21\" selected>",
            "<option value=\"8\" selected>",
        ] {
            assert!(page.contains(chosen), "{chosen}: {page}");
        }
        // It is ten in the morning; she works at night, and sleeps from seven to three.
        let by_day = "documents-courriel=oui&calme-de=7&calme-a=15";
        let chosen = town.post(&ana.cookie, HERE, by_day).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        // What leaves no time to tell her, or is no hour, changes nothing, and what was
        // typed stays.
        for wrong in [
            "calme-de=8&calme-a=8",
            "calme-de=9&calme-a=3",
            "calme-de=7&calme-a=25",
            "",
        ] {
            let form = format!("documents-sms=oui&{wrong}");
            let refused = town.post(&ana.cookie, HERE, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            let text = refused.text();
            assert!(text.contains("au moins 8 heures par jour"), "{text}");
            assert!(
                text.contains("name=\"documents-sms\" value=\"oui\" checked"),
                "{text}"
            );
        }
        let page = town.get(&ana.cookie, HERE).await.text();
        assert!(page.contains("<option value=\"15\" selected>"), "{page}");
        assert!(
            !page.contains("name=\"documents-sms\" value=\"oui\" checked"),
            "{page}"
        );
        town.deposits(&doctor, &ana, "Bilan").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await, [""; 0], "she sleeps");
        town.world.advance(HOUR * 5);
        assert_eq!(town.told_of_documents().await.len(), 1, "three o'clock");
        // The night is hers to be told in.
        town.world.advance(HOUR * 10);
        let doctor = town.doctor().await;
        let ana = town.later(ana).await;
        town.deposits(&doctor, &ana, "Suite").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await.len(), 2, "one in the night");
        // Nobody else's hours are hers.
        let louis = town.holder(1).await;
        let his = town.get(&louis.cookie, HERE).await.text();
        assert!(his.contains("<option value=\"21\" selected>"), "{his}");
    })
    .await;
}

const ALL: &str = "/espace/moi/notifications";

impl Town {
    /// What this session was told of, as its page lists it: the sentences.
    async fn reads_notices(&self, cookie: &str) -> String {
        let answer = self.get(cookie, ALL).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    }
}

#[tokio::test]
async fn web_23_a_holder_reads_what_they_were_told_of_even_by_no_channel() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        // Louis has neither address nor mobile.
        let (ana, louis) = (town.holder_reached(0, EMAIL).await, town.holder(1).await);
        let doctor = town.doctor().await;
        assert!(
            town.reads_notices(&louis.cookie)
                .await
                .contains("Rien pour le moment")
        );
        town.chooses(&louis, "").await;
        town.consents(&doctor, &louis).await;
        town.deposits(&doctor, &louis, "Biopsie").await;
        town.world.advance(A_WHILE);
        town.told_of_documents().await;
        let home = town.get(&louis.cookie, "/espace/moi").await.text();
        assert!(home.contains("Vos notifications : 2 nouvelles"), "{home}");
        let page = town.reads_notices(&louis.cookie).await;
        assert!(page.contains("Des documents ont été ajoutés"), "{page}");
        assert!(page.contains("pour la première fois"), "{page}");
        assert_eq!(page.matches(">Nouveau</span>").count(), 2, "{page}");
        for word in ["Biopsie", "Benali", "Cabinet"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
        // Seen once, it is new no more; and it is nobody else's.
        let page = town.reads_notices(&louis.cookie).await;
        assert!(page.contains("Des documents ont été ajoutés"), "{page}");
        assert!(!page.contains(">Nouveau</span>"), "{page}");
        let home = town.get(&louis.cookie, "/espace/moi").await.text();
        assert!(home.contains(">Vos notifications</a>"), "{home}");
        assert!(
            town.reads_notices(&ana.cookie)
                .await
                .contains("Rien pour le moment")
        );
        let english = town.get(&louis.cookie, &format!("/en{ALL}")).await.text();
        assert!(english.contains("Documents were added"), "{english}");
    })
    .await;
}

#[tokio::test]
async fn what_a_holder_was_told_of_is_kept_for_a_year() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.deposits(&doctor, &ana, "Bilan").await;
        town.world.advance(A_WHILE);
        town.told_of_documents().await;
        town.world.advance(DAY * 364);
        let ana = town.later(ana).await;
        let page = town.reads_notices(&ana.cookie).await;
        assert_eq!(
            page.matches("Des documents ont été ajoutés").count(),
            2,
            "a line, and its link: {page}"
        );
        // A year after the first, the next one takes its place.
        town.world.advance(DAY * 2);
        let (ana, doctor) = (town.later(ana).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let page = town.reads_notices(&ana.cookie).await;
        assert!(page.contains("pour la première fois"), "{page}");
        assert!(!page.contains("Des documents ont été ajoutés"), "{page}");
    })
    .await;
}

/// Documents and messages on Friday at six in the evening.
const FRIDAYS: &str = "documents-courriel=oui&documents-semaine=oui&messages-courriel=oui&\
    messages-semaine=oui&semaine-jour=5&semaine-heure=18";

impl Town {
    /// The subjects and texts that Ana's address got so far, after what is due of weeks had
    /// its turn.
    async fn mails_of_weeks(&self) -> Vec<(String, String)> {
        let told = self.house.spaces.tell_of_weeks(1).await;
        told.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(1_000).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.map(|sent| (sent.subject, sent.text.replace('\u{a0}', " ")))
            .collect()
    }

    /// The texts of those in whose subject this stands.
    async fn mails_saying(&self, subject: &str) -> Vec<String> {
        let mails = self.mails_of_weeks().await.into_iter();
        let ours = mails.filter(|(it, _)| it.contains(subject));
        ours.map(|(_, text)| text).collect()
    }

    async fn alerts(&self, holder: &Holder, alert: Alert) {
        let told = self.house.spaces.alert(holder.space, alert).await;
        told.expect("told");
    }
}

#[tokio::test]
async fn what_a_holder_reads_once_a_week_comes_in_one_email_and_what_is_urgent_at_once() {
    const WEEK: &str = "Votre semaine dans Carnet";
    const MESSAGE: &str = "Vous avez un nouveau message";
    const TEN_MINUTES: Duration = Duration::from_mins(10);
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        // What leaves no e-mail to wait, or names no hour, changes nothing.
        let peace = "calme-de=21&calme-a=8";
        for (form, says, in_english) in [
            (
                "documents-semaine=oui&semaine-jour=5&semaine-heure=18",
                "cochez aussi « Par courriel »",
                "tick “By e-mail” too",
            ),
            (
                "documents-courriel=oui&documents-semaine=oui&semaine-jour=8&semaine-heure=18",
                "Choisissez un jour et une heure",
                "Choose a day and an hour",
            ),
            (
                "documents-courriel=oui&documents-semaine=oui",
                "Choisissez un jour et une heure",
                "Choose a day and an hour",
            ),
        ] {
            for (lang, says) in [("", says), ("/en", in_english)] {
                let (path, form) = (format!("{lang}{HERE}"), format!("{form}&{peace}"));
                let refused = town.post(&ana.cookie, &path, &form).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
                let text = refused.text();
                assert!(text.contains(says), "{says}: {text}");
                let ticked = "name=\"documents-semaine\" value=\"oui\" checked";
                assert!(text.contains(ticked), "{text}");
            }
        }
        let page = town.reads(&ana.cookie, HERE).await;
        assert!(!page.contains("semaine\" value=\"oui\" checked"), "{page}");
        town.chooses(&ana, FRIDAYS).await;
        let page = town.reads(&ana.cookie, HERE).await;
        for there in [
            "name=\"documents-semaine\" value=\"oui\" checked",
            "name=\"messages-semaine\" value=\"oui\" checked",
            "<option value=\"5\" selected>vendredi</option>",
            "<option value=\"18\" selected>",
            WEEK,
            "Du nouveau dans vos documents : 3 fois<br>Un nouveau message : 1 fois",
        ] {
            assert!(page.contains(there), "{there}: {page}");
        }
        let english = town.reads(&ana.cookie, &format!("/en{HERE}")).await;
        assert!(english.contains("Your week in Carnet"), "{english}");

        // It waits, each once; what is urgent, and what has no choice, does not.
        town.deposits(&doctor, &ana, "Biopsie").await;
        town.world.advance(A_WHILE);
        assert_eq!(town.told_of_documents().await, [""; 0]);
        for id in [2, 3, 2] {
            town.alerts(&ana, Alert::NewMessage([id; 16])).await;
        }
        town.alerts(&ana, Alert::Awaiting([4; 16])).await;
        town.alerts(&ana, Alert::MessageFailed([5; 16])).await;
        town.alerts(&ana, Alert::CardRead([6; 16])).await;
        for (subject, mails) in [
            (WEEK, 0),
            (MESSAGE, 0),
            ("Un professionnel", 1),
            ("Un message écrit", 1),
        ] {
            let told = town.mails_saying(subject).await;
            assert_eq!(told.len(), mails, "{subject}");
        }
        let given = town.reads_notices(&ana.cookie).await;
        assert!(given.contains("Des documents ont été ajoutés"), "{given}");

        // She looked at all of that; two more come. At its hour it is one e-mail, however
        // many processes write it.
        town.world.advance(HOUR);
        for id in [7, 8] {
            town.alerts(&ana, Alert::NewMessage([id; 16])).await;
        }
        town.alerts(&ana, Alert::NewDocuments([9; 16])).await;
        let friday = Timestamp::parse_rfc3339("2026-11-27T17:00:00Z").expect("a moment");
        let second = Duration::from_secs(1);
        let long = friday.since(town.world.now());
        town.world.advance(long.saturating_sub(second));
        assert_eq!(town.mails_saying(WEEK).await, [""; 0], "not yet");
        town.world.advance(second);
        let twin = town.twin().await;
        let (here, there) = tokio::join!(
            town.house.spaces.tell_of_weeks(10),
            twin.house.spaces.tell_of_weeks(10)
        );
        let told = here.expect("told") + there.expect("told");
        assert_eq!(told, 1, "one of them");
        let told = town.mails_saying(WEEK).await;
        assert_eq!(told.len(), 1, "{told:?}");
        for there in [
            "Du nouveau dans vos documents : 1 fois\nUn nouveau message : 2 fois\n",
            "/connexion",
        ] {
            let lines: Vec<&str> = told[0].lines().map(str::trim).collect();
            let text = lines.join("\n");
            assert!(text.contains(there), "{there}: {text}");
        }
        for word in ["Biopsie", "Benali", "Ana", "Martin", "Cabinet"] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }

        // Nothing new is no e-mail; nor is what was told, or what she looked at.
        town.world.advance(DAY * 7);
        assert_eq!(town.mails_saying(WEEK).await.len(), 1);
        let ana = town.later(ana).await;
        town.alerts(&ana, Alert::NewMessage([8; 16])).await;
        town.alerts(&ana, Alert::NewMessage([10; 16])).await;
        town.reads_notices(&ana.cookie).await;
        town.world.advance(DAY * 7);
        assert_eq!(town.mails_saying(WEEK).await.len(), 1);

        // Whoever chooses otherwise is told at the next run of what waited, but in peace;
        // then at once.
        let ana = town.later(ana).await;
        town.alerts(&ana, Alert::NewMessage([11; 16])).await;
        town.chooses(&ana, "messages-courriel=oui").await;
        assert_eq!(town.mails_saying(WEEK).await.len(), 2);
        town.alerts(&ana, Alert::NewMessage([12; 16])).await;
        assert_eq!(town.mails_saying(MESSAGE).await.len(), 1);
        town.chooses(&ana, FRIDAYS).await;
        town.world.advance(HOUR * 5);
        let ana = town.later(ana).await;
        town.alerts(&ana, Alert::NewMessage([13; 16])).await;
        town.chooses(&ana, "messages-sms=oui").await;
        assert_eq!(town.mails_saying(WEEK).await.len(), 2, "in the night");
        // What fails then is put off ten minutes, and holds up no run.
        town.world.advance(HOUR * 9);
        for (from, to) in [("contact", "contact_away"), ("contact_away", "contact")] {
            let moved = format!("ALTER TABLE {from} RENAME TO {to}");
            let moved = store.execute(moved.leak(), vec![]).await;
            moved.expect("moved");
            let told = town.house.spaces.tell_of_weeks(1).await;
            assert_eq!(told.expect("a run"), 0, "{to}");
        }
        town.world.advance(TEN_MINUTES - second);
        assert_eq!(town.mails_saying(WEEK).await.len(), 2, "not yet again");
        town.world.advance(second);
        assert_eq!(town.mails_saying(WEEK).await.len(), 3, "in the morning");

        // Of a space that was closed nothing is told.
        let ana = town.later(ana).await;
        town.chooses(&ana, FRIDAYS).await;
        town.alerts(&ana, Alert::NewMessage([14; 16])).await;
        closes(&town, 0).await;
        town.world.advance(DAY * 8);
        assert_eq!(town.mails_saying(WEEK).await.len(), 3);
    })
    .await;
}
