//! A small country for the tests, and processes that die in it.

use campaigns::{Campaigns, CampaignsConfig, Name, Plan};
use identity::ins::Matricule;
use identity::{HashCost, Identity, IdentityConfig};
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::PersonId;
use keys::{FileHolder, Key, KeyHolder, RegisterKeys};
use post::{Post, PostConfig};
use spaces::notices::{NOTICE_TEXTS, Sender};
use spaces::{CardSerial, Code, Format, Spaces, Try};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tempfile::TempDir;
use testkit::TestWorld;

pub const HEADER: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
    vitale_serial,email,phone,address_line,postcode,city,death_date\n";

pub struct House {
    pub store: Store,
    pub time: TestWorld,
    pub spaces: Spaces,
    pub post: Post,
    pub campaigns: Campaigns,
    pub journal: Journal,
    pub folder: PathBuf,
    _own: Option<TempDir>,
}

pub fn matricule(n: u32) -> String {
    let (commune, order) = ((n - 1) / 999, (n - 1) % 999 + 1);
    let body = format!("2690533{commune:03}{order:03}");
    let key = Matricule::key_of(&body).expect("thirteen digits");
    format!("{body}{key:02}")
}

/// The n-th person: every third one without an e-mail.
pub fn line(n: u32) -> String {
    let email = match n % 3 {
        0 => String::new(),
        _ => format!("p{n}@exemple.invalid"),
    };
    format!(
        "{},1.2.250.1.213.1.4.11,LECA,,ANA,1969-05-04,F,33063,employee,8025{n:08},{email},,\
         {n} rue des Lilas,33000,Bordeaux,\n",
        matricule(n)
    )
}

impl House {
    pub async fn on(store: Store) -> Self {
        let own = TempDir::new().expect("a folder");
        let folder = own.path().to_owned();
        let mut house = Self::at(store, &folder, TestWorld::new(), Plan::default()).await;
        house._own = Some(own);
        house
    }

    /// A house on this store and folder: another process of the same one.
    pub async fn at(store: Store, folder: &Path, time: TestWorld, plan: Plan) -> Self {
        let post = PostConfig::in_folder(&folder.join("post"));
        Self::with_post(store, folder, time, plan, post).await
    }

    /// As [`Self::at`], with another way out for what leaves.
    pub async fn with_post(
        store: Store,
        folder: &Path,
        time: TestWorld,
        plan: Plan,
        post: PostConfig,
    ) -> Self {
        Self::found_at(store, folder, time, plan, post, "https://carnet.test").await
    }

    /// As [`Self::with_post`], of a house that people find at this address.
    pub async fn found_at(
        store: Store,
        folder: &Path,
        time: TestWorld,
        plan: Plan,
        post_config: PostConfig,
        origin: &str,
    ) -> Self {
        edge::texts::install(&[spaces::TEXTS, NOTICE_TEXTS, identity::TEXTS]);
        let holder: Arc<dyn KeyHolder> = Arc::new(
            FileHolder::open_or_create(folder.join("key"), time.world().chance)
                .expect("a key file"),
        );
        let shreds = store.clone();
        let (journal, _pen) = Journal::open_all(
            store.clone(),
            Guards { holder, shreds },
            time.world(),
            Slices::default(),
            JournalConfig::default(),
        )
        .await
        .expect("a journal");
        let keys = RegisterKeys::from_root(Key::from_bytes([7; 32]));
        let origin = origin.to_owned();
        let config = IdentityConfig {
            hash_cost: HashCost {
                memory_kib: 64,
                passes: 1,
            },
            ..IdentityConfig::new(origin.clone())
        };
        let identity = Identity::new(store.clone(), keys.clone(), time.world(), config)
            .await
            .expect("identity");
        let post = Post::new(store.clone(), &keys, time.world(), &post_config)
            .await
            .expect("a post");
        let sender = Sender { origin };
        let spaces = Spaces::new(
            store.clone(),
            keys.clone(),
            time.world(),
            identity,
            journal.clone(),
            post.clone(),
            sender.clone(),
        )
        .await
        .expect("spaces");
        let config = CampaignsConfig {
            folder: folder.join("campaigns"),
            plan,
            sender,
        };
        let campaigns = Campaigns::new(
            store.clone(),
            &keys,
            time.world(),
            spaces.clone(),
            post.clone(),
            config,
        )
        .await
        .expect("campaigns");
        Self {
            store,
            time,
            spaces,
            post,
            campaigns,
            journal,
            folder: folder.to_owned(),
            _own: None,
        }
    }

