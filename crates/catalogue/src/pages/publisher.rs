//! What publishers fill and follow, without an account. The address that leads to a
//! submission was sent to its publisher alone; whatever is none is *not found*.

use super::fields::{Choices, filled, read};
use super::{named, reason_of};
use crate::Catalogue;
use crate::publishing::{Followed, is_to_mend};
use crate::rules::publishing::may_renew;
use crate::rules::{Standing, Verdict, criteria};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use kernel::{Error, Lang, Result};

#[derive(Template)]
#[template(path = "catalogue_submit.html")]
struct Submit {
    page: Page,
    domains: Vec<(String, Vec<String>)>,
    choices: Choices,
}

#[derive(Template)]
#[template(path = "catalogue_sent.html")]
struct Sent {
    page: Page,
}

/// A criterion as its publisher reads it.
struct Judged {
    text: String,
    verdict: String,
    badge: &'static str,
    /// What is missing, where it is not met.
    missing: String,
}

#[derive(Template)]
#[template(path = "catalogue_follow.html")]
struct Follow {
    page: Page,
    here: String,
    name: String,
    publisher: String,
    id: String,
    said: String,
    kinds: Vec<String>,
    adds: Vec<String>,
    confirmed: bool,
    standing: String,
    /// What happens next.
    next: String,
    judged: Vec<Judged>,
    may_correct: bool,
    may_take_back: bool,
    may_renew: bool,
    may_turn: bool,
    may_end: bool,
    /// Why it is suspended, in words, and what else they read of that.
    reason: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "catalogue_leave.html")]
struct Leave {
    page: Page,
    here: String,
    name: String,
    /// It reads or adds something, so that something may be connected.
    exchanges: bool,
}

#[derive(Template)]
#[template(path = "catalogue_correct.html")]
struct Correct {
    page: Page,
    here: String,
    choices: Choices,
}

fn submit_page(asked: &Asked) -> Page {
    let page = asked.page("catalogue-submit-title");
    page.clone().under(page.t("catalogue-title"), "/services")
}

fn submit_template(page: Page) -> Submit {
    let domains = ["data", "security", "interop", "ethics"].map(|domain| {
        let of = criteria().iter().filter(|one| one.domain == domain);
        let texts = of.map(|one| one.text(page.lang).to_owned()).collect();
        (page.t(&format!("catalogue-domain-{domain}")), texts)
    });
    Submit {
        domains: domains.into_iter().collect(),
        choices: Choices::of(&page),
        page,
    }
}

pub(super) async fn submit(asked: Asked) -> Answer {
    Ok(edge::show(&submit_template(submit_page(&asked))))
}

