-- owner: community
-- Of an event that recurs: an answer is for all of its times or for one of them, and one of them can be moved or called off by itself.

ALTER TABLE community_events ADD COLUMN exceptions TEXT NOT NULL DEFAULT '';       -- a line for each time that is otherwise than the rule says
ALTER TABLE community_events ADD COLUMN answers_for_one BIGINT NOT NULL DEFAULT 0; -- how many answers are for one time alone

CREATE TABLE event_answers_by_time (
    event_id   BIGINT NOT NULL REFERENCES community_events (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    at         BIGINT NOT NULL,                      -- the time it is for, as the rule has it; 0: all that it says nothing else of
    id         BIGINT NOT NULL,                      -- the order in which people answered, and wait
    answer     TEXT NOT NULL CHECK (answer IN ('yes', 'maybe', 'no')),
    state      TEXT NOT NULL CHECK (state IN ('given', 'waiting', 'pending', 'refused')),
    remind     BIGINT,                               -- so long before the begin; NULL: not
    remind_at  BIGINT,                               -- when it is next done
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id, at)
);
INSERT INTO event_answers_by_time (event_id, account_id, at, id, answer, state, remind, remind_at, created_at)
SELECT event_id, account_id, 0, id, answer, state, remind, remind_at, created_at FROM event_answers;
DROP TABLE event_answers;
ALTER TABLE event_answers_by_time RENAME TO event_answers;
CREATE INDEX event_answers_in_order ON event_answers (event_id, answer, state, id);
CREATE INDEX event_answers_of_time ON event_answers (event_id, at, answer, state, id);
CREATE INDEX event_answers_of_account ON event_answers (account_id, id);
CREATE INDEX event_reminders ON event_answers (remind_at) WHERE remind_at IS NOT NULL;
