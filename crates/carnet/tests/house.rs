//! The whole house through its front door, on every store: people who keep,
//! read, hide and are told; what must be and what must not be.

#[path = "house/town.rs"]
mod town;

#[path = "house/attacks.rs"]
mod attacks;
#[path = "house/documents.rs"]
mod documents;
#[path = "house/faults.rs"]
mod faults;
#[path = "house/hiding.rs"]
mod hiding;
#[path = "house/rest.rs"]
mod rest;
#[path = "house/routes.rs"]
mod routes;
#[path = "house/software.rs"]
mod software;
