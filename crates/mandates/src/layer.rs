//! Before every page of somebody else's space: it says whose it is, and writes its addresses
//! for it.

use crate::Mandates;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use edge::{Acting, As, Failure};
use identity::{Caller, Capacity};
use kernel::{Error, Result, SpaceId};

pub(crate) async fn acting(
    State(mandates): State<Mandates>,
    request: Request,
    next: Next,
) -> Response {
    let whose = match request.extensions().get::<Caller>() {
        Some(Caller::Holder(holder)) => match holder.capacity {
            Capacity::Holder => return next.run(request).await,
            Capacity::Representative => (holder.own_space(), As::Representative),
            Capacity::Carer { messages } => {
                let messages = messages.is_some();
                (holder.own_space(), As::Carer { messages })
            }
        },
        _ => return next.run(request).await,
    };
    match of_whom(&mandates, whose.0, whose.1).await {
        Ok(acting) => edge::act_for(request.extensions(), acting),
        Err(error) => return Failure::from(error).into_response(),
    }
    next.run(request).await
}

/// Whose open space it is: one that is closed is as if there were none.
async fn of_whom(mandates: &Mandates, space: Result<SpaceId>, capacity: As) -> Result<Acting> {
    let space = space?;
    let child = mandates.0.spaces.child_of(space).await?;
    let open = child.space.is_some_and(|(_, life)| life.is_open());
    open.then_some(Acting {
        space,
        name: child.first_name.0,
        capacity,
    })
    .ok_or_else(Error::not_found)
}
