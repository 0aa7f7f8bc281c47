//! What the tests need of the machine, installed with Debian's own package
//! manager where we may.

use std::cell::Cell;
use std::path::Path;
use std::process::{Command, Stdio};

/// Something the tests need beside the Rust toolchain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Postgres,
    SoftHsm,
    Chromium,
    Node,
    Postfix,
    ClamAv,
    Python,
}

impl Need {
    fn is_here(self) -> bool {
        match self {
            Self::Postgres => {
                let versions = std::fs::read_dir("/usr/lib/postgresql")
                    .into_iter()
                    .flatten()
                    .flatten();
                versions
                    .into_iter()
                    .any(|version| version.path().join("bin").join("initdb").exists())
            }
            Self::SoftHsm => Path::new("/usr/bin/softhsm2-util").exists(),
            Self::Python => answers("python3", "-cimport ensurepip, venv"),
            Self::ClamAv => Path::new("/usr/sbin/clamd").exists(),
            Self::Postfix => ["/usr/sbin/postfix", "/usr/bin/swaks"]
                .iter()
                .all(|tool| Path::new(tool).exists()),
            Self::Chromium => Path::new("/usr/bin/chromium").exists(),
            Self::Node => ["node", "npm"]
                .iter()
                .all(|tool| answers(tool, "--version")),
        }
    }

    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::SoftHsm => &["softhsm2"],
            Self::Postfix => &["postfix", "swaks"],
            Self::ClamAv => &["clamav-daemon"],
            Self::Python => &["python3", "python3-venv"],
            Self::Chromium => &["chromium", "fonts-liberation"],
            Self::Node => &["nodejs", "npm"],
        }
    }
}

/// This machine.
pub(crate) struct Machine {
    lists_are_fresh: Cell<bool>,
}

impl Machine {
    pub(crate) const fn new() -> Self {
        Self {
            lists_are_fresh: Cell::new(false),
        }
    }

    /// Installs what is missing of these; says whether all are here then.
    pub(crate) fn provide(&self, needs: &[Need]) -> bool {
        let missing: Vec<&str> = needs
            .iter()
            .filter(|need| !need.is_here())
            .flat_map(|need| need.packages())
            .copied()
            .collect();
        if missing.is_empty() {
            return true;
        }
        let Some(apt) = Self::apt() else { return false };
        println!("installing {}", missing.join(", "));
        if !self.lists_are_fresh.replace(true) {
            Self::quietly(&apt, &["update", "-qq"]);
        }
        let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
        args.extend(missing);
        Self::quietly(&apt, &args);
        needs.iter().all(|need| need.is_here())
    }

    /// `apt-get`, if we are root or may become it without being asked.
    fn apt() -> Option<Vec<&'static str>> {
        if !answers("apt-get", "--version") {
            return None;
        }
        let root = Command::new("id")
            .arg("-u")
            .output()
            .is_ok_and(|id| id.stdout == b"0\n");
        if root {
            return Some(vec!["apt-get"]);
        }
        let sudo = Command::new("sudo")
            .args(["-n", "true"])
            .stderr(Stdio::null())
            .status();
        sudo.is_ok_and(|status| status.success())
            .then(|| vec!["sudo", "-n", "apt-get"])
    }

    fn quietly(apt: &[&str], args: &[&str]) {
        let Some((program, first)) = apt.split_first() else {
            return;
        };
        let done = Command::new(program)
            .args(first)
            .args(args)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null())
            .status();
        if !done.is_ok_and(|status| status.success()) {
            println!("apt-get {} did not succeed", args.join(" "));
        }
    }
}

fn answers(program: &str, arg: &str) -> bool {
    let asked = Command::new(program)
        .arg(arg)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}
