//! Faults of PostgreSQL, of its standby, and of the lines to them.

use crate::chance::Chance;
use crate::fault::{Fault, Outcome, caught};
use crate::instance::signal;
use crate::line::Trap;
use crate::world::World;
use rustix::process::Signal;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The sessions of the service, some of them.
const SESSIONS: &str = "FROM pg_stat_activity WHERE usename = 'pubdok'";
const TABLES: [&str; 5] = ["agenda_items", "assignments", "idempotency_keys", "officers", "journal_heads"];
const ROWS: [&str; 3] = [
    "SELECT FROM register_series FOR UPDATE",
    "SELECT FROM assignments WHERE state <> 'CLOSED' FOR UPDATE",
    "SELECT FROM uploads WHERE finished_at IS NULL FOR UPDATE",
];

pub async fn happens(fault: Fault, world: &Arc<World>, chance: &mut Chance) -> Outcome<String> {
    let (is_answer, is_silent) = (fault == Fault::CommitUnheard, chance.percent(40));
    let lasts = chance.millis(200, 2500);
    match fault {
        Fault::LineCut => world.pair.lock().await.line().cut(),
        Fault::LineSilent => world.pair.lock().await.line().swallow_what_is_open(),
        Fault::LineSwallowed => {
            let line = world.pair.lock().await.line().clone();
            line.swallow();
            sleep(lasts).await;
            line.pass();
            return Ok(format!("{} ms", lasts.as_millis()));
        }
        Fault::CommitLost | Fault::CommitUnheard | Fault::BodyOfLineCut => {
            let line = world.pair.lock().await.line().clone();
            line.set(match fault {
                Fault::BodyOfLineCut => Trap::body(chance.percent(50), chance.below(20_000), is_silent),
                _ => Trap::commit(is_answer, is_silent),
            });
            if !caught(&line).await {
                return Err("nobody came by".into());
            }
            return Ok(if is_silent { "silent" } else { "cut" }.to_owned());
        }
        Fault::ServerCrash => world.pair.lock().await.crashes().await?,
        Fault::FailOver => {
            let mut pair = world.pair.lock().await;
            // What was given up waiting for the standby is told as unknown; that it is there at all is not promised.
            pair.recovers().await?;
            pair.fails_over(is_silent).await?;
        }
        Fault::ServerFrozen | Fault::StandbyFrozen => {
            let pair = world.pair.lock().await;
            let id = pair.postmaster(fault == Fault::StandbyFrozen).ok_or("it does not run")?;
            let all = family(id);
            all.iter().for_each(|id| signal(*id, Signal::STOP));
            sleep(lasts).await;
            all.iter().for_each(|id| signal(*id, Signal::CONT));
            return Ok(format!("{} ms", lasts.as_millis()));
        }
        Fault::ServerFull => {
            let disk = world.server_disk.as_ref().ok_or("one may not mount here")?;
            let mut pair = world.pair.lock().await;
            disk.is_full()?;
            sleep(lasts).await;
            disk.has_room()?;
            pair.recovers().await?;
        }
        _ => return by_sql(fault, world, chance, lasts).await,
    }
    Ok(String::new())
}

async fn by_sql(fault: Fault, world: &Arc<World>, chance: &mut Chance, lasts: Duration) -> Outcome<String> {
    let sql = world.pair.lock().await.sql().await?;
    let share = 1 + chance.below(100);
    let mut how = format!("{} ms", lasts.as_millis());
    match fault {
        Fault::SessionEnded | Fault::StatementCancelled => {
            let function = if fault == Fault::SessionEnded { "pg_terminate_backend" } else { "pg_cancel_backend" };
            let told = format!("SELECT count(*) FILTER (WHERE {function}(pid)) {SESSIONS} AND random() * 100 < {share}");
            how = format!("{} sessions", sql.query_one(&told, &[]).await?.get::<_, i64>(0));
        }
        Fault::SessionKilled => {
            let found = sql.query_opt(&format!("SELECT pid {SESSIONS} ORDER BY random() LIMIT 1"), &[]).await?;
            let id: i32 = found.ok_or("no session")?.get(0);
            signal(id.unsigned_abs(), Signal::KILL);
            how = String::new();
        }
        Fault::RowLocked | Fault::TableLocked => {
            let lock = match fault {
                Fault::RowLocked => ROWS[chance.below(ROWS.len())].to_owned(),
                _ => format!("LOCK TABLE {}", TABLES[chance.below(TABLES.len())]),
            };
            sql.batch_execute(&format!("SET lock_timeout = '2s'; BEGIN; {lock}")).await?;
            sleep(lasts).await;
            sql.batch_execute("ROLLBACK").await?;
            how = format!("{lock}, {how}");
        }
        Fault::ServerReadOnly => {
            for setting in ["ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"] {
                sql.batch_execute(setting).await?;
            }
            sleep(lasts).await;
            for setting in ["ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"] {
                sql.batch_execute(setting).await?;
            }
        }
        _ => {
            sql.batch_execute("ALTER ROLE pubdok CONNECTION LIMIT 2").await?;
            sql.batch_execute(&format!("SELECT pg_terminate_backend(pid) {SESSIONS}")).await?;
            sleep(lasts).await;
            sql.batch_execute("ALTER ROLE pubdok CONNECTION LIMIT -1").await?;
        }
    }
    Ok(how)
}

/// A process and its children.
fn family(id: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    std::iter::once(id).chain(children.split_whitespace().filter_map(|child| child.parse().ok())).collect()
}
