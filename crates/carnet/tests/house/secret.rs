//! A minor's secret: what a young person asked that those who answer for them do not
//! see is nowhere for these, and where it was for everybody else.

mod parents;
pub(crate) mod software;
mod telling;
mod worlds;

use super::town::{self, DAY, Pro, Town};
use http::StatusCode;
use identity::ins::Matricule;

use identity::{Caller, Capacity, Holder, Mandate, Origin, TotpSecret};
use kernel::{AccountId, DocumentId, Personal, SessionId, SpaceId, Timestamp};
use spaces::{Channel, How};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const UNKNOWN: &str = "00000000000000000000000001";
const ADULT: &str = "Cette personne est majeure";

/// A young person of sixteen with an account of their own, and the parent who answers
/// for them.
pub struct Young {
    pub matricule: String,
    pub space: SpaceId,
    /// Of their own session.
    pub cookie: String,
    /// Of their app.
    secret: TotpSecret,
}

impl Young {
    /// The same, as any other holder: of no number of the town.
    pub fn holder(self) -> town::Holder {
        town::Holder {
            n: usize::MAX,
            space: self.space,
            cookie: self.cookie,
            secret: self.secret,
        }
    }

    /// An address of their space, as their parent asks for it.
    pub fn of(&self, below: &str) -> String {
        format!("/espace/{}{below}", self.space)
    }
}

