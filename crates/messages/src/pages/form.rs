//! The form of a message: read, and shown with what a draft says.

use crate::actions::{Draft, Refused, Sending, Ticked, To, plain_lines};
use crate::mailbox::{Correspondent, MessageId, Party, TemplateId};
use crate::rules::{PARTIES_MAX, TEXT_MAX, Typed};
use crate::{Beginning, Messages};
use edge::{Files, Form, LongForm, Page, Uploads};
use identity::{Caller, Professional};
use kernel::{DocumentId, Error, Kind, ObjectId, Result, Rpps, SpaceId};
use std::collections::BTreeMap;

/// The beginning of the names of fields that attach a document.
pub(super) const DOCUMENT: &str = "document-";

/// The beginning of the names of fields that let a kept file go with it.
pub(super) const PIECE: &str = "piece-";

/// The field of a form that shows what is kept.
pub(super) const SHOWN: &str = "pieces";

/// What stands in it where the form came of what is kept, and nobody asked for files.
const DRAFTED: &str = "brouillon";

/// The beginning of the names of fields that name somebody more to write to.
const WITH: &str = "avec-";

/// What was typed, and the files that come with it, where the form takes some.
pub(super) struct Sent {
    pub(super) form: Form,
    files: Option<Files>,
}

impl From<LongForm> for Sent {
    fn from(LongForm(form): LongForm) -> Self {
        Self { form, files: None }
    }
}

impl From<Uploads> for Sent {
    fn from(Uploads { form, files }: Uploads) -> Self {
        let files = Some(files);
        Self { form, files }
    }
}

/// Where somebody goes on.
pub(super) struct Ways<'a> {
    /// Above the thread.
    pub(super) list: &'a str,
    /// The form itself.
    pub(super) form: &'a str,
    /// From where a draft is found again.
    pub(super) kept: &'a str,
    /// It is to be kept, and not sent, whatever the form says: words that stand behind
    /// files are not read, and so the address of the button says it.
    pub(super) keeps: bool,
}

/// What stands behind the address of a form that takes files, where it is to be kept.
pub(super) const KEEPS: &str = "garder";

impl Sent {
    /// Whether the form takes files.
    pub(super) const fn is_with_files(&self) -> bool {
        self.files.is_some()
    }

    /// Keeps or sends what was typed: where its author goes on.
    pub(super) async fn act(
        &mut self,
        messages: &Messages,
        (caller, space): (&Caller, SpaceId),
        to: &To,
        ways: &Ways<'_>,
    ) -> Result<String, Refused> {
        let form = &self.form;
        let mut new: &[&str] = &[];
        if matches!(to, To::New(_)) {
            new = &["sujet"];
        }
        only(form, caller, new)?;
        let geste = match ways.keeps {
            true => "garder",
            false => form.raw("geste"),
        };
        let ticked = ticked_of(form)?;
        if geste == "inserer" {
            let draft = with_template(messages, caller, form).await?;
            let typed = (draft, &ticked);
            messages.keep_typed(caller, space, to, typed, None).await?;
            return Ok(format!("{}?fait=modele#texte", ways.form));
        }
        if matches!(geste, "garder" | "joindre") {
            let typed = (draft(form)?, &ticked);
            let files = self.files.as_mut().filter(|_| geste == "garder");
            let kept = messages.keep_typed(caller, space, to, typed, files).await?;
            // On the way to files, to whom it goes is kept even without a word.
            if geste == "garder" && kept.is_empty() {
                messages.clear_typed(caller, space, to).await?;
                return Ok(format!("{}?fait=efface", ways.kept));
            }
            return Ok(match geste {
                "joindre" => format!("{}?joindre=oui#joindre", ways.form),
                _ => format!("{}?fait=garde", ways.kept),
            });
        }
        let sending = read(form, matches!(to, To::New(_)))?;
        let files = self.files.as_ref();
        let nothing = sending.attached.is_empty() && sending.pieces.is_empty();
        // Who takes out what was kept sends it without.
        let asked = form.raw(SHOWN) != DRAFTED;
        if files.is_some_and(Files::is_empty) && nothing && asked {
            return Err(Error::field("file", "messages-file-missing").into());
        }
        let files = self.files.as_mut();
        let sent = messages.send(caller, space, to, &sending, files).await;
        let id = sent.map_err(beside_text)?;
        Ok(format!("{}/{id}", ways.list))
    }
}

