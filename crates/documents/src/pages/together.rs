//! Several documents at once: hidden, shown, pinned, moved, shared, thrown away,
//! downloaded. All of them, or none; what was done can be undone.

use super::wish::Wish;
use super::{Pages, share};
use crate::actions::{AT_ONCE_MAX, Documents, Listed};
use crate::outgoing;
use crate::rules::Audience;
use crate::rules::narrow::narrow;
use crate::shelf::FolderId;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::{AtHome, HolderIn};
use kernel::{DocumentId, Error, Result};
use sharing::Permit;
use sharing::rules::SHARED_AT_MOST;

const LIST: &str = "/espace/moi/documents";
/// Documents of one zip file: of the largest that are taken they make less than
/// the 4 GiB that its form allows.
const BUNDLE_MAX: usize = 40;
/// Documents whose ids fit in the address to which a provider leads back.
const FEW: usize = 4;
const TOGETHER: &str = "/espace/moi/documents/ensemble";

pub(super) fn routes() -> Router<Pages> {
    Router::new().route("/espace/moi/documents/ensemble", post(act))
}

/// The documents that were ticked, and no other fields than these.
pub(super) fn chosen(form: &Form, others: &[&str]) -> Result<Vec<DocumentId>> {
    const TICKED: &str = "d-";
    let ticked = form.names(TICKED).map(|name| {
        let id = name.strip_prefix(TICKED).unwrap_or_default();
        id.parse::<DocumentId>()
    });
    let ids = ticked.collect::<Result<Vec<_>>>()?;
    let known: Vec<&str> = form.names(TICKED).chain(others.iter().copied()).collect();
    form.only(&known)?;
    match ids.len() {
        0..=AT_ONCE_MAX => Ok(ids),
        _ => Err(Error::invalid("error-form-fields")),
    }
}

/// All that a list shows, on all its pages: those of this search and these choices.
fn listed(permit: &Permit, written: &str) -> Result<Vec<DocumentId>> {
    let wish = Wish::written_so(written)?;
    let all = Documents::searched(permit, &wish.query())?;
    let left = narrow(&all, &wish.narrowing()).left;
    Ok(left.into_iter().map(|at| all[at].label.id).collect())
}

/// What stands in the form for the documents of a list in their order: by it one sees
/// whether they are the same ones still.
pub(super) fn seen(ids: impl Iterator<Item = DocumentId>) -> String {
    let all: Vec<u8> = ids.flat_map(|id| id.to_bytes()).collect();
    let digest = keys::sha256(&all);
    digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn act(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let mut ids = chosen(&form, &["geste", "dossier", "tous", "liste", "vus"])?;
    if form.has("tous") {
        let permit = pages.documents.sharing().permit_record(&caller, space);
        ids = listed(&permit.await?, form.raw("liste"))?;
        // What came or went since they saw it was not chosen.
        if form.text("vus") != seen(ids.iter().copied()) {
            return Ok(asked.go(&format!("{LIST}?fait=autre-liste")));
        }
        if ids.len() > AT_ONCE_MAX {
            return Ok(asked.go(&format!("{LIST}?fait=trop-a-la-fois")));
        }
    }
    if ids.is_empty() {
        return Ok(asked.go(&format!("{LIST}?fait=aucun")));
    }
    let documents = &pages.documents;
    let all = Audience::Everyone;
    let done = match form.text("geste") {
        "masquer" => {
            // What was hidden before is not shown by undoing this.
            ids = documents.hide(&caller, space, &ids, &all).await?;
            match ids.is_empty() {
                true => "deja-masques",
                false => "masques",
            }
        }
        "montrer" if !pages.has_fresh_proof(&holder) => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            // The way back from a provider is kept short: more are ticked anew.
            let back = match ids.len() {
                ..=FEW => format!("{LIST}?fait=a-montrer&d={}", ids.join(",")),
                _ => format!("{LIST}?fait=a-montrer"),
            };
            return Ok(identity::proof_first(&asked, &asked.turned(&back)));
        }
        "montrer" => {
            documents.show(&caller, space, &ids, &all).await?;
            // What its author masks, who answers for a child shows to nobody.
            let permit = documents.sharing().permit_record(&caller, space).await?;
            let masked = |it: &Listed| it.facts.hiding.by_author.is_some();
            let listed = Documents::listed(&permit)?;
            let mut shown = listed.iter().filter(|it| ids.contains(&it.label.id));
            match shown.any(masked) {
                true => "montres-sauf",
                false => "montres",
            }
        }
        "epingler" => {
            documents.pin(&caller, space, &ids, true).await?;
            "epingles"
        }
        "depingler" => {
            documents.pin(&caller, space, &ids, false).await?;
            "depingles"
        }
        "desarchiver" => {
            ids = documents.list_again(&caller, space, &ids).await?;
            match ids.is_empty() {
                true => "deja-listes",
                false => "desarchives",
            }
        }
        "ranger" => {
            let folder = match form.text("dossier") {
                "" => None,
                id => Some(id.parse()?),
            };
            let before = documents.put_in(&caller, space, &ids, folder).await?;
            let before = before.into_iter().map(|(id, folder)| match folder {
                Some(folder) => format!("{id}.{folder}"),
                None => id.to_string(),
            });
            let before: Vec<String> = before.collect();
            return Ok(asked.go(&format!("{LIST}?fait=ranges&d={}", before.join(","))));
        }
        "remettre" => {
            // Each says where it was, or that it was in no folder.
            let was = |id: &DocumentId| form.text(&format!("d-{id}")).parse::<FolderId>().ok();
            let back = ids.iter().map(|id| (*id, was(id))).collect();
            documents.put_back(&caller, space, &back).await?;
            "remis"
        }
        "jeter" => match documents.bin(&caller, space, &ids).await {
            Ok(()) => "jetes",
            // One is a professional's: it can be hidden, not thrown away.
            Err(error) if error.kind() == kernel::Kind::NotFound => {
                return Ok(asked.go(&format!("{LIST}?fait=pas-a-vous")));
            }
            Err(error) => return Err(error.into()),
        },
        "partager" if ids.len() > SHARED_AT_MOST => {
            return Ok(asked.go(&format!("{LIST}?fait=trop-a-partager")));
        }
        "partager" => return Ok(asked.go(&share::form_of(&ids))),
        "telecharger" if ids.len() > BUNDLE_MAX => {
            return Ok(asked.go(&format!("{LIST}?fait=trop")));
        }
        "telecharger" => {
            let name = asked.page("documents-bundle-name").title;
            return Ok(outgoing::bundle(documents, caller, space, ids, &name).await?);
        }
        _ => return Err(Error::invalid("error-form-fields").into()),
    };
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok(asked.go(&format!("{LIST}?fait={done}&d={}", ids.join(","))))
}

