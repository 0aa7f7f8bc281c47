//! A house whose master key never leaves a token (PKCS#11): it opens a space, takes in a
//! document and reads it again in another process; without the PIN it does not open.
//!
//! SoftHSM reads an environment variable of the process: the test runs itself again in a
//! child of its own. Where SoftHSM is absent it says so; with `CARNET_REQUIRE_SOFTHSM=1`
//! it fails.

use super::town::Town;
use carnet::House;
use carnet::config::{Config, Pkcs11Section};
use http::StatusCode;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHILD: &str = "CARNET_TEST_SOFTHSM";
/// In which folder the child before this one kept its house.
const KEPT: &str = "CARNET_TEST_SOFTHSM_KEPT";
const NAME: &str =
    "pkcs11::a_house_on_a_token_opens_a_space_keeps_a_document_and_reads_it_after_a_restart";
const MODULES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

fn module() -> Option<PathBuf> {
    let found = MODULES.iter().map(PathBuf::from).find(|it| it.exists());
    let tool = Command::new("softhsm2-util").arg("--version").output();
    found.filter(|_| tool.is_ok())
}

fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    let (said, errors) = (&output.stdout, &output.stderr);
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(said),
        String::from_utf8_lossy(errors)
    );
}

fn token(pin: &str) -> Pkcs11Section {
    Pkcs11Section {
        module: module().expect("SoftHSM"),
        token: String::from("carnet"),
        pin: String::from(pin).into(),
        key: String::from("carnet master 1"),
    }
}

/// Starts a child that has the token, in the folder that both share.
fn child(folder: &Path) {
    let program = std::env::current_exe().expect("this program");
    run(Command::new(program)
        .args(["--exact", NAME, "--nocapture"])
        .env("SOFTHSM2_CONF", folder.join("softhsm2.conf"))
        .env(CHILD, folder));
}

fn config(folder: &Path, pin: &str) -> Config {
    let url = format!("sqlite:{}", folder.join("store.db").display());
    let mut config = super::town::configured(folder, &url);
    config.keys.pkcs11 = Some(token(pin));
    config
}

#[tokio::test]
async fn a_house_on_a_token_opens_a_space_keeps_a_document_and_reads_it_after_a_restart() {
    if let Some(folder) = std::env::var_os(CHILD) {
        return lives(Path::new(&folder)).await;
    }
    if module().is_none() {
        let required = std::env::var("CARNET_REQUIRE_SOFTHSM").is_ok_and(|value| value == "1");
        assert!(!required, "SOFTHSM2 IS REQUIRED AND ABSENT");
        let said = b"SOFTHSM2 IS ABSENT: A HOUSE ON A TOKEN IS NOT TESTED (apt install softhsm2)\n";
        drop(std::io::Write::write_all(&mut std::io::stderr(), said));
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let tokens = folder.join("tokens");
    std::fs::create_dir(&tokens).expect("a folder");
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        tokens.display()
    );
    std::fs::write(folder.join("softhsm2.conf"), text).expect("written");
    run(Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "carnet"])
        .args(["--pin", "1234", "--so-pin", "5678"])
        .env("SOFTHSM2_CONF", folder.join("softhsm2.conf")));
    // A process that begins, and one that goes on.
    child(folder);
    assert!(folder.join(KEPT).exists(), "the first process kept nothing");
    child(folder);
    assert!(
        folder.join("read").exists(),
        "the second process read nothing"
    );
}

async fn lives(folder: &Path) {
    const LIST: &str = "/espace/moi/documents";
    let kept = folder.join(KEPT);
    let world = testkit::TestWorld::seeded(std::process::id().into());
    let first = !kept.exists();
    if !first {
        let wrong = House::open(&config(folder, "4321"), world.world()).await;
        assert!(wrong.is_err(), "a house opened with a wrong PIN");
        let mut without = config(folder, "1234");
        without.keys.pkcs11 = None;
        let without = House::open(&without, world.world()).await;
        assert!(without.is_err(), "a house opened without the token");
    }
    let town = Town::in_folder(config(folder, "1234"), world).await;
    let read = async |cookie: &str, id: &str| {
        let file = town.get(cookie, &format!("{LIST}/{id}/telecharger")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        assert!(
            file.text().contains("ceci est le document"),
            "{}",
            file.text()
        );
    };
    if first {
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Sur un jeton").await;
        read(&ana.cookie, &id).await;
        std::fs::write(&kept, format!("{} {id}", ana.cookie)).expect("kept");
        return;
    }
    let told = std::fs::read_to_string(&kept).expect("kept");
    let (cookie, id) = told.rsplit_once(' ').expect("a cookie and an id");
    read(cookie, id).await;
    let other = town.holder(1).await;
    town.adds(&other, "Encore un").await;
    std::fs::write(folder.join("read"), b"yes").expect("told");
}