/// Refuses a form with fields that the page does not have.
fn only(form: &Form, caller: &Caller, more: &[&str]) -> Result<()> {
    let mut known = vec!["jeton", "texte", "geste", SHOWN];
    known.extend(more);
    match caller {
        Caller::Professional(_) => known.extend(["sans-reponse", "modele"]),
        _ => known.extend(["confirmer", "masquer"]),
    }
    if !more.is_empty() && matches!(caller, Caller::Holder(_)) {
        known.push("a");
        known.extend(form.names(WITH));
    }
    // A professional who names one is told that there is none.
    known.extend(form.names(DOCUMENT));
    known.extend(form.names(PIECE));
    form.only(&known)
}

/// Whom a form names beside the one chosen.
fn beside(form: &Form) -> impl Iterator<Item = &str> {
    form.names(WITH).filter_map(|name| name.strip_prefix(WITH))
}

/// To whom the form of a holder goes. Not a number, nobody, somebody unknown: one
/// answer.
pub(super) fn addressed(form: &Form) -> To {
    let all: Result<Vec<_>> = std::iter::once(form.text("a"))
        .chain(beside(form))
        .map(str::parse)
        .collect();
    To::New(all.unwrap_or_default())
}

/// The numbers that a form names, or what was kept, or the way here: each may be of
/// somebody whom the record does not know.
pub(super) fn named(form: Option<&Form>, kept: Option<&Draft>, chosen: Option<&str>) -> Vec<Rpps> {
    let form = form.into_iter();
    let typed = form.flat_map(|form| std::iter::once(form.raw("a")).chain(beside(form)));
    let kept = kept.into_iter();
    let kept = kept.flat_map(|kept| kept.to.iter().chain(&kept.with).map(String::as_str));
    let all = typed.chain(kept).chain(chosen);
    // No conversation has more, and nothing else of what is sent is looked up.
    let all = all.filter_map(|who| who.trim().parse::<Rpps>().ok());
    all.take(3 * PARTIES_MAX).collect()
}

/// What a message to somebody who was found begins with: nothing but to whom it goes.
pub(super) fn to_chosen(
    chosen: Option<&str>,
    parties: &BTreeMap<Correspondent, Party>,
) -> Option<Beginning> {
    let to = chosen?.parse::<Rpps>().ok()?;
    let is_among = parties.contains_key(&Correspondent::Professional(to.clone()));
    is_among.then(|| Beginning {
        to,
        subject: String::new(),
        text: String::new(),
        documents: Vec::new(),
    })
}

/// Of what is kept, what is ticked.
fn ticked_of(form: &Form) -> Result<Ticked> {
    let ids = form.names(PIECE);
    let ids = ids.filter_map(|name| name.strip_prefix(PIECE));
    Ok(Ticked {
        shown: form.has(SHOWN),
        files: ids.map(str::parse::<ObjectId>).collect::<Result<_>>()?,
    })
}

/// What was typed, to be sent.
fn read(form: &Form, subject: bool) -> Result<Sending> {
    let id = form.raw("jeton").parse::<MessageId>()?;
    let said = Typed {
        subject: subject.then(|| form.raw("sujet")),
        text: form.raw("texte"),
    }
    .check()?;
    let ids = form.names(DOCUMENT);
    let ids = ids.filter_map(|name| name.strip_prefix(DOCUMENT));
    Ok(Sending {
        id,
        said,
        attached: ids.map(str::parse::<DocumentId>).collect::<Result<_>>()?,
        pieces: ticked_of(form)?.files,
        hidden_too: form.has("confirmer"),
        no_reply: form.has("sans-reponse"),
        kept_in: form.has("masquer"),
    })
}

