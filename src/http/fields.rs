//! How domain values are read from JSON and told to OpenAPI: one line a type.

mod instants;
mod patch;
pub mod texts;

pub use instants::{INSTANT, instant};
pub use patch::{Change, Patch};

use super::problem::{FaultKind, Faults};
use crate::domain::agenda::{Attendance, Certainty};
use crate::domain::artifact::{ArtifactKind, PublicGate, SelectionDecision};
use crate::domain::assignment::{Classification, State, Urgency};
use crate::domain::digest::Digest;
use crate::domain::disposition::{Duty, RecipientKind, RecipientState};
use crate::domain::journal::SubjectKind;
use crate::domain::label::Label;
use crate::domain::officer::{MandateKind, MendingAct};
use crate::domain::paper::PaperAct;
use crate::domain::picture::{ArtifactFlag, NoCopies, RenditionSize};
use crate::domain::procedure::StandardTime;
use crate::domain::publication::{ContentLanguage, Freshness, InformationClass, PublicationState};
use crate::domain::register::RegisterKind;
use crate::domain::report::ReportState;
use crate::domain::role::{ClientRole, Role};
use crate::domain::structured_text::StructuredText;
use crate::domain::text::{EmployeeNumber, Line, Phone, Prose, UnitCode};
use crate::domain::text_encoding::TextEncoding;
use crate::domain::time::{Instant, TimeOfDay, Written};
use crate::domain::workflow::Act;
use chrono::{NaiveDate, SecondsFormat};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use uuid::Uuid;

/// A string member, or the fault that it is something else.
fn string<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        Value::Null => Err(Faults::here(location, FaultKind::Required)),
        _ => Err(Faults::here(location, FaultKind::WrongType { expected: "string".to_owned() })),
    }
}

/// Values written as a JSON string: how the text is read.
macro_rules! string_fields {
    ($($type:ty $(where [$($generics:tt)*])?: $read:expr;)+) => {$(
        impl$(<$($generics)*>)? Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
                let text = string(value, location)?;
                let read: fn(&str) -> Result<$type, FaultKind> = $read;
                read(&text).map_err(|kind| Faults::here(location, kind))
            }
        }
    )+};
}

string_fields! {
    Line<MAX> where [const MAX: usize]: |text| text.try_into().map_err(FaultKind::Text);
    Prose<MAX> where [const MAX: usize]: |text| text.try_into().map_err(FaultKind::Text);
    StructuredText: texts::structured;
    EmployeeNumber: |text| text.try_into().map_err(FaultKind::Text);
    Phone: |text| text.try_into().map_err(FaultKind::Text);
    UnitCode: |text| text.try_into().map_err(FaultKind::Text);
    StandardTime: |text| StandardTime::parse(text).ok_or(FaultKind::NotADuration);
    Uuid: |text| Uuid::try_parse(text).ok().filter(|_| text.len() == 36).ok_or(FaultKind::NotAnId);
    TimeOfDay: |text| TimeOfDay::try_from(text).ok().filter(|_| shaped(text, "00:00")).ok_or(FaultKind::NotATime);
    Stamp: |text| instant(text).map(Stamp);
    NaiveDate: |text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped(text, "0000-00-00")).ok_or(FaultKind::NotADate);
}

/// Whether a text has a digit for every `0` and else the same characters: chrono also reads signs, spaces and short numbers.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// A whole number of a body, from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for Integer<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let number = match value {
            Value::Integer(number) => i64::try_from(number).ok(),
            Value::NegativeInteger(number) => Some(number),
            Value::Null => return Err(Faults::here(location, FaultKind::Required)),
            _ => return Err(Faults::here(location, FaultKind::WrongType { expected: "integer".to_owned() })),
        };
        let number = number.filter(|number| (MIN..=MAX).contains(number));
        number.map(Self).ok_or_else(|| Faults::here(location, FaultKind::OutOfRange { min: MIN, max: MAX }))
    }
}

