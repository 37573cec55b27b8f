//! The columns of a table, read from the schema of a row.

use serde_json::Value;
use std::borrow::Cow;

/// A list that always has the same few members, such as the four steps, is told member by member; every other is one cell.
const MOST_NUMBERED: u64 = 12;

/// Deeper than any row goes.
const DEEPEST: usize = 8;

/// One column: where its value stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As it is headed: `agendaItem.title`, `steps.1.workingMinutes`.
    pub name: String,
    path: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Member(String),
    Place(usize),
}

/// The columns of the rows that an operation answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    all: Vec<Column>,
    /// Members that are there with `expand` alone.
    embedded: Vec<String>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Nothing,
    Number(&'a serde_json::Number),
    Text(Cow<'a, str>),
}

impl Columns {
    /// Of a finished document's operation; None where it answers no rows. Those are the items of a list, or what `x-rows` names.
    pub fn of(document: &Value, operation: &Value) -> Option<Self> {
        let schemas = &document["components"]["schemas"];
        let answer = named(schemas, &operation["responses"]["200"]["content"]["application/json"]["schema"]);
        let listed = &answer["properties"]["items"]["items"];
        let row = match operation["x-rows"].as_str() {
            Some(name) => &schemas[name],
            None if !answer["properties"]["nextCursor"].is_null() && !listed.is_null() => listed,
            None => return None,
        };
        let mut all = Vec::new();
        spread(schemas, row, &mut Vec::new(), &mut all);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let expand = parameters.filter(|parameter| parameter["name"] == "expand");
        let embedded = expand.flat_map(|parameter| parameter["schema"]["items"]["enum"].as_array().into_iter().flatten());
        Some(Self { all, embedded: embedded.filter_map(|name| name.as_str().map(str::to_owned)).collect() })
    }

    /// Those that are shown: of the members asked for, in the order they are named, behind the id; and of what is embedded.
    pub fn shown(&self, fields: Option<&str>, expand: Option<&str>) -> Vec<&Column> {
        let expanded = |name: &str| expand.is_some_and(|all| all.split(',').any(|wanted| wanted == name));
        let is_there = |column: &&Column| {
            let member = column.member();
            let name = member.strip_suffix("Next").unwrap_or(member);
            !self.embedded.iter().any(|other| other == name) || expanded(name)
        };
        let there = || self.all.iter().filter(is_there);
        let Some(fields) = fields else { return there().collect() };
        let mut shown: Vec<&Column> = there().filter(|column| column.member() == "id").collect();
        for field in fields.split(',').filter(|field| *field != "id") {
            if !shown.iter().any(|column| column.member() == field) {
                shown.extend(there().filter(|column| column.member() == field));
            }
        }
        shown
    }

    /// All of them, as they are headed.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|column| column.name.as_str())
    }
}

impl Column {
    /// The member of a row that it is, or is a part of.
    fn member(&self) -> &str {
        match self.path.first() {
            Some(Key::Member(name)) => name,
            _ => "",
        }
    }

    /// What stands there in a row.
    pub fn cell<'a>(&self, row: &'a Value) -> Cell<'a> {
        let found = self.path.iter().try_fold(row, |value, key| match key {
            Key::Member(name) => value.get(name),
            Key::Place(place) => value.get(place),
        });
        match found {
            None | Some(Value::Null) => Cell::Nothing,
            Some(Value::Number(number)) => Cell::Number(number),
            Some(Value::String(text)) => Cell::Text(text.into()),
            Some(Value::Bool(is)) => Cell::Text(if *is { "true" } else { "false" }.into()),
            Some(Value::Array(list)) if list.iter().all(is_plain) => {
                Cell::Text(list.iter().map(plain).collect::<Vec<_>>().join("; ").into())
            }
            Some(value) => Cell::Text(value.to_string().into()),
        }
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a reference leads to, or the schema itself; of what may also be null, the rest.
fn named<'a>(schemas: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return named(schemas, &schemas[name]);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let choices: Vec<&Value> = schema[keyword].as_array().into_iter().flatten().filter(|one| one["type"] != "null").collect();
        if let [only] = choices.as_slice() {
            return named(schemas, only);
        }
    }
    schema
}

