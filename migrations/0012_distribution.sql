-- owner: distribution
-- Where posts go, and what comes from elsewhere: other servers, how they are reached, what is on its way to them.

CREATE TABLE hosts (
    name              TEXT PRIMARY KEY,             -- as in accounts.host
    first_seen_at     BIGINT NOT NULL,
    signature_form    TEXT NOT NULL,                -- what it took last: cavage or rfc9421; empty: not known
    has_job           BIGINT NOT NULL,              -- 1: a job is on its way that empties what waits for it
    last_delivered_at BIGINT,
    failing_since     BIGINT,                       -- NULL: the last delivery arrived
    failures          BIGINT NOT NULL,              -- in a row
    next_try_at       BIGINT,
    last_error        TEXT NOT NULL
);

-- What reaching a remote account takes.
CREATE TABLE actors (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id),
    inbox        TEXT NOT NULL,
    shared_inbox TEXT NOT NULL,                     -- empty: none
    followers    TEXT NOT NULL,                     -- the collection's address; empty: none
    fetched_at   BIGINT NOT NULL
);

CREATE TABLE public_keys (
    key_id     TEXT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    pem        TEXT NOT NULL,
    fetched_at BIGINT NOT NULL
);
CREATE INDEX public_keys_of_account ON public_keys (account_id);

-- Keys that could not be had, or did not fit: nobody asks for them again before this time.
CREATE TABLE missed_keys (
    key_id     TEXT PRIMARY KEY,
    not_before BIGINT NOT NULL
);

-- Private keys of local actors, sealed with a key that stands outside the database.
CREATE TABLE own_keys (
    id                BIGINT PRIMARY KEY,
    owner             TEXT,                         -- the actor's URI; NULL: made ahead, for whoever needs one next
    rsa_sealed        TEXT NOT NULL,
    rsa_pem           TEXT NOT NULL,
    ed25519_sealed    TEXT NOT NULL,
    ed25519_multibase TEXT NOT NULL,
    created_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX own_keys_by_owner ON own_keys (owner) WHERE owner IS NOT NULL;
CREATE INDEX own_keys_spare ON own_keys (id) WHERE owner IS NULL;

-- Activities that were received, so that none is done twice; and what was taken back before it came.
CREATE TABLE seen_activities (
    uri     TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);
CREATE INDEX seen_activities_by_age ON seen_activities (seen_at);

-- What an activity was about, for those that take it back by its address alone.
CREATE TABLE activity_uris (
    uri        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('follow', 'like', 'block')),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL
);
CREATE UNIQUE INDEX activity_uris_by_act ON activity_uris (account_id, kind, target_id);

-- An activity on its way, rendered once.
CREATE TABLE parcels (
    id         BIGINT PRIMARY KEY,
    uri        TEXT NOT NULL UNIQUE,
    sender     TEXT NOT NULL,                       -- whose key signs it: the actor's URI
    status_id  BIGINT,                              -- of which post it tells, where it is one
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX parcels_by_age ON parcels (created_at) WHERE body <> '';

CREATE TABLE deliveries (
    id           BIGINT PRIMARY KEY,
    parcel_id    BIGINT NOT NULL REFERENCES parcels (id),
    status_id    BIGINT,
    host         TEXT NOT NULL,
    inbox        TEXT NOT NULL,
    people       BIGINT NOT NULL,                   -- followers behind this inbox when it was sent
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts     BIGINT NOT NULL,
    last_error   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    settled_at   BIGINT
);
CREATE INDEX deliveries_waiting ON deliveries (host, id) WHERE state = 'waiting';
CREATE INDEX deliveries_of_status ON deliveries (status_id, id) WHERE status_id IS NOT NULL;
CREATE INDEX deliveries_of_parcel ON deliveries (parcel_id);
