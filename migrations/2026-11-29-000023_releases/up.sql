-- RELEASED: taken off a disposition although it was read. Like RECALLED, it ends what somebody sees by that disposition.
ALTER DOMAIN recipient_state DROP CONSTRAINT recipient_state_check;
ALTER DOMAIN recipient_state ADD CONSTRAINT recipient_state_check
    CHECK (VALUE IN ('DELIVERED', 'READ', 'COMPLETED', 'RETURNED', 'RECALLED', 'RELEASED'));

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
                AND r.officer_id = NEW.officer_id AND r.state NOT IN ('RECALLED', 'RELEASED'));
        UPDATE participants p SET crew = EXISTS (SELECT 1 FROM disposition_recipients r WHERE r.assignment_id = NEW.assignment_id
                AND r.officer_id = NEW.officer_id AND r.state NOT IN ('RECALLED', 'RELEASED')
                AND r.kind = 'ACTION' AND r.duty IS NOT NULL)
            WHERE p.assignment_id = NEW.assignment_id AND p.officer_id = NEW.officer_id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER recalled_are_no_participants ON disposition_recipients;
CREATE TRIGGER taken_off_are_no_participants AFTER UPDATE OF state ON disposition_recipients
    FOR EACH ROW WHEN (NEW.state IN ('RECALLED', 'RELEASED') AND OLD.state NOT IN ('RECALLED', 'RELEASED'))
    EXECUTE FUNCTION recipients_keep_participants();
