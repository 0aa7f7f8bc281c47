//! On the operator's screen: the children of the caller whose spaces were refused. A
//! child is on the card of a parent: who answers for them takes that back, and it waits
//! three days as what the caller asks for themself.

use crate::Assistance;
use edge::{Form, Page};
use identity::staff::Staff;
use kernel::{Error, PersonId, Result};
use spaces::Concerned;
use spaces::facts::{self, FOR};

/// The value of that, whose sentence is read on its own.
pub(super) const TAKE_BACK: &str = "retrait-enfant";

/// What is shown of them.
pub(super) struct Children {
    /// Whose refusal can be taken back: the name of their box, and theirs.
    pub(super) refused: Vec<(String, String)>,
    /// Whose will be: the name of the field that calls it off, and what waits.
    pub(super) waiting: Vec<(String, String)>,
}

impl Children {
    /// Those of the caller, among those concerned.
    pub(super) async fn of(
        assistance: &Assistance,
        page: &Page,
        caller: PersonId,
        concerned: &[Concerned],
    ) -> Result<Self> {
        let waiting = assistance.spaces().taking_back(caller).await?;
        let refused = concerned
            .iter()
            .filter(|one| one.may_take_back())
            .filter(|one| !waiting.iter().any(|(it, _)| it.person == one.person))
            .map(|one| (field(one), one.name.0.clone()))
            .collect();
        let waiting = waiting.iter().map(|(child, act)| {
            let due = page.moment(act.due_at);
            let args = [
                ("name", child.name.0.as_str()),
                ("due", &due),
                ("number", &act.receipt),
            ];
            (field(child), page.ta("op-back-waiting", &args))
        });
        Ok(Self {
            refused,
            waiting: waiting.collect(),
        })
    }
}

fn field(child: &Concerned) -> String {
    format!("{FOR}{}", child.person)
}

/// Writes down that it is taken back for those who were ticked.
pub(super) async fn take_back(
    assistance: &Assistance,
    operator: &Staff,
    form: &Form,
) -> Result<()> {
    if !form.has("retour-lu") {
        return Err(Error::field("retour-lu", "op-read-first"));
    }
    let children = facts::chosen(form);
    let children = children.map_err(|_| Error::field("refus", "object-not-yours"))?;
    assistance.take_back(operator, &children).await
}
