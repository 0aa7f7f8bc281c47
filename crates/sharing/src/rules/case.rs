//! The questions a decision depends on, and its answers: a finite domain.

/// Whether the space may be read and fed at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Space {
    /// Open or active.
    Open,
    /// Anything else: as if it did not exist.
    Shut,
}

/// Who asks, in what capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// The holder of this very space.
    Holder,
    /// Who answers for the child whose space it is.
    Representative,
    /// Whom the holder confided a part of their space to.
    Carer,
    /// The holder of another space.
    Stranger,
    /// A professional of the national directory.
    Professional,
    /// An institution's software.
    Institution,
    /// A service of the catalogue, in the space whose holder let it in.
    Service,
    /// An operator of the phone line.
    Operator,
    /// A volunteer.
    Volunteer,
    /// An administrator of the system.
    Administrator,
}

/// Why somebody who is not the holder may read at all, at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// Nothing was ever made, or it ended.
    None,
    /// A care link is in force; of a service, its connection, which is not paused.
    InForce,
    /// Only an emergency access (break-glass) is.
    Emergency,
    /// Both are.
    Both,
    /// Neither is; but the holder shared this very document with them by a code.
    Shared,
}

/// How the holder stands to a professional.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// As to any other.
    Ordinary,
    /// Blocked: reading looks like a closed space; they may still deposit.
    Blocked,
    /// Named *administrator*: what is hidden from all is not from them.
    Administrator,
}

/// What the matrix says of this profession and this type of document; of a
/// service, whether its holder consented in this direction: to reading, or to adding; of a
/// carer, whether it is of what they were confided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByMatrix {
    /// The profession may read this type; the holder ticked it.
    Readable,
    /// It may not, or the type is not in the matrix.
    Closed,
}

/// From whom the document is hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// From nobody.
    No,
    /// From everyone.
    FromAll,
    /// From the one who asks, by name.
    FromThem,
    /// From everyone, and from the one who asks by name too.
    FromAllAndThem,
    /// From somebody else, by name.
    FromAnother,
}

/// Who wrote the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// The one who asks.
    Them,
    /// Somebody else.
    Another,
}

/// What the first days of an account keep back from its holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Probation {
    /// Nothing, or the document came after the account.
    Over,
    /// What was there before it, and what gives others more (domain rules, §2.4).
    KeptBack,
}

/// Whether the document waits for a consultation before its patient sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reserved {
    /// It does not, or not any more.
    No,
    /// Until the consultation, or a month at most (domain rules, §3.6).
    UntilAnnounced,
}

/// Whether a document is a minor's secret (domain rules, §3.6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secret {
    /// It is not.
    No,
    /// The young person asked that those who answer for them do not see it.
    FromRepresentatives,
}

/// Where a document is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DocumentState {
    /// In the record, current or replaced.
    #[default]
    Kept,
    /// Taken in and not filed: it surely names somebody else. Its holder and its
    /// author see it, nobody else does.
    Aside,
    /// In the holder's bin.
    Binned,
    /// Taken back by its author, or gone from the bin.
    Withdrawn,
}

/// What the holder decided of emergency accesses, for such a one as asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emergency {
    /// None.
    Refused,
    /// To what is not hidden.
    Accepted,
    /// To what is hidden by name as well. What is hidden from all stays so.
    AcceptedByName,
}

