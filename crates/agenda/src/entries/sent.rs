//! What a connected service, or a professional's software, writes in an agenda, with the
//! resource that it sent; and what is taken off an agenda, and put back.

use super::{
    ContentForm, PUT_BACK_1, SENT_1, TAKEN_OFF_1, act, cbor, entry, form, item, of_item,
    read_content, read_status, unreadable, written,
};
use crate::diary::{Diary, ItemId};
use crate::rules::{Content, Kind, Status};
use journal::{Entry, NewEntry};
use kernel::{Error, Result};
use minicbor::{Decode, Encode};
use sharing::WrittenBy;

#[derive(Encode, Decode)]
struct SentForm {
    #[n(0)]
    content: ContentForm,
    /// As in the entry of one that stands otherwise.
    #[n(1)]
    status: u8,
    /// The resource, without id, version and what names the person: JSON.
    #[cbor(n(2), with = "minicbor::bytes")]
    resource: Vec<u8>,
    /// What the software calls it, as `system|value`.
    #[n(3)]
    identifiers: Vec<String>,
    /// Whether its hour is the second of two.
    #[n(4)]
    second: bool,
    #[n(5)]
    minutes: Option<u16>,
}

#[derive(Encode, Decode)]
struct OneForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

/// The entry of an appointment that software sent: a new one, or in the place of one
/// that said `before`, as it stood.
pub(crate) fn item_sent(
    id: ItemId,
    said: (&Content, Status),
    before: Option<(&Content, Status)>,
    (resource, identifiers): (&[u8], &[String]),
    what: String,
) -> NewEntry {
    let (content, status) = said;
    let payload = cbor(SentForm {
        content: form(id, content),
        status: written(status),
        resource: resource.to_vec(),
        identifiers: identifiers.to_vec(),
        second: content.second,
        minutes: content.minutes,
    });
    let act = match before {
        None => "appointment-made",
        Some((before, stood)) if *before == *content && stood != status => {
            act(Kind::Appointment, status)
        }
        Some(_) => "appointment-changed",
    };
    of_item(entry(SENT_1, payload, act), id, what)
}

fn of_one(version: u16, act: &'static str, id: ItemId, what: String) -> NewEntry {
    let form = OneForm {
        id: id.to_bytes().to_vec(),
    };
    of_item(entry(version, cbor(form), act), id, what)
}

/// The entry of one taken off an agenda, by its holder or by its source.
pub(crate) fn item_taken_off(id: ItemId, what: String) -> NewEntry {
    of_one(TAKEN_OFF_1, "appointment-taken-off", id, what)
}

/// The entry of one that its holder puts back.
pub(crate) fn item_put_back(id: ItemId, what: String) -> NewEntry {
    of_one(PUT_BACK_1, "appointment-put-back", id, what)
}

