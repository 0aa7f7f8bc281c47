//! What has no other way goes into a folder, where it can be read back.

use crate::house::{DELIVERED, House, email, letter, open, text_to};
use kernel::{NoticeId, Timestamp};
use post::{Address, Channel, LEASE, Message, Notice, PostConfig};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;
use std::time::Duration;
use store::Store;
use testkit::{TestWorld, for_each_store, for_each_store_at};

fn files(house: &House, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(house.folder.path().join(folder));
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_folder_that_refuses_keeps_no_part_of_a_notice() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let notice = email("claire");
        house.queue(std::slice::from_ref(&notice)).await;
        let millis = house.world.now().millis();
        let name = format!("{millis:015}-{}.eml", house.post.id(&notice));
        let file = house.folder.path().join("post").join(&name);
        std::fs::create_dir_all(file.join("in the way")).expect("made");
        let pass = house.post.deliver(10).await.expect("a pass");
        assert!(pass.no_way);
        assert_eq!(files(&house, "post"), [name]);
    })
    .await;
}

#[tokio::test]
async fn each_kind_is_a_file_of_its_own_and_is_read_back_newest_first() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut ids = Vec::new();
        for notice in [email("claire"), text_to(12_345_678), letter("1")] {
            house.world.advance(Duration::from_secs(1));
            assert_eq!(house.sends(&notice).await.delivered, 1);
            let id = house.post.id(&notice);
            assert_eq!(house.row(id).await, (DELIVERED, 1, false));
            ids.push(id);
        }
        let names = files(&house, "post");
        let ends: Vec<&str> = names
            .iter()
            .filter_map(|name| name.split('.').nth(1))
            .collect();
        assert_eq!(ends, ["eml", "txt", "json", "pdf"], "{names:?}");
        for (name, id) in names.iter().zip([ids[0], ids[1], ids[2], ids[2]]) {
            assert!(name.contains(&id.to_string()), "{name}");
            let file = house.folder.path().join("post").join(name);
            let mode = std::fs::metadata(file)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        let folder = std::fs::metadata(house.folder.path().join("post")).expect("a folder");
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);

        let sent = house.post.sent(10).await.expect("listed");
        let ways: Vec<Channel> = sent.iter().map(|sent| sent.channel).collect();
        assert_eq!(ways, [Channel::Letter, Channel::Sms, Channel::Email]);
        assert_eq!(sent[0].to, "Claire Martin, 1 rue des Lilas, 44000 Nantes");
        assert_eq!((&*sent[0].subject, sent[0].has_pdf), ("Votre code", true));
        assert_eq!(sent[1].to, "+33612345678");
        assert_eq!(sent[1].text, "Votre code : 123456");
        assert_eq!(sent[2].to, "claire@exemple.fr");
        assert_eq!(sent[2].subject, "Votre espace");
        assert_eq!(sent[2].text, "Bonjour,\n\nVotre espace vous attend.");
        assert!(!sent[2].has_pdf);
        assert_eq!(house.post.sent(1).await.expect("listed"), sent[..1]);
        let pdf = house.post.sent_pdf(ids[2]).await.expect("a PDF");
        assert_eq!(pdf, b"%PDF-1.7 code provisoire");
    })
    .await;
}

#[tokio::test]
async fn a_pdf_beside_an_email_is_read_back_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let to = "claire@exemple.fr".parse().expect("an address");
        let pdf = b"%PDF-1.7 re\xe7u\r\n\x00".to_vec();
        let message = post::Message::email(to, "Reçu", "Voici.").expect("right");
        let notice = post::Notice::new("test", "1", message.with_pdf(pdf.clone()).expect("a PDF"));
        house.sends(&notice).await;
        let id = house.post.id(&notice);
        let sent = house.post.sent_one(id).await.expect("there");
        assert!(sent.has_pdf);
        assert_eq!((&*sent.subject, &*sent.text), ("Reçu", "Voici."));
        assert_eq!(house.post.sent_pdf(id).await.expect("a PDF"), pdf);
    })
    .await;
}

