//! A transition: an act that uses up what it is done to, so that each client has things of its own, which a reset puts back.

use crate::cases::Thing;
use crate::driver::Ask;
use crate::pgbench::Script;
use crate::queries::{Drawn, hear, script};
use crate::stage::Office;
use crate::work::{Goals, Work, put_back};
use std::error::Error;

pub struct Act {
    pub name: &'static str,
    pub ask: Box<Ask<'static>>,
    /// Sets the numbers of what pgbench acts on, from `:client_id` and each client's own count `:turn`.
    pub set: String,
    /// What the first client's request of that turn is about, by the variable of its number.
    pub about: fn(u64) -> Vec<(&'static str, Thing, u64)>,
    /// The rows that the act writes, a statement each, with `{variable}` for an id.
    pub plain: String,
    /// How many of each client make a round.
    pub count: usize,
    pub reset: String,
}

/// 0.8 of the statements that it runs, and 0.6 of what it writes.
const GOALS: Goals = Goals { own: Some(0.80), plain: Some(0.60), ..Goals::NONE };

impl Act {
    pub async fn work(self, office: &Office) -> Result<Work, Box<dyn Error>> {
        put_back(office, &self.reset).await?;
        let request = |turn: usize| {
            let mut request = Vec::new();
            (self.ask)(0, turn, &mut request);
            request
        };
        let heard = hear(office, 200, request).await?;
        put_back(office, &self.reset).await?;
        let about = (self.about)(heard.turn as u64);
        let drawn: Vec<Drawn> = about.iter().map(|(variable, thing, number)| (thing.id(*number), thing.sql(variable))).collect();
        let set = format!("{}\n\\set turn :turn + 1", self.set);
        let counted = |mut script: Script| {
            script.variables.push(("turn".to_owned(), "0".to_owned()));
            script
        };
        let rows = about
            .iter()
            .fold(self.plain, |rows, (variable, thing, _)| rows.replace(&format!("{{{variable}}}"), &thing.sql(variable)));
        Ok(Work {
            name: self.name.to_owned(),
            goals: GOALS,
            ask: self.ask,
            status: 200,
            own: Some(counted(script(&set, &heard.statements, &drawn))),
            statements: heard.statements.len(),
            plain: Some(counted(Script::new(format!("{set}\nBEGIN;\n{rows}\nCOMMIT;\n")))),
            until: Some(self.count),
            reset: Some(self.reset),
        })
    }
}

/// The two rows of the journal that every act writes: the head of the case's chain, and the entry.
pub fn record(kind: &str, subject_kind: &str, subject: &str, role: &str) -> String {
    format!(
        r#"UPDATE journal_heads SET entries = entries + 1, previous_hash = hash, hash = sha256(hash || decode(repeat('00', 32), 'hex')) WHERE stream = {{case}};
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
VALUES ({{case}}, {{case}}, '{kind}', '{subject_kind}', {subject}, {{case}}, 'officer', {{officer}}, '{role}',
    '{{"after": {{"officerId": "01880001-0000-7000-8000-100000000001", "recipientState": "READ"}}, "before": {{"recipientState": "DELIVERED"}}}}',
    now(), now(), '01880009-0000-7000-8000-100000000001', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'));"#
    )
}
