-- A raw picture whose name alone told that it is one has a preview as well, and so have others in the form of a TIFF: what was not
-- supported, or taken for damaged, is tried once more.
UPDATE pictures SET no_copies = NULL WHERE no_copies IN ('UNSUPPORTED', 'DAMAGED');
