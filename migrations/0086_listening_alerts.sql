-- owner: conversations
-- Who of a page's team wants to be told by mail when much more is said than is to be expected (conversations/listening_alerts.h).

CREATE TABLE listening_alerts (
    query_id   BIGINT NOT NULL REFERENCES listening_queries (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    told_day   BIGINT NOT NULL,  -- of UTC, since 1970-01-01: of a burst that began later they are told
    PRIMARY KEY (query_id, account_id)
);
CREATE INDEX listening_alerts_of_account ON listening_alerts (account_id);
