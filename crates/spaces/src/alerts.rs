//! What a holder is told at once of what happens around their record, and the
//! emergency accesses that somebody must look at afterwards.
//!
//! No notice says who it was, or anything medical: it asks the holder to sign
//! in. What a professional wrote to justify an emergency is sealed.

mod treating;

pub use treating::{Telling, ToldReview};

use crate::Spaces;
use crate::actions::{WARNING_LANG, Warning};
use crate::notices::{Addressee, may_wait, posted, say};
use crate::queries::{self, KeptReview, Waiting};
use crate::rules::choosing::{Channels, Topic};
use kernel::{Date, Error, Result, Rpps, SpaceId, Timestamp};
use store::Statement;

/// Something to tell a holder at once.
#[derive(Clone, Debug)]
pub enum Alert {
    /// Somebody opens the record in an emergency; their reason waits for review.
    Emergency(Emergency),
    /// Somebody came to read the record for the first time; the id is that of
    /// their care link.
    NewReader([u8; 16]),
    /// Somebody used the code by which a few documents are shared, and can read these; the
    /// id tells this notice from all others.
    ShareTaken([u8; 16]),
    /// An export of the whole record, with this id, can be downloaded.
    ExportReady([u8; 16]),
    /// The copy of a child's record for which they asked can be downloaded; the id tells
    /// this notice from all others.
    ChildExportReady([u8; 16]),
    /// Something stands in the diary for a day that is near.
    InDiary(InDiary),
    /// The access of a service was copied, and is over; the id is the connection's.
    ServiceCopied([u8; 16]),
    /// Services are connected: a reminder, with this id.
    ServicesConnected([u8; 16]),
    /// Somebody wrote to them; the id is that of the first message they have not
    /// read.
    NewMessage([u8; 16]),
    /// Somebody added documents; the id is that of the day.
    NewDocuments([u8; 16]),
    /// Something awaits a consultation before they see it; the id is that of the day.
    Awaiting([u8; 16]),
    /// A service that they connected added something; the id is that of the day.
    ServiceAdded([u8; 16]),
    /// A message of theirs did not arrive; the id is the message's.
    MessageFailed([u8; 16]),
    /// Somebody wrote about a child for whom they answer; the id tells this notice from
    /// all others.
    ChildMessage([u8; 16]),
    /// A message that was written for a child for whom they answer did not arrive; the id
    /// likewise.
    ChildMessageFailed([u8; 16]),
    /// Somebody read their card by its code; the id is that of the day.
    CardRead([u8; 16]),
    /// Somebody read the card of a child for whom they answer, by its code; the id is that
    /// of the day.
    ChildCardRead([u8; 16]),
    /// Somebody came into their account after many tries that failed.
    SignedIn(SignedIn),
    /// The calendars of prevention ask for something by now; the id is that of the
    /// day. It is found at night, and told in the morning.
    Prevention([u8; 16]),
    /// Somebody answers for a child, or will no more.
    Mandate(MandateNews),
}

/// What is told of who answers for a child, or is a carer; of whom, no notice says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MandateNews {
    /// What tells this notice from all others: one notice each.
    pub id: [u8; 16],
    /// What.
    pub what: Mandated,
    /// The day on which it ends, of what ends.
    pub day: Option<Date>,
    /// Whether a job found it, at night: then it is told in the morning. What somebody
    /// did is told at once, for it may not have been they.
    pub found: bool,
}

/// What happened about who answers for a child, or is a carer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mandated {
    /// To the child: somebody answers for them now.
    Child,
    /// To the adult: they answer for a child now.
    Adult,
    /// To who invited: the other one accepted.
    Second,
    /// To the adult: it ends on that day.
    Ends,
    /// To the adult: it ended on that day.
    Ended,
    /// To the child, who will be of age: it ends on that day.
    ChildOfAge,
    /// To the holder: a carer accepted.
    Helped,
    /// To the carer: they help somebody now.
    Helps,
    /// To the holder: their carer ended it.
    HelpedNoMore,
    /// To the carer: whom they helped ended it, or it ended with their space.
    HelpsNoMore,
    /// To the holder: a carer sees their space until that day.
    HelpedUntil,
    /// To the carer: they see a space until that day.
    HelpsUntil,
}

impl Mandated {
    const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Child => ("mandate-child", "mandate-child"),
            Self::Adult => ("mandate-adult", "mandate-adult"),
            Self::Second => ("mandate-second", "mandate-second"),
            Self::Ends => ("mandate-ends", "mandate-ends"),
            Self::Ended => ("mandate-ended", "mandate-ended"),
            Self::ChildOfAge => ("mandate-of-age", "mandate-of-age"),
            Self::Helped => ("care-helped", "care-helped"),
            Self::Helps => ("care-helps", "care-helps"),
            Self::HelpedNoMore => ("care-helped-ended", "care-helped-ended"),
            Self::HelpsNoMore => ("care-helps-ended", "care-helps-ended"),
            Self::HelpedUntil => ("care-helped-until", "care-helped-until"),
            Self::HelpsUntil => ("care-helps-until", "care-helps-until"),
        }
    }
}

