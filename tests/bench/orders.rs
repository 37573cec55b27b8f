//! Acts: step 1, and the transitions that read and order. The yardstick writes the same rows as plain statements.

use crate::cases::{Caller, FIRST, SUBHEADS, Thing, own_assignment, subhead};
use crate::pgbench::Script;
use crate::stage::Office;
use crate::work::{Work, post, scattered};

/// Acknowledgements of each client in a round: each has a subdivision head of its own, who has not read so many orders.
const UNREAD: usize = 500;

pub fn works(office: &Office) -> Vec<Work> {
    vec![assign(office), acknowledge(office)]
}

fn assign(office: &Office) -> Work {
    let (head, size) = (post(&Caller::division_head()), office.size);
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let number = scattered(client, turn, size);
        let (item, assignee) = (Thing::AgendaItem.id(number), Thing::Officer.id(subhead(number % SUBHEADS)));
        let body =
            format!("{{\"agendaItemId\":\"{item}\",\"assigneeId\":\"{assignee}\",\"instructions\":[\"PUBLISH\",\"DOCUMENT\"]}}");
        to.extend_from_slice(format!("POST /v1/assignments HTTP/1.1\r\n{head}{}\r\n\r\n{body}", body.len()).as_bytes());
    };
    let yardstick = ASSIGN
        .replace("{item}", &Thing::AgendaItem.sql("item"))
        .replace("{assignee}", &Thing::Officer.sql("assignee"))
        .replace("{head}", &format!("'{}'", Thing::Officer.id(0)))
        .replace("{first}", &FIRST.to_string())
        .replace("{last}", &(size - 1).to_string())
        .replace("{year}", &office.year.to_string());
    Work {
        name: "step 1: assign".to_owned(),
        goal: 1.0,
        ask: Box::new(ask),
        yardstick: Script::new(yardstick),
        until: None,
        reset: None,
    }
}

/// What the service writes, a statement a row; what it reads and checks besides is not asked of pgbench.
const ASSIGN: &str = r#"
\set n random(0, {last})
\set item {first} + :n
\set assignee {first} + 1 + :n % 20
BEGIN;
SELECT gen_random_uuid() AS a, gen_random_uuid() AS d \gset
INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('ASSIGNMENT', 'HUMAS', {year}, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING last_serial AS anumber \gset
INSERT INTO assignments (id, register_unit, register_year, register_serial, register_number, subject, agenda_item_id, procedure_id, assigned_by_id,
    assignee_id, urgency, classification, state, clock, created_at, updated_at, version)
VALUES (:a, 'HUMAS', {year}, :anumber, :anumber || '/PD/HUMAS/XI', 'Festival Panen Raya', {item}, '019ab0d0-0000-7000-8000-000000000001', {head},
    {assignee}, 'NORMAL', 'ORDINARY', 'ASSIGNED',
    '{"steps": [{"spans": [{"startedAt": "2026-11-23T01:00:00Z", "finishedAt": "2026-11-23T01:00:00Z"}], "standardMinutes": 5}, {"spans": [{"startedAt": "2026-11-23T01:00:00Z"}], "standardMinutes": 5}, {"standardMinutes": 60}, {"standardMinutes": 60}]}',
    now(), now(), 1);
INSERT INTO register_series AS s (kind, unit, year, last_serial) VALUES ('DISPOSITION', 'HUMAS', {year}, 1)
    ON CONFLICT (kind, unit, year) DO UPDATE SET last_serial = s.last_serial + 1 RETURNING last_serial AS dnumber \gset
INSERT INTO dispositions (id, register_unit, register_year, register_serial, register_number, assignment_id, issuer_id, instructions, urgency,
    classification, created_at, updated_at, version)
VALUES (:d, 'HUMAS', {year}, :dnumber, :dnumber || '/DISP/HUMAS/XI', :a, {head}, ARRAY['PUBLISH', 'DOCUMENT'], 'NORMAL', 'ORDINARY', now(), now(), 1);
INSERT INTO disposition_recipients (disposition_id, officer_id, assignment_id, position, kind, state) VALUES (:d, {assignee}, :a, 1, 'ACTION', 'DELIVERED');
INSERT INTO journal_heads (stream, entries, previous_hash, hash) VALUES (:a, 1, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 64), 'hex')));
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
VALUES (gen_random_uuid(), :a, 'assignment.assigned', 'ASSIGNMENT', :a, :a, 'officer-0', {head}, 'DIVISION_HEAD',
    '{"after": {"dueAt": null, "state": "ASSIGNED", "subject": "Festival Panen Raya", "urgency": "NORMAL", "assigneeId": "01880001-0000-7000-8000-100000000001", "procedureId": "019ab0d0-0000-7000-8000-000000000001", "agendaItemId": "01880002-0000-7000-8000-100000000001", "instructions": ["PUBLISH", "DOCUMENT"], "dispositionId": "01880004-0000-7000-8000-100000000001", "classification": "ORDINARY"}, "before": {}}',
    now(), now(), '01880009-0000-7000-8000-100000000001', decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 64), 'hex')));
