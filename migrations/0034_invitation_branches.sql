-- owner: community
-- A person and everybody who came through them, limited or cut off in one act; and whom that act touched, so that undoing it gives
-- back to exactly those.

CREATE TABLE branch_acts (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    root_id    BIGINT NOT NULL REFERENCES accounts (id),
    act        TEXT NOT NULL CHECK (act IN ('limit', 'cut')),
    text       TEXT NOT NULL DEFAULT '',
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    undone_at  BIGINT,
    undone_by  BIGINT REFERENCES accounts (id)
);
CREATE INDEX branch_acts_of_domain ON branch_acts (domain_id, id);

CREATE TABLE branch_touched (
    act_id     BIGINT NOT NULL REFERENCES branch_acts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (act_id, account_id)
);
