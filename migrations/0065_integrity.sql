-- owner: integrity
-- Who acted together beyond chance, what people decided about it, what members say they are tied to; and the log of all that, which only
-- grows and shows when it was changed.

CREATE TABLE disclosures (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    relation   TEXT NOT NULL CHECK (relation IN ('works_for', 'paid_by', 'related_to')),
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX disclosures_of_account ON disclosures (account_id, id);
CREATE UNIQUE INDEX disclosures_that_hold ON disclosures (page_id, account_id) WHERE ended_at IS NULL;

CREATE TABLE integrity_runs (
    id        BIGINT PRIMARY KEY,
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    day       BIGINT NOT NULL,                     -- UTC, since 1970
    accounts  BIGINT NOT NULL,                     -- that acted
    objects   BIGINT NOT NULL,
    acts      BIGINT NOT NULL,
    ran_at    BIGINT NOT NULL
);
CREATE INDEX integrity_runs_of_domain ON integrity_runs (domain_id, id);

CREATE TABLE integrity_findings (
    id          BIGINT PRIMARY KEY,
    domain_id   BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    state       TEXT NOT NULL CHECK (state IN ('found', 'in_review', 'dismissed', 'noticed')),
    is_strict   BIGINT NOT NULL,                   -- 1: found at q 0.01, not at 0.05 alone
    nights      BIGINT NOT NULL,                   -- days in a row whose run found it at q 0.01
    seen_day    BIGINT NOT NULL,                   -- of the last run that found it
    evidence    TEXT NOT NULL,                     -- JSON, integrity/evidence.h; as it was when the review began
    reviewer_id BIGINT REFERENCES accounts (id),
    reason      TEXT NOT NULL DEFAULT '',          -- why it was dismissed
    noticed_at  BIGINT,
    settled_at  BIGINT,                            -- when it was dismissed
    found_at    BIGINT NOT NULL
);
CREATE INDEX integrity_findings_of_domain ON integrity_findings (domain_id, id);

CREATE TABLE integrity_members (
    finding_id  BIGINT NOT NULL REFERENCES integrity_findings (id) ON DELETE CASCADE,
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    standing    TEXT NOT NULL CHECK (standing IN ('found', 'affiliated', 'noticed', 'explained', 'appealed', 'labelled', 'cleared', 'lifted')),
    signals     TEXT NOT NULL,                     -- JSON: [{"signal","p","q"}]
    answer      TEXT NOT NULL DEFAULT '',          -- what they wrote
    answered_at BIGINT,
    decided_by  BIGINT REFERENCES accounts (id),   -- who published the label, or decided what they answered
    reason      TEXT NOT NULL DEFAULT '',
    changed_at  BIGINT NOT NULL,
    PRIMARY KEY (finding_id, account_id)
);
CREATE INDEX integrity_members_of_account ON integrity_members (account_id, finding_id);

-- Each entry holds the hash of the one before it. What is personal stands in it as a commitment alone.
CREATE TABLE integrity_log (
    domain_id  BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,                    -- 1, 2, 3 …
    act        TEXT NOT NULL,
    finding_id BIGINT NOT NULL,                    -- 0: of none
    state      TEXT NOT NULL,                      -- of the finding or, where there is a subject, of the account in it, from now on
    actor      TEXT NOT NULL,                      -- who did it; empty: the server
    subject    TEXT NOT NULL,                      -- whom it is about; empty: the finding as a whole
    words      TEXT NOT NULL,                      -- what was written; empty: nothing
    digest     TEXT NOT NULL,                      -- SHA-256 of the evidence, where it changed
    counts     TEXT NOT NULL,                      -- of a run
    logged_at  BIGINT NOT NULL,
    previous   TEXT NOT NULL,
    hash       TEXT NOT NULL,
    PRIMARY KEY (domain_id, number)
);
CREATE INDEX integrity_log_of_finding ON integrity_log (domain_id, finding_id, number);
CREATE INDEX integrity_log_by_act ON integrity_log (domain_id, act, state);

-- What the commitments stand for. It goes with the person; the entries stay, and still verify.
CREATE TABLE integrity_openings (
    domain_id  BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,
    part       TEXT NOT NULL CHECK (part IN ('actor', 'subject', 'words')),
    account_id BIGINT,                             -- of actor and subject
    text       TEXT NOT NULL,                      -- of words
    salt       TEXT NOT NULL,
    PRIMARY KEY (domain_id, number, part)
);
CREATE INDEX integrity_openings_of_account ON integrity_openings (account_id, domain_id, number);

-- Where the log stood at the end of a day's run, signed with the key of the organisation's own actor.
CREATE TABLE integrity_heads (
    domain_id  BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    day        BIGINT NOT NULL,                    -- UTC, since 1970
    number     BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    public_key TEXT NOT NULL,                      -- Ed25519, multibase
    signature  TEXT NOT NULL,                      -- base64
    PRIMARY KEY (domain_id, day)
);
