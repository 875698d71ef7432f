-- owner: social
-- What those who look after an organisation decide about reports and accounts, and the log of it.

ALTER TABLE accounts ADD COLUMN sensitized_at BIGINT;             -- whatever they post is shown as sensitive
CREATE INDEX accounts_suspended ON accounts (id) WHERE suspended_at IS NOT NULL;
CREATE INDEX accounts_silenced ON accounts (id) WHERE silenced_at IS NOT NULL;
CREATE INDEX accounts_sensitized ON accounts (id) WHERE sensitized_at IS NOT NULL;
CREATE INDEX users_pending ON users (domain_id, account_id) WHERE approved_at IS NULL;
CREATE INDEX users_disabled ON users (domain_id, account_id) WHERE disabled_at IS NOT NULL;

ALTER TABLE reports ADD COLUMN assigned_id BIGINT;                -- who works on it
ALTER TABLE reports ADD COLUMN action_taken_by_id BIGINT;
ALTER TABLE reports ADD COLUMN updated_at BIGINT;                 -- NULL: since it was filed
CREATE INDEX reports_of_domain ON reports (domain_id, id);
CREATE INDEX reports_assigned ON reports (assigned_id, id);

-- What was told to somebody because of something they did.
CREATE TABLE account_warnings (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),  -- whose moderators decided
    target_id  BIGINT NOT NULL REFERENCES accounts (id),
    action     TEXT NOT NULL CHECK (action IN ('none', 'disable', 'sensitive', 'silence', 'suspend')),
    text       TEXT NOT NULL,
    report_id  BIGINT REFERENCES reports (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX account_warnings_of_target ON account_warnings (target_id, id);
CREATE INDEX account_warnings_of_report ON account_warnings (report_id) WHERE report_id IS NOT NULL;

ALTER TABLE notifications ADD COLUMN report_id BIGINT;
ALTER TABLE notifications ADD COLUMN warning_id BIGINT;
CREATE INDEX notifications_by_sender ON notifications (from_account_id);

-- Grows only. Names stand beside the ids, because a sign-up that was turned down leaves no account.
CREATE TABLE moderation_log (
    id          BIGINT PRIMARY KEY,
    domain_id   BIGINT NOT NULL REFERENCES domains (id),
    account_id  BIGINT NOT NULL,                         -- who did it
    act         TEXT NOT NULL,                           -- social/moderation_log.h
    target_id   BIGINT,                                  -- on whom; NULL: on the organisation itself
    target_name TEXT NOT NULL,
    report_id   BIGINT,
    text        TEXT NOT NULL,                           -- the reason, or what is new
    created_at  BIGINT NOT NULL
);
CREATE INDEX moderation_log_of_domain ON moderation_log (domain_id, id);
CREATE INDEX moderation_log_of_target ON moderation_log (target_id, domain_id, id);
CREATE INDEX moderation_log_of_report ON moderation_log (report_id, domain_id, id);

ALTER TABLE domains ADD COLUMN mails_reports BIGINT NOT NULL DEFAULT 1;  -- 1: a new report is told to the team by mail as well

-- A rule that reports name is put away, not deleted.
ALTER TABLE rules ADD COLUMN removed_at BIGINT;
CREATE TABLE rule_translations (
    rule_id  BIGINT NOT NULL REFERENCES rules (id),
    language TEXT NOT NULL,
    text     TEXT NOT NULL,
    hint     TEXT NOT NULL,
    PRIMARY KEY (rule_id, language)
);
