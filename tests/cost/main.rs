//! What a body may cost, whatever its shape: time that grows as it does, and less than three times its memory; and what a picture.

mod bounds;
mod pictures;
mod progressive;
mod shapes;

use allocation_counter::measure;
use proptest::prelude::*;
use pubdok::http::body::{JSON_LIMIT, parse};
use pubdok::http::language::Language;
use pubdok::http::problem::{Problem, ProblemBody};
use pubdok::office::settings::{Holidays, WorkingHours};
use shapes::SHAPES;
use std::time::{Duration, Instant};

/// Beside the body itself, with the problem that is told in the end.
const MOST_MEMORY: u64 = 3 * JSON_LIMIT as u64;
/// Judged where it is measured for its own sake: `cargo test --release --test cost`. What else the machine does is no fault of ours.
const MOST_TIME: Duration = Duration::from_millis(50);

/// Everything that is done with a body before anything is done by it.
fn read(body: &str) -> Option<ProblemBody> {
    let refused = match parse(body.as_bytes()) {
        Ok(json) => {
            let canonical = json.canonical();
            assert!(canonical.len() <= 2 * body.len());
            match body.len() % 2 {
                0 => json.read::<Holidays>().err().map(Problem::from),
                _ => json.read::<WorkingHours>().err().map(Problem::from),
            }
        }
        Err(problem) => Some(problem),
    };
    refused.map(|problem| problem.body(Language::Indonesian, "http://pubdok.test", "a-request"))
}

fn costs_little(name: &str, body: &str) {
    let (mut told, begun) = (None, Instant::now());
    let memory = measure(|| told = read(body)).bytes_max;
    let time = begun.elapsed();
    println!("{name}: {} bytes, {} KiB of memory, {time:?}", body.len(), memory / 1024);
    assert!(memory < MOST_MEMORY, "{name}: {memory} bytes of memory");
    assert!(cfg!(debug_assertions) || time < MOST_TIME, "{name}: {time:?}");
    let told = told.unwrap_or_else(|| panic!("{name} is taken"));
    let length = serde_json::to_vec(&told).expect("a problem is JSON").len();
    assert!(length <= 64 * 1024, "{name}: a problem of {length} bytes");
    assert!(told.errors.len() <= 100, "{name}: {} faults", told.errors.len());
    for error in &told.errors {
        let pointer = error.pointer.as_deref().unwrap_or_default();
        assert!(pointer.chars().count() <= 500 && error.detail.chars().count() <= 2000, "{name}: {pointer}");
    }
}

#[test]
fn every_shape_of_a_body_costs_little() {
    for (name, shape) in SHAPES {
        let body = shape(JSON_LIMIT);
        assert!(body.len() <= JSON_LIMIT, "{name}: {}", body.len());
        costs_little(name, &body);
    }
}

#[test]
fn a_body_of_four_times_the_length_takes_some_four_times_as_long() {
    let time = |body: &str| {
        (0..3)
            .map(|_| {
                let begun = Instant::now();
                read(body);
                begun.elapsed()
            })
            .min()
            .unwrap_or_default()
    };
    for (name, shape) in SHAPES {
        let (short, long) = (time(&shape(JSON_LIMIT / 4)), time(&shape(JSON_LIMIT)));
        // Of what is refused before it is read the length tells nothing.
        if short > Duration::from_millis(2) {
            assert!(long < short * 8 + Duration::from_millis(20), "{name}: {short:?}, then {long:?}");
        }
    }
}

#[test]
fn faults_that_are_left_out_are_told_of() {
    let body = SHAPES.iter().find(|(name, _)| *name == "as many names as may be").expect("the shape").1(JSON_LIMIT);
    let told = read(&body).expect("a refusal");
    assert_eq!(told.errors.len(), 100);
    assert!(told.detail.ends_with("Mungkin ada yang lain lagi."), "{}", told.detail);
    let told = read(r#"{"a":1,"b":2}"#).expect("a refusal");
    assert!(told.errors.len() < 10 && !told.detail.contains("lain lagi"), "{}", told.detail);
}

/// A piece of JSON that stands in a list, of about this many bytes at most.
fn piece() -> impl Strategy<Value = String> {
    let name =
        prop_oneof![Just("a".to_owned()), "[a-z]{1,3}", "[a-z]{200}", Just("holidays".to_owned()), Just("\\u0000/~".to_owned())];
    let text = prop_oneof![
        4 => "[a-z]{0,3}".prop_map(|text| format!("\"{text}\"")),
        1 => (1..600_000_usize, any::<bool>()).prop_map(|(length, is_escaped)| {
            format!("\"{}{}\"", "a".repeat(length - 1), if is_escaped { "\\t" } else { "\u{301}" })
        }),
        1 => (1..2_000_usize).prop_map(|length| format!("\"{}\"", "\\ud83d\\ude00".repeat(length))),
    ];
    let leaf = prop_oneof![
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("0".to_owned()),
        Just("-1.5e300".to_owned()),
        Just("null".to_owned()),
        text
    ];
    leaf.prop_recursive(8, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec((name.clone(), inner.clone()), 0..6).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
            (inner, 1..60_usize).prop_map(|(value, depth)| format!("{}{value}{}", "[".repeat(depth), "]".repeat(depth))),
        ]
    })
}

/// Mostly so seldom that there are not too many values to be read at all.
fn often() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 1..5_usize, 4 => 1..500_usize, 1 => 1..20_000_usize]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_shapes_costs_little(pieces in proptest::collection::vec((piece(), often()), 1..12), more in 0..2_usize) {
        let mut body = "{\"holidays\":[".to_owned();
        // So that every one of them has room, the later fill what the earlier leave.
        for (index, (piece, often)) in pieces.iter().enumerate() {
            let room = (JSON_LIMIT - 100 - body.len()) / (pieces.len() - index);
            for _ in 0..(*often).min(room / (piece.len() + 1)) {
                body += piece;
                body.push(',');
            }
        }
        body += if more == 0 { "0]}" } else { "0] }" };
        costs_little("a mixture", &body);
    }
}
