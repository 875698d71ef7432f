-- owner: social
-- Who somebody is at an OpenID provider (social/identities.h), and what a browser has begun there.

-- An issuer and its name for somebody, which never changes hands; an e-mail address does.
CREATE TABLE identities (
    id           BIGINT PRIMARY KEY,
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    account_id   BIGINT NOT NULL REFERENCES accounts (id),
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    label        TEXT NOT NULL,                     -- as the provider called them when it was joined
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE UNIQUE INDEX identities_by_subject ON identities (domain_id, issuer, subject);
CREATE INDEX identities_of_account ON identities (account_id, id);

-- Sent to a provider and not back yet: each works once, in the browser that began it.
CREATE TABLE identity_attempts (
    state_hash   TEXT PRIMARY KEY,                  -- SHA-256 of what the provider sends back
    browser_hash TEXT NOT NULL,                     -- SHA-256 of the browser's cookie
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    provider     TEXT NOT NULL,
    account_id   BIGINT REFERENCES accounts (id),   -- whom it is to be joined to; NULL: somebody signs in
    return_to    TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX identity_attempts_by_age ON identity_attempts (created_at);
CREATE INDEX identity_attempts_of_account ON identity_attempts (account_id);

-- Came back and has no account here yet: one a browser.
CREATE TABLE identity_arrivals (
    browser_hash TEXT PRIMARY KEY,
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    provider     TEXT NOT NULL,
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    email        TEXT NOT NULL,
    username     TEXT NOT NULL,                     -- as proposed
    return_to    TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX identity_arrivals_by_age ON identity_arrivals (created_at);
