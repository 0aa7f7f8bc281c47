//! Who asks, and the case that their asking is: the facts of the record, as the
//! rules want them.

use crate::connections::{self, ConnectionId, Connections};
use crate::entries::CareLinks;
use crate::facts::{CARD, CONVERSATION, DocumentFacts, WrittenBy};
use crate::rights::Rights;
use crate::rules::{
    self, Act, Author, ByMatrix, Case, Decision, DocumentState, Emergency, Hidden, Link, Matrix,
    Probation, Reason, Reserved, Secret, Space, Trust, Who,
};
use identity::Role;
use journal::{Book, Standing};
use kernel::{Error, Finess, Result, Rpps, SpaceId, Timestamp};

/// Who asks, reduced to what rights depend on.
#[derive(Clone, Debug)]
pub(crate) enum Asker {
    Holder {
        spaces: Vec<SpaceId>,
        /// Of these spaces, what is older than this is kept back.
        probations: Vec<(SpaceId, Timestamp)>,
    },
    /// Who answers for the children whose spaces these are.
    Representative {
        spaces: Vec<SpaceId>,
        probations: Vec<(SpaceId, Timestamp)>,
    },
    /// Whom the holders of these spaces confided a part of them to.
    Carer {
        spaces: Vec<SpaceId>,
        probations: Vec<(SpaceId, Timestamp)>,
        /// Since when conversations are among it, if they are.
        messages: Option<Timestamp>,
    },
    Professional {
        rpps: Rpps,
        profession: String,
        /// They answer the calls of a dispatch of emergencies.
        dispatch: bool,
    },
    Institution(Finess),
    /// A service of the catalogue: it reaches the one space whose holder let it in.
    Service {
        id: String,
        space: SpaceId,
        connection: ConnectionId,
    },
    /// Somebody of the team: never let in, and nothing else is known of them.
    Staff(Role),
}

impl Asker {
    /// Whether they are at home in a space: its holder, or who answers for them.
    pub(crate) const fn is_at_home(&self) -> bool {
        matches!(self, Self::Holder { .. } | Self::Representative { .. })
    }

    /// Since when the holder reaches this space, while the first days of their
    /// account keep back what is older.
    pub(crate) fn since(&self, space: SpaceId) -> Option<Timestamp> {
        match self {
            Self::Holder { probations, .. }
            | Self::Representative { probations, .. }
            | Self::Carer { probations, .. } => {
                let mut of_space = probations.iter().filter(|(kept, _)| *kept == space);
                of_space.next().map(|(_, since)| *since)
            }
            Self::Professional { .. }
            | Self::Institution(_)
            | Self::Service { .. }
            | Self::Staff(_) => None,
        }
    }
}

/// Reduces the facts to a case and decides it.
pub(crate) fn decide(
    book: &Book,
    asker: &Asker,
    act: Act,
    facts: Option<&DocumentFacts>,
    matrix: &Matrix,
    now: Timestamp,
) -> Result<Decision> {
    case(book, asker, act, facts, matrix, now).map(rules::decide)
}

/// As [`decide`], of what whoever asks is about to begin: they know of it.
pub(crate) fn decide_begun(
    book: &Book,
    asker: &Asker,
    act: Act,
    facts: &DocumentFacts,
    matrix: &Matrix,
    now: Timestamp,
) -> Result<Decision> {
    let case = case(book, asker, act, Some(facts), matrix, now)?;
    Ok(rules::decide(Case {
        secret: Secret::No,
        ..case
    }))
}

