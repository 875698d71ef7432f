-- owner: social
-- Posts that wait for their time. What was asked for is kept as it was asked, and judged again when the time has come; the row goes
-- in the transaction that posts it.

CREATE TABLE scheduled_statuses (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    scheduled_at    BIGINT NOT NULL,
    text            TEXT NOT NULL,
    content_warning TEXT NOT NULL,
    sensitive       BIGINT,                         -- NULL: the author's default at that time; so below
    language        TEXT,
    visibility      BIGINT NOT NULL,
    in_reply_to_id  BIGINT,
    quoted_id       BIGINT,
    quote_policy    BIGINT,                         -- social/quote_policy.h
    application_id  BIGINT,
    poll_options    TEXT NOT NULL,                  -- titles, one a line; empty: no poll
    poll_lasts      BIGINT NOT NULL,                -- milliseconds
    poll_multiple   BIGINT NOT NULL,
    poll_hide_totals BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,                  -- empty: none
    refusal         TEXT NOT NULL,                  -- why it was not posted: a key of locale/; empty: it waits
    created_at      BIGINT NOT NULL
);
CREATE INDEX scheduled_statuses_of_account ON scheduled_statuses (account_id, id);
CREATE INDEX scheduled_statuses_by_time ON scheduled_statuses (account_id, scheduled_at);
CREATE INDEX scheduled_statuses_by_key ON scheduled_statuses (account_id, idempotency_key) WHERE idempotency_key <> '';

-- What is attached to one of them; `position` is its place in it.
ALTER TABLE media ADD COLUMN scheduled_id BIGINT REFERENCES scheduled_statuses (id);
CREATE INDEX media_of_scheduled ON media (scheduled_id, position) WHERE scheduled_id IS NOT NULL;