/// Says what was done, and offers to undo it.
pub(super) fn with_outcome(asked: &Asked, page: Page) -> Result<Page> {
    let Some(done) = asked.param("fait")? else {
        return Ok(page);
    };
    // Each with the folder it was in, where that was changed.
    let ids: Vec<(String, String)> = asked
        .param("d")?
        .unwrap_or_default()
        .split(',')
        .filter_map(|one| {
            let (id, folder) = one.split_once('.').unwrap_or((one, ""));
            let folder = folder.parse::<FolderId>().ok();
            let was = folder.map_or_else(|| String::from("oui"), |it| it.to_string());
            Some((id.parse::<DocumentId>().ok()?.to_string(), was))
        })
        .take(AT_ONCE_MAX)
        .collect();
    let (tone, key, undo) = match done.as_str() {
        "ajoute" => (Tone::Done, "documents-added", None),
        "cote" => (Tone::Warning, "documents-aside-added", None),
        "classe" => (Tone::Done, "documents-aside-filed", None),
        "refuse" => (Tone::Done, "documents-aside-refused", None),
        "aucun" => (Tone::Warning, "documents-together-none", None),
        "trop" => (Tone::Warning, "documents-together-too-many", None),
        "trop-a-partager" => (Tone::Warning, "sharing-share-count", None),
        "a-partager" => (Tone::Info, "documents-share-tick", None),
        "autre-liste" => (Tone::Warning, "documents-together-changed", None),
        "trop-a-la-fois" => (Tone::Warning, "documents-together-most", None),
        "pas-a-vous" => (Tone::Warning, "documents-together-not-yours", None),
        "ranges" => (Tone::Done, "documents-together-moved", Some("remettre")),
        "remis" => (Tone::Done, "documents-together-moved-back", None),
        "deja-masques" => (Tone::Info, "documents-together-hidden-already", None),
        "masques" => (Tone::Done, "documents-together-hidden", Some("montrer")),
        "a-montrer" => (Tone::Info, "documents-together-to-show", Some("montrer")),
        "montres" => (Tone::Done, "documents-together-shown", Some("masquer")),
        "montres-sauf" => (Tone::Info, "documents-together-still-masked", None),
        "epingles" => (Tone::Done, "documents-together-pinned", Some("depingler")),
        "deja-listes" => (Tone::Info, "documents-together-listed-already", None),
        "desarchives" => (Tone::Done, "documents-together-unarchived", None),
        "depingles" => (Tone::Done, "documents-together-unpinned", Some("epingler")),
        "jetes" => (Tone::Done, "documents-together-binned", Some("")),
        _ => return Ok(page),
    };
    let key = match key {
        "documents-together-to-show" if ids.is_empty() => "documents-together-to-tick",
        key => key,
    };
    let sentence = page.t1(key, "count", ids.len());
    let Some(act) = undo.filter(|_| !ids.is_empty()) else {
        return Ok(page.with_status(tone, sentence));
    };
    let ticked = ids.iter().map(|(id, was)| (format!("d-{id}"), was.clone()));
    let mut fields: Vec<(String, String)> = ticked.collect();
    // Out of the bin is a way of its own.
    let action = match act {
        "" => "/espace/moi/corbeille/remettre",
        act => {
            fields.push((String::from("geste"), act.to_owned()));
            TOGETHER
        }
    };
    let label = match done.as_str() {
        "a-montrer" => "documents-together-show",
        _ => "documents-undo",
    };
    let undo = Undo {
        label: page.t(label),
        action: page.href(action),
        fields,
    };
    Ok(page.with_offer(tone, sentence, undo))
}
