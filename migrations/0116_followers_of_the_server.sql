-- owner: distribution
-- Accounts of other servers that follow the organisation's own actor: they are sent the daily heads of its log, and the note of a quarter.

CREATE TABLE server_followers (
    domain_id   BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    account_id  BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    follow_uri  TEXT NOT NULL,                     -- of the Follow, by which it may be taken back
    followed_at BIGINT NOT NULL,
    PRIMARY KEY (domain_id, account_id)
);
CREATE INDEX server_followers_of_account ON server_followers (account_id);
