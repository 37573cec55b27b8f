"""The whole SOP with a photo, by the client that openapi-python-client makes of the document: sop.py ADDRESS KABAG KASUBAG STAF, the
last three being their tokens."""

import datetime
import sys
from io import BytesIO

from picture import png
from pubdok_client import AuthenticatedClient
from pubdok_client.api.agenda import enter_agenda_item
from pubdok_client.api.artifacts import add_artifact, decide_selection, read_artifact_content
from pubdok_client.api.assignments import create_assignment, list_assignments, read_assignment
from pubdok_client.api.dispositions import acknowledge_disposition, complete_disposition, dispatch_assignment
from pubdok_client.api.me import read_me
from pubdok_client.api.performance import read_performance
from pubdok_client.api.reports import accept_report, open_report, read_report, submit_report
from pubdok_client.api.search import search
from pubdok_client.models import (
    AddArtifact, AddArtifactForm, ArtifactKind, AssignmentState, CreateAssignment, DecideSelection, Dispatch,
    DispatchRecipient, Duty, OpenReport, Problem, PutAgendaItem, RecipientKind, SearchKind, SelectionDecision,
)
from pubdok_client.types import File

address, *tokens = sys.argv[1:]
head, subhead, staff = (AuthenticatedClient(base_url=address, token=token) for token in tokens)


def done(answer):
    """What was answered, unless it is a refusal."""
    assert answer.parsed is not None and not isinstance(answer.parsed, Problem), answer
    return answer.parsed


def tag(answer):
    return answer.headers["ETag"]


def officer(client):
    return done(read_me.sync_detailed(client=client)).officer.id


def closed_this_month():
    """How many cases of the month until the event are closed."""
    day = (starts_at + datetime.timedelta(hours=7)).date()
    return done(read_performance.sync_detailed(client=head, from_=day.replace(day=1), to=day)).total.cases.closed


starts_at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
closed_before = closed_this_month()

# Step 1: the division head assigns.
event = done(enter_agenda_item.sync_detailed(client=head, body=PutAgendaItem(title="Festival Panen Raya", starts_at=starts_at)))
case = done(create_assignment.sync_detailed(client=head, body=CreateAssignment(
    agenda_item_id=event.id, assignee_id=officer(subhead), instructions=["PUBLISH", "DOCUMENT"])))

# Step 2: the subdivision head orders staff.
crew = DispatchRecipient(officer_id=officer(staff), kind=RecipientKind.ACTION, duty=Duty.PHOTOGRAPHER)
order = done(dispatch_assignment.sync_detailed(case.id, client=subhead, body=Dispatch(recipients=[crew], instructions=["DOCUMENT"])))

# Step 3: staff read it, send a photo and a draft, and complete it. Acts that say nothing need no body.
done(acknowledge_disposition.sync_detailed(order.id, client=staff))
picture = png(320, 200)
photo = done(add_artifact.sync_detailed(case.id, client=staff, body=AddArtifactForm(
    metadata=AddArtifact(kind=ArtifactKind.PHOTO, title="Bupati membuka panen", alt_text="Bupati di panggung"),
    file=File(payload=BytesIO(picture), file_name="panen.png", mime_type="image/png"))))
draft = done(add_artifact.sync_detailed(case.id, client=staff, body=AddArtifact(
    kind=ArtifactKind.PRESS_RELEASE, title="Siaran pers", headline="Panen Raya Dibuka Bupati", content="Bupati membuka panen raya.")))
done(complete_disposition.sync_detailed(order.id, client=staff))
kept = read_artifact_content.sync_detailed(photo.id, client=staff)
assert kept.status_code == 200 and kept.content == picture, kept

# Step 4: the subdivision head selects, and reports.
for artifact in (photo, draft):
    done(decide_selection.sync_detailed(artifact.id, client=subhead, if_match="*", body=DecideSelection(
        decision=SelectionDecision.SELECTED)))
opened = done(open_report.sync_detailed(case.id, client=subhead, body=OpenReport(summary="Kegiatan berlangsung tertib.")))
done(submit_report.sync_detailed(opened.id, client=subhead))

# The division head accepts exactly what they read.
read = read_report.sync_detailed(opened.id, client=head)
done(read)
done(accept_report.sync_detailed(opened.id, client=head, if_match=tag(read)))
closed = done(read_assignment.sync_detailed(case.id, client=head))
assert closed.state is AssignmentState.CLOSED, closed

# The month of the office, in one call.
assert closed_this_month() == closed_before + 1

# Looked for by a word, and by its number as far as somebody remembers it.
found = done(search.sync_detailed(client=staff, q="panen", limit=20))
assert {case.id, photo.id, draft.id} <= {hit.id for group in found.groups for hit in group.items}, found
[hit] = done(search.sync_detailed(client=head, q=case.register_number, kind=[SearchKind.ASSIGNMENT])).groups[0].items
assert hit.id == case.id and any(piece.match for piece in hit.excerpt), hit

# Several values of a list parameter, and a refusal that is a type of its own.
listed = done(list_assignments.sync_detailed(client=head, state=[AssignmentState.CLOSED, AssignmentState.CANCELLED]))
assert case.id in [item.id for item in listed.items], listed
refused = complete_disposition.sync_detailed(order.id, client=staff)
assert isinstance(refused.parsed, Problem) and refused.parsed.errors, refused
print(f"openapi-python-client: {closed.register_number} is closed")
