//! Whether templates could print one number twice: two templates are read side by side, letter by letter, as far as both can print it.
//!
//! Of a template with itself, one text must not be read in two ways that part it otherwise; of two registers, not be printed by both.
//! Units and serials are taken for as long as one likes, so that a template is rather refused.

use super::{NumberTemplate, Part, ROMAN_MONTHS};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

/// A place in a template: its part, and how far into that.
type Place = (usize, u16);

/// Two readings of what was printed so far, and whether they told its unit, year and serial apart already.
type Pair = (Place, Place, bool);

/// What two of the registers' numbers could both be printed as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision(pub String);

impl NumberTemplate {
    /// A text that two numbers of this one register could be printed as.
    pub fn collides_with_itself(&self) -> Option<Collision> {
        walk(self, self, false)
    }

    /// A text that a number of each of two registers could be printed as.
    pub fn collides_with(&self, other: &Self) -> Option<Collision> {
        walk(self, other, true)
    }

    /// Where a reading may go on before the next letter; the place behind the last part is the end.
    fn open(&self, (part, at): Place) -> impl Iterator<Item = Place> {
        let next = self.0.get(part).is_some_and(|current| current.may_end(at)).then_some((part + 1, 0));
        std::iter::once((part, at)).chain(next)
    }

    fn after(&self, place: Place, letter: char) -> Vec<Place> {
        let step = |(part, at): Place| {
            let onward = self.0.get(part).map(|current| current.after(at, letter)).unwrap_or_default();
            onward.into_iter().map(move |at| (part, at))
        };
        self.open(place).flat_map(step).collect()
    }

    fn ends(&self, place: Place) -> bool {
        self.open(place).any(|(part, _)| part == self.0.len())
    }

    fn tells(&self, (part, _): Place) -> bool {
        matches!(self.0.get(part), Some(Part::Serial(_) | Part::Unit | Part::Year))
    }
}

/// The shortest first, so that what is told is short.
fn walk(one: &NumberTemplate, other: &NumberTemplate, differ: bool) -> Option<Collision> {
    let letters = letters(one, other);
    let begun: Pair = ((0, 0), (0, 0), differ);
    let mut reached: HashMap<Pair, Option<(Pair, char)>> = HashMap::from([(begun, None)]);
    let mut waiting = VecDeque::from([begun]);
    while let Some(pair) = waiting.pop_front() {
        let (here, there, differ) = pair;
        if differ && one.ends(here) && other.ends(there) {
            return Some(Collision(told(&reached, pair)));
        }
        for letter in &letters {
            let onward = other.after(there, *letter);
            for here in one.after(here, *letter) {
                for there in &onward {
                    let parted = here.0 != there.0 && (one.tells(here) || other.tells(*there));
                    let next = (here, *there, differ || parted);
                    if let Entry::Vacant(place) = reached.entry(next) {
                        place.insert(Some((pair, *letter)));
                        waiting.push_back(next);
                    }
                }
            }
        }
    }
    None
}

/// What was printed on the way to a pair.
fn told(reached: &HashMap<Pair, Option<(Pair, char)>>, end: Pair) -> String {
    let steps = std::iter::successors(reached.get(&end), |step| step.as_ref().and_then(|(before, _)| reached.get(before)));
    let mut letters: Vec<char> = steps.filter_map(|step| step.map(|(_, letter)| letter)).collect();
    letters.reverse();
    letters.into_iter().collect()
}

/// Every letter that could be told from another: those of the texts and numerals, the digits, and what units are of.
fn letters(one: &NumberTemplate, other: &NumberTemplate) -> Vec<char> {
    let texts = one.0.iter().chain(&other.0).filter_map(|part| match part {
        Part::Text(text) => Some(text.chars()),
        _ => None,
    });
    let mut letters: Vec<char> = texts.flatten().chain("HIVX.-_".chars()).chain('0'..='9').collect();
    // In an order in which examples look like numbers.
    letters.sort_unstable_by_key(|letter| (!letter.is_alphabetic(), !('1'..='9').contains(letter), *letter));
    letters.dedup();
    letters
}

/// How many places a numeral has in the count of places.
const NUMERAL: u16 = 8;

impl Part {
    /// Whether a part of which so much is printed may be whole.
    fn may_end(&self, at: u16) -> bool {
        match self {
            Self::Text(text) => usize::from(at) == text.chars().count(),
            Self::Serial(width) => at & COUNT >= u16::from(*width) && at & COUNTS != 0,
            Self::Unit => at > 0,
            Self::Month => at == 3,
            Self::Year => at == 4,
            Self::RomanMonth => {
                let (numeral, printed) = (usize::from(at / NUMERAL), usize::from(at % NUMERAL));
                printed > 0 && ROMAN_MONTHS.get(numeral).is_some_and(|numeral| numeral.len() == printed)
            }
        }
    }