pub(super) async fn send(asked: Asked, State(catalogue): State<Catalogue>, form: Form) -> Answer {
    let draft = read(&form);
    match catalogue.send(&draft, asked.lang, asked.client).await {
        Ok(()) => Ok(asked.go("/services/proposer/envoye")),
        Err(error) if is_to_mend(&error) => {
            let page = submit_page(&asked).again(&form, error)?;
            Ok(edge::mend(&submit_template(page)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn sent(asked: Asked) -> Answer {
    let page = asked.page("catalogue-sent-title");
    let page = page.clone().under(page.t("catalogue-title"), "/services");
    Ok(edge::show(&Sent { page }))
}

pub(super) fn path(secret: &str) -> String {
    format!("/services/demandes/{secret}")
}

fn judged(page: &Page, followed: &Followed) -> Vec<Judged> {
    let all = criteria().iter().map(|criterion| {
        let mut findings = followed.findings.iter();
        let found = findings.find(|it| it.criterion == criterion.id);
        let (key, badge) = match found.map(|it| it.verdict) {
            None => ("open", "b-off"),
            Some(Verdict::Met) => ("met", "b-ok"),
            Some(Verdict::Unmet) => ("unmet", "b-err"),
            Some(Verdict::Unconcerned) => ("unconcerned", "b-off"),
        };
        // What the team notes of a criterion that is met is the team's.
        let missing = found.filter(|it| it.verdict == Verdict::Unmet);
        Judged {
            text: criterion.text(page.lang).to_owned(),
            verdict: page.t(&format!("catalogue-verdict-{key}")),
            badge,
            missing: missing.map(|it| it.note.clone()).unwrap_or_default(),
        }
    });
    all.collect()
}

/// Where a submission stands, and what happens next.
fn stands(page: &Page, followed: &Followed, catalogue: &Catalogue) -> (String, String) {
    let Some(kept) = &followed.kept else {
        return (
            page.t("catalogue-follow-unconfirmed"),
            page.t("catalogue-follow-next-unconfirmed"),
        );
    };
    let until = kept.until.unwrap_or_default();
    let day = page.day(until.in_paris().date());
    let ended = kept.standing == Standing::Listed && catalogue.now() >= until;
    let standing = match ended {
        true => page.t1("catalogue-follow-ended", "day", &day),
        false => page.t(&format!("catalogue-standing-{}", kept.standing.key())),
    };
    let next = match kept.standing {
        _ if followed.may_correct() => page.t("catalogue-follow-next-unmet"),
        Standing::Submitted if followed.sending.corrected => {
            page.t("catalogue-follow-next-corrected")
        }
        Standing::Listed if kept.renewal_at.is_some() => page.t("catalogue-follow-next-renewal"),
        Standing::Listed if ended => page.t("catalogue-follow-next-ended"),
        Standing::Listed => page.t1("catalogue-follow-next-listed", "day", &day),
        standing => page.t(&format!("catalogue-follow-next-{}", standing.key())),
    };
    (standing, next)
}

fn status(page: Page, asked: &Asked) -> Result<Page> {
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some("confirmee") => (Tone::Done, "catalogue-follow-confirmed"),
        Some("corrigee") => (Tone::Done, "catalogue-follow-corrected"),
        Some("retiree") => (Tone::Done, "catalogue-follow-taken-back"),
        Some("terminee") => (Tone::Done, "catalogue-follow-left"),
        Some("cochez-fin") => (Tone::Warning, "catalogue-leave-tick"),
        Some("renouvellement") => (Tone::Done, "catalogue-follow-renewal"),
        Some("cles") => (Tone::Done, "catalogue-follow-turned"),
        Some("cochez") => (Tone::Warning, "catalogue-follow-tick"),
        _ => return Ok(page),
    };
    let text = page.t(key);
    Ok(page.with_status(tone, text))
}

pub(super) async fn follow(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let followed = catalogue.follow(&secret).await?;
    let page = asked.page("catalogue-follow-title");
    let page = status(page, &asked)?;
    let (standing, next) = stands(&page, &followed, &catalogue);
    let kept = followed.kept.as_ref();
    let draft = &followed.draft;
    Ok(edge::show(&Follow {
        here: page.href(&path(&secret)),
        name: draft.name.clone(),
        publisher: draft.publisher.clone(),
        id: draft.id.clone(),
        said: match page.lang {
            Lang::Fr => draft.said_fr.clone(),
            Lang::En => draft.said_en.clone(),
        },
        kinds: named(&page, &draft.kinds),
        adds: named(&page, &draft.adds),
        confirmed: kept.is_some(),
        standing,
        next,
        judged: judged(&page, &followed),
        may_correct: followed.may_correct(),
        may_turn: followed.keys_to_turn().is_some(),
        may_end: followed.may_end(),
        reason: kept.and_then(|kept| reason_of(&page, kept)),
        may_take_back: kept.is_some_and(|kept| kept.standing == Standing::Submitted),
        may_renew: kept.is_some_and(|kept| {
            let asked = kept.renewal_at.is_some();
            may_renew(kept.standing, kept.until, asked, catalogue.now())
        }),
        page,
    }))
}

pub(super) async fn confirm(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.confirm(&secret).await?;
    Ok(asked.go(&format!("{}?fait=confirmee", path(&secret))))
}

fn correction_page(asked: &Asked, secret: &str) -> Page {
    let page = asked.page("catalogue-correct-title");
    let above = page.t("catalogue-follow-title");
    page.under(above, &path(secret))
}

fn correction_template(page: Page, secret: &str) -> Correct {
    Correct {
        here: page.href(&path(secret)),
        choices: Choices::of(&page),
        page,
    }
}

pub(super) async fn correction(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let followed = catalogue.follow(&secret).await?;
    if !followed.may_correct() {
        return Err(Error::not_found().into());
    }
    let page = filled(correction_page(&asked, &secret), &followed.draft);
    Ok(edge::show(&correction_template(page, &secret)))
}

pub(super) async fn correct(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    match catalogue.correct(&secret, &read(&form)).await {
        Ok(()) => Ok(asked.go(&format!("{}?fait=corrigee", path(&secret)))),
        Err(error) if is_to_mend(&error) => {
            let page = correction_page(&asked, &secret).again(&form, error)?;
            Ok(edge::mend(&correction_template(page, &secret)))
        }
        Err(error) => Err(error.into()),
    }
}

/// What happens where they end the listing, before they do.
pub(super) async fn leaving(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let followed = catalogue.follow(&secret).await?;
    if !followed.may_end() {
        return Err(Error::not_found().into());
    }
    let page = asked.page("catalogue-leave-title");
    let page = page
        .clone()
        .under(page.t("catalogue-follow-title"), &path(&secret));
    let page = status(page, &asked)?;
    let draft = &followed.draft;
    Ok(edge::show(&Leave {
        here: page.href(&path(&secret)),
        name: draft.name.clone(),
        exchanges: !draft.kinds.is_empty() || !draft.adds.is_empty(),
        page,
    }))
}

pub(super) async fn take_back(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&["sur"])?;
    catalogue.follow(&secret).await?;
    let there = path(&secret);
    if !form.has("sur") {
        return Ok(asked.go(&format!("{there}?fait=cochez")));
    }
    catalogue.take_back(&secret).await?;
    Ok(asked.go(&format!("{there}?fait=retiree")))
}

pub(super) async fn leave(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&["sur"])?;
    catalogue.follow(&secret).await?;
    let there = path(&secret);
    if !form.has("sur") {
        return Ok(asked.go(&format!("{there}/terminer?fait=cochez-fin")));
    }
    catalogue.leave(&secret).await?;
    Ok(asked.go(&format!("{there}?fait=terminee")))
}

pub(super) async fn renew(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    catalogue.ask_renewal(&secret).await?;
    Ok(asked.go(&format!("{}?fait=renouvellement", path(&secret))))
}