COMMIT;
"#;

fn acknowledge(office: &Office) -> Work {
    let heads: Vec<String> = (0..SUBHEADS).map(|number| post(&Caller::subhead(number))).collect();
    let unread = usize::try_from(office.size / SUBHEADS).unwrap_or(usize::MAX).min(UNREAD);
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let subhead = client as u64 % SUBHEADS;
        let id = Thing::Disposition.id(2 * own_assignment(subhead, turn as u64));
        let head = &heads[client % heads.len()];
        to.extend_from_slice(format!("POST /v1/dispositions/{id}/acknowledgement HTTP/1.1\r\n{head}2\r\n\r\n{{}}").as_bytes());
    };
    let yardstick = ACKNOWLEDGE
        .replace("{case}", &Thing::Assignment.sql("case"))
        .replace("{disposition}", &Thing::Disposition.sql("disposition"))
        .replace("{officer}", &Thing::Officer.sql("officer"))
        .replace("{first}", &FIRST.to_string());
    let reset = format!(
        "UPDATE disposition_recipients SET state = 'DELIVERED', read_at = NULL WHERE disposition_id < '{}' AND duty IS NULL",
        Thing::Disposition.id(2 * own_assignment(0, unread as u64))
    );
    Work {
        name: "transition: acknowledge".to_owned(),
        goal: 0.8,
        ask: Box::new(ask),
        yardstick: Script { variables: vec![("turn".to_owned(), "0".to_owned())], ..Script::new(yardstick) },
        until: Some(unread),
        reset: Some(reset),
    }
}

/// Locks the case, reads what must be checked and shown, writes the same rows. `:turn` is each client's own count.
const ACKNOWLEDGE: &str = r#"
\set n 20 * :turn + :client_id
\set case {first} + :n
\set disposition {first} + 2 * :n
\set officer {first} + 1 + :client_id
\set turn :turn + 1
BEGIN;
SELECT state, assignee_id FROM assignments WHERE id = {case} FOR NO KEY UPDATE;
SELECT id, register_number, assignment_id, parent_id, issuer_id, instructions, note, urgency, classification, due_at, activity_agenda, created_at,
    updated_at, version FROM dispositions WHERE id = {disposition};
SELECT r.*, o.name, o.position_title FROM disposition_recipients r JOIN officers o ON o.id = r.officer_id WHERE r.disposition_id = {disposition}
    ORDER BY r.position;
UPDATE disposition_recipients SET state = 'READ', read_at = now() WHERE disposition_id = {disposition} AND officer_id = {officer};
UPDATE dispositions SET updated_at = now(), version = version + 1 WHERE id = {disposition};
INSERT INTO journal_heads AS h (stream, entries, previous_hash, hash)
    VALUES ({case}, 1, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 64), 'hex')))
    ON CONFLICT (stream) DO UPDATE SET entries = h.entries + 1, previous_hash = h.hash, hash = sha256(h.hash || decode(repeat('00', 32), 'hex'))
    RETURNING encode(previous_hash, 'hex') AS previous, encode(hash, 'hex') AS hash \gset
INSERT INTO journal (id, stream, type, subject_kind, subject_id, assignment_id, actor, actor_id, role, changes, occurred_at, received_at, request_id,
    previous_hash, hash)
VALUES (gen_random_uuid(), {case}, 'disposition.read', 'DISPOSITION', {disposition}, {case}, 'officer', {officer}, 'SUBDIVISION_HEAD',
    '{"after": {"officerId": "01880001-0000-7000-8000-100000000001", "recipientState": "READ"}, "before": {"recipientState": "DELIVERED"}}',
    now(), now(), '01880009-0000-7000-8000-100000000001', decode(:previous, 'hex'), decode(:hash, 'hex'));
COMMIT;
"#;
