//! What somebody decides while they activate: for which children, and how they are
//! told from then on.

use crate::town::{DAY, PEOPLE, Town};
use http::StatusCode;
use kernel::PersonId;
use post::Channel as By;
use spaces::Channel;
use std::time::Duration;
use testkit::for_each_store_at;

const CHOICE: &str = "/activer/choix";
const CONTACT: &str = "/activer/contact";
const NOTICES: &str = "/espace/moi/reglages/notifications";
const EMAIL: &str = "ana@exemple.fr";
const PHONE: &str = "+33612345678";
/// Longer than what comes together is waited for.
const A_WHILE: Duration = Duration::from_secs(61);
const TOPICS: [&str; 5] = ["documents", "messages", "prevention", "services", "added"];

impl Town {
    /// The n-th person, whom the fund reaches at this address, has a code.
    async fn has_code(&self, n: usize, email: &str) -> String {
        let person = self.insured(n, email).await;
        let told = self.house.spaces.announce(person, Channel::Letter).await;
        told.expect("announced").code.in_groups()
    }

    /// A child attached to the person of this number, and told of.
    async fn child_of(&self, first: &'static str, number: &str) -> PersonId {
        let child = self.born(first, "2016-03-02", &[]).await;
        self.attaches_to(&child, &[number]).await;
        let told = self
            .house
            .spaces
            .announce(child.person, Channel::Letter)
            .await;
        told.expect("announced");
        child.person
    }
}

#[tokio::test]
async fn who_has_children_reads_their_names_once_they_proved_who_they_are_and_goes_on_to_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let code = town.has_code(0, EMAIL).await;
        let lea = town.child_of("Lea", PEOPLE[0].0).await;
        let theo = town.child_of("Theodore", PEOPLE[0].0).await;
        // Who has shown nothing, or shows something wrong, reads of no child.
        let nobody = town.get("", CHOICE).await;
        assert_eq!(nobody.location(), "/activer");
        let form = format!("code={code}&nir={}&serie=9999999990", PEOPLE[0].0);
        let wrong = town.post("", "/activer", &form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.text().contains("Lea"), "{}", wrong.text());

        let sitting = town.shows(0, &code).await;
        let page = town.reads(&sitting, CHOICE).await;
        for name in ["Lea Martin", "Theodore Martin"] {
            assert!(page.contains(name), "{name}: {page}");
        }
        // Their names alone: neither when they were born, nor what space there is.
        for more in ["2016", "10 ans", "/espace/moi/proches"] {
            assert!(!page.contains(more), "{more}: {page}");
        }
        let english = town.reads(&sitting, &format!("/en{CHOICE}")).await;
        assert!(english.contains("And for your children?"), "{english}");

        let form = format!("choix=activer&pour-{lea}=oui");
        let chosen = town.post(&sitting, CHOICE, &form).await;
        assert_eq!(chosen.location(), CONTACT, "{}", chosen.text());
        let page = town.reads(&sitting, CHOICE).await;
        assert!(page.contains(&format!("name=\"pour-{lea}\" value=\"oui\" checked")));
        assert!(!page.contains(&format!("name=\"pour-{theo}\" value=\"oui\" checked")));
        // Nothing was decided of the child.
        let (_, life) = town
            .house
            .spaces
            .life_of(lea)
            .await
            .expect("asked")
            .expect("one");
        assert!(!life.is_open(), "{life:?}");

        town.reaches(&sitting, &format!("courriel={EMAIL}"), EMAIL)
            .await;
        let done = town.settles(&sitting, 0, "").await;
        assert_eq!(done.location(), "/espace/moi/proches", "{}", done.text());
        let cookie = done.cookie("__Host-carnet");
        let list = town.reads(&cookie, done.location()).await;
        let there = format!("/espace/moi/proches/{lea}");
        assert!(list.contains(&there), "{list}");
        let taken = town.post(&cookie, &there, "geste=gerer").await;
        assert!(taken.location().starts_with("/espace/"), "{}", taken.text());
        let (_, life) = town
            .house
            .spaces
            .life_of(lea)
            .await
            .expect("asked")
            .expect("one");
        assert!(life.is_open(), "{life:?}");
    })
    .await;
}

