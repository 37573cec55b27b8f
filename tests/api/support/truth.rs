//! Every answer that a test gets is what the document says of it: its status is named there, and its JSON fits the schema.

use super::reply::Reply;
use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex};
use std::thread;

const PLACE: &str = "https://pubdok.example/openapi.json";

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../openapi/openapi.json")).expect("the document is JSON"));

/// What does not fit a schema, asked of the one thread that holds them all: they are compiled once each, and may not be handed around.
static JUDGE: LazyLock<Mutex<Sender<Asked>>> = LazyLock::new(|| {
    let (ask, asked) = channel::<Asked>();
    thread::spawn(move || {
        let mut judge = Judge::new();
        for (pointer, body, answer) in asked {
            // Nobody may wait for it any more.
            let _ = answer.send(judge.misfit(&pointer, &body));
        }
    });
    Mutex::new(ask)
});

type Asked = (String, Value, Sender<Option<String>>);

struct Judge {
    compiler: Compiler,
    schemas: Schemas,
    indices: HashMap<String, SchemaIndex>,
}

impl Judge {
    fn new() -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(PLACE, DOCUMENT.clone()).expect("the document");
        Self { compiler, schemas: Schemas::new(), indices: HashMap::new() }
    }

    fn misfit(&mut self, pointer: &str, body: &Value) -> Option<String> {
        let Self { compiler, schemas, indices } = self;
        let index = match indices.get(pointer) {
            Some(index) => *index,
            None => match compiler.compile(&format!("{PLACE}#{pointer}"), schemas) {
                Ok(index) => *indices.entry(pointer.to_owned()).or_insert(index),
                Err(error) => return Some(format!("{pointer}: {error:#}")),
            },
        };
        schemas.validate(body, index).err().map(|error| error.to_string())
    }
}

fn misfit(pointer: String, body: Value) -> Option<String> {
    let (answer, answered) = channel();
    JUDGE.lock().expect("the judge").send((pointer, body, answer)).expect("the judge listens");
    answered.recv().expect("the judge answers")
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('{', "%7B").replace('}', "%7D").replace('+', "%2B")
}

/// The path of the document that an address is of; the one with the fewest parameters, where several are.
fn path_of(address: &str) -> Option<&'static str> {
    let parts: Vec<_> = address.split('/').collect();
    let fits = |template: &&'static String| {
        let wanted: Vec<_> = template.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let paths = DOCUMENT["paths"].as_object().into_iter().flatten().map(|(path, _)| path);
    paths.filter(fits).min_by_key(|path| path.matches('{').count()).map(String::as_str)
}

/// `what`: method and address, as in `GET /v1/inbox as kabag`.
#[track_caller]
pub fn holds(what: &str, reply: &Reply) {
    let mut words = what.split(' ');
    let (method, address) = (words.next().unwrap_or_default().to_lowercase(), words.next().unwrap_or_default());
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let Some(path) = path_of(address) else { return };
    let operation = &DOCUMENT["paths"][path][&method];
    // What no operation is for is refused before there is one: HEAD is told with GET.
    if operation.is_null() {
        return;
    }
    let status = reply.status.to_string();
    let own = &operation["responses"][&status];
    // Weather may come over any of them.
    if own.is_null() && reply.status >= 500 {
        return;
    }
    assert!(!own.is_null(), "{what}: the document does not know of {status}\n{reply:?}");
    let own_place = || format!("/paths/{}/{method}/responses/{status}", escape(path));
    let (answer, place) = match own["$ref"].as_str().and_then(|place| place.strip_prefix('#')) {
        Some(place) => (DOCUMENT.pointer(place).expect("a shared answer"), place.to_owned()),
        None => (own, own_place()),
    };
    let kind = reply.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
    // What was narrowed is less than the schema has, and what is packed is not read here.
    // Many values of JSON, one a line, are not one.
    if !kind.ends_with("json")
        || kind.ends_with("ndjson")
        || reply.header("content-encoding").is_some()
        || query.contains("fields=")
        || answer["content"][kind]["schema"].is_null()
    {
        return;
    }
    let misfit = misfit(format!("{place}/content/{}/schema", escape(kind)), reply.json().clone());
    assert!(misfit.is_none(), "{what}: {}\n{reply:?}", misfit.unwrap_or_default());
}
