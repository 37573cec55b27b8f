//! Members of a merge patch (RFC 7396): what is absent stays as it is.

use super::INLINE;
use crate::http::problem::{FaultKind, Faults};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use std::borrow::Cow;
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};

/// A member of a merge patch (RFC 7396) that may be cleared: absent keeps, null clears, a value sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Patch<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T: Deserr<Faults>> Deserr<Faults> for Patch<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        match value {
            Value::Null => Ok(Self::Clear),
            value => T::deserialize_from_value(value, location).map(Self::Set),
        }
    }
}

impl<T> Patch<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(change(value)),
        }
    }

    /// Writes the member into what it patches.
    pub fn apply(self, target: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *target = None,
            Self::Set(value) => *target = Some(value),
        }
    }

    /// The same for an object: what it does not name stays as it is.
    pub fn merge<U>(self, target: &mut Option<U>, merged: impl FnOnce(T, Option<U>) -> Result<U, Faults>) -> Result<(), Faults> {
        match self {
            Self::Keep => {}
            Self::Clear => *target = None,
            Self::Set(change) => *target = Some(merged(change, target.take())?),
        }
        Ok(())
    }
}

/// A member of a merge patch that cannot be cleared: absent keeps, a value sets, null is a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<T>(Option<T>);

impl<T> Default for Change<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Deserr<Faults>> Deserr<Faults> for Change<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        match value {
            Value::Null => Err(Faults::here(location, FaultKind::Required)),
            value => T::deserialize_from_value(value, location).map(|value| Self(Some(value))),
        }
    }
}

impl<T> Change<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Change<U> {
        Change(self.0.map(change))
    }

    pub fn apply(self, target: &mut T) {
        if let Some(value) = self.0 {
            *target = value;
        }
    }

    pub fn as_ref(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// The value as it becomes; `pointer` is where it is missing when there was none either.
    pub fn or(self, before: Option<T>, pointer: &str) -> Result<T, Faults> {
        self.0.or(before).ok_or_else(|| Faults::body(pointer, FaultKind::Required))
    }
}

macro_rules! patch_schemas {
    ($($wrapper:ident: $told:expr),+) => {$(
        impl<T: ComposeSchema> ComposeSchema for $wrapper<T> {
            /// `schemas` begins with that of `T`, composed.
            fn compose(schemas: Vec<RefOr<Schema>>) -> RefOr<Schema> {
                let told: fn(RefOr<Schema>) -> RefOr<Schema> = $told;
                told(schemas.into_iter().next().unwrap_or_else(|| T::compose(Vec::new())))
            }
        }

        impl<T: ComposeSchema + ToSchema> ToSchema for $wrapper<T> {
            fn name() -> Cow<'static, str> {
                format!("{INLINE}{}_{}", stringify!($wrapper), T::name()).into()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                T::schemas(schemas);
            }
        }
    )+};
}
patch_schemas!(
    Patch: |value| OneOfBuilder::new().item(value).item(ObjectBuilder::new().schema_type(Type::Null)).into(),
    Change: |value| value
);
