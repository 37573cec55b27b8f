//! A sheet as an answer: printed beside the threads that serve requests, a few at a time, and kept while it is asked for.

use super::pictures::Turns;
use crate::domain::digest::Digest;
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::print::{MEDIA_TYPE, Sheet};
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, TryIntoHeaderValue};
use actix_web::web::Data;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task;
use uuid::Uuid;

/// Printing is all computing: more at once than there are cores only takes longer, and memory.
const PRESSES: usize = 2;
/// Bytes of sheets that are kept: hundreds of them, those that nobody asked for again going first.
const MOST_KEPT: u64 = 32 * 1024 * 1024;
/// A guess, by which room is made for their names.
const A_SHEET: u64 = 64 * 1024;

/// One a process.
pub struct Press {
    /// By what is on them: whoever may see the same sees the same sheet, and what has changed is another.
    sheets: Cache<Digest, Arc<Vec<u8>>, Bytes>,
    /// Callers take turns, so that who wants many delays another by one.
    presses: Arc<Turns>,
    printed: AtomicUsize,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Digest, Arc<Vec<u8>>> for Bytes {
    fn weight(&self, _: &Digest, sheet: &Arc<Vec<u8>>) -> u64 {
        sheet.len() as u64
    }
}

impl Default for Press {
    fn default() -> Self {
        let names = usize::try_from(MOST_KEPT / A_SHEET).unwrap_or(usize::MAX);
        let mut options = OptionsBuilder::new();
        // In one piece: of several each would keep only what is smaller than itself.
        let options = options.shards(1).estimated_items_capacity(names).weight_capacity(MOST_KEPT).build();
        #[expect(clippy::expect_used, reason = "the options are all there")]
        let options = options.expect("a capacity");
        let sheets = Cache::with_options(options, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self { sheets, presses: Turns::new(PRESSES), printed: AtomicUsize::new(0) }
    }
}

impl Press {
    /// The sheet as PDF; once of those who ask for the same at the same time.
    async fn sheet(self: Arc<Self>, caller: Uuid, sheet: impl Sheet + Send + Sync + 'static) -> Result<Arc<Vec<u8>>, Problem> {
        let key = sheet.digest().map_err(Problem::internal)?;
        if let Some(kept) = self.sheets.get(&key) {
            return Ok(kept);
        }
        // By itself: who hangs up ends neither the work nor its turn, and what is printed is kept for the next.
        let work = task::spawn(async move {
            let print = async {
                let _waiting = self.presses.wait(caller)?;
                let turn = self.presses.next(caller, 0).await.ok_or_else(|| Problem::internal("a line that ended"))?;
                let work = task::spawn_blocking(move || {
                    let pdf = sheet.print();
                    drop(turn);
                    pdf
                });
                let pdf = work.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
                self.printed.fetch_add(1, Ordering::Relaxed);
                Ok(Arc::new(pdf))
            };
            self.sheets.get_or_insert_async(&key, print).await
        });
        work.await.map_err(Problem::internal)?
    }

    /// How many sheets were printed so far.
    pub fn printed(&self) -> usize {
        self.printed.load(Ordering::Relaxed)
    }
}

/// The sheet as PDF.
pub async fn set(call: &Call, sheet: impl Sheet + Send + Sync + 'static) -> Result<Arc<Vec<u8>>, Problem> {
    let press = call.request.app_data::<Data<Press>>().ok_or_else(|| Problem::internal("a service without a press"))?;
    press.clone().into_inner().sheet(call.actor.key(), sheet).await
}

/// What is set anew whenever it changes.
pub async fn answer(call: &Call, version: i32, name: &str, sheet: impl Sheet + Send + Sync + 'static) -> Result<Answer, Problem> {
    let pdf = set(call, sheet).await?;
    named(Answer::document(MEDIA_TYPE, version, pdf.to_vec()), name)
}

/// Shown in place, with a name for whoever keeps it.
pub fn named(answer: Answer, name: &str) -> Result<Answer, Problem> {
    let disposition = disposition(name).try_into_value().map_err(Problem::internal)?;
    Ok(answer.with(header::CONTENT_DISPOSITION, disposition))
}

/// Numbers have slashes, which are no part of a file's name.
fn disposition(name: &str) -> ContentDisposition {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' }).collect();
    ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![DispositionParam::Filename(format!("{name}.pdf"))],
    }
}
