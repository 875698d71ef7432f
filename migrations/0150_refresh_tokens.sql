-- owner: social
-- Tokens that end, for applications that ask for offline_access, and what keeps them going (docs/decisions/0075-tokens-that-end.md).

ALTER TABLE applications ADD COLUMN offline_access BIGINT NOT NULL DEFAULT 0;  -- registered for it
ALTER TABLE applications ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0;       -- has no secret to prove itself with (RFC 6749, 2.1)
ALTER TABLE authorization_codes ADD COLUMN offline_access BIGINT NOT NULL DEFAULT 0;
-- A grant that is kept going is one row here, whose secret is another each time.
ALTER TABLE tokens ADD COLUMN ends_at BIGINT;                                  -- NULL: it does not end
ALTER TABLE tokens ADD COLUMN end_told BIGINT NOT NULL DEFAULT 0;              -- what was open under it is closed
CREATE INDEX tokens_by_end ON tokens (ends_at) WHERE ends_at IS NOT NULL AND end_told = 0;

-- Those that were given for one grant are its family: only their SHA-256 is kept, of the spent ones for as long as they would have been good.
CREATE TABLE refresh_tokens (
    token_hash TEXT PRIMARY KEY,
    token_id   BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    scopes     TEXT NOT NULL,                       -- of the grant; the token may have been asked for with fewer
    created_at BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,                     -- unless somebody comes with it
    spent_at   BIGINT
);
CREATE INDEX refresh_tokens_of_token ON refresh_tokens (token_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (ends_at);
