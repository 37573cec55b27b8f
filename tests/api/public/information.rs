//! The public information list, and the catalogue of data.

use super::{page_of, published, secrets};
use crate::publications::at;
use crate::support::{BASE_URL, Office};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

const LIST: &str = "/v1/public/information-list";
const CATALOG: &str = "/v1/public/catalog.jsonld";
const MAPS: [&str; 2] = ["/v1/public/sitemap.xml", "/v1/public/news-sitemap.xml"];
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the list says became of its newest.
async fn afterwards(office: &Office) -> [Value; 3] {
    let list = office.nobody().get(LIST).await.is(200);
    ["correctedAt", "changed", "withdrawnFiles"].map(|member| list.items()[0][member].clone())
}

#[tokio::test]
async fn the_list_and_the_sitemaps_tell_corrections_and_what_was_taken_down() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let (nobody, head) = (office.nobody(), &accepted.case.head);
    assert_eq!(afterwards(&office).await, [Value::Null, Value::Null, json!(0)]);
    head.post(&at(&made, "/correction"), json!({ "changed": "Nama desa", "headline": "Lain" })).await.is(200);
    head.takes_down(accepted.case.photo(), "Permintaan keluarga").await;
    let read = nobody.get(&page_of(&made)).await.is(200);
    let corrected = &read["corrections"][0]["at"];
    assert_eq!(afterwards(&office).await, [corrected.clone(), json!("Nama desa"), json!(1)]);
    let table = nobody.get(&format!("{LIST}?fields=changed,withdrawnFiles")).header("Accept", "text/csv").await.is(200);
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    let row = rows.records().next().expect("a row").expect("a row");
    assert_eq!(row.iter().collect::<Vec<_>>(), ["Nama desa", "1"]);
    for map in MAPS {
        let told = nobody.get(map).await.is(200);
        let told = String::from_utf8_lossy(&told.bytes);
        let said = format!(" version=2 corrected={} withdrawnFiles=1 -->", corrected.as_str().expect("an instant"));
        assert!(told.contains(&said), "{told}");
    }
    // A correction takes no tombstone away.
    head.post(&at(&made, "/correction"), json!({ "changed": "Foto dikeluarkan", "media": [] })).await.is(200);
    let [_, changed, files] = afterwards(&office).await;
    assert_eq!((changed, files), (json!("Foto dikeluarkan"), json!(1)));
    let read = nobody.get(&page_of(&made)).await.is(200);
    let gone = read["media"].as_array().expect("media").iter().filter(|medium| !medium["withdrawn"].is_null()).count();
    assert_eq!(gone, 1, "as the article tells it");
    head.post(&at(&made, "/withdrawal"), json!({ "reason": "Salah" })).await.is(200);
    assert_eq!(afterwards(&office).await, [Value::Null, Value::Null, json!(0)]);
}

#[tokio::test]
async fn what_was_corrected_before_anybody_could_read_it_is_not_told() {
    let office = Office::open().await;
    let begins = office.clock().now() + TimeDelta::hours(2);
    let (accepted, made) = published(&office, json!({ "publishAt": begins.to_rfc3339() })).await;
    let correction = json!({ "changed": "Nama pejabat yang keliru", "headline": "Lain" });
    accepted.case.head.post(&at(&made, "/correction"), correction).await.is(200);
    office.clock().advance(TimeDelta::hours(2));
    assert_eq!(afterwards(&office).await, [Value::Null, Value::Null, json!(0)]);
    for address in [LIST, MAPS[0], MAPS[1]] {
        let told = office.nobody().get(address).await.is(200);
        let told = String::from_utf8_lossy(&told.bytes);
        assert!(!told.contains("corrected=") && !told.contains("pejabat"), "{told}");
    }
}

