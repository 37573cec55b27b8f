// The SOP by the client that openapi-generator (typescript-fetch) makes of the document: sop.ts ADDRESS KABAG KASUBAG STAF, the last
// three being their tokens.

import {
  AgendaApi,
  ArtifactKind,
  ArtifactsApi,
  AssignmentState,
  AssignmentsApi,
  Configuration,
  DispositionsApi,
  Duty,
  MeApi,
  PerformanceApi,
  RecipientKind,
  ReportsApi,
  ResponseError,
  SearchApi,
  SearchKind,
  SelectionDecision,
} from "./typescript-fetch/index.js";
import { png } from "./picture.js";

const [basePath = "", ...tokens] = process.argv.slice(2);
const as = (token: string | undefined) => {
  const configuration = new Configuration({ basePath, headers: { Authorization: `Bearer ${token}` } });
  return {
    agenda: new AgendaApi(configuration),
    artifacts: new ArtifactsApi(configuration),
    assignments: new AssignmentsApi(configuration),
    dispositions: new DispositionsApi(configuration),
    me: new MeApi(configuration),
    performance: new PerformanceApi(configuration),
    reports: new ReportsApi(configuration),
    search: new SearchApi(configuration),
  };
};
const [head, subhead, staff] = [as(tokens[0]), as(tokens[1]), as(tokens[2])];

async function officer(of: typeof head): Promise<string> {
  const me = await of.me.readMe();
  if (me.officer === null) throw new Error("no officer");
  return me.officer.id;
}

const startsAt = new Date(Date.now() + 86_400_000);

// How many cases of the month until the event are closed.
async function closedThisMonth(): Promise<number> {
  const to = new Date(startsAt.getTime() + 7 * 3_600_000);
  const from = new Date(`${to.toISOString().slice(0, 7)}-01`);
  return (await head.performance.readPerformance({ from, to })).total.cases.closed;
}
const closedBefore = await closedThisMonth();

// Step 1: the division head assigns.
const event = await head.agenda.enterAgendaItem({ putAgendaItem: { title: "Festival Panen Raya", startsAt } });
const { id } = await head.assignments.createAssignment({
  createAssignment: { agendaItemId: event.id, assigneeId: await officer(subhead), instructions: new Set(["PUBLISH", "DOCUMENT"]) },
});

// Step 2: the subdivision head orders staff.
const crew = { officerId: await officer(staff), kind: RecipientKind.Action, duty: Duty.Photographer };
const order = await subhead.dispositions.dispatchAssignment({
  id,
  dispatch: { recipients: [crew], instructions: new Set(["DOCUMENT"]) },
});

// Step 3: staff read it, send a photo and a draft, and complete it. Acts that say nothing need no body.
await staff.dispositions.acknowledgeDisposition({ id: order.id });
const picture = png(320, 200);
const photo = await staff.artifacts.addFile({
  id,
  metadata: { kind: ArtifactKind.Photo, title: "Bupati membuka panen", altText: "Bupati di panggung" },
  file: picture,
});
const draft = await staff.artifacts.addArtifact({
  id,
  addArtifact: {
    kind: ArtifactKind.PressRelease,
    title: "Siaran pers",
    headline: "Panen Raya Dibuka Bupati",
    content: "Bupati membuka panen raya.",
  },
});
await staff.dispositions.completeDisposition({ id: order.id });
const kept = await staff.artifacts.readArtifactContent({ id: photo.id });
if (!Buffer.from(await kept.arrayBuffer()).equals(Buffer.from(await picture.arrayBuffer()))) throw new Error("another picture");

// Step 4: the subdivision head selects, and reports.
for (const artifact of [photo, draft]) {
  const decideSelection = { decision: SelectionDecision.Selected };
  await subhead.artifacts.decideSelection({ id: artifact.id, ifMatch: "*", decideSelection });
}
const opened = await subhead.reports.openReport({ id, openReport: { summary: "Kegiatan berlangsung tertib." } });
await subhead.reports.submitReport({ id: opened.id });

// The division head accepts exactly what they read.
const read = await head.reports.readReportRaw({ id: opened.id });
await head.reports.acceptReport({ id: opened.id, ifMatch: read.raw.headers.get("ETag") ?? "" });
const closed = await head.assignments.readAssignment({ id });
if (closed.state !== AssignmentState.Closed) throw new Error(closed.state);

// The month of the office, in one call.
if ((await closedThisMonth()) !== closedBefore + 1) throw new Error("the month does not tell of it");

// Looked for by a word, and by its number as far as somebody remembers it.
const found = await staff.search.search({ q: "panen", limit: 20 });
const hits = found.groups.flatMap((group) => group.items.map((hit) => hit.id));
if (![id, photo.id, draft.id].every((wanted) => hits.includes(wanted))) throw new Error(JSON.stringify(found));
const numbered = await head.search.search({ q: closed.registerNumber, kind: [SearchKind.Assignment] });
const hit = numbered.groups[0]?.items[0];
if (hit?.id !== id || !hit.excerpt.some((piece) => piece.match)) throw new Error(JSON.stringify(numbered));

// Several values of a list parameter, and a refusal that has a type.
const listed = await head.assignments.listAssignments({ state: [AssignmentState.Closed, AssignmentState.Cancelled] });
if (!listed.items.some((item) => item.id === id)) throw new Error("it is not listed");
const refused = await staff.dispositions.completeDisposition({ id: order.id }).then(
  () => undefined,
  (error: unknown) => error,
);
if (!(refused instanceof ResponseError) || refused.response.status !== 409) throw new Error(String(refused));
console.log(`openapi-generator (typescript-fetch): ${closed.registerNumber} is closed`);