/// What was typed, to be kept: as it stands, but no longer than what is sent.
fn draft(form: &Form) -> Result<Draft> {
    if form.raw("texte").chars().count() > TEXT_MAX {
        return Err(Error::field("texte", "messages-text-too-long"));
    }
    if form.raw("sujet").chars().count() > crate::rules::SUBJECT_MAX {
        return Err(Error::field("sujet", "messages-subject-too-long"));
    }
    let to = Some(form.raw("a").to_owned()).filter(|to| !to.is_empty());
    let with = beside(form).filter(|who| who.parse::<Correspondent>().is_ok());
    let documents = form.names(DOCUMENT);
    let documents = documents.filter_map(|name| name.strip_prefix(DOCUMENT));
    let documents = documents.filter(|id| id.parse::<DocumentId>().is_ok());
    Ok(Draft {
        to,
        subject: form.raw("sujet").to_owned(),
        text: form.raw("texte").to_owned(),
        no_reply: form.has("sans-reponse"),
        with: with.map(str::to_owned).collect(),
        documents: documents.map(str::to_owned).collect(),
        files: Vec::new(),
        kept_in: form.has("masquer"),
    })
}

/// What was typed, with the text that a professional keeps and chose below.
async fn with_template(messages: &Messages, caller: &Caller, form: &Form) -> Result<Draft> {
    let Caller::Professional(professional) = caller else {
        return Err(Error::invalid("error-form-fields"));
    };
    let draft = draft(form)?;
    let none = || Error::field("modele", "messages-template-choose");
    let id = form.raw("modele").parse::<TemplateId>();
    let found = messages
        .template(professional, id.map_err(|_| none())?)
        .await;
    let template = found.map_err(|error| match error.kind() {
        // It was taken away meanwhile.
        Kind::NotFound => none(),
        _ => error,
    })?;
    Ok(Draft {
        text: template.below(&draft.text)?,
        ..draft
    })
}

/// The choice of a text that they keep, for the form of a professional.
pub(super) async fn templates(
    page: &Page,
    messages: &Messages,
    professional: &Professional,
) -> Result<Vec<(String, String)>> {
    let none = [(String::new(), page.t("messages-template-none"))];
    let all = messages.templates(professional).await?;
    let all = all.into_iter().map(|(id, it)| (id.to_string(), it.title));
    Ok(none.into_iter().chain(all).collect())
}

/// Whether a draft is for somebody else than what was prepared.
pub(super) fn is_for_another(kept: &Draft, beginning: &Beginning) -> bool {
    let to = kept.to.as_deref().unwrap_or_default();
    let goes_with = !kept.documents.is_empty() || !kept.files.is_empty();
    let holds = goes_with || !kept.text.trim().is_empty();
    !to.is_empty() && to != beginning.to.to_string() && holds
}

/// What was prepared elsewhere, above what was kept of a message to the same person, or
/// to nobody yet: no word of either is lost. What was kept with it in it has it.
pub(super) fn begun(beginning: Beginning, kept: Option<Draft>) -> Draft {
    let to = Some(beginning.to.to_string());
    let documents: Vec<String> = beginning
        .documents
        .iter()
        .map(ToString::to_string)
        .collect();
    match kept {
        Some(kept) if plain_lines(&kept.text).contains(&plain_lines(&beginning.text)) => {
            let more = documents.into_iter();
            let more = more.filter(|id| !kept.documents.contains(id)).collect();
            Draft {
                to,
                documents: [kept.documents, more].concat(),
                ..kept
            }
        }
        kept => {
            let same = kept.as_ref().filter(|kept| kept.to == to);
            let prepared = Draft {
                with: same.map_or_else(Vec::new, |kept| kept.with.clone()),
                to,
                subject: beginning.subject,
                text: beginning.text,
                no_reply: false,
                documents,
                files: Vec::new(),
                kept_in: false,
            };
            prepared.above(kept)
        }
    }
}

/// Whether a draft is for somebody who is not written to any more, alone or among others.
pub(super) fn is_for_nobody_here(kept: &Draft, all: &[(String, String)]) -> bool {
    let mut to = kept.to.iter().chain(&kept.with).filter(|it| !it.is_empty());
    !kept.is_empty() && to.any(|one| all.iter().all(|(who, _)| who != one))
}