#[tokio::test]
async fn whoever_has_the_list_is_sent_it_again_only_when_it_changed() {
    let office = Office::open().await;
    let (accepted, made) = published(&office, json!({})).await;
    let nobody = office.nobody();
    for kind in ["application/json", "text/csv", XLSX] {
        // By then nothing is seen late.
        office.clock().advance(TimeDelta::seconds(12));
        let read = nobody.get(LIST).header("Accept", kind).await.is(200);
        let (etag, changed) = (read.etag().to_owned(), read.header("last-modified").expect("a date").to_owned());
        for (name, value) in [("If-None-Match", &etag), ("If-Modified-Since", &changed)] {
            let known = nobody.get(LIST).header("Accept", kind).header(name, value).await.is(304);
            assert_eq!((known.bytes.len(), known.etag()), (0, etag.as_str()), "{kind} {name}");
            assert_eq!(known.header("last-modified"), Some(changed.as_str()));
        }
        let less = nobody.get(&format!("{LIST}?fields=slug")).header("Accept", kind).await.is(200);
        assert_ne!(less.etag(), etag, "{kind}");
        nobody.get(LIST).header("Accept", kind).header("If-None-Match", "\"x\"").await.is(200);

        let correction = json!({ "changed": "Judul", "headline": format!("Lain, sebagai {kind}") });
        accepted.case.head.post(&at(&made, "/correction"), correction).await.is(200);
        for (name, value) in [("If-None-Match", &etag), ("If-Modified-Since", &changed)] {
            nobody.get(LIST).header("Accept", kind).header(name, value).await.is(200);
        }
    }
    // Nor is it the same when time alone has made it older.
    office.clock().advance(TimeDelta::seconds(12));
    let mut before = Vec::new();
    for kind in ["application/json", "text/csv", XLSX] {
        let read = nobody.get(LIST).header("Accept", kind).await.is(200);
        before.push((kind, read.etag().to_owned(), read.header("last-modified").expect("a date").to_owned()));
    }
    let due: DateTime<Utc> = made["dueFrom"].as_str().and_then(|at| at.parse().ok()).expect("an instant");
    office.clock().advance(due + TimeDelta::seconds(2) - office.clock().now());
    for (kind, etag, changed) in before {
        for (name, value) in [("If-None-Match", &etag), ("If-Modified-Since", &changed)] {
            nobody.get(LIST).header("Accept", kind).header(name, value).await.is(200);
        }
    }
}

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
    for secret in secrets(&accepted).iter().map(String::as_str).chain(["Rahasia yang"]) {
        assert!(!told.contains(secret), "tells {secret}");
    }
    let mut rows = csv::Reader::from_reader(table.bytes.as_slice());
    let titles = rows.headers().expect("headings").iter().position(|name| name == "title").expect("titles");
    let found: Vec<String> = rows.records().map(|row| row.expect("a row")[titles].to_owned()).collect();
    assert_eq!(found, ["", "'=1+1"], "the whole list, and no cell is a formula");
    let book = nobody.get(LIST).header("Accept", XLSX).await.is(200);
    assert!(
        book.bytes.starts_with(b"PK")
            && book.header("content-disposition").is_some_and(|name| name.contains("information-list.xlsx"))
    );
    nobody.get(&format!("{LIST}?a=1")).await.refused(400, "VALIDATION");

    // Each table has an address of its own, for programs that send no Accept.
    let same = nobody.get(&format!("{LIST}.csv")).await.is(200);
    assert_eq!((&same.bytes, same.header("content-type")), (&table.bytes, table.header("content-type")));
    assert_eq!(same.header("content-disposition"), Some("attachment; filename=\"information-list.csv\""));
    nobody.get(&format!("{LIST}.csv")).header("If-None-Match", same.etag()).await.is(304);
    let same = nobody.get(&format!("{LIST}.xlsx")).await.is(200);
    assert_eq!((same.header("content-type"), same.bytes.starts_with(b"PK")), (Some(XLSX), true));
    let for_excel = nobody.get(&format!("{LIST}.csv?bom=true&fields=slug,title")).await.is(200);
    assert!(for_excel.bytes.starts_with(b"\xEF\xBB\xBFslug,title\r\n"), "{:?}", String::from_utf8_lossy(&for_excel.bytes));
    nobody.get(&format!("{LIST}.csv?a=1")).await.refused(400, "VALIDATION");
    nobody.get(&format!("{LIST}.xlsx")).header("Accept", "text/csv").await.refused(406, "NOT_ACCEPTABLE");
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
    // What the law asks every office for stands on the first page.
    let list = &catalog["dcat:dataset"][1];
    assert_eq!(
        (&list["@id"], &list["dct:title"]["@value"]),
        (&json!(format!("{BASE_URL}{LIST}")), &json!("Daftar Informasi Publik"))
    );
    let forms = list["dcat:distribution"].as_array().expect("distributions").iter();
    assert_eq!(
        forms.map(|form| form["dcat:mediaType"].as_str().unwrap_or_default()).collect::<Vec<_>>(),
        ["text/csv", XLSX, "application/json"]
    );
    for form in list["dcat:distribution"].as_array().expect("distributions") {
        assert_eq!(form.get("dct:license"), None, "the office does not say");
        let address = form["dcat:downloadURL"]["@id"].as_str().expect("an address");
        let path = address.strip_prefix(BASE_URL).expect("of ours");
        let kind = nobody.get(path).await.is(200).header("content-type").map(str::to_owned);
        assert!(kind.is_some_and(|kind| kind.starts_with(form["dcat:mediaType"].as_str().unwrap_or("?"))), "{address}");
    }
    let service = &catalog["dcat:service"];
    assert_eq!(
        (&service["@type"], &service["dcat:endpointURL"]["@id"], &service["dcat:endpointDescription"]["@id"]),
        (&json!("dcat:DataService"), &json!(format!("{BASE_URL}/v1")), &json!(format!("{BASE_URL}/v1/openapi.json")))
    );
    assert_eq!(
        (&catalog["pubdok:withdrawn"][0]["dct:identifier"], &catalog["pubdok:withdrawn"][0]["pubdok:reason"]),
        (&gone["slug"], &json!("Salah"))
    );
    let next = hydra["hydra:nextPage"].as_str().expect("a next page");
    let last = nobody.get(next).await.is(200);
    assert_eq!(last["@graph"][0]["dcat:dataset"].as_array().map(Vec::len), Some(1));
    let dataset = &last["@graph"][0]["dcat:dataset"][0];
    assert_eq!(dataset["dct:language"]["@id"], "http://publications.europa.eu/resource/authority/language/IND");
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
    for secret in secrets(&accepted) {
        assert!(!String::from_utf8_lossy(&last.bytes).contains(&secret), "tells {secret}");
    }
    for bad in ["limit=0", "count=true", "a=1", "cursor=x"] {
        nobody.get(&format!("{CATALOG}?{bad}")).await.refused(400, "VALIDATION");
    }
}
