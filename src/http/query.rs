//! Query strings: typed, closed, and single unless a parameter is a list.

use super::fields::Stamp;
use super::problem::{FaultKind, Faults, Place, Problem};
use crate::domain::text::is_blank;
use deserr::{Deserr, IntoValue, Sequence, Value, ValuePointerRef};
use serde_json::Map;
use std::borrow::Cow;
use std::ops::Deref;

/// The parameters of one request, each with every value it was given.
#[derive(Debug, Default)]
pub struct Parameters(Map<String, serde_json::Value>);

/// More parameters than any operation has, those included that are given more than once: all are read, or none.
const MOST: usize = 256;

impl Parameters {
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let mut all = Map::new();
        for (count, (name, value)) in url::form_urlencoded::parse(query.as_bytes()).enumerate() {
            if count == MOST {
                let fault = Faults::body("#/query", FaultKind::TooMany { max: MOST });
                return Err(fault.of_parameters().into());
            }
            let values = all.entry(name).or_insert_with(|| serde_json::Value::Array(Vec::new()));
            if let Some(values) = values.as_array_mut() {
                values.push(with_its_plus(value).into());
            }
        }
        // A value given once is that value; given twice it is a list, which only a `Many` takes.
        for values in all.values_mut() {
            if let Some([only]) = values.as_array().map(Vec::as_slice) {
                *values = only.clone();
            }
        }
        Ok(Self(all))
    }

    /// Takes out the parameters of these names.
    pub fn split(&mut self, names: &[&str]) -> Self {
        let taken = names.iter().filter_map(|name| self.0.remove_entry(*name));
        Self(taken.collect())
    }

    /// Takes out those of these that are empty, as programs send them that have a field for everything.
    pub fn drop_empty(&mut self, names: &[&str]) {
        self.0.retain(|name, value| !(names.contains(&name.as_str()) && value.as_str().is_some_and(is_blank)));
    }

    /// By name, whether the values came each on its own or with commas between them.
    pub fn joined(&self) -> Vec<(&str, String)> {
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let joined = |value: &serde_json::Value| match value.as_array() {
            Some(all) => all.iter().map(text).collect::<Vec<_>>().join(","),
            None => text(value),
        };
        self.0.iter().map(|(name, value)| (name.as_str(), joined(value))).collect()
    }

    /// The rest as what the operation takes, or every fault.
    pub fn read<T: Deserr<Faults>>(self) -> Result<T, Faults> {
        super::body::request::<T>(serde_json::Value::Object(self.0)).map_err(Faults::of_parameters)
    }
}

/// `2026-09-30T09:00:00+07:00` put into a query as it is comes out with a space for its plus: it can mean nothing else.
fn with_its_plus(value: Cow<'_, str>) -> Cow<'_, str> {
    const DATE_AND_TIME: &[u8] = b"0000-00-00T00:00";
    const OFFSETS: [&[u8]; 2] = [b"00:00", b"0000"];
    let shaped = |text: &str, shape: &[u8]| {
        let fits = |(byte, wanted): (u8, &u8)| if *wanted == b'0' { byte.is_ascii_digit() } else { byte == *wanted };
        text.len() == shape.len() && text.bytes().zip(shape).all(fits)
    };
    let is_instant = |(time, offset): (&str, &str)| {
        let begins = time.get(..DATE_AND_TIME.len()).is_some_and(|begin| shaped(begin, DATE_AND_TIME));
        begins && OFFSETS.iter().any(|shape| shaped(offset, shape))
    };
    if value.rsplit_once(' ').is_some_and(is_instant) { value.replace(' ', "+").into() } else { value }
}

/// No parameters at all.
#[derive(Debug, Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NoParameters {}

/// A parameter that may be repeated, so often in all.
#[derive(Debug, Clone)]
pub struct Many<T, const MAX: usize>(pub Vec<T>);

impl<T, const MAX: usize> Default for Many<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Each on its own, or several in one with commas between: generated clients send either.
impl<T: Deserr<Faults>, const MAX: usize> Deserr<Faults> for Many<T, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let given = match value {
            Value::Sequence(all) => all.into_iter().map(IntoValue::into_value).collect(),
            single => vec![single],
        };
        let (mut read, mut faults) = (Vec::new(), Faults::default());
        for value in given {
            let parts: Vec<Value<V>> = match value {
                Value::String(text) => text.split(',').map(|part| Value::String(part.to_owned())).collect(),
                other => vec![other],
            };
            read.extend(parts.into_iter().filter_map(|part| faults.keep(T::deserialize_from_value(part, location))));
        }
        if read.len() > MAX {
            return Err(Faults::here(location, FaultKind::TooMany { max: MAX }));
        }
        faults.none()?;
        Ok(Self(read))
    }
}

/// Refuses a stretch of time that ends before it begins.
pub fn in_order(faults: &mut Faults, first: (&'static str, Option<Stamp>), second: (&'static str, Option<Stamp>)) {
    if first.1.zip(second.1).is_some_and(|(from, to)| from.0 > to.0) {
        faults.add(Place::Parameter(first.0.to_owned()), FaultKind::Order { first: first.0, second: second.0 });
    }
}

/// Whether a stretch of time is asked for, be it open to one side.
pub fn is_stretch(from: Option<Stamp>, to: Option<Stamp>) -> bool {
    from.or(to).is_some()
}

/// Names with commas between them, however many parameters they came in.
#[derive(Debug, Clone)]
pub struct Names(String);

impl Deref for Names {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deserr<Faults> for Names {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        Many::<String, 10_000>::deserialize_from_value(value, location).map(|names| Self(names.0.join(",")))
    }
}

/// `true` or `false`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flag(pub bool);

/// A whole number from `MIN` to `MAX`; a body has [`super::fields::Integer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

impl Deserr<Faults> for Flag {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        match value {
            Value::String(text) if text == "true" => Ok(Self(true)),
            Value::String(text) if text == "false" => Ok(Self(false)),
            Value::String(_) => {
                Err(Faults::here(location, FaultKind::UnknownValue { accepted: vec!["true".to_owned(), "false".to_owned()] }))
            }
            _ => Err(Faults::here(location, FaultKind::WrongType { expected: "boolean".to_owned() })),
        }
    }
}

impl<const MIN: i64, const MAX: i64> Deserr<Faults> for Whole<MIN, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let Value::String(text) = value else {
            return Err(Faults::here(location, FaultKind::WrongType { expected: "integer".to_owned() }));
        };
        let number = text.parse().ok().filter(|number| (MIN..=MAX).contains(number));
        number.map(Self).ok_or_else(|| Faults::here(location, FaultKind::OutOfRange { min: MIN, max: MAX }))
    }
}
