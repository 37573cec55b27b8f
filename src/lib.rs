//! Pubdok: the REST/JSON API for SOP-21.04.1.3.1.3-2, publishing and documenting the public activities of a regency.
//!
//! The map, from the inside out. A room uses those of the lines above its own and no other; those of one line do not know each
//! other. `tests/house/rooms.rs` reads every import and holds it to that.
//!
//! 1. [`domain`]: what is true. Values and rules, pure; read [`domain::workflow`] first, it is the SOP as one table.
//!    [`telemetry`]: the log, which only the commands start, and the traces.
//! 2. [`db`], [`blobs`], [`pictures`], [`print`]: how it is kept, stored, pictured and printed. Each speaks an error of its own.
//! 3. [`http`]: how it is spoken. Problems, paging, tokens, preconditions, bodies, answers, the document; of [`db`] and [`blobs`]
//!    it knows how their troubles are told. It knows neither who asks nor what is done.
//! 4. [`config`]: every setting, in the types of the rooms that it sets up; so it stands above them.
//! 5. [`office`]: who asks, and what is kept in memory for them. `App`, the actor, people and settings, our own tokens and revoked ones, visibility,
//!    the border, idempotency, and `Call`, `Doing` and `act`: the one way to do an act.
//! 6. [`features`]: what one can do, a slice a kind of thing.
//! 7. [`server`]: the parts put together and served.
//! 8. [`demo`]: the people of the development profile, and the SOP told by them.
//! 9. [`cli`]: the commands.
//!
//! Inside a slice the same, by the name of the module: `api` (handlers, routes) uses commands (one transaction each, named by what
//! they do), these use `view` (how a row is shown, also in the journal), it uses `store` (SQL), and that `requests` (what was asked:
//! bodies and filters). The slice's `mod.rs` is its door for the others: it declares and names, and nothing inside goes through it.
//!
//! What one slice alone keeps in memory it has beside `App`, as application data of its own: the workshop of pictures, the press.

pub mod blobs;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod features;
pub mod http;
pub mod office;
pub mod pictures;
pub mod print;
pub mod server;
pub mod telemetry;
