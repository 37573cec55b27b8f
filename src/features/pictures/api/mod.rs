//! Pictures over HTTP.

mod bursts;
mod contact;
mod poster;
mod renditions;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(renditions::read_rendition)
        .service(poster::attach_poster)
        .service(poster::remove_poster)
        .service(bursts::list_bursts)
        .service(contact::read_contact_sheet);
}
