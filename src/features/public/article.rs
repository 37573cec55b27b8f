//! One article in its other forms: an HTML fragment, Markdown, and schema.org's NewsArticle. Each says how fresh it is, what was
//! corrected, and which pictures were taken back.

use super::view::{PublishedMedium, PublishedView};
use crate::domain::label::Label;
use crate::domain::publication::Freshness;
use crate::domain::time::OfficeZone;
use crate::http::language::{Language, Words};
use crate::http::xml::escaped;
use serde_json::{Value, json};

/// The forms of an article, the usual one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Json,
    Html,
    Markdown,
    LinkedData,
}

impl Form {
    pub const ALL: [Self; 4] = [Self::Json, Self::Html, Self::Markdown, Self::LinkedData];

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::LinkedData => "application/ld+json",
        }
    }

    /// As it is answered.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8; variant=CommonMark",
            form => form.media_type(),
        }
    }

    /// In this form; the office's zone decides which day a moment is of.
    pub fn written(self, view: &PublishedView, publisher: &str, zone: OfficeZone) -> Vec<u8> {
        match self {
            Self::Json => serde_json::to_vec(view).unwrap_or_default(),
            Self::Html => html(view, zone).into_bytes(),
            Self::Markdown => markdown(view, zone).into_bytes(),
            Self::LinkedData => linked_data(view, publisher).to_string().into_bytes(),
        }
    }
}

/// As BCP 47 has it.
pub fn language_tag(view: &PublishedView) -> String {
    view.language.label().to_ascii_lowercase()
}

/// In the language of the article; in Indonesian, where it is neither.
fn say(view: &PublishedView, id: &str, en: &str) -> String {
    let language = if language_tag(view) == "en" { Language::English } else { Language::Indonesian };
    Words::new(id, en).say(language).to_owned()
}

/// What a reader should know of its age; nothing while it is fresh.
fn warning(view: &PublishedView, zone: OfficeZone) -> Option<String> {
    let day = zone.local_date(view.review_due_at.0);
    match view.freshness {
        Freshness::Fresh => None,
        Freshness::Due => {
            Some(say(view, &format!("Akan diperiksa kembali sebelum {day}."), &format!("To be verified again by {day}.")))
        }
        Freshness::Stale => Some(say(
            view,
            &format!("Belum diperiksa kembali sejak {day}: mungkin sudah tidak akurat."),
            &format!("Not verified since {day}: it may no longer be accurate."),
        )),
        Freshness::Expired => Some(say(view, "Masa tayangnya sudah berakhir.", "It was to be shown no longer.")),
    }
}

/// An `article` with all that is said of it, from elements and attributes of our own and escaped text alone.
fn html(view: &PublishedView, zone: OfficeZone) -> String {
    let mut html = format!(
        "<article lang=\"{}\" data-slug=\"{}\" data-version=\"{}\" data-freshness=\"{}\" data-last-verified-at=\"{}\" data-review-due-at=\"{}\" data-visible-until=\"{}\">\n",
        language_tag(view),
        view.slug,
        view.number,
        view.freshness,
        view.last_verified_at.map(|at| at.to_string()).unwrap_or_default(),
        view.review_due_at,
        view.visible_until.map(|at| at.to_string()).unwrap_or_default(),
    );
    html.push_str(&format!("<h1>{}</h1>\n", escaped(&view.headline)));
    html.push_str(&format!("<p><time datetime=\"{0}\">{0}</time></p>\n", view.published_at));
    if let Some(excerpt) = &view.excerpt {
        html.push_str(&format!("<p>{}</p>\n", escaped(excerpt)));
    }
    html.push_str(&content(view, zone));
    html.push_str("</article>\n");
    html
}

/// How old it is, body, pictures and corrections: what feeds carry.
pub fn content(view: &PublishedView, zone: OfficeZone) -> String {
    let mut html = String::with_capacity(view.html.len() * 2);
    if let Some(warning) = warning(view, zone) {
        html.push_str(&format!("<p role=\"note\" data-freshness=\"{}\">{}</p>\n", view.freshness, escaped(&warning)));
    }
    html.push_str(&view.html);
    view.media.iter().for_each(|medium| html.push_str(&figure(view, medium)));
    if !view.corrections.is_empty() {
        html.push_str(&format!("<section>\n<h2>{}</h2>\n<ul>\n", say(view, "Ralat", "Corrections")));
        for correction in &view.corrections {
            html.push_str(&format!(
                "<li data-version=\"{}\"><time datetime=\"{1}\">{1}</time> {2}</li>\n",
                correction.number,
                correction.at,
                escaped(&correction.changed)
            ));
        }
        html.push_str("</ul>\n</section>\n");
    }
    html
}

fn figure(view: &PublishedView, medium: &PublishedMedium) -> String {
    if let Some(gone) = &medium.withdrawn {
        let said = say(view, "Berkas ditarik", "A file was taken down");
        return format!(
            "<p data-withdrawn-at=\"{}\" data-sha256=\"{}\">{said}: {}</p>\n",
            gone.at,
            medium.sha256,
            escaped(&gone.reason)
        );
    }
    let credit = escaped(&medium.credit);
    let caption = medium.caption.as_ref().map(|caption| format!("{} ", escaped(caption))).unwrap_or_default();
    let shown = match (&medium.sizes, &medium.address) {
        (Some(sizes), _) => format!(
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
            escaped(&sizes.web),
            escaped(medium.alt_text.as_deref().unwrap_or_default())
        ),
        (None, Some(address)) => format!("<a href=\"{0}\">{0}</a>", escaped(address)),
        // Nobody gets it: there is nothing to be said of it.
        (None, None) => return String::new(),
    };
    format!("<figure>{shown}<figcaption>{caption}<small>{credit}</small></figcaption></figure>\n")
}

