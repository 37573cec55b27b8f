//! A place in the feed: a number of the journal, sealed so that nobody can write one.

use crate::http::paging::Seal;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Behind the entry of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub i64);

/// What it is sealed as. It is nobody's own: a portal may begin where the dump ends, which knows no caller.
const SCOPE: &str = "changes";
/// Eight bytes in Base64.
const NUMBER: usize = 11;

impl Position {
    pub const BEGINNING: Self = Self(0);

    pub fn sealed(self, seal: &Seal) -> String {
        let number = self.0.to_be_bytes();
        format!("{}{}", BASE64_URL_SAFE_NO_PAD.encode(number), seal.over(SCOPE, &number))
    }

    pub fn open(text: &str, seal: &Seal) -> Option<Self> {
        let (number, _) = text.split_at_checked(NUMBER)?;
        let number: [u8; 8] = BASE64_URL_SAFE_NO_PAD.decode(number).ok()?.try_into().ok()?;
        let position = Self(i64::from_be_bytes(number));
        (position.sealed(seal) == text).then_some(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sealed_here_opens_nothing() {
        let (seal, other) = (Seal::default(), Seal::default());
        let text = Position(4711).sealed(&seal);
        assert_eq!((text.len(), Position::open(&text, &seal)), (33, Some(Position(4711))));
        assert_eq!(Position::open(&text, &other), None);
        for changed in
            ["", "A", "AAAAAAAAAAA", &text[1..], &format!("{text}A"), &text.replacen('A', "B", 1), "ääääääääääääääääää"]
        {
            assert_eq!(Position::open(changed, &seal), None, "{changed}");
        }
    }
}
