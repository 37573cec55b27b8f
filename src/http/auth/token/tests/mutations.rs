//! No changed token is the same token: bytes put, taken and exchanged at random never verify.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::support::*;

#[derive(Clone, Debug)]
enum Change {
    Put(Index, char),
    Exchange(Index, char),
    Take(Index),
    Swap(Index, Index),
}

fn letter() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::char::range('0', 'z'),
        1 => Just('.'),
        1 => any::<char>(),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), letter()).prop_map(|(place, letter)| Change::Put(place, letter)),
        (any::<Index>(), letter()).prop_map(|(place, letter)| Change::Exchange(place, letter)),
        any::<Index>().prop_map(Change::Take),
        any::<(Index, Index)>().prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

fn changed(token: &str, changes: &[Change]) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    for change in changes {
        let length = letters.len();
        match change {
            Change::Put(place, letter) => letters.insert(place.index(length), *letter),
            Change::Exchange(place, letter) => letters[place.index(length)] = *letter,
            Change::Take(place) => _ = letters.remove(place.index(length)),
            Change::Swap(one, other) => letters.swap(one.index(length), other.index(length)),
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_token_never_verifies(changes in vec(change(), 1..4)) {
        for source in SOURCES.iter() {
            let token = source.token(&good_claims());
            let verifier = source.verifier();
            prop_assert!(verifier.verify(&token, NOW).is_ok());
            let changed = changed(&token, &changes);
            // The good one is remembered by now; what differs from it must not be found there either.
            prop_assert!(
                changed == token || verifier.verify(&changed, NOW).is_err(),
                "{}: {changed}", source.name
            );
        }
    }

    #[test]
    fn no_text_at_all_makes_it_panic(text in any::<String>(), bytes in vec(any::<u8>(), 0..200)) {
        for source in SOURCES.iter() {
            prop_assert!(source.judge(&text).is_err());
            let three = format!("{}.{}.{}", encode(&bytes), encode(&text), encode("x"));
            prop_assert!(source.judge(&three).is_err());
            let signed = source.signer.token(&source.header().to_string(), &text);
            prop_assert!(source.judge(&signed).is_err());
        }
    }
}

#[test]
fn no_single_bit_may_change() {
    for source in SOURCES.iter() {
        let (token, verifier) = (source.token(&good_claims()), source.verifier());
        for place in 0..token.len() {
            for bit in 0..7 {
                let mut bytes = token.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let changed = String::from_utf8(bytes).expect("ASCII stays ASCII");
                assert!(verifier.verify(&changed, NOW).is_err(), "{}: {changed}", source.name);
            }
        }
    }
}
