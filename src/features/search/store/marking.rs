//! Marking what PostgreSQL leaves unmarked: accents that it does not fold, and the parts of what it takes for one word.

use super::Piece;
use std::ops::Range;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Letters as the words of a search have them, each with the place of the letter that it comes from.
struct Folded {
    letters: Vec<char>,
    places: Vec<usize>,
    end: usize,
}

impl Folded {
    fn of(text: &str) -> Self {
        let (mut letters, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len()));
        for (place, letter) in text.char_indices() {
            if letter.is_ascii() {
                letters.push(letter.to_ascii_lowercase());
                places.push(place);
                continue;
            }
            decompose_compatible(letter, |part| {
                if !('\u{300}'..='\u{36f}').contains(&part) {
                    letters.extend(part.to_lowercase());
                    places.resize(letters.len(), place);
                }
            });
        }
        Self { letters, places, end: text.len() }
    }

    fn is_in_word(&self, at: usize) -> bool {
        self.letters.get(at).is_some_and(|letter| letter.is_alphanumeric() || is_combining_mark(*letter))
    }

    fn begins_word(&self, at: usize) -> bool {
        self.is_in_word(at) && !(at > 0 && self.is_in_word(at - 1))
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(self.end)
    }
}

/// What is marked: words that begin with a term; where no word does, and it is asked for, those that are a part of one.
fn marks(text: &Folded, terms: &[String], with_parts: bool) -> Vec<Range<usize>> {
    let mut marks = Vec::new();
    for term in terms {
        let term = Folded::of(term).letters;
        let before = marks.len();
        mark(text, &term, false, &mut marks);
        if with_parts && marks.len() == before {
            let parts = term.split(|letter| !letter.is_alphanumeric()).filter(|part| part.len() < term.len() && !part.is_empty());
            parts.for_each(|part| mark(text, part, true, &mut marks));
        }
    }
    marks.sort_by_key(|mark| (mark.start, mark.end));
    // Of those that overlap, the first.
    let mut reached = 0;
    marks.retain(|mark| {
        let is_behind = mark.start >= reached;
        if is_behind {
            reached = mark.end;
        }
        is_behind
    });
    marks
}

fn mark(text: &Folded, term: &[char], is_whole: bool, marks: &mut Vec<Range<usize>>) {
    let Some(first) = term.first() else { return };
    // One letter alone is no beginning, here as in the index.
    let is_whole = is_whole || term.len() == 1;
    for (at, letter) in text.letters.iter().enumerate() {
        if letter != first || !text.begins_word(at) || !text.letters.get(at..).is_some_and(|rest| rest.starts_with(term)) {
            continue;
        }
        let mut end = at + term.len();
        if is_whole && text.is_in_word(end) {
            continue;
        }
        while text.is_in_word(end) {
            end += 1;
        }
        marks.push(text.place(at)..text.place(end));
    }
}

/// A text, with what is to be marked in it told apart; also the parts of a term, where it is nowhere as a whole.
pub fn marked(text: &str, terms: &[String], with_parts: bool) -> Vec<Piece> {
    cut(text, 0..text.len(), &marks(&Folded::of(text), terms, with_parts))
}

/// So many words stand before what is marked, and from there on.
const BEFORE: usize = 6;
const BEHIND: usize = 14;
/// What has no blanks is no longer than this.
const LONGEST: usize = 300;

/// Of a long text what stands around the first that is marked, and around the next that is not beside it; nothing where nothing is.
pub fn around(text: &str, terms: &[String]) -> Vec<Piece> {
    let marks = marks(&Folded::of(text), terms, true);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut reached = 0;
    for _ in 0..2 {
        let Some(first) = marks.iter().find(|mark| mark.start >= reached) else { break };
        let part = before(text, reached, first.start)..behind(text, first.start, first.end);
        if !pieces.is_empty() {
            pieces.push(Piece { text: " … ".to_owned(), is_match: false });
        }
        reached = part.end;
        let within: Vec<Range<usize>> =
            marks.iter().filter(|mark| part.start <= mark.start && mark.end <= part.end).cloned().collect();
        pieces.extend(cut(text, part, &within));
    }
    pieces
}

/// Where the words before this place begin.
fn before(text: &str, from: usize, place: usize) -> usize {
    let said = text.get(from..place).unwrap_or_default();
    let mut words = 0;
    let mut start = place;
    for (count, (at, letter)) in said.char_indices().rev().enumerate() {
        words += usize::from(letter.is_whitespace());
        if words > BEFORE || count >= LONGEST {
            break;
        }
        start = from + at;
    }
    start
}

/// Where the words from this place on end: no sooner than what is marked.
fn behind(text: &str, place: usize, marked: usize) -> usize {
    let said = text.get(marked..).unwrap_or_default();
    let mut words = text.get(place..marked).unwrap_or_default().split_whitespace().count().saturating_sub(1);
    for (count, (at, letter)) in said.char_indices().enumerate() {
        words += usize::from(letter.is_whitespace());
        if words >= BEHIND || count >= LONGEST {
            return marked + at;
        }
    }
    text.len()
}

/// A part of a text, with what is marked in it told apart.
fn cut(text: &str, part: Range<usize>, marks: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |range: Range<usize>, is_match| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), is_match });
        }
    };
    let mut reached = part.start;
    for mark in marks {
        add(reached..mark.start, false);
        add(mark.clone(), true);
        reached = mark.end;
    }
    add(reached..part.end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    fn terms(terms: &[&str]) -> Vec<String> {
        terms.iter().map(|term| (*term).to_owned()).collect()
    }

    #[test]
    fn words_are_marked_whatever_their_accents_and_what_joins_them() {
        for (said, wanted, marks) in [
            ("Pembukaan Kafé Literasi", "kafe", "Pembukaan [Kafé] Literasi"),
            ("Pembukaan Kafe\u{301} Literasi", "KAFÉ", "Pembukaan [Kafe\u{301}] Literasi"),
            ("humas/protokol", "proto", "humas/[protokol]"),
            ("HUT ke-79 kepala", "79", "HUT ke-[79] kepala"),
            ("HUT ke-79 kepala", "ke-79", "HUT [ke-79] kepala"),
            ("panen_raya_1.png", "raya", "panen_[raya]_1.png"),
            ("foto video kepala", "foto/ke", "[foto] video kepala"),
            ("e ekor", "e", "[e] ekor"),
            ("ﬁnal", "fin", "[ﬁnal]"),
            ("", "x", ""),
        ] {
            assert_eq!(told(&marked(said, &terms(&[wanted]), true)), marks, "{wanted}");
        }
        assert_eq!(told(&marked("panen raya panenan", &terms(&["panen", "pan"]), false)), "[panen] raya [panenan]");
    }

    #[test]
    fn of_a_long_text_what_stands_around_is_cut_out() {
        let long = format!("{}tujuan {}tujuan akhir", "kata ".repeat(100), "lain ".repeat(100));
        let pieces = told(&around(&long, &terms(&["tujuan"])));
        assert!(pieces.starts_with("kata kata kata kata kata kata [tujuan] lain"), "{pieces}");
        assert!(pieces.ends_with(" … lain lain lain lain lain lain [tujuan] akhir"), "{pieces}");
        assert!(pieces.split_whitespace().count() < 45, "{pieces}");
        assert_eq!(around("nothing of it", &terms(&["panen"])), []);
        let endless = format!("{}-panen-{}", "é".repeat(5000), "é".repeat(5000));
        assert!(told(&around(&endless, &terms(&["panen"]))).chars().count() < 700);
    }
}
