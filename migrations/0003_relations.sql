-- owner: social
-- Who follows, blocks and mutes whom.

CREATE TABLE follows (
    account_id  BIGINT NOT NULL REFERENCES accounts (id),   -- the follower
    target_id   BIGINT NOT NULL REFERENCES accounts (id),
    show_boosts BIGINT NOT NULL,
    notify      BIGINT NOT NULL,
    languages   TEXT NOT NULL,                      -- "it,en"; empty: all
    id          BIGINT NOT NULL,                    -- pages through a list of followers
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX follows_by_target ON follows (target_id, id);
CREATE INDEX follows_by_account ON follows (account_id, id);
CREATE INDEX follows_notifying ON follows (target_id, id) WHERE notify = 1;

CREATE TABLE follow_requests (
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    target_id   BIGINT NOT NULL REFERENCES accounts (id),
    show_boosts BIGINT NOT NULL,
    notify      BIGINT NOT NULL,
    languages   TEXT NOT NULL,
    id          BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX follow_requests_by_target ON follow_requests (target_id, id);

CREATE TABLE blocks (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX blocks_by_target ON blocks (target_id, account_id);
CREATE INDEX blocks_by_account ON blocks (account_id, id);

CREATE TABLE mutes (
    account_id         BIGINT NOT NULL REFERENCES accounts (id),
    target_id          BIGINT NOT NULL REFERENCES accounts (id),
    hide_notifications BIGINT NOT NULL,
    expires_at         BIGINT,
    id                 BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX mutes_by_account ON mutes (account_id, id);

CREATE TABLE account_domain_blocks (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    host       TEXT NOT NULL,
    id         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, host)
);
CREATE INDEX account_domain_blocks_by_account ON account_domain_blocks (account_id, id);

CREATE TABLE account_notes (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    text       TEXT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
