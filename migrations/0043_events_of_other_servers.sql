-- owner: community
-- Events of other servers: how one answers there, and what is not known yet of an answer.

ALTER TABLE community_events ADD COLUMN answering TEXT NOT NULL DEFAULT 'here' CHECK (answering IN ('here', 'join', 'reply', 'elsewhere'));
ALTER TABLE community_events ADD COLUMN answering_url TEXT NOT NULL DEFAULT '';   -- where one signs up elsewhere; empty: nowhere
ALTER TABLE community_events ADD COLUMN open_end BIGINT NOT NULL DEFAULT 0;     -- its end is not told to people
ALTER TABLE community_events ADD COLUMN told_yes BIGINT;                        -- how many come, as its server says

CREATE TABLE event_answers_anew (
    event_id   BIGINT NOT NULL REFERENCES community_events (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,                      -- the order in which people answered, and wait
    answer     TEXT NOT NULL CHECK (answer IN ('yes', 'maybe', 'no')),
    state      TEXT NOT NULL CHECK (state IN ('given', 'waiting', 'pending', 'refused')),
    remind     BIGINT,                               -- so long before the begin; NULL: not
    remind_at  BIGINT,                               -- when it is next done
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id)
);
INSERT INTO event_answers_anew (event_id, account_id, id, answer, state, remind, remind_at, created_at)
SELECT event_id, account_id, id, answer, state, remind, remind_at, created_at FROM event_answers;
DROP TABLE event_answers;
ALTER TABLE event_answers_anew RENAME TO event_answers;
CREATE INDEX event_answers_in_order ON event_answers (event_id, answer, state, id);
CREATE INDEX event_answers_of_account ON event_answers (account_id, id);
CREATE INDEX event_reminders ON event_answers (remind_at) WHERE remind_at IS NOT NULL;
