//! What becomes of files that are sent: each is a document of its own, and one that
//! is refused undoes no other.

use super::Pages;
use super::add::drafted;
use crate::actions::{Incoming, Keeping, Origin, Outcome, Shelved, Twice};
use crate::rules::adding::titled;
use crate::rules::{Checked, Depositor};
use edge::{Files, Form, Page};
use identity::Caller;
use kernel::{DocumentId, Error, FieldError, Kind, Result, SpaceId};

/// The fields of the forms, and what script says beside them.
const FIELDS: [&str; 11] = [
    "title",
    "type",
    "date-jour",
    "date-mois",
    "date-annee",
    "masquer",
    "garder",
    "annonce",
    "secret",
    "plusieurs",
    "nom",
];

/// Who sends, and where to.
pub(super) struct Sender {
    pub(super) caller: Caller,
    pub(super) space: SpaceId,
}

/// What became of one file.
pub(super) struct Sent {
    /// Its name, as sent.
    pub(super) name: String,
    pub(super) fate: Fate,
}

pub(super) enum Fate {
    /// It is a document now.
    Kept(DocumentId),
    /// It is kept aside, for it surely names somebody else.
    Aside(DocumentId),
    /// The very same file is there already.
    Same(DocumentId),
    /// It is not kept, and why.
    Refused(Error),
}

/// What a form says of all its files, checked but for the title.
pub(super) struct Words {
    checked: Checked,
    typed: bool,
}

impl Sender {
    /// Who adds documents of their own kind.
    ///
    /// # Errors
    /// Not found, for anybody who adds none by a form.
    pub(super) fn depositor(&self) -> Result<Depositor> {
        match self.caller {
            Caller::Holder(_) => Ok(Depositor::Holder),
            Caller::Professional(_) => Ok(Depositor::Care),
            Caller::Institution(_) | Caller::Service(_) | Caller::Staff(_) => {
                Err(Error::not_found())
            }
        }
    }

    /// How their documents are kept, as the form says.
    pub(super) fn keeping(&self, form: &Form) -> Keeping {
        match self.caller {
            Caller::Holder(_) => Keeping {
                hidden: form.has("masquer"),
                reserved: false,
                secret: false,
                twice: match form.has("garder") {
                    true => Twice::KeepBoth,
                    false => Twice::Tell,
                },
            },
            _ => Keeping {
                hidden: false,
                reserved: form.has("annonce"),
                secret: form.has("secret"),
                twice: Twice::KeepBoth,
            },
        }
    }

    /// What the form says, before the first byte of a file.
    ///
    /// # Errors
    /// Invalid, with every field to mend.
    pub(super) fn words(&self, pages: &Pages, form: &Form) -> Result<Words> {
        form.only(&FIELDS)?;
        let today = pages.documents.sharing().world().now().in_paris().date();
        let mut draft = drafted(form);
        let typed = !draft.title.trim().is_empty();
        if !typed {
            draft.title = titled("");
        }
        let checked = draft.check(self.depositor()?, today)?;
        Ok(Words { checked, typed })
    }
}

impl Words {
    /// What is said of the file of this name, which came alone or with others.
    pub(super) fn of(&self, name: &str, alone: bool) -> Checked {
        match self.typed && alone {
            true => self.checked.clone(),
            false => Checked {
                title: titled(name),
                ..self.checked.clone()
            },
        }
    }
}

impl From<Result<Outcome>> for Fate {
    fn from(added: Result<Outcome>) -> Self {
        match added {
            Ok(Outcome::Added(id)) => Self::Kept(id),
            Ok(Outcome::KeptAside(id)) => Self::Aside(id),
            Ok(Outcome::SameAs(id)) => Self::Same(id),
            Err(error) => Self::Refused(error),
        }
    }
}

