DROP INDEX journal_of_publications;
CREATE INDEX journal_of_publications ON journal (seq)
    WHERE subject_kind = 'PUBLICATION' AND type NOT IN ('publication.shown', 'publication.removed');
