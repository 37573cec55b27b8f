//! Everybody a disposition is addressed to, with their names, and how what they completed was told.

use super::{RecipientRow, Whole};
use crate::db::Connection;
use crate::db::statement::SqlOf;
use crate::domain::text::Line;
use crate::domain::time::Instant;
use crate::features::journal::{self, Deed};
use crate::features::mandates::Acting;
use diesel::QueryResult;
use diesel::sql_types::Text;

#[derive(Debug, Clone)]
pub struct Addressee {
    pub row: RecipientRow,
    pub name: Line<200>,
    pub position_title: Line<200>,
    /// Who read it in person, if by mandate.
    pub read_by: Option<Acting>,
    /// How their completion was told.
    pub completion: Option<Deed>,
}

impl Addressee {
    /// When their completion was told, if later than it was done.
    pub fn told_later(&self) -> Option<Instant> {
        let deed = self.completion.as_ref()?;
        Some(deed.received_at).filter(|received| *received != deed.occurred_at)
    }
}

pub type AddresseeRow = (RecipientRow, Line<200>, Line<200>);

impl From<AddresseeRow> for Addressee {
    fn from((row, name, position_title): AddresseeRow) -> Self {
        Self { row, name, position_title, read_by: None, completion: None }
    }
}

pub type AddresseeSql = (SqlOf<RecipientRow>, Text, Text);

pub const ADDRESSEE: &str = "r.disposition_id, r.officer_id, r.assignment_id, r.position, r.kind, r.duty, r.state, r.read_at, \
    r.completed_at, r.note, o.name, o.position_title";

/// Adds how each reading and completion was told: when, and by whom if not by the recipient in person.
pub async fn tell_deeds(conn: &mut Connection, all: &mut [Whole]) -> QueryResult<()> {
    let begun = all.iter().filter(|one| one.recipients.iter().any(|to| to.row.read_at.is_some()));
    let deeds = journal::deeds(conn, begun.map(|one| one.row.assignment_id).collect()).await?;
    for one in all {
        for to in &mut one.recipients {
            to.read_by = deeds.acting("disposition.read", one.row.id, |deed| deed.officer == Some(to.row.officer_id));
            to.completion = deeds.of("disposition.completed", one.row.id, |deed| {
                deed.officer == Some(to.row.officer_id) && Some(deed.occurred_at) == to.row.completed_at
            });
        }
    }
    Ok(())
}
