//! How professionals say that they answer, and the texts that they keep.

use super::Tables;
use crate::mailbox::TemplateId;
use crate::rules::manner::{Away, Manner, TEMPLATES_MAX, Template};
use kernel::{Chance, Date, Error, Result, Rpps};
use keys::{open, seal};
use store::{Row, Value};

/// What binds a sealed sentence to its row: no id of a template is so long.
const SAID: &[u8] = b"what is said of an absence";

impl Tables {
    /// How this professional says that they answer; none, if they say nothing.
    pub async fn manner(&self, rpps: &Rpps) -> Result<Option<Manner>> {
        const FIND: &str =
            "SELECT days, away_from, away_to, said FROM message_manner WHERE party = $1";
        let party = self.party(rpps);
        let rows = self.store.query(FIND, vec![party.to_vec().into()]).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let away = match (day(row, 1)?, day(row, 2)?, row.opt_blob(3)?) {
            (Some(from), Some(to), Some(said)) => {
                let said = open(&self.keeping, &bound(&party, SAID), said)?;
                let said = String::from_utf8(said);
                let said = said.map_err(|_| Error::fault("what is said of an absence is no text"));
                Some(Away {
                    from,
                    to,
                    said: said?,
                })
            }
            _ => None,
        };
        let days = row.opt_int(0)?.and_then(|days| u8::try_from(days).ok());
        Ok(Some(Manner { days, away }))
    }

    /// They say it.
    pub async fn keep_manner(
        &self,
        rpps: &Rpps,
        manner: &Manner,
        chance: &dyn Chance,
    ) -> Result<()> {
        const FORGET: &str = "DELETE FROM message_manner WHERE party = $1";
        const KEEP: &str = "INSERT INTO message_manner (party, days, away_from, away_to, said) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (party) DO UPDATE \
             SET days = excluded.days, away_from = excluded.away_from, \
             away_to = excluded.away_to, said = excluded.said";
        let party = self.party(rpps);
        if *manner == Manner::default() {
            let row = vec![party.to_vec().into()];
            return self.store.execute(FORGET, row).await.map(drop);
        }
        let away = manner.away.as_ref();
        let said = |away: &Away| {
            let bound = bound(&party, SAID);
            seal(&self.keeping, chance, &bound, away.said.as_bytes())
        };
        let row = vec![
            party.to_vec().into(),
            manner.days.map(i64::from).into(),
            away.map(|away| away.from.to_string()).into(),
            away.map(|away| away.to.to_string()).into(),
            away.map(said).into(),
        ];
        self.store.execute(KEEP, row).await.map(drop)
    }

    /// The texts that a professional keeps, in no order.
    pub async fn templates(&self, rpps: &Rpps) -> Result<Vec<(TemplateId, Template)>> {
        const ALL: &str = "SELECT id, body FROM message_template WHERE party = $1";
        let party = self.party(rpps);
        let rows = self.store.query(ALL, vec![party.to_vec().into()]).await?;
        let read = |row: &Row| {
            let id = TemplateId::from_slice(row.blob(0)?)?;
            let body = open(&self.keeping, &bound(&party, &id.to_bytes()), row.blob(1)?)?;
            let unreadable = |cause| Error::fault("a template is unreadable").because(cause);
            Ok((id, minicbor::decode(&body).map_err(unreadable)?))
        };
        rows.iter().map(read).collect()
    }

    fn sealed(
        &self,
        party: &[u8; 32],
        id: TemplateId,
        template: &Template,
        chance: &dyn Chance,
    ) -> Vec<u8> {
        let plain = minicbor::to_vec(template).expect("writing CBOR to memory cannot fail");
        let bound = bound(party, &id.to_bytes());
        seal(&self.keeping, chance, &bound, &plain)
    }

    /// Keeps one in a free place, or changes it, if it is there; false, if no place is
    /// free. Of two at once that want the same place, one takes the next.
    pub async fn add_template(
        &self,
        rpps: &Rpps,
        id: TemplateId,
        template: &Template,
        chance: &dyn Chance,
    ) -> Result<bool> {
        const TAKEN: &str = "SELECT place, id FROM message_template WHERE party = $1";
        const ADD: &str = "INSERT INTO message_template (party, place, id, body) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let party = self.party(rpps);
        let body = self.sealed(&party, id, template, chance);
        loop {
            let rows = self.store.query(TAKEN, vec![party.to_vec().into()]).await?;
            let taken = |row: &Row| Ok((row.int(0)?, TemplateId::from_slice(row.blob(1)?)?));
            let taken: Vec<(i64, TemplateId)> = rows.iter().map(taken).collect::<Result<_>>()?;
            if taken.iter().any(|(_, its)| *its == id) {
                return self.change_template(rpps, id, template, chance).await;
            }
            let mut places = (1_i64..).take(TEMPLATES_MAX);
            let free = places.find(|place| taken.iter().all(|(its, _)| its != place));
            let Some(place) = free else { return Ok(false) };
            let row = vec![
                party.to_vec().into(),
                place.into(),
                id.into(),
                body.clone().into(),
            ];
            if self.store.execute(ADD, row).await? > 0 {
                return Ok(true);
            }
        }
    }

    /// Changes one; false, if it is not there.
    pub async fn change_template(
        &self,
        rpps: &Rpps,
        id: TemplateId,
        template: &Template,
        chance: &dyn Chance,
    ) -> Result<bool> {
        const CHANGE: &str = "UPDATE message_template SET body = $3 WHERE party = $1 AND id = $2";
        let party = self.party(rpps);
        let body = self.sealed(&party, id, template, chance);
        let row = vec![party.to_vec().into(), id.into(), body.into()];
        Ok(self.store.execute(CHANGE, row).await? > 0)
    }

    /// Takes one away.
    pub async fn drop_template(&self, rpps: &Rpps, id: TemplateId) -> Result<()> {
        const DROP: &str = "DELETE FROM message_template WHERE party = $1 AND id = $2";
        let row: Vec<Value> = vec![self.party(rpps).to_vec().into(), id.into()];
        self.store.execute(DROP, row).await.map(drop)
    }
}

fn day(row: &Row, column: usize) -> Result<Option<Date>> {
    let read = |text: &str| {
        let wrong = |cause| Error::fault("a day of an absence is none").because(cause);
        text.parse::<Date>().map_err(wrong)
    };
    row.opt_text(column)?.map(read).transpose()
}

/// What binds what is sealed to its row.
fn bound(party: &[u8; 32], of: &[u8]) -> Vec<u8> {
    [party.as_slice(), of].concat()
}