/// The form with those to whom it may go. Where it holds something for somebody else, or
/// for nobody yet, nobody stands first and is chosen: else a browser chooses whoever
/// stands there. So is what was kept while there was somebody read, and cleared.
pub(super) fn addressable(
    page: Page,
    mut all: Vec<(String, String)>,
) -> (Page, Vec<(String, String)>) {
    let is_among = all.iter().any(|(who, _)| page.holds("a", who));
    let mut fields = match all.is_empty() {
        // Of a form that can go to nobody, there are its words alone.
        true => ["sujet", "texte"].as_slice(),
        false => ["a", "sujet", "texte"].as_slice(),
    }
    .iter();
    let is_begun = fields.any(|field| !page.value(field).trim().is_empty());
    if is_among || !is_begun {
        return (page, all);
    }
    all.insert(0, (String::new(), page.t("messages-to-choose")));
    (page.with_values(&[("a", "")]), all)
}

/// The form in which the documents of this draft are ticked.
pub(super) fn ticked(draft: &Draft) -> Form {
    let names = draft.attached().map(|id| format!("{DOCUMENT}{id}"));
    let names: Vec<String> = names.collect();
    let fields = names.iter().map(|name| (name.as_str(), "oui"));
    Form::of(&fields.collect::<Vec<_>>())
}

/// The form, with what was kept.
pub(super) fn filled(page: Page, draft: Option<&Draft>) -> Page {
    let Some(draft) = draft else { return page };
    let with: Vec<_> = draft
        .with
        .iter()
        .map(|who| format!("{WITH}{who}"))
        .collect();
    let with: Vec<_> = with.iter().map(|field| (field.as_str(), "oui")).collect();
    page.with_values(&[
        ("a", draft.to.as_deref().unwrap_or_default()),
        ("sujet", &draft.subject),
        ("texte", &draft.text),
        ("sans-reponse", if draft.no_reply { "oui" } else { "" }),
        ("masquer", if draft.kept_in { "oui" } else { "" }),
    ])
    .with_values(&with)
}

/// The token of the form: that of the one that was sent, if it comes back.
pub(super) fn token(page: &Page, messages: &Messages) -> String {
    match page.value("jeton") {
        "" => MessageId::new(&*messages.sharing().world().chance).to_string(),
        sent => sent.to_owned(),
    }
}

/// How long what was typed is, if it is too long.
pub(super) fn too_long(page: &Page) -> Option<String> {
    let count = page.value("texte").chars().count();
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let long = count > u64::try_from(TEXT_MAX).unwrap_or(u64::MAX);
    long.then(|| page.t1("messages-text-count", "count", page.number(count)))
}

/// Why it was not sent, said beside the text, which comes back with it.
fn beside_text(refused: Refused) -> Refused {
    match refused.error.kind() {
        Kind::Conflict => Error::field("texte", refused.error.code()).into(),
        _ => refused,
    }
}

/// The form again, with what is wrong; of a file, which.
///
/// # Errors
/// The error itself, unless it is one that can be mended here.
pub(super) fn again(page: Page, form: &Form, refused: Refused) -> Result<Page> {
    let page = page.again(form, refused.error)?;
    let Some(file) = refused.file else {
        return Ok(page);
    };
    let lang = page.lang;
    Ok(page.saying_of("file", |text| {
        let args = [("name", &*file), ("why", text)];
        edge::texts::say(lang, "messages-file-named", &args)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_to_whom_a_draft_goes_it_is_told_when_they_are_written_to_no_more() {
        let here = |who: &str| (who.to_owned(), String::new());
        let mut kept = Draft {
            to: Some("99700218896".to_owned()),
            subject: "Suivi".to_owned(),
            text: "Bonjour".to_owned(),
            no_reply: false,
            with: vec!["99700000005".to_owned()],
            documents: Vec::new(),
            files: Vec::new(),
            kept_in: false,
        };
        let both = [here("99700000005"), here("99700218896")];
        assert!(!is_for_nobody_here(&kept, &both));
        for gone in [&both[..1], &both[1..], &[]] {
            assert!(is_for_nobody_here(&kept, gone), "{gone:?}");
        }
        // For nobody yet, and of nothing typed, there is nothing to tell.
        kept.with = Vec::new();
        kept.to = Some(String::new());
        assert!(!is_for_nobody_here(&kept, &[]));
        kept.to = Some("99700218896".to_owned());
        (kept.subject, kept.text) = (String::new(), String::new());
        assert!(!is_for_nobody_here(&kept, &[]));
    }
}
