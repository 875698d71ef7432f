-- owner: community
-- Groups: an account of kind group, its people, and what was said to it.

CREATE TABLE groups (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    posting    TEXT NOT NULL CHECK (posting IN ('everybody', 'members')),
    created_at BIGINT NOT NULL
);

-- Who looks after it; members are those who follow it.
CREATE TABLE group_roles (
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    role       TEXT NOT NULL CHECK (role IN ('owner', 'moderator')),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_roles_of_account ON group_roles (account_id);

CREATE TABLE group_bans (
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_bans_of_account ON group_bans (account_id);

-- What belongs to a group, also to one of another server: topics and the answers to them.
CREATE TABLE group_statuses (
    status_id  BIGINT PRIMARY KEY REFERENCES statuses (id),
    group_id   BIGINT NOT NULL REFERENCES accounts (id),
    is_topic   BIGINT NOT NULL,
    pinned_at  BIGINT,
    removed_at BIGINT
);
CREATE INDEX group_topics ON group_statuses (group_id, status_id) WHERE is_topic = 1;
CREATE INDEX group_pins ON group_statuses (group_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- What moderators did and what was refused to others, in order.
CREATE TABLE group_log (
    id         BIGINT PRIMARY KEY,
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    act        TEXT NOT NULL,
    object     TEXT NOT NULL,
    allowed    BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX group_log_of_group ON group_log (group_id, id);