/// A value of a closed set, by its label.
pub fn label<T: Label, V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<T, Faults> {
    let text = string(value, location)?;
    T::from_label(&text).ok_or_else(|| {
        let accepted = T::ALL.iter().map(|value| value.label().to_owned()).collect();
        Faults::here(location, FaultKind::UnknownValue { accepted })
    })
}

/// Closed sets: read by label, told to OpenAPI as an enum under this name.
macro_rules! label_fields {
    ($($type:ty as $name:literal: $description:literal;)+) => {$(
        impl deserr::Deserr<$crate::http::problem::Faults> for $type {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                location: deserr::ValuePointerRef,
            ) -> Result<Self, $crate::http::problem::Faults> {
                $crate::http::fields::label(value, location)
            }
        }

        impl utoipa::__dev::ComposeSchema for $type {
            fn compose(_: Vec<utoipa::openapi::RefOr<utoipa::openapi::Schema>>) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some($description))
                    .enum_values(Some(<$type as $crate::domain::label::Label>::ALL.iter().map(|value| $crate::domain::label::Label::label(*value))))
                    .examples(<$type as $crate::domain::label::Label>::ALL.first().map(|value| $crate::domain::label::Label::label(*value)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
        }
    )+};
}
pub(crate) use label_fields;

label_fields! {
    Role as "Role": "What a caller may be; from the token's role claim.";
    ClientRole as "ClientRole": "What a client of our own tokens may be.";
    Certainty as "Certainty": "How sure it is that the event takes place.";
    Attendance as "Attendance": "Whether the invited official came.";
    State as "AssignmentState": "Where a case stands; written by acts alone.";
    Classification as "Classification": "*Sifat*: how widely the matter may be known.";
    Urgency as "Urgency": "*Tingkat urgensi*.";
    RecipientKind as "RecipientKind": "ACTION must carry it out; COPY (*tembusan*) is informed.";
    MendingAct as "MendingAct": "What mends open work of somebody who is there no more: RELEASE by the subdivision head, REASSIGN by the division head, GIVE_MANDATE by ADMIN.";
    Duty as "Duty": "What an ACTION recipient does at the event.";
    RecipientState as "RecipientState": "How far a recipient is.";
    ArtifactKind as "ArtifactKind": "What staff bring back: new data, source material or a draft.";
    SelectionDecision as "SelectionDecision": "*Memilah*: the subdivision head's decision.";
    PublicGate as "PublicGate": "What stands between an artifact and the public: NOT_SELECTED (select it), TAKEN_DOWN (a division head may lift it), CLASSIFICATION (its assignment is not ORDINARY), EMBARGOED (until `embargoUntil`), ALT_TEXT_MISSING (of an image), LAWFUL_BASIS_MISSING (persons are named, but no `lawfulBasis`), CHILDREN_UNSAID (say in `childrenShown` whether children are in the image or video), CONSENT_MISSING (children are in it, but no `consentRef`).";
    ArtifactFlag as "ArtifactFlag": "What does not fit between a file and its event, or between the file and what was said of it; told, never refused.";
    NoCopies as "NoCopies": "Why no smaller copies are made of a picture: TOO_LARGE (in bytes or pixels), PACKED (as no photograph is), UNSUPPORTED (nothing here reads its kind: attach a poster), DAMAGED (its bytes are not as they should be: copy it from the camera again).";
    TextEncoding as "TextEncoding": "How the letters of a text are written as bytes (an IANA charset).";
    RenditionSize as "RenditionSize": "A copy of a picture, by its use.";
    ReportState as "ReportState": "DRAFT until submitted; then fixed.";
    InformationClass as "InformationClass": "*Klasifikasi informasi publik* (Law 14/2008): PERIODIC (*berkala*), IMMEDIATE (*serta-merta*), ON_DEMAND (*setiap saat*); EXEMPT (*dikecualikan*) is never published.";
    Freshness as "Freshness": "FRESH, then DUE for a while before it must be verified, STALE once it should have been; EXPIRED when it was to be shown no longer. By time alone.";
    PublicationState as "PublicationState": "SCHEDULED until `publishedAt`, then PUBLISHED; WITHDRAWN for good.";
    ContentLanguage as "ContentLanguage": "What a text is written in: Indonesian, English, Javanese, Sundanese, Madurese, Balinese, Minangkabau, Buginese.";
    MandateKind as "MandateKind": "ACTING (*Plt.*, post vacant) or ACTING_DAILY (*Plh.*, holder absent).";
    PaperAct as "PaperAct": "The act that fixed a paper: ISSUED of a disposition, SUBMITTED and then DECIDED of a report.";
    RegisterKind as "RegisterKind": "Which register (*buku agenda*).";
    SubjectKind as "SubjectKind": "What a journal entry is about.";
    Act as "Act": "Something that can be done to a case; the workflow table is the law.";
}

