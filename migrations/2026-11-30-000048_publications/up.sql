-- What the office shows to the public: publications, each version of them for good, how fresh they are, and what is exempt.

CREATE DOMAIN information_class AS text CHECK (VALUE IN ('PERIODIC', 'IMMEDIATE', 'ON_DEMAND', 'EXEMPT'));
COMMENT ON DOMAIN information_class IS 'Class of public information (Law 14/2008)';
CREATE DOMAIN freshness AS text CHECK (VALUE IN ('FRESH', 'DUE', 'STALE', 'EXPIRED'));
COMMENT ON DOMAIN freshness IS 'How long ago a publication was verified, as its terms have it';
CREATE DOMAIN content_language AS text CHECK (VALUE IN ('ID', 'EN', 'JV', 'SU', 'MAD', 'BAN', 'MIN', 'BUG'));
COMMENT ON DOMAIN content_language IS 'Language that a publication is written in';

ALTER DOMAIN subject_kind DROP CONSTRAINT subject_kind_check;
ALTER DOMAIN subject_kind ADD CONSTRAINT subject_kind_check CHECK (VALUE IN ('ASSIGNMENT', 'DISPOSITION', 'ARTIFACT', 'REPORT',
    'AGENDA_ITEM', 'OFFICER', 'MANDATE', 'PROCEDURE', 'SETTING', 'REVOCATION', 'CLIENT', 'PUBLICATION'));

CREATE FUNCTION freshness_at(due_from timestamptz, review_due_at timestamptz, visible_until timestamptz, at timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN visible_until <= at THEN 'EXPIRED' WHEN review_due_at <= at THEN 'STALE' WHEN due_from <= at THEN 'DUE' ELSE 'FRESH' END
$$;
COMMENT ON FUNCTION freshness_at IS 'domain/publication.rs in SQL, for lists and figures; a test holds one against the other';

CREATE TABLE publications (
    id uuid PRIMARY KEY,
    slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    assignment_id uuid NOT NULL REFERENCES assignments,
    report_id uuid NOT NULL REFERENCES reports,
    draft_id uuid NOT NULL REFERENCES artifacts,
    unit text NOT NULL,
    assignee_id uuid NOT NULL REFERENCES officers,
    publish_at timestamptz NOT NULL,
    published_by_id uuid NOT NULL REFERENCES officers,
    published_by_mandate_id uuid REFERENCES mandates,
    content_number integer NOT NULL CHECK (content_number > 0),
    due_from timestamptz NOT NULL,
    review_due_at timestamptz NOT NULL,
    visible_until timestamptz,
    reviews integer NOT NULL CHECK (reviews >= 0),
    last_verified_at timestamptz,
    crossed freshness NOT NULL,
    crosses_at timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by_id uuid REFERENCES officers,
    withdrawn_by_mandate_id uuid REFERENCES mandates,
    withdrawal_reason text CHECK (length(withdrawal_reason) BETWEEN 1 AND 2000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT publications_slug UNIQUE (slug),
    CONSTRAINT publications_terms CHECK (due_from <= review_due_at AND visible_until > publish_at),
    CONSTRAINT publications_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)
        AND (withdrawn_at IS NULL) = (withdrawal_reason IS NULL) AND (withdrawn_at IS NULL OR crosses_at IS NULL))
);
CREATE UNIQUE INDEX publications_one_of_a_draft ON publications (draft_id) WHERE withdrawn_at IS NULL;
CREATE INDEX publications_by_case ON publications (assignment_id);
CREATE INDEX publications_by_time ON publications (publish_at, id);
CREATE INDEX publications_by_review ON publications (review_due_at, id);
CREATE INDEX publications_to_cross ON publications (crosses_at) WHERE crosses_at IS NOT NULL;
CREATE INDEX publications_of_assignee ON publications (assignee_id, (least(due_from, visible_until))) WHERE withdrawn_at IS NULL;
CREATE INDEX publications_of_unit ON publications (unit, (least(due_from, visible_until))) WHERE withdrawn_at IS NULL;

