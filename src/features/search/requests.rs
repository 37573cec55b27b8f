//! What can be asked of a search: the terms of a `q`, each of which must be found, and the kinds of things.

use crate::domain::label::labels;
use crate::domain::text::Line;
use crate::http::fields::label_fields;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use crate::http::query::{Many, Whole};
use deserr::Deserr;
use utoipa::IntoParams;

labels! {
    Kind {
        AgendaItem = "AGENDA_ITEM", Assignment = "ASSIGNMENT", Disposition = "DISPOSITION", Artifact = "ARTIFACT", Report = "REPORT",
    }
}

label_fields! {
    Kind as "SearchKind": "A kind of thing that is searched.";
}

#[derive(Debug, Deserr, IntoParams)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SearchParameters {
    /// {{words}}
    #[param(value_type = String, min_length = 1, max_length = 200, example = "bupati panen")]
    pub q: Line<200>,
    /// Only these kinds. Repeatable.
    #[deserr(default)]
    #[param(value_type = Option<Vec<Kind>>, max_items = 5)]
    pub kind: Many<Kind, 5>,
    /// How many of each kind.
    #[deserr(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 20, default = 5, example = 5)]
    pub limit: Option<Whole<1, 20>>,
}

/// More terms than this narrow nothing.
const MOST: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub terms: Vec<String>,
    /// As it was written, for what is to be marked.
    pub said: String,
    /// The terms as a tsquery, once PostgreSQL has told it: that takes it as long as a small search.
    pub query: Option<String>,
}

impl Wanted {
    /// Words between blanks; what stands around a word and is no letter or digit is no part of it.
    pub fn of(q: &str) -> Result<Self, Faults> {
        let refused = |kind| Err(Faults::one(Place::Parameter("q".to_owned()), kind));
        let around = |letter: char| !letter.is_alphanumeric();
        let terms: Vec<String> = q.split_whitespace().map(|term| term.trim_matches(around).to_owned()).collect();
        let terms: Vec<String> = terms.into_iter().filter(|term| !term.is_empty()).collect();
        if terms.is_empty() {
            let words = Words::new("Tulis sedikitnya satu huruf atau angka.", "Write at least one letter or digit.");
            return refused(FaultKind::Rule { code: "EMPTY", words });
        }
        if terms.len() > MOST {
            return refused(FaultKind::TooMany { max: MOST });
        }
        Ok(Self { terms, said: q.to_owned(), query: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_words_and_numbers_whole() {
        let terms = |q: &str| Wanted::of(q).map(|wanted| wanted.terms).map_err(|_| ());
        assert_eq!(terms(" bupati, \"panen\" raya! "), Ok(vec!["bupati".into(), "panen".into(), "raya".into()]));
        assert_eq!(terms("7/PD/HUMAS/IX/2026"), Ok(vec!["7/PD/HUMAS/IX/2026".into()]));
        assert_eq!(terms("ramah-tamah (é)"), Ok(vec!["ramah-tamah".into(), "é".into()]));
        for nothing in ["!", "' OR --", "& | !", ":*"].into_iter().filter(|q| *q != "' OR --") {
            assert_eq!(terms(nothing), Err(()), "{nothing}");
        }
        assert_eq!(terms("a b c d e f g h i j k"), Err(()));
    }
}
