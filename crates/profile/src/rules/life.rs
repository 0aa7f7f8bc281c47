//! Who may change what. A line is its author's; what a professional confirmed
//! is locked for the holder, who asks for a correction instead.

/// The most lines of one heading.
pub const LINES_MAX: usize = 300;
/// The most measures.
pub const MEASURES_MAX: usize = 5_000;
/// The most lines of one heading that one software adds: others have room too.
pub const SENT_MAX: usize = 200;
/// The most measures that one software adds.
pub const SENT_MEASURES_MAX: usize = 4_000;
/// What is kept as it was sent in one record, in all.
pub const SENT_BYTES_IN_ALL: usize = 8 * 1024 * 1024;

/// Whose a line is, seen from the one who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The holder asks; the line is theirs, or a service added it; and nobody
    /// confirmed it.
    HoldersOwn,
    /// The holder asks; a professional wrote it, or confirmed it.
    HoldersLocked,
    /// The service asks that added it, and nobody confirmed it.
    Services,
    /// A professional asks, who wrote it.
    Authors,
    /// A professional asks; the holder wrote it, or a service added it, and nobody
    /// confirmed it.
    Unconfirmed,
    /// A professional asks, who confirmed what the holder wrote.
    Confirmers,
    /// Somebody asks who neither wrote nor confirmed it.
    Others,
}

/// What is wanted of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Say it otherwise.
    Change,
    /// Take it away.
    Remove,
    /// Confirm it, as a professional.
    Confirm,
    /// Take back one's confirmation: the line is the holder's again.
    Release,
    /// Say that nothing is to be mended in it.
    Settle,
    /// Ask its professional to mend it.
    AskCorrection,
}

/// Whether one may.
pub const fn may(standing: Standing, wanted: Wanted) -> bool {
    match wanted {
        Wanted::Change | Wanted::Remove => {
            matches!(
                standing,
                Standing::HoldersOwn | Standing::Services | Standing::Authors
            )
        }
        Wanted::Confirm => matches!(standing, Standing::Unconfirmed),
        Wanted::Release => matches!(standing, Standing::Confirmers),
        Wanted::Settle => matches!(standing, Standing::Authors | Standing::Confirmers),
        Wanted::AskCorrection => matches!(standing, Standing::HoldersLocked),
    }
}
