//! Conversations that are confided: a carer writes as who they are, in those that began
//! since, and what is not confided is as what never was.

use super::{JOIN, LIST, LOUIS, MARIA, accepting, of};
use crate::hiding::hides;
use crate::mandates::midnight;
use crate::town::{Holder, Pro, Town};
use edge::FOR_CARERS_WHO_WRITE;
use http::StatusCode;
use kernel::SpaceId;
use std::time::Duration;
use testkit::for_each_store_at;

/// Longer than a message is held.
const SENT: Duration = Duration::from_secs(31);
const UNKNOWN: &str = "00000000000000000000000001";
/// The end of what is confided to Louis.
const END: &str = "2027-07-01";

/// The conversations of a professional with somebody.
fn theirs(holder: &Holder) -> String {
    format!("/pro/patients/{}/messages", holder.space)
}

/// A page without what is new each time it is shown.
fn still(page: &str) -> String {
    let mut parts = page.split("name=\"jeton\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |still, part| {
        still + part.get(26..).unwrap_or_default()
    })
}

/// The form of an invitation that confides conversations too.
pub fn with_messages(form: &str) -> String {
    format!("{form}&messages=oui")
}

impl Town {
    /// Louis reads and writes messages in this holder's space from now on.
    pub async fn confides_messages_to_louis(&self, holder: &Holder, louis: &Holder) {
        let code = self.invites_to_help(holder, &with_messages(LOUIS)).await;
        self.does(&louis.cookie, JOIN, &accepting(&code)).await;
    }

    /// The holder confides conversations too, or no more.
    async fn changes_messages(&self, holder: &Holder, more: bool) {
        let care = self.care_of(&holder.cookie).await;
        let geste = if more { "messages-oui" } else { "messages-non" };
        self.does(&holder.cookie, &care, &format!("geste={geste}"))
            .await;
    }

    /// That nothing of conversations is there for this carer, as in a space of nobody.
    async fn finds_no_messages(&self, carer: &Holder, holder: &Holder, thread: &str) {
        let nobody = SpaceId::from_bytes([5; 16]);
        for route in FOR_CARERS_WHO_WRITE {
            let below = route.strip_prefix("/espace/moi").expect("of a space");
            let below = below.replace("{thread}", thread);
            let (path, none) = (of(holder, &below), format!("/espace/{nobody}{below}"));
            let form = format!("jeton={}&geste=envoyer&texte=Encore", self.token());
            for (one, other) in [
                (
                    self.get(&carer.cookie, &path).await,
                    self.get(&carer.cookie, &none).await,
                ),
                (
                    self.post(&carer.cookie, &path, &form).await,
                    self.post(&carer.cookie, &none, &form).await,
                ),
            ] {
                assert_eq!(one.status, StatusCode::NOT_FOUND, "{path}");
                assert_eq!(one.shape(), other.shape(), "{path}");
            }
        }
    }

