//! What the description that came with a document says of it in official codes: its
//! class, the setting of care, its confidentiality.

use kernel::Lang;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;

/// HL7's codes of confidentiality. The national ones say from whom a document is
/// hidden, which the record decides, and which is told to nobody here.
const CONFIDENTIALITY: &str = "2.16.840.1.113883.5.25";

/// A list of official codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    /// TRE_A03: classes of documents.
    Classes,
    /// JDV_J04: settings of care.
    Settings,
    /// HL7: confidentiality.
    Confidentiality,
}

type Table = HashMap<String, [String; 2]>;

fn read(text: &str, of: impl Fn(&str) -> bool) -> Table {
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let lines = file.records().filter_map(|line| {
        let line = line.expect("the lists are ours, and a test reads them");
        let cell = |n: usize| line.get(n).unwrap_or_default().to_owned();
        of(&cell(1)).then(|| (cell(0), [cell(2), cell(3)]))
    });
    lines.collect()
}

fn tables() -> &'static [Table; 3] {
    static TABLES: OnceLock<[Table; 3]> = OnceLock::new();
    TABLES.get_or_init(|| {
        [
            read(
                include_str!("../../../../data/document_classes.csv"),
                |_| true,
            ),
            read(
                include_str!("../../../../data/practice_settings.csv"),
                |_| true,
            ),
            read(
                include_str!("../../../../data/confidentiality.csv"),
                |system| system == CONFIDENTIALITY,
            ),
        ]
    })
}

impl List {
    /// The words of a code; none, if it is not in this list.
    pub fn words(self, code: &str, lang: Lang) -> Option<&'static str> {
        let [classes, settings, confidentiality] = tables();
        let table = match self {
            Self::Classes => classes,
            Self::Settings => settings,
            Self::Confidentiality => confidentiality,
        };
        let [french, english] = table.get(code)?;
        Some(match lang {
            Lang::Fr => french,
            Lang::En => english,
        })
    }
}

/// The official codes of a description.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Coded {
    /// Its classes.
    pub classes: Vec<String>,
    /// The setting of care.
    pub setting: Option<String>,
    /// Its confidentiality.
    pub confidentiality: Vec<String>,
}

impl Coded {
    /// What a DocumentReference says, as far as it is in the official lists.
    pub fn of(resource: &[u8]) -> Self {
        let value: Value = serde_json::from_slice(resource).unwrap_or_default();
        Self {
            classes: codes(&value["category"], List::Classes),
            setting: codes(&value["context"]["practiceSetting"], List::Settings)
                .into_iter()
                .next(),
            confidentiality: codes(&value["securityLabel"], List::Confidentiality),
        }
    }

    /// The setting of care of a description, by itself.
    pub(crate) fn setting_of(resource: &[u8]) -> Option<String> {
        Self::of(resource).setting
    }
}

/// The codes of one concept, or of several, that this list knows; each once.
fn codes(concepts: &Value, list: List) -> Vec<String> {
    let one = std::slice::from_ref(concepts);
    let concepts = concepts.as_array().map_or(one, Vec::as_slice);
    let codings = concepts.iter().filter_map(|it| it["coding"].as_array());
    let codes = codings.flatten().filter_map(|it| it["code"].as_str());
    let mut known: Vec<String> = Vec::new();
    for code in codes.filter(|code| list.words(code, Lang::Fr).is_some()) {
        if !known.iter().any(|it| it == code) {
            known.push(code.to_owned());
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_description_says_its_class_its_setting_and_its_confidentiality() {
        let told = json!({
            "category": [{"coding": [{"code": "10"}, {"code": "10"}, {"code": "?"}]}],
            "context": {"practiceSetting": {"coding": [{"code": "ETABLISSEMENT"}]}},
            "securityLabel": [
                {"coding": [{"code": "R"}]},
                {"coding": [{"code": "MASQUE_PS"}]},
            ],
        });
        let coded = Coded::of(told.to_string().as_bytes());
        assert_eq!(coded.classes, ["10"]);
        assert_eq!(coded.setting.as_deref(), Some("ETABLISSEMENT"));
        // From whom it is hidden is told by no description.
        assert_eq!(coded.confidentiality, ["R"]);
        let words = List::Settings.words("ETABLISSEMENT", Lang::En);
        assert_eq!(words, Some("Hospital"));
        assert_eq!(List::Classes.words("10", Lang::Fr), Some("Compte rendu"));
        for nothing in [&b"{}"[..], b"", b"[]", b"{\"category\": 3}"] {
            assert_eq!(Coded::of(nothing), Coded::default());
        }
    }
}
