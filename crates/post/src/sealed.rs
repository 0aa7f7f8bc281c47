//! The keys of this crate, and what is hashed or sealed under them: the id of a
//! notice and its body.

use crate::notice::{Channel, Message, Notice, Recipient};
use crate::rules::address::Address;
use kernel::{Chance, Error, NoticeId, Result};
use keys::{Key, RegisterKeys, mac, open, seal};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use zeroize::{Zeroize, Zeroizing};

pub(crate) struct PostKeys {
    id: Key,
    body: Key,
}

/// What is sealed. Rows live for days: this form may change with a version of
/// the program that still reads the one before.
#[derive(Encode, Decode)]
struct Body {
    /// One line for an e-mail or an SMS, several for a letter.
    #[n(0)]
    to: Vec<String>,
    #[n(1)]
    subject: String,
    #[n(2)]
    text: String,
    #[n(3)]
    pdf: Option<ByteVec>,
}

impl Drop for Body {
    fn drop(&mut self) {
        self.text.zeroize();
        if let Some(pdf) = &mut self.pdf {
            pdf.zeroize();
        }
    }
}

impl PostKeys {
    pub(crate) fn derive(keys: &RegisterKeys) -> Self {
        Self {
            id: keys.derive("post id 1"),
            body: keys.derive("post body 1"),
        }
    }

    /// The id of a notice: a keyed hash of whom it is about, its kind, channel
    /// and occasion, so that the same notice has the same id; in the bucket of
    /// the person. Nobody without the key can tell or make one.
    pub(crate) fn id(&self, notice: &Notice) -> NoticeId {
        let mut said = Vec::with_capacity(64 + notice.occasion.len());
        said.push(u8::from(notice.about.is_some()));
        said.extend(notice.about.map_or([0; 16], |person| person.to_bytes()));
        said.push(notice.message.channel().code());
        said.extend(notice.kind.as_bytes());
        said.push(0);
        said.extend(notice.occasion.as_bytes());
        let hash = mac(&self.id, "notice", &said);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        if let Some(person) = notice.about {
            // A bucket is the twelve low bits of an id.
            let [high, low] = person.bucket().to_be_bytes();
            id[14] = (id[14] & 0xf0) | high;
            id[15] = low;
        }
        NoticeId::from_bytes(id)
    }

    pub(crate) fn seal(&self, chance: &dyn Chance, id: NoticeId, notice: &Notice) -> Vec<u8> {
        let message = &notice.message;
        let body = Body {
            to: match &message.to {
                Recipient::Email(email) => vec![email.as_str().to_owned()],
                Recipient::Phone(phone) => vec![phone.as_str().to_owned()],
                Recipient::Address(address) => address.lines().to_vec(),
            },
            subject: message.subject.clone(),
            text: message.text.clone(),
            pdf: message.pdf.clone().map(ByteVec::from),
        };
        let plain = Zeroizing::new(minicbor::to_vec(&body).expect("a vector takes all"));
        let place = place(id, message.channel(), notice.kind);
        seal(&self.body, chance, &place, &plain)
    }

    /// # Errors
    /// A fault: altered, or moved from another row.
    pub(crate) fn open(
        &self,
        id: NoticeId,
        channel: Channel,
        kind: &str,
        sealed: &[u8],
    ) -> Result<Message> {
        let wrong = || Error::fault("the body of a notice cannot be read");
        let plain = Zeroizing::new(open(&self.body, &place(id, channel, kind), sealed)?);
        let mut body: Body = minicbor::decode(&plain).map_err(|_| wrong())?;
        let to = match (channel, body.to.as_slice()) {
            (Channel::Email, [email]) => Recipient::Email(email.parse()?),
            (Channel::Sms, [phone]) => Recipient::Phone(phone.parse()?),
            (Channel::Letter, lines) => Recipient::Address(Address::new(lines)?),
            _ => return Err(wrong()),
        };
        Ok(Message {
            to,
            subject: std::mem::take(&mut body.subject),
            text: std::mem::take(&mut body.text),
            pdf: body.pdf.take().map(Vec::from),
        })
    }
}

/// Where a body belongs: this row, this way, this kind.
fn place(id: NoticeId, channel: Channel, kind: &str) -> Vec<u8> {
    [
        b"outbox\0",
        &id.to_bytes()[..],
        &[channel.code()],
        kind.as_bytes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{PersonId, SeededChance};

    fn keys() -> PostKeys {
        PostKeys::derive(&RegisterKeys::from_root(Key::from_bytes([7; 32])))
    }

    fn notice(kind: &'static str, occasion: &str) -> Notice {
        let to = "claire@exemple.fr".parse().expect("an address");
        Notice::new(
            kind,
            occasion,
            Message::email(to, "Objet", "Texte").expect("right"),
        )
    }

    #[test]
    fn a_notice_is_the_same_by_person_kind_channel_and_occasion() {
        let keys = keys();
        let chance = SeededChance::new(1);
        let (ana, bo) = (PersonId::new(&chance), PersonId::new(&chance));
        let phone = "0612345678".parse().expect("a mobile");
        let by_sms = Notice {
            message: Message::sms(phone, "Texte").expect("right"),
            ..notice("code", "1").about(ana)
        };
        let mut different = vec![
            notice("code", "1"),
            notice("code", "1").about(ana),
            notice("code", "1").about(bo),
            notice("code", "2").about(ana),
            notice("cod", "e1").about(ana),
            by_sms,
        ];
        let ids: std::collections::HashSet<_> = different.iter().map(|n| keys.id(n)).collect();
        assert_eq!(ids.len(), different.len());
        let again = different.pop().expect("one");
        assert!(ids.contains(&keys.id(&again)));
    }

    #[test]
    fn a_notice_lies_in_the_bucket_of_its_person() {
        let chance = SeededChance::new(2);
        for _ in 0..100 {
            let person = PersonId::new(&chance);
            let id = keys().id(&notice("code", "1").about(person));
            assert_eq!(id.bucket(), person.bucket());
        }
    }

    #[test]
    fn a_body_opens_in_its_row_alone() {
        let (keys, chance) = (keys(), SeededChance::new(3));
        let notice = notice("code", "1");
        let id = keys.id(&notice);
        let sealed = keys.seal(&chance, id, &notice);
        let open = |id, channel, kind| keys.open(id, channel, kind, &sealed);
        assert_eq!(
            open(id, Channel::Email, "code").expect("opens"),
            notice.message
        );
        let other = NoticeId::from_bytes([0; 16]);
        assert!(open(other, Channel::Email, "code").is_err());
        assert!(open(id, Channel::Letter, "code").is_err());
        assert!(open(id, Channel::Email, "cod").is_err());
    }
}
