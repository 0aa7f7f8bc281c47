//! What is true of the team: its roles, where somebody stands in one, and who
//! may do what to whom. [`decide`] is the rule of two persons: a plain function
//! over a finite domain, walked case by case in a test.
//!
//! Nobody's role ever changes: another role is another proposal, and another
//! account. So nobody can raise their own.

use kernel::{Date, Error, FieldError, Personal, Result, Timestamp, unaccented};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// How long an enrolment code lives.
pub const CODE_LIFE: Duration = Duration::from_hours(7 * 24);
/// How long a proposal may be agreed to, and a new code be made for it.
pub const PROPOSAL_LIFE: Duration = Duration::from_hours(30 * 24);

const NAME_CHARS_MAX: usize = 80;
const PLACE_CHARS_MAX: usize = 80;
const EMAIL_BYTES_MAX: usize = 254;

/// What somebody of the team is there for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Answers the phone line.
    Operator,
    /// Helps people on site.
    Volunteer,
    /// Runs the service for the fund.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Operator, Self::Volunteer, Self::Administrator];

    /// The word in tables and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Volunteer => "volunteer",
            Self::Administrator => "administrator",
        }
    }

    /// Whether signing in again ends the session before. A volunteer may have
    /// one on the desk and one in the hall.
    pub const fn has_one_session(self) -> bool {
        matches!(self, Self::Operator | Self::Administrator)
    }

    /// Whether they work in a place that the people they serve should know: a
    /// site, a call centre.
    pub const fn has_place(self) -> bool {
        matches!(self, Self::Operator | Self::Volunteer)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;
    /// # Errors
    /// Invalid for another word.
    fn from_str(word: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| Error::invalid("staff-role-missing"))
    }
}

/// Where somebody stands between a proposal and the end of their role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// One administrator wants them.
    Proposed,
    /// A second one agreed; they have a code.
    Confirmed,
    /// Their account is open.
    InPost,
    /// Their role ended, or never began.
    Ended,
}

/// What is done to the team.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Propose a person for a role.
    Propose,
    /// Agree to a proposal, or make a new code for one that was agreed to.
    Confirm,
    /// End a role, or drop a proposal.
    End,
}

/// Everything the decision depends on. There is no stage before a proposal:
/// [`Act::Propose`] does not look at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// What is done.
    pub act: Act,
    /// The role of the one who does it.
    pub role: Role,
    /// Whether it is done to the one who does it.
    pub themself: bool,
    /// Whether they made the proposal, or nobody in the team did: what the
    /// command line began, no administrator has a part in.
    pub proposer: bool,
    /// Whether the proposal is too old to be agreed to.
    pub stale: bool,
    /// Where the person stands.
    pub stage: Stage,
}

/// Why it may not be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It is not theirs to do, nor to know of.
    NotTheirs,
    /// Somebody else must do it.
    AnotherPerson,
    /// It is too late for it.
    Over,
}

/// Decides. The order of the questions is the rule.
///
/// # Errors
/// The refusal.
pub const fn decide(case: Case) -> Result<(), Refusal> {
    // 1. Only administrators touch the team.
    if !matches!(case.role, Role::Administrator) {
        return Err(Refusal::NotTheirs);
    }
    match (case.act, case.stage) {
        // 2. A right is given by two persons, neither of whom receives it.
        (Act::Propose, _) if case.themself => Err(Refusal::AnotherPerson),
        (Act::Propose, _) => Ok(()),
        (Act::Confirm, Stage::InPost | Stage::Ended) => Err(Refusal::Over),
        (Act::Confirm, _) if case.stale => Err(Refusal::Over),
        (Act::Confirm, _) if case.themself || case.proposer => Err(Refusal::AnotherPerson),
        (Act::Confirm, _) => Ok(()),
        // 3. One is enough to take it away, from oneself too.
        (Act::End, Stage::Ended) => Err(Refusal::Over),
        (Act::End, _) => Ok(()),
    }
}

/// Whether a proposal of this moment is too old to be agreed to.
pub fn is_stale(proposed_at: Timestamp, now: Timestamp) -> bool {
    now >= proposed_at.plus(PROPOSAL_LIFE)
}

/// Whether two names are one person's, as far as the team can know: the same
/// words, however written and in whatever order.
pub fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let plain = unaccented(name);
        let mut words: Vec<String> = plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort();
        words
    };
    words(one) == words(other)
}

/// A person proposed for a role, as typed.
#[derive(Clone, Default)]
pub struct Draft {
    /// First name and name.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// The site or the call centre.
    pub place: String,
    /// Where to reach them, if they have an address.
    pub email: String,
}

/// A proposal in the right form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// First name and name.
    pub name: Personal<String>,
    /// The role.
    pub role: Role,
    /// The site or the call centre, for the roles that have one.
    pub place: Option<String>,
    /// Where to reach them.
    pub email: Option<Personal<String>>,
}

impl Draft {
    /// Checks what was typed.
    ///
    /// # Errors
    /// Invalid, with the fields to mend: `nom`, `role`, `lieu`, `email`.
    pub fn check(self) -> Result<Proposal> {
        let name = one_line(&self.name);
        let place = one_line(&self.place);
        let email = self.email.trim();
        let role = self.role.parse::<Role>();
        let place_needed = role.as_ref().is_ok_and(|role| role.has_place());
        let wrong = [
            (!is_name(&name), "nom", "staff-name-wrong"),
            (role.is_err(), "role", "staff-role-missing"),
            (
                place_needed && place.is_empty(),
                "lieu",
                "staff-place-missing",
            ),
            (
                place.chars().count() > PLACE_CHARS_MAX,
                "lieu",
                "staff-place-long",
            ),
            (
                !email.is_empty() && !is_email(email),
                "email",
                "staff-email-wrong",
            ),
        ];
        let wrong: Vec<FieldError> = wrong
            .into_iter()
            .filter_map(|(wrong, field, code)| wrong.then_some(FieldError { field, code }))
            .collect();
        match role {
            Ok(role) if wrong.is_empty() => Ok(Proposal {
                name: Personal(name),
                role,
                place: place_needed.then_some(place),
                email: (!email.is_empty()).then(|| Personal(email.to_owned())),
            }),
            _ => Err(Error::fields(wrong)),
        }
    }
}

/// Without signs that nobody sees, with one space between words.
fn one_line(text: &str) -> String {
    let seen = kernel::visible(text);
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && name.chars().count() <= NAME_CHARS_MAX
}

/// Whether it can be an address at all; whether it is one, only a message tells.
fn is_email(text: &str) -> bool {
    let plain = text.len() <= EMAIL_BYTES_MAX && text.chars().all(|c| !c.is_whitespace());
    let parts: Vec<&str> = text.split('@').collect();
    match parts[..] {
        [local, host] => {
            plain
                && !local.is_empty()
                && host.contains('.')
                && host.split('.').all(|p| !p.is_empty())
        }
        _ => false,
    }
}

/// Whether a charter signed on this day still holds today: it is signed anew
/// each calendar year.
pub fn charter_holds(signed_on: Option<Date>, today: Date) -> bool {
    signed_on.is_some_and(|day| day <= today && day.year() == today.year())
}

#[cfg(test)]
mod tests;
