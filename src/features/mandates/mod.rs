//! Mandates (*Plt.*, *Plh.*): who acts in whose role, from when until when. Ended early, never deleted.

mod api;
mod commands;
mod requests;
pub mod store;
mod view;

pub use api::routes;
pub use view::MandateView;
