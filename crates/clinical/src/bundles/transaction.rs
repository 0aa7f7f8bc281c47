//! A transaction: lines of one person's medical profile, written as one row of their
//! journal, or not at all. What is of another room, and what only reads, is for a batch.

use super::{Entry, answered, authorised, bundle, placed};
use crate::Api;
use crate::kinds::Written;
use crate::writing::{self, WayIn as _};
use axum::response::{IntoResponse as _, Response};
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, IF_MATCH};
use http::{HeaderMap, Method, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Unauthorised, Verb};
use kernel::{DocumentId, Error, Kind as ErrorKind, SpaceId};
use profile::actions::{AsLine, Lines};
use rest::{Refusal, names};
use sharing::sending::{Deed, Received};
use std::collections::BTreeSet;

/// An entry that was judged: in whose record, and what it does there.
struct Judged {
    entry: Entry,
    space: SpaceId,
    deed: Deed<AsLine>,
}

/// All of it, or nothing.
pub(super) async fn done(
    api: &Api,
    who: &Authorised,
    headers: &HeaderMap,
    entries: Vec<Result<Entry, Outcome>>,
) -> Result<Response, Refusal> {
    let caller = &rest::reader(who)?;
    let (mut judged, mut wrong) = (Vec::new(), Vec::<Outcome>::new());
    for (n, entry) in entries.into_iter().enumerate() {
        // Each is counted as the request that it stands for; the first was, as a whole.
        if n > 0 {
            authorised(api, headers).await?;
        }
        let one = match entry {
            Ok(entry) => judge(api, who, caller, entry).await,
            Err(outcome) => Err(outcome.into()),
        };
        match one.map_err(|refusal| refused(n, refusal)) {
            Ok(one) => judged.push((n, one)),
            Err(Refusal::Outcome(outcome)) => wrong.push(outcome),
            Err(other) => return Err(other),
        }
    }
    if let Some(first) = wrong.first() {
        let status = first.status;
        let issues = wrong.into_iter().flat_map(|outcome| outcome.issues);
        return Err(Outcome {
            status,
            issues: issues.collect(),
        }
        .into());
    }
    let space = apart(&judged)?;
    if matches!(caller, Caller::Service(_)) {
        api.connected.note_news(space).await?;
    }
    // As the standard orders them: what goes, what comes, what changes.
    judged.sort_by_key(|(_, one)| match one.deed {
        Deed::TakeAway { .. } => 0,
        Deed::Add { .. } => 1,
        Deed::Amend { .. } => 2,
    });
    let mut deeds = Vec::with_capacity(judged.len());
    let mut all = Vec::with_capacity(judged.len());
    for (n, one) in judged {
        deeds.push((Lines(one.entry.kind.headings), one.deed));
        all.push((n, one.entry));
    }
    let taken = api.sharing.take_together(caller, space, &deeds).await;
    let received = taken.map_err(|(place, error)| {
        let place = place.and_then(|place| all.get(place)).map(|(n, _)| *n);
        let refusal = writing::refused::<Lines>(error);
        match place {
            Some(n) => refused(n, refusal),
            None => refusal,
        }
    })?;
    let mut answers = Vec::with_capacity(all.len());
    for (((n, entry), (room, deed)), received) in all.iter().zip(&deeds).zip(received) {
        let told = told(api, caller, (entry, room), (space, received), deed).await?;
        answers.push((*n, answered(told).await));
    }
    answers.sort_by_key(|(n, _)| *n);
    let answers = answers.into_iter().map(|(_, answer)| answer);
    Ok(bundle("transaction-response", answers.collect()))
}

