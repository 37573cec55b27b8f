//! The SQL that an endpoint runs, as PostgreSQL heard it: so that the yardstick never drifts from the service.

use crate::driver::once;
use crate::pgbench::Script;
use crate::stage::Office;
use std::error::Error;

/// A statement with the values of its binds; None is NULL.
#[derive(Debug, Clone)]
pub struct Statement {
    pub sql: String,
    pub binds: Vec<Option<String>>,
}

/// What one request asked of PostgreSQL.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Which of the requests it was.
    pub turn: usize,
    pub statements: Vec<Statement>,
}

/// So many are sent, so that every connection of the pools has its statements prepared and people are known.
const TURNS: usize = 40;
/// So many of the last are listened to; the shortest counts, for what the service does besides may be heard too.
const LISTENED: usize = 5;

/// Sends requests one by one and listens to what they ask.
pub async fn hear(office: &Office, wanted: u16, request: impl Fn(usize) -> Vec<u8>) -> Result<Heard, Box<dyn Error>> {
    let sql = office.sql().await?;
    let told = "ALTER SYSTEM SET log_min_duration_statement =";
    let (mut marks, mut answers) = (Vec::new(), Vec::new());
    sql.batch_execute(&format!("{told} 0")).await?;
    sql.batch_execute("SELECT pg_reload_conf()").await?;
    // Every session must have heard of the setting.
    for turn in 0..TURNS {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        marks.push(usize::try_from(std::fs::metadata(&office.log)?.len())?);
        answers.push(once(office.service.address, &request(turn)).await?);
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let log = std::fs::read(&office.log)?;
    marks.push(log.len());
    sql.batch_execute(&format!("{told} -1")).await?;
    sql.batch_execute("SELECT pg_reload_conf()").await?;
    if let Some((status, answer)) = answers.iter().find(|(status, _)| *status != wanted) {
        return Err(format!("{status} to {}\n{answer}", String::from_utf8_lossy(&request(0))).into());
    }
    let heard = (TURNS - LISTENED..TURNS).map(|turn| {
        let log = String::from_utf8_lossy(&log[marks[turn]..marks[turn + 1]]).into_owned();
        Heard { turn, statements: executed(&log) }
    });
    Ok(heard.min_by_key(|heard| heard.statements.len()).ok_or("nothing heard")?)
}

/// The statements executed, from lines such as `LOG:  duration: 0.1 ms  execute s1: SELECT …`, `… statement: COMMIT` and
/// `DETAIL:  parameters: $1 = '…'`.
fn executed(log: &str) -> Vec<Statement> {
    let mut heard: Vec<Statement> = Vec::new();
    let mut listening = false;
    for line in log.lines() {
        if let Some(rest) = line.strip_prefix("LOG:  ") {
            let prepared = rest.split_once("  execute ").and_then(|(_, statement)| statement.split_once(": "));
            let statement = prepared.or_else(|| rest.split_once("  statement: "));
            listening = statement.is_some();
            heard.extend(statement.map(|(_, sql)| Statement { sql: sql.to_owned(), binds: Vec::new() }));
        } else if let (Some(detail), true) = (line.strip_prefix("DETAIL:  "), listening) {
            let values = detail.split_once("arameters: ").map(|(_, values)| values);
            if let (Some(last), Some(values)) = (heard.last_mut(), values) {
                last.binds = binds(values);
            }
        } else if let (true, Some(last), Some(more)) = (listening, heard.last_mut(), line.strip_prefix('\t')) {
            last.sql = format!("{}\n{more}", last.sql);
        }
    }
    heard
}

/// `$1 = 'it''s', $2 = NULL` in order.
fn binds(values: &str) -> Vec<Option<String>> {
    let mut rest = values;
    let mut all = Vec::new();
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            all.push(None);
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
        all.push(Some(quoted[..end].replace("''", "'")));
        rest = &quoted[end + 1..];
    }
    all
}

/// What stands in a heard request, and the SQL that pgbench draws anew each time instead.
pub type Drawn = (String, String);

/// The same statements for pgbench, after `set`, which sets what is drawn.
///
/// The other values stay those of the heard request: what is written in the journal, for one, need not be true.
pub fn script(set: &str, heard: &[Statement], drawn: &[Drawn]) -> Script {
    let mut script = Script::new(format!("{set}\n"));
    for statement in heard {
        let mut sql = statement.sql.clone();
        // From the last, for $1 also begins $10.
        for (index, value) in statement.binds.iter().enumerate().rev() {
            sql = sql.replace(&format!("${}", index + 1), &bind(value.as_deref(), drawn, &mut script.variables));
        }
        script.text += &format!("{sql};\n");
    }
    script
}

fn bind(value: Option<&str>, drawn: &[Drawn], variables: &mut Vec<(String, String)>) -> String {
    let Some(value) = value else { return "NULL".to_owned() };
    for (sample, expression) in drawn {
        if value == sample {
            return expression.clone();
        }
        if value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(sample) {
            return format!("ARRAY[{expression}]");
        }
    }
    let name = format!("b{}", variables.len());
    variables.push((name.clone(), value.to_owned()));
    format!(":{name}")
}
