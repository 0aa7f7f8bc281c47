//! The e-mail of the week: how often something of each kind came, in plain words, and
//! where to sign in. No name is in it, nor anything of what came.

use super::say;
use kernel::Lang;

/// The kinds that may wait for it, in the order in which it tells them, and the key of
/// the line of each.
const KINDS: [(&str, &str); 6] = [
    ("documents-new", "notice-week-documents"),
    ("messages-new", "notice-week-message"),
    ("messages-child", "notice-week-child"),
    ("prevention-due", "notice-week-prevention"),
    ("services-connected", "notice-week-services"),
    ("services-added", "notice-week-added"),
];

/// Whether a notice of this kind may wait for the e-mail of the week. No other may: what
/// tells of somebody's access, of an account or of a space, and what asks to be acted upon
/// soon, is told at once.
pub(crate) fn may_wait(kind: &str) -> bool {
    KINDS.iter().any(|(it, _)| *it == kind)
}

/// Its subject, and its text: how often something of these kinds came.
pub(crate) fn of_week(lang: Lang, origin: &str, came: &[(String, u64)]) -> (String, String) {
    let counted = KINDS.map(|(kind, key)| {
        let those = came.iter().filter(|(it, _)| it == kind);
        (key, those.map(|(_, count)| count).sum::<u64>())
    });
    // A later house let something wait that this one has no words for.
    let others = came.iter().filter(|(it, _)| !may_wait(it));
    let others = others.map(|(_, count)| count).sum::<u64>();
    let lines: Vec<String> = counted
        .into_iter()
        .chain([("notice-week-other", others)])
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| say(lang, key, &[("count", &count.to_string())]))
        .collect();
    let what = lines.join("\n");
    let args = [("what", what.as_str()), ("origin", origin)];
    (
        say(lang, "notice-week-subject", &[]),
        say(lang, "notice-week-text", &args),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_is_told_by_counts_in_one_order_and_nothing_that_did_not_come_is_named() {
        edge::texts::install(&[super::super::NOTICE_TEXTS]);
        let came = |all: &[(&str, u64)]| -> Vec<(String, u64)> {
            let owned = all.iter().map(|(kind, count)| ((*kind).to_owned(), *count));
            owned.collect()
        };
        let told = |lang, all: &[(&str, u64)]| {
            let (_, text) = of_week(lang, "https://carnet.test", &came(all));
            text.replace('\u{a0}', " ")
        };
        let french = told(
            Lang::Fr,
            &[
                ("services-added", 12),
                ("other-house", 1),
                ("documents-new", 3),
            ],
        );
        let lines: Vec<&str> = french.lines().map(str::trim).collect();
        let told_lines = [
            "Du nouveau dans vos documents : 3 fois",
            "Un ajout par un service relié : 12 fois",
            "Autre chose dans votre espace : 1 fois",
        ];
        let at = lines.iter().position(|line| *line == told_lines[0]);
        let at = at.expect("the first line");
        assert_eq!(lines[at..at + 4], [&told_lines[..], &[""]].concat());
        assert!(french.contains("https://carnet.test/connexion"), "{french}");
        assert!(!french.contains("message"), "{french}");
        let english = told(Lang::En, &[("messages-new", 2)]);
        assert!(english.contains("A new message: 2"), "{english}");
        for (kind, key) in KINDS {
            let text = told(Lang::Fr, &[(kind, 1)]);
            let line = say(Lang::Fr, key, &[("count", "1")]).replace('\u{a0}', " ");
            assert!(text.contains(&line), "{kind}: {text}");
        }
    }
}
