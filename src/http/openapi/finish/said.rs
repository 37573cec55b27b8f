//! What many members or parameters mean alike: said once, and put wherever a doc comment names it.

use serde_json::Value;

const SAID: [(&str, &str); 4] = [
    (
        "{{etag}}",
        "In a row of a list: the `ETag` that reading it by itself would give; where it is embedded and told in less, one of that less. \
         Either is good as `If-Match`.",
    ),
    (
        "{{late}}",
        "`true`: a step of the SOP took longer than its standard time, as the case stands, or has by now (`withinStandard` of the \
         assignment is false); `false`: none has. The clock of each case is read, for 2,000 rows at most for one page: it may be short, \
         and goes on at `nextCursor`. Not counted.",
    ),
    (
        "{{words}}",
        "Words that must all be there: each is found by its stem, by what it begins with (two letters at least), however it is \
         capitalised, and without its accents; a register number by its beginning, too. Ten at most.",
    ),
    (
        "{{best first}}",
        "Unless `sort` says otherwise, the list stands in the order of how well a thing fits (`relevance`), one page of it; of what very \
         many things have, only the newest are put in that order (see `/v1/search`).",
    ),
];

pub fn put_in_place(document: &mut Value) {
    match document {
        Value::String(text) => {
            for (name, said) in SAID.iter().filter(|(name, _)| text.contains(name)).collect::<Vec<_>>() {
                *text = text.replace(name, said);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(put_in_place),
        Value::Object(members) => members.values_mut().for_each(put_in_place),
        _ => {}
    }
}