/// Takes in every file of a form, one after the other. A file waits for its entry
/// until it is known whether it came alone.
///
/// # Errors
/// Invalid, for a form without files or with wrong words: then none was taken in.
/// Not found, when the caller may not add here.
pub(super) async fn send(
    pages: &Pages,
    sender: &Sender,
    form: &Form,
    files: &mut Files,
) -> Result<Vec<Sent>> {
    let words = sender.words(pages, form);
    let Some(first) = files.next().await? else {
        let mut wrong = match words {
            Ok(_) => Vec::new(),
            Err(error) if error.field_errors().is_empty() => return Err(error),
            Err(error) => error.field_errors().to_vec(),
        };
        wrong.push(FieldError {
            field: "file",
            code: "documents-file-missing",
        });
        return Err(Error::fields(wrong));
    };
    let words = words?;
    let keeping = sender.keeping(form);
    let mut sent = Vec::new();
    let mut next = Some(first);
    while let Some(file) = next {
        let name = file.name.0;
        let incoming = Incoming {
            file_name: name.clone(),
            mime: None,
            bytes: file.bytes,
        };
        let shelved = shelve(pages, sender, incoming).await;
        let (more, end) = match files.next().await {
            Ok(more) => (more, None),
            Err(error) => (None, Some(error)),
        };
        let alone = sent.is_empty() && more.is_none();
        let added = match shelved {
            Ok(shelved) => add(pages, sender, shelved, &words.of(&name, alone), keeping).await,
            Err(error) => Err(error),
        };
        match &added {
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Forbidden) => {
                return added.map(|_| sent);
            }
            _ => {}
        }
        // What cut this file short ended the request too: it is told once.
        let cut = added.as_ref().err().map(Error::code);
        let told = end.filter(|error| cut != Some(error.code()));
        sent.push(Sent {
            name,
            fate: added.into(),
        });
        sent.extend(told.map(|error| Sent {
            name: String::new(),
            fate: Fate::Refused(error),
        }));
        next = more;
    }
    Ok(sent)
}

/// Takes a file into the vault, and reads what adding it needs.
///
/// # Errors
/// As [`crate::Documents::shelve`].
pub(super) async fn shelve<S>(
    pages: &Pages,
    sender: &Sender,
    incoming: Incoming<S>,
) -> Result<Shelved>
where
    S: futures_util::Stream<Item = Result<bytes::Bytes>> + Send + Unpin,
{
    let documents = &pages.documents;
    let shelved = documents.shelve(&sender.caller, sender.space, incoming);
    let mut shelved = shelved.await?;
    documents.glean(&sender.caller, &mut shelved).await;
    Ok(shelved)
}

async fn add(
    pages: &Pages,
    sender: &Sender,
    shelved: Shelved,
    checked: &Checked,
    keeping: Keeping,
) -> Result<Outcome> {
    let (documents, origin) = (&pages.documents, Origin::default());
    documents
        .add(
            &sender.caller,
            sender.space,
            shelved,
            checked,
            &origin,
            keeping,
        )
        .await
}

/// What became of a file, in words.
pub(super) struct Line {
    /// Its name; empty, when it did not come so far.
    pub(super) name: String,
    /// One word for script: `kept`, `aside`, `same` or `refused`.
    pub(super) state: &'static str,
    /// In a word or two.
    pub(super) badge: String,
    /// A sentence: why, and how to mend it.
    pub(super) text: String,
    /// Where to go on: an address and its words.
    pub(super) link: Option<(String, String)>,
}

impl Line {
    /// In the reader's language.
    pub(super) fn of(page: &Page, sender: &Sender, sent: &Sent) -> Self {
        let own = matches!(sender.caller, Caller::Holder(_));
        let space = sender.space;
        let (state, text, link) = match &sent.fate {
            Fate::Kept(id) if own => (
                "kept",
                String::new(),
                Some((
                    format!("/espace/moi/documents/{id}/modifier"),
                    "documents-sent-complete",
                )),
            ),
            Fate::Kept(id) => (
                "kept",
                String::new(),
                Some((format!("/pro/depots/{space}/{id}"), "documents-sent-open")),
            ),
            Fate::Aside(id) if own => (
                "aside",
                page.t("documents-sent-aside-text"),
                Some((
                    format!("/espace/moi/documents/{id}"),
                    "documents-sent-aside-open",
                )),
            ),
            Fate::Aside(id) => (
                "aside",
                page.t("documents-aside-deposit"),
                Some((format!("/pro/depots/{space}/{id}"), "documents-sent-open")),
            ),
            Fate::Same(id) => (
                "same",
                page.t("documents-sent-same-text"),
                Some((format!("/espace/moi/documents/{id}"), "documents-same-open"))
                    .filter(|_| own),
            ),
            Fate::Refused(error) => ("refused", why(page, error), None),
        };
        Self {
            name: sent.name.clone(),
            badge: page.t(&format!("documents-sent-{state}")),
            state,
            text,
            link: link.map(|(path, label)| (page.href(&path), page.t(label))),
        }
    }

    /// The class of its badge.
    pub(super) fn class(&self) -> &'static str {
        match self.state {
            "kept" => "b-ok",
            "same" | "aside" => "b-warn",
            _ => "b-err",
        }
    }
}

/// Why a file is not kept: a sentence.
pub(super) fn why(page: &Page, error: &Error) -> String {
    match (error.kind(), error.field_errors().first()) {
        (Kind::Unavailable | Kind::Fault, _) => {
            tracing::warn!(error = error.log_text(), "a file was not taken in");
            page.t("documents-sent-later")
        }
        (_, Some(wrong)) => page.t(wrong.code),
        (_, None) => page.t(error.code()),
    }
}
