//! Atoms go on pages, from the top, until one does not fit.

use crate::a4;
use crate::letterhead::Head;
use crate::pieces::{Atom, Mark};
use crate::refusal::{Refusal, Result};
use crate::tree::Tree;

/// A sheet as it will be drawn.
pub(crate) struct Laid {
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) tree: Tree,
}

/// Between the head of a sheet and what it says.
const AFTER_HEAD: f32 = 8.0;

/// Puts the atoms below the head and on as many pages as they need, none
/// below `bottom`. Atoms that are to be kept together are, as long as one page
/// can hold them.
pub(crate) fn fill(head: Head, atoms: Vec<Atom>, bottom: f32) -> Result<Vec<Vec<Mark>>> {
    let mut pages = vec![head.marks];
    let mut top = head.bottom + AFTER_HEAD;
    let mut atoms = atoms.into_iter().peekable();
    while let Some(first) = atoms.next() {
        let mut kept = vec![first];
        while let Some(next) = atoms.next_if(|next| goes_with(&kept, next)) {
            kept.push(next);
        }
        let whole_page = bottom - a4::TOP;
        let parts = if height(&kept) <= whole_page {
            vec![kept]
        } else {
            kept.into_iter().map(|atom| vec![atom]).collect()
        };
        for part in parts {
            let (before, fresh) = part.first().map_or((0.0, false), |a| (a.before, a.fresh));
            let needed = height(&part);
            if needed > whole_page {
                return Err(Refusal::too_long("a block that must stand on one page"));
            }
            if fresh || top + before + needed > bottom {
                pages.push(Vec::new());
                top = a4::TOP - before;
            }
            for atom in part {
                top += atom.before;
                let height = atom.height;
                if let Some(page) = pages.last_mut() {
                    page.extend(atom.marks.into_iter().map(|mark| mark.lower(top)));
                }
                top += height;
            }
        }
    }
    Ok(pages)
}

/// Whether the next atom must stand on the page of these.
fn goes_with(kept: &[Atom], next: &Atom) -> bool {
    !next.fresh && kept.last().is_some_and(|last| last.keep)
}

/// Of atoms that follow each other, without the space above the first.
fn height(atoms: &[Atom]) -> f32 {
    let whole: f32 = atoms.iter().map(|atom| atom.before + atom.height).sum();
    whole - atoms.first().map_or(0.0, |atom| atom.before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pieces::bar;
    use proptest::prelude::*;

    const BOTTOM: f32 = 700.0;

    fn atom(before: f32, height: f32, keep: bool, fresh: bool) -> Atom {
        let marks = vec![bar(0.0, 0.0, 1.0, height, a4::ink())];
        Atom {
            before,
            height,
            keep,
            fresh,
            marks,
        }
    }

    /// The heights at which the atoms begin, page by page.
    fn tops(atoms: Vec<Atom>) -> Result<Vec<Vec<f32>>> {
        let head = Head {
            marks: Vec::new(),
            bottom: 300.0 - AFTER_HEAD,
        };
        let pages = fill(head, atoms, BOTTOM)?;
        let tops = |page: Vec<Mark>| page.iter().map(|mark| mark.y).collect();
        Ok(pages.into_iter().map(tops).collect())
    }

    #[test]
    fn what_does_not_fit_goes_to_the_next_page_without_space_above() {
        let atoms = [(10.0, 200.0), (10.0, 150.0), (10.0, 150.0)]
            .map(|(before, height)| atom(before, height, false, false));
        let expected = [vec![310.0, 520.0], vec![a4::TOP]];
        assert_eq!(tops(atoms.into()).expect("fits"), expected);
    }

    #[test]
    fn a_title_goes_with_what_it_announces() {
        let atoms = vec![
            atom(0.0, 350.0, false, false),
            atom(10.0, 20.0, true, false),
            atom(5.0, 60.0, false, false),
        ];
        let expected = [vec![300.0], vec![a4::TOP, a4::TOP + 25.0]];
        assert_eq!(tops(atoms).expect("fits"), expected);
    }

    #[test]
    fn what_is_kept_together_but_longer_than_a_page_is_parted() {
        let atoms = (0..6).map(|_| atom(0.0, 150.0, true, false)).collect();
        let counts: Vec<usize> = tops(atoms).expect("fits").iter().map(Vec::len).collect();
        assert_eq!(counts, [2, 4]);
        assert!(tops(vec![atom(0.0, 660.0, false, false)]).is_err());
    }

    #[test]
    fn a_new_page_is_begun_where_it_is_asked_for() {
        let atoms = vec![atom(10.0, 20.0, true, false), atom(10.0, 20.0, false, true)];
        assert_eq!(tops(atoms).expect("fits"), [vec![310.0], vec![a4::TOP]]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_leaves_the_page(
            sizes in prop::collection::vec((0.0f32..30.0, 1.0f32..600.0, any::<bool>()), 1..40),
        ) {
            let atoms = sizes.iter().map(|(before, height, keep)| atom(*before, *height, *keep, false));
            let pages = tops(atoms.collect()).expect("each fits a page");
            let mut heights = sizes.iter().map(|(_, height, _)| height);
            for (number, page) in pages.iter().enumerate() {
                let mut below = if number == 0 { 300.0 } else { a4::TOP };
                for top in page {
                    prop_assert!(*top >= below - 0.01);
                    below = top + heights.next().expect("not more than there were");
                    prop_assert!(below <= BOTTOM + 0.01);
                }
            }
            prop_assert!(heights.next().is_none());
        }
    }
}
