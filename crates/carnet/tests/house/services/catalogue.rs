//! The catalogue: two persons list, everybody finds, one person stops.

use super::{Tokens, documents_of, encoded, found};
use crate::town::{Colleague, Town};
use ::catalogue::rules::criteria;
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

pub(super) const ADMIN: &str = "/admin/catalogue";
const HERE: &str = "/admin/catalogue/souffle";

pub(super) fn submission(other: &[(&str, &str)]) -> String {
    let all = vec![
        ("nom", "Souffle"),
        ("identifiant", "souffle"),
        ("editeur", "Atelier du Souffle"),
        ("contact", "contact@souffle.example"),
        ("texte-fr", "Suit l’asthme au quotidien."),
        ("texte-en", "Follows asthma day by day."),
        ("site", "https://souffle.example/"),
        ("theme", "suivi"),
        ("prix", "gratuit"),
        ("donnees-documents", "oui"),
        ("donnees-identite", "oui"),
        ("retours", super::BACK),
    ];
    super::but(all, other)
}

pub(super) fn examination(verdict: &str) -> String {
    let names: Vec<String> = criteria()
        .iter()
        .map(|it| format!("avis-{}", it.id))
        .collect();
    let pairs: Vec<(&str, &str)> = names.iter().map(|name| (&**name, verdict)).collect();
    encoded(&pairs)
}

impl Town {
    async fn takes_in(&self, who: &Colleague, other: &[(&str, &str)]) {
        let path = format!("{ADMIN}/nouveau");
        let sent = self.post(&who.cookie, &path, &submission(other)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }

    /// What became of it, as the address says.
    async fn decides(&self, who: &Colleague, what: &str, form: &str) -> String {
        let done = self
            .post(&who.cookie, &format!("{HERE}/{what}"), form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let (_, done) = done.location().rsplit_once('=').expect("an outcome");
        done.to_owned()
    }
}

#[tokio::test]
async fn app_16_one_administrator_lists_nothing_alone_and_two_list_what_was_examined() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        town.takes_in(&odile, &[]).await;
        assert_eq!(town.decides(&odile, "referencer", "").await, "criteres");
        town.decides(&odile, "examiner", &examination("unmet"))
            .await;
        assert_eq!(town.decides(&odile, "referencer", "").await, "criteres");
        town.decides(&odile, "examiner", &examination("met")).await;
        assert_eq!(town.decides(&odile, "referencer", "").await, "proposee");
        for _ in 0..3 {
            assert_eq!(town.decides(&odile, "referencer", "").await, "deuxieme");
        }
        assert_eq!(
            town.get("", "/services/souffle").await.status,
            StatusCode::NOT_FOUND
        );
        // Whoever finds something anew takes the first word back.
        let one = format!("avis-{}=unconcerned", criteria()[0].id);
        town.decides(&karim, "examiner", &one).await;
        assert_eq!(town.decides(&karim, "referencer", "").await, "proposee");
        assert_eq!(town.decides(&odile, "referencer", "").await, "referencee");
        let sheet = town.get("", "/services/souffle").await;
        assert_eq!(sheet.status, StatusCode::OK);
        for said in ["Atelier du Souffle", "Mes documents", "Mon identité"] {
            assert!(sheet.text().contains(said), "{said}");
        }
        // The contact is the team's.
        assert!(!sheet.text().contains("contact@souffle.example"));
        // What was listed is never widened, by one or by two.
        let wider = submission(&[("donnees-resultats", "oui")]);
        let path = format!("{ADMIN}/nouveau");
        let refused = town.post(&karim.cookie, &path, &wider).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            !town
                .get("", "/services/souffle")
                .await
                .text()
                .contains("Mes résultats")
        );
        let deeds = town.get(&karim.cookie, HERE).await.text();
        for said in [
            "Demande enregistrée",
            "Odile Marchand",
            "Karim Lebrun",
            "confirmé",
        ] {
            assert!(deeds.contains(said), "{said}: {deeds}");
        }
    })
    .await;
}

