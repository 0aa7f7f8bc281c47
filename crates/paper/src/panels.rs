//! What stands in a box or beside a QR code: the code to type, and addresses
//! of the web.

use crate::a4;
use crate::blocks::BEFORE_PANEL;
use crate::pieces::{Atom, BODY, CODE, Ink, Mark, Role, link, passage, spread, words};
use crate::refusal::Result;
use crate::sheet::{Code, Link};
use crate::square::{Square, quiet};
use crate::tree::{Child, Element, Tree};
use kernel::Lang;
use krilla::tagging::{ArtifactType, Tag};

/// Inside a panel, on all sides.
pub(crate) const PADDING: f32 = 14.0;
const RADIUS: f32 = 8.0;
/// The side of a QR code that stands alone.
const QR_SIDE: f32 = a4::mm(32.0);

/// The box of a panel, from the top of its atom: tinted, or with an edge.
pub(crate) enum Look {
    Tinted,
    Edged,
}

pub(crate) fn panel(look: Look, x: f32, width: f32, height: f32) -> Mark {
    let (fill, edge) = match look {
        Look::Tinted => (Some(a4::tint()), None),
        Look::Edged => (None, Some(a4::brand())),
    };
    Mark {
        role: Role::Silent(ArtifactType::Layout),
        x,
        y: 0.0,
        ink: Ink::Panel {
            width,
            height,
            radius: RADIUS,
            fill,
            edge,
        },
    }
}

/// The label, and the code in large letters below it. Whoever listens hears it
/// sign by sign; whoever copies it gets its three groups.
pub(crate) fn code(code: &Code, tree: &mut Tree) -> Atom {
    let (x, measure) = (a4::LEFT + PADDING, a4::MEASURE - 2.0 * PADDING);
    let mut label = words(&code.label, BODY, x, measure, tree);
    let code_top = PADDING + label.height();
    let height = code_top + CODE.leading + PADDING;
    let mut marks = vec![panel(Look::Tinted, a4::LEFT, a4::MEASURE, height)];
    marks.extend(label.marks_at(PADDING));
    tree.push(Tag::P, label.children);

    let mut groups = spread(&code.groups.join(" "), CODE, x, measure, tree);
    marks.extend(groups.marks_at(code_top));
    let spoken = Tag::Span.with_alt_text(Some(code.spoken()));
    let span = Element::new(spoken, groups.children);
    tree.push(Tag::P, vec![span.into()]);
    Atom {
        before: BEFORE_PANEL,
        height,
        marks,
        ..Atom::default()
    }
}

/// The QR code to the left, what it opens and its address to the right.
pub(crate) fn web_address(to: &Link, lang: Lang, tree: &mut Tree) -> Result<Atom> {
    let around = quiet(QR_SIDE);
    let x = a4::LEFT + QR_SIDE + around;
    let measure = a4::MEASURE - QR_SIDE - around;
    let (square, figure) = figure(to, lang, (a4::LEFT, 0.0, QR_SIDE), tree)?;
    let mut caption = passage(&to.caption, BODY, x, measure, tree);
    let mut address = link(to.shown(), &to.url, BODY, x, measure, tree);
    let height = (caption.height() + address.height()).max(QR_SIDE);
    let top = (height - caption.height() - address.height()) / 2.0;
    let address_top = top + caption.height();
    let mut marks = vec![square];
    marks.extend(caption.marks_at(top));
    marks.extend(address.marks_at(address_top));
    let children = vec![
        figure,
        Element::new(Tag::P, caption.children).into(),
        Element::new(Tag::P, address.children).into(),
    ];
    tree.push(Tag::Div, children);
    Ok(Atom {
        before: around,
        height: height + around,
        marks,
        ..Atom::default()
    })
}

/// The QR code of an address, with its place in the tree.
pub(crate) fn figure(
    to: &Link,
    lang: Lang,
    (x, y, side): (f32, f32, f32),
    tree: &mut Tree,
) -> Result<(Mark, Child)> {
    let leaf = tree.leaf();
    let alt = match lang {
        Lang::Fr => format!("Code QR vers {}", to.shown()),
        Lang::En => format!("QR code to {}", to.shown()),
    };
    let square = Square::of(&to.url)?;
    let mark = Mark {
        role: Role::Leaf(leaf),
        x,
        y,
        ink: Ink::Square { square, side },
    };
    let figure = Element::new(Tag::Figure(Some(alt)), vec![Child::Leaf(leaf)]);
    Ok((mark, figure.into()))
}
