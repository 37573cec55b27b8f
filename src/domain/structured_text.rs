//! Text as the public reads it: a small part of CommonMark, and HTML of it that is safe because nothing else can be written.

use super::text::Prose;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use std::ops::Deref;

/// Paragraphs, headings of the levels 2 to 4, lists, quotes, emphasis, links, rules: nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StructuredText(Prose<{ StructuredText::MOST }>);

/// What stands outside, and in which line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    pub line: usize,
    pub what: Construct,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construct {
    Html,
    Image,
    Code,
    /// Level 1 is the headline's.
    Heading,
    /// To anywhere but http, https and mailto.
    Link,
    /// Lists and quotes within each other.
    Depth,
    /// What the parser may learn one day.
    Other,
}

/// What people write is not nested deeper.
const DEEPEST: usize = 8;
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

impl StructuredText {
    pub const MOST: usize = 100_000;

    /// As it was kept.
    pub fn kept(text: &str) -> Self {
        Self(Prose::kept(text))
    }

    /// Every start tag is one of this function's own, every text and address is escaped: no other HTML can come out.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.len() * 5 / 4);
        for event in Parser::new(self) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    html.push_str("<a href=\"");
                    escape(address(&dest_url).as_deref().unwrap_or_default(), &mut html);
                    html.push_str("\">");
                }
                Event::Start(Tag::List(Some(first))) if first != 1 => html.push_str(&format!("<ol start=\"{first}\">\n")),
                Event::Start(tag) => html.push_str(named(tag.to_end(), true)),
                Event::End(tag) => html.push_str(named(tag, false)),
                Event::Text(text) => escape(&text, &mut html),
                Event::SoftBreak => html.push('\n'),
                Event::HardBreak => html.push_str("<br>\n"),
                Event::Rule => html.push_str("<hr>\n"),
                _ => {}
            }
        }
        html
    }
}

impl TryFrom<Prose<{ StructuredText::MOST }>> for StructuredText {
    type Error = Outside;

    fn try_from(text: Prose<{ StructuredText::MOST }>) -> Result<Self, Outside> {
        let mut depth = 0;
        for (event, range) in Parser::new(&text).into_offset_iter() {
            depth = match event {
                Event::Start(_) => depth + 1,
                Event::End(_) => depth - 1,
                _ => depth,
            };
            if let Some(what) = outside(&event).or((depth > DEEPEST).then_some(Construct::Depth)) {
                let line = 1 + text.as_bytes()[..range.start].iter().filter(|byte| **byte == b'\n').count();
                return Err(Outside { line, what });
            }
        }
        Ok(Self(text))
    }
}

fn outside(event: &Event) -> Option<Construct> {
    match event {
        Event::Start(tag) => match tag {
            Tag::Paragraph | Tag::BlockQuote(None) | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong => None,
            Tag::Heading { level: HeadingLevel::H2 | HeadingLevel::H3 | HeadingLevel::H4, .. } => None,
            Tag::Heading { .. } => Some(Construct::Heading),
            Tag::Link { dest_url, .. } => address(dest_url).is_none().then_some(Construct::Link),
            Tag::Image { .. } => Some(Construct::Image),
            Tag::CodeBlock(_) => Some(Construct::Code),
            Tag::HtmlBlock => Some(Construct::Html),
            _ => Some(Construct::Other),
        },
        Event::End(_) | Event::Text(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => None,
        Event::Code(_) => Some(Construct::Code),
        Event::Html(_) | Event::InlineHtml(_) => Some(Construct::Html),
        _ => Some(Construct::Other),
    }
}

/// Where a link goes, as browsers read it; none where it may not go.
fn address(written: &str) -> Option<String> {
    // `<bupati@example.go.id>` is told without its scheme.
    let is_mail = !written.contains(':') && written.contains('@');
    let whole = if is_mail { format!("mailto:{written}") } else { written.to_owned() };
    let url = url::Url::parse(&whole).ok()?;
    SCHEMES.contains(&url.scheme()).then(|| url.into())
}

fn named(tag: TagEnd, is_start: bool) -> &'static str {
    let (start, end) = match tag {
        TagEnd::Paragraph => ("<p>", "</p>\n"),
        TagEnd::Heading(HeadingLevel::H2) => ("<h2>", "</h2>\n"),
        TagEnd::Heading(HeadingLevel::H3) => ("<h3>", "</h3>\n"),
        TagEnd::Heading(_) => ("<h4>", "</h4>\n"),
        TagEnd::BlockQuote(_) => ("<blockquote>\n", "</blockquote>\n"),
        TagEnd::List(true) => ("<ol>\n", "</ol>\n"),
        TagEnd::List(false) => ("<ul>\n", "</ul>\n"),
        TagEnd::Item => ("<li>", "</li>\n"),
        TagEnd::Emphasis => ("<em>", "</em>"),
        TagEnd::Strong => ("<strong>", "</strong>"),
        TagEnd::Link => ("", "</a>"),
        _ => ("", ""),
    };
    if is_start { start } else { end }
}

fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

impl Deref for StructuredText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for StructuredText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<StructuredText, Outside> {
        Prose::try_from(text).expect("a text").try_into()
    }

    #[test]
    fn what_is_taken_becomes_html() {
        for (text, html) in [
            ("Panen raya.", "<p>Panen raya.</p>\n"),
            (
                "## Sub\n\nSatu *dua* **tiga**  \nempat",
                "<h2>Sub</h2>\n<p>Satu <em>dua</em> <strong>tiga</strong><br>\nempat</p>\n",
            ),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
            ("> kutipan", "<blockquote>\n<p>kutipan</p>\n</blockquote>\n"),
            (
                "[di sini](https://kab.go.id/?a=1&b=\"2\")",
                "<p><a href=\"https://kab.go.id/?a=1&amp;b=%222%22\">di sini</a></p>\n",
            ),
            ("<humas@kab.go.id>", "<p><a href=\"mailto:humas@kab.go.id\">humas@kab.go.id</a></p>\n"),
            ("5 < 6 & 'x' \"y\"", "<p>5 &lt; 6 &amp; &#39;x&#39; &quot;y&quot;</p>\n"),
            ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ] {
            assert_eq!(read(text).map(|text| text.html()).as_deref(), Ok(html), "{text}");
        }
    }

    #[test]
    fn what_is_outside_is_told_with_its_line() {
        for (text, line, what) in [
            ("a\n\n<script>alert(1)</script>", 3, Construct::Html),
            ("a <b>c</b>", 1, Construct::Html),
            ("a\nb <img src=x onerror=alert(1)>", 2, Construct::Html),
            ("<!-- a -->", 1, Construct::Html),
            ("# Judul", 1, Construct::Heading),
            ("a\n\n##### e", 3, Construct::Heading),
            ("Judul\n=====", 1, Construct::Heading),
            ("a `b`", 1, Construct::Code),
            ("a\n\n```\nb\n```", 3, Construct::Code),
            ("a\n\n    b", 3, Construct::Code),
            ("![a](https://kab.go.id/a.jpg)", 1, Construct::Image),
            ("[a](javascript:alert(1))", 1, Construct::Link),
            ("[a](&#106;avascript:alert(1))", 1, Construct::Link),
            ("[a](JaVaScRiPt:alert(1))", 1, Construct::Link),
            ("[a](data:text/html,x)", 1, Construct::Link),
            ("[a](/relative)", 1, Construct::Link),
            ("[a](//kab.go.id)", 1, Construct::Link),
            ("a\n\n[b][c]\n\n[c]: vbscript:x", 3, Construct::Link),
            (">>>>>>>>> a", 1, Construct::Depth),
        ] {
            assert_eq!(read(text), Err(Outside { line, what }), "{text}");
        }
    }

    /// Every tag that stands in it, and every attribute.
    fn is_safe(html: &str) -> bool {
        let plain = [
            "p",
            "/p",
            "h2",
            "/h2",
            "h3",
            "/h3",
            "h4",
            "/h4",
            "blockquote",
            "/blockquote",
            "ol",
            "/ol",
            "ul",
            "/ul",
            "li",
            "/li",
            "em",
            "/em",
            "strong",
            "/strong",
            "/a",
            "br",
            "hr",
        ];
        let is_link = |tag: &str| {
            let target = tag.strip_prefix("a href=\"").and_then(|rest| rest.strip_suffix('"'));
            target.is_some_and(|to| !to.contains('"') && SCHEMES.iter().any(|scheme| to.starts_with(&format!("{scheme}:"))))
        };
        let is_numbered = |tag: &str| {
            let first = tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix('"'));
            first.is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut parts = html.split('<');
        let lead = parts.next().is_none_or(|text| !text.contains('>'));
        lead && parts.all(|part| {
            part.split_once('>')
                .is_some_and(|(tag, text)| !text.contains('>') && (plain.contains(&tag) || is_link(tag) || is_numbered(tag)))
        })
    }

    proptest! {
        /// Whatever is written: it is refused, or nothing but the tags above comes out.
        #[test]
        fn nothing_unsafe_comes_out(parts in prop::collection::vec(prop::sample::select(vec![
            "<", ">", "\"", "'", "&", "#", "*", "_", "[", "]", "(", ")", "!", "`", "\n", "\n\n", "    ", "- ", "1. ", "> ", "\\", "~",
            "script", "javascript:", "https://a.id", "mailto:a@b.id", "onerror=", "&#106;", "&quot;", "a", " ", ":", "/", "\t", "<a href=",
            "[a]: ", "<https://a.id/\">", "|", "---", "==="]), 1..40)) {
            let text = parts.concat();
            if let Ok(Ok(read)) = Prose::try_from(text.as_str()).map(StructuredText::try_from) {
                prop_assert!(is_safe(&read.html()), "{text:?}: {}", read.html());
            }
        }
    }
}
