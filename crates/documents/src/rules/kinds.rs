//! The kinds of document: the 114 official types, and the nine categories they are shown
//! under. Data: `data/document_types.csv`, with its sources beside it.

use super::Depositor;
use identity::clients::{Extent, Part};
use kernel::Lang;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a list is grouped by on screen (domain rules, §4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Category {
    /// Ma santé en résumé.
    Summary,
    /// Ordonnances et soins.
    Prescriptions,
    /// Imagerie.
    Imaging,
    /// Biologie.
    Biology,
    /// Comptes rendus.
    Reports,
    /// Prévention et dépistages.
    Prevention,
    /// Certificats.
    Certificates,
    /// Pièces administratives.
    Administrative,
    /// Autres.
    Other,
}

impl Category {
    /// All nine, in the order of the screen.
    pub const ALL: [Self; 9] = [
        Self::Summary,
        Self::Prescriptions,
        Self::Imaging,
        Self::Biology,
        Self::Reports,
        Self::Prevention,
        Self::Certificates,
        Self::Administrative,
        Self::Other,
    ];

    /// Its name in data, addresses and locales.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Prescriptions => "prescriptions",
            Self::Imaging => "imaging",
            Self::Biology => "biology",
            Self::Reports => "reports",
            Self::Prevention => "prevention",
            Self::Certificates => "certificates",
            Self::Administrative => "administrative",
            Self::Other => "other",
        }
    }

    /// The category of this name.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }
}

/// One official type.
#[derive(Clone, Debug)]
pub struct DocumentType {
    /// LOINC or national code.
    pub code: String,
    /// OID of the code system.
    pub system: String,
    /// Official French label.
    pub label_fr: String,
    /// Our English label.
    pub label_en: String,
    /// TRE_A03 class.
    pub class_code: String,
    /// What it is shown under.
    pub category: Category,
    /// Only patients deposit it.
    pub by_patient: bool,
}

impl DocumentType {
    /// The label in a language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.label_fr,
            Lang::En => &self.label_en,
        }
    }

    /// Patient and professional documents never look alike.
    pub const fn may_be_added_by(&self, depositor: Depositor) -> bool {
        match depositor {
            Depositor::Holder => self.by_patient,
            Depositor::Care => !self.by_patient,
        }
    }
}

struct List {
    types: Vec<DocumentType>,
    places: HashMap<String, usize>,
}

fn list() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| {
        let text = include_str!("../../../../data/document_types.csv");
        let mut file = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let types: Vec<DocumentType> = file
            .records()
            .map(|line| {
                let line = line.expect("document_types.csv is ours, and a test reads it");
                let cell = |i: usize| line.get(i).unwrap_or_default().to_owned();
                DocumentType {
                    code: cell(0),
                    system: cell(1),
                    label_fr: cell(2),
                    label_en: cell(3),
                    class_code: cell(4),
                    category: Category::find(&cell(5)).unwrap_or(Category::Other),
                    by_patient: cell(6) == "yes",
                }
            })
            .collect();
        let places = types
            .iter()
            .enumerate()
            .map(|(place, kind)| (kind.code.clone(), place))
            .collect();
        List { types, places }
    })
}

/// All types, by code.
pub fn all() -> &'static [DocumentType] {
    &list().types
}

/// The type of this code.
pub fn find(code: &str) -> Option<&'static DocumentType> {
    list().places.get(code).map(|place| &list().types[*place])
}

/// Whether documents of this type are among those that some scopes open: by the class of
/// their type, whatever category the software that sent one gave it.
pub fn is_opened(extent: &Extent, type_code: &str) -> bool {
    let part = || Part::of_class(&find(type_code)?.class_code);
    *extent == Extent::Whole || part().is_some_and(|part| extent.has(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_114_types_in_nine_categories_with_both_labels() {
        assert_eq!(all().len(), 114);
        for kind in all() {
            assert!(
                !kind.label_fr.is_empty() && !kind.label_en.is_empty(),
                "{}",
                kind.code
            );
        }
        for category in Category::ALL {
            assert!(
                all().iter().any(|kind| kind.category == category),
                "{category:?} is empty"
            );
        }
    }

    #[test]
    fn app_01_scopes_of_a_class_open_documents_of_its_types_and_no_others() {
        let reports = Extent::Parts(vec![Part::Reports]);
        assert!(is_opened(&reports, "11502-2"));
        for (extent, code) in [
            (&reports, "REMB"),
            (&reports, "unknown"),
            // A type that has no class is opened with all documents alone.
            (&Extent::Parts(Part::ALL.to_vec()), "PIECE-IDENTITE"),
            (&Extent::Parts(vec![Part::Laboratory]), "11502-2"),
            (&Extent::Parts(Vec::new()), "11502-2"),
        ] {
            assert!(!is_opened(extent, code), "{code}");
        }
        for kind in all() {
            assert!(is_opened(&Extent::Whole, &kind.code));
            let narrow = Part::of_class(&kind.class_code).map(|part| Extent::Parts(vec![part]));
            assert!(narrow.is_none_or(|narrow| is_opened(&narrow, &kind.code)));
        }
    }

    #[test]
    fn a_patient_never_adds_a_professional_type_nor_the_other_way_round() {
        for kind in all() {
            assert_ne!(
                kind.may_be_added_by(Depositor::Holder),
                kind.may_be_added_by(Depositor::Care)
            );
        }
        assert!(find("DOCPAT03").is_some_and(|kind| kind.may_be_added_by(Depositor::Holder)));
        assert!(find("11502-2").is_some_and(|kind| kind.may_be_added_by(Depositor::Care)));
    }
}
