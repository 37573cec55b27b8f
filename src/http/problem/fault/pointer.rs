//! Where a fault is: a JSON Pointer that a person can read.

use deserr::ValuePointerRef;

/// A place that nobody can read helps nobody; in characters.
pub const LONGEST_POINTER: usize = 500;
/// Names of ours are shorter.
pub const LONGEST_NAME: usize = 100;

/// RFC 6901 in the fragment form of RFC 9457; one that is too long to be read is cut, and leads to what it is in.
pub fn pointer(location: ValuePointerRef) -> String {
    let (mut steps, mut at) = (Vec::new(), location);
    loop {
        let (step, before) = match at {
            ValuePointerRef::Origin => break,
            ValuePointerRef::Key { key, prev } => (escape(key), prev),
            ValuePointerRef::Index { index, prev } => (index.to_string(), prev),
        };
        steps.push(step);
        at = *before;
    }
    let mut pointer = "#".to_owned();
    for step in steps.iter().rev() {
        pointer.push('/');
        pointer.push_str(step);
    }
    cut(pointer, LONGEST_POINTER)
}

/// A name as it stands in a pointer.
pub fn escape(key: &str) -> String {
    let short: String = key.chars().take(LONGEST_NAME + 1).collect();
    cut(short, LONGEST_NAME).replace('~', "~0").replace('/', "~1")
}

/// The text, or its beginning, and a sign that it is only that.
pub fn cut(text: String, longest: usize) -> String {
    if text.len() <= longest || text.chars().nth(longest).is_none() {
        return text;
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}
