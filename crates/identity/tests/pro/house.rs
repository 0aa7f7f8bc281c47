//! A small house for these tests: a store, a directory of three people, a
//! provider that obeys the test, and a site before it all.

use crate::provider::{FakeProvider, Kind};
use async_trait::async_trait;
use axum::body::Body;
use axum::{Extension, Router, response::IntoResponse as _, routing::get};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderValue, Method, Request, StatusCode};
use identity::clients::{self, Bearer, Clients};
use identity::professionals::{self, Format, Professionals};
use identity::provider::{
    self, Arrived, Locked, Provider, ProviderConfig, Reception, Visit, Whence, Word,
};
use identity::{Identity, IdentityConfig};
use kernel::{Result, Secret};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Store, Tx};
use testkit::TestWorld;
use tower::ServiceExt as _;

pub const ORIGIN_URL: &str = "http://carnet.test";
/// A doctor with one place.
pub const BENALI: &str = "99700218896";
/// A nurse with two places.
pub const LEROY: &str = "99700366240";
/// A doctor who was struck off.
pub const GONE: &str = "10000000009";

pub const DIRECTORY: &str = "\
rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active
99700218896,Bénali,Samir,10,Médecine générale,750000001,Cabinet des Lilas,Paris,practice,
99700366240,Le Roy,Ana,60,,690000001,Hôpital des Tilleuls,Lyon,hospital,
99700366240,Le Roy,Ana,60,,690000002,Centre de soins,Lyon,practice,
10000000009,Parti,Jean,10,,750000001,Cabinet des Lilas,Paris,practice,no
";

/// Pro Santé Connect, as far as it is used.
const PSC: Kind = Kind {
    realm: "psc",
    origin: ORIGIN_URL,
    back: "/pro/connexion/retour",
    scope: "openid scope_all",
    acr: "eidas1",
    person: |rpps| {
        let number = format!("8{rpps}");
        let claims = serde_json::json!({
            "SubjectNameID": number, "preferred_username": number,
            "given_name": "KIT", "family_name": "DOC", "email_verified": false,
            "UITVersion": "1.0",
        });
        (format!("f:x:{number}"), claims)
    },
    france_connect: false,
};

/// Notes whom it lets in.
#[derive(Default)]
pub struct Desk {
    pub let_in: Mutex<Vec<(String, Option<String>)>>,
    /// Whether no more ways may begin.
    pub closed: AtomicBool,
    /// The sessions that the browsers had before.
    pub ended: Mutex<Vec<Option<String>>>,
}

#[async_trait]
impl Reception for Desk {
    async fn count_way(&self, _: Option<IpAddr>) -> Result<()> {
        match self.closed.load(Ordering::SeqCst) {
            true => {
                let wait = Duration::from_mins(15);
                Err(kernel::Error::too_many("identity-ways-too-many", wait))
            }
            false => Ok(()),
        }
    }

    async fn open(&self, _: &mut Tx, arrived: &Arrived, visit: Visit<'_>) -> Result<HeaderValue> {
        let place = arrived.place.as_ref().map(|place| place.finess.to_string());
        let who = (arrived.listed.rpps.to_string(), place);
        self.let_in.lock().unwrap().push(who);
        let old_session = visit.old_session.map(str::to_owned);
        self.ended.lock().unwrap().push(old_session);
        Ok(HeaderValue::from_static(
            "__Host-session=test; Path=/; Secure; HttpOnly",
        ))
    }

    async fn resume(
        &self,
        _: &mut Tx,
        _: &Locked,
        _: Option<Whence>,
        _: Option<IpAddr>,
    ) -> Result<Option<HeaderValue>> {
        Ok(None)
    }

    async fn count_failure(&self, _: &Locked) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn end(&self, _: &Locked) -> Result<()> {
        Ok(())
    }

    fn whence(&self, _: &str, _: &str, _: Option<&str>) -> Option<Whence> {
        None
    }

    async fn check_word(&self, _: Option<IpAddr>) -> Result<()> {
        Ok(())
    }

    async fn count_false_word(&self, _: Option<IpAddr>) -> Result<()> {
        Ok(())
    }

    async fn end_whence(&self, _: &Word<'_>) -> Result<bool> {
        Ok(true)
    }
}

pub struct House {
    pub store: Store,
    pub world: TestWorld,
    pub professionals: Professionals,
    pub clients: Clients,
    pub provider: FakeProvider,
    pub desk: Arc<Desk>,
    pub site: Router,
}

/// An answer of the site.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub location: Option<String>,
    pub cookies: Vec<String>,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Answered {
    /// The cookie of the sign-in under way, as a browser sends it back.
    pub fn browser(&self) -> Option<String> {
        let cookie = self
            .cookies
            .iter()
            .find(|c| c.starts_with("__Host-pro-connexion="))?;
        Some(cookie.split(';').next().unwrap().to_owned())
    }
}

