//! What a connected service and a professional's software write: appointments, as they
//! know them. How they are taken in, changed and taken away: `sharing::sending`. And
//! what their holder does about them: taken off, and put back.

use super::is_of_no_service_any_more;
use crate::Agenda;
use crate::diary::{Diary, Item, ItemId, called};
use crate::entries;
use crate::rules::{self, Content, SENT_BYTES_IN_ALL, SENT_MAX, Status, visit};
use identity::Caller;
use journal::{By, NewEntry};
use kernel::{Error, Result, SpaceId, Timestamp};
use sharing::sending::{Names, Refusals, Sending, Stands, TakesIn};
use sharing::{Change, DocumentFacts, Leave, OnDocuments, WrittenBy};

/// What a resource says, as an item of an agenda.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsItem {
    /// What people read.
    pub content: Content,
    /// How it stands.
    pub status: Status,
}

impl TakesIn for Agenda {
    type Slice = Diary;
    type Kept = Item;
    type Says = AsItem;

    const REFUSALS: Refusals = Refusals {
        differs: "agenda-sent-differs",
        gone: "agenda-sent-gone",
        not_yours: "agenda-sent-not-yours",
        meanwhile: "agenda-changed-meanwhile",
    };
    const FORETELLS: bool = true;

    /// A service by what its holder ticked; a professional as on their pages, where no
    /// care link is asked for.
    fn right(caller: &Caller) -> Result<Change> {
        match caller {
            Caller::Service(_) => Ok(Change::FeedByService),
            Caller::Professional(_) => Ok(Change::Add),
            _ => Err(Error::forbidden("agenda-fhir-writers")),
        }
    }

    fn names(diary: &Diary) -> &Names {
        &diary.names
    }

    fn find(diary: &Diary, id: ItemId) -> Option<&Item> {
        diary.find(id)
    }

    /// What its holder took off does not come back, whatever it is called.
    fn alike<'a>(diary: &'a Diary, _: &AsItem) -> impl Iterator<Item = &'a Item> {
        diary.noted()
    }

    fn facts(item: &Item) -> &DocumentFacts {
        item.facts()
    }

    fn stands(item: &Item) -> Stands {
        Stands {
            at: item.changed_at(),
            version: item.version(),
        }
    }

    fn is_as_sent(item: &Item, resource: &[u8]) -> bool {
        item.sent() == Some(resource)
    }

    fn finds(leave: &Leave, facts: &DocumentFacts) -> bool {
        leave.amends(facts) || leave.sees(facts) || leave.replaces(facts)
    }

    /// Whom its holder blocked finds nothing, and may still note one.
    fn recalls(leave: &Leave) -> bool {
        !matches!(leave.by(), By::Professional { .. }) || leave.finds_own()
    }

    fn is_theirs(leave: &Leave, item: &Item) -> bool {
        leave.amends(item.facts()) || leave.replaces(item.facts())
    }

    fn written(
        leave: &Leave,
        id: ItemId,
        before: Option<&Item>,
        sending: &Sending<AsItem>,
    ) -> Result<NewEntry> {
        let diary = leave.state::<Diary>()?;
        let AsItem { content, status } = &sending.says;
        match before {
            Some(item) => {
                // A service says what became of its own as it knows it.
                if matches!(leave.by(), By::Professional { .. }) {
                    rules::may_be_sent(item, content, *status)?;
                }
                let bytes = item.sent().map_or(0, <[u8]>::len);
                has_room(diary, item, sending, bytes, leave.now())?;
            }
            None => {
                let content = content.clone();
                let new = entries::item(leave.space(), id, content, leave.by(), leave.now());
                has_room(diary, &new, sending, 0, leave.now())?;
            }
        }
        let stood = before.map(|item| (&*item.content, item.status));
        let sent = (&*sending.resource, &*sending.identifiers);
        let what = called(content);
        Ok(entries::item_sent(
            id,
            (content, *status),
            stood,
            sent,
            what,
        ))
    }

    /// A service takes its own off. A professional calls it a mistake, as on their pages:
    /// what its holder prepared for it, and what is over, stays theirs to see; and whether
    /// anything was prepared tells nobody by what becomes of it.
    fn taken_away(item: &Item) -> Option<NewEntry> {
        let (id, what) = (item.facts().id, item.called());
        match item.facts().author {
            WrittenBy::Professional(_) if item.status == Status::ByMistake => None,
            WrittenBy::Professional(_) => {
                let kind = item.content.kind;
                Some(entries::item_stands(id, kind, Status::ByMistake, what))
            }
            _ => Some(entries::item_taken_off(id, what)),
        }
    }

    /// What its holder gave for it ends with it, and no later once it is at another
    /// moment.
    fn along(leave: &Leave, item: &Item, says: Option<&AsItem>) -> Result<Vec<NewEntry>> {
        let id = item.facts().id;
        match says.filter(|says| visit::goes_on(says.status)) {
            None => leave.ends_visit(id),
            Some(says) if says.content.moment() == item.content.moment() => Ok(Vec::new()),
            Some(says) => leave.moves_visit(id, visit::ends(&says.content)),
        }
    }

    /// When people may have to be told of it.
    async fn foretell(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        says: &AsItem,
    ) -> Result<()> {
        match says.status {
            Status::Planned => self.note(caller, space, id, &says.content).await,
            _ => Ok(()),
        }
    }
}