impl Town {
    /// A girl of this first name and year of birth; `n` tells her from others.
    pub async fn girl(&self, n: u32, first: &str, year: u16) -> Young {
        let body = format!("2{:02}0514168{n:03}", year % 100);
        let key = Matricule::key_of(&body).expect("thirteen digits");
        let matricule = format!("{body}{key:02}");
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {matricule},1.2.250.1.213.1.4.8,Roux,,{first},{year}-05-04,F,14168,general,88000{n:05},jeune{n}@exemple.fr,,1 rue des Lilas,75001,Paris\n"
        );
        let spaces = &self.house.spaces;
        assert_eq!(self.reads_the_file(&csv).await, 1);
        let number: Matricule = matricule.parse().expect("a matricule");
        let person = spaces.find_person(&number).await.expect("asked");
        let person = person.expect("a person");
        let announced = spaces.announce(person, Channel::Letter).await;
        let space = announced.expect("announced").space;
        let (account, secret) = self
            .account(&format!("{first} Roux"), &format!("jeune{n}"))
            .await;
        spaces
            .activate_for(person, account, How::Site, self.world.now())
            .await
            .expect("activated");
        Young {
            matricule,
            space,
            cookie: self.signs_in(account).await,
            secret,
        }
    }

    /// An adult who answers for these young persons: their account.
    pub async fn parent_of(&self, all: &[&Young]) -> AccountId {
        self.parent_called("Ana Martin", all).await
    }

    /// The same, of this name.
    pub async fn parent_called(&self, name: &str, all: &[&Young]) -> AccountId {
        let matricule: Matricule = "255081416802538".parse().expect("a number");
        let known = self
            .house
            .spaces
            .find_person(&matricule)
            .await
            .expect("asked");
        let person = match known {
            Some(person) => person,
            None => self.insured(0, "").await,
        };
        let (account, _) = self.account(name, "parent").await;
        let mut tx = self
            .house
            .store
            .begin("test mandates")
            .await
            .expect("begun");
        for young in all {
            let mandate = Mandate {
                space: young.space,
                account,
                person,
                since: self.world.now(),
                until: self.world.now().plus(Duration::from_secs(365 * 86_400)),
                origin: Origin::Told,
            };
            let given = self.house.identity.give_mandate(&mut tx, &mandate).await;
            given.expect("given");
        }
        tx.commit().await.expect("committed");
        account
    }

    /// A professional adds a text of this title, kept from parents or not; its id.
    pub async fn adds_for(
        &self,
        pro: &Pro,
        space: SpaceId,
        (title, text): (&str, &str),
        secret: bool,
    ) -> String {
        let mut fields = vec![
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        if secret {
            fields.push(("secret", "oui"));
        }
        let path = format!("/pro/patients/{space}/ajouter");
        let file = ("cr.txt", text.as_bytes());
        let sent = self.upload(&pro.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        self.last_of(pro, space).await
    }

    /// A young person notes an appointment: the item of their agenda.
    async fn has_an_appointment(&self, young: &Young) -> String {
        let appointment = "date-jour=4&date-mois=12&date-annee=2026&heure=9+h+30&titre=Suivi";
        let add = "/espace/moi/agenda/ajouter";
        let made = self.post(&young.cookie, add, appointment).await;
        let item = made.location().split("ligne=").nth(1).expect("made");
        item.to_owned()
    }

    /// What they deposited last in this space: their own list leaves no line anywhere.
    pub(crate) async fn last_of(&self, pro: &Pro, space: SpaceId) -> String {
        let documents = &self.house.documents;
        let (all, _) = documents
            .deposits(&pro.professional, None, 50)
            .await
            .expect("listed");
        let theirs = all.into_iter().find(|deposit| deposit.space == space);
        theirs.expect("a deposit").id.to_string()
    }
}

/// Whoever answers for this space, as software of the house calls them.
fn parent(space: SpaceId) -> Caller {
    Caller::Holder(Holder {
        account: AccountId::from_bytes([8; 16]),
        name: Personal("Ana Martin".into()),
        session: SessionId::from_bytes([8; 16]),
        spaces: vec![space],
        probations: Vec::new(),
        proved_at: Timestamp::default(),
        capacity: Capacity::Representative,
    })
}

#[tokio::test]
async fn azp_12_the_author_keeps_a_document_from_parents_and_the_young_person_lifts_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let consent = format!("/pro/patients/{}/lien", lea.space);
        town.does(&doctor.cookie, &consent, "accord=oui").await;
        // The form offers it for a minor, and says what it does.
        let form = format!("/pro/patients/{}/ajouter", lea.space);
        let form = town.reads(&doctor.cookie, &form).await;
        let tick = "La personne mineure demande que ses parents ne voient pas ce document";
        assert!(form.contains(tick), "{form}");
        let id = town
            .adds_for(&doctor, lea.space, ("Contraception", "Ordonnance."), true)
            .await;
        let own = format!("/espace/moi/documents/{id}");
        let list = lea.of("/documents");
        let theirs = lea.of(&format!("/documents/{id}"));
        let parents = async || {
            (
                town.get(&parent, &theirs).await.status,
                town.reads(&parent, &list).await.contains("Contraception"),
            )
        };
        assert_eq!(parents().await, (StatusCode::NOT_FOUND, false));
        // The young person sees it, and that their parents do not.
        let page = town.reads(&lea.cookie, &own).await;
        assert!(page.contains("Contraception") && page.contains("invisible pour vos parents"));
        // Before they add from it to the profile, they are told who sees that.
        let from = format!("/profil/depuis/{id}");
        let page = town.reads(&lea.cookie, &format!("/espace/moi{from}")).await;
        assert!(
            page.contains("Une ligne ajoutée au profil, ils la voient"),
            "{page}"
        );
        let page = town.get(&parent, &lea.of(&from)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        let who = town.reads(&lea.cookie, &format!("{own}/visibilite")).await;
        assert!(
            who.contains("Vos parents ne voient pas ce document"),
            "{who}"
        );
        // So do those who treat, who are told that they are not to speak of it.
        let record = format!("/pro/patients/{}/documents/{id}", lea.space);
        let seen = town.reads(&doctor.cookie, &record).await;
        assert!(
            seen.contains("a demandé que ses parents ne voient pas"),
            "{seen}"
        );
        // Nobody but its author and the young person ends it.
        let deposit = format!("/pro/depots/{}/{id}", lea.space);
        let other = town.other_doctor().await;
        let refused = town
            .post(&other.cookie, &format!("{deposit}/secret"), "quoi=lever")
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let refused = town.post(&parent, &format!("{theirs}/parents"), "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        town.does(&lea.cookie, &format!("{own}/parents"), "").await;
        assert_eq!(parents().await, (StatusCode::OK, true));
        // Its author keeps it from them again, and lifts that. Twice is once.
        for (act, seen) in [
            ("garder", false),
            ("garder", false),
            ("lever", true),
            ("lever", true),
        ] {
            town.does(
                &doctor.cookie,
                &format!("{deposit}/secret"),
                &format!("quoi={act}"),
            )
            .await;
            assert_eq!(parents().await.1, seen, "{act}");
        }
        // The young person is told of it; their parents are not, not even afterwards.
        let history = town
            .reads(&lea.cookie, "/espace/moi/acces/journal/csv")
            .await;
        assert_eq!(
            history
                .matches("A rendu invisible aux parents « Contraception")
                .count(),
            2
        );
        assert_eq!(
            history
                .matches("A rendu visible aux parents « Contraception")
                .count(),
            2
        );
        let history = town.reads(&parent, &lea.of("/acces/journal")).await;
        assert!(history.contains("A ajouté « Contraception"), "{history}");
        assert!(!history.contains("aux parents"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_new_version_of_a_secret_is_one_and_what_it_replaces_becomes_one() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let first = town
            .adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        let replaced = format!("/pro/depots/{}/{first}/remplacer", lea.space);
        let form = town.reads(&doctor.cookie, &replaced).await;
        assert!(
            form.contains("Ils ne verront pas non plus la nouvelle version"),
            "{form}"
        );
        let fields = [
            ("title", "Avis juste"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let sent = town
            .upload(&doctor.cookie, &replaced, &fields, ("cr.txt", b"Deux."))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let second = town.last_of(&doctor, lea.space).await;
        assert_ne!(first, second);
        let status = async |cookie: &str, whose: &str, id: &str| {
            let path = format!("{whose}/documents/{id}");
            town.get(cookie, &path).await.status
        };
        let whose = lea.of("");
        for id in [&first, &second] {
            assert_eq!(status(&parent, &whose, id).await, StatusCode::NOT_FOUND);
            assert_eq!(status(&lea.cookie, "/espace/moi", id).await, StatusCode::OK);
        }
        // Lifted in one version, it is in all.
        let lift = format!("/espace/moi/documents/{second}/parents");
        town.does(&lea.cookie, &lift, "").await;
        for id in [&first, &second] {
            assert_eq!(status(&parent, &whose, id).await, StatusCode::OK);
        }
        let history = town
            .reads(&lea.cookie, "/espace/moi/acces/journal/csv")
            .await;
        assert_eq!(
            history.matches("A rendu invisible aux parents").count(),
            1,
            "{history}"
        );
        assert_eq!(history.matches("A rendu visible aux parents").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_document_of_somebody_of_age_is_kept_from_no_parent_and_the_form_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let add = format!("/pro/patients/{}/ajouter", ana.space);
        let form = town.reads(&doctor.cookie, &add).await;
        assert!(!form.contains("personne mineure"), "{form}");
        let fields = [
            ("title", "Avis"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("secret", "oui"),
        ];
        let sent = town
            .upload(&doctor.cookie, &add, &fields, ("cr.txt", b"Un."))
            .await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.text().contains(ADULT), "{}", sent.text());
        let id = town.deposits(&doctor, &ana, "Avis").await;
        let path = format!("/pro/depots/{}/{id}/secret", ana.space);
        town.is_told(&doctor.cookie, &path, "quoi=garder", ADULT)
            .await;
        // Whose it is not learns no age.
        let other = town.other_doctor().await;
        let refused = town.post(&other.cookie, &path, "quoi=garder").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        // On the very birthday it is over: born on 4 May 2009, of age on 4 May 2027.
        let lea = town.girl(1, "Lea", 2009).await;
        town.adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        let birthday = Timestamp::parse_rfc3339("2027-05-03T22:00:00Z").expect("a moment");
        town.world.advance(birthday.since(town.world.now()));
        let doctor = town.doctor().await;
        let add = format!("/pro/patients/{}/ajouter", lea.space);
        let sent = town
            .upload(&doctor.cookie, &add, &fields, ("cr.txt", b"Deux."))
            .await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn azp_12_no_notice_tells_of_a_secret() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let told = async || {
            town.world.advance(MINUTE * 2);
            let house = &town.house;
            house.documents.tell(&house.spaces).await.expect("told");
            house.post.deliver(100).await.expect("a pass");
            let sent = house.post.sent(100).await.expect("listed");
            let of_documents = ["Du nouveau", "quelque chose à vous dire"];
            let tells = |subject: &str| of_documents.iter().any(|of| subject.contains(of));
            sent.iter().any(|sent| tells(&sent.subject))
        };
        town.adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        assert!(!told().await);
        // Nor of one that waits for a consultation: after two weeks, after the month.
        town.keeps_and_reserves(&doctor, &lea).await;
        for days in [0, 15, 20] {
            town.world.advance(DAY * days);
            assert!(!told().await, "{days}");
        }
        let doctor = town.doctor().await;
        town.adds_for(&doctor, lea.space, ("Bilan", "Deux."), false)
            .await;
        assert!(told().await, "the same of what is no secret is told");
    })
    .await;
}

#[tokio::test]
async fn azp_15_del_04_who_answers_for_a_child_takes_no_proof_away_and_binds_nobody() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let account = town.parent_of(&[&lea]).await;
        let cookie = town.signs_in(account).await;
        town.adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        // The decision itself, whoever asks it.
        let (sharing, parent) = (&town.house.sharing, parent(lea.space));
        let refused = sharing.permit_export(&parent, lea.space, "CSV").await;
        let code = refused.err().map(|error| error.code());
        assert_eq!(code, Some("sharing-holders-alone"));
        for change in [sharing::Change::SetRights, sharing::Change::WidenRights] {
            let refused = sharing.check(&parent, lea.space, change).await;
            let code = refused.err().map(|error| error.code());
            assert_eq!(code, Some("sharing-holders-alone"), "{change:?}");
        }
        // And by its addresses.
        for path in [
            "/acces/preuves",
            "/acces/verifier",
            "/acces/journal/csv",
            "/acces/journal/pdf",
            "/fermeture",
        ] {
            let refused = town.get(&cookie, &lea.of(path)).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/acces/verifier", "/fermeture/confirmer"] {
            let refused = town.post(&cookie, &lea.of(path), "").await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn azp_12_what_a_parent_tries_on_a_secret_is_found_as_little_as_what_never_was() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let secret = town
            .adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        let (documents, caller) = (&town.house.documents, parent(lea.space));
        for id in [&*secret, UNKNOWN] {
            let id: DocumentId = id.parse().expect("an id");
            let (space, one) = (lea.space, [id]);
            let everyone = documents::rules::Audience::Everyone;
            let refused = [
                documents
                    .open(&caller, space, id, sharing::Manner::Seen)
                    .await
                    .err(),
                documents.hide(&caller, space, &one, &everyone).await.err(),
                documents.show(&caller, space, &one, &everyone).await.err(),
                documents.bin(&caller, space, &one).await.err(),
                documents.restore(&caller, space, &one).await.err(),
                documents
                    .ask_correction(&caller, space, id, "Une erreur.")
                    .await
                    .err(),
                documents.lift_secret(&caller, space, id).await.err(),
                documents.keep_secret(&caller, space, id).await.err(),
                documents
                    .withdraw(
                        &caller,
                        space,
                        id,
                        documents::entries::Reason::Other,
                        documents::rules::life::Expected::Anything,
                    )
                    .await
                    .err(),
            ];
            for (n, error) in refused.iter().enumerate() {
                let kind = error.as_ref().map(kernel::Error::kind);
                assert_eq!(kind, Some(kernel::Kind::NotFound), "{n}");
            }
        }
        let listed = documents.list(&caller, lea.space).await.expect("listed");
        assert!(listed.is_empty());
    })
    .await;
}
