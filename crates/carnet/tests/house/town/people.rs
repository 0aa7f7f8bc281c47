//! The people of the town: holders, professionals and the team, each with an
//! open session.

use super::{Answer, Town};
use identity::ins::Matricule;
use identity::staff::{Draft, NewSignIn};
use identity::{
    Code, Device, NewAccount, Place, Profession, Professional, Role, Staff, TotpSecret,
};
use kernel::{AccountId, PersonId, Personal, Secret, SessionId, SpaceId};
use spaces::{Channel, How};

/// A holder: their space, and the cookie of their session.
pub struct Holder {
    pub n: usize,
    pub space: SpaceId,
    pub cookie: String,
    /// Of their app.
    pub secret: TotpSecret,
}

impl Holder {
    /// Their national number.
    pub fn matricule(&self) -> &'static str {
        PEOPLE[self.n].0
    }
}

/// A professional and the cookie of their session.
pub struct Pro {
    pub professional: Professional,
    pub cookie: String,
}

/// Somebody of the team and the cookie of their session.
pub struct Colleague {
    pub staff: Staff,
    pub cookie: String,
}

pub const PEOPLE: [(&str, &str, &str); 3] = [
    ("255081416802538", "Martin", "Ana"),
    ("184027505612389", "Petit", "Louis"),
    ("269052B03307790", "Rossi", "Maria"),
];

impl Town {
    /// The fund's file is read, and no line of it is refused: how many are new.
    pub async fn reads_the_file(&self, csv: &str) -> u64 {
        let spaces = &self.house.spaces;
        let report = spaces
            .import_insured(csv.as_bytes(), spaces::Format::Csv, &mut std::io::sink())
            .await
            .expect("imported");
        assert_eq!(report.rejected, 0, "{csv}");
        report.added
    }

