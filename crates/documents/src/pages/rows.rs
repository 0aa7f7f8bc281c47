//! One document as a line of a list: title, date, author, size, who can see it.

use super::sameness;
use super::visibility::People;
use crate::actions::Listed;
use crate::rules::kinds;
use crate::rules::search::{Piece, Query, marked};
use crate::shelf::Label;
use edge::Page;
use journal::By;
use sharing::Here;
use spaces::Face;

/// A line of a list.
#[derive(Clone)]
pub struct Row {
    /// The address of the document.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The kind of document, in words.
    pub kind: String,
    /// The day of the act, in words.
    pub day: String,
    /// Who wrote it, in words.
    pub author: String,
    /// Its size, in words.
    pub size: String,
    /// The holder has not opened it yet.
    pub new: bool,
    /// The file does not surely name the person whose space this is.
    pub doubtful: bool,
    /// It is archived: the first list leaves it out.
    pub archived: bool,
    /// What was searched is found in its words, not in this line.
    pub in_words: bool,
    /// What was searched, where it stands; nothing, where nothing was.
    pub marks: Option<Marks>,
    /// Who can see it; for the holder only.
    pub badge: Option<Badge>,
}

/// A line in pieces, those that were searched marked.
#[derive(Clone)]
pub struct Marks {
    /// Its title.
    pub title: Vec<Piece>,
    /// Who wrote it, and where.
    pub author: Vec<Piece>,
    /// The kind of document, if that is what was found.
    pub kind: Option<Vec<Piece>>,
    /// The name of its file, if that is what was found.
    pub file: Option<Vec<Piece>>,
    /// A passage of its text, if that is where it was found.
    pub passage: Option<Vec<Piece>>,
}

/// The badge *Qui peut voir*.
#[derive(Clone)]
pub struct Badge {
    /// What it says.
    pub text: String,
    /// Hidden from somebody.
    pub hidden: bool,
    /// The page that tells more and changes it.
    pub href: String,
}

impl Row {
    /// The line of a document in the holder's list, with its true badge.
    pub(super) fn for_holder(page: &Page, listed: &Listed, people: &People<'_>) -> Self {
        Self {
            href: page.href(&format!("/espace/moi/documents/{}", listed.label.id)),
            new: !listed.seen,
            archived: listed.archived,
            in_words: listed.in_words,
            badge: Some(Badge::of(page, listed, people)),
            ..Self::of(page, &listed.label)
        }
    }

    /// The line of a document in a professional's list.
    pub fn for_professional(page: &Page, listed: &Listed) -> Self {
        let href = format!(
            "/pro/patients/{}/documents/{}",
            listed.facts.space, listed.label.id
        );
        let mut row = Self::of(page, &listed.label);
        if let By::Holder {
            name, represents, ..
        } = &listed.label.by
        {
            row.author = match represents {
                true => page.t1("documents-author-representative", "name", name),
                false => page.t("documents-author-patient"),
            };
        }
        Self {
            href: page.href(&href),
            archived: listed.archived,
            in_words: listed.in_words,
            ..row
        }
    }

    /// The line of a document in a carer's list.
    pub(super) fn for_carer(page: &Page, listed: &Listed) -> Self {
        Self {
            href: page.href(&format!("/espace/moi/documents/{}", listed.label.id)),
            archived: listed.archived,
            in_words: listed.in_words,
            ..Self::of(page, &listed.label)
        }
    }

    /// The same, for the holder who looks on: it leads to their own page of it.
    pub(super) fn as_them(page: &Page, listed: &Listed) -> Self {
        Self {
            href: page.href(&format!("/espace/moi/documents/{}", listed.label.id)),
            ..Self::for_professional(page, listed)
        }
    }

    /// The same, with a word where the file does not surely name this person.
    pub(super) fn held_against(self, listed: &Listed, who: &Face) -> Self {
        Self {
            doubtful: listed.aside.is_some() || sameness::is_doubtful(who, listed.named.as_ref()),
            ..self
        }
    }

    /// The same, with what was searched marked in it.
    pub(super) fn marked(self, listed: &Listed, query: &Query) -> Self {
        if query.is_empty() {
            return self;
        }
        let whole = |text: &str| {
            let plain = || Piece {
                text: text.to_owned(),
                found: false,
            };
            marked(text, query).unwrap_or_else(|| vec![plain()])
        };
        let marks = Marks {
            title: whole(&self.title),
            author: whole(&self.author),
            kind: marked(&self.kind, query),
            file: marked(&listed.label.file_name, query),
            passage: listed.passage.clone(),
        };
        Self {
            marks: Some(marks),
            ..self
        }
    }

    fn of(page: &Page, label: &Label) -> Self {
        Self {
            href: String::new(),
            title: label.title.clone(),
            kind: kinds::find(&label.type_code)
                .map_or_else(String::new, |kind| kind.label(page.lang).to_owned()),
            day: page.day(label.act_date),
            author: author(page, label),
            size: page.size(label.size),
            new: false,
            doubtful: false,
            archived: false,
            in_words: false,
            marks: None,
            badge: None,
        }
    }
}

impl Badge {
    /// What the badge of a document says to its holder.
    fn of(page: &Page, listed: &Listed, people: &People<'_>) -> Self {
        let hiding = &listed.facts.hiding;
        let beside = people.beside(&listed.facts);
        let text = if hiding.from_all || people.hides_all {
            page.t("documents-badge-hidden")
        } else if hiding.is_from_all() {
            page.t("documents-badge-masked")
        } else if hiding.is_hidden() {
            let kept_out = beside.filter(|person| person.hidden_by_name);
            let names: Vec<&str> = kept_out.map(|person| person.name).collect();
            page.ta(
                "documents-badge-hidden-from",
                &[("names", &names.join(", "))],
            )
        } else {
            let seeing = beside.filter(|person| person.sees).count();
            page.ta("documents-badge-visible", &[("count", &seeing.to_string())])
        };
        let secret = people.is_secret(listed.label.id);
        let text = match secret {
            true => page.t1("documents-badge-secret", "text", text),
            false => text,
        };
        Self {
            text,
            hidden: hiding.is_hidden() || people.hides_all || secret,
            href: page.href(&format!(
                "/espace/moi/documents/{}/visibilite",
                listed.label.id
            )),
        }
    }
}

/// Who wrote a document, in words.
pub fn author(page: &Page, label: &Label) -> String {
    match (&label.by, &label.author_name) {
        (by @ By::Holder { name, .. }, _) => match Here::of(page, by) {
            Some(Here::Representative) => page.t1("documents-author-representative", "name", name),
            Some(Here::Holder) => page.t1("documents-author-by", "name", name),
            Some(Here::Reader) | None => page.t("documents-author-you"),
        },
        (By::Institution { name, .. }, Some(person)) => format!("{person}, {name}"),
        (
            By::Professional {
                name,
                place: Some((_, place)),
                ..
            },
            _,
        ) => format!("{name}, {place}"),
        (
            By::Professional { name, .. }
            | By::Institution { name, .. }
            | By::Service { name, .. }
            | By::Carer { name, .. }
            | By::Keeper { name },
            _,
        ) => name.clone(),
        (By::Finder, _) => String::new(),
    }
}
