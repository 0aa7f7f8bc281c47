//! What people can do: be let in to read, be let change, state and cut care
//! links, read the history. Each is one sentence: decide, note or append.

mod carrying;
mod changing;
mod conversing;
mod deciding;
mod dump;
mod emergency;
mod feeding;
mod finding;
mod history;
mod letting;
mod links;
mod owning;
mod reckoning;
mod retracing;
mod shares;
mod today;
mod visits;

pub use carrying::Carrying;
pub use changing::Change;
pub use deciding::{PROOF_FIRST, Saying};
pub use emergency::OfPatients;
pub use history::{HistoryPlace, LineId, Told};
pub use letting::{EMERGENCY, Manner};
pub use links::{PresenceCode, Shown};
pub use owning::Owned;
pub use reckoning::Question;
pub use shares::ShareCode;
pub use today::OfToday;
pub use visits::Visit;

pub(crate) use letting::BY_SHARE;
pub(crate) use links::{NOT_BY_VISIT, NOT_OF_ONES_OWN};

use crate::asking::Asker;
use crate::ceilings::Ceilings;
use crate::rules::{ByMatrix, Matrix};
use identity::{Caller, Capacity, Professional};
use journal::{By, Journal, Pen};
use kernel::{Error, Finess, Result, Timestamp, World};
use std::collections::BTreeSet;
use std::sync::Arc;

struct Inner {
    journal: Journal,
    pen: Pen,
    world: World,
    matrix: Arc<Matrix>,
    dispatch: BTreeSet<Finess>,
    ceilings: Ceilings,
}

/// The gate to all records. Cheap to clone.
#[derive(Clone)]
pub struct Sharing(Arc<Inner>);

impl Sharing {
    /// Takes the one pen: from here on nobody else reads or writes journals.
    ///
    /// `dispatch` are the places that answer emergency calls (SAMU): the
    /// holder's switch for those is not the one for everybody else.
    ///
    /// # Errors
    /// A fault, if the matrix is malformed.
    pub fn new(
        journal: Journal,
        pen: Pen,
        world: World,
        dispatch: BTreeSet<Finess>,
        ceilings: Ceilings,
    ) -> Result<Self> {
        let matrix = Arc::new(Matrix::in_force()?);
        Ok(Self(Arc::new(Inner {
            journal,
            pen,
            world,
            matrix,
            dispatch,
            ceilings,
        })))
    }

    /// The world this house lives in.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// Whether the access matrix opens this type of document to this profession.
    pub fn may_read(&self, profession: &str, type_code: &str) -> bool {
        self.0.matrix.says(profession, type_code) == ByMatrix::Readable
    }

    /// Whether they answer the calls of a dispatch of emergencies.
    pub(crate) fn dispatches(&self, professional: &Professional) -> bool {
        let place = professional.place.as_ref();
        place.is_some_and(|place| self.0.dispatch.contains(&place.finess))
    }

    /// The ceilings: the places people were counted in.
    pub fn ceilings(&self) -> &Ceilings {
        &self.0.ceilings
    }

    /// Who asks, reduced to what rights depend on now.
    fn asker(&self, caller: &Caller, now: Timestamp) -> Asker {
        match caller {
            Caller::Holder(holder) => {
                let spaces = holder.spaces.clone();
                let probations = holder.probations.iter();
                let probations = probations
                    .filter(|probation| now < probation.until)
                    .map(|probation| (probation.space, probation.since))
                    .collect();
                match holder.capacity {
                    Capacity::Holder => Asker::Holder { spaces, probations },
                    Capacity::Representative => Asker::Representative { spaces, probations },
                    Capacity::Carer { messages } => Asker::Carer {
                        spaces,
                        probations,
                        messages,
                    },
                }
            }
            Caller::Professional(professional) => Asker::Professional {
                rpps: professional.rpps.clone(),
                profession: professional.profession.code().to_owned(),
                dispatch: self.dispatches(professional),
            },
            Caller::Institution(institution) => Asker::Institution(institution.finess.clone()),
            Caller::Service(service) => Asker::Service {
                id: service.client_id.clone(),
                space: service.space,
                connection: service.connection,
            },
            Caller::Staff(staff) => Asker::Staff(staff.role),
        }
    }
}

/// Whom the line names that is written for them. The team has none to write:
/// it was refused before.
fn by(caller: &Caller) -> Result<By> {
    Ok(match caller {
        Caller::Holder(holder) if holder.capacity.is_carers() => By::Carer {
            account: holder.account,
            name: holder.name.0.clone(),
        },
        Caller::Holder(holder) => By::Holder {
            account: holder.account,
            name: holder.name.0.clone(),
            represents: holder.capacity == Capacity::Representative,
        },
        Caller::Professional(professional) => By::Professional {
            rpps: professional.rpps.clone(),
            name: professional.name.0.clone(),
            profession: professional.profession.code().to_owned(),
            place: professional
                .place
                .as_ref()
                .map(|place| (place.finess.clone(), place.name.clone())),
        },
        Caller::Institution(institution) => By::Institution {
            finess: institution.finess.clone(),
            name: institution.name.clone(),
        },
        Caller::Service(service) => By::Service {
            id: service.client_id.clone(),
            name: service.name.clone(),
        },
        Caller::Staff(_) => return Err(Error::forbidden("error-no-medical-capacity")),
    })
}
