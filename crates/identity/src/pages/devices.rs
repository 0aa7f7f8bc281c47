//! `/espace/moi/reglages/appareils`: one's open sessions, and ending them.

use crate::Identity;
use crate::layer::HolderIn;
use crate::sessions::SessionLine;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use kernel::Error;

#[derive(Template)]
#[template(path = "id_devices.html")]
struct DevicesPage {
    page: Page,
    lines: Vec<Line>,
    others: bool,
}

struct Line {
    id: String,
    name: String,
    created: String,
    seen: String,
    shared: bool,
    current: bool,
}

/// What a device is called: « Firefox, Windows ».
pub(super) fn device_name(
    page: &Page,
    browser: Option<&'static str>,
    system: Option<&'static str>,
) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => page.ta(
            "identity-device-both",
            &[("browser", browser), ("system", system)],
        ),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => page.t("identity-device-unknown"),
    }
}

/// The page.
pub(super) async fn page(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let sessions = identity.list_sessions(&holder).await?;
    let mut page = asked.page("identity-devices-title").under(
        asked.page("identity-factors-title").title,
        "/espace/moi/reglages/connexion",
    );
    if asked.param("fin").ok().flatten().is_some() {
        let text = page.t("identity-devices-ended");
        page = page.with_status(Tone::Done, text);
    }
    let line = |session: &SessionLine| Line {
        id: session.session.to_string(),
        name: device_name(&page, session.browser, session.system),
        created: page.moment(session.created),
        seen: page.moment(session.seen),
        shared: session.shared,
        current: session.current,
    };
    let lines: Vec<Line> = sessions.iter().map(line).collect();
    let others = lines.iter().any(|line| !line.current);
    Ok(edge::show(&DevicesPage {
        page,
        lines,
        others,
    }))
}

/// Ends one session, or all the others.
pub(super) async fn end(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer<Response> {
    form.only(&["session", "autres"])?;
    if form.has("autres") {
        identity.end_other_sessions(&holder).await?;
    } else {
        let session = form
            .text("session")
            .parse()
            .map_err(|_| Error::not_found())?;
        identity.end_session(&holder, session).await?;
    }
    Ok(asked.go("/espace/moi/reglages/appareils?fin=oui"))
}
