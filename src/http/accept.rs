//! Which forms of an answer a client takes (RFC 9110 §12.5.1).

use super::problem::{Kind, Problem};
use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header, Quality};
use std::borrow::Borrow;

/// The forms of a thing that has a printed sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Form {
    /// Of two that a client wants alike, the first.
    const OFFERED: &'static [Self] = &[
        Self::Json,
        #[cfg(feature = "pdf")]
        Self::Pdf,
    ];

    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            #[cfg(feature = "pdf")]
            Self::Pdf => "application/pdf",
        }
    }

    /// The form the client would rather have, or 406 with what there is.
    pub fn wanted(request: &impl HttpMessage) -> Result<Self, Problem> {
        let offered = || Self::OFFERED.iter().map(|form| form.media_type());
        let best = best(request, offered()).and_then(|kind| Self::OFFERED.iter().find(|form| form.media_type() == kind));
        best.copied().ok_or_else(|| not_acceptable(&offered().collect::<Vec<_>>()))
    }
}

/// Which of these the client would rather have: of what it wants alike the first; None where it takes none.
pub fn best<'a>(request: &impl HttpMessage, offered: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(&str, Quality)> = None;
    for offer in offered {
        let quality = quality(request, offer);
        if quality > best.map_or(Quality::ZERO, |(_, quality)| quality) {
            best = Some((offer, quality));
        }
    }
    best.map(|(offer, _)| offer)
}

/// The same of all that an operation offers: JSON comes first, wherever it stands among them.
pub fn best_of<'a>(request: &impl HttpMessage, offered: &'a [String]) -> Option<&'a str> {
    let (first, rest): (Vec<&str>, Vec<&str>) = offered.iter().map(String::as_str).partition(|kind| *kind == "application/json");
    best(request, first.into_iter().chain(rest))
}

/// Of an address that has a sheet and nothing else, in a service that was built without the press.
#[cfg(not(feature = "pdf"))]
pub fn no_press() -> Problem {
    Problem::new(Kind::NotAcceptable).detail(
        "Layanan ini dibangun tanpa PDF; baca JSON-nya di alamat tanpa /sheet.",
        "This service was built without PDF; read the JSON at the address without /sheet.",
    )
}

/// Refuses with what there is.
pub fn not_acceptable(offered: &[impl Borrow<str>]) -> Problem {
    let offer = offered.join(", ");
    Problem::new(Kind::NotAcceptable).detail(format!("Tersedia: {offer}."), format!("Available: {offer}."))
}

/// Whether the client takes this media type; a client that does not say takes all.
pub fn takes(request: &impl HttpMessage, media_type: &str) -> bool {
    quality(request, media_type) > Quality::ZERO
}

/// Whether the client would rather have the first of two media types.
pub fn prefers(request: &impl HttpMessage, this: &str, other: &str) -> bool {
    quality(request, this) > quality(request, other)
}

/// How much the client wants this media type; one that does not say wants all alike.
fn quality(request: &impl HttpMessage, media_type: &str) -> Quality {
    let wanted = Accept::parse(request).map(|Accept(wanted)| wanted).unwrap_or_default();
    if wanted.is_empty() {
        return Quality::MAX;
    }
    let kind = media_type.split('/').next().unwrap_or_default();
    // The range that says most about the type decides, however much another weighs.
    let closeness = |range: &str| match range {
        "*/*" => Some(0),
        range if range.strip_suffix("/*") == Some(kind) => Some(1),
        range if range == media_type => Some(2),
        _ => None,
    };
    let deciding = wanted.iter().filter_map(|range| Some((closeness(range.item.essence_str())?, range.quality))).max();
    deciding.map_or(Quality::ZERO, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_closest_range_decides() {
        for (accept, json) in [
            ("", true),
            ("*/*", true),
            ("application/*", true),
            ("application/json; charset=utf-8", true),
            ("text/html, */*;q=0.1", true),
            ("*/*, application/json;q=0", false),
            ("application/*;q=0, */*", false),
            ("application/json, application/*;q=0", true),
            ("text/html", false),
            ("image/*", false),
        ] {
            let request = TestRequest::default().insert_header(("accept", accept)).to_http_request();
            assert_eq!(takes(&request, "application/json"), json, "{accept}");
        }
        assert!(takes(&TestRequest::default().to_http_request(), "application/json"));
    }

    fn wanted(accept: &str) -> Option<&'static str> {
        let request = TestRequest::default().insert_header(("accept", accept)).to_http_request();
        Form::wanted(&request).ok().map(Form::media_type)
    }

    #[test]
    fn json_comes_first_where_the_client_does_not_mind() {
        for accept in
            ["", "*/*", "application/*", "text/html, */*;q=0.1", "application/pdf;q=0, */*", "application/pdf, application/json"]
        {
            assert_eq!(wanted(accept), Some("application/json"), "{accept}");
        }
        for accept in ["text/html", "image/*", "application/json;q=0", "application/*;q=0"] {
            assert_eq!(wanted(accept), None, "{accept}");
        }
        assert_eq!(Form::wanted(&TestRequest::default().to_http_request()).ok(), Some(Form::Json));
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_sheet_is_for_whoever_would_rather_have_it() {
        for accept in [
            "application/pdf",
            "application/pdf, */*;q=0.8",
            "application/json;q=0.5, application/pdf",
            "*/*, application/json;q=0.9",
        ] {
            assert_eq!(wanted(accept), Some("application/pdf"), "{accept}");
        }
    }

    #[cfg(not(feature = "pdf"))]
    #[test]
    fn no_sheet_is_offered_where_none_can_be_printed() {
        assert_eq!(wanted("application/pdf"), None);
    }
}
