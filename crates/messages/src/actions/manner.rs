//! How professionals say that they answer, and the texts that they keep: theirs to
//! set, of no space, and in no journal.

use crate::Messages;
use crate::mailbox::{Party, TemplateId};
use crate::rules::manner::{Manner, Template, Told, TypedManner};
use identity::Professional;
use kernel::{Date, Error, Result, Rpps};
use std::collections::BTreeMap;

impl Messages {
    fn today(&self) -> Date {
        self.now().in_paris().date()
    }

    /// How a professional says that they answer.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn manner(&self, professional: &Professional) -> Result<Manner> {
        let manner = self.0.tables.manner(&professional.rpps).await?;
        Ok(manner.unwrap_or_default())
    }

    /// They say it, in the place of what they said before.
    ///
    /// # Errors
    /// Field errors; as the store.
    pub(crate) async fn set_manner(
        &self,
        professional: &Professional,
        typed: TypedManner<'_>,
    ) -> Result<()> {
        let manner = typed.check(self.today())?;
        let (tables, chance) = (&self.0.tables, &self.sharing().world().chance);
        tables
            .keep_manner(&professional.rpps, &manner, &**chance)
            .await
    }

    /// What a holder is told today of when these answer. Of whoever practises no more,
    /// that alone.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn told_of<'a>(
        &self,
        parties: impl Iterator<Item = &'a Party> + Send,
    ) -> Result<BTreeMap<Rpps, Told>> {
        let all: Vec<&Rpps> = parties.filter_map(|party| party.who.rpps()).collect();
        let mut told = BTreeMap::new();
        for rpps in all {
            let theirs = match self.0.parts.people.practises_no_more(rpps).await? {
                true => Some(Told::Stopped),
                false => {
                    let manner = self.0.tables.manner(rpps).await?;
                    manner.and_then(|manner| manner.told(self.today()))
                }
            };
            told.extend(theirs.map(|it| (rpps.clone(), it)));
        }
        Ok(told)
    }

    /// The texts that a professional keeps, by title.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn templates(
        &self,
        professional: &Professional,
    ) -> Result<Vec<(TemplateId, Template)>> {
        let mut all = self.0.tables.templates(&professional.rpps).await?;
        all.sort_by_key(|(id, template)| (kernel::unaccented(&template.title), *id));
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// Not found, if it is not theirs.
    pub(crate) async fn template(
        &self,
        professional: &Professional,
        id: TemplateId,
    ) -> Result<Template> {
        let all = self.0.tables.templates(&professional.rpps).await?;
        let found = all.into_iter().find(|(its, _)| *its == id);
        found
            .map(|(_, template)| template)
            .ok_or_else(Error::not_found)
    }

    /// Keeps a new one under this id. The same again is kept once.
    ///
    /// # Errors
    /// A field error, if there is room for no more.
    pub(crate) async fn add_template(
        &self,
        professional: &Professional,
        id: TemplateId,
        template: &Template,
    ) -> Result<()> {
        let (tables, chance) = (&self.0.tables, &self.sharing().world().chance);
        let kept = tables.add_template(&professional.rpps, id, template, &**chance);
        match kept.await? {
            true => Ok(()),
            false => Err(Error::field("titre", "messages-template-too-many")),
        }
    }

    /// Changes one.
    ///
    /// # Errors
    /// Not found, if it is not theirs.
    pub(crate) async fn change_template(
        &self,
        professional: &Professional,
        id: TemplateId,
        template: &Template,
    ) -> Result<()> {
        let (tables, chance) = (&self.0.tables, &self.sharing().world().chance);
        let changed = tables.change_template(&professional.rpps, id, template, &**chance);
        match changed.await? {
            true => Ok(()),
            false => Err(Error::not_found()),
        }
    }

    /// Takes one away. Twice is once.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn drop_template(
        &self,
        professional: &Professional,
        id: TemplateId,
    ) -> Result<()> {
        self.0.tables.drop_template(&professional.rpps, id).await
    }
}
