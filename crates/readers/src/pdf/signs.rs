//! What a PDF would have liked to do. Nothing of it is ever done here: a page
//! is drawn, and that is all. It is told, for the file can be downloaded.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object};
use minicbor::{Decode, Encode};

/// What a PDF would have liked to do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Encode, Decode)]
pub struct Signs {
    /// To run a script.
    #[n(0)]
    pub scripts: bool,
    /// To do something by itself when it is opened, or when a page is.
    #[n(1)]
    pub acts: bool,
    /// To start a program or open another file.
    #[n(2)]
    pub launches: bool,
    /// It carries other files.
    #[n(3)]
    pub files: bool,
    /// It carries a form of the kind that is a program (XFA).
    #[n(4)]
    pub xfa: bool,
}

impl Signs {
    /// Whether it would have liked to do anything at all.
    pub const fn any(&self) -> bool {
        self.scripts || self.acts || self.launches || self.files || self.xfa
    }
}

/// Values inside values deeper than this are not searched.
const DEPTH_MAX: u32 = 16;

/// Searches every object of the file, also those that nothing refers to.
pub(super) fn of(pdf: &Pdf) -> Signs {
    let mut signs = Signs::default();
    for object in pdf.objects() {
        search(&object, &mut signs, DEPTH_MAX);
    }
    signs
}

fn search(object: &Object<'_>, signs: &mut Signs, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match object {
        Object::Dict(dict) => search_dict(dict, signs, depth),
        Object::Stream(stream) => search_dict(stream.dict(), signs, depth),
        Object::Array(array) => search_array(array, signs, depth),
        _ => {}
    }
}

fn search_array(array: &Array<'_>, signs: &mut Signs, depth: u32) {
    for item in array.raw_iter() {
        if let MaybeRef::NotRef(item) = item {
            search(&item, signs, depth);
        }
    }
}

fn search_dict(dict: &Dict<'_>, signs: &mut Signs, depth: u32) {
    for (key, value) in dict.entries() {
        match key.as_ref() {
            b"JS" | b"JavaScript" => signs.scripts = true,
            b"AA" => signs.acts = true,
            // A mere place in the document is the usual case, and harmless.
            b"OpenAction" => signs.acts |= !is_place(dict),
            b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" => signs.files = true,
            b"XFA" => signs.xfa = true,
            b"S" | b"Type" | b"Subtype" => named(&value, signs),
            _ => {}
        }
        if let MaybeRef::NotRef(value) = value {
            search(&value, signs, depth);
        }
    }
}

fn named(value: &MaybeRef<Object<'_>>, signs: &mut Signs) {
    let MaybeRef::NotRef(Object::Name(name)) = value else {
        return;
    };
    match name.as_ref() {
        b"JavaScript" => signs.scripts = true,
        b"Launch" | b"ImportData" | b"SubmitForm" | b"GoToE" | b"GoToR" => signs.launches = true,
        b"EmbeddedFile" | b"FileAttachment" | b"RichMedia" => signs.files = true,
        _ => {}
    }
}

fn is_place(catalog: &Dict<'_>) -> bool {
    match catalog.get::<Object<'_>>(b"OpenAction") {
        Some(Object::Array(_)) => true,
        Some(Object::Dict(action)) => action
            .get::<Name<'_>>(b"S")
            .is_some_and(|kind| kind.as_ref() == b"GoTo"),
        _ => false,
    }
}