#[tokio::test]
async fn what_ticking_a_child_leads_to_is_said_by_what_can_still_be_decided() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let spaces = &town.house.spaces;
        let ana = town.insured(0, EMAIL).await;
        let code = async || {
            let told = spaces.announce(ana, Channel::Letter).await;
            told.expect("announced").code.in_groups()
        };
        let opens = async |person| {
            let opened = spaces.open_by_silence(person, town.world.now()).await;
            opened.expect("opened");
        };
        let said = async |sitting: &str| {
            let page = town.reads(sitting, CHOICE).await;
            assert!(page.contains("Et pour vos enfants ?"), "{page}");
            [
                "Si vous vous opposez, vous confirmez pour qui à la page suivante",
                "Cochez ceux dont vous voulez gérer l’espace",
                "<a href=\"/opposition/pour\">Refuser l’espace d’un enfant</a>",
            ]
            .map(|words| page.contains(words))
        };
        // Both may be refused: one page leads to both.
        let first = code().await;
        let lea = town.child_of("Lea", PEOPLE[0].0).await;
        let sitting = town.shows(0, &first).await;
        assert_eq!(said(&sitting).await, [true, false, false]);
        // Their own is open: a child's is refused elsewhere.
        town.world.advance(DAY * 45);
        opens(ana).await;
        let sitting = town.shows(0, &code().await).await;
        assert_eq!(said(&sitting).await, [false, true, true]);
        // And the child's too: nothing is left to refuse.
        opens(lea).await;
        assert_eq!(said(&sitting).await, [false, true, false]);
    })
    .await;
}

#[tokio::test]
async fn children_whom_somebody_ticks_are_ticked_where_they_refuse_and_nobody_elses_are() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let code = town.has_code(0, EMAIL).await;
        let lea = town.child_of("Lea", PEOPLE[0].0).await;
        let other = town.child_of("Theodore", PEOPLE[1].0).await;
        let sitting = town.shows(0, &code).await;
        let page = town.reads(&sitting, CHOICE).await;
        assert!(!page.contains("Theodore"), "{page}");
        for stranger in [other.to_string(), PersonId::from_bytes([7; 16]).to_string()] {
            let form = format!("choix=activer&pour-{stranger}=oui");
            let refused = town.post(&sitting, CHOICE, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!refused.text().contains("Theodore"), "{}", refused.text());
        }
        let before = town.reads(&sitting, "/opposition/pour").await;
        let box_of = |person: PersonId| format!("name=\"pour-{person}\" value=\"oui\" checked");
        assert!(!before.contains(&box_of(lea)), "{before}");
        let form = format!("choix=refuser&pour-{lea}=oui");
        let chosen = town.post(&sitting, CHOICE, &form).await;
        assert_eq!(chosen.location(), "/opposition/pour", "{}", chosen.text());
        let who = town.reads(&sitting, "/opposition/pour").await;
        assert!(who.contains(&box_of(lea)), "{who}");
        let form = format!("pour-{lea}=oui");
        let done = town.post(&sitting, "/opposition/pour", &form).await;
        assert_eq!(done.location(), "/opposition/recu", "{}", done.text());
        let receipt = town.reads(&sitting, "/opposition/recu").await;
        assert!(receipt.contains("Lea Martin"), "{receipt}");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_child_reads_of_none_and_a_letter_alone_leads_to_none() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.has_code(0, "").await, town.has_code(1, "").await);
        let lea = town.child_of("Lea", PEOPLE[0].0).await;
        let sitting = town.shows(1, &louis).await;
        let page = town.reads(&sitting, CHOICE).await;
        assert!(!page.contains("Et pour vos enfants"), "{page}");
        // The fund does not know this address: in the first days nobody takes a child up.
        let sitting = town.shows(0, &ana).await;
        let form = format!("choix=activer&pour-{lea}=oui");
        town.post(&sitting, CHOICE, &form).await;
        town.reaches(&sitting, &format!("courriel={EMAIL}"), EMAIL)
            .await;
        let done = town.settles(&sitting, 0, "").await;
        assert_eq!(done.location(), "/espace/moi", "{}", done.text());
        let cookie = done.cookie("__Host-carnet");
        let there = format!("/espace/moi/proches/{lea}");
        let early = town.post(&cookie, &there, "geste=gerer").await;
        assert_eq!(early.status, StatusCode::FORBIDDEN, "{}", early.text());
    })
    .await;
}

