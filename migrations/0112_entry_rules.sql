-- owner: social
-- From where and with which addresses somebody may come to an organisation (social/entry_rules.h).

CREATE TABLE ip_blocks (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    network    TEXT NOT NULL,                       -- "203.0.113.0/24", "2001:db8::/32": as net/address.h writes it
    severity   TEXT NOT NULL CHECK (severity IN ('sign_up_requires_approval', 'sign_up_block', 'no_access')),
    comment    TEXT NOT NULL,                       -- for the team
    created_at BIGINT NOT NULL,
    expires_at BIGINT,                              -- NULL: holds until it is taken away
    UNIQUE (domain_id, network)
);
CREATE INDEX ip_blocks_ending ON ip_blocks (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE email_domain_blocks (
    id                  BIGINT PRIMARY KEY,
    domain_id           BIGINT NOT NULL REFERENCES domains (id),
    name                TEXT NOT NULL,              -- holds for what is below it, too
    allow_with_approval BIGINT NOT NULL,            -- 1: who signs up with such an address waits for the team, instead of being refused
    created_at          BIGINT NOT NULL,
    UNIQUE (domain_id, name)
);

-- How often somebody tried; nothing of who or from where.
CREATE TABLE email_domain_attempts (
    block_id BIGINT NOT NULL REFERENCES email_domain_blocks (id),
    day      BIGINT NOT NULL,                       -- days since 1970
    attempts BIGINT NOT NULL,
    PRIMARY KEY (block_id, day)
);

-- Of addresses that are not to come back: what is the same mailbox has the same hash.
CREATE TABLE canonical_email_blocks (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    hash       TEXT NOT NULL,                       -- SHA-256 of the canonical address, hexadecimal
    account_id BIGINT REFERENCES accounts (id),     -- whose suspension it came with; NULL: made by hand
    created_at BIGINT NOT NULL,
    UNIQUE (domain_id, hash)
);
CREATE INDEX canonical_email_blocks_of_accounts ON canonical_email_blocks (account_id) WHERE account_id IS NOT NULL;
