//! What one can do: a slice a kind of thing, and what the slices share.

pub mod agenda;
pub mod archive;
pub mod artifacts;
pub mod assignments;
pub mod background;
pub mod calendar_feeds;
pub mod changes;
pub mod dispositions;
pub mod health;
pub mod inbox;
pub mod journal;
pub mod mandates;
pub mod me;
pub mod monitoring;
pub mod numbering;
pub mod oauth;
pub mod officers;
pub mod open_work;
pub mod papers;
pub mod performance;
pub mod pictures;
pub mod portals;
#[cfg(feature = "pdf")]
pub mod printing;
pub mod procedures;
pub mod public;
pub mod publications;
pub mod receipts;
pub mod registers;
pub mod reports;
pub mod revocations;
pub mod search;
pub mod security;
pub mod settings;
pub mod uploads;

use crate::http::openapi::{self, Documents, Routes};
use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

/// What anybody may read, below /v1/public.
fn published(config: &mut impl Routes) {
    public::routes(config);
    changes::published(config);
}

/// Every other operation below /v1. What is asked all day stands first, for the framework tries one pattern after the other.
fn operations(config: &mut impl Routes) {
    me::routes(config);
    inbox::routes(config);
    assignments::routes(config);
    dispositions::routes(config);
    artifacts::routes(config);
    uploads::routes(config);
    pictures::routes(config);
    reports::routes(config);
    publications::routes(config);
    changes::routes(config);
    receipts::routes(config);
    portals::routes(config);
    journal::routes(config);
    agenda::routes(config);
    calendar_feeds::routes(config);
    procedures::routes(config);
    officers::routes(config);
    open_work::routes(config);
    mandates::routes(config);
    revocations::routes(config);
    oauth::routes(config);
    settings::routes(config);
    performance::routes(config);
    registers::routes(config);
    search::routes(config);
    security::routes(config);
    health::documents(config);
}

/// Every operation of the service, as it is served.
pub fn routes(config: &mut web::ServiceConfig) {
    let published = web::scope("/public").configure(published);
    config
        .service(web::scope("/v1").service(published).configure(operations))
        .configure(oauth::well_known)
        .configure(health::routes);
}

/// The document of every operation, made from the handlers.
pub fn documents() -> Documents {
    openapi::documents(|config: &mut ServiceConfig| {
        let published = utoipa_actix_web::scope("/public").configure(|config| published(config));
        config.service(utoipa_actix_web::scope("/v1").service(published).configure(|config| operations(config)));
        oauth::well_known(config);
        health::routes(config);
    })
}
