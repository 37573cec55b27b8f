// Reads the feeds at ADDRESS by npm's rss-parser and jsonfeed-validator: feeds.mjs ADDRESS, what was published in feeds.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Parser = require("rss-parser");
const validate = require("jsonfeed-validator");

const address = process.argv[2];
const { headline, pages, ids } = JSON.parse(readFileSync("feeds.json", "utf8"));
const text = async (path) => (await fetch(`${address}/v1/public/${path}`)).text();

const parser = new Parser({ customFields: { item: [["media:content", "media", { keepArray: true }], ["pubdok:freshness", "freshness"]] } });
for (const form of ["rss", "atom"]) {
  const feed = await parser.parseString(await text(`feed.${form}`));
  assert.deepEqual(feed.items.map((item) => item.link), [pages[1], pages[0]], form);
  assert.equal(feed.items[1].title, headline, form);
  assert.match(feed.items[1]["content:encoded"] ?? feed.items[1].content, /<strong>raya<\/strong>/);
  assert.ok(!Number.isNaN(Date.parse(feed.items[1].isoDate)));
  if (form === "rss") assert.equal(feed.items[1].freshness, "FRESH");
}
const rss = await parser.parseString(await text("feed.rss"));
assert.equal(rss.items[1].guid, ids[0]);
assert.equal(rss.items[1].media[0].$.type, "image/jpeg");
assert.match(rss.items[1].enclosure.url, /\?size=web$/);

const feed = JSON.parse(await text("feed.json"));
assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
assert.equal(feed.items[1].title, headline);
assert.equal(feed.items[1].id, ids[0]);
assert.deepEqual(feed._pubdok.gone.map((gone) => gone.id), [ids[2]]);
// The validator knows version 1, to which 1.1 added `authors` and `language` and nothing else.
const before = ({ authors, language, ...rest }) => rest;
const complaints = validate({ ...before(feed), version: "https://jsonfeed.org/version/1", items: feed.items.map(before) });
for (const one of [feed, ...feed.items]) assert.ok(one.language === "id" && one.authors.every((author) => author.name));
assert.deepEqual(complaints, []);
console.log("rss-parser and jsonfeed-validator read what is published");
