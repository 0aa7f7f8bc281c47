//! What kind of browser a session is on, coarsely: enough for a person to know
//! their own, too little to follow them.

const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "edge"),
    ("OPR/", "opera"),
    ("SamsungBrowser", "samsung"),
    ("Firefox", "firefox"),
    ("Chrome", "chrome"),
    ("Safari", "safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("CrOS", "chromeos"),
    ("Mac OS", "mac"),
    ("Linux", "linux"),
];

/// `firefox windows`, from a `User-Agent`; `other other` when it tells nothing.
pub(crate) fn kind_of(user_agent: &str) -> String {
    let first = |table: &[(&str, &'static str)]| {
        let known = table.iter().find(|(mark, _)| user_agent.contains(mark));
        known.map_or("other", |(_, word)| word)
    };
    format!("{} {}", first(&BROWSERS), first(&SYSTEMS))
}

/// The words of a kind, as people call them; nothing for what is unknown.
pub(crate) fn names(kind: &str) -> (Option<&'static str>, Option<&'static str>) {
    let (browser, system) = kind.split_once(' ').unwrap_or((kind, ""));
    let browser = match browser {
        "edge" => Some("Edge"),
        "opera" => Some("Opera"),
        "samsung" => Some("Samsung Internet"),
        "firefox" => Some("Firefox"),
        "chrome" => Some("Chrome"),
        "safari" => Some("Safari"),
        _ => None,
    };
    let system = match system {
        "iphone" => Some("iPhone"),
        "ipad" => Some("iPad"),
        "android" => Some("Android"),
        "windows" => Some("Windows"),
        "chromeos" => Some("ChromeOS"),
        "mac" => Some("Mac"),
        "linux" => Some("Linux"),
        _ => None,
    };
    (browser, system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_its_family_only() {
        for (agent, kind) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0",
                "firefox windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "safari iphone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0",
                "edge windows",
            ),
            ("curl/8", "other other"),
        ] {
            assert_eq!(kind_of(agent), kind);
        }
        assert_eq!(names("firefox windows"), (Some("Firefox"), Some("Windows")));
        assert_eq!(names("<b>"), (None, None));
    }
}
