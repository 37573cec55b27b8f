//! How one thing is to be shown: `fields` and `expand`.

use super::owned;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::Names;
use deserr::Deserr;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema};

/// How one thing is to be shown.
#[derive(Debug, Default)]
pub struct Shape {
    fields: Option<Vec<String>>,
    expand: Vec<String>,
}

/// What the reading of one thing takes.
#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShapeParameters {
    /// Members to show, separated by commas; all when absent.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub fields: Option<Names>,
    /// Related things to embed, separated by commas.
    #[deserr(default)]
    #[param(value_type = Option<String>, max_length = 200)]
    pub expand: Option<Names>,
}

/// A view that is written in a shape; whole, it is written without a detour.
pub struct Shaped<'a, V> {
    shape: &'a Shape,
    view: V,
}

impl<V: Serialize> Serialize for Shaped<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.shape.is_whole() {
            return self.view.serialize(serializer);
        }
        self.shape.apply(serde_json::to_value(&self.view).map_err(S::Error::custom)?).serialize(serializer)
    }
}

/// The members a view can show: read from its own schema.
pub fn members<T: PartialSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

fn listed(names: Option<&str>, name: &str, accepted: impl FnOnce() -> Vec<String>) -> Result<Vec<String>, Faults> {
    // Hardly ever asked for, and a schema is much to build.
    let Some(names) = names else { return Ok(Vec::new()) };
    let (accepted, mut given) = (accepted(), Vec::new());
    for wanted in names.split(',') {
        let Some(name) = accepted.iter().find(|name| *name == wanted) else {
            return Err(Faults::one(Place::Parameter(name.to_owned()), FaultKind::UnknownValue { accepted }));
        };
        // Named again, it is shown once.
        if !given.contains(name) {
            given.push(name.clone());
        }
    }
    Ok(given)
}

impl Shape {
    pub fn new<V: PartialSchema>(fields: Option<&str>, expand: Option<&str>, expands: &[&str]) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut take = |result: Result<Vec<String>, Faults>| result.map_err(|more| faults.extend(more)).unwrap_or_default();
        if expand.is_some() && expands.is_empty() {
            let words = Words::new(
                "Di sini tidak ada yang dapat disertakan; hapus expand.",
                "Nothing can be embedded here; leave out expand.",
            );
            let kind = FaultKind::Rule { code: "UNKNOWN_FIELD", words };
            return Err(Faults::one(Place::Parameter("expand".to_owned()), kind));
        }
        let expand = take(listed(expand, "expand", || owned(expands)));
        let wanted = take(listed(fields, "fields", members::<V>));
        faults.none()?;
        Ok(Self { fields: fields.map(|_| wanted), expand })
    }

    /// Whether this is to be embedded, and then shown.
    pub fn expands(&self, name: &str) -> bool {
        self.shows(name) && self.expand.iter().any(|wanted| wanted == name)
    }

    /// Whether this member will be shown: what it takes need not be read otherwise.
    pub fn shows(&self, member: &str) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.iter().any(|wanted| wanted == member))
    }

    /// Whether every member will be shown.
    pub fn is_whole(&self) -> bool {
        self.fields.is_none()
    }

    /// The view as it is to be written.
    pub fn of<V: Serialize>(&self, view: V) -> Shaped<'_, V> {
        Shaped { shape: self, view }
    }

    /// Only the members asked for; the id always.
    pub fn apply(&self, mut value: Value) -> Value {
        if let (Some(fields), Some(object)) = (&self.fields, value.as_object_mut()) {
            let is_wanted = |name: &str| name == "id" || fields.iter().any(|wanted| wanted == name);
            // With what is embedded goes where the rest of it is.
            object.retain(|name, _| is_wanted(name) || name.strip_suffix("Next").is_some_and(is_wanted));
        }
        value
    }
}