/// Whether a box of the settings is ticked.
fn is_ticked(page: &str, topic: &str, channel: &str) -> bool {
    page.contains(&format!("name=\"{topic}-{channel}\" value=\"oui\" checked"))
}

#[tokio::test]
async fn who_activates_says_how_they_are_told_and_changes_it_in_their_settings() {
    for (form, to, expected) in [
        ("courriel=ana@exemple.fr", EMAIL, None),
        ("courriel=ana@exemple.fr&avis=habituel", EMAIL, None),
        (
            "courriel=ana@exemple.fr&avis=courriel",
            EMAIL,
            Some("courriel"),
        ),
        ("mobile=0612345678&avis=sms", PHONE, Some("sms")),
        (
            "courriel=ana@exemple.fr&mobile=0612345678&avis=sms",
            PHONE,
            Some("sms"),
        ),
        ("courriel=ana@exemple.fr&avis=lettre", EMAIL, Some("lettre")),
        ("courriel=ana@exemple.fr&avis=rien", EMAIL, Some("")),
    ] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let code = town.has_code(0, "").await;
            let sitting = town.shows(0, &code).await;
            town.reaches(&sitting, form, to).await;
            let done = town.settles(&sitting, 0, "").await;
            let cookie = done.cookie("__Host-carnet");
            let page = town.reads(&cookie, NOTICES).await;
            for topic in TOPICS {
                for channel in ["courriel", "sms", "lettre"] {
                    let chosen = match expected {
                        Some(only) => channel == only,
                        None => channel == "courriel" || (topic, channel) == ("messages", "sms"),
                    };
                    let ticked = is_ticked(&page, topic, channel);
                    assert_eq!(ticked, chosen, "{form} {topic} {channel}");
                }
            }
            // And it is theirs to change.
            let change = "documents-lettre=oui&calme-de=21&calme-a=8";
            town.does(&cookie, NOTICES, change).await;
            let page = town.reads(&cookie, NOTICES).await;
            assert!(is_ticked(&page, "documents", "lettre"), "{page}");
            assert!(!is_ticked(&page, "messages", "courriel"), "{page}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_wish_that_the_contact_cannot_carry_comes_back_with_a_sentence() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let code = town.has_code(0, "").await;
        let sitting = town.shows(0, &code).await;
        let page = town.reads(&sitting, CONTACT).await;
        assert!(
            page.contains("name=\"avis\" value=\"habituel\" checked"),
            "{page}"
        );
        for (form, words) in [
            (
                "courriel=ana@exemple.fr&avis=sms",
                "écrivez votre numéro de mobile",
            ),
            (
                "mobile=0612345678&avis=courriel",
                "écrivez votre adresse e-mail",
            ),
        ] {
            let refused = town.post(&sitting, CONTACT, form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            assert!(refused.text().contains(words), "{}", refused.text());
            let wish = form.rsplit('=').next().expect("a wish");
            let kept = format!("name=\"avis\" value=\"{wish}\" checked");
            assert!(refused.text().contains(&kept), "{}", refused.text());
        }
        let junk = town
            .post(&sitting, CONTACT, "courriel=ana@exemple.fr&avis=pigeon")
            .await;
        assert_eq!(junk.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        assert!(sent.is_empty(), "no code left: {sent:?}");
        let english = town.reads(&sitting, &format!("/en{CONTACT}")).await;
        assert!(
            english.contains("how would you like to be told?"),
            "{english}"
        );
    })
    .await;
}

impl Town {
    /// The code that went to this contact last.
    async fn code_at(&self, to: &str) -> String {
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let mut theirs = sent.iter().filter(|sent| sent.to == to);
        let text = theirs
            .next()
            .map(|sent| format!("{} {}", sent.subject, sent.text));
        let text = text.expect("a code was sent");
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let code = text.split_whitespace().find(digits);
        code.expect("a code").to_owned()
    }

    /// How somebody is told once their account is made: what is ticked.
    async fn told_by(&self, sitting: &str) -> Vec<String> {
        let done = self.settles(sitting, 0, "").await;
        let page = self.reads(&done.cookie("__Host-carnet"), NOTICES).await;
        let boxes = TOPICS
            .iter()
            .flat_map(|topic| ["courriel", "sms", "lettre"].map(|channel| (*topic, channel)));
        let ticked = boxes.filter(|(topic, channel)| is_ticked(&page, topic, channel));
        ticked
            .map(|(topic, channel)| format!("{topic}-{channel}"))
            .collect()
    }
}

#[tokio::test]
async fn what_somebody_chose_after_the_code_went_out_is_how_they_are_told() {
    for (first, then, expected) in [
        ("courriel", "lettre", Some("lettre")),
        ("habituel", "rien", None),
        ("lettre", "courriel", Some("courriel")),
    ] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let code = town.has_code(0, "").await;
            let sitting = town.shows(0, &code).await;
            let form = format!("courriel={EMAIL}&avis={first}&geste=envoyer");
            town.post(&sitting, CONTACT, &form).await;
            let page = town.reads(&sitting, CONTACT).await;
            let kept = format!("name=\"avis\" value=\"{first}\" checked");
            assert!(page.contains(&kept), "{page}");
            // One form: what is chosen stands beside the code, and goes with it.
            let forms = page.matches("action=\"/activer/contact\"").count();
            let choices = page.matches("name=\"avis\" value=\"rien\"").count();
            assert_eq!((forms, choices), (1, 1), "{page}");
            let typed = town.code_at(EMAIL).await;
            // The mobile was never proven: nobody is told where they cannot read.
            let form = format!("geste=verifier&code={typed}&avis=sms");
            let refused = town.post(&sitting, CONTACT, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            let words = "écrivez votre numéro de mobile";
            assert!(refused.text().contains(words), "{}", refused.text());
            let form = format!("geste=verifier&code={typed}&avis={then}");
            let done = town.post(&sitting, CONTACT, &form).await;
            assert_eq!(done.location(), "/activer/connexion", "{}", done.text());
            let told = town.told_by(&sitting).await;
            let all = TOPICS
                .iter()
                .filter_map(|topic| Some(format!("{topic}-{}", expected?)));
            assert_eq!(told, all.collect::<Vec<_>>(), "{first}, then {then}");
        })
        .await;
    }
}

