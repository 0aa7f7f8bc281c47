//! The post through its front door, on every store, against servers that
//! misbehave.

mod gateway;
mod house;
mod server;

mod folder;
mod logs;
mod processes;
mod queue;
mod returns;
mod sms;
mod smtp;
mod tls;
