//! Mandates (*Plt.*, *Plh.*): who acts in whose role, from when until when. Confirmed by whose role it is, ended early, never deleted.

mod acting;
mod api;
mod commands;
mod confirm;
mod requests;
pub mod store;
mod view;

pub use acting::{Acting, ActingPeople, acting};
pub use api::routes;
pub use view::MandateView;
