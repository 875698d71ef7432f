-- owner: social
-- People who change servers: what else they are called, and where they went.

CREATE TABLE account_aliases (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    uri        TEXT NOT NULL,                       -- of the account that may move here
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, uri)
);

CREATE TABLE account_moves (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    moved_at   BIGINT NOT NULL
);
