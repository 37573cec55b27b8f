//! What is published as a catalogue of data: DCAT-AP in JSON-LD, which the harvester of CKAN takes (Satu Data), page by page as Hydra has it.

use super::article::language_tag;
use super::feed::TERMS;
use super::view::{Addresses, PublishedView, WithdrawnView};
use crate::domain::publication::ContentLanguage;
use crate::domain::time::Instant;
use crate::http::fields::Stamp;
use crate::http::table;
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
    /// It has what the catalogue has besides articles.
    pub is_first: bool,
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

/// As the authority of the EU names languages, which DCAT-AP asks for: by their codes of ISO 639-3.
fn language(language: ContentLanguage) -> Value {
    let code = match language {
        ContentLanguage::Indonesian => "IND",
        ContentLanguage::English => "ENG",
        ContentLanguage::Javanese => "JAV",
        ContentLanguage::Sundanese => "SUN",
        ContentLanguage::Madurese => "MAD",
        ContentLanguage::Balinese => "BAN",
        ContentLanguage::Minangkabau => "MIN",
        ContentLanguage::Buginese => "BUG",
    };
    link(&format!("http://publications.europa.eu/resource/authority/language/{code}"))
}

fn indonesian(text: &str) -> Value {
    json!({ "@language": "id", "@value": text })
}

fn everybody() -> Value {
    link("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
}

impl Catalog<'_> {
    pub fn written(&self) -> Vec<u8> {
        let own = self.addresses.of("catalog.jsonld");
        let list = self.is_first.then(|| self.information_list());
        let mut catalog = json!({
            "@id": own, "@type": "dcat:Catalog",
            "dct:title": indonesian(&format!("Publikasi {}", self.publisher)),
            "dct:description": indonesian(&format!("Informasi publik yang diterbitkan oleh {}.", self.publisher)),
            "dct:publisher": self.agent(),
            "dct:language": language(ContentLanguage::Indonesian),
            "foaf:homepage": link(&super::feed::home(self.addresses)),
            "dcat:dataset": self.articles.iter().map(|article| self.dataset(article)).chain(list).collect::<Vec<_>>(),
            "dcat:service": self.service(),
            "pubdok:withdrawn": self.withdrawn.iter().map(|gone| json!({
                "@id": gone.address, "dct:identifier": gone.slug, "pubdok:withdrawnAt": at(gone.at), "pubdok:reason": gone.reason,
                "adms:status": link("http://purl.org/adms/status/Withdrawn"),
            })).collect::<Vec<_>>(),
        });
        if let Some(changed) = self.changed {
            catalog["dct:modified"] = at(changed.into());
        }
        catalog = self.licensed(catalog);
        let mut page = json!({ "@id": self.here, "@type": "hydra:PagedCollection", "hydra:firstPage": self.first, "hydra:first": link(&self.first) });
        if let Some(next) = &self.next {
            // Harvesters of both drafts of Hydra.
            page["hydra:nextPage"] = json!(next);
            page["hydra:next"] = link(next);
        }
        json!({ "@context": context(), "@graph": [catalog, page] }).to_string().into_bytes()
    }

    fn agent(&self) -> Value {
        json!({ "@id": self.publisher_id(), "@type": "foaf:Organization", "foaf:name": self.publisher })
    }

    fn publisher_id(&self) -> String {
        format!("{}/#publisher", self.addresses.0.base_url)
    }

    fn contact(&self) -> Value {
        json!({
            "@type": "vcard:Organization", "vcard:fn": self.publisher,
            "vcard:hasEmail": link(&format!("mailto:{}", self.addresses.0.contact.email)),
        })
    }

    /// With the licence under which the office gives it, where it says so.
    fn licensed(&self, mut thing: Value) -> Value {
        if let Some(licence) = &self.addresses.0.public.licence {
            thing["dct:license"] = link(licence);
        }
        thing
    }

    /// By what programs read all of this.
    fn service(&self) -> Value {
        let root = format!("{}/v1", self.addresses.0.base_url);
        self.licensed(json!({
            "@id": format!("{root}#service"), "@type": "dcat:DataService",
            "dct:title": indonesian(&format!("API publikasi {}", self.publisher)),
            "dct:publisher": link(&self.publisher_id()),
            "dct:accessRights": everybody(),
            "dcat:contactPoint": self.contact(),
            "dcat:endpointURL": link(&root),
            "dcat:endpointDescription": link(&format!("{root}/openapi.json")),
        }))
    }

    /// What the law asks every office for. Its identifier is its address: no article has such a name.
    fn information_list(&self) -> Value {
        let address = self.addresses.of("information-list");
        let distribution = |(media_type, ending): (&str, &str)| {
            self.licensed(json!({
                "@id": format!("{address}#{media_type}"), "@type": "dcat:Distribution",
                "dct:title": indonesian("Daftar Informasi Publik"), "dcat:accessURL": link(&address),
                "dcat:downloadURL": link(&format!("{address}{ending}")),
                "dcat:mediaType": media_type, "dct:format": media_type,
            }))
        };
        let distributions = [(table::CSV, ".csv"), (table::XLSX, ".xlsx"), ("application/json", "")].map(distribution);
        let mut list = json!({
            "@id": address, "@type": "dcat:Dataset",
            "dct:identifier": address,
            "dct:title": indonesian("Daftar Informasi Publik"),
            "dct:description": indonesian(&format!("Daftar Informasi Publik {} menurut Undang-Undang Nomor 14 Tahun 2008.", self.publisher)),
            "dct:publisher": link(&self.publisher_id()),
            "dct:language": language(ContentLanguage::Indonesian),
            "dct:accessRights": everybody(),
            "dcat:contactPoint": self.contact(),
            "dcat:distribution": distributions,
        });
        if let Some(changed) = self.changed {
            list["dct:modified"] = at(changed.into());
        }
        list
    }

    fn dataset(&self, article: &PublishedView) -> Value {
        let tag = language_tag(article);
        let said = |text: &str| json!({ "@language": tag, "@value": text });
        let mut dataset = json!({
            "@id": article.address, "@type": "dcat:Dataset",
            "dct:identifier": article.slug,
            "dct:title": said(&article.headline),
            "dct:description": said(article.excerpt.as_deref().unwrap_or(&article.headline)),
            "dct:issued": at(article.published_at),
            "dct:modified": at(article.updated_at),
            "dct:publisher": link(&self.publisher_id()),
            "dct:language": language(article.language),
            "dcat:contactPoint": self.contact(),
            "dcat:landingPage": link(&article.page),
            "dcat:keyword": article.tags.iter().map(|tag| said(tag)).collect::<Vec<_>>(),
            "dct:accessRights": everybody(),
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
            self.licensed(json!({
                "@id": format!("{}#{media_type}", article.address), "@type": "dcat:Distribution", "dct:title": article.headline,
                "dcat:accessURL": link(&article.address), "dcat:mediaType": media_type, "dct:format": media_type,
            }))
        };
        let file = |medium: &super::view::PublishedMedium| {
            let address = medium.address.as_ref()?;
            Some(self.licensed(json!({
                "@id": format!("{address}#file"), "@type": "dcat:Distribution",
                "dct:title": medium.caption.as_deref().or(medium.alt_text.as_deref()).unwrap_or(&medium.credit),
                "dct:rights": medium.credit, "dcat:accessURL": link(address), "dcat:downloadURL": link(address),
                "dcat:mediaType": medium.media_type, "dct:format": medium.media_type,
            })))
        };
        ["application/json"].map(article_as).into_iter().chain(article.media.iter().filter_map(file)).collect()
    }
}
