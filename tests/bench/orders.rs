//! Orders: step 1, and the acknowledgement of it.

use crate::acts::{Act, record};
use crate::arguments::Arguments;
use crate::cases::{Caller, FIRST, SUBHEADS, Thing, own_assignment, subhead};
use crate::pgbench::Script;
use crate::queries::hear;
use crate::stage::Office;
use crate::work::{Goals, Work, head, scattered};
use std::error::Error;

/// Acknowledgements of each client in a round: each has a subdivision head of its own, who has not read so many orders.
const UNREAD: usize = 500;

const ASSIGNED: &str = "step 1: assign";
const ACKNOWLEDGED: &str = "transition: acknowledge";

pub async fn works(office: &Office, arguments: &Arguments) -> Result<Vec<Work>, Box<dyn Error>> {
    let mut works = Vec::new();
    if arguments.wants(ASSIGNED) {
        works.push(assign(office).await?);
    }
    if arguments.wants(ACKNOWLEDGED) {
        works.push(acknowledge(office).work(office).await?);
    }
    Ok(works)
}

/// Numbers drawn by the one cannot be drawn again by the other: there is no yardstick of its own statements.
async fn assign(office: &Office) -> Result<Work, Box<dyn Error>> {
    let (head, size) = (head(&Caller::division_head()), office.size);
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let number = scattered(client, turn, size);
        let (item, assignee) = (Thing::AgendaItem.id(number), Thing::Officer.id(subhead(number % SUBHEADS)));
        let body =
            format!("{{\"agendaItemId\":\"{item}\",\"assigneeId\":\"{assignee}\",\"instructions\":[\"PUBLISH\",\"DOCUMENT\"]}}");
        to.extend_from_slice(format!("POST /v1/assignments HTTP/1.1\r\n{head}{}\r\n\r\n{body}", body.len()).as_bytes());
    };
    let request = |turn: usize| {
        let mut request = Vec::new();
        ask(0, turn, &mut request);
        request
    };
    let statements = hear(office, 201, request).await?.statements.len();
    let plain = ASSIGN
        .replace("{case}", "(:p || '-0000-7000-8000-' || :q)::uuid")
        .replace("{disposition}", "(:p || '-0000-7000-8001-' || :q)::uuid")
        .replace("{item}", &Thing::AgendaItem.sql("item"))
        .replace("{assignee}", &Thing::Officer.sql("assignee"))
        .replace("{head}", &format!("'{}'", Thing::Officer.id(0)))
        .replace("{first}", &FIRST.to_string())
        .replace("{last}", &(size - 1).to_string())
        .replace("{year}", &office.year.to_string());
    Ok(Work {
        name: ASSIGNED.to_owned(),
        goals: Goals { plain: Some(1.3), ..Goals::NONE },
        ask: Box::new(ask),
        status: 201,
        own: None,
        statements,
        plain: Some(Script { text: plain, variables: vec![("turn".to_owned(), "0".to_owned())] }),
        until: None,
        reset: None,
    })
}

/// What `assignments::assign` writes, a statement a row; what it reads and checks besides is not asked of pgbench.
const ASSIGN: &str = r#"
\set turn :turn + 1
\set p 20000000 + :turn
\set q random(100000000000, 999999999999)
\set n random(0, {last})
\set item {first} + :n
\set assignee {first} + 1 + :n % 20
BEGIN;
INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('ASSIGNMENT', 'HUMAS', {year}, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING last_serial AS anumber \gset
INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id, assigned_by_id,
    assignee_id, urgency, classification, state, clock, created_at, updated_at, version)
VALUES ({case}, 'HUMAS', {year}, :anumber, :anumber || '/PD/HUMAS/XI', 'Festival Panen Raya', {item}, '019ab0d0-0000-7000-8000-000000000001', {head},
    {assignee}, 'NORMAL', 'ORDINARY', 'ASSIGNED',
    '{"steps": [{"spans": [{"startedAt": "2026-11-23T01:00:00Z", "finishedAt": "2026-11-23T01:00:00Z"}], "standardMinutes": 5}, {"spans": [{"startedAt": "2026-11-23T01:00:00Z"}], "standardMinutes": 5}, {"standardMinutes": 60}, {"standardMinutes": 60}]}',
    now(), now(), 1);
INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('DISPOSITION', 'HUMAS', {year}, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING last_serial AS dnumber \gset
INSERT INTO dispositions (id, register_unit, register_year, register_serial, register_number, assignment_id, issuer_id, instructions, urgency,
    classification, issued_at, created_at, updated_at, version)
VALUES ({disposition}, 'HUMAS', {year}, :dnumber, :dnumber || '/DISP/HUMAS/XI', {case}, {head}, ARRAY['PUBLISH', 'DOCUMENT'], 'NORMAL', 'ORDINARY', now(), now(), now(), 1);
INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, state) VALUES ({disposition}, {assignee}, {case}, 1, 'ACTION', 'DELIVERED');
INSERT INTO journal_heads (stream, entries, previous_hash, hash) VALUES ({case}, 1, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 64), 'hex')));
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
VALUES ({case}, {case}, 'assignment.assigned', 'ASSIGNMENT', {case}, {case}, 'officer-0', {head}, 'DIVISION_HEAD',
    '{"after": {"dueAt": null, "state": "ASSIGNED", "subject": "Festival Panen Raya", "urgency": "NORMAL", "assigneeId": "01880001-0000-7000-8000-100000000001", "procedureId": "019ab0d0-0000-7000-8000-000000000001", "agendaItemId": "01880002-0000-7000-8000-100000000001", "instructions": ["PUBLISH", "DOCUMENT"], "dispositionId": "01880004-0000-7000-8000-100000000001", "classification": "ORDINARY"}, "before": {}}',
    now(), now(), '01880009-0000-7000-8000-100000000001', decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 64), 'hex')));
COMMIT;
"#;

/// `dispositions::act::acknowledge`: the recipient, the disposition's version, the journal.
fn acknowledge(office: &Office) -> Act {
    let heads: Vec<String> = (0..SUBHEADS).map(|number| head(&Caller::subhead(number))).collect();
    let unread = usize::try_from(office.size / SUBHEADS).unwrap_or(usize::MAX).min(UNREAD);
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let id = Thing::Disposition.id(2 * own_assignment(client as u64 % SUBHEADS, turn as u64));
        let head = &heads[client % heads.len()];
        to.extend_from_slice(format!("POST /v1/dispositions/{id}/acknowledgement HTTP/1.1\r\n{head}2\r\n\r\n{{}}").as_bytes());
    };
    let plain = format!(
        "UPDATE disposition_recipients SET state = 'READ', read_at = now() WHERE disposition_id = {{disposition}} AND officer_id = {{officer}};
UPDATE dispositions SET updated_at = now(), version = version + 1 WHERE id = {{disposition}};
{}",
        record("disposition.read", "DISPOSITION", "{disposition}", "SUBDIVISION_HEAD")
    );
    Act {
        name: ACKNOWLEDGED,
        ask: Box::new(ask),
        set: format!(
            "\\set n 20 * :turn + :client_id\n\\set case {FIRST} + :n\n\\set disposition {FIRST} + 2 * :n\n\\set officer {FIRST} + 1 + :client_id"
        ),
        about: |turn| {
            let case = own_assignment(0, turn);
            vec![
                ("case", Thing::Assignment, case),
                ("disposition", Thing::Disposition, 2 * case),
                ("officer", Thing::Officer, subhead(0)),
            ]
        },
        plain,
        count: unread,
        reset: format!(
            "UPDATE disposition_recipients SET state = 'DELIVERED', read_at = NULL WHERE disposition_id < '{}' AND duty IS NULL",
            Thing::Disposition.id(2 * own_assignment(0, unread as u64))
        ),
    }
}
