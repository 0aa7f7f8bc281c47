//! Before every page of a child's space: it says whose it is, and writes its addresses
//! for it.

use crate::Mandates;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use edge::{Acting, Failure};
use identity::{Caller, Capacity};
use kernel::{Error, Result, SpaceId};

pub(crate) async fn acting(
    State(mandates): State<Mandates>,
    request: Request,
    next: Next,
) -> Response {
    let space = match request.extensions().get::<Caller>() {
        Some(Caller::Holder(holder)) if holder.capacity == Capacity::Representative => {
            holder.own_space()
        }
        _ => return next.run(request).await,
    };
    match for_child(&mandates, space).await {
        Ok(acting) => edge::act_for(request.extensions(), acting),
        Err(error) => return Failure::from(error).into_response(),
    }
    next.run(request).await
}

/// The child whose open space it is: one that is closed is as if there were none.
async fn for_child(mandates: &Mandates, space: Result<SpaceId>) -> Result<Acting> {
    let space = space?;
    let child = mandates.0.spaces.child_of(space).await?;
    let open = child.space.is_some_and(|(_, life)| life.is_open());
    open.then_some(Acting {
        space,
        name: child.first_name.0,
    })
    .ok_or_else(Error::not_found)
}