    /// The n-th person of the town, as the fund tells of them: with this e-mail
    /// address on file.
    pub async fn insured(&self, n: usize, email: &str) -> PersonId {
        let (number, name, first) = PEOPLE[n];
        let sex = if number.starts_with('1') { "M" } else { "F" };
        let birth = ["1955-08-12", "1984-02-03", "1969-05-09"][n];
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {number},1.2.250.1.213.1.4.8,{name},,{first},{birth},{sex},14168,general,123456789{n},{email},,1 rue des Lilas,75001,Paris\n"
        );
        let spaces = &self.house.spaces;
        assert_eq!(self.reads_the_file(&csv).await, 1);
        let matricule: Matricule = number.parse().expect("a matricule");
        let person = spaces.find_person(&matricule).await.expect("asked");
        person.expect("a person")
    }

    /// The n-th person of the town, with an active space and an open session.
    pub async fn holder(&self, n: usize) -> Holder {
        self.holder_reached(n, "").await
    }

    /// The same, whom the fund reaches at this e-mail address.
    pub async fn holder_reached(&self, n: usize, email: &str) -> Holder {
        let (_, name, first) = PEOPLE[n];
        let person = self.insured(n, email).await;
        let spaces = &self.house.spaces;
        let space = spaces
            .announce(person, Channel::Letter)
            .await
            .expect("announced")
            .space;
        let (account, secret) = self
            .account(&format!("{first} {name}"), &format!("personne{n}"))
            .await;
        spaces
            .activate_for(person, account, How::Site, self.world.now())
            .await
            .expect("activated");
        Holder {
            n,
            space,
            cookie: self.signs_in(account).await,
            secret,
        }
    }

    /// An account of this name, in no session; and the secret of its app.
    pub async fn account(&self, name: &str, username: &str) -> (AccountId, TotpSecret) {
        let house = &self.house;
        let identity = &house.identity;
        let secret = identity.new_totp();
        let totp = identity.confirm_totp(&secret, &secret.code_at(self.world.now()));
        let account = AccountId::new(&*house.world.chance);
        let new = NewAccount {
            account,
            name: Personal(name.to_owned()),
            username: username.to_owned(),
            password: Secret::new(String::from("quatre chats gris au soleil")),
            known: Vec::new(),
            totp: Some(totp.expect("confirmed")),
            passkey: None,
        };
        let prepared = identity.prepare_account(new).await.expect("prepared");
        let mut tx = house.store.begin("a test account").await.expect("begun");
        identity
            .open_account(&mut tx, prepared)
            .await
            .expect("opened");
        tx.commit().await.expect("committed");
        (account, secret)
    }

    /// A session of an account that begins now: its cookie.
    pub async fn signs_in(&self, account: AccountId) -> String {
        let house = &self.house;
        let mut tx = house.store.begin("a test session").await.expect("begun");
        let device = Device::default();
        let cookie = house
            .identity
            .start_session(&mut tx, account, &device)
            .await;
        tx.commit().await.expect("committed");
        pair(&cookie.expect("a session"))
    }

    /// The n-th person activates their space on the site with this code, and an
    /// e-mail address of their choice; the cookie of their session.
    pub async fn moves_in(&self, n: usize, code: &str, email: &str) -> String {
        let done = self.moves_in_to(n, code, email, "").await;
        assert_eq!(done.location(), "/espace/moi", "{}", done.text());
        done.cookie("__Host-carnet")
    }

    /// The same, and what the last form answers that says where to go on.
    pub async fn moves_in_to(&self, n: usize, code: &str, email: &str, on: &str) -> Answer {
        let sitting = self.shows(n, code).await;
        self.reaches(&sitting, &format!("courriel={email}"), email)
            .await;
        self.settles(&sitting, n, on).await
    }

    /// The n-th person shows code, number and card: the cookie of their sitting.
    pub async fn shows(&self, n: usize, code: &str) -> String {
        let (number, ..) = PEOPLE[n];
        let form = format!("code={code}&nir={number}&serie=123456789{n}");
        let begun = self.post("", "/activer", &form).await;
        begun.cookie("__Host-activation")
    }

    /// They ask for a code by this form, and bring back the one that went there.
    pub async fn reaches(&self, sitting: &str, form: &str, to: &str) {
        let asked = self.post(sitting, "/activer/contact", form).await;
        assert_eq!(asked.location(), "/activer/contact", "{}", asked.text());
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let mut theirs = sent.iter().filter(|sent| sent.to == to);
        let typed = theirs.find_map(|sent| {
            let in_text = || six_digits(&sent.text);
            six_digits(&sent.subject).or_else(in_text)
        });
        let typed = typed.expect("a code was sent");
        let form = format!("geste=verifier&code={typed}");
        self.post(sitting, "/activer/contact", &form).await;
    }

    /// They choose a name, a password and an app, and say where to go on.
    pub async fn settles(&self, sitting: &str, n: usize, on: &str) -> Answer {
        let form = format!("identifiant=personne{n}&mot-de-passe=quatre+chats+gris+au+soleil");
        self.post(sitting, "/activer/connexion", &form).await;
        let page = self.get(sitting, "/activer/facteur").await.text();
        let form = format!("code={}", self.app_code(&page));
        self.post(sitting, "/activer/facteur", &form).await;
        self.post(sitting, "/activer/partage", on).await
    }

    /// A professional of this profession, signed in; `digit` tells them apart.
    pub async fn pro(&self, profession: &str, rpps: &str, name: &str) -> Pro {
        self.at_their_place(Professional {
            rpps: rpps.parse().expect("a number"),
            name: Personal(name.to_owned()),
            profession: Profession::from_code(profession).expect("a profession"),
            place: Some(Place {
                finess: "750000001".parse().expect("a number"),
                name: "Cabinet des Lilas".into(),
            }),
            session: SessionId::from_bytes([0; 16]),
        })
        .await
    }

    /// A professional, signed in where they work.
    pub async fn at_their_place(&self, professional: Professional) -> Pro {
        let mut tx = self
            .house
            .store
            .begin("a test session")
            .await
            .expect("begun");
        let cookie = self
            .house
            .identity
            .start_professional_session(&mut tx, &professional)
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        Pro {
            professional,
            cookie: pair(&cookie),
        }
    }

    /// The first two administrators, signed in.
    pub async fn administrators(&self) -> [Colleague; 2] {
        let identity = &self.house.identity;
        let names = ["Odile Marchand", "Karim Lebrun"];
        let [one, other] = identity.first_administrators(names).await.expect("two");
        let odile = self.enrols(&one, Role::Administrator, names[0]).await;
        let karim = self.enrols(&other, Role::Administrator, names[1]).await;
        [odile, karim]
    }

    /// One of each role, signed in: an operator, a volunteer, an administrator.
    pub async fn team(&self) -> [Colleague; 3] {
        let identity = &self.house.identity;
        let [odile, karim] = self.administrators().await;
        let mut others = Vec::new();
        for (role, name) in [
            (Role::Operator, "Jeanne Roux"),
            (Role::Volunteer, "Paul Petit"),
        ] {
            let draft = Draft {
                name: name.to_owned(),
                role: role.to_string(),
                place: String::from("Caen"),
                email: String::new(),
            };
            let proposal = draft.check().expect("right");
            let account = identity.propose_staff(&odile.staff, &proposal).await;
            let code = identity
                .confirm_staff(&karim.staff, account.expect("proposed"))
                .await;
            let code = code.expect("confirmed");
            others.push(self.enrols(&code, role, name).await);
        }
        let [operator, volunteer] = <[Colleague; 2]>::try_from(others)
            .unwrap_or_else(|_| unreachable!("two were brought in"));
        [operator, volunteer, odile]
    }

    async fn enrols(&self, code: &Code, role: Role, name: &str) -> Colleague {
        let identity = &self.house.identity;
        let secret = identity.new_totp();
        let totp = identity.confirm_totp(&secret, &secret.code_at(self.world.now()));
        let new = NewSignIn {
            username: name.to_lowercase().replace(' ', "."),
            password: Secret::new(String::from("quatre chats gris au soleil")),
            totp: totp.expect("confirmed"),
        };
        let account = identity.enrol_staff(code, new).await.expect("enrolled");
        self.at_work(Staff {
            account,
            role,
            name: Personal(name.to_owned()),
            place: None,
            session: SessionId::from_bytes([0; 16]),
            proved_at: self.world.now(),
            charter_signed: false,
        })
        .await
    }

    /// Somebody of the team, signed in anew.
    pub async fn again(&self, colleague: &Colleague) -> Colleague {
        self.at_work(colleague.staff.clone()).await
    }

    async fn at_work(&self, staff: Staff) -> Colleague {
        let house = &self.house;
        let mut tx = house.store.begin("a test session").await.expect("begun");
        let cookie = house
            .identity
            .start_staff_session(&mut tx, staff.account, staff.role, &Device::default())
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        Colleague {
            staff,
            cookie: pair(&cookie),
        }
    }

    pub async fn doctor(&self) -> Pro {
        self.pro("10", "99700218896", "Dr Benali").await
    }

    pub async fn other_doctor(&self) -> Pro {
        self.pro("10", "99700000005", "Dr Petit").await
    }

    /// Ana, and two doctors who do not know her yet.
    pub async fn holder_and_two_doctors(&self) -> (Holder, Pro, Pro) {
        (
            self.holder(0).await,
            self.doctor().await,
            self.other_doctor().await,
        )
    }
}

impl Town {
    /// The same holder after a long time: in a session of that moment.
    pub async fn later(&self, holder: Holder) -> Holder {
        let cookie = self.comes_back(holder.space).await;
        Holder { cookie, ..holder }
    }

    /// Another session of the account that reaches this space: its cookie.
    pub async fn comes_back(&self, space: SpaceId) -> String {
        let house = &self.house;
        let of_space = "SELECT account FROM account_space WHERE space = $1";
        let rows = house.store.query(of_space, vec![space.into()]).await;
        let rows = rows.expect("asked");
        let account = AccountId::from_slice(rows[0].blob(0).expect("an id"));
        self.signs_in(account.expect("an id")).await
    }
}

fn six_digits(text: &str) -> Option<&str> {
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = text.split_whitespace();
    words.find(digits)
}

/// The `name=value` of a cookie that is set.
pub(super) fn pair(cookie: &http::HeaderValue) -> String {
    let text = cookie.to_str().expect("a cookie is text");
    text.split(';').next().unwrap_or_default().to_owned()
}