    /// A professional writes first with a file; the ids of conversation and document.
    async fn writes_with_a_file(&self, pro: &Pro, holder: &Holder) -> (String, String) {
        let token = self.token();
        let fields = [
            ("jeton", token.as_str()),
            ("sujet", "Courrier"),
            ("texte", "Voici"),
        ];
        let path = format!("{}/fichier", theirs(holder));
        let file = ("cr.txt", b"CANARI".as_slice());
        let sent = self.upload(&pro.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.world.advance(SENT);
        let own = format!("/espace/moi/messages/{token}");
        let page = self.reads(&holder.cookie, &own).await;
        let way = "/espace/moi/documents/";
        let start = page.rfind(way).expect("something attached") + way.len();
        (token, page[start..start + 26].to_owned())
    }
}

#[tokio::test]
async fn a_carer_with_messages_writes_as_who_they_are_and_one_without_finds_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        let doctor = town.doctor().await;
        let old = town.writes_first(&doctor, ana.space, "Ancien").await;
        let before = format!("/espace/moi/messages/{old}");
        town.reads(&ana.cookie, &before).await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let code = town.invites_to_help(&ana, MARIA).await;
        town.does(&maria.cookie, JOIN, &accepting(&code)).await;
        let id = town.writes_first(&doctor, ana.space, "Suivi").await;
        let hers = of(&ana, &format!("/messages/{id}"));
        let own = format!("/espace/moi/messages/{id}");
        let his = format!("{}/{id}", theirs(&ana));
        // Who sees alone finds no conversation; who reads them finds those since.
        town.finds_no_messages(&maria, &ana, &id).await;
        town.reads(&maria.cookie, &of(&ana, "/documents")).await;
        let list = town.reads(&louis.cookie, &of(&ana, "/messages")).await;
        assert!(list.contains("Suivi") && !list.contains("Ancien"), "{list}");
        assert!(!list.contains("1 nouveau"), "what is read is hers: {list}");
        assert!(!list.contains(ana.matricule()), "{list}");
        let page = town.reads(&louis.cookie, &hers).await;
        assert!(page.contains("Bonjour"), "{page}");
        for way in ["/retirer", "/ajouter", "/fichier", "/acces/pro/"] {
            assert!(!page.contains(way), "{way}: {page}");
        }
        town.writes_on(&louis.cookie, &hers, "Elle tousse encore.")
            .await;
        let page = town.reads(&doctor.cookie, &his).await;
        for words in [
            "Louis Petit, pour Ana Martin",
            "Aidant du patient",
            "Elle tousse encore.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("identité du registre"), "{page}");
        let inbox = town.reads(&doctor.cookie, "/pro/messages").await;
        let last = "Dernier message : Louis Petit, pour Ana Martin";
        assert!(inbox.contains(last), "{inbox}");
        // It is as new to her as before, and she reads who wrote, and who reads.
        let list = town.reads(&ana.cookie, "/espace/moi/messages").await;
        assert!(list.contains("1 nouveau"), "{list}");
        let page = town.reads(&ana.cookie, &own).await;
        for words in ["Louis Petit", "Aidant", "lit aussi cet échange"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let page = town.reads(&ana.cookie, &before).await;
        assert!(!page.contains("lit aussi cet échange"), "{page}");
        let page = town.reads(&ana.cookie, "/espace/moi/messages/ecrire").await;
        assert!(page.contains("lira aussi cet échange"), "{page}");
        let told = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        for words in ["Louis Petit", "Votre proche", "A envoyé un message"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        for words in [
            "Louis Petit voit cet espace et y lit et écrit des messages",
            "Maria Rossi voit cet espace, comme aidant",
            "Un aidant lit et écrit des messages",
        ] {
            assert!(life.contains(words), "{words}: {life}");
        }
        // Whoever closes it closes it to both.
        town.does(&doctor.cookie, &format!("{his}/etat"), "etat=closed")
            .await;
        let form = format!("jeton={}&geste=envoyer&texte=Encore", town.token());
        town.is_told(&louis.cookie, &hers, &form, "a fermé cet échange")
            .await;
        // He begins one, with who wrote where he reads.
        let write = of(&ana, "/messages/ecrire");
        let number = &doctor.professional.rpps;
        let token = town.token();
        let form = format!("jeton={token}&a={number}&sujet=Vaccins&texte=Quand&geste=envoyer");
        town.does(&louis.cookie, &write, &form).await;
        town.world.advance(SENT);
        let path = format!("{}/{token}", theirs(&ana));
        let page = town.reads(&doctor.cookie, &path).await;
        assert!(page.contains("Louis Petit, pour Ana Martin"), "{page}");
        let page = town.reads(&ana.cookie, "/espace/moi/messages").await;
        assert!(page.contains("Vaccins"), "{page}");
        town.house.journal.verify(ana.space).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn azp_06_a_draft_is_of_the_carer_who_writes_it_and_so_is_taking_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let doctor = town.doctor().await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let id = town.writes_first(&doctor, ana.space, "Suivi").await;
        let hers = of(&ana, &format!("/messages/{id}"));
        let own = format!("/espace/moi/messages/{id}");
        for (below, more) in [(format!("/{id}"), ""), ("/ecrire".into(), "&sujet=S&a=")] {
            let path = of(&ana, &format!("/messages{below}"));
            let form = format!("jeton={}&geste=garder&texte=CANARI{more}", town.token());
            town.does(&louis.cookie, &path, &form).await;
            assert!(town.reads(&louis.cookie, &path).await.contains("CANARI"));
            for path in [
                format!("/espace/moi/messages{below}"),
                format!("/en/espace/moi/messages{below}"),
            ] {
                assert!(!town.reads(&ana.cookie, &path).await.contains("CANARI"));
            }
        }
        // Nor does it come along to his own space.
        let page = town
            .reads(&louis.cookie, "/espace/moi/messages/ecrire")
            .await;
        assert!(!page.contains("CANARI"), "{page}");
        let token = town.token();
        let form = format!("jeton={token}&geste=envoyer&texte=Oubliez");
        town.does(&louis.cookie, &hers, &form).await;
        let form = format!("message={token}");
        let answer = town
            .post(&ana.cookie, &format!("{own}/annuler"), &form)
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        town.does(&louis.cookie, &format!("{hers}/annuler"), &form)
            .await;
        town.world.advance(SENT);
        let his = format!("{}/{id}", theirs(&ana));
        assert!(!town.reads(&doctor.cookie, &his).await.contains("Oubliez"));
        assert!(town.reads(&louis.cookie, &hers).await.contains("Oubliez"));
        assert!(!town.reads(&ana.cookie, &own).await.contains("Oubliez"));
        // What she sent he does not take back either, and after half a minute nobody does.
        let token = town.token();
        let form = format!("jeton={token}&geste=envoyer&texte=Mien");
        town.does(&ana.cookie, &own, &form).await;
        let form = format!("message={token}");
        let undo = format!("{hers}/annuler");
        let answer = town.post(&louis.cookie, &undo, &form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn azp_02_conversations_of_before_are_as_what_never_was_on_every_address_of_a_carer() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        town.does(&doctor.cookie, "/pro/messages/joignable", "joignable=oui")
            .await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let all = async |id: &str| {
            let mut told = Vec::new();
            for below in [
                "",
                "/ecrire",
                "/ecrire?joindre=oui",
                "/{id}",
                "/{id}?joindre=oui",
            ] {
                for lead in ["", "/en"] {
                    let below = below.replace("{id}", id);
                    let path = format!("{lead}{}", of(&ana, &format!("/messages{below}")));
                    let answer = town.get(&louis.cookie, &path).await;
                    told.push((answer.status, still(&answer.text())));
                }
            }
            for form in ["geste=garder&texte=x", "geste=envoyer&texte=x"] {
                let path = of(&ana, &format!("/messages/{id}"));
                let form = format!("jeton={}&{form}", town.token());
                let answer = town.post(&louis.cookie, &path, &form).await;
                told.push((answer.status, still(&answer.text())));
            }
            let number = &doctor.professional.rpps;
            let form = format!(
                "jeton={}&a={number}&sujet=S&texte=T&geste=envoyer",
                town.token()
            );
            let write = of(&ana, "/messages/ecrire");
            let answer = town.post(&louis.cookie, &write, &form).await;
            told.push((answer.status, still(&answer.text())));
            told
        };
        let nothing = all(UNKNOWN).await;
        town.changes_messages(&ana, false).await;
        let between = town.writes_first(&doctor, ana.space, "CANARI").await;
        town.finds_no_messages(&louis, &ana, &between).await;
        town.changes_messages(&ana, true).await;
        // Neither what was said between, nor that it was, nor whom she lets read.
        assert_eq!(nothing, all(&between).await);
        // It stays so when they go on there.
        let his = format!("{}/{between}", theirs(&ana));
        town.writes_on(&doctor.cookie, &his, "Encore").await;
        assert_eq!(nothing, all(&between).await);
        // Had these pages nothing to show, this would prove nothing.
        let since = town.writes_first(&doctor, ana.space, "Suivi").await;
        let shown = all(&since).await;
        let differ = nothing.iter().zip(&shown).filter(|(one, two)| one != two);
        assert_eq!(differ.count(), shown.len());
    })
    .await;
}

#[tokio::test]
async fn azp_02_what_is_hidden_is_not_attached_for_a_carer_and_they_send_on_nothing_hidden() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let mine = town.adds(&ana, "Ordonnance").await;
        town.confides_messages_to_louis(&ana, &louis).await;
        let (thread, id) = town.writes_with_a_file(&doctor, &ana).await;
        let (list, hers) = (
            of(&ana, "/messages"),
            of(&ana, &format!("/messages/{thread}")),
        );
        let page = town.reads(&louis.cookie, &hers).await;
        let document = of(&ana, &format!("/documents/{id}"));
        assert!(page.contains(&document), "{page}");
        town.reads(&louis.cookie, &document).await;
        let listed = town.reads(&louis.cookie, &list).await;
        assert!(listed.contains("avec pièce jointe"), "{listed}");
        hides(&town, &ana, &id, "tous").await;
        let page = town.reads(&louis.cookie, &hers).await;
        assert!(
            page.contains("Voici") && !page.contains(&id) && !page.contains("Pièce jointe"),
            "{page}"
        );
        let listed = town.reads(&louis.cookie, &list).await;
        assert!(!listed.contains("avec pièce jointe"), "{listed}");
        // He sends what he sees; what she hides, from everyone or from one, he does not.
        let sends = async |id: &str| {
            let token = town.token();
            let form = format!("jeton={token}&geste=envoyer&texte=Voici&document-{id}=oui");
            town.post(&louis.cookie, &hers, &form).await
        };
        let choose = format!("{hers}?joindre=oui");
        let page = town.reads(&louis.cookie, &choose).await;
        assert!(page.contains(&mine) && !page.contains(&id), "{page}");
        assert!(!page.contains("type=\"file\""), "{page}");
        let sent = sends(&mine).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(SENT);
        let his = format!("{}/{thread}", theirs(&ana));
        let piece = format!("{his}/pieces/{mine}");
        town.reads(&doctor.cookie, &piece).await;
        let none = sends(UNKNOWN).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert_eq!(sends(&id).await.shape(), none.shape());
        hides(&town, &ana, &mine, "99700218896").await;
        assert_eq!(sends(&mine).await.shape(), none.shape());
        let page = town.reads(&louis.cookie, &choose).await;
        assert!(!page.contains(&format!("document-{mine}")), "{page}");
    })
    .await;
}

