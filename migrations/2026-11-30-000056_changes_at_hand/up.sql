-- A page of changes of a long journal lay on as many pages of its table as it has entries. What is told of each now stands in the index
-- itself; only of a picture that was withdrawn the entry is looked up.
DROP INDEX journal_of_publications;
CREATE INDEX journal_of_publications ON journal (seq) INCLUDE (type, subject_id, occurred_at, received_at)
    WHERE subject_kind = 'PUBLICATION' AND type NOT IN ('publication.shown', 'publication.removed');
