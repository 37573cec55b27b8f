-- Of the states there were before, RECALLED says the same: it holds for them no more.
UPDATE disposition_recipients SET state = 'RECALLED' WHERE state = 'RELEASED';
DROP TRIGGER taken_off_are_no_participants ON disposition_recipients;
CREATE OR REPLACE FUNCTION recipients_keep_participants() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER recalled_are_no_participants AFTER UPDATE OF state ON disposition_recipients
    FOR EACH ROW WHEN (NEW.state = 'RECALLED' AND OLD.state <> 'RECALLED') EXECUTE FUNCTION recipients_keep_participants();
ALTER DOMAIN recipient_state DROP CONSTRAINT recipient_state_check;
ALTER DOMAIN recipient_state ADD CONSTRAINT recipient_state_check
    CHECK (VALUE IN ('DELIVERED', 'READ', 'COMPLETED', 'RETURNED', 'RECALLED'));
