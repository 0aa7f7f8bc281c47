//! Requests of the holder to correct what somebody else wrote, and the answers.
//! What they say is for the two of them: it is sealed apart from the document.

use super::{Shelf, Words};
use kernel::{DocumentId, Timestamp};
use sharing::{DocumentFacts, Sealed};

/// What an author answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// They will correct it.
    Accepted,
    /// They will not, and say why.
    Refused,
}

/// How far a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was sent.
    Sent,
    /// Its author has it before their eyes.
    Seen,
    /// Its author agrees.
    Accepted,
    /// Its author does not, and says why.
    Refused,
}

impl Standing {
    /// Its name in sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Seen => "seen",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }
}

/// A request to correct a document.
#[derive(Clone)]
pub struct Correction {
    /// When it was sent.
    pub asked_at: Timestamp,
    /// When its author saw it first.
    pub seen_at: Option<Timestamp>,
    /// What its author answered, and when.
    pub answer: Option<(Answer, Timestamp)>,
    /// What should be corrected.
    pub text: Sealed<Words, ()>,
    /// What its author says of it.
    pub reply: Option<Sealed<Words, ()>>,
}

impl Correction {
    /// How far it is.
    pub const fn standing(&self) -> Standing {
        match (self.answer, self.seen_at) {
            (Some((Answer::Accepted, _)), _) => Standing::Accepted,
            (Some((Answer::Refused, _)), _) => Standing::Refused,
            (None, Some(_)) => Standing::Seen,
            (None, None) => Standing::Sent,
        }
    }

    /// Stands where its document stands.
    pub(super) fn follow(&mut self, document: &DocumentFacts) {
        for sealed in [Some(&mut self.text), self.reply.as_mut()]
            .into_iter()
            .flatten()
        {
            let facts = sealed.facts_mut();
            facts.state = document.state;
        }
    }
}

impl Shelf {
    /// The request of a document that waits for an answer.
    pub fn waiting(&self, id: DocumentId) -> Option<&Correction> {
        let last = self.find(id)?.corrections.last()?;
        last.answer.is_none().then_some(last)
    }

    pub(crate) fn ask(&mut self, id: DocumentId, at: Timestamp, text: String) {
        if let Some(document) = self.find_mut(id) {
            let text = between_the_two(document.facts(), text);
            document.corrections.push(Correction {
                asked_at: at,
                seen_at: None,
                answer: None,
                text,
                reply: None,
            });
        }
    }

    pub(crate) fn asking_seen(&mut self, id: DocumentId, at: Timestamp) {
        let last = self.find_mut(id).and_then(|it| it.corrections.last_mut());
        if let Some(last) = last {
            last.seen_at = last.seen_at.or(Some(at));
        }
    }

    pub(crate) fn answer(&mut self, id: DocumentId, at: Timestamp, answer: Answer, text: String) {
        if let Some(document) = self.find_mut(id) {
            let reply = between_the_two(document.facts(), text);
            if let Some(last) = document.corrections.last_mut() {
                last.answer = Some((answer, at));
                last.reply = Some(reply);
            }
        }
    }
}

/// Words that the holder and the author of a document read, and nobody else: of
/// no type that a professional's permit opens. The author reads them with the
/// permit for what is their own, which is written.
fn between_the_two(facts: &DocumentFacts, text: String) -> Sealed<Words, ()> {
    let facts = DocumentFacts {
        type_code: String::new(),
        ..facts.clone()
    };
    Sealed::new(facts, Words(text), ())
}
