"""An office at work, so that who guesses requests finds things to guess about: seed.py ADDRESS FOLDER, tokens in PUBDOK_TOKENS (JSON, by
subject). Cases in every state of the SOP, and in FOLDER for each kind of thing the ids that there are, as dictionaries of schemathesis."""

import base64
import datetime
import json
import os
import pathlib
import sys
import urllib.request

from picture import png

address, folder = sys.argv[1], pathlib.Path(sys.argv[2])
tokens = json.loads(os.environ["PUBDOK_TOKENS"])
known = {}


def ask(who, method, path, body=None, content="application/json", **headers):
    """What is answered, noted by its kind of thing where something was made."""
    data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
    asked = urllib.request.Request(f"{address}/v1/{path}", data, method=method, headers={
        "Authorization": f"Bearer {tokens[who]}", "Content-Type": content, **headers})
    with urllib.request.urlopen(asked) as answer:
        made, text = answer.headers["Location"], answer.read()
        if made:
            note(*made.split("/")[-2:])
        return json.loads(text) if text else None


def note(kind, id):
    if id not in known.setdefault(kind, []):
        known[kind].append(id)


def me(who):
    return ask(who, "GET", "me")["officer"]["id"]


head, subhead, staff, other = (me(who) for who in ("kabag", "kasubag", "staf-1", "staf-2"))


def case_in(state):
    """A case of a new event, as far as this."""
    now = datetime.datetime.now(datetime.timezone.utc)
    event = ask("kabag", "POST", "agenda-items", {
        "title": f"Festival Panen Raya {state.title()}", "venue": "Alun-alun", "attendees": ["Bupati"],
        "startsAt": (now - datetime.timedelta(hours=3)).isoformat(), "endsAt": (now - datetime.timedelta(hours=1)).isoformat()})
    case = ask("kabag", "POST", "assignments", {
        "agendaItemId": event["id"], "assigneeId": subhead, "instructions": ["PUBLISH", "DOCUMENT"], "dueAt": (
            now + datetime.timedelta(days=1)).isoformat()})["id"]
    for first in ask("kabag", "GET", f"dispositions?assignmentId={case}")["items"]:
        note("dispositions", first["id"])
    if state == "ASSIGNED":
        return
    order = ask("kasubag", "POST", f"assignments/{case}/dispositions", {
        "instructions": ["DOCUMENT"], "channels": ["WEBSITE"], "recipients": [
            {"officerId": staff, "kind": "ACTION", "duty": "PHOTOGRAPHER"}, {"officerId": other, "kind": "COPY"}]})["id"]
    size = len(known["assignments"])
    photo = ask("staf-1", "POST", f"assignments/{case}/artifacts?kind=PHOTO&title=Panggung&altText=Panggung", png(300 + size, 200), "image/png")
    draft = ask("staf-1", "POST", f"assignments/{case}/artifacts", {
        "kind": "PRESS_RELEASE", "title": "Siaran pers", "headline": "Panen Raya Dibuka Bupati", "content": "Bupati membuka panen raya."})
    if state == "DISPATCHED":
        return
    ask("staf-1", "POST", f"dispositions/{order}/completion", {"note": "Selesai."})
    if state == "DOCUMENTED":
        ask("kasubag", "POST", f"assignments/{case}/reports", {"summary": "Rancangan."})
        return
    for artifact in (photo, draft):
        ask("kasubag", "PUT", f"artifacts/{artifact['id']}/selection", {"decision": "SELECTED"}, **{"If-Match": "*"})
    report = ask("kasubag", "POST", f"assignments/{case}/reports", {"summary": "Kegiatan berlangsung tertib."})["id"]
    submitted = ask("kasubag", "POST", f"reports/{report}/submission", {})
    if state == "REPORTED":
        return
    ask("kabag", "POST", f"reports/{report}/acceptance", {}, **{"If-Match": f'"{submitted["version"]}.x"'})
    published = ask("kasubag", "POST", "publications", {
        "reportId": report, "draftId": draft["id"], "informationClass": "PERIODIC", "tags": ["panen"],
        "media": [{"artifactId": photo["id"], "credit": "Humas Setda", "childrenShown": False}]})
    note("slugs", published["slug"])
    shown = ask("kabag", "GET", f"public/publications/{published['slug']}")
    note("digests", shown["media"][0]["sha256"])


for state in ("ASSIGNED", "DISPATCHED", "DOCUMENTED", "REPORTED", "CLOSED") * 3:
    case_in(state)
for officer in (head, subhead, staff, other):
    note("officers", officer)
about = {"assignmentId": known["assignments"][1], "kind": "VIDEO", "title": "Kirab"}
ask("staf-1", "POST", "uploads", b"", "application/offset+octet-stream", **{
    "Tus-Resumable": "1.0.0", "Upload-Length": "9",
    "Upload-Metadata": ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in about.items())})
for revision in ask("kabag", "GET", "procedures")["items"]:
    note("procedures", revision["id"])
ask("kasubag", "POST", f"publications/{known['publications'][0]}/correction", {"changed": "Nama desa", "body": "Di Desa **Sukamaju**."})
ask("kasubag", "POST", f"publications/{known['publications'][2]}/withdrawal", {"reason": "Dinas menarik datanya"})
ask("kabag", "POST", "exemptions", {
    "assignmentId": known["assignments"][-1], "statute": "UU 14/2008 Pasal 17", "consequence": "Membuka data pribadi",
    "until": (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=365)).isoformat()})
client = ask("admin", "POST", "oauth/clients", {"name": "Portal Kabupaten", "roles": ["INTEGRATION"]})["id"]
ask("admin", "POST", "portals", {"name": "Portal Kabupaten", "clientId": client})
ask("admin", "POST", "revocations", {"subject": "mantan", "reason": "Ponsel hilang"})
ask("admin", "POST", f"officers/{other}/mandates", {
    "principalId": staff, "role": "STAFF", "kind": "ACTING_DAILY", "decreeNumber": "800/1/2026",
    "startsAt": datetime.datetime.now(datetime.timezone.utc).isoformat(),
    "endsAt": (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=7)).isoformat()})
for kind, ids in known.items():
    (folder / f"{kind}.dict").write_text("".join(f'"{id}"\n' for id in ids))
print(", ".join(f"{len(ids)} {kind}" for kind, ids in sorted(known.items())))
