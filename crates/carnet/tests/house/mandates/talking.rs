//! Conversations of a child's space: who answers for the child writes as who they are, and
//! what is the young person's own stays theirs.

use super::{Child, midnight};
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use identity::ins::Matricule;
use identity::{Mandate, Origin};
use kernel::{AccountId, SpaceId};
use std::time::Duration;
use testkit::for_each_store_at;

/// Longer than a message is held.
const SENT: Duration = Duration::from_secs(31);

fn typed(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The conversations of a professional with a child.
fn theirs(space: SpaceId) -> String {
    format!("/pro/patients/{space}/messages")
}

/// The document that is attached first, as this page leads to it below these words.
fn piece(page: &str, below: &str) -> String {
    let start = page.find(below).expect("something attached") + below.len();
    page[start..start + 26].to_owned()
}

impl Town {
    /// This adult answers for whose space it is, as if the first one had invited them.
    pub async fn answers_for(&self, adult: &Holder, space: SpaceId) {
        let matricule: Matricule = adult.matricule().parse().expect("a matricule");
        let person = self.house.spaces.find_person(&matricule).await;
        let account = "SELECT account FROM account_space WHERE space = $1";
        let rows = self.house.store.query(account, vec![adult.space.into()]);
        let rows = rows.await.expect("asked");
        let mandate = Mandate {
            space,
            account: AccountId::from_slice(rows[0].blob(0).expect("an id")).expect("an id"),
            person: person.expect("asked").expect("a person"),
            since: self.world.now(),
            until: self.world.now().plus(DAY * 365),
            origin: Origin::Invited,
        };
        let mut tx = self
            .house
            .store
            .begin("a test mandate")
            .await
            .expect("begun");
        let given = self.house.identity.give_mandate(&mut tx, &mandate).await;
        given.expect("given");
        tx.commit().await.expect("committed");
    }

    /// A professional writes first in a child's space; the id of the conversation.
    pub async fn writes_first(&self, pro: &Pro, space: SpaceId, subject: &str) -> String {
        let (token, subject) = (self.token(), typed(subject));
        let form = format!("jeton={token}&geste=envoyer&sujet={subject}&texte=Bonjour");
        self.does(&pro.cookie, &theirs(space), &form).await;
        self.world.advance(SENT);
        token
    }

    /// Sends an answer, and waits until the other side has it.
    pub async fn writes_on(&self, cookie: &str, path: &str, text: &str) {
        let form = format!("jeton={}&geste=envoyer&texte={}", self.token(), typed(text));
        self.does(cookie, path, &form).await;
        self.world.advance(SENT);
    }

    /// Whoever of these adults answers for this child, of two.
    pub async fn family(&self) -> (Holder, Holder, Child) {
        let ana = self.holder_reached(0, "ana@exemple.fr").await;
        let louis = self.holder_reached(1, "louis@exemple.fr").await;
        let lea = self.child("Lea", "2016-03-02", &[&ana]).await;
        self.takes(&ana, &lea).await;
        self.answers_for(&louis, lea.space).await;
        (ana, louis, lea)
    }
}

#[tokio::test]
async fn a_parent_writes_for_a_child_as_who_they_are_and_is_answered() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let doctor = town.doctor().await;
        let before = town.reads(&doctor.cookie, &theirs(lea.space)).await;
        assert!(
            before.contains("ses représentants légaux liront"),
            "{before}"
        );
        let id = town.writes_first(&doctor, lea.space, "Suivi").await;
        let hers = Town::of(&lea, &format!("/messages/{id}"));
        let his = format!("{}/{id}", theirs(lea.space));
        // On the home of the child, in the list, and in no space of the parents' own.
        for (cookie, below, words) in [
            (&ana.cookie, "", "Un échange n’est pas lu."),
            (&ana.cookie, "/messages", "Suivi"),
            (&louis.cookie, "/messages", "1 nouveau"),
        ] {
            let page = town.reads(cookie, &Town::of(&lea, below)).await;
            assert!(page.contains(words), "{words}: {page}");
        }
        let own = town.reads(&ana.cookie, "/espace/moi/messages").await;
        assert!(!own.contains("Suivi"), "{own}");
        let own = format!("/espace/moi/messages/{id}");
        let answer = town.get(&ana.cookie, &own).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(
            page.contains("Bonjour") && page.contains("espace de Lea"),
            "{page}"
        );
        assert!(
            !page.contains("/acces/pro/"),
            "no way where none leads: {page}"
        );
        town.writes_on(&ana.cookie, &hers, "Lea tousse encore.")
            .await;
        town.writes_on(&louis.cookie, &hers, "Et la nuit aussi.")
            .await;
        let page = town.reads(&doctor.cookie, &his).await;
        for words in [
            "Ana Martin, pour Lea Martin",
            "Louis Petit, pour Lea Martin",
            "Représentant légal du patient",
            "Lea tousse encore.",
            "lisent cet échange",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(
            !page.contains("identité du registre"),
            "never as the child: {page}"
        );
        let inbox = town.reads(&doctor.cookie, "/pro/messages").await;
        let last = "Dernier message : Louis Petit, pour Lea Martin";
        assert!(inbox.contains(last), "{inbox}");
        // Each reads what the other wrote, by name; and the history names both.
        let page = town.reads(&louis.cookie, &hers).await;
        assert!(
            page.contains("Ana Martin") && page.contains("Représentant légal"),
            "{page}"
        );
        let told = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/journal"))
            .await;
        for words in ["Louis Petit", "A envoyé un message", "A ouvert un échange"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        // Who closes it closes it to both; who writes opens it.
        town.does(&doctor.cookie, &format!("{his}/etat"), "etat=closed")
            .await;
        let form = format!("jeton={}&geste=envoyer&texte=Encore", town.token());
        for parent in [&ana, &louis] {
            town.is_told(&parent.cookie, &hers, &form, "a fermé cet échange")
                .await;
        }
        // A parent writes first to whom they may, in the child's name.
        let write = Town::of(&lea, "/messages/ecrire");
        let number = &doctor.professional.rpps;
        let form = format!("a={number}&sujet=Vaccins&texte=Quand&geste=envoyer");
        let token = town.token();
        town.does(&louis.cookie, &write, &format!("jeton={token}&{form}"))
            .await;
        town.world.advance(SENT);
        let page = town
            .reads(&doctor.cookie, &format!("{}/{token}", theirs(lea.space)))
            .await;
        assert!(page.contains("Louis Petit, pour Lea Martin"), "{page}");
        let list = town.reads(&ana.cookie, &Town::of(&lea, "/messages")).await;
        assert!(list.contains("Vaccins"), "{list}");
        town.house.journal.verify(lea.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn azp_06_a_draft_is_of_the_parent_who_writes_it_and_so_is_taking_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let doctor = town.doctor().await;
        let id = town.writes_first(&doctor, lea.space, "Suivi").await;
        let hers = Town::of(&lea, &format!("/messages/{id}"));
        let his = format!("{}/{id}", theirs(lea.space));
        let write = Town::of(&lea, "/messages/ecrire");
        for path in [&hers, &write] {
            let form = format!("jeton={}&geste=garder&texte=CANARI", town.token());
            let form = match path == &write {
                true => format!("{form}&sujet=CANARI&a="),
                false => form,
            };
            town.does(&ana.cookie, path, &form).await;
            assert!(town.reads(&ana.cookie, path).await.contains("CANARI"));
            assert!(!town.reads(&louis.cookie, path).await.contains("CANARI"));
        }
        // Nor does it come along to the parent's own space.
        let own = town.reads(&ana.cookie, "/espace/moi/messages/ecrire").await;
        assert!(!own.contains("CANARI"), "{own}");
        let token = town.token();
        let form = format!("jeton={token}&geste=envoyer&texte=Oubliez");
        town.does(&ana.cookie, &hers, &form).await;
        let undo = format!("{hers}/annuler");
        let form = format!("message={token}");
        let answer = town.post(&louis.cookie, &undo, &form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(
            page.contains("aucun professionnel ne le voit avant"),
            "{page}"
        );
        town.does(&ana.cookie, &undo, &form).await;
        town.world.advance(SENT);
        assert!(!town.reads(&doctor.cookie, &his).await.contains("Oubliez"));
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(page.contains("Oubliez"), "a draft again: {page}");
        assert!(!town.reads(&louis.cookie, &hers).await.contains("Oubliez"));
    })
    .await;
}

#[tokio::test]
async fn azp_09_a_mandate_that_ends_in_the_middle_of_a_conversation_is_over_at_the_next_request() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, lea) = town.family().await;
        let doctor = town.doctor().await;
        let id = town.writes_first(&doctor, lea.space, "Suivi").await;
        let hers = Town::of(&lea, &format!("/messages/{id}"));
        let his = format!("{}/{id}", theirs(lea.space));
        town.writes_on(&ana.cookie, &hers, "De sa mère.").await;
        let open = town.reads(&ana.cookie, &hers).await;
        assert!(open.contains("De sa mère."), "{open}");
        let gives_up = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &gives_up, "geste=rendre").await;
        // The other tab of the same session.
        let nobody = SpaceId::from_bytes([5; 16]);
        let form = format!("jeton={}&geste=envoyer&texte=Encore", town.token());
        for below in [String::new(), format!("/{id}"), String::from("/ecrire")] {
            let path = Town::of(&lea, &format!("/messages{below}"));
            let none = format!("/espace/{nobody}/messages{below}");
            for (one, other) in [
                (
                    town.get(&ana.cookie, &path).await,
                    town.get(&ana.cookie, &none).await,
                ),
                (
                    town.post(&ana.cookie, &path, &form).await,
                    town.post(&ana.cookie, &none, &form).await,
                ),
            ] {
                assert_eq!(one.status, StatusCode::NOT_FOUND, "{path}");
                assert_eq!(one.shape(), other.shape(), "{path}");
            }
        }
        // What was said stays, by whom it was said; and the other goes on.
        let page = town.reads(&doctor.cookie, &his).await;
        assert!(page.contains("Ana Martin, pour Lea Martin"), "{page}");
        assert!(!page.contains("Encore"), "{page}");
        town.writes_on(&louis.cookie, &hers, "De son père.").await;
        let page = town.reads(&doctor.cookie, &his).await;
        assert!(page.contains("De son père."), "{page}");
        // At eighteen it is over for him too, whatever no job did.
        let rows = "UPDATE mandate SET until = $1";
        let of_age = midnight("2034-03-02");
        let set = town.house.store.execute(rows, vec![of_age.into()]);
        set.await.expect("set");
        town.world.set(of_age.minus(Duration::from_secs(1)));
        let cookie = town.comes_back(louis.space).await;
        town.reads(&cookie, &hers).await;
        town.world.set(of_age);
        let answer = town.get(&cookie, &hers).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let answer = town.post(&cookie, &hers, &form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn azp_12_what_is_attached_and_becomes_a_secret_is_not_found_in_the_conversation_either() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, _, lea) = town.family().await;
        let doctor = town.doctor().await;
        let path = format!("{}/fichier", theirs(lea.space));
        let token = town.token();
        let fields = [
            ("jeton", token.as_str()),
            ("sujet", "Courrier"),
            ("texte", "Voici"),
        ];
        let sent = town
            .upload(&doctor.cookie, &path, &fields, ("cr.txt", b"CANARI"))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(SENT);
        let hers = Town::of(&lea, &format!("/messages/{token}"));
        let list = Town::of(&lea, "/messages");
        let way = Town::of(&lea, "/documents/");
        let page = town.reads(&ana.cookie, &hers).await;
        let id = piece(&page, &way);
        let document = format!("{way}{id}");
        town.reads(&ana.cookie, &document).await;
        let told = town.reads(&ana.cookie, &list).await;
        assert!(told.contains("avec pièce jointe"), "{told}");
        let deposit = format!("/pro/depots/{}/{id}/secret", lea.space);
        town.does(&doctor.cookie, &deposit, "quoi=garder").await;
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(
            !page.contains(&id) && !page.contains("Pièce jointe"),
            "{page}"
        );
        assert!(page.contains("Voici"), "{page}");
        let told = town.reads(&ana.cookie, &list).await;
        assert!(!told.contains("avec pièce jointe"), "{told}");
        let gone = town.get(&ana.cookie, &document).await;
        let none = format!("{way}00000000000000000000000001");
        assert_eq!(gone.shape(), town.get(&ana.cookie, &none).await.shape());
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        // Nor can it be sent on.
        let mut refused = Vec::new();
        for id in [id.as_str(), "00000000000000000000000001"] {
            let form = format!(
                "jeton={}&geste=envoyer&texte=Voici&document-{id}=oui",
                town.token()
            );
            refused.push(town.post(&ana.cookie, &hers, &form).await.shape());
        }
        assert_eq!(refused[0], refused[1]);
        assert_eq!(refused[0].0, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn msg_11_both_parents_are_told_of_a_message_on_their_own_channels_and_of_nothing_else() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, _, lea) = town.family().await;
        let doctor = town.doctor().await;
        let id = town.writes_first(&doctor, lea.space, "Oncologie").await;
        let told = async || {
            for _ in 0..2 {
                town.house.messages.tell().await.expect("told");
            }
            town.house.post.deliver(100).await.expect("a pass");
            let mut sent = town.house.post.sent(100).await.expect("listed");
            sent.retain(|sent| sent.subject.contains("message"));
            sent
        };
        let first = told().await;
        let mut to: Vec<&str> = first.iter().map(|sent| sent.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["ana@exemple.fr", "louis@exemple.fr"]);
        for sent in &first {
            let text = format!("{} {}", sent.subject, sent.text);
            for word in ["Lea", "Oncologie", "Benali", "Dr", "Cabinet", &id] {
                assert!(!text.contains(word), "{word}: {text}");
            }
            assert!(text.contains("d’un enfant que vous gérez"), "{text}");
        }
        let given = town.reads(&ana.cookie, "/espace/moi/notifications").await;
        let words = "Un message attendait dans l’espace d’un enfant";
        assert!(given.contains(words), "{given}");
        // One as long as it is not read; and none of what the other parent writes.
        let his = format!("{}/{id}", theirs(lea.space));
        town.writes_on(&doctor.cookie, &his, "Encore").await;
        assert_eq!(told().await.len(), 2);
        let hers = Town::of(&lea, &format!("/messages/{id}"));
        town.reads(&ana.cookie, &hers).await;
        town.writes_on(&ana.cookie, &hers, "Merci").await;
        assert_eq!(told().await.len(), 2);
        town.writes_on(&doctor.cookie, &his, "De rien").await;
        assert_eq!(told().await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn azp_12_what_is_begun_with_a_young_person_who_has_an_account_is_theirs_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let lea = town.girl(1, "Lea", 2010).await;
        town.answers_for(&ana, lea.space).await;
        let doctor = town.doctor().await;
        let before = town.reads(&doctor.cookie, &theirs(lea.space)).await;
        assert!(before.contains("lui seul lira cet échange"), "{before}");
        let own = town.writes_first(&doctor, lea.space, "Confidentiel").await;
        let page = town
            .reads(&doctor.cookie, &format!("{}/{own}", theirs(lea.space)))
            .await;
        assert!(page.contains("ne le voient pas"), "{page}");
        let hers = format!("/espace/moi/messages/{own}");
        let page = town.reads(&lea.cookie, &hers).await;
        assert!(page.contains("Vous seul voyez cet échange"), "{page}");
        let page = town.reads(&lea.cookie, "/espace/moi/messages/ecrire").await;
        assert!(page.contains("Vous seul verrez cet échange"), "{page}");
        // No parent finds it, or is told of it: as if it were not.
        let list = lea.of("/messages");
        let page = town.reads(&ana.cookie, &list).await;
        assert!(
            page.contains("Aucun message.") && !page.contains("Confidentiel"),
            "{page}"
        );
        let path = format!("{list}/{own}");
        let none = format!("{list}/00000000000000000000000001");
        for (one, other) in [
            (
                town.get(&ana.cookie, &path).await,
                town.get(&ana.cookie, &none).await,
            ),
            (
                town.post(&ana.cookie, &path, "geste=garder&texte=x").await,
                town.post(&ana.cookie, &none, "geste=garder&texte=x").await,
            ),
        ] {
            assert_eq!(one.status, StatusCode::NOT_FOUND);
            assert_eq!(one.shape(), other.shape());
        }
        let told = async || {
            town.house.messages.tell().await.expect("told");
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let of_messages = sent.into_iter().filter(|it| it.subject.contains("message"));
            of_messages.map(|it| it.to).collect::<Vec<_>>()
        };
        town.writes_on(
            &doctor.cookie,
            &format!("{}/{own}", theirs(lea.space)),
            "Encore",
        )
        .await;
        assert_eq!(told().await, ["jeune1@exemple.fr"]);
        // What a parent begins is of both: the young person reads it, and is told so.
        let reach = "/pro/messages/joignable";
        town.does(&doctor.cookie, reach, "joignable=oui").await;
        let consent = format!("/pro/patients/{}/lien", lea.space);
        town.does(&doctor.cookie, &consent, "accord=oui").await;
        let number = &doctor.professional.rpps;
        let token = town.token();
        let form = format!("jeton={token}&a={number}&sujet=Sport&texte=Certificat&geste=envoyer");
        town.does(&ana.cookie, &lea.of("/messages/ecrire"), &form)
            .await;
        town.world.advance(SENT);
        let page = town
            .reads(&lea.cookie, &format!("/espace/moi/messages/{token}"))
            .await;
        assert!(page.contains("lisent aussi cet échange"), "{page}");
        assert!(page.contains("Ana Martin"), "{page}");
        let both = format!("{}/{token}", theirs(lea.space));
        town.writes_on(&doctor.cookie, &both, "Oui").await;
        let mut to = told().await;
        to.sort_unstable();
        let all = ["ana@exemple.fr", "jeune1@exemple.fr", "jeune1@exemple.fr"];
        assert_eq!(to, all);
        // Of age, everything is hers, and nobody says otherwise.
        let page = town.reads(&lea.cookie, "/espace/moi/messages").await;
        assert!(
            page.contains("Confidentiel") && page.contains("Sport"),
            "{page}"
        );
    })
    .await;
}
