//! The right to change, and what it lets change of documents.

use crate::asking::{Asker, decide, decide_begun, granted};
use crate::facts::{DocumentFacts, WrittenBy};
use crate::permit::{Sealed, Titled};
use crate::rules::{Act, Decision, Matrix};
use journal::{Book, By, Slice};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use std::sync::Arc;

/// The decided right to change something. It shows nothing: the change is its
/// own trace.
pub struct Leave {
    pub(crate) book: Arc<Book>,
    pub(crate) by: By,
    pub(crate) asker: Asker,
    /// The documents it is about, each decided.
    pub(crate) about: Vec<DocumentId>,
    pub(crate) rules: Arc<Matrix>,
    pub(crate) now: Timestamp,
}

impl Leave {
    /// The space it is about.
    pub fn space(&self) -> SpaceId {
        self.book.space()
    }

    /// Who changes.
    pub const fn by(&self) -> &By {
        &self.by
    }

    /// What a slice made of the record; its content is [`Sealed`].
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn state<S: Slice>(&self) -> Result<&S::State> {
        self.book.state::<S>()
    }

    /// The moment it was decided for.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether the one who changes finds what they wrote themself in this space: whom
    /// its holder blocked does not.
    pub fn finds_own(&self) -> bool {
        let act = Act::ReadOwnActs;
        decide(&self.book, &self.asker, act, None, &self.rules, self.now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    /// Whether the one who changes may read this too: what they may not see they
    /// neither change nor confirm, and it tells them nothing.
    pub fn sees(&self, facts: &DocumentFacts) -> bool {
        let (act, facts) = (Act::ReadDocument, Some(facts));
        decide(&self.book, &self.asker, act, facts, &self.rules, self.now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    /// Whether it is a carer who changes, to whom the holder confided a part of the space.
    pub const fn is_carers(&self) -> bool {
        matches!(self.asker, Asker::Carer { .. })
    }

    /// Decides whether this may go along with what they write, so that those who take part
    /// read it: what one sees and has in one's hands. A carer sends on nothing that the
    /// holder hides from somebody.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn may_enclose<L: Titled, B>(&self, sealed: &Sealed<L, B>) -> Result<()> {
        match self.is_carers() {
            true if self.sees(sealed.facts()) && !sealed.facts().hiding.is_hidden() => Ok(()),
            true => Err(Error::not_found()),
            false => self.may(OnDocuments::Arrange, sealed).map(drop),
        }
    }

    /// Whether this is what a service added itself, and may change: hidden or not,
    /// whether its holder ticked reading or not.
    pub fn amends(&self, facts: &DocumentFacts) -> bool {
        let (act, facts) = (Act::AmendByService, Some(facts));
        decide(&self.book, &self.asker, act, facts, &self.rules, self.now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    /// Whether this is what whoever changes wrote themself as a professional, and finds:
    /// whom its holder blocked finds nothing of what is theirs.
    pub fn replaces(&self, facts: &DocumentFacts) -> bool {
        let (act, facts) = (Act::ReplaceDocument, Some(facts));
        self.finds_own()
            && decide(&self.book, &self.asker, act, facts, &self.rules, self.now)
                .is_ok_and(|decision| decision == Decision::Allowed)
    }

    /// Decides that somebody may read more by this: while it is drafted one
    /// sees whether they would.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn widens(&self) -> Result<()> {
        self.decides(Act::WidenRights)
    }

    /// Decides that by this somebody reads no more whom the holder let: to end that by
    /// hand is the holder's alone.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn shuts_out(&self) -> Result<()> {
        self.decides(Act::SetRights)
    }

    /// Decides that whoever finds the emergency card may read more by this.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn opens_card(&self) -> Result<()> {
        self.decides(Act::OpenCard)
    }

    fn decides(&self, act: Act) -> Result<()> {
        granted(decide(
            &self.book,
            &self.asker,
            act,
            None,
            &self.rules,
            self.now,
        )?)
    }

    /// Decides one document more, as a deposit does that replaces another; and
    /// says what the history should call it.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn may<L: Titled, B>(&self, act: OnDocuments, sealed: &Sealed<L, B>) -> Result<String> {
        granted(decide(
            &self.book,
            &self.asker,
            act.act(),
            Some(sealed.facts()),
            &self.rules,
            self.now,
        )?)?;
        Ok(sealed.title().to_owned())
    }

    /// Decides what they are about to begin, as [`Self::may`] does what is there.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn may_begin<L: Titled, B>(&self, act: OnDocuments, sealed: &Sealed<L, B>) -> Result<()> {
        let (act, facts) = (act.act(), sealed.facts());
        granted(decide_begun(
            &self.book,
            &self.asker,
            act,
            facts,
            &self.rules,
            self.now,
        )?)
    }

