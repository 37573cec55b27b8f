//! Acts at desks of their own: staff complete (step 3), the subdivision head selects (step 4).

use crate::acts::{Act, record};
use crate::arguments::Arguments;
use crate::cases::{
    ARTIFACTS, Caller, DEEP_CASE, DESKS, FIRST, FIRST_TO_COMPLETE, FIRST_TO_DECIDE, FIRST_TO_SELECT, TO_COMPLETE, TO_SELECT,
    Thing, desk_head, desk_staff,
};
use crate::stage::Office;
use crate::work::{Work, head};
use std::error::Error;

const COMPLETED: &str = "transition: complete (step 3)";
const SELECTED: &str = "transition: select";

pub async fn works(office: &Office, arguments: &Arguments) -> Result<Vec<Work>, Box<dyn Error>> {
    let mut works = Vec::new();
    for (name, act) in [(COMPLETED, complete as fn() -> Act), (SELECTED, select)] {
        if arguments.wants(name) {
            works.push(act().work(office).await?);
        }
    }
    Ok(works)
}

/// `dispositions::act::complete` by the only recipient: the case moves to DOCUMENTED.
fn complete() -> Act {
    let heads: Vec<String> = (0..DESKS).map(|desk| head(&Caller::desk_staff(desk))).collect();
    let number = |desk: u64, turn: u64| FIRST_TO_COMPLETE + TO_COMPLETE * desk + turn;
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let id = Thing::Disposition.id(2 * number(client as u64 % DESKS, turn as u64) + 1);
        let (head, body) = (&heads[client % heads.len()], r#"{"note":"24 foto dan satu siaran pers"}"#);
        let request = format!("POST /v1/dispositions/{id}/completion HTTP/1.1\r\n{head}{}\r\n\r\n{body}", body.len());
        to.extend_from_slice(request.as_bytes());
    };
    // What `clock.documented` leaves, told shortly: the third step ends, the fourth begins.
    let plain = format!(
        "UPDATE disposition_recipients SET state = 'COMPLETED', completed_at = now(), note = '24 foto dan satu siaran pers'
    WHERE disposition_id = {{disposition}} AND officer_id = {{officer}};
UPDATE dispositions SET updated_at = now(), version = version + 1 WHERE id = {{disposition}};
UPDATE assignments SET state = 'DOCUMENTED', clock = jsonb_set(clock::jsonb, '{{steps,3,spans}}', (clock #> '{{steps,2,spans}}')::jsonb), updated_at = now(),
    version = version + 1 WHERE id = {{case}};
{}",
        record("disposition.completed", "DISPOSITION", "{disposition}", "STAFF")
    );
    let (first, end) = (number(0, 0), number(DESKS, 0));
    let between = |thing: Thing, factor: u64| format!("BETWEEN '{}' AND '{}'", thing.id(factor * first), thing.id(factor * end));
    Act {
        name: COMPLETED,
        ask: Box::new(ask),
        set: format!(
            "\\set n {first} + {TO_COMPLETE} * :client_id + :turn
\\set case {FIRST} + :n
\\set disposition {FIRST} + 2 * :n + 1
\\set officer {FIRST} + {} + :client_id",
            desk_staff(0)
        ),
        about: |turn| {
            let case = FIRST_TO_COMPLETE + turn;
            vec![
                ("case", Thing::Assignment, case),
                ("disposition", Thing::Disposition, 2 * case + 1),
                ("officer", Thing::Officer, desk_staff(0)),
            ]
        },
        plain,
        count: usize::try_from(TO_COMPLETE).unwrap_or_default(),
        // The deep case stands where these stood, and nothing is done to it.
        reset: format!(
            "UPDATE disposition_recipients SET state = 'READ', completed_at = NULL, note = NULL
    WHERE disposition_id {} AND duty IS NOT NULL;
UPDATE assignments SET state = 'DISPATCHED', clock = (SELECT clock FROM assignments WHERE id = '{}'), version = 1 WHERE id {}",
            between(Thing::Disposition, 2),
            Thing::Assignment.id(DEEP_CASE),
            between(Thing::Assignment, 1)
        ),
    }
}

/// `artifacts::select::decide_selection`: the artifact and the journal.
fn select() -> Act {
    let heads: Vec<String> = (0..DESKS).map(|desk| head(&Caller::desk_head(desk))).collect();
    let ask = move |client: usize, turn: usize, to: &mut Vec<u8>| {
        let id = Thing::Artifact.id(FIRST_TO_DECIDE + EACH * (client as u64 % DESKS) + turn as u64);
        let (head, body) = (&heads[client % heads.len()], r#"{"decision":"SELECTED","rank":1}"#);
        let path = format!("PUT /v1/artifacts/{id}/selection HTTP/1.1\r\nIf-Match: \"1.\"");
        to.extend_from_slice(format!("{path}\r\n{head}{}\r\n\r\n{body}", body.len()).as_bytes());
    };
    let plain = format!(
        "UPDATE artifacts SET decision = 'SELECTED', decision_rank = 1, decided_by_id = {{officer}}, decided_at = now(), updated_at = now(),
    version = version + 1 WHERE id = {{artifact}};
{}",
        record("artifact.selected", "ARTIFACT", "{artifact}", "SUBDIVISION_HEAD")
    );
    Act {
        name: SELECTED,
        ask: Box::new(ask),
        set: format!(
            "\\set n {EACH} * :client_id + :turn
\\set artifact {FIRST} + {FIRST_TO_DECIDE} + :n
\\set case {FIRST} + {FIRST_TO_SELECT} + :n / {ARTIFACTS}
\\set officer {FIRST} + {} + :client_id",
            desk_head(0)
        ),
        about: |turn| {
            vec![
                ("case", Thing::Assignment, FIRST_TO_SELECT + turn / ARTIFACTS),
                ("artifact", Thing::Artifact, FIRST_TO_DECIDE + turn),
                ("officer", Thing::Officer, desk_head(0)),
            ]
        },
        plain,
        count: usize::try_from(EACH).unwrap_or_default(),
        reset: format!(
            "UPDATE artifacts SET decision = NULL, decision_rank = NULL, decided_by_id = NULL, decided_at = NULL, version = 1
    WHERE id BETWEEN '{}' AND '{}'",
            Thing::Artifact.id(FIRST_TO_DECIDE),
            Thing::Artifact.id(FIRST_TO_DECIDE + EACH * DESKS - 1)
        ),
    }
}

/// Artifacts to select at a desk.
const EACH: u64 = TO_SELECT * ARTIFACTS;
