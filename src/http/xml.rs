//! XML as feeds and sitemaps need it: elements, attributes and text, each escaped, in UTF-8; nothing that is not XML can be written.

use std::borrow::Cow;

/// A document that is being written.
#[derive(Debug)]
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins with the outermost element.
    pub fn new(name: &'static str, attributes: &[(&'static str, &str)]) -> Self {
        let mut xml = Self { text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), open: Vec::new() };
        xml.begin(name, attributes);
        xml
    }

    /// Opens an element; what follows stands in it until [`Xml::end`].
    pub fn begin(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) -> &mut Self {
        self.tag(name, attributes, ">");
        self.open.push(name);
        self
    }

    pub fn end(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.text.push_str(&format!("</{name}>\n"));
        }
        self
    }

    /// An element with a text.
    pub fn element(&mut self, name: &'static str, attributes: &[(&'static str, &str)], text: &str) -> &mut Self {
        self.tag(name, attributes, ">");
        self.text.push_str(&escaped(text));
        self.text.push_str(&format!("</{name}>\n"));
        self
    }

    /// An element of attributes alone.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) -> &mut Self {
        self.tag(name, attributes, "/>\n");
        self
    }

    /// What a person may read of it, where a schema has no place for it.
    pub fn comment(&mut self, text: &str) -> &mut Self {
        let mut text: String = text.chars().filter(|letter| is_of_xml(*letter)).collect();
        // In a comment nothing is escaped, and two hyphens would end it.
        while text.contains("--") {
            text = text.replace("--", "- -");
        }
        self.text.push_str(&format!("<!-- {text} -->\n"));
        self
    }

    fn tag(&mut self, name: &'static str, attributes: &[(&'static str, &str)], end: &str) {
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            self.text.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        }
        self.text.push_str(end);
    }

    /// Closes all that is open.
    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.text.into_bytes()
    }
}

/// A text as it stands in XML and HTML, in an element or in an attribute. What XML cannot hold at all (control characters, and the two
/// that are no characters) is shown as a thing that cannot be shown.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let is_special = |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'') || !is_of_xml(letter);
    if !text.contains(is_special) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if is_of_xml(letter) => escaped.push(letter),
            _ => escaped.push(char::REPLACEMENT_CHARACTER),
        }
    }
    escaped.into()
}

/// XML 1.0, production 2; and a carriage return or a control of the upper range is not kept as it is by every reader.
fn is_of_xml(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(written: &[u8]) -> (String, String) {
        let text = str::from_utf8(written).expect("UTF-8");
        let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let said = document.root_element().first_element_child().expect("an element");
        (said.attribute("a").expect("an attribute").to_owned(), said.text().unwrap_or_default().to_owned())
    }

    fn written(text: &str) -> Vec<u8> {
        let mut xml = Xml::new("all", &[]);
        xml.element("one", &[("a", text)], text);
        xml.finish()
    }

    #[test]
    fn every_text_comes_back_as_it_was() {
        for text in
            ["", "a & b", "]]>", "<![CDATA[x]]>", "<!-- -- -->", "\"'`", "&amp;", "&#0;", "𝔘🌾\u{10ffff}", "\u{85}", "é\u{301}"]
        {
            assert_eq!(read(&written(text)), (text.to_owned(), text.to_owned()), "{text:?}");
        }
        assert_eq!(read(&written("a\u{0}b\u{1f}\u{fffe}\u{ffff}")).1, "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn elements_stand_in_one_another() {
        let mut xml = Xml::new("feed", &[("xml:lang", "id")]);
        xml.begin("entry", &[]).element("title", &[], "1 < 2").empty("link", &[("href", "?a&b")]).end().element("x", &[], "");
        xml.comment("---><x>-");
        let told = String::from_utf8(xml.finish()).unwrap();
        assert_eq!(
            told,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xml:lang=\"id\"><entry><title>1 &lt; 2</title>\n\
             <link href=\"?a&amp;b\"/>\n</entry>\n<x></x>\n<!-- - - -><x>- -->\n</feed>\n"
        );
        roxmltree::Document::parse(&told.replace("xml:lang", "lang")).expect("XML");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// In an attribute a reader makes blanks of tabs and line breaks.
        #[test]
        fn no_text_breaks_out(text in any::<String>()) {
            let kept: String = text.chars().map(|c| if is_of_xml(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
            let (attribute, said) = read(&written(&text));
            prop_assert_eq!(&said, &kept);
            prop_assert_eq!(attribute, kept.replace(['\t', '\n'], " "));
        }
    }
}
