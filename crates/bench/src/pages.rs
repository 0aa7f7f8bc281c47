//! `pages`: what people open every day, in the invented country, asked one after the
//! other of the whole site without a network between: how long the server takes, and
//! how many bytes of it travel.

use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use carnet::demo::Ready;
use identity::Device;
use identity::ins::Matricule;
use kernel::{AccountId, SpaceId};
use std::time::Instant;
use tower::ServiceExt as _;

/// A page that people open, and what the plan wants of it.
struct Wanted {
    name: &'static str,
    path: &'static str,
    /// Milliseconds of the server, at most.
    millis: f64,
    /// Bytes that travel, at most.
    bytes: usize,
    /// The ratio to the public page, chosen here.
    target: f64,
}

const WANTED: [Wanted; 3] = [
    Wanted {
        name: "page-home",
        path: "/espace/moi",
        millis: 30.0,
        bytes: 20_000,
        target: 0.05,
    },
    Wanted {
        name: "page-documents",
        path: "/espace/moi/documents",
        millis: 30.0,
        bytes: 20_000,
        target: 0.05,
    },
    Wanted {
        name: "summary-pdf",
        path: "/espace/moi/profil/resume.pdf",
        millis: 300.0,
        bytes: 200_000,
        target: 0.002,
    },
];

/// The public page: the same site, a template, nobody's record.
const LIMIT: &str = "/";

/// Measures and reports, on SQLite and a folder.
pub async fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let (_folder, site) = crate::house::invented(crate::house::world()).await?;
    let mut people = site.told.people.iter();
    let active = people.find(|person| person.username.is_some());
    let active = active.context("nobody has an account")?;
    let (_, cookie) = sign_in(&site, &active.matricule).await?;
    let host = site.listener.local_addr()?.to_string();
    let people = site.told.people.len();
    for wanted in WANTED {
        let asked = |path| Asked::of(&site.router, &host, &cookie, path);
        let (ours, limit) = (asked(wanted.path), asked(LIMIT));
        // What is made once is made before.
        ours.ask().await?;
        limit.ask().await?;
        let (mut times, mut limits, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..effort.pages {
            let (took, size) = ours.ask().await?;
            times.push(took);
            bytes = size;
            limits.push(limit.ask().await?.0);
        }
        let (took, limit) = (median(times), median(limits));
        report.note(&format!(
            "{}: {:.1} ms of the server, {bytes} bytes (wanted: {} ms, {} bytes): {}",
            wanted.name,
            took * 1_000.0,
            wanted.millis,
            wanted.bytes,
            if took * 1_000.0 <= wanted.millis && bytes <= wanted.bytes {
                "met"
            } else {
                "NOT met"
            }
        ));
        report.figure(Figure {
            name: wanted.name,
            store: "sqlite",
            spaces: people,
            value: 1.0 / took,
            limit: 1.0 / limit,
            target: wanted.target,
        });
    }
    Ok(())
}

/// Somebody, at a page.
pub struct Asked<'a> {
    router: &'a Router,
    host: &'a str,
    cookie: &'a str,
    path: &'a str,
}

impl<'a> Asked<'a> {
    /// At a page of a site that is called so, in the session of a cookie, or with the
    /// token of a program.
    pub const fn of(router: &'a Router, host: &'a str, cookie: &'a str, path: &'a str) -> Self {
        Self {
            router,
            host,
            cookie,
            path,
        }
    }

    /// Asks once: the seconds it took, and the bytes that travel.
    pub async fn ask(&self) -> Result<(f64, usize)> {
        let (took, status, size) = self.answered("gzip").await?;
        ensure!(
            status == StatusCode::OK,
            "{} was answered {status}",
            self.path
        );
        Ok((took, size))
    }

    /// Asks once, whatever is answered, encoded so: the seconds it took, how, and the
    /// bytes.
    pub async fn answered(&self, encoding: &str) -> Result<(f64, StatusCode, usize)> {
        let whose = match self.cookie.starts_with("Bearer ") {
            true => header::AUTHORIZATION,
            false => header::COOKIE,
        };
        let request = Request::get(self.path)
            .header(header::HOST, self.host)
            .header(whose, self.cookie)
            .header(header::ACCEPT_ENCODING, encoding)
            .body(Body::empty())?;
        timed(self.router, request).await
    }

    /// Sends a form, whatever is answered: the seconds it took, how, and the bytes.
    pub async fn sends(&self, form: String) -> Result<(f64, StatusCode, usize)> {
        timed(self.router, self.form(form)?).await
    }

    fn form(&self, form: String) -> Result<Request<Body>> {
        Ok(Request::post(self.path)
            .header(header::HOST, self.host)
            .header(header::ORIGIN, format!("http://{}", self.host))
            .header(header::COOKIE, self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))?)
    }

    /// Sends a form: the seconds it took, and where its sender goes on.
    pub async fn send(&self, form: String) -> Result<(f64, String)> {
        let request = self.form(form)?;
        let begun = Instant::now();
        let answer = self.router.clone().oneshot(request).await?;
        let took = begun.elapsed().as_secs_f64();
        let there = answer.headers().get(header::LOCATION);
        let there = there.with_context(|| format!("{}: {}", self.path, answer.status()))?;
        Ok((took, there.to_str()?.to_owned()))
    }
}

/// How long the whole answer takes, what it is, and its bytes.
async fn timed(router: &Router, request: Request<Body>) -> Result<(f64, StatusCode, usize)> {
    let begun = Instant::now();
    let answer = router.clone().oneshot(request).await?;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
    Ok((begun.elapsed().as_secs_f64(), status, body.len()))
}

/// A text as a form says it.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let signs = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    signs.collect()
}

/// The space of a person, and a session of who reaches it: the cookie.
pub async fn sign_in(site: &Ready, matricule: &str) -> Result<(SpaceId, String)> {
    let matricule: Matricule = matricule.parse()?;
    let spaces = &site.house.spaces;
    let space = spaces.by_matricule(&matricule).await?;
    let space = space.context("they have no open space")?;
    let rows = site
        .house
        .store
        .query(
            "SELECT account FROM account_space WHERE space = $1",
            vec![space.into()],
        )
        .await?;
    let account = rows.first().context("nobody reaches their space")?;
    let account = AccountId::from_slice(account.blob(0)?)?;
    let mut tx = site.house.store.begin("sign in").await?;
    let set = site
        .house
        .identity
        .start_session(&mut tx, account, &Device::default())
        .await?;
    tx.commit().await?;
    let pair = set.to_str()?.split(';').next().unwrap_or_default();
    Ok((space, pair.to_owned()))
}
