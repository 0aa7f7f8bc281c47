//! What may call the parent *you* on a child's pages, and what is not heard there.

/// What speaks to the parent on a child's page, by the keys of the sentences, and why
/// it is theirs. Nothing else there may say *you* or *my*.
pub const TO_THE_PARENT: [(&str, &[&str]); 9] = [
    (
        "where they are, and the way back to their own space",
        &["edge-acting", "edge-acting-back", "edge-crumbs"],
    ),
    (
        "their session, and their account",
        &[
            "edge-session-length",
            "edge-session-soon",
            "edge-session-text",
            "documents-kept-back-child",
            "export-first-days-child",
            "life-probation",
            "profile-kept-back",
        ],
    ),
    (
        "a page for everybody, of nobody’s space; whom they may call",
        &["edge-footer-data", "edge-help-block-text-child"],
    ),
    (
        "what they may do here",
        &[
            "agenda-nothing-prepared-child",
            "agenda-service-left",
            "agenda-service-only-child",
            "agenda-source-off-child",
            "card-kept-child",
            "card-open",
            "card-print-empty",
            "documents-bin-put-hint",
            "documents-envoi-drop",
            "documents-folders-lead-child",
            "documents-none-child",
            "documents-signs",
            "documents-together-changed",
            "documents-together-not-yours-child",
            "export-ask",
            "export-failed",
            "export-holds-index",
            "export-lead-child",
            "export-proof",
            "export-ready-title",
            "export-running-leave",
            "export-running-title",
            "export-too-many",
            "messages-attach-hint-child",
            "messages-attach-meant-child",
            "messages-file-of-another-child",
            "messages-nobody-child",
            "profile-found-doubtful",
            "profile-found-lead",
            "profile-found-legend",
            "profile-lead-child",
        ],
    ),
    (
        "what they typed, sent or know",
        &[
            "agenda-past-meant",
            "documents-sent-title",
            "edge-upload-broken",
            "prevention-date-hint",
            "profile-gravite-inconnue",
            "profile-injection-inconnue",
            "profile-taux-inconnu",
        ],
    ),
    (
        "their own lines, beside those of the child and of the other parent",
        &["sharing-filter-whom-me"],
    ),
    (
        "they decide with a professional",
        &["prevention-reason-offered"],
    ),
    (
        "what they themselves wrote, and not the other parent",
        &[
            "documents-author-you",
            "messages-draft-kept-child",
            "messages-undone-beside",
            "prevention-note-own",
            "profile-found-proposed-hint",
            "sharing-role-you",
        ],
    ),
    (
        "a file that they may take as it is",
        &["reading-damaged", "reading-unsupported"],
    ),
];

/// What they themselves wrote, where a sentence puts *you* into another.
pub const BY_THE_PARENT: [&str; 6] = [
    "Noté par vous, le ",
    "Rien à déclarer — vous, le ",
    "Fixé par vous, le ",
    "Noted by you, ",
    "Nothing to declare — you, ",
    "Set by you, ",
];

/// Official names that speak.
pub const NAMES: [&str; 3] = ["M’T dents", "Mon bilan prévention", "Mon espace santé"];

