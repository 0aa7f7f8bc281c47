//! TD3.3: the author of a document changes what may be changed of it, by a
//! patch that says just that. A patch made again gets the first answer, but for one that
//! tests what was (RFC 6902), or names the version that was seen (`If-Match`): once it
//! is done, it is refused, and nothing is done.
//!
//! | transaction | patch | here |
//! | --- | --- | --- |
//! | TD3.3a | `MASQUE_PS` | hidden from other professionals by its author's own mark; refused once the person showed it to everyone |
//! | TD3.3a | `N` in place of `MASQUE_PS` | that mark is lifted, and nothing else that hides it |
//! | TD3.3b | `N` in place of `INVISIBLE_PATIENT` | the patient sees it |
//! | TD3.3b | `INVISIBLE_PATIENT` afterwards | refused: one way only |
//! | TD3.3b | `INVISIBLE_REPRESENTANTS_LEGAUX` | those who answer for a minor do not see it |
//! | TD3.3c | `entered-in-error` | taken back |
//! | TD3.3d | archived, or no more | out of the first list, or in it; refused once the person put it back |
//!
//! What no patch may say is refused by what the patch says alone, whatever document
//! it names: nobody learns from it whether there is one. What depends on a document is
//! told to its author alone.
//!
//! Two labels are lifted by `N`, and after one of them is, the other may stand in its
//! place: so of a document that has, or had, both, `N` in one place is taken only with a
//! test of the label before it, or with `If-Match`. Sent again, it lifts nothing else.

use super::Api;
use super::describe::describe;
use crate::actions::{Edition, Marks};
use crate::entries::Reason;
use crate::rules::life::Expected;
use crate::shelf::Label;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use fhir::mhd::IS_ARCHIVED;
use fhir::search::{DOCUMENTS, Search};
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, IF_MATCH};
use http::{HeaderMap, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Bearer, Verb};
use kernel::{DocumentId, Error, SpaceId};
use rest::{Refusal, names};
use serde_json::{Value, json};

/// A patch is no longer.
const PATCH_BYTES_MAX: usize = 4 * 1024;
const JSON_PATCH: &str = "application/json-patch+json";
/// Those who answer for the patient do not see it.
const SECRET: &str = "INVISIBLE_REPRESENTANTS_LEGAUX";
/// Its patient does not see it yet.
const RESERVED: &str = "INVISIBLE_PATIENT";
/// Other professionals do not see it.
const MASKED: &str = "MASQUE_PS";

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
        done(&api, &who, (space, document), wish, seen(&headers)?).await
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
        let document = own.ok_or_else(Error::not_found)?;
        done(&api, &who, (space, document), wish, seen(&headers)?).await
    };
    done.await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

fn may_update(bearer: Bearer) -> Result<Authorised, Refusal> {
    let who = bearer.0?;
    who.need_whole("DocumentReference", Verb::Update)?;
    Ok(who)
}

/// The version that the software saw last, if it says one.
fn seen(headers: &HeaderMap) -> Result<Option<u64>, Refusal> {
    match headers.contains_key(IF_MATCH) {
        true => rest::seen(headers).map(Some),
        false => Ok(None),
    }
}

/// What a patch wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    /// It is taken back.
    Withdraw(Expected),
    /// Other professionals may not see it.
    Mask,
    /// Nothing is left of these labels.
    Normal(Place),
    /// Those who answer for its patient may not see it.
    KeepSecret,
    /// It is archived, or no more.
    Archive(bool),
}

/// Which labels a patch means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// All of them.
    All,
    /// The one that stands there.
    At(usize),
    /// The one that stands there, if it says this.
    Tested(usize, &'static str),
}

