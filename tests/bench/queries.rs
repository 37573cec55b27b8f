//! The SQL that an endpoint runs, as PostgreSQL heard it: so that the yardstick never drifts from the service.

use crate::driver::once;
use crate::pgbench::Script;
use crate::reads::{READS, Read};
use crate::stage::{Office, connect};
use pubdok::db::pool::with_session_options;
use std::error::Error;
use tokio_postgres::SimpleQueryMessage;

/// A statement with the values of its binds.
#[derive(Debug, Clone)]
pub struct Heard {
    pub sql: String,
    pub binds: Vec<String>,
}

/// Sends the request twice, so that statements are prepared and people known, and listens to the second.
pub async fn hear(office: &Office, request: &[u8]) -> Result<Vec<Heard>, Box<dyn Error>> {
    let sql = office.sql().await?;
    let told = "ALTER SYSTEM SET log_min_duration_statement =";
    let (mut from, mut answers) = (0, Vec::new());
    sql.batch_execute(&format!("{told} 0")).await?;
    sql.batch_execute("SELECT pg_reload_conf()").await?;
    // Every session must have heard of the setting, and every connection of the pools may be asked.
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        from = std::fs::metadata(&office.log)?.len();
        answers.push(once(office.service.address, request).await?);
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let log = std::fs::read(&office.log)?;
    sql.batch_execute(&format!("{told} -1")).await?;
    sql.batch_execute("SELECT pg_reload_conf()").await?;
    if let Some((status, answer)) = answers.iter().find(|(status, _)| !(200..300).contains(status)) {
        return Err(format!("{status} to {}\n{answer}", String::from_utf8_lossy(request)).into());
    }
    let log = String::from_utf8_lossy(log.get(usize::try_from(from)?..).unwrap_or_default()).into_owned();
    Ok(executed(&log))
}

/// The statements executed, from lines such as `LOG:  duration: 0.1 ms  execute s1: SELECT …` and `DETAIL:  parameters: $1 = '…'`.
fn executed(log: &str) -> Vec<Heard> {
    let mut heard: Vec<Heard> = Vec::new();
    let mut listening = false;
    for line in log.lines() {
        if let Some(rest) = line.strip_prefix("LOG:  ") {
            let statement = rest.split_once("  execute ").and_then(|(_, statement)| statement.split_once(": "));
            listening = statement.is_some();
            heard.extend(statement.map(|(_, sql)| Heard { sql: sql.to_owned(), binds: Vec::new() }));
        } else if let (Some(values), true) = (line.strip_prefix("DETAIL:  parameters: "), listening) {
            if let Some(last) = heard.last_mut() {
                last.binds = binds(values);
            }
        } else if let (true, Some(last), Some(more)) = (listening, heard.last_mut(), line.strip_prefix('\t')) {
            last.sql = format!("{}\n{more}", last.sql);
        }
    }
    heard
}

/// `$1 = 'it''s', $2 = NULL` in order.
fn binds(values: &str) -> Vec<String> {
    let mut rest = values;
    let mut all = Vec::new();
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            all.push("NULL".to_owned());
            rest = value;
            continue;
        };
        let mut end = 0;
        while let Some(found) = quoted[end..].find('\'') {
            end += found;
            if quoted[end + 1..].starts_with('\'') {
                end += 2;
            } else {
                break;
            }
        }
        all.push(quoted[..end].replace("''", "'"));
        rest = &quoted[end + 1..];
    }
    all
}

/// The same statements for pgbench: the id asked for becomes `sample`, which pgbench draws anew each time.
pub fn script(set: &str, heard: &[Heard], sample: &str, drawn: &str) -> Script {
    let mut script = Script::new(format!("{set}\n"));
    for statement in heard {
        let mut sql = statement.sql.clone();
        // From the last, for $1 also begins $10.
        for (index, value) in statement.binds.iter().enumerate().rev() {
            let name = format!("b{}", script.variables.len());
            let bind = if value == sample { drawn.to_owned() } else { format!(":{name}") };
            sql = sql.replace(&format!("${}", index + 1), &bind);
            script.variables.push((name, value.clone()));
        }
        script.text += &format!("{sql};\n");
    }
    script
}

/// Prints the generic plan of every statement that the reading endpoints run.
pub async fn explain(office: &Office) -> Result<(), Box<dyn Error>> {
    let sql = connect(&with_session_options(&office.url)).await?;
    for Read { name, request, .. } in READS {
        println!("\n== {name}, {} assignments", office.size);
        for statement in hear(office, request().as_bytes()).await? {
            let values: Vec<String> = statement.binds.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
            sql.batch_execute(&format!("PREPARE heard AS {}", statement.sql)).await?;
            let execute = if values.is_empty() { "heard".to_owned() } else { format!("heard ({})", values.join(", ")) };
            // Once for the plan, once warm for the figures.
            for told in [false, true] {
                for row in sql.simple_query(&format!("EXPLAIN (ANALYZE, BUFFERS) EXECUTE {execute}")).await? {
                    if let (SimpleQueryMessage::Row(row), true) = (row, told) {
                        println!("{}", row.get(0).unwrap_or_default());
                    }
                }
            }
            sql.batch_execute("DEALLOCATE heard").await?;
        }
    }
    Ok(())
}
