//! What a body may hold, counted before anything is made of it: a value of three bytes costs a dozen times as much in memory.

use crate::http::problem::{Kind, Problem};

/// The largest of our requests, the working hours of every day of two hundred seasons and of thirty years, has 10,997.
pub const MOST_VALUES: usize = 11_000;
/// The longest of our texts, 100,000 characters, with every one of them escaped (`\u00e9`).
pub const LONGEST_TEXT: usize = 600_000;

/// Refuses what no request of ours has. What is no JSON is left to its reader: up to where that finds out, the count is right.
pub fn check(body: &[u8]) -> Result<(), Problem> {
    let (mut values, mut at, mut in_word) = (0_usize, 0, false);
    while let Some(byte) = body.get(at) {
        let begins_word = !matches!(byte, b',' | b':' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'{' | b'[');
        match byte {
            b'"' => {
                let length = text_length(body.get(at + 1..).unwrap_or_default());
                if length > LONGEST_TEXT {
                    return Err(too_large("byte dalam satu teks", "bytes in one text", LONGEST_TEXT));
                }
                values += 1;
                at += length + 1;
            }
            b'{' | b'[' => values += 1,
            // The text before it was a name.
            b':' => values = values.saturating_sub(1),
            _ if begins_word && !in_word => values += 1,
            _ => {}
        }
        if values > MOST_VALUES {
            return Err(too_large("nilai dalam satu JSON", "values in one JSON", MOST_VALUES));
        }
        in_word = begins_word;
        at += 1;
    }
    Ok(())
}

/// How many bytes stand before the quotation mark that ends the text.
fn text_length(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

fn too_large(id: &str, en: &str, most: usize) -> Problem {
    Problem::new(Kind::PayloadTooLarge).detail(format!("Paling banyak {most} {id}."), format!("At most {most} {en}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_names_are_not() {
        let list = |count: usize| format!("[{}]", vec!["1"; count].join(","));
        assert!(check(list(MOST_VALUES - 1).as_bytes()).is_ok());
        assert!(check(list(MOST_VALUES).as_bytes()).is_err());
        let object = |count: usize| format!("{{{}}}", vec![r#" "a\"b" : [ ] "#; count].join(","));
        assert!(check(object(MOST_VALUES - 1).as_bytes()).is_ok());
        assert!(check(object(MOST_VALUES).as_bytes()).is_err());
        // The values before what is no JSON are made before it is found out.
        assert!(check(format!("{}{}", list(MOST_VALUES), ":".repeat(MOST_VALUES)).as_bytes()).is_err());
    }

    #[test]
    fn a_text_is_measured_as_it_is_written() {
        let text = |length: usize| format!("{{\"a\":\"{}\"}}", r#"\""#.repeat(length / 2));
        assert!(check(text(LONGEST_TEXT).as_bytes()).is_ok());
        assert!(check(text(LONGEST_TEXT + 2).as_bytes()).is_err());
        for broken in ["\"", "\"\\", "\"\\\"", "{\"a", ":", "::,"] {
            assert!(check(broken.as_bytes()).is_ok(), "{broken}");
        }
    }
}
