-- owner: distribution
-- What this place has decided about other servers.

CREATE TABLE host_rules (
    id              BIGINT PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,           -- a host in normal form; holds for what stands below it as well
    severity        TEXT NOT NULL CHECK (severity IN ('noop', 'silence', 'suspend')),
    reject_media    BIGINT NOT NULL,
    reject_reports  BIGINT NOT NULL,
    obfuscate       BIGINT NOT NULL,                -- 1: its name is shown in part only
    public_comment  TEXT NOT NULL,
    private_comment TEXT NOT NULL,
    created_at      BIGINT NOT NULL                 -- also what silences or suspends its accounts is dated so: lifting it lifts that alone
);

-- Whom this place talks with, where it talks with nobody else (federation.allow_list).
CREATE TABLE allowed_hosts (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Who is behind an inbox that is gone.
CREATE INDEX actors_by_inbox ON actors (inbox);

-- What runs there, as its NodeInfo says; it decides how a group's activities are passed on.
ALTER TABLE hosts ADD COLUMN software TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN software_at BIGINT;