pub(super) fn fold(diary: &mut Diary, entry: &Entry<'_>) -> Result<()> {
    if entry.version == SENT_1 {
        let form: SentForm = minicbor::decode(entry.payload).map_err(unreadable)?;
        let author = WrittenBy::from(entry.by);
        if !matches!(author, WrittenBy::Service(_) | WrittenBy::Professional(_)) {
            return Err(Error::fault("an appointment sent by no software"));
        }
        let status = read_status(form.status)?;
        let (id, content) = read_content(form.content)?;
        let content = Content {
            second: form.second,
            minutes: form.minutes,
            ..content
        };
        for identifier in &form.identifiers {
            diary.names.give(&author, identifier, id);
        }
        if diary.find(id).is_none() {
            diary.add(item(entry.space, id, content.clone(), entry.by, entry.at));
            if let Some(item) = diary.find_mut(id) {
                item.send(None, status, form.resource.into(), entry.at);
            }
        } else if let Some(item) = diary.find_mut(id) {
            item.send(Some(content), status, form.resource.into(), entry.at);
        }
        return Ok(());
    }
    let form: OneForm = minicbor::decode(entry.payload).map_err(unreadable)?;
    let id = ItemId::from_slice(&form.id)?;
    match entry.version {
        TAKEN_OFF_1 => diary.take_off(id, WrittenBy::from(entry.by)),
        _ => diary.put_back(id, entry.at),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use journal::{By, Slice};
    use kernel::{AccountId, SpaceId, Timestamp};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn next(diary: &mut Diary, by: &By, name: &str, new: &NewEntry) {
        let payload = testkit::frozen(GOLDEN, name, &new.payload);
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by,
            slice: Diary::CODE,
            version: new.version,
            payload: &payload,
        };
        Diary::fold(diary, &entry).expect("readable");
    }

    fn folded(diary: &mut Diary, by: &By, new: &NewEntry) {
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by,
            slice: Diary::CODE,
            version: new.version,
            payload: &new.payload,
        };
        Diary::fold(diary, &entry).expect("readable");
    }

    #[test]
    fn what_a_professionals_software_sent_stays_theirs_and_is_as_sent_until_written_by_hand() {
        let by = By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr Benali".into(),
            profession: "10".into(),
            place: None,
        };
        let id = ItemId::from_bytes([1; 16]);
        let content = Content {
            kind: Kind::Appointment,
            at: jiff::civil::datetime(2027, 10, 29, 9, 30, 0, 0),
            second: false,
            minutes: Some(45),
            title: "Contrôle".into(),
            with: "Dr Benali".into(),
            place: String::new(),
            note: String::new(),
        };
        let resource = br#"{"resourceType":"Appointment"}"#.as_slice();
        let said = (&content, Status::Planned);
        let sent = item_sent(id, said, None, (resource, &[]), String::new());
        let stands = |diary: &Diary| {
            let item = diary.find(id).expect("there");
            let theirs = item.facts().author == WrittenBy::from(&by);
            assert!(theirs, "whoever writes it anew");
            item.sent().is_some()
        };
        let mut diary = Diary::default();
        folded(&mut diary, &by, &sent);
        assert!(stands(&diary));
        for by_hand in [
            super::super::item_changed(id, &content, String::new()),
            super::super::item_stands(id, Kind::Appointment, Status::Cancelled, String::new()),
        ] {
            folded(&mut diary, &by, &by_hand);
            assert!(!stands(&diary));
            // Sent anew, it is as sent again.
            folded(&mut diary, &by, &sent);
            assert!(stands(&diary));
        }
    }

    #[test]
    fn golden_what_a_service_sent_is_read_with_what_it_sent_and_is_its_holders_once_written_anew() {
        let mut diary = Diary::default();
        let service = By::Service {
            id: "doctoplan".into(),
            name: "Doctoplan".into(),
        };
        let holder = By::Holder {
            account: AccountId::from_bytes([7; 16]),
            name: "Ana".into(),
            represents: false,
        };
        let id = ItemId::from_bytes([1; 16]);
        let content = Content {
            kind: Kind::Appointment,
            at: jiff::civil::datetime(2027, 10, 31, 2, 30, 0, 0),
            second: true,
            minutes: Some(45),
            title: "Contrôle".into(),
            with: "Dr C".into(),
            place: "1 rue des Lilas".into(),
            note: "À jeun".into(),
        };
        let named = [String::from("urn:doctoplan|1")];
        let sent = (br#"{"resourceType":"Appointment"}"#.as_slice(), &named[..]);
        let said = (&content, Status::Planned);
        let made = item_sent(id, said, None, sent, String::new());
        next(&mut diary, &service, "sent-1", &made);
        let item = diary.find(id).expect("there");
        assert_eq!(
            (&*item.content, item.status, item.changes()),
            (&content, Status::Planned, 0)
        );
        let author = WrittenBy::Service("doctoplan".into());
        assert_eq!(item.facts().author, author);
        assert_eq!(diary.names.find(&author, &named[0]), Some(id));
        let other = WrittenBy::Service("other".into());
        assert_eq!(diary.names.find(&other, &named[0]), None);
        assert_eq!(
            (diary.sent_bytes(&author), diary.sent_bytes(&other)),
            (30, 0)
        );
        let off = item_taken_off(id, String::new());
        next(&mut diary, &holder, "taken-off-1", &off);
        assert!(diary.find(id).is_none() && diary.all().next().is_none());
        assert!(diary.taken_off(id).is_some());
        let back = item_put_back(id, String::new());
        next(&mut diary, &holder, "put-back-1", &back);
        assert_eq!(diary.find(id).map(|it| it.changes()), Some(1));
        // Written by hand it is no longer what was sent; its name stays taken.
        let anew = super::super::item_changed(id, &content, String::new());
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by: &holder,
            slice: Diary::CODE,
            version: anew.version,
            payload: &anew.payload,
        };
        Diary::fold(&mut diary, &entry).expect("readable");
        assert_eq!(
            diary.find(id).map(|it| it.facts().author.clone()),
            Some(WrittenBy::Holder)
        );
        assert_eq!(
            (
                diary.sent_bytes(&author),
                diary.names.find(&author, &named[0])
            ),
            (0, Some(id))
        );
    }
}
