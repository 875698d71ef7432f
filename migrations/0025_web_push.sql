-- owner: distribution
-- Web Push: whom the browsers and apps of people here asked us to write to (RFC 8030), and the key by which push services know us.

CREATE TABLE push_subscriptions (
    id          BIGINT PRIMARY KEY,
    token_id    BIGINT NOT NULL UNIQUE,             -- whose it is and with whom it ends: an app's token, or the browser's session
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    endpoint    TEXT NOT NULL UNIQUE,               -- one browser; who signs in there later takes it over
    point       TEXT NOT NULL,                      -- the receiver's public key, base64url
    auth_sealed TEXT NOT NULL,                      -- its secret
    standard    BIGINT NOT NULL,                    -- 1: RFC 8291; 0: the draft before it
    policy      TEXT NOT NULL CHECK (policy IN ('all', 'followed', 'follower', 'none')),
    alerts      TEXT NOT NULL,                      -- kinds of notifications, "mention,follow"
    created_at  BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_of_account ON push_subscriptions (account_id, id);

CREATE TABLE push_keys (
    id         BIGINT PRIMARY KEY,                  -- 1: there is one
    sealed     TEXT NOT NULL,                       -- the private key on P-256
    created_at BIGINT NOT NULL
);
