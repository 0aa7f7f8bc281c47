//! What may be asked of a holder, and how they answer.

use super::{
    ALL, BACK, Signer, Tokens, documents_of, error_of, follows, found, lent, published, service,
};
use crate::dmp::json;
use crate::town::{Answer, Town};
use http::{Method, StatusCode};
use identity::clients::services::NewService;
use testkit::for_each_store_at;

#[tokio::test]
async fn a_holder_is_asked_kind_by_kind_and_nothing_is_ticked_for_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let path = Town::asks_at("souffle", &[]);
        // Nobody yet: to the door, and back to what was asked.
        let stranger = town.get("", &path).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
        assert!(stranger.location().starts_with("/connexion?retour="));
        assert!(
            stranger.location().contains("autoriser"),
            "{}",
            stranger.location()
        );
        let page = town.get(&ana.cookie, &path).await.text();
        for said in [
            "Relier Souffle à votre espace",
            "Lire : Mes documents",
            "Lire : Mon identité",
            "lire sans vous",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(
            !page.contains(" checked") && !page.contains("Mes résultats"),
            "{page}"
        );
        // Nothing ticked is nothing connected.
        let none = town.post(&ana.cookie, &path, &town.yes("")).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        // What was not asked cannot be ticked.
        let more = town
            .post(&ana.cookie, &path, &town.yes("lire-resultats=oui"))
            .await;
        assert!(more.status.is_client_error() && !more.headers.contains_key("refresh"));
        let refused = town
            .post(&ana.cookie, &path, "geste=refuser&lire-documents=oui")
            .await;
        let back = follows(&refused);
        assert_eq!(
            back,
            format!("{BACK}?error=access_denied&state=af0ifjsldkj")
        );
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        assert!(list.contains("Aucun service"), "{list}");
        // Only documents: the name stays untold.
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let answer = town.trades("souffle", &code, &[]).await;
        let body = json(&answer);
        assert_eq!(body["patient"], ana.space.to_string());
        assert_eq!(body["expires_in"], 300);
        assert_eq!(
            body["scope"],
            "launch/patient patient/Binary.r patient/DocumentReference.rs offline_access"
        );
        let tokens = Tokens::of(&answer);
        let person = format!("/fhir/Patient/{}", ana.space);
        assert_eq!(
            town.served(&tokens.access, &person).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            found(&town.served(&tokens.access, &documents_of(&ana)).await),
            [""; 0]
        );
    })
    .await;
}

#[tokio::test]
async fn oid_09_nobody_is_sent_to_an_address_that_is_not_the_registered_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        for address in [
            "https://souffle.example/retour/",
            "https://souffle.example/retour?x=1",
            "https://souffle.example/retour#x",
            "https://souffle.example:443/retour",
            "https://souffle.example.evil.example/retour",
            "https://souffle.example@evil.example/retour",
            "https://souffIe.example/retour",
            "https://souffle.example/Retour",
            "https://souffle.example/%72etour",
            "http://souffle.example/retour",
            "",
        ] {
            let path = Town::asks_at("souffle", &[("redirect_uri", address)]);
            for answer in [
                town.get(&ana.cookie, &path).await,
                town.get("", &path).await,
                town.post(&ana.cookie, &path, &town.yes("lire-documents=oui"))
                    .await,
            ] {
                // Signing in is no step of that way, and no address is repeated.
                let door = answer.location().starts_with("/connexion");
                assert!(answer.status.is_client_error() && !door, "{address}");
                assert!(!answer.headers.contains_key("refresh"), "{address}");
                assert!(!answer.headers.contains_key("location"), "{address}");
            }
        }
        let nobody = town.get(&ana.cookie, &Town::asks_at("personne", &[])).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn oid_12_no_proof_key_a_plain_one_and_that_of_another_request_are_refused() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        for other in [
            [("code_challenge", ""), ("code_challenge_method", "")],
            [("code_challenge", "x"), ("code_challenge_method", "S256")],
            [("code_challenge_method", "plain"), ("state", "s")],
            [("code_challenge_method", ""), ("state", "s")],
            [("state", ""), ("scope", ALL)],
            [("aud", "https://elsewhere.example/fhir"), ("state", "s")],
            [("aud", ""), ("state", "s")],
            [("request_uri", "https://souffle.example/r"), ("state", "s")],
            [("launch", "123"), ("state", "s")],
        ] {
            let answer = town
                .get(&ana.cookie, &Town::asks_at("souffle", &other))
                .await;
            let to = answer.location();
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{other:?}");
            assert!(
                to.starts_with(&format!("{BACK}?error=invalid_request")),
                "{to}"
            );
        }
        let token = Town::asks_at("souffle", &[("response_type", "token")]);
        let token = town.get(&ana.cookie, &token).await;
        assert!(token.location().contains("unsupported_response_type"));
        let other = "0BjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        for wrong in [other, "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"] {
            // A try spends its code, so that each has one of its own.
            let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
            let answer = town
                .trades("souffle", &code, &[("code_verifier", wrong)])
                .await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn app_01_a_scope_outside_the_listing_is_refused_and_said_so_at_its_own_address() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        for scope in [
            "patient/Observation.rs",
            "patient/DocumentReference.rs patient/AuditEvent.rs",
            "patient/DocumentReference.cruds",
            "user/DocumentReference.rs",
            "system/DocumentReference.rs",
            "offline_access",
        ] {
            let path = Town::asks_at("souffle", &[("scope", scope)]);
            let answer = town.get(&ana.cookie, &path).await;
            let to = answer.location();
            assert!(
                to.starts_with(&format!("{BACK}?error=invalid_scope")),
                "{scope}: {to}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn oid_28_the_page_that_asks_is_in_no_frame_and_is_answered_from_itself_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let path = Town::asks_at("souffle", &[]);
        let page = town.get(&ana.cookie, &path).await;
        let policy = page.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.headers["x-frame-options"], "DENY");
        // A form of another site is none of ours.
        let foreign = [
            ("origin", "https://souffle.example"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = town.with(Method::POST, &ana.cookie, &path, &foreign).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        // A stolen session alone connects nothing.
        town.world.advance(std::time::Duration::from_secs(10 * 60));
        let stale = town
            .post(&ana.cookie, &path, &town.yes("lire-documents=oui"))
            .await;
        assert_eq!(stale.status, StatusCode::SEE_OTHER, "{}", stale.text());
        assert!(stale.location().starts_with("/connexion/preuve"));
        let stale = town.get(&ana.cookie, &path).await;
        assert!(stale.location().starts_with("/connexion/preuve"));
    })
    .await;
}

