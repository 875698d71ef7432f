-- owner: social
-- What people tell the moderators.

CREATE TABLE reports (
    id              BIGINT PRIMARY KEY,
    domain_id       BIGINT NOT NULL REFERENCES domains (id),   -- whose moderators it concerns
    account_id      BIGINT NOT NULL REFERENCES accounts (id),  -- who tells
    target_id       BIGINT NOT NULL REFERENCES accounts (id),
    category        TEXT NOT NULL CHECK (category IN ('spam', 'legal', 'violation', 'other')),
    comment         TEXT NOT NULL,
    forward         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    action_taken_at BIGINT
);
CREATE INDEX reports_to_look_at ON reports (domain_id, id) WHERE action_taken_at IS NULL;
CREATE INDEX reports_of_account ON reports (account_id, id);
CREATE INDEX reports_about_account ON reports (target_id, id);

CREATE TABLE report_statuses (
    report_id BIGINT NOT NULL REFERENCES reports (id),
    status_id BIGINT NOT NULL REFERENCES statuses (id),
    PRIMARY KEY (report_id, status_id)
);
CREATE INDEX report_statuses_of_status ON report_statuses (status_id);

CREATE TABLE report_rules (
    report_id BIGINT NOT NULL REFERENCES reports (id),
    rule_id   BIGINT NOT NULL REFERENCES rules (id),
    PRIMARY KEY (report_id, rule_id)
);
CREATE INDEX report_rules_of_rule ON report_rules (rule_id);