async fn done(
    api: &Api,
    who: &Authorised,
    (space, document): (SpaceId, DocumentId),
    wish: Wish,
    seen: Option<u64>,
) -> Result<Response, Refusal> {
    let (caller, documents) = (who.caller(), &api.documents);
    match wish {
        Wish::Withdraw(expected) => {
            documents
                .withdraw(&caller, space, document, Reason::Other, expected)
                .await?;
            Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response())
        }
        Wish::Mask => {
            let own = documents.own_label(&caller, space, document).await?;
            documents.mask(&caller, space, document, true).await?;
            now(api, &caller, space, &own).await
        }
        Wish::Normal(place) => {
            let own = documents.own_label(&caller, space, document).await?;
            let marks = documents.own_marks(&caller, space, document).await?;
            let (before, version) = describe(space, &own.0, own.1, own.2, marks)?;
            if seen.is_some_and(|seen| seen != version) {
                return Err(rest::stale());
            }
            let (released, masked) = lifted(&before, marks, place, seen.is_some())?;
            if released {
                documents.release(&caller, space, document).await?;
            }
            if masked {
                documents.mask(&caller, space, document, false).await?;
            }
            now(api, &caller, space, &own).await
        }
        Wish::KeepSecret => {
            let own = documents.own_label(&caller, space, document).await?;
            documents.keep_secret(&caller, space, document).await?;
            now(api, &caller, space, &own).await
        }
        Wish::Archive(archived) => {
            let own = documents.own_label(&caller, space, document).await?;
            documents
                .archive(&caller, space, document, archived)
                .await?;
            now(api, &caller, space, &own).await
        }
    }
}

/// What a patch lifts that says *normal* in the place of labels: that its patient does not
/// see it, that professionals do not. Of a document that never had both, the one that
/// stands is meant whatever its place; else the one that stands there, and surely. That it
/// is a minor's secret is another question, and stays.
fn lifted(
    before: &Value,
    marks: Marks,
    place: Place,
    is_seen: bool,
) -> Result<(bool, bool), Outcome> {
    let says = |place: usize, code: &str| codes(&before["securityLabel"][place]).contains(&code);
    let which = || Outcome::from(refused("documents-fhir-which-label"));
    match place {
        // Where there is nothing to lift, other versions of it may wait still.
        Place::All => Ok((marks.reserved || !marks.masked, marks.masked)),
        Place::Tested(place, code) if says(place, code) => Ok((code == RESERVED, code == MASKED)),
        Place::Tested(..) => {
            let issue = Issue::error(IssueType::Conflict, "documents-fhir-label-moved");
            Err(Outcome::new(409, issue))
        }
        Place::At(_) if !marks.reserved && !marks.masked => Ok((!marks.both, false)),
        Place::At(_) if marks.both && !is_seen => Err(which()),
        Place::At(place) if says(place, SECRET) => Err(which()),
        Place::At(place) if marks.both => match (says(place, RESERVED), says(place, MASKED)) {
            (false, false) => Err(which()),
            these => Ok(these),
        },
        Place::At(_) => Ok((marks.reserved, marks.masked)),
    }
}

/// The answer to a patch: how a document of the caller's own is described from now on.
async fn now(
    api: &Api,
    caller: &Caller,
    space: SpaceId,
    (label, replaces, edition): &(Label, Option<DocumentId>, Edition),
) -> Result<Response, Refusal> {
    let marks = api.documents.own_marks(caller, space, label.id).await?;
    let (described, version) = describe(space, label, *replaces, *edition, marks)?;
    Ok(answered(api, described, version))
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
        Some([first, second]) if first["op"] == "test" => tested(first, second),
        _ => Err(unknown()),
    }
}

/// *Normal* in the place of a label, which is tested first. What a label says is compared
/// by its codes.
fn tested(test: &Value, change: &Value) -> Result<Wish, Issue> {
    match label(change)? {
        Wish::Normal(Place::At(place)) if test["path"] == change["path"] => {
            let is = codes(&test["value"]);
            let code = [RESERVED, MASKED].into_iter().find(|code| is == [*code]);
            let code = code.ok_or_else(|| refused("documents-fhir-which-label"))?;
            Ok(Wish::Normal(Place::Tested(place, code)))
        }
        _ => Err(unknown()),
    }
}

