-- owner: distribution
-- E-mail as a destination: who reads an account's public posts by mail, without an account of their own.

-- Whether an account's posts may be had by mail. No row: yes, once others may discover it.
CREATE TABLE mail_choices (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    allowed    BIGINT NOT NULL
);

-- Confirmed ones only: until then they are a request.
CREATE TABLE mail_subscriptions (
    id             BIGINT PRIMARY KEY,
    account_id     BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email          TEXT NOT NULL,
    email_key      TEXT NOT NULL,                   -- folded, for look-up
    locale         TEXT NOT NULL,                   -- in which mails speak: of the page it was asked for on
    rhythm         TEXT NOT NULL CHECK (rhythm IN ('each', 'daily', 'weekly')),
    next_digest_at BIGINT,                          -- NULL: nothing is gathered
    refusals       BIGINT NOT NULL,                 -- by the mail server, for good, in a row
    bounced_at     BIGINT,                          -- nothing more is sent
    confirmed_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_subscriptions_by_email ON mail_subscriptions (account_id, email_key);
CREATE INDEX mail_subscriptions_of_account ON mail_subscriptions (account_id, id) WHERE bounced_at IS NULL;
CREATE INDEX mail_subscriptions_of_email ON mail_subscriptions (email_key);
CREATE INDEX mail_subscriptions_due ON mail_subscriptions (next_digest_at) WHERE next_digest_at IS NOT NULL;

-- Somebody asked, and the owner of the address has not said yes yet. Kept for a while also when used, so that nobody's mailbox is filled.
CREATE TABLE mail_requests (
    token_hash   TEXT PRIMARY KEY,                  -- SHA-256 of what the mail's link holds
    account_id   BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email        TEXT NOT NULL,                     -- empty: used, or no mail was sent
    address_mark TEXT NOT NULL,                     -- HMAC of the folded address; empty: no mail was sent
    locale       TEXT NOT NULL,
    rhythm       TEXT NOT NULL CHECK (rhythm IN ('each', 'daily', 'weekly')),
    created_at   BIGINT NOT NULL
);
CREATE INDEX mail_requests_of_address ON mail_requests (address_mark, created_at);
CREATE INDEX mail_requests_by_age ON mail_requests (created_at);
CREATE INDEX mail_requests_of_account ON mail_requests (account_id);

-- Addresses that never want to hear of anybody again: the mark alone, from which no address can be read.
CREATE TABLE mail_refusers (
    address_mark TEXT PRIMARY KEY,
    created_at   BIGINT NOT NULL
);

-- Posts that went, or go, out by mail, and to how many.
CREATE TABLE mail_posts (
    status_id  BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    delivered  BIGINT NOT NULL,
    failed     BIGINT NOT NULL
);
CREATE INDEX mail_posts_of_account ON mail_posts (account_id);

-- What has still to reach whom: a row until it did, or is given up.
CREATE TABLE mail_waiting (
    subscription_id BIGINT NOT NULL REFERENCES mail_subscriptions (id) ON DELETE CASCADE,
    status_id       BIGINT NOT NULL REFERENCES mail_posts (status_id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (subscription_id, status_id)
);
CREATE INDEX mail_waiting_of_status ON mail_waiting (status_id);
CREATE INDEX mail_waiting_by_age ON mail_waiting (created_at);
