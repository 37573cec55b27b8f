//! Pictures over HTTP.

mod bursts;
mod contact;
mod poster;
mod renditions;
mod sprite;

use crate::http::openapi::Routes;

pub fn routes(config: &mut impl Routes) {
    config
        .service(renditions::read_rendition)
        .service(poster::attach_poster)
        .service(poster::remove_poster)
        .service(bursts::list_bursts)
        .service(sprite::map_sprite)
        .service(sprite::read_sprite)
        .service(contact::read_contact_sheet);
}