/// The case that the facts are.
fn case(
    book: &Book,
    asker: &Asker,
    act: Act,
    facts: Option<&DocumentFacts>,
    matrix: &Matrix,
    now: Timestamp,
) -> Result<Case> {
    let space = match book.standing() {
        Standing::Open => Space::Open,
        Standing::Shut => Space::Shut,
    };
    let mut case = Case {
        space,
        who: Who::Stranger,
        link: Link::None,
        trust: Trust::Ordinary,
        emergency: Emergency::Refused,
        matrix: ByMatrix::Closed,
        hidden: Hidden::No,
        author: Author::Another,
        state: facts.map_or(DocumentState::Kept, |facts| facts.state),
        reserved: Reserved::No,
        secret: Secret::No,
        probation: Probation::Over,
        act,
    };
    let rights = book.state::<Rights>()?;
    if facts.is_some_and(|facts| rights.reserved(facts.id, now)) {
        case.reserved = Reserved::UntilAnnounced;
    }
    // In a conversation of their own a young person may ask what nobody else need know.
    let told = |facts: &DocumentFacts| {
        facts.type_code == CONVERSATION && !rights.is_of_the_family(facts.id)
    };
    let theirs = matches!(asker, Asker::Representative { .. });
    if facts.is_some_and(|facts| rights.is_secret(facts.id) || (theirs && told(facts))) {
        case.secret = Secret::FromRepresentatives;
    }
    let written_by = |author: &WrittenBy| facts.is_some_and(|facts| facts.author == *author);
    let by = |them| if them { Author::Them } else { Author::Another };
    match asker {
        Asker::Holder { spaces, .. } | Asker::Representative { spaces, .. } => {
            let since = asker.since(book.space());
            if since.is_some_and(|since| facts.is_none_or(|facts| facts.added_at < since)) {
                case.probation = Probation::KeptBack;
            }
            case.who = match asker {
                _ if !spaces.contains(&book.space()) => Who::Stranger,
                Asker::Holder { .. } => Who::Holder,
                _ => Who::Representative,
            };
            case.author = by(written_by(&WrittenBy::Holder));
        }
        Asker::Carer {
            spaces, messages, ..
        } => {
            let since = asker.since(book.space());
            let begins = facts.is_none() && act == Act::Converse;
            let older = |since: Timestamp| facts.is_none_or(|facts| facts.added_at < since);
            if !begins && since.is_some_and(older) {
                case.probation = Probation::KeptBack;
            }
            if spaces.contains(&book.space()) {
                case.who = Who::Carer;
            }
            // The switch that hides all hides documents.
            let documents = facts.filter(|facts| facts.type_code != CONVERSATION);
            case.hidden = hidden(documents, None, rights.switches().hide_all);
            let confided = match facts {
                // Who wrote before it was confided wrote to the holder alone.
                Some(facts) if facts.type_code == CONVERSATION => {
                    messages.is_some_and(|since| facts.added_at >= since)
                }
                Some(facts) => act != Act::Converse && is_confided(&facts.type_code),
                None => begins && messages.is_some(),
            };
            if confided {
                case.matrix = ByMatrix::Readable;
            }
        }
        Asker::Professional {
            rpps,
            profession,
            dispatch,
        } => {
            case.who = Who::Professional;
            let linked = book.state::<CareLinks>()?.in_force(rpps, now).is_some();
            let shared = facts.is_some_and(|facts| rights.is_shared(facts.id, rpps, now));
            let emergency = rights.emergency(rpps, now).is_some();
            let saving = emergency && rights.switches().accepts(*dispatch);
            case.link = match (linked, emergency) {
                (true, true) => Link::Both,
                (true, false) => Link::InForce,
                // Either shows all of the document that the code would.
                (false, _) if shared && !saving => Link::Shared,
                (false, true) => Link::Emergency,
                (false, false) => Link::None,
            };
            case.trust = if rights.blocked().contains_key(rpps) {
                Trust::Blocked
            } else if rights.administrators().contains_key(rpps) {
                Trust::Administrator
            } else {
                Trust::Ordinary
            };
            let switches = rights.switches();
            case.emergency = match (switches.accepts(*dispatch), switches.emergency_hidden) {
                (false, _) => Emergency::Refused,
                (true, false) => Emergency::Accepted,
                (true, true) => Emergency::AcceptedByName,
            };
            case.matrix = facts.map_or(ByMatrix::Closed, |facts| {
                matrix.says(profession, &facts.type_code)
            });
            case.hidden = hidden(facts, Some(rpps), switches.hide_all);
            case.author = by(written_by(&WrittenBy::Professional(rpps.clone())));
        }
        Asker::Institution(finess) => {
            case.who = Who::Institution;
            case.hidden = hidden(facts, None, rights.switches().hide_all);
            case.author = by(written_by(&WrittenBy::Institution(finess.clone())));
        }
        Asker::Service {
            id,
            space,
            connection,
        } => {
            if *space == book.space() {
                case.who = Who::Service;
                let connections = book.state::<Connections>()?;
                let own = connections.in_force(*connection);
                let own = own.filter(|own| own.service == *id);
                if own.is_some() {
                    case.link = Link::InForce;
                }
                let given = facts.is_none_or(|facts| connections::is_given(&facts.type_code));
                let ticked = own.is_some_and(|own| match act {
                    Act::FeedByService | Act::AmendByService => own.writes(),
                    Act::ReadHistory => own.reads_history(),
                    _ => own.reads(),
                });
                if given && ticked {
                    case.matrix = ByMatrix::Readable;
                }
                case.author = by(written_by(&WrittenBy::Service(id.clone())));
            }
            case.hidden = hidden(facts, None, rights.switches().hide_all);
        }
        Asker::Staff(role) => {
            case.who = match role {
                Role::Operator => Who::Operator,
                Role::Volunteer => Who::Volunteer,
                Role::Administrator => Who::Administrator,
            };
        }
    }
    Ok(case)
}

/// Whether what is of this type is confided to a carer who sees: documents, and what is
/// sealed as one. The diary and the card are not, nor is what has no type: folders, and
/// what is asked of authors. Conversations are confided by themselves.
fn is_confided(type_code: &str) -> bool {
    const DIARY: &str = "agenda";
    !matches!(type_code, "" | DIARY | CONVERSATION | CARD)
}

/// From whom the document is hidden, as far as it concerns this professional.
fn hidden(facts: Option<&DocumentFacts>, rpps: Option<&Rpps>, hide_all: bool) -> Hidden {
    let Some(hiding) = facts.map(|facts| &facts.hiding) else {
        return Hidden::No;
    };
    let from_them = rpps.is_some_and(|rpps| hiding.from.contains(rpps));
    match (hiding.is_from_all() || hide_all, from_them) {
        (true, true) => Hidden::FromAllAndThem,
        (true, false) => Hidden::FromAll,
        (false, true) => Hidden::FromThem,
        (false, false) if hiding.from.is_empty() => Hidden::No,
        (false, false) => Hidden::FromAnother,
    }
}

/// A decision as a result.
pub(crate) fn granted(decision: Decision) -> Result<()> {
    match decision {
        Decision::Allowed => Ok(()),
        Decision::NotFound => Err(Error::not_found()),
        Decision::Forbidden(Reason::NoCareLink) => Err(Error::forbidden("error-no-care-link")),
        Decision::Forbidden(Reason::NoMedicalCapacity) => {
            Err(Error::forbidden("error-no-medical-capacity"))
        }
        Decision::Forbidden(Reason::EmergencyRefused) => {
            Err(Error::forbidden("sharing-emergency-refused"))
        }
        Decision::Forbidden(Reason::FirstDays) => Err(Error::forbidden("sharing-first-days")),
        Decision::Forbidden(Reason::HoldersAlone) => Err(Error::forbidden("sharing-holders-alone")),
        Decision::Forbidden(Reason::NotConnected) => Err(Error::forbidden("sharing-not-connected")),
    }
}