impl House {
    pub async fn new(store: Store) -> Self {
        let world = TestWorld::new();
        for (name, migrations) in [
            ("professionals", professionals::MIGRATIONS),
            ("provider", provider::MIGRATIONS),
            ("clients", &clients::MIGRATIONS),
        ] {
            store.migrate(name, migrations).await.unwrap();
        }
        edge::texts::install(&[identity::TEXTS, identity::PRO_TEXTS]);
        let professionals = Professionals::new(store.clone(), world.world());
        professionals
            .import(DIRECTORY.as_bytes(), Format::Csv, std::io::sink())
            .await
            .unwrap();
        let fake = FakeProvider::start(world.clone(), PSC, BENALI).await;
        let desk = Arc::new(Desk::default());
        let config = ProviderConfig::pro_sante_connect(
            fake.issuer.clone(),
            "carnet",
            Secret::new(String::from("secret")),
            ORIGIN_URL,
        );
        let signing_in = Provider::new(
            config,
            professionals.clone(),
            desk.clone(),
            store.clone(),
            world.world(),
        )
        .unwrap();
        let clients = Clients::new(store.clone(), world.world(), ORIGIN_URL);
        let fhir = Router::new()
            .route("/fhir/who", get(who))
            .layer(Extension(clients.clone()));
        let routes = provider::routes(signing_in)
            .merge(clients::routes(clients.clone()))
            .merge(fhir);
        let site = edge::wrap(routes, edge::SiteConfig::new(ORIGIN_URL, world.world()));
        Self {
            store,
            world,
            professionals,
            clients,
            provider: fake,
            desk,
            site,
        }
    }

    /// The same house with sessions of its own: whoever signs in is in.
    pub async fn with_sessions(store: Store) -> (Self, Identity) {
        let mut house = Self::new(store).await;
        let keys = keys::RegisterKeys::from_root(keys::Key::from_bytes([7; 32]));
        let config = IdentityConfig::new(ORIGIN_URL);
        let world = house.world.world();
        let identity = Identity::new(house.store.clone(), keys, world.clone(), config)
            .await
            .unwrap();
        let config = ProviderConfig::pro_sante_connect(
            house.provider.issuer.clone(),
            "carnet",
            Secret::new(String::from("secret")),
            ORIGIN_URL,
        );
        let signing_in = Provider::new(
            config,
            house.professionals.clone(),
            Arc::new(identity.clone()),
            house.store.clone(),
            world.clone(),
        )
        .unwrap()
        .leading(Arc::new(|path| {
            Box::pin(async move { !path.ends_with("/fichier") })
        }));
        let record = get(read).post(read);
        let routes = provider::routes(signing_in)
            .merge(identity.routes())
            .route("/pro", get(read))
            .route("/pro/patients/{space}", record)
            .layer(axum::middleware::from_fn_with_state(
                identity.clone(),
                identity::layer,
            ));
        let mut site = edge::SiteConfig::new(ORIGIN_URL, world);
        site.api.extend(identity::ENDED_THERE);
        house.site = edge::wrap(routes, site);
        (house, identity)
    }

    pub async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let text = |name| {
            let all = parts.headers.get_all(name).iter();
            all.map(|value: &HeaderValue| value.to_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        Answered {
            status: parts.status,
            location: text(LOCATION).pop(),
            cookies: text(SET_COOKIE),
            body: String::from_utf8(body.to_vec()).unwrap(),
            headers: parts.headers,
        }
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answered {
        let mut request = Request::get(path).header(HOST, "carnet.test");
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> Answered {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, "carnet.test")
            .header(ORIGIN, ORIGIN_URL)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// Whom the reception let in so far.
    pub fn let_in(&self) -> Vec<(String, Option<String>)> {
        self.desk.let_in.lock().unwrap().clone()
    }

    /// Goes out to the provider: the cookie, and the address it was sent to.
    pub async fn leave(&self) -> (String, String) {
        let out = self.get("/pro/connexion/aller", None).await;
        assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.body);
        (out.browser().unwrap(), out.location.unwrap())
    }

    /// Signs in from beginning to end, as the provider behaves now.
    pub async fn sign_in(&self) -> Answered {
        let (browser, address) = self.leave().await;
        let back = self.provider.answer(&address);
        self.get(&back, Some(&browser)).await
    }

    /// The same, from the English page.
    pub async fn sign_in_in_english(&self) -> Answered {
        let out = self.get("/en/pro/connexion/aller", None).await;
        let browser = out.browser().unwrap();
        let back = self.provider.answer(&out.location.unwrap());
        self.get(&back, Some(&browser)).await
    }
}

/// A page of a record: only professionals see it.
async fn read(who: identity::ProfessionalIn) -> String {
    format!("CANARI {}", who.0.name.0)
}

async fn who(Bearer(who): Bearer) -> axum::response::Response {
    match who {
        Ok(authorised) => {
            let identity::Caller::Institution(institution) = authorised.caller() else {
                return http::StatusCode::IM_A_TEAPOT.into_response();
            };
            format!("{} {}", institution.finess, authorised.scopes).into_response()
        }
        Err(why) => {
            let mut response = why.status().into_response();
            if let Some(challenge) = why.challenge() {
                response.headers_mut().insert("www-authenticate", challenge);
            }
            response
        }
    }
}
