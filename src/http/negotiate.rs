//! Which form of a thing the client wants (RFC 9110 §12.5.1).

use super::problem::{Kind, Problem};
use actix_web::HttpMessage;
use actix_web::http::header::{Accept, Header, Quality};

/// The forms of a thing that has a printed sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    #[cfg(feature = "pdf")]
    Pdf,
}

impl Form {
    /// Without a wish for one of them, the first.
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
        let mut best: Option<(Self, Quality)> = None;
        for form in Self::OFFERED.iter().copied() {
            let quality = quality(request, form.media_type());
            if quality > best.map_or(Quality::ZERO, |(_, quality)| quality) {
                best = Some((form, quality));
            }
        }
        best.map(|(form, _)| form).ok_or_else(|| {
            let offer = Self::OFFERED.iter().map(|form| form.media_type()).collect::<Vec<_>>().join(", ");
            Problem::new(Kind::NotAcceptable).detail(format!("Tersedia: {offer}."), format!("Available: {offer}."))
        })
    }
}

/// How much the client wants this media type; one that does not say wants all alike.
pub fn quality(request: &impl HttpMessage, media_type: &str) -> Quality {
    let Ok(Accept(wanted)) = Accept::parse(request) else { return Quality::MAX };
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

    fn wanted(accept: &str) -> Option<&'static str> {
        let request = TestRequest::default().insert_header(("accept", accept)).to_http_request();
        Form::wanted(&request).ok().map(Form::media_type)
    }

    #[test]
    fn the_closest_range_decides_and_json_comes_first() {
        for accept in
            ["", "*/*", "application/*", "application/json; charset=utf-8", "text/html, */*;q=0.1", "application/pdf;q=0, */*"]
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
    fn a_sheet_is_printed_for_whoever_would_rather_have_it() {
        for accept in [
            "application/pdf",
            "application/pdf, */*;q=0.8",
            "application/json;q=0.5, application/pdf",
            "*/*, application/json;q=0.9",
        ] {
            assert_eq!(wanted(accept), Some("application/pdf"), "{accept}");
        }
        assert_eq!(wanted("application/pdf, application/json"), Some("application/json"));
    }

    #[cfg(not(feature = "pdf"))]
    #[test]
    fn no_sheet_is_offered_where_none_can_be_printed() {
        assert_eq!(wanted("application/pdf"), None);
    }
}
