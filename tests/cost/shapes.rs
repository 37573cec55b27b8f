//! Bodies that a hostile caller sends: every way to make much of few bytes.

/// What it is called, and how one of at most this many bytes is made.
pub type Shape = (&'static str, fn(usize) -> String);

pub const SHAPES: [Shape; 26] = [
    ("one text", |size| format!("{{\"title\":\"{}\"}}", "a".repeat(size - 12))),
    ("one text, the last letter escaped", |size| format!("{{\"title\":\"{}\\n\"}}", "a".repeat(size - 14))),
    ("texts as long as may be, escaped", |size| filled(size, "{\"a\":[", &format!("\"{}\\n\",", "a".repeat(599_990)), "0]}")),
    ("escapes alone", |size| filled(size, "{\"title\":\"", "\\u00e9", "\"}")),
    ("marks without a letter", |size| filled(size, "{\"title\":\"e", "\u{301}", "\"}")),
    ("letters that grow when they are composed", |size| filled(size, "{\"title\":\"", "\u{1d160}", "\"}")),
    ("nothing that is seen", |size| filled(size.min(599_000), "{\"title\":\"", "\u{200b}", "\"}")),
    ("nothing that is seen, escaped", |size| filled(size.min(599_000), "{\"title\":\"", "\\u200b", "\"}")),
    ("as many empty texts as may be", |_| numbered(9_999 * 10, "{", &|number| format!("\"{number:05}\":\"\","), "\"a\":0}")),
    ("empty texts in a list", |size| filled(size.min(10_900 * 3), "{\"a\":[", "\"\",", "\"\"]}")),
    ("one long name", |size| format!("{{\"{}\":1}}", "a".repeat(size - 6))),
    ("long names", |size| numbered(size, "{", &|number| format!("\"{number}{}\":0,", "/~".repeat(2000)), "\"a\":0}")),
    ("many names", |size| numbered(size, "{", &|number| format!("\"{number}\":0,"), "\"a\":0}")),
    ("as many names as may be", |_| numbered(9_999 * 9, "{", &|number| format!("\"{number:05}\":0,"), "\"a\":0}")),
    ("one name again and again", |size| filled(size, "{", "\"a\":0,", "\"a\":0}")),
    ("each long name twice", |size| {
        numbered(size, "{", &|number| format!("\"{}{}\":0,", number / 2, "\\u0001\u{e9}".repeat(150)), "\"a\":0}")
    }),
    ("twice in every depth", |size| {
        let deep = format!("{}1{},", "{\"aaaaaaaaaaaaaaaa\":0,\"aaaaaaaaaaaaaaaa\":".repeat(120), "}".repeat(120));
        filled(size, "{\"a\":[", &deep, "0]}")
    }),
    ("as deep as may be, again and again", |size| {
        let deep = format!("{}{},", "[".repeat(120), "]".repeat(120));
        filled(size, "{\"a\":[", &deep, "0]}")
    }),
    ("deep with long names", |size| {
        let one = format!("{{\"{}\":", "k".repeat(size / 130));
        format!("{}1{}", one.repeat(120), "}".repeat(120))
    }),
    ("deeper than may be", |size| "[".repeat(size)),
    ("empty lists", |size| filled(size, "{\"a\":[", "[],", "[]]}")),
    ("empty objects", |size| filled(size, "{\"a\":[", "{},", "{}]}")),
    ("objects of one member", |size| filled(size, "{\"holidays\":[", "{\"\":0},", "{}]}")),
    ("as many objects as may be", |_| filled(4_990 * 7, "{\"holidays\":[", "{\"\":0},", "{}]}")),
    ("numbers", |size| filled(size, "{\"a\":[", "1e9,", "-0]}")),
    ("one number", |size| format!("{{\"a\":{}}}", "9".repeat(size - 6))),
];

fn filled(size: usize, begin: &str, middle: &str, end: &str) -> String {
    let count = (size - begin.len() - end.len()) / middle.len();
    [begin, &middle.repeat(count), end].concat()
}

fn numbered(size: usize, begin: &str, middle: &dyn Fn(usize) -> String, end: &str) -> String {
    let mut text = begin.to_owned();
    for number in 0.. {
        let next = middle(number);
        if text.len() + next.len() + end.len() > size {
            break;
        }
        text += &next;
    }
    text + end
}
