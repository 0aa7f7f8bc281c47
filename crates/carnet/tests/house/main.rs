//! The whole house through its front door, on every store: people who keep,
//! read, hide and are told; what must be and what must not be.

mod town;

mod activating;
mod agenda;
mod aside;
mod attacks;
mod campaigns;
mod card;
mod carers;
mod clinical;
mod demo;
mod dmp;
mod documents;
mod erasing;
mod export;
mod faults;
mod help;
mod hiding;
mod history;
mod lifecycle;
mod log;
mod mails;
mod mandates;
mod messages;
mod notices;
mod outbox;
mod pkcs11;
mod prevention;
mod print;
mod profile;
mod reading;
mod recovering;
mod reports;
mod rest;
mod results;
mod rights;
mod rotating;
mod routes;
mod seance;
mod searching;
mod secret;
mod services;
mod software;
mod uploads;
mod weighty;
