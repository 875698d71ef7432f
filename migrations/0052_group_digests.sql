-- owner: community
-- What is new in a group, by e-mail, for members who chose how often.
CREATE TABLE group_digests (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    rhythm     TEXT NOT NULL CHECK (rhythm IN ('daily', 'weekly')),
    told_until BIGINT NOT NULL,  -- what is newer than this was in no mail yet
    next_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, group_id)
);
CREATE INDEX group_digests_due ON group_digests (next_at);
CREATE INDEX group_digests_of_group ON group_digests (group_id);