CREATE TABLE publication_versions (
    publication_id uuid REFERENCES publications,
    number integer CHECK (number > 0),
    information_class information_class NOT NULL CHECK (information_class <> 'EXEMPT'),
    headline text NOT NULL CHECK (length(headline) BETWEEN 1 AND 300),
    excerpt text CHECK (length(excerpt) BETWEEN 1 AND 1000),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 100000),
    language content_language NOT NULL,
    tags text[] NOT NULL,
    channels jsonb NOT NULL,
    lawful_basis text CHECK (length(lawful_basis) BETWEEN 1 AND 300),
    as_accepted boolean NOT NULL,
    changed text CHECK (length(changed) BETWEEN 1 AND 2000),
    content_digest bytea NOT NULL CHECK (octet_length(content_digest) = 32),
    made_by_id uuid NOT NULL REFERENCES officers,
    made_by_mandate_id uuid REFERENCES mandates,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (publication_id, number),
    CONSTRAINT publication_versions_say_what_changed CHECK ((number = 1) = (changed IS NULL))
);

CREATE TABLE publication_media (
    publication_id uuid,
    number integer,
    position integer CHECK (position > 0),
    artifact_id uuid NOT NULL REFERENCES artifacts,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    media_type text NOT NULL,
    caption text CHECK (length(caption) BETWEEN 1 AND 2000),
    alt_text text CHECK (length(alt_text) BETWEEN 1 AND 250),
    credit text NOT NULL CHECK (length(credit) BETWEEN 1 AND 200),
    children_shown boolean,
    lawful_basis text CHECK (length(lawful_basis) BETWEEN 1 AND 300),
    consent_ref text CHECK (length(consent_ref) BETWEEN 1 AND 200),
    withdrawn_at timestamptz,
    withdrawal_reason text CHECK (length(withdrawal_reason) BETWEEN 1 AND 2000),
    PRIMARY KEY (publication_id, number, position),
    CONSTRAINT publication_media_version FOREIGN KEY (publication_id, number) REFERENCES publication_versions,
    CONSTRAINT publication_media_once UNIQUE (publication_id, number, artifact_id),
    CONSTRAINT publication_media_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)),
    CONSTRAINT publication_media_children CHECK (children_shown IS NOT TRUE OR consent_ref IS NOT NULL)
);
CREATE INDEX publication_media_by_file ON publication_media (sha256);
CREATE INDEX publication_media_by_artifact ON publication_media (artifact_id);

CREATE TABLE publication_reviews (
    publication_id uuid REFERENCES publications,
    number integer CHECK (number >= 0),
    at timestamptz NOT NULL,
    by_id uuid NOT NULL REFERENCES officers,
    by_mandate_id uuid REFERENCES mandates,
    content_number integer NOT NULL CHECK (content_number > 0),
    checked text CHECK (length(checked) BETWEEN 1 AND 2000),
    due_from timestamptz NOT NULL,
    review_due_at timestamptz NOT NULL,
    visible_until timestamptz,
    PRIMARY KEY (publication_id, number),
    CONSTRAINT publication_reviews_say_what_was_checked CHECK ((number = 0) = (checked IS NULL))
);