/// What they want to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// See the record: lists, home, summary. Each document in it is decided on
    /// its own, as [`Act::ReadDocument`].
    OpenRecord,
    /// Read one document.
    ReadDocument,
    /// Add a document.
    AddDocument,
    /// Hide a document, or show it again.
    HideDocument,
    /// Mark a document as seen, on its first reading.
    MarkSeen,
    /// Pin a document, or put it into a folder.
    ArrangeDocument,
    /// Throw a document of one's own away, for thirty days at first.
    BinDocument,
    /// Take a document out of the bin.
    RestoreDocument,
    /// File a document that was kept aside: it is theirs after all.
    FileDocument,
    /// Ask the author of a document to mend it.
    AskCorrection,
    /// Answer the patient who asked.
    AnswerCorrection,
    /// Put a new version in the place of a document of one's own.
    ReplaceDocument,
    /// Take a document of one's own back.
    WithdrawDocument,
    /// Let the patient see a document that waited for a consultation.
    ReleaseDocument,
    /// Keep a document from those who answer for its patient.
    KeepSecret,
    /// Keep it from them no more.
    LiftSecret,
    /// Set or lift one's own marks on a document of one's own: hidden from other
    /// professionals, archived.
    MarkOwn,
    /// Say a word of a document of results, to whom it is about; or take one's word back.
    CommentDocument,
    /// Write in the medical profile, or confirm what stands there.
    KeepProfile,
    /// Say what an emergency card says, and end its code.
    KeepCard,
    /// Make the code by which whoever finds the card reads what it says.
    OpenCard,
    /// Take part in a conversation: begin it, read it, write in it. There, *author*
    /// asks whether it is theirs: whether they are one of those who take part.
    Converse,
    /// Read who did what in this space.
    ReadHistory,
    /// Take the history away by itself, or what proves it.
    ExportHistory,
    /// Take all that one sees of the space away, in one file.
    CarryAway,
    /// Read what one did oneself in this space.
    ReadOwnActs,
    /// State that the patient consented to a care link.
    StateLink,
    /// Bring a colleague into one's care link.
    NameColleague,
    /// Open an emergency access.
    OpenEmergency,
    /// Close one's own emergency access before its end.
    CloseEmergency,
    /// Decide that somebody reads less: cut, block, switch off.
    SetRights,
    /// Decide that somebody reads more: name, unblock, let last longer.
    WidenRights,
    /// End one's own connection, as a service.
    EndConnection,
    /// Add to the profile or the agenda, as a service, what its holder ticked in
    /// that direction.
    FeedByService,
    /// Change or take away what one added oneself, as a service.
    AmendByService,
}

impl Act {
    /// Whether it is about one document.
    pub const fn is_on_a_document(self) -> bool {
        matches!(
            self,
            Self::ReadDocument
                | Self::HideDocument
                | Self::MarkSeen
                | Self::ArrangeDocument
                | Self::BinDocument
                | Self::RestoreDocument
                | Self::FileDocument
                | Self::AskCorrection
                | Self::AnswerCorrection
                | Self::ReplaceDocument
                | Self::WithdrawDocument
                | Self::ReleaseDocument
                | Self::KeepSecret
                | Self::LiftSecret
                | Self::MarkOwn
                | Self::CommentDocument
                | Self::Converse
                | Self::AmendByService
        )
    }
}

/// Everything a decision depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// Is the space open?
    pub space: Space,
    /// Who asks?
    pub who: Who,
    /// Why may they read at all?
    pub link: Link,
    /// How does the holder stand to them?
    pub trust: Trust,
    /// What did the holder decide of emergencies?
    pub emergency: Emergency,
    /// Does the matrix allow this type?
    pub matrix: ByMatrix,
    /// Is the document hidden from them?
    pub hidden: Hidden,
    /// Did they write it?
    pub author: Author,
    /// Where is it in its life?
    pub state: DocumentState,
    /// Does it wait for a consultation?
    pub reserved: Reserved,
    /// Is it a minor's secret?
    pub secret: Secret,
    /// Is it kept back from its holder, for the first days?
    pub probation: Probation,
    /// What do they want to do?
    pub act: Act,
}

/// Why not, when they may know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// A professional without a care link.
    NoCareLink,
    /// Somebody who never has a place in a record.
    NoMedicalCapacity,
    /// The holder refused emergency accesses.
    EmergencyRefused,
    /// The first days of an account, which a letter alone may have opened.
    FirstDays,
    /// A service whose connection is paused or ended.
    NotConnected,
    /// Who answers for a child, where only the holder decides.
    HoldersAlone,
}

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Yes.
    Allowed,
    /// No, and as if it did not exist.
    NotFound,
    /// No, and they may know why.
    Forbidden(Reason),
}
