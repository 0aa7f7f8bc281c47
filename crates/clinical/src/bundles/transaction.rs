//! A transaction: lines of one person's medical profile, and appointments of theirs,
//! written as one row of their journal, or not at all. What only reads is for a batch.

use super::{Entry, answered, authorised, bundle, placed};
use crate::Api;
use crate::kinds::Written;
use crate::writing::{self, WayIn};
use agenda::{Agenda, AsItem};
use axum::response::{IntoResponse as _, Response};
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, IF_MATCH};
use http::{HeaderMap, Method, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Unauthorised, Verb};
use kernel::{DocumentId, Error, Kind as ErrorKind, SpaceId};
use profile::actions::{AsLine, Lines};
use rest::{Refusal, names};
use sharing::sending::{Deed, Received, Together};
use std::collections::BTreeSet;

/// An entry that was judged: in whose record, and what it does there.
struct Judged {
    entry: Entry,
    space: SpaceId,
    work: Work,
}

/// What an entry does, in its room.
enum Work {
    Line((Lines, Deed<AsLine>)),
    Appointment((Agenda, Deed<AsItem>)),
}

impl Work {
    fn together(&self) -> &dyn Together {
        match self {
            Self::Line(work) => work,
            Self::Appointment(work) => work,
        }
    }

    /// When it is done, as the standard orders them: what goes, what comes, what changes.
    const fn turn(&self) -> u8 {
        match self {
            Self::Line((_, deed)) => turn(deed),
            Self::Appointment((_, deed)) => turn(deed),
        }
    }

    /// What it touches that is there.
    const fn named(&self) -> Option<DocumentId> {
        match self {
            Self::Line((_, deed)) => named(deed),
            Self::Appointment((_, deed)) => named(deed),
        }
    }

    /// A refusal of it, as its room tells one.
    fn refused(&self, error: Error) -> Refusal {
        match self {
            Self::Line(_) => writing::refused::<Lines>(error),
            Self::Appointment(_) => writing::refused::<Agenda>(error),
        }
    }
}

const fn turn<S>(deed: &Deed<S>) -> u8 {
    match deed {
        Deed::TakeAway { .. } => 0,
        Deed::Add { .. } => 1,
        Deed::Amend { .. } => 2,
    }
}

const fn named<S>(deed: &Deed<S>) -> Option<DocumentId> {
    match deed {
        Deed::Amend { id, .. } | Deed::TakeAway { id, .. } => Some(*id),
        Deed::Add { .. } => None,
    }
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
    judged.sort_by_key(|(_, one)| one.work.turn());
    let deeds: Vec<&dyn Together> = judged.iter().map(|(_, one)| one.work.together()).collect();
    let taken = api.sharing.take_together(caller, space, &deeds).await;
    let received =
        taken.map_err(
            |(place, error)| match place.and_then(|place| judged.get(place)) {
                Some((n, one)) => refused(*n, one.work.refused(error)),
                None => error.into(),
            },
        )?;
    let mut answers = Vec::with_capacity(judged.len());
    for ((n, one), received) in judged.iter().zip(received) {
        let (entry, place) = (&one.entry, (space, received));
        let told = match &one.work {
            Work::Line(work) => told(api, caller, entry, place, work).await,
            Work::Appointment(work) => told(api, caller, entry, place, work).await,
        };
        answers.push((*n, answered(told?).await));
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
    let kind = entry.kind;
    writing::may_write(who, kind, verb)?;
    let (space, work) = match kind.written {
        Written::Line => {
            let (space, deed) = deed::<Lines>(api, (who, caller), &entry).await?;
            (space, Work::Line((Lines::of(api, kind), deed)))
        }
        Written::Appointment => {
            let (space, deed) = deed::<Agenda>(api, (who, caller), &entry).await?;
            (space, Work::Appointment((Agenda::of(api, kind), deed)))
        }
        Written::No => return Err(for_a_batch().into()),
    };
    Ok(Judged { entry, space, work })
}

/// In whose record an entry does something, and what.
async fn deed<R: WayIn>(
    api: &Api,
    (who, caller): (&Authorised, &Caller),
    entry: &Entry,
) -> Result<(SpaceId, Deed<R::Says>), Refusal> {
    let seen = match entry.headers.contains_key(IF_MATCH) || entry.method == Method::PUT {
        true => Some(rest::seen(&entry.headers)?),
        false => None,
    };
    let of = entry.id.as_deref().map(names::read::<DocumentId>);
    let of = of.transpose()?;
    let Some(value) = &entry.resource else {
        let (space, id) = of.ok_or_else(Error::not_found)?;
        api.sharing.may_send::<R>(caller, space).await?;
        return Ok((space, Deed::TakeAway { id, seen }));
    };
    writing::checked(entry.kind, value)?;
    writing::same_id(entry.kind, value, entry.id.as_deref())?;
    let mut value = value.clone();
    if let Some((space, line)) = of {
        R::finds_theirs(api, caller, space).await?;
        value = writing::without_links(api, who, entry.kind, (space, line), value).await?;
    }
    let (space, sending) = R::judge(api, caller, value).await?;
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
    Ok((space, deed))
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
        if one.work.named().is_some_and(|id| !named.insert(id)) {
            return Err(refuse("clinical-transaction-twice"));
        }
    }
    Ok(first.space)
}

/// What became of one entry, as it is answered by itself.
async fn told<R: WayIn>(
    api: &Api,
    caller: &Caller,
    entry: &Entry,
    (space, received): (SpaceId, Received),
    (room, deed): &(R, Deed<R::Says>),
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
