-- owner: distribution
-- When the answers to a post of another server were last asked for.

CREATE TABLE backfills (
    status_id BIGINT PRIMARY KEY REFERENCES statuses (id),
    asked_at  BIGINT NOT NULL
);
CREATE INDEX backfills_by_age ON backfills (asked_at);