#[tokio::test]
async fn app_04_a_service_that_is_suspended_reads_nothing_and_is_found_by_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let [odile, karim] = town.administrators().await;
        town.takes_in(&odile, &[]).await;
        town.decides(&odile, "examiner", &examination("met")).await;
        town.decides(&odile, "referencer", "").await;
        town.decides(&karim, "referencer", "").await;
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let tokens = Tokens::of(&town.trades("souffle", &code, &[]).await);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        assert_eq!(
            town.decides(&karim, "suspendre", "raison=critere").await,
            "suspendue"
        );
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            town.get("", "/services/souffle").await.status,
            StatusCode::NOT_FOUND
        );
        // Back again takes two persons again.
        assert_eq!(town.decides(&karim, "referencer", "").await, "proposee");
        assert_eq!(town.decides(&karim, "referencer", "").await, "deuxieme");
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        assert_eq!(town.decides(&odile, "referencer", "").await, "referencee");
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        // For good.
        assert_eq!(town.decides(&odile, "retirer", "").await, "retiree");
        let read = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(read.status, StatusCode::UNAUTHORIZED);
        let again = town
            .post(&karim.cookie, &format!("{HERE}/referencer"), "")
            .await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_reports_a_service_is_not_named_to_the_team() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let [odile, karim] = town.administrators().await;
        town.takes_in(&odile, &[]).await;
        town.decides(&odile, "examiner", &examination("met")).await;
        town.decides(&odile, "referencer", "").await;
        town.decides(&karim, "referencer", "").await;
        town.connects(&ana, "souffle", "lire-documents=oui").await;
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        let after = list.split("action=\"/espace/moi/services/").nth(1);
        let id = after
            .and_then(|after| after.split('/').next())
            .expect("connected");
        let path = format!("/espace/moi/services/{id}/signaler");
        let wrong = town.post(&ana.cookie, &path, "raison=rien").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let foreign = town.post(&louis.cookie, &path, "raison=trop").await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let sent = town.post(&ana.cookie, &path, "raison=trop").await;
        assert!(sent.location().ends_with("fait=signale"), "{}", sent.text());
        let sheet = town.get(&odile.cookie, HERE).await.text();
        assert!(sheet.contains("plus que nécessaire"), "{sheet}");
        assert!(
            !sheet.contains("Ana") && !sheet.contains("Martin"),
            "{sheet}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_listing_lapses_after_a_year_and_the_catalogue_is_filtered() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let [odile, karim] = town.administrators().await;
        town.takes_in(&odile, &[]).await;
        let without = [
            ("donnees-documents", ""),
            ("donnees-identite", ""),
            ("retours", ""),
            ("identifiant", "marche"),
            ("nom", "Marche à pied"),
            ("theme", "sport"),
            ("region", "Île-de-France"),
        ];
        town.takes_in(&odile, &without).await;
        for id in ["souffle", "marche"] {
            let at = |what: &str| format!("{ADMIN}/{id}/{what}");
            town.post(&odile.cookie, &at("examiner"), &examination("met"))
                .await;
            town.post(&odile.cookie, &at("referencer"), "").await;
            town.post(&karim.cookie, &at("referencer"), "").await;
        }
        let shown = async |query: &str| {
            let page = town.get("", &format!("/services{query}")).await.text();
            [
                page.contains(">Souffle</a>"),
                page.contains(">Marche à pied</a>"),
            ]
        };
        for (query, expected) in [
            ("", [true, true]),
            ("?echange=avec", [true, false]),
            ("?echange=sans", [false, true]),
            ("?theme=sport", [false, true]),
            ("?q=asthme+quotidien", [true, true]),
            ("?q=MARCHE", [false, true]),
            ("?q=marche&echange=avec", [false, false]),
            // What is offered everywhere is offered in each region.
            ("?region=ile-de-france", [true, true]),
            ("?region=%C3%8Ele-de-France&theme=sport", [false, true]),
            ("?region=Bretagne", [true, false]),
        ] {
            assert_eq!(shown(query).await, expected, "{query}");
        }
        let list = town.get("", "/services?region=ile-de-france").await.text();
        let chosen = "<option value=\"ile-de-france\" selected>Île-de-France</option>";
        assert!(list.contains(chosen), "{list}");
        town.world.advance(Duration::from_secs(364 * 86_400));
        assert_eq!(shown("").await, [true, true]);
        town.world.advance(Duration::from_secs(86_400));
        assert_eq!(shown("").await, [false, false]);
    })
    .await;
}

#[tokio::test]
async fn app_17_nothing_is_fetched_from_an_address_of_a_service() {
    // No client of HTTP is within reach of either crate, and metadata that would
    // have to be fetched is no field of a submission.
    for name in ["catalogue", "connections"] {
        let manifest = format!("{}/../{name}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(manifest).expect("a manifest");
        assert!(!manifest.contains("reqwest"), "{name}");
    }
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../identity/src/clients/services"
    );
    for file in std::fs::read_dir(folder).expect("a folder").flatten() {
        let text = std::fs::read_to_string(file.path()).expect("a source");
        for word in ["reqwest", "jwks_uri", "logo_uri", "sector_identifier"] {
            assert!(!text.contains(word), "{word} in {:?}", file.path());
        }
    }
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(super::service("souffle")).await;
        for address in ["http://127.0.0.1:9/r", "http://169.254.169.254/latest"] {
            let path = Town::asks_at("souffle", &[("request_uri", address)]);
            let answer = town.get(&ana.cookie, &path).await;
            assert!(answer.location().contains("error=invalid_request"));
        }
        let [odile, _] = town.administrators().await;
        for (field, value) in [
            ("site", "http://169.254.169.254/"),
            ("retours", "http://10.0.0.1/retour"),
            ("cles", "https://souffle.example/jwks.json"),
        ] {
            let form = submission(&[(field, value)]);
            let sent = town
                .post(&odile.cookie, &format!("{ADMIN}/nouveau"), &form)
                .await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        }
    })
    .await;
}
