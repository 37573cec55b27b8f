//! Indonesian or English, by `Accept-Language` (RFC 4647 lookup); Indonesian where the client does not say.

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptLanguage, Header, Preference, Quality};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Indonesian,
    English,
}

impl Language {
    pub fn of(request: &impl HttpMessage) -> Self {
        let Ok(wanted) = AcceptLanguage::parse(request) else {
            return Self::Indonesian;
        };
        // What has weight 0 is not wanted at all (RFC 9110 §12.4.2).
        let wanted = AcceptLanguage(wanted.0.into_iter().filter(|range| range.quality > Quality::ZERO).collect());
        for range in wanted.ranked() {
            match range {
                Preference::Any => return Self::Indonesian,
                Preference::Specific(tag) => match tag.primary_language() {
                    "id" => return Self::Indonesian,
                    "en" => return Self::English,
                    _ => {}
                },
            }
        }
        Self::Indonesian
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub id: String,
    pub en: String,
}

impl Words {
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}
