//! A house that only has a post, and people to write to.

use kernel::{NoticeId, PersonId, World};
use keys::{Key, RegisterKeys};
use post::{Address, Message, Notice, Pass, Post, PostConfig, SmsConfig, SmtpConfig};
use store::Store;
use tempfile::TempDir;
use testkit::TestWorld;

/// How long a server may take in these tests.
pub const WAIT_MS: u64 = 1_500;

/// The register key of every house here, so that two processes share it.
pub fn keys() -> RegisterKeys {
    RegisterKeys::from_root(Key::from_bytes([7; 32]))
}

pub struct House {
    pub post: Post,
    pub store: Store,
    pub world: TestWorld,
    pub folder: TempDir,
}

impl House {
    /// Everything goes into a folder.
    pub async fn on(store: Store) -> Self {
        Self::with(store, |_| {}).await
    }

    /// With another set-up.
    pub async fn with(store: Store, change: impl FnOnce(&mut PostConfig)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let world = TestWorld::new();
        let mut config = PostConfig {
            from: String::from("Carnet <carnet@carnet.exemple>"),
            bounce: Some(String::from("rebond@carnet.exemple")),
            ..PostConfig::in_folder(&folder.path().join("post"))
        };
        change(&mut config);
        Self {
            post: open(store.clone(), world.world(), &config).await,
            store,
            world,
            folder,
        }
    }

    /// Queues these, in a transaction of their own.
    pub async fn queue(&self, notices: &[Notice]) -> u64 {
        let mut tx = self.store.begin("test").await.expect("begun");
        let new = self.post.queue(&mut tx, notices).await.expect("queued");
        tx.commit().await.expect("committed");
        new
    }

    pub async fn deliver(&self) -> Pass {
        self.post.deliver(100).await.expect("a pass")
    }

    /// Queues and delivers one.
    pub async fn sends(&self, notice: &Notice) -> Pass {
        assert_eq!(self.queue(std::slice::from_ref(notice)).await, 1);
        self.deliver().await
    }

    /// State, tries and whether there is still a body.
    pub async fn row(&self, id: NoticeId) -> (i64, i64, bool) {
        let sql = "SELECT state, tries, CASE WHEN body IS NULL THEN 0 ELSE 1 END \
                   FROM outbox WHERE bucket = $1 AND id = $2";
        let params = vec![id.bucket().into(), id.into()];
        let rows = self.store.query(sql, params).await.expect("asked");
        let row = rows.first().expect("a row");
        let int = |column| row.int(column).expect("a number");
        (int(0), int(1), int(2) == 1)
    }

    pub async fn count(&self) -> i64 {
        let rows = self
            .store
            .query("SELECT count(*) FROM outbox", vec![])
            .await
            .expect("asked");
        rows[0].int(0).expect("a number")
    }

    pub fn person(&self) -> PersonId {
        PersonId::new(&*self.world.chance)
    }
}

pub async fn open(store: Store, world: World, config: &PostConfig) -> Post {
    Post::new(store, &keys(), world, config)
        .await
        .expect("a post")
}

pub const WAITING: i64 = 0;
pub const DELIVERED: i64 = 1;
pub const FAILED: i64 = 2;
pub const RETURNED: i64 = 3;

pub fn smtp(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: String::from("127.0.0.1"),
        port: Some(port),
        security: post::Security::None,
        authority: None,
        username: None,
        password: None,
        connections: 2,
        wait_ms_max: WAIT_MS,
    }
}

pub fn sms(port: u16) -> SmsConfig {
    SmsConfig {
        url: format!("http://127.0.0.1:{port}/sms"),
        token: Some(kernel::Secret::new(String::from("jeton"))),
        connections: 2,
        wait_ms_max: WAIT_MS,
    }
}

/// An e-mail to this name, about nobody.
pub fn email(to: &str) -> Notice {
    let to_address = format!("{to}@exemple.fr").parse().expect("an address");
    let text = "Bonjour,\n\nVotre espace vous attend.";
    let message = Message::email(to_address, "Votre espace", text).expect("right");
    Notice::new("test-email", to, message)
}

/// A text message to a number that ends so.
pub fn text_to(last: u32) -> Notice {
    let to = format!("06{last:08}").parse().expect("a mobile");
    let message = Message::sms(to, "Votre code : 123456").expect("right");
    Notice::new("test-sms", last.to_string(), message)
}

pub fn letter(occasion: &str) -> Notice {
    let address = Address::new(["Claire Martin", "1 rue des Lilas", "44000 Nantes"]);
    let pdf = b"%PDF-1.7 code provisoire".to_vec();
    let message = Message::letter(address.expect("right"), "Votre code", pdf).expect("right");
    Notice::new("test-letter", occasion, message)
}
