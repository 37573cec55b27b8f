-- Who did something in person for another, and when a completion was told, is read with every artifact and disposition: hardly any
-- entry of a case says so.
CREATE INDEX journal_deeds ON journal (stream, seq) WHERE mandate_id IS NOT NULL OR type = 'disposition.completed';
