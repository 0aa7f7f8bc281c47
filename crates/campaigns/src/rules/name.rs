//! What a campaign may be called: its name is part of file names.

use kernel::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Letters of a name, at most.
const CHARS_MAX: usize = 40;

/// The name of a campaign: lower case letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name(String);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Error;

    /// # Errors
    /// Invalid, for another text.
    fn from_str(text: &str) -> Result<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let edge = |c: Option<char>| c.is_some_and(|c| c != '-');
        if text.len() <= CHARS_MAX
            && text.chars().all(fits)
            && edge(text.chars().next())
            && edge(text.chars().last())
        {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::invalid("campaign-name")
            .note("a campaign's name is 1 to 40 lower case letters, digits and hyphens"))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_also_part_of_a_file_name() {
        for right in ["2026-11", "a", "ile-de-france-3"] {
            assert!(right.parse::<Name>().is_ok(), "{right}");
        }
        let long = "a".repeat(41);
        for wrong in ["", "-a", "a-", "A", "a b", "../a", "é", "a.b", long.as_str()] {
            assert!(wrong.parse::<Name>().is_err(), "{wrong}");
        }
    }
}
