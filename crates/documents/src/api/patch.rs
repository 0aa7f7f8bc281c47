//! TD3.3: the author of a document changes what may be changed of it, by a
//! patch that says just that. A patch made again gets the first answer.
//!
//! | transaction | patch | here |
//! | --- | --- | --- |
//! | TD3.3a | `MASQUE_PS` | refused: hiding from others is the holder's |
//! | TD3.3b | `N` in place of `INVISIBLE_PATIENT` | the patient sees it |
//! | TD3.3b | `INVISIBLE_PATIENT` afterwards | refused: one way only |
//! | TD3.3b | `INVISIBLE_REPRESENTANTS_LEGAUX` | those who answer for a minor do not see it |
//! | TD3.3c | `entered-in-error` | taken back |
//! | TD3.3d | archived | refused: nothing is archived here |
//!
//! What is refused is refused by what the patch says alone, whatever document
//! it names: nobody learns from it whether there is one.

use super::Api;
use super::describe::{KeptFrom, describe};
use crate::entries::Reason;
use crate::rules::life::Expected;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use fhir::search::{DOCUMENTS, Search};
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use identity::clients::{Authorised, Bearer, Verb};
use kernel::{DocumentId, Error, SpaceId};
use rest::{Refusal, names};
use serde_json::{Value, json};

/// A patch is no longer.
const PATCH_BYTES_MAX: usize = 4 * 1024;
const JSON_PATCH: &str = "application/json-patch+json";
/// Those who answer for the patient do not see it.
const SECRET: &str = "INVISIBLE_REPRESENTANTS_LEGAUX";

/// `PATCH /fhir/DocumentReference/{id}`.
pub(super) async fn by_id(
    State(api): State<Api>,
    bearer: Bearer,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = async {
        let who = may_update(bearer)?;
        let wish = read(request).await?;
        let (space, document) = names::read(&id)?;
        done(&api, &who, space, document, wish).await
    };
    done.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// `PATCH /fhir/DocumentReference?identifier=…&patient…=…`: the one document of
/// one's own that one calls so. Without the person it is not looked for: what
/// producers call their documents is in the record of each person, and nowhere
/// else.
pub(super) async fn by_identifier(
    State(api): State<Api>,
    bearer: Bearer,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = async {
        let who = may_update(bearer)?;
        let query = request.uri().query().unwrap_or_default();
        let condition = fhir::search::pairs(query).unwrap_or_default();
        let condition = Search::read(&DOCUMENTS, &condition, &api.base, false)?;
        let wish = read(request).await?;
        let named = condition.identifiers("identifier");
        let [name] = named.as_slice() else {
            let issue = Issue::error(IssueType::Required, "documents-fhir-one-identifier");
            return Err(Outcome::new(412, issue).into());
        };
        let space = names::space_of(&api.spaces, &condition.patient).await?;
        let name = format!("{}|{}", name.system, name.value);
        let own = api.documents.own_named(&who.caller(), space, &name).await?;
        done(&api, &who, space, own.ok_or_else(Error::not_found)?, wish).await
    };
    done.await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

fn may_update(bearer: Bearer) -> Result<Authorised, Refusal> {
    let who = bearer.0?;
    who.need("DocumentReference", Verb::Update)?;
    Ok(who)
}

/// What a patch wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    /// It is taken back.
    Withdraw(Expected),
    /// Its patient may see it.
    Release,
    /// Those who answer for its patient may not.
    KeepSecret,
}

async fn done(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    document: DocumentId,
    wish: Wish,
) -> Result<Response, Refusal> {
    let (caller, documents) = (who.caller(), &api.documents);
    match wish {
        Wish::Withdraw(expected) => {
            documents
                .withdraw(&caller, space, document, Reason::Other, expected)
                .await?;
            Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response())
        }
        Wish::Release => {
            let own = documents.own_label(&caller, space, document).await?;
            // That it is a minor's secret is another question, and stays.
            let kept_from = KeptFrom {
                patient: false,
                ..KeptFrom::own(api, &caller, space, document).await?
            };
            let (described, version) = describe(space, &own, false, kept_from)?;
            // What its author hid from professionals stays so: that it be shown
            // to them again is the holder's to decide.
            if fhir::mhd::is_masked(&described) {
                return Err(refused("documents-fhir-mask").into());
            }
            documents.release(&caller, space, document).await?;
            Ok(answered(api, described, version))
        }
        Wish::KeepSecret => {
            let own = documents.own_label(&caller, space, document).await?;
            documents.keep_secret(&caller, space, document).await?;
            let kept_from = KeptFrom::own(api, &caller, space, document).await?;
            let (described, version) = describe(space, &own, false, kept_from)?;
            Ok(answered(api, described, version))
        }
    }
}

/// The answer to a patch: how the document is described from now on.
fn answered(api: &Api, mut described: Value, version: u64) -> Response {
    let now = api.documents.sharing().world().now();
    described["meta"]["lastUpdated"] = json!(now.rfc3339());
    rest::versioned(rest::resource(StatusCode::OK, &described), version)
}

fn refused(key: &'static str) -> Issue {
    Issue::error(IssueType::BusinessRule, key)
}

