-- owner: strategy
-- What was said of a page's posture at the end of a month, so that what is said otherwise later can be shown beside it; who wants it by mail.

CREATE TABLE posture_reports (
    page_id   BIGINT NOT NULL REFERENCES accounts (id),
    month     TEXT NOT NULL,                       -- 2026-11
    until     BIGINT NOT NULL,                     -- what came after was not counted
    issued_at BIGINT NOT NULL,
    PRIMARY KEY (page_id, month)
);

-- The score and its parts; what could not be told is not there.
CREATE TABLE posture_figures (
    page_id BIGINT NOT NULL REFERENCES accounts (id),
    month   TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   DOUBLE PRECISION NOT NULL,
    lower   DOUBLE PRECISION NOT NULL,
    upper   DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (page_id, month, name)
);

CREATE TABLE posture_letters (
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    told_month TEXT NOT NULL,                      -- this one and those before are not sent any more
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX posture_letters_of_account ON posture_letters (account_id);
