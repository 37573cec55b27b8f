//! What one can do: a slice a kind of thing, and what the slices share.

pub mod agenda;
pub mod archive;
pub mod artifacts;
pub mod assignments;
pub mod background;
pub mod dispositions;
pub mod health;
pub mod inbox;
pub mod journal;
pub mod mandates;
pub mod me;
pub mod numbering;
pub mod officers;
pub mod pictures;
#[cfg(feature = "pdf")]
pub mod printing;
pub mod procedures;
pub mod reports;
pub mod settings;
pub mod uploads;

use crate::http::openapi::{self, Documents};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the service, in the order of the SOP.
pub fn routes(config: &mut ServiceConfig) {
    let v1 = scope("/v1")
        .configure(me::routes)
        .configure(procedures::routes)
        .configure(officers::routes)
        .configure(mandates::routes)
        .configure(settings::routes)
        .configure(agenda::routes)
        .configure(assignments::routes)
        .configure(dispositions::routes)
        .configure(artifacts::routes)
        .configure(uploads::routes)
        .configure(pictures::routes)
        .configure(reports::routes)
        .configure(inbox::routes)
        .configure(journal::routes)
        .configure(health::documents);
    config.service(v1).configure(health::routes);
}

/// The document of every operation, made from the handlers.
pub fn documents() -> Documents {
    openapi::documents(routes)
}