async fn read(request: Request) -> Result<Wish, Refusal> {
    is_patch(request.headers())?;
    let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
    let body = axum::body::to_bytes(request.into_body(), PATCH_BYTES_MAX).await;
    let body = body.map_err(|_| too_long())?;
    // A patch is a list, and no resource; what cannot be read says nothing.
    let patch = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Ok(wish(&patch)?)
}

/// Refuses bodies that are no JSON patch: 415.
fn is_patch(headers: &HeaderMap) -> Result<(), Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    match essence.trim().eq_ignore_ascii_case(JSON_PATCH) {
        true => Ok(()),
        false => {
            let issue = Issue::error(IssueType::NotSupported, "documents-fhir-patch-media");
            Err(Outcome::new(415, issue).into())
        }
    }
}

/// The patches there are. A test of the status that was may come before taking
/// back; where it fails, nothing is done (RFC 6902, 5).
fn wish(patch: &Value) -> Result<Wish, Issue> {
    let replace = json!({"op": "replace", "path": "/status", "value": "entered-in-error"});
    let test = json!({"op": "test", "path": "/status", "value": "current"});
    match patch.as_array().map(Vec::as_slice) {
        Some([one]) if *one == replace => Ok(Wish::Withdraw(Expected::Anything)),
        Some([first, second]) if *first == test && *second == replace => {
            Ok(Wish::Withdraw(Expected::Current))
        }
        Some([one]) => label(one),
        _ => Err(unknown()),
    }
}

fn unknown() -> Issue {
    Issue::error(IssueType::NotSupported, "documents-fhir-patch")
}

fn label(change: &Value) -> Result<Wish, Issue> {
    let text = |name: &str| change[name].as_str().unwrap_or_default();
    let (op, path) = (text("op"), text("path"));
    if path.starts_with("/extension") && path.contains("archived") {
        return Err(refused("documents-fhir-archive"));
    }
    let of_labels = matches!(
        path,
        "/securityLabel" | "/securityLabel/0" | "/securityLabel/-"
    );
    if !of_labels || !matches!(op, "replace" | "add") {
        return Err(unknown());
    }
    let concepts = match &change["value"] {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let codings = concepts
        .iter()
        .flat_map(|concept| concept["coding"].as_array().into_iter().flatten());
    let codes: Vec<&str> = codings
        .map(|coding| coding["code"].as_str().unwrap_or_default())
        .collect();
    let says = |code: &str| codes.contains(&code);
    match () {
        () if says("MASQUE_PS") => Err(refused("documents-fhir-mask")),
        () if says("INVISIBLE_PATIENT") => Err(refused("documents-fhir-one-way")),
        () if says(SECRET) && codes.iter().all(|code| [SECRET, "N"].contains(code)) => {
            Ok(Wish::KeepSecret)
        }
        // Only where it replaces what was there does it say that nothing is left.
        () if op == "replace" && !codes.is_empty() && codes.iter().all(|code| *code == "N") => {
            Ok(Wish::Release)
        }
        () => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(op: &str, path: &str, code: &str) -> Value {
        let value = json!({"coding": [{"code": code}]});
        json!([{"op": op, "path": path, "value": value}])
    }

    #[test]
    fn only_the_patches_of_the_transactions_are_read() {
        let replace = json!({"op": "replace", "path": "/status", "value": "entered-in-error"});
        let test = json!({"op": "test", "path": "/status", "value": "current"});
        let read = |patch: Value| wish(&patch).map_err(|issue| issue.key);
        assert_eq!(
            read(json!([replace])),
            Ok(Wish::Withdraw(Expected::Anything))
        );
        assert_eq!(
            read(json!([test, replace])),
            Ok(Wish::Withdraw(Expected::Current))
        );
        let first = "/securityLabel/0";
        assert_eq!(read(labelled("replace", first, "N")), Ok(Wish::Release));
        for (op, path) in [("replace", first), ("add", "/securityLabel/-")] {
            assert_eq!(read(labelled(op, path, SECRET)), Ok(Wish::KeepSecret));
        }
        let archived = json!([{"op": "replace", "value": true,
            "path": "/extension[url:'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived']/valueBoolean"}]);
        for (patch, why) in [
            (
                labelled("replace", first, "MASQUE_PS"),
                "documents-fhir-mask",
            ),
            (
                labelled("add", "/securityLabel/-", "INVISIBLE_PATIENT"),
                "documents-fhir-one-way",
            ),
            (archived, "documents-fhir-archive"),
            (
                labelled("add", "/securityLabel/-", "N"),
                "documents-fhir-patch",
            ),
            (labelled("replace", first, "R"), "documents-fhir-patch"),
            (labelled("replace", "/type", "N"), "documents-fhir-patch"),
            (json!([]), "documents-fhir-patch"),
            (json!(replace), "documents-fhir-patch"),
            (json!([replace, replace]), "documents-fhir-patch"),
            (
                json!([{"op": "replace", "path": "/status", "value": "superseded"}]),
                "documents-fhir-patch",
            ),
        ] {
            assert_eq!(read(patch.clone()), Err(why), "{patch}");
        }
    }
}