impl Alert {
    /// What kind of notice the post knows it as, the name of its sentences, and what tells
    /// it from others of its kind.
    const fn named(&self) -> (&'static str, &'static str, [u8; 16]) {
        match self {
            Self::Emergency(emergency) => ("sharing-emergency", "emergency", emergency.id),
            Self::NewReader(link) => ("sharing-new-reader", "reader", *link),
            Self::ShareTaken(id) => ("sharing-share-taken", "share", *id),
            Self::ExportReady(id) => ("export-ready", "export", *id),
            Self::ChildExportReady(id) => ("export-child", "child-export", *id),
            Self::InDiary(noted) => ("agenda-day", "diary", noted.id),
            Self::ServiceCopied(id) => ("service-copied", "copied", *id),
            Self::ServicesConnected(id) => ("services-connected", "services", *id),
            Self::NewMessage(id) => ("messages-new", "message", *id),
            Self::NewDocuments(id) => ("documents-new", "documents", *id),
            Self::Awaiting(id) => ("documents-awaiting", "awaiting", *id),
            Self::ServiceAdded(id) => ("services-added", "added", *id),
            Self::MessageFailed(id) => ("messages-failed", "undelivered", *id),
            Self::ChildMessage(id) => ("messages-child", "child-message", *id),
            Self::ChildMessageFailed(id) => ("messages-child-failed", "child-undelivered", *id),
            Self::ChildCardRead(id) => ("card-child", "child-card", *id),
            Self::CardRead(id) => ("card-read", "card", *id),
            Self::SignedIn(signed) => ("sign-in-doubtful", "sign-in", signed.id),
            Self::Prevention(id) => ("prevention-due", "prevention", *id),
            Self::Mandate(news) => {
                let (kind, name) = news.what.kind();
                (kind, name, news.id)
            }
        }
    }

    /// What its holder may choose not to be told of, if it is that.
    const fn topic(&self) -> Option<Topic> {
        match self {
            Self::NewDocuments(_) | Self::Awaiting(_) => Some(Topic::Documents),
            Self::NewMessage(_)
            | Self::MessageFailed(_)
            | Self::ChildMessage(_)
            | Self::ChildMessageFailed(_) => Some(Topic::Messages),
            Self::ServicesConnected(_) => Some(Topic::Services),
            Self::Prevention(_) => Some(Topic::Prevention),
            Self::ServiceAdded(_) => Some(Topic::Added),
            Self::Emergency(_)
            | Self::NewReader(_)
            | Self::ShareTaken(_)
            | Self::ExportReady(_)
            | Self::ChildExportReady(_)
            | Self::InDiary(_)
            | Self::ServiceCopied(_)
            | Self::SignedIn(_)
            | Self::Mandate(_)
            | Self::ChildCardRead(_)
            | Self::CardRead(_) => None,
        }
    }
}

/// A sign-in from a device not seen before, after many tries that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// What tells this notice from all others: one notice each.
    pub id: [u8; 16],
    /// When it was.
    pub at: Timestamp,
    /// How many tries failed before it.
    pub failures: u32,
}

/// What stands in the diary for a day that is near, as far as a notice tells it:
/// that it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InDiary {
    /// What tells this notice from all others: one notice each.
    pub id: [u8; 16],
    /// The day.
    pub day: Date,
    /// Whether it goes to e-mail addresses.
    pub by_email: bool,
    /// Whether it goes to mobiles.
    pub by_sms: bool,
}

/// What tells the notice of a day from those of others: one for one person, however
/// much there is to be told. Each kind of alert has its own.
pub fn of_day(space: SpaceId, day: Date) -> [u8; 16] {
    let hash = keys::sha256(&[&space.to_bytes()[..], day.to_string().as_bytes()].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}

/// An emergency access, as its review sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Emergency {
    /// Its id.
    pub id: [u8; 16],
    /// Who opened it.
    pub rpps: Rpps,
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
    /// Where they worked, if they said so.
    pub place: String,
    /// The key of the coded reason.
    pub reason: &'static str,
    /// The reason in their words.
    pub words: String,
    /// The treating doctors of the person, who are told too.
    pub treating: Vec<Rpps>,
}

/// What a review found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nobody looked yet.
    Waits,
    /// It was justified.
    Justified,
    /// It was not, and measures follow.
    Unjustified,
}

