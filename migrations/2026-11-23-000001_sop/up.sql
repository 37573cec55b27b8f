-- The record that SOP-21.04.1.3.1.3-2 leaves empty: who did what, when, and whether it was in time.
-- Closed sets are domains over text: one place a set, compared with the enums of the code by a test.

CREATE DOMAIN office_role AS text CHECK (VALUE IN ('DIVISION_HEAD', 'SUBDIVISION_HEAD', 'STAFF', 'ADMIN', 'AUDITOR', 'INTEGRATION'));
CREATE DOMAIN certainty AS text CHECK (VALUE IN ('TENTATIVE', 'DEFINITIVE', 'POSTPONED', 'CANCELLED'));
CREATE DOMAIN attendance AS text CHECK (VALUE IN ('ATTENDED', 'REPRESENTED', 'NOT_ATTENDED'));
CREATE DOMAIN assignment_state AS text CHECK (VALUE IN ('ASSIGNED', 'DISPATCHED', 'DOCUMENTED', 'REPORTED', 'CLOSED', 'CANCELLED'));
CREATE DOMAIN classification AS text CHECK (VALUE IN ('ORDINARY', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET'));
CREATE DOMAIN urgency AS text CHECK (VALUE IN ('NORMAL', 'URGENT', 'VERY_URGENT'));
CREATE DOMAIN recipient_kind AS text CHECK (VALUE IN ('ACTION', 'COPY'));
CREATE DOMAIN duty AS text CHECK (VALUE IN ('PHOTOGRAPHER', 'VIDEOGRAPHER', 'WRITER', 'DATA', 'PROTOCOL'));
CREATE DOMAIN recipient_state AS text CHECK (VALUE IN ('DELIVERED', 'READ', 'COMPLETED', 'RETURNED', 'RECALLED'));
CREATE DOMAIN artifact_kind AS text CHECK (VALUE IN ('PHOTO', 'VIDEO', 'AUDIO', 'DATASET', 'DOCUMENT', 'SOURCE_MATERIAL', 'WEBSITE_DRAFT', 'PRESS_RELEASE'));
CREATE DOMAIN selection_decision AS text CHECK (VALUE IN ('SELECTED', 'NOT_SELECTED', 'RETURNED'));
CREATE DOMAIN report_state AS text CHECK (VALUE IN ('DRAFT', 'SUBMITTED', 'ACCEPTED', 'RETURNED'));
CREATE DOMAIN mandate_kind AS text CHECK (VALUE IN ('ACTING', 'ACTING_DAILY'));
CREATE DOMAIN register_kind AS text CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'REPORT'));
CREATE DOMAIN subject_kind AS text CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT', 'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING'));

-- Reference data ----------------------------------------------------------------------------------------------------

CREATE TABLE procedures (
    id uuid PRIMARY KEY,
    number text NOT NULL CHECK (length(number) BETWEEN 1 AND 100),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    created_on date NOT NULL,
    revised_on date NOT NULL,
    effective_on date NOT NULL CONSTRAINT procedures_effective_on_key UNIQUE,
    approver text NOT NULL CHECK (length(approver) BETWEEN 1 AND 200),
    legal_bases text[] NOT NULL,
    qualifications text[] NOT NULL,
    equipment text[] NOT NULL,
    warning text NOT NULL,
    steps jsonb NOT NULL CHECK (jsonb_array_length(steps) = 4),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL
);