    /// How much is printed after one more letter; nothing where it cannot follow.
    fn after(&self, at: u16, letter: char) -> Vec<u16> {
        let digit = letter.to_digit(10);
        let one = |fits: bool, next: u16| if fits { vec![next] } else { Vec::new() };
        match self {
            Self::Text(text) => one(text.chars().nth(usize::from(at)) == Some(letter), at + 1),
            Self::Serial(width) => {
                let (count, width) = (at & COUNT, u16::from(*width));
                let begins = if count == 0 && digit == Some(0) { FILLED } else { at & FILLED };
                let counts = if digit == Some(0) { at & COUNTS } else { COUNTS };
                // Zeros fill it to its width and no further.
                one(digit.is_some() && (begins == 0 || count < width), (count + 1).min(width + 1) | begins | counts)
            }
            Self::Unit => one(letter.is_ascii_alphanumeric() || ".-_".contains(letter), 1),
            Self::Month => match (at, letter) {
                (0, '0') => vec![1],
                (0, '1') => vec![2],
                (1, '1'..='9') | (2, '0'..='2') => vec![3],
                _ => Vec::new(),
            },
            Self::Year => one(at < 4 && digit.is_some_and(|digit| at > 0 || digit > 1), at + 1),
            Self::RomanMonth => {
                let numerals = (0..).zip(ROMAN_MONTHS).filter(|(index, _)| at == 0 || at / NUMERAL == *index);
                let printed = at % NUMERAL;
                let onward = numerals.filter(|(_, numeral)| numeral.chars().nth(usize::from(printed)) == Some(letter));
                onward.map(|(index, _)| index * NUMERAL + printed + 1).collect()
            }
        }
    }
}

/// Of a serial: how many digits are printed, whether the first of them only fills it, and whether any is more than zero.
const COUNT: u16 = 0xff;
const FILLED: u16 = 0x100;
const COUNTS: u16 = 0x200;

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> NumberTemplate {
        NumberTemplate::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    #[test]
    fn a_number_that_can_be_read_in_one_way_only_is_taken() {
        for text in [
            "{serial}/PD/{unit}/{romanMonth}/{year}",
            "ST-{serial:4}.{unit}.{year}",
            "{unit}-{serial}/{year}",
            "{serial}{year}/{unit}",
            "{year}{month}{serial:4}-{unit}",
            "{romanMonth}/{serial:3}/{unit}-{year}",
            "{unit}/{serial}/{unit}/{year}",
        ] {
            assert_eq!(template(text).collides_with_itself(), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_can_be_read_in_two_ways_is_told() {
        for text in [
            "{unit}{serial}/{year}",
            "{serial}{unit}/{year}",
            "{serial}{year}{unit}",
            "{unit}{year}{serial}",
            "{romanMonth}{unit}{serial}-{year}",
            "{unit}0{serial}/{year}",
            "{serial}-{year}-{unit}{month}1{unit}",
            "{serial}7{month}{unit}/{year}",
        ] {
            let Some(Collision(text)) = template(text).collides_with_itself() else { panic!("{text} was taken") };
            assert!(!text.is_empty());
        }
    }

    #[test]
    fn the_text_told_is_one_that_both_print() {
        let (one, other) = (template("{serial}/PD/{unit}/{year}"), template("{serial}/{unit}/A/{year}"));
        assert_eq!(one.collides_with(&other), Some(Collision("1/PD/A/2111".to_owned())));
        assert_eq!(template("{unit}{serial}/{year}").collides_with_itself(), Some(Collision("H11/2111".to_owned())));
    }

    #[test]
    fn two_registers_must_be_told_apart_by_what_no_unit_can_imitate() {
        let usual = "{serial}/PD/{unit}/{romanMonth}/{year}";
        for other in [
            usual,
            "{serial:1}/PD/{unit}/{romanMonth}/{year}",
            "{serial:3}/PD/{unit}/{romanMonth}/{year}",
            "{serial}/{unit}/HUMAS/{romanMonth}/{year}",
            "{serial}/{unit}/{romanMonth}/XII/{year}",
        ] {
            assert!(template(usual).collides_with(&template(other)).is_some(), "{other}");
            assert!(template(other).collides_with(&template(usual)).is_some(), "{other}");
        }
        assert_eq!(template(usual).collides_with(&template("{month}/PD/{unit}/{romanMonth}/{serial:4}/{year}")), None);
        assert!(template("PD-{unit}-{serial}/{year}").collides_with(&template("{unit}-{serial}/{year}")).is_some());
        assert_eq!(template("PD/{unit}/{serial}/{year}").collides_with(&template("D/{unit}/{serial}/{year}")), None);
        // A numeral of a month is not every text.
        let (month, text) = (template("{serial}/{romanMonth}/{unit}/{year}"), template("{serial}/PD/{unit}/{year}"));
        assert_eq!(month.collides_with(&text), None);
        assert!(month.collides_with(&template("{serial}/XI/{unit}/{year}")).is_some());
    }
}