#[tokio::test]
async fn letters_may_go_to_the_printers_own_folder() {
    for_each_store(async |store| {
        let printer = tempfile::tempdir().expect("a folder");
        let path = printer.path().join("letters");
        let house = House::with(store, |config| config.letters = Some(path.clone())).await;
        house.queue(&[letter("1"), email("claire")]).await;
        assert_eq!(house.deliver().await.delivered, 2);
        assert_eq!(files(&house, "post").len(), 1);
        let cover = std::fs::read_dir(&path)
            .expect("the printer's folder")
            .flatten()
            .find(|entry| entry.path().extension().is_some_and(|end| end == "json"))
            .expect("a cover");
        let cover = std::fs::read(cover.path()).expect("read");
        let cover: serde_json::Value = serde_json::from_slice(&cover).expect("JSON");
        let id = house.post.id(&letter("1"));
        assert_eq!(cover["reference"], id.to_string());
        assert_eq!(cover["to"][0], "Claire Martin");
        assert_eq!(cover["at"], "2026-11-23T09:00:00.000Z");
        assert!(path.join(cover["file"].as_str().expect("a name")).is_file());
        assert_eq!(house.post.sent(10).await.expect("listed").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_ours_in_the_folder_is_not_listed() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        assert!(house.post.sent(10).await.expect("no folder yet").is_empty());
        let folder = house.folder.path().join("post");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join("notes.txt"), "To: x\n\nx").expect("written");
        std::fs::write(folder.join("1-zz.eml"), "To: x@exemple.fr\n\nx").expect("written");
        let id = NoticeId::from_bytes([1; 16]);
        std::fs::write(folder.join(format!("1-{id}.json")), "{}").expect("written");
        std::fs::write(folder.join(format!(".1-{id}.eml.unfinished")), "x").expect("written");
        assert!(house.post.sent(10).await.expect("listed").is_empty());
        // A cover cannot name another file.
        let cover = serde_json::json!({
            "reference": "x", "kind": "x", "at": "x", "to": ["x", "y"], "subject": "x",
            "file": "../../secret",
        });
        std::fs::write(house.folder.path().join("secret"), "x").expect("written");
        std::fs::write(folder.join(format!("1-{id}.json")), cover.to_string()).expect("written");
        assert!(house.post.sent_pdf(id).await.is_err());
        let unknown = NoticeId::from_bytes([2; 16]);
        let refused = house.post.sent_one(unknown).await.expect_err("none");
        assert_eq!(refused.kind(), kernel::Kind::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_refuses_costs_no_notice_its_life() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // A file stands where the folder should be.
        let place = house.folder.path().join("post");
        std::fs::write(&place, "x").expect("written");
        let pass = house.sends(&letter("1")).await;
        assert_eq!((pass.again, pass.no_way), (1, true));
        std::fs::remove_file(&place).expect("gone");
        house.world.advance(Duration::from_secs(60));
        assert_eq!(house.deliver().await.delivered, 1);
    })
    .await;
}

const DISK: &str = "CARNET_POST_TEST_DISK";
/// No file grows beyond this in the process below.
const BYTES: u64 = 100_000;

/// Not a test by itself: a process whose disk is full in the middle of a file.
#[tokio::test]
async fn a_process_delivers_on_a_disk_that_fills_up() {
    let Ok(work) = std::env::var(DISK) else {
        return;
    };
    let parts: Vec<&str> = work.split('\u{1f}').collect();
    let [url, folder, now] = parts[..] else {
        panic!("three parts")
    };
    let config = PostConfig {
        from: String::from("Carnet <carnet@carnet.exemple>"),
        ..PostConfig::in_folder(folder.as_ref())
    };
    let clock = TestWorld::seeded(u64::from(std::process::id()));
    clock.set(Timestamp::from_millis(now.parse().expect("an instant")));
    let store = Store::open(url).await.expect("the store");
    let post = open(store, clock.world(), &config).await;
    let most = Rlimit {
        current: Some(BYTES),
        maximum: Some(BYTES),
    };
    setrlimit(Resource::Fsize, most).expect("a smaller disk");
    let pass = post.deliver(10).await.expect("a pass");
    assert_eq!((pass.delivered, pass.no_way), (0, true));
}

#[tokio::test]
async fn a_disk_that_fills_up_midway_through_a_receipt_leaves_no_part_of_it_to_be_taken_for_one() {
    for_each_store_at(async |store, url| {
        if testkit::is_sqlite(&store) {
            // What waits to be written lies in a file itself, which would be the
            // first that does not fit.
            return;
        }
        let house = House::on(store).await;
        let address = Address::new(["Claire Martin", "1 rue des Lilas", "44000 Nantes"]);
        let mut pdf = b"%PDF-1.7 ".to_vec();
        pdf.extend((0..400_000_u32).map(|n| (n % 251) as u8));
        let address = address.expect("right");
        let message = Message::letter(address, "Votre reçu", pdf.clone()).expect("right");
        let notice = Notice::new("test-receipt", "1", message);
        house.queue(std::slice::from_ref(&notice)).await;
        let place = house.folder.path().join("post");
        for dies in [true, false] {
            let me = std::env::current_exe().expect("this program");
            let mut command = match dies {
                true => Command::new(&me),
                false => {
                    let mut shell = Command::new("sh");
                    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
                    shell.arg(&me);
                    shell
                }
            };
            let (now, folder) = (house.world.now().millis().to_string(), place.display());
            let ended = command
                .args([
                    "--exact",
                    "folder::a_process_delivers_on_a_disk_that_fills_up",
                ])
                .env(DISK, format!("{url}\u{1f}{folder}\u{1f}{now}"))
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&ended.stdout);
            assert_eq!(ended.status.signal(), dies.then_some(25), "{said}");
            assert_eq!(ended.status.success(), !dies, "{said}");
            let left = files(&house, "post");
            if dies {
                let [half] = &left[..] else {
                    panic!("one file is half written: {left:?}");
                };
                assert!(half.starts_with('.'), "{half}");
                let length = std::fs::metadata(place.join(half)).expect("a file").len();
                assert_eq!(length, BYTES, "midway");
            } else {
                assert!(left.is_empty(), "{left:?}");
            }
            let sent = house.post.sent(10).await.expect("listed");
            assert!(sent.is_empty(), "nothing left: {sent:?}");
            house.world.advance(LEASE + Duration::from_secs(60));
        }
        assert_eq!(house.deliver().await.delivered, 1);
        let id = house.post.id(&notice);
        assert_eq!(house.post.sent_pdf(id).await.expect("a PDF"), pdf);
        assert!(
            files(&house, "post")
                .iter()
                .all(|name| !name.starts_with('.'))
        );
    })
    .await;
}
