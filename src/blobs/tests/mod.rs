//! What the store promises, on a folder and on S3 alike, and what only a folder can do.

mod bucket;
mod cut;
mod desks;
mod folder;
mod heads;
mod labels;
mod marks;
mod scratch;
mod sniffing;
mod store;