fn unknown() -> Issue {
    Issue::error(IssueType::NotSupported, "documents-fhir-patch")
}

fn label(change: &Value) -> Result<Wish, Issue> {
    let text = |name: &str| change[name].as_str().unwrap_or_default();
    let (op, path) = (text("op"), text("path"));
    if let Some(archived) = archive(op, path, &change["value"]) {
        return Ok(Wish::Archive(archived));
    }
    let place = match path.strip_prefix("/securityLabel") {
        Some("") => Place::All,
        // After the last there is nothing to replace (RFC 6902, 4.3).
        Some("/-") if op == "add" => Place::All,
        Some("/0") => Place::At(0),
        Some("/1") => Place::At(1),
        Some("/2") => Place::At(2),
        Some("/3") => Place::At(3),
        _ => return Err(unknown()),
    };
    if !matches!(op, "replace" | "add") {
        return Err(unknown());
    }
    let codes = codes(&change["value"]);
    let says = |code: &str| codes.contains(&code);
    // That it is normal beside says nothing more.
    let only = |code: &str| says(code) && codes.iter().all(|it| [code, "N"].contains(it));
    match () {
        () if says(RESERVED) => Err(refused("documents-fhir-one-way")),
        () if only(MASKED) => Ok(Wish::Mask),
        () if only(SECRET) => Ok(Wish::KeepSecret),
        // Only where it replaces what was there does it say that nothing is left.
        () if op == "replace" && only("N") => Ok(Wish::Normal(place)),
        () => Err(unknown()),
    }
}