#[tokio::test]
async fn azp_09_it_ends_in_the_middle_of_a_conversation_by_each_of_its_ends() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut ana = town.holder(0).await;
        let mut louis = town.holder(1).await;
        let doctor = town.doctor().await;
        for end in ["less", "holder", "carer", "day"] {
            match end {
                // What is confided no more is confided again, from then on.
                "holder" => town.changes_messages(&ana, true).await,
                _ => town.confides_messages_to_louis(&ana, &louis).await,
            }
            let id = town.writes_first(&doctor, ana.space, "Suivi").await;
            let hers = of(&ana, &format!("/messages/{id}"));
            town.writes_on(&louis.cookie, &hers, "De Louis.").await;
            match end {
                "less" => {
                    let care = town.care_of(&ana.cookie).await;
                    // To confide less does not wait for a proof.
                    town.world.advance(Duration::from_secs(6 * 60));
                    // The page that has the button asks for nothing either.
                    let page = town.reads(&ana.cookie, &care).await;
                    assert!(page.contains("messages-non"), "{page}");
                    town.does(&ana.cookie, &care, "geste=messages-non").await;
                    town.reads(&louis.cookie, &of(&ana, "/documents")).await;
                    let asked = town.post(&ana.cookie, &care, "geste=messages-oui").await;
                    let to = asked.location();
                    let proof = "/connexion/preuve?retour=/espace/moi/proches/aidants/";
                    assert!(to.starts_with(proof), "{to}");
                    ana = town.later(ana).await;
                    louis = town.later(louis).await;
                }
                "day" => {
                    let end = midnight(END);
                    town.world.set(end.minus(Duration::from_secs(1)));
                    louis = town.later(louis).await;
                    town.reads(&louis.cookie, &hers).await;
                    town.world.set(end);
                }
                who => {
                    let who = if who == "holder" { &ana } else { &louis };
                    let care = town.care_of(&who.cookie).await;
                    town.does(&who.cookie, &care, "geste=arreter").await;
                }
            }
            town.finds_no_messages(&louis, &ana, &id).await;
            // What was said stays, by whom it was said.
            if end != "day" {
                let his = format!("{}/{id}", theirs(&ana));
                let page = town.reads(&doctor.cookie, &his).await;
                assert!(page.contains("Louis Petit, pour Ana Martin"), "{page}");
                assert!(!page.contains("Encore"), "{page}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn messages_are_confided_with_a_tick_of_their_own_that_both_read_before_and_after() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let form = town.reads(&ana.cookie, super::INVITE).await;
        assert!(
            form.contains("name=\"messages\"") && !form.contains("checked"),
            "{form}"
        );
        let alone = with_messages(&LOUIS.replace("&voir=oui", ""));
        town.is_told(&ana.cookie, super::INVITE, &alone, "cochez les deux")
            .await;
        let code = town.invites_to_help(&ana, &with_messages(LOUIS)).await;
        let care = town.care_of(&ana.cookie).await;
        let page = town.reads(&ana.cookie, &care).await;
        assert!(
            page.contains("Cette invitation confie aussi vos messages"),
            "{page}"
        );
        // Nobody confides more to whom nobody is yet.
        let more = town.post(&ana.cookie, &care, "geste=messages-oui").await;
        assert_eq!(more.status, StatusCode::NOT_FOUND);
        let offer = town
            .post(&louis.cookie, JOIN, &format!("code={code}"))
            .await
            .text();
        assert!(offer.contains("sous votre propre nom"), "{offer}");
        assert!(offer.contains("rien d’autre"), "{offer}");
        town.does(&louis.cookie, JOIN, &accepting(&code)).await;
        let told = async |who: &Holder, yes: bool| {
            let care = town.care_of(&who.cookie).await;
            let list = town.reads(&who.cookie, LIST).await;
            let page = town.reads(&who.cookie, &care).await;
            let said = [
                list.contains("lit et écrit des messages") || list.contains("lisez et écrivez"),
                page.contains("commencés depuis"),
            ];
            assert_eq!(said, [yes, yes], "{list} {page}");
            page
        };
        told(&louis, true).await;
        let page = told(&ana, true).await;
        assert!(page.contains("Ne plus confier mes messages"), "{page}");
        // Neither the carer nor anybody else widens it.
        let care = town.care_of(&louis.cookie).await;
        for who in [&louis, &town.holder(2).await] {
            for geste in ["messages-oui", "messages-non"] {
                let answer = town
                    .post(&who.cookie, &care, &format!("geste={geste}"))
                    .await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        }
        town.changes_messages(&ana, false).await;
        town.changes_messages(&ana, false).await;
        told(&louis, false).await;
        let page = told(&ana, false).await;
        assert!(page.contains("Confier aussi mes messages"), "{page}");
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        let over = "Un aidant ne lit plus de messages dans cet espace";
        assert_eq!(life.matches(over).count(), 1, "{life}");
    })
    .await;
}