impl Outcome {
    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Justified => "justified",
            Self::Unjustified => "unjustified",
        }
    }

    /// The finding of this key; waiting is none.
    pub fn find(key: &str) -> Option<Self> {
        [Self::Justified, Self::Unjustified]
            .into_iter()
            .find(|outcome| outcome.key() == key)
    }

    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Waits => 0,
            Self::Justified => 1,
            Self::Unjustified => 2,
        }
    }

    pub(crate) fn from_number(number: i64) -> Result<Self> {
        [Self::Waits, Self::Justified, Self::Unjustified]
            .into_iter()
            .find(|outcome| outcome.number() == number)
            .ok_or_else(|| Error::fault("the register holds a review of no known outcome"))
    }
}

/// A review: of an access that waits for it, or had it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// The space that was opened.
    pub space: SpaceId,
    /// The id of the access.
    pub id: [u8; 16],
    /// When it was opened.
    pub at: Timestamp,
    /// Who opened it.
    pub rpps: Rpps,
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
    /// Where they worked.
    pub place: String,
    /// The key of the coded reason.
    pub reason: String,
    /// The reason in their words.
    pub words: String,
    /// What was found.
    pub outcome: Outcome,
    /// How many emergencies they opened in the thirty days before it.
    pub in_thirty_days: u64,
}

/// How one is told of what is not theirs to switch off.
const AT_ONCE: Channels = Channels {
    email: true,
    sms: true,
    letter: false,
};

const SEPARATOR: char = '\u{1f}';

impl Spaces {
    /// Tells the holder on every channel, or has their e-mail of the week tell it, where
    /// they chose that; an emergency also waits for its review from now on.
    ///
    /// # Errors
    /// Not found, without such a space; else as the store.
    pub async fn alert(&self, space: SpaceId, alert: Alert) -> Result<()> {
        let statements = self.alerting(space, alert).await?;
        let mut tx = self.store().begin("tell a holder at once").await?;
        tx.run(statements).await?;
        tx.commit().await
    }

    /// What tells the holder, to be run with what they are told of.
    pub(crate) async fn alerting(&self, space: SpaceId, alert: Alert) -> Result<Vec<Statement>> {
        let now = self.world().now();
        let kept = queries::find_space(self.store(), space).await?;
        let kept = kept.ok_or_else(Error::not_found)?;
        let to = Addressee::of(&self.insured(kept.person).await?);
        let (kind, name, id) = alert.named();
        // What its holder chose; the diary has channels of its own.
        let (chosen, day) = match (&alert, alert.topic()) {
            (Alert::InDiary(noted), _) => {
                let day = edge::day(WARNING_LANG, noted.day);
                let chosen = Channels {
                    email: noted.by_email,
                    sms: noted.by_sms,
                    letter: false,
                };
                (chosen, day)
            }
            (_, Some(topic)) => (self.channels(space, topic).await?, String::new()),
            (Alert::Mandate(news), None) => {
                let day = news.day.map(|day| edge::day(WARNING_LANG, day));
                (AT_ONCE, day.unwrap_or_default())
            }
            (Alert::Emergency(_), None) => {
                let everywhere = Channels {
                    letter: true,
                    ..AT_ONCE
                };
                (everywhere, String::new())
            }
            (_, None) => (AT_ONCE, String::new()),
        };
        // It is found at night, and told in the morning.
        let not_before = match alert {
            Alert::Prevention(_)
            | Alert::ChildMessage(_)
            | Alert::Mandate(MandateNews { found: true, .. }) => self.in_peace(space, now).await?,
            _ => None,
        };
        let origin = self.sender().origin.clone();
        let (moment, count) = match &alert {
            Alert::SignedIn(signed) => (
                edge::moment(WARNING_LANG, signed.at),
                signed.failures.to_string(),
            ),
            _ => (String::new(), String::new()),
        };
        let args = [
            ("moment", moment.as_str()),
            ("count", count.as_str()),
            ("name", to.name.as_str()),
            ("origin", origin.as_str()),
            ("day", day.as_str()),
        ];
        let say_of = |part: &str| say(WARNING_LANG, &format!("notice-{name}-{part}"), &args);
        let (subject, text, sms) = (say_of("subject"), say_of("text"), say_of("sms"));
        let letter = chosen.letter.then(|| {
            let sheet = self.sender().plain_letter(&to, &subject, &text, now);
            posted(&to, &sheet, now)
        });
        let letter = letter.flatten();
        // Whoever chose letters alone, and has no address any more, is told as everybody.
        let chosen = match alert.topic() {
            Some(topic) if letter.is_none() => topic.without_letters(chosen),
            _ => chosen,
        };
        let occasion = format!("{:032x}", u128::from_be_bytes(id));
        // By text message and letter it is told at once even so.
        let week = match alert.topic() {
            Some(topic) if chosen.email && may_wait(kind) => self.waits(space, topic, now).await?,
            _ => None,
        };
        let mut statements = Vec::new();
        if let Some((week, due)) = week {
            statements.extend(queries::put_waiting(Waiting {
                space,
                kind,
                occasion: &occasion,
                at: now,
                week,
                due,
            }));
        }
        let warning = Warning {
            kind,
            occasion,
            person: kept.person,
            by_email: chosen.email && week.is_none(),
            not_before,
            subject: &subject,
            text: &text,
            sms: chosen.sms.then_some(sms.as_str()),
            letter,
        };
        statements.extend(self.warn_everywhere(space, &to, &warning).await?);
        if let Alert::Emergency(emergency) = &alert {
            statements.push(self.review_of(space, emergency, now));
            let doctors = emergency.treating.iter();
            let told = |rpps| self.told_of(rpps, space, emergency.id, now);
            statements.extend(doctors.map(told));
        }
        Ok(statements)
    }

