-- Up to which entry may a reader go who will never look back? Until now that was decided by transaction ids: a restored database has
-- others, and hid entries for good; and an entry may be numbered before another and yet be written by a younger transaction.
-- Now whoever writes holds a lock that says after which number theirs will come.

-- 0x7075 in the upper 16 bits marks the locks of the journal; the number stands in the rest.
CREATE FUNCTION journal_is_being_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Before a number is drawn: theirs comes after the last that was. A sequence begins with one that nobody has drawn.
    PERFORM pg_advisory_xact_lock_shared((x'7075'::bigint << 48) | (last_value - (NOT is_called)::int)) FROM journal_seq_seq;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_waits_for_writers BEFORE INSERT ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_being_written();

CREATE FUNCTION journal_settled() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    drawn bigint;
    held bigint;
BEGIN
    -- In this order: whoever draws a number after the first line is not waited for, and comes after what it says.
    SELECT last_value INTO drawn FROM journal_seq_seq;
    SELECT min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 48) - 1)) INTO held
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint >> 16) = x'7075'::bigint
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN least(drawn, held);
END $$;
COMMENT ON FUNCTION journal_settled() IS
    'the last seq up to which no entry can appear any more; read in a statement of its own, before the entries';

ALTER TABLE journal DROP COLUMN written_by;
