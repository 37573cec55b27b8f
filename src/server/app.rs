//! What one worker of the service has: pools of its own, and of the rest a share.

use super::Shared;
use crate::db::Db;
use crate::office::app::App;

pub(super) fn of(shared: &Shared) -> App {
    let db = Db::under(&shared.database_url, shared.config.db_connections, shared.weather.clone());
    shared.pools.add(&db);
    App {
        db,
        clock: shared.clock.clone(),
        blobs: shared.blobs.clone(),
        keyring: shared.keyring.clone(),
        issuer: shared.issuer.clone(),
        reference: shared.reference.clone(),
        rates: shared.rates.clone(),
        revocations: shared.revocations.clone(),
        showcase: shared.showcase.clone(),
        config: shared.config.clone(),
        surface: shared.surface.clone(),
        watch: shared.watch.clone(),
        metrics: shared.metrics.clone(),
        seal: shared.seal.clone(),
        turns: shared.turns.clone(),
        draining: shared.draining.clone(),
        closing: shared.closing.subscribe(),
        opened: shared.opened.clone(),
    }
}
