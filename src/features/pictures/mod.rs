//! Pictures among the artifacts: looked at on arrival, made smaller when asked for, compared with one another.
//!
//! What the bytes say is kept a row a content (`pictures`), so that the same file sent twice is looked at once.

mod arrival;
mod bursts;
mod contact;
mod poster;
mod prepare;
mod renditions;
pub mod store;
mod view;
mod workshop;

pub use arrival::{fill, keep, look};
pub use prepare::{forget_unused, prepare, prepare_some};
pub use view::{CaptureView, PosterView};
pub use workshop::Workshop;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(renditions::read_rendition)
        .service(poster::attach_poster)
        .service(poster::remove_poster)
        .service(bursts::list_bursts)
        .service(contact::read_contact_sheet);
}