/// Scalars that are told in place, not under a name of their own.
macro_rules! inline_schemas {
    ($($type:ty $(where [$($generics:tt)*])?: $schema:expr;)+) => {$(
        impl$(<$($generics)*>)? ComposeSchema for $type {
            fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
                $schema
            }
        }

        impl$(<$($generics)*>)? ToSchema for $type {
            fn name() -> Cow<'static, str> {
                format!("{INLINE}{}", std::any::type_name::<$type>().replace(|c: char| !c.is_ascii_alphanumeric(), "_")).into()
            }
        }
    )+};
}

/// Marks a schema name that the finishing pass writes in place of its reference.
pub const INLINE: &str = "inline_";

inline_schemas! {
    Line<MAX> where [const MAX: usize]: texts::text_schema(MAX, texts::LINE);
    Prose<MAX> where [const MAX: usize]: texts::text_schema(MAX, texts::LINES);
    StructuredText: texts::text_schema(StructuredText::MOST, texts::LINES);
    EmployeeNumber: ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{18}$")).max_length(Some(18))
        .description(Some("NIP, 18 digits; personal data.")).examples(["198001012005011001"]).into();
    Phone: ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9+()./ -]{5,30}$")).max_length(Some(30))
        .description(Some("Personal data.")).examples(["0812-3456-7890"]).into();
    UnitCode: ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9._-]{1,50}$")).max_length(Some(UnitCode::MAX))
        .examples(["HUMAS"]).into();
    StandardTime: ObjectBuilder::new().schema_type(Type::String).pattern(Some(StandardTime::PATTERN)).max_length(Some(20))
        .description(Some("ISO 8601 duration in whole minutes, 1 minute to 7 days; shown in hours and minutes."))
        .examples(["PT1H"]).into();
    TimeOfDay: ObjectBuilder::new().schema_type(Type::String).pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$")).max_length(Some(5))
        .examples(["07:30"]).into();
    Digest: ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{64}$")).min_length(Some(64)).max_length(Some(64))
        .examples(["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]).into();
    Stamp: ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .max_length(Some(40)).examples(["2026-09-30T02:00:00.000Z"]).into();
}

/// An instant on the wire: any offset in; out UTC `Z`, milliseconds always written (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(pub Instant);

impl From<Instant> for Stamp {
    fn from(at: Instant) -> Self {
        Self(at)
    }
}

/// In words, as it is written on the wire.
impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Written::of(self.0) {
            Some(written) => f.write_str(written.text()),
            None => f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true)),
        }
    }
}

/// As it is stored within a JSON document.
impl<'de> serde::Deserialize<'de> for Stamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        instant(&text).map(Self).map_err(|kind| serde::de::Error::custom(kind.code()))
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Written::of(self.0) {
            Some(written) => serializer.serialize_str(written.text()),
            None => serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true)),
        }
    }
}
