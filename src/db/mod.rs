//! How it is kept: PostgreSQL, by diesel; an embedded one where none is given.

pub mod address;
pub mod columns;
mod connection;
pub mod dial;
pub mod embedded;
pub mod errors;
mod line;
pub mod listen;
pub mod migrate;
pub mod patience;
pub mod pool;
pub mod schema;
pub mod sqlstate;
pub mod statement;
mod weather;
mod wire;

pub use connection::Connection;
pub use dial::{DialError, dial};
pub use pool::{ActLease, Db, Lease};
pub use weather::{Lack, Weather};