CREATE TABLE officers (
    id uuid PRIMARY KEY,
    subject text NOT NULL CONSTRAINT officers_subject_key UNIQUE CHECK (length(subject) BETWEEN 1 AND 255),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    employee_number text CONSTRAINT officers_employee_number_key UNIQUE CHECK (employee_number ~ '^[0-9]{18}$'),
    phone text CHECK (phone ~ '^[0-9+()./ -]{5,30}$'),
    position_title text NOT NULL CHECK (length(position_title) BETWEEN 1 AND 200),
    unit text NOT NULL CHECK (unit ~ '^[A-Za-z0-9._-]{1,50}$'),
    roles text[] NOT NULL CHECK (roles <@ ARRAY['DIVISION_HEAD', 'SUBDIVISION_HEAD', 'STAFF', 'ADMIN', 'AUDITOR', 'INTEGRATION']),
    qualification text CHECK (length(qualification) <= 200),
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX officers_by_name ON officers (name, id);

CREATE TABLE mandates (
    id uuid PRIMARY KEY,
    holder_id uuid NOT NULL REFERENCES officers,
    principal_id uuid NOT NULL REFERENCES officers,
    role office_role NOT NULL CHECK (role IN ('DIVISION_HEAD', 'SUBDIVISION_HEAD', 'STAFF')),
    kind mandate_kind NOT NULL,
    decree_number text NOT NULL CHECK (length(decree_number) BETWEEN 1 AND 100),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT mandates_two_officers CHECK (holder_id <> principal_id),
    CONSTRAINT mandates_period CHECK (starts_at <= ends_at)
);
CREATE INDEX mandates_by_holder ON mandates (holder_id, id);
CREATE INDEX mandates_by_principal ON mandates (principal_id);

CREATE TABLE settings (
    key text PRIMARY KEY CHECK (key IN ('instructions', 'holidays', 'working-hours', 'registers')),
    id uuid NOT NULL UNIQUE,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL
);

-- The work agenda ---------------------------------------------------------------------------------------------------

CREATE TABLE agenda_items (
    id uuid PRIMARY KEY,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    description text CHECK (length(description) <= 4000),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    venue text CHECK (length(venue) <= 300),
    region_code text CHECK (length(region_code) <= 13),
    organiser text CHECK (length(organiser) <= 200),
    attendees text[] NOT NULL,
    attendance attendance,
    certainty certainty NOT NULL,
    dress_code text CHECK (length(dress_code) <= 100),
    contact text CHECK (length(contact) <= 200),
    invitation jsonb,
    notes text CHECK (length(notes) <= 4000),
    created_by text NOT NULL CHECK (length(created_by) <= 255),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT agenda_items_ends_after_start CHECK (ends_at IS NULL OR ends_at > starts_at)
);
CREATE INDEX agenda_items_by_start ON agenda_items (starts_at, id);

-- The case ----------------------------------------------------------------------------------------------------------

CREATE TABLE register_series (
    kind register_kind NOT NULL,
    unit text NOT NULL,
    year integer NOT NULL,
    last_serial integer NOT NULL CHECK (last_serial > 0),
    PRIMARY KEY (kind, unit, year)
) WITH (fillfactor = 10);

CREATE TABLE assignments (
    id uuid PRIMARY KEY,
    register_unit text NOT NULL,
    register_year integer NOT NULL,
    register_serial integer NOT NULL,
    register_number text NOT NULL CHECK (length(register_number) BETWEEN 1 AND 200),
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 300),
    agenda_item_id uuid NOT NULL REFERENCES agenda_items,
    procedure_id uuid NOT NULL REFERENCES procedures,
    assigned_by_id uuid NOT NULL REFERENCES officers,
    assignee_id uuid NOT NULL REFERENCES officers,
    scope text CHECK (length(scope) <= 4000),
    urgency urgency NOT NULL,
    classification classification NOT NULL,
    due_at timestamptz,
    state assignment_state NOT NULL,
    clock jsonb NOT NULL,
    cancel_reason text CHECK (length(cancel_reason) <= 2000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT assignments_register UNIQUE (register_unit, register_year, register_serial),
    CONSTRAINT assignments_cancelled_with_reason CHECK ((state = 'CANCELLED') = (cancel_reason IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX assignments_by_state ON assignments (state, id);
CREATE INDEX assignments_by_agenda_item ON assignments (agenda_item_id, id);
CREATE INDEX assignments_by_assignee ON assignments (assignee_id, id);
CREATE INDEX assignments_open_by_due ON assignments (due_at) WHERE state NOT IN ('CLOSED', 'CANCELLED');

CREATE TABLE dispositions (
    id uuid PRIMARY KEY,
    register_unit text NOT NULL,
    register_year integer NOT NULL,
    register_serial integer NOT NULL,
    register_number text NOT NULL CHECK (length(register_number) BETWEEN 1 AND 200),
    assignment_id uuid NOT NULL REFERENCES assignments,
    parent_id uuid REFERENCES dispositions,
    issuer_id uuid NOT NULL REFERENCES officers,
    instructions text[] NOT NULL CHECK (cardinality(instructions) >= 1),
    note text CHECK (length(note) <= 4000),
    urgency urgency NOT NULL,
    classification classification NOT NULL,
    due_at timestamptz,
    activity_agenda jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT dispositions_register UNIQUE (register_unit, register_year, register_serial),
    CONSTRAINT dispositions_step_two_has_an_activity_agenda CHECK ((parent_id IS NULL) = (activity_agenda IS NULL))
);
CREATE INDEX dispositions_by_assignment ON dispositions (assignment_id, id);
CREATE UNIQUE INDEX dispositions_one_first ON dispositions (assignment_id) WHERE parent_id IS NULL;
CREATE INDEX dispositions_by_issuer ON dispositions (issuer_id, id);

CREATE TABLE disposition_recipients (
    disposition_id uuid NOT NULL REFERENCES dispositions,
    officer_id uuid NOT NULL REFERENCES officers,
    assignment_id uuid NOT NULL REFERENCES assignments,
    position smallint NOT NULL,
    kind recipient_kind NOT NULL,
    duty duty,
    state recipient_state NOT NULL,
    read_at timestamptz,
    completed_at timestamptz,
    note text CHECK (length(note) <= 4000),
    PRIMARY KEY (disposition_id, officer_id),
    CONSTRAINT recipients_completed_at CHECK ((state <> 'COMPLETED') OR (completed_at IS NOT NULL))
) WITH (fillfactor = 85);
CREATE INDEX recipients_by_officer ON disposition_recipients (officer_id, disposition_id);
-- Only what is unread: a copy stays READ for ever, so an index of what is not completed would grow with the years.
CREATE INDEX recipients_unread ON disposition_recipients (officer_id, disposition_id) WHERE state = 'DELIVERED';
CREATE INDEX recipients_by_assignment ON disposition_recipients (assignment_id);

-- Who may see a case, besides those who see all: derived, kept by the triggers below, read by the one visibility predicate.
CREATE TABLE participants (
    assignment_id uuid NOT NULL REFERENCES assignments,
    officer_id uuid NOT NULL REFERENCES officers,
    state assignment_state NOT NULL,
    crew boolean NOT NULL,
    PRIMARY KEY (assignment_id, officer_id)
);
CREATE UNIQUE INDEX participants_by_officer ON participants (officer_id, assignment_id);
CREATE INDEX participants_by_state ON participants (officer_id, state, assignment_id);

CREATE FUNCTION recipients_keep_participants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO participants (assignment_id, officer_id, state, crew)
        SELECT NEW.assignment_id, NEW.officer_id, a.state, NEW.kind = 'ACTION' AND NEW.duty IS NOT NULL
        FROM assignments a WHERE a.id = NEW.assignment_id
        ON CONFLICT (assignment_id, officer_id) DO UPDATE SET crew = participants.crew OR excluded.crew;
    ELSE
        DELETE FROM participants p WHERE p.assignment_id = NEW.assignment_id AND p.officer_id = NEW.officer_id
            AND NOT EXISTS (SELECT 1 FROM disposition_recipients r WHERE r.assignment_id = NEW.assignment_id
                AND r.officer_id = NEW.officer_id AND r.state <> 'RECALLED');
        UPDATE participants p SET crew = EXISTS (SELECT 1 FROM disposition_recipients r WHERE r.assignment_id = NEW.assignment_id
                AND r.officer_id = NEW.officer_id AND r.state <> 'RECALLED' AND r.kind = 'ACTION' AND r.duty IS NOT NULL)
            WHERE p.assignment_id = NEW.assignment_id AND p.officer_id = NEW.officer_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER recipients_are_participants AFTER INSERT ON disposition_recipients
    FOR EACH ROW EXECUTE FUNCTION recipients_keep_participants();
CREATE TRIGGER recalled_are_no_participants AFTER UPDATE OF state ON disposition_recipients
    FOR EACH ROW WHEN (NEW.state = 'RECALLED' AND OLD.state <> 'RECALLED') EXECUTE FUNCTION recipients_keep_participants();

CREATE FUNCTION assignments_keep_participants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE participants SET state = NEW.state WHERE assignment_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER participants_follow_state AFTER UPDATE OF state ON assignments
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION assignments_keep_participants();

CREATE TABLE artifacts (
    id uuid PRIMARY KEY,
    assignment_id uuid NOT NULL REFERENCES assignments,
    sender_id uuid NOT NULL REFERENCES officers,
    kind artifact_kind NOT NULL,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    caption text CHECK (length(caption) <= 2000),
    byline text CHECK (length(byline) <= 200),
    credit text CHECK (length(credit) <= 200),
    copyright text CHECK (length(copyright) <= 200),
    taken_at timestamptz,
    location_shown text CHECK (length(location_shown) <= 300),
    keywords text[] NOT NULL,
    alt_text text CHECK (length(alt_text) <= 250),
    persons_shown text[] NOT NULL,
    children_shown boolean,
    lawful_basis text CHECK (length(lawful_basis) <= 300),
    consent_ref text CHECK (length(consent_ref) <= 200),
    embargo_until timestamptz,
    headline text CHECK (length(headline) <= 300),
    excerpt text CHECK (length(excerpt) <= 1000),
    content text CHECK (length(content) <= 100000),
    decision selection_decision,
    decision_reason text CHECK (length(decision_reason) <= 2000),
    decision_rank integer CHECK (decision_rank BETWEEN 1 AND 10000),
    decided_by_id uuid REFERENCES officers,
    decided_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT artifacts_drafts_are_text CHECK ((kind IN ('WEBSITE_DRAFT', 'PRESS_RELEASE')) = (headline IS NOT NULL AND content IS NOT NULL)),
    CONSTRAINT artifacts_decided CHECK ((decision IS NULL) = (decided_by_id IS NULL) AND (decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX artifacts_by_assignment ON artifacts (assignment_id, id);

CREATE TABLE content_versions (
    artifact_id uuid NOT NULL REFERENCES artifacts ON DELETE CASCADE,
    number integer NOT NULL CHECK (number > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    media_type text NOT NULL CHECK (length(media_type) <= 100),
    size bigint NOT NULL CHECK (size > 0),
    file_name text CHECK (length(file_name) <= 255),
    uploaded_by_id uuid NOT NULL REFERENCES officers,
    uploaded_at timestamptz NOT NULL,
    PRIMARY KEY (artifact_id, number)
);
CREATE INDEX content_versions_by_digest ON content_versions (sha256);

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    register_unit text,
    register_year integer,
    register_serial integer,
    register_number text CHECK (length(register_number) BETWEEN 1 AND 200),
    assignment_id uuid NOT NULL REFERENCES assignments,
    revision integer NOT NULL CHECK (revision > 0),
    author_id uuid NOT NULL REFERENCES officers,
    summary text NOT NULL CHECK (length(summary) BETWEEN 1 AND 4000),
    body text CHECK (length(body) <= 100000),
    state report_state NOT NULL,
    bundle text,
    content_digest bytea CHECK (length(content_digest) = 32),
    submitted_at timestamptz,
    decided_by_id uuid REFERENCES officers,
    decided_at timestamptz,
    note text CHECK (length(note) <= 4000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT reports_register UNIQUE (register_unit, register_year, register_serial),
    CONSTRAINT reports_revision UNIQUE (assignment_id, revision),
    CONSTRAINT reports_submitted_is_fixed CHECK ((state = 'DRAFT') = (bundle IS NULL AND content_digest IS NULL AND submitted_at IS NULL AND register_number IS NULL)),
    CONSTRAINT reports_decided CHECK ((state IN ('ACCEPTED', 'RETURNED')) = (decided_by_id IS NOT NULL AND decided_at IS NOT NULL))
);
CREATE UNIQUE INDEX reports_one_open ON reports (assignment_id) WHERE state IN ('DRAFT', 'SUBMITTED');
CREATE INDEX reports_by_state ON reports (state, id);

-- A closed assignment has an accepted report: checked when the transaction commits.
CREATE FUNCTION assignments_closed_has_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM reports WHERE assignment_id = NEW.id AND state = 'ACCEPTED') THEN
        RAISE EXCEPTION 'assignment % is CLOSED without an accepted report', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assignments_closed_with_report AFTER INSERT OR UPDATE OF state ON assignments
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'CLOSED') EXECUTE FUNCTION assignments_closed_has_report();

-- The journal -------------------------------------------------------------------------------------------------------

CREATE TABLE journal_heads (
    stream uuid PRIMARY KEY,
    entries bigint NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE journal (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    stream uuid NOT NULL,
    type text NOT NULL,
    subject_kind subject_kind NOT NULL,
    subject_id uuid NOT NULL,
    assignment_id uuid,
    actor text NOT NULL,
    actor_id uuid,
    role office_role NOT NULL,
    on_behalf_of_id uuid,
    reason text,
    changes jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    request_id text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX journal_by_stream ON journal (stream, seq);

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

CREATE TABLE idempotency_keys (
    subject text NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    etag text,
    body bytea NOT NULL,
    assignment_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (subject, method, path, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Every instance keeps officers, mandates and settings in memory; this tells all of them to forget.
CREATE FUNCTION tell_reference_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('pubdok_reference', TG_TABLE_NAME);
    RETURN NULL;
END $$;
CREATE TRIGGER officers_changed AFTER INSERT OR UPDATE OR DELETE ON officers FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();
CREATE TRIGGER mandates_changed AFTER INSERT OR UPDATE OR DELETE ON mandates FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();
CREATE TRIGGER settings_changed AFTER INSERT OR UPDATE OR DELETE ON settings FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();
CREATE TRIGGER procedures_changed AFTER INSERT OR UPDATE OR DELETE ON procedures FOR EACH STATEMENT EXECUTE FUNCTION tell_reference_change();

-- What each thing is ------------------------------------------------------------------------------------------------

COMMENT ON TABLE procedures IS 'Revisions of the SOP; the one with the latest effective_on not in the future is in force';
COMMENT ON COLUMN procedures.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN procedures.number IS 'nomor SOP';
COMMENT ON COLUMN procedures.name IS 'nama SOP';
COMMENT ON COLUMN procedures.created_on IS 'tanggal pembuatan';
COMMENT ON COLUMN procedures.revised_on IS 'tanggal revisi';
COMMENT ON COLUMN procedures.effective_on IS 'tanggal efektif';
COMMENT ON COLUMN procedures.approver IS 'disahkan oleh';
COMMENT ON COLUMN procedures.legal_bases IS 'dasar hukum';
COMMENT ON COLUMN procedures.qualifications IS 'kualifikasi pelaksana';
COMMENT ON COLUMN procedures.equipment IS 'peralatan';
COMMENT ON COLUMN procedures.warning IS 'peringatan';
COMMENT ON COLUMN procedures.steps IS 'the four rows of the table: activity, role, inputs, standard minutes, output';
COMMENT ON COLUMN procedures.created_at IS 'when it was entered';
COMMENT ON COLUMN procedures.updated_at IS 'when it last changed';
COMMENT ON COLUMN procedures.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE officers IS 'The people of the office, by the subject of their tokens';
COMMENT ON COLUMN officers.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN officers.subject IS 'the token''s sub';
COMMENT ON COLUMN officers.name IS 'full name';
COMMENT ON COLUMN officers.employee_number IS 'NIP; personal data, shown to ADMIN and the officer alone';
COMMENT ON COLUMN officers.phone IS 'personal data, shown to ADMIN and the officer alone';
COMMENT ON COLUMN officers.position_title IS 'jabatan; data, never a rule';
COMMENT ON COLUMN officers.unit IS 'short unit code, used in register numbers';
COMMENT ON COLUMN officers.roles IS 'the roles the office knows they hold';
COMMENT ON COLUMN officers.qualification IS 'education the SOP asks for';
COMMENT ON COLUMN officers.active IS 'an inactive officer may do nothing';
COMMENT ON COLUMN officers.created_at IS 'when it was entered';
COMMENT ON COLUMN officers.updated_at IS 'when it last changed';
COMMENT ON COLUMN officers.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE mandates IS 'Who acts as whose role, from when until when (Plt., Plh.)';
COMMENT ON COLUMN mandates.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN mandates.holder_id IS 'who acts';
COMMENT ON COLUMN mandates.principal_id IS 'whose role it is';
COMMENT ON COLUMN mandates.role IS 'the role acted in';
COMMENT ON COLUMN mandates.kind IS 'ACTING (post vacant) or ACTING_DAILY (holder absent)';
COMMENT ON COLUMN mandates.decree_number IS 'the decree that gives it';
COMMENT ON COLUMN mandates.starts_at IS 'from';
COMMENT ON COLUMN mandates.ends_at IS 'until, exclusive; equal to starts_at where it was revoked before it began';
COMMENT ON COLUMN mandates.created_at IS 'when it was entered';
COMMENT ON COLUMN mandates.updated_at IS 'when it last changed';
COMMENT ON COLUMN mandates.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE settings IS 'The office''s own choices, one document a key';
COMMENT ON COLUMN settings.key IS 'which setting';
COMMENT ON COLUMN settings.id IS 'its id in the journal';
COMMENT ON COLUMN settings.value IS 'the document';
COMMENT ON COLUMN settings.updated_at IS 'when it last changed';
COMMENT ON COLUMN settings.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE agenda_items IS 'The work agenda: events the office may have to cover';
COMMENT ON COLUMN agenda_items.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN agenda_items.title IS 'the event';
COMMENT ON COLUMN agenda_items.description IS 'what it is about';
COMMENT ON COLUMN agenda_items.starts_at IS 'start';
COMMENT ON COLUMN agenda_items.ends_at IS 'end; null = sampai selesai';
COMMENT ON COLUMN agenda_items.venue IS 'where';
COMMENT ON COLUMN agenda_items.region_code IS 'Kemendagri region code';
COMMENT ON COLUMN agenda_items.organiser IS 'OPD or other organiser';
COMMENT ON COLUMN agenda_items.attendees IS 'officials expected';
COMMENT ON COLUMN agenda_items.attendance IS 'whether the invited official came';
COMMENT ON COLUMN agenda_items.certainty IS 'how sure it is';
COMMENT ON COLUMN agenda_items.dress_code IS 'pakaian';
COMMENT ON COLUMN agenda_items.contact IS 'whom to ask';
COMMENT ON COLUMN agenda_items.invitation IS 'the incoming letter, if there was one: number, date, from, externalRef';
COMMENT ON COLUMN agenda_items.notes IS 'remarks';
COMMENT ON COLUMN agenda_items.created_by IS 'the token subject that put it here';
COMMENT ON COLUMN agenda_items.created_at IS 'when it was entered';
COMMENT ON COLUMN agenda_items.updated_at IS 'when it last changed';
COMMENT ON COLUMN agenda_items.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE register_series IS 'The last serial drawn of each register; its row lock makes numbers gapless';
COMMENT ON COLUMN register_series.kind IS 'which register';
COMMENT ON COLUMN register_series.unit IS 'whose';
COMMENT ON COLUMN register_series.year IS 'local year';
COMMENT ON COLUMN register_series.last_serial IS 'the last number drawn';
COMMENT ON TABLE assignments IS 'One event to publish and document, from step 1 to the accepted report';
COMMENT ON COLUMN assignments.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN assignments.register_unit IS 'the unit whose register the number is from';
COMMENT ON COLUMN assignments.register_year IS 'the local year of that register';
COMMENT ON COLUMN assignments.register_serial IS 'the serial in that register; gapless, never reused';
COMMENT ON COLUMN assignments.register_number IS 'the number as it is printed';
COMMENT ON COLUMN assignments.subject IS 'what it is about';
COMMENT ON COLUMN assignments.agenda_item_id IS 'the event';
COMMENT ON COLUMN assignments.procedure_id IS 'the SOP revision in force when it was made';
COMMENT ON COLUMN assignments.assigned_by_id IS 'the division head';
COMMENT ON COLUMN assignments.assignee_id IS 'the subdivision head it was given to';
COMMENT ON COLUMN assignments.scope IS 'what to cover';
COMMENT ON COLUMN assignments.urgency IS 'tingkat urgensi';
COMMENT ON COLUMN assignments.classification IS 'sifat';
COMMENT ON COLUMN assignments.due_at IS 'batas waktu';
COMMENT ON COLUMN assignments.state IS 'where the case stands; written by acts alone';
COMMENT ON COLUMN assignments.clock IS 'the spans of the four steps, read and written whole';
COMMENT ON COLUMN assignments.cancel_reason IS 'why it was cancelled';
COMMENT ON COLUMN assignments.created_at IS 'when it was entered';
COMMENT ON COLUMN assignments.updated_at IS 'when it last changed';
COMMENT ON COLUMN assignments.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE dispositions IS 'Disposition sheets: step 1''s to the subdivision head, step 2''s to staff';
COMMENT ON COLUMN dispositions.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN dispositions.register_unit IS 'the unit whose register the number is from';
COMMENT ON COLUMN dispositions.register_year IS 'the local year of that register';
COMMENT ON COLUMN dispositions.register_serial IS 'the serial in that register; gapless, never reused';
COMMENT ON COLUMN dispositions.register_number IS 'the number as it is printed';
COMMENT ON COLUMN dispositions.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN dispositions.parent_id IS 'the disposition it continues; null for step 1''s';
COMMENT ON COLUMN dispositions.issuer_id IS 'who ordered';
COMMENT ON COLUMN dispositions.instructions IS 'codes from the office''s list';
COMMENT ON COLUMN dispositions.note IS 'free text';
COMMENT ON COLUMN dispositions.urgency IS 'tingkat urgensi';
COMMENT ON COLUMN dispositions.classification IS 'sifat';
COMMENT ON COLUMN dispositions.due_at IS 'batas waktu';
COMMENT ON COLUMN dispositions.activity_agenda IS 'step 2''s output: brief, schedule, channels, source material';
COMMENT ON COLUMN dispositions.created_at IS 'when it was entered';
COMMENT ON COLUMN dispositions.updated_at IS 'when it last changed';
COMMENT ON COLUMN dispositions.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE disposition_recipients IS 'To whom a disposition is addressed, and how far each is';
COMMENT ON COLUMN disposition_recipients.disposition_id IS 'the order';
COMMENT ON COLUMN disposition_recipients.officer_id IS 'addressed to';
COMMENT ON COLUMN disposition_recipients.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN disposition_recipients.position IS 'order on the sheet';
COMMENT ON COLUMN disposition_recipients.kind IS 'ACTION must act, COPY is informed';
COMMENT ON COLUMN disposition_recipients.duty IS 'what an ACTION recipient of step 2 does';
COMMENT ON COLUMN disposition_recipients.state IS 'how far';
COMMENT ON COLUMN disposition_recipients.read_at IS 'when it was acknowledged';
COMMENT ON COLUMN disposition_recipients.completed_at IS 'when it was completed';
COMMENT ON COLUMN disposition_recipients.note IS 'the recipient''s note, or why it was returned';
COMMENT ON TABLE participants IS 'Who may see a case besides those who see all; derived from recipients by triggers';
COMMENT ON COLUMN participants.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN participants.officer_id IS 'who';
COMMENT ON COLUMN participants.state IS 'the assignment''s state, repeated for the index';
COMMENT ON COLUMN participants.crew IS 'holds an ACTION duty of step 2';
COMMENT ON TABLE artifacts IS 'What staff bring back: files and drafts';
COMMENT ON COLUMN artifacts.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN artifacts.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN artifacts.sender_id IS 'who sent it';
COMMENT ON COLUMN artifacts.kind IS 'what it is';
COMMENT ON COLUMN artifacts.title IS 'title';
COMMENT ON COLUMN artifacts.caption IS 'keterangan';
COMMENT ON COLUMN artifacts.byline IS 'who made it';
COMMENT ON COLUMN artifacts.credit IS 'to be credited';
COMMENT ON COLUMN artifacts.copyright IS 'rights';
COMMENT ON COLUMN artifacts.taken_at IS 'when it was taken';
COMMENT ON COLUMN artifacts.location_shown IS 'place shown';
COMMENT ON COLUMN artifacts.keywords IS 'kata kunci';
COMMENT ON COLUMN artifacts.alt_text IS 'text for those who cannot see it';
COMMENT ON COLUMN artifacts.persons_shown IS 'people in it';
COMMENT ON COLUMN artifacts.children_shown IS 'whether children are in it';
COMMENT ON COLUMN artifacts.lawful_basis IS 'basis of processing (Law 27/2022)';
COMMENT ON COLUMN artifacts.consent_ref IS 'where consent is kept';
COMMENT ON COLUMN artifacts.embargo_until IS 'not to be published before';
COMMENT ON COLUMN artifacts.headline IS 'a draft''s headline';
COMMENT ON COLUMN artifacts.excerpt IS 'a draft''s excerpt';
COMMENT ON COLUMN artifacts.content IS 'a draft''s text';
COMMENT ON COLUMN artifacts.decision IS 'memilah: the selection';
COMMENT ON COLUMN artifacts.decision_reason IS 'why';
COMMENT ON COLUMN artifacts.decision_rank IS 'order among the selected';
COMMENT ON COLUMN artifacts.decided_by_id IS 'who decided';
COMMENT ON COLUMN artifacts.decided_at IS 'when';
COMMENT ON COLUMN artifacts.created_at IS 'when it was entered';
COMMENT ON COLUMN artifacts.updated_at IS 'when it last changed';
COMMENT ON COLUMN artifacts.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE content_versions IS 'Every content an artifact ever had; never overwritten';
COMMENT ON COLUMN content_versions.artifact_id IS 'whose';
COMMENT ON COLUMN content_versions.number IS '1, 2, …';
COMMENT ON COLUMN content_versions.sha256 IS 'digest, and address in the blob store';
COMMENT ON COLUMN content_versions.media_type IS 'as found in the bytes';
COMMENT ON COLUMN content_versions.size IS 'bytes';
COMMENT ON COLUMN content_versions.file_name IS 'as sent, cleaned; metadata only';
COMMENT ON COLUMN content_versions.uploaded_by_id IS 'who';
COMMENT ON COLUMN content_versions.uploaded_at IS 'when';
COMMENT ON TABLE reports IS 'Reports on publication and documentation: the output of step 4';
COMMENT ON COLUMN reports.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN reports.register_unit IS 'the unit whose register the number is from';
COMMENT ON COLUMN reports.register_year IS 'the local year of that register';
COMMENT ON COLUMN reports.register_serial IS 'the serial in that register; gapless, never reused';
COMMENT ON COLUMN reports.register_number IS 'the number as it is printed';
COMMENT ON COLUMN reports.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN reports.revision IS '1, 2, … within the assignment';
COMMENT ON COLUMN reports.author_id IS 'the subdivision head';
COMMENT ON COLUMN reports.summary IS 'ringkasan';
COMMENT ON COLUMN reports.body IS 'text';
COMMENT ON COLUMN reports.state IS 'DRAFT until submitted, then fixed';
COMMENT ON COLUMN reports.bundle IS 'exactly what was submitted, as canonical JSON';
COMMENT ON COLUMN reports.content_digest IS 'SHA-256 of the bundle';
COMMENT ON COLUMN reports.submitted_at IS 'when';
COMMENT ON COLUMN reports.decided_by_id IS 'the division head who decided';
COMMENT ON COLUMN reports.decided_at IS 'when';
COMMENT ON COLUMN reports.note IS 'note of acceptance or reason of return';
COMMENT ON COLUMN reports.created_at IS 'when it was entered';
COMMENT ON COLUMN reports.updated_at IS 'when it last changed';
COMMENT ON COLUMN reports.version IS 'counts its changes; the ETag carries it';
COMMENT ON TABLE journal_heads IS 'The last hash of every chain: the anchor that shows a cut tail';
COMMENT ON COLUMN journal_heads.stream IS 'assignment id, else subject id';
COMMENT ON COLUMN journal_heads.entries IS 'length of the chain';
COMMENT ON COLUMN journal_heads.previous_hash IS 'hash before the last';
COMMENT ON COLUMN journal_heads.hash IS 'hash of the last entry';
COMMENT ON TABLE journal IS 'Who did what, when: append-only, hash-chained';
COMMENT ON COLUMN journal.seq IS 'order of writing; may commit out of order';
COMMENT ON COLUMN journal.id IS 'UUIDv7 of the entry';
COMMENT ON COLUMN journal.stream IS 'the chain: assignment id, else subject id';
COMMENT ON COLUMN journal.type IS 'such as assignment.assigned';
COMMENT ON COLUMN journal.subject_kind IS 'kind of thing';
COMMENT ON COLUMN journal.subject_id IS 'the thing';
COMMENT ON COLUMN journal.assignment_id IS 'the case it belongs to';
COMMENT ON COLUMN journal.actor IS 'token subject';
COMMENT ON COLUMN journal.actor_id IS 'the officer, if one';
COMMENT ON COLUMN journal.role IS 'the role acted in';
COMMENT ON COLUMN journal.on_behalf_of_id IS 'whose role, if by mandate';
COMMENT ON COLUMN journal.reason IS 'why';
COMMENT ON COLUMN journal.changes IS 'before and after';
COMMENT ON COLUMN journal.occurred_at IS 'when it was done, by the doer''s device';
COMMENT ON COLUMN journal.received_at IS 'when the service received it';
COMMENT ON COLUMN journal.request_id IS 'the request, as in the log';
COMMENT ON COLUMN journal.previous_hash IS 'hash of the entry before, zeros for the first';
COMMENT ON COLUMN journal.hash IS 'SHA-256(previous hash, digest of the content)';
COMMENT ON COLUMN journal.written_by IS 'the transaction, so that readers can wait for late commits';
COMMENT ON TABLE idempotency_keys IS 'Answers kept for a repeated request, in the transaction of their effect';
COMMENT ON COLUMN idempotency_keys.subject IS 'token issuer and subject';
COMMENT ON COLUMN idempotency_keys.method IS 'request method';
COMMENT ON COLUMN idempotency_keys.path IS 'request path';
COMMENT ON COLUMN idempotency_keys.key IS 'Idempotency-Key';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'SHA-256 of the request';
COMMENT ON COLUMN idempotency_keys.status IS 'answer status';
COMMENT ON COLUMN idempotency_keys.location IS 'answer Location';
COMMENT ON COLUMN idempotency_keys.etag IS 'answer ETag';
COMMENT ON COLUMN idempotency_keys.body IS 'answer body';
COMMENT ON COLUMN idempotency_keys.assignment_id IS 'the case; visibility is checked again before a replay';
COMMENT ON COLUMN idempotency_keys.created_at IS 'when it was entered';
