-- owner: social
-- Who is here. Every local account belongs to a hosted domain; remote accounts stand in the same table.

CREATE TABLE domains (
    id             BIGINT PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,            -- as people write it: example.org, localhost:8080
    origin         TEXT NOT NULL,                   -- what stands before every path of ours: https://example.org
    title          TEXT NOT NULL,
    description    TEXT NOT NULL,
    about_html     TEXT NOT NULL,
    privacy_html   TEXT NOT NULL,
    contact_email  TEXT NOT NULL,
    contact_id     BIGINT,
    languages      TEXT NOT NULL,                   -- "it,en": first is the organisation's own
    registrations  TEXT NOT NULL CHECK (registrations IN ('open', 'approval', 'closed')),
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL                  -- of the words about it
);

CREATE TABLE rules (
    id        BIGINT PRIMARY KEY,
    domain_id BIGINT NOT NULL REFERENCES domains (id),
    position  BIGINT NOT NULL,
    text      TEXT NOT NULL,
    hint      TEXT NOT NULL
);
CREATE INDEX rules_of_domain ON rules (domain_id, position);

CREATE TABLE accounts (
    id               BIGINT PRIMARY KEY,
    domain_id        BIGINT REFERENCES domains (id),  -- NULL: a remote account
    username         TEXT NOT NULL,
    username_key     TEXT NOT NULL,                 -- folded, for look-up
    host             TEXT NOT NULL,                 -- the hosted domain's name, or the remote server's
    kind             TEXT NOT NULL CHECK (kind IN ('person', 'page', 'group', 'service', 'application')),
    display_name     TEXT NOT NULL,
    note             TEXT NOT NULL,                 -- as typed
    note_html        TEXT NOT NULL,
    fields           TEXT NOT NULL,                 -- JSON: [{"name","value","value_html","verified_at"}]
    avatar           TEXT NOT NULL,                 -- path or URL; empty: the drawn default
    header           TEXT NOT NULL,
    locked           BIGINT NOT NULL,
    bot              BIGINT NOT NULL,
    discoverable     BIGINT NOT NULL,
    indexable        BIGINT NOT NULL,
    hide_collections BIGINT NOT NULL,
    uri              TEXT NOT NULL UNIQUE,
    url              TEXT NOT NULL,
    statuses_count   BIGINT NOT NULL,
    followers_count  BIGINT NOT NULL,
    following_count  BIGINT NOT NULL,
    last_status_at   BIGINT,
    created_at       BIGINT NOT NULL,
    admitted_at      BIGINT,                        -- NULL: not confirmed or not approved yet, so nobody sees it
    silenced_at      BIGINT,
    suspended_at     BIGINT,
    deleted_at       BIGINT
);
CREATE UNIQUE INDEX accounts_by_name ON accounts (username_key, host);
CREATE INDEX accounts_of_domain ON accounts (domain_id, id);
CREATE INDEX accounts_by_host ON accounts (host) WHERE domain_id IS NULL;

-- Those who sign in here.
CREATE TABLE users (
    account_id         BIGINT PRIMARY KEY REFERENCES accounts (id),
    domain_id          BIGINT NOT NULL REFERENCES domains (id),
    email              TEXT NOT NULL,
    email_key          TEXT NOT NULL,               -- folded, for look-up
    password_hash      TEXT NOT NULL,               -- Argon2id, PHC string
    role               TEXT NOT NULL CHECK (role IN ('user', 'moderator', 'admin')),
    locale             TEXT NOT NULL,
    confirmed_at       BIGINT,
    approved_at        BIGINT,
    disabled_at        BIGINT,
    default_visibility BIGINT NOT NULL,
    default_sensitive  BIGINT NOT NULL,
    default_language   TEXT,
    join_reason        TEXT NOT NULL,
    created_at         BIGINT NOT NULL,
    last_seen_at       BIGINT
);
-- An address belongs to whoever proves it first; until then several may claim it, so that signing up tells nobody
-- whose address is known here.
CREATE UNIQUE INDEX users_by_email ON users (domain_id, email_key) WHERE confirmed_at IS NOT NULL;
CREATE INDEX users_by_claimed_email ON users (domain_id, email_key);
CREATE INDEX users_unconfirmed ON users (created_at) WHERE confirmed_at IS NULL;
CREATE INDEX users_by_role ON users (domain_id, role);

CREATE TABLE applications (
    id            BIGINT PRIMARY KEY,
    client_id     TEXT NOT NULL UNIQUE,
    client_secret TEXT NOT NULL,
    name          TEXT NOT NULL,
    website       TEXT,
    redirect_uris TEXT NOT NULL,                    -- one a line
    scopes        TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);

-- Bearer tokens of applications, cookies of browsers that are signed in, and of those that once were (a known device
-- is let in while strangers are slowed down): only their SHA-256 is kept.
CREATE TABLE tokens (
    id             BIGINT PRIMARY KEY,
    token_hash     TEXT NOT NULL UNIQUE,
    kind           TEXT NOT NULL CHECK (kind IN ('bearer', 'browser', 'device')),
    application_id BIGINT REFERENCES applications (id),
    account_id     BIGINT REFERENCES accounts (id),  -- NULL: the application speaks for itself
    scopes         TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    last_used_at   BIGINT
);
CREATE INDEX tokens_of_account ON tokens (account_id);
CREATE INDEX tokens_of_application ON tokens (application_id);

CREATE TABLE authorization_codes (
    code_hash             TEXT PRIMARY KEY,
    application_id        BIGINT NOT NULL REFERENCES applications (id),
    account_id            BIGINT NOT NULL REFERENCES accounts (id),
    redirect_uri          TEXT NOT NULL,
    scopes                TEXT NOT NULL,
    code_challenge        TEXT,
    created_at            BIGINT NOT NULL,
    token_id              BIGINT                    -- what it was exchanged for; asked for again, that is revoked
);
CREATE INDEX authorization_codes_by_age ON authorization_codes (created_at);
CREATE INDEX authorization_codes_of_account ON authorization_codes (account_id);
CREATE INDEX authorization_codes_of_application ON authorization_codes (application_id);

-- Links sent by e-mail (confirm, reset, change of address) and the one-time set-up link.
CREATE TABLE email_tokens (
    token_hash TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'change', 'setup')),
    account_id BIGINT REFERENCES accounts (id),
    email      TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX email_tokens_of_account ON email_tokens (account_id, purpose);
CREATE INDEX email_tokens_by_age ON email_tokens (created_at);
