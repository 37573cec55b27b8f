//! Who asks, and what is kept in memory for them: the border, the actor, people and settings, and the one way to do an act.

pub mod actor;
pub mod app;
pub mod border;
pub mod call;
pub mod idempotency;
pub mod issuer;
pub mod metrics;
pub mod names;
pub mod people;
pub mod rates;
pub mod reference;
pub mod remembered;
pub mod revocations;
pub mod seal;
pub mod settings;
pub mod showcase;
pub mod timekeeping;
pub mod turns;
pub mod vacancy;
pub mod visibility;
pub mod watch;
