-- owner: social
-- What an account asks for beside its password (social/second_factor.h): the secret that an authenticator app makes codes from, and codes
-- to be used where the app is lost.

CREATE TABLE second_factors (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id),
    secret       TEXT NOT NULL,                     -- sealed by a key that stands outside the database (social/factor_key.h)
    begun_at     BIGINT NOT NULL,
    confirmed_at BIGINT,                            -- in force since then; NULL: not yet
    last_step    BIGINT NOT NULL                    -- of the last code that was taken: each works once
);

-- Those that were not used yet.
CREATE TABLE recovery_codes (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    code_hash  TEXT NOT NULL,                       -- SHA-256 of 120 random bits
    PRIMARY KEY (account_id, code_hash)
);