impl Agenda {
    /// Its holder takes what a service or a professional made off their agenda: what
    /// they gave for it ends. Twice is once.
    ///
    /// # Errors
    /// Not found, for what they made themself; forbidden, for who answers for the holder,
    /// where that gave something for it: it is the holder's alone to take back.
    pub(crate) async fn take_off(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<()> {
        let draft = |leave: &Leave| {
            let diary = leave.state::<Diary>()?;
            if diary.taken_off(id).is_some_and(|it| leave.sees(it.facts())) {
                return Ok(Vec::new());
            }
            let item = diary.find(id).ok_or_else(Error::not_found)?;
            let what = leave.may(OnDocuments::Arrange, &item.sealed)?;
            if !may_be_taken_off(&item.facts().author) {
                return Err(Error::not_found());
            }
            let mut written = vec![entries::item_taken_off(id, what)];
            let given = leave.ends_visit(id)?;
            if !given.is_empty() {
                leave.shuts_out()?;
            }
            written.extend(given);
            Ok(written)
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }

    /// And puts it back.
    ///
    /// # Errors
    /// Not found, for what they did not take off themselves.
    pub(crate) async fn put_back(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<()> {
        let draft = |leave: &Leave| {
            let diary = leave.state::<Diary>()?;
            let there = |item: &&Item| leave.sees(item.facts());
            if diary.find(id).filter(there).is_some() {
                return Ok(Vec::new());
            }
            let item = diary.taken_off(id).filter(there);
            let item = item.ok_or_else(Error::not_found)?;
            Ok(vec![entries::item_put_back(id, item.called())])
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }
}

/// One service, or one professional, leaves room for others, and fills no day.
fn has_room(
    diary: &Diary,
    item: &Item,
    sending: &Sending<AsItem>,
    before: usize,
    now: Timestamp,
) -> Result<()> {
    if sending.says.status.stands() {
        rules::has_room(diary, item, &sending.says.content)?;
    }
    let author = &item.facts().author;
    let made = match author {
        WrittenBy::Professional(_) => diary.to_come_of(author, now),
        _ => diary.made_by(author),
    };
    let anew = diary.find(item.facts().id).is_some();
    let bytes = diary.sent_bytes(author).saturating_sub(before) + sending.resource.len();
    match (anew || made < SENT_MAX) && bytes <= SENT_BYTES_IN_ALL {
        true => Ok(()),
        false => Err(Error::invalid("agenda-sent-full")),
    }
}

/// Whether its holder takes what this author made off their agenda. What they made
/// themself they call off.
pub(super) const fn may_be_taken_off(author: &WrittenBy) -> bool {
    matches!(author, WrittenBy::Service(_) | WrittenBy::Professional(_))
}

/// Whether an item is its holder's to change now, though a service made it: since that
/// one is connected no more.
pub(super) fn may_be_adopted(leave: &Leave, item: &Item) -> Result<bool> {
    let holder = matches!(leave.by(), By::Holder { .. });
    let connections = leave.state::<sharing::Connections>()?;
    Ok(holder && is_of_no_service_any_more(connections, item.facts()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Kind;
    use jiff::ToSpan as _;
    use jiff::civil::{DateTime, datetime};

    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-11-23T09:00:00Z").expect("an instant")
    }

    fn doctor(rpps: &str) -> By {
        By::Professional {
            rpps: rpps.parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            place: None,
        }
    }

    /// Of one whose software sends so many bytes of it.
    fn sending(at: DateTime, bytes: usize) -> Sending<AsItem> {
        let content = Content {
            kind: Kind::Appointment,
            at,
            second: false,
            minutes: None,
            title: String::from("Suivi"),
            with: String::from("Dr B"),
            place: String::new(),
            note: String::new(),
        };
        Sending {
            says: AsItem {
                content,
                status: Status::Planned,
            },
            resource: vec![b' '; bytes].into(),
            identifiers: Vec::new(),
        }
    }

    /// What becomes of it in an agenda, sent by them.
    fn item(n: u16, by: &By, sending: &Sending<AsItem>) -> Item {
        let (high, low) = (n.to_be_bytes()[0], n.to_be_bytes()[1]);
        let mut id = [0; 16];
        (id[0], id[1]) = (high, low);
        let content = sending.says.content.clone();
        let id = ItemId::from_bytes(id);
        let mut item = entries::item(SpaceId::from_bytes([9; 16]), id, content, by, now());
        item.send(None, Status::Planned, sending.resource.clone(), now());
        item
    }

    #[test]
    fn what_others_sent_takes_no_room_from_what_one_sends_oneself() {
        let (hers, his) = (doctor("99700218896"), doctor("99700000005"));
        let mut diary = Diary::default();
        let full = sending(datetime(2026, 12, 4, 9, 0, 0, 0), SENT_BYTES_IN_ALL);
        diary.add(item(1, &his, &full));
        let small = sending(datetime(2026, 12, 5, 9, 0, 0, 0), 300);
        for (by, has) in [(&hers, true), (&his, false)] {
            let new = item(2, by, &small);
            let room = has_room(&diary, &new, &small, 0, now());
            assert_eq!(room.is_ok(), has, "{by:?}");
        }
    }

    #[test]
    fn five_hundred_of_a_service_fill_an_agenda_and_of_a_professional_those_to_come() {
        let service = By::Service {
            id: "doctoplan".into(),
            name: "Doctoplan".into(),
        };
        let professional = doctor("99700218896");
        let (past, to_come) = (
            datetime(2025, 1, 6, 9, 0, 0, 0),
            datetime(2027, 1, 4, 9, 0, 0, 0),
        );
        for (by, first, has) in [
            (&service, past, false),
            (&service, to_come, false),
            (&professional, past, true),
            (&professional, to_come, false),
        ] {
            let mut diary = Diary::default();
            let new = sending(datetime(2026, 12, 5, 9, 0, 0, 0), 10);
            let room = |diary: &Diary| has_room(diary, &item(999, by, &new), &new, 0, now());
            for n in 0..500_u16 {
                assert!(room(&diary).is_ok(), "{n}: {by:?}");
                let day = first.checked_add(i64::from(n / 10).days()).expect("a day");
                diary.add(item(n, by, &sending(day, 10)));
            }
            assert_eq!(room(&diary).is_ok(), has, "{by:?}");
        }
    }
}
