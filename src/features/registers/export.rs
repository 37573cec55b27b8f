//! A whole register as a file: read some entries at a time, and sent while the next are read.

use super::store::{self, Entry, Place, Register};
use crate::db::Db;
use crate::domain::time::OfficeZone;
use crate::http::problem::Problem;
use crate::http::table::{Book, CsvWriter, Form, Wanted};
use crate::office::actor::Sight;
use crate::office::call::Call;
use actix_web::body::BodyStream;
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use std::io;
use tokio::task;

/// So many entries are read at a time.
const AT_ONCE: i64 = 500;

/// A register that is being read. A connection is held while entries are read, not while they are sent.
struct Reading {
    db: Db,
    sight: Sight,
    zone: OfficeZone,
    register: Register,
    after: Option<Place>,
}

pub async fn answer(
    call: &Call,
    zone: OfficeZone,
    register: Register,
    after: Option<Place>,
    wanted: Wanted,
) -> Result<HttpResponse, Problem> {
    store::note_shown(&mut *call.lease().await?, &call.actor, &register).await?;
    let reading = Reading { db: call.app.db.clone(), sight: call.sight(), zone, register, after };
    let mut response = HttpResponse::Ok();
    response
        .content_type(wanted.form.content_type())
        .insert_header((header::CONTENT_DISPOSITION, wanted.disposition()))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    match wanted.form {
        Form::Csv => csv(response, reading, wanted),
        Form::Xlsx => xlsx(response, reading, wanted).await,
    }
}

impl Reading {
    /// The next entries; none when all were read.
    async fn next(&mut self) -> Result<Vec<Value>, Problem> {
        let mut conn = self.db.lease().await?;
        let entries = store::entries(&mut conn, &self.sight, &self.register, self.after.as_ref(), AT_ONCE).await?;
        drop(conn);
        if let Some(last) = entries.last() {
            self.after = Some((last.unit.clone(), last.serial));
        }
        let row = |entry: Entry| serde_json::to_value(entry.view(self.register.kind, self.zone));
        entries.into_iter().map(row).collect::<Result<_, _>>().map_err(Problem::internal)
    }
}

/// What breaks off must not pass for whole: an error ends the transfer before its end.
fn csv(mut response: HttpResponseBuilder, reading: Reading, wanted: Wanted) -> Result<HttpResponse, Problem> {
    let begun = CsvWriter::new(&wanted.shown(), wanted.bom).map_err(Problem::internal)?;
    let chunks = stream::try_unfold(Some((reading, wanted, begun)), |going_on| async {
        let Some((mut reading, wanted, mut csv)) = going_on else { return Ok::<_, io::Error>(None) };
        let rows = reading.next().await.map_err(io::Error::other).inspect_err(|error| {
            tracing::error!(target: "pubdok", %error, "a register broke off");
        })?;
        let columns = wanted.shown();
        rows.iter().try_for_each(|row| csv.row(&columns, row)).map_err(io::Error::other)?;
        let chunk = Bytes::from(csv.take()?);
        let next = (!rows.is_empty()).then_some((reading, wanted, csv));
        Ok(Some((chunk, next)))
    });
    Ok(response.body(BodyStream::new(Box::pin(chunks))))
}

/// A ZIP begins with what is known at its end: it is written to a file first.
async fn xlsx(mut response: HttpResponseBuilder, mut reading: Reading, wanted: Wanted) -> Result<HttpResponse, Problem> {
    let columns = wanted.shown();
    let mut book = Book::new(&columns).map_err(Problem::internal)?;
    loop {
        let rows = reading.next().await?;
        if rows.is_empty() {
            break;
        }
        rows.iter().try_for_each(|row| book.row(&columns, row)).map_err(Problem::internal)?;
    }
    let written = task::spawn_blocking(move || book.finish()).await.map_err(Problem::internal)?;
    Ok(response.body(written.map_err(Problem::internal)?))
}