#[tokio::test]
async fn app_12_a_service_with_keys_signs_and_one_without_is_believed_no_secret() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        // A secret in an application is none; it is not even read.
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let grant = "grant_type=client_credentials&client_id=souffle&client_secret=x";
        let refused = town.machine("/oauth/token", grant.to_owned()).await;
        assert_eq!(error_of(&refused), "invalid_request");
        let signed = [
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", "a.b.c"),
        ];
        let refused = town.trades("souffle", &code, &signed).await;
        assert_eq!(error_of(&refused), "invalid_client");
        // Nobody else brings it.
        town.lists(service("autre")).await;
        let refused = town.trades("autre", &code, &[]).await;
        assert_eq!(error_of(&refused), "invalid_grant");
        Tokens::of(&town.trades("souffle", &code, &[]).await);
    })
    .await;
}

#[tokio::test]
async fn a_service_with_keys_proves_itself_at_each_request_and_no_assertion_serves_twice() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let signer = Signer::new("k");
        town.lists(NewService {
            jwks: Some(published(&[&signer])),
            ..service("souffle")
        })
        .await;
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let unsigned = town.trades("souffle", &code, &[]).await;
        assert_eq!(error_of(&unsigned), "invalid_client");
        let [one, two] = ["1", "2"].map(|jti| signer.signs(&town, "souffle", jti));
        let tokens = Tokens::of(&town.trades("souffle", &code, &lent(&one)).await);
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
        let again = town
            .refreshes("souffle", &tokens.refresh, &lent(&one))
            .await;
        assert_eq!(error_of(&again), "invalid_client");
        let tokens = Tokens::of(
            &town
                .refreshes("souffle", &tokens.refresh, &lent(&two))
                .await,
        );
        found(&town.served(&tokens.access, &documents_of(&ana)).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_told_of_us_is_what_is_built_and_nobody_signs_in_elsewhere_with_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let told = json(&town.get("", "/fhir/.well-known/smart-configuration").await);
        let at = |path: &str| format!("http://localhost:8080{path}");
        assert_eq!(told["authorization_endpoint"], at("/autoriser"));
        assert_eq!(told["introspection_endpoint"], at("/oauth/introspect"));
        assert_eq!(told["revocation_endpoint"], at("/oauth/revoke"));
        assert_eq!(
            told["code_challenge_methods_supported"],
            serde_json::json!(["S256"])
        );
        let text = told.to_string();
        for never in ["openid", "jwks_uri", "client_secret", "launch-ehr"] {
            assert!(!text.contains(never), "{never}: {text}");
        }
        let statement = json(&town.get("", "/fhir/metadata").await);
        let security = &statement["rest"][0]["security"]["extension"][0]["extension"];
        let addresses = security.as_array().expect("addresses");
        let ask = addresses.iter().find(|it| it["url"] == "authorize");
        assert_eq!(ask.expect("told")["valueUri"], at("/autoriser"));
    })
    .await;
}

#[tokio::test]
async fn oid_28_a_yes_that_comes_sooner_than_anybody_reads_connects_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.lists(service("souffle")).await;
        let path = Town::asks_at("souffle", &[]);
        let given = |page: &Answer| -> String {
            let text = page.text();
            let (_, after) = text.split_once("name=\"donnee\" value=\"").expect("given");
            after.split('"').next().expect("a moment").to_owned()
        };
        let first = given(&town.get(&ana.cookie, &path).await);
        let yes = |given: &str| format!("geste=relier&donnee={given}&lire-documents=oui");
        let refused = async |form: String| -> Answer {
            let soon = town.post(&ana.cookie, &path, &form).await;
            assert_eq!(soon.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            assert!(!soon.headers.contains_key("refresh"));
            assert!(soon.text().contains("venue trop vite") && !soon.text().contains(" checked"));
            soon
        };
        refused(yes(&first)).await;
        refused(String::from("geste=relier&lire-documents=oui")).await;
        let later = town.world.now().millis() + 60_000;
        for other in ["", "x", &later.to_string(), &i64::MAX.to_string()] {
            refused(yes(other)).await;
        }
        town.world.advance(std::time::Duration::from_millis(999));
        // The page that comes again is to be read again.
        let again = given(&refused(yes(&first)).await);
        town.world.advance(std::time::Duration::from_millis(1));
        refused(yes(&again)).await;
        let none = town.get(&ana.cookie, "/espace/moi/services").await;
        assert!(!none.text().contains("/retirer"));
        // A no is never too soon.
        let no = town.post(&ana.cookie, &path, "geste=refuser").await;
        assert!(follows(&no).contains("error=access_denied"));
        let done = town.post(&ana.cookie, &path, &yes(&first)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        super::code_of(&done);
    })
    .await;
}
