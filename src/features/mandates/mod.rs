//! Mandates (*Plt.*, *Plh.*): who acts in whose role, from when until when. Confirmed by whose role it is, ended early, never deleted.

mod acting;
mod api;
mod commands;
mod confirm;
mod requests;
pub mod store;
mod view;

pub use acting::{Acting, ActingFor, ActingPeople, acting, acting_for};
pub use api::routes;
pub use view::MandateView;
