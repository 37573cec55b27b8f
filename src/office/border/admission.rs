//! By what somebody was let in, for those who wait.

use crate::domain::role::Roles;
use crate::http::auth::token::Identity;
use crate::http::problem::Problem;
use crate::office::actor::Actor;
use crate::office::app::App;
use crate::office::reference::Times;

/// By what somebody was let in: who waits for long is asked for it again before they are told anything.
#[derive(Clone)]
pub struct Admission {
    pub identity: Identity,
    pub roles: Roles,
}

impl Admission {
    /// The same as at the border, now.
    pub async fn again(self, app: &App) -> Result<Actor, Problem> {
        let now = app.clock.now();
        app.revocations.check(&app.db, &self.identity, now).await?;
        app.reference.admitted(&app.db, self.identity, Times::now(now), self.roles).await
    }
}
