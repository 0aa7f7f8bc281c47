//! Being let in to read: decided, counted, and written before it is given.

use super::{Sharing, by};
use crate::asking::{Asker, decide, granted};
use crate::ceilings::Looks;
use crate::entries::CareLinks;
use crate::facts::DocumentFacts;
use crate::permit::{Permit, Scope, Sealed, Titled};
use crate::rights::Rights;
use crate::rules::{Act, Decision};
use identity::{Caller, Professional};
use journal::{Book, By, NewRead};
use kernel::{DocumentId, Error, Kind, Result, SpaceId, Timestamp};
use std::sync::Arc;

impl Sharing {
    /// Lets somebody see the record: lists, home, summary.
    ///
    /// # Errors
    /// Not found or forbidden, as decided; unavailable, if the read could not
    /// be written first.
    pub async fn permit_record(&self, caller: &Caller, space: SpaceId) -> Result<Permit> {
        self.permit(caller, space, Act::OpenRecord, |_| Ok(Target::record()))
            .await
    }

    /// Lets somebody read one document, which `find` points at in the record.
    ///
    /// # Errors
    /// As [`Self::permit_record`]; what is hidden is not found, like what never
    /// existed.
    pub async fn permit_document<L, B, F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        manner: Manner,
        find: F,
    ) -> Result<Permit>
    where
        L: Titled + 'static,
        B: 'static,
        F: Fn(&Book) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        self.permit(caller, space, Act::ReadDocument, |book| {
            // Somebody without a care link learns that, whatever they asked for.
            Target::of(find(book)?, Scope::Body, manner.act())
        })
        .await
    }

    /// Lets the holder read the history of their space, or who answers for them.
    ///
    /// # Errors
    /// As [`Self::permit_record`].
    pub async fn permit_history(&self, caller: &Caller, space: SpaceId) -> Result<Permit> {
        self.permit(caller, space, Act::ReadHistory, |_| {
            Ok(Target {
                scope: Scope::History,
                act: "history-read",
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }

    pub(super) async fn permit<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        act: Act,
        target: F,
    ) -> Result<Permit>
    where
        F: Fn(&Book) -> Result<Target> + Send + Sync,
    {
        self.permit_to(caller, None, space, act, target).await
    }

    /// As [`Self::permit`], and the line names another than the one for whom it is
    /// decided: whoever reads in their place.
    pub(super) async fn permit_to<F>(
        &self,
        caller: &Caller,
        reader: Option<By>,
        space: SpaceId,
        act: Act,
        target: F,
    ) -> Result<Permit>
    where
        F: Fn(&Book) -> Result<Target> + Send + Sync,
    {
        let now = self.0.world.now();
        let asker = self.asker(caller, now);
        let mut book = self.0.journal.open(space).await?;
        let decided = |book: &Book| {
            let found = target(book);
            let facts = found.as_ref().ok().and_then(|it| it.facts.as_ref());
            self.open_first(book, &asker, (act, facts), now)?;
            let target = found?;
            granted(decide(
                book,
                &asker,
                act,
                target.facts.as_ref(),
                &self.0.matrix,
                now,
            )?)?;
            Ok::<_, Error>(target)
        };
        let mut chosen = match decided(&book) {
            Ok(chosen) => chosen,
            // The cached book may be behind another process: a refusal is told
            // only on the record as it is now.
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Forbidden) => {
                book = self.0.journal.refresh(&book).await?;
                decided(&book)?
            }
            Err(error) => return Err(error),
        };
        self.count(&book, caller, &asker, now).await?;
        // Their own deposits, and a mail that leaves in their place, open nobody.
        if let (Caller::Professional(professional), None, Act::OpenRecord | Act::ReadDocument) =
            (caller, &reader, act)
            && let Some(days) = self.0.ceilings.days()
        {
            days.open(&professional.rpps, space, now).await?;
        }
        let read = NewRead {
            by: match reader {
                Some(reader) => reader,
                None => by(caller)?,
            },
            act: chosen.act,
            about: chosen.about,
            what: chosen.what.clone(),
            why: match (
                is_own_conversation(&book, &chosen)?,
                why(&book, &asker, chosen.facts.as_ref(), now)?,
            ) {
                (false, why) => why,
                (true, why) if why == EMERGENCY => EMERGENCY_CONVERSATION.to_owned(),
                (true, _) => OWN_CONVERSATION.to_owned(),
            },
        };
        let noted = self.0.journal.note(&book, read).await?;
        if let Some(later) = noted.moved {
            book = later;
            chosen = decided(&book)?;
        }
        Ok(Permit {
            book,
            line: noted.line,
            asker,
            scope: chosen.scope,
            now,
            rules: Arc::clone(&self.0.matrix),
        })
    }

    /// Whether they may open the record at all comes before any document: a
    /// professional without a link, and the team, learn so for every id alike; but for a
    /// document that was shared with them by a code, as long as they may read it.
    fn open_first(
        &self,
        book: &Book,
        asker: &Asker,
        (act, facts): (Act, Option<&DocumentFacts>),
        now: Timestamp,
    ) -> Result<()> {
        let decided = |act, facts| decide(book, asker, act, facts, &self.0.matrix, now);
        match (act, asker) {
            (Act::ReadDocument, Asker::Professional { .. } | Asker::Staff(_)) => {
                if facts.is_some() && decided(act, facts)? == Decision::Allowed {
                    return Ok(());
                }
                granted(decided(Act::OpenRecord, None)?)
            }
            _ => Ok(()),
        }
    }

    /// Counts the person a professional is about to see, or an institution's
    /// software by itself; unless they showed a presence code: that is the
    /// patient's own doing.
    async fn count(
        &self,
        book: &Book,
        caller: &Caller,
        asker: &Asker,
        now: Timestamp,
    ) -> Result<()> {
        let looks = match (caller, asker) {
            (Caller::Professional(professional), Asker::Professional { rpps, .. }) => {
                if book.state::<CareLinks>()?.shown_by_presence(rpps, now) {
                    return Ok(());
                }
                let emergency = book.state::<Rights>()?.emergency(rpps, now).is_some();
                looks(professional, emergency)
            }
            (Caller::Institution(institution), _) => Looks {
                rpps: None,
                finess: Some(institution.finess.clone()),
                emergency: false,
            },
            _ => return Ok(()),
        };
        self.0.ceilings.pass(looks, book.space(), now).await
    }
}

/// A professional who is about to see somebody, where they work now.
pub(super) fn looks(professional: &Professional, emergency: bool) -> Looks {
    Looks {
        rpps: Some(professional.rpps.clone()),
        finess: professional
            .place
            .as_ref()
            .map(|place| place.finess.clone()),
        emergency,
    }
}

/// The key of the words for a read in an emergency.
pub const EMERGENCY: &str = "emergency";

/// The key of the words for a read by a service that the holder connected.
const SERVICE: &str = "service";

/// The key of the words for a document that is read through a conversation of the
/// holder's own: whoever does not see the one is not told of the other.
pub(super) const OWN_CONVERSATION: &str = "conversation";

/// And of one that is read so in an emergency.
pub(super) const EMERGENCY_CONVERSATION: &str = "emergency-conversation";

/// Whether it is read through such a conversation.
fn is_own_conversation(book: &Book, chosen: &Target) -> Result<bool> {
    let through = match (&chosen.scope, &chosen.facts) {
        (Scope::Attached(_), Some(facts)) => facts.id,
        _ => return Ok(false),
    };
    Ok(!book.state::<Rights>()?.is_of_the_family(through))
}

/// The key of the words for a document that was shared by a code.
pub(crate) const BY_SHARE: &str = "share";

/// Why they may read: the emergency, or else the care link, or else a share of this very
/// document. What is their own they read by none of these.
fn why(
    book: &Book,
    asker: &Asker,
    facts: Option<&DocumentFacts>,
    now: Timestamp,
) -> Result<String> {
    let rpps = match asker {
        Asker::Professional { rpps, .. } => rpps,
        Asker::Service { .. } => return Ok(SERVICE.to_owned()),
        Asker::Holder { .. }
        | Asker::Representative { .. }
        | Asker::Carer { .. }
        | Asker::Institution(_)
        | Asker::Staff(_) => {
            return Ok(String::new());
        }
    };
    if book.state::<Rights>()?.emergency(rpps, now).is_some() {
        return Ok(EMERGENCY.to_owned());
    }
    let link = book.state::<CareLinks>()?.in_force(rpps, now);
    if let Some(link) = link {
        return Ok(link.basis.key().to_owned());
    }
    let rights = book.state::<Rights>()?;
    let shared = facts.is_some_and(|facts| rights.is_shared(facts.id, rpps, now));
    Ok(String::from(if shared { BY_SHARE } else { "" }))
}

/// In what manner a document is read: the history says which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// On screen.
    Seen,
    /// A picture of it, for the page on which it is seen.
    Pictured,
    /// The file was taken away.
    Downloaded,
    /// By a machine.
    Fetched,
    /// The file left with a message of its holder's.
    Mailed,
}

impl Manner {
    pub(super) const fn act(self) -> &'static str {
        match self {
            Self::Seen | Self::Pictured => "document-read",
            Self::Downloaded => "document-downloaded",
            Self::Fetched => "document-fetched",
            Self::Mailed => "document-mailed",
        }
    }
}

pub(super) struct Target {
    pub(super) scope: Scope,
    pub(super) act: &'static str,
    pub(super) about: Option<DocumentId>,
    pub(super) what: String,
    pub(super) facts: Option<DocumentFacts>,
}

impl Target {
    /// A document that was looked for; not found, if there is none.
    pub(super) fn of<L: Titled, B>(
        found: Option<&Sealed<L, B>>,
        scope: fn(DocumentId) -> Scope,
        act: &'static str,
    ) -> Result<Self> {
        let found = found.ok_or_else(Error::not_found)?;
        let facts = found.facts().clone();
        Ok(Self {
            scope: scope(facts.id),
            act,
            about: Some(facts.id),
            what: found.title().to_owned(),
            facts: Some(facts),
        })
    }

    const fn record() -> Self {
        Self {
            scope: Scope::Labels,
            act: "record-read",
            about: None,
            what: String::new(),
            facts: None,
        }
    }
}
