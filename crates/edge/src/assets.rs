//! Static files: our own, and those that other crates bring. Their addresses
//! hold a hash of what they contain, so a browser may keep them for ever.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;

/// A file served under `/static/`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its name, as pages ask for it: `passkey.js`.
    pub name: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// Its media type.
    pub mime: &'static str,
}

/// A file as it is served.
#[derive(Debug)]
pub struct Served {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: &'static str,
}

/// All static files, by name and by address.
#[derive(Debug)]
pub struct Assets {
    addresses: HashMap<&'static str, String>,
    files: HashMap<String, Served>,
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

const OWN: [Asset; 7] = [
    Asset {
        name: "public-sans-latin.woff2",
        bytes: include_bytes!("../static/fonts/public-sans-latin.woff2"),
        mime: "font/woff2",
    },
    Asset {
        name: "public-sans-latin-ext.woff2",
        bytes: include_bytes!("../static/fonts/public-sans-latin-ext.woff2"),
        mime: "font/woff2",
    },
    Asset {
        name: "icons.svg",
        bytes: include_bytes!("../static/icons.svg"),
        mime: "image/svg+xml",
    },
    Asset {
        name: "carnet.svg",
        bytes: include_bytes!("../static/carnet.svg"),
        mime: "image/svg+xml",
    },
    Asset {
        name: "app.js",
        bytes: include_bytes!("../static/app.js"),
        mime: JAVASCRIPT,
    },
    Asset {
        name: "images.js",
        bytes: include_bytes!("../static/images.js"),
        mime: JAVASCRIPT,
    },
    Asset {
        name: "upload.js",
        bytes: include_bytes!("../static/upload.js"),
        mime: JAVASCRIPT,
    },
];

/// The style sheet, in the order in which its parts build on one another.
const STYLE: &str = concat!(
    include_str!("../static/css/fonts.css"),
    include_str!("../static/css/tokens.css"),
    include_str!("../static/css/base.css"),
    include_str!("../static/css/frame.css"),
    include_str!("../static/css/parts.css"),
    include_str!("../static/css/forms.css"),
    include_str!("../static/css/tables.css"),
    include_str!("../static/css/images.css"),
    include_str!("../static/css/charts.css"),
    include_str!("../static/css/modes.css"),
);

impl Assets {
    /// Our own files and these.
    pub fn with(others: &[Asset]) -> Self {
        let mut assets = Self {
            addresses: HashMap::new(),
            files: HashMap::new(),
        };
        for asset in OWN.iter().chain(others) {
            let bytes = match asset.mime {
                JAVASCRIPT => undent(asset.bytes),
                _ => asset.bytes.to_vec(),
            };
            assets.add(asset.name, bytes, asset.mime);
        }
        // The style sheet names the fonts, so it comes when they have theirs.
        let mut style = minify(STYLE);
        for font in OWN.iter().filter(|asset| asset.mime == "font/woff2") {
            style = style.replace(font.name, assets.address(font.name));
        }
        assets.add("app.css", style.into_bytes(), "text/css; charset=utf-8");
        assets
    }

    fn add(&mut self, name: &'static str, bytes: Vec<u8>, mime: &'static str) {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
        let hash = URL_SAFE_NO_PAD.encode(&digest.as_ref()[..9]);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let address = format!("/static/{stem}.{hash}.{extension}");
        self.files.insert(address.clone(), Served { bytes, mime });
        self.addresses.insert(name, address);
    }

    /// The address of the file of this name.
    ///
    /// # Panics
    /// In debug builds, when there is none: the name is written in our sources.
    pub fn address(&self, name: &str) -> &str {
        let found = self.addresses.get(name);
        debug_assert!(found.is_some(), "no static file is called {name}");
        found.map_or("/static/absent", String::as_str)
    }

    /// The file at this address.
    pub fn at(&self, address: &str) -> Option<&Served> {
        self.files.get(address)
    }
}

/// Takes the space before lines out of a script, and lines that are only a comment.
/// Ours have no text that goes over lines.
fn undent(script: &[u8]) -> Vec<u8> {
    let lines = script.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let said = lines.filter(|line| !line.is_empty() && !line.starts_with(b"//"));
    said.collect::<Vec<_>>().join(&b'\n')
}

/// Takes comments and idle space out of a style sheet. Strings are kept whole.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if first == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |at| at + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if first.is_whitespace() {
            rest = rest.trim_start();
            let idle = out.is_empty()
                || out.ends_with(['{', '}', ';', ',', ':'])
                || rest.starts_with(['{', '}', ';', ',']);
            if !idle {
                out.push(' ');
            }
        } else {
            if first == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_loses_its_comments_and_nothing_else() {
        let css = "/* why */\na:hover ,\nb > c {\n  color: red;\n  margin: 0 auto;\n}\nd::before { content: \" ; \" }\n";
        assert_eq!(
            minify(css),
            "a:hover,b > c{color:red;margin:0 auto}d::before{content:\" ; \"}"
        );
    }

    #[test]
    fn a_script_loses_its_comments_and_nothing_else() {
        let script = b"// why\n\nconst a = 1; // here\nif (a) {\n  go();\n}\n";
        let served = undent(script);
        assert_eq!(
            String::from_utf8_lossy(&served),
            "const a = 1; // here\nif (a) {\ngo();\n}"
        );
        for script in ["app.js", "images.js", "upload.js"] {
            let ours = OWN.iter().find(|asset| asset.name == script);
            let text = String::from_utf8_lossy(ours.expect("ours").bytes);
            for line in text.lines() {
                let marks = line.chars().filter(|sign| *sign == '`').count();
                assert!(marks % 2 == 0, "{script} has a text over lines: {line}");
                assert!(!line.contains("/*"), "{script}: {line}");
            }
        }
    }

    #[test]
    fn an_address_holds_the_hash_of_the_content() {
        let file = |bytes| Asset {
            name: "x.js",
            bytes,
            mime: JAVASCRIPT,
        };
        let one = Assets::with(&[file(b"1")]);
        let two = Assets::with(&[file(b"2")]);
        assert_ne!(one.address("x.js"), two.address("x.js"));
        assert!(one.at(one.address("x.js")).is_some());
        assert!(one.at("/static/x.js").is_none());
    }

    #[test]
    fn the_first_view_weighs_little() {
        let assets = Assets::with(&[]);
        let weight = |name| assets.at(assets.address(name)).map_or(0, |f| f.bytes.len());
        assert!(weight("app.css") < 20_000, "{}", weight("app.css"));
        assert!(weight("app.js") <= 8_192, "{}", weight("app.js"));
        assert!(weight("icons.svg") < 12_000, "{}", weight("icons.svg"));
        assert!(weight("images.js") < 15 * 1024, "{}", weight("images.js"));
        assert!(weight("upload.js") <= 8_192, "{}", weight("upload.js"));
    }

    #[test]
    fn web_19_no_static_file_names_another_host() {
        let assets = Assets::with(&[]);
        for name in [
            "app.css",
            "app.js",
            "images.js",
            "upload.js",
            "icons.svg",
            "carnet.svg",
        ] {
            let bytes = &assets.at(assets.address(name)).expect("ours").bytes;
            let text = String::from_utf8_lossy(bytes).replace("http://www.w3.org/2000/svg", "");
            assert!(
                !text.contains("http:") && !text.contains("https:"),
                "{name}"
            );
        }
    }
}
