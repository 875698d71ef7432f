-- owner: social
-- Passkeys (social/passkeys.h): what signs in beside a password, or in place of one. Public keys only: nobody signs in with what stands here.

CREATE TABLE passkeys (
    id            BIGINT PRIMARY KEY,
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    credential_id TEXT NOT NULL UNIQUE,             -- base64url, as its authenticator calls it
    algorithm     BIGINT NOT NULL,                  -- of COSE: -7, -8 or -257
    public_key    TEXT NOT NULL,                    -- base64url
    sign_count    BIGINT NOT NULL,                  -- as it was told last; 0: it does not count
    transports    TEXT NOT NULL,                    -- how it may be reached, as its browser said: "internal hybrid"
    name          TEXT NOT NULL,                    -- its person's own
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT
);
CREATE INDEX passkeys_of_account ON passkeys (account_id, id);

-- What authenticators call an account by: 64 random bytes, which tell nothing of whose they are.
CREATE TABLE passkey_handles (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    handle     TEXT NOT NULL                        -- base64url
);

-- Challenges that were answered, for as long as they would be good: each is answered once.
CREATE TABLE spent_challenges (
    challenge_hash TEXT PRIMARY KEY,
    spent_at       BIGINT NOT NULL
);
CREATE INDEX spent_challenges_by_time ON spent_challenges (spent_at);
