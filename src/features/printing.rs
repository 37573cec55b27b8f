//! A sheet as an answer: printed beside the threads that serve requests, a few at a time.

use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::print::{MEDIA_TYPE, PrintError};
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, TryIntoHeaderValue};
use actix_web::web;
use tokio::sync::Semaphore;

/// Printing is all computing: more at once than there are cores only takes longer, and memory.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// The sheet as PDF, shown in place, with a name for whoever keeps it.
pub async fn answer<S: Send + 'static>(
    version: i32,
    name: &str,
    sheet: S,
    print: fn(&S) -> Result<Vec<u8>, PrintError>,
) -> Result<Answer, Problem> {
    let turn = PRESSES.acquire().await.map_err(Problem::internal)?;
    let pdf = web::block(move || print(&sheet)).await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    drop(turn);
    let answer = Answer::document(MEDIA_TYPE, version, pdf);
    let disposition = disposition(name).try_into_value().map_err(Problem::internal)?;
    Ok(answer.with(header::CONTENT_DISPOSITION, disposition))
}

/// The letterhead as the setting has it, by lines.
pub fn letterhead(call: &Call) -> Vec<String> {
    call.app.config.office_name.split('|').map(|line| line.trim().to_owned()).collect()
}

/// Numbers have slashes, which are no part of a file's name.
fn disposition(name: &str) -> ContentDisposition {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' }).collect();
    ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(format!("{name}.pdf"))],
    }
}
