//! The answer that every other is held against.

use crate::cases::Caller;
use crate::queries::hear;
use crate::stage::Office;
use crate::work::{CONSTANT, Goals, Work, get};
use std::error::Error;

/// Everything that an answer costs before and after its own work: the token is verified, the role checked, the line logged,
/// the ETag made. What to answer is known from the token.
pub async fn work(office: &Office) -> Result<Work, Box<dyn Error>> {
    let request = get("/v1/me", &Caller::portal());
    let heard = hear(office, 200, |_| request.clone().into_bytes()).await?;
    if !heard.statements.is_empty() {
        return Err(format!("the constant answer asks PostgreSQL: {:?}", heard.statements).into());
    }
    Ok(Work {
        name: CONSTANT.to_owned(),
        goals: Goals::NONE,
        ask: Box::new(move |_, _, to| to.extend_from_slice(request.as_bytes())),
        status: 200,
        own: None,
        statements: 0,
        plain: None,
        until: None,
        reset: None,
    })
}
