-- owner: social
-- Devices without a keyboard that ask to be let in (RFC 8628). Of both codes only the SHA-256 is kept, and all of it for minutes.
CREATE TABLE device_requests (
    device_hash    TEXT PRIMARY KEY,
    user_code_hash TEXT NOT NULL UNIQUE,
    domain_id      BIGINT NOT NULL REFERENCES domains (id),
    application_id BIGINT NOT NULL REFERENCES applications (id),
    scopes         TEXT NOT NULL,
    offline_access BIGINT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('waiting', 'allowed', 'refused')),
    account_id     BIGINT REFERENCES accounts (id), -- who allowed it
    voice_id       BIGINT,                          -- the page it was let in to speak as
    created_at     BIGINT NOT NULL,
    asked_at       BIGINT,                          -- when the device last came
    pause          BIGINT NOT NULL                  -- milliseconds that it has to leave between two times
);
CREATE INDEX device_requests_by_age ON device_requests (created_at);
CREATE INDEX device_requests_of_account ON device_requests (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX device_requests_of_voice ON device_requests (voice_id) WHERE voice_id IS NOT NULL;
CREATE INDEX device_requests_of_application ON device_requests (application_id);
