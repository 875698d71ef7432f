-- owner: social
-- What somebody shows on their profile beside their posts: tags they write under, people they recommend, one by one or in collections; and whom they do not want to be
-- suggested again.

CREATE TABLE featured_tags (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    tag_id     BIGINT NOT NULL REFERENCES tags (id),
    name       TEXT NOT NULL,                       -- as its owner wrote it
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, tag_id)
);

CREATE TABLE endorsements (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX endorsements_of_account ON endorsements (account_id, id);
CREATE INDEX endorsements_by_target ON endorsements (target_id);

-- Lists of people that somebody shows to others.
CREATE TABLE collections (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id),
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    language     TEXT,
    tag_name     TEXT NOT NULL,                     -- what it is about, as written; empty: nothing in particular
    sensitive    BIGINT NOT NULL,
    discoverable BIGINT NOT NULL,                   -- 0: shown to who knows where it is
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX collections_of_account ON collections (account_id, id);

CREATE TABLE collection_items (
    id            BIGINT PRIMARY KEY,
    collection_id BIGINT NOT NULL REFERENCES collections (id),
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    revoked       BIGINT NOT NULL,                  -- 1: who was put in has left it, and is not put in again
    created_at    BIGINT NOT NULL,
    UNIQUE (collection_id, account_id)
);
CREATE INDEX collection_items_of_account ON collection_items (account_id, collection_id);

CREATE TABLE suggestion_refusals (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX suggestion_refusals_by_target ON suggestion_refusals (target_id);

-- The most followed of those who may be discovered.
CREATE INDEX accounts_most_followed ON accounts (followers_count, id) WHERE discoverable = 1;