CREATE TABLE exemptions (
    id uuid PRIMARY KEY,
    assignment_id uuid NOT NULL REFERENCES assignments,
    statute text NOT NULL CHECK (length(statute) BETWEEN 1 AND 300),
    consequence text NOT NULL CHECK (length(consequence) BETWEEN 1 AND 4000),
    until timestamptz NOT NULL,
    exempted_by_id uuid NOT NULL REFERENCES officers,
    exempted_by_mandate_id uuid REFERENCES mandates,
    exempted_at timestamptz NOT NULL,
    lifted_by_id uuid REFERENCES officers,
    lifted_by_mandate_id uuid REFERENCES mandates,
    lifted_at timestamptz,
    lift_reason text CHECK (length(lift_reason) BETWEEN 1 AND 2000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT exemptions_end CHECK (until > exempted_at),
    CONSTRAINT exemptions_lifted CHECK ((lifted_at IS NULL) = (lifted_by_id IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL))
);
CREATE INDEX exemptions_by_case ON exemptions (assignment_id, id);

CREATE FUNCTION published_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- That a picture was withdrawn is written once; nothing else of what was published ever changes.
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'publication_media' THEN
        IF OLD.withdrawn_at IS NULL
            AND to_jsonb(OLD) - '{withdrawn_at,withdrawal_reason}'::text[] = to_jsonb(NEW) - '{withdrawn_at,withdrawal_reason}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was published is kept as it was';
END
$$;
COMMENT ON FUNCTION published_for_good IS 'refuses to change or remove what was published';
CREATE TRIGGER publication_versions_are_kept BEFORE UPDATE OR DELETE ON publication_versions FOR EACH ROW EXECUTE FUNCTION published_for_good();
CREATE TRIGGER publication_media_are_kept BEFORE UPDATE OR DELETE ON publication_media FOR EACH ROW EXECUTE FUNCTION published_for_good();
CREATE TRIGGER publication_reviews_are_kept BEFORE UPDATE OR DELETE ON publication_reviews FOR EACH ROW EXECUTE FUNCTION published_for_good();
CREATE TRIGGER publications_are_kept BEFORE DELETE ON publications FOR EACH ROW EXECUTE FUNCTION published_for_good();

COMMENT ON TABLE publications IS 'What is shown to the public of an accepted report; a withdrawn one stays as its own tombstone, and its slug is never used again';
COMMENT ON COLUMN publications.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN publications.slug IS 'its name in addresses; the same in every version';
COMMENT ON COLUMN publications.assignment_id IS 'the case it is of';
COMMENT ON COLUMN publications.report_id IS 'the accepted report it was made from';
COMMENT ON COLUMN publications.draft_id IS 'the selected draft it was made from';
COMMENT ON COLUMN publications.unit IS 'whose case it is; its division head looks after it when the assignee has left';
COMMENT ON COLUMN publications.assignee_id IS 'the subdivision head of the case, who looks after it';
COMMENT ON COLUMN publications.publish_at IS 'from when the public can read it';
COMMENT ON COLUMN publications.published_by_id IS 'who published it';
COMMENT ON COLUMN publications.published_by_mandate_id IS 'the mandate by which its holder did so for published_by_id; null: in person';
COMMENT ON COLUMN publications.content_number IS 'the version that stands';
COMMENT ON COLUMN publications.due_from IS 'from when it is DUE';
COMMENT ON COLUMN publications.review_due_at IS 'by when it must be verified again; from then on it is STALE';
COMMENT ON COLUMN publications.visible_until IS 'from then on it is EXPIRED; null: it has no end';
COMMENT ON COLUMN publications.reviews IS 'how often it was verified';
COMMENT ON COLUMN publications.last_verified_at IS 'when last; null: never since it was published';
COMMENT ON COLUMN publications.crossed IS 'the last freshness that the journal has told';
COMMENT ON COLUMN publications.crosses_at IS 'when the next begins, which the journal will tell; null: none does';
COMMENT ON COLUMN publications.withdrawn_at IS 'when it was withdrawn; null: it stands';
COMMENT ON COLUMN publications.withdrawn_by_id IS 'by whom';
COMMENT ON COLUMN publications.withdrawn_by_mandate_id IS 'the mandate by which its holder did so for withdrawn_by_id; null: in person';
COMMENT ON COLUMN publications.withdrawal_reason IS 'why';
COMMENT ON COLUMN publications.created_at IS 'when it was entered';
COMMENT ON COLUMN publications.updated_at IS 'when it last changed';
COMMENT ON COLUMN publications.version IS 'counts its changes; the ETag carries it';

COMMENT ON TABLE publication_versions IS 'Each content a publication has or had; a correction is a new one';
COMMENT ON COLUMN publication_versions.publication_id IS 'of which publication';
COMMENT ON COLUMN publication_versions.number IS '1, 2, …';
COMMENT ON COLUMN publication_versions.information_class IS 'never EXEMPT';
COMMENT ON COLUMN publication_versions.headline IS 'headline';
COMMENT ON COLUMN publication_versions.excerpt IS 'the first lines, for lists';
COMMENT ON COLUMN publication_versions.body IS 'structured text: the subset of CommonMark in domain/structured_text.rs';
COMMENT ON COLUMN publication_versions.language IS 'what it is written in';
COMMENT ON COLUMN publication_versions.tags IS 'tags';
COMMENT ON COLUMN publication_versions.channels IS '[{name, url}]: where it is shown';
COMMENT ON COLUMN publication_versions.lawful_basis IS 'of naming persons in the text; not for the public';
COMMENT ON COLUMN publication_versions.as_accepted IS 'whether headline, excerpt and body are those of the accepted draft';
COMMENT ON COLUMN publication_versions.changed IS 'what the correction changed; null in the first';
COMMENT ON COLUMN publication_versions.content_digest IS 'SHA-256 of what the public reads of it, as canonical JSON';
COMMENT ON COLUMN publication_versions.made_by_id IS 'who published or corrected';
COMMENT ON COLUMN publication_versions.made_by_mandate_id IS 'the mandate by which its holder did so for made_by_id; null: in person';
COMMENT ON COLUMN publication_versions.made_at IS 'when';

COMMENT ON TABLE publication_media IS 'The files of a version, in order; one that was taken down stays as a tombstone';
COMMENT ON COLUMN publication_media.publication_id IS 'of which publication';
COMMENT ON COLUMN publication_media.number IS 'of which of its versions';
COMMENT ON COLUMN publication_media.position IS '1, 2, … within the version';
COMMENT ON COLUMN publication_media.artifact_id IS 'the selected artifact';
COMMENT ON COLUMN publication_media.sha256 IS 'the content of it that was published';
COMMENT ON COLUMN publication_media.media_type IS 'as found in the bytes';
COMMENT ON COLUMN publication_media.caption IS 'caption';
COMMENT ON COLUMN publication_media.alt_text IS 'for those who cannot see it';
COMMENT ON COLUMN publication_media.credit IS 'whom it is credited to';
COMMENT ON COLUMN publication_media.children_shown IS 'whether children are in it; not for the public';
COMMENT ON COLUMN publication_media.lawful_basis IS 'of naming persons (Law 27/2022); not for the public';
COMMENT ON COLUMN publication_media.consent_ref IS 'where consent is kept; not for the public';
COMMENT ON COLUMN publication_media.withdrawn_at IS 'when it was taken down; null: it is shown';
COMMENT ON COLUMN publication_media.withdrawal_reason IS 'why';

COMMENT ON TABLE publication_reviews IS 'From when which terms of freshness hold: 0 by being published, then each verification';
COMMENT ON COLUMN publication_reviews.publication_id IS 'of which publication';
COMMENT ON COLUMN publication_reviews.number IS '0, 1, 2, …';
COMMENT ON COLUMN publication_reviews.at IS 'when it was verified';
COMMENT ON COLUMN publication_reviews.by_id IS 'by whom';
COMMENT ON COLUMN publication_reviews.by_mandate_id IS 'the mandate by which its holder did so for by_id; null: in person';
COMMENT ON COLUMN publication_reviews.content_number IS 'which version was verified';
COMMENT ON COLUMN publication_reviews.checked IS 'what was checked; null where it was published';
COMMENT ON COLUMN publication_reviews.due_from IS 'from when it is DUE, since then';
COMMENT ON COLUMN publication_reviews.review_due_at IS 'by when it must be verified next, since then';
COMMENT ON COLUMN publication_reviews.visible_until IS 'when it expires, since then; null: never';

COMMENT ON TABLE exemptions IS 'That what a case tells is exempt from publication (informasi yang dikecualikan, Law 14/2008)';
COMMENT ON COLUMN exemptions.id IS 'UUIDv7, opaque';
COMMENT ON COLUMN exemptions.assignment_id IS 'the case';
COMMENT ON COLUMN exemptions.statute IS 'the provision it rests on';
COMMENT ON COLUMN exemptions.consequence IS 'what would follow from publication (uji konsekuensi)';
COMMENT ON COLUMN exemptions.until IS 'until when';
COMMENT ON COLUMN exemptions.exempted_by_id IS 'the division head';
COMMENT ON COLUMN exemptions.exempted_by_mandate_id IS 'the mandate by which its holder did so for exempted_by_id; null: in person';
COMMENT ON COLUMN exemptions.exempted_at IS 'when';
COMMENT ON COLUMN exemptions.lifted_by_id IS 'who lifted it before its end; null: nobody';
COMMENT ON COLUMN exemptions.lifted_by_mandate_id IS 'the mandate by which its holder did so for lifted_by_id; null: in person';
COMMENT ON COLUMN exemptions.lifted_at IS 'when';
COMMENT ON COLUMN exemptions.lift_reason IS 'why';
COMMENT ON COLUMN exemptions.created_at IS 'when it was entered';
COMMENT ON COLUMN exemptions.updated_at IS 'when it last changed';
COMMENT ON COLUMN exemptions.version IS 'counts its changes; the ETag carries it';
