-- owner: social
-- What stands in whose timeline: a row each, written when something is posted, pruned, rebuilt on demand.

-- Whose home is kept: those who came by lately. The home of the others is filled when they come back.
CREATE TABLE homes (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    opened_at  BIGINT NOT NULL
);

-- shows_id is the status whose words stand there: the status itself, or what it boosts.
-- engine: sqlite
CREATE TABLE home_timeline (
    account_id INTEGER NOT NULL,
    status_id  INTEGER NOT NULL,
    shows_id   INTEGER NOT NULL,
    PRIMARY KEY (account_id, status_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_timeline (
    list_id   INTEGER NOT NULL,
    status_id INTEGER NOT NULL,
    PRIMARY KEY (list_id, status_id)
) STRICT, WITHOUT ROWID;
-- engine: postgresql
CREATE TABLE home_timeline (
    account_id BIGINT NOT NULL,
    status_id  BIGINT NOT NULL,
    shows_id   BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);

CREATE TABLE list_timeline (
    list_id   BIGINT NOT NULL,
    status_id BIGINT NOT NULL,
    PRIMARY KEY (list_id, status_id)
);
-- engine: both

CREATE TABLE lists (
    id             BIGINT PRIMARY KEY,
    account_id     BIGINT NOT NULL REFERENCES accounts (id),
    title          TEXT NOT NULL,
    replies_policy TEXT NOT NULL CHECK (replies_policy IN ('followed', 'list', 'none')),
    exclusive      BIGINT NOT NULL
);
CREATE INDEX lists_of_account ON lists (account_id, id);

CREATE TABLE list_accounts (
    list_id    BIGINT NOT NULL REFERENCES lists (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,
    PRIMARY KEY (list_id, account_id)
);
CREATE INDEX list_accounts_by_account ON list_accounts (account_id, list_id);

CREATE TABLE followed_tags (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    tag_id     BIGINT NOT NULL REFERENCES tags (id),
    id         BIGINT NOT NULL,
    PRIMARY KEY (account_id, tag_id)
);
CREATE INDEX followed_tags_by_tag ON followed_tags (tag_id, account_id);
CREATE INDEX followed_tags_of_account ON followed_tags (account_id, id);

CREATE TABLE notifications (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    kind            TEXT NOT NULL,                  -- mention, favourite, boost, follow, …: social/notifications.h
    from_account_id BIGINT NOT NULL REFERENCES accounts (id),
    status_id       BIGINT,
    created_at      BIGINT NOT NULL
);
CREATE INDEX notifications_of_account ON notifications (account_id, id);
CREATE INDEX notifications_of_status ON notifications (status_id, account_id) WHERE status_id IS NOT NULL;

CREATE TABLE markers (
    account_id   BIGINT NOT NULL REFERENCES accounts (id),
    timeline     TEXT NOT NULL CHECK (timeline IN ('home', 'notifications')),
    last_read_id BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (account_id, timeline)
);
