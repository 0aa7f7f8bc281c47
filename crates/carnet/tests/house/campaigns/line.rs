//! `carnet campaign`: each of its commands, with the lines it prints and the
//! sentences it refuses with.

use crate::town::{DAY, PEOPLE, Town};
use campaigns::Name;
use carnet::campaign::{Command, run};
use spaces::How;
use testkit::for_each_store_at;

async fn says(town: &Town, command: Command) -> Vec<String> {
    run(&town.house, command).await.expect("it does it")
}

async fn refuses(town: &Town, command: Command) -> String {
    let refused = run(&town.house, command).await;
    refused.expect_err("it refuses").to_string()
}

fn name(name: &str) -> Name {
    name.parse().expect("a name")
}

fn announce(batch: &str, limit: u64) -> Command {
    let batch = name(batch);
    Command::Announce { batch, limit }
}

fn release(by: &str) -> Command {
    let by = by.to_owned();
    Command::Release { by }
}

async fn days(town: &Town, days: u32) {
    for _ in 0..days {
        town.world.advance(DAY);
        town.house.campaigns.see_clock().await.expect("seen");
    }
}

#[tokio::test]
async fn announce_status_resume_and_report_say_how_far_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        for (n, email) in [(0, ""), (1, "louis@exemple.invalid"), (2, "")] {
            town.insured(n, email).await;
        }
        let none = says(&town, Command::Status).await;
        assert_eq!(none, ["there is no campaign yet"]);
        let none = says(&town, Command::Resume).await;
        assert_eq!(none, ["no campaign is unfinished"]);

        let told = says(&town, announce("essai", 2)).await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("essai: 2 of at most 2 told ("),
            "{told:?}"
        );
        assert!(
            told[0].contains("0 for people to look at, finished 2"),
            "{told:?}"
        );
        // Two of three are told, of whom one may have an e-mail address.
        let by_post =
            told[1].starts_with("2 letters in ") && told[1].ends_with(", 0 e-mails queued");
        let by_both = told[1].starts_with("1 letter in ") && told[1].ends_with(", 1 e-mail queued");
        assert!(by_post || by_both, "{told:?}");
        let again = refuses(&town, announce("essai", 2)).await;
        assert_eq!(
            again,
            "this campaign is finished; another one has another name"
        );

        let campaigns = &town.house.campaigns;
        let begun = campaigns.begin(&name("suite"), 5).await.expect("begun");
        let elsewhere = refuses(&town, announce("suite", 5)).await;
        assert!(
            elsewhere.starts_with("another process runs a campaign"),
            "{elsewhere}"
        );
        let elsewhere = refuses(&town, Command::OpenDue).await;
        assert!(
            elsewhere.starts_with("another process runs a campaign"),
            "{elsewhere}"
        );
        campaigns.end(begun).await.expect("ended");
        let other = refuses(&town, announce("autre", 5)).await;
        assert!(
            other.starts_with("another campaign is not finished"),
            "{other}"
        );
        let limit = refuses(&town, announce("suite", 6)).await;
        assert!(
            limit.starts_with("this campaign was begun with another --limit"),
            "{limit}"
        );
        let status = says(&town, Command::Status).await;
        assert!(
            status[0].starts_with("suite: 0 of at most 5 told"),
            "{status:?}"
        );
        assert!(status[0].ends_with("not finished"), "{status:?}");
        let resumed = says(&town, Command::Resume).await;
        assert!(
            resumed[0].starts_with("suite: 1 of at most 5 told"),
            "{resumed:?}"
        );

        let report = says(&town, Command::Report { json: false })
            .await
            .join("\n");
        for line in [
            "0 batches to print and queue",
            "spaces: 3 announced, 0 open, 0 active, 0 refused, 0 closed, 0 erased",
        ] {
            assert!(report.contains(line), "{report}");
        }
        let report = says(&town, Command::Report { json: true }).await;
        let report: serde_json::Value = serde_json::from_str(&report[0]).expect("JSON");
        assert_eq!(report["announced"], 3);
        assert_eq!(report["campaigns"][1]["name"], "essai");
        assert!(report["stop"].is_null());
        let nobody = says(
            &town,
            Command::ForPeople {
                name: name("essai"),
            },
        )
        .await;
        assert_eq!(nobody, ["nobody is left for people to look at"]);
    })
    .await;
}