/// What in a text of one line would be taken for markup of Markdown.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '+' | '-' | '!' | '|' | '~' | '&' => {
                plain.extend(['\\', letter]);
            }
            '\n' => plain.push(' '),
            letter => plain.push(letter),
        }
    }
    plain
}

/// With its facts in front, as static sites take them.
fn markdown(view: &PublishedView, zone: OfficeZone) -> String {
    let text = |value: &str| Value::from(value).to_string();
    let or_null = |value: Option<String>| value.unwrap_or_else(|| "null".to_owned());
    let mut written = String::from("---\n");
    for (name, value) in [
        ("title", text(&view.headline)),
        ("excerpt", or_null(view.excerpt.as_deref().map(text))),
        ("slug", text(&view.slug)),
        ("date", view.published_at.to_string()),
        ("lastmod", view.updated_at.to_string()),
        ("lang", language_tag(view)),
        ("version", view.number.to_string()),
        ("informationClass", view.information_class.to_string()),
        ("freshness", view.freshness.to_string()),
        ("lastVerifiedAt", or_null(view.last_verified_at.map(|at| at.to_string()))),
        ("reviewDueAt", view.review_due_at.to_string()),
        ("visibleUntil", or_null(view.visible_until.map(|at| at.to_string()))),
        ("tags", serde_json::to_string(&view.tags).unwrap_or_default()),
    ] {
        written.push_str(&format!("{name}: {value}\n"));
    }
    written.push_str(&format!("---\n\n# {}\n\n", plain(&view.headline)));
    if let Some(warning) = warning(view, zone) {
        written.push_str(&format!("> {}\n\n", plain(&warning)));
    }
    written.push_str(&view.body);
    written.push('\n');
    for medium in &view.media {
        let alt = plain(medium.alt_text.as_deref().unwrap_or_default());
        let caption = medium.caption.as_ref().map(|caption| format!("{} ", plain(caption))).unwrap_or_default();
        match (&medium.withdrawn, &medium.sizes, &medium.address) {
            (Some(gone), ..) => {
                let said = say(view, "Berkas ditarik", "A file was taken down");
                written.push_str(&format!("\n{said} ({}, SHA-256 {}): {}\n", gone.at, medium.sha256, plain(&gone.reason)));
            }
            (None, Some(sizes), _) => {
                written.push_str(&format!("\n![{alt}]({})\n\n{caption}({})\n", sizes.web, plain(&medium.credit)));
            }
            (None, None, Some(address)) => written.push_str(&format!("\n<{address}> {caption}({})\n", plain(&medium.credit))),
            (None, None, None) => {}
        }
    }
    if !view.corrections.is_empty() {
        written.push_str(&format!("\n## {}\n\n", say(view, "Ralat", "Corrections")));
        for correction in &view.corrections {
            written.push_str(&format!("- {}: {}\n", correction.at, plain(&correction.changed)));
        }
    }
    written
}

/// schema.org has no word for freshness: what it has (`dateModified`, `expires`, `correction`, `lastReviewed`) is said by it, and the
/// rest by our own, so that nobody has to guess.
fn linked_data(view: &PublishedView, publisher: &str) -> Value {
    let image = |medium: &PublishedMedium| {
        let sizes = medium.sizes.as_ref()?;
        Some(json!({
            "@type": "ImageObject", "@id": medium.address, "url": sizes.web, "thumbnailUrl": sizes.thumbnail, "contentUrl": sizes.print,
            "caption": medium.caption, "description": medium.alt_text, "creditText": medium.credit, "encodingFormat": "image/jpeg",
        }))
    };
    let correction = |one: &super::view::CorrectionView| json!({ "@type": "CorrectionComment", "text": one.changed, "datePublished": one.at, "version": one.number });
    let gone = view.media.iter().filter_map(|medium| {
        let withdrawn = medium.withdrawn.as_ref()?;
        Some(json!({ "sha256": medium.sha256, "withdrawnAt": withdrawn.at, "reason": withdrawn.reason }))
    });
    json!({
        "@context": ["https://schema.org", {
            "pubdok": "https://pubdok.example/terms#", "freshness": "pubdok:freshness", "reviewDueAt": "pubdok:reviewDueAt",
            "withdrawnMedia": "pubdok:withdrawnMedia", "withdrawnAt": "pubdok:withdrawnAt", "reason": "pubdok:reason",
        }],
        "@type": "NewsArticle",
        "@id": view.address,
        "url": view.page,
        "mainEntityOfPage": view.page,
        "headline": view.headline,
        "description": view.excerpt,
        "articleBody": view.body,
        "inLanguage": language_tag(view),
        "keywords": view.tags,
        "datePublished": view.published_at,
        "dateModified": view.updated_at,
        "expires": view.visible_until,
        "version": view.number,
        "sha256": view.content_digest,
        "genre": view.information_class,
        "image": view.media.iter().filter_map(image).collect::<Vec<_>>(),
        "correction": view.corrections.iter().map(correction).collect::<Vec<_>>(),
        "author": { "@type": "GovernmentOrganization", "name": publisher },
        "publisher": { "@type": "GovernmentOrganization", "name": publisher },
        "isAccessibleForFree": true,
        "freshness": view.freshness,
        "lastReviewed": view.last_verified_at,
        "reviewDueAt": view.review_due_at,
        "withdrawnMedia": gone.collect::<Vec<_>>(),
    })
}
