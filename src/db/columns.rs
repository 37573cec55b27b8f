//! How domain values are stored: one line a type.

use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::artifact::{ArtifactKind, SelectionDecision};
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::clock::Clock;
use crate::domain::digest::{Crc32, Digest};
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::label::Label;
use crate::domain::officer::MandateKind;
use crate::domain::paper::PaperAct;
use crate::domain::picture::{NoCopies, RenditionSize};
use crate::domain::register::RegisterKind;
use crate::domain::report::ReportState;
use crate::domain::role::{ClientRole, Role};
use crate::domain::security::SecurityEventKind;
use crate::domain::text::{EmployeeNumber, Line, Phone, Prose, UnitCode};
use crate::domain::text_encoding::TextEncoding;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, BigInt, Bytea, Jsonb, Text};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::io::Write;

/// Text columns: (proxy for diesel's derive) type, how it is written, how it is read.
macro_rules! text_columns {
    ($($proxy:ident $([$($generics:tt)*])? ($value:ty): $write:expr, $read:expr;)+) => {$(
        #[derive(AsExpression, FromSqlRow)]
        #[diesel(foreign_derive, sql_type = Text)]
        #[expect(dead_code, reason = "diesel derives for the type inside")]
        struct $proxy$(<$($generics)*>)?($value);

        impl$(<$($generics)*>)? ToSql<Text, Pg> for $value {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let write: fn(&$value) -> &str = $write;
                out.write_all(write(self).as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl$(<$($generics)*>)? FromSql<Text, Pg> for $value {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                let text = std::str::from_utf8(value.as_bytes())?;
                let read: fn(&str) -> Option<$value> = $read;
                read(text).ok_or_else(|| format!("{text:?} is not a {}", stringify!($value)).into())
            }
        }
    )+};
}

macro_rules! label_columns {
    ($($proxy:ident($value:ty)),+ $(,)?) => {
        text_columns! { $($proxy($value): |value| value.label(), Label::from_label;)+ }
    };
}

label_columns! {
    AttendanceColumn(Attendance), CertaintyColumn(Certainty), ArtifactKindColumn(ArtifactKind),
    DecisionColumn(SelectionDecision), ClassificationColumn(Classification), StateColumn(State),
    UrgencyColumn(Urgency), DutyColumn(Duty), RecipientKindColumn(RecipientKind), RecipientStateColumn(RecipientState),
    SubjectKindColumn(SubjectKind), MandateKindColumn(MandateKind), RegisterKindColumn(RegisterKind), PaperActColumn(PaperAct),
    RenditionSizeColumn(RenditionSize), ReportStateColumn(ReportState), RoleColumn(Role), ClientRoleColumn(ClientRole), SecurityEventKindColumn(SecurityEventKind),
    TextEncodingColumn(TextEncoding), NoCopiesColumn(NoCopies),
}

text_columns! {
    EmployeeNumberColumn(EmployeeNumber): |number| number, |text| text.try_into().ok();
    PhoneColumn(Phone): |number| number, |text| text.try_into().ok();
    UnitCodeColumn(UnitCode): |code| code, |text| text.try_into().ok();
    LineColumn[const MAX: usize](Line<MAX>): |line| line, |text| Some(Line::kept(text));
    ProseColumn[const MAX: usize](Prose<MAX>): |prose| prose, |text| Some(Prose::kept(text));
}

/// The 32 bytes; the schema holds their number, too.
#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive, sql_type = Bytea)]
#[expect(dead_code, reason = "diesel derives for the type inside")]
struct DigestColumn(Digest);

impl ToSql<Bytea, Pg> for Digest {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Bytea, Pg> for Digest {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(<[u8; 32]>::try_from(value.as_bytes())?.into())
    }
}

/// Its 32 bits without a sign, for which PostgreSQL has no smaller number.
#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive, sql_type = BigInt)]
#[expect(dead_code, reason = "diesel derives for the type inside")]
struct Crc32Column(Crc32);

impl ToSql<BigInt, Pg> for Crc32 {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&i64::from(self.0).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<BigInt, Pg> for Crc32 {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(u32::try_from(i64::from_be_bytes(value.as_bytes().try_into()?))?))
    }
}

/// A value object kept whole: in a `jsonb` column where SQL looks into it often, in a `json` column, which PostgreSQL sends as it
/// was written, where it is read with its row.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
#[diesel(sql_type = sql_types::Json)]
pub struct Json<T: Debug>(pub T);

impl<T: Serialize + Debug> ToSql<Jsonb, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        // The first byte of jsonb's binary form is its version.
        out.write_all(&[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned + Debug> FromSql<Jsonb, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            [1, json @ ..] => Ok(Self(serde_json::from_slice(json)?)),
            _ => Err("unknown jsonb version".into()),
        }
    }
}

impl<T: Serialize + Debug> ToSql<sql_types::Json, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned + Debug> FromSql<sql_types::Json, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_slice(value.as_bytes())?))
    }
}

pub type ClockColumn = Json<Clock>;

/// The words of a text, as PostgreSQL finds them: no value of it comes here.
#[derive(Debug, Clone, Copy, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "tsvector"))]
pub struct Tsvector;