/// What is said of a child and not seen in this test, and what it would take.
pub const UNSEEN: [(&str, &[&str]); 11] = [
    (
        "what a child with an account decides: who reads, which services",
        &[
            "agenda-service-only-child",
            "agenda-source-off-child",
            "agenda-take-off-child",
            "documents-from-all-switch-child",
            "history-connection-left-child",
            "history-connection-made-adds-child",
            "history-connection-made-child",
            "history-link-made-presence-child",
            "sharing-others-title-child",
            "sharing-why-presence-child",
            "sharing-why-service-child",
            "sharing-why-treating-child",
            "sharing-why-visit-child",
        ],
    ),
    (
        "a conversation, heard in `talking`",
        &[
            "carnet-home-messages-link-child",
            "carnet-home-messages-unread-child",
            "messages-attach-hint-child",
            "messages-attach-meant-child",
            "messages-blocked-child",
            "messages-bring-hidden-child",
            "messages-file-of-another-child",
            "messages-files-hint-holder-child",
            "messages-keep-in-hint-child",
            "messages-one-blocked-child",
            "messages-own-address-child",
            "messages-own-address-title-child",
            "messages-with-nobody-child",
            "messages-your-space-child",
        ],
    ),
    (
        "a document that its author archived",
        &[
            "documents-archived-back-child",
            "documents-archived-note-child",
            "documents-together-unarchive-child",
            "documents-together-unarchived-child",
        ],
    ),
    (
        "an emergency card with a code, heard in `card`",
        &["card-code-picture-child", "card-kept-child"],
    ),
    (
        "the file that a parent takes away, read in `export::family`",
        &[
            "export-file-agenda-link-child",
            "export-file-card-link-child",
            "export-file-documents-child",
            "export-file-history-child",
            "export-file-history-text-child",
            "export-file-messages-link-child",
            "export-file-title-child",
        ],
    ),
    (
        "a colleague in the team of who cares for the child",
        &["history-link-made-team-child", "sharing-why-team-child"],
    ),
    (
        "thousands of lines, a hundred folders",
        &[
            "carnet-home-nobody-since-child",
            "documents-folder-too-many-child",
        ],
    ),
    (
        "what is done by phone or by the keeper",
        &[
            "history-journal-dumped-child",
            "life-held-factors-child",
            "life-held-withdraw-child",
        ],
    ),
    (
        "the first days of an account",
        &[
            "documents-kept-back-child",
            "export-first-days-child",
            "documents-something-waits-unnamed-child",
        ],
    ),
    (
        "another age, another sex, other vaccines",
        &[
            "prevention-caution-early-child",
            "prevention-reason-born-shortly-before-child",
            "prevention-reason-catch-up-unsaid-child",
            "prevention-reason-doses-unsaid-child",
            "prevention-reason-interval-unsaid-child",
            "prevention-reason-other-sex-child",
            "prevention-reason-product-child",
            "prevention-reason-sex-unknown-child",
        ],
    ),
    (
        "a space with a document and no professional, or the other way round",
        &["agenda-bring-none-child", "documents-people-none-child"],
    ),
];

/// Where a page says what was just done, below the space, and by which words of its
/// address: any may be typed. A document, an appointment and a line are named in it.
pub const NOTED: [(&str, &[&str]); 14] = [
    (
        "/documents",
        &[
            "ajoute",
            "cote",
            "classe",
            "refuse",
            "aucun",
            "trop",
            "autre-liste",
            "trop-a-la-fois",
            "pas-a-vous",
            "ranges",
            "remis",
            "deja-masques",
            "masques",
            "montres",
            "epingles",
            "depingles",
            "jetes",
        ],
    ),
    (
        "/documents/{document}",
        &[
            "demande",
            "modifie",
            "remplace",
            "demande-vide",
            "demande-longue",
            "demande-attend",
            "demande-trop",
            "demande-courrier",
        ],
    ),
    ("/documents/{document}/visibilite", &["parents"]),
    (
        "/documents/{document}/visibilite?qui=tous",
        &["masque", "montre"],
    ),
    ("/dossiers", &["cree", "nomme", "retire"]),
    ("/corbeille", &["remis"]),
    ("/agenda", &["ajoute"]),
    ("/agenda?ligne={item}", &["ajoute", "retire"]),
    (
        "/agenda/{item}",
        &[
            "modifie",
            "prepare",
            "remis",
            "pas-encore",
            "pas-prevu",
            "planned",
            "done",
            "cancelled",
            "missed",
            "mistaken",
        ],
    ),
    (
        "/profil/allergies",
        &[
            "ajoute", "change", "remis", "aucun", "partage", "garde", "demande", "retire",
        ],
    ),
    ("/profil/objectifs", &["ajoute", "retire"]),
    (
        "/messages",
        &[
            "annule",
            "annule-deux",
            "ajoute",
            "retire",
            "lu",
            "trop-tard",
            "garde",
            "open",
            "closed",
            "no-reply",
            "regle",
            "modele",
            "modele-garde",
            "modele-supprime",
            "joignable",
            "joignable-de-tous",
            "pas-joignable",
        ],
    ),
    ("/carte", &["choisi", "code", "arrete", "vide"]),
    ("/acces/journal", &["signale", "deja"]),
];
