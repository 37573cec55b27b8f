// The SOP by openapi-fetch, with the types that openapi-typescript makes of the document, without a cast: sop.ts ADDRESS KABAG KASUBAG
// STAF, the last three being their tokens.

import createClient from "openapi-fetch";
import { png } from "./picture.js";
import type { components, paths } from "./pubdok.js";

const [address = "", ...tokens] = process.argv.slice(2);
// Lists can be had as CSV, too; this client asks for JSON.
const client = (token: string | undefined) =>
  createClient<paths, "application/json" | "application/problem+json">({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const [head, subhead, staff] = [client(tokens[0]), client(tokens[1]), client(tokens[2])];

// What was answered, unless it is a refusal.
function done<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function officer(of: typeof head): Promise<string> {
  const me = done(await of.GET("/v1/me"));
  if (me.officer === null) throw new Error("no officer");
  return me.officer.id;
}

// A form with a file: openapi-fetch sends a FormData as it stands, and its types see the same parts beside it.
function form(metadata: components["schemas"]["AddArtifact"], file: Blob, name: string) {
  const parts = new FormData();
  parts.set("metadata", new Blob([JSON.stringify(metadata)], { type: "application/json" }));
  parts.set("file", file, name);
  return Object.assign(parts, { metadata, file: name });
}

const startsAt = new Date(Date.now() + 86_400_000).toISOString();

// How many cases of the month until the event are closed.
async function closedThisMonth(): Promise<number> {
  const day = new Date(Date.parse(startsAt) + 7 * 3_600_000).toISOString().slice(0, 10);
  const figures = done(await head.GET("/v1/performance", { params: { query: { from: `${day.slice(0, 7)}-01`, to: day } } }));
  return figures.total.cases.closed;
}
const closedBefore = await closedThisMonth();

// Step 1: the division head assigns.
const event = done(await head.POST("/v1/agenda-items", { body: { title: "Festival Panen Raya", startsAt } }));
const assigned = done(
  await head.POST("/v1/assignments", {
    body: { agendaItemId: event.id, assigneeId: await officer(subhead), instructions: ["PUBLISH", "DOCUMENT"] },
  }),
);
const of = { params: { path: { id: assigned.id } } };

// Step 2: the subdivision head orders staff.
const crew: components["schemas"]["DispatchRecipient"] = { officerId: await officer(staff), kind: "ACTION", duty: "PHOTOGRAPHER" };
const order = done(
  await subhead.POST("/v1/assignments/{id}/dispositions", { ...of, body: { recipients: [crew], instructions: ["DOCUMENT"] } }),
);

// Step 3: staff read it, send what they have, and complete it. Acts that say nothing need no body.
const asked = { params: { path: { id: order.id } } };
done(await staff.POST("/v1/dispositions/{id}/acknowledgement", asked));
const picture = png(320, 200);
const photo = done(
  await staff.POST("/v1/assignments/{id}/files", {
    ...of,
    body: form({ kind: "PHOTO", title: "Bupati membuka panen", altText: "Bupati di panggung" }, picture, "panen.png"),
  }),
);
const draft = done(
  await staff.POST("/v1/assignments/{id}/artifacts", {
    ...of,
    body: { kind: "PRESS_RELEASE", title: "Siaran pers", headline: "Panen Raya Dibuka Bupati", content: "Bupati membuka panen raya." },
  }),
);
done(await staff.POST("/v1/dispositions/{id}/completion", asked));
const kept = done(
  await staff.GET("/v1/artifacts/{id}/content", { params: { path: { id: photo.id } }, parseAs: "arrayBuffer" }),
);
if (!Buffer.from(kept).equals(Buffer.from(await picture.arrayBuffer()))) throw new Error("another picture");

// Step 4: the subdivision head selects, and reports.
for (const { id } of [photo, draft]) {
  done(
    await subhead.PUT("/v1/artifacts/{id}/selection", {
      params: { path: { id }, header: { "If-Match": "*" } },
      body: { decision: "SELECTED" },
    }),
  );
}
const opened = done(await subhead.POST("/v1/assignments/{id}/reports", { ...of, body: { summary: "Kegiatan berlangsung tertib." } }));
done(await subhead.POST("/v1/reports/{id}/submission", { params: { path: { id: opened.id } } }));

// The division head accepts exactly what they read.
const read = await head.GET("/v1/reports/{id}", { params: { path: { id: opened.id } } });
const etag = read.response.headers.get("ETag") ?? "";
done(await head.POST("/v1/reports/{id}/acceptance", { params: { path: { id: opened.id }, header: { "If-Match": etag } } }));
const closed = done(await head.GET("/v1/assignments/{id}", of));
if (closed.state !== "CLOSED") throw new Error(closed.state);

// The month of the office, in one call.
if ((await closedThisMonth()) !== closedBefore + 1) throw new Error("the month does not tell of it");

// Looked for by a word, and by its number as far as somebody remembers it.
const found = done(await staff.GET("/v1/search", { params: { query: { q: "panen", limit: 20 } } }));
const hits = found.groups.flatMap((group) => group.items.map((hit) => hit.id));
if (![assigned.id, photo.id, draft.id].every((wanted) => hits.includes(wanted))) throw new Error(JSON.stringify(found));
const numbered = done(
  await head.GET("/v1/search", { params: { query: { q: closed.registerNumber, kind: ["ASSIGNMENT"] } } }),
);
const hit = numbered.groups[0]?.items[0];
if (hit?.id !== assigned.id || !hit.excerpt.some((piece) => piece.match)) throw new Error(JSON.stringify(numbered));

// Several values of a list parameter, and a refusal that has a type.
const listed = done(await head.GET("/v1/assignments", { params: { query: { state: ["CLOSED", "CANCELLED"] } } }));
if (!listed.items.some((item) => item.id === assigned.id)) throw new Error("it is not listed");
const refused = await staff.POST("/v1/dispositions/{id}/completion", asked);
if (refused.error?.code !== "STATE_FORBIDS") throw new Error(JSON.stringify(refused));
console.log(`openapi-fetch: ${closed.registerNumber} is closed`);