fn spread(schemas: &Value, schema: &Value, path: &mut Vec<Key>, all: &mut Vec<Column>) {
    let schema = named(schemas, schema);
    if let Some(members) = schema["properties"].as_object().filter(|_| path.len() < DEEPEST) {
        for (name, member) in members {
            path.push(Key::Member(name.clone()));
            spread(schemas, member, path, all);
            path.pop();
        }
        return;
    }
    let (least, most) = (schema["minItems"].as_u64(), schema["maxItems"].as_u64());
    match most.filter(|most| least == Some(*most) && *most <= MOST_NUMBERED && path.len() < DEEPEST) {
        Some(count) => {
            for place in 0..usize::try_from(count).unwrap_or_default() {
                path.push(Key::Place(place));
                spread(schemas, &schema["items"], path, all);
                path.pop();
            }
        }
        None => all.push(Column { name: heading(path), path: path.clone() }),
    }
}

fn heading(path: &[Key]) -> String {
    let parts = path.iter().map(|key| match key {
        Key::Member(name) => name.clone(),
        Key::Place(place) => (place + 1).to_string(),
    });
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Event": { "properties": { "title": {"type": "string"}, "open": {} } },
            "Case": { "properties": {
                "event": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Event" }] },
                "id": { "type": "string" },
                "orders": { "type": "array", "items": { "$ref": "#/components/schemas/Case" }, "maxItems": 50 },
                "ordersNext": { "type": "string" },
                "steps": { "type": "array", "minItems": 2, "maxItems": 2, "items": { "properties": { "minutes": {} } } },
                "words": { "type": "array", "items": { "type": "string" }, "maxItems": 9 },
            } },
            "CaseList": { "properties": { "items": { "items": { "$ref": "#/components/schemas/Case" } }, "nextCursor": {} } },
        } } })
    }

    fn operation(schema: &str) -> Value {
        json!({
            "parameters": [{ "name": "expand", "schema": { "items": { "enum": ["orders"] } } }],
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } } },
        })
    }

    fn names(columns: &[&Column]) -> Vec<String> {
        columns.iter().map(|column| column.name.clone()).collect()
    }

    #[test]
    fn a_row_is_flattened_in_the_order_of_the_document() {
        let columns = Columns::of(&document(), &operation("CaseList")).unwrap();
        let usual = ["event.open", "event.title", "id", "steps.1.minutes", "steps.2.minutes", "words"];
        assert_eq!(names(&columns.shown(None, None)), usual);
        let expanded = names(&columns.shown(None, Some("orders")));
        assert!(expanded.contains(&"orders".to_owned()) && expanded.contains(&"ordersNext".to_owned()), "{expanded:?}");
        assert_eq!(names(&columns.shown(Some("words,event,words"), None)), ["id", "words", "event.open", "event.title"]);
        assert_eq!(Columns::of(&document(), &operation("Case")), None);
    }

    #[test]
    fn a_cell_is_what_stands_there() {
        let columns = Columns::of(&document(), &operation("CaseList")).unwrap();
        let row = json!({ "event": null, "id": "7", "steps": [{ "minutes": 5 }, { "minutes": true }], "words": ["a", "b", 3] });
        let cells: Vec<Cell> = columns.shown(None, None).iter().map(|column| column.cell(&row)).collect();
        let text = |text: &'static str| Cell::Text(text.into());
        let five = serde_json::Number::from(5);
        assert_eq!(cells, [Cell::Nothing, Cell::Nothing, text("7"), Cell::Number(&five), text("true"), text("a; b; 3")]);
    }
}