    fn review_of(&self, space: SpaceId, emergency: &Emergency, at: Timestamp) -> Statement {
        let parts = [
            &emergency.name,
            &emergency.profession,
            &emergency.place,
            emergency.reason,
            &emergency.words,
        ];
        let plain = parts.join(&SEPARATOR.to_string());
        let body = self.keys().seal_for(
            &*self.world().chance,
            &review_place(space, emergency.id),
            plain.as_bytes(),
        );
        queries::insert_review(&KeptReview {
            space,
            id: emergency.id,
            at,
            rpps: emergency.rpps.clone(),
            body,
            outcome: Outcome::Waits,
        })
    }

    /// The emergency accesses that wait for their review, the oldest first.
    ///
    /// # Errors
    /// As the store.
    pub async fn waiting_reviews(&self, limit: i64) -> Result<Vec<Review>> {
        let kept = queries::list_waiting_reviews(self.store(), limit).await?;
        let mut reviews = Vec::new();
        for review in kept {
            // One that does not open keeps no other from being looked at.
            let mut review = match self.open_review(review) {
                Ok(review) => review,
                Err(error) => {
                    let error = error.log_text();
                    tracing::error!(error, "the review of an emergency does not open");
                    continue;
                }
            };
            let since = review.at.minus(THIRTY_DAYS);
            review.in_thirty_days =
                queries::count_reviews_of(self.store(), &review.rpps, since, review.at).await?;
            reviews.push(review);
        }
        Ok(reviews)
    }

    /// What the reviews of a space's emergency accesses found.
    ///
    /// # Errors
    /// As the store.
    pub async fn reviews(&self, space: SpaceId) -> Result<Vec<Review>> {
        let kept = queries::list_reviews(self.store(), space).await?;
        kept.into_iter()
            .map(|review| self.open_review(review))
            .collect()
    }

    /// Somebody who may says what their review found, once.
    ///
    /// # Errors
    /// Not found, if nothing waits so; forbidden, for one's own access.
    pub async fn review(&self, id: [u8; 16], outcome: Outcome, reviewer: &Rpps) -> Result<()> {
        let now = self.world().now();
        let review = queries::find_waiting_review(self.store(), id).await?;
        let review = review.ok_or_else(Error::not_found)?;
        if review.rpps == *reviewer {
            return Err(Error::forbidden("sharing-review-own"));
        }
        let mut tx = self.store().begin("review an emergency").await?;
        let ended = queries::end_review(&mut tx, review.space, id, outcome, now, reviewer);
        if !ended.await? {
            return Err(Error::not_found());
        }
        tx.commit().await
    }

    fn open_review(&self, kept: KeptReview) -> Result<Review> {
        let plain = self
            .keys()
            .open_for(&review_place(kept.space, kept.id), &kept.body)?;
        let plain = String::from_utf8_lossy(&plain).into_owned();
        let mut parts = plain.splitn(5, SEPARATOR).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Ok(Review {
            space: kept.space,
            id: kept.id,
            at: kept.at,
            rpps: kept.rpps,
            name: next(),
            profession: next(),
            place: next(),
            reason: next(),
            words: next(),
            outcome: kept.outcome,
            in_thirty_days: 0,
        })
    }
}

const THIRTY_DAYS: std::time::Duration = std::time::Duration::from_secs(30 * 24 * 60 * 60);

fn review_place(space: SpaceId, id: [u8; 16]) -> Vec<u8> {
    [b"review".as_slice(), &space.to_bytes(), &id].concat()
}
