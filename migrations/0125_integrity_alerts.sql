-- owner: integrity
-- Who came to the same posts within moments, as it was seen between two nights: worth a look, and nothing else. Each goes when a night finds
-- the group, or a day after they last met.

CREATE TABLE integrity_alerts (
    id        BIGINT PRIMARY KEY,
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    near      DOUBLE PRECISION NOT NULL,           -- meetings of two of them within moments, on average
    expected  DOUBLE PRECISION NOT NULL,           -- by what they do with everybody else
    days      BIGINT NOT NULL,                     -- UTC, on which two of them met, at most
    posts     TEXT NOT NULL,                       -- JSON: ids of statuses, the newest first
    raised_at BIGINT NOT NULL,
    met_at    BIGINT NOT NULL                      -- for the last time
);
CREATE INDEX integrity_alerts_of_domain ON integrity_alerts (domain_id, id);

CREATE TABLE integrity_alert_accounts (
    alert_id   BIGINT NOT NULL REFERENCES integrity_alerts (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (alert_id, account_id)
);
CREATE INDEX integrity_alert_accounts_of_account ON integrity_alert_accounts (account_id);

-- Who did more within a minute than a person can: spam, and no sign of coordination. Kept for sixty days.
CREATE TABLE integrity_haste (
    domain_id  BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    day        BIGINT NOT NULL,                    -- UTC, since 1970
    posts      BIGINT NOT NULL,                    -- different ones within a minute, at most
    hasty_at   BIGINT NOT NULL,                    -- when that minute ended
    PRIMARY KEY (domain_id, account_id, day)
);
CREATE INDEX integrity_haste_of_domain ON integrity_haste (domain_id, day, account_id);
CREATE INDEX integrity_haste_of_account ON integrity_haste (account_id);
CREATE INDEX integrity_haste_by_day ON integrity_haste (day);

-- What was done since a moment, whatever it was done to.
CREATE INDEX favourites_by_time ON favourites (id);
CREATE INDEX poll_votes_by_time ON poll_votes (created_at);
