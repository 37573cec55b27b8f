//! The public information list, and the catalogue of data.

use super::{page_of, published, secrets};
use crate::publications::at;
use crate::support::{BASE_URL, Office};
use serde_json::{Value, json};

const LIST: &str = "/v1/public/information-list";
const CATALOG: &str = "/v1/public/catalog.jsonld";

#[tokio::test]
async fn the_list_tells_what_the_law_asks_for() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({ "excerpt": "Ringkas", "headline": "=1+1" })).await;
    let (other, gone) = published(&office, json!({ "headline": "Rahasia yang ditarik" })).await;
    other.case.head.post(&at(&gone, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    let nobody = office.nobody();
    let list = nobody.get(&format!("{LIST}?count=true")).await.is(200);
    assert_eq!((list.items().len(), &list["count"]["value"]), (2, &json!(2)));
    let (withdrawn, stands) = (&list.items()[0], &list.items()[1]);
    assert_eq!(
        (&stands["title"], &stands["summary"], &stands["holder"], &stands["responsible"]),
        (&json!("=1+1"), &json!("Ringkas"), &json!("HUMAS"), &json!("SEKRETARIAT DAERAH"))
    );
    assert_eq!((&stands["forms"], &stands["informationClass"]), (&json!(["text/html", "image/jpeg"]), &json!("PERIODIC")));
    assert_eq!(
        (&stands["freshness"], &stands["retainedUntil"], &stands["state"]),
        (&json!("FRESH"), &Value::Null, &json!("PUBLISHED"))
    );
    assert_eq!(stands["address"], format!("{BASE_URL}{}", page_of(&made)));
    assert_eq!(
        (&withdrawn["state"], &withdrawn["withdrawalReason"], &withdrawn["title"]),
        (&json!("WITHDRAWN"), &json!("Salah"), &Value::Null)
    );
    let page = nobody.get(&format!("{LIST}?limit=1")).await.is(200);
    let next = page["nextCursor"].as_str().expect("a next page");
    let rest = nobody.get(&format!("{LIST}?limit=1&cursor={next}")).await.is(200);
    assert_eq!((&rest.items()[0]["slug"], &rest["nextCursor"]), (&made["slug"], &Value::Null));

    let table = nobody.get(&format!("{LIST}?limit=1")).header("Accept", "text/csv").await.is(200);
    let told = String::from_utf8(table.bytes.clone()).expect("UTF-8");
    for secret in secrets(&accepted, &made).iter().map(String::as_str).chain(["Rahasia yang"]) {
        assert!(!told.contains(secret), "tells {secret}");
    }
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    let titles = rows.headers().expect("headings").iter().position(|name| name == "title").expect("titles");
    let found: Vec<String> = rows.records().map(|row| row.expect("a row")[titles].to_owned()).collect();
    assert_eq!(found, ["", "'=1+1"], "the whole list, and no cell is a formula");
    let book =
        nobody.get(LIST).header("Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").await.is(200);
    assert!(
        book.bytes.starts_with(b"PK")
            && book.header("content-disposition").is_some_and(|name| name.contains("information-list.xlsx"))
    );
    nobody.get(&format!("{LIST}?a=1")).await.refused(400, "VALIDATION");
}

#[tokio::test]
async fn the_catalogue_has_a_dataset_an_article_page_by_page() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({ "tags": ["panen"] })).await;
    let (other, gone) = published(&office, json!({ "headline": "Ditarik" })).await;
    let (_, third) = published(&office, json!({ "headline": "Ketiga" })).await;
    accepted.case.head.post(&at(&made, "/correction"), json!({ "changed": "Nama desa", "headline": "Lain" })).await.is(200);
    other.case.head.post(&at(&gone, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    let nobody = office.nobody();
    let page = nobody.get(&format!("{CATALOG}?limit=1")).await.is(200);
    assert_eq!(page.header("content-type"), Some("application/ld+json"));
    let (catalog, hydra) = (&page["@graph"][0], &page["@graph"][1]);
    assert_eq!(
        (&catalog["@type"], &catalog["dct:publisher"]["foaf:name"]),
        (&json!("dcat:Catalog"), &json!("SEKRETARIAT DAERAH"))
    );
    assert_eq!(catalog["dcat:dataset"][0]["dct:identifier"], third["slug"]);
    assert_eq!(
        (&catalog["pubdok:withdrawn"][0]["dct:identifier"], &catalog["pubdok:withdrawn"][0]["pubdok:reason"]),
        (&gone["slug"], &json!("Salah"))
    );
    let next = hydra["hydra:nextPage"].as_str().expect("a next page");
    let last = nobody.get(next).await.is(200);
    let dataset = &last["@graph"][0]["dcat:dataset"][0];
    assert_eq!(
        (&dataset["@id"], &dataset["dct:title"]["@value"]),
        (&json!(format!("{BASE_URL}{}", page_of(&made))), &json!("Lain"))
    );
    assert_eq!(
        (&dataset["pubdok:freshness"], &dataset["adms:versionNotes"][0]["@value"]),
        (&json!("FRESH"), &json!("Nama desa"))
    );
    assert_eq!(
        (&dataset["dcat:keyword"][0]["@value"], &dataset["dcat:distribution"][1]["dcat:mediaType"]),
        (&json!("panen"), &json!("image/jpeg"))
    );
    assert_eq!(last["@graph"][1]["hydra:nextPage"], Value::Null);
    for secret in secrets(&accepted, &made) {
        assert!(!String::from_utf8_lossy(&last.bytes).contains(&secret), "tells {secret}");
    }
    for bad in ["limit=0", "count=true", "a=1", "cursor=x"] {
        nobody.get(&format!("{CATALOG}?{bad}")).await.refused(400, "VALIDATION");
    }
}
