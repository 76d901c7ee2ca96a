"""The SQL by which the database keeps favours and introductions whole. It stands here only.

`netwerk_came_of` has a line for each column that can name a cause, so that a chain is walked either way by
index; it holds lines without a cause, too, since PostgreSQL finds a row by index in a plain UNION ALL only.

Whoever names a cause waits for the others of the same owner who do, until they are through. So each half of a
loop, added at the same moment, sees the other.
"""

CREATE = """
CREATE VIEW netwerk_came_of AS
    SELECT owner_id, 'favour' AS kind, id, day, 'favour' AS cause, came_of_favour_id AS cause_id
    FROM netwerk_favour
    UNION ALL
    SELECT owner_id, 'favour', id, day, 'introduction', came_of_introduction_id FROM netwerk_favour
    UNION ALL
    SELECT owner_id, 'favour', id, day, 'encounter', came_of_encounter_id FROM netwerk_favour
    UNION ALL
    SELECT owner_id, 'introduction', id, day, 'favour', came_of_favour_id FROM netwerk_introduction
    UNION ALL
    SELECT owner_id, 'introduction', id, day, 'introduction', came_of_introduction_id
    FROM netwerk_introduction
    UNION ALL
    SELECT owner_id, 'introduction', id, day, 'encounter', came_of_encounter_id FROM netwerk_introduction;

CREATE FUNCTION netwerk_refuse_loop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.owner_id || ' chain', 0));
    IF EXISTS (
        WITH RECURSIVE causes AS (
            SELECT cause, cause_id FROM netwerk_came_of
            WHERE owner_id = NEW.owner_id AND kind = TG_ARGV[0] AND id = NEW.id AND cause_id IS NOT NULL
            UNION
            SELECT further.cause, further.cause_id
            FROM causes JOIN netwerk_came_of AS further
                ON further.kind = causes.cause AND further.id = causes.cause_id
            WHERE further.owner_id = NEW.owner_id AND further.cause_id IS NOT NULL
        )
        SELECT FROM causes WHERE cause = TG_ARGV[0] AND cause_id = NEW.id
    ) THEN
        RAISE EXCEPTION '% % would come of itself', TG_ARGV[0], NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_without_loop', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER favour_without_loop
    AFTER INSERT OR UPDATE OF came_of_favour_id, came_of_introduction_id ON netwerk_favour
    FOR EACH ROW WHEN (NEW.came_of_favour_id IS NOT NULL OR NEW.came_of_introduction_id IS NOT NULL)
    EXECUTE FUNCTION netwerk_refuse_loop('favour');
CREATE TRIGGER introduction_without_loop
    AFTER INSERT OR UPDATE OF came_of_favour_id, came_of_introduction_id ON netwerk_introduction
    FOR EACH ROW WHEN (NEW.came_of_favour_id IS NOT NULL OR NEW.came_of_introduction_id IS NOT NULL)
    EXECUTE FUNCTION netwerk_refuse_loop('introduction');

CREATE FUNCTION netwerk_leave_with_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM %I WHERE id = $1', TG_TABLE_NAME) USING NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER favour_leaves_with_both AFTER INSERT OR UPDATE ON netwerk_favour
    FOR EACH ROW WHEN (NEW.giver_id IS NULL AND NEW.receiver_id IS NULL)
    EXECUTE FUNCTION netwerk_leave_with_both();
CREATE TRIGGER introduction_leaves_with_both AFTER INSERT OR UPDATE ON netwerk_introduction
    FOR EACH ROW WHEN (NEW.first_id IS NULL AND NEW.second_id IS NULL)
    EXECUTE FUNCTION netwerk_leave_with_both();
"""

DROP = """
DROP TRIGGER introduction_leaves_with_both ON netwerk_introduction;
DROP TRIGGER favour_leaves_with_both ON netwerk_favour;
DROP FUNCTION netwerk_leave_with_both();
DROP TRIGGER introduction_without_loop ON netwerk_introduction;
DROP TRIGGER favour_without_loop ON netwerk_favour;
DROP FUNCTION netwerk_refuse_loop();
DROP VIEW netwerk_came_of;
"""