/// The codes of one label, or of a list of them.
fn codes(labels: &Value) -> Vec<&str> {
    let concepts = match labels {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let codings = concepts
        .iter()
        .flat_map(|concept| concept["coding"].as_array().into_iter().flatten());
    codings
        .map(|coding| coding["code"].as_str().unwrap_or_default())
        .collect()
}

/// Whether a change says that a document is archived, or is no more: as the draft writes
/// it, or by adding the extension (RFC 6901 knows no search by value).
fn archive(op: &str, path: &str, value: &Value) -> Option<bool> {
    let by_value = path.strip_prefix("/extension[url:'");
    let by_value = by_value.and_then(|rest| rest.strip_suffix("']/valueBoolean"));
    match (op, path) {
        ("replace" | "add", _) if by_value == Some(IS_ARCHIVED) => value.as_bool(),
        ("add", "/extension/-") if value["url"] == IS_ARCHIVED => value["valueBoolean"].as_bool(),
        _ => None,
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
        let normal = read(labelled("replace", first, "N"));
        assert_eq!(normal, Ok(Wish::Normal(Place::At(0))));
        let normal = read(labelled("replace", "/securityLabel", "N"));
        assert_eq!(normal, Ok(Wish::Normal(Place::All)));
        let after = |test: Value, change: Value| read(json!([test[0], change[0]]));
        let normal = || labelled("replace", first, "N");
        for code in [RESERVED, MASKED] {
            let tested = after(labelled("test", first, code), normal());
            assert_eq!(tested, Ok(Wish::Normal(Place::Tested(0, code))));
        }
        for (test, change, why) in [
            (
                labelled("test", first, SECRET),
                normal(),
                "documents-fhir-which-label",
            ),
            (
                labelled("test", "/securityLabel/1", MASKED),
                normal(),
                "documents-fhir-patch",
            ),
            (
                labelled("test", first, RESERVED),
                labelled("replace", first, MASKED),
                "documents-fhir-patch",
            ),
        ] {
            assert_eq!(after(test, change), Err(why));
        }
        for (op, path) in [("replace", first), ("add", "/securityLabel/-")] {
            assert_eq!(read(labelled(op, path, SECRET)), Ok(Wish::KeepSecret));
            assert_eq!(read(labelled(op, path, MASKED)), Ok(Wish::Mask));
        }
        let draft = "/extension[url:'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived']/valueBoolean";
        for archived in [true, false] {
            for patch in [
                json!([{"op": "replace", "path": draft, "value": archived}]),
                json!([{"op": "add", "path": "/extension/-",
                    "value": {"url": IS_ARCHIVED, "valueBoolean": archived}}]),
            ] {
                assert_eq!(read(patch), Ok(Wish::Archive(archived)));
            }
        }
        for (patch, why) in [
            (
                json!([{"op": "replace", "path": draft, "value": "true"}]),
                "documents-fhir-patch",
            ),
            (
                json!([{"op": "remove", "path": draft, "value": true}]),
                "documents-fhir-patch",
            ),
            (
                labelled("replace", "/securityLabel/9", "N"),
                "documents-fhir-patch",
            ),
            (
                labelled("add", "/securityLabel/-", "INVISIBLE_PATIENT"),
                "documents-fhir-one-way",
            ),
            (
                labelled("add", "/securityLabel/-", "N"),
                "documents-fhir-patch",
            ),
            (
                labelled("replace", "/securityLabel/-", "N"),
                "documents-fhir-patch",
            ),
            (
                labelled("replace", "/securityLabel/-", MASKED),
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

    #[test]
    fn of_two_labels_the_one_that_is_surely_meant_is_lifted_and_sent_again_no_other() {
        let coded = |code: &str| json!({"coding": [{"code": code}]});
        let asked = |labels: &[&str], both: bool, place: Place, is_seen: bool| {
            let marks = Marks {
                reserved: labels.contains(&RESERVED),
                secret: labels.contains(&SECRET),
                masked: labels.contains(&MASKED),
                both,
                ..Marks::default()
            };
            let labels: Vec<Value> = labels.iter().map(|code| coded(code)).collect();
            let before = json!({"securityLabel": labels});
            lifted(&before, marks, place, is_seen).map_err(|refused| refused.issues[0].key)
        };
        let two: &[&str] = &["N", RESERVED, MASKED];
        let (which, moved) = ("documents-fhir-which-label", "documents-fhir-label-moved");
        for place in 0..4 {
            assert_eq!(asked(two, true, Place::At(place), false), Err(which));
        }
        assert_eq!(asked(two, true, Place::All, false), Ok((true, true)));
        for (place, code, lifted) in [(1, RESERVED, (true, false)), (2, MASKED, (false, true))] {
            let tested = Place::Tested(place, code);
            assert_eq!(asked(two, true, tested, false), Ok(lifted));
            assert_eq!(asked(two, true, Place::At(place), true), Ok(lifted));
            // Again, when the other stands alone: in its place or in another.
            for left in [&["N", MASKED], &["N", RESERVED]] {
                if !left.contains(&code) {
                    assert_eq!(asked(left, true, tested, false), Err(moved));
                    assert_eq!(asked(left, true, Place::At(place), false), Err(which));
                }
            }
            assert_eq!(asked(&["N"], true, tested, false), Err(moved));
            assert_eq!(
                asked(&["N"], true, Place::At(place), false),
                Ok((false, false))
            );
        }
        assert_eq!(asked(two, true, Place::At(0), true), Err(which));
        // Of one that never had both, it is the one there is, wherever it stands.
        for (one, lifted) in [
            (&["N", RESERVED][..], (true, false)),
            (&[MASKED][..], (false, true)),
            (&["N"][..], (true, false)),
        ] {
            assert_eq!(asked(one, false, Place::At(0), false), Ok(lifted));
        }
    }

    #[test]
    fn normal_in_the_place_of_a_secret_lifts_nothing_else() {
        let coded = |code: &str| json!({"coding": [{"code": code}]});
        let before = json!({"securityLabel": [coded(SECRET), coded(MASKED)]});
        let marks = Marks {
            secret: true,
            masked: true,
            ..Marks::default()
        };
        let asked = |place| lifted(&before, marks, Place::At(place), false);
        let refused = asked(0).map_err(|refused| refused.issues[0].key);
        assert_eq!(refused, Err("documents-fhir-which-label"));
        assert_eq!(asked(1), Ok((false, true)));
    }
}
