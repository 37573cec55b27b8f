//! A point on the earth as it is sent and shown: degrees within their range.

use super::fields::{Change, INLINE};
use super::problem::{FaultKind, Faults};
use crate::domain::picture::Position;
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Where something is (WGS 84), in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = Position)]
pub struct PositionView {
    /// North; negative is south.
    latitude: Degrees<90>,
    /// East; negative is west.
    longitude: Degrees<180>,
}

/// A change of where something is: absent keeps. Where no position was known yet, it must be whole.
#[derive(Debug, Clone, Copy, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
pub struct ChangePosition {
    /// North; negative is south.
    #[deserr(default)]
    latitude: Change<Degrees<90>>,
    /// East; negative is west.
    #[deserr(default)]
    longitude: Change<Degrees<180>>,
}

impl ChangePosition {
    pub fn merged(self, before: Option<PositionView>) -> Result<PositionView, Faults> {
        let mut faults = Faults::default();
        let latitude = faults.keep(self.latitude.or(before.map(|at| at.latitude), "#/latitude"));
        let longitude = faults.keep(self.longitude.or(before.map(|at| at.longitude), "#/longitude"));
        match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => Ok(PositionView { latitude, longitude }),
            _ => Err(faults),
        }
    }
}

/// From `-MAX` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Degrees<const MAX: i32>(f64);

impl PositionView {
    /// Of two columns of the database.
    pub fn of(latitude: Option<f64>, longitude: Option<f64>) -> Option<Self> {
        Some(Self { latitude: Degrees(latitude?), longitude: Degrees(longitude?) })
    }

    pub fn latitude(&self) -> f64 {
        self.latitude.0
    }

    pub fn longitude(&self) -> f64 {
        self.longitude.0
    }
}

impl From<Position> for PositionView {
    fn from(at: Position) -> Self {
        Self { latitude: Degrees(at.latitude), longitude: Degrees(at.longitude) }
    }
}

impl<const MAX: i32> Deserr<Faults> for Degrees<MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        // A whole number of degrees beyond 2^53 is out of range anyway.
        #[expect(clippy::cast_precision_loss, reason = "only numbers up to 180 are kept")]
        let degrees = match value {
            Value::Float(number) => number,
            Value::Integer(number) => number as f64,
            Value::NegativeInteger(number) => number as f64,
            Value::Null => return Err(Faults::here(location, FaultKind::Required)),
            _ => return Err(Faults::here(location, FaultKind::WrongType { expected: "number".to_owned() })),
        };
        if degrees.abs() <= f64::from(MAX) {
            return Ok(Self(degrees));
        }
        Err(Faults::here(location, FaultKind::OutOfRange { min: i64::from(-MAX), max: i64::from(MAX) }))
    }
}

impl<const MAX: i32> ComposeSchema for Degrees<MAX> {
    fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        let example = if MAX == 90 { -7.5966 } else { 110.9506 };
        let number = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(-MAX)).maximum(Some(MAX));
        number.examples([example]).into()
    }
}

impl<const MAX: i32> ToSchema for Degrees<MAX> {
    fn name() -> Cow<'static, str> {
        format!("{INLINE}Degrees_{MAX}").into()
    }
}
