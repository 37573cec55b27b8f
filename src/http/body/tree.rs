//! JSON as it was sent, in as little memory as will do: a member of `serde_json`'s own objects takes 632 bytes when it is the only one.

use crate::domain::text::{TextFault, is_blank};
use crate::http::problem::{FaultKind, Faults};
use deserr::{IntoValue, Map, Sequence, Value, ValueKind, ValuePointerRef};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use std::cell::RefCell;

/// Up to here every whole number is told exactly by a float: 2^53.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value; the members of an object stand in the order of their names, each once.
#[derive(Debug)]
pub enum Tree {
    Null,
    Boolean(bool),
    Integer(u64),
    NegativeInteger(i64),
    Float(f64),
    Text(Box<str>),
    /// An empty text, or one of which nothing would be seen: what forms send for what was not filled in.
    Blank,
    List(List),
    Object(Members),
}

#[derive(Debug)]
pub struct List(Box<[Tree]>);

#[derive(Debug, Default)]
pub struct Members(Box<[(Box<str>, Tree)]>);

impl IntoValue for Tree {
    type Sequence = List;
    type Map = Members;

    fn kind(&self) -> ValueKind {
        match self {
            Self::Null | Self::Blank => ValueKind::Null,
            Self::Boolean(_) => ValueKind::Boolean,
            Self::Integer(_) => ValueKind::Integer,
            Self::NegativeInteger(_) => ValueKind::NegativeInteger,
            Self::Float(_) => ValueKind::Float,
            Self::Text(_) => ValueKind::String,
            Self::List(_) => ValueKind::Sequence,
            Self::Object(_) => ValueKind::Map,
        }
    }

    fn into_value(self) -> Value<Self> {
        match self {
            Self::Null | Self::Blank => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::NegativeInteger(value) => Value::NegativeInteger(value),
            Self::Float(value) => Value::Float(value),
            Self::Text(text) => Value::String(text.into()),
            Self::List(list) => Value::Sequence(list),
            Self::Object(members) => Value::Map(members),
        }
    }
}

impl Sequence for List {
    type Value = Tree;
    type Iter = std::vec::IntoIter<Tree>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn into_iter(self) -> Self::Iter {
        IntoIterator::into_iter(self.0.into_vec())
    }
}

impl Map for Members {
    type Value = Tree;
    type Iter = std::iter::Map<std::vec::IntoIter<(Box<str>, Tree)>, fn((Box<str>, Tree)) -> (String, Tree)>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn remove(&mut self, name: &str) -> Option<Tree> {
        let at = self.0.binary_search_by(|(other, _)| (**other).cmp(name)).ok()?;
        let mut members = std::mem::take(&mut self.0).into_vec();
        let (_, value) = members.remove(at);
        self.0 = members.into();
        Some(value)
    }

    fn into_iter(self) -> Self::Iter {
        IntoIterator::into_iter(self.0.into_vec()).map(|(name, value)| (name.into(), value))
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_u64(*value),
            Self::NegativeInteger(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Blank => serializer.serialize_str(""),
            Self::List(list) => serializer.collect_seq(&list.0),
            Self::Object(members) => serializer.collect_map(members.0.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl Tree {
    /// Without the members that were left empty, as if they had not been sent.
    pub fn without_blanks(self) -> Self {
        match self {
            Self::Object(members) => {
                let given = IntoIterator::into_iter(members.0.into_vec()).filter(|(_, value)| !matches!(value, Self::Blank));
                Self::Object(Members(given.map(|(name, value)| (name, value.without_blanks())).collect()))
            }
            Self::List(list) => Self::List(List(IntoIterator::into_iter(list.0.into_vec()).map(Self::without_blanks).collect())),
            other => other,
        }
    }
}

/// Reads a value, noting members that stand twice: two readers of such a body would see different things.
///
/// Where it stands is a chain of borrowed names, written out for a note alone.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub place: ValuePointerRef<'a>,
    pub noted: &'a RefCell<Noted>,
}

/// What was noted while a body was read.
#[derive(Debug, Default)]
pub struct Noted {
    pub twice: Faults,
    /// Where something was left empty; no more of them than faults are told.
    pub blanks: Faults,
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Tree;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(u64::try_from(value).map_or(Tree::NegativeInteger(value), Tree::Integer))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Integer(value))
    }

    /// JSON knows one kind of number: 3.0 is 3.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within what a float tells exactly")]
        match value {
            whole if whole.fract() == 0.0 && whole.abs() <= MOST_EXACT => self.visit_i64(whole as i64),
            other => Ok(Tree::Float(other)),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        if is_blank(value) {
            let blanks = &mut self.noted.borrow_mut().blanks;
            if !blanks.is_full() {
                blanks.extend(Faults::here(self.place, FaultKind::Text(TextFault::Empty)));
            }
            return Ok(Tree::Blank);
        }
        Ok(Tree::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Reading { place: self.place.push_index(list.len()), ..self })? {
            list.push(item);
        }
        Ok(Tree::List(List(list.into())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = given.next_key::<Box<str>>()? {
            let value = given.next_value_seed(Reading { place: self.place.push_key(&name), ..self })?;
            members.push((name, value));
        }
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        for same in members.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1) {
            let twice = &mut self.noted.borrow_mut().twice;
            twice.extend(Faults::here(self.place.push_key(&same[0].0), FaultKind::DuplicateField));
            if twice.is_full() {
                // The rest is not read: whoever reads `twice` does not take this for a fault of the JSON.
                return Err(A::Error::custom("too many faults"));
            }
        }
        // The last one given is what else is looked at, as most readers would.
        members.dedup_by(|later, kept| {
            later.0 == kept.0 && {
                std::mem::swap(later, kept);
                true
            }
        });
        Ok(Tree::Object(Members(members.into())))
    }
}
