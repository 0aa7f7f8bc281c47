//! Who somebody is, to whoever reads a page, that came with an account of their own:
//! the reader, the person whose space it is, or who answers for them. Told by the
//! account and by the capacity in which they came, never by a name: a father and his
//! son may have the same.

use edge::{Audience, Page};
use journal::By;

/// Who a [`By::Holder`] is to whoever reads a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Here {
    /// Whoever reads.
    Reader,
    /// The person whose space it is.
    Holder,
    /// Who answered for them when they did it.
    Representative,
}

impl Here {
    /// Who they are here; nobody, where it was a professional, software, or somebody
    /// unknown. What has no reader is made for its holder to take away.
    pub fn of(page: &Page, by: &By) -> Option<Self> {
        let By::Holder {
            account,
            represents,
            ..
        } = by
        else {
            return None;
        };
        let reader = page.who.as_ref();
        let elsewhere = reader.is_some_and(|who| who.audience != Audience::Holder);
        Some(match represents {
            _ if reader.and_then(|who| who.account) == Some(*account) => Self::Reader,
            true => Self::Representative,
            false if page.acting.is_some() || elsewhere => Self::Holder,
            // With an account that they had before.
            false => Self::Reader,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use edge::{Acting, Who};
    use kernel::{AccountId, Lang, SpaceId};

    const FATHER: AccountId = AccountId::from_bytes([1; 16]);
    const SON: AccountId = AccountId::from_bytes([2; 16]);

    fn page(reader: Option<(AccountId, Audience)>, of_child: bool) -> Page {
        let who = reader.map(|(account, audience)| Who {
            name: String::from("Jean Roux"),
            account: Some(account),
            audience,
        });
        let mut page = edge::sample_page(Lang::Fr, "/espace/moi", "x", who);
        page.acting = of_child.then(|| Acting {
            space: SpaceId::from_bytes([3; 16]),
            name: String::from("Jean"),
            capacity: edge::As::Representative,
        });
        page
    }

    #[test]
    fn a_father_and_his_son_of_one_name_are_told_apart() {
        let by = |account, represents| By::Holder {
            account,
            name: String::from("Jean Roux"),
            represents,
        };
        let (father, son) = (by(FATHER, true), by(SON, false));
        let (at_home, pro) = (Audience::Holder, Audience::Professional);
        for (reader, of_child, of_father, of_son) in [
            (Some((FATHER, at_home)), true, Here::Reader, Here::Holder),
            (
                Some((SON, at_home)),
                false,
                Here::Representative,
                Here::Reader,
            ),
            (
                Some((AccountId::from_bytes([9; 16]), at_home)),
                true,
                Here::Representative,
                Here::Holder,
            ),
            (
                Some((AccountId::from_bytes([9; 16]), pro)),
                false,
                Here::Representative,
                Here::Holder,
            ),
            // A file that its holder takes away.
            (None, false, Here::Representative, Here::Reader),
        ] {
            let page = page(reader, of_child);
            assert_eq!(Here::of(&page, &father), Some(of_father), "{reader:?}");
            assert_eq!(Here::of(&page, &son), Some(of_son), "{reader:?}");
            assert_eq!(Here::of(&page, &By::Finder), None);
        }
    }
}
