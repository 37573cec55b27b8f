//! How an officer is shown: personal data to ADMIN and to the officer alone.

use super::store::Officer;
use crate::domain::role::Role;
use crate::domain::text::{EmployeeNumber, Line, Phone, UnitCode};
use crate::features::open_work::OpenWorkView;
use crate::http::fields::Stamp;
use crate::http::row::has_etag;
use crate::office::actor::Actor;
use crate::office::people::OfficerRef;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An officer of the office.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Officer)]
pub struct OfficerView {
    pub id: Uuid,
    /// The `sub` of the officer's tokens. E.g. `staf-1`.
    pub subject: Line<255>,
    /// E.g. `Siti Aminah`.
    pub name: Line<200>,
    /// *NIP*; null unless the viewer is ADMIN or the officer.
    pub employee_number: Option<EmployeeNumber>,
    /// null unless the viewer is ADMIN or the officer.
    pub phone: Option<Phone>,
    /// *Jabatan*: data, never a rule. E.g. `Staf Sub Bagian Humas`.
    pub position_title: Line<200>,
    /// The unit's short code, as it stands in register numbers.
    pub unit: UnitCode,
    /// What they are; a caller acts in a role that the token and the directory both say.
    #[schema(max_items = 6, example = json!(["STAFF"]))]
    pub roles: Vec<Role>,
    /// Education, as the SOP asks for it. E.g. `DIII Ilmu Komunikasi`.
    pub qualification: Option<Line<200>>,
    /// An inactive officer may do nothing.
    pub active: bool,
    pub created_at: Stamp,
    pub updated_at: Stamp,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// {{etag}}
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100, pattern = "^\"[0-9]+\\.[A-Za-z0-9_-]+\"$", example = "\"3.Zk1mVb0a9yTt\"")]
    pub etag: Option<String>,
    /// In the answer to a change by which they leave or lose a role: the first page of what is open with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 50)]
    pub open_work: Option<Vec<OpenWorkView>>,
    /// Where the rest of it is, if there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        max_length = 2000,
        example = "http://127.0.0.1:8080/v1/officers/0198c0de-0000-7000-8000-000000000001/open-work?cursor=eyJzY29wZSI6IjB6R3FhIiwia2V5IjpbXX0"
    )]
    pub open_work_next: Option<String>,
}

has_etag!(OfficerView);

impl Officer {
    pub fn view(&self, viewer: &Actor) -> OfficerView {
        self.shown(viewer.is(Role::Admin) || viewer.officer == Some(self.id))
    }

    /// With all that is personal.
    pub fn whole(&self) -> OfficerView {
        self.shown(true)
    }

    fn shown(&self, personal: bool) -> OfficerView {
        let officer = self.clone();
        OfficerView {
            id: officer.id,
            subject: officer.subject,
            name: officer.name,
            employee_number: officer.employee_number.filter(|_| personal),
            phone: officer.phone.filter(|_| personal),
            position_title: officer.position_title,
            unit: officer.unit,
            roles: officer.roles,
            qualification: officer.qualification,
            active: officer.active,
            created_at: officer.created_at.into(),
            updated_at: officer.updated_at.into(),
            version: officer.version,
            etag: None,
            open_work: None,
            open_work_next: None,
        }
    }

    pub fn reference(&self) -> OfficerRef {
        OfficerRef { id: self.id, name: self.name.clone(), position_title: self.position_title.clone() }
    }
}