#[tokio::test]
async fn open_due_writes_to_those_whose_email_came_back_and_opens_the_others() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        town.insured(0, "ana@exemple.invalid").await;
        town.insured(1, "louis@exemple.invalid").await;
        says(&town, announce("essai", 10)).await;
        days(&town, 45).await;
        let failed = "UPDATE outbox SET state = 2, ended_at = $1, body = NULL";
        let now = town.world.now();
        let failed = store.execute(failed, vec![now.into()]).await;
        assert_eq!(failed.expect("failed for good"), 2);
        let opened = says(&town, Command::OpenDue).await;
        assert_eq!(
            opened,
            [
                "2 letters to write for e-mails that came back: carnet campaign dispatch"
                    .to_owned(),
                format!("0 spaces opened by silence as of {}", now.rfc3339()),
            ]
        );
        let written = says(&town, Command::Dispatch).await;
        assert_eq!(written[0], "0 letters written for e-mails that came back");
        assert!(written[1].starts_with("2 letters in "), "{written:?}");
        days(&town, 45).await;
        let opened = says(&town, Command::OpenDue).await;
        assert_eq!(opened.len(), 1);
        assert!(
            opened[0].starts_with("2 spaces opened by silence"),
            "{opened:?}"
        );
        let report = says(&town, Command::Report { json: false })
            .await
            .join("\n");
        assert!(
            report.contains("last opening by silence: 2 spaces"),
            "{report}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_stop_is_told_and_two_persons_release_it_by_name() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        town.insured(0, "").await;
        let nothing = refuses(&town, release("Anne Roux")).await;
        assert_eq!(
            nothing,
            "no opening is stopped: there is nothing to release"
        );
        says(&town, announce("essai", 10)).await;
        town.world.advance(DAY * 50);
        town.insured(1, "").await;
        let leapt = refuses(&town, announce("suite", 10)).await;
        assert!(
            leapt.starts_with("the clock leapt: nobody is told"),
            "{leapt}"
        );
        let stopped = refuses(&town, Command::OpenDue).await;
        assert!(
            stopped.starts_with("something is implausible: nothing was opened, and 1 was due: "),
            "{stopped}"
        );
        let report = says(&town, Command::Report { json: false })
            .await
            .join("\n");
        assert!(report.contains("AN OPENING IS STOPPED since "), "{report}");
        for told in [&stopped, &report] {
            assert!(told.contains("the clock is far ahead"), "{told}");
        }
        assert!(report.contains(", 1 due"), "{report}");

        assert_eq!(
            refuses(&town, release(" ")).await,
            "--by names whoever looked"
        );
        let first = says(&town, release("Anne Roux")).await;
        assert_eq!(first, ["noted; a second person must release it too"]);
        let twice = refuses(&town, release("Anne Roux")).await;
        assert_eq!(twice, "the second person must be another one");
        let second = says(&town, release("Paul Blanc")).await;
        assert_eq!(
            second,
            ["released by two persons: the next opening goes on"]
        );
        let opened = says(&town, Command::OpenDue).await;
        assert!(
            opened[0].starts_with("1 space opened by silence as of "),
            "{opened:?}"
        );
        let told = says(&town, Command::Resume).await;
        assert!(
            told[0].starts_with("suite: 1 of at most 10 told"),
            "{told:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn refusals_records_letters_says_which_were_not_and_a_dry_run_says_the_same_before() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.insured(0, "ana@exemple.invalid").await;
        town.insured(1, "").await;
        says(&town, announce("essai", 2)).await;
        town.insured(2, "").await;
        let own = tempfile::tempdir().expect("a folder");
        let file = own.path().join("lettres.csv");
        let beside = own.path().join("lettres.csv.rejected.csv");
        let today = town.world.now().in_paris().date();
        let mut lines = String::from("matricule,birth_date,received_on,reference\n");
        for (n, born) in ["1955-08-12", "1984-02-03", "1969-05-09"]
            .iter()
            .enumerate()
        {
            let number = PEOPLE[n].0;
            lines.push_str(&format!("{number},{born},{today},C-{n}\n"));
        }
        std::fs::write(&file, &lines).expect("written");
        let refusals = |dry_run| Command::Refusals {
            file: file.clone(),
            dry_run,
        };
        let would = says(&town, refusals(true)).await;
        assert_eq!(
            would[0],
            "2 would be recorded, 0 recorded before, 1 left for people to look at"
        );
        let did = says(&town, refusals(false)).await;
        assert_eq!(
            did,
            [
                "2 recorded, 0 recorded before, 1 left for people to look at".to_owned(),
                "1 of people who were told of no space yet".to_owned(),
                format!("which lines, and what to do: {}", beside.display()),
            ]
        );
        assert_eq!(would[1..], did[1..]);
        let told = std::fs::read_to_string(&beside).expect("it is beside");
        assert_eq!(told.lines().count(), 2, "{told}");
        let report = says(&town, Command::Report { json: false }).await;
        let report = report.join("\n");
        assert!(report.contains("2 refused"), "{report}");

        // The others alone, a second time: there is nothing to tell any more.
        let all: Vec<&str> = lines.lines().collect();
        std::fs::write(&file, all[..3].join("\n")).expect("written");
        let again = says(&town, refusals(false)).await;
        assert_eq!(
            again,
            ["0 recorded, 2 recorded before, 0 left for people to look at"]
        );
        assert!(!beside.exists());
        std::fs::write(&file, "matricule,reference\n").expect("written");
        let missing = refuses(&town, refusals(false)).await;
        assert_eq!(missing, "column birth_date");
        let nowhere = Command::Refusals {
            file: own.path().join("rien.csv"),
            dry_run: true,
        };
        let nowhere = refuses(&town, nowhere).await;
        assert!(nowhere.starts_with("opening "), "{nowhere}");
        let left = std::fs::read_dir(own.path()).expect("a folder").count();
        assert_eq!(left, 1, "the file alone");

        // Who comes back on it reads how they had refused.
        let (account, _) = town.account("Ana Martin", "ana").await;
        let (spaces, now) = (&town.house.spaces, town.world.now());
        let back = spaces.activate_for(ana, account, How::Site, now).await;
        back.expect("a change of mind");
        let cookie = town.signs_in(account).await;
        for (path, refused, how) in [
            (
                "/espace/moi/acces/espace",
                "Ouverture refusée",
                "par courrier",
            ),
            ("/en/espace/moi/acces/espace", "Opening refused", "by post"),
        ] {
            let life = town.reads(&cookie, path).await;
            let line = life.split("<tr>").find(|line| line.contains(refused));
            let line = line.expect("its line");
            assert!(line.contains(how), "{line}");
        }
    })
    .await;
}
