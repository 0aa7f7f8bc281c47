//! The conversations of the two girls: both have one that their parent began, and Lea has
//! others of her own.

use super::{TEXT, TITLE, Worlds, shape};
use crate::secret::{MINUTE, UNKNOWN, Young};
use crate::town::{Pro, Town};
use http::{Method, StatusCode};
use kernel::SpaceId;

fn typed(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn theirs(space: SpaceId) -> String {
    format!("/pro/patients/{space}/messages")
}

impl Worlds {
    /// A parent begins a conversation with this doctor in a girl's space; its id.
    pub(super) async fn parent_writes(
        town: &Town,
        cookie: &str,
        young: &Young,
        doctor: &Pro,
    ) -> String {
        let (token, number) = (town.token(), &doctor.professional.rpps);
        let form = format!("jeton={token}&geste=envoyer&a={number}&sujet=Sport&texte=Bonjour");
        town.does(cookie, &young.of("/messages/ecrire"), &form)
            .await;
        token
    }

    /// Lea and her doctors write to each other in conversations of her own: what comes of
    /// that, of every kind. The documents in it are secrets too.
    pub(super) async fn talks(&mut self) {
        let (town, lea, doctor) = (&self.town, &self.lea, &self.doctor);
        let (number, other) = (&doctor.professional.rpps, &self.other.professional.rpps);
        let (hers, his) = (town.token(), town.token());
        let number = number.to_string();
        let fields = [
            ("jeton", hers.as_str()),
            ("a", number.as_str()),
            ("sujet", TITLE),
            ("texte", TEXT),
        ];
        let file = ("mot.txt", b"CANARI de ma main".as_slice());
        let path = "/espace/moi/messages/ecrire/fichier";
        let sent = town.upload(&lea.cookie, path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let fields = [("jeton", his.as_str()), ("sujet", TITLE), ("texte", TEXT)];
        let file = ("mot.txt", b"CANARI de la sienne".as_slice());
        let path = format!("{}/fichier", theirs(lea.space));
        let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        town.world.advance(MINUTE);
        // What her parent added she attaches too, and it is read there.
        let [_, own, ..] = &self.both[0];
        let way = format!("/espace/moi/messages/{hers}");
        let said = typed(TEXT);
        let form = format!(
            "jeton={}&geste=envoyer&texte={said}&document-{own}=oui",
            town.token()
        );
        town.does(&lea.cookie, &way, &form).await;
        let form = format!("jeton={}&qui={other}", town.token());
        town.does(&lea.cookie, &format!("{way}/ajouter"), &form)
            .await;
        town.world.advance(MINUTE);
        let mut found = Vec::new();
        for id in [&hers, &his] {
            let there = format!("{}/{id}", theirs(lea.space));
            let page = town.reads(&doctor.cookie, &there).await;
            let pieces = format!("{there}/pieces/");
            for piece in page.split(&pieces).skip(1) {
                let piece = &piece[..26];
                town.reads(&doctor.cookie, &format!("{pieces}{piece}"))
                    .await;
                if piece != own.as_str() {
                    found.push(piece.to_owned());
                }
            }
            let form = format!("jeton={}&geste=envoyer&texte={said}", town.token());
            town.does(&doctor.cookie, &there, &form).await;
            town.reads(&lea.cookie, &format!("/espace/moi/messages/{id}"))
                .await;
        }
        assert_eq!(found.len(), 2, "{found:?}");
        let there = format!("{}/{hers}", theirs(lea.space));
        town.reads(&self.other.cookie, &there).await;
        let form = format!("jeton={}&qui={other}", town.token());
        town.does(&lea.cookie, &format!("{way}/retirer"), &form)
            .await;
        town.does(&doctor.cookie, &format!("{there}/etat"), "etat=closed")
            .await;
        // The last answers wait to be read.
        town.world.advance(MINUTE);
        self.secret.extend(found);
        self.own = vec![hers, his];
    }
}

#[tokio::test]
async fn azp_12_a_young_person_s_own_conversation_answers_a_parent_as_one_that_never_was() {
    testkit::for_each_store_at(async |_, url| {
        let worlds = Worlds::on(&url).await;
        let cookie = worlds.town.signs_in(worlds.parent).await;
        let lea = &worlds.lea;
        let routes = edge::FOR_REPRESENTATIVES.into_iter();
        let of_threads = routes.filter(|route| route.contains("{thread}"));
        let number = &worlds.doctor.professional.rpps;
        let document = &worlds.both[0][0];
        let forms = [
            String::from("geste=garder&texte=x"),
            format!("jeton={UNKNOWN}&geste=envoyer&texte=x"),
            format!("jeton={UNKNOWN}&geste=envoyer&texte=x&document-{document}=oui"),
            format!("jeton={UNKNOWN}&qui={number}"),
            format!("message={UNKNOWN}"),
        ];
        let mut asked = 0;
        for route in of_threads {
            let below = route.strip_prefix("/espace/moi").expect("of a space");
            for own in &worlds.own {
                let path = |id: &str| lea.of(&below.replace("{thread}", id));
                let (theirs, nothing) = (path(own), path(UNKNOWN));
                for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
                    let ask = async |path: &str| {
                        let answer = worlds.town.with(method.clone(), &cookie, path, &[]);
                        shape(lea, "Lea", &answer.await)
                    };
                    assert_eq!(ask(&theirs).await, ask(&nothing).await, "{method} {route}");
                }
                for form in &forms {
                    let one = worlds.town.post(&cookie, &theirs, form).await;
                    let none = worlds.town.post(&cookie, &nothing, form).await;
                    let said = shape(lea, "Lea", &one);
                    assert_eq!(said, shape(lea, "Lea", &none), "POST {route} {form}");
                    assert_ne!(one.status, StatusCode::SEE_OTHER, "POST {route} {form}");
                }
                asked += 1;
            }
        }
        assert!(asked >= 10, "{asked}");
        // She has all of it herself.
        let list = worlds.town.reads(&lea.cookie, "/espace/moi/messages").await;
        assert_eq!(
            list.matches("Contraception d’urgence</a>").count(),
            2,
            "{list}"
        );
        let told = worlds
            .town
            .reads(&lea.cookie, "/espace/moi/acces/journal/csv")
            .await;
        assert!(told.contains("Dans un échange de messages"), "{told}");
    })
    .await;
}
