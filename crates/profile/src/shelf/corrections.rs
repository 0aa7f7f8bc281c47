//! Requests of the holder to correct a line, and the answers.

use super::{Asked, Kept, LineId, Profile};
use crate::rules::Heading;
use journal::By;
use kernel::Timestamp;
use sharing::{DocumentFacts, Sealed, Titled, WrittenBy};
use std::sync::Arc;

/// What a professional answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The line was corrected.
    Corrected,
    /// It stands as it is.
    Declined,
}

impl Verdict {
    /// Its word in sentences and in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Corrected => "corrigee",
            Self::Declined => "refusee",
        }
    }

    /// The one of this word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Corrected, Self::Declined]
            .into_iter()
            .find(|verdict| verdict.key() == key)
    }
}

/// A request before the eyes of the professional who is asked, who needs no care
/// link for what is asked of them.
#[derive(Clone, Debug)]
pub struct Request {
    /// Under which heading the line stands.
    pub heading: Heading,
    /// What should be mended.
    pub words: String,
}

impl Titled for Request {
    fn what(&self) -> &str {
        self.heading.word()
    }
}

/// A request to correct a line, and how far it is.
#[derive(Clone)]
pub struct Correction {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What should be mended, beside the line: for whoever sees that.
    pub text: Sealed<Asked, ()>,
    /// The same, for the professional who is asked, where it is one.
    pub request: Option<Sealed<Request, ()>>,
    /// What was answered, when, and in which words.
    pub answer: Option<(Verdict, Timestamp)>,
    /// The words of the answer.
    pub reply: Option<Sealed<Asked, ()>>,
}

impl Correction {
    /// Whether nobody answered yet.
    pub const fn waits(&self) -> bool {
        self.answer.is_none()
    }

    fn settle(&mut self, verdict: Verdict, at: Timestamp, words: Option<String>) {
        self.answer = Some((verdict, at));
        let facts = self.text.facts().clone();
        self.reply = words.map(|words| Sealed::new(facts, Asked(words), ()));
    }

    /// The same, beside a line with these facts.
    pub(super) fn beside(mut self, facts: &DocumentFacts) -> Self {
        *self.text.facts_mut() = facts.clone();
        if let Some(reply) = &mut self.reply {
            *reply.facts_mut() = facts.clone();
        }
        self
    }

    pub(super) fn facts_mut(&mut self, change: &impl Fn(&mut DocumentFacts)) {
        change(self.text.facts_mut());
        if let Some(reply) = &mut self.reply {
            change(reply.facts_mut());
        }
        // From whom the heading is kept is nothing to whoever is asked; that the line
        // is gone is.
        if let Some(request) = &mut self.request {
            let before = request.facts().hiding.clone();
            change(request.facts_mut());
            request.facts_mut().hiding = before;
        }
    }
}

impl Kept {
    /// The professional who answers for a line: who confirmed it, else who wrote it.
    pub fn answers(&self) -> Option<WrittenBy> {
        let confirmed = self.confirmed.as_ref().map(|(by, _)| WrittenBy::from(by));
        let author = || self.sealed.facts().author.clone();
        let answers = confirmed.unwrap_or_else(author);
        matches!(answers, WrittenBy::Professional(_)).then_some(answers)
    }
}

impl Profile {
    pub(crate) fn ask(&mut self, id: LineId, words: Option<String>, at: Timestamp) {
        let Some(kept) = self.lines.get_mut(&id) else {
            return;
        };
        let kept = Arc::make_mut(kept);
        let Some(words) = words else {
            // As it was once said that nothing is to be mended: without a word.
            if let Some(correction) = &mut kept.correction {
                correction.settle(Verdict::Declined, at, None);
            }
            return;
        };
        let facts = kept.sealed.facts().clone();
        let request = kept.answers().map(|author| {
            let facts = DocumentFacts {
                author,
                // Of no type that a permit for a record opens.
                type_code: String::new(),
                ..facts.clone()
            };
            let request = Request {
                heading: kept.heading,
                words: words.clone(),
            };
            Sealed::new(facts, request, ())
        });
        kept.correction = Some(Correction {
            asked_at: at,
            text: Sealed::new(facts, Asked(words), ()),
            request,
            answer: None,
            reply: None,
        });
    }

    pub(crate) fn answer(
        &mut self,
        id: LineId,
        verdict: Verdict,
        at: Timestamp,
        words: Option<String>,
    ) {
        let kept = self.lines.get_mut(&id).map(Arc::make_mut);
        if let Some(correction) = kept.and_then(|kept| kept.correction.as_mut()) {
            correction.settle(verdict, at, words);
        }
    }

    /// What becomes of a request when its line is written anew: by the professional
    /// who was asked, it is corrected.
    pub(super) fn after(before: Option<&Kept>, by: &By, at: Timestamp) -> Option<Correction> {
        let before = before?;
        let mut correction = before.correction.clone().filter(Correction::waits)?;
        let asked = before.answers() == Some(WrittenBy::from(by));
        asked.then(|| {
            correction.settle(Verdict::Corrected, at, None);
            correction
        })
    }
}
