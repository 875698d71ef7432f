-- owner: community
-- What those in charge of a group announced. What was taken back stays: a week holds so many.
CREATE TABLE group_announcements (
    group_id     BIGINT NOT NULL REFERENCES groups (account_id),
    status_id    BIGINT NOT NULL REFERENCES statuses (id),
    created_at   BIGINT NOT NULL,
    announced_by BIGINT NOT NULL REFERENCES accounts (id),
    until_at     BIGINT,  -- without it, until it is taken back
    withdrawn_at BIGINT,
    PRIMARY KEY (group_id, created_at, status_id)
);
CREATE INDEX group_announcements_by_status ON group_announcements (status_id);
CREATE UNIQUE INDEX group_announcements_standing ON group_announcements (status_id) WHERE withdrawn_at IS NULL;

-- Members who are told of no announcement.
CREATE TABLE group_announcements_unheard (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    PRIMARY KEY (account_id, group_id)
);