    /// So many insured people, from the first.
    pub async fn people(&self, count: u32) {
        let lines: Vec<String> = (1..=count).map(line).collect();
        self.insured(&lines).await;
    }

    /// The insured people of these lines.
    pub async fn insured(&self, lines: &[String]) {
        let file = format!("{HEADER}{}", lines.concat());
        let mut refused = Vec::new();
        let report = self
            .spaces
            .import_insured(file.as_bytes(), Format::Csv, &mut refused)
            .await
            .expect("read");
        let refused = String::from_utf8(refused).expect("text");
        assert_eq!(report.rejected, 0, "{refused}");
    }

    pub async fn person(&self, n: u32) -> PersonId {
        let number = matricule(n).parse().expect("right");
        let found = self.spaces.find_person(&number).await.expect("asked");
        found.expect("known")
    }

    /// Days pass, and the service sees them pass.
    pub async fn days(&self, days: u32) {
        for _ in 0..days {
            self.time.advance(Duration::from_secs(24 * 3600));
            self.campaigns.see_clock().await.expect("seen");
        }
    }

    /// Runs a campaign to its end.
    pub async fn tell(&self, name: &str, wanted: u64) {
        let name: Name = name.parse().expect("a name");
        let run = self.campaigns.begin(&name, wanted).await.expect("begun");
        loop {
            let (_, done) = self
                .campaigns
                .announce_batch(run, &name)
                .await
                .expect("told");
            if done {
                break;
            }
        }
        self.campaigns.end(run).await.expect("ended");
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.store.query(sql, vec![]).await.expect("asked")[0]
            .int(0)
            .expect("a number")
    }

    /// The names of the files in a folder of the campaigns, in order.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.folder.join("campaigns").join(folder)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = files
            .map(|file| {
                let name = file.expect("a file").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
        names
    }

    /// Whoever died held the lease, and perhaps a batch: both end.
    pub async fn leases_end(&self) {
        for sql in [
            "UPDATE campaign_lease SET until = 0",
            "UPDATE campaign_batch SET until = 0",
        ] {
            self.store.execute(sql, vec![]).await.expect("ended");
        }
    }

    /// All e-mails queued so far, sent or not, have failed for good.
    pub async fn emails_fail(&self) {
        self.store
            .execute(
                "UPDATE outbox SET state = 2, ended_at = $1, body = NULL \
                 WHERE kind = 'campaign-code' AND state <= 1",
                vec![self.time.now().into()],
            )
            .await
            .expect("failed for good");
    }

    /// Letters in the printer's manifests.
    pub fn printed(&self) -> Vec<String> {
        let folder = self.campaigns.letters_folder();
        let Ok(files) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for file in files {
            let path = file.expect("a file").path();
            let name = path.to_string_lossy();
            if name.ends_with(".csv") && !name.ends_with(".refused.csv") {
                let text = std::fs::read_to_string(path).expect("text");
                lines.extend(text.lines().skip(1).map(str::to_owned));
            }
        }
        lines.sort();
        lines
    }

    /// Whether the store takes this code from this person.
    pub async fn fits(&self, n: u32, code: &str) -> bool {
        let typed = Try {
            code: Code::read(code).expect("a code"),
            matricule: matricule(n).parse().expect("right"),
            card: CardSerial::read(&format!("8025{n:08}")).expect("a serial"),
        };
        self.spaces.begin_sitting(&typed, None, None).await.is_ok()
    }
}

/// The codes in a text, in their groups.
pub fn codes_in(text: &str) -> Vec<String> {
    let is_code = |word: &&str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == 3 && groups.iter().all(|group| group.len() == 4)
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(is_code).map(str::to_owned).collect()
}

/// On paper the groups stand apart, in a line of their own.
pub fn codes_on(page: &str) -> Vec<String> {
    let is_group = |word: &&str| {
        let sign = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        word.len() == 4 && word.chars().all(sign)
    };
    let lines = page.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (words.len() == 3 && words.iter().all(is_group)).then(|| words.join("-"))
    });
    lines.collect()
}