#[tokio::test]
async fn who_goes_back_once_the_contact_is_proven_changes_how_they_are_told() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let code = town.has_code(0, "").await;
        let sitting = town.shows(0, &code).await;
        let form = format!("courriel={EMAIL}&avis=courriel");
        town.reaches(&sitting, &form, EMAIL).await;
        let back = town
            .post(&sitting, CONTACT, "geste=verifier&code=&avis=lettre")
            .await;
        assert_eq!(back.location(), "/activer/connexion", "{}", back.text());
        let told = town.told_by(&sitting).await;
        assert_eq!(told, TOPICS.map(|topic| format!("{topic}-lettre")));
    })
    .await;
}

#[tokio::test]
async fn the_usual_way_asks_for_an_e_mail_address_unless_the_fund_has_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        for (n, email, taken) in [(0, "", false), (1, "louis@exemple.fr", true)] {
            let code = town.has_code(n, email).await;
            let sitting = town.shows(n, &code).await;
            let form = "mobile=0612345678&avis=habituel&geste=envoyer";
            let asked = town.post(&sitting, CONTACT, form).await;
            if taken {
                assert_eq!(asked.location(), CONTACT, "{}", asked.text());
                continue;
            }
            assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
            let words = "choisissez « Par SMS seulement »";
            assert!(asked.text().contains(words), "{}", asked.text());
            // Nor does it come in beside the code of a mobile.
            let form = "mobile=0612345678&avis=sms&geste=envoyer";
            let asked = town.post(&sitting, CONTACT, form).await;
            assert_eq!(asked.location(), CONTACT, "{}", asked.text());
            let typed = town.code_at(PHONE).await;
            let form = format!("geste=verifier&code={typed}&avis=habituel");
            let refused = town.post(&sitting, CONTACT, &form).await;
            assert!(refused.text().contains(words), "{}", refused.text());
            let form = format!("geste=verifier&code={typed}&avis=sms");
            let done = town.post(&sitting, CONTACT, &form).await;
            assert_eq!(done.location(), "/activer/connexion", "{}", done.text());
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_typed_beside_the_code_of_a_mobile_is_sent_one_where_the_wish_needs_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        for (n, wish) in [(0, "courriel"), (1, "sms"), (2, "rien")] {
            let code = town.has_code(n, "").await;
            let sitting = town.shows(n, &code).await;
            let form = "mobile=0612345678&avis=sms&geste=envoyer";
            town.post(&sitting, CONTACT, form).await;
            let typed = town.code_at(PHONE).await;
            town.world.advance(Duration::from_secs(31));
            let form = format!("geste=verifier&code={typed}&courriel={EMAIL}&avis={wish}");
            let asked = town.post(&sitting, CONTACT, &form).await;
            if wish != "courriel" {
                // A browser that fills in an address costs nobody the code that is right.
                assert_eq!(asked.location(), "/activer/connexion", "{}", asked.text());
                continue;
            }
            assert_eq!(asked.location(), CONTACT, "{}", asked.text());
            let typed = town.code_at(EMAIL).await;
            let form = format!("geste=verifier&code={typed}&avis=courriel");
            let done = town.post(&sitting, CONTACT, &form).await;
            assert_eq!(done.location(), "/activer/connexion", "{}", done.text());
        }
    })
    .await;
}

