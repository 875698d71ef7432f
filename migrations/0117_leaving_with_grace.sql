-- owner: social
-- Who deleted their own account, and may still come back (social/grace.h). Meanwhile accounts.suspended_at keeps it out of sight.

CREATE TABLE leavings (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id),
    asked_at     BIGINT NOT NULL,
    until        BIGINT NOT NULL,                   -- then it is erased
    remind_at    BIGINT,                            -- NULL: was reminded, or is not to be
    suspended_at BIGINT                             -- by the team, meanwhile: then there is no coming back
);
CREATE INDEX leavings_by_end ON leavings (until);
CREATE INDEX leavings_to_remind ON leavings (remind_at) WHERE remind_at IS NOT NULL;

ALTER TABLE domains ADD COLUMN leaving_days BIGINT NOT NULL DEFAULT 30;  -- 0: who leaves is erased at once
