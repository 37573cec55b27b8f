"""Publishes, corrects, verifies and withdraws at ADDRESS, and reads every feed by feedparser, lxml (with the schema of SITEMAPS) and rdflib:
feeds.py ADDRESS SITEMAPS, tokens in PUBDOK_TOKENS (JSON, by subject). What was published is left in feeds.json for feeds.mjs."""

import datetime
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

import feedparser
import rdflib
from lxml import etree

from picture import png

address, schema = sys.argv[1], sys.argv[2]
tokens = json.loads(os.environ["PUBDOK_TOKENS"])


def ask(who, method, path, body=None, content="application/json", accept=None, **headers):
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    if who:
        headers["Authorization"] = f"Bearer {tokens[who]}"
    if accept:
        headers["Accept"] = accept
    asked = urllib.request.Request(f"{address}/v1/{path}", data, method=method, headers={"Content-Type": content, **headers})
    with urllib.request.urlopen(asked) as answer:
        return answer.read(), answer.headers


def does(who, path, body, method="POST", **more):
    return json.loads(ask(who, method, path, body, **more)[0])


def tag(who, path):
    return ask(who, "GET", path)[1]["ETag"]


def me(who):
    return json.loads(ask(who, "GET", "me")[0])["officer"]["id"]


subhead, staff = me("kasubag"), me("staf-1")
now = datetime.datetime.now(datetime.timezone.utc)


def published(number, headline, body):
    """An article with a picture, from its event to the public."""
    event = does("kabag", "agenda-items", {
        "title": headline[:100], "startsAt": (now - datetime.timedelta(hours=3)).isoformat(), "endsAt": (now - datetime.timedelta(hours=1)).isoformat(),
        "regionCode": "33.13.01.2001"})["id"]
    case = does("kabag", "assignments", {"agendaItemId": event, "assigneeId": subhead, "instructions": ["PUBLISH"]})["id"]
    order = does("kasubag", f"assignments/{case}/dispositions", {
        "instructions": ["DOCUMENT"], "recipients": [{"officerId": staff, "kind": "ACTION", "duty": "PHOTOGRAPHER"}]})["id"]
    photo = does("staf-1", f"assignments/{case}/artifacts?kind=PHOTO&title=Panggung&altText=Panggung", png(300 + number, 200), content="image/png")["id"]
    draft = does("staf-1", f"assignments/{case}/artifacts", {"kind": "WEBSITE_DRAFT", "title": "Artikel", "headline": "Judul", "content": "Isi."})["id"]
    does("staf-1", f"dispositions/{order}/acknowledgement", {})
    does("staf-1", f"dispositions/{order}/completion", {})
    for one in (photo, draft):
        does("kasubag", f"artifacts/{one}/selection", {"decision": "SELECTED"}, method="PUT", **{"If-Match": tag("kasubag", f"artifacts/{one}")})
    report = does("kasubag", f"assignments/{case}/reports", {"summary": "Satu foto dan satu artikel."})["id"]
    does("kasubag", f"reports/{report}/submission", {})
    does("kabag", f"reports/{report}/acceptance", {}, **{"If-Match": tag("kabag", f"reports/{report}")})
    return does("kasubag", "publications", {
        "reportId": report, "draftId": draft, "informationClass": "PERIODIC", "headline": headline, "body": body,
        "excerpt": "Ringkas <b>& jelas</b> ]]> \"kutip\"", "tags": ["panen & padi", "<i>"],
        "media": [{"artifactId": photo, "credit": "Humas & Protokol <Setda>", "caption": "Panggung \"utama\"", "childrenShown": False}]})


headline = "Harga < 5 & ]]> \"murah\" 'sekali' 🌾 𝔘 &amp;"
articles = [published(0, headline, "## Sub\n\nPanen **raya** [di sini](https://kab.go.id/?a=1&b=%22)."), published(1, "Dikoreksi", "Isi lama."), published(2, "Ditarik", "Isi.")]
does("kabag", f"publications/{articles[1]['id']}/correction", {"changed": "Nama desa <diperbaiki> & lengkap", "body": "Isi baru."})
verified = does("kabag", f"publications/{articles[1]['id']}/verification", {"checked": "Angka"})
does("kabag", f"publications/{articles[2]['id']}/withdrawal", {"reason": "Kegiatan ditunda & <batal>"})
slugs = [article["slug"] for article in articles]
pages = [f"https://kab.example.go.id/berita/{slug}" for slug in slugs]
ids = [f"urn:uuid:{article['id']}" for article in articles]
addresses = [f"{address}/v1/public/publications/{slug}" for slug in slugs]
pathlib.Path("feeds.json").write_text(json.dumps({"headline": headline, "pages": pages, "ids": ids}))