/// What one entry asks, as the same request by itself is judged.
async fn judge(
    api: &Api,
    who: &Authorised,
    caller: &Caller,
    entry: Entry,
) -> Result<Judged, Refusal> {
    let verb = match entry.method {
        Method::POST => Verb::Create,
        Method::PUT => Verb::Update,
        Method::DELETE => Verb::Delete,
        _ => return Err(for_a_batch().into()),
    };
    if !matches!(entry.kind.written, Written::Line) {
        return Err(for_a_batch().into());
    }
    writing::may_write(who, entry.kind, verb)?;
    let seen = match entry.headers.contains_key(IF_MATCH) || entry.method == Method::PUT {
        true => Some(rest::seen(&entry.headers)?),
        false => None,
    };
    let of = entry.id.as_deref().map(names::read::<DocumentId>);
    let of = of.transpose()?;
    let Some(value) = &entry.resource else {
        let (space, id) = of.ok_or_else(Error::not_found)?;
        api.sharing.may_send::<Lines>(caller, space).await?;
        let deed = Deed::TakeAway { id, seen };
        return Ok(Judged { entry, space, deed });
    };
    writing::checked(entry.kind, value)?;
    writing::same_id(entry.kind, value, entry.id.as_deref())?;
    let mut value = value.clone();
    if let Some(line) = of {
        value = writing::without_links(api, who, entry.kind, line, value).await?;
    }
    let (space, sending) = Lines::judge(api, caller, value).await?;
    let deed = match of {
        None => {
            let conditional = writing::condition(&entry.headers, &sending.identifiers)?;
            Deed::Add {
                sending,
                conditional,
            }
        }
        Some((named, _)) if named != space => return Err(Error::not_found().into()),
        Some((_, id)) => Deed::Amend {
            id,
            seen: seen.unwrap_or_default(),
            sending,
        },
    };
    Ok(Judged { entry, space, deed })
}

fn for_a_batch() -> Outcome {
    let issue = Issue::error(IssueType::NotSupported, "clinical-transaction-lines");
    Outcome::new(422, issue.at("request"))
}

/// The one record that all are of, where none is named twice.
fn apart(judged: &[(usize, Judged)]) -> Result<SpaceId, Refusal> {
    let (_, first) = judged.first().ok_or_else(Error::not_found)?;
    let mut named = BTreeSet::new();
    for (n, one) in judged {
        let refuse = |key| {
            let issue = Issue::error(IssueType::BusinessRule, key);
            Refusal::from(placed(*n, issue.at("request").into()))
        };
        if one.space != first.space {
            return Err(refuse("clinical-transaction-people"));
        }
        if let Deed::Amend { id, .. } | Deed::TakeAway { id, .. } = &one.deed
            && !named.insert(*id)
        {
            return Err(refuse("clinical-transaction-twice"));
        }
    }
    Ok(first.space)
}

/// What became of one entry, as it is answered by itself.
async fn told(
    api: &Api,
    caller: &Caller,
    (entry, room): (&Entry, &Lines),
    (space, received): (SpaceId, Received),
    deed: &Deed<AsLine>,
) -> Result<Response, Refusal> {
    let (status, sending, whole) = match (deed, received) {
        (Deed::TakeAway { .. }, _) => {
            let headers = [(CACHE_CONTROL, "no-store")];
            return Ok((StatusCode::NO_CONTENT, headers).into_response());
        }
        (Deed::Add { sending, .. }, Received::Added(_)) => (StatusCode::CREATED, sending, true),
        // What was there already may say more than what came now.
        (
            Deed::Add {
                sending,
                conditional,
            },
            _,
        ) => (StatusCode::OK, sending, !conditional),
        (Deed::Amend { sending, .. }, _) => (StatusCode::OK, sending, true),
    };
    let whole = whole && !writing::is_minimal(&entry.headers);
    let said = whole.then_some(&*sending.resource);
    let place = (space, received.id());
    match writing::answer(api, entry.kind, room, caller, place, status, said).await {
        Ok(response) => Ok(response),
        // All of it is written. What is not theirs any more, for somebody confirmed it,
        // or what cannot be looked at now, is told by its place alone.
        Err(_) => writing::at_its_place(api, entry.kind, place, status),
    }
}

/// A refusal of one entry, told where it stands in the Bundle.
fn refused(n: usize, refusal: Refusal) -> Refusal {
    let outcome = match refusal {
        Refusal::Outcome(outcome) => outcome,
        Refusal::Error(error) if is_of_the_entry(error.kind()) => Outcome {
            status: edge::status(&error).as_u16(),
            ..Outcome::from(&error)
        },
        Refusal::Door(Unauthorised::Scope) => {
            Outcome::new(403, Issue::error(IssueType::Forbidden, "rest-scope"))
        }
        other => return other,
    };
    placed(n, outcome).into()
}

const fn is_of_the_entry(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Invalid | ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Conflict
    )
}
