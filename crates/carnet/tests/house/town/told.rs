//! Somebody of the town who was told of their space and has the letter; and
//! what comes to them.

use super::Town;
use identity::{Device, Role, TotpSecret};
use kernel::{AccountId, PersonId, SpaceId};
use spaces::Channel;

/// Somebody with a letter.
pub struct Letter {
    pub person: PersonId,
    pub space: SpaceId,
    pub matricule: String,
    pub card: String,
    pub code: String,
}

impl Letter {
    /// The three facts, as a form.
    pub fn form(&self) -> String {
        format!(
            "code={}&nir={}&serie={}",
            self.code, self.matricule, self.card
        )
    }
}

impl Town {
    /// The n-th person of the town, told of their space.
    pub async fn told(&self, n: usize) -> Letter {
        let person = self.insured(n, "").await;
        let announced = self.house.spaces.announce(person, Channel::Letter).await;
        let announced = announced.expect("announced");
        Letter {
            person,
            space: announced.space,
            matricule: super::people::PEOPLE[n].0.to_owned(),
            card: format!("123456789{n}"),
            code: announced.code.in_groups(),
        }
    }

    /// The six digits that were sent last.
    pub async fn contact_code(&self) -> String {
        let post = &self.house.post;
        post.deliver(1_000).await.expect("delivered");
        let sent = post.sent(10).await.expect("listed");
        let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let text = format!("{} {}", sent[0].subject, sent[0].text);
        let code = text.split_whitespace().find(digits);
        code.expect("a code is in it").to_owned()
    }

    /// What an app shows now, set up from this page.
    pub fn app_code(&self, page: &str) -> String {
        let secret = page.split("secret=").nth(1).expect("the link has a secret");
        let secret: String = secret
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let secret = TotpSecret::from_slice(&testkit::base32(&secret)).expect("a secret");
        secret.code_at(self.world.now())
    }

    /// The account of the one volunteer.
    pub async fn account_of_volunteer(&self) -> AccountId {
        let sql = "SELECT account FROM staff WHERE role = 'volunteer'";
        let rows = self
            .house
            .store
            .query(sql, Vec::new())
            .await
            .expect("asked");
        AccountId::from_slice(rows[0].blob(0).expect("an id")).expect("an account")
    }

    /// A new session of this volunteer: its cookie.
    pub async fn enters_as_volunteer(&self, account: AccountId) -> String {
        self.enters_as(Role::Volunteer, account).await
    }

    /// A new session of somebody of the team: its cookie.
    pub async fn enters_as(&self, role: Role, account: AccountId) -> String {
        let mut tx = self.house.store.begin("a session").await.expect("begun");
        let device = Device::default();
        let cookie = self
            .house
            .identity
            .start_staff_session(&mut tx, account, role, &device)
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        super::people::pair(&cookie)
    }
}