def public(path, **more):
    return ask(None, "GET", f"public/{path}", **more)[0]


for form in ("rss", "atom"):
    read = feedparser.parse(public(f"feed.{form}"))
    assert not read.bozo, (form, read.get("bozo_exception"))
    assert read.version == {"rss": "rss20", "atom": "atom10"}[form], read.version
    assert [entry.link for entry in read.entries] == [pages[1], pages[0]], form
    entry = read.entries[1]
    # Titles of feeds are taken for HTML by this reader; Atom says that ours is text.
    assert entry.id == ids[0] and "&lt; 5 &amp; ]]&gt;" in entry.title.replace("<", "&lt;").replace(" & ", " &amp; ").replace("]]>", "]]&gt;"), entry.title
    assert "🌾 𝔘" in entry.title, entry.title
    content = entry.content[0].value if form == "atom" else next(part.value for part in entry.content)
    assert "<strong>raya</strong>" in content and "https://kab.go.id/?a=1&amp;b=%22" in content, content
    assert {tag.term for tag in entry.tags} == {"panen & padi", "<i>"}, entry.tags
    assert entry.enclosures[0].type == "image/jpeg" and "?size=web" in entry.enclosures[0].href
    assert entry.published_parsed and entry.updated_parsed
    # Of an element with attributes this reader keeps these alone.
    assert read.entries[0].pubdok_correction["version"] == "2", read.entries[0]
    assert read.entries[0].pubdok_lastverifiedat == verified["lastVerifiedAt"] and read.entries[0].pubdok_freshness == "FRESH"
    raw = etree.fromstring(public(f"feed.{form}"))
    assert [one.text for one in raw.iterfind(".//{https://pubdok.example/terms#}correction")] == ["Nama desa <diperbaiki> & lengkap"], form
    tombs = raw.findall(".//{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert [tomb.get("ref") for tomb in tombs] == [ids[2]] and "<batal>" in tombs[0][0].text, form
assert feedparser.parse(public("feed.rss")).entries[1].media_content[0]["medium"] == "image"

sitemaps = etree.XMLSchema(etree.parse(schema))
document = etree.fromstring(public("sitemap.xml"))
sitemaps.assertValid(document)
assert document.xpath("//*[local-name()='loc']/text()") == pages[:2], etree.tostring(document)
# The schema of news is Google's and lies behind its address: all that this one lets stand beside its own is told as it should be.
news = etree.fromstring(public("news-sitemap.xml"))
space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
assert len(news.xpath("s:url/n:news[n:publication/n:name and n:publication/n:language='id' and n:publication_date and n:title]", namespaces=space)) == 2
for one in news.xpath("//n:news", namespaces=space):
    one.getparent().remove(one)
sitemaps.assertValid(news)

article = json.loads(public(f"publications/{slugs[0]}", accept="application/ld+json"))
# The terms of schema.org, without asking for them over the line.
article["@context"] = [{"@vocab": "https://schema.org/"}, article["@context"][1]]
graph = rdflib.Graph().parse(data=json.dumps(article), format="json-ld")
schema_org = rdflib.Namespace("https://schema.org/")
assert (rdflib.URIRef(addresses[0]), rdflib.RDF.type, schema_org.NewsArticle) in graph
assert str(graph.value(rdflib.URIRef(addresses[0]), schema_org.headline)) == headline
graph = rdflib.Graph().parse(data=public("catalog.jsonld"), format="json-ld")
dcat, dct = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")
catalog = graph.value(predicate=rdflib.RDF.type, object=dcat.Catalog)
datasets = list(graph.objects(catalog, dcat.dataset))
assert {str(one) for one in datasets} == {*addresses[:2], f"{address}/v1/public/information-list"}, datasets
service = graph.value(catalog, dcat.service)
assert graph.value(service, rdflib.RDF.type) == dcat.DataService and str(graph.value(service, dcat.endpointURL)) == f"{address}/v1"
json.loads(ask(None, "GET", str(graph.value(service, dcat.endpointDescription)).removeprefix(f"{address}/v1/"))[0])
for one in datasets:
    assert graph.value(one, rdflib.RDF.type) == dcat.Dataset and graph.value(one, dct.title) and graph.value(one, dct.modified)
    assert str(graph.value(one, dct.language)).endswith("/language/IND")
    shown = list(graph.objects(one, dcat.distribution))
    assert shown and all(graph.value(part, dcat.accessURL) for part in shown)
print("feedparser, lxml and rdflib read what is published")