    /// Whether its author, of this profession, would be let do this, were they to ask
    /// now: for whoever wants to make somebody else the author of something. It tells
    /// of nobody but a professional or an institution.
    pub fn lets_author<L: Titled, B>(
        &self,
        act: OnDocuments,
        profession: &str,
        sealed: &Sealed<L, B>,
    ) -> bool {
        let facts = sealed.facts();
        let author = match &facts.author {
            WrittenBy::Professional(rpps) => Asker::Professional {
                rpps: rpps.clone(),
                profession: profession.to_owned(),
                dispatch: false,
            },
            WrittenBy::Institution(finess) => Asker::Institution(finess.clone()),
            WrittenBy::Holder | WrittenBy::Service(_) => return false,
        };
        let (act, rules) = (act.act(), &self.rules);
        decide(&self.book, &author, act, Some(facts), rules, self.now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }
}

/// What somebody wants to change of documents that are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDocuments {
    /// Hide them, or show them again.
    Hide,
    /// Mark them as seen.
    MarkSeen,
    /// Pin them, or put them into a folder.
    Arrange,
    /// Throw them away, for thirty days at first.
    Bin,
    /// Take them out of the bin.
    Restore,
    /// File what was kept aside.
    File,
    /// Ask their author to mend them.
    AskCorrection,
    /// Answer the patient who asked.
    AnswerCorrection,
    /// Put a new version in their place.
    Replace,
    /// Take them back, as their author.
    Withdraw,
    /// Let the patient see what waited for a consultation.
    Release,
    /// Keep them from those who answer for their patient.
    KeepSecret,
    /// Keep them from those no more.
    LiftSecret,
    /// Hide them from other professionals or archive them, as their author, or no more.
    MarkOwn,
    /// Say a word of them to whom they are about, as a professional who reads them by more
    /// than a code.
    Comment,
    /// Write in a conversation.
    Converse,
    /// Change what one added oneself, as a service.
    AmendByService,
}

impl OnDocuments {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Hide,
        Self::MarkSeen,
        Self::Arrange,
        Self::Bin,
        Self::Restore,
        Self::File,
        Self::AskCorrection,
        Self::AnswerCorrection,
        Self::Replace,
        Self::Withdraw,
        Self::Release,
        Self::KeepSecret,
        Self::LiftSecret,
        Self::MarkOwn,
        Self::Comment,
        Self::Converse,
        Self::AmendByService,
    ];

    pub(crate) const fn act(self) -> Act {
        match self {
            Self::Hide => Act::HideDocument,
            Self::MarkSeen => Act::MarkSeen,
            Self::Arrange => Act::ArrangeDocument,
            Self::Bin => Act::BinDocument,
            Self::Restore => Act::RestoreDocument,
            Self::File => Act::FileDocument,
            Self::AskCorrection => Act::AskCorrection,
            Self::AnswerCorrection => Act::AnswerCorrection,
            Self::Replace => Act::ReplaceDocument,
            Self::Withdraw => Act::WithdrawDocument,
            Self::Release => Act::ReleaseDocument,
            Self::KeepSecret => Act::KeepSecret,
            Self::LiftSecret => Act::LiftSecret,
            Self::MarkOwn => Act::MarkOwn,
            Self::Comment => Act::CommentDocument,
            Self::Converse => Act::Converse,
            Self::AmendByService => Act::AmendByService,
        }
    }
}
