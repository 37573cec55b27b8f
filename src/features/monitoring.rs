//! What the operator's monitoring reads, on an address of its own.

use super::pictures::Workshop;
use crate::db::statement::statement;
use crate::db::{Connection, Db};
use crate::office::app::App;
use crate::office::metrics::Figures;
use actix_web::{HttpResponse, get, web};
use diesel::QueryResult;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use std::sync::{Arc, Mutex};

/// The pools of all worker threads.
#[derive(Clone, Default)]
pub struct Pools(Arc<Mutex<Vec<Db>>>);

impl Pools {
    pub fn add(&self, pool: &Db) {
        if let Ok(mut pools) = self.0.lock() {
            pools.push(pool.clone());
        }
    }

    /// Connections open, idle, and requests that wait for one.
    fn standing(&self) -> (i64, i64, i64) {
        let pools = self.0.lock().map(|pools| pools.clone()).unwrap_or_default();
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        pools
            .iter()
            .map(Db::standing)
            .fold((0, 0, 0), |(open, idle, waiting), one| (open + whole(one.0), idle + whole(one.1), waiting + whole(one.2)))
    }
}

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(read_metrics);
}

/// Also while the database is away: then what it would say is left as it was.
#[get("/metrics")]
async fn read_metrics(app: web::Data<App>, pools: web::Data<Pools>, workshop: web::Data<Workshop>) -> HttpResponse {
    let (connections_open, connections_idle, requests_waiting) = pools.standing();
    let asked = async { kept(&mut *app.db.lease().await.ok()?).await.ok() };
    let (entries_unsealed, uploads_unfinished) = asked.await.unzip();
    let pictures_made = i64::try_from(workshop.made()).unwrap_or(i64::MAX);
    let now =
        Figures { connections_open, connections_idle, requests_waiting, pictures_made, entries_unsealed, uploads_unfinished };
    HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(app.metrics.text(now))
}

/// Entries that no checkpoint covers yet, and uploads that are not whole.
async fn kept(conn: &mut Connection) -> QueryResult<(i64, i64)> {
    let figures = "SELECT (SELECT count(*) FROM journal WHERE seq > coalesce((SELECT max(seq) FROM journal_leaves), 0)),
        (SELECT count(*) FROM uploads WHERE finished_at IS NULL)";
    statement::<(BigInt, BigInt)>(figures).get_result(conn).await
}
