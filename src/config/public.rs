//! What the public reads: where the office's site shows it, and how much of it is kept ready.

use super::{Reader, number, web_address};
use url::Url;

/// In the address of the site it stands for the publication's own name.
const SLUG: &str = "{slug}";

#[derive(Debug, Clone)]
pub struct Public {
    /// Where the office's own site shows an article; None: it has none that we know of.
    site: Option<String>,
    /// Bytes of answers that are kept ready.
    pub memory: usize,
    /// Under which licence all that is published is given, by its address; None: the office does not say.
    pub licence: Option<String>,
}

impl Public {
    /// Where an article is shown to people.
    pub fn page(&self, slug: &str) -> Option<String> {
        self.site.as_ref().map(|site| site.replace(SLUG, slug))
    }

    /// The beginning of that site.
    pub fn home(&self) -> Option<String> {
        let site = self.site.as_ref().and_then(|site| Url::parse(&site.replace(SLUG, "")).ok())?;
        Some(format!("{}/", site.origin().ascii_serialization()))
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Public {
    Public {
        site: reader.read("PUBDOK_PUBLIC_SITE", None, |value| site(value).map(Some)),
        memory: reader.read("PUBDOK_PUBLIC_MEMORY", 32 << 20, |value| number(value, 1..=16384).map(|mib| mib << 20)),
        licence: reader.read("PUBDOK_LICENCE", None, |value| {
            web_address(value, "https://creativecommons.org/licenses/by/4.0/").map(|url| Some(url.to_string()))
        }),
    }
}

fn site(value: &str) -> Result<String, String> {
    const EXAMPLE: &str = "https://kab.example.go.id/berita/{slug}";
    web_address(&value.replace(SLUG, "slug"), EXAMPLE)?;
    if value.contains(SLUG) { Ok(value.to_owned()) } else { Err(format!("has no {SLUG}; write for example {EXAMPLE}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_an_article_has_its_name_in_it() {
        assert_eq!(site("https://kab.go.id/berita/{slug}").as_deref(), Ok("https://kab.go.id/berita/{slug}"));
        for bad in ["https://kab.go.id/berita", "{slug}", "kab.go.id/{slug}", "ftp://kab.go.id/{slug}"] {
            assert!(site(bad).is_err(), "{bad}");
        }
        let public = Public { site: site("https://kab.go.id/b/{slug}?p={slug}").ok(), memory: 1, licence: None };
        assert_eq!(public.page("panen").as_deref(), Some("https://kab.go.id/b/panen?p=panen"));
        assert_eq!(public.home().as_deref(), Some("https://kab.go.id/"));
    }
}
