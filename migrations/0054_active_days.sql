-- owner: social
-- On which days (UTC, since 1970) the people of a domain were here: what its team is told of active people and of those who stay.
-- Nothing of what they did. Kept for 400 days.

CREATE TABLE active_days (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    day        BIGINT NOT NULL,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    PRIMARY KEY (account_id, day)
);
CREATE INDEX active_days_by_day ON active_days (day, domain_id, account_id);
INSERT INTO active_days (account_id, day, domain_id) SELECT account_id, last_seen_at / 86400000, domain_id FROM users WHERE last_seen_at IS NOT NULL;

-- By which application somebody signed up; NULL: on the pages of the web. The token of that moment tells it of those who came before.
ALTER TABLE users ADD COLUMN sign_up_application_id BIGINT;
UPDATE users SET sign_up_application_id = (SELECT min(t.application_id) FROM tokens t WHERE t.account_id = users.account_id AND t.kind = 'bearer' AND t.created_at = users.created_at);

CREATE INDEX users_by_age ON users (domain_id, created_at);
CREATE INDEX reports_settled ON reports (domain_id, action_taken_at) WHERE action_taken_at IS NOT NULL;
CREATE INDEX media_files_sizes ON media_files (bytes);
