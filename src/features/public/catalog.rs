//! What is published as a catalogue of data: DCAT-AP in JSON-LD, which the harvester of CKAN takes (Satu Data), page by page as Hydra has it.

use super::article::language_tag;
use super::feed::TERMS;
use super::view::{Addresses, PublishedView, WithdrawnView};
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use serde_json::{Value, json};

pub const MEDIA_TYPE: &str = "application/ld+json";

/// One page of it.
pub struct Catalog<'a> {
    pub addresses: &'a Addresses,
    pub publisher: &'a str,
    /// Where the first page is, this one, and the next.
    pub first: String,
    pub here: String,
    pub next: Option<String>,
    pub changed: Option<Instant>,
    pub articles: &'a [PublishedView],
    pub withdrawn: &'a [WithdrawnView],
}

fn context() -> Value {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        "vcard": "http://www.w3.org/2006/vcard/ns#", "hydra": "http://www.w3.org/ns/hydra/core#", "adms": "http://www.w3.org/ns/adms#",
        "owl": "http://www.w3.org/2002/07/owl#", "xsd": "http://www.w3.org/2001/XMLSchema#", "pubdok": TERMS,
    })
}

fn at(at: Stamp) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": at })
}

fn link(address: &str) -> Value {
    json!({ "@id": address })
}

impl Catalog<'_> {
    pub fn written(&self) -> Vec<u8> {
        let own = self.addresses.of("catalog.jsonld");
        let mut catalog = json!({
            "@id": own, "@type": "dcat:Catalog",
            "dct:title": { "@language": "id", "@value": format!("Publikasi {}", self.publisher) },
            "dct:description": { "@language": "id", "@value": format!("Informasi publik yang diterbitkan oleh {}.", self.publisher) },
            "dct:publisher": self.agent(),
            "dct:language": link("http://publications.europa.eu/resource/authority/language/IND"),
            "foaf:homepage": link(&super::feed::home(self.addresses)),
            "dcat:dataset": self.articles.iter().map(|article| self.dataset(article)).collect::<Vec<_>>(),
            "pubdok:withdrawn": self.withdrawn.iter().map(|gone| json!({
                "@id": gone.address, "dct:identifier": gone.slug, "pubdok:withdrawnAt": at(gone.at), "pubdok:reason": gone.reason,
                "adms:status": link("http://purl.org/adms/status/Withdrawn"),
            })).collect::<Vec<_>>(),
        });
        if let Some(changed) = self.changed {
            catalog["dct:modified"] = at(changed.into());
        }
        let mut page = json!({ "@id": self.here, "@type": "hydra:PagedCollection", "hydra:firstPage": self.first, "hydra:first": link(&self.first) });
        if let Some(next) = &self.next {
            // Harvesters of both drafts of Hydra.
            page["hydra:nextPage"] = json!(next);
            page["hydra:next"] = link(next);
        }
        json!({ "@context": context(), "@graph": [catalog, page] }).to_string().into_bytes()
    }

    fn agent(&self) -> Value {
        json!({ "@id": format!("{}/#publisher", self.addresses.0.base_url), "@type": "foaf:Organization", "foaf:name": self.publisher })
    }

    fn dataset(&self, article: &PublishedView) -> Value {
        let language = language_tag(article);
        let said = |text: &str| json!({ "@language": language, "@value": text });
        let mut dataset = json!({
            "@id": article.address, "@type": "dcat:Dataset",
            "dct:identifier": article.slug,
            "dct:title": said(&article.headline),
            "dct:description": said(article.excerpt.as_deref().unwrap_or(&article.headline)),
            "dct:issued": at(article.published_at),
            "dct:modified": at(article.updated_at),
            "dct:publisher": link(&format!("{}/#publisher", self.addresses.0.base_url)),
            "dcat:contactPoint": {
                "@type": "vcard:Organization", "vcard:fn": self.publisher,
                "vcard:hasEmail": link(&format!("mailto:{}", self.addresses.0.contact.email)),
            },
            "dcat:landingPage": link(&article.page),
            "dcat:keyword": article.tags.iter().map(|tag| said(tag)).collect::<Vec<_>>(),
            "dct:accessRights": link("http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
            "dct:type": article.information_class,
            "owl:versionInfo": article.number.to_string(),
            "adms:versionNotes": article.corrections.iter().map(|one| said(&one.changed)).collect::<Vec<_>>(),
            "pubdok:freshness": article.freshness,
            "pubdok:reviewDueAt": at(article.review_due_at),
            "dcat:distribution": self.distributions(article),
        });
        if let Some(verified) = article.last_verified_at {
            dataset["pubdok:lastVerifiedAt"] = at(verified);
        }
        if let Some(until) = article.visible_until {
            dataset["pubdok:visibleUntil"] = at(until);
        }
        if let Some(region) = &article.region_code {
            dataset["dct:spatial"] = json!({ "@type": "dct:Location", "dct:identifier": region });
        }
        let gone = article.media.iter().filter_map(|medium| {
            let gone = medium.withdrawn.as_ref()?;
            Some(json!({ "dct:identifier": medium.sha256, "pubdok:withdrawnAt": at(gone.at), "pubdok:reason": gone.reason }))
        });
        dataset["pubdok:withdrawnMedia"] = gone.collect();
        dataset
    }

    /// The article itself, and each of its files.
    fn distributions(&self, article: &PublishedView) -> Vec<Value> {
        let article_as = |media_type: &str| {
            json!({
                "@id": format!("{}#{media_type}", article.address), "@type": "dcat:Distribution", "dct:title": article.headline,
                "dcat:accessURL": link(&article.address), "dcat:mediaType": media_type, "dct:format": media_type,
            })
        };
        let file = |medium: &super::view::PublishedMedium| {
            let address = medium.address.as_ref()?;
            Some(json!({
                "@id": format!("{address}#file"), "@type": "dcat:Distribution",
                "dct:title": medium.caption.as_deref().or(medium.alt_text.as_deref()).unwrap_or(&medium.credit),
                "dct:rights": medium.credit, "dcat:accessURL": link(address), "dcat:downloadURL": link(address),
                "dcat:mediaType": medium.media_type, "dct:format": medium.media_type,
            }))
        };
        ["application/json"].map(article_as).into_iter().chain(article.media.iter().filter_map(file)).collect()
    }
}
