"""The SOP by the client that openapi-generator (python) makes of the document: sop.py ADDRESS KABAG KASUBAG STAF, the last three being
their tokens."""

import datetime
import sys

from picture import png
from pubdok import (
    AddArtifact, AgendaApi, ApiClient, ArtifactKind, ArtifactsApi, AssignmentState, AssignmentsApi, Configuration,
    CreateAssignment, DecideSelection, Dispatch, DispatchRecipient, DispositionsApi, Duty, MeApi, OpenReport, PerformanceApi,
    PutAgendaItem, RecipientKind, ReportsApi, SearchApi, SearchKind, SelectionDecision,
)
from pubdok.exceptions import ConflictException

address, *tokens = sys.argv[1:]
head, subhead, staff = (ApiClient(Configuration(host=address, access_token=token)) for token in tokens)


def officer(client: ApiClient) -> str:
    me = MeApi(client).read_me()
    assert me.officer is not None
    return me.officer.id


def closed_this_month() -> int:
    """How many cases of the month until the event are closed."""
    day = (starts_at + datetime.timedelta(hours=7)).date()
    return PerformanceApi(head).read_performance(day.replace(day=1), day).total.cases.closed


starts_at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
closed_before = closed_this_month()

# Step 1: the division head assigns.
event = AgendaApi(head).enter_agenda_item(PutAgendaItem(title="Festival Panen Raya", startsAt=starts_at))
case = AssignmentsApi(head).create_assignment(CreateAssignment(
    agendaItemId=event.id, assigneeId=officer(subhead), instructions=["PUBLISH", "DOCUMENT"]))

# Step 2: the subdivision head orders staff.
crew = DispatchRecipient(officerId=officer(staff), kind=RecipientKind.ACTION, duty=Duty.PHOTOGRAPHER)
order = DispositionsApi(subhead).dispatch_assignment(case.id, Dispatch(recipients=[crew], instructions=["DOCUMENT"]))

# Step 3: staff read it, send a photo and a draft, and complete it. Acts that say nothing need no body.
DispositionsApi(staff).acknowledge_disposition(order.id)
picture = png(320, 200)
photo = ArtifactsApi(staff).add_file(
    case.id,
    metadata=AddArtifact(kind=ArtifactKind.PHOTO, title="Bupati membuka panen", altText="Bupati di panggung"),
    file=("panen.png", picture))
draft = ArtifactsApi(staff).add_artifact(case.id, AddArtifact(
    kind=ArtifactKind.PRESS_RELEASE, title="Siaran pers", headline="Panen Raya Dibuka Bupati", content="Bupati membuka panen raya."))
DispositionsApi(staff).complete_disposition(order.id)
assert ArtifactsApi(staff).read_artifact_content(photo.id) == picture

# Step 4: the subdivision head selects, and reports.
for artifact in (photo, draft):
    ArtifactsApi(subhead).decide_selection(artifact.id, if_match="*", decide_selection=DecideSelection(decision=SelectionDecision.SELECTED))
opened = ReportsApi(subhead).open_report(case.id, OpenReport(summary="Kegiatan berlangsung tertib."))
ReportsApi(subhead).submit_report(opened.id)

# The division head accepts exactly what they read.
read = ReportsApi(head).read_report_with_http_info(opened.id)
ReportsApi(head).accept_report(opened.id, if_match=read.headers["etag"])
closed = AssignmentsApi(head).read_assignment(case.id)
assert closed.state is AssignmentState.CLOSED, closed

# The month of the office, in one call.
assert closed_this_month() == closed_before + 1

# Looked for by a word, and by its number as far as somebody remembers it.
found = SearchApi(staff).search("panen", limit=20)
assert {case.id, photo.id, draft.id} <= {hit.id for group in found.groups for hit in group.items}, found
[hit] = SearchApi(head).search(case.register_number, kind=[SearchKind.ASSIGNMENT]).groups[0].items
assert hit.id == case.id and any(piece.match for piece in hit.excerpt), hit

# Several values of a list parameter, and a refusal that is a type of its own.
listed = AssignmentsApi(head).list_assignments(state=[AssignmentState.CLOSED, AssignmentState.CANCELLED])
assert case.id in [item.id for item in listed.items], listed
try:
    DispositionsApi(staff).complete_disposition(order.id)
    raise AssertionError("it was completed twice")
except ConflictException as refused:
    assert refused.status == 409
print(f"openapi-generator (python): {closed.register_number} is closed")