#[tokio::test]
async fn who_wished_for_letters_is_written_one_that_says_nothing_of_what_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let code = town.has_code(0, EMAIL).await;
        let sitting = town.shows(0, &code).await;
        let form = format!("courriel={EMAIL}&avis=lettre");
        town.reaches(&sitting, &form, EMAIL).await;
        let done = town.settles(&sitting, 0, "").await;
        let cookie = done.cookie("__Host-carnet");
        town.world.advance(DAY);
        let number = PEOPLE[0].0.parse().expect("a number");
        let person = town.house.spaces.find_person(&number);
        let person = person.await.expect("asked").expect("a person");
        let (space, _) = town
            .house
            .spaces
            .life_of(person)
            .await
            .expect("asked")
            .expect("one");
        let tell = spaces::alerts::Alert::NewDocuments([9; 16]);
        let about = async || {
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let ours = sent
                .into_iter()
                .filter(|sent| sent.subject.contains("Du nouveau"));
            ours.map(|sent| (sent.channel, sent.subject))
                .collect::<Vec<_>>()
        };
        town.house.spaces.alert(space, tell).await.expect("told");
        let letters = about().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(letters[0].0, By::Letter);
        // Once they choose e-mail again, no letter leaves.
        let cookie = match town.get(&cookie, NOTICES).await.status {
            StatusCode::OK => cookie,
            _ => town.comes_back(space).await,
        };
        let change = "documents-courriel=oui&calme-de=21&calme-a=8";
        town.does(&cookie, NOTICES, change).await;
        town.world.advance(A_WHILE);
        let again = spaces::alerts::Alert::NewDocuments([8; 16]);
        town.house.spaces.alert(space, again).await.expect("told");
        let all = about().await;
        let letters = all.iter().filter(|(channel, _)| *channel == By::Letter);
        assert_eq!((letters.count(), all.len()), (1, 2), "{all:?}");
    })
    .await;
}
