//! Help on site: while it goes on, what a person does in that browser is
//! written with the place and the volunteer, for the person to read.

use super::telling::By;
use crate::Spaces;
use crate::queries::{self, HelpRow};
use crate::rules::life::Event;
use kernel::{Error, Personal, Result, SpaceId, Timestamp};
use std::collections::BTreeMap;
use store::Tx;

/// The id of a help: whoever opened it puts it on each request of the browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Help(pub [u8; 16]);

/// Who helped, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Helper {
    /// Where.
    pub place: String,
    /// The volunteer's name.
    pub volunteer: Personal<String>,
}

impl Spaces {
    /// Writes down that somebody will be helped, in the caller's transaction.
    ///
    /// # Errors
    /// As the store.
    pub async fn begin_help(
        &self,
        tx: &mut Tx,
        help: Help,
        helper: &Helper,
        until: Timestamp,
    ) -> Result<()> {
        let name = helper.volunteer.0.as_bytes();
        let chance = &*self.world().chance;
        let row = HelpRow {
            help: help.0,
            place: helper.place.clone(),
            volunteer: self.keys().seal_for(chance, &sealed_at(help.0), name),
            until,
        };
        tx.run(vec![queries::insert_help(row)]).await?;
        Ok(())
    }

    /// Ends a help, in the caller's transaction: what was begun in it and not
    /// decided opens nothing any more.
    ///
    /// # Errors
    /// As the store.
    pub async fn end_help(&self, tx: &mut Tx, help: Help, at: Timestamp) -> Result<()> {
        tx.run(vec![queries::end_help(help.0, at)]).await?;
        Ok(())
    }

    /// What was done in a help, the first thing first: never for whom.
    ///
    /// # Errors
    /// As the store.
    pub async fn done_in(&self, help: Help) -> Result<Vec<(Event, Timestamp)>> {
        queries::list_help_acts(self.store(), help.0).await
    }

    /// Writes into the life of these spaces that their holder signed in with
    /// help.
    ///
    /// # Errors
    /// As the store.
    pub async fn tell_assisted(&self, spaces: &[SpaceId], help: Help) -> Result<()> {
        let now = self.world().now();
        let mut tx = self.store().begin("tell of help on site").await?;
        for space in spaces {
            self.tell(
                &mut tx,
                *space,
                Event::Assisted,
                By::helped(Some(help)),
                now,
            )
            .await?;
        }
        tx.commit().await
    }

    /// Who helped with what happened to a space, by the number of the receipt.
    ///
    /// # Errors
    /// As the store.
    pub async fn helpers(&self, space: SpaceId) -> Result<BTreeMap<String, Helper>> {
        let rows = queries::list_space_helps(self.store(), space).await?;
        rows.into_iter()
            .map(|(receipt, row)| {
                let name = self.keys().open_for(&sealed_at(row.help), &row.volunteer)?;
                let name = String::from_utf8(name)
                    .map_err(|_| Error::fault("the name of a volunteer is no text"))?;
                let helper = Helper {
                    place: row.place,
                    volunteer: Personal(name),
                };
                Ok((receipt, helper))
            })
            .collect()
    }

    /// Not found, when what began with help is used after it.
    pub(super) async fn help_goes_on(&self, help: Option<Help>) -> Result<()> {
        let Some(help) = help else { return Ok(()) };
        let now = self.world().now();
        match queries::help_goes_on(self.store(), help.0, now).await? {
            true => Ok(()),
            false => Err(Error::not_found()),
        }
    }
}

/// Where the name of a volunteer is sealed to.
fn sealed_at(help: [u8; 16]) -> Vec<u8> {
    [b"help".as_slice(), &help].concat()
}
