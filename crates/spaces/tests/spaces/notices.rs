//! What letters, e-mails and text messages may say, over every sentence of
//! theirs: they lie open on doormats and lock screens.

use spaces::notices::NOTICE_TEXTS;

/// Every sentence of the notices, in lower case, with its key.
fn sentences(file: &'static str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(' ') {
            let last = all.last_mut().expect("a sentence goes on");
            last.1.push_str(&line.to_lowercase());
        } else if let Some((key, text)) = line.split_once(" = ") {
            all.push((key, text.to_lowercase()));
        }
    }
    assert!(all.len() > 50, "the file was read");
    all
}

/// Beginnings of words that tell of an illness, a care, whose speciality it is
/// or where it was given.
const FORBIDDEN: [&str; 2] = [
    "maladi diagnos trait ordonn médic vaccin biolog analys résultat radio imag scanner irm \
     échogr clini hôpit hospit laborato pharmac cabinet médec doct infirm chirurg cardio onco \
     gynéc psych derma pédia sage-femme kiné dentis généralis spécialis consult compte-rendu \
     allerg cancer gross enceinte addict vih dépist opér rendez urgenc patient soins soign symptôm \
     clinique ehpad maternit",
    "illness disease diagnos treat prescri medic drug vaccin biolog lab test result radio imag \
     scan mri ultrasound clinic hospital pharma surg doctor physician nurse cardio onco gyn psych \
     derma pedia paedia midwi physio dentis general-prac specialis consult report allerg cancer \
     pregnan addict hiv screening operat appointment emergenc patient care ward symptom",
];

/// Who sends says so.
const SENDER: [&str; 2] = ["assurance maladie", "health insurance"];

/// What is put in: no field for a kind of document, an author or an
/// institution.
const PUT_IN: [&str; 16] = [
    "name", "day", "number", "deadline", "site", "code", "origin", "what", "due", "moment",
    "until", "at", "count", "from", "to", "where",
];

#[test]
fn web_23_no_sentence_of_a_notice_tells_of_health_of_a_speciality_or_of_an_institution() {
    for (n, file) in [NOTICE_TEXTS.fr, NOTICE_TEXTS.en].into_iter().enumerate() {
        for (key, text) in sentences(file) {
            let said = text.replace(SENDER[n], "");
            for word in said.split(|c: char| !c.is_alphabetic() && c != '-') {
                let stem = FORBIDDEN[n]
                    .split_whitespace()
                    .find(|stem| word.starts_with(stem));
                assert_eq!(stem, None, "{key}: {word}");
            }
            for put in text.split("{ $").skip(1) {
                let name = put.split(' ').next().unwrap_or_default();
                assert!(PUT_IN.contains(&name), "{key}: {name}");
            }
            assert_eq!(text.matches('{').count(), text.matches("{ $").count());
        }
    }
}

#[test]
fn no_notice_says_that_the_code_is_never_asked_for_on_the_line_that_asks_for_it() {
    // Whoever calls 34 22 is asked for the code of the letter; nobody is called.
    for (file, asked) in [
        (NOTICE_TEXTS.fr, ["demandera", "demanderons"]),
        (NOTICE_TEXTS.en, ["never ask", "do not ask"]),
    ] {
        for (key, text) in sentences(file) {
            assert!(!asked.iter().any(|words| text.contains(words)), "{key}");
        }
        let warned = |key: &str| {
            let said = sentences(file).into_iter().find(|(k, _)| *k == key);
            let text = said.expect("it is there").1;
            text.contains("appell") || text.contains("call")
        };
        for key in ["notice-foot", "letter-easy-warn", "mail-code-text"] {
            assert!(warned(key), "{key}");
        }
    }
}
