//! Whom a campaign leaves to people: a notice would not reach them.

use std::fmt;

/// Why somebody is left to people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aside {
    /// Their number is provisional.
    Provisional,
    /// Neither an e-mail address nor a postal one is on file.
    NoAddress,
    /// The address on file cannot be printed.
    Unprintable,
}

impl Aside {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Provisional => 0,
            Self::NoAddress => 1,
            Self::Unprintable => 2,
        }
    }

    /// The reason of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Provisional,
            1 => Self::NoAddress,
            2 => Self::Unprintable,
            _ => return None,
        })
    }
}

impl fmt::Display for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provisional => "provisional number",
            Self::NoAddress => "no address on file",
            Self::Unprintable => "address that cannot be printed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..3 {
            assert_eq!(Aside::from_number(n).map(Aside::number), Some(n));
        }
        assert_eq!(Aside::from_number(3), None);
    }
}
