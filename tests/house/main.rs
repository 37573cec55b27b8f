//! The house is in order: rooms, crates, the OpenAPI document, migrations, schema, labels, and what the database itself refuses.

#[expect(dead_code, reason = "an office drops its database; the few of this house end with the cluster")]
#[path = "../api/support/cluster.rs"]
mod cluster;

mod arrows;
mod codes;
mod crates;
mod embedded;
mod labels;
mod migrations;
mod openapi;
mod references;
mod refusals;
mod rooms;
mod schema;
